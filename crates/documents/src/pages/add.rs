//! Adding a document: the holder's form and the professional's.

use super::Pages;
use super::holder::choices;
use crate::actions::{Incoming, Keeping, Origin, Outcome, Twice};
use crate::rules::{Depositor, Draft};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Upload};
use identity::{Caller, HolderIn, ProfessionalIn};
use kernel::{Error, Kind, Result, SpaceId};
use spaces::Face;

const FIELDS: [&str; 8] = [
    "title",
    "type",
    "date-jour",
    "date-mois",
    "date-annee",
    "masquer",
    "garder",
    "annonce",
];

/// Groups of types: a name and its (code, label) pairs.
type Groups = Vec<(String, Vec<(String, String)>)>;

#[derive(Template)]
#[template(path = "add.html")]
struct HolderForm {
    page: Page,
    groups: Groups,
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
}

pub(super) async fn holder_form(asked: Asked, HolderIn(_): HolderIn) -> Answer {
    Ok(edge::show(&holder_page(&asked)))
}

fn holder_page(asked: &Asked) -> HolderForm {
    let page = asked.page("documents-add-title");
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    HolderForm {
        groups: choices(&page, Depositor::Holder),
        page,
        same: None,
    }
}

pub(super) async fn holder_send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    upload: Upload,
) -> Answer {
    let space = holder.own_space()?;
    let Upload { form, file } = upload;
    let keeping = Keeping {
        hidden: form.has("masquer"),
        reserved: false,
        twice: if form.has("garder") {
            Twice::KeepBoth
        } else {
            Twice::Tell
        },
    };
    let sent = send(&pages, &Caller::Holder(holder), space, &form, file, keeping).await;
    match sent {
        Ok(Outcome::Added(_)) => Ok(asked.go("/espace/moi/documents?fait=ajoute")),
        Ok(Outcome::SameAs(first)) => again(
            &asked,
            &form,
            Error::field("file", "documents-same-error"),
            Some(format!("/espace/moi/documents/{first}")),
        ),
        Err(error) => again(&asked, &form, error, None),
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

async fn send(
    pages: &Pages,
    caller: &Caller,
    space: SpaceId,
    form: &Form,
    file: Option<edge::Incoming>,
    keeping: Keeping,
) -> Result<Outcome> {
    form.only(&FIELDS)?;
    let depositor = match caller {
        Caller::Holder(_) => Depositor::Holder,
        Caller::Professional(_) | Caller::Institution(_) => Depositor::Care,
        Caller::Service(_) | Caller::Staff(_) => return Err(Error::not_found()),
    };
    let today = pages.documents.sharing().world().now().in_paris().date();
    let checked = drafted(form).check(depositor, today);
    let Some(file) = file else {
        let missing = kernel::FieldError {
            field: "file",
            code: "documents-file-missing",
        };
        let mut fields = match checked {
            Ok(_) => Vec::new(),
            Err(error) => error.field_errors().to_vec(),
        };
        fields.push(missing);
        return Err(Error::fields(fields));
    };
    let checked = checked?;
    let incoming = Incoming {
        file_name: file.name.0.clone(),
        mime: None,
        bytes: file.bytes,
    };
    let mut shelved = pages.documents.shelve(caller, space, incoming).await?;
    pages.documents.glean(caller, &mut shelved).await;
    pages
        .documents
        .add(
            caller,
            space,
            shelved,
            &checked,
            &Origin::default(),
            keeping,
        )
        .await
}

pub(super) async fn professional_form(
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
    Ok(ProfessionalForm {
        groups: choices(&page, Depositor::Care),
        page,
        face,
        action,
    })
}

pub(super) async fn professional_send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    upload: Upload,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let Upload { form, file } = upload;
    let caller = Caller::Professional(professional);
    let keeping = Keeping {
        hidden: false,
        reserved: form.has("annonce"),
        twice: Twice::KeepBoth,
    };
    let sent = send(&pages, &caller, space, &form, file, keeping).await;
    match sent {
        Ok(_) => Ok(asked.go(&format!("/pro/patients/{space}?fait=ajoute"))),
        Err(error) => {
            let mut template = professional_page(&asked, &pages, space).await?;
            template.page = template.page.again(&form, about_file(error))?;
            Ok(edge::mend(&template))
        }
    }
}
