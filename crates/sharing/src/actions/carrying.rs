//! A holder takes all of their space away, in one file; or who answers for a child, what
//! they see of the child's. It is decided and written three times: when they ask, when the
//! file is put together without them, and when it leaves the house. What the rules keep
//! from their own eyes on screen is not in it: each document is decided as when it is read.

use super::Sharing;
use super::letting::Target;
use crate::permit::{Permit, Scope};
use crate::rules::Act;
use identity::{Caller, Capacity, Holder};
use kernel::{Result, SpaceId};

/// How far a space is on its way out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carrying {
    /// Somebody asks for it.
    Asked,
    /// It is put together.
    Packed,
    /// The file is handed over.
    Taken,
}

impl Carrying {
    /// What the history calls it: who answers for a child carries away what they see, which
    /// may not be all.
    const fn act(self, whole: bool) -> &'static str {
        match (self, whole) {
            (Self::Asked, true) => "export-asked",
            (Self::Packed, true) => "export-packed",
            (Self::Taken, true) => "export-taken",
            (Self::Asked, false) => "copy-asked",
            (Self::Packed, false) => "copy-packed",
            (Self::Taken, false) => "copy-taken",
        }
    }
}

impl Sharing {
    /// Lets the holder take their space away, one step further, or who answers for them.
    /// The permit covers the documents they may read, and the history they are told.
    ///
    /// # Errors
    /// Forbidden, in the first days of an account that keep back what is older;
    /// not found, for anybody else; else as [`Self::permit_record`].
    pub async fn permit_carrying(
        &self,
        caller: &Caller,
        space: SpaceId,
        step: Carrying,
    ) -> Result<Permit> {
        let own = |holder: &Holder| holder.capacity == Capacity::Holder;
        let whole = matches!(caller, Caller::Holder(holder) if own(holder));
        self.permit(caller, space, Act::CarryAway, |_| {
            Ok(Target {
                scope: Scope::Whole,
                act: step.act(whole),
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }
}
