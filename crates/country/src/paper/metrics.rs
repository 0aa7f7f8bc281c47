//! How wide the letters of Helvetica are, and how they are written in a PDF
//! (WinAnsi). Widths are those of the Adobe core font metrics, in thousandths.

/// Widths of 0x20 to 0x7E, plain.
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Widths of 0x20 to 0x7E, bold.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// The letter whose width an accented one shares.
const fn base(letter: char) -> char {
    match letter {
        'À'..='Å' => 'A',
        'Ç' => 'C',
        'È'..='Ë' => 'E',
        'Ì'..='Ï' => 'I',
        'Ñ' => 'N',
        'Ò'..='Ö' => 'O',
        'Ù'..='Ü' => 'U',
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'I',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        '\u{a0}' => ' ',
        other => other,
    }
}

fn letter_width(letter: char, bold: bool) -> u16 {
    let table = if bold { &BOLD } else { &PLAIN };
    match base(letter) {
        ascii @ ' '..='~' => table[ascii as usize - 0x20],
        'Œ' | 'œ' => 944,
        '—' | '…' | 'Æ' => 1000,
        '’' | '‘' | '·' => 278,
        '•' => 350,
        '°' => 400,
        '²' | '³' | '¹' => 333,
        '±' | '×' => 584,
        _ => 556,
    }
}

/// How wide a text is at a size, in points.
pub(crate) fn width(text: &str, size: f32, bold: bool) -> f32 {
    let thousandths: u32 = text.chars().map(|c| u32::from(letter_width(c, bold))).sum();
    thousandths as f32 * size / 1000.0
}

/// The byte of a letter in WinAnsi; none if it has none.
pub(crate) fn byte(letter: char) -> Option<u8> {
    match letter {
        ' '..='~' | '\u{a0}'..='ÿ' => u8::try_from(u32::from(letter)).ok(),
        '€' => Some(0x80),
        '…' => Some(0x85),
        'Œ' => Some(0x8C),
        '‘' => Some(0x91),
        '’' => Some(0x92),
        '“' => Some(0x93),
        '”' => Some(0x94),
        '•' => Some(0x95),
        '–' => Some(0x96),
        '—' => Some(0x97),
        'œ' => Some(0x9C),
        _ => None,
    }
}

/// A text in WinAnsi, with a question mark for what it cannot write.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    text.chars().map(|c| byte(c).unwrap_or(b'?')).collect()
}

/// Cuts a text into lines no wider than `room` points.
pub(crate) fn wrap(text: &str, size: f32, bold: bool, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || width(&longer, size, bold) <= room {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_room() {
        let text = "Patient adressé pour une gonalgie droite évoluant depuis six semaines, \
                    sans notion de traumatisme récent ; l'œdème a régressé.";
        for room in [80.0, 200.0, 400.0] {
            let lines = wrap(text, 10.0, false, room);
            assert!(lines.iter().all(|line| width(line, 10.0, false) <= room));
            assert_eq!(lines.join(" "), text);
        }
    }

    #[test]
    fn french_letters_have_a_byte() {
        assert!(
            "àâçéèêëîïôùûüÿœŒÉ«»’–—°²€…•"
                .chars()
                .all(|c| byte(c).is_some())
        );
    }
}
