//! The register by the thousand: who is to be told, telling them, and opening
//! what is due. Rows are asked for and written bucket by bucket, in the order
//! in which they lie.

use super::insured::shown_name;
use crate::register_keys::Hash;
use crate::rules::insured::Contact;
use kernel::{Date, PersonId, Result, SpaceId, Timestamp};
use store::{Many, Outcome, Statement, Store, Tx, Value};

/// Where a walk through the register stands: after this person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The bucket.
    pub bucket: u16,
    /// The person.
    pub person: PersonId,
}

impl Place {
    /// Before everybody.
    pub const START: Self = Self {
        bucket: 0,
        person: PersonId::from_bytes([0; 16]),
    };
}

/// Somebody without a space.
pub(crate) struct Untold {
    pub place: Place,
    pub matricule_sealed: Vec<u8>,
    pub name: String,
    pub birth_date: Date,
    pub contact: Contact,
}

/// People without a space in a page, at most.
pub(crate) const PAGE: usize = 5_000;

/// The next people without a space, in order.
pub(crate) async fn list_untold(store: &Store, after: Place) -> Result<Vec<Untold>> {
    let rows = store
        .query(
            "SELECT i.bucket, i.person, i.matricule_sealed, i.birth_name, i.given_names, i.used_name, \
               i.birth_date, i.email, i.phone, i.address_line, i.postcode, i.city \
             FROM insured i \
             WHERE (i.bucket, i.person) > ($1, $2) AND i.deceased_on = '' \
               AND NOT EXISTS (SELECT 1 FROM space_of_person o WHERE o.bucket = i.bucket AND o.person = i.person) \
             ORDER BY i.bucket, i.person LIMIT 5000",
            vec![i64::from(after.bucket).into(), after.person.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let person = PersonId::from_slice(row.blob(1)?)?;
            let first = row.text(4)?.split(' ').next().unwrap_or_default();
            Ok(Untold {
                place: Place {
                    bucket: person.bucket(),
                    person,
                },
                matricule_sealed: row.blob(2)?.to_vec(),
                name: shown_name(first, row.text(3)?, row.text(5)?),
                birth_date: row
                    .text(6)?
                    .parse()
                    .map_err(|_| kernel::Error::fault("the register holds a wrong birth date"))?,
                contact: Contact {
                    email: row.text(7)?.to_owned(),
                    phone: row.text(8)?.to_owned(),
                    address_line: row.text(9)?.to_owned(),
                    postcode: row.text(10)?.to_owned(),
                    city: row.text(11)?.to_owned(),
                },
            })
        })
        .collect()
}

/// Somebody to be told now.
#[derive(Clone, Copy)]
pub(crate) struct NewTold {
    pub person: PersonId,
    pub space: SpaceId,
    pub code_hash: Hash,
    pub channel: i64,
}

/// When, until when, and by which campaign.
#[derive(Clone, Copy)]
pub(crate) struct Wave {
    pub at: Timestamp,
    pub deadline: Timestamp,
    pub code_until: Timestamp,
    pub campaign: i64,
}

const SPACE_OF_PERSON: Many = Many {
    sqlite: "INSERT INTO space_of_person (bucket, person, space) VALUES ($1, $2, $3)",
    postgres: "INSERT INTO space_of_person (bucket, person, space) \
         SELECT * FROM unnest($1::int8[], $2::bytea[], $3::bytea[])",
};
const SPACE: Many = Many {
    sqlite: "INSERT INTO space (bucket, space, person, state, at, deadline, told_at, campaign) \
         VALUES ($1, $2, $3, 0, $4, $5, $4, $6)",
    postgres: "INSERT INTO space (bucket, space, person, state, at, deadline, told_at, campaign) \
         SELECT b, s, p, 0, a, d, a, c FROM unnest($1::int8[], $2::bytea[], $3::bytea[], $4::int8[], \
           $5::int8[], $6::int8[]) AS new (b, s, p, a, d, c)",
};
const CODE: Many = Many {
    sqlite: "INSERT INTO person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
    postgres: "INSERT INTO person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
         SELECT b, p, h, c, s, e, 0, 0 FROM unnest($1::int8[], $2::bytea[], $3::bytea[], $4::int8[], \
           $5::int8[], $6::int8[]) AS new (b, p, h, c, s, e)",
};

