//! The codes that people type once to open an account: twelve symbols of
//! Crockford base32 in three groups of four. Eleven are random (55 bits), the
//! last is a Luhn-mod-32 check symbol, so that a typing error is caught before
//! a try is counted.
//!
//! Not here: how long a code lives, and the keyed hash, which is all that is
//! ever stored of it.

use kernel::Chance;
use std::fmt;
use zeroize::Zeroize;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BASE: u32 = 32;
const SYMBOLS: usize = 12;
/// The longest input that is read at all: twelve symbols and much air.
const INPUT_CHARS_MAX: usize = 64;

/// A code in clear: shown once to whoever sends it, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; SYMBOLS]);

/// Why a text is not a code. Neither counts as a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Misread {
    /// Nothing was typed.
    Empty,
    /// Not twelve symbols, or one that no code has.
    NotACode,
    /// Twelve symbols that do not fit together: something was mistyped.
    Mistyped,
}

impl Code {
    /// A new code.
    pub fn generate(chance: &dyn Chance) -> Self {
        let mut symbols = [0; SYMBOLS];
        chance.fill(&mut symbols);
        Self::drawn(symbols)
    }

    /// The code that these bytes draw: the last one is not looked at.
    pub fn drawn(mut symbols: [u8; SYMBOLS]) -> Self {
        for symbol in &mut symbols {
            *symbol &= 31;
        }
        let (check, random) = symbols.split_last_mut().expect("a code has symbols");
        *check = check_symbol(random);
        Self(symbols)
    }

    /// Reads what a person typed: any case, with or without spaces, hyphens and
    /// dots, O for 0, I or L for 1.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(typed: &str) -> Result<Self, Misread> {
        let mut symbols = [0; SYMBOLS];
        let mut count = 0;
        for c in typed
            .chars()
            .take(INPUT_CHARS_MAX + 1)
            .filter(|c| !is_air(*c))
        {
            let symbol = symbol(c).ok_or(Misread::NotACode)?;
            *symbols.get_mut(count).ok_or(Misread::NotACode)? = symbol;
            count += 1;
        }
        match count {
            0 => return Err(Misread::Empty),
            SYMBOLS if typed.chars().count() <= INPUT_CHARS_MAX => {}
            _ => return Err(Misread::NotACode),
        }
        let (check, random) = symbols.split_last().expect("a code has symbols");
        if *check == check_symbol(random) {
            Ok(Self(symbols))
        } else {
            Err(Misread::Mistyped)
        }
    }

    /// What is hashed: the twelve symbols as text, without groups.
    pub fn symbols(&self) -> [u8; SYMBOLS] {
        self.0.map(|symbol| ALPHABET[usize::from(symbol)])
    }

    /// The code as it is printed and sent: `XXXX-XXXX-XXXX`.
    pub fn in_groups(&self) -> String {
        grouped(&self.symbols())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(‹secret›)")
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

fn grouped(symbols: &[u8]) -> String {
    let groups: Vec<String> = symbols
        .chunks(4)
        .map(|group| group.iter().map(|b| char::from(*b)).collect())
        .collect();
    groups.join("-")
}

fn is_air(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200B}' | '\u{2060}'
        )
}

fn symbol(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|a| char::from(*a) == c)?;
    u8::try_from(place).ok()
}

/// Luhn mod N: from the right, every second value is doubled and its two
/// digits in base N are added. Every single error is caught, and every swap of
/// neighbours but 0 with Z.
fn check_symbol(random: &[u8]) -> u8 {
    let sum: u32 = random
        .iter()
        .rev()
        .enumerate()
        .map(|(place, symbol)| {
            let value = u32::from(*symbol) * if place % 2 == 0 { 2 } else { 1 };
            value / BASE + value % BASE
        })
        .sum();
    u8::try_from((BASE - sum % BASE) % BASE).expect("below 32")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;
    use proptest::prelude::*;

    fn code(seed: u64) -> Code {
        Code::generate(&SeededChance::new(seed))
    }

    fn text(symbols: &[u8]) -> String {
        String::from_utf8(symbols.to_vec()).expect("ASCII")
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = code(3);
        let plain = text(&code.symbols());
        let grouped = code.in_groups();
        assert_eq!(grouped.len(), 14);
        for typed in [
            plain.clone(),
            grouped.clone(),
            grouped.to_lowercase(),
            grouped.replace('-', " \u{A0}"),
            format!("  {}\n", grouped.replace('-', "–")),
            plain.replace('0', "O").replace('1', "l"),
            plain.replace('0', "o").replace('1', "I"),
        ] {
            assert_eq!(Code::read(&typed).expect(&typed), code);
        }
    }

    #[test]
    fn what_is_no_code_says_so() {
        for (typed, why) in [
            ("", Misread::Empty),
            (" - ", Misread::Empty),
            ("ABCD", Misread::NotACode),
            ("ABCD-EFGH-JKMU", Misread::NotACode),
            ("0000-0000-00000", Misread::NotACode),
            ("é000-0000-0000", Misread::NotACode),
            ("0000-0000-0001", Misread::Mistyped),
        ] {
            assert_eq!(Code::read(typed).expect_err(typed), why, "{typed}");
        }
        assert_eq!(Code::read(&" ".repeat(1000)), Err(Misread::Empty));
        assert_eq!(
            Code::read(&format!("000000000000{}", " ".repeat(90))),
            Err(Misread::NotACode)
        );
    }

    #[test]
    fn debug_shows_no_code() {
        assert!(!format!("{:?}", code(1)).contains(&code(1).in_groups()[..4]));
    }

    proptest! {
        #[test]
        fn any_wrong_symbol_is_caught(seed: u64, place in 0usize..12, other in 0u8..32) {
            let mut symbols = code(seed).symbols();
            prop_assume!(symbols[place] != ALPHABET[usize::from(other)]);
            symbols[place] = ALPHABET[usize::from(other)];
            prop_assert_eq!(Code::read(&text(&symbols)), Err(Misread::Mistyped));
        }

        #[test]
        fn any_swap_of_neighbours_but_zero_and_z_is_caught(seed: u64, place in 0usize..11) {
            let mut symbols = code(seed).symbols();
            let pair = [symbols[place], symbols[place + 1]];
            prop_assume!(pair[0] != pair[1] && pair != *b"0Z" && pair != *b"Z0");
            symbols.swap(place, place + 1);
            prop_assert_eq!(Code::read(&text(&symbols)), Err(Misread::Mistyped));
        }

        #[test]
        fn reading_never_panics(typed: String) {
            let _ = Code::read(&typed);
        }
    }
}
