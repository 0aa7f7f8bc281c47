//! Whether a document is about the person it is put with.

use crate::samples::with_text;
use readers::cda::{compare, document as read};
use readers::gist::names_another;
use readers::identity::{Reason, Sameness, Traits};

const ANNE: Traits<'_> = Traits {
    matricule: "279035121518989",
    oid: "1.2.250.1.213.1.4.10",
    birth_name: "Durand",
    used_name: "",
    first_names: "Anne Marie",
    birth_date: "19790328",
    sex: "F",
};

/// The answer for a document in which a text stands for another.
fn changed(from: &str, to: &str, traits: &Traits<'_>) -> Sameness {
    let text = with_text("a");
    assert!(text.contains(from), "{from} is in the sample");
    let document = read(text.replacen(from, to, 1).as_bytes()).expect("a document");
    compare(&document, traits)
}

#[test]
fn the_same_number_and_no_other_trait_is_the_same_person() {
    assert_eq!(changed("DURAND", "DURAND", &ANNE), Sameness::Same);
    // Accents, case and hyphens are not traits.
    let name = Traits {
        birth_name: "Dûrand-",
        ..ANNE
    };
    assert_eq!(changed("DURAND", "DURAND", &name), Sameness::Same);
    // A year contradicts no day of it.
    assert_eq!(changed("19790328", "1979", &ANNE), Sameness::Same);
}

#[test]
fn another_sound_number_is_another_person() {
    let other = Traits {
        matricule: "180037512345627",
        ..ANNE
    };
    assert_eq!(changed("DURAND", "DURAND", &other), Sameness::Different);
}

#[test]
fn a_wrong_key_is_never_put_right() {
    for number in [
        "279035121518988",
        "27903512151898",
        "2790351215189é",
        "A79035121518989",
    ] {
        let unsure = Sameness::Unsure(Reason::WrongKey);
        assert_eq!(
            changed("279035121518989", number, &ANNE),
            unsure,
            "{number}"
        );
    }
    let same = Traits {
        matricule: "279035121518988",
        ..ANNE
    };
    let answer = changed("279035121518989", "279035121518988", &same);
    assert_eq!(answer, Sameness::Unsure(Reason::WrongKey));
}

#[test]
fn a_number_of_corsica_has_its_own_key() {
    // 97 - 1850719033004 mod 97, by hand: 19 stands for 2A.
    let key = 97 - 1_850_719_033_004_u64 % 97;
    let number = format!("185072A033004{key:02}");
    let corsican = Traits {
        matricule: &number,
        ..ANNE
    };
    assert_eq!(
        changed("279035121518989", &number, &corsican),
        Sameness::Same
    );
}

#[test]
fn a_trait_that_differs_is_for_a_person_to_look_at() {
    let rows = [
        ("19790328", "19790329"),
        ("code=\"F\"", "code=\"M\""),
        ("DURAND", "DUPONT"),
        ("\"BR\">ANNE<", "\"BR\">JEANNE<"),
        ("\"BR\">ANNE<", "\"BR\">ANN<"),
        ("\"BR\">ANNE<", "\"BR\">ANNE LISE<"),
    ];
    for (from, to) in rows {
        let unsure = Sameness::Unsure(Reason::OtherTraits);
        assert_eq!(changed(from, to, &ANNE), unsure, "{to}");
    }
}

#[test]
fn without_a_number_traits_can_only_say_no() {
    let none = "1.2.250.1.213.1.4.99";
    let answer = changed("1.2.250.1.213.1.4.10", none, &ANNE);
    assert_eq!(answer, Sameness::Unsure(Reason::NoNumber));
    let other = Traits {
        birth_date: "19800101",
        ..ANNE
    };
    let answer = changed("1.2.250.1.213.1.4.10", none, &other);
    assert_eq!(answer, Sameness::Different);
}

#[test]
fn numbers_of_another_kind_and_two_numbers_are_unsure() {
    let answer = changed("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.8", &ANNE);
    assert_eq!(answer, Sameness::Unsure(Reason::OtherKind));
    let two = "root=\"1.2.250.1.213.1.4.8\" extension";
    let answer = changed("root=\"1.2.3.4\" extension", two, &ANNE);
    assert_eq!(answer, Sameness::Unsure(Reason::SeveralNumbers));
}

#[test]
fn a_document_about_two_people_is_unsure() {
    let second = "<recordTarget><patientRole/></recordTarget><author>";
    let answer = changed("<author>", second, &ANNE);
    assert_eq!(answer, Sameness::Unsure(Reason::SeveralPatients));
}

/// Whether the document surely names somebody else, with these texts in the place
/// of others.
fn another(changes: &[(&str, &str)], traits: &Traits<'_>) -> bool {
    let mut text = with_text("a");
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is in the sample");
        text = text.replacen(from, to, 1);
    }
    let document = read(text.as_bytes()).expect("a document");
    names_another(&document.patient, document.others, traits)
}

#[test]
fn a_document_surely_names_another_by_a_sound_number_or_by_birth_date_and_name() {
    let renumbered = Traits {
        matricule: "180037512345627",
        ..ANNE
    };
    // Numbers change: the very same person under another one is looked at.
    assert!(!another(&[], &renumbered) && !another(&[], &ANNE));
    // A twin has the name and the birth date too.
    let other = Traits {
        first_names: "LOUISE",
        ..renumbered
    };
    assert!(another(&[], &other));
    let no_number = ("1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.99");
    let too_short = ("279035121518989", "2790351215189");
    let (name, date) = (("DURAND", "DUPONT"), ("19790328", "19800101"));
    for unsound in [no_number, too_short] {
        assert!(another(&[unsound, name, date], &ANNE), "{unsound:?}");
        // One of the two alone is for a person to look at, and so is a name that
        // holds the one in use.
        for one in [name, date] {
            assert!(!another(&[unsound, one], &ANNE), "{one:?}");
        }
        let both_names = ("DURAND", "DUPONT DURAND");
        assert!(!another(&[unsound, both_names, date], &ANNE));
    }
    // One number of full length with a wrong key names nobody: not even where all
    // else is theirs. Another number beside it is for a person to look at.
    let wrong_key = ("279035121518989", "279035121518988");
    assert!(another(&[wrong_key], &ANNE) && another(&[wrong_key], &renumbered));
    let twice = (
        "root=\"1.2.3.4\" extension",
        "root=\"1.2.250.1.213.1.4.8\" extension",
    );
    assert!(!another(&[twice, wrong_key], &ANNE));
    assert!(
        !another(&[no_number, wrong_key], &ANNE),
        "no official number"
    );
    assert!(!another(&[too_short], &ANNE));
    // Their own number under other traits, or two patients: a person looks.
    assert!(!another(&[name, date], &ANNE));
    let second = (
        "<author>",
        "<recordTarget><patientRole/></recordTarget><author>",
    );
    assert!(!another(&[second], &other));
}
