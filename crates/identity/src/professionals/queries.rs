//! The tables of the directory. Names are searched by their folded form, as a
//! range, so that no wildcard of a visitor reaches the store.

use super::rules::{Attachment, Line, fold};
use super::{FOUND_MAX, Institution, Listed, PlaceOfWork, Profession};
use kernel::{Error, Finess, Result, Rpps, Timestamp};
use store::{Migration, Row, Statement, Store, Tx, Value};

/// The tables of the directory.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0201_professionals",
        sqlite: include_str!("../../migrations/0201_professionals.sqlite.sql"),
        postgres: include_str!("../../migrations/0201_professionals.postgres.sql"),
    },
    Migration::both(
        "0204_mailboxes",
        include_str!("../../migrations/0204_mailboxes.sql"),
    ),
];

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

const fn instant(at: Timestamp) -> Value {
    Value::Int(at.millis())
}

pub(super) fn upsert_institution(institution: &Institution) -> Statement {
    Statement {
        // A file without kinds does not make anybody forget them.
        sql: "INSERT INTO institution (finess, name, city, city_folded, kind)
              VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (finess) DO UPDATE SET name = excluded.name, city = excluded.city,
                city_folded = excluded.city_folded,
                kind = CASE excluded.kind WHEN 'other' THEN institution.kind ELSE excluded.kind END
              WHERE institution.name <> excluded.name OR institution.city <> excluded.city
                OR (excluded.kind <> 'other' AND institution.kind <> excluded.kind)",
        params: vec![
            text(institution.finess.as_str()),
            text(&institution.name),
            text(&institution.city),
            text(fold(&institution.city)),
            text(institution.kind.as_str()),
        ],
    }
}

/// How many of the statements of [`keep_line`] tell whether anything changed:
/// the first of them.
pub(super) fn keep_line(line: &Line, run: i64, now: Timestamp) -> (usize, Vec<Statement>) {
    let mut statements = vec![upsert_professional(line, run)];
    if let Some(place) = &line.place {
        statements.push(upsert_institution(place));
        statements.push(upsert_place(&line.rpps, &place.finess, run, now));
    }
    let telling = statements.len();
    statements.push(Statement {
        sql: "UPDATE professional SET seen_run = $2 WHERE rpps = $1",
        params: vec![text(line.rpps.as_str()), Value::Int(run)],
    });
    if let Some(place) = &line.place {
        statements.push(Statement {
            sql: "UPDATE professional_place SET seen_run = $3, confirmed_at = $4
                  WHERE rpps = $1 AND finess = $2",
            params: vec![
                text(line.rpps.as_str()),
                text(place.finess.as_str()),
                Value::Int(run),
                instant(now),
            ],
        });
    }
    (telling, statements)
}

fn upsert_professional(line: &Line, run: i64) -> Statement {
    Statement {
        sql: "INSERT INTO professional
                (rpps, last_name, first_name, last_name_folded, profession, speciality, active, seen_run)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
              ON CONFLICT (rpps) DO UPDATE SET last_name = excluded.last_name,
                first_name = excluded.first_name, last_name_folded = excluded.last_name_folded,
                profession = excluded.profession, speciality = excluded.speciality,
                active = excluded.active
              WHERE professional.last_name <> excluded.last_name
                OR professional.first_name <> excluded.first_name
                OR professional.profession <> excluded.profession
                OR professional.speciality <> excluded.speciality
                OR professional.active <> excluded.active",
        params: vec![
            text(line.rpps.as_str()),
            text(&line.last_name),
            text(&line.first_name),
            text(fold(&line.last_name)),
            text(line.profession.code()),
            text(&line.speciality),
            Value::Int(i64::from(line.active)),
            Value::Int(run),
        ],
    }
}

fn upsert_place(rpps: &Rpps, finess: &Finess, run: i64, now: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO professional_place (rpps, finess, confirmed_at, seen_run)
              VALUES ($1, $2, $3, $4)
              ON CONFLICT (rpps, finess) DO UPDATE SET left_at = NULL
              WHERE professional_place.left_at IS NOT NULL",
        params: vec![
            text(rpps.as_str()),
            text(finess.as_str()),
            instant(now),
            Value::Int(run),
        ],
    }
}

