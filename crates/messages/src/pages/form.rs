//! The form of a message: read, and shown with what a draft says.

use crate::Messages;
use crate::actions::{Draft, Sending};
use crate::mailbox::MessageId;
use crate::rules::{TEXT_MAX, Typed};
use edge::{Form, Page};
use kernel::{DocumentId, Error, Kind, Result};

/// The beginning of the names of fields that attach a document.
pub(super) const DOCUMENT: &str = "document-";

/// What the form asks for beside sending.
pub(super) fn keeps_draft(form: &Form) -> bool {
    matches!(form.raw("geste"), "garder" | "joindre")
}

/// Where somebody goes on who keeps a draft: on to what can be attached, or back.
pub(super) fn kept_at(form: &Form, there: &str) -> String {
    match form.raw("geste") {
        "joindre" => format!("{there}?joindre=oui#joindre"),
        _ => format!("{there}?fait=garde"),
    }
}

/// Refuses a form with fields that the page does not have.
pub(super) fn only(form: &Form, more: &[&str]) -> Result<()> {
    let mut known = vec!["jeton", "texte", "geste", "confirmer"];
    known.extend(more);
    let documents: Vec<&str> = form.names(DOCUMENT).collect();
    known.extend(documents);
    form.only(&known)
}

/// What was typed, to be sent.
pub(super) fn read(form: &Form, subject: bool) -> Result<Sending> {
    let id = form.raw("jeton").parse::<MessageId>()?;
    let said = Typed {
        subject: subject.then(|| form.raw("sujet")),
        text: form.raw("texte"),
    }
    .check()?;
    let ids = form.names(DOCUMENT);
    let ids = ids.filter_map(|name| name.strip_prefix(DOCUMENT));
    Ok(Sending {
        id,
        said,
        attached: ids.map(str::parse::<DocumentId>).collect::<Result<_>>()?,
        hidden_too: form.has("confirmer"),
        no_reply: form.has("sans-reponse"),
    })
}

/// What was typed, to be kept: as it stands, but no longer than what is sent.
pub(super) fn draft(form: &Form) -> Result<Draft> {
    if form.raw("texte").chars().count() > TEXT_MAX {
        return Err(Error::field("texte", "messages-text-too-long"));
    }
    if form.raw("sujet").chars().count() > crate::rules::SUBJECT_MAX {
        return Err(Error::field("sujet", "messages-subject-too-long"));
    }
    let to = Some(form.raw("a").to_owned()).filter(|to| !to.is_empty());
    Ok(Draft {
        to,
        subject: form.raw("sujet").to_owned(),
        text: form.raw("texte").to_owned(),
    })
}

/// The form, with what was kept.
pub(super) fn filled(page: Page, draft: Option<&Draft>) -> Page {
    let Some(draft) = draft else { return page };
    page.with_values(&[
        ("a", draft.to.as_deref().unwrap_or_default()),
        ("sujet", &draft.subject),
        ("texte", &draft.text),
    ])
}

/// The token of the form: that of the one that was sent, if it comes back.
pub(super) fn token(page: &Page, messages: &Messages) -> String {
    match page.value("jeton") {
        "" => MessageId::new(&*messages.sharing().world().chance).to_string(),
        sent => sent.to_owned(),
    }
}

/// How long what was typed is, if it is too long.
pub(super) fn too_long(page: &Page) -> Option<String> {
    let count = page.value("texte").chars().count();
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let long = count > u64::try_from(TEXT_MAX).unwrap_or(u64::MAX);
    long.then(|| page.t1("messages-text-count", "count", page.number(count)))
}

/// Why it was not sent, said beside the text, which comes back with it.
pub(super) fn beside_text(error: Error) -> Error {
    match error.kind() {
        Kind::Conflict => Error::field("texte", error.code()),
        _ => error,
    }
}
