//! What happens to a space, as its history tells it: what, and how it was asked
//! for. Numbers are for ever.

/// Declares an enum whose variants have numbers in the store.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number in the store.
            pub const fn number(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)+
                }
            }

            /// The one of this number.
            pub const fn from_number(number: i64) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

numbered! {
    /// What happened to a space, as its history tells it.
    Event {
        /// A notice with a code was sent.
        Announced = 0,
        /// The holder opened an account.
        Activated = 1,
        /// Opened by silence.
        OpenedBySilence = 2,
        /// Refused.
        Refused = 3,
        /// Closed.
        Closed = 4,
        /// A code died of wrong tries.
        CodeKilled = 5,
        /// A code was shown again after its use, or by somebody who may not.
        CodeMisused = 6,
        /// A refusal was withdrawn.
        RefusalWithdrawn = 7,
        /// A closing was undone, or an archive opened again.
        Reopened = 8,
        /// The keys were destroyed.
        Erased = 9,
        /// The fund told of a death.
        DeathTold = 10,
        /// The fund took that back.
        DeathWithdrawn = 11,
        /// Something was asked for by phone, and waits.
        Held = 12,
        /// What waited was called off.
        HeldCancelled = 13,
        /// A notice came back; another goes out by post, where there is an address.
        NoticeReturned = 14,
        /// Somebody was helped on site.
        Assisted = 15,
        /// A new code was asked for.
        CodeAsked = 16,
        /// A code was sent to get back in.
        RecoveryAsked = 17,
        /// A forgotten password was chosen anew.
        PasswordReset = 18,
        /// An e-mail address or a mobile was changed.
        ContactChanged = 19,
        /// What it was before was put back.
        ContactRestored = 20,
        /// The second factors were taken away: they were lost.
        FactorsDropped = 21,
        /// A second factor was set up in their place.
        FactorSetUp = 22,
        /// Somebody answers for the child whose space it is.
        Represented = 23,
        /// It was opened by who answers for the child.
        OpenedForChild = 24,
        /// Somebody who answered for the child does so no more.
        RepresentationEnded = 25,
        /// A carer accepted to help: a part of the space is confided to them.
        CareBegun = 26,
        /// The end of that was moved.
        CareMoved = 27,
        /// It was ended.
        CareEnded = 28,
        /// Conversations were confided to a carer too.
        CareMessages = 29,
        /// They are confided to them no more.
        CareMessagesEnded = 30,
        /// It was opened on a yes by telephone, without an account.
        OpenedOnYes = 31,
    }
}

impl Event {
    /// Of what happened in one instant, the greater came later: a code is sent
    /// before anything is decided with it, a change of mind stands before the
    /// account that it was for, and a no or a closing ends whatever came with it.
    pub const fn order(self) -> u8 {
        match self {
            Self::RefusalWithdrawn | Self::DeathWithdrawn | Self::Reopened => 1,
            Self::Activated => 3,
            Self::Refused | Self::Closed => 4,
            Self::Erased => 5,
            _ => 2,
        }
    }
}

numbered! {
    /// How it was asked for.
    How {
        /// On the site.
        Site = 0,
        /// By the 3422 line.
        Phone = 1,
        /// By post.
        Post = 2,
        /// By a batch of the fund.
        Batch = 3,
        /// With a volunteer's help.
        Assistance = 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_store_read_back() {
        for event in Event::ALL {
            assert_eq!(Event::from_number(event.number()), Some(*event));
        }
        for how in How::ALL {
            assert_eq!(How::from_number(how.number()), Some(*how));
        }
        assert_eq!((Event::from_number(99), How::from_number(-1)), (None, None));
    }

    #[test]
    fn the_numbers_of_what_is_stored_never_change() {
        let events: Vec<i64> = Event::ALL.iter().map(|event| event.number()).collect();
        assert_eq!(events, (0..=31).collect::<Vec<_>>());
        assert_eq!(Event::Refused.number(), 3);
        assert_eq!(How::Batch.number(), 3);
    }
}
