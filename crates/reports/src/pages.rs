//! `/admin/signalements…`: the queue of reports, and one of them. For
//! administrators; whatever changes something asks for a fresh proof. Whose
//! space it is, and what they say, is for the one who took the report.

use crate::Reports;
use crate::actions::{Report, State};
use crate::rules::{Capacity, Done, Outcome};
use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State as Of};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AdministratorIn, FreshAdministrator, Identity, Profession, Staff};
use kernel::{Error, Kind, Result};

const PATH: &str = "/admin/signalements";

impl FromRef<Reports> for Identity {
    fn from_ref(reports: &Reports) -> Self {
        Self::from_ref(reports.spaces())
    }
}

pub(crate) fn routes(reports: Reports) -> Router {
    Router::new()
        .route("/admin/signalements", get(queue))
        .route("/admin/signalements/{report}", get(show))
        .route("/admin/signalements/{report}/prendre", post(take))
        .route("/admin/signalements/{report}/repondre", post(answer))
        .with_state(reports)
}

/// Who did what, as the team reads it.
struct Who {
    name: String,
    role: String,
    number: String,
    place: String,
    what: String,
    when: String,
    emergency: bool,
}

impl Who {
    fn of(page: &Page, done: &Done) -> Self {
        let role = match done.capacity {
            Capacity::Institution => page.t("reports-institution"),
            Capacity::Professional => Profession::from_code(&done.profession).map_or_else(
                |_| page.t("reports-professional"),
                |profession| profession.label(page.lang).to_owned(),
            ),
        };
        Self {
            name: done.name.clone(),
            role,
            number: done.number.clone(),
            place: done.place.clone(),
            what: what(page, &done.act),
            when: page.moment(done.at),
            emergency: done.emergency,
        }
    }
}

/// The kind of act, in words that name no document.
fn what(page: &Page, act: &str) -> String {
    let key = format!("reports-act-{act}");
    match edge::texts::knows(&key) {
        true => page.t(&key),
        false => page.t("reports-act-other"),
    }
}

/// One report in a list.
struct Line {
    number: String,
    who: Who,
    state: String,
    since: String,
}

#[derive(Template)]
#[template(path = "reports.html")]
struct QueuePage {
    page: Page,
    answered: bool,
    count: String,
    lines: Vec<Line>,
}

async fn queue(
    Of(reports): Of<Reports>,
    AdministratorIn(_): AdministratorIn,
    asked: Asked,
) -> Answer {
    let answered = asked.param("etat")?.as_deref() == Some("repondus");
    let (found, count) = match answered {
        true => (reports.answered().await?, 0),
        false => reports.waiting().await?,
    };
    let page = asked.page("reports-title");
    let line = |report: &Report| Line {
        number: report.number.clone(),
        who: Who::of(&page, &report.done),
        state: state(&page, report),
        since: page.moment(report.at),
    };
    Ok(edge::show(&QueuePage {
        answered,
        count: page.number(count),
        lines: found.iter().map(line).collect(),
        page,
    }))
}

fn state(page: &Page, report: &Report) -> String {
    match &report.state {
        State::Received => page.t("reports-state-received"),
        State::Examined { since, .. } => {
            page.t1("reports-state-examined", "moment", page.moment(*since))
        }
        State::Answered(answer) => page.t(&format!("reports-outcome-{}", answer.outcome.word())),
    }
}

/// Whose space it is, as far as one must know to ask the professional, and what
/// they say.
struct Taken {
    name: String,
    born: String,
    words: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    page: Page,
    action: String,
    who: Who,
    reported: String,
    reason: String,
    state: String,
    /// For the one who took it.
    taken: Option<Taken>,
    waits: bool,
    /// Somebody else has it.
    elsewhere: bool,
    outcomes: Vec<(String, String)>,
    answer: Option<String>,
}

