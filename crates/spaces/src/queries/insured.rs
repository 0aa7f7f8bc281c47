//! Insured people: kept, found by matricule, found by birth date and letters.

use super::{of_person, with};
use crate::actions::as_name;
use crate::register_keys::Hash;
use crate::rules::insured::{Contact, Line};
use crate::rules::search::name_key;
use identity::ins::{BirthPlace, Issuer, Sex};
use kernel::{Date, Error, PersonId, Personal, Result, Timestamp};
use store::{Row, Statement, Store, Tx, Value};

/// One insured person as the register knows them.
#[derive(Clone, Debug)]
pub(crate) struct Insured {
    pub person: PersonId,
    pub matricule_sealed: Vec<u8>,
    pub issuer: Issuer,
    pub birth_name: Personal<String>,
    pub given_names: Personal<Vec<String>>,
    pub birth_date: Personal<Date>,
    pub sex: Sex,
    pub birth_place: BirthPlace,
    pub used_name: Personal<String>,
    pub scheme: String,
    pub deceased: bool,
    pub contact: Contact,
}

impl Insured {
    /// First name and name in use, as pages call the person.
    pub(crate) fn shown_name(&self) -> String {
        let first = self.given_names.0.first().map_or("", String::as_str);
        shown_name(first, &self.birth_name.0, &self.used_name.0)
    }
}

/// First name and name in use, as pages and letters call a person.
pub(crate) fn shown_name(first: &str, birth_name: &str, used_name: &str) -> String {
    let last = match used_name {
        "" => birth_name,
        used => used,
    };
    format!("{} {}", as_name(first), as_name(last))
}

const INSURED: &str = "SELECT matricule_sealed, oid, birth_name, given_names, birth_date, sex, birth_place, \
     used_name, scheme, deceased_on, email, phone, address_line, postcode, city \
     FROM insured WHERE bucket = $1 AND person = $2";

pub(crate) async fn find_insured(store: &Store, person: PersonId) -> Result<Option<Insured>> {
    let rows = store.query(INSURED, with(of_person(person), [])).await?;
    rows.first().map(|row| insured(person, row)).transpose()
}

/// As [`find_insured`], as this transaction sees them.
pub(crate) async fn find_insured_in(tx: &mut Tx, person: PersonId) -> Result<Option<Insured>> {
    let rows = tx.query(INSURED, with(of_person(person), [])).await?;
    rows.first().map(|row| insured(person, row)).transpose()
}

fn insured(person: PersonId, row: &Row) -> Result<Insured> {
    let wrong =
        |what: &'static str| move || Error::fault(format!("the register holds a wrong {what}"));
    let given = row.text(3)?.split(' ').map(str::to_owned).collect();
    Ok(Insured {
        person,
        matricule_sealed: row.blob(0)?.to_vec(),
        issuer: Issuer::from_oid(row.text(1)?).ok_or_else(wrong("OID"))?,
        birth_name: Personal(row.text(2)?.to_owned()),
        given_names: Personal(given),
        birth_date: Personal(row.text(4)?.parse().map_err(|_| wrong("birth date")())?),
        sex: row.text(5)?.parse()?,
        birth_place: row.text(6)?.parse()?,
        used_name: Personal(row.text(7)?.to_owned()),
        scheme: row.text(8)?.to_owned(),
        deceased: !row.text(9)?.is_empty(),
        contact: Contact {
            email: row.text(10)?.to_owned(),
            phone: row.text(11)?.to_owned(),
            address_line: row.text(12)?.to_owned(),
            postcode: row.text(13)?.to_owned(),
            city: row.text(14)?.to_owned(),
        },
    })
}

pub(crate) const PERSON_OF_MATRICULE: &str =
    "SELECT person FROM insured_by_matricule WHERE matricule_hash = $1";

pub(crate) async fn find_by_matricule(store: &Store, hash: Hash) -> Result<Option<PersonId>> {
    let rows = store.query(PERSON_OF_MATRICULE, vec![hash.into()]).await?;
    rows.first()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .transpose()
}

