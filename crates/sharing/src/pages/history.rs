//! The access history: who read or changed what in the record, when and why;
//! filtered, in bursts, page by page.

mod bursts;
pub(super) mod export;
mod filter;
mod lines;
mod print;

pub(crate) use bursts::Burst;
pub use export::HistoryTable;
pub(crate) use filter::{Filter, Start};
pub(crate) use lines::{Author, Row, what};
pub use lines::{Words, in_words};

use super::Pages;
use super::report::{self, Followed, Reported};
use crate::actions::{HistoryPlace, Sharing, Told};
use crate::entries::CareLinks;
use crate::permit::Permit;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page, Tone};
use filter::{Verdict, Wanted, Whom};
use identity::AtHome;
use journal::By;
use kernel::{Result, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// Where the history is.
const PATH: &str = "/espace/moi/acces/journal";
/// Rows on a page.
const ROWS: usize = 50;
/// Lines on a page, in whatever rows.
const LINES_MAX: usize = 1_000;
/// Lines that a page looks at, when few of them are asked for.
const LOOKED_MAX: usize = 5_000;
/// Lines read at once.
const LINES_READ: u32 = 200;

/// The last look that somebody else had, for the holder's home.
#[derive(Clone, Debug)]
pub enum LastSeen {
    /// Somebody's.
    Somebody(Seen),
    /// There was none.
    Nobody,
    /// There was none since this moment; what is older was not looked through.
    NobodySince(String),
}

/// The last line of the history that somebody else wrote, in words.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Who, with profession and place.
    pub who: String,
    /// When.
    pub when: String,
    /// What they did.
    pub what: String,
}

/// The last time somebody else looked into the record or changed it. What
/// software read by itself is nobody's look.
///
/// # Errors
/// As [`Sharing::history`].
pub async fn last_seen(page: &Page, sharing: &Sharing, permit: &Permit) -> Result<LastSeen> {
    let start = Start::default();
    let found = gather(page, (sharing, permit), start, &Filter::others(), 1).await?;
    let Some(burst) = found.bursts.first() else {
        return Ok(match found.gave_up_at {
            Some(since) => LastSeen::NobodySince(page.moment(since)),
            None => LastSeen::Nobody,
        });
    };
    let row = Row::of(page, burst);
    let who = [row.by.name, row.by.role, row.by.place];
    Ok(LastSeen::Somebody(Seen {
        who: who
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        when: row.when,
        what: row.what,
    }))
}

/// What was found of the history, and how far it was looked for.
pub(super) struct Found {
    pub(super) bursts: Vec<Burst>,
    /// Lines that only software wrote and that were not asked for.
    automatic: usize,
    /// Where the next page begins.
    next: Option<Start>,
    /// The last line looked at, when there were too many to look at them all.
    gave_up_at: Option<Timestamp>,
}

/// Where one is among the lines: behind which line, and behind how many of one moment.
#[derive(Clone, Copy)]
struct Here {
    place: HistoryPlace,
    moment: Option<(Timestamp, usize)>,
}

impl Here {
    fn behind(self, line: &Told) -> Self {
        let shown = match self.moment {
            Some((at, shown)) if at == line.at() => shown + 1,
            _ => 1,
        };
        Self {
            place: self.place.behind(line),
            moment: Some((line.at(), shown)),
        }
    }

    /// As whoever was let in may know it: the numbers of lines are the holder's.
    fn told(self, permit: &Permit) -> Option<Start> {
        match permit.is_representatives() {
            true => self.moment.map(|(at, shown)| Start::Moment(at, shown)),
            false => Some(Start::Line(self.place)),
        }
    }
}

/// Where to begin, for whoever was let in, under this filter.
async fn begin(sharing: &Sharing, permit: &Permit, from: Start, filter: &Filter) -> Result<Here> {
    let start = HistoryPlace::default();
    let (before, moment) = match (from, permit.is_representatives()) {
        (Start::Moment(at, shown), true) => {
            (Some(at.plus(Duration::from_millis(1))), Some((at, shown)))
        }
        (Start::Line(place), false) if place != start => {
            let moment = None;
            return Ok(Here { place, moment });
        }
        // What is not meant for them says nothing.
        _ => (filter.newest(), None),
    };
    let place = match before {
        Some(instant) => sharing.history_before(permit, instant).await?,
        None => start,
    };
    Ok(Here { place, moment })
}

