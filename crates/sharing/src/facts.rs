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
    /// The person showed this very document to everyone, and did not hide it from everyone
    /// since: that stands, and its author hides it no more. Who answers for a child says no
    /// such word.
    pub shown: bool,
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

    /// Whether its author may hide it from everyone by a mark of their own: beside what
    /// the person hides that shows nothing to anybody, and tells its author nothing.
    pub const fn may_be_masked(&self) -> bool {
        !self.shown
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
        match whom {
            None => {
                self.shown &= !is_the_person(by);
                self.from_all = true;
            }
            Some(rpps) => drop(self.from.insert(rpps.clone())),
        }
    }

    /// Somebody shows it again to everyone, or to this professional. To everyone, its
    /// author's mark goes too; but who answers for a child leaves that.
    pub fn show(&mut self, whom: Option<&Rpps>, by: &By) {
        self.by_representatives.remove(&whom.cloned());
        match whom {
            None => {
                self.from_all = false;
                if is_the_person(by) {
                    self.shown = true;
                    self.unmask();
                }
            }
            Some(rpps) => drop(self.from.remove(rpps)),
        }
    }

    /// Hidden from all from whom another is, too; but by its author's mark alone not from
    /// those to whom the person showed the one or the other.
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
        self.by_author = match (self.shown, other.shown) {
            (true, false) => self.by_author,
            (false, true) => other.by_author,
            _ => self.by_author.into_iter().chain(other.by_author).min(),
        };
        self.shown |= other.shown;
        self.was_masked |= other.was_masked;
        self.from.extend(other.from.iter().cloned());
    }
}

/// Whether it is the holder who acts, and nobody who answers for them.
fn is_the_person(by: &By) -> bool {
    matches!(by, By::Holder { .. }) && !by.represents()
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
                    shown: whom.is_none(),
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
        hiding.show(None, &by(true));
        assert!(hiding.is_from_all() && !hiding.from_all);
        assert!(hiding.may_be_masked());
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
        // What the person showed, no other version of it hides by its author's mark.
        for (mut one, another) in [(joined.clone(), &hiding), (hiding.clone(), &joined)] {
            one.join(another);
            assert!(!one.is_hidden() && !one.may_be_masked());
        }
    }

    #[test]
    fn only_the_person_says_that_all_may_see_it_until_they_hide_it_from_all() {
        let rpps: Rpps = "99700218896".parse().expect("a number");
        let mut hiding = Hiding::default();
        hiding.show(None, &by(true));
        hiding.show(Some(&rpps), &by(false));
        hiding.hide(None, &by(false));
        hiding.hide(Some(&rpps), &by(false));
        assert!(hiding.may_be_masked(), "hiding keeps no author from it");
        hiding.show(None, &by(false));
        hiding.hide(Some(&rpps), &by(false));
        hiding.hide(None, &by(true));
        assert!(!hiding.may_be_masked(), "the person said so");
        hiding.hide(None, &by(false));
        assert!(hiding.may_be_masked());
    }
}
