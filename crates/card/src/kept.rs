//! The card as the fold of the journal knows it: what is ticked, and the code that
//! is in force, whose secret is [`Sealed`].

use crate::rules::Tick;
use kernel::{AccountId, DocumentId, SpaceId, Timestamp};
use profile::Profile;
use profile::rules::Heading;
use sharing::rules::DocumentState;
use sharing::{CARD, DocumentFacts, Hiding, Sealed, Titled, WrittenBy};
use std::collections::BTreeSet;

/// Random bytes of a secret: 160 bits.
pub(crate) const SECRET: usize = 20;

/// The secret address of a card.
#[derive(Clone, Copy)]
pub(crate) struct Secret(pub(crate) [u8; SECRET]);

impl Titled for Secret {
    fn what(&self) -> &str {
        ""
    }
}

/// The code that is in force.
#[derive(Clone)]
pub struct Code {
    /// Of its secret.
    pub(crate) hash: [u8; 32],
    /// Who made it.
    pub(crate) account: AccountId,
    /// When.
    pub(crate) since: Timestamp,
    /// Its secret, for its holder to print again.
    pub(crate) secret: Sealed<Secret, ()>,
}

/// The emergency card of a space.
#[derive(Clone, Default)]
pub struct Card {
    pub(crate) ticks: BTreeSet<Tick>,
    pub(crate) code: Option<Code>,
}

/// What rights to a secret depend on: it is the holder's, and of a type that the
/// matrix opens to nobody.
pub(crate) fn facts(space: SpaceId, id: DocumentId, at: Timestamp) -> DocumentFacts {
    DocumentFacts {
        space,
        id,
        type_code: CARD.to_owned(),
        author: WrittenBy::Holder,
        hiding: Hiding::default(),
        added_at: at,
        state: DocumentState::Kept,
    }
}

/// What of the profile these ticks are about, as it is now.
pub(crate) fn about(profile: &Profile, ticks: &BTreeSet<Tick>) -> BTreeSet<DocumentId> {
    let under = |heading: Heading| {
        let lines = profile.under(heading);
        lines.map(|kept| kept.sealed.facts().id).collect()
    };
    let ids = |tick: &Tick| -> Vec<DocumentId> {
        match tick {
            Tick::Name | Tick::Birth => Vec::new(),
            Tick::Line(id) => vec![*id],
            Tick::Nothing(heading) => {
                let none = profile.none(*heading);
                none.map(|none| none.facts().id).into_iter().collect()
            }
            Tick::Directives => under(Heading::Directives),
            Tick::OrganDonation => under(Heading::OrganDonation),
        }
    };
    ticks.iter().flat_map(ids).collect()
}
