//! The numbers of people and places, with their keys. The rules are in
//! `data/nir.md`; the reader's side is elsewhere, on purpose: two hands.

use kernel::Date;

/// The two-digit key of a registration number: 97 − (n mod 97), with 19 for
/// 2A and 18 for 2B.
pub(crate) fn nir_key(thirteen: &str) -> u64 {
    let digits = thirteen.replace("2A", "19").replace("2B", "18");
    97 - digits.parse::<u64>().unwrap_or(0) % 97
}

/// A whole registration number: 15 characters.
pub(crate) fn nir(woman: bool, birth: Date, birthplace: &str, order: usize) -> String {
    let sex = if woman { 2 } else { 1 };
    let (year, month) = (birth.year() % 100, birth.month());
    let thirteen = format!("{sex}{year:02}{month:02}{birthplace}{order:03}");
    // Only the department may hold a letter, and "2A" cannot appear elsewhere.
    let key = nir_key(&thirteen);
    format!("{thirteen}{key:02}")
}

/// The digits with their Luhn check added.
pub(crate) fn with_luhn(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (1, _) => digit,
                (_, twice) if twice > 9 => twice - 9,
                (_, twice) => twice,
            }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn keys_are_those_of_the_published_examples() {
        for (thirteen, key) in [
            ("2550814168025", 38),
            ("1840275056123", 89),
            ("269052B033077", 90),
            ("1930498735021", 34),
            ("1850578000064", 97),
        ] {
            assert_eq!(nir_key(thirteen), key, "{thirteen}");
        }
        assert_eq!(nir(true, date(1955, 8, 1), "14168", 25), "255081416802538");
    }

    #[test]
    fn luhn_ends_a_professionals_number() {
        assert_eq!(with_luhn("9970021889"), "99700218896");
    }
}
