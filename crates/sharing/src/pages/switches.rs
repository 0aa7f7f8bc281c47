//! The holder's switches: what comes hidden, and what an emergency opens; and
//! the emergency accesses there were, with what their review found.

use super::{Pages, profession};
use crate::actions::PROOF_FIRST;
use crate::rights::{Rights, Switches};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, Holder, HolderIn};
use kernel::Result;
use spaces::alerts::Outcome;

const SWITCHES: &str = "/espace/moi/acces/reglages";
const EMERGENCIES: &str = "/espace/moi/acces/urgence";

/// An emergency access, on screen.
struct AccessRow {
    who: String,
    profession: String,
    from: String,
    until: String,
    reason: String,
    words: String,
    outcome: String,
}

#[derive(Template)]
#[template(path = "switches.html")]
struct SwitchesPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "emergencies.html")]
struct EmergenciesPage {
    page: Page,
    accesses: Vec<AccessRow>,
}

async fn read(pages: &Pages, holder: &Holder) -> Result<crate::Permit> {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder.clone());
    pages.sharing.permit_history(&caller, space).await
}

fn page_of(asked: &Asked, title: &str) -> Result<Page> {
    let page = asked
        .page(title)
        .under(asked.page("sharing-title").title, "/espace/moi/acces");
    let (tone, key) = match asked.param("fait")?.as_deref() {
        None => return Ok(page),
        Some("prouve") => (Tone::Info, "sharing-switches-again"),
        Some(_) => (Tone::Done, "sharing-switches-done"),
    };
    let sentence = page.t(key);
    Ok(page.with_status(tone, sentence))
}

/// Back to the page of the switches; by way of the proof that it is they, where
/// somebody would read more (`docs/sign-in.md`).
fn answer(asked: &Asked, path: &str, done: Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(asked.go(&format!("{path}?fait=oui"))),
        Err(error) if error.code() == PROOF_FIRST => {
            Ok(identity::proof_first(asked, &format!("{path}?fait=prouve")))
        }
        Err(error) => Err(error.into()),
    }
}

const fn ticked(is_on: bool) -> &'static str {
    if is_on { "oui" } else { "" }
}

pub(super) async fn switches(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let permit = read(&pages, &holder).await?;
    let now = permit.state::<Rights>()?.switches();
    let page = page_of(&asked, "sharing-switches-title")?.with_values(&[
        ("nouveaux", ticked(now.hide_new)),
        ("tout", ticked(now.hide_all)),
    ]);
    Ok(edge::show(&SwitchesPage { page }))
}

pub(super) async fn set_switches(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["nouveaux", "tout"])?;
    let set = |now: Switches| Switches {
        hide_new: form.has("nouveaux"),
        hide_all: form.has("tout"),
        ..now
    };
    let done = pages.sharing.switch(&holder, set).await;
    answer(&asked, SWITCHES, done)
}

pub(super) async fn emergencies(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let permit = read(&pages, &holder).await?;
    let rights = permit.state::<Rights>()?;
    let now = rights.switches();
    let page = page_of(&asked, "sharing-emergencies-title")?.with_values(&[
        ("samu", ticked(now.emergency_dispatch)),
        ("autres", ticked(now.emergency_others)),
        ("masques", ticked(now.emergency_hidden)),
    ]);
    let reviews = pages.spaces.reviews(permit.space()).await?;
    let begun = permit.since();
    let told = rights.emergencies().iter().rev();
    let told = told.filter(|access| begun.is_none_or(|begun| access.since >= begun));
    let rows = told.map(|access| {
        let id = access.id.to_bytes();
        let review = reviews.iter().find(|review| review.id == id);
        let outcome = review.map_or(Outcome::Waits, |review| review.outcome);
        AccessRow {
            who: access.name.clone(),
            profession: profession(&page, &access.profession),
            from: page.moment(access.since),
            until: page.moment(access.until),
            reason: page.t(&format!("sharing-reason-{}", access.reason.key())),
            words: access.words.clone(),
            outcome: page.t(&format!("sharing-outcome-{}", outcome.key())),
        }
    });
    let accesses = rows.collect();
    Ok(edge::show(&EmergenciesPage { page, accesses }))
}

pub(super) async fn set_emergencies(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["samu", "autres", "masques"])?;
    let set = |now: Switches| Switches {
        emergency_dispatch: form.has("samu"),
        emergency_others: form.has("autres"),
        emergency_hidden: form.has("masques"),
        ..now
    };
    let done = pages.sharing.switch(&holder, set).await;
    answer(&asked, EMERGENCIES, done)
}
