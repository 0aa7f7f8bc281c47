//! Noting an examination as done, and taking that back: the same for its holder and
//! for a professional who looks after them.

use super::{Assessed, Pages};
use crate::actions::Said;
use crate::calendar::{Calendar, Kind};
use askama::Template;
use edge::{Asked, Form, Page, Tone, Undo};
use identity::Caller;
use kernel::{DocumentId, Error, Result, SpaceId, When};
use spaces::Face;

/// The fields of the form.
pub(super) const FIELDS: [&str; 3] = ["date-jour", "date-mois", "date-annee"];
/// The one that its holder alone has.
pub(super) const HIDES: &str = "masquer";

#[derive(Template)]
#[template(path = "prevention_note.html")]
pub(super) struct NoteForm {
    pub page: Page,
    /// Whom a professional notes it for.
    pub face: Option<Face>,
    name: String,
    action: String,
    back: String,
}

impl NoteForm {
    /// Of this examination, on a page that hangs under `base`.
    pub fn of(asked: &Asked, base: &str, item: &str, face: Option<Face>) -> Result<Self> {
        let rule = Calendar::in_force()?.find(item);
        let rule = rule.filter(|rule| rule.kind != Kind::Vaccination);
        let rule = rule.ok_or_else(Error::not_found)?;
        let page = asked.page("prevention-note-title");
        let page = page.clone().under(page.t("prevention-title"), base);
        Ok(Self {
            face,
            name: rule.name(page.lang).to_owned(),
            action: page.href(&format!("{base}/{item}/noter")),
            back: page.href(base),
            page,
        })
    }
}

/// The page, with what was just done there and how to undo it.
pub(super) fn after(asked: &Asked, page: Page, all: &Assessed<'_>, base: &str) -> Result<Page> {
    Ok(match asked.param("fait")?.as_deref() {
        Some("note") => {
            let text = page.t("prevention-noted");
            let note = asked.param("n")?.unwrap_or_default();
            match all.notes.iter().find(|it| it.id.to_string() == note) {
                Some(it) => {
                    let undo = Undo {
                        label: page.t("prevention-undo"),
                        action: page.href(&format!("{base}/retirer")),
                        fields: vec![(String::from("n"), it.id.to_string())],
                    };
                    page.with_undo(text, undo)
                }
                None => page.with_status(Tone::Info, text),
            }
        }
        Some("retire") => {
            let text = page.t("prevention-withdrawn");
            page.with_status(Tone::Done, text)
        }
        _ => page,
    })
}

/// Notes what the form says.
pub(super) async fn noted(
    pages: &Pages,
    caller: &Caller,
    space: SpaceId,
    item: &str,
    form: &Form,
) -> Result<DocumentId> {
    let said = Said {
        on: typed(form)?,
        hidden: form.has(HIDES),
    };
    let born = pages.spaces.open_face(space).await?.identity.birth_date.0;
    pages.prevention.note(caller, space, item, said, born).await
}

/// A year, a month of a year, or a day.
fn typed(form: &Form) -> Result<When> {
    let part = |name| form.text(name);
    let (day, month, year) = (part("date-jour"), part("date-mois"), part("date-annee"));
    let missing = match (year, month, day) {
        ("", "", "") => Some("prevention-date-missing"),
        ("", _, _) => Some("prevention-year-missing"),
        _ => None,
    };
    if let Some(code) = missing {
        return Err(Error::field("date", code));
    }
    When::typed(day, month, year).ok_or_else(|| Error::field("date", "error-date"))
}

/// Takes back what the form names.
pub(super) async fn withdrawn(
    pages: &Pages,
    caller: &Caller,
    space: SpaceId,
    form: &Form,
) -> Result<()> {
    form.only(&["n"])?;
    let id = form.raw("n").parse::<DocumentId>()?;
    pages.prevention.withdraw(caller, space, id).await
}
