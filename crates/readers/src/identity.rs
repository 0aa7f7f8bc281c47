//! Whether a file is about the person it is put with.

/// The official numbers of persons: NIR and NIA, and those of test and of
/// demonstration (ANS, INS reference).
const INS: [&str; 4] = [
    "1.2.250.1.213.1.4.8",
    "1.2.250.1.213.1.4.9",
    "1.2.250.1.213.1.4.10",
    "1.2.250.1.213.1.4.11",
];

/// What is known of a person.
#[derive(Clone, Copy)]
pub struct Traits<'a> {
    /// The fifteen characters.
    pub matricule: &'a str,
    /// Whose number it is.
    pub oid: &'a str,
    /// The birth name.
    pub birth_name: &'a str,
    /// The name in use; empty when it is the birth name.
    pub used_name: &'a str,
    /// The first first name, or all of them.
    pub first_names: &'a str,
    /// `YYYYMMDD`.
    pub birth_date: &'a str,
    /// M, F, or I.
    pub sex: &'a str,
}

/// Whether two people are one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sameness {
    /// The number is the same and no trait contradicts it.
    Same,
    /// The file is about somebody else.
    Different,
    /// A person has to look.
    Unsure(Reason),
}

/// Why a person has to look.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// The file has no official number.
    NoNumber,
    /// It has several.
    SeveralNumbers,
    /// The key of the number does not go with it.
    WrongKey,
    /// The number is of another kind: a test's, for a real person.
    OtherKind,
    /// It names several patients.
    SeveralPatients,
    /// The number is the same, and a trait is not.
    OtherTraits,
}

/// What a file says of the person it is about.
#[derive(Clone, Default)]
pub(crate) struct Told<'a> {
    /// Whether it names several people.
    pub several: bool,
    /// Official numbers, each with its kind if that is told.
    pub numbers: Vec<(Option<&'a str>, &'a str)>,
    /// `YYYYMMDD`, cut anywhere.
    pub birth_date: Option<&'a str>,
    /// M, F or anything else.
    pub sex: Option<&'a str>,
    /// The birth name, and nothing else.
    pub birth_name: Option<&'a str>,
    /// A family name: of birth or in use, or both in one.
    pub family_name: Option<&'a str>,
    /// The first first names.
    pub first_names: Option<&'a str>,
}

/// Whether a number of this kind is an official one.
pub(crate) fn is_official(oid: &str) -> bool {
    INS.contains(&oid)
}

/// Whether two people are one. Nothing is put right: not one digit is guessed.
pub(crate) fn compare(told: &Told<'_>, traits: &Traits<'_>) -> Sameness {
    if told.several {
        return Sameness::Unsure(Reason::SeveralPatients);
    }
    let differs = contradicts(told, traits);
    let mut numbers = told.numbers.clone();
    let mut seen = Vec::new();
    numbers.retain(|number| {
        let first = !seen.contains(number);
        seen.push(*number);
        first
    });
    let (oid, number) = match numbers.as_slice() {
        [] if differs => return Sameness::Different,
        [] => return Sameness::Unsure(Reason::NoNumber),
        [one] => *one,
        _ => return Sameness::Unsure(Reason::SeveralNumbers),
    };
    if !key_is_right(number) {
        return Sameness::Unsure(Reason::WrongKey);
    }
    if number != traits.matricule {
        return Sameness::Different;
    }
    if oid.is_some_and(|oid| oid != traits.oid) {
        return Sameness::Unsure(Reason::OtherKind);
    }
    match differs {
        true => Sameness::Unsure(Reason::OtherTraits),
        false => Sameness::Same,
    }
}

