//! Items in words: when, why, from where.

use super::Assessed;
use crate::calendar::Kind;
use crate::notes::Note;
use crate::rules::{Caution, Item, Reason, Standing, Status, Window};
use edge::Page;
use identity::Professional;
use journal::By;
use kernel::Date;
use sharing::Here;

/// Who looks, and where their pages are.
pub(super) struct Reader<'a> {
    /// The page of prevention.
    base: &'a str,
    /// The page of the medical profile, where vaccines are noted.
    profile: &'a str,
    /// The professional; none: the holder, or a carer.
    professional: Option<&'a Professional>,
    /// A carer, who reads and notes nothing.
    carer: bool,
}

impl<'a> Reader<'a> {
    pub const fn holder(base: &'a str, profile: &'a str) -> Self {
        Self {
            base,
            profile,
            professional: None,
            carer: false,
        }
    }

    /// A carer of the holder.
    pub const fn carer(base: &'a str, profile: &'a str) -> Self {
        Self {
            carer: true,
            ..Self::holder(base, profile)
        }
    }

    pub const fn professional(base: &'a str, profile: &'a str, who: &'a Professional) -> Self {
        Self {
            base,
            profile,
            professional: Some(who),
            carer: false,
        }
    }

    const fn is_holder(&self) -> bool {
        self.professional.is_none() && !self.carer
    }

    /// Whether it is theirs to take back.
    fn wrote(&self, by: &By) -> bool {
        match (self.professional, by) {
            (None, By::Holder { .. }) => !self.carer,
            (Some(own), By::Professional { rpps, .. }) => own.rpps == *rpps,
            _ => false,
        }
    }
}

/// A note, ready to be shown.
pub(super) struct NoteLine {
    pub id: String,
    pub text: String,
    /// Hidden from professionals, for the holder to know.
    pub hidden: bool,
    /// Whoever looks may take it back.
    pub own: bool,
}

impl NoteLine {
    fn of(page: &Page, note: &Note, reader: &Reader<'_>) -> Self {
        let own = reader.wrote(&note.by);
        let here = Here::of(page, &note.by);
        let (key, name) = match &note.by {
            // Whoever is at home takes back what each other noted, and did not note it.
            By::Holder { name, .. } if here == Some(Here::Representative) => {
                ("prevention-note-representative", kernel::visible(name))
            }
            By::Holder { name, .. } if here == Some(Here::Holder) && reader.is_holder() => {
                ("prevention-note-by", kernel::visible(name))
            }
            _ if own => ("prevention-note-own", String::new()),
            By::Holder { .. } => ("prevention-note-patient", String::new()),
            By::Professional { name, .. }
            | By::Institution { name, .. }
            | By::Service { name, .. }
            | By::Carer { name, .. }
            | By::Keeper { name } => ("prevention-note-by", kernel::visible(name)),
            By::Finder => ("prevention-note-by", String::new()),
        };
        let day = page.when(note.on);
        Self {
            id: note.id.to_string(),
            text: page.ta(key, &[("day", &day), ("name", &name)]),
            hidden: reader.is_holder() && note.hidden,
            own,
        }
    }
}

/// An item, ready to be shown.
pub(super) struct Line {
    pub name: String,
    pub kind: String,
    pub window: String,
    pub reason: String,
    pub caution: Option<String>,
    pub doses: Option<String>,
    pub next: Option<String>,
    pub hint: Option<String>,
    pub source: String,
    /// Where it is noted as done, and what the link says.
    pub href: Option<(String, String)>,
    pub notes: Vec<NoteLine>,
}

impl Line {
    fn of(page: &Page, told: &Assessed<'_>, item: &Item<'_>, reader: &Reader<'_>) -> Self {
        let (rule, standing) = (item.rule, &item.standing);
        let notes = told.notes.iter().filter(|note| note.item == rule.id);
        let notes: Vec<NoteLine> = notes.map(|note| NoteLine::of(page, note, reader)).collect();
        let vaccination = rule.kind == Kind::Vaccination;
        let (here, label) = if vaccination {
            (
                format!("{}/vaccins/ajouter", reader.profile),
                "prevention-note-vaccine",
            )
        } else {
            (
                format!("{}/{}/noter", reader.base, rule.id),
                "prevention-note-it",
            )
        };
        let (source, pack) = (told.calendar.source(rule), told.calendar.pack(rule));
        Self {
            name: rule.name(page.lang).to_owned(),
            kind: page.t(&format!("prevention-kind-{}", rule.kind.key())),
            window: window(page, &standing.window),
            reason: reason(page, standing),
            caution: standing.caution.map(|it| caution(page, it)),
            doses: standing.doses.map(|(given, needs)| {
                let (given, needs) = (given.to_string(), needs.to_string());
                page.ta("prevention-doses", &[("given", &given), ("needs", &needs)])
            }),
            next: standing
                .next
                .map(|day| page.t1("prevention-next", "day", page.day(day))),
            hint: rule.note(page.lang).map(str::to_owned),
            source: page.ta(
                "prevention-source",
                &[
                    ("source", source.title(page.lang)),
                    ("version", &pack.version),
                ],
            ),
            href: (!reader.carer && may_be_noted(standing))
                .then(|| (page.href(&here), page.t(label))),
            notes,
        }
    }
}

