//! A holder takes all of their space away, in one file. It is decided and written
//! three times: when they ask, when the file is put together without them, and
//! when it leaves the house. What the rules keep from their own eyes on screen is
//! not in it: each document is decided as when it is read.

use super::Sharing;
use super::letting::Target;
use crate::permit::{Permit, Scope};
use crate::rules::Act;
use identity::Caller;
use kernel::{Result, SpaceId};

/// How far a space is on its way out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Carrying {
    /// Its holder asks for it.
    Asked,
    /// It is put together.
    Packed,
    /// The file is handed over.
    Taken,
}

impl Carrying {
    const fn act(self) -> &'static str {
        match self {
            Self::Asked => "export-asked",
            Self::Packed => "export-packed",
            Self::Taken => "export-taken",
        }
    }
}

impl Sharing {
    /// Lets the holder take their space away, one step further. The permit covers
    /// the documents they may read, and their history.
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
        self.permit(caller, space, Act::ExportHistory, |_| {
            Ok(Target {
                scope: Scope::Whole,
                act: step.act(),
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }
}
