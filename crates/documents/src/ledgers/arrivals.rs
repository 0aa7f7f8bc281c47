//! Files that come in pieces: whose they are, how much of them is durable, which
//! objects of the vault are theirs.

use super::{Ledgers, bucket};
use kernel::{DocumentId, Error, ObjectId, Result, SpaceId, Timestamp};
use keys::mac;
use store::{Row, Value};

/// Which file on its way: an id like that of a document.
pub(crate) type ArrivalId = DocumentId;

/// How many of them one person has in one space at once.
pub(crate) const PLACES: i64 = 5;

const OWNER: &str = "documents-arrival-owner";
const MARK: &str = "documents-arrival-mark";

/// A file on its way, as the table has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Arriving {
    pub id: ArrivalId,
    pub size: u64,
    pub received: u64,
}

/// Where a file on its way is, and whose.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub space: SpaceId,
    pub id: ArrivalId,
    pub whose: [u8; 32],
}

/// A piece that is there.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub object: ObjectId,
    pub begins: u64,
    pub size: u64,
    pub opener: Vec<u8>,
}

fn count(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| Error::fault("a kept arrival counts below zero"))
}

fn int(n: u64) -> Result<Value> {
    i64::try_from(n)
        .map(Value::Int)
        .map_err(|_| Error::fault("an arrival beyond 63 bits"))
}

fn arriving(row: &Row) -> Result<Arriving> {
    Ok(Arriving {
        id: ArrivalId::from_slice(row.blob(0)?)?,
        size: count(row.int(1)?)?,
        received: count(row.int(2)?)?,
    })
}

fn at(space: SpaceId, id: ArrivalId) -> Vec<Value> {
    vec![bucket(space), space.into(), id.into()]
}

impl Spot {
    fn with<const N: usize>(&self, more: [Value; N]) -> Vec<Value> {
        let mut row = at(self.space, self.id);
        row.push(self.whose.to_vec().into());
        row.extend(more);
        row
    }
}

impl Ledgers {
    /// Who somebody is in this space: what they begin in another tells nobody that it
    /// is the same person.
    pub fn owner(&self, space: SpaceId, account: &str) -> [u8; 32] {
        let who = [&space.to_bytes()[..], account.as_bytes()].concat();
        mac(&self.hashing, OWNER, &who)
    }

    fn mark(&self, whose: &[u8; 32], mark: &str) -> Vec<u8> {
        match mark {
            "" => Vec::new(),
            mark => mac(&self.hashing, MARK, &[&whose[..], mark.as_bytes()].concat()).to_vec(),
        }
    }

    /// The same file that this person began and did not finish.
    pub async fn arrival_of(
        &self,
        (space, whose): (SpaceId, &[u8; 32]),
        (mark, size): (&str, u64),
        now: Timestamp,
    ) -> Result<Option<Arriving>> {
        const AGAIN: &str = "SELECT id, size, received FROM arrival WHERE bucket = $1 \
             AND space = $2 AND whose = $3 AND mark = $4 AND size = $5 AND until > $6 \
             ORDER BY received DESC LIMIT 1";
        if mark.is_empty() {
            return Ok(None);
        }
        let asked = vec![
            bucket(space),
            space.into(),
            whose.to_vec().into(),
            self.mark(whose, mark).into(),
            int(size)?,
            now.into(),
        ];
        let rows = self.store.query(AGAIN, asked).await?;
        rows.first().map(arriving).transpose()
    }