async fn show(
    Of(reports): Of<Reports>,
    AdministratorIn(who): AdministratorIn,
    Path(number): Path<String>,
    asked: Asked,
) -> Answer {
    let report = reports.find(&number).await?;
    let page = titled(&asked, &report);
    let page = match asked.param("fait")?.as_deref() {
        Some("pris") => noted(page, Tone::Done, "reports-taken"),
        Some("repondu") => noted(page, Tone::Done, "reports-answered"),
        Some("deja") => noted(page, Tone::Warning, "reports-moved"),
        _ => page,
    };
    Ok(edge::show(
        &report_page(&reports, page, &report, &who).await?,
    ))
}

fn titled(asked: &Asked, report: &Report) -> Page {
    let all = asked.page("reports-title").title;
    let number = [("number", report.number.as_str())];
    let title = edge::texts::say(asked.lang, "reports-one-title", &number);
    asked.titled(title).under(all, PATH)
}

fn noted(page: Page, tone: Tone, key: &str) -> Page {
    let sentence = page.t(key);
    page.with_status(tone, sentence)
}

async fn report_page(
    reports: &Reports,
    page: Page,
    report: &Report,
    who: &Staff,
) -> Result<ReportPage> {
    let (taken, elsewhere) = match report.state {
        State::Examined { by, .. } if by == who.account => {
            (Some(taken(reports, &page, report).await?), false)
        }
        State::Examined { .. } => (None, true),
        State::Received | State::Answered(_) => (None, false),
    };
    let outcomes = Outcome::ALL.map(|outcome| {
        let word = outcome.word();
        (word.to_owned(), page.t(&format!("reports-choose-{word}")))
    });
    Ok(ReportPage {
        action: page.href(&format!("{PATH}/{}", report.number)),
        who: Who::of(&page, &report.done),
        reported: page.moment(report.at),
        reason: page.t(&format!("reports-reason-{}", report.reason.word())),
        state: state(&page, report),
        taken,
        elsewhere,
        waits: report.state == State::Received,
        outcomes: outcomes.to_vec(),
        answer: match &report.state {
            State::Answered(answer) => Some(answer.words.clone()),
            State::Received | State::Examined { .. } => None,
        },
        page,
    })
}

async fn taken(reports: &Reports, page: &Page, report: &Report) -> Result<Taken> {
    let face = reports.spaces().face(report.space).await?;
    Ok(Taken {
        name: face.name(),
        born: page.day(face.identity.birth_date.0),
        words: report.words.clone(),
    })
}

async fn take(
    Of(reports): Of<Reports>,
    FreshAdministrator(who): FreshAdministrator,
    Path(number): Path<String>,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["reprendre"])?;
    let over = form.has("reprendre");
    let done = match reports.take(&who, &number, over).await {
        Ok(()) => "pris",
        Err(error) if error.kind() == Kind::Conflict => "deja",
        Err(error) => return Err(error.into()),
    };
    Ok(asked.go(&format!("{PATH}/{number}?fait={done}")))
}

async fn answer(
    Of(reports): Of<Reports>,
    FreshAdministrator(who): FreshAdministrator,
    Path(number): Path<String>,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["issue", "reponse"])?;
    let answered = match Outcome::from_word(form.text("issue")) {
        Ok(outcome) => {
            let words = form.text("reponse");
            reports.answer(&who, &number, outcome, words).await
        }
        Err(error) => Err(error),
    };
    match answered {
        Ok(()) => Ok(asked.go(&format!("{PATH}/{number}?fait=repondu"))),
        Err(error) if error.kind() == Kind::Conflict => {
            Ok(asked.go(&format!("{PATH}/{number}?fait=deja")))
        }
        Err(error) if error.kind() == Kind::Invalid => {
            let report = reports.find(&number).await?;
            let error = Error::fields(error.field_errors().to_vec());
            let mut here = asked.clone();
            here.path = format!("{PATH}/{number}");
            let page = titled(&here, &report).again(&form, error)?;
            let page = report_page(&reports, page, &report, &who).await?;
            Ok(edge::mend(&page))
        }
        Err(error) => Err(error.into()),
    }
}
