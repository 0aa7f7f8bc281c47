//! Reading base32 (RFC 4648), as apps for one-time codes take it.

/// The bytes of a text in base32 without padding.
///
/// # Panics
/// If it is not.
pub fn base32(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0u32, 0);
    for c in text.bytes() {
        let digit = match c {
            b'A'..=b'Z' => c - b'A',
            b'2'..=b'7' => c - b'2' + 26,
            other => panic!("{other} is no base32"),
        };
        held = (held << 5) | u32::from(digit);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xFF).expect("a byte"));
        }
    }
    bytes
}
