//! The population: insured people in the register, open spaces, and records of
//! thirty entries, each with a care link to one of a few professionals.
//!
//! The register is filled through its own import. Spaces are opened many in one
//! transaction, by statements that know the register's tables: opening them one
//! by one would take longer than everything that is measured. The thirty
//! entries of a record are written as three rows of ten, sealed and chained by
//! the journal itself; the documents' bytes are not in the vault, which no list
//! asks.

use crate::CLIENTS;
use crate::ground::{Fresh, Ground};
use crate::house::{self, DOCUMENT_TYPE, Server};
use anyhow::{Context, Result, ensure};
use documents::entries::{Added, document_added};
use documents::shelf::Body;
use identity::ins::{Issuer, Matricule};
use identity::{Place, Profession, Professional};
use journal::{Journal, NewEntry, Pen};
use kernel::{DocumentId, LinkId, ObjectId, PersonId, Personal, Rpps, SessionId, SpaceId, World};
use keys::{Key, SystemChance};
use sharing::CareLink;
use sharing::entries::{Basis, link_made};
use spaces::Format;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::{Statement, Value};

/// Entries of a record: one care link, the rest documents.
const ENTRIES: usize = 30;
/// Entries written as one row of a journal.
pub const ENTRIES_A_ROW: usize = 10;
/// Each looks after every so-manieth person.
const PROFESSIONALS: usize = 16;
const SPACES_A_BATCH: usize = 500;
const COLUMNS: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
     vitale_serial,email,phone,address_line,postcode,city\n";

/// Everybody who is there.
pub struct People {
    /// Their spaces; the professional of each is its place modulo their number.
    pub spaces: Vec<SpaceId>,
    professionals: Vec<Professional>,
}

impl People {
    /// Nobody yet but the professionals.
    pub fn new() -> Self {
        Self {
            spaces: Vec::new(),
            professionals: (0..PROFESSIONALS).map(professional).collect(),
        }
    }

    /// Lets the population grow to `total`.
    pub async fn grow(&mut self, ground: &Ground, fresh: &Fresh, total: usize) -> Result<()> {
        let server = Server::start(ground, fresh, CLIENTS).await?;
        let from = self.spaces.len();
        let mut refused = Vec::new();
        let report = server
            .spaces
            .import_insured(file(from..total).as_bytes(), Format::Csv, &mut refused)
            .await?;
        ensure!(
            report.rejected == 0,
            "the register refused: {}",
            String::from_utf8_lossy(&refused)
        );
        let (journal, pen) = house::open_journal(ground, fresh, CLIENTS).await?;
        let new = open(&server, fresh, &journal).await?;
        ensure!(
            from + new.len() == total,
            "{} spaces were opened",
            new.len()
        );
        self.spaces.extend(new);
        self.write_records(journal, pen, from).await
    }

    /// A session cookie of each professional, as a browser sends it.
    pub async fn cookies(&self, server: &Server, fresh: &Fresh) -> Result<Vec<String>> {
        let mut cookies = Vec::new();
        let mut tx = fresh.store.begin("sign in").await?;
        for professional in &self.professionals {
            let set = server
                .identity
                .start_professional_session(&mut tx, professional)
                .await?;
            let set = set.to_str()?;
            cookies.push(set.split(';').next().unwrap_or_default().to_owned());
        }
        tx.commit().await?;
        Ok(cookies)
    }