/// Looks for rows from a place on: as many lines further as it takes to find
/// `wanted` of them, within bounds.
pub(super) async fn gather(
    page: &Page,
    (sharing, permit): (&Sharing, &Permit),
    from: Start,
    filter: &Filter,
    wanted: usize,
) -> Result<Found> {
    let mut here = begin(sharing, permit, from, filter).await?;
    // The first lines of that moment were shown.
    let mut skipped = here.moment.map_or(0, |(_, shown)| shown);
    let begun = here.moment.map(|(at, _)| at);
    let mut place = here.place;
    let mut found = Found {
        bursts: Vec::new(),
        automatic: 0,
        next: None,
        gave_up_at: None,
    };
    let (mut looked, mut shown, mut at) = (0, 0, None);
    loop {
        let (told, next) = sharing.history(permit, place, LINES_READ).await?;
        let mut last = None;
        for line in told {
            if filter.is_past(&line) {
                return Ok(found);
            }
            if skipped > 0 && begun == Some(line.at()) {
                skipped -= 1;
                continue;
            }
            looked += 1;
            at = Some(line.at());
            let parts = line.is_read() || last != Some(line.id());
            last = Some(line.id());
            let before = here;
            here = here.behind(&line);
            match filter.verdict(page, &line) {
                Verdict::Passed => continue,
                Verdict::Automatic => {
                    found.automatic += 1;
                    continue;
                }
                Verdict::Shown => {}
            }
            let joins = found.bursts.last().is_some_and(|burst| burst.takes(&line));
            let full = !joins && found.bursts.len() >= wanted;
            if parts && (full || shown >= LINES_MAX) {
                found.next = before.told(permit);
                return Ok(found);
            }
            shown += 1;
            match found.bursts.last_mut() {
                Some(burst) if joins => burst.push(line),
                _ => found.bursts.push(Burst::of(line)),
            }
        }
        match next {
            None => return Ok(found),
            Some(next) => place = next,
        }
        if looked >= LOOKED_MAX {
            found.gave_up_at = at;
            here.place = place;
            found.next = here.told(permit);
            return Ok(found);
        }
    }
}

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Page,
    rows: Vec<Row>,
    /// When these lines were read: nothing that was let in is missing.
    as_of: String,
    whoms: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    years: Vec<(String, String)>,
    filtered: bool,
    /// Software's lines that are not shown, and where they are.
    automatic: Option<(usize, String)>,
    older: Option<String>,
    /// Until when it was looked for, and where it goes on.
    further: Option<(String, String)>,
    /// What became of the lines that were reported.
    reports: Vec<Followed>,
    /// Where it can be taken away; nowhere, in the first days of an account.
    exports: Option<(String, String)>,
    print_year: i16,
}

pub(super) async fn history(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let wanted = Wanted::read(&asked)?;
    let sharing = &pages.sharing;
    let permit = sharing.permit_history(&caller, space).await?;
    let now = sharing.world().now();
    let filter = &wanted.filter;
    let mut page = asked
        .page("sharing-history-title")
        .under(asked.page("sharing-title").title, "/espace/moi/acces");
    let found = gather(&page, (sharing, &permit), wanted.from, filter, ROWS).await?;
    let note = match asked.param("fait")?.as_deref() {
        _ if wanted.misread => Some((Tone::Warning, "sharing-filter-misread")),
        Some("signale") => Some((Tone::Done, "sharing-report-done")),
        Some("deja") => Some((Tone::Info, "sharing-report-already")),
        _ => None,
    };
    if let Some((tone, key)) = note {
        let sentence = page.t(key);
        page = page.with_status(tone, sentence);
    }
    let values = filter.values();
    let values: Vec<_> = values
        .iter()
        .map(|(name, of)| (*name, of.as_str()))
        .collect();
    let page = page.with_values(&values);
    // Its holder alone reports lines of it, and takes it away.
    let whole = !permit.is_representatives();
    let reported = match whole {
        true => Reported::of(&page, &pages.reports, &permit).await?,
        false => Reported::default(),
    };
    let row = |burst: &Burst| {
        let mut row = Row::of(&page, burst);
        row.report = followed(&page, &reported, burst).filter(|_| whole);
        row
    };
    let at = |filter: &Filter, from| page.href(&format!("{PATH}{}", filter.query(from)));
    let automatic = (found.automatic > 0).then(|| {
        let all = Filter {
            automatic: true,
            ..filter.clone()
        };
        (found.automatic, at(&all, wanted.from))
    });
    let further = found.gave_up_at.zip(found.next);
    let first = sharing.history_begins(&permit).await?.unwrap_or(now);
    let exported = |form: &str| {
        let query = filter.query(Start::default());
        page.href(&format!("{PATH}/{form}{query}"))
    };
    Ok(edge::show(&History {
        rows: found.bursts.iter().map(row).collect(),
        as_of: page.moment(now),
        whoms: whoms(&page, &permit, filter, &found)?,
        kinds: choices(
            &page,
            &[
                ("", "sharing-filter-kind-all"),
                ("lectures", "sharing-filter-kind-reads"),
                ("changements", "sharing-filter-kind-changes"),
            ],
        ),
        years: years(&page, first, now, filter.year),
        filtered: filter.is_set(),
        automatic,
        reports: reported.all,
        older: found
            .next
            .filter(|_| found.gave_up_at.is_none())
            .map(|next| at(filter, next)),
        further: further.map(|(until, next)| (page.moment(until), at(filter, next))),
        exports: (whole && !permit.keeps_back()).then(|| (exported("csv"), exported("pdf"))),
        print_year: filter.year.unwrap_or_else(|| now.in_paris().year()),
        page,
    }))
}

