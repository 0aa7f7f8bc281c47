//! Who reads a conversation beside whose space it is: a carer to whom conversations are
//! confided, one that began since. Whose a conversation of a child's space is: of those who answer for the child too, or
//! the young person's own. It is said once, as it begins: what they begin is theirs, what
//! the child begins is the child's, and what a professional does is the child's from when
//! there is an account of the child's own.

use crate::Messages;
use crate::mailbox::{Mailbox, ThreadId};
use identity::{Caller, Capacity};
use kernel::{Result, SpaceId};
use sharing::Permit;
use sharing::rights::Rights;

/// Who reads a conversation beside the child whose space it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Beside {
    /// The patient is of age: nobody does.
    Nobody,
    /// Whoever answers for them.
    Family,
    /// Nobody: it is the young person's own.
    NotTheFamily,
    /// A carer to whom their holder confides conversations.
    Carers,
}

impl Messages {
    /// Whether a conversation that this caller begins is of those who answer for a child.
    ///
    /// # Errors
    /// Not found, for a space that is not open.
    pub(crate) async fn begins_for_family(&self, caller: &Caller, space: SpaceId) -> Result<bool> {
        if let Caller::Holder(holder) = caller {
            return Ok(holder.capacity == Capacity::Representative);
        }
        if !self.is_minors(space).await? {
            return Ok(false);
        }
        let own = self.0.parts.identity.reached(space).await?;
        Ok(own.is_none())
    }

    /// Whether whose space it is is a minor today.
    ///
    /// # Errors
    /// Not found, for a space that is not open.
    pub(crate) async fn is_minors(&self, space: SpaceId) -> Result<bool> {
        let today = self.now().in_paris().date();
        Ok(self.face(space).await?.is_minor_on(today))
    }

    /// Who reads this conversation beside the patient, or would read one that this caller
    /// begins.
    pub(crate) async fn beside(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<(&Permit, ThreadId)>,
    ) -> Result<Beside> {
        if !self.is_minors(space).await? {
            let began = match thread {
                Some((permit, id)) => permit
                    .state::<Mailbox>()?
                    .find(id)
                    .map(|it| it.thread.began_at),
                None => Some(self.now()),
            };
            let identity = &self.0.parts.identity;
            let own = matches!(caller, Caller::Holder(it) if it.capacity == Capacity::Holder);
            let read = match began {
                Some(began) if own => identity.carers_read(space, began).await?,
                _ => false,
            };
            return Ok(if read { Beside::Carers } else { Beside::Nobody });
        }
        let family = match thread {
            Some((permit, id)) => permit.state::<Rights>()?.is_of_the_family(id),
            None => self.begins_for_family(caller, space).await?,
        };
        Ok(match family {
            true => Beside::Family,
            false => Beside::NotTheFamily,
        })
    }
}
