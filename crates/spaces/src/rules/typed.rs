//! What a professional types in one line to find somebody: a matricule, or a birth date
//! and the names in any order; with the presence code that the person shows, before or
//! after it. Pure.
//!
//! A presence code finds nobody: it opens the record of who was found, as on the page of
//! the care link, so that guessing one tells nothing.

use super::search::{Search, name_key};
use identity::ins::Matricule;
use kernel::Date;

/// The longest line, in signs.
const SIGNS_MAX: usize = 200;
/// The most words of names.
const WORDS_MAX: usize = 8;
/// Digits of a whole date.
const DATE_DIGITS: usize = 8;
/// Signs of a presence code.
const CODE_SIGNS: usize = 8;

/// What one line asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Typed {
    /// Whom.
    pub(crate) search: Search,
    /// The presence code beside it, as typed.
    pub(crate) code: Option<String>,
}

/// Reads what was typed.
///
/// # Errors
/// The key of the sentence that says how to mend it.
pub(crate) fn read(line: &str, today: Date) -> Result<Typed, &'static str> {
    if line.chars().count() > SIGNS_MAX {
        return Err("pro-search-box-form");
    }
    let tokens: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|token| !token.is_empty())
        .collect();
    let mut wrong = match person(&tokens, today) {
        Ok(search) => return Ok(Typed { search, code: None }),
        Err(wrong) => wrong,
    };
    for (code, others) in codes(&tokens) {
        if others.is_empty() {
            return Err("pro-search-box-code");
        }
        match person(others, today) {
            Ok(search) => {
                let code = Some(code);
                return Ok(Typed { search, code });
            }
            Err(of_others) => wrong = of_others,
        }
    }
    Err(wrong)
}

/// Who is meant, where no code is among these.
fn person(tokens: &[&str], today: Date) -> Result<Search, &'static str> {
    let has_digit = |token: &&str| token.chars().any(|c| c.is_ascii_digit());
    let (numbers, names): (Vec<&str>, Vec<&str>) = tokens.iter().copied().partition(has_digit);
    let is_name = |name: &&str| {
        // A combining accent is of the letter before it.
        let letters = |c: char| {
            c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{300}'..='\u{36f}')
        };
        name.chars().all(letters) && !name_key(name).is_empty()
    };
    if names.len() > WORDS_MAX || !names.iter().all(is_name) {
        return Err("pro-search-box-form");
    }
    if numbers.is_empty() {
        return Err("pro-search-box-date");
    }
    let whole = numbers.concat();
    let signs = whole.chars().filter(char::is_ascii_alphanumeric).count();
    if signs > DATE_DIGITS && !whole.contains('/') {
        let matricule = whole.parse::<Matricule>();
        return matricule
            .map(Search::Matricule)
            .map_err(|error| match error.code() {
                "identity-nir-key" => "pro-search-matricule-key",
                _ => "pro-search-matricule-form",
            });
    }
    let date = day(&numbers).ok_or("pro-search-date")?;
    if date > today {
        return Err("error-birth-future");
    }
    let words: Vec<String> = names.into_iter().map(name_key).collect();
    match words.iter().any(|word| word.len() >= 2) {
        true => Ok(Search::Names { date, words }),
        false => Err("pro-search-box-name"),
    }
}