/// Tells people who had no space. A conflict, if one of them has one by now:
/// nobody is told twice.
pub(crate) async fn insert_told(tx: &mut Tx, told: &[NewTold], wave: Wave) -> Result<()> {
    let bucket = |person: PersonId| Value::from(i64::from(person.bucket()));
    let owners = told
        .iter()
        .map(|one| vec![bucket(one.person), one.person.into(), one.space.into()]);
    tx.run_many(&SPACE_OF_PERSON, owners.collect()).await?;
    let codes = told.iter().map(|one| {
        vec![
            bucket(one.person),
            one.person.into(),
            one.code_hash.into(),
            one.channel.into(),
            wave.at.into(),
            wave.code_until.into(),
        ]
    });
    tx.run_many(&CODE, codes.collect()).await?;
    let mut in_order = told.to_vec();
    in_order.sort_unstable_by_key(|one| (one.space.bucket(), one.space.to_bytes()));
    let spaces = in_order.iter().map(|one| {
        vec![
            i64::from(one.space.bucket()).into(),
            one.space.into(),
            one.person.into(),
            wave.at.into(),
            wave.deadline.into(),
            wave.campaign.into(),
        ]
    });
    tx.run_many(&SPACE, spaces.collect()).await?;
    Ok(())
}

/// How many spaces of these buckets are due by this deadline.
pub(crate) async fn count_due(
    tx: &mut Tx,
    buckets: std::ops::Range<u16>,
    deadline: Timestamp,
) -> Result<u64> {
    let asked = buckets
        .map(|bucket| Statement {
            sql: "SELECT count(*) FROM space WHERE bucket = $1 AND state = 0 AND deadline <= $2",
            params: vec![i64::from(bucket).into(), deadline.into()],
        })
        .collect();
    let mut sum = 0;
    for outcome in tx.run(asked).await? {
        let count = outcome.rows.first().map_or(Ok(0), |row| row.int(0))?;
        sum += u64::try_from(count).unwrap_or(0);
    }
    Ok(sum)
}

/// Opens what is due in these buckets; the spaces that were opened.
pub(crate) async fn update_due(
    tx: &mut Tx,
    buckets: std::ops::Range<u16>,
    deadline: Timestamp,
    now: Timestamp,
) -> Result<Vec<SpaceId>> {
    let asked = buckets
        .map(|bucket| Statement {
            sql: "UPDATE space SET state = 1, at = $3, silent_at = $3, deadline = NULL \
                  WHERE bucket = $1 AND state = 0 AND deadline <= $2 RETURNING space",
            params: vec![i64::from(bucket).into(), deadline.into(), now.into()],
        })
        .collect();
    let outcomes: Vec<Outcome> = tx.run(asked).await?;
    let mut opened = Vec::new();
    for outcome in &outcomes {
        for row in &outcome.rows {
            opened.push(SpaceId::from_slice(row.blob(0)?)?);
        }
    }
    Ok(opened)
}

/// How many spaces there are in each state, in order of their numbers.
pub(crate) async fn count_states(store: &Store) -> Result<[u64; 6]> {
    let rows = store
        .query(
            "SELECT state, count(*) FROM space GROUP BY state ORDER BY state",
            Vec::new(),
        )
        .await?;
    let mut counts = [0; 6];
    for row in &rows {
        let state = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(state) {
            *count = u64::try_from(row.int(1)?).unwrap_or(0);
        }
    }
    Ok(counts)
}
