//! What rights depend on, of a document: never its content.

use crate::rules::DocumentState;
use journal::By;
use kernel::{DocumentId, Finess, Rpps, SpaceId, Timestamp};
use std::collections::BTreeSet;

/// Who wrote a document, as far as rights depend on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WrittenBy {
    /// The holder, or somebody of their account.
    Holder,
    /// A professional.
    Professional(Rpps),
    /// An institution's software.
    Institution(Finess),
    /// A service of the catalogue, by its id.
    Service(String),
}

impl From<&By> for WrittenBy {
    fn from(by: &By) -> Self {
        match by {
            // What a carer writes is the space's, as what its holder does.
            // Neither a keeper nor whoever found a card writes documents; were one to, it
            // would be no professional's.
            By::Holder { .. } | By::Carer { .. } | By::Keeper { .. } | By::Finder => Self::Holder,
            By::Professional { rpps, .. } => Self::Professional(rpps.clone()),
            By::Institution { finess, .. } => Self::Institution(finess.clone()),
            By::Service { id, .. } => Self::Service(id.clone()),
        }
    }
}

/// From whom a document is hidden.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Hiding {
    /// From every professional and institution.
    pub from_all: bool,
    /// From these professionals.
    pub from: BTreeSet<Rpps>,
    /// From whom nobody hid it but who answers for the child whose document it is: they
    /// show it again to these. Nobody is everyone.
    pub by_representatives: BTreeSet<Option<Rpps>>,
    /// Since when its author hides it from every other professional and institution, by a
    /// mark that is theirs: it stands beside what anybody else hides, and takes none of
    /// that along when it goes.
    pub by_author: Option<Timestamp>,
    /// Its author hid it so once, be it so still or not.
    pub was_masked: bool,
    /// The person, or who answers for them, said of this very document who sees it: that
    /// stands, and its author hides it no more.
    pub decided: bool,
}

impl Hiding {
    /// Hidden from somebody at least, whoever hid it.
    pub fn is_hidden(&self) -> bool {
        self.is_from_all() || !self.from.is_empty()
    }

    /// Hidden from everyone, whoever hid it: for all that a decision depends on.
    pub const fn is_from_all(&self) -> bool {
        self.from_all || self.by_author.is_some()
    }

    /// Whether its author may hide it from everyone by a mark of their own.
    pub const fn may_be_masked(&self) -> bool {
        !self.decided
    }

    /// Its author hides it from everyone. That it was so before is not forgotten.
    pub fn mask(&mut self, since: Timestamp) {
        if self.by_author.is_none() {
            self.by_author = Some(since);
        }
        self.was_masked = true;
    }

    /// Its author hides it no more. What anybody else hid stays so.
    pub const fn unmask(&mut self) {
        self.by_author = None;
    }

    /// Hidden from everyone, or from this professional by name, by other than its
    /// author's mark.
    pub fn is_from(&self, whom: Option<&Rpps>) -> bool {
        whom.map_or(self.from_all, |rpps| self.from.contains(rpps))
    }

    /// Hidden so by who answers for the child, and by nobody else.
    pub fn is_representatives(&self, whom: Option<&Rpps>) -> bool {
        self.is_from(whom) && self.by_representatives.contains(&whom.cloned())
    }

    /// Somebody hides it from everyone, or from this professional.
    pub fn hide(&mut self, whom: Option<&Rpps>, by: &By) {
        // What the young person hides is theirs from then on, whoever hid it before.
        match by.represents() {
            true if self.is_from(whom) => {}
            true => drop(self.by_representatives.insert(whom.cloned())),
            false => drop(self.by_representatives.remove(&whom.cloned())),
        }
        // What comes hidden by a switch of theirs, nobody said of this document.
        self.decided |= matches!(by, By::Holder { .. });
        match whom {
            None => self.from_all = true,
            Some(rpps) => drop(self.from.insert(rpps.clone())),
        }
    }

    /// Somebody shows it again to everyone, or to this professional. To everyone, its
    /// author's mark goes too; but who answers for a child leaves that.
    pub fn show(&mut self, whom: Option<&Rpps>, by: &By) {
        self.by_representatives.remove(&whom.cloned());
        self.decided = true;
        match whom {
            None => {
                self.from_all = false;
                if !by.represents() {
                    self.unmask();
                }
            }
            Some(rpps) => drop(self.from.remove(rpps)),
        }
    }

