//! Letters: what a byte means in an old alphabet, and which letters are none.

/// What 1252 has where Latin-1 has control characters; a NUL where nothing.
const FROM_80: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The letter of this byte in the code page of Western Windows, 1252.
pub(crate) fn of_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => Some(FROM_80[usize::from(byte - 0x80)]).filter(|letter| *letter != '\0'),
        other => Some(char::from(other)),
    }
}

/// Whether this turns the direction of what follows: a line would be read in
/// another order than it is written.
pub(crate) const fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
