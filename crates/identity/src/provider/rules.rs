//! What the provider must say of a professional before they are let in. Pure.

use super::claims::Claims;
use crate::oidc;
use crate::pages::Door;
use crate::professionals::{Institution, Listed};
use edge::{Audience, is_under};
use kernel::{Finess, Rpps, Timestamp};

/// Why a professional is not let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Refused {
    /// The provider lets nobody in, whoever it is about.
    Provider(oidc::Refused),
    /// The provider names nobody with an RPPS number.
    NoNumber,
    /// The directory does not know them.
    Unknown,
    /// Suspended or struck off.
    Inactive,
    /// The directory and the provider tell of different professions.
    Profession,
    /// They work nowhere any more.
    NoPlace,
    /// The locked session is somebody else's.
    Another,
    /// They did not prove anew who they are.
    Old,
    /// The third proof in a row that failed.
    Often,
}

impl Refused {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Provider(oidc::Refused::Cancelled),
        Self::Provider(oidc::Refused::Stale),
        Self::Provider(oidc::Refused::Unreachable),
        Self::Provider(oidc::Refused::Token),
        Self::Provider(oidc::Refused::Assurance),
        Self::NoNumber,
        Self::Unknown,
        Self::Inactive,
        Self::Profession,
        Self::NoPlace,
        Self::Another,
        Self::Old,
        Self::Often,
    ];

    /// The key of the sentence for the person.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Provider(refused) => match refused {
                oidc::Refused::Cancelled => "pro-refused-cancelled",
                oidc::Refused::Stale => "pro-refused-stale",
                oidc::Refused::Unreachable => "pro-refused-unreachable",
                oidc::Refused::Token => "pro-refused-token",
                oidc::Refused::Assurance => "pro-refused-assurance",
            },
            Self::NoNumber => "pro-refused-no-number",
            Self::Unknown => "pro-refused-unknown",
            Self::Inactive => "pro-refused-inactive",
            Self::Profession => "pro-refused-profession",
            Self::NoPlace => "pro-refused-no-place",
            Self::Another => "pro-refused-another",
            Self::Old => "pro-refused-old",
            Self::Often => "pro-refused-often",
        }
    }

    /// What becomes of a locked session that was to be opened again.
    ///
    /// | refusal | the session |
    /// |---|---|
    /// | no answer, no such way | stays locked |
    /// | gave up, no proof, an old or a weak one | stays, and the try is counted |
    /// | another person, or nobody who may come in | ends |
    pub(super) const fn of_lock(self) -> OfLock {
        match self {
            Self::Provider(oidc::Refused::Stale | oidc::Refused::Unreachable) => OfLock::Stays,
            Self::Provider(_) | Self::Old | Self::NoNumber => OfLock::Counts,
            _ => OfLock::Ends,
        }
    }
}

/// What becomes of a locked session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OfLock {
    Stays,
    Counts,
    Ends,
}

/// Was this proof made for this very way, which began then? A provider that does
/// not say when lets nobody back in.
pub(super) fn is_anew(proved_at: Option<Timestamp>, begun: Timestamp, now: Timestamp) -> bool {
    proved_at.is_some_and(|at| oidc::is_recent(at, now.since(begun) + oidc::SKEW, now))
}

impl From<oidc::Refused> for Refused {
    fn from(refused: oidc::Refused) -> Self {
        Self::Provider(refused)
    }
}

/// The RPPS number behind the national identifiers: `8` and eleven digits.
/// Where both are given, both must say the same.
///
/// # Errors
/// No number, or two.
pub fn rpps(claims: &Claims) -> Result<Rpps, Refused> {
    let given = [&claims.preferred_username, &claims.subject_name_id];
    let mut numbers = given.into_iter().flatten();
    let first = numbers.next().ok_or(Refused::NoNumber)?;
    if numbers.any(|other| other != first) {
        return Err(Refused::NoNumber);
    }
    first
        .strip_prefix('8')
        .and_then(|number| number.parse().ok())
        .ok_or(Refused::NoNumber)
}

/// May this person of the directory come in, and where may they say they work
/// today? An empty answer is somebody without any place.
///
/// # Errors
/// Unknown, inactive, of another profession, or gone from all their places.
pub fn places<'a>(
    listed: Option<&'a Listed>,
    claims: &Claims,
    named: &[Finess],
    now: Timestamp,
) -> Result<(&'a Listed, Vec<&'a Institution>), Refused> {
    let listed = listed.ok_or(Refused::Unknown)?;
    if !listed.active {
        return Err(Refused::Inactive);
    }
    let professions = &claims.professions;
    if !professions.is_empty() && !professions.iter().any(|p| p == listed.profession.code()) {
        return Err(Refused::Profession);
    }
    let open = listed.open_places(named, now);
    if open.is_empty() && !listed.places.is_empty() {
        return Err(Refused::NoPlace);
    }
    Ok((listed, open))
}

