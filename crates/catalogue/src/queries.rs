//! The tables of the catalogue.

pub(crate) mod sendings;

use crate::kinds::Kind;
use crate::rules::{Draft, Standing, Verdict};
use kernel::{AccountId, Error, Result, Timestamp};
use store::{Migration, Row, Statement, Store, Tx, Value};

pub(crate) const MIGRATIONS: [Migration; 4] = [
    Migration::both(
        "0001_catalogue",
        include_str!("../migrations/0001_catalogue.sql"),
    ),
    Migration::both("0002_adds", include_str!("../migrations/0002_adds.sql")),
    Migration::both(
        "0003_publishers",
        include_str!("../migrations/0003_publishers.sql"),
    ),
    Migration::both(
        "0004_writing",
        include_str!("../migrations/0004_writing.sql"),
    ),
];

/// A service of the catalogue.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What it says of itself.
    pub draft: Draft,
    /// Where it stands.
    pub standing: Standing,
    /// When it came.
    pub submitted_at: Timestamp,
    /// Who proposed its listing, which waits for another person.
    pub first: Option<(AccountId, String)>,
    /// Until when it is listed.
    pub until: Option<Timestamp>,
    /// Whether its publisher sent it.
    pub sent: bool,
    /// When its renewal was asked for, if it was.
    pub renewal_at: Option<Timestamp>,
    /// Why it is suspended, and what else its publisher reads of that.
    pub reason: Option<(String, String)>,
    /// Something is asked of its publisher since then, and was not written yet.
    pub asked_at: Option<Timestamp>,
    /// When they were last written what is asked.
    pub written_at: Option<Timestamp>,
}

/// What was found of a criterion.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The criterion.
    pub criterion: String,
    /// What was found.
    pub verdict: Verdict,
    /// What whoever found it wrote.
    pub note: String,
    /// Who found it.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// What somebody of the team did.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The key of its words.
    pub deed: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

fn read(row: &Row) -> Result<Kept> {
    let text = |n| row.text(n).map(str::to_owned);
    let first_by = row.opt_blob(16)?.map(AccountId::from_slice).transpose()?;
    let note = row.opt_text(23)?.unwrap_or_default();
    let first_name = row.opt_text(17)?.unwrap_or_default().to_owned();
    Ok(Kept {
        draft: Draft {
            id: text(0)?,
            name: text(1)?,
            publisher: text(2)?,
            contact: text(3)?,
            said_fr: text(4)?,
            said_en: text(5)?,
            site: text(6)?,
            theme: text(7)?,
            region: text(8)?,
            price: text(9)?,
            device: row.bool(10)?,
            kinds: row.text(11)?.split(' ').filter_map(Kind::find).collect(),
            redirects: row.text(12)?.lines().map(str::to_owned).collect(),
            jwks: row.opt_text(13)?.map(str::to_owned),
            adds: row.text(19)?.split(' ').filter_map(Kind::find).collect(),
        },
        standing: Standing::find(row.text(14)?)
            .ok_or_else(|| Error::fault("the catalogue holds an unknown standing"))?,
        submitted_at: row.timestamp(15)?,
        first: first_by.map(|by| (by, first_name)),
        until: row.opt_timestamp(18)?,
        sent: row.bool(20)?,
        renewal_at: row.opt_timestamp(21)?,
        reason: row
            .opt_text(22)?
            .map(|key| (key.to_owned(), note.to_owned())),
        asked_at: row.opt_timestamp(24)?,
        written_at: row.opt_timestamp(25)?,
    })
}

pub(crate) async fn all(store: &Store) -> Result<Vec<Kept>> {
    const ALL: &str = "SELECT id, name, publisher, contact, said_fr, said_en, site, theme, \
         region, price, device, kinds, redirects, jwks, standing, submitted_at, first_by, \
         first_name, until, adds, sent, renewal_at, reason, reason_note, asked_at, written_at \
         FROM catalogue_service ORDER BY name, id LIMIT 1000";
    let rows = store.query(ALL, Vec::new()).await?;
    rows.iter().map(read).collect()
}

pub(crate) async fn find(store: &Store, id: &str) -> Result<Option<Kept>> {
    const ONE: &str = "SELECT id, name, publisher, contact, said_fr, said_en, site, theme, \
         region, price, device, kinds, redirects, jwks, standing, submitted_at, first_by, \
         first_name, until, adds, sent, renewal_at, reason, reason_note, asked_at, written_at \
         FROM catalogue_service WHERE id = $1";
    let rows = store.query(ONE, vec![id.into()]).await?;
    rows.first().map(read).transpose()
}

