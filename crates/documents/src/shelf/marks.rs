//! Marks of a document's author, in all its versions: hidden from other professionals,
//! archived. What the person decided of the same stands above them.

use super::{Document, Shelf};
use kernel::{DocumentId, Timestamp};

/// Whether a document stands out of the first list, and who has the last word on that.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Archived {
    /// Since when it is archived.
    pub since: Option<Timestamp>,
    /// The person put it back: its author archives it no more.
    pub decided: bool,
}

impl Archived {
    /// One version is, and all are; what the person decided of one, they did of all.
    fn join(self, other: Self) -> Self {
        let decided = self.decided || other.decided;
        let since = match (self.decided, other.decided) {
            (true, false) => self.since,
            (false, true) => other.since,
            _ => self.since.into_iter().chain(other.since).min(),
        };
        Self { since, decided }
    }
}

impl Document {
    /// Whether it stands out of the first list.
    pub const fn is_archived(&self) -> bool {
        self.archived.since.is_some()
    }
}

impl Shelf {
    /// Its author hides a document from other professionals, since then; or no more.
    pub(crate) fn mask(&mut self, id: DocumentId, since: Option<Timestamp>) {
        self.change_hiding(id, |hiding| match since {
            Some(since) => hiding.mask(since),
            None => hiding.unmask(),
        });
    }

    /// A document is archived since then, or no more; by the person, or by its author.
    pub(crate) fn archive(
        &mut self,
        id: DocumentId,
        since: Option<Timestamp>,
        by_the_person: bool,
    ) {
        for version in self.ids_of_versions(id) {
            if let Some(document) = self.find_mut(version) {
                document.archived.since = since;
                document.archived.decided |= by_the_person;
            }
        }
    }

    /// How these versions are archived: as one document.
    pub(super) fn archived_in(&self, ids: &[DocumentId]) -> Archived {
        let documents = ids.iter().filter_map(|id| self.find(*id));
        documents
            .map(|document| document.archived)
            .fold(Archived::default(), Archived::join)
    }
}

#[cfg(test)]
mod tests {
    //! Acts of the author and of the person, in every order.

    use super::super::tests::{added, deposit, doctor, holder, id, name, write};
    use super::*;
    use crate::entries::{
        document_added, document_archived, document_filed, document_hidden, document_masked,
        document_replaces, document_set_aside, document_shown, document_unarchived,
        document_unmasked,
    };
    use crate::shelf::Original;
    use kernel::Rpps;
    use proptest::prelude::*;

    /// What somebody does.
    #[derive(Clone, Copy, Debug)]
    enum Doing {
        Mask,
        Unmask,
        /// The author sends the next version, marked so with the deposit.
        Replace(bool),
        Hide(bool),
        Show(bool),
        /// The last version surely names somebody else; and is the holder's after all.
        SetAside,
        File,
    }

    fn doings() -> impl Strategy<Value = Vec<Doing>> {
        let one = prop_oneof![
            Just(Doing::Mask),
            Just(Doing::Unmask),
            any::<bool>().prop_map(Doing::Replace),
            any::<bool>().prop_map(Doing::Hide),
            any::<bool>().prop_map(Doing::Show),
            Just(Doing::SetAside),
            Just(Doing::File),
        ];
        proptest::collection::vec(one, 0..16)
    }

    /// What the person alone said: hidden from everyone, from one by name, shown to
    /// everyone and not hidden from everyone since.
    #[derive(Clone, Copy, Default, Debug)]
    struct Word {
        all: bool,
        one: bool,
        shown: bool,
    }

    impl Word {
        fn and(self, other: Self) -> Self {
            Self {
                all: self.all || other.all,
                one: self.one || other.one,
                shown: self.shown || other.shown,
            }
        }
    }

