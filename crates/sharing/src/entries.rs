//! What sharing writes in the journal: care links, made and cut; and the fold
//! that reads them back.

use journal::{Entry, NewEntry, Slice};
use kernel::{Error, LinkId, Result, Rpps, Timestamp};
use minicbor::{Decode, Encode};

/// Why a care link exists. The holder reads it in the history.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Basis {
    /// The patient said yes to this professional, who states it.
    #[n(0)]
    Consent,
    /// The patient showed this professional a code of the moment.
    #[n(1)]
    Presence,
    /// The patient named them their treating doctor.
    #[n(2)]
    Treating,
    /// A professional in a care link brought them in.
    #[n(3)]
    Team,
}

impl Basis {
    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Presence => "presence",
            Self::Treating => "treating",
            Self::Team => "team",
        }
    }
}

/// Why one professional may read this space, and until when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CareLink {
    /// Its id.
    pub id: LinkId,
    /// The professional.
    pub rpps: Rpps,
    /// Their name when the link was made.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
    /// Why.
    pub basis: Basis,
    /// Since when.
    pub since: Timestamp,
    /// Its end: excluded. A cut link ends when it was cut.
    pub until: Timestamp,
}

/// All care links of a space, the oldest first.
#[derive(Clone, Default, Debug)]
pub struct CareLinks(Vec<CareLink>);

impl CareLinks {
    /// The links, ended ones included.
    pub fn all(&self) -> &[CareLink] {
        &self.0
    }

    /// The link in force between this professional and the space, the one that
    /// lasts longest if there are several.
    pub fn in_force(&self, rpps: &Rpps, now: Timestamp) -> Option<&CareLink> {
        let open = |link: &&CareLink| link.rpps == *rpps && link.since <= now && now < link.until;
        self.0.iter().filter(open).max_by_key(|link| link.until)
    }

    /// Whether the patient showed this professional that they were there, by a
    /// link that is in force.
    pub fn shown_by_presence(&self, rpps: &Rpps, now: Timestamp) -> bool {
        self.0.iter().any(|link| {
            link.basis == Basis::Presence
                && link.rpps == *rpps
                && link.since <= now
                && now < link.until
        })
    }
}

#[derive(Encode, Decode)]
struct LinkMade {
    #[cbor(n(0), with = "minicbor::bytes")]
    link: Vec<u8>,
    #[n(1)]
    rpps: String,
    #[n(2)]
    name: String,
    #[n(3)]
    profession: String,
    #[n(4)]
    basis: Basis,
    #[n(5)]
    until: i64,
}

#[derive(Encode, Decode)]
struct LinkMoved {
    #[cbor(n(0), with = "minicbor::bytes")]
    link: Vec<u8>,
    #[n(1)]
    until: i64,
}

#[derive(Encode, Decode)]
struct LinkCut {
    #[cbor(n(0), with = "minicbor::bytes")]
    link: Vec<u8>,
}

const LINK_MADE_1: u16 = 1;
const LINK_CUT_1: u16 = 2;
const LINK_MOVED_1: u16 = 3;

fn entry(
    version: u16,
    payload: impl Encode<()>,
    act: &'static str,
    what: &str,
    why: &str,
) -> NewEntry {
    NewEntry {
        slice: CareLinks::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act,
        about: None,
        what: what.to_owned(),
        why: why.to_owned(),
    }
}

/// The entry of a link just made.
pub fn link_made(link: &CareLink) -> NewEntry {
    let form = LinkMade {
        link: link.id.to_bytes().to_vec(),
        rpps: link.rpps.to_string(),
        name: link.name.clone(),
        profession: link.profession.clone(),
        basis: link.basis,
        until: link.until.millis(),
    };
    entry(LINK_MADE_1, form, "link-made", &link.name, link.basis.key())
}

/// The entry of a link cut before its end.
pub fn link_cut(link: &CareLink) -> NewEntry {
    entry(
        LINK_CUT_1,
        LinkCut {
            link: link.id.to_bytes().to_vec(),
        },
        "link-cut",
        &link.name,
        "",
    )
}

/// The entry of a link that the holder lets last shorter or longer.
pub fn link_moved(link: &CareLink, until: Timestamp) -> NewEntry {
    let form = LinkMoved {
        link: link.id.to_bytes().to_vec(),
        until: until.millis(),
    };
    entry(LINK_MOVED_1, form, "link-moved", &link.name, "")
}

impl Slice for CareLinks {
    const CODE: u16 = 2;
    type State = Self;

    fn fold(state: &mut Self, entry: &Entry<'_>) -> Result<()> {
        let unreadable = |error: minicbor::decode::Error| {
            Error::fault("a care link entry is unreadable").because(error)
        };
        match entry.version {
            LINK_MADE_1 => {
                let made: LinkMade = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.0.push(CareLink {
                    id: LinkId::from_slice(&made.link)?,
                    rpps: made.rpps.parse()?,
                    name: made.name,
                    profession: made.profession,
                    basis: made.basis,
                    since: entry.at,
                    until: Timestamp::from_millis(made.until),
                });
            }
            LINK_CUT_1 => {
                let cut: LinkCut = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = LinkId::from_slice(&cut.link)?;
                if let Some(link) = state.0.iter_mut().find(|link| link.id == id) {
                    link.until = link.until.min(entry.at);
                }
            }
            LINK_MOVED_1 => {
                let moved: LinkMoved = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = LinkId::from_slice(&moved.link)?;
                if let Some(link) = state.0.iter_mut().find(|link| link.id == id) {
                    link.until = Timestamp::from_millis(moved.until);
                }
            }
            later => {
                return Err(Error::fault(format!(
                    "a sharing entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use crate::frozen;

    fn link() -> CareLink {
        CareLink {
            id: LinkId::from_bytes([5; 16]),
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            basis: Basis::Consent,
            since: Timestamp::from_millis(1_000),
            until: Timestamp::from_millis(9_000),
        }
    }

    #[test]
    fn golden_care_links_of_version_1_are_made_moved_and_cut() {
        let (mut links, link) = (CareLinks::default(), link());
        let mut fold = |name: &str, new: &NewEntry, at| {
            frozen::fold::<CareLinks>(&mut links, name, new, at);
            links.all()[0].clone()
        };
        assert_eq!(fold("link-made-1", &link_made(&link), 1_000), link);
        let later = Timestamp::from_millis(12_000);
        let moved = fold("link-moved-1", &link_moved(&link, later), 3_000);
        assert_eq!(moved.until, later);
        let cut = fold("link-cut-1", &link_cut(&link), 4_000);
        assert_eq!(cut.until, Timestamp::from_millis(4_000));
    }

    #[test]
    fn a_link_is_in_force_from_its_start_to_just_before_its_end() {
        let (mut links, link) = (CareLinks::default(), link());
        frozen::fold::<CareLinks>(&mut links, "link-made-1", &link_made(&link), 1_000);
        for (at, in_force) in [(999, false), (1_000, true), (8_999, true), (9_000, false)] {
            let found = links.in_force(&link.rpps, Timestamp::from_millis(at));
            assert_eq!(found.is_some(), in_force, "{at}");
        }
    }

    #[test]
    fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
        let read = frozen::fold_payload::<CareLinks>(&mut CareLinks::default(), 99, &[], 0);
        assert!(read.is_err());
    }
}
