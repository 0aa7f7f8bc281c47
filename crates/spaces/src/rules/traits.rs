//! Whom the traits that FranceConnect tells mean in the register. Pure.
//!
//! All five must be told and must fit: birth name, first names, birth date,
//! sex, birthplace. Names are compared as their letters alone, without accents,
//! case, hyphens, apostrophes or spaces. Of the first names, those that the
//! register knows must be the first of those that are told: all of them, or
//! fewer, cut between two names and never inside one.
//!
//! | born | `birthcountry` | `birthplace` | in the register |
//! |---|---|---|---|
//! | in France | 99100 | the commune | the commune |
//! | elsewhere | the country | empty | the country |

use super::life::{Fate, Life, Was};
use super::search::name_key;
use identity::france_connect::Pivot;
use identity::ins::{BirthPlace, Sex};
use kernel::Date;

/// France, as a country of birth (COG).
const FRANCE: &str = "99100";

/// The traits that FranceConnect tells, once they can be compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Traits {
    birth_date: Date,
    name: String,
    given_names: Vec<String>,
    sex: Sex,
    birth_place: BirthPlace,
}

/// The traits of somebody in the register.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the five traits, by their names")]
pub struct Known<'a> {
    pub birth_name: &'a str,
    pub given_names: &'a [String],
    pub birth_date: Date,
    pub sex: Sex,
    pub birth_place: &'a BirthPlace,
}

impl Traits {
    /// Reads what was told; nothing, if a trait is missing or is none.
    pub fn read(pivot: &Pivot) -> Option<Self> {
        let letters = |name: &str| Some(name_key(name)).filter(|key| !key.is_empty());
        let given_names: Option<Vec<String>> =
            pivot.given_names.iter().map(|name| letters(name)).collect();
        let country = pivot.birthcountry.trim();
        let place = match country {
            FRANCE => pivot.birthplace.trim(),
            _ if country.starts_with("99") => country,
            _ => return None,
        };
        Some(Self {
            birth_date: pivot.birthdate.parse().ok()?,
            name: letters(&pivot.family_name)?,
            given_names: given_names.filter(|names| !names.is_empty())?,
            sex: match pivot.gender.as_str() {
                "female" => Sex::Female,
                "male" => Sex::Male,
                _ => return None,
            },
            birth_place: place.parse().ok()?,
        })
    }

    /// The birth date, and the birth name as the register's index has it.
    pub fn index(&self) -> (Date, &str) {
        (self.birth_date, &self.name)
    }

    /// Whether they are those of somebody.
    pub fn fit(&self, known: &Known<'_>) -> bool {
        self.birth_date == known.birth_date
            && self.name == name_key(known.birth_name)
            && self.sex == known.sex
            && self.birth_place == *known.birth_place
            && self.begins_with(&name_key(&known.given_names.join(" ")))
    }

    /// Whether the letters of the first names that the register knows are
    /// those of the first ones that are told.
    fn begins_with(&self, known: &str) -> bool {
        let mut told = String::new();
        self.given_names.iter().any(|name| {
            told.push_str(name);
            told == known
        })
    }
}

/// The one whom traits mean: exactly one of those whom they fit.
pub fn the_one<T>(fitting: impl IntoIterator<Item = T>) -> Option<T> {
    let mut fitting = fitting.into_iter();
    let first = fitting.next()?;
    match fitting.next() {
        None => Some(first),
        Some(_) => None,
    }
}

/// What somebody who was found may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// Decide about their space, as who holds a code: for the first time, or
    /// again.
    Deciding,
    /// Sign in: their space has an account.
    Active,
    /// Sign in to open it again: they closed it, and it has an account.
    Closed,
    /// Nothing here: they are told as who is not found.
    Nothing,
}

