//! `fhir-read`, `fhir-search`, `fhir-create`: fifty people of twenty documents,
//! asked of the whole site over the loopback by thirty-two programs at once, every
//! line of a history durable before its answer; against the server's own page of
//! nothing but words. `fhir-weight-read`, `fhir-weight-search`, `fhir-weight-create`: the
//! same of twenty weights each, as `Observation`.

use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::house;
use crate::load::{self, Ask, Browser, Itinerary};
use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use carnet::demo::Ready;
use identity::{Place, Profession, Professional};
use kernel::{Personal, SessionId, SpaceId, Timestamp};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// As many as the peers were asked by.
const CLIENTS: usize = 32;
/// A professional who sees more than sixty people a day is slowed down.
const PEOPLE: usize = 50;
const DOCUMENTS: usize = 20;
const WEIGHTS: usize = 20;
const CLIENT: &str = "demo-hospital";
/// Tokens of the bench: of the software, and of a professional behind it.
const SOFTWARE: &str = "bench-software-0000000000000000000000000000";
const DOCTOR: &str = "bench-doctor-000000000000000000000000000000";
/// What Medplum 5.0 did a second at 32 clients on two such cores, its audit off: of
/// another hour, told beside ours and not divided.
const MEDPLUM: [(&str, u32); 3] = [("read", 572), ("search", 150), ("create", 95)];

/// Measures and reports, on SQLite and a folder.
pub async fn measure(effort: &Effort, report: &mut Report) -> Result<()> {
    let (_folder, site) = house::invented(house::world()).await?;
    let address = site.listener.local_addr()?;
    let people = people(&site).await?;
    let serving = serve(&site)?;
    let deposits = Arc::new(Deposits::of(&people));
    let documents = PEOPLE * DOCUMENTS;
    let read = Arc::new(fill(address, &deposits, "DocumentReference", documents).await?);
    let search = Arc::new(Search(people.iter().map(Person::search).collect()));
    let found = length(address, &search).await?;
    against_bare("fhir-read", effort, address, read, report).await?;
    against_bare("fhir-search", effort, address, search, report).await?;
    let weights = Arc::new(Weights::of(&people, site.house.world.now()));
    let read = Arc::new(fill(address, &weights, "Observation", PEOPLE * WEIGHTS).await?);
    let search = Arc::new(Search(people.iter().map(Person::weights).collect()));
    let weighed = length(address, &search).await?;
    against_bare("fhir-weight-read", effort, address, read, report).await?;
    against_bare("fhir-weight-search", effort, address, search, report).await?;
    // What fills the records comes last.
    against_bare("fhir-create", effort, address, deposits, report).await?;
    against_bare("fhir-weight-create", effort, address, weights, report).await?;
    let peers = MEDPLUM.map(|(what, rate)| format!("{what} {rate}"));
    report.note(&format!(
        "fhir: a search answers {found} bytes, one for weights {weighed}; Medplum, its audit off, on two such cores in another hour, a second: {}",
        peers.join(", ")
    ));
    serving.abort();
    Ok(())
}

/// One figure: how often this is answered, against what anybody may ask.
async fn against_bare<I: Itinerary>(
    name: &'static str,
    effort: &Effort,
    address: SocketAddr,
    ours: Arc<I>,
    report: &mut Report,
) -> Result<()> {
    let duel = load::duel(effort.clone(), address, CLIENTS, ours, Arc::new(Bare)).await?;
    report.figure(Figure {
        name,
        store: "sqlite",
        spaces: PEOPLE,
        value: duel.value,
        limit: duel.limit,
        target: 0.05,
    });
    Ok(())
}

/// How many bytes an answer has.
async fn length<I: Itinerary>(address: SocketAddr, itinerary: &Arc<I>) -> Result<usize> {
    let mut browser = Browser::open(address, itinerary, 3).await?;
    Ok(browser.ask().await?.len())
}

fn told(error: kernel::Error) -> anyhow::Error {
    anyhow!(error.log_text())
}

fn serve(site: &Ready) -> Result<tokio::task::JoinHandle<()>> {
    let listener = TcpListener::from_std(site.listener.try_clone()?)?;
    let router = site.router.clone();
    Ok(tokio::spawn(async move {
        let listener =
            axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
        let peers = router.into_make_service_with_connect_info::<SocketAddr>();
        if let Err(error) = axum::serve(listener, peers).await {
            eprintln!("the server stopped: {error}");
        }
    }))
}

