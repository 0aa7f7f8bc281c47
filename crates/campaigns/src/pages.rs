//! `/admin/campagnes…`: how campaigns and spaces stand and what happened to them, a new
//! campaign, letting an opening go on that was stopped, and sending receipts again that
//! reached nobody. For administrators; what changes something asks for a fresh proof.

use crate::{Campaigns, Doubt, Event, Name, Progress, Report, Stop};
use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AdministratorIn, FreshAdministrator, Identity};
use kernel::{Error, FieldError, Kind, Result};

const PATH: &str = "/admin/campagnes";
/// Receipts that are read at a time, of those that are sent again.
const AGAIN_AT_ONCE: i64 = 500;

impl FromRef<Campaigns> for Identity {
    fn from_ref(campaigns: &Campaigns) -> Self {
        Self::from_ref(campaigns.spaces())
    }
}

pub(crate) fn routes(campaigns: Campaigns) -> Router {
    Router::new()
        .route("/admin/campagnes", get(page))
        .route("/admin/campagnes/justificatifs", post(send_again))
        .route("/admin/campagnes/nouvelle", get(draft_page).post(begin))
        .route("/admin/campagnes/reprise", post(release))
        .with_state(campaigns)
}

#[derive(Template)]
#[template(path = "campaigns.html")]
struct CampaignsPage {
    page: Page,
    stop: Option<StopNote>,
    /// What to do where the disk is full.
    no_room: Option<String>,
    campaigns: Vec<Line>,
    to_dispatch: String,
    states: Vec<(String, String)>,
    last_opening: String,
    /// When, and what.
    events: Vec<(String, String)>,
    unsent: Option<Unsent>,
}

/// Receipts that reached nobody.
struct Unsent {
    count: String,
    /// Of those that wait longest.
    numbers: Vec<String>,
}

/// The opening that waits for two persons.
struct StopNote {
    why: String,
    who: String,
}

/// A campaign on screen.
struct Line {
    name: String,
    since: String,
    end: String,
    told: String,
    done: u64,
    of: u64,
    letters: String,
    emails: String,
    for_people: String,
}

async fn page(
    State(campaigns): State<Campaigns>,
    AdministratorIn(_): AdministratorIn,
    asked: Asked,
) -> Answer {
    let report = campaigns.report().await?;
    let stop = campaigns.stopped().await?;
    let (unsent, numbers) = campaigns.spaces().unsent_receipts().await?;
    let page = status(asked.page("campaigns-title"), &asked)?;
    let unsent = (unsent > 0).then(|| Unsent {
        count: page.t1("campaigns-unsent-count", "count", page.number(unsent)),
        numbers,
    });
    Ok(edge::show(&shown(page, &report, stop.as_ref(), unsent)))
}

fn shown(
    page: Page,
    report: &Report,
    stop: Option<&Stop>,
    unsent: Option<Unsent>,
) -> CampaignsPage {
    CampaignsPage {
        stop: stop.map(|stop| stop_note(&page, stop)),
        no_room: report
            .no_room
            .map(|since| page.t1("campaigns-no-room", "moment", page.moment(since))),
        campaigns: report
            .campaigns
            .iter()
            .map(|one| line(&page, one))
            .collect(),
        to_dispatch: page.t1(
            "campaigns-to-dispatch",
            "count",
            page.number(report.to_dispatch),
        ),
        states: states(&page, report),
        last_opening: last_opening(&page, report),
        events: events(&page, report),
        unsent,
        page,
    }
}

fn status(page: Page, asked: &Asked) -> Result<Page> {
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some("commencee") => (Tone::Done, "campaigns-begun"),
        Some("notee") => (Tone::Done, "campaigns-release-noted"),
        Some("reprise") => (Tone::Done, "campaigns-released"),
        Some("deuxieme") => (Tone::Warning, "campaigns-release-two"),
        Some("justificatifs") => (Tone::Done, "campaigns-unsent-sent"),
        Some("sans-adresse") => (Tone::Warning, "campaigns-unsent-still"),
        Some("rien") => (Tone::Warning, "campaigns-release-none"),
        _ => return Ok(page),
    };
    let text = page.t(key);
    Ok(page.with_status(tone, text))
}

fn line(page: &Page, one: &Progress) -> Line {
    let done = one.letters + one.emails;
    let at = |key, moment| page.t1(key, "moment", page.moment(moment));
    Line {
        name: one.name.clone(),
        since: match &one.begun_by {
            Some(name) => page.ta(
                "campaigns-since-by",
                &[("moment", &page.moment(one.started_at)), ("name", name)],
            ),
            None => at("campaigns-since", one.started_at),
        },
        end: match one.finished_at {
            Some(finished) => at("campaigns-finished", finished),
            None => page.t("campaigns-running"),
        },
        told: page.ta(
            "campaigns-told",
            &[
                ("done", &page.number(done)),
                ("of", &page.number(one.wanted)),
            ],
        ),
        done,
        of: one.wanted.max(1),
        letters: page.number(one.letters),
        emails: page.number(one.emails),
        for_people: page.number(one.for_people),
    }
}