/// The day that these are: the day first, or the year.
fn day(numbers: &[&str]) -> Option<Date> {
    let parts: Vec<&str> = numbers
        .iter()
        .flat_map(|number| number.split(['/', '-', '.']))
        .filter(|part| !part.is_empty())
        .collect();
    match parts[..] {
        [one] if one.len() == DATE_DIGITS && one.bytes().all(|b| b.is_ascii_digit()) => {
            let (day, rest) = one.split_at(2);
            let (month, year) = rest.split_at(2);
            let day_first = date(year, month, day);
            let (year, rest) = one.split_at(4);
            let (month, day) = rest.split_at(2);
            day_first.or_else(|| date(year, month, day))
        }
        [day, month, year] if year.len() == 4 => date(year, month, day),
        [year, month, day] if year.len() == 4 => date(year, month, day),
        _ => None,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse::<i16>().ok()?;
    if !(1850..=2200).contains(&year) {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What may be a presence code, first or last in the line, in one piece or in two; and
/// what stands beside it.
fn codes<'a>(tokens: &'a [&'a str]) -> Vec<(String, &'a [&'a str])> {
    let mut found = Vec::new();
    for pieces in [1, 2] {
        if pieces > tokens.len() {
            break;
        }
        let (first, after) = tokens.split_at(pieces);
        let (before, last) = tokens.split_at(tokens.len() - pieces);
        for (code, others) in [(first, after), (last, before)] {
            let code = code.concat().replace('-', "");
            if is_like_a_code(&code) {
                found.push((code, others));
            }
        }
    }
    found
}

/// Each code has a digit and a letter, which tells it from names and dates, and no U.
fn is_like_a_code(signs: &str) -> bool {
    signs.len() == CODE_SIGNS
        && signs
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() && !b.eq_ignore_ascii_case(&b'u'))
        && signs.bytes().any(|b| b.is_ascii_digit())
        && signs.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 29);

    fn names(day: Date, words: &[&str]) -> Search {
        Search::Names {
            date: day,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    #[test]
    fn one_line_is_read_as_people_type_it() {
        let born = Date::constant(1990, 2, 1);
        let one = |words: &[&str]| names(born, words);
        for (line, means) in [
            ("ROUX Jean 01/02/1990", one(&["roux", "jean"])),
            ("Jean ROUX 1/2/1990", one(&["jean", "roux"])),
            ("1/2/1990 roux", one(&["roux"])),
            ("  01021990   rou ", one(&["rou"])),
            ("roux 01.02.1990", one(&["roux"])),
            ("roux, 1-2-1990", one(&["roux"])),
            ("roux 1 2 1990 jean", one(&["roux", "jean"])),
            ("roux 1990-02-01", one(&["roux"])),
            ("19900201 roux", one(&["roux"])),
            ("ro 01/02/1990", one(&["ro"])),
            ("J. Roux 01/02/1990", one(&["j", "roux"])),
            (
                "Lœ-Ménard E\u{301}loïse 01/02/1990",
                one(&["loemenard", "eloise"]),
            ),
            ("D’Ornano Leca 01/02/1990", one(&["dornano", "leca"])),
        ] {
            let read = read(line, TODAY).expect(line);
            assert_eq!((read.search, read.code), (means, None), "{line}");
        }
    }

    #[test]
    fn a_matricule_is_read_with_and_without_spaces() {
        for (line, matricule) in [
            ("255081416802538", "255081416802538"),
            ("2 55 08 14 168 025 38", "255081416802538"),
            ("2.55.08.14.168.025-38", "255081416802538"),
            ("2\u{a0}55\u{a0}08\u{202f}14 168 025 38", "255081416802538"),
            ("2 69 05 2b 033 077 90", "269052B03307790"),
            ("MARTIN Ana 255081416802538", "255081416802538"),
        ] {
            let read = read(line, TODAY).expect(line);
            let matricule = matricule.parse().expect("right");
            assert_eq!(read.search, Search::Matricule(matricule), "{line}");
            assert_eq!(read.code, None, "{line}");
        }
    }

    #[test]
    fn a_presence_code_stands_before_or_after_who_is_meant() {
        let roux = names(Date::constant(1990, 2, 1), &["roux"]);
        let ana = Search::Matricule("255081416802538".parse().expect("right"));
        for (line, means, code) in [
            ("roux 01/02/1990 7K3M 9QTX", &roux, "7K3M9QTX"),
            ("7K3M9QTX roux 01/02/1990", &roux, "7K3M9QTX"),
            ("7k3m-9qtx, 01021990 roux", &roux, "7k3m9qtx"),
            ("roux 01/02/1990 KMQT 7ZX2", &roux, "KMQT7ZX2"),
            ("7ZX2 KMQT roux 1 2 1990", &roux, "7ZX2KMQT"),
            ("2 55 08 14 168 025 38 7K3M 9QTX", &ana, "7K3M9QTX"),
            ("7K3M 9QTX 255081416802538", &ana, "7K3M9QTX"),
        ] {
            let read = read(line, TODAY).expect(line);
            assert_eq!(&read.search, means, "{line}");
            assert_eq!(read.code.as_deref(), Some(code), "{line}");
        }
    }

    #[test]
    fn pro_15_what_is_vague_or_wrong_is_refused_with_a_way_on() {
        for (line, says) in [
            ("roux", "pro-search-box-date"),
            ("Jean ROUX", "pro-search-box-date"),
            ("01/02/1990", "pro-search-box-name"),
            ("r 01/02/1990", "pro-search-box-name"),
            ("r j m 01/02/1990", "pro-search-box-name"),
            ("roux 31/02/1990", "pro-search-date"),
            ("roux 1/2/90", "pro-search-date"),
            ("roux 02/1990", "pro-search-date"),
            ("roux 1990", "pro-search-date"),
            ("roux 01/02/2027", "error-birth-future"),
            ("roux 01/02/1849", "pro-search-date"),
            ("% 01/02/1990", "pro-search-box-form"),
            ("ro_ 01/02/1990", "pro-search-box-form"),
            ("' 01/02/1990", "pro-search-box-form"),
            ("Иван 01/02/1990", "pro-search-box-form"),
            ("a b c d e f g h ij 01/02/1990", "pro-search-box-form"),
            ("255081416802539", "pro-search-matricule-key"),
            ("25508141680253", "pro-search-matricule-form"),
            ("7K3M9QTX", "pro-search-box-code"),
            ("7K3M 9QTX", "pro-search-box-code"),
            ("7K3M-9QTX roux", "pro-search-box-date"),
            ("7K3M-9QTX 01/02/1990", "pro-search-box-name"),
            ("7K3M-9QTX 255081416802539", "pro-search-matricule-key"),
        ] {
            assert_eq!(read(line, TODAY).expect_err(line), says, "{line}");
        }
        let long = format!("{} 01/02/1990", "roux".repeat(60));
        assert_eq!(read(&long, TODAY), Err("pro-search-box-form"));
    }
}