/// All known places of somebody whose line was refused stay as they are.
pub(super) fn spare_places(rpps: &Rpps, run: i64) -> Statement {
    Statement {
        sql: "UPDATE professional_place SET seen_run = $2 WHERE rpps = $1",
        params: vec![text(rpps.as_str()), Value::Int(run)],
    }
}

/// A file that tells of somebody tells of all their places: the others are
/// closed.
pub(super) async fn close_unseen_places(store: &Store, run: i64, now: Timestamp) -> Result<u64> {
    store
        .execute(
            "UPDATE professional_place SET left_at = $2
             WHERE left_at IS NULL AND seen_run <> $1
               AND rpps IN (SELECT p.rpps FROM professional p WHERE p.seen_run = $1)",
            vec![Value::Int(run), instant(now)],
        )
        .await
}

pub(super) async fn update_active(store: &Store, rpps: &Rpps, active: bool) -> Result<u64> {
    store
        .execute(
            "UPDATE professional SET active = $2 WHERE rpps = $1",
            vec![text(rpps.as_str()), Value::Int(i64::from(active))],
        )
        .await
}

pub(super) async fn update_left(
    store: &Store,
    rpps: &Rpps,
    finess: &Finess,
    now: Timestamp,
) -> Result<u64> {
    store
        .execute(
            "UPDATE professional_place SET left_at = $3
             WHERE rpps = $1 AND finess = $2 AND left_at IS NULL",
            vec![text(rpps.as_str()), text(finess.as_str()), instant(now)],
        )
        .await
}

pub(super) async fn update_used(
    tx: &mut Tx,
    rpps: &Rpps,
    finess: &Finess,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE professional_place SET used_at = $3 WHERE rpps = $1 AND finess = $2",
        vec![text(rpps.as_str()), text(finess.as_str()), instant(now)],
    )
    .await
    .map(drop)
}

pub(super) async fn may_practise(
    store: &Store,
    rpps: &Rpps,
    place: Option<&Finess>,
) -> Result<bool> {
    let rows = match place {
        None => {
            store
                .query(
                    "SELECT 1 FROM professional WHERE rpps = $1 AND active = 1",
                    vec![text(rpps.as_str())],
                )
                .await?
        }
        Some(finess) => {
            store
                .query(
                    "SELECT 1 FROM professional p
                     JOIN professional_place w ON w.rpps = p.rpps
                     WHERE p.rpps = $1 AND p.active = 1 AND w.finess = $2 AND w.left_at IS NULL",
                    vec![text(rpps.as_str()), text(finess.as_str())],
                )
                .await?
        }
    };
    Ok(!rows.is_empty())
}

pub(super) async fn must_leave(store: &Store, rpps: &Rpps, place: Option<&Finess>) -> Result<bool> {
    let rows = store
        .query(
            "SELECT 1 FROM professional WHERE rpps = $1 AND active = 0
             UNION ALL
             SELECT 1 FROM professional_place
             WHERE rpps = $1 AND finess = $2 AND left_at IS NOT NULL",
            vec![
                text(rpps.as_str()),
                text(place.map(Finess::as_str).unwrap_or_default()),
            ],
        )
        .await?;
    Ok(!rows.is_empty())
}

pub(super) async fn find_kind(
    tx: &mut Tx,
    finess: &Finess,
) -> Result<Option<super::InstitutionKind>> {
    let sql = "SELECT kind FROM institution WHERE finess = $1";
    let rows = tx.query(sql, vec![text(finess.as_str())]).await?;
    rows.first().map(|row| row.text(0)?.parse()).transpose()
}

pub(super) async fn find_institution(
    store: &Store,
    finess: &Finess,
) -> Result<Option<Institution>> {
    let rows = store
        .query(
            "SELECT finess, name, city, kind FROM institution WHERE finess = $1",
            vec![text(finess.as_str())],
        )
        .await?;
    rows.first().map(|row| institution(row, 0)).transpose()
}