/// A submission; it replaces one of the same id that was never listed and came the
/// same way. No, if there is another.
pub(crate) async fn submit(tx: &mut Tx, draft: &Draft, sent: bool, now: Timestamp) -> Result<bool> {
    const SUBMIT: &str = "INSERT INTO catalogue_service (id, name, publisher, contact, said_fr, \
         said_en, site, theme, region, price, device, kinds, redirects, jwks, standing, \
         submitted_at, first_by, first_name, listed_at, until, adds, sent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'submitted', $15, \
         NULL, NULL, NULL, NULL, $16, $17) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         publisher = excluded.publisher, contact = excluded.contact, \
         said_fr = excluded.said_fr, said_en = excluded.said_en, site = excluded.site, \
         theme = excluded.theme, region = excluded.region, price = excluded.price, \
         device = excluded.device, kinds = excluded.kinds, redirects = excluded.redirects, \
         jwks = excluded.jwks, adds = excluded.adds, submitted_at = excluded.submitted_at, first_by = NULL, \
         first_name = NULL, asked_at = NULL WHERE catalogue_service.standing = 'submitted' \
         AND catalogue_service.sent = excluded.sent";
    let keys = |kinds: &[Kind]| {
        let keys: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
        Value::from(keys.join(" "))
    };
    let text = |text: &str| Value::from(text);
    let row = vec![
        text(&draft.id),
        text(&draft.name),
        text(&draft.publisher),
        text(&draft.contact),
        text(&draft.said_fr),
        text(&draft.said_en),
        text(&draft.site),
        text(&draft.theme),
        text(&draft.region),
        text(&draft.price),
        draft.device.into(),
        keys(&draft.kinds),
        draft.redirects.join("\n").into(),
        draft.jwks.as_deref().into(),
        now.into(),
        keys(&draft.adds),
        sent.into(),
    ];
    let changed = tx.execute(SUBMIT, row).await?;
    // What was found was found of another text.
    const FORGET: &str = "DELETE FROM catalogue_finding WHERE service = $1";
    if changed == 1 {
        tx.execute(FORGET, vec![text(&draft.id)]).await?;
    }
    Ok(changed == 1)
}

pub(crate) async fn findings(store: &Store, id: &str) -> Result<Vec<Finding>> {
    const FOUND: &str = "SELECT criterion, verdict, note, name, at FROM catalogue_finding \
         WHERE service = $1 ORDER BY criterion";
    let rows = store.query(FOUND, vec![id.into()]).await?;
    let read = |row: &Row| {
        Ok(Finding {
            criterion: row.text(0)?.to_owned(),
            verdict: Verdict::find(row.text(1)?)
                .ok_or_else(|| Error::fault("the catalogue holds an unknown verdict"))?,
            note: row.text(2)?.to_owned(),
            name: row.text(3)?.to_owned(),
            at: row.timestamp(4)?,
        })
    };
    rows.iter().map(read).collect()
}

pub(crate) fn note(id: &str, finding: &Finding) -> Statement {
    Statement {
        sql: "INSERT INTO catalogue_finding (service, criterion, verdict, note, name, at) \
              VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (service, criterion) DO UPDATE \
              SET verdict = excluded.verdict, note = excluded.note, name = excluded.name, \
              at = excluded.at",
        params: vec![
            id.into(),
            finding.criterion.as_str().into(),
            finding.verdict.key().into(),
            finding.note.as_str().into(),
            finding.name.as_str().into(),
            finding.at.into(),
        ],
    }
}

/// Whoever proposes the listing; nobody any more, with none. Only where it is as it
/// was read, so that of two at once the later one decides again.
pub(crate) async fn set_first(
    tx: &mut Tx,
    kept: &Kept,
    first: Option<(AccountId, &str)>,
) -> Result<bool> {
    const SET: &str = "UPDATE catalogue_service SET first_by = $2, first_name = $3 \
         WHERE id = $1 AND standing = $4 AND submitted_at = $5";
    let row = vec![
        kept.draft.id.as_str().into(),
        first.map(|(by, _)| by.to_bytes().to_vec()).into(),
        first.map(|(_, name)| name.to_owned()).into(),
        kept.standing.key().into(),
        kept.submitted_at.into(),
    ];
    Ok(tx.execute(SET, row).await? == 1)
}

/// Whether the one who proposed the listing still stands: whoever examined it again
/// meanwhile took that back.
pub(crate) async fn holds_first(tx: &mut Tx, id: &str, first: AccountId) -> Result<bool> {
    const HOLD: &str = "UPDATE catalogue_service SET first_name = first_name \
         WHERE id = $1 AND first_by = $2";
    let row = vec![id.into(), first.to_bytes().to_vec().into()];
    Ok(tx.execute(HOLD, row).await? == 1)
}

pub(crate) async fn set_standing(
    tx: &mut Tx,
    kept: &Kept,
    standing: Standing,
    listed: Option<(Timestamp, Timestamp)>,
) -> Result<bool> {
    const SET: &str = "UPDATE catalogue_service SET standing = $2, first_by = NULL, \
         first_name = NULL, listed_at = COALESCE($3, listed_at), until = COALESCE($4, until), \
         renewal_at = NULL, reason = NULL, reason_note = NULL \
         WHERE id = $1 AND standing = $5 AND submitted_at = $6 AND COALESCE(jwks, '') = $7";
    let row = vec![
        kept.draft.id.as_str().into(),
        standing.key().into(),
        listed.map(|(at, _)| at).into(),
        listed.map(|(_, until)| until).into(),
        kept.standing.key().into(),
        kept.submitted_at.into(),
        // What was decided was decided of a service with these keys: a yes brings no
        // older ones back.
        kept.draft.jwks.clone().unwrap_or_default().into(),
    ];
    Ok(tx.execute(SET, row).await? == 1)
}

