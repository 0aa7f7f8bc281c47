//! When the master key is changed: the keys of all spaces are wrapped anew, row by
//! row, while the house serves. A space's own key stays what it is; nothing that
//! is sealed under it is touched, and who has it warm goes on.
//!
//! It may die anywhere and begin again: a row that was done is seen to be.

use crate::log::{Journal, bucket};
use crate::shreds::Shred;
use crate::wrapping::Change;
use kernel::{Error, Kind, Result, SpaceId};
use keys::Generation;
use std::collections::{BTreeMap, HashMap};
use store::{Row, Tx, Value};

/// Rows looked at together.
const PAGE: u32 = 500;
/// Rows kept in one transaction: on SQLite nobody else writes meanwhile.
const PORTION: usize = 100;
/// Spaces that are named where all are counted.
const NAMED_MAX: usize = 5;

/// By which generations the keys of spaces are wrapped.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Wrapped {
    /// How many keys by which.
    pub by: BTreeMap<Generation, u64>,
    /// How many cannot be looked into: their shred is missing, or their row damaged.
    pub unknown: u64,
    /// Some of those.
    pub some_unknown: Vec<SpaceId>,
}

/// What was done in one walk.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Rewrapped {
    /// Keys that are wrapped by the new generation since.
    pub done: u64,
    /// Keys that were about to be, but somebody was at their row, or changed it.
    pub missed: u64,
    /// How many cannot be looked into, or opened.
    pub unknown: u64,
}

impl Journal {
    /// The generation of the master key that wraps the keys of spaces, from now on.
    ///
    /// # Errors
    /// Unavailable, if the store or the key holder does not answer.
    pub async fn wraps_by(&self) -> Result<Generation> {
        Ok(self.0.keyring.wrapping().kept().await?.0)
    }

    /// From now on this generation wraps, in all processes: when this returns, no
    /// key that an earlier one wrapped is kept any more. Never goes back.
    ///
    /// # Errors
    /// Unavailable, if the store or the key holder does not answer.
    pub async fn wrap_by(&self, generation: Generation) -> Result<()> {
        self.0.keyring.wrapping().move_to(generation).await
    }

    /// Whether this generation is the one that wraps, until this transaction ends:
    /// for whoever keeps something wrapped beside the journal.
    ///
    /// # Errors
    /// As the store.
    pub async fn wraps_by_in(&self, tx: &mut Tx, generation: Generation) -> Result<bool> {
        self.0.keyring.wrapping().holds_in(tx, generation).await
    }

    /// Looks at the keys of all spaces, in this very moment.
    ///
    /// # Errors
    /// As the stores.
    pub async fn wrapped(&self) -> Result<Wrapped> {
        let mut found = Wrapped::default();
        let mut after = None;
        loop {
            let (rows, shreds) = self.wrapped_page(&mut after).await?;
            if rows.is_empty() {
                return Ok(found);
            }
            for (space, kept) in rows {
                let shred = shreds.get(&space).unwrap_or(&Shred::Absent);
                let keyring = &self.0.keyring;
                match keyring.wrapped_anew(space, &kept, shred, None).await {
                    Ok((Some(generation), _)) => *found.by.entry(generation).or_default() += 1,
                    Ok((None, _)) => {}
                    Err(error) => {
                        not_looked_into(&error)?;
                        found.unknown += 1;
                        if found.some_unknown.len() < NAMED_MAX {
                            found.some_unknown.push(space);
                        }
                    }
                }
            }
        }
    }

    /// Wraps anew what the generation that wraps has not wrapped, once through all
    /// spaces.
    ///
    /// # Errors
    /// As the stores and the key holder; what was done stays done.
    pub async fn rewrap(&self) -> Result<Rewrapped> {
        let generation = self.0.keyring.wrapping().read_again().await?;
        let mut walked = Rewrapped::default();
        let mut after = None;
        loop {
            let (rows, shreds) = self.wrapped_page(&mut after).await?;
            if rows.is_empty() {
                return Ok(walked);
            }
            for portion in rows.chunks(PORTION) {
                let mut changes = Vec::with_capacity(portion.len());
                for (space, kept) in portion {
                    let shred = shreds.get(space).unwrap_or(&Shred::Absent);
                    let keyring = &self.0.keyring;
                    let anew = keyring.wrapped_anew(*space, kept, shred, Some(generation));
                    match anew.await {
                        Ok((_, Some(now))) => changes.push(Change {
                            space: *space,
                            was: kept.clone(),
                            now,
                        }),
                        Ok((_, None)) => {}
                        Err(error) => {
                            not_looked_into(&error)?;
                            walked.unknown += 1;
                        }
                    }
                }
                if changes.is_empty() {
                    continue;
                }
                let wanted = changes.len() as u64;
                let wrapping = self.0.keyring.wrapping();
                let done = wrapping.put_anew(generation, changes).await?;
                walked.done += done;
                walked.missed += wanted.saturating_sub(done);
            }
        }
    }

    /// The next rows that hold a key, and the shreds over them.
    async fn wrapped_page(
        &self,
        after: &mut Option<SpaceId>,
    ) -> Result<(Vec<(SpaceId, Vec<u8>)>, HashMap<SpaceId, Shred>)> {
        const ROWS: &str = "SELECT space, key_wrapped FROM book \
             WHERE (bucket, space) > ($1, $2) AND length(key_wrapped) > 0 \
             ORDER BY bucket, space LIMIT $3";
        let mut params = match *after {
            Some(space) => vec![bucket(space), space.into()],
            None => vec![Value::Int(-1), Value::Blob(Vec::new())],
        };
        params.push(PAGE.into());
        let rows = self.0.store.query(ROWS, params).await?;
        let read = |row: &Row| Ok((SpaceId::from_slice(row.blob(0)?)?, row.blob(1)?.to_vec()));
        let rows: Vec<(SpaceId, Vec<u8>)> = rows.iter().map(read).collect::<Result<_>>()?;
        let (Some((from, _)), Some((to, _))) = (rows.first(), rows.last()) else {
            return Ok((rows, HashMap::new()));
        };
        *after = Some(*to);
        let shreds = self.0.keyring.shreds(*from, *to).await?;
        Ok((rows, shreds))
    }
}

/// One row that cannot be looked into keeps no other back; a store or a holder
/// that does not answer stops the walk.
fn not_looked_into(error: &Error) -> Result<()> {
    match error.kind() {
        Kind::Fault => {
            let error = error.log_text();
            tracing::warn!(error, "a wrapped key cannot be looked into");
            Ok(())
        }
        _ => Err(Error::unavailable(error.log_text())),
    }
}
