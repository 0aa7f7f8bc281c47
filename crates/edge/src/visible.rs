//! Text from outside, made to show what it says.

/// The same text without signs that nobody sees: those that turn the writing
/// direction, that have no width, or that control a machine. For names and
/// titles, where they only serve to deceive.
pub fn visible(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().filter(|c| !unseen(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn web_24_signs_that_deceive_are_taken_out() {
        assert_eq!(visible("Dr \u{202e}titeP\u{202c}"), "Dr titeP");
        assert_eq!(visible("Mar\u{200b}tin\u{feff}\r\n"), "Martin");
        let honest = "Zoé O’Brien-Łukasz, 12\u{a0}ans, שלום";
        assert_eq!(visible(honest), honest);
    }
}