    /// Begins one, where this person has a place left; false, if not.
    pub async fn begin_arrival(
        &self,
        spot: &Spot,
        (mark, size): (&str, u64),
        (now, until): (Timestamp, Timestamp),
    ) -> Result<bool> {
        const BEGIN: &str = "INSERT INTO arrival \
             (bucket, space, id, whose, place, mark, size, received, until, busy_until) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9) ON CONFLICT DO NOTHING";
        for place in 0..PLACES {
            let more = [
                place.into(),
                self.mark(&spot.whose, mark).into(),
                int(size)?,
                until.into(),
                now.into(),
            ];
            if self.store.execute(BEGIN, spot.with(more)).await? == 1 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One that is theirs.
    pub async fn arrival(&self, spot: &Spot, now: Timestamp) -> Result<Option<Arriving>> {
        const FIND: &str = "SELECT id, size, received FROM arrival WHERE bucket = $1 \
             AND space = $2 AND id = $3 AND whose = $4 AND until > $5";
        let rows = self.store.query(FIND, spot.with([now.into()])).await?;
        rows.first().map(arriving).transpose()
    }

    /// Notes the object of a piece before its first byte.
    pub async fn note_piece(&self, spot: &Spot, object: ObjectId, begins: u64) -> Result<()> {
        const NOTE: &str = "INSERT INTO arrival_piece \
             (bucket, space, arrival, object, begins, size) VALUES ($1, $2, $3, $4, $5, 0)";
        let mut row = at(spot.space, spot.id);
        row.extend([object.into(), int(begins)?]);
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// The piece is there, and the next one begins behind it; false, if another took
    /// its place, or if the file is not on its way any more.
    pub async fn keep_piece(&self, spot: &Spot, piece: Piece, now: Timestamp) -> Result<bool> {
        const ON: &str = "UPDATE arrival SET received = received + $7 WHERE bucket = $1 \
             AND space = $2 AND id = $3 AND whose = $4 AND until > $5 AND received = $6 \
             AND busy_until <= $5";
        const KEEP: &str = "UPDATE arrival_piece SET size = $5, opener = $6 WHERE bucket = $1 \
             AND space = $2 AND arrival = $3 AND object = $4";
        let mut tx = self.store.begin("keep a piece of a file").await?;
        let more = [now.into(), int(piece.begins)?, int(piece.size)?];
        if tx.execute(ON, spot.with(more)).await? == 0 {
            return Ok(false);
        }
        let mut row = at(spot.space, spot.id);
        row.extend([piece.object.into(), int(piece.size)?, piece.opener.into()]);
        if tx.execute(KEEP, row).await? == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Its pieces, in their order.
    pub async fn pieces(&self, spot: &Spot) -> Result<Vec<Piece>> {
        const PIECES: &str = "SELECT object, begins, size, opener FROM arrival_piece \
             WHERE bucket = $1 AND space = $2 AND arrival = $3 AND opener IS NOT NULL \
             ORDER BY begins";
        let rows = self.store.query(PIECES, at(spot.space, spot.id)).await?;
        let piece = |row: &Row| {
            Ok(Piece {
                object: ObjectId::from_slice(row.blob(0)?)?,
                begins: count(row.int(1)?)?,
                size: count(row.int(2)?)?,
                opener: row.blob(3)?.to_vec(),
            })
        };
        rows.iter().map(piece).collect()
    }

    /// Nobody else makes a document of it until then; false, if somebody does.
    pub async fn hold_arrival(
        &self,
        spot: &Spot,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        const HOLD: &str = "UPDATE arrival SET busy_until = $6 WHERE bucket = $1 AND space = $2 \
             AND id = $3 AND whose = $4 AND until > $5 AND busy_until <= $5";
        let row = spot.with([now.into(), until.into()]);
        Ok(self.store.execute(HOLD, row).await? == 1)
    }

    /// Whoever made a document of it could not.
    pub async fn release_arrival(&self, spot: &Spot, now: Timestamp) -> Result<()> {
        const FREE: &str = "UPDATE arrival SET busy_until = $5 WHERE bucket = $1 AND space = $2 \
             AND id = $3 AND whose = $4";
        let row = spot.with([now.into()]);
        self.store.execute(FREE, row).await.map(drop)
    }

    /// Every object of a file on its way, those that were not finished too.
    pub async fn objects_of(&self, space: SpaceId, id: ArrivalId) -> Result<Vec<ObjectId>> {
        const ALL: &str = "SELECT object FROM arrival_piece WHERE bucket = $1 AND space = $2 \
             AND arrival = $3";
        let rows = self.store.query(ALL, at(space, id)).await?;
        let object = |row: &Row| ObjectId::from_slice(row.blob(0)?);
        rows.iter().map(object).collect()
    }

    /// One object is gone.
    pub async fn forget_piece(
        &self,
        space: SpaceId,
        id: ArrivalId,
        object: ObjectId,
    ) -> Result<()> {
        const GONE: &str = "DELETE FROM arrival_piece WHERE bucket = $1 AND space = $2 \
             AND arrival = $3 AND object = $4";
        let mut row = at(space, id);
        row.push(object.into());
        self.store.execute(GONE, row).await.map(drop)
    }

    /// A file is not on its way any more: no piece is taken for it from here on. Its
    /// place is free once this was said.
    pub async fn end_arrival(&self, space: SpaceId, id: ArrivalId) -> Result<()> {
        const END: &str = "DELETE FROM arrival WHERE bucket = $1 AND space = $2 AND id = $3";
        self.store.execute(END, at(space, id)).await.map(drop)
    }

    /// What is over by now, and pieces whose file is not on its way any more.
    pub async fn arrivals_over(
        &self,
        now: Timestamp,
        most: i64,
    ) -> Result<Vec<(SpaceId, ArrivalId)>> {
        const OVER: &str = "SELECT space, id FROM arrival WHERE until <= $1 \
             ORDER BY until LIMIT $2";
        const LEFT: &str = "SELECT DISTINCT p.space, p.arrival FROM arrival_piece p \
             LEFT JOIN arrival a ON a.bucket = p.bucket AND a.space = p.space \
             AND a.id = p.arrival WHERE a.id IS NULL LIMIT $1";
        let mut rows = self
            .store
            .query(OVER, vec![now.into(), most.into()])
            .await?;
        rows.extend(self.store.query(LEFT, vec![most.into()]).await?);
        let read = |row: &Row| {
            let space = SpaceId::from_slice(row.blob(0)?)?;
            Ok((space, ArrivalId::from_slice(row.blob(1)?)?))
        };
        rows.iter().map(read).collect()
    }

    /// All that are on their way into a space, with what is left of others.
    pub async fn arrivals_in(&self, space: SpaceId) -> Result<Vec<ArrivalId>> {
        const ALL: &str = "SELECT id FROM arrival WHERE bucket = $1 AND space = $2 \
             UNION SELECT arrival FROM arrival_piece WHERE bucket = $1 AND space = $2";
        let rows = self
            .store
            .query(ALL, vec![bucket(space), space.into()])
            .await?;
        let id = |row: &Row| ArrivalId::from_slice(row.blob(0)?);
        rows.iter().map(id).collect()
    }
}
