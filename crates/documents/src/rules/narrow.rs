//! Narrowing a list: what is chosen, what is left, and how many documents each
//! other choice would leave. Pure; only what the reader may see comes here.

use super::kinds::Category;
use crate::shelf::FolderId;
use crate::shelf::Listed;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One thing a list is narrowed by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Choice {
    /// Documents of this category.
    Category(Category),
    /// Of acts of this year.
    Year(i16),
    /// Written by this person; empty for the holder.
    Author(String),
    /// Written in this place.
    Place(String),
    /// Written in this setting of care, by its official code.
    Setting(String),
    /// Hidden from somebody, or from nobody.
    Hidden(bool),
    /// Archived, or not: what is, the first list leaves out; but not before it was read.
    Archived(bool),
    /// In this folder.
    Folder(FolderId),
    /// Pinned.
    Pinned,
    /// Not opened yet.
    New,
}

impl Choice {
    /// Choices of one kind exclude each other.
    const fn kind(&self) -> u8 {
        match self {
            Self::Category(_) => 0,
            Self::Year(_) => 1,
            Self::Author(_) => 2,
            Self::Place(_) => 3,
            Self::Hidden(_) => 4,
            Self::Folder(_) => 5,
            Self::Pinned => 6,
            Self::New => 7,
            Self::Setting(_) => 8,
            Self::Archived(_) => 9,
        }
    }

    /// Whether both are of one kind.
    pub const fn is_like(&self, other: &Self) -> bool {
        self.kind() == other.kind()
    }
}

/// In what order a list is shown. What is pinned comes first in each.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Order {
    /// The latest act first.
    #[default]
    Act,
    /// What came last first.
    Added,
    /// By title.
    Title,
    /// By author.
    Author,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Act, Self::Added, Self::Title, Self::Author];

    /// Its name in addresses and sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Act => "date",
            Self::Added => "ajout",
            Self::Title => "titre",
            Self::Author => "auteur",
        }
    }

    /// The order of this name.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.key() == key)
    }

    /// Puts a list in this order.
    pub fn sort(self, listed: &mut [Listed]) {
        // The latest act first wherever the rest is alike.
        listed.sort_by_key(|it| (Reverse(it.label.act_date), Reverse(it.label.added_at)));
        match self {
            Self::Act => {}
            Self::Added => listed.sort_by_key(|it| Reverse(it.label.added_at)),
            Self::Title => listed.sort_by_cached_key(|it| kernel::unaccented(&it.label.title)),
            Self::Author => listed
                .sort_by_cached_key(|it| kernel::unaccented(it.label.writer().unwrap_or_default())),
        }
        listed.sort_by_key(|it| !it.pinned);
    }
}

/// What is left, and what each choice would leave beside the others' kinds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Narrowed {
    /// Places in the list of what is left.
    pub left: Vec<usize>,
    /// How many documents each choice leaves, were it made in the place of the
    /// one of its kind.
    pub counts: BTreeMap<Choice, usize>,
}

/// All choices that this document is left by.
fn choices(listed: &Listed) -> impl Iterator<Item = Choice> {
    let label = &listed.label;
    [
        Some(Choice::Category(label.category())),
        Some(Choice::Year(label.act_date.year())),
        Some(Choice::Author(
            label.writer().unwrap_or_default().to_owned(),
        )),
        label.place().map(|place| Choice::Place(place.to_owned())),
        label.setting.clone().map(Choice::Setting),
        Some(Choice::Hidden(listed.facts.hiding.is_hidden())),
        Some(Choice::Archived(listed.is_put_away())),
        listed.folder.map(Choice::Folder),
        listed.pinned.then_some(Choice::Pinned),
        (!listed.seen).then_some(Choice::New),
    ]
    .into_iter()
    .flatten()
}

