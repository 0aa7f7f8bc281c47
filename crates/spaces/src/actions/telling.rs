//! What happened to a space, as its holder reads it: who asked, how, when, and
//! the number to quote.

use super::at_once::done_by_batch;
use super::help::Help;
use crate::Spaces;
use crate::queries::{self, Happened};
use crate::rules::code;
use crate::rules::life::{Event, How};
use kernel::{Result, SpaceId, Timestamp};
use ledger::{Due, KnownStep};
use store::Tx;

/// Who asked for something, in a word that names nobody, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// `holder`, `fund`, `operator`, `representative`, `carer`, `unknown`.
    pub who: &'static str,
    /// How.
    pub how: How,
    /// The help on site with which it was done.
    pub help: Option<Help>,
}

impl By {
    /// The holder, on the site.
    pub const HOLDER: Self = Self::holder(How::Site);
    /// The fund's batch.
    pub const FUND: Self = Self {
        who: "fund",
        how: How::Batch,
        help: None,
    };
    /// The holder, by phone: an operator typed it.
    pub const PHONE: Self = Self::holder(How::Phone);
    /// Who answers for a child, on the site.
    pub const REPRESENTATIVE: Self = Self {
        who: "representative",
        how: How::Site,
        help: None,
    };
    /// Who answers for a child, by phone: an operator typed it.
    pub const REPRESENTATIVE_BY_PHONE: Self = Self {
        who: "representative",
        how: How::Phone,
        help: None,
    };
    /// A carer, on the site.
    pub const CARER: Self = Self {
        who: "carer",
        how: How::Site,
        help: None,
    };
    /// Whoever was on the site with what they should not have had.
    pub const UNKNOWN: Self = Self {
        who: "unknown",
        how: How::Site,
        help: None,
    };

    /// The holder, in this way.
    pub const fn holder(how: How) -> Self {
        Self {
            who: "holder",
            how,
            help: None,
        }
    }

    /// The holder on the site, with this help if there is one.
    pub const fn helped(help: Option<Help>) -> Self {
        let how = match help {
            Some(_) => How::Assistance,
            None => How::Site,
        };
        Self {
            help,
            ..Self::holder(how)
        }
    }
}

impl From<How> for By {
    /// The holder, in this way.
    fn from(how: How) -> Self {
        Self::holder(how)
    }
}

/// What was done, and its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The space.
    pub space: SpaceId,
    /// When.
    pub at: Timestamp,
    /// The number to quote.
    pub number: String,
    /// Since when what a refusal ended was open, if it was.
    pub opened_at: Option<Timestamp>,
}

/// Since when any of what these refusals ended was open.
pub(super) fn opened_at(receipts: &[Receipt]) -> Option<Timestamp> {
    receipts.iter().filter_map(|one| one.opened_at).min()
}

impl Spaces {
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        what: Event,
        by: By,
        at: Timestamp,
    ) -> Result<Receipt> {
        let number = code::receipt_number(&*self.world().chance);
        self.tell_as(tx, space, what, by, at, number).await
    }

    /// As [`Self::tell`], with a number given for several spaces at once.
    pub(crate) async fn tell_as(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        what: Event,
        by: By,
        at: Timestamp,
        number: String,
    ) -> Result<Receipt> {
        let event = Happened {
            at,
            what,
            who: by.who.to_owned(),
            how: by.how,
            receipt: number.clone(),
        };
        let salt = self.keys().tree_salt(space, &event.receipt);
        let due = Due::new(space.bucket(), self.world());
        let mut writes = vec![
            queries::insert_event(space, &event),
            // A refusal or a closure moves the head of the public tree: no restore
            // of a database from before it passes unseen.
            due.queue(&[event.step(space).commitment(&salt)]),
        ];
        if let Some(Help(help)) = by.help {
            writes.push(queries::insert_space_help(space, &number, help));
            // That a code was asked for is noted when it is: that one was sent
            // would tell the volunteer that the person exists.
            if !matches!(what, Event::CodeAsked | Event::Announced) {
                writes.push(queries::insert_help_act(help, what, at));
            }
        }
        tx.run(writes).await?;
        Ok(Receipt {
            space,
            at,
            number,
            opened_at: None,
        })
    }

    /// Every step in the life of a space that the public log may hold, with how what
    /// stands for it there is made again, and when that was queued: for its holder, and
    /// whom they let check it.
    ///
    /// # Errors
    /// As the store.
    pub async fn committed(&self, space: SpaceId) -> Result<Vec<(KnownStep, Timestamp)>> {
        let events = queries::list_all_events(self.store(), space).await?;
        let alone = events.iter().map(|event| {
            let known = KnownStep {
                step: event.step(space),
                salt: self.keys().tree_salt(space, &event.receipt),
                among: None,
            };
            (known, event.at)
        });
        let mut known: Vec<_> = alone.collect();
        known.extend(self.committed_at_once(space).await?);
        Ok(known)
    }

    /// What happened to a space, newest first, for its holder.
    ///
    /// # Errors
    /// As the store.
    pub async fn events(&self, space: SpaceId) -> Result<Vec<Happened>> {
        let mut events = queries::list_events(self.store(), space).await?;
        let (told, opened) = queries::find_batch_events(self.store(), space).await?;
        let batch = [(Event::Announced, told), (Event::OpenedBySilence, opened)];
        for (what, at) in batch {
            let Some(at) = at else { continue };
            events.push(done_by_batch(self.keys(), space, what, at));
        }
        events.sort_by_key(|happened| std::cmp::Reverse((happened.at, happened.what.order())));
        Ok(events)
    }
}
