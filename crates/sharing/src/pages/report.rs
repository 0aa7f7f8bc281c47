//! *Je ne connais pas cette personne*: a holder reports a line of the history;
//! and what became of those reported, beside it.

use super::Pages;
use super::history::{Author, what};
use crate::actions::{LineId, Told};
use crate::permit::Permit;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use identity::{Caller, Holder, HolderIn};
use journal::By;
use kernel::{Error, Kind, Result};
use reports::{Capacity, Done, NewReport, Reason, Report, Reports};
use std::collections::BTreeMap;

/// Where a line is reported.
pub(super) const PATH: &str = "/espace/moi/acces/signaler";

/// Who wrote a line, as a report tells it: of professionals and institutions.
/// Nothing else of the line goes with it.
pub(super) fn done(told: &Told) -> Option<Done> {
    let (capacity, number, name, profession, place) = match told.by() {
        By::Professional {
            rpps,
            name,
            profession,
            place,
        } => {
            let place = place.as_ref().map(|(_, name)| name.as_str());
            let number = rpps.to_string();
            (
                Capacity::Professional,
                number,
                name,
                profession.as_str(),
                place,
            )
        }
        By::Institution { finess, name } => {
            (Capacity::Institution, finess.to_string(), name, "", None)
        }
        // A service is reported on its own page, and ended there.
        By::Holder { .. }
        | By::Carer { .. }
        | By::Service { .. }
        | By::Keeper { .. }
        | By::Finder => return None,
    };
    Some(Done {
        capacity,
        number,
        name: kernel::visible(name),
        profession: profession.to_owned(),
        place: kernel::visible(place.unwrap_or_default()),
        act: told.act().to_owned(),
        emergency: told.is_emergency(),
        at: told.at(),
    })
}

/// What became of a report, for its holder.
pub(super) struct Followed {
    pub(super) number: String,
    pub(super) who: String,
    pub(super) when: String,
    pub(super) reported: String,
    pub(super) state: String,
    pub(super) words: String,
}

/// The reports of a space, and the lines they are about.
#[derive(Default)]
pub(super) struct Reported {
    pub(super) all: Vec<Followed>,
    lines: BTreeMap<String, String>,
}

impl Reported {
    /// Those that this permit shows: in the first days of an account, only those
    /// made since.
    pub(super) async fn of(page: &Page, reports: &Reports, permit: &Permit) -> Result<Self> {
        let mut all = reports.of_space(permit.space()).await?;
        let since = permit.since();
        all.retain(|report| since.is_none_or(|since| report.at >= since));
        let number = |report: &Report| (report.line.clone(), report.number.clone());
        Ok(Self {
            lines: all.iter().map(number).collect(),
            all: all
                .iter()
                .map(|report| Followed::of(page, report))
                .collect(),
        })
    }

    /// The number of the report about this line.
    pub(super) fn number(&self, line: LineId) -> Option<&str> {
        self.lines.get(&line.to_string()).map(String::as_str)
    }
}

impl Followed {
    fn of(page: &Page, report: &Report) -> Self {
        let (state, words) = match &report.state {
            reports::State::Received => (page.t("reports-state-received"), String::new()),
            reports::State::Examined { since, .. } => {
                let moment = page.moment(*since);
                (
                    page.t1("reports-state-examined", "moment", moment),
                    String::new(),
                )
            }
            reports::State::Answered(answer) => (
                page.t(&format!("reports-outcome-{}", answer.outcome.word())),
                answer.words.clone(),
            ),
        };
        Self {
            number: report.number.clone(),
            who: report.done.name.clone(),
            when: page.moment(report.done.at),
            reported: page.moment(report.at),
            state,
            words,
        }
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    page: Page,
    by: Author,
    when: String,
    what: String,
    line: String,
    reasons: Vec<(String, String)>,
}

/// The line that is asked for, as the holder may see it, or what became of its
/// report.
async fn line(pages: &Pages, holder: &Holder, text: &str) -> Result<(Permit, Told, Done), Error> {
    let space = holder.own_space()?;
    let id: LineId = text.parse()?;
    let permit = pages
        .sharing
        .permit_history(&Caller::Holder(holder.clone()), space)
        .await?;
    let told = pages.sharing.history_line(&permit, id).await?;
    let done = done(&told).ok_or_else(Error::not_found)?;
    Ok((permit, told, done))
}

fn page(asked: &Asked) -> Page {
    let history = asked.page("sharing-history-title").title;
    asked
        .page("sharing-report-title")
        .under(asked.page("sharing-title").title, "/espace/moi/acces")
        .under(history, "/espace/moi/acces/journal")
}

fn shown(page: Page, told: &Told) -> ReportPage {
    let reason = |reason: Reason| {
        let word = reason.word();
        (word.to_owned(), page.t(&format!("reports-reason-{word}")))
    };
    ReportPage {
        by: Author::of(&page, told.by()),
        when: page.moment(told.at()),
        what: what(&page, told),
        line: told.id().to_string(),
        reasons: Reason::ALL.map(reason).to_vec(),
        page,
    }
}

pub(super) async fn form(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let text = asked.param("ligne")?.unwrap_or_default();
    let (permit, told, _) = line(&pages, &holder, &text).await?;
    let page = page(&asked);
    let reported = Reported::of(&page, &pages.reports, &permit).await?;
    match reported.number(told.id()) {
        Some(number) => Ok(back(&asked, "deja", number)),
        None => Ok(edge::show(&shown(page, &told))),
    }
}

pub(super) async fn send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["ligne", "motif", "texte"])?;
    let (permit, told, done) = line(&pages, &holder, form.text("ligne")).await?;
    let sent = match Reason::from_word(form.text("motif")) {
        Ok(reason) => {
            let new = NewReport {
                line: told.id().to_string(),
                done,
                reason,
                words: form.text("texte"),
            };
            pages.reports.report(permit.space(), &new).await
        }
        Err(error) => Err(error),
    };
    match sent {
        Ok(number) => Ok(back(&asked, "signale", &number)),
        Err(error) if error.kind() == Kind::Invalid => {
            let page = page(&asked).again(&form, error)?;
            Ok(edge::mend(&shown(page, &told)))
        }
        Err(error) => Err(error.into()),
    }
}

/// To the history, where the report is.
fn back(asked: &Asked, done: &str, number: &str) -> Response {
    asked.go(&format!("/espace/moi/acces/journal?fait={done}#{number}"))
}
