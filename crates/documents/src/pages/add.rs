//! Adding documents: the holder's form and the professional's, for one file or
//! several. What script adds is in `arrivals`.

use super::Pages;
use super::holder::choices;
use super::sending::{self, Fate, Line, Sender, Sent};
use crate::rules::{Depositor, Draft};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use edge::{Answer, Asked, FILES_MAX, Form, Page, Uploads};
use http::StatusCode;
use identity::{Caller, HolderIn, ProfessionalIn};
use kernel::{Error, Kind, Result, SpaceId};
use spaces::Face;

const OWN: &str = "/espace/moi/documents/ajouter";

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route(
            "/espace/moi/documents/ajouter",
            get(holder_form).post(holder_send),
        )
        .route(
            "/pro/patients/{space}/ajouter",
            get(professional_form).post(professional_send),
        )
}

/// Groups of types: a name and its (code, label) pairs.
type Groups = Vec<(String, Vec<(String, String)>)>;

#[derive(Template)]
#[template(path = "add.html")]
struct HolderForm {
    page: Page,
    groups: Groups,
    action: String,
    most: usize,
    /// The very same file is there: where.
    same: Option<String>,
}

#[derive(Template)]
#[template(path = "pro_add.html")]
struct ProfessionalForm {
    page: Page,
    face: Face,
    groups: Groups,
    action: String,
    list: String,
    most: usize,
    /// Somebody else answers for them: they may ask that these do not see it.
    minor: bool,
}

/// What became of several files, for whoever sent them.
struct Told {
    lead: String,
    lines: Vec<Line>,
    list: String,
    /// The words of the way there.
    see: String,
    action: String,
}

#[derive(Template)]
#[template(path = "sent.html")]
struct HolderTold {
    page: Page,
    told: Told,
}

#[derive(Template)]
#[template(path = "pro_sent.html")]
struct ProfessionalTold {
    page: Page,
    face: Face,
    told: Told,
}

impl Told {
    fn of(page: &Page, sender: &Sender, sent: &[Sent], (list, action): (&str, &str)) -> Self {
        let kept = sent
            .iter()
            .filter(|sent| matches!(sent.fate, Fate::Kept(_) | Fate::Aside(_)));
        let (kept, all) = (kept.count().to_string(), sent.len().to_string());
        Self {
            lead: page.ta("documents-sent-lead", &[("kept", &kept), ("all", &all)]),
            lines: sent.iter().map(|it| Line::of(page, sender, it)).collect(),
            list: page.href(list),
            see: page.t(match sender.caller {
                Caller::Holder(_) => "documents-sent-list",
                _ => "documents-back-to-record",
            }),
            action: page.href(action),
        }
    }

    /// Whether something is kept: then the form was no mistake.
    fn status(&self) -> StatusCode {
        match self.lines.iter().any(|line| line.state != "refused") {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

async fn holder_form(asked: Asked, HolderIn(_): HolderIn) -> Answer {
    Ok(edge::show(&holder_page(&asked)))
}

fn holder_page(asked: &Asked) -> HolderForm {
    let page = asked.page("documents-add-title");
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    HolderForm {
        groups: choices(&page, Depositor::Holder),
        action: page.href(OWN),
        most: FILES_MAX,
        page,
        same: None,
    }
}

async fn holder_send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    uploads: Uploads,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let sender = Sender { caller, space };
    let Uploads { form, files } = uploads;
    let mut files = files.at_most(FILES_MAX);
    let sent = match sending::send(&pages, &sender, &form, &mut files).await {
        Ok(sent) => sent,
        Err(error) => return again(&asked, &form, error, None),
    };
    match <[Sent; 1]>::try_from(sent) {
        Ok([only]) => match only.fate {
            Fate::Kept(_) => Ok(asked.go("/espace/moi/documents?fait=ajoute")),
            Fate::Aside(_) => Ok(asked.go("/espace/moi/documents?fait=cote")),
            Fate::Same(first) => again(
                &asked,
                &form,
                Error::field("file", "documents-same-error"),
                Some(format!("/espace/moi/documents/{first}")),
            ),
            Fate::Refused(error) => again(&asked, &form, error, None),
        },
        Err(sent) => {
            let list = "/espace/moi/documents";
            let page = asked.page("documents-sent-title");
            let page = page.clone().under(page.t("documents-title"), list);
            let told = Told::of(&page, &sender, &sent, (list, OWN));
            let status = told.status();
            Ok(edge::render(status, &HolderTold { page, told }))
        }
    }
}

fn again(asked: &Asked, form: &Form, error: Error, same: Option<String>) -> Answer {
    let mut template = holder_page(asked);
    template.page = template.page.again(form, about_file(error))?;
    template.same = same.map(|there| template.page.href(&there));
    Ok(edge::mend(&template))
}

/// What is wrong with the file is said beside the file.
pub(super) fn about_file(error: Error) -> Error {
    let of_form = !error.field_errors().is_empty();
    if error.kind() == Kind::Invalid && !of_form {
        Error::field("file", error.code())
    } else {
        error
    }
}

/// What the form says of a document, not yet checked.
pub(super) fn drafted(form: &Form) -> Draft {
    Draft {
        title: form.text("title").to_owned(),
        type_code: form.text("type").to_owned(),
        act_date: form.date("date").map_err(|_| "error-date"),
    }
}

async fn professional_form(
    asked: Asked,
    ProfessionalIn(_): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    Ok(edge::show(
        &professional_page(&asked, &pages, space.parse()?).await?,
    ))
}

async fn professional_page(
    asked: &Asked,
    pages: &Pages,
    space: SpaceId,
) -> Result<ProfessionalForm> {
    let face = pages.spaces.open_face(space).await?;
    let page = asked
        .page("documents-pro-add-title")
        .under(face.name(), &format!("/pro/patients/{space}"));
    let action = page.href(&format!("/pro/patients/{space}/ajouter"));
    let today = pages.documents.sharing().world().now().in_paris().date();
    Ok(ProfessionalForm {
        minor: face.is_minor_on(today),
        groups: choices(&page, Depositor::Care),
        most: FILES_MAX,
        list: page.href(&format!("/pro/patients/{space}")),
        page,
        face,
        action,
    })
}

async fn professional_send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    uploads: Uploads,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional);
    let sender = Sender { caller, space };
    let Uploads { form, files } = uploads;
    let mut files = files.at_most(FILES_MAX);
    let error = match sending::send(&pages, &sender, &form, &mut files).await {
        Ok(sent) => match <[Sent; 1]>::try_from(sent) {
            Ok([only]) => match only.fate {
                Fate::Kept(_) | Fate::Same(_) => {
                    return Ok(asked.go(&format!("/pro/patients/{space}?fait=ajoute")));
                }
                // The record looks as it did: its author sees it among their deposits.
                Fate::Aside(id) => return Ok(asked.go(&format!("/pro/depots/{space}/{id}"))),
                Fate::Refused(error) => error,
            },
            Err(sent) => {
                let (list, add) = (
                    format!("/pro/patients/{space}"),
                    format!("/pro/patients/{space}/ajouter"),
                );
                let face = pages.spaces.open_face(space).await?;
                let page = asked.page("documents-sent-title").under(face.name(), &list);
                let told = Told::of(&page, &sender, &sent, (&list, &add));
                let status = told.status();
                return Ok(edge::render(status, &ProfessionalTold { page, face, told }));
            }
        },
        Err(error) => error,
    };
    let mut template = professional_page(&asked, &pages, space).await?;
    template.page = template.page.again(&form, about_file(error))?;
    Ok(edge::mend(&template))
}
