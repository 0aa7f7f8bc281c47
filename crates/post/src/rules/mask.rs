//! How a contact is shown to somebody who may only recognise it.

const HIDDEN: &str = "•••";

/// The first letter and the domain: `c•••@exemple.fr`.
pub fn masked_email(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map_or(String::new(), String::from);
            format!("{first}{HIDDEN}@{domain}")
        }
        None => HIDDEN.to_owned(),
    }
}

/// The last two digits: `•• •• •• •• 78`. Nothing of a number too short to
/// hide the rest of.
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.as_slice() {
        [hidden @ .., tens, units] if hidden.len() >= 6 => format!("•• •• •• •• {tens}{units}"),
        _ => HIDDEN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_its_first_letter_and_domain() {
        for (email, shown) in [
            ("claire.martin@exemple.fr", "c•••@exemple.fr"),
            ("c@exemple.fr", "c•••@exemple.fr"),
            ("émilie@exemple.fr", "é•••@exemple.fr"),
            ("@exemple.fr", "•••@exemple.fr"),
            ("claire", "•••"),
            ("", "•••"),
        ] {
            assert_eq!(masked_email(email), shown);
        }
    }

    #[test]
    fn a_number_shows_its_last_two_digits() {
        for (phone, shown) in [
            ("+33612345678", "•• •• •• •• 78"),
            ("06 12 34 56 78", "•• •• •• •• 78"),
            ("1234567", "•••"),
            ("", "•••"),
        ] {
            assert_eq!(masked_phone(phone), shown);
        }
    }
}
