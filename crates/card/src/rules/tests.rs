//! What is on a card, and what is not.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn id(n: u8) -> LineId {
    LineId::from_bytes([n; 16])
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn tick() -> impl Strategy<Value = Tick> {
    prop_oneof![
        Just(Tick::Name),
        Just(Tick::Birth),
        Just(Tick::Directives),
        Just(Tick::OrganDonation),
        (0u8..60).prop_map(|n| Tick::Line(id(n))),
        (0usize..HEADINGS.len()).prop_map(|n| Tick::Nothing(HEADINGS[n])),
    ]
}

fn present() -> impl Strategy<Value = Vec<Present>> {
    let all = prop::collection::btree_map(tick(), any::<bool>(), 0..70);
    all.prop_map(|all: BTreeMap<Tick, bool>| {
        let one = |(tick, over)| Present { tick, over };
        all.into_iter().map(one).collect()
    })
}

proptest! {
    #[test]
    fn a_card_never_says_what_is_not_ticked_nor_what_is_not_there_nor_what_is_over(
        ticks in prop::collection::btree_set(tick(), 0..70),
        present in present(),
    ) {
        let on_card: Vec<Present> = present
            .iter()
            .copied()
            .filter(|one| is_on_card(&ticks, *one))
            .collect();
        for one in &on_card {
            prop_assert!(ticks.contains(&one.tick) && !one.over);
        }
        for one in present.iter().filter(|one| !on_card.contains(one)) {
            prop_assert!(one.over || !ticks.contains(&one.tick));
        }
    }

    #[test]
    fn what_is_chosen_was_wanted_and_is_there_and_is_never_too_much(
        wanted in prop::collection::btree_set(tick(), 0..70),
        present in present(),
    ) {
        let there: BTreeSet<Tick> = present.iter().map(|one| one.tick).collect();
        let both: BTreeSet<Tick> = wanted.intersection(&there).copied().collect();
        match chosen(&wanted, &present) {
            Ok(ticks) => prop_assert!(ticks == both && ticks.len() <= LINES_MAX),
            Err(error) => {
                prop_assert_eq!(error.code(), "card-too-many");
                prop_assert!(both.len() > LINES_MAX);
            }
        }
    }

    #[test]
    fn a_word_in_a_form_is_one_tick_and_back(tick in tick()) {
        prop_assert_eq!(Tick::read(&tick.key()), Some(tick));
    }

    #[test]
    fn no_other_word_is_a_tick(word in "[a-z-]{0,40}") {
        if let Some(tick) = Tick::read(&word) {
            prop_assert_eq!(tick.key(), word);
        }
    }
}

#[test]
fn nothing_is_on_a_card_of_which_nothing_was_said() {
    let all = [Tick::Name, Tick::Birth, Tick::Line(id(1)), Tick::Directives];
    for tick in all {
        let present = Present { tick, over: false };
        assert!(!is_on_card(&BTreeSet::new(), present), "{tick:?}");
    }
}

#[test]
fn every_heading_can_be_on_a_card_but_measures() {
    let (fields, wishes) = (HEADINGS.iter(), WISHES.iter());
    let all: BTreeSet<Heading> = fields.chain(wishes).copied().collect();
    let missing: Vec<Heading> = Heading::ALL
        .into_iter()
        .filter(|heading| !all.contains(heading))
        .collect();
    assert_eq!(missing, [Heading::Measures]);
    for heading in Heading::ALL {
        assert_eq!(heading.is_single(), Tick::of_wish(heading).is_some());
    }
}

#[test]
fn a_treatment_is_over_the_day_after_its_end_and_a_pregnancy_three_weeks_after_its_term() {
    let today = day("2026-11-26");
    for (heading, field, text, over) in [
        (Heading::Treatments, Field::Until, "2026-11-25", true),
        (Heading::Treatments, Field::Until, "2026-11-26", false),
        // A month and a year are over after their last day.
        (Heading::Treatments, Field::Until, "2026-11", false),
        (Heading::Conditions, Field::Until, "2025", true),
        (Heading::Treatments, Field::Since, "2020", false),
        (Heading::Pregnancies, Field::Due, "2026-11-05", false),
        (Heading::Pregnancies, Field::Due, "2026-11-04", true),
        (Heading::Stays, Field::Due, "2020", false),
    ] {
        let says = |of: Field| text.parse().ok().filter(|_| of == field);
        assert_eq!(is_over(heading, says, today), over, "{heading:?} {text}");
    }
}