/// The page to come back to, without the language: one of ours for
/// professionals, or their home.
pub fn back(asked: Option<&str>) -> &str {
    let door = Audience::Professional;
    let path = crate::pages::back(Door(door), asked.unwrap_or_default());
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    let lock = is_under(bare, Audience::Locked.home());
    match path.len() <= oidc::BACK_BYTES_MAX && is_under(path, door.home()) && !lock {
        true => path,
        false => door.home(),
    }
}

/// The page above one of these, without what was asked there; none above their home.
pub fn above(page: &str) -> Option<&str> {
    let home = Audience::Professional.home();
    let bare = page.split(['?', '#']).next().unwrap_or_default();
    let (above, _) = bare.rsplit_once('/')?;
    (bare != home && is_under(above, home)).then_some(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_eight_and_the_rpps_in_both_claims() {
        let claims = |name: Option<&str>, subject: Option<&str>| Claims {
            preferred_username: name.map(Into::into),
            subject_name_id: subject.map(Into::into),
            ..Claims::default()
        };
        let right = "899700218896";
        assert!(rpps(&claims(Some(right), Some(right))).is_ok());
        assert!(rpps(&claims(None, Some(right))).is_ok());
        for (name, subject) in [
            (None, None),
            (Some(right), Some("899700366240")),
            (Some("99700218896"), None),
            (Some("099700218896"), None),
            (Some("899700218897"), None),
            (Some("8 99700218896"), None),
        ] {
            assert_eq!(
                rpps(&claims(name, subject)),
                Err(Refused::NoNumber),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_proof_opens_a_lock_if_it_was_made_since_the_way_began() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let begun = now.minus(std::time::Duration::from_mins(3));
        let second = std::time::Duration::from_secs(1);
        let early = begun.minus(oidc::SKEW);
        for (proved_at, anew) in [
            (Some(now), true),
            (Some(begun), true),
            // The provider's clock may be a little behind ours.
            (Some(early), true),
            (Some(early.minus(second)), false),
            (Some(now.plus(oidc::SKEW + second)), false),
            (None, false),
        ] {
            assert_eq!(is_anew(proved_at, begun, now), anew, "{proved_at:?}");
        }
    }

    #[test]
    fn one_comes_back_to_our_own_pages_only() {
        let long = format!("/pro/{}", "x".repeat(200));
        for (asked, page) in [
            (Some("/pro/patients/x?y=1"), "/pro/patients/x?y=1"),
            (Some("/en/pro/patients/x"), "/pro/patients/x"),
            (Some("/pro/patients?nom=a+b:c"), "/pro/patients?nom=a+b:c"),
            (Some(&*long), "/pro"),
            (Some("/pro/a%0d%0aSet-Cookie:x"), "/pro"),
            (Some("/pro/connexion?x"), "/pro"),
            (Some("/pro"), "/pro"),
            (None, "/pro"),
            (Some("//evil.example"), "/pro"),
            (Some("/pro//evil.example/.."), "/pro"),
            (Some("/promenade"), "/pro"),
            (Some("https://evil.example/pro/"), "/pro"),
            (Some("/pro/\\evil"), "/pro"),
            (Some("/pro/verrou"), "/pro"),
            (Some("/pro/verrou?retour=/pro/urgences"), "/pro"),
            (Some("/en/pro/verrou/reprendre"), "/pro"),
            (Some("/pro/connexion/aller"), "/pro"),
            (Some("/espace/moi"), "/pro"),
        ] {
            assert_eq!(back(asked), page, "{asked:?}");
        }
    }

    #[test]
    fn above_a_page_is_the_one_that_it_lies_under_as_far_as_home() {
        for (page, expected) in [
            (
                "/pro/patients/x/messages/fichier?y=/1",
                Some("/pro/patients/x/messages"),
            ),
            ("/pro/patients", Some("/pro")),
            ("/pro/", Some("/pro")),
            ("/pro?x=/a/b", None),
            ("/pro", None),
        ] {
            assert_eq!(above(page), expected, "{page}");
        }
    }
}