/// Other keys in the place of those it had. Whoever proposed its listing did so of a
/// service with those: it waits for a first person again. Of two at once the later one
/// is told no.
pub(crate) async fn set_keys(tx: &mut Tx, kept: &Kept, had: &str, has: &str) -> Result<bool> {
    const SET: &str = "UPDATE catalogue_service SET jwks = $3, first_by = NULL, \
         first_name = NULL WHERE id = $1 AND jwks = $2 AND standing = $4 AND submitted_at = $5";
    let row = vec![
        kept.draft.id.as_str().into(),
        had.into(),
        has.into(),
        kept.standing.key().into(),
        kept.submitted_at.into(),
    ];
    Ok(tx.execute(SET, row).await? == 1)
}

/// Says why it is suspended.
pub(crate) fn suspended(id: &str, reason: &str, note: &str) -> Statement {
    Statement {
        sql: "UPDATE catalogue_service SET reason = $2, reason_note = $3 WHERE id = $1",
        params: vec![id.into(), reason.into(), note.into()],
    }
}

/// Something is asked of its publisher.
pub(crate) fn ask(id: &str, now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE catalogue_service SET asked_at = $2 WHERE id = $1",
        params: vec![id.into(), now.into()],
    }
}

/// What was asked then was written, or is not asked any more. Once: of two at once
/// one is told no.
pub(crate) async fn set_written(
    tx: &mut Tx,
    id: &str,
    asked_at: Timestamp,
    written: bool,
    now: Timestamp,
) -> Result<bool> {
    const SET: &str = "UPDATE catalogue_service SET asked_at = NULL, \
         written_at = COALESCE($3, written_at) WHERE id = $1 AND asked_at = $2";
    let row = vec![id.into(), asked_at.into(), written.then_some(now).into()];
    Ok(tx.execute(SET, row).await? == 1)
}

/// A renewal is asked for: what was found is to be found anew. Once.
pub(crate) async fn renew(tx: &mut Tx, kept: &Kept, now: Timestamp) -> Result<bool> {
    const RENEW: &str = "UPDATE catalogue_service SET renewal_at = $2, first_by = NULL, \
         first_name = NULL WHERE id = $1 AND standing = $3 AND renewal_at IS NULL";
    const FORGET: &str = "DELETE FROM catalogue_finding WHERE service = $1";
    let id = kept.draft.id.as_str();
    let row = vec![id.into(), now.into(), kept.standing.key().into()];
    if tx.execute(RENEW, row).await? == 0 {
        return Ok(false);
    }
    tx.execute(FORGET, vec![id.into()]).await?;
    Ok(true)
}

pub(crate) fn done(id: &str, deed: &'static str, name: &str, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO catalogue_deed (service, place, deed, name, at) \
              SELECT CAST($1 AS TEXT), COALESCE(MAX(place), 0) + 1, $2, $3, $4 \
              FROM catalogue_deed WHERE service = $1",
        params: vec![id.into(), deed.into(), name.into(), at.into()],
    }
}

pub(crate) async fn report(
    store: &Store,
    service: &str,
    id: [u8; 16],
    reason: &str,
    at: Timestamp,
) -> Result<()> {
    const REPORT: &str = "INSERT INTO catalogue_report (service, id, reason, at) \
         VALUES ($1, $2, $3, $4)";
    let row = vec![service.into(), id.into(), reason.into(), at.into()];
    store.execute(REPORT, row).await.map(drop)
}

/// What was reported of a service, the newest first: the reason and when.
pub(crate) async fn reports(store: &Store, service: &str) -> Result<Vec<(String, Timestamp)>> {
    const REPORTS: &str = "SELECT reason, at FROM catalogue_report WHERE service = $1 \
         ORDER BY at DESC, id LIMIT 100";
    let rows = store.query(REPORTS, vec![service.into()]).await?;
    let read = |row: &Row| Ok((row.text(0)?.to_owned(), row.timestamp(1)?));
    rows.iter().map(read).collect()
}

pub(crate) async fn deeds(store: &Store, id: &str) -> Result<Vec<Deed>> {
    const DONE: &str = "SELECT deed, name, at FROM catalogue_deed WHERE service = $1 \
         ORDER BY place DESC LIMIT 100";
    let rows = store.query(DONE, vec![id.into()]).await?;
    let read = |row: &Row| {
        Ok(Deed {
            deed: row.text(0)?.to_owned(),
            name: row.text(1)?.to_owned(),
            at: row.timestamp(2)?,
        })
    };
    rows.iter().map(read).collect()
}
