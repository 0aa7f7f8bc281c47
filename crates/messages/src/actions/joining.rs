//! Who takes part in a conversation beside those who began it: a professional of it
//! brings in a colleague, its holder somebody whom they may write to; and the holder
//! takes off whom they will. Whoever comes reads all that was said.

use super::side;
use crate::mailbox::{Correspondent, Kept, Mailbox, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::Line;
use crate::{Messages, entries, rules};
use identity::Caller;
use journal::Due;
use kernel::{Error, Result, SpaceId};
use sharing::{Leave, OnDocuments};
use std::sync::Mutex;

/// One answer for whoever is unknown, may not practise, or could not take part.
fn nobody() -> Error {
    Error::field("qui", "messages-add-nobody")
}

impl Messages {
    /// Whom somebody may bring into a conversation of theirs, by this number: for a
    /// professional anybody in post of the directory, for the holder whom they may
    /// write to, and whom they took off it.
    ///
    /// # Errors
    /// Not found, for whoever takes no part in it; a field error, if there is nobody
    /// for them.
    pub(crate) async fn to_bring(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        who: &Correspondent,
    ) -> Result<Party> {
        self.sees(caller, space, id).await?;
        let found = match (caller, who) {
            (Caller::Holder(_), _) => {
                let found = self.addressee(caller, space, (who, Vec::new())).await;
                let codes = |error: &Error| error.field_errors().first().map(|it| it.code);
                let found = found.map_err(|error| match codes(&error) {
                    Some(code) => Error::field("qui", code),
                    None => error,
                });
                match found? {
                    Some(party) => Some(party),
                    None => self.taken_off(caller, space, id, who).await?,
                }
            }
            (_, Correspondent::Professional(rpps)) => {
                let listed = self.0.parts.people.find(rpps).await?;
                let listed = listed.filter(|listed| listed.active);
                listed.map(|listed| Party {
                    who: who.clone(),
                    name: listed.name(),
                    profession: listed.profession.code().to_owned(),
                })
            }
            (_, Correspondent::Institution(_)) => None,
        };
        found.ok_or_else(nobody)
    }

    /// Somebody whom the holder took off this conversation: they may bring them back,
    /// whoever else they may write to.
    async fn taken_off(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        who: &Correspondent,
    ) -> Result<Option<Party>> {
        let found = Mutex::new(None);
        self.change(caller, space, id, |_, thread| {
            let party = thread.ever().find(|party| party.who == *who);
            if let Ok(mut found) = found.lock() {
                *found = party.cloned();
            }
            Ok(Vec::new())
        })
        .await?;
        Ok(found.into_inner().ok().flatten())
    }

    /// Brings somebody in. Twice is once.
    ///
    /// # Errors
    /// As [`Self::to_bring`]; a field error, if they could not take part themselves,
    /// and where as many as can take part do.
    pub(crate) async fn bring(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        (change, who): (MessageId, &Correspondent),
    ) -> Result<Party> {
        let party = self.to_bring(caller, space, id, who).await?;
        let side = side(caller)?;
        let decided = |leave: &Leave, thread: &Thread| {
            let there = leave.state::<Mailbox>()?.has_change(change);
            if there || !rules::may_join(thread, &side, &party)? {
                return Ok(Vec::new());
            }
            // Whether they could take part is decided as if they asked.
            let mut with = thread.clone();
            with.parties.push(party.clone());
            let with = Kept::new(leave.space(), with);
            let copy = with.copy(&party.side()).ok_or_else(Error::not_found)?;
            let act = OnDocuments::Converse;
            match leave.lets_author(act, &party.profession, copy) {
                true => Ok(vec![entries::thread_joined(id, change, &party)]),
                false => Err(nobody()),
            }
        };
        let look = |leave: &Leave, thread: &Thread| decided(leave, thread).map(|_| Vec::new());
        self.change(caller, space, id, look).await?;
        let now = self.now();
        let line = Line {
            space,
            thread: id,
            at: now,
        };
        self.note_line(&party, line, Some(now)).await?;
        if side != Side::Holder {
            let due = Due {
                space,
                of: id,
                due_at: now,
            };
            self.0.tables.due.note(due).await?;
        }
        self.change(caller, space, id, decided).await?;
        Ok(party)
    }

    /// The holder takes somebody off: from then on they find nothing of it. Twice is
    /// once.
    ///
    /// # Errors
    /// Not found, for anybody else.
    pub(crate) async fn take_off(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        (change, who): (MessageId, &Correspondent),
    ) -> Result<()> {
        let side = side(caller)?;
        self.change(caller, space, id, |leave, thread| {
            if leave.state::<Mailbox>()?.has_change(change) {
                return Ok(Vec::new());
            }
            let party = rules::may_remove(thread, &side, who)?;
            let left = party.map(|party| entries::thread_left(id, change, party));
            Ok(left.into_iter().collect())
        })
        .await?;
        match who.rpps() {
            Some(rpps) => self.0.tables.forget_line(rpps, id).await,
            None => Ok(()),
        }
    }
}
