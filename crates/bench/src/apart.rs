//! `apart`: two kinds of requests that nobody may tell apart by how long they take: a
//! wrong password for a name that is known, and for one that is not; the right activation
//! code of somebody and a wrong one, without their card; a new code asked for somebody,
//! and for nobody; a document that is hidden from a professional, and one that never was.
//! And what tells any two kinds apart, for other measures.

use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::pages::{self, Asked};
use crate::record::{self, SMALL};
use crate::{fhir, house, messages};
use anyhow::{Context, Result, anyhow, bail, ensure};
use axum::http::StatusCode;
use carnet::demo::Ready;
use carnet::demo::told::Person;
use identity::ins::Matricule;
use kernel::{Chance as _, DocumentId};
use keys::SystemChance;
use spaces::Code;

/// Above this Welch's t tells two kinds of requests apart.
const T_MOST: f64 = 4.5;
/// Of their rates, one of the other.
pub const TARGET: f64 = 0.9;
const WRONG: &str = "une phrase qui ne vient de personne";

/// What two kinds of requests took.
pub struct Apart {
    /// The mean seconds of each.
    pub means: [f64; 2],
    /// Welch's t of the two.
    pub t: f64,
}

impl Apart {
    /// Whether somebody who counts seconds cannot tell one kind from the other.
    pub fn is_met(&self) -> bool {
        self.t.abs() < T_MOST
    }

    /// Reports it under this name; in a run to publish it must be met.
    pub fn report(
        &self,
        (name, about): (&'static str, &str),
        store: &'static str,
        effort: &Effort,
        report: &mut Report,
    ) -> Result<()> {
        let met = if self.is_met() { "met" } else { "NOT met" };
        report.note(&format!(
            "{name}: {about}: {:.2} and {:.2} ms, Welch's t of {:.2} (wanted: below {T_MOST}): \
             {met}",
            self.means[0] * 1_000.0,
            self.means[1] * 1_000.0,
            self.t
        ));
        report.figure(Figure {
            name,
            store,
            spaces: 1,
            value: 1.0 / self.means[0],
            limit: 1.0 / self.means[1],
            target: TARGET,
        });
        ensure!(
            self.is_met() || !effort.must_hold,
            "{name}: they can be told apart"
        );
        Ok(())
    }
}

/// Asks for both kinds so many times, in an order that chance gives anew each time: the
/// answers must have one length.
pub async fn told_apart(
    times: usize,
    mut ask: impl AsyncFnMut(usize) -> Result<(f64, usize)>,
) -> Result<Apart> {
    let mut took = [Vec::new(), Vec::new()];
    let mut sizes = [0, 0];
    // What is made once is made before.
    for (n, size) in sizes.iter_mut().enumerate() {
        *size = ask(n).await?.1;
    }
    ensure!(sizes[0] == sizes[1], "the answers differ: {sizes:?} bytes");
    for _ in 0..times {
        let mut coin = [0];
        SystemChance.fill(&mut coin);
        let first = usize::from(coin[0] & 1);
        for n in [first, 1 - first] {
            let (seconds, size) = ask(n).await?;
            ensure!(size == sizes[n], "the answers differ: {size} bytes");
            took[n].push(seconds);
        }
    }
    let [one, other] = took.map(|all| spread(&all));
    Ok(Apart {
        means: [one.0, other.0],
        t: (one.0 - other.0) / (one.1 + other.1).sqrt(),
    })
}

/// The mean of these, and the variance of that mean.
fn spread(all: &[f64]) -> (f64, f64) {
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let squares: f64 = all.iter().map(|one| (one - mean).powi(2)).sum();
    (mean, squares / (n - 1.0) / n)
}

/// Measures and reports: on SQLite and a folder, or where `CARNET_STORE_URL` says.
pub async fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let (_folder, site) = house::invented(house::world()).await?;
    let host = site.listener.local_addr()?.to_string();
    let store = record::store();
    let names = names(&site, &host, effort).await?;
    let about = "a wrong password for a name that is known, and for one that is not";
    names.report(("sign-in", about), store, effort, report)?;
    let codes = codes(&site, &host, effort).await?;
    let about = "a right activation code with a wrong card, and a wrong code with it";
    codes.report(("activation", about), store, effort, report)?;
    let asked = asked(&site, &host, effort).await?;
    let about = "a new code asked for somebody who was told, and for a number that nobody has";
    asked.report(("new-code", about), store, effort, report)?;
    let ids = ids(&site, &host, effort).await?;
    let about = "a professional asks for a document that is hidden, and for one that never was";
    ids.report(("hidden-id", about), store, effort, report)
}

/// A name that is known, and one of the same length that is not.
async fn names(site: &Ready, host: &str, effort: &Effort) -> Result<Apart> {
    let mut people = site.told.people.iter();
    let known = people.find_map(|person| person.username.as_deref());
    let known = known.context("nobody has an account")?;
    let unknown: String = known.chars().rev().collect();
    let taken = site.told.people.iter();
    let mut taken = taken.filter_map(|person| person.username.as_deref());
    ensure!(!taken.any(|name| name == unknown), "{unknown} is somebody");
    let form = |name: &str| {
        let name = pages::encoded(name);
        format!("identifiant={name}&mot-de-passe={}", pages::encoded(WRONG))
    };
    let forms = [form(known), form(&unknown)];
    let door = Asked::of(&site.router, host, "", "/connexion");
    told_apart(effort.pages, async |n| {
        // Each is a first try: what waits after several is the same for both.
        let loose = site.house.store.execute("DELETE FROM brake", vec![]);
        loose.await?;
        let (took, status, size) = door.sends(forms[n].clone()).await?;
        let refused = status == StatusCode::UNPROCESSABLE_ENTITY;
        ensure!(refused, "a wrong password was answered {status}");
        Ok((took, size))
    })
    .await
}

