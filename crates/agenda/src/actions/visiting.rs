//! The holder lets whoever made an appointment with them read for it, and takes that
//! back. The appointment by itself gives nobody a right.

use crate::Agenda;
use crate::diary::{Diary, Item, ItemId};
use crate::rules::visit::{Offer, last_day, offer};
use identity::{Caller, Holder};
use journal::By;
use kernel::{Date, Error, LinkId, Result, Rpps, SpaceId};
use sharing::{Change, Leave, Person, Visit};

/// The professional who made an appointment, as they were then.
pub(crate) fn made_by(by: &By) -> Option<(&Rpps, Person)> {
    match by {
        By::Professional {
            rpps,
            name,
            profession,
            ..
        } => Some((
            rpps,
            Person {
                name: name.clone(),
                profession: profession.clone(),
            },
        )),
        _ => None,
    }
}

impl Agenda {
    /// The holder lets whoever made this appointment read their record for it, to the end
    /// of the day that they read.
    ///
    /// # Errors
    /// Not found, for what they do not see, and for what no professional made; a
    /// conflict, where nothing can be given for it now, or to another day than that; else
    /// as [`Leave::lets_for_visit`].
    pub(crate) async fn let_read(
        &self,
        holder: &Holder,
        space: SpaceId,
        id: ItemId,
        day: Date,
    ) -> Result<()> {
        let link = LinkId::new(&*self.sharing().world().chance);
        let draft = |leave: &Leave| {
            let item = seen(leave, id)?;
            let (rpps, person) = made_by(item.by()).ok_or_else(Error::not_found)?;
            let (content, profession) = (&item.content, &person.profession);
            match offer(content, item.status, profession, leave.now()) {
                // Whoever made it may have moved it since: nobody gives what they did not read.
                Some(Offer::Until(until)) if last_day(until) != day => {
                    Err(Error::conflict("agenda-reading-moved"))
                }
                Some(Offer::Until(until)) => {
                    let person = &person;
                    let visit = Visit {
                        id,
                        rpps,
                        person,
                        until,
                    };
                    leave.lets_for_visit(holder, link, &visit)
                }
                Some(Offer::From(_)) | None => Err(Error::conflict("agenda-reading-not-now")),
            }
        };
        let caller = Caller::Holder(holder.clone());
        let change = Change::WidenRights;
        self.sharing().change(&caller, space, change, draft).await
    }

    /// The holder takes back what they gave for an appointment. Twice is once.
    ///
    /// # Errors
    /// Not found, for what they do not see; forbidden, for anybody but the holder.
    pub(crate) async fn let_read_no_more(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
    ) -> Result<()> {
        let draft = |leave: &Leave| {
            seen(leave, id)?;
            leave.ends_visit(id)
        };
        let change = Change::SetRights;
        self.sharing().change(caller, space, change, draft).await
    }
}

fn seen(leave: &Leave, id: ItemId) -> Result<&Item> {
    let item = leave.state::<Diary>()?.find(id);
    let item = item.filter(|item| leave.sees(item.facts()));
    item.ok_or_else(Error::not_found)
}
