//! The holder's agenda: what is to come, what was, and what they add.

use super::form::{asks_for_past, read};
use super::{LIST, at_once, badge, called, genre, is_over, is_twice, kind, when};
use crate::Agenda;
use crate::actions::{Listed, maker};
use crate::diary::ItemId;
use crate::rules::{Kind, Status};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone, Undo};
use identity::AtHome;
use kernel::{Error, Result};

/// Things that are over on the page, before all of them are asked for.
const PAST_SHOWN: usize = 20;

/// A line of the agenda.
pub(super) struct Line {
    href: String,
    called: String,
    when: String,
    place: String,
    by: Option<String>,
    reminder: bool,
    /// How it stands, where that is not plain.
    badge: Option<(String, &'static str)>,
    at_once: bool,
}

impl Line {
    fn of(page: &Page, all: &[Listed], it: &Listed) -> Self {
        let label = &it.label;
        Self {
            href: page.href(&format!("{LIST}/{}", label.id)),
            called: called(page, label),
            when: when(page, label.content.at),
            place: label.content.place.clone(),
            by: maker(page, &label.by),
            reminder: label.content.kind == Kind::Reminder,
            badge: (label.status != Status::Planned).then(|| badge(page, label.status)),
            at_once: at_once(all, it).next().is_some(),
        }
    }
}

#[derive(Template)]
#[template(path = "agenda.html")]
struct List {
    page: Page,
    to_come: Vec<Line>,
    past: Vec<Line>,
    /// Where all that is over is shown, if it is not.
    more: Option<String>,
}

pub(super) async fn list(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
) -> Answer {
    let permit = agenda.sharing().permit_record(&caller, space).await?;
    let all = Agenda::listed(&permit)?;
    let page = with_outcome(&asked, asked.page("agenda-title"), &all)?;
    let (mut past, to_come): (Vec<&Listed>, Vec<&Listed>) = all
        .iter()
        .partition(|it| is_over(&it.label.content, permit.now()));
    past.reverse();
    let whole = asked.param("passes")?.as_deref() == Some("tous");
    let shown = if whole { past.len() } else { PAST_SHOWN };
    let line = |it: &&Listed| Line::of(&page, &all, it);
    Ok(edge::show(&List {
        more: (past.len() > shown).then(|| page.href(&format!("{LIST}?passes=tous#passes"))),
        to_come: to_come.iter().map(line).collect(),
        past: past.iter().take(shown).map(line).collect(),
        page,
    }))
}

/// Says what was done, and what is worth a second look in it.
fn with_outcome(asked: &Asked, page: Page, all: &[Listed]) -> Result<Page> {
    let (done, id) = (asked.param("fait")?, asked.param("ligne")?);
    let id = id.unwrap_or_default();
    match done.as_deref() {
        Some("ajoute") => {}
        // An address says no more than an id.
        Some("retire") => {
            let Ok(id) = id.parse::<ItemId>() else {
                return Ok(page);
            };
            let undo = Undo {
                label: page.t("agenda-undo"),
                action: page.href(&format!("{LIST}/{id}/remettre")),
                fields: Vec::new(),
            };
            let sentence = page.t("agenda-taken-off");
            return Ok(page.with_undo(sentence, undo));
        }
        _ => return Ok(page),
    }
    let Some(it) = all.iter().find(|it| it.label.id.to_string() == id) else {
        let sentence = page.t("agenda-added");
        return Ok(page.with_status(Tone::Done, sentence));
    };
    let mut sentences = vec![page.ta(
        "agenda-added-for",
        &[("moment", &when(&page, it.label.content.at))],
    )];
    let tone = remarks(&page, all, it, &mut sentences);
    Ok(page.with_status(tone, sentences.join(" ")))
}

/// What is worth a second look in an item; none of it is an error.
pub(super) fn remarks(
    page: &Page,
    all: &[Listed],
    it: &Listed,
    sentences: &mut Vec<String>,
) -> Tone {
    let before = sentences.len();
    if is_twice(it.label.content.at) {
        sentences.push(page.t(match it.label.content.second {
            true => "agenda-twice-second",
            false => "agenda-twice",
        }));
    }
    for other in at_once(all, it) {
        sentences.push(page.ta(
            "agenda-at-once",
            &[
                ("called", &called(page, &other.label)),
                ("moment", &when(page, other.label.content.at)),
            ],
        ));
    }
    match sentences.len() > before {
        true => Tone::Warning,
        false => Tone::Done,
    }
}

#[derive(Template)]
#[template(path = "agenda_add.html")]
struct Add {
    page: Page,
    action: String,
    genre: &'static str,
    reminder: bool,
    with: bool,
    past: bool,
    earlier: bool,
}

impl Add {
    fn of(page: Page, kind: Kind) -> Self {
        Self {
            action: page.href(&format!("{LIST}/ajouter")),
            genre: genre(kind),
            reminder: kind == Kind::Reminder,
            with: true,
            past: asks_for_past(&page),
            earlier: false,
            page,
        }
    }
}

fn titled(asked: &Asked, kind: Kind) -> Page {
    let page = asked.page(match kind {
        Kind::Appointment => "agenda-add-appointment",
        Kind::Reminder => "agenda-add-reminder",
    });
    page.clone().under(page.t("agenda-title"), LIST)
}

pub(super) async fn add_form(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
) -> Answer {
    let add = sharing::Change::Add;
    agenda.sharing().check(&caller, space, add).await?;
    let kind = kind(&asked.param("genre")?.unwrap_or_default());
    Ok(edge::show(&Add::of(titled(&asked, kind), kind)))
}

pub(super) async fn add(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
    form: Form,
) -> Answer {
    let kind = kind(form.raw("genre"));
    let made = match read(&form, kind, None, agenda.now()) {
        Ok(content) => agenda.make(&caller, space, &content).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => Ok(asked.go(&format!("{LIST}?fait=ajoute&ligne={id}"))),
        Err(error) => again(&asked, kind, &form, error),
    }
}

fn again(asked: &Asked, kind: Kind, form: &Form, error: Error) -> Answer {
    let page = titled(asked, kind).again(form, error)?;
    Ok(edge::mend(&Add::of(page, kind)))
}