/// What is not for somebody is not noted by mistake.
fn may_be_noted(standing: &Standing) -> bool {
    match standing.status {
        Status::Due | Status::Late | Status::Ask | Status::Done => true,
        Status::Soon => false,
        Status::NotConcerned => standing.reason == Reason::Over,
    }
}

fn yesterday(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

fn window(page: &Page, window: &Window) -> String {
    let from = page.day(window.from);
    match window.until {
        Some(until) => {
            let until = page.day(yesterday(until));
            page.ta("prevention-window", &[("from", &from), ("until", &until)])
        }
        None => page.t1("prevention-window-open", "from", from),
    }
}

fn reason(page: &Page, standing: &Standing) -> String {
    let key = format!("prevention-reason-{}", standing.reason.key());
    let day = match standing.reason {
        Reason::Noted(on) | Reason::Again(on) => page.when(on),
        Reason::CatchUp(until) => page.day(yesterday(until)),
        Reason::BornBefore(since) | Reason::BornShortlyBefore(since) | Reason::Begins(since) => {
            page.day(since)
        }
        Reason::Later => page.day(standing.window.from),
        _ => String::new(),
    };
    page.t1(&key, "day", day)
}

fn caution(page: &Page, caution: Caution) -> String {
    match caution {
        Caution::Early(on) => page.t1("prevention-caution-early", "day", page.when(on)),
        Caution::Vague(on) => page.t1("prevention-caution-vague", "day", page.when(on)),
    }
}

/// Items that stand alike.
pub(super) struct Group {
    pub key: &'static str,
    pub title: String,
    pub empty: Option<String>,
    pub folded: bool,
    pub lines: Vec<Line>,
}

/// All items by how they stand, the most pressing first.
pub(super) fn groups(page: &Page, told: &Assessed<'_>, reader: &Reader<'_>) -> Vec<Group> {
    let group = |status: Status| {
        let mut items: Vec<&Item<'_>> = told
            .items
            .iter()
            .filter(|item| item.standing.status == status)
            .collect();
        items.sort_by_key(|item| item.standing.window.from);
        let lines = items.into_iter();
        let lines: Vec<Line> = lines
            .map(|item| Line::of(page, told, item, reader))
            .collect();
        let now = status == Status::Due && lines.is_empty();
        (now || !lines.is_empty()).then(|| Group {
            key: status.key(),
            title: page.t1(
                &format!("prevention-group-{}", status.key()),
                "count",
                lines.len(),
            ),
            empty: now.then(|| page.t("prevention-nothing-due")),
            folded: status == Status::NotConcerned,
            lines,
        })
    };
    Status::ALL.into_iter().filter_map(group).collect()
}

/// The calendars whose year is over, in words; none, if all are in force.
pub(super) fn over(page: &Page, told: &Assessed<'_>) -> Option<String> {
    let packs = told.calendar.packs().iter();
    let over: Vec<&str> = packs
        .filter(|pack| pack.is_over(told.today))
        .map(|pack| pack.title(page.lang))
        .collect();
    (!over.is_empty()).then(|| page.t1("prevention-over", "packs", over.join(", ")))
}

/// What is to be known of the vaccinations that were counted.
pub(super) fn counted(page: &Page, told: &Assessed<'_>, reader: &Reader<'_>) -> Vec<String> {
    let mut all = Vec::new();
    if told.vaccinated.is_empty() {
        all.push(page.t(match reader.is_holder() {
            true => "prevention-no-vaccinations",
            false => "prevention-pro-no-vaccinations",
        }));
    }
    if told.vaccinated.unknown > 0 {
        all.push(page.t1(
            "prevention-unknown-vaccines",
            "count",
            told.vaccinated.unknown,
        ));
    }
    all
}