/// Where to say that one does not know who wrote a row, or the number of the
/// report in which one did.
fn followed(page: &Page, reported: &Reported, burst: &Burst) -> Option<(String, String)> {
    report::done(burst.newest())?;
    let number = burst.told().find_map(|told| reported.number(told.id()));
    Some(match number {
        Some(number) => (
            format!("#{number}"),
            page.t1("sharing-reported", "number", number),
        ),
        None => (
            page.href(&format!("{}?ligne={}", report::PATH, burst.newest().id())),
            page.t("sharing-report"),
        ),
    })
}

fn choices(page: &Page, all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter()
        .map(|(value, key)| ((*value).to_owned(), page.t(key)))
        .collect()
}

/// Whose lines one may ask for: everybody's, or those of one who had a care
/// link, or who is asked for already.
fn whoms(
    page: &Page,
    permit: &Permit,
    filter: &Filter,
    found: &Found,
) -> Result<Vec<(String, String)>> {
    let mut all = choices(
        page,
        &[
            ("", "sharing-filter-whom-all"),
            ("moi", "sharing-filter-whom-me"),
            ("autres", "sharing-filter-whom-others"),
            ("professionnels", "sharing-filter-whom-professionals"),
            ("etablissements", "sharing-filter-whom-institutions"),
            ("services", "sharing-filter-whom-services"),
        ],
    );
    let mut each = BTreeMap::new();
    let begun = permit.since();
    let links = permit.state::<CareLinks>()?.all().iter();
    for link in links.filter(|link| begun.is_none_or(|begun| link.since >= begun)) {
        let whom = Whom::Professional(link.rpps.clone());
        each.insert(whom.written(), kernel::visible(&link.name));
    }
    let one = |whom: &&Whom| {
        matches!(
            whom,
            Whom::Professional(_) | Whom::Place(_) | Whom::Service(_)
        )
    };
    if let Some(whom) = filter.whom.as_ref().filter(one) {
        let newest = found.bursts.first().map(|burst| burst.newest().by());
        let known = newest.map(|by| match (whom, by) {
            (Whom::Place(_), By::Professional { place, .. }) => {
                place.as_ref().map_or("", |(_, name)| name)
            }
            (_, by) => by.name(),
        });
        let written = whom.written();
        let name = known.map_or_else(|| written[1..].to_owned(), kernel::visible);
        each.entry(written).or_insert(name);
    }
    all.extend(each);
    Ok(all)
}

/// The years from the first line to now.
fn years(
    page: &Page,
    first: Timestamp,
    now: Timestamp,
    asked: Option<i16>,
) -> Vec<(String, String)> {
    let (first, last) = (first.in_paris().year(), now.in_paris().year());
    let mut all: Vec<i16> = (first..=last).collect();
    all.extend(asked.filter(|year| !all.contains(year)));
    let mut choices = choices(page, &[("", "sharing-filter-year-all")]);
    let written = |year: i16| (year.to_string(), year.to_string());
    choices.extend(all.into_iter().rev().map(written));
    choices
}
