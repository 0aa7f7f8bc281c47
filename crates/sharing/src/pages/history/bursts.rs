//! Reads that belong together: of one person, of one kind, within a quarter of
//! an hour, with nothing between them.

use crate::actions::Told;
use kernel::DocumentId;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a burst lasts, at most.
const LASTS: Duration = Duration::from_secs(15 * 60);

/// One line of the history, or a burst of them; the newest first. Nothing of it
/// is lost: each line is there.
#[derive(Clone, Debug)]
pub(crate) struct Burst {
    newest: Told,
    older: Vec<Told>,
}

/// What kind of read: those of one kind are told in one sentence.
#[derive(PartialEq, Eq)]
enum Sort<'a> {
    /// Somebody looked into the record.
    Record,
    /// Software read by itself.
    Automatic,
    /// Something else: only the very same.
    Act(&'a str),
}

fn sort(told: &Told) -> Sort<'_> {
    let act = told.act();
    match act {
        _ if told.is_automatic() => Sort::Automatic,
        _ if act.starts_with("record-") || act.starts_with("document-") => Sort::Record,
        _ => Sort::Act(act),
    }
}

impl Burst {
    pub(crate) const fn of(newest: Told) -> Self {
        Self {
            newest,
            older: Vec::new(),
        }
    }

    /// Whether this line, the next older one, belongs to it. A change never
    /// does: each is told by itself.
    pub(crate) fn takes(&self, told: &Told) -> bool {
        self.newest.is_read()
            && told.is_read()
            && self.newest.by() == told.by()
            && self.newest.why() == told.why()
            && sort(&self.newest) == sort(told)
            && self.newest.at().since(told.at()) <= LASTS
    }

    pub(crate) fn push(&mut self, told: Told) {
        self.older.push(told);
    }

    pub(crate) const fn newest(&self) -> &Told {
        &self.newest
    }

    pub(crate) fn oldest(&self) -> &Told {
        self.older.last().unwrap_or(&self.newest)
    }

    /// All its lines, the newest first.
    pub(crate) fn told(&self) -> impl Iterator<Item = &Told> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    pub(crate) fn len(&self) -> usize {
        1 + self.older.len()
    }

    /// Whether all its lines say the same act.
    pub(crate) fn is_one_act(&self) -> bool {
        self.older
            .iter()
            .all(|told| told.act() == self.newest.act())
    }

    /// Whether all its lines say the same act on the same document: a page of it,
    /// and the pictures that the page shows.
    pub(crate) fn is_one_document(&self) -> bool {
        let about = self.newest.about();
        about.is_some() && self.is_one_act() && self.older.iter().all(|it| it.about() == about)
    }

    /// How many documents were read in it; and how many of them were taken away.
    pub(crate) fn documents(&self) -> (usize, usize) {
        let of = |acts: &[&str]| -> BTreeSet<DocumentId> {
            self.told()
                .filter(|told| acts.contains(&told.act()))
                .filter_map(Told::about)
                .collect()
        };
        let taken = of(&["document-downloaded"]);
        let read = of(&["document-read", "document-downloaded", "document-fetched"]);
        (read.len(), taken.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::{By, Read, Written};
    use kernel::Timestamp;

    fn by(name: &str) -> By {
        By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: name.to_owned(),
            profession: String::from("10"),
            place: None,
        }
    }

    fn read(name: &str, act: &str, about: u8, minute: i64) -> Told {
        Told::Read(Read {
            n: 1,
            at: Timestamp::from_millis(minute * 60_000),
            by: by(name),
            act: act.to_owned(),
            about: Some(DocumentId::from_bytes([about; 16])),
            what: String::from("Bilan"),
            why: String::from("consent"),
        })
    }

    #[test]
    fn reads_of_one_person_and_one_kind_within_a_quarter_of_an_hour_are_one_burst() {
        let mut burst = Burst::of(read("Dr A", "document-read", 1, 100));
        for (other, why) in [
            (read("Dr B", "document-read", 1, 100), "somebody else"),
            (read("Dr A", "document-fetched", 1, 100), "a machine"),
            (read("Dr A", "history-read", 1, 100), "something else"),
            (read("Dr A", "document-read", 1, 84), "too long ago"),
        ] {
            assert!(!burst.takes(&other), "{why}");
        }
        let Told::Read(mut urgent) = read("Dr A", "document-read", 1, 99) else {
            unreachable!("a read")
        };
        urgent.why = String::from("emergency");
        assert!(!burst.takes(&Told::Read(urgent)), "for another reason");
        for told in [
            read("Dr A", "document-downloaded", 1, 99),
            read("Dr A", "record-read", 9, 98),
            read("Dr A", "document-read", 2, 85),
        ] {
            assert!(burst.takes(&told));
            burst.push(told);
        }
        assert_eq!((burst.len(), burst.documents()), (4, (2, 1)));
        assert!(!burst.is_one_act());
        assert_eq!(burst.told().count(), 4);
        assert_eq!(burst.oldest().at(), Timestamp::from_millis(85 * 60_000));
    }

    #[test]
    fn a_change_is_told_by_itself() {
        let change = Told::Change(Written {
            seq: 1,
            at: Timestamp::from_millis(0),
            by: by("Dr A"),
            act: String::from("document-added"),
            about: None,
            what: String::new(),
            why: String::new(),
            slice: 1,
            version: 1,
            payload: Vec::new(),
        });
        let burst = Burst::of(change.clone());
        assert!(!burst.takes(&change));
        assert!(!Burst::of(read("Dr A", "document-read", 1, 0)).takes(&change));
    }
}
