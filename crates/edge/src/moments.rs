//! Days, moments, numbers and sizes, as people write them.

use kernel::{Date, Lang, Timestamp};

/// The space that keeps a number and its word on one line.
const UNBROKEN: char = '\u{a0}';

const MONTHS: [[&str; 12]; 2] = [
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

/// A day in words: « 4 mai 2026 », “4 May 2026”.
pub fn day(lang: Lang, date: Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or(0);
    let (names, number) = match (lang, date.day()) {
        (Lang::Fr, 1) => (&MONTHS[0], String::from("1er")),
        (Lang::Fr, n) => (&MONTHS[0], n.to_string()),
        (Lang::En, n) => (&MONTHS[1], n.to_string()),
    };
    let year = date.year();
    format!("{number}{UNBROKEN}{}{UNBROKEN}{year}", names[month])
}

/// A month in words: « mai 2026 », “May 2026”.
pub fn month(lang: Lang, year: i16, month: i8) -> String {
    let names = match lang {
        Lang::Fr => &MONTHS[0],
        Lang::En => &MONTHS[1],
    };
    let place = usize::try_from(month - 1).unwrap_or(0).min(11);
    format!("{}{UNBROKEN}{year}", names[place])
}

/// A moment in Paris: « 4 mai 2026 à 9 h 12 », “4 May 2026, 09:12”.
pub fn moment(lang: Lang, instant: Timestamp) -> String {
    let day = day(lang, instant.in_paris().date());
    let hour = hour(lang, instant);
    match lang {
        Lang::Fr => format!("{day} à {hour}"),
        Lang::En => format!("{day}, {hour}"),
    }
}

/// The hour of a moment in Paris: « 9 h 12 », “09:12”.
pub fn hour(lang: Lang, instant: Timestamp) -> String {
    let local = instant.in_paris();
    let (hour, minute) = (local.hour(), local.minute());
    match lang {
        Lang::Fr => format!("{hour}{UNBROKEN}h{UNBROKEN}{minute:02}"),
        Lang::En => format!("{hour:02}:{minute:02}"),
    }
}

/// A count: « 69 000 000 », “69,000,000”.
pub fn number(lang: Lang, count: u64) -> String {
    let between = match lang {
        Lang::Fr => '\u{202f}',
        Lang::En => ',',
    };
    let digits = count.to_string();
    let mut written = String::with_capacity(digits.len() * 2);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            written.push(between);
        }
        written.push(digit);
    }
    written
}

/// The size of a file: « 38 Mo », “38 MB”; thousands, not 1024s.
pub fn size(lang: Lang, bytes: u64) -> String {
    let (units, comma) = match lang {
        Lang::Fr => (["octets", "Ko", "Mo", "Go"], ','),
        Lang::En => (["bytes", "KB", "MB", "GB"], '.'),
    };
    let (power, unit) = match bytes {
        0..1_000 => (1, units[0]),
        1_000..1_000_000 => (1_000, units[1]),
        1_000_000..1_000_000_000 => (1_000_000, units[2]),
        _ => (1_000_000_000, units[3]),
    };
    let (whole, tenth) = (bytes / power, bytes % power * 10 / power);
    let decimals = match (whole, tenth) {
        (0..10, 1..) => format!("{comma}{tenth}"),
        _ => String::new(),
    };
    format!("{whole}{decimals}{UNBROKEN}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: String) -> String {
        text.replace(UNBROKEN, " ")
    }

    #[test]
    fn days_and_moments_are_written_as_people_write_them() {
        let instant = Timestamp::parse_rfc3339("2026-05-04T07:12:00Z").expect("an instant");
        let date = instant.in_paris().date();
        assert_eq!(plain(day(Lang::Fr, date)), "4 mai 2026");
        assert_eq!(plain(day(Lang::En, date)), "4 May 2026");
        assert_eq!(plain(moment(Lang::Fr, instant)), "4 mai 2026 à 9 h 12");
        assert_eq!(plain(moment(Lang::En, instant)), "4 May 2026, 09:12");
    }

    #[test]
    fn the_first_of_the_month_is_an_ordinal_in_french() {
        let first = Date::new(2026, 8, 1).expect("a day");
        assert_eq!(plain(day(Lang::Fr, first)), "1er août 2026");
    }

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (12, "12 octets"),
            (1_240, "1,2 Ko"),
            (38_200_000, "38 Mo"),
            (104_857_600, "104 Mo"),
        ] {
            assert_eq!(plain(size(Lang::Fr, bytes)), text);
        }
    }
}
