//! A holder's calendar program fetches what their diary says, at an address that
//! they made for it. It is decided as if they looked themselves, without a session;
//! the line says that software did, and is of the class of what nobody looked at.

use super::Sharing;
use super::letting::Target;
use crate::permit::{Permit, Scope};
use crate::rules::Act;
use identity::{Caller, Holder};
use kernel::{Result, SpaceId};

impl Sharing {
    /// Lets a program see what lists of their space show its holder, for whom it
    /// asks.
    ///
    /// # Errors
    /// As [`Self::permit_record`].
    pub async fn permit_feed(&self, holder: Holder, space: SpaceId) -> Result<Permit> {
        let caller = Caller::Holder(holder);
        self.permit(&caller, space, Act::OpenRecord, |_| {
            Ok(Target {
                scope: Scope::Labels,
                act: "agenda-fetched",
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }
}
