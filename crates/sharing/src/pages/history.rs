//! The access history: who read or changed what in the record, when and why.

use super::{Pages, own_space, profession};
use crate::actions::{HistoryPlace, Sharing, Told};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page};
use identity::{Caller, HolderIn};
use journal::By;
use kernel::{Error, Result, Timestamp};
use std::time::Duration;

/// Lines of the history on a page, at least, where there are as many.
const LINES_PER_PAGE: usize = 50;
/// Lines read at once.
const LINES_READ: u32 = 100;
/// Times a page reads on, looking for others' lines.
const PAGES_MAX: usize = 20;
/// Lines that say the same within this time are one burst on screen.
const BURST: Duration = Duration::from_secs(10 * 60);

/// The last line of the history that somebody else wrote, in words: who, and
/// when. For the holder's home.
#[derive(Clone, Debug)]
pub struct LastSeen {
    /// Who, with profession and place.
    pub who: String,
    /// When.
    pub when: String,
    /// What they did.
    pub what: String,
}

/// The last time somebody else looked into the record or changed it.
///
/// # Errors
/// As [`Sharing::history`].
pub async fn last_seen(
    page: &Page,
    sharing: &Sharing,
    permit: &crate::Permit,
) -> Result<Option<LastSeen>> {
    let (told, _) = gather(sharing, permit, HistoryPlace::default(), Who::Others, 1).await?;
    Ok(lines(page, told).into_iter().next().map(|line| LastSeen {
        who: [line.who, line.role, line.place]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        when: line.when,
        what: line.what,
    }))
}

/// Whose lines to show.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Everyone,
    Others,
}

/// One line of the history, on screen: one act, or a burst of the same.
pub(super) struct Line {
    pub(super) who: String,
    pub(super) role: String,
    pub(super) place: String,
    pub(super) when: String,
    pub(super) what: String,
    why: String,
    times: usize,
}

#[derive(Template)]
#[template(path = "history.html")]
struct History {
    page: Page,
    lines: Vec<Line>,
    others_only: bool,
    older: Option<String>,
}

pub(super) async fn history(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let permit = pages
        .sharing
        .permit_history(&Caller::Holder(holder), space)
        .await?;
    let number =
        |name| Ok::<_, Error>(asked.param(name)?.and_then(|text| text.parse::<u64>().ok()));
    let place = HistoryPlace {
        reads: number("l")?,
        changes: number("c")?,
    };
    let others_only = asked.param("filtre")?.as_deref() == Some("autres");
    let shown = if others_only {
        Who::Others
    } else {
        Who::Everyone
    };
    let (told, next) = gather(&pages.sharing, &permit, place, shown, LINES_PER_PAGE).await?;
    let page = asked
        .page("sharing-history-title")
        .under(asked.page("sharing-title").title, "/espace/moi/acces");
    let older = next.map(|next| {
        let mut query = Vec::new();
        query.extend(next.reads.map(|n| format!("l={n}")));
        query.extend(next.changes.map(|n| format!("c={n}")));
        query.extend(others_only.then(|| String::from("filtre=autres")));
        page.href(&format!("/espace/moi/acces/journal?{}", query.join("&")))
    });
    let lines = lines(&page, told);
    Ok(edge::show(&History {
        page,
        lines,
        others_only,
        older,
    }))
}

/// Lines for a page: all of them, or others' alone, as many pages further as it
/// takes to find `wanted` of those; and where the next page begins.
pub(super) async fn gather(
    sharing: &Sharing,
    permit: &crate::Permit,
    mut place: HistoryPlace,
    shown: Who,
    wanted: usize,
) -> Result<(Vec<Told>, Option<HistoryPlace>)> {
    let mut gathered = Vec::new();
    for _ in 0..PAGES_MAX {
        let (told, next) = sharing.history(permit, place, LINES_READ).await?;
        gathered.extend(told.into_iter().filter(|told| {
            let own = matches!(told.by(), By::Holder { .. });
            !told.act().is_empty() && (shown == Who::Everyone || !own)
        }));
        match next {
            Some(next) if gathered.len() < wanted => place = next,
            next => return Ok((gathered, next)),
        }
    }
    Ok((gathered, Some(place)))
}

/// The lines to show, newest first, with bursts of the same gathered.
pub(super) fn lines(page: &Page, told: Vec<Told>) -> Vec<Line> {
    let mut lines: Vec<(Line, Timestamp)> = Vec::new();
    for told in told {
        let line = Line::of(page, &told);
        match lines.last_mut() {
            Some((last, first_at))
                if last.says_the_same(&line) && first_at.since(told.at()) <= BURST =>
            {
                last.times += 1;
            }
            _ => lines.push((line, told.at())),
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

impl Line {
    fn of(page: &Page, told: &Told) -> Self {
        let (by, act, what, why) = match told {
            Told::Read(read) => (&read.by, &read.act, &read.what, &read.why),
            Told::Change(change) => (&change.by, &change.act, &change.what, &change.why),
        };
        let (who, role, place) = match by {
            By::Holder { name, .. } => (name.clone(), page.t("sharing-role-you"), String::new()),
            By::Professional {
                name,
                profession: code,
                place,
                ..
            } => {
                let place = place
                    .as_ref()
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default();
                (name.clone(), profession(page, code), place)
            }
            By::Institution { name, .. } => (
                name.clone(),
                page.t("sharing-role-institution"),
                String::new(),
            ),
            By::Keeper { name } => (name.clone(), page.t("sharing-role-keeper"), String::new()),
        };
        Self {
            who,
            role,
            place,
            when: page.moment(told.at()),
            what: page.ta(&format!("history-{act}"), &[("what", what)]),
            why: if why.is_empty() {
                String::new()
            } else {
                page.t(&format!("sharing-why-{why}"))
            },
            times: 1,
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        (&self.who, &self.what, &self.place, &self.why)
            == (&other.who, &other.what, &other.place, &other.why)
    }
}
