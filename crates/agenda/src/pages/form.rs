//! The form of an appointment or a reminder: read, and shown with what it says.

use crate::rules::{Content, Draft, Kind};
use edge::{Form, Page};
use kernel::{Result, Timestamp};

/// What the form has.
pub(super) const FIELDS: [&str; 10] = [
    "genre",
    "titre",
    "date-jour",
    "date-mois",
    "date-annee",
    "heure",
    "avec",
    "lieu",
    "note",
    "passe",
];

/// What was typed. With whom it is a professional does not type: it is them.
pub(super) fn read(form: &Form, kind: Kind, with: Option<&str>, now: Timestamp) -> Result<Content> {
    form.only(&FIELDS)?;
    Draft {
        kind,
        day: form.date("date"),
        hour: form.text("heure"),
        title: form.text("titre"),
        with: with.unwrap_or_else(|| form.text("avec")),
        place: form.text("lieu"),
        note: form.raw("note"),
        past_is_meant: form.has("passe"),
    }
    .check(now)
}

/// The form, with what is kept.
pub(super) fn filled(page: Page, content: &Content) -> Page {
    let day = content.at.date();
    let hour = content.at.strftime("%H:%M").to_string();
    page.with_values(&[
        ("titre", &content.title),
        ("date-jour", &day.day().to_string()),
        ("date-mois", &day.month().to_string()),
        ("date-annee", &day.year().to_string()),
        ("heure", &hour),
        ("avec", &content.with),
        ("lieu", &content.place),
        ("note", &content.note),
    ])
}

/// Whether the page asks if a day that is over is meant.
pub(super) fn asks_for_past(page: &Page) -> bool {
    page.error("passe").is_some() || !page.value("passe").is_empty()
}
