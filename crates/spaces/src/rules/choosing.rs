//! What holders choose to be told of, and how. What tells of somebody else's access,
//! or of the space itself, is not theirs to switch off: it may be the only thing that
//! tells them.

use kernel::Timestamp;

/// Something that one may be told of, or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// Documents that somebody else added.
    Documents,
    /// Messages, and those of one's own that did not arrive.
    Messages,
    /// The reminder of which services are connected.
    Services,
    /// Something that the calendars of prevention ask for by now.
    Prevention,
    /// What a connected service added.
    Added,
}

impl Topic {
    /// All of them, as pages list them.
    pub const ALL: [Self; 5] = [
        Self::Documents,
        Self::Messages,
        Self::Prevention,
        Self::Services,
        Self::Added,
    ];

    /// Its name in sentences and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Messages => "messages",
            Self::Services => "services",
            Self::Prevention => "prevention",
            Self::Added => "added",
        }
    }

    pub(crate) const fn number(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.number() == number)
    }

    /// How one is told before one chose.
    pub const fn at_first(self) -> Channels {
        match self {
            Self::Documents | Self::Services | Self::Prevention | Self::Added => Channels {
                email: true,
                sms: false,
            },
            Self::Messages => Channels {
                email: true,
                sms: true,
            },
        }
    }
}

/// On which channels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Channels {
    /// To e-mail addresses.
    pub email: bool,
    /// To mobiles.
    pub sms: bool,
}

/// Whether people are left in peace now: from nine in the evening to eight in the
/// morning, as clocks in France show it.
pub fn is_quiet(now: Timestamp) -> bool {
    !(MORNING..EVENING).contains(&now.in_paris().hour())
}

const MORNING: i8 = 8;
const EVENING: i8 = 21;

/// When people may be told of something, from now on: now, or in the morning.
pub fn told_from(now: Timestamp) -> Timestamp {
    if !is_quiet(now) {
        return now;
    }
    let here = now.in_paris();
    let day = match here.hour() < MORNING {
        true => Ok(here.date()),
        false => here.date().tomorrow(),
    };
    let morning = day
        .ok()
        .and_then(|day| Timestamp::hour_in_paris(day, MORNING));
    morning.unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_is_told_on_some_channel_at_first_and_is_read_back_by_its_number() {
        for topic in Topic::ALL {
            let at_first = topic.at_first();
            assert!(at_first.email || at_first.sms, "{topic:?}");
            assert_eq!(Topic::from_number(topic.number()), Some(topic));
        }
        assert_eq!(Topic::from_number(5), None);
    }

    #[test]
    fn nobody_is_told_of_anything_at_night() {
        let told = |text: &str| {
            let now = Timestamp::parse_rfc3339(text).expect("a moment");
            !is_quiet(now)
        };
        // Paris is two hours ahead in summer, one in winter.
        for (text, day) in [
            ("2026-07-01T05:59:59Z", false),
            ("2026-07-01T06:00:00Z", true),
            ("2026-11-26T19:59:59Z", true),
            ("2026-11-26T20:00:00Z", false),
        ] {
            assert_eq!(told(text), day, "{text}");
        }
    }

    #[test]
    fn what_is_found_at_night_is_told_in_the_morning_also_when_the_clocks_change() {
        let told = |text: &str| {
            let now = Timestamp::parse_rfc3339(text).expect("a moment");
            told_from(now).rfc3339()
        };
        for (found, morning) in [
            ("2026-11-26T09:00:00.000Z", "2026-11-26T09:00:00.000Z"),
            ("2026-11-26T20:00:00.000Z", "2026-11-27T07:00:00.000Z"),
            ("2026-11-27T00:30:00.000Z", "2026-11-27T07:00:00.000Z"),
            ("2026-10-24T23:30:00.000Z", "2026-10-25T07:00:00.000Z"),
            ("2026-03-28T21:00:00.000Z", "2026-03-29T06:00:00.000Z"),
        ] {
            assert_eq!(told(found), morning, "{found}");
        }
    }
}
