//! `messages`: a doctor of the invented country writes to a patient, who reads it as
//! soon as the thirty seconds are over in which it may be taken back: what the server
//! needs from the form that is sent to the page that shows it, and back. One after
//! the other, of the whole site without a network between; each is durable, with its
//! line of the history, before its answer.

use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::pages::{self, Asked};
use crate::{fhir, house};
use anyhow::{Result, ensure};
use carnet::demo::Ready;
use kernel::{Clock, DocumentId, SpaceId, Timestamp, World};
use keys::SystemChance;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Longer than a message is held.
const HELD: Duration = Duration::from_secs(31);
/// A side sends no more than fifty messages a day to one record.
const A_PERSON: usize = 45;
/// To the public page; chosen here.
const TARGET: f64 = 0.05;
const LIMIT: &str = "/";

/// The true time, moved forward.
struct Moved {
    clock: Arc<dyn Clock>,
    by: AtomicI64,
}

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        let by = u64::try_from(self.by.load(Ordering::SeqCst)).unwrap_or_default();
        self.clock.now().plus(Duration::from_millis(by))
    }
}

impl Moved {
    fn on(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.by.fetch_add(millis, Ordering::SeqCst);
    }
}

/// Somebody who is written to.
struct Patient {
    space: SpaceId,
    cookie: String,
}

/// Measures and reports, on SQLite and a folder.
pub async fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let world = house::world();
    let clock = Arc::new(Moved {
        clock: world.clock,
        by: AtomicI64::new(0),
    });
    let world = World {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        chance: world.chance,
    };
    let (_folder, site) = house::invented(world).await?;
    let doctor = doctor(&site).await?;
    let patients = patients(&site).await?;
    let many = effort.pages.min(patients.len() * A_PERSON);
    let host = site.listener.local_addr()?.to_string();
    let (router, host) = (&site.router, host.as_str());
    let (mut sent, mut read, mut limits) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..many {
        let patient = &patients[n % patients.len()];
        let write = format!("/pro/patients/{}/messages", patient.space);
        let form = format!(
            "jeton={}&geste=envoyer&sujet=Vos+examens+{n}&texte={}",
            DocumentId::new(&SystemChance),
            "Vos+examens+sont+bons.+".repeat(20),
        );
        let (took, there) = Asked::of(router, host, &doctor, &write).send(form).await?;
        sent.push(took);
        clock.on(HELD);
        let id = there.rsplit('/').next().unwrap_or_default();
        let theirs = format!("/espace/moi/messages/{id}");
        let page = Asked::of(router, host, &patient.cookie, &theirs);
        read.push(page.ask().await?.0);
        let public = Asked::of(router, host, "", LIMIT);
        limits.push(public.ask().await?.0);
    }
    let (sent, read, limit) = (median(sent), median(read), median(limits));
    report.note(&format!(
        "messages: {many} to {} people; {:.1} ms of the server to send one, {:.1} ms to show it to whom it is \
         for, once the thirty seconds are over in which it may be taken back",
        patients.len(),
        sent * 1_000.0,
        read * 1_000.0,
    ));
    for (name, took) in [("message-sent", sent), ("message-read", read)] {
        report.figure(Figure {
            name,
            store: "sqlite",
            spaces: patients.len(),
            value: 1.0 / took,
            limit: 1.0 / limit,
            target: TARGET,
        });
    }
    Ok(())
}

/// A session of a doctor: the cookie.
pub async fn doctor(site: &Ready) -> Result<String> {
    let doctor = fhir::doctor(site).await?;
    let mut tx = site.house.store.begin("sign in").await?;
    let identity = &site.house.identity;
    let set = identity
        .start_professional_session(&mut tx, &doctor)
        .await?;
    tx.commit().await?;
    let pair = set.to_str()?.split(';').next().unwrap_or_default();
    Ok(pair.to_owned())
}

/// Everybody who has an account and a doctor to be written to by.
async fn patients(site: &Ready) -> Result<Vec<Patient>> {
    let doctor = fhir::doctor(site).await?;
    let mut patients = Vec::new();
    for person in &site.told.people {
        if person.username.is_none() {
            continue;
        }
        let Ok((space, cookie)) = pages::sign_in(site, &person.matricule).await else {
            continue;
        };
        let linked = site.house.sharing.state_link(&doctor, space).await;
        if linked.is_ok() {
            patients.push(Patient { space, cookie });
        }
    }
    ensure!(!patients.is_empty(), "nobody has an account");
    Ok(patients)
}