fn states(page: &Page, report: &Report) -> Vec<(String, String)> {
    let spaces = report.spaces;
    [
        ("campaigns-state-announced", spaces.announced),
        ("campaigns-state-open", spaces.open),
        ("campaigns-state-active", spaces.active),
        ("campaigns-state-refused", spaces.refused),
        ("campaigns-state-closed", spaces.closed),
        ("campaigns-state-erased", spaces.erased),
    ]
    .map(|(key, count)| (page.t(key), page.number(count)))
    .to_vec()
}

fn last_opening(page: &Page, report: &Report) -> String {
    match report.last_opening {
        Some((at, opened)) => page.ta(
            "campaigns-last-opening",
            &[
                ("count", &page.number(opened)),
                ("moment", &page.moment(at)),
            ],
        ),
        None => page.t("campaigns-no-opening"),
    }
}

fn events(page: &Page, report: &Report) -> Vec<(String, String)> {
    let lines = report.events.iter();
    lines
        .map(|one| (page.moment(one.at), event(page, &one.what)))
        .collect()
}

fn event(page: &Page, what: &Event) -> String {
    let count = |key, count| page.t1(key, "count", page.number(count));
    match what {
        Event::CampaignBegun { name, wanted, by } => {
            let wanted = page.number(*wanted);
            let args = [("name", name.as_str()), ("count", wanted.as_str())];
            match by {
                Some(by) => {
                    let args = [args[0], args[1], ("by", by.as_str())];
                    page.ta("campaigns-event-begun-by", &args)
                }
                None => page.ta("campaigns-event-begun", &args),
            }
        }
        Event::CampaignFinished { name, told } => {
            let told = page.number(*told);
            let args = [("name", name.as_str()), ("count", told.as_str())];
            page.ta("campaigns-event-finished", &args)
        }
        Event::OpeningBegun { due } => count("campaigns-event-opening", *due),
        Event::OpeningFinished { opened } => count("campaigns-event-opened", *opened),
        Event::OpeningStopped { why, due } => {
            let why = match why {
                Doubt::ClockAhead => "campaigns-event-stop-ahead",
                Doubt::ClockBehind => "campaigns-event-stop-behind",
                Doubt::TooMany => "campaigns-event-stop-many",
                Doubt::Undispatched => "campaigns-event-stop-late",
                Doubt::TooManyUndispatched => "campaigns-event-stop-many-late",
            };
            count(why, *due)
        }
        Event::OpeningReleased {
            by: [first, second],
        } => {
            let args = [("first", first.as_str()), ("second", second.as_str())];
            page.ta("campaigns-event-released", &args)
        }
        Event::DoubtGone => page.t("campaigns-event-doubt-gone"),
    }
}

fn stop_note(page: &Page, stop: &Stop) -> StopNote {
    let why = match stop.why {
        Doubt::ClockAhead => "campaigns-stop-ahead",
        Doubt::ClockBehind => "campaigns-stop-behind",
        Doubt::TooMany => "campaigns-stop-many",
        Doubt::Undispatched => "campaigns-stop-late",
        Doubt::TooManyUndispatched => "campaigns-stop-many-late",
    };
    let (moment, due) = (page.moment(stop.at), page.number(stop.due));
    StopNote {
        why: page.ta(why, &[("moment", &moment), ("due", &due)]),
        who: match &stop.first_by {
            Some(name) => page.t1("campaigns-stop-first", "name", name.as_str()),
            None => page.t("campaigns-stop-nobody"),
        },
    }
}

#[derive(Template)]
#[template(path = "campaign_new.html")]
struct DraftPage {
    page: Page,
}

fn draft(asked: &Asked) -> Page {
    let all = asked.page("campaigns-title").title;
    asked.page("campaigns-new-title").under(all, PATH)
}

async fn draft_page(FreshAdministrator(_): FreshAdministrator, asked: Asked) -> Answer {
    Ok(edge::show(&DraftPage {
        page: draft(&asked),
    }))
}

/// Begins a campaign: whatever process serves goes on with it within seconds.
async fn begin(
    State(campaigns): State<Campaigns>,
    FreshAdministrator(who): FreshAdministrator,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["nom", "limite", "compris"])?;
    let begun = match read(&form) {
        Ok((name, limit)) => campaigns.begin_by(&name, limit, &who.name.0).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(()) => Ok(asked.go("/admin/campagnes?fait=commencee")),
        Err(error) if matches!(error.kind(), Kind::Invalid | Kind::Conflict) => {
            // Whatever stands in the way is said on the form.
            let error = match error.field_errors() {
                [] => Error::field("nom", error.code()),
                fields => Error::fields(fields.to_vec()),
            };
            let page = draft(&asked).again(&form, error)?;
            Ok(edge::mend(&DraftPage { page }))
        }
        Err(error) => Err(error.into()),
    }
}

