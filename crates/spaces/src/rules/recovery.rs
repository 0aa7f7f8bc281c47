//! Getting back in without a username or a password: how long, how often, and
//! where the code goes. Pure.

use super::contact;
use std::time::Duration;

/// How long a code lives, from the moment it was asked for: the same for who
/// does not exist.
pub const LIFE: Duration = contact::LIFE;
/// Codes typed in one browser.
pub const TRIES_MAX: u32 = contact::TRIES_MAX;
/// How long a password may be chosen after the code came back.
pub const CHOOSING: Duration = Duration::from_secs(600);
/// How long a row is kept at all.
pub const KEPT: Duration = Duration::from_secs(1_800);
/// How long what a contact was before is written to as well, and can be put back.
pub const BEFORE: Duration = Duration::from_secs(72 * 3600);

/// An e-mail address, or a mobile, as the store counts them.
pub const EMAIL: i64 = 0;
/// As [`EMAIL`].
pub const MOBILE: i64 = 1;

/// A contact that a code may go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// [`EMAIL`] or [`MOBILE`].
    pub kind: i64,
    /// The address or the number.
    pub value: String,
}

/// Where the code goes: to a contact that the holder proved, on the channel they
/// asked for or else on the other; to one that the fund has on file only where
/// they never proved any. Somebody else may read an old address of the fund's.
pub fn goes_to<'a>(wanted: i64, proven: &'a [Reach], on_file: &'a [Reach]) -> Option<&'a Reach> {
    let known = match proven {
        [] => on_file,
        proven => proven,
    };
    let asked = known.iter().find(|reach| reach.kind == wanted);
    asked.or_else(|| known.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(kind: i64, value: &str) -> Reach {
        Reach {
            kind,
            value: value.to_owned(),
        }
    }

    #[test]
    fn a_code_goes_to_a_proven_contact_and_to_the_funds_only_where_there_is_none() {
        let (mail, mobile) = (reach(EMAIL, "a"), reach(MOBILE, "b"));
        let (old, fixed) = (reach(EMAIL, "old"), reach(MOBILE, "old"));
        let both = [mail.clone(), mobile.clone()];
        let file = [old.clone(), fixed.clone()];
        for (wanted, proven, on_file, expected) in [
            (EMAIL, &both[..], &file[..], Some(&mail)),
            (MOBILE, &both[..], &file[..], Some(&mobile)),
            // The other proven one, never the fund's.
            (MOBILE, &both[..1], &file[..], Some(&mail)),
            (EMAIL, &both[1..], &file[..], Some(&mobile)),
            (MOBILE, &[][..], &file[..], Some(&fixed)),
            (MOBILE, &[][..], &file[..1], Some(&old)),
            (EMAIL, &[][..], &[][..], None),
        ] {
            assert_eq!(goes_to(wanted, proven, on_file), expected);
        }
    }
}
