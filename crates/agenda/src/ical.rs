//! Writing iCalendar (RFC 5545): what calendar programs read. Pure.

use jiff::civil::DateTime;
use kernel::Timestamp;

/// Octets of a line, without its end.
const LINE_MAX: usize = 75;

/// Summer and winter in France, since the rule is what it is.
const PARIS: &str = "BEGIN:VTIMEZONE\r\n\
TZID:Europe/Paris\r\n\
BEGIN:DAYLIGHT\r\n\
DTSTART:19810329T020000\r\n\
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
TZOFFSETFROM:+0100\r\n\
TZOFFSETTO:+0200\r\n\
TZNAME:CEST\r\n\
END:DAYLIGHT\r\n\
BEGIN:STANDARD\r\n\
DTSTART:19961027T030000\r\n\
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
TZOFFSETFROM:+0200\r\n\
TZOFFSETTO:+0100\r\n\
TZNAME:CET\r\n\
END:STANDARD\r\n\
END:VTIMEZONE\r\n";

/// When something begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Start {
    /// As clocks in France show it, whatever becomes of their rule.
    Local(DateTime),
    /// An instant: clocks show its hour twice, and programs read that differently.
    Instant(Timestamp),
}

/// One entry of a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Event {
    /// What tells it from all others, for ever.
    pub uid: String,
    /// When it begins.
    pub start: Start,
    /// How long it lasts; a moment, if that is nothing.
    pub minutes: u64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// How often it was changed.
    pub changes: u32,
    /// It does not take place.
    pub cancelled: bool,
    /// What it says.
    pub summary: String,
    /// Where; nothing, if that is empty.
    pub location: String,
    /// More words; nothing, if that is empty.
    pub description: String,
}

/// A calendar of this name.
pub(crate) fn calendar(name: &str, events: &[Event]) -> String {
    let mut text =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Carnet//Agenda//FR\r\n");
    text.push_str("CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    line(&mut text, "X-WR-CALNAME", name);
    // Whoever fetches it need not come every minute.
    text.push_str("REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\nX-PUBLISHED-TTL:PT6H\r\n");
    text.push_str(PARIS);
    for event in events {
        write(&mut text, event);
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

fn write(text: &mut String, event: &Event) {
    let changed = utc(event.changed_at);
    text.push_str("BEGIN:VEVENT\r\n");
    line(text, "UID", &event.uid);
    fold(text, &format!("DTSTAMP:{changed}"));
    fold(text, &format!("LAST-MODIFIED:{changed}"));
    fold(text, &format!("SEQUENCE:{}", event.changes));
    let start = match event.start {
        Start::Local(at) => format!(";TZID=Europe/Paris:{}", at.strftime("%Y%m%dT%H%M%S")),
        Start::Instant(at) => format!(":{}", utc(at)),
    };
    fold(text, &format!("DTSTART{start}"));
    if event.minutes > 0 {
        fold(text, &format!("DURATION:PT{}M", event.minutes));
    }
    line(text, "SUMMARY", &event.summary);
    for (name, value) in [
        ("LOCATION", &event.location),
        ("DESCRIPTION", &event.description),
    ] {
        if !value.is_empty() {
            line(text, name, value);
        }
    }
    let status = match event.cancelled {
        true => "CANCELLED",
        false => "CONFIRMED",
    };
    fold(text, &format!("STATUS:{status}"));
    text.push_str("CLASS:PRIVATE\r\nEND:VEVENT\r\n");
}

fn utc(at: Timestamp) -> String {
    let text = at.rfc3339();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at_checked(8).unwrap_or_default();
    format!("{day}T{}Z", &time[..time.len().min(6)])
}

/// A property whose value is a text.
fn line(text: &mut String, name: &str, value: &str) {
    let mut escaped = String::with_capacity(value.len() + name.len() + 1);
    escaped.push_str(name);
    escaped.push(':');
    for c in value.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    fold(text, &escaped);
}

/// A line, cut where it is too long, never inside a character.
fn fold(text: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE_MAX {
            text.push_str("\r\n ");
            octets = 1;
        }
        text.push(c);
        octets += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    fn event(summary: &str) -> Event {
        Event {
            uid: String::from("01@carnet"),
            start: Start::Local(datetime(2026, 12, 4, 9, 30, 0, 0)),
            minutes: 30,
            changed_at: Timestamp::from_millis(1_790_000_000_123),
            changes: 2,
            cancelled: false,
            summary: summary.to_owned(),
            location: String::new(),
            description: String::new(),
        }
    }

    #[test]
    fn an_event_says_its_hour_as_clocks_in_france_show_it() {
        let text = calendar("Agenda", &[event("Rendez-vous")]);
        for line in [
            "UID:01@carnet",
            "DTSTAMP:20260921T141320Z",
            "SEQUENCE:2",
            "DTSTART;TZID=Europe/Paris:20261204T093000",
            "DURATION:PT30M",
            "SUMMARY:Rendez-vous",
            "STATUS:CONFIRMED",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}: {text}");
        }
        assert!(!text.contains("LOCATION") && !text.contains("DESCRIPTION"));
        let gone = Event {
            start: Start::Instant(Timestamp::from_millis(1_790_000_000_000)),
            cancelled: true,
            minutes: 0,
            ..event("x")
        };
        let text = calendar("Agenda", &[gone]);
        assert!(text.contains("STATUS:CANCELLED") && !text.contains("DURATION:PT0"));
        assert!(text.contains("\r\nDTSTART:20260921T141320Z\r\n"), "{text}");
    }

    #[test]
    fn nothing_that_is_typed_becomes_a_line_of_its_own() {
        let evil = "Un,deux;trois\\quatre\nEND:VEVENT\r\nATTACH:http://x";
        let text = calendar("Agenda", &[event(evil)]);
        let unfolded = text.replace("\r\n ", "");
        let said = "SUMMARY:Un\\,deux\\;trois\\\\quatre\\nEND:VEVENT\\nATTACH:http://x\r\n";
        assert!(unfolded.contains(said), "{unfolded}");
        assert_eq!(unfolded.matches("\r\nEND:VEVENT\r\n").count(), 1);
        assert!(!unfolded.contains("\r\nATTACH"));
    }

    proptest! {
        /// Lines are short, and read back they are what was written.
        #[test]
        fn whatever_is_typed_is_read_back(summary in "(?s).{0,200}", place in "\\PC{0,120}") {
            let mut event = event(&summary);
            event.location.clone_from(&place);
            let text = calendar("Agenda", &[event]);
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE_MAX);
                prop_assert!(!line.contains('\n') && !line.contains('\r'));
            }
            let unfolded = text.replace("\r\n ", "");
            let kept: String = summary.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            let line = unfolded.lines().find_map(|line| line.strip_prefix("SUMMARY:"));
            let line = line.unwrap_or_default();
            let mut read = String::new();
            let mut signs = line.chars();
            while let Some(c) = signs.next() {
                match c {
                    '\\' => match signs.next() {
                        Some('n') => read.push('\n'),
                        Some(c) => read.push(c),
                        None => prop_assert!(false, "a lone stroke"),
                    },
                    c => read.push(c),
                }
            }
            prop_assert_eq!(read, kept);
        }
    }
}
