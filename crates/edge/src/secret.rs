//! A secret that stands in an address: one way to write it, and one to read it.

use std::fmt::Write as _;

/// A secret as an address has it: hexadecimal, lower case.
pub fn secret_written(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len() * 2);
    for byte in secret {
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

/// The secret of an address; nothing else is read as one.
pub fn secret_read<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let mut secret = [0; BYTES];
    let digits = text.as_bytes();
    if digits.len() != BYTES * 2 {
        return None;
    }
    for (byte, pair) in secret.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_in_one_form_only() {
        let secret: [u8; 20] = std::array::from_fn(|n| u8::try_from(n * 13).unwrap_or(0));
        let text = secret_written(&secret);
        assert_eq!(secret_read(&text), Some(secret));
        for other in [
            text.to_uppercase(),
            format!("{text}0"),
            text[1..].to_owned(),
            format!("{}g", &text[1..]),
            String::new(),
        ] {
            assert_eq!(secret_read::<20>(&other), None, "{other}");
        }
    }
}
