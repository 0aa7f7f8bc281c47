//! Arriving: a large file comes in pieces, over as many requests as it needs. A
//! piece counts once it is sealed in the vault and noted; what is told of a file on
//! its way is what is durable. Whole, it goes the way of every other file.
//!
//! INVARIANT: whoever did not begin it in this space sees none: it is *not found*.

use super::{Documents, Incoming, Keeping, Origin, Outcome, account};
use crate::ledgers::arrivals::{ArrivalId, Piece, Spot};
use crate::rules::arriving::{self, LASTS, PIECE_MIN};
use crate::rules::{Checked, FILE_BYTES_MAX};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use identity::Caller;
use kernel::{Error, Kind, ObjectId, Result, SpaceId, Timestamp};
use keys::Key;
use sharing::Change;
use std::sync::Arc;
use std::time::Duration;
use vault::Stored;

pub use crate::rules::arriving::PIECE_MAX;

/// What the openers of pieces are sealed for.
const PURPOSE: &str = "documents-arrival";
/// So long one process alone makes a document of a file.
const HELD: Duration = Duration::from_secs(5 * 60);
/// How many one sweep forgets, of each kind.
const OVER_AT_ONCE: i64 = 200;

/// A file on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// Its name in addresses.
    pub id: ArrivalId,
    /// Bytes of the whole.
    pub size: u64,
    /// Of these, durable.
    pub received: u64,
    /// It was begun before, and goes on.
    pub again: bool,
}

/// What a whole file is to become.
pub struct Becoming<'a> {
    /// Its name, as sent: shown, never trusted.
    pub file_name: &'a str,
    /// What it says of itself.
    pub checked: &'a Checked,
    /// How it is kept.
    pub keeping: Keeping,
}

impl Documents {
    fn now(&self) -> Timestamp {
        self.sharing.world().now()
    }

    fn spot(&self, caller: &Caller, space: SpaceId, id: ArrivalId) -> Spot {
        Spot {
            space,
            id,
            whose: self.ledgers.owner(space, &account(caller)),
        }
    }

    /// Begins a file of this size, or goes on with the one that has this mark: a
    /// text by which the sender knows the file again, empty where there is none.
    ///
    /// # Errors
    /// Invalid, if it is empty or too big; a conflict, when too many are on their
    /// way; else as [`sharing::Sharing::change`].
    pub async fn begin_arrival(
        &self,
        caller: &Caller,
        space: SpaceId,
        size: u64,
        mark: &str,
    ) -> Result<Arrival> {
        self.sharing.check(caller, space, Change::Add).await?;
        arriving::may_begin(size, FILE_BYTES_MAX)?;
        let id = ArrivalId::new(&*self.sharing.world().chance);
        let (spot, now) = (self.spot(caller, space, id), self.now());
        let there = self
            .ledgers
            .arrival_of((space, &spot.whose), (mark, size), now);
        if let Some(there) = there.await? {
            return Ok(Arrival {
                id: there.id,
                size,
                received: there.received,
                again: true,
            });
        }
        let times = (now, now.plus(LASTS));
        match self
            .ledgers
            .begin_arrival(&spot, (mark, size), times)
            .await?
        {
            true => Ok(Arrival {
                id,
                size,
                received: 0,
                again: false,
            }),
            false => Err(Error::conflict("documents-arrival-many")),
        }
    }

    /// A file that the caller began.
    ///
    /// # Errors
    /// Not found, for anybody else, and once it is over.
    pub async fn arrival(&self, caller: &Caller, space: SpaceId, id: ArrivalId) -> Result<Arrival> {
        self.sharing.check(caller, space, Change::Add).await?;
        let spot = self.spot(caller, space, id);
        let there = self.ledgers.arrival(&spot, self.now()).await?;
        let there = there.ok_or_else(Error::not_found)?;
        Ok(Arrival {
            id,
            size: there.size,
            received: there.received,
            again: true,
        })
    }

