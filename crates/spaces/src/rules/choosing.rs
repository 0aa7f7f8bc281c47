//! What holders choose to be told of, and how. What tells of somebody else's access,
//! or of the space itself, is not theirs to switch off: it may be the only thing that
//! tells them.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

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

    /// How somebody is told to whom no letter comes: who chose letters alone, as
    /// everybody is.
    pub const fn without_letters(self, chosen: Channels) -> Channels {
        match chosen {
            Channels {
                email: false,
                sms: false,
                letter: true,
            } => self.at_first(),
            Channels { email, sms, .. } => Channels {
                email,
                sms,
                letter: false,
            },
        }
    }

    /// How one is told before one chose.
    pub const fn at_first(self) -> Channels {
        match self {
            Self::Documents | Self::Services | Self::Prevention | Self::Added => Channels {
                email: true,
                ..Channels::NONE
            },
            Self::Messages => Channels {
                email: true,
                sms: true,
                ..Channels::NONE
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
    /// By post, to the address that the fund has.
    pub letter: bool,
}

impl Channels {
    /// On none.
    pub const NONE: Self = Self {
        email: false,
        sms: false,
        letter: false,
    };
}

/// How somebody who activates wishes to be told: one answer for every topic, which
/// they change topic by topic once they are in.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub enum Wish {
    /// As everybody is told who never chose.
    #[default]
    Usual,
    /// By e-mail alone.
    Email,
    /// By text message alone.
    Sms,
    /// By letter alone.
    Letter,
    /// Of nothing that is theirs to switch off.
    Nothing,
}

impl Wish {
    /// All of them, as pages list them.
    pub const ALL: [Self; 5] = [
        Self::Usual,
        Self::Email,
        Self::Sms,
        Self::Letter,
        Self::Nothing,
    ];

    /// Its name in sentences and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Usual => "habituel",
            Self::Email => "courriel",
            Self::Sms => "sms",
            Self::Letter => "lettre",
            Self::Nothing => "rien",
        }
    }

    /// The wish of this name.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// What it chooses for every topic; nothing, where it stays as at first.
    pub const fn channels(self) -> Option<Channels> {
        let none = Channels::NONE;
        match self {
            Self::Usual => None,
            Self::Email => Some(Channels {
                email: true,
                ..none
            }),
            Self::Sms => Some(Channels { sms: true, ..none }),
            Self::Letter => Some(Channels {
                letter: true,
                ..none
            }),
            Self::Nothing => Some(none),
        }
    }
}

/// Hours of the day, as clocks in France show it, in which somebody is left in peace:
/// what may wait is told once they are over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peace {
    from: i8,
    until: i8,
}

impl Peace {
    /// From nine in the evening to eight in the morning, before anybody chose.
    pub const AT_FIRST: Self = Self { from: 21, until: 8 };
    /// The most hours: what is told of the day before must still reach somebody.
    const LONGEST: i8 = 16;

    /// From this hour to that one, over midnight if the first is the later; none, if
    /// they are no hours, are the same, or leave less than eight of the day.
    pub fn new(from: i64, until: i64) -> Option<Self> {
        let hour = |hour: i64| i8::try_from(hour).ok().filter(|it| (0..24).contains(it));
        let (from, until) = (hour(from)?, hour(until)?);
        let long = (until - from).rem_euclid(24);
        (1..=Self::LONGEST)
            .contains(&long)
            .then_some(Self { from, until })
    }

    /// Its first hour.
    pub const fn from(self) -> i8 {
        self.from
    }

    /// The hour at which it is over.
    pub const fn until(self) -> i8 {
        self.until
    }

    /// When it is over, if it is now.
    pub fn over(self, now: Timestamp) -> Option<Timestamp> {
        let here = now.in_paris();
        let hour = here.hour();
        let (since_from, long) = (
            (hour - self.from).rem_euclid(24),
            (self.until - self.from).rem_euclid(24),
        );
        if since_from >= long {
            return None;
        }
        let day = match hour < self.until {
            true => here.date(),
            false => here.date().tomorrow().ok()?,
        };
        Timestamp::hour_in_paris(day, self.until)
    }
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
    fn a_wish_chooses_the_channel_that_it_names_and_no_other() {
        for wish in Wish::ALL {
            assert_eq!(Wish::find(wish.key()), Some(wish));
        }
        assert_eq!(Wish::find("pigeon"), None);
        let chosen = |wish: Wish| {
            let it = wish.channels()?;
            Some((it.email, it.sms, it.letter))
        };
        assert_eq!(chosen(Wish::default()), None, "as at first");
        assert_eq!(chosen(Wish::Email), Some((true, false, false)));
        assert_eq!(chosen(Wish::Sms), Some((false, true, false)));
        assert_eq!(chosen(Wish::Letter), Some((false, false, true)));
        assert_eq!(chosen(Wish::Nothing), Some((false, false, false)));
    }

