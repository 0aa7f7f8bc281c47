//! `record`: one person of the invented country who has a thousand documents. What
//! is asked of such a record, one after the other, of the whole site without a
//! network between, each with its line of the history; and all of it taken out. The limit
//! of each answer is its bytes, from or into a plain file.

use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::ground::Ground;
use crate::pages::{self, Asked};
use crate::{apart, fhir, house, messages};
use anyhow::{Context, Result, anyhow, ensure};
use bytes::Bytes;
use carnet::demo::Ready;
use documents::rules::Checked;
use documents::{Incoming, Keeping, Origin, Outcome, Twice};
use futures_util::stream;
use kernel::{DocumentId, SpaceId};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

const DOCUMENTS: usize = 1_000;
/// As many as are taken out at once.
const TAKEN: usize = 500;
pub const SMALL: usize = 1_400;
const LARGE: usize = 100_000;
/// A line of the history, as long as they are sealed.
const LINE: usize = 169;
/// Two words of one length: of a hidden document alone, and of none.
const HIDDEN_WORD: &str = "xylophonie";
const ABSENT_WORD: &str = "zygomatite";
const EXPORT: &str = "/espace/moi/export";
/// Milliseconds of the server that a search may take, at most.
const SEARCH: f64 = 50.0;
/// Chosen here; the plan has none.
const TARGET: f64 = 0.05;

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let (folder, site) = house::invented_on(ground, house::world()).await?;
    let store = ground.name;
    let mut people = site.told.people.iter();
    let active = people.find(|person| person.username.is_some());
    let active = active.context("nobody has an account")?;
    let (space, cookie) = pages::sign_in(&site, &active.matricule).await?;
    let doctor = messages::doctor(&site).await?;
    let told = |error: kernel::Error| anyhow!(error.log_text());
    let who = fhir::doctor(&site).await?;
    let linked = site.house.sharing.state_link(&who, space);
    linked.await.map_err(told)?;
    let host = site.listener.local_addr()?.to_string();
    let (router, host) = (&site.router, host.as_str());

    for n in 0..TAKEN {
        add(&site, space, n, SMALL, "").await?;
    }
    let (took, bytes) = taken_out(&site, host, &cookie).await?;
    let limit = written(folder.path(), bytes)?;
    report.note(&format!(
        "export on {store}: {TAKEN} documents and what the record had before, {bytes} bytes, in {took:.2} s"
    ));
    let figure = |name, took: f64, limit: f64| Figure {
        name,
        store,
        spaces: 1,
        value: 1.0 / took,
        limit: 1.0 / limit,
        target: TARGET,
    };
    report.figure(figure("export-500", took, limit));

    for n in TAKEN..DOCUMENTS {
        add(&site, space, n, SMALL, "").await?;
    }
    let large = add(&site, space, DOCUMENTS, LARGE, "").await?;
    let mut bare = Bare::beside(folder.path())?;
    let number = number_of(&site, space).await?;
    let token = fhir::doctor_token(&site).await?;
    let list = format!("/fhir/DocumentReference?patient.identifier={number}&_count=200");
    for (name, path, whose, wanted) in [
        (
            "document-read",
            format!("/espace/moi/documents/{large}/telecharger"),
            &cookie,
            None,
        ),
        ("list-200", list, &token, None),
        (
            "search-1000",
            String::from("/espace/moi/documents?q=glyc%C3%A9mie+numero"),
            &cookie,
            Some(SEARCH),
        ),
        (
            "summary-page",
            format!("/pro/patients/{space}/resume"),
            &doctor,
            None,
        ),
    ] {
        let ours = Asked::of(router, host, whose, &path);
        ours.ask().await?;
        let (mut times, mut limits, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..effort.pages {
            let (took, size) = ours.ask().await?;
            times.push(took);
            bytes = size;
            limits.push(bare.read(size)?);
        }
        let (took, limit) = (median(times), median(limits));
        let met = wanted.is_none_or(|most| took * 1_000.0 <= most);
        let wish = wanted.map_or_else(String::new, |most: f64| {
            let met = if met { "met" } else { "NOT met" };
            format!(" (wanted: {most} ms): {met}")
        });
        report.note(&format!(
            "{name} on {store}: {:.1} ms of the server, {bytes} bytes{wish}",
            took * 1_000.0
        ));
        report.figure(figure(name, took, limit));
        ensure!(
            met || !effort.must_hold,
            "{name} takes {:.1} ms",
            took * 1_000.0
        );
    }

    let hidden = add(&site, space, DOCUMENTS + 1, SMALL, HIDDEN_WORD).await?;
    let hide = format!("/espace/moi/documents/{hidden}/masquer");
    let hide = Asked::of(router, host, &cookie, &hide);
    hide.send(String::from("qui=tous")).await?;
    let of = |word: &str| format!("/pro/patients/{space}?q={word}");
    let paths = [of(HIDDEN_WORD), of(ABSENT_WORD)];
    let words = apart::told_apart(effort.pages, async |n| {
        Asked::of(router, host, &doctor, &paths[n]).ask().await
    });
    let about = "a doctor searches a word of a hidden document alone, and one of none";
    let words = words.await?;
    words.report(("hidden-word", about), store, effort, report)
}