/// Whether a file surely names somebody else: sound numbers, none of them this
/// person's, or another birth date under another name; or names nobody who can be
/// known, by one official number whose key is wrong, whosever it was to be. Whatever
/// leaves another doubt is for a person to look at: so are all their own traits under
/// another number, for a provisional number becomes a final one.
pub(crate) fn names_another(told: &Told<'_>, traits: &Traits<'_>) -> bool {
    let is_theirs = |(_, number): &(Option<&str>, &str)| *number == traits.matricule;
    if told.several || told.numbers.iter().any(is_theirs) {
        return false;
    }
    if has_one_wrong_key(told) {
        return true;
    }
    let all_sound = told.numbers.iter().all(|(_, number)| key_is_right(number));
    let name = told.birth_name.or(told.family_name);
    if all_sound && !told.numbers.is_empty() {
        let untold = name.is_none() || told.birth_date.is_none();
        return untold || contradicts(told, traits);
    }
    let born_then = |date: &str| same_day(date, traits.birth_date);
    name.is_some_and(|name| is_other_name(name, traits))
        && told.birth_date.is_some_and(|date| !born_then(date))
}

/// Whether the one number that is said to be an official one, and is as long, has a
/// wrong key: some digit of it is wrong, and nobody knows which.
fn has_one_wrong_key(told: &Told<'_>) -> bool {
    let Some(first @ (Some(_), number)) = told.numbers.first() else {
        return false;
    };
    told.numbers.iter().all(|other| other == first)
        && number.chars().count() == 15
        && !key_is_right(number)
}

/// A family name that is neither that of birth nor that in use, nor holds one.
fn is_other_name(name: &str, traits: &Traits<'_>) -> bool {
    let name = folded(name);
    let known = [traits.birth_name, traits.used_name].map(folded);
    let mut known = known.iter().filter(|known| !known.is_empty());
    !known.any(|known| name.contains(known.as_str()) || known.contains(&name))
}

/// A trait that both sides state is not the same. What the file does not say
/// contradicts nothing.
fn contradicts(told: &Told<'_>, traits: &Traits<'_>) -> bool {
    let sex = told.sex.filter(|sex| matches!(*sex, "M" | "F"));
    told.birth_date
        .is_some_and(|date| !same_day(date, traits.birth_date))
        || sex.is_some_and(|sex| sex != traits.sex)
        || told
            .birth_name
            .is_some_and(|name| folded(name) != folded(traits.birth_name))
        || told
            .family_name
            .is_some_and(|name| is_other_name(name, traits))
        || told
            .first_names
            .is_some_and(|first| !begin_alike(traits.first_names, first))
}

/// As far as both are written: a year alone contradicts another year only.
fn same_day(one: &str, other: &str) -> bool {
    one.chars().zip(other.chars()).take(8).all(|(a, b)| a == b)
}

/// Whether one list of names is the beginning of the other, name by name.
pub(crate) fn begin_alike(one: &str, other: &str) -> bool {
    let names = |text: &str| -> Vec<String> {
        let names = text
            .split(|c: char| c.is_whitespace() || c == '-')
            .map(folded);
        names.filter(|name| !name.is_empty()).collect()
    };
    let (one, other) = (names(one), names(other));
    one.iter().zip(&other).all(|(one, other)| one == other)
}

/// Letters only, as on the official registers: capitals without accents.
pub(crate) fn folded(name: &str) -> String {
    name.chars()
        .filter_map(plain)
        .flat_map(char::to_uppercase)
        .collect()
}

fn plain(letter: char) -> Option<char> {
    let plain = match letter {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'í' | 'ì' | 'Î' | 'Ï' | 'Í' | 'Ì' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' | 'Ô' | 'Ö' | 'Ó' | 'Ò' | 'Õ' => 'o',
        'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => 'u',
        'ÿ' | 'Ÿ' => 'y',
        letter if letter.is_alphanumeric() => letter,
        _ => return None,
    };
    Some(plain)
}

/// Thirteen characters and their key: 97 minus the remainder by 97, with 19
/// for 2A and 18 for 2B (Corsica).
pub(crate) fn key_is_right(number: &str) -> bool {
    if number.len() != 15 || !number.is_ascii() {
        return false;
    }
    let (body, key) = number.split_at(13);
    let digits = match &body[5..7] {
        "2A" => format!("{}19{}", &body[..5], &body[7..]),
        "2B" => format!("{}18{}", &body[..5], &body[7..]),
        _ => body.to_owned(),
    };
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(&digits) || !all_digits(key) {
        return false;
    }
    let (Ok(digits), Ok(key)) = (digits.parse::<u64>(), key.parse::<u64>()) else {
        return false;
    };
    key == 97 - digits % 97
}
