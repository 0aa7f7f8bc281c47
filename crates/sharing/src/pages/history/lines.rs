//! The words of the history: who, when, what, why.

use super::bursts::Burst;
use super::filter::{Filter, Whom};
use crate::actions::{LineId, Told};
use crate::pages::{Here, profession};
use edge::Page;
use journal::By;
use kernel::{Lang, Timestamp, visible};

/// Who did it, in words.
pub(crate) struct Author {
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) place: String,
}

impl Author {
    pub(crate) fn of(page: &Page, by: &By) -> Self {
        let (role, place) = match by {
            By::Holder { .. } => (page.t(of_the_space(page, by)), String::new()),
            By::Professional {
                profession: code,
                place,
                ..
            } => {
                let place = place.as_ref().map(|(_, name)| visible(name));
                (profession(page, code), place.unwrap_or_default())
            }
            By::Carer { .. } => (page.t("sharing-role-carer"), String::new()),
            By::Institution { .. } => (page.t("sharing-role-institution"), String::new()),
            By::Service { .. } => (page.t("sharing-role-service"), String::new()),
            By::Keeper { .. } => (page.t("sharing-role-keeper"), String::new()),
            By::Finder => (page.t("sharing-role-finder"), String::new()),
        };
        Self {
            name: called(page, by),
            role,
            place,
        }
    }
}

/// What somebody who comes to a space with an account of their own is there: whoever
/// reads, the child whose space it is, or who answers for the child.
fn of_the_space(page: &Page, by: &By) -> &'static str {
    match Here::of(page, by) {
        None | Some(Here::Reader) => "sharing-role-you",
        Some(Here::Holder) => "sharing-role-child",
        Some(Here::Representative) => "sharing-role-representative",
    }
}

/// How a line names whoever did it, also somebody whom nobody knows.
fn called(page: &Page, by: &By) -> String {
    match by {
        By::Finder => page.t("sharing-finder"),
        by => visible(by.name()),
    }
}

/// The number of whoever did it, in the national files; nobody else has one.
pub(crate) fn number(by: &By) -> String {
    match by {
        By::Professional { rpps, .. } => rpps.to_string(),
        By::Institution { finess, .. } => finess.to_string(),
        By::Holder { .. }
        | By::Carer { .. }
        | By::Service { .. }
        | By::Keeper { .. }
        | By::Finder => String::new(),
    }
}

/// A line of the history in words.
pub struct Words {
    /// Who.
    pub who: String,
    /// What they did.
    pub what: String,
    /// Why; empty where no reason is due.
    pub why: String,
}

/// A line that the history tells, in the language of a page.
pub fn in_words(page: &Page, told: &Told) -> Words {
    Words {
        who: called(page, told.by()),
        what: what(page, told),
        why: why(page, told),
    }
}

/// What was done, in words.
pub(crate) fn what(page: &Page, told: &Told) -> String {
    let what = visible(told.what());
    page.ta(&format!("history-{}", told.act()), &[("what", &what)])
}

/// Why, in words; empty where no reason is due.
pub(crate) fn why(page: &Page, told: &Told) -> String {
    match told.why() {
        "" => String::new(),
        why => page.t(&format!("sharing-why-{}", visible(why))),
    }
}

/// A row of the history, on screen: one line, or a burst.
pub(crate) struct Row {
    pub(crate) by: Author,
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) emergency: bool,
    /// Each line of a burst; empty when there is but one.
    pub(crate) lines: Vec<(String, String)>,
    /// The history of this one alone.
    pub(crate) only: Option<String>,
    /// Where to say that one does not know them, or the report that says so.
    pub(crate) report: Option<(String, String)>,
    /// What tells this row from all others, for who hears the page.
    pub(crate) line: String,
}

impl Row {
    pub(crate) fn of(page: &Page, burst: &Burst) -> Self {
        let newest = burst.newest();
        let each = |told: &Told| (edge::hour(page.lang, told.at()), what(page, told));
        let lines = match burst.len() {
            1 => Vec::new(),
            _ => burst.told().map(each).collect(),
        };
        Self {
            by: Author::of(page, newest.by()),
            when: when(page, burst.oldest().at(), newest.at()),
            what: said(page, burst),
            why: why(page, newest),
            emergency: newest.is_emergency(),
            lines,
            only: only(page, newest),
            report: None,
            line: numbered(page, newest),
        }
    }
}

/// From one moment to the other.
fn when(page: &Page, from: Timestamp, to: Timestamp) -> String {
    let (hour, last) = (edge::hour(page.lang, from), edge::hour(page.lang, to));
    let (day, last_day) = (from.in_paris().date(), to.in_paris().date());
    if day != last_day {
        let (from, to) = (page.moment(from), page.moment(to));
        return page.ta("sharing-when-days", &[("from", &from), ("to", &to)]);
    }
    if hour == last {
        return page.moment(to);
    }
    let day = page.day(day);
    page.ta(
        "sharing-when-hours",
        &[("day", &day), ("from", &hour), ("to", &last)],
    )
}

/// A burst in one sentence.
fn said(page: &Page, burst: &Burst) -> String {
    let newest = burst.newest();
    if burst.len() == 1 {
        return what(page, newest);
    }
    let times = burst.len().to_string();
    let (documents, taken) = burst.documents();
    let (documents, taken) = (documents.to_string(), taken.to_string());
    if newest.is_automatic() {
        return page.t1("sharing-burst-fetched", "count", documents);
    }
    if burst.is_one_document() {
        return what(page, newest);
    }
    match (documents.as_str(), taken.as_str()) {
        ("0", _) if burst.is_one_act() => {
            let what = what(page, newest);
            page.ta("sharing-times", &[("what", &what), ("count", &times)])
        }
        ("0", _) => page.t1("sharing-burst-record", "count", times),
        (_, "0") => page.t1("sharing-burst-read", "count", documents),
        _ => page.ta(
            "sharing-burst-taken",
            &[("count", &documents), ("taken", &taken)],
        ),
    }
}

/// The number of a line. Who did the same twice in a minute has two rows that
/// differ in nothing else.
fn numbered(page: &Page, told: &Told) -> String {
    match told.id() {
        LineId::Read(n) => page.t1("sharing-line-read", "number", n),
        LineId::Change(seq) => page.t1("sharing-line-change", "number", seq),
    }
}

/// Where only the lines of whoever wrote this one are.
fn only(page: &Page, told: &Told) -> Option<String> {
    let whom = match told.by() {
        By::Professional { rpps, .. } => Whom::Professional(rpps.clone()),
        By::Institution { finess, .. } => Whom::Place(finess.clone()),
        By::Service { id, .. } => Whom::Service(id.clone()),
        By::Holder { .. } | By::Carer { .. } | By::Keeper { .. } | By::Finder => return None,
    };
    let filter = Filter {
        whom: Some(whom),
        automatic: matches!(told.by(), By::Institution { .. }),
        ..Filter::default()
    };
    let query = filter.query(super::Start::default());
    Some(page.href(&format!("{}{query}", super::PATH)))
}

/// A moment as tables of files have it: it sorts as it reads.
pub(crate) fn civil(instant: Timestamp) -> String {
    let local = instant.in_paris();
    format!(
        "{} {:02}:{:02}:{:02}",
        local.date(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

/// What kind of line it is, in a word.
pub(crate) fn kind(lang: Lang, told: &Told) -> String {
    let key = match (told.is_read(), told.is_automatic()) {
        (_, true) => "sharing-kind-automatic",
        (true, false) => "sharing-kind-read",
        (false, false) => "sharing-kind-change",
    };
    edge::texts::say(lang, key, &[])
}