pub(super) async fn find_professional(store: &Store, rpps: &Rpps) -> Result<Option<Listed>> {
    let rows = store
        .query(
            "SELECT rpps, last_name, first_name, profession, speciality, active
             FROM professional WHERE rpps = $1",
            vec![text(rpps.as_str())],
        )
        .await?;
    Ok(with_places(store, &rows).await?.pop())
}

pub(super) async fn list_professionals(
    store: &Store,
    name: &str,
    city: &str,
) -> Result<Vec<Listed>> {
    let rows = named(store, name, city, FOUND_MAX).await?;
    with_places(store, &rows).await
}

pub(super) async fn list_numbers(
    store: &Store,
    name: &str,
    city: &str,
    most: i64,
) -> Result<Vec<Rpps>> {
    let rows = named(store, name, city, most).await?;
    rows.iter().map(|row| stored(row.text(0)?)).collect()
}

async fn named(store: &Store, name: &str, city: &str, most: i64) -> Result<Vec<Row>> {
    store
        .query(
            "SELECT p.rpps, p.last_name, p.first_name, p.profession, p.speciality, p.active
             FROM professional p
             WHERE p.active = 1 AND p.last_name_folded >= $1 AND p.last_name_folded < $2
               AND ($3 = '' OR EXISTS (
                 SELECT 1 FROM professional_place w JOIN institution i ON i.finess = w.finess
                 WHERE w.rpps = p.rpps AND w.left_at IS NULL
                   AND i.city_folded >= $3 AND i.city_folded < $4))
             ORDER BY p.last_name_folded, p.rpps LIMIT $5",
            vec![
                text(name),
                text(after(name)),
                text(city),
                text(after(city)),
                Value::Int(most),
            ],
        )
        .await
}

/// The first text after all those that begin with `prefix`: folded names hold
/// nothing above `z`.
fn after(prefix: &str) -> String {
    format!("{prefix}{{")
}

pub(super) async fn list_all(
    store: &Store,
    after: Option<&Rpps>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = store
        .query(
            "SELECT rpps, last_name, first_name, profession, speciality, active
             FROM professional WHERE rpps > $1 AND active = 1 ORDER BY rpps LIMIT $2",
            vec![
                text(after.map(Rpps::as_str).unwrap_or_default()),
                Value::Int(limit),
            ],
        )
        .await?;
    with_places(store, &rows).await
}

async fn with_places(store: &Store, rows: &[Row]) -> Result<Vec<Listed>> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let rpps: Rpps = stored(row.text(0)?)?;
        found.push(Listed {
            last_name: row.text(1)?.to_owned(),
            first_name: row.text(2)?.to_owned(),
            profession: Profession::from_code(row.text(3)?).map_err(|_| no_longer_parses())?,
            speciality: row.text(4)?.to_owned(),
            active: row.int(5)? == 1,
            places: list_places(store, &rpps).await?,
            rpps,
        });
    }
    Ok(found)
}

async fn list_places(store: &Store, rpps: &Rpps) -> Result<Vec<PlaceOfWork>> {
    let rows = store
        .query(
            "SELECT w.confirmed_at, w.used_at, w.left_at, i.finess, i.name, i.city, i.kind
             FROM professional_place w JOIN institution i ON i.finess = w.finess
             WHERE w.rpps = $1 ORDER BY w.finess",
            vec![text(rpps.as_str())],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(PlaceOfWork {
                attachment: Attachment {
                    confirmed_at: Timestamp::from_millis(row.int(0)?),
                    used_at: row.opt_int(1)?.map(Timestamp::from_millis),
                    left_at: row.opt_int(2)?.map(Timestamp::from_millis),
                },
                institution: institution(row, 3)?,
            })
        })
        .collect()
}

fn institution(row: &Row, first: usize) -> Result<Institution> {
    Ok(Institution {
        finess: stored(row.text(first)?)?,
        name: row.text(first + 1)?.to_owned(),
        city: row.text(first + 2)?.to_owned(),
        kind: stored(row.text(first + 3)?)?,
    })
}

/// What the store holds was checked before it was kept.
fn stored<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| no_longer_parses())
}

fn no_longer_parses() -> Error {
    Error::fault("the stored directory holds a value that no longer parses")
}
