//! What sharing writes in the journal: care links, made and cut; and the fold
//! that reads them back.

use journal::{By, Entry, NewEntry, Slice};
use kernel::{DocumentId, Error, LinkId, Result, Rpps, Timestamp};
use minicbor::{Decode, Encode};
use std::time::Duration;

/// How long a presence code that was shown stands for the patient's being there
/// (attack PRO-19).
const PRESENCE_COUNTS: Duration = Duration::from_secs(12 * 60 * 60);

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
    /// The patient lets them read for an appointment with them.
    #[n(4)]
    Visit,
}

impl Basis {
    /// How the history calls the beginning of such a link.
    const fn act(self) -> &'static str {
        match self {
            Self::Consent => "link-made",
            Self::Presence => "link-made-presence",
            Self::Treating => "link-made-treating",
            Self::Team => "link-made-team",
            Self::Visit => "link-made-visit",
        }
    }

    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Presence => "presence",
            Self::Treating => "treating",
            Self::Team => "team",
            Self::Visit => "visit",
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
    /// Its end: excluded. A cut link ends when it was cut, and one through another with
    /// that one at the latest ([`CareLinks::ends`]).
    pub until: Timestamp,
    /// The link of the one who brought them in: this one ends with it.
    pub through: Option<LinkId>,
    /// The appointment that it is for: this one ends where that is called off.
    pub visit: Option<DocumentId>,
    /// Whether its end is one that the holder set by themself.
    pub set_by_holder: bool,
}

/// All care links of a space, the oldest first.
#[derive(Clone, Default, Debug)]
pub struct CareLinks(Vec<CareLink>);

impl CareLinks {
    /// The links, ended ones included.
    pub fn all(&self) -> &[CareLink] {
        &self.0
    }

    /// The link of this id, if it is in force.
    pub fn find(&self, id: LinkId, now: Timestamp) -> Option<&CareLink> {
        self.all_in_force(now).find(|link| link.id == id)
    }

    /// The links in force, the oldest first.
    pub fn all_in_force(&self, now: Timestamp) -> impl Iterator<Item = &CareLink> {
        let open = move |link: &CareLink| link.since <= now && now < link.until;
        let holds = move |link: &&CareLink| {
            let through = link.through.map(|id| self.made(id));
            open(link) && through.is_none_or(|parent| parent.is_some_and(open))
        };
        self.0.iter().filter(holds)
    }

    /// When a link in force ends: the one that it came by may end sooner.
    pub fn ends(&self, link: &CareLink) -> Timestamp {
        let parent = link.through.and_then(|id| self.made(id));
        parent.map_or(link.until, |parent| link.until.min(parent.until))
    }

    /// Whether a link may last until then: one through another no longer than that one,
    /// for it would end sooner than is told.
    pub fn may_last(&self, link: &CareLink, until: Timestamp) -> bool {
        let through = link.through.map(|id| self.made(id));
        through.is_none_or(|parent| parent.is_some_and(|parent| until <= parent.until))
    }

    fn made(&self, id: LinkId) -> Option<&CareLink> {
        self.0.iter().find(|link| link.id == id)
    }

    /// The link in force between this professional and the space, the one that
    /// lasts longest if there are several.
    pub fn in_force(&self, rpps: &Rpps, now: Timestamp) -> Option<&CareLink> {
        let theirs = self.all_in_force(now).filter(|link| link.rpps == *rpps);
        theirs.max_by_key(|link| self.ends(link))
    }

    /// When the last link of this professional ended; nothing while one is in force.
    pub fn ended(&self, rpps: &Rpps, now: Timestamp) -> Option<Timestamp> {
        if self.in_force(rpps, now).is_some() {
            return None;
        }
        let theirs = self.0.iter().filter(|link| link.rpps == *rpps);
        let ends = theirs.map(|link| self.ends(link));
        ends.filter(|end| *end <= now).max()
    }

    /// The link in force that this professional has in their own right: it is neither
    /// for one visit alone nor through a colleague. The one that lasts longest, if there
    /// are several.
    pub fn of_ones_own(&self, rpps: &Rpps, now: Timestamp) -> Option<&CareLink> {
        let own = |link: &&CareLink| {
            link.rpps == *rpps && !matches!(link.basis, Basis::Team | Basis::Visit)
        };
        self.all_in_force(now)
            .filter(own)
            .max_by_key(|link| link.until)
    }

    /// The link in force for this appointment.
    pub fn for_visit(&self, visit: DocumentId, now: Timestamp) -> Option<&CareLink> {
        self.all_in_force(now)
            .find(|link| link.visit == Some(visit))
    }