    proptest! {
        /// Nobody whom the person keeps out is let in by what its author does; and what
        /// the person showed no later act of its author hides, nor a version that comes,
        /// or is filed, later.
        #[test]
        fn over_any_order_of_acts_an_author_only_hides_more_and_the_persons_word_stands(
            doings in doings(),
        ) {
            let rpps: Rpps = "99700000005".parse().expect("a number");
            let mut shelf = Shelf::default();
            deposit(&mut shelf, 0);
            let mut last = 0u8;
            // Of the versions that are filed, and of the last one while it is aside; with
            // those that were replaced while they were.
            let (mut filed, mut aside) = (Word::default(), None::<Word>);
            let mut past: Vec<u8> = Vec::new();
            for doing in doings {
                let none = String::new;
                let hiding = shelf.find(id(last)).expect("there").facts().hiding.clone();
                match doing {
                    Doing::Mask if hiding.may_be_masked() => {
                        write(&mut shelf, &doctor(), 1, &document_masked(id(last), none()));
                        let word = aside.unwrap_or(filed);
                        prop_assert!(!word.shown, "masked against the person's word");
                    }
                    Doing::Mask => {}
                    Doing::Unmask => {
                        write(&mut shelf, &doctor(), 1, &document_unmasked(id(last), none()));
                    }
                    Doing::Replace(masked) => {
                        let original = Original::Named(name(last));
                        if let Some(word) = aside.take() {
                            filed = filed.and(word);
                            past.push(last);
                        }
                        last += 1;
                        write(&mut shelf, &doctor(), 1, &document_added(&added(last)));
                        if masked {
                            write(&mut shelf, &doctor(), 1, &document_masked(id(last), none()));
                        }
                        let replaces = document_replaces(id(last), &original, none());
                        write(&mut shelf, &doctor(), 1, &replaces);
                    }
                    Doing::Hide(everyone) => {
                        let whom = (!everyone).then_some(&rpps);
                        let hide = document_hidden(id(last), whom, none());
                        write(&mut shelf, &holder(), 1, &hide);
                        let word = aside.as_mut().unwrap_or(&mut filed);
                        (word.all, word.one) = (word.all || everyone, word.one || !everyone);
                        word.shown &= !everyone;
                    }
                    Doing::Show(everyone) => {
                        let whom = (!everyone).then_some(&rpps);
                        let show = document_shown(id(last), whom, none());
                        write(&mut shelf, &holder(), 1, &show);
                        let word = aside.as_mut().unwrap_or(&mut filed);
                        (word.all, word.one) = (word.all && !everyone, word.one && everyone);
                        word.shown |= everyone;
                    }
                    Doing::SetAside => {
                        write(&mut shelf, &holder(), 1, &document_set_aside(id(last), none()));
                        aside = aside.or(Some(filed));
                        // Where it was the only one, nothing is filed any more.
                        if (0..last).all(|n| past.contains(&n)) {
                            filed = Word::default();
                        }
                    }
                    Doing::File => {
                        write(&mut shelf, &holder(), 1, &document_filed(id(last), none()));
                        filed = filed.and(aside.take().unwrap_or_default());
                    }
                }
                for n in (0..=last).filter(|n| !past.contains(n)) {
                    let hiding = &shelf.find(id(n)).expect("there").facts().hiding;
                    let word = aside.filter(|_| n == last).unwrap_or(filed);
                    prop_assert_eq!(hiding.is_from(None), word.all, "the person's own");
                    prop_assert_eq!(hiding.is_from(Some(&rpps)), word.one, "by name");
                    prop_assert_eq!(hiding.may_be_masked(), !word.shown);
                    prop_assert!(!word.all || hiding.is_from_all());
                    let hidden = hiding.is_from_all() && !word.all;
                    prop_assert!(!word.shown || !hidden, "their word stands");
                }
            }
        }
    }

    #[test]
    fn all_versions_are_archived_together_and_the_person_has_the_last_word() {
        let mut shelf = Shelf::default();
        deposit(&mut shelf, 0);
        deposit(&mut shelf, 1);
        let archived =
            |shelf: &Shelf| -> Vec<bool> { shelf.all().map(Document::is_archived).collect() };
        let archive = document_archived(id(0), String::new());
        write(&mut shelf, &doctor(), 1, &archive);
        assert_eq!(archived(&shelf), [true, true]);
        deposit(&mut shelf, 2);
        assert_eq!(archived(&shelf), [true, true, true]);
        let back = document_unarchived(id(2), String::new());
        write(&mut shelf, &doctor(), 2, &back);
        assert_eq!(archived(&shelf), [false, false, false]);
        assert!(shelf.all().all(|it| !it.archived.decided));
        write(&mut shelf, &doctor(), 3, &archive);
        write(&mut shelf, &holder(), 4, &back);
        deposit(&mut shelf, 3);
        assert_eq!(archived(&shelf), [false; 4]);
        assert!(shelf.all().all(|it| it.archived.decided));
    }
}
