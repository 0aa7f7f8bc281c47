//! What publishers sent.

use kernel::{Lang, Result, Timestamp};
use store::{Row, Statement, Store, Tx};

/// Something that a publisher sent.
pub(crate) struct Sending {
    pub hash: [u8; 32],
    /// The secret of its address, sealed.
    pub secret: Vec<u8>,
    /// What was sent, sealed; none, once it is in the queue.
    pub draft: Option<Vec<u8>>,
    pub lang: Lang,
    pub sent_at: Timestamp,
    /// The id of the service, once it is in the queue.
    pub service: Option<String>,
    pub corrected: bool,
}

fn read(row: &Row) -> Result<Sending> {
    Ok(Sending {
        hash: row.bytes(0)?,
        secret: row.blob(1)?.to_vec(),
        draft: row.opt_blob(2)?.map(<[u8]>::to_vec),
        lang: match row.text(3)? {
            "en" => Lang::En,
            _ => Lang::Fr,
        },
        sent_at: row.timestamp(4)?,
        service: row.opt_text(5)?.map(str::to_owned),
        corrected: row.bool(6)?,
    })
}

pub(crate) fn insert(sending: &Sending) -> Statement {
    Statement {
        sql: "INSERT INTO catalogue_sending (hash, secret, draft, lang, sent_at) \
              VALUES ($1, $2, $3, $4, $5)",
        params: vec![
            sending.hash.to_vec().into(),
            sending.secret.clone().into(),
            sending.draft.clone().into(),
            match sending.lang {
                Lang::Fr => "fr",
                Lang::En => "en",
            }
            .into(),
            sending.sent_at.into(),
        ],
    }
}

pub(crate) async fn find(store: &Store, hash: &[u8; 32]) -> Result<Option<Sending>> {
    const FIND: &str = "SELECT hash, secret, draft, lang, sent_at, service, corrected \
         FROM catalogue_sending WHERE hash = $1";
    let rows = store.query(FIND, vec![hash.to_vec().into()]).await?;
    rows.first().map(read).transpose()
}

/// What the service of this id came with.
pub(crate) async fn of_service(store: &Store, id: &str) -> Result<Option<Sending>> {
    const OF: &str = "SELECT hash, secret, draft, lang, sent_at, service, corrected \
         FROM catalogue_sending WHERE service = $1";
    let rows = store.query(OF, vec![id.into()]).await?;
    rows.first().map(read).transpose()
}

/// It is in the queue under this id. Once: of two at once one is told no.
pub(crate) async fn confirm(tx: &mut Tx, hash: &[u8; 32], id: &str) -> Result<bool> {
    const CONFIRM: &str = "UPDATE catalogue_sending SET service = $2, draft = NULL \
         WHERE hash = $1 AND service IS NULL";
    let row = vec![hash.to_vec().into(), id.into()];
    Ok(tx.execute(CONFIRM, row).await? == 1)
}

/// A corrected submission is sent. Once.
pub(crate) async fn correct(tx: &mut Tx, hash: &[u8; 32]) -> Result<bool> {
    const CORRECT: &str = "UPDATE catalogue_sending SET corrected = 1 \
         WHERE hash = $1 AND corrected = 0";
    Ok(tx.execute(CORRECT, vec![hash.to_vec().into()]).await? == 1)
}

/// Forgets what nobody confirmed by then.
pub(crate) async fn sweep(store: &Store, sent: Timestamp) -> Result<()> {
    const SENT: &str = "DELETE FROM catalogue_sending WHERE service IS NULL AND sent_at <= $1";
    store.execute(SENT, vec![sent.into()]).await.map(drop)
}