/// The name and how many people, with everything that is wrong at once.
fn read(form: &Form) -> Result<(Name, u64)> {
    let name = form.text("nom").parse::<Name>();
    let digits: String = form
        .text("limite")
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let limit = digits.parse::<u64>().ok().filter(|limit| *limit > 0);
    let wrong = [
        ("nom", "campaign-name", name.is_err()),
        ("limite", "campaigns-limit-wrong", limit.is_none()),
        (
            "compris",
            "campaigns-understood-wrong",
            form.text("compris") != "oui",
        ),
    ];
    match (name, limit) {
        (Ok(name), Some(limit)) if !wrong[2].2 => Ok((name, limit)),
        _ => Err(Error::fields(
            wrong
                .into_iter()
                .filter(|(.., wrong)| *wrong)
                .map(|(field, code, _)| FieldError { field, code })
                .collect(),
        )),
    }
}

/// Sends again what reached nobody, where there is an address by now.
async fn send_again(
    State(campaigns): State<Campaigns>,
    FreshAdministrator(_): FreshAdministrator,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let done = match campaigns
        .spaces()
        .send_receipts_again(AGAIN_AT_ONCE)
        .await?
    {
        0 => "sans-adresse",
        _ => "justificatifs",
    };
    Ok(asked.go(&format!("{PATH}?fait={done}")))
}

/// One of two persons looked and lets the stopped opening go on.
async fn release(
    State(campaigns): State<Campaigns>,
    FreshAdministrator(who): FreshAdministrator,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let done = match campaigns.release_by(&who.name.0, who.account).await {
        Ok(true) => "reprise",
        Ok(false) => "notee",
        Err(error) if error.code() == "opening-release-two" => "deuxieme",
        Err(error) if error.code() == "opening-not-stopped" => "rien",
        Err(error) => return Err(error.into()),
    };
    Ok(asked.go(&format!("{PATH}?fait={done}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Lang, Timestamp};
    use std::collections::BTreeSet;

    const AT: Timestamp = Timestamp::from_millis(1_795_424_400_000);

    fn report() -> Report {
        Report {
            campaigns: Vec::new(),
            to_dispatch: 1,
            spaces: spaces::Count::default(),
            last_opening: None,
            stop: None,
            events: Vec::new(),
            returns_unread: false,
            no_room: None,
        }
    }

    /// The page as an administrator reads it.
    fn page_of(lang: Lang, report: &Report, stop: Option<&Stop>) -> String {
        edge::texts::install(&[crate::TEXTS]);
        let page = edge::sample_page(lang, PATH, "Campagnes", None);
        let html = shown(page, report, stop, None).render().expect("a page");
        html.replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn a_full_disk_is_told_with_what_to_do_and_no_other() {
        let full = Report {
            no_room: Some(AT),
            ..report()
        };
        for (lang, said) in [
            (Lang::Fr, ["Rien n’est perdu", "Faites de la place"]),
            (Lang::En, ["Nothing is lost", "Make room"]),
        ] {
            let (page, empty) = (page_of(lang, &full, None), page_of(lang, &report(), None));
            for said in said {
                assert!(page.contains(said), "{said}: {page}");
                assert!(!empty.contains(said), "{said}: {empty}");
            }
        }
    }

    #[test]
    fn each_reason_for_which_an_opening_stops_has_a_sentence_of_its_own() {
        edge::texts::install(&[crate::TEXTS]);
        let doubts: Vec<Doubt> = (0..).map_while(Doubt::from_number).collect();
        assert_eq!(doubts.len(), 5);
        let mut said = BTreeSet::new();
        for lang in [Lang::Fr, Lang::En] {
            for why in &doubts {
                let stop = Stop {
                    at: AT,
                    why: *why,
                    due: 4_711,
                    first_by: None,
                };
                let page = edge::sample_page(lang, PATH, "Campagnes", None);
                let note = stop_note(&page, &stop);
                let html = page_of(lang, &report(), Some(&stop));
                let number = page.number(4_711).replace(['\u{a0}', '\u{202f}'], " ");
                assert!(html.contains(&number), "{why:?}: {html}");
                assert!(!note.why.contains("campaigns-stop"), "{}", note.why);
                assert!(said.insert(note.why), "{why:?} twice");
            }
        }
    }

    #[test]
    fn whoever_comes_while_another_is_at_it_is_told_so() {
        edge::texts::install(&[crate::TEXTS]);
        let mut said = BTreeSet::new();
        for lang in [Lang::Fr, Lang::En] {
            for code in [
                "campaign-elsewhere",
                "campaign-other-running",
                "campaign-no-room",
            ] {
                let sentence = edge::texts::say(lang, code, &[]);
                assert!(sentence.ends_with('.'), "{code}: {sentence}");
                assert!(said.insert(sentence), "{code} twice");
            }
        }
    }
}
