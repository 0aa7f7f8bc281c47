//! A new version in the place of a document, as a form sends it: of the holder's own
//! here, of a deposit in `deposits`.

use super::Pages;
use super::add::{about_file, drafted};
use super::holder::choices;
use super::sending::{Sender, shelve};
use crate::actions::{Incoming, Origin, Outcome};
use crate::rules::Depositor;
use crate::shelf::Original;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use edge::{Answer, Asked, Form, Page, Upload};
use identity::{Caller, Holder, HolderIn};
use kernel::{DocumentId, Error, FieldError, Result};
use sharing::Manner;

const LIST: &str = "/espace/moi/documents";

/// What the form says of the new version, and that both are kept where they are the
/// very same file.
const FIELDS: [&str; 6] = [
    "title",
    "type",
    "date-jour",
    "date-mois",
    "date-annee",
    "garder",
];

pub(super) fn routes() -> Router<Pages> {
    Router::new().route(
        "/espace/moi/documents/{document}/remplacer",
        get(own_form).post(own_send),
    )
}

#[derive(Template)]
#[template(path = "own_replace.html")]
struct ReplaceForm {
    page: Page,
    groups: Vec<(String, Vec<(String, String)>)>,
    action: String,
    back: String,
    /// The very same file is there: where.
    same: Option<String>,
}

impl ReplaceForm {
    /// The form, with the title and the type of what is replaced; the read is written.
    async fn of(asked: &Asked, pages: &Pages, holder: Holder, id: DocumentId) -> Result<Self> {
        let space = holder.own_space()?;
        let caller = Caller::Holder(holder);
        pages.documents.may_replace(&caller, space, id).await?;
        let opened = pages
            .documents
            .open(&caller, space, id, Manner::Seen)
            .await?;
        let label = &opened.listed.label;
        let here = format!("{LIST}/{id}");
        let page = asked.page("documents-replace-own");
        let page = page
            .clone()
            .under(page.t("documents-title"), LIST)
            .under(label.title.clone(), &here)
            .with_values(&[("title", &label.title), ("type", &label.type_code)]);
        Ok(Self {
            groups: choices(&page, Depositor::Holder),
            action: page.href(&format!("{here}/remplacer")),
            back: page.href(&here),
            page,
            same: None,
        })
    }
}

async fn own_form(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let template = ReplaceForm::of(&asked, &pages, holder, id.parse()?).await?;
    Ok(edge::show(&template))
}

async fn own_send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
    upload: Upload,
) -> Answer {
    let (space, id) = (holder.own_space()?, id.parse::<DocumentId>()?);
    let Upload { form, file } = upload;
    let caller = Caller::Holder(holder.clone());
    // Nothing is taken in for a document that they may not replace.
    pages.documents.may_replace(&caller, space, id).await?;
    let sender = Sender { caller, space };
    let (error, same) = match replace(&pages, &sender, id, &form, &FIELDS, file).await {
        Ok(Outcome::Added(new)) => return Ok(asked.go(&format!("{LIST}/{new}?fait=remplace"))),
        // What it is to replace stays where it is until this one is filed.
        Ok(Outcome::KeptAside(new)) => return Ok(asked.go(&format!("{LIST}/{new}"))),
        Ok(Outcome::SameAs(first)) => (Error::field("file", "documents-same-error"), Some(first)),
        Err(error) => (error, None),
    };
    let mut template = ReplaceForm::of(&asked, &pages, holder, id).await?;
    template.page = template.page.again(&form, about_file(error))?;
    template.same = same.map(|first| template.page.href(&format!("{LIST}/{first}")));
    Ok(edge::mend(&template))
}

/// Takes in a new version of a document of the sender's own, as the form says.
///
/// # Errors
/// Invalid, for a form without a file or with wrong words: then nothing is taken in;
/// else as adding.
pub(super) async fn replace(
    pages: &Pages,
    sender: &Sender,
    id: DocumentId,
    form: &Form,
    fields: &[&str],
    file: Option<edge::Incoming>,
) -> Result<Outcome> {
    form.only(fields)?;
    let today = pages.documents.sharing().world().now().in_paris().date();
    let checked = drafted(form).check(sender.depositor()?, today);
    let Some(file) = file else {
        let mut fields = checked.map_or_else(|error| error.field_errors().to_vec(), |_| Vec::new());
        fields.push(FieldError {
            field: "file",
            code: "documents-file-missing",
        });
        return Err(Error::fields(fields));
    };
    let checked = checked?;
    let incoming = Incoming {
        file_name: file.name.0,
        mime: None,
        bytes: file.bytes,
    };
    let shelved = shelve(pages, sender, incoming).await?;
    let origin = Origin {
        replaces: Some(Original::Known(id)),
        ..Origin::default()
    };
    let (caller, keeping) = (&sender.caller, sender.keeping(form));
    pages
        .documents
        .add(caller, sender.space, shelved, &checked, &origin, keeping)
        .await
}
