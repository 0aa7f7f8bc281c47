//! The two tables: invitations, and the brake of their codes.

use crate::rules::{WRONG_MAX, WRONG_WINDOW};
use identity::Code;
use kernel::{AccountId, Result, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac};
use store::{Migration, Statement, Store, Value};

const CODE: &str = "mandates code 1";
const TRAITS: &str = "mandates traits 1";

pub(crate) struct Tables {
    store: Store,
    code: Key,
    traits: Key,
}

/// An invitation as it is kept.
pub(crate) struct Invitation {
    pub space: SpaceId,
    pub inviter: AccountId,
    pub code_hash: [u8; 32],
    pub traits: [u8; 32],
    pub expires_at: Timestamp,
}

fn of_space(space: SpaceId) -> [Value; 2] {
    [i64::from(space.bucket()).into(), space.into()]
}

impl Tables {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_mandates",
            include_str!("../migrations/0001_mandates.sql"),
        )];
        store.migrate("mandates", &TABLES).await?;
        Ok(Self {
            store,
            code: register.derive(CODE),
            traits: register.derive(TRAITS),
        })
    }

    /// What is kept of a code.
    pub fn code(&self, code: &Code) -> [u8; 32] {
        mac(&self.code, CODE, &code.symbols())
    }

    /// What is kept of whom an invitation names.
    pub fn traits(&self, described: &str) -> [u8; 32] {
        mac(&self.traits, TRAITS, described.as_bytes())
    }

    /// One at a time: a new one takes the place of the one before.
    pub async fn invite(&self, new: &Invitation) -> Result<()> {
        const PUT: &str = "INSERT INTO mandate_invitation \
             (bucket, space, inviter, code_hash, traits, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (bucket, space) DO UPDATE SET inviter = $3, code_hash = $4, \
             traits = $5, expires_at = $6";
        let [bucket, space] = of_space(new.space);
        let row = vec![
            bucket,
            space,
            new.inviter.into(),
            new.code_hash.to_vec().into(),
            new.traits.to_vec().into(),
            new.expires_at.into(),
        ];
        self.store.execute(PUT, row).await.map(drop)
    }

    /// The invitation of this code.
    pub async fn find(&self, code_hash: &[u8; 32]) -> Result<Option<Invitation>> {
        const FIND: &str = "SELECT space, inviter, traits, expires_at FROM mandate_invitation \
             WHERE code_hash = $1";
        let asked = vec![code_hash.to_vec().into()];
        let rows = self.store.query(FIND, asked).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let wrong = |_| kernel::Error::fault("a kept invitation names nobody");
        Ok(Some(Invitation {
            space: SpaceId::from_slice(row.blob(0)?)?,
            inviter: AccountId::from_slice(row.blob(1)?)?,
            code_hash: *code_hash,
            traits: row.blob(2)?.try_into().map_err(wrong)?,
            expires_at: row.timestamp(3)?,
        }))
    }

    /// Until when an invitation to this space stands, if one does.
    pub async fn invited_until(&self, space: SpaceId, now: Timestamp) -> Result<Option<Timestamp>> {
        const FIND: &str = "SELECT expires_at FROM mandate_invitation \
             WHERE bucket = $1 AND space = $2 AND expires_at > $3";
        let [bucket, space] = of_space(space);
        let rows = self
            .store
            .query(FIND, vec![bucket, space, now.into()])
            .await?;
        rows.first().map(|row| row.timestamp(0)).transpose()
    }

    /// What takes an invitation away: of two who use it, it changes something for one.
    pub fn using_up(it: &Invitation) -> Statement {
        let [bucket, space] = of_space(it.space);
        Statement {
            sql: "DELETE FROM mandate_invitation \
                  WHERE bucket = $1 AND space = $2 AND code_hash = $3",
            params: vec![bucket, space, it.code_hash.to_vec().into()],
        }
    }

    /// No invitation to this space stands any more.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const FORGET: &str = "DELETE FROM mandate_invitation WHERE bucket = $1 AND space = $2";
        let [bucket, space] = of_space(space);
        self.store
            .execute(FORGET, vec![bucket, space])
            .await
            .map(drop)
    }

    /// Counts a code before it is looked at; whether there was room for it.
    pub async fn count(&self, account: AccountId, now: Timestamp) -> Result<bool> {
        const COUNT: &str = "INSERT INTO mandate_brake (account, since, n) VALUES ($1, $2, 1) \
             ON CONFLICT (account) DO UPDATE SET \
             n = CASE WHEN mandate_brake.since <= $3 OR mandate_brake.since > $2 \
                 THEN 1 ELSE mandate_brake.n + 1 END, \
             since = CASE WHEN mandate_brake.since <= $3 OR mandate_brake.since > $2 \
                 THEN $2 ELSE mandate_brake.since END \
             WHERE mandate_brake.n < $4 OR mandate_brake.since <= $3 OR mandate_brake.since > $2";
        let asked = vec![
            account.into(),
            now.into(),
            now.minus(WRONG_WINDOW).into(),
            WRONG_MAX.into(),
        ];
        Ok(self.store.execute(COUNT, asked).await? > 0)
    }

    /// A code was right, and nothing came of it yet: it does not count, those before do.
    pub async fn take_back(&self, account: AccountId) -> Result<()> {
        const TAKE_BACK: &str = "UPDATE mandate_brake SET n = n - 1 WHERE account = $1 AND n > 0";
        self.store
            .execute(TAKE_BACK, vec![account.into()])
            .await
            .map(drop)
    }

    /// They accepted: no code of before counts any more.
    pub async fn uncount(&self, account: AccountId) -> Result<()> {
        const FORGIVE: &str = "DELETE FROM mandate_brake WHERE account = $1";
        self.store
            .execute(FORGIVE, vec![account.into()])
            .await
            .map(drop)
    }

    /// Throws away what is over.
    pub async fn sweep(&self, now: Timestamp) -> Result<()> {
        const INVITATIONS: &str = "DELETE FROM mandate_invitation WHERE expires_at <= $1";
        const BRAKES: &str = "DELETE FROM mandate_brake WHERE since <= $1";
        self.store.execute(INVITATIONS, vec![now.into()]).await?;
        let over = now.minus(WRONG_WINDOW);
        self.store
            .execute(BRAKES, vec![over.into()])
            .await
            .map(drop)
    }
}
