//! What happened to campaigns and to openings by silence, as whoever answers for them
//! reads it: when, what, who and how many, the latest first.
//!
//! Not here: each person told, each space opened; a space has its own history.

use super::plausible::Doubt;
use kernel::Timestamp;
use std::cmp::Reverse;

/// So many are shown, of all together.
pub const SHOWN_MAX: usize = 50;

/// One line of what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Event,
}

/// What can happen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A campaign was begun.
    CampaignBegun {
        /// Its name.
        name: String,
        /// How many people it tells at most.
        wanted: u64,
        /// The administrator who began it; nobody, from the command line.
        by: Option<String>,
    },
    /// A campaign told everybody whom it was to tell.
    CampaignFinished {
        /// Its name.
        name: String,
        /// How many people it told.
        told: u64,
    },
    /// An opening by silence was begun, by itself.
    OpeningBegun {
        /// How many spaces were due.
        due: u64,
    },
    /// It was finished.
    OpeningFinished {
        /// How many spaces it opened.
        opened: u64,
    },
    /// It was stopped before it opened anything.
    OpeningStopped {
        /// Why.
        why: Doubt,
        /// How many spaces were due.
        due: u64,
    },
    /// Two persons looked: it may go on.
    OpeningReleased {
        /// Who, in their order.
        by: [String; 2],
    },
    /// What was doubtful is so no longer, or another doubt took its place.
    DoubtGone,
}

impl Event {
    /// Of what happened in one instant, the greater came later.
    const fn order(&self) -> u8 {
        match self {
            Self::CampaignBegun { .. } | Self::DoubtGone => 0,
            Self::OpeningStopped { .. } => 1,
            Self::OpeningReleased { .. } => 2,
            Self::OpeningBegun { .. } => 3,
            Self::CampaignFinished { .. } | Self::OpeningFinished { .. } => 4,
        }
    }
}

/// An opening by silence, as kept.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// When it began.
    pub at: Timestamp,
    /// How many spaces were due.
    pub due: u64,
    /// How many it opened so far.
    pub opened: u64,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Opening {
    /// What happened to it.
    pub fn events(self) -> Vec<Happened> {
        let begun = Happened {
            at: self.at,
            what: Event::OpeningBegun { due: self.due },
        };
        let finished = self.finished_at.map(|at| Happened {
            at,
            what: Event::OpeningFinished {
                opened: self.opened,
            },
        });
        std::iter::once(begun).chain(finished).collect()
    }
}

/// A stop, as kept.
#[derive(Clone, Debug)]
pub struct Stop {
    /// When it stopped.
    pub at: Timestamp,
    /// Why.
    pub why: Doubt,
    /// How many spaces were due.
    pub due: u64,
    /// Who looked, in their order.
    pub by: [Option<String>; 2],
    /// When the second of them did.
    pub released_at: Option<Timestamp>,
    /// When it was over: gone on with, or no longer what is doubtful.
    pub used_at: Option<Timestamp>,
}

impl Stop {
    /// What happened to it.
    pub fn events(self) -> Vec<Happened> {
        let (why, due) = (self.why, self.due);
        let stopped = Happened {
            at: self.at,
            what: Event::OpeningStopped { why, due },
        };
        let over = match (self.by, self.released_at, self.used_at) {
            ([Some(first), Some(second)], Some(at), _) => Some(Happened {
                at,
                what: Event::OpeningReleased {
                    by: [first, second],
                },
            }),
            (_, _, Some(at)) => Some(Happened {
                at,
                what: Event::DoubtGone,
            }),
            _ => None,
        };
        std::iter::once(stopped).chain(over).collect()
    }
}

/// These, the latest first, and no more than are shown.
pub fn latest(mut all: Vec<Happened>) -> Vec<Happened> {
    all.sort_by_key(|one| Reverse((one.at, one.what.order())));
    all.truncate(SHOWN_MAX);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(1_795_424_400_000 + second * 1000)
    }

    fn stop(by: [Option<&str>; 2], released: Option<i64>, used: Option<i64>) -> Stop {
        Stop {
            at: at(1),
            why: Doubt::TooMany,
            due: 6,
            by: by.map(|name| name.map(str::to_owned)),
            released_at: released.map(at),
            used_at: used.map(at),
        }
    }

    #[test]
    fn a_stop_tells_who_let_it_go_on_or_that_its_doubt_is_gone() {
        let (anne, paul) = (Some("Anne Roux"), Some("Paul Blanc"));
        let cases = [
            ([None, None], None, None, None),
            ([anne, None], None, None, None),
            ([anne, paul], Some(5), None, Some(5)),
            ([anne, paul], Some(5), Some(9), Some(5)),
            ([None, None], None, Some(9), Some(9)),
            ([anne, None], None, Some(9), Some(9)),
        ];
        for (by, released, used, over) in cases {
            let events = stop(by, released, used).events();
            let why = Doubt::TooMany;
            assert_eq!(events[0].what, Event::OpeningStopped { why, due: 6 });
            let second = events.get(1).map(|one| one.at);
            assert_eq!(second, over.map(at), "{by:?} {released:?} {used:?}");
            let two = ["Anne Roux", "Paul Blanc"].map(str::to_owned);
            let named = events.contains(&Happened {
                at: at(5),
                what: Event::OpeningReleased { by: two },
            });
            assert_eq!(named, released.is_some(), "{by:?}");
        }
    }

    #[test]
    fn the_latest_stands_first_and_an_end_after_its_beginning() {
        let opening = |second, finished: Option<i64>| Opening {
            at: at(second),
            due: 3,
            opened: 2,
            finished_at: finished.map(at),
        };
        assert_eq!(opening(0, None).events().len(), 1, "it goes on");
        // All in one instant: released, begun, finished; and one from before.
        let anne = Some("Anne Roux");
        let mut all = opening(7, Some(7)).events();
        all.extend(stop([anne, Some("Paul Blanc")], Some(7), Some(7)).events());
        let orders: Vec<u8> = latest(all).iter().map(|one| one.what.order()).collect();
        assert_eq!(orders, [4, 3, 2, 1]);
        let many = (0..60).flat_map(|second| opening(second, None).events());
        let shown = latest(many.collect());
        assert_eq!(shown.len(), SHOWN_MAX);
        assert_eq!((shown[0].at, shown[SHOWN_MAX - 1].at), (at(59), at(10)));
    }
}
