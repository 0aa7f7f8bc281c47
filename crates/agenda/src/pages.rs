//! How agendas look: the holder's pages, the professional's, and the feed.

mod feed;
mod form;
mod holder;
mod one;
mod professional;
mod reading;
mod sending;
mod settings;
mod today;

pub use sending::{Prepared, prepared};

use crate::Agenda;
use crate::actions::Listed;
use crate::rules::{Content, Kind, Status, hours, overlap};
use axum::Router;
use axum::routing::{get, post};
use edge::Page;
use jiff::civil::DateTime;
use kernel::{Result, Timestamp};
use sharing::Permit;

pub use today::today;

/// Where the holder's agenda is.
const LIST: &str = "/espace/moi/agenda";

/// The routes of the pages.
pub(crate) fn routes(agenda: Agenda) -> Router {
    Router::new()
        .route("/espace/moi/agenda", get(holder::list))
        .route(
            "/espace/moi/agenda/ajouter",
            get(holder::add_form).post(holder::add),
        )
        .route("/espace/moi/agenda/agenda.ics", get(feed::whole))
        .route("/espace/moi/agenda/reglages", get(settings::show))
        .route("/espace/moi/agenda/reglages/avis", post(settings::choose))
        .route("/espace/moi/agenda/reglages/adresse", post(settings::make))
        .route("/espace/moi/agenda/reglages/arreter", post(settings::end))
        .route("/espace/moi/agenda/{item}", get(one::show))
        .route("/espace/moi/agenda/{item}/agenda.ics", get(feed::one))
        .route(
            "/espace/moi/agenda/{item}/modifier",
            get(one::change_form).post(one::change),
        )
        .route("/espace/moi/agenda/{item}/etat", post(one::set_status))
        .route("/espace/moi/agenda/{item}/retirer", post(one::take_off))
        .route("/espace/moi/agenda/{item}/remettre", post(one::put_back))
        .route("/espace/moi/agenda/{item}/lecture", post(reading::decide))
        .route(
            "/espace/moi/agenda/{item}/preparer",
            get(one::prepare_form).post(one::prepare),
        )
        .route(
            "/pro/patients/{space}/rendez-vous",
            get(professional::list).post(professional::make),
        )
        .route(
            "/pro/patients/{space}/rendez-vous/{item}",
            get(professional::show),
        )
        .route(
            "/pro/patients/{space}/rendez-vous/{item}/modifier",
            get(professional::change_form).post(professional::change),
        )
        .route(
            "/pro/patients/{space}/rendez-vous/{item}/etat",
            post(professional::set_status),
        )
        .route("/agenda/{file}", get(feed::fetch))
        .with_state(agenda)
}

/// The next thing in somebody's agenda, for their home page.
pub struct Next {
    /// What it is called.
    pub called: String,
    /// When.
    pub when: String,
    /// Where its page is.
    pub href: String,
}

/// What comes next in the agenda that a permit shows.
///
/// # Errors
/// A fault, if the agenda is no part of this journal.
pub fn next(page: &Page, permit: &Permit) -> Result<Option<Next>> {
    let all = Agenda::listed(permit)?;
    let now = permit.now();
    let mut to_come = all
        .iter()
        .filter(|it| it.label.status == Status::Planned && !is_over(&it.label.content, now));
    Ok(to_come.next().map(|it| Next {
        called: called(page, &it.label),
        when: when(page, it.label.content.at),
        href: page.href(&format!("{LIST}/{}", it.label.id)),
    }))
}

/// Whether anything is noted, over or to come.
///
/// # Errors
/// A fault, if the agenda is no part of this journal.
pub fn holds_anything(permit: &Permit) -> Result<bool> {
    Ok(!Agenda::listed(permit)?.is_empty())
}

/// What people call it on a page: an appointment without words is one.
fn called(page: &Page, label: &crate::diary::Label) -> String {
    let content = &label.content;
    match content.title.is_empty() && content.with.is_empty() {
        true => page.t(&format!("agenda-{}", content.kind.key())),
        false => label.called().to_owned(),
    }
}

fn is_over(content: &Content, now: Timestamp) -> bool {
    content.moment().is_none_or(|at| at < now)
}

/// A day and an hour, in words.
fn when(page: &Page, at: DateTime) -> String {
    match hours::shown(at).first() {
        Some(moment) => page.moment(moment),
        None => page.day(at.date()),
    }
}

/// Whether clocks show it twice.
fn is_twice(at: DateTime) -> bool {
    matches!(hours::shown(at), hours::Shown::Twice(_))
}

/// How something stands, on a badge: its words and its colour.
fn badge(page: &Page, status: Status) -> (String, &'static str) {
    let text = page.t(&format!("agenda-status-{}", status.key()));
    let colour = match status {
        Status::Planned => "b-new",
        Status::Done => "b-ok",
        Status::Cancelled | Status::ByMistake => "b-off",
        Status::Missed => "b-warn",
    };
    (text, colour)
}

/// What else stands at the time of this one.
fn at_once<'a>(all: &'a [Listed], one: &'a Listed) -> impl Iterator<Item = &'a Listed> {
    all.iter().filter(|other| {
        other.label.id != one.label.id
            && one.label.status == Status::Planned
            && other.label.status == Status::Planned
            && overlap(&one.label.content, &other.label.content)
    })
}

/// What kind of thing an address asks for.
fn kind(asked: &str) -> Kind {
    match asked {
        "rappel" => Kind::Reminder,
        _ => Kind::Appointment,
    }
}

/// The word for a kind in addresses.
const fn genre(kind: Kind) -> &'static str {
    match kind {
        Kind::Appointment => "rendez-vous",
        Kind::Reminder => "rappel",
    }
}
