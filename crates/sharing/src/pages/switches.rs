//! The holder's switches: what comes hidden, and what an emergency opens; and
//! the emergency accesses there were, with what their review found.

use super::{Pages, profession};
use crate::rights::{Rights, Switches};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, Holder, HolderIn};
use kernel::Result;
use spaces::alerts::Outcome;

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
    if asked.param("fait")?.is_none() {
        return Ok(page);
    }
    let sentence = page.t("sharing-switches-done");
    Ok(page.with_status(Tone::Done, sentence))
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
    pages
        .sharing
        .switch(&Caller::Holder(holder.clone()), holder.own_space()?, set)
        .await?;
    Ok(asked.go("/espace/moi/acces/reglages?fait=oui"))
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
    pages
        .sharing
        .switch(&Caller::Holder(holder.clone()), holder.own_space()?, set)
        .await?;
    Ok(asked.go("/espace/moi/acces/urgence?fait=oui"))
}
