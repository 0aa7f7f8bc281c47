//! Text from outside: compared as people hear it, shown as it says.

/// Lower case, without the accents of the Latin alphabet, in one spelling per
/// ligature. Every other sign stays. For comparing, never for showing:
/// `"Lœ-MÉNARD"` becomes `"loe-menard"`.
pub fn unaccented(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match without_accent(c) {
            Some(letters) => plain.push_str(letters),
            // A combining accent belongs to the letter before it.
            None if matches!(c, '\u{300}'..='\u{36F}') => {}
            None => plain.push(c),
        }
    }
    plain
}

fn without_accent(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// A sign that nobody sees: one that turns the writing direction, that has no
/// width, or that controls a machine. In names and titles they only serve to
/// deceive.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The same text without the signs that nobody sees.
pub fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_the_same_compares_the_same() {
        for (written, plain) in [
            ("Échographie du CŒUR", "echographie du coeur"),
            ("Zoe\u{301} Łukasz-Strauß", "zoe lukasz-strauss"),
            ("naïve ÇA Ñu", "naive ca nu"),
            ("Ω 12 % _", "ω 12 % _"),
        ] {
            assert_eq!(unaccented(written), plain);
        }
    }

    #[test]
    fn web_24_signs_that_deceive_are_taken_out() {
        assert_eq!(visible("Dr \u{202e}titeP\u{202c}"), "Dr titeP");
        assert_eq!(visible("Mar\u{200b}tin\u{feff}\r\n"), "Martin");
        let honest = "Zoé O’Brien-Łukasz, 12\u{a0}ans, שלום";
        assert_eq!(visible(honest), honest);
    }
}