/// The people born that day whose name begins so; `limit` at most, in no order
/// that tells anything.
pub(crate) async fn list_by_birth(
    store: &Store,
    date: Date,
    letters: &str,
    limit: i64,
) -> Result<Vec<PersonId>> {
    let rows = store
        .query(
            "SELECT DISTINCT person FROM insured_by_birth \
             WHERE birth_date = $1 AND substr(name_key, 1, CAST($2 AS INTEGER)) = $3 ORDER BY person LIMIT $4",
            vec![
                date.to_string().into(),
                i64::try_from(letters.len()).unwrap_or(i64::MAX).into(),
                letters.into(),
                limit.into(),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .collect()
}

/// The keyed hash of a person's card, if they have one.
pub(crate) async fn find_card(tx: &mut Tx, person: PersonId) -> Result<Option<Vec<u8>>> {
    let rows = tx
        .query(
            "SELECT card_hash FROM insured WHERE bucket = $1 AND person = $2",
            with(of_person(person), []),
        )
        .await?;
    let card = rows.first().map(|row| row.opt_blob(0)).transpose()?;
    Ok(card.flatten().map(<[u8]>::to_vec))
}

/// The children attached to an adult.
pub(crate) async fn list_attached(store: &Store, adult: PersonId) -> Result<Vec<PersonId>> {
    let rows = store
        .query(
            "SELECT a.child FROM insured i JOIN attached a ON a.matricule_hash = i.matricule_hash \
             WHERE i.bucket = $1 AND i.person = $2 ORDER BY a.child",
            with(of_person(adult), []),
        )
        .await?;
    rows.iter()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .collect()
}

/// Whether the fund attaches this child to this adult.
pub(crate) async fn is_attached(tx: &mut Tx, adult: PersonId, child: PersonId) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT 1 FROM insured i JOIN attached a ON a.matricule_hash = i.matricule_hash \
             WHERE i.bucket = $1 AND i.person = $2 AND a.child = $3",
            with(of_person(adult), [child.into()]),
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Attaches a child to the adult of this number; once is enough.
pub(crate) fn attach(adult: Hash, child: PersonId) -> Statement {
    Statement {
        sql: "INSERT INTO attached (matricule_hash, child) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        params: vec![adult.into(), child.into()],
    }
}

/// Takes a child from every adult but those of these numbers: of two at most.
pub(crate) fn detach(but: &[Hash], child: PersonId) -> Statement {
    let mut but = but.iter().map(|hash| Value::from(*hash));
    let none = || Value::from(Vec::<u8>::new());
    Statement {
        sql: "DELETE FROM attached WHERE child = $1 AND matricule_hash NOT IN ($2, $3)",
        params: vec![
            child.into(),
            but.next().unwrap_or_else(none),
            but.next().unwrap_or_else(none),
        ],
    }
}

/// One reading of a file of the fund's.
pub(crate) type Reading = [u8; 16];

/// Which children are looked at.
#[derive(Clone, Copy)]
pub(crate) enum Moved {
    /// Those of a reading that came to its end.
    By(Reading),
    /// Those whom a reading first took from somebody before the first moment, and none
    /// again since the second: no file was read to its end.
    Until(Timestamp, Timestamp),
}

/// That a child was taken from an adult, as this reading has it.
pub(crate) fn insert_moved(child: PersonId, at: Timestamp, reading: &Reading) -> Statement {
    Statement {
        sql: "INSERT INTO attached_moved (bucket, child, at, again, reading) VALUES ($1, $2, $3, $3, $4) \
              ON CONFLICT (bucket, child) DO UPDATE SET again = excluded.again, reading = excluded.reading",
        params: with(of_person(child), [at.into(), reading.to_vec().into()]),
    }
}

/// That this reading says of a child what one before said, who waits to be looked at: it
/// may have broken off.
pub(crate) fn update_moved(child: PersonId, at: Timestamp, reading: &Reading) -> Statement {
    Statement {
        sql: "UPDATE attached_moved SET again = $3, reading = $4 WHERE bucket = $1 AND child = $2",
        params: with(of_person(child), [at.into(), reading.to_vec().into()]),
    }
}

/// Children who were taken from an adult, and not looked at since.
pub(crate) async fn list_moved(store: &Store, which: Moved, limit: i64) -> Result<Vec<PersonId>> {
    const BY: &str =
        "SELECT child FROM attached_moved WHERE reading = $1 ORDER BY bucket, child LIMIT $2";
    const UNTIL: &str = "SELECT child FROM attached_moved WHERE at <= $1 AND (again IS NULL OR again <= $2) \
         ORDER BY bucket, child LIMIT $3";
    let rows = match which {
        Moved::By(reading) => store.query(BY, vec![reading.to_vec().into(), limit.into()]),
        Moved::Until(first, last) => {
            store.query(UNTIL, vec![first.into(), last.into(), limit.into()])
        }
    };
    let rows = rows.await?;
    rows.iter()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .collect()
}

/// A child is looked at; whether they still wait for that, and not for another reading.
pub(crate) async fn delete_moved(tx: &mut Tx, child: PersonId, which: Moved) -> Result<bool> {
    const BY: &str = "DELETE FROM attached_moved WHERE bucket = $1 AND child = $2 AND reading = $3";
    const UNTIL: &str = "DELETE FROM attached_moved WHERE bucket = $1 AND child = $2 \
        AND at <= $3 AND (again IS NULL OR again <= $4)";
    let child = of_person(child);
    let gone = match which {
        Moved::By(reading) => tx.execute(BY, with(child, [reading.to_vec().into()])),
        Moved::Until(first, last) => tx.execute(UNTIL, with(child, [first.into(), last.into()])),
    };
    Ok(gone.await? > 0)
}

/// What the file says of somebody, against what the register holds. The
/// identity is compared, never changed.
pub(crate) const COMPARED: &str = "SELECT birth_name, given_names, birth_date, sex, birth_place, oid, used_name, \
     scheme, card_hash, email, phone, address_line, postcode, city, deceased_on \
     FROM insured WHERE bucket = $1 AND person = $2";

/// The columns of [`COMPARED`] as this line says them.
pub(crate) fn said(line: &Line, card: Option<Hash>) -> Vec<Value> {
    let who = &line.identity;
    let contact = &line.contact;
    vec![
        who.birth_name.0.as_str().into(),
        who.given_names.0.join(" ").into(),
        who.birth_date.0.to_string().into(),
        who.sex.code().into(),
        who.birth_place.as_str().into(),
        who.issuer.oid().into(),
        line.used_name.0.as_str().into(),
        line.scheme.as_str().into(),
        card.into(),
        contact.email.as_str().into(),
        contact.phone.as_str().into(),
        contact.address_line.as_str().into(),
        contact.postcode.as_str().into(),
        contact.city.as_str().into(),
        line.deceased_on
            .map(|day| day.to_string())
            .unwrap_or_default()
            .into(),
    ]
}

/// Which columns of [`COMPARED`] are how the person is reached.
pub(crate) const CONTACT_COLUMNS: std::ops::Range<usize> = 9..14;

/// Which of them is the e-mail address.
pub(crate) const EMAIL_COLUMN: usize = 9;

/// How many columns of [`COMPARED`] are the identity, which no file changes.
pub(crate) const IDENTITY_COLUMNS: usize = 6;

/// How many of them are traits: the last identity column is who issued the
/// number.
pub(crate) const TRAIT_COLUMNS: usize = 5;

/// Gives a person a new number; the older one still leads to them.
pub(crate) fn renumber(person: PersonId, hash: Hash, sealed: Vec<u8>, oid: &str) -> Vec<Statement> {
    vec![
        Statement {
            sql: "UPDATE attached SET matricule_hash = $3 WHERE matricule_hash = \
                  (SELECT matricule_hash FROM insured WHERE bucket = $1 AND person = $2)",
            params: with(of_person(person), [hash.into()]),
        },
        Statement {
            sql: "INSERT INTO insured_by_matricule (matricule_hash, person) VALUES ($1, $2)",
            params: vec![hash.into(), person.into()],
        },
        Statement {
            sql: "UPDATE insured SET matricule_hash = $3, matricule_sealed = $4, oid = $5 \
                  WHERE bucket = $1 AND person = $2",
            params: with(of_person(person), [hash.into(), sealed.into(), oid.into()]),
        },
    ]
}

pub(crate) fn insert_insured(
    person: PersonId,
    hash: Hash,
    sealed: Vec<u8>,
    line: &Line,
    said: Vec<Value>,
) -> Vec<Statement> {
    let date: Value = line.identity.birth_date.0.to_string().into();
    let mut names = vec![name_key(&line.identity.birth_name.0)];
    names.extend(Some(name_key(&line.used_name.0)).filter(|key| !key.is_empty()));
    let mut params = with(of_person(person), [hash.into(), sealed.into()]);
    params.extend(said);
    let mut statements = vec![
        Statement {
            sql: "INSERT INTO insured_by_matricule (matricule_hash, person) VALUES ($1, $2)",
            params: vec![hash.into(), person.into()],
        },
        Statement {
            sql: "INSERT INTO insured (bucket, person, matricule_hash, matricule_sealed, birth_name, given_names, \
                    birth_date, sex, birth_place, oid, used_name, scheme, card_hash, email, phone, address_line, \
                    postcode, city, deceased_on) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
            params,
        },
    ];
    statements.extend(names.into_iter().map(|key| name_row(&date, key, person)));
    statements
}

fn name_row(date: &Value, key: String, person: PersonId) -> Statement {
    Statement {
        sql: "INSERT INTO insured_by_birth (birth_date, name_key, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        params: vec![date.clone(), key.into(), person.into()],
    }
}

/// Brings up to date what is no identity: name in use, scheme, card, contact,
/// death.
pub(crate) fn update_insured(person: PersonId, line: &Line, said: Vec<Value>) -> Vec<Statement> {
    let mut params = with(of_person(person), []);
    params.extend(said.into_iter().skip(IDENTITY_COLUMNS));
    let date: Value = line.identity.birth_date.0.to_string().into();
    let used = name_key(&line.used_name.0);
    let mut statements = vec![Statement {
        sql: "UPDATE insured SET used_name = $3, scheme = $4, card_hash = $5, email = $6, phone = $7, \
                address_line = $8, postcode = $9, city = $10, deceased_on = $11 WHERE bucket = $1 AND person = $2",
        params,
    }];
    if !used.is_empty() {
        statements.push(name_row(&date, used, person));
    }
    statements
}
