//! The code with which a patient shows that they are there.

use kernel::Chance;

/// The signs of a presence code: no two are mistaken for each other.
const PRESENCE_SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const PRESENCE_LEN: usize = 8;
/// The first of the signs are digits.
const DIGITS: usize = 10;

/// A new presence code: eight signs, hardly less than forty bits, for ten minutes. There
/// is a digit in it and a letter: typed beside a name and a date, it is told from them.
pub fn presence_code(chance: &dyn Chance) -> String {
    let mut bytes = [0; PRESENCE_LEN];
    chance.fill(&mut bytes);
    let mut places = bytes.map(|byte| usize::from(byte & 31));
    let digits = places.iter().filter(|place| **place < DIGITS).count();
    let [.., last] = &mut places;
    match digits {
        0 => *last %= DIGITS,
        PRESENCE_LEN => *last += DIGITS,
        _ => {}
    }
    let sign = |place: usize| char::from(PRESENCE_SIGNS[place]);
    places.into_iter().map(sign).collect()
}

/// A presence code as typed: small letters, spaces, hyphens, O, I and L are
/// forgiven. None, if it is no code at all.
pub fn read_presence_code(typed: &str) -> Option<String> {
    let signs = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let signs = signs.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let code: String = signs.collect();
    let right = code.len() == PRESENCE_LEN && code.bytes().all(|b| PRESENCE_SIGNS.contains(&b));
    right.then_some(code)
}