struct Person {
    space: SpaceId,
    /// `system|number`.
    number: String,
}

impl Person {
    fn search(&self) -> String {
        let number = self.number.replace('|', "%7C");
        format!("/fhir/DocumentReference?patient.identifier={number}&_count={DOCUMENTS}")
    }

    fn weights(&self) -> String {
        format!(
            "/fhir/Observation?patient={}&code=29463-7&_count={WEIGHTS}",
            self.space
        )
    }
}

/// Tokens of the hospital's software and of a doctor of it, who is answered.
async fn tokens(site: &Ready) -> Result<Professional> {
    let house = &site.house;
    let doctor = doctor(site).await?;
    let expires = house.world.now().plus(Duration::from_secs(3600));
    for (token, rpps) in [(SOFTWARE, None), (DOCTOR, Some(doctor.rpps.as_str()))] {
        const TOKEN: &str = "INSERT INTO client_token (token_hash, client_id, scopes, expires_at, rpps) \
             VALUES ($1, $2, 'system/*.cruds', $3, $4)";
        let hash = keys::sha256(token.as_bytes()).to_vec();
        let row = vec![hash.into(), CLIENT.into(), expires.into(), rpps.into()];
        house.store.execute(TOKEN, row).await?;
    }
    Ok(doctor)
}

/// What a doctor's software sends with its questions.
pub(crate) async fn doctor_token(site: &Ready) -> Result<String> {
    tokens(site).await?;
    Ok(format!("Bearer {DOCTOR}"))
}

/// People with an open space, whom a doctor of the hospital looks after; and the
/// tokens of that doctor and of the hospital's software.
async fn people(site: &Ready) -> Result<Vec<Person>> {
    let house = &site.house;
    let doctor = tokens(site).await?;
    const OPEN: &str = "SELECT space FROM space WHERE state IN (1, 2) ORDER BY space LIMIT $1";
    let rows = house
        .store
        .query(OPEN, vec![i64::try_from(PEOPLE)?.into()])
        .await?;
    ensure!(
        rows.len() == PEOPLE,
        "{} people have an open space",
        rows.len()
    );
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        let space = SpaceId::from_slice(row.blob(0)?)?;
        let face = house.spaces.open_face(space).await.map_err(told)?;
        let (issuer, matricule) = (face.identity.issuer, face.identity.matricule);
        house
            .sharing
            .state_link(&doctor, space)
            .await
            .map_err(told)?;
        people.push(Person {
            space,
            number: format!("urn:oid:{}|{}", issuer.oid(), matricule.as_str()),
        });
    }
    Ok(people)
}

/// A doctor of the hospital.
pub(crate) async fn doctor(site: &Ready) -> Result<Professional> {
    const DOCTORS: &str = "SELECT p.rpps FROM professional_place w JOIN professional p ON p.rpps = w.rpps \
         WHERE w.finess = $1 AND w.left_at IS NULL AND p.active = 1 AND p.profession = '10' ORDER BY 1 LIMIT 1";
    let client = &site.told.client;
    let of = vec![client.finess.as_str().into()];
    let rows = site.house.store.query(DOCTORS, of).await?;
    let row = rows.first().context("no doctor works in the hospital")?;
    Ok(Professional {
        rpps: row.text(0)?.parse().map_err(told)?,
        name: Personal(String::from("Dr Dominique Exemple")),
        profession: Profession::from_code("10").context("doctors exist")?,
        place: Some(Place {
            finess: client.finess.parse().map_err(told)?,
            name: client.institution.clone(),
        }),
        session: SessionId::from_bytes([0; 16]),
    })
}

fn headers(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\nAccept: application/fhir+json\r\n")
}

/// Sends so many resources of this type, as many of everybody; where each is read.
async fn fill<I: Itinerary>(
    address: SocketAddr,
    sent: &Arc<I>,
    kind: &str,
    many: usize,
) -> Result<Read> {
    let mut browser = Browser::open(address, sent, 1).await?;
    let mut paths = Vec::with_capacity(many);
    for _ in 0..many {
        let answer: Value = serde_json::from_slice(browser.ask().await?)?;
        let id = answer["id"].as_str().context("a resource without an id")?;
        paths.push(format!("/fhir/{kind}/{id}"));
    }
    Ok(Read(paths))
}