    async fn write_records(&self, journal: Journal, pen: Pen, from: usize) -> Result<()> {
        let world = house::world();
        let place = Arc::new(AtomicUsize::new(from));
        let (pen, spaces) = (Arc::new(pen), Arc::new(self.spaces.clone()));
        let professionals = Arc::new(self.professionals.clone());
        let writers: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (journal, pen, world) = (journal.clone(), Arc::clone(&pen), world.clone());
                let (place, spaces) = (Arc::clone(&place), Arc::clone(&spaces));
                let professionals = Arc::clone(&professionals);
                tokio::spawn(async move {
                    loop {
                        let at = place.fetch_add(1, Ordering::Relaxed);
                        let Some(space) = spaces.get(at) else {
                            return anyhow::Ok(());
                        };
                        let linked = &professionals[at % PROFESSIONALS];
                        let entries = record(&world, linked, at);
                        let mut book = journal.open(*space).await?;
                        for row in entries.chunks(ENTRIES_A_ROW) {
                            book = pen
                                .append(&book, house::hospital_by(), row.to_vec())
                                .await?;
                        }
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.context("a writer panicked")??;
        }
        Ok(())
    }
}

/// The number of the n-th person.
pub fn matricule(n: usize) -> String {
    let sex = 1 + n % 2;
    let (year, commune, order) = (40 + n % 50, 1 + (n / 999) % 900, 1 + n % 999);
    let body = format!("{sex}{year:02}0575{commune:03}{order:03}");
    let key = Matricule::key_of(&body).unwrap_or_default();
    format!("{body}{key:02}")
}

/// The lines of the insured people's file.
fn file(people: std::ops::Range<usize>) -> String {
    let mut text = String::from(COLUMNS);
    for n in people {
        let letter = if n % 2 == 0 { 'M' } else { 'F' };
        let (year, commune) = (40 + n % 50, 1 + (n / 999) % 900);
        let number = matricule(n);
        let _ = writeln!(
            text,
            "{number},{},EXEMPLE,,CAMILLE ALEX,19{year:02}-05-04,{letter},75{commune:03},employee,,,,,75001,Paris",
            Issuer::Demo.oid()
        );
    }
    text
}

/// Opens a space for everybody who has none.
async fn open(server: &Server, fresh: &Fresh, journal: &Journal) -> Result<Vec<SpaceId>> {
    const WITHOUT: &str = "SELECT person FROM insured i WHERE NOT EXISTS \
         (SELECT 1 FROM space_of_person o WHERE o.bucket = i.bucket AND o.person = i.person)";
    let now = server.records.world.now();
    let rows = fresh.store.query(WITHOUT, Vec::new()).await?;
    let mut spaces = Vec::with_capacity(rows.len());
    for batch in rows.chunks(SPACES_A_BATCH) {
        let mut tx = fresh.store.begin("open spaces").await?;
        let mut statements = Vec::new();
        for row in batch {
            let person = PersonId::from_slice(row.blob(0)?)?;
            let space = spaces::beside(person, &SystemChance);
            journal.open_many(&mut tx, &[space]).await?;
            statements.push(Statement {
                sql: "INSERT INTO space_of_person (bucket, person, space) VALUES ($1, $2, $3)",
                params: vec![
                    i64::from(person.bucket()).into(),
                    person.into(),
                    space.into(),
                ],
            });
            statements.push(Statement {
                sql: "INSERT INTO space (bucket, space, person, state, at, deadline, fate) \
                      VALUES ($1, $2, $3, 1, $4, $5, $6)",
                params: vec![
                    i64::from(space.bucket()).into(),
                    space.into(),
                    person.into(),
                    now.into(),
                    Value::Null,
                    Value::Null,
                ],
            });
            spaces.push(space);
        }
        tx.run(statements).await?;
        tx.commit().await?;
    }
    Ok(spaces)
}

/// The thirty entries of one record.
pub fn record(world: &World, linked: &Professional, at: usize) -> Vec<NewEntry> {
    let now = world.now();
    let link = CareLink {
        id: LinkId::new(&*world.chance),
        rpps: linked.rpps.clone(),
        name: linked.name.0.clone(),
        profession: linked.profession.code().to_owned(),
        // So that ceilings do not stop so few professionals.
        basis: Basis::Presence,
        since: now,
        until: now.plus(Duration::from_secs(90 * 24 * 60 * 60)),
        through: None,
        visit: None,
        set_by_holder: false,
    };
    let today = now.in_paris().date();
    let mut entries = vec![link_made(&link)];
    entries.extend((1..ENTRIES).map(|n| {
        let added = Added {
            id: DocumentId::new(&*world.chance),
            type_code: String::from(DOCUMENT_TYPE),
            title: format!("Compte rendu de consultation n° {at}-{n}"),
            act_date: today,
            author_name: Some(String::from("Dr Camille Exemple")),
            hidden: false,
            body: Body {
                object: ObjectId::new(&*world.chance),
                key: Key::random(&*world.chance),
                size: 1_400,
                sha256: world.random(),
                file_name: String::from("compte-rendu.pdf"),
                mime: String::from("application/pdf"),
                unique_id: None,
                resource: None,
            },
            gist: None,
            names_another: false,
        };
        document_added(&added)
    }));
    entries
}

/// The n-th of the professionals who look after people.
pub fn professional(n: usize) -> Professional {
    Professional {
        rpps: rpps(n),
        name: Personal(format!("Dr Dominique Exemple {n}")),
        profession: Profession::from_code("10").expect("doctors exist"),
        place: Some(Place {
            finess: "750000001".parse().expect("nine digits"),
            name: String::from("Hôpital de l'Exemple"),
        }),
        session: SessionId::from_bytes([0; 16]),
    }
}

/// The number whose last digit makes the Luhn sum right.
fn rpps(n: usize) -> Rpps {
    let right = (0..10).find_map(|key| format!("99700{n:05}{key}").parse().ok());
    right.expect("one of ten digits is right")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invented_matricule_has_the_right_key_and_is_of_one_person() {
        let text = file(0..5_000);
        let mut seen = std::collections::HashSet::new();
        for line in text.lines().skip(1) {
            let number = line.split(',').next().expect("a column");
            assert!(number.parse::<Matricule>().is_ok(), "{number}");
            assert!(seen.insert(number), "{number} twice");
        }
        assert_eq!(seen.len(), 5_000);
    }
}