/// Which store the invented country is on.
pub fn store() -> &'static str {
    match std::env::var("CARNET_STORE_URL") {
        Ok(url) if url.starts_with("postgres") => "postgres",
        _ => "sqlite",
    }
}

/// The hospital adds a text of so many bytes.
pub async fn add(
    site: &Ready,
    space: SpaceId,
    n: usize,
    bytes: usize,
    word: &str,
) -> Result<DocumentId> {
    let documents = &site.house.documents;
    let first = format!("Bilan numéro {n} : glycémie et créatinine du jour. {word}\n");
    // Without accents: it may be cut anywhere.
    let line = "Examen normal, auscultation normale, tension stable.\n";
    let mut text = (first + &line.repeat(bytes / line.len() + 1)).into_bytes();
    text.truncate(bytes);
    if let Some(last) = text.last_mut() {
        *last = b'\n';
    }
    let caller = house::hospital();
    let incoming = Incoming {
        file_name: format!("bilan-{n}.txt"),
        mime: Some(String::from("text/plain")),
        bytes: stream::iter([Ok(Bytes::from(text))]),
    };
    let shelved = documents.shelve(&caller, space, incoming).await?;
    let checked = Checked {
        title: format!("Bilan de consultation {n}"),
        type_code: String::from(house::DOCUMENT_TYPE),
        act_date: site.house.world.now().in_paris().date(),
    };
    let origin = Origin {
        author_name: Some(String::from("Dr Camille Exemple")),
        unique_id: Some(format!("urn:oid:2.999.7.{n}")),
        resource: None,
        replaces: None,
    };
    let keeping = Keeping {
        hidden: false,
        reserved: false,
        secret: false,
        twice: Twice::KeepBoth,
    };
    let added = documents.add(&caller, space, shelved, &checked, &origin, keeping);
    match added.await? {
        Outcome::Added(document) => Ok(document),
        Outcome::KeptAside(_) | Outcome::SameAs(_) => {
            Err(anyhow!("a new document was taken for another"))
        }
    }
}

/// Asks for everything, and packs it: the seconds it took, and its bytes.
async fn taken_out(site: &Ready, host: &str, cookie: &str) -> Result<(f64, usize)> {
    let asked = Asked::of(&site.router, host, cookie, EXPORT);
    asked.send(String::new()).await?;
    let begun = Instant::now();
    site.house.exports.work().await?;
    let took = begun.elapsed().as_secs_f64();
    let file = Asked::of(&site.router, host, cookie, "/espace/moi/export/fichier");
    Ok((took, file.ask().await?.1))
}

/// As many bytes into a file, made durable: the seconds it took.
fn written(folder: &Path, bytes: usize) -> Result<f64> {
    let begun = Instant::now();
    let mut file = File::create(folder.join("taken"))?;
    file.write_all(&vec![7; bytes])?;
    file.sync_data()?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The bare limit of an answer: a plain file of exactly its bytes, read after a line in
/// another was made durable.
struct Bare {
    file: PathBuf,
    /// The bytes of that file.
    size: usize,
    lines: File,
}

impl Bare {
    fn beside(folder: &Path) -> Result<Self> {
        Ok(Self {
            file: folder.join("bare"),
            size: 0,
            lines: File::create(folder.join("lines"))?,
        })
    }

    /// So many bytes: the seconds it took. To make the file is not counted.
    fn read(&mut self, size: usize) -> Result<f64> {
        if self.size != size {
            fs::write(&self.file, vec![b'a'; size])?;
            self.size = size;
        }
        let begun = Instant::now();
        self.lines.write_all(&[7; LINE])?;
        self.lines.sync_data()?;
        let read = fs::read(&self.file)?.len();
        let took = begun.elapsed().as_secs_f64();
        ensure!(read == size, "the bare file is {read} bytes");
        Ok(took)
    }
}

/// `system|number` of a person, for an address.
async fn number_of(site: &Ready, space: SpaceId) -> Result<String> {
    let face = site.house.spaces.open_face(space).await;
    let face = face.map_err(|error| anyhow!(error.log_text()))?;
    let (issuer, matricule) = (face.identity.issuer, face.identity.matricule);
    Ok(format!("urn:oid:{}%7C{}", issuer.oid(), matricule.as_str()))
}