/// Narrows a list by what is chosen: one choice of each kind.
pub fn narrow(listed: &[Listed], chosen: &[Choice]) -> Narrowed {
    let mut narrowed = Narrowed::default();
    for (place, document) in listed.iter().enumerate() {
        let own: Vec<Choice> = choices(document).collect();
        let mut missed = chosen.iter().filter(|choice| !own.contains(choice));
        let (first, second) = (missed.next(), missed.next());
        if second.is_some() {
            continue;
        }
        if first.is_none() {
            narrowed.left.push(place);
        }
        for choice in own {
            if first.is_none_or(|missed| missed.is_like(&choice)) {
                *narrowed.counts.entry(choice).or_default() += 1;
            }
        }
    }
    narrowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Label;
    use journal::By;
    use kernel::{AccountId, Date, DocumentId, SpaceId, Timestamp};
    use proptest::prelude::*;
    use sharing::rules::DocumentState;
    use sharing::{DocumentFacts, Hiding, WrittenBy};

    fn listed((n, year, hidden, pinned, seen): (u8, i16, bool, bool, bool)) -> Listed {
        let id = DocumentId::from_bytes([n; 16]);
        Listed {
            label: Label {
                id,
                title: format!("Titre {n}"),
                type_code: "11488-4".into(),
                act_date: Date::constant(2000 + year, 1, 1),
                added_at: Timestamp::from_millis(i64::from(n)),
                by: By::Holder {
                    account: AccountId::from_bytes([0; 16]),
                    name: String::new(),
                    represents: false,
                },
                author_name: None,
                file_name: String::new(),
                mime: String::new(),
                size: 1,
                unique_id: None,
                resource: None,
                setting: None,
            },
            facts: DocumentFacts {
                space: SpaceId::from_bytes([0; 16]),
                id,
                type_code: "11488-4".into(),
                author: WrittenBy::Holder,
                hiding: Hiding {
                    from_all: hidden,
                    ..Hiding::default()
                },
                added_at: Timestamp::from_millis(i64::from(n)),
                state: DocumentState::Kept,
            },
            seen,
            pinned,
            folder: None,
            aside: None,
            archived: pinned != seen,
            named: None,
            in_words: false,
            passage: None,
        }
    }

    fn lists() -> impl Strategy<Value = Vec<Listed>> {
        let one = (
            any::<u8>(),
            0..3i16,
            any::<bool>(),
            any::<bool>(),
            any::<bool>(),
        );
        proptest::collection::vec(one.prop_map(listed), 0..30)
    }

    #[test]
    fn what_is_archived_stands_in_the_first_list_until_it_is_read() {
        let of = |archived: bool, seen: bool| Listed {
            archived,
            ..listed((1, 0, false, false, seen))
        };
        for (archived, seen, first) in [
            (true, true, false),
            (true, false, true),
            (false, true, true),
            (false, false, true),
        ] {
            let narrowed = narrow(&[of(archived, seen)], &[Choice::Archived(false)]);
            assert_eq!(narrowed.left.len(), usize::from(first), "{archived} {seen}");
        }
    }

    proptest! {
        #[test]
        fn a_count_is_what_is_left_once_it_is_chosen(
            list in lists(), year in 0..3i16, hidden in any::<bool>(), both in any::<bool>(),
            archived in any::<bool>(),
        ) {
            let mut chosen = vec![Choice::Year(2000 + year), Choice::Archived(archived)];
            chosen.extend(both.then_some(Choice::Hidden(hidden)));
            let narrowed = narrow(&list, &chosen);
            for (choice, count) in &narrowed.counts {
                let mut instead: Vec<Choice> =
                    chosen.iter().filter(|it| !it.is_like(choice)).cloned().collect();
                instead.push(choice.clone());
                prop_assert_eq!(narrow(&list, &instead).left.len(), *count);
            }
        }

        #[test]
        fn sorting_loses_nothing_and_pins_come_first(mut list in lists()) {
            let many = list.len();
            for order in Order::ALL {
                order.sort(&mut list);
                prop_assert_eq!(list.len(), many);
                prop_assert!(list.windows(2).all(|two| two[0].pinned || !two[1].pinned));
            }
        }
    }
}