    /// Takes the next piece, which begins at this byte; how many are durable then. A
    /// piece that does not come whole was never there.
    ///
    /// # Errors
    /// A conflict, if another byte is the next one; invalid, for a piece that is too
    /// small, too big, or beyond the whole; else as [`Self::arrival`].
    pub async fn take_piece<S>(
        &self,
        caller: &Caller,
        space: SpaceId,
        (id, begins): (ArrivalId, u64),
        bytes: S,
    ) -> Result<u64>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let there = self.arrival(caller, space, id).await?;
        if begins != there.received {
            return Err(Error::conflict("documents-arrival-elsewhere"));
        }
        let spot = self.spot(caller, space, id);
        let chance = &*self.sharing.world().chance;
        let object = ObjectId::new(chance);
        self.ledgers.note_piece(&spot, object, begins).await?;
        let most = PIECE_MAX.min(there.size - begins);
        let stored = match self.vault.put_as(object, chance, most, bytes).await {
            Ok(stored) => stored,
            Err(error) => {
                self.ledgers.forget_piece(space, id, object).await?;
                return Err(error);
            }
        };
        kernel::kill_point("documents-after-piece");
        let (size, whole) = (stored.size, begins + stored.size == there.size);
        let kept = match size >= PIECE_MIN || whole {
            true => self.keep_piece(&spot, begins, &stored).await,
            false => Err(Error::invalid("documents-arrival-piece")),
        };
        if let Err(error) = kept {
            self.remove_piece(space, id, object).await?;
            return Err(error);
        }
        Ok(begins + size)
    }

    async fn keep_piece(&self, spot: &Spot, begins: u64, stored: &Stored) -> Result<()> {
        let plain = [stored.key.expose().as_slice(), &stored.sha256].concat();
        let opener = self
            .journal
            .seal_beside(spot.space, PURPOSE, &plain)
            .await?;
        let piece = Piece {
            object: stored.object,
            begins,
            size: stored.size,
            opener,
        };
        match self.ledgers.keep_piece(spot, piece, self.now()).await? {
            true => Ok(()),
            // Somebody else took the place, or gave the file up.
            false => Err(Error::conflict("documents-arrival-elsewhere")),
        }
    }

    async fn remove_piece(&self, space: SpaceId, id: ArrivalId, object: ObjectId) -> Result<()> {
        self.vault.remove(object).await?;
        self.ledgers.forget_piece(space, id, object).await
    }

    /// Gives a file up.
    ///
    /// # Errors
    /// As [`Self::arrival`].
    pub async fn drop_arrival(&self, caller: &Caller, space: SpaceId, id: ArrivalId) -> Result<()> {
        self.arrival(caller, space, id).await?;
        self.forget_arrival(space, id).await
    }

    /// Nobody goes on with it: first the file, so that no piece comes after, then its
    /// bytes, then what names them.
    async fn forget_arrival(&self, space: SpaceId, id: ArrivalId) -> Result<()> {
        self.ledgers.end_arrival(space, id).await?;
        for object in self.ledgers.objects_of(space, id).await? {
            self.remove_piece(space, id, object).await?;
        }
        Ok(())
    }

    /// Makes a document of a file that is whole, the way of every other file. Asked
    /// again after a lost answer, it adds nothing a second time.
    ///
    /// # Errors
    /// A conflict, while pieces are missing, and while another is at it; then, and
    /// when a part of the house does not answer, the file waits. Else as
    /// [`Self::shelve`] and [`Self::add`], and it is given up.
    pub async fn finish_arrival(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ArrivalId,
        becoming: Becoming<'_>,
    ) -> Result<Outcome> {
        let there = self.arrival(caller, space, id).await?;
        if there.received != there.size {
            return Err(Error::conflict("documents-arrival-incomplete"));
        }
        let (spot, now) = (self.spot(caller, space, id), self.now());
        if !self
            .ledgers
            .hold_arrival(&spot, now, now.plus(HELD))
            .await?
        {
            return Err(Error::conflict("documents-arrival-busy"));
        }
        let added = self.added_whole(caller, &spot, there.size, becoming).await;
        let waits = |error: &Error| matches!(error.kind(), Kind::Unavailable | Kind::Fault);
        let over = match &added {
            Err(error) if waits(error) => self.ledgers.release_arrival(&spot, self.now()).await,
            _ => self.forget_arrival(space, id).await,
        };
        if let Err(error) = over {
            // What it became is decided; the sweep finds what is left.
            tracing::warn!(error = error.log_text(), "a file that came in pieces stays");
        }
        added
    }

    async fn added_whole(
        &self,
        caller: &Caller,
        spot: &Spot,
        size: u64,
        becoming: Becoming<'_>,
    ) -> Result<Outcome> {
        let mut pieces = Vec::new();
        let mut next = 0;
        for piece in self.ledgers.pieces(spot).await? {
            if piece.begins != next {
                return Err(Error::fault(
                    "the pieces of a file do not follow each other",
                ));
            }
            next += piece.size;
            pieces.push(self.stored(spot.space, &piece).await?);
        }
        if next != size {
            return Err(Error::fault("the pieces of a file are not the whole of it"));
        }
        let vault = Arc::clone(&self.vault);
        let bytes = stream::iter(pieces)
            .then(move |stored| {
                let vault = Arc::clone(&vault);
                async move { vault.open(&stored).await }
            })
            .try_flatten();
        let incoming = Incoming {
            file_name: becoming.file_name.to_owned(),
            mime: None,
            bytes: bytes.boxed(),
        };
        let mut shelved = self.shelve(caller, spot.space, incoming).await?;
        self.glean(caller, &mut shelved).await;
        let origin = Origin {
            // By it, the same file sent again is known to be there.
            unique_id: Some(format!("arrival {}", spot.id)),
            ..Origin::default()
        };
        let (checked, keeping) = (becoming.checked, becoming.keeping);
        self.add(caller, spot.space, shelved, checked, &origin, keeping)
            .await
    }

    async fn stored(&self, space: SpaceId, piece: &Piece) -> Result<Stored> {
        let plain = self.journal.open_beside(space, PURPOSE, &piece.opener);
        let plain = plain.await?;
        let wrong = || Error::fault("the opener of a piece is unreadable");
        let (key, sha256) = plain.split_first_chunk::<32>().ok_or_else(wrong)?;
        Ok(Stored {
            object: piece.object,
            key: Key::from_bytes(*key),
            size: piece.size,
            sha256: sha256.try_into().map_err(|_| wrong())?,
        })
    }

    /// Forgets what was not finished in its day, and what those who died left. To be
    /// called again and again; what one of them refuses stops no other.
    ///
    /// # Errors
    /// The last refusal.
    pub async fn sweep_arrivals(&self) -> Result<()> {
        let mut last = Ok(());
        let over = self.ledgers.arrivals_over(self.now(), OVER_AT_ONCE);
        for (space, id) in over.await? {
            if let Err(error) = self.forget_arrival(space, id).await {
                last = Err(error);
            }
        }
        last
    }

    /// Forgets all that is on its way into a space that was erased.
    pub(super) async fn forget_arrivals(&self, space: SpaceId) -> Result<()> {
        for id in self.ledgers.arrivals_in(space).await? {
            self.forget_arrival(space, id).await?;
        }
        Ok(())
    }
}