/// What the person whom the traits mean may do. `usable` is whether they are
/// alive and their matricule final.
pub fn found(usable: bool, life: Option<Life>) -> Found {
    let Some(life) = life.filter(|_| usable) else {
        return Found::Nothing;
    };
    match life {
        Life::Active { .. } => Found::Active,
        Life::Closed {
            fate: Fate::Archive | Fate::Delete,
            was: Was::Active,
            ..
        } => Found::Closed,
        life if life.may_have_code().is_ok() => Found::Deciding,
        _ => Found::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    fn pivot() -> Pivot {
        Pivot {
            family_name: "DUBOIS".into(),
            given_names: vec!["Angela".into(), "Claire".into(), "Louise".into()],
            birthdate: "1962-08-24".into(),
            gender: "female".into(),
            birthplace: "75107".into(),
            birthcountry: "99100".into(),
        }
    }

    fn named(family: &str, given: &[&str]) -> Pivot {
        Pivot {
            family_name: family.into(),
            given_names: given.iter().map(|name| (*name).to_owned()).collect(),
            ..pivot()
        }
    }

    /// Whether a pivot identity fits somebody of the register with these names
    /// and this birthplace, the other traits being right.
    fn check(pivot: &Pivot, birth_name: &str, given: &str, place: &str) -> bool {
        let given: Vec<String> = given.split(' ').map(str::to_owned).collect();
        let place = place.parse().expect("a birthplace");
        let known = Known {
            birth_name,
            given_names: &given,
            birth_date: "1962-08-24".parse().expect("a date"),
            sex: Sex::Female,
            birth_place: &place,
        };
        Traits::read(pivot).is_some_and(|traits| traits.fit(&known))
    }

    #[test]
    fn names_fit_by_their_letters() {
        for (told_name, told_given, name, given, fits) in [
            // Case and accents.
            ("Dubois", vec!["angela"], "DUBOIS", "ANGELA", true),
            ("LEFÈVRE", vec!["Éloïse"], "LEFEVRE", "ELOISE", true),
            ("MUÑOZ", vec!["Zoë"], "MUNOZ", "ZOE", true),
            // Compound names, however they are joined.
            (
                "LE GALL-MARTIN",
                vec!["Anne-Marie"],
                "LE GALL MARTIN",
                "ANNE MARIE",
                true,
            ),
            ("LEGALL", vec!["Anne Marie"], "LE GALL", "ANNE-MARIE", true),
            ("DUBOIS-", vec!["ANNEMARIE"], "DUBOIS", "ANNE-MARIE", true),
            // Apostrophes, straight and curved.
            ("D'ORNANO", vec!["Ana"], "D’ORNANO", "ANA", true),
            ("N'GUYEN", vec!["Thi'Lan"], "NGUYEN", "THILAN", true),
            ("D ORNANO", vec!["Ana"], "D'ORNANO", "ANA", true),
            // Ligatures.
            ("LECŒUR", vec!["Lætitia"], "LECOEUR", "LAETITIA", true),
            ("LECOEUR", vec!["Laetitia"], "LECŒUR", "LÆTITIA", true),
            // Another name is another name.
            ("DUBOI", vec!["Angela"], "DUBOIS", "ANGELA", false),
            ("DUBOISE", vec!["Angela"], "DUBOIS", "ANGELA", false),
            ("MARTIN", vec!["Angela"], "DUBOIS", "ANGELA", false),
            ("", vec!["Angela"], "DUBOIS", "ANGELA", false),
            ("-", vec!["Angela"], "DUBOIS", "ANGELA", false),
            ("DUBOIS", vec![], "DUBOIS", "ANGELA", false),
            ("DUBOIS", vec!["Angela", "'"], "DUBOIS", "ANGELA", false),
        ] {
            assert_eq!(
                check(&named(told_name, &told_given), name, given, "75107"),
                fits,
                "{told_name} {told_given:?} / {name} {given}"
            );
        }
    }

    #[test]
    fn the_register_may_know_fewer_first_names_and_never_more() {
        for (told, known, fits) in [
            (
                vec!["Angela", "Claire", "Louise"],
                "ANGELA CLAIRE LOUISE",
                true,
            ),
            (vec!["Angela", "Claire", "Louise"], "ANGELA CLAIRE", true),
            (vec!["Angela", "Claire", "Louise"], "ANGELA", true),
            (vec!["Angela"], "ANGELA CLAIRE", false),
            (vec!["Angela", "Claire"], "CLAIRE", false),
            (vec!["Angela", "Claire"], "CLAIRE ANGELA", false),
            (vec!["Angela", "Claire"], "ANGELA LOUISE", false),
            // A compound name is one name, and is not cut.
            (vec!["Marie-Claire", "Louise"], "MARIE", false),
            (vec!["Marie Claire", "Louise"], "MARIE", false),
            (vec!["Marie-Claire", "Louise"], "MARIE-CLAIRE", true),
            (vec!["Marie-Claire", "Louise"], "MARIE CLAIRE", true),
            (vec!["Marie", "Claire"], "MARIE", true),
            (vec!["Mariette"], "MARIE", false),
        ] {
            assert_eq!(
                check(&named("DUBOIS", &told), "DUBOIS", known, "75107"),
                fits,
                "{told:?} / {known}"
            );
        }
    }

    #[test]
    fn the_birthplace_is_a_commune_of_france_or_another_country() {
        for (country, told, known, fits) in [
            ("99100", "75107", "75107", true),
            ("99100", "75108", "75107", false),
            ("99100", "2A004", "2A004", true),
            ("99100", "2a004", "2A004", true),
            ("99100", "97411", "97411", true),
            ("99100", "", "75107", false),
            ("99100", "", "99100", false),
            // Born abroad: no commune is told, and none counts.
            ("99352", "", "99352", true),
            ("99352", "75107", "99352", true),
            ("99352", "75107", "75107", false),
            ("99351", "", "99352", false),
            // No country, or none that is one.
            ("", "75107", "75107", false),
            ("", "", "75107", false),
            ("FR", "75107", "75107", false),
            ("75107", "", "75107", false),
            ("99", "", "75107", false),
        ] {
            let pivot = Pivot {
                birthcountry: country.into(),
                birthplace: told.into(),
                ..pivot()
            };
            assert_eq!(
                check(&pivot, "DUBOIS", "ANGELA", known),
                fits,
                "{country} {told} / {known}"
            );
        }
    }

    #[test]
    fn date_and_sex_must_be_told_and_right() {
        for (birthdate, gender, fits) in [
            ("1962-08-24", "female", true),
            ("1962-08-25", "female", false),
            ("1962-08-24", "male", false),
            ("1962-08-24", "unspecified", false),
            ("1962-08-24", "", false),
            // Whoever has no known day of birth is for people.
            ("1962-00-00", "female", false),
            ("1962", "female", false),
            ("", "female", false),
        ] {
            let pivot = Pivot {
                birthdate: birthdate.into(),
                gender: gender.into(),
                ..pivot()
            };
            assert_eq!(
                check(&pivot, "DUBOIS", "ANGELA", "75107"),
                fits,
                "{birthdate} {gender}"
            );
        }
    }

    #[test]
    fn twins_are_told_apart_and_namesakes_are_nobody() {
        let place: BirthPlace = "75107".parse().expect("a birthplace");
        let names = |list: &[&[&str]]| -> Vec<Vec<String>> {
            let own = |given: &&[&str]| given.iter().map(|name| (*name).to_owned()).collect();
            list.iter().map(own).collect()
        };
        let means = |told: &[&str], register: &[&[&str]]| {
            let traits = Traits::read(&named("DUBOIS", told)).expect("five traits");
            let register = names(register);
            the_one((0..register.len()).filter(|n| {
                traits.fit(&Known {
                    birth_name: "DUBOIS",
                    given_names: &register[*n],
                    birth_date: "1962-08-24".parse().expect("a date"),
                    sex: Sex::Female,
                    birth_place: &place,
                })
            }))
        };
        let twins: [&[&str]; 2] = [&["ANA", "MARIE"], &["EVA", "MARIE"]];
        assert_eq!(means(&["Ana", "Marie"], &twins), Some(0));
        assert_eq!(means(&["Eva", "Marie"], &twins), Some(1));
        assert_eq!(means(&["Lea", "Marie"], &twins), None);
        // The very same traits; and one whose names begin as the other's.
        assert_eq!(means(&["Ana"], &[&["ANA"], &["ANA"]]), None);
        let alike: [&[&str]; 2] = [&["MARIE"], &["MARIE", "LOUISE"]];
        assert_eq!(means(&["Marie", "Louise"], &alike), None);
        assert_eq!(means(&["Marie"], &alike), Some(0));
    }

    #[test]
    fn who_may_be_sent_a_code_may_decide_without_one() {
        let at = Timestamp::default();
        let active = Life::Active {
            at,
            yields_until: None,
        };
        let closed = |fate, was| {
            Some(Life::Closed {
                at,
                fate,
                was,
                yields_until: None,
            })
        };
        for (usable, life, expected) in [
            (true, Some(Life::announced(at)), Found::Deciding),
            (true, Some(Life::opened(at)), Found::Deciding),
            (true, Some(active), Found::Active),
            (true, Some(Life::Refused { at }), Found::Deciding),
            (true, closed(Fate::Archive, Was::Open), Found::Deciding),
            (true, closed(Fate::Delete, Was::Open), Found::Deciding),
            (true, closed(Fate::Archive, Was::Active), Found::Closed),
            (true, closed(Fate::Delete, Was::Active), Found::Closed),
            (true, closed(Fate::Death, Was::Open), Found::Nothing),
            (true, closed(Fate::Death, Was::Active), Found::Nothing),
            (true, Some(Life::Erased { at }), Found::Nothing),
            (true, None, Found::Nothing),
            (false, Some(Life::opened(at)), Found::Nothing),
            (false, Some(active), Found::Nothing),
            (false, Some(Life::Refused { at }), Found::Nothing),
        ] {
            assert_eq!(found(usable, life), expected, "{usable} {life:?}");
        }
    }
}
