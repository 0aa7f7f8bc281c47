//! Six weeks and three days passed in silence: what is due is opened, once,
//! bucket by bucket, unless something looks wrong.

use super::announce::Run;
use super::dispatch::KIND;
use crate::Campaigns;
use crate::queries::{self, Opening, Stopped};
use crate::rules::plausible::{self, Doubt, clock_doubt, doubt, holds_for, is_one_person};
use kernel::{AccountId, BUCKETS, Error, Result, Timestamp};
use store::Tx;

/// Buckets opened in one transaction.
const BUCKETS_AT_ONCE: u16 = 32;
/// Buckets counted in one message.
const BUCKETS_COUNTED: u16 = 512;

/// What an opening did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The instant it opened as of.
    pub at: Timestamp,
    /// How many letters were written first, to those whose e-mail came back or
    /// never left.
    pub letters: u64,
    /// How many spaces.
    pub opened: u64,
}

/// An opening that waits for two persons.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    /// When it stopped.
    pub at: Timestamp,
    /// Why.
    pub why: Doubt,
    /// How many were due.
    pub due: u64,
    /// Who released it first, if somebody did.
    pub first_by: Option<String>,
}

impl Campaigns {
    /// Takes over what came back, then opens every space whose deadline passed
    /// three days ago or more without a no: who is known not to have been
    /// reached is not opened. An opening that was interrupted is gone on with
    /// first.
    ///
    /// # Errors
    /// As [`Self::take_over_returned`], but for the clock; conflict
    /// `opening-stopped`, when the clock or the count is implausible, or notices
    /// did not leave, and two persons have not released it: each doubt by itself;
    /// conflict `campaign-elsewhere`, while another process is at it.
    pub async fn open_due(&self) -> Result<Opened> {
        let run = self.lease("open what is due").await?;
        let done = self.take_over_and_open(run).await;
        self.end(run).await?;
        done
    }

    async fn take_over_and_open(&self, run: Run) -> Result<Opened> {
        let mut letters = match self.take_over_all(run).await {
            // A clock in doubt stops the opening too, which writes it down for
            // the two persons who look.
            Err(error) if error.code() == "campaign-clock" => 0,
            done => done?,
        };
        let mut begun = self.under_way().await?;
        let opening = loop {
            match begun {
                Some(opening) => break opening,
                None => begun = self.begin_opening().await?,
            }
            // Two persons said that it is this late: only now is it known whose
            // e-mail came back, or did not leave in time.
            if begun.is_none() {
                letters += self.take_over_all(run).await?;
            }
        };
        self.open_all(opening, letters).await
    }

    async fn open_all(&self, mut opening: Opening, letters: u64) -> Result<Opened> {
        while opening.next_bucket < BUCKETS {
            let end = (opening.next_bucket + BUCKETS_AT_ONCE).min(BUCKETS);
            let mut tx = self.store().begin("open what is due").await?;
            let opened = self
                .spaces()
                .open_due(&mut tx, opening.next_bucket..end, opening.at)
                .await?;
            queries::update_opening(&mut tx, opening, end, opened).await?;
            kernel::kill_point("open-before-commit");
            tx.commit().await?;
            kernel::kill_point("open-after-commit");
            opening.next_bucket = end;
            opening.opened += opened;
        }
        let now = self.world().now();
        let mut tx = self.store().begin("finish an opening").await?;
        queries::finish_opening(&mut tx, opening.at, now).await?;
        tx.commit().await?;
        Ok(Opened {
            at: opening.at,
            letters,
            opened: opening.opened,
        })
    }

