//! What an address is here: the plain form, in ASCII.

/// The longest address, RFC 5321 §4.5.3.1.3.
const ADDRESS_BYTES_MAX: usize = 254;

/// `local@domain`, of dot-atoms (RFC 5322 §3.2.3); neither quotes nor routes,
/// no domain that is a number in brackets.
pub(crate) fn is_address(text: &str) -> bool {
    let in_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let atoms = |text: &str| {
        text.split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(in_atom))
    };
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    text.len() <= ADDRESS_BYTES_MAX && atoms(local) && domain.split('.').all(label)
}

/// The same in lower case; nothing, if it is none.
pub(crate) fn lowered(text: &str) -> Option<String> {
    let text = text.trim();
    is_address(text).then(|| text.to_ascii_lowercase())
}
