//! Whether a file is about the person it is put with.

use super::made::{Made, Value, text};
use readers::dicom::{compare, names_another, study};
use readers::identity::{Reason, Sameness, Traits};

/// Whom the files that are made here are about, with a number whose key is right.
const ANAIS: Traits<'_> = Traits {
    matricule: "299025121518963",
    oid: "1.2.250.1.213.1.4.10",
    birth_name: "DURAND",
    used_name: "",
    first_names: "ANAIS LEA",
    birth_date: "19990203",
    sex: "F",
};

fn answer(made: &Made, traits: &Traits<'_>) -> Sameness {
    compare(&study(&made.file()).expect("it is read").person, traits)
}

/// With this number, where departments keep those of others.
fn numbered(number: &str) -> Made {
    let other = vec![(0x0010_0020, "LO", text(number))];
    Made::scan(1)
        .with(0x0010_0020, "LO", text("IPP 4711"))
        .with(0x0010_1002, "SQ", Value::Items(vec![other]))
}

#[test]
fn the_official_number_is_found_where_it_stands() {
    let own = Made::scan(1).with(0x0010_0020, "LO", text(ANAIS.matricule));
    assert_eq!(answer(&own, &ANAIS), Sameness::Same);
    assert_eq!(answer(&numbered(ANAIS.matricule), &ANAIS), Sameness::Same);
}

#[test]
fn the_images_of_another_person_are_said_to_be() {
    let other = numbered("180037512345692");
    assert_eq!(answer(&other, &ANAIS), Sameness::Different);
    // Without an official number, one other trait is enough.
    for (tag, kind, value) in [
        (0x0010_0010, "PN", "MARTIN^Anaïs"),
        (0x0010_0010, "PN", "DURAND^Luc"),
        (0x0010_0030, "DA", "19990204"),
        (0x0010_0040, "CS", "M"),
    ] {
        let made = numbered("4711").with(tag, kind, text(value));
        assert_eq!(answer(&made, &ANAIS), Sameness::Different, "{value}");
    }
}

#[test]
fn a_person_has_to_look_when_nothing_is_certain() {
    let unsure = |made: &Made| answer(made, &ANAIS);
    let none = Sameness::Unsure(Reason::NoNumber);
    assert_eq!(unsure(&numbered("4711")), none);
    // A number whose key is wrong is its department's.
    assert_eq!(unsure(&numbered("299025121518964")), none);
    let traits = numbered(ANAIS.matricule).with(0x0010_0030, "DA", text("19990204"));
    assert_eq!(unsure(&traits), Sameness::Unsure(Reason::OtherTraits));
    let two = numbered(ANAIS.matricule).with(0x0010_0020, "LO", text("180037512345692"));
    assert_eq!(unsure(&two), Sameness::Unsure(Reason::SeveralNumbers));
}

#[test]
fn a_name_in_use_is_a_name_of_the_person() {
    let married = Traits {
        used_name: "Martin",
        ..ANAIS
    };
    let named = |name: &str| numbered(ANAIS.matricule).with(0x0010_0010, "PN", text(name));
    for name in ["MARTIN^ANAIS", "DURAND EP MARTIN^ANAIS", "DURAND^Anaïs^Léa"] {
        assert_eq!(answer(&named(name), &married), Sameness::Same, "{name}");
    }
    let other = Sameness::Unsure(Reason::OtherTraits);
    assert_eq!(answer(&named("PETIT^ANAIS"), &married), other);
}

#[test]
fn images_surely_name_another_by_a_sound_number_or_by_birth_date_and_name() {
    let another = |made: &Made| {
        let study = study(&made.file()).expect("it is read");
        names_another(&study.person, &ANAIS)
    };
    let name = |made: Made| made.with(0x0010_0010, "PN", text("MARTIN^Luc"));
    assert!(another(&name(numbered("180037512345692"))));
    // Numbers change: all their traits under another one are looked at.
    assert!(!another(&numbered("180037512345692")));
    assert!(!another(&numbered(ANAIS.matricule)));
    let date = |made: Made| made.with(0x0010_0030, "DA", text("19800101"));
    let department = || numbered("4711");
    assert!(another(&name(date(department()))));
    assert!(!another(&name(department())) && !another(&date(department())));
}