/// Somebody who was told, and has a code.
fn told(site: &Ready) -> Result<(&Person, &str)> {
    let mut people = site.told.people.iter();
    let found = people.find_map(|person| Some((person, person.code.as_deref()?)));
    found.context("nobody has a code")
}

/// As if nobody had tried a code, or asked for one: each is a first try.
async fn forget_tries(site: &Ready) -> Result<()> {
    for sql in [
        "DELETE FROM activation_brake",
        "DELETE FROM code_request",
        "UPDATE person_code SET tries = 0, ended = 0, ended_at = NULL WHERE tries > 0",
    ] {
        site.house.store.execute(sql, vec![]).await?;
    }
    Ok(())
}

/// The code of somebody, and one of the same form that is nobody's, with their number and
/// with a card that is not theirs.
async fn codes(site: &Ready, host: &str, effort: &Effort) -> Result<Apart> {
    let (known, right) = told(site)?;
    let wrong = Code::generate(&SystemChance).in_groups();
    ensure!(right != wrong, "chance drew the right code");
    let card: String = known.card_serial.chars().rev().collect();
    ensure!(card != known.card_serial, "the card is the right one");
    let form = |code: &str| format!("code={code}&nir={}&serie={card}", known.matricule);
    let forms = [form(right), form(&wrong)];
    let door = Asked::of(&site.router, host, "", "/activer");
    told_apart(effort.pages, async |n| {
        forget_tries(site).await?;
        let (took, status, size) = door.sends(forms[n].clone()).await?;
        let refused = status == StatusCode::UNPROCESSABLE_ENTITY;
        ensure!(refused, "a wrong card was answered {status}");
        Ok((took, size))
    })
    .await
}

/// A new code for somebody who was told, and for the last number of their place of birth,
/// which nobody has.
async fn asked(site: &Ready, host: &str, effort: &Effort) -> Result<Apart> {
    let (known, _) = told(site)?;
    let place = known.matricule.get(..10).context("a number")?;
    let body = format!("{place}999");
    let key = Matricule::key_of(&body).context("thirteen digits")?;
    let unknown = format!("{body}{key:02}");
    let found = site.house.spaces.find_person(&unknown.parse()?).await?;
    ensure!(found.is_none(), "{unknown} is somebody's");
    let born: Vec<&str> = known.birth_date.split('-').collect();
    let [year, month, day] = born.as_slice() else {
        bail!("{} is no day", known.birth_date);
    };
    let form = |number: &str| {
        format!(
            "nir={number}&naissance-jour={day}&naissance-mois={month}&naissance-annee={year}&serie={}",
            known.card_serial
        )
    };
    let forms = [form(&known.matricule), form(&unknown)];
    let door = Asked::of(&site.router, host, "", "/code");
    told_apart(effort.pages, async |n| {
        forget_tries(site).await?;
        let (took, status, size) = door.sends(forms[n].clone()).await?;
        let taken = status == StatusCode::SEE_OTHER;
        ensure!(taken, "a request for a code was answered {status}");
        Ok((took, size))
    })
    .await
}

/// A document that is hidden from a professional, and one that never was.
async fn ids(site: &Ready, host: &str, effort: &Effort) -> Result<Apart> {
    let mut people = site.told.people.iter();
    let active = people.find(|person| person.username.is_some());
    let active = active.context("nobody has an account")?;
    let (space, cookie) = pages::sign_in(site, &active.matricule).await?;
    let doctor = messages::doctor(site).await?;
    let who = fhir::doctor(site).await?;
    let linked = site.house.sharing.state_link(&who, space).await;
    linked.map_err(|error| anyhow!(error.log_text()))?;
    let hidden = record::add(site, space, 0, SMALL, "").await?;
    let shown = record::add(site, space, 1, SMALL, "").await?;
    let hide = format!("/espace/moi/documents/{hidden}/masquer");
    let hide = Asked::of(&site.router, host, &cookie, &hide);
    hide.send(String::from("qui=tous")).await?;
    let of = |id: DocumentId| format!("/pro/patients/{space}/documents/{id}");
    // What they may see is seen: it is not the record that is not found.
    let path = of(shown);
    Asked::of(&site.router, host, &doctor, &path).ask().await?;
    let paths = [of(hidden), of(DocumentId::new(&SystemChance))];
    told_apart(effort.pages, async |n| {
        let asked = Asked::of(&site.router, host, &doctor, &paths[n]);
        // The page names its address: compressed, each is as long as it happens to be.
        let (took, status, size) = asked.answered("identity").await?;
        let missing = status == StatusCode::NOT_FOUND;
        ensure!(
            missing,
            "a document that is not there was answered {status}"
        );
        Ok((took, size))
    })
    .await
}