/// The hospital's software sends the next person's next document, of 1.4 kB.
struct Deposits {
    people: Vec<(SpaceId, String)>,
    next: AtomicU64,
}

impl Deposits {
    fn of(people: &[Person]) -> Self {
        Self {
            people: people
                .iter()
                .map(|it| (it.space, it.number.clone()))
                .collect(),
            next: AtomicU64::new(0),
        }
    }
}

impl Itinerary for Deposits {
    fn next(&self, _: u64) -> Ask {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let place = usize::try_from(n).unwrap_or_default() % self.people.len();
        let (system, value) = self.people[place].1.split_once('|').unwrap_or_default();
        let text = format!("Lettre numéro {n}. {}", "Rien à signaler. ".repeat(80));
        let letter = json!({
            "resourceType": "DocumentReference",
            "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": format!("urn:oid:2.999.{n}")},
            "status": "current",
            "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]},
            "subject": {"identifier": {"system": system, "value": value}},
            "date": "2026-11-20T10:00:00+01:00",
            "content": [{"attachment": {
                "contentType": "text/plain", "title": format!("Lettre {n}"),
                "data": BASE64_STANDARD.encode(text),
            }}],
        });
        Ask {
            what: String::from("POST /fhir/DocumentReference"),
            headers: headers(SOFTWARE),
            body: Some(("application/fhir+json", letter.to_string())),
            status: 201,
        }
    }
}

/// The doctor's software notes the next person's next weight, of half a kilobyte.
struct Weights {
    spaces: Vec<SpaceId>,
    now: Timestamp,
    next: AtomicU64,
}

impl Weights {
    fn of(people: &[Person], now: Timestamp) -> Self {
        Self {
            spaces: people.iter().map(|it| it.space).collect(),
            now,
            next: AtomicU64::new(0),
        }
    }
}

impl Itinerary for Weights {
    fn next(&self, _: u64) -> Ask {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let place = usize::try_from(n).unwrap_or_default() % self.spaces.len();
        let tenths = u32::try_from(n % 200).unwrap_or_default();
        let at = self.now.minus(Duration::from_secs(60 * (1 + n % 60)));
        let weight = json!({
            "resourceType": "Observation",
            "identifier": [{"system": "urn:bench:weight", "value": n.to_string()}],
            "status": "final",
            "category": [{"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                "code": "vital-signs",
            }]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": format!("Patient/{}", self.spaces[place])},
            "effectiveDateTime": at.rfc3339(),
            "valueQuantity": {
                "value": 60.0 + f64::from(tenths) / 10.0, "unit": "kg",
                "system": "http://unitsofmeasure.org", "code": "kg",
            },
        });
        Ask {
            what: String::from("POST /fhir/Observation"),
            headers: headers(DOCTOR),
            body: Some(("application/fhir+json", weight.to_string())),
            status: 201,
        }
    }
}

fn asked(path: &str) -> Ask {
    Ask {
        what: format!("GET {path}"),
        headers: headers(DOCTOR),
        body: None,
        status: 200,
    }
}

/// The doctor's software reads any of what was sent.
struct Read(Vec<String>);

impl Itinerary for Read {
    fn next(&self, random: u64) -> Ask {
        asked(drawn(&self.0, random))
    }
}

/// The doctor's software lists what anybody has.
struct Search(Vec<String>);

impl Itinerary for Search {
    fn next(&self, random: u64) -> Ask {
        asked(drawn(&self.0, random))
    }
}

fn drawn(of: &[String], random: u64) -> &str {
    let place = usize::try_from((random >> 16) % of.len() as u64).unwrap_or_default();
    &of[place]
}

/// Whoever asks what may be asked.
struct Bare;

impl Itinerary for Bare {
    fn next(&self, _: u64) -> Ask {
        Ask {
            what: String::from("GET /fhir/.well-known/smart-configuration"),
            headers: String::new(),
            body: None,
            status: 200,
        }
    }
}