    /// Hidden from all from whom another is, too.
    pub fn join(&mut self, other: &Self) {
        let all = other.from_all.then_some(None);
        let each = other.from.iter().map(Some);
        for whom in all.into_iter().chain(each) {
            match other.is_representatives(whom) {
                true if self.is_from(whom) => {}
                true => drop(self.by_representatives.insert(whom.cloned())),
                false => drop(self.by_representatives.remove(&whom.cloned())),
            }
        }
        self.from_all |= other.from_all;
        self.decided |= other.decided;
        self.was_masked |= other.was_masked;
        if let Some(since) = other.by_author {
            let before = self.by_author.unwrap_or(since);
            self.by_author = Some(before.min(since));
        }
        self.from.extend(other.from.iter().cloned());
    }
}

/// The type of a conversation. It is not an official one: so the access matrix opens
/// it to no profession; and no service is given it, whatever was ticked.
pub const CONVERSATION: &str = "message";

/// The type of the address of an emergency card: its holder's alone, and no
/// service's, whatever was ticked.
pub const CARD: &str = "carte";

/// What rights depend on, of one document. Not content: no title, no name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentFacts {
    /// The space it is in.
    pub space: SpaceId,
    /// Its id.
    pub id: DocumentId,
    /// Its official type code.
    pub type_code: String,
    /// Who wrote it.
    pub author: WrittenBy,
    /// From whom it is hidden.
    pub hiding: Hiding,
    /// When it came into the record.
    pub added_at: Timestamp,
    /// Where it is in its life.
    pub state: DocumentState,
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::AccountId;

    fn by(represents: bool) -> By {
        By::Holder {
            account: AccountId::from_bytes([u8::from(represents); 16]),
            name: String::from("Roux"),
            represents,
        }
    }

    #[test]
    fn what_the_young_person_hid_is_theirs_whoever_hid_it_before_or_after() {
        let rpps: Rpps = "99700218896".parse().expect("a number");
        for whom in [None, Some(&rpps)] {
            for (order, parents) in [
                (vec![true], true),
                (vec![true, true], true),
                (vec![false], false),
                (vec![true, false], false),
                (vec![false, true], false),
            ] {
                let mut hiding = Hiding::default();
                let mut joined = Hiding::default();
                for represents in &order {
                    hiding.hide(whom, &by(*represents));
                    let mut one = Hiding::default();
                    one.hide(whom, &by(*represents));
                    joined.join(&one);
                }
                assert_eq!(hiding, joined, "{order:?}");
                assert!(hiding.is_from(whom) && hiding.is_hidden());
                assert_eq!(hiding.is_representatives(whom), parents, "{order:?}");
                hiding.show(whom, &by(false));
                let shown = Hiding {
                    decided: true,
                    ..Hiding::default()
                };
                assert_eq!(hiding, shown);
            }
        }
    }

    #[test]
    fn an_authors_mark_goes_when_the_person_shows_it_and_stays_beside_what_others_hide() {
        let (day, later) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
        let mut hiding = Hiding::default();
        hiding.mask(day);
        hiding.mask(later);
        assert_eq!(hiding.by_author, Some(day), "twice is once");
        assert!(hiding.is_from_all() && hiding.is_hidden() && !hiding.is_from(None));
        assert!(hiding.may_be_masked());
        // Who answers for a child neither lifts it nor makes it theirs.
        hiding.hide(None, &by(true));
        assert!(!hiding.may_be_masked());
        hiding.show(None, &by(true));
        assert!(hiding.is_from_all() && !hiding.from_all);
        // What the person hides stays when the mark goes.
        hiding.hide(None, &by(false));
        hiding.unmask();
        assert!(hiding.is_from_all());
        hiding.mask(later);
        hiding.show(None, &by(false));
        assert!(!hiding.is_hidden() && !hiding.may_be_masked());
        let mut joined = Hiding::default();
        joined.mask(later);
        let mut other = Hiding::default();
        other.mask(day);
        joined.join(&other);
        assert_eq!(joined.by_author, Some(day));
    }
}
