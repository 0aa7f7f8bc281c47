//! What the holder decides of people and switches.

use super::{Change, Sharing};
use crate::entries::{CareLink, CareLinks, link_cut};
use crate::leave::Leave;
use crate::rights::entries as written;
use crate::rights::{Person, Rights, Switches};
use identity::{Caller, Holder};
use journal::NewEntry;
use kernel::{Error, Result, Rpps, SpaceId};

/// What is answered where a proof that it is they comes first.
pub const PROOF_FIRST: &str = "sharing-proof-first";

/// What the holder says of one professional.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Saying {
    /// They read nothing; they may still deposit.
    Block,
    /// They are as any other again.
    Unblock,
    /// They see what is hidden from all, too.
    NameAdministrator,
    /// They do not any more.
    RemoveAdministrator,
}

impl Sharing {
    /// The holder says how they stand to a professional. Saying it twice is
    /// saying it once.
    ///
    /// # Errors
    /// Invalid, for an administrator who is blocked; else as [`Self::change`].
    pub async fn say(
        &self,
        holder: &Caller,
        space: SpaceId,
        rpps: &Rpps,
        person: &Person,
        saying: Saying,
    ) -> Result<()> {
        let change = match saying {
            Saying::Block | Saying::RemoveAdministrator => Change::SetRights,
            Saying::Unblock | Saying::NameAdministrator => Change::WidenRights,
        };
        self.change(holder, space, change, |leave| {
            said(leave, rpps, person, saying)
        })
        .await
    }

    /// The holder sets the switches of their space: `set` says how, from what
    /// they are.
    ///
    /// # Errors
    /// Forbidden [`PROOF_FIRST`], where somebody would read more and they did not
    /// prove of late who they are; else as [`Self::change`].
    pub async fn switch<F>(&self, holder: &Holder, set: F) -> Result<()>
    where
        F: Fn(Switches) -> Switches + Send + Sync,
    {
        let (space, caller) = (holder.own_space()?, Caller::Holder(holder.clone()));
        self.change(&caller, space, Change::SetRights, |leave| {
            let before = leave.state::<Rights>()?.switches();
            let after = set(before);
            if after.widens(&before) {
                leave.widens()?;
                proved(holder, leave)?;
            }
            Ok(if after == before {
                Vec::new()
            } else {
                vec![written::switched(after)]
            })
        })
        .await
    }
}

/// Whoever lets somebody read more proved of late who they are
/// (`docs/sign-in.md`); asked on the record that is changed.
pub(super) fn proved(holder: &Holder, leave: &Leave) -> Result<()> {
    match identity::fresh_proof(holder, leave.now()) {
        true => Ok(()),
        false => Err(Error::forbidden(PROOF_FIRST)),
    }
}

fn said(leave: &Leave, rpps: &Rpps, person: &Person, saying: Saying) -> Result<Vec<NewEntry>> {
    let rights = leave.state::<Rights>()?;
    let blocked = rights.blocked().contains_key(rpps);
    let administrator = rights.administrators().contains_key(rpps);
    Ok(match saying {
        Saying::Block if !blocked => {
            let mut entries = vec![written::blocked(rpps, person)];
            entries.extend(administrator.then(|| written::administrator_removed(rpps, person)));
            entries.extend(brought_in(leave, rpps)?);
            entries
        }
        Saying::Unblock if blocked => vec![written::unblocked(rpps, person)],
        Saying::NameAdministrator if blocked => {
            return Err(Error::invalid("sharing-unblock-first"));
        }
        Saying::NameAdministrator if !administrator => {
            vec![written::administrator_named(rpps, person)]
        }
        Saying::RemoveAdministrator if administrator => {
            vec![written::administrator_removed(rpps, person)]
        }
        _ => Vec::new(),
    })
}

/// The links of those whom they brought in end with their own.
fn brought_in(leave: &Leave, rpps: &Rpps) -> Result<Vec<NewEntry>> {
    let links = leave.state::<CareLinks>()?;
    let through = |link: &&CareLink| {
        let parent = link.through.and_then(|id| links.find(id, leave.now()));
        parent.is_some_and(|parent| parent.rpps == *rpps)
    };
    let theirs = links.all_in_force(leave.now()).filter(through);
    Ok(theirs.map(link_cut).collect())
}