    #[test]
    fn who_chose_letters_alone_is_told_as_everybody_where_none_comes() {
        let channels = |email, sms, letter| Channels { email, sms, letter };
        for topic in Topic::ALL {
            let told = |chosen| topic.without_letters(chosen);
            assert_eq!(told(channels(false, false, true)), topic.at_first());
            assert!(!topic.at_first().letter, "{topic:?}");
            for (email, sms) in [(true, false), (false, true), (true, true)] {
                let expected = channels(email, sms, false);
                assert_eq!(told(channels(email, sms, true)), expected);
                assert_eq!(told(expected), expected);
            }
            assert_eq!(told(Channels::NONE), Channels::NONE);
        }
    }

    fn over(peace: Peace, text: &str) -> String {
        let now = Timestamp::parse_rfc3339(text).expect("a moment");
        peace
            .over(now)
            .map_or_else(|| "now".to_owned(), Timestamp::rfc3339)
    }

    #[test]
    fn what_is_found_at_night_is_told_in_the_morning_also_when_the_clocks_change() {
        // Paris is two hours ahead in summer, one in winter.
        for (found, morning) in [
            ("2026-07-01T05:59:59Z", "2026-07-01T06:00:00.000Z"),
            ("2026-07-01T06:00:00Z", "now"),
            ("2026-11-26T19:59:59Z", "now"),
            ("2026-11-26T20:00:00Z", "2026-11-27T07:00:00.000Z"),
            ("2026-11-27T00:30:00Z", "2026-11-27T07:00:00.000Z"),
            ("2026-10-24T23:30:00Z", "2026-10-25T07:00:00.000Z"),
            ("2026-03-28T21:00:00Z", "2026-03-29T06:00:00.000Z"),
        ] {
            assert_eq!(over(Peace::AT_FIRST, found), morning, "{found}");
        }
    }

    #[test]
    fn whoever_works_at_night_is_left_in_peace_by_day() {
        let by_day = Peace::new(7, 16).expect("nine hours");
        for (found, told) in [
            ("2026-11-26T05:59:59Z", "now"),
            ("2026-11-26T06:00:00Z", "2026-11-26T15:00:00.000Z"),
            ("2026-11-26T14:59:59Z", "2026-11-26T15:00:00.000Z"),
            ("2026-11-26T15:00:00Z", "now"),
            ("2026-11-26T23:00:00Z", "now"),
        ] {
            assert_eq!(over(by_day, found), told, "{found}");
        }
    }

    #[test]
    fn eight_hours_of_a_day_at_least_are_left_to_tell_somebody() {
        for (from, until) in [(21, 8), (16, 8), (0, 16), (23, 0), (7, 16)] {
            let peace = Peace::new(from, until).expect("hours of peace");
            assert_eq!(
                (i64::from(peace.from()), i64::from(peace.until())),
                (from, until)
            );
        }
        for (from, until) in [
            (15, 8),
            (0, 17),
            (8, 8),
            (24, 8),
            (21, 24),
            (-1, 8),
            (21, i64::MAX),
        ] {
            assert_eq!(Peace::new(from, until), None, "{from} {until}");
        }
    }

    proptest::proptest! {
        #[test]
        fn peace_is_over_within_its_hours_and_then_there_is_none(
            from in 0_i64..24, until in 0_i64..24, hour in 0_i64..200_000,
        ) {
            let Some(peace) = Peace::new(from, until) else { return Ok(()) };
            let now = Timestamp::from_millis(1_700_000_000_000 + hour * 1_800_000);
            if let Some(over) = peace.over(now) {
                proptest::prop_assert!(over > now);
                proptest::prop_assert!(over <= now.plus(std::time::Duration::from_secs(17 * 3_600)));
                proptest::prop_assert_eq!(peace.over(over), None);
            }
        }
    }
}