    /// Whether the patient showed this professional that they are there, by a
    /// code of these hours and a link that is in force.
    pub fn shown_by_presence(&self, rpps: &Rpps, now: Timestamp) -> bool {
        self.all_in_force(now).any(|link| {
            link.basis == Basis::Presence
                && link.rpps == *rpps
                && now < link.since.plus(PRESENCE_COUNTS)
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
    #[cbor(n(6), with = "minicbor::bytes")]
    through: Option<Vec<u8>>,
    #[cbor(n(7), with = "minicbor::bytes")]
    visit: Option<Vec<u8>>,
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

/// An entry of this slice; `act`, `what` and `why` are for the history.
pub(crate) fn entry<S: Slice>(
    version: u16,
    payload: impl Encode<()>,
    act: &'static str,
    what: &str,
    why: &str,
) -> NewEntry {
    NewEntry {
        slice: S::CODE,
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
        through: link.through.map(|id| id.to_bytes().to_vec()),
        visit: link.visit.map(|id| id.to_bytes().to_vec()),
    };
    let act = link.basis.act();
    entry::<CareLinks>(LINK_MADE_1, form, act, &link.name, link.basis.key())
}

/// The entry of a link cut before its end.
pub fn link_cut(link: &CareLink) -> NewEntry {
    entry::<CareLinks>(
        LINK_CUT_1,
        LinkCut {
            link: link.id.to_bytes().to_vec(),
        },
        "link-cut",
        &link.name,
        "",
    )
}

/// The entry of a link that the holder lets last shorter or longer, or that ends sooner
/// as the appointment that it is for is moved. Whoever writes it tells which.
pub fn link_moved(link: &CareLink, until: Timestamp) -> NewEntry {
    let form = LinkMoved {
        link: link.id.to_bytes().to_vec(),
        until: until.millis(),
    };
    entry::<CareLinks>(LINK_MOVED_1, form, "link-moved", &link.name, "")
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
                let through = made.through.as_deref().map(LinkId::from_slice);
                let visit = made.visit.as_deref().map(DocumentId::from_slice);
                state.0.push(CareLink {
                    id: LinkId::from_slice(&made.link)?,
                    rpps: made.rpps.parse()?,
                    name: made.name,
                    profession: made.profession,
                    basis: made.basis,
                    since: entry.at,
                    until: Timestamp::from_millis(made.until),
                    through: through.transpose()?,
                    visit: visit.transpose()?,
                    set_by_holder: false,
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
                    link.set_by_holder = matches!(entry.by, By::Holder { .. });
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
    use kernel::{AccountId, SpaceId};

    fn link() -> CareLink {
        CareLink {
            id: LinkId::from_bytes([5; 16]),
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            basis: Basis::Consent,
            since: Timestamp::from_millis(1_000),
            until: Timestamp::from_millis(9_000),
            through: None,
            visit: None,
            set_by_holder: false,
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
    fn a_link_has_ended_when_the_last_one_did_and_for_who_had_one_alone() {
        let (mut links, link) = (CareLinks::default(), link());
        frozen::fold::<CareLinks>(&mut links, "link-made-1", &link_made(&link), 1_000);
        let at = Timestamp::from_millis;
        let ended = |rpps: &str, now| links.ended(&rpps.parse().expect("a number"), at(now));
        assert_eq!(ended("99700218896", 8_999), None, "it is in force");
        assert_eq!(ended("99700218896", 9_000), Some(at(9_000)));
        assert_eq!(ended("99700000005", 9_000), None, "they never had one");
    }

    #[test]
    fn an_end_that_the_holder_set_is_told_from_one_that_an_appointment_moved() {
        let (mut links, link) = (CareLinks::default(), link());
        frozen::fold::<CareLinks>(&mut links, "link-made-1", &link_made(&link), 1_000);
        assert!(!links.all()[0].set_by_holder);
        let moved = link_moved(&link, Timestamp::from_millis(12_000));
        let holder = By::Holder {
            account: AccountId::from_bytes([3; 16]),
            name: "Ana".into(),
            represents: false,
        };
        let doctor = By::Professional {
            rpps: link.rpps.clone(),
            name: link.name.clone(),
            profession: link.profession.clone(),
            place: None,
        };
        for (by, set) in [(holder, true), (doctor, false)] {
            let entry = Entry {
                space: SpaceId::from_bytes([9; 16]),
                seq: 2,
                at: Timestamp::from_millis(3_000),
                by: &by,
                slice: CareLinks::CODE,
                version: moved.version,
                payload: &moved.payload,
            };
            CareLinks::fold(&mut links, &entry).expect("readable");
            assert_eq!(links.all()[0].set_by_holder, set, "{by:?}");
        }
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
    fn golden_a_link_through_another_ends_with_it() {
        let (mut links, parent) = (CareLinks::default(), link());
        let child = CareLink {
            id: LinkId::from_bytes([6; 16]),
            rpps: "99700000005".parse().expect("a number"),
            basis: Basis::Team,
            through: Some(parent.id),
            ..parent.clone()
        };
        frozen::fold::<CareLinks>(&mut links, "link-made-1", &link_made(&parent), 1_000);
        frozen::fold::<CareLinks>(&mut links, "link-made-team-1", &link_made(&child), 1_000);
        let reads = |links: &CareLinks, at| {
            let at = Timestamp::from_millis(at);
            links.in_force(&child.rpps, at).is_some()
        };
        assert_eq!(links.all()[1], child);
        assert!(reads(&links, 8_999) && !reads(&links, 9_000));
        frozen::fold::<CareLinks>(&mut links, "link-cut-1", &link_cut(&parent), 4_000);
        assert!(reads(&links, 3_999) && !reads(&links, 4_000));
    }

    #[test]
    fn a_link_through_another_that_is_shortened_ends_then_and_counts_until_then() {
        let (mut links, parent) = (CareLinks::default(), link());
        let child = CareLink {
            id: LinkId::from_bytes([6; 16]),
            rpps: "99700000005".parse().expect("a number"),
            basis: Basis::Team,
            through: Some(parent.id),
            ..parent.clone()
        };
        let own = CareLink {
            id: LinkId::from_bytes([7; 16]),
            until: Timestamp::from_millis(6_000),
            basis: Basis::Consent,
            through: None,
            ..child.clone()
        };
        let sooner = Timestamp::from_millis(4_000);
        let mut fold = |new: NewEntry, at| {
            frozen::fold_payload::<CareLinks>(&mut links, new.version, &new.payload, at)
                .expect("readable");
        };
        for made in [&parent, &child, &own] {
            fold(link_made(made), 1_000);
        }
        fold(link_moved(&parent, sooner), 2_000);
        let ends: Vec<_> = links.all().iter().map(|link| links.ends(link)).collect();
        assert_eq!(ends, [sooner, sooner, own.until]);
        let longest = links.in_force(&child.rpps, Timestamp::from_millis(3_000));
        assert_eq!(longest.map(|link| link.id), Some(own.id));
    }

    #[test]
    fn golden_a_link_for_an_appointment_is_found_by_it_while_it_is_in_force() {
        let (mut links, visit) = (CareLinks::default(), DocumentId::from_bytes([7; 16]));
        let other = DocumentId::from_bytes([8; 16]);
        let link = CareLink {
            basis: Basis::Visit,
            visit: Some(visit),
            ..link()
        };
        frozen::fold::<CareLinks>(&mut links, "link-made-visit-1", &link_made(&link), 1_000);
        assert_eq!(links.all()[0], link);
        for (id, at, found) in [
            (visit, 1_000, true),
            (visit, 8_999, true),
            (visit, 9_000, false),
            (other, 1_000, false),
        ] {
            let at = Timestamp::from_millis(at);
            assert_eq!(links.for_visit(id, at).is_some(), found, "{id} {at:?}");
            assert_eq!(
                links.in_force(&link.rpps, at).is_some(),
                found || id == other
            );
        }
    }

    #[test]
    fn pro_19_a_shown_code_counts_as_presence_for_twelve_hours() {
        let (mut links, shown) = (CareLinks::default(), link());
        let hour = |n: i64| Timestamp::from_millis(n * 60 * 60 * 1_000);
        let shown = CareLink {
            basis: Basis::Presence,
            until: hour(90 * 24),
            ..shown
        };
        let made = link_made(&shown);
        frozen::fold_payload::<CareLinks>(&mut links, made.version, &made.payload, 0)
            .expect("readable");
        let counts = |at| links.shown_by_presence(&shown.rpps, at);
        assert!(counts(hour(11)) && !counts(hour(12)));
        assert!(links.in_force(&shown.rpps, hour(12)).is_some());
    }

    #[test]
    fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
        let read = frozen::fold_payload::<CareLinks>(&mut CareLinks::default(), 99, &[], 0);
        assert!(read.is_err());
    }
}