    async fn under_way(&self) -> Result<Option<Opening>> {
        let mut tx = self.store().begin("look for an opening").await?;
        let found = queries::find_opening(&mut tx).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// None, where two persons released a clock in doubt: it is believed from now
    /// on, and everything else is to be asked again.
    async fn begin_opening(&self) -> Result<Option<Opening>> {
        let now = self.world().now();
        let mut due = 0;
        let mut tx = self.store().begin("count what is due").await?;
        let mut from = 0;
        while from < BUCKETS {
            let end = (from + BUCKETS_COUNTED).min(BUCKETS);
            due += self.spaces().count_due(&mut tx, from..end, now).await?;
            from = end;
        }
        let found = plausible::Opening {
            now,
            seen: queries::clock_seen(&mut tx).await?,
            due,
            waiting_since: queries::waiting_since(&mut tx).await?,
            unsent_since: self.post().waiting_since(&mut tx, KIND).await?,
        };
        let stop = queries::find_stop(&mut tx).await?;
        match (doubt(&self.config().plan, found), stop) {
            (Some(why), Some(stop)) if stop.second_by.is_some() && stop.is_about(why, due) => {
                queries::use_stop(&mut tx, stop.at, now).await?;
                queries::set_clock_seen(&mut tx, now).await?;
                if why.is_of_the_clock() {
                    tx.commit().await?;
                    return Ok(None);
                }
            }
            (Some(why), stop) => {
                // What was looked at is another doubt, or fewer spaces: this
                // one waits for two persons of its own.
                if let Some(stop) = stop.as_ref().filter(|stop| !stop.is_about(why, due)) {
                    queries::use_stop(&mut tx, stop.at, now).await?;
                }
                if stop.as_ref().is_none_or(|stop| !stop.is_about(why, due)) {
                    queries::insert_stop(&mut tx, now, why, due).await?;
                }
                tx.commit().await?;
                tracing::error!(
                    ?why,
                    due,
                    "an opening by silence looks implausible: stopped"
                );
                return Err(Error::conflict("opening-stopped"));
            }
            // What was doubtful no longer is: the clock was set right.
            (None, Some(stop)) => queries::use_stop(&mut tx, stop.at, now).await?,
            (None, None) => {}
        }
        queries::write_clock(&mut tx, now).await?;
        queries::insert_opening(&mut tx, now, due).await?;
        tx.commit().await?;
        Ok(Some(Opening {
            at: now,
            next_bucket: 0,
            opened: 0,
        }))
    }

    /// The opening that waits for two persons, if one does.
    ///
    /// # Errors
    /// As the store.
    pub async fn stopped(&self) -> Result<Option<Stop>> {
        let mut tx = self.store().begin("look for a stop").await?;
        let stop = queries::find_stop(&mut tx).await?;
        tx.commit().await?;
        Ok(stop.map(|stop| Stop {
            at: stop.at,
            why: stop.why,
            due: stop.due,
            first_by: stop.first_by,
        }))
    }

    /// Somebody at the command line looked, and lets the stopped opening go on:
    /// the second one does, who is not the first. Whether it may go on now.
    ///
    /// # Errors
    /// Conflict, when nothing is stopped; forbidden, when one person says it
    /// twice; invalid, without a name.
    pub async fn release(&self, by: &str) -> Result<bool> {
        self.release_as(by, None).await
    }

    /// As [`Self::release`], for an administrator on the site, whom their account
    /// tells from another of the same name.
    ///
    /// # Errors
    /// As [`Self::release`].
    pub async fn release_by(&self, by: &str, account: AccountId) -> Result<bool> {
        self.release_as(by, Some(account)).await
    }

    async fn release_as(&self, by: &str, account: Option<AccountId>) -> Result<bool> {
        let by = by.trim();
        if by.is_empty() {
            return Err(Error::invalid("opening-release-name"));
        }
        let now = self.world().now();
        let mut tx = self.store().begin("release an opening").await?;
        let stop = queries::find_stop(&mut tx)
            .await?
            .ok_or_else(|| Error::conflict("opening-not-stopped"))?;
        let done = match stop.first_by.as_deref() {
            None => {
                queries::release_first(&mut tx, stop.at, by, account).await?;
                false
            }
            Some(first) if is_one_person((first, stop.first_account), (by, account)) => {
                return Err(Error::forbidden("opening-release-two"));
            }
            Some(_) => {
                queries::release_second(&mut tx, stop.at, by, now).await?;
                true
            }
        };
        tx.commit().await?;
        Ok(done)
    }

    /// Writes down that it is this late: to be called every few minutes, so
    /// that a clock that leaps is noticed. Whether the clock may be believed:
    /// until then, nothing is to be done that a wrong one would do for ever.
    ///
    /// # Errors
    /// As the store.
    pub async fn see_clock(&self) -> Result<bool> {
        let mut tx = self.store().begin("see the clock").await?;
        let believed = self.see_clock_in(&mut tx, self.world().now()).await?;
        tx.commit().await?;
        Ok(believed)
    }

    /// Whether the clock may be believed, without writing anything down.
    ///
    /// # Errors
    /// As the store.
    pub async fn believes_clock(&self) -> Result<bool> {
        let seen = queries::look_at_clock(self.store()).await?;
        Ok(clock_doubt(&self.config().plan, self.world().now(), seen).is_none())
    }

    /// As [`Self::see_clock`], for whoever tells people: nobody is told as of a
    /// wrong instant.
    pub(crate) async fn see_clock_to_tell(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        match self.see_clock_in(tx, now).await? {
            true => Ok(()),
            false => Err(Error::conflict("campaign-clock")),
        }
    }

    async fn see_clock_in(&self, tx: &mut Tx, now: Timestamp) -> Result<bool> {
        let seen = queries::clock_seen(tx).await?;
        let believed = clock_doubt(&self.config().plan, now, seen).is_none();
        // A leap is not written down: the next opening must notice it.
        if believed {
            queries::write_clock(tx, now).await?;
        }
        Ok(believed)
    }
}

impl Stopped {
    fn is_about(&self, why: Doubt, due: u64) -> bool {
        holds_for((self.why, self.due), (why, due))
    }
}
