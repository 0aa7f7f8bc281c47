//! The limits of a session in which somebody is helped, its six letters, and
//! what may be shown in it. Pure.

use kernel::{Timestamp, is_unseen};
use std::time::Duration;

/// How long a session lasts, from the moment the volunteer opens it.
pub const SEANCE_MAX: Duration = Duration::from_secs(30 * 60);
/// Sessions that one volunteer opens in a day.
pub const SEANCES_A_DAY_MAX: i64 = 20;
/// Wrong letters from one address in an hour.
pub const LETTERS_TRIES_MAX: i64 = 10;
/// How long wrong letters count.
pub const LETTERS_WINDOW: Duration = Duration::from_secs(3600);

/// Letters that nobody takes for another, written or read aloud.
const LETTERS: &[u8; 20] = b"ABCDEFGHJKMNPRSTWXYZ";
const LETTERS_LEN: usize = 6;
const PLACE_CHARS: std::ops::RangeInclusive<usize> = 2..=80;

/// All that is answered in a browser with a session, as the routes are written.
/// Nothing medical, nothing of the team, nothing that outlasts the session: a
/// route that is not here is not shown.
pub const SHOWN: [&str; 42] = [
    "/",
    "/accessibilite",
    "/activer",
    "/activer/choix",
    "/activer/connexion",
    "/activer/contact",
    "/activer/facteur",
    "/activer/facteur/cle",
    "/activer/facteur/cle/debut",
    "/activer/partage",
    "/aide",
    "/code",
    "/code/envoye",
    "/confidentialite",
    "/connexion",
    "/connexion/cle",
    "/connexion/cle/debut",
    "/connexion/code",
    "/connexion/facteur",
    "/connexion/preuve",
    "/connexion/preuve/cle",
    "/deconnexion",
    "/espace/moi/ferme",
    "/espace/moi/ferme/justificatif",
    "/espace/moi/fermeture",
    "/espace/moi/fermeture/confirmer",
    "/espace/moi/reglages",
    "/espace/moi/reglages/coordonnees",
    "/espace/moi/reglages/coordonnees/revenir",
    "/espace/moi/reglages/notifications",
    "/espace/moi/rouvrir",
    "/mentions",
    "/opposition",
    "/opposition/fermer",
    "/opposition/pour",
    "/opposition/recu",
    "/opposition/recu/justificatif",
    "/seance",
    "/seance/fin",
    "/seance/menu",
    "/seance/terminer",
    "/session",
];

/// Whether a path, without the language, is shown. Compared as it was sent: a
/// path written in another way is not on the list.
pub fn is_shown(path: &str) -> bool {
    SHOWN.contains(&path)
}

/// The letters of a session, out of what only this house can compute.
pub fn letters(of: &[u8; 32]) -> String {
    of.iter()
        .take(LETTERS_LEN)
        // 256 is no multiple of 20: some letters are a twelfth likelier, which
        // is of no weight against the brake.
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect()
}

/// Reads six letters as people type them.
pub fn read_letters(typed: &str) -> Option<String> {
    let read: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-' && *c != '.')
        .map(|c| c.to_ascii_uppercase())
        .take(LETTERS_LEN + 1)
        .collect();
    let known = |c: char| u8::try_from(c).is_ok_and(|byte| LETTERS.contains(&byte));
    (read.len() == LETTERS_LEN && read.chars().all(known)).then_some(read)
}

/// Reads the place, as the history will name it.
pub fn place(typed: &str) -> Option<String> {
    let seen: String = typed.chars().filter(|c| !is_unseen(*c)).collect();
    let place = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = place.chars().any(char::is_alphabetic);
    (letters && PLACE_CHARS.contains(&place.chars().count())).then_some(place)
}

/// When a session is over at the latest.
pub fn until(opened_at: Timestamp) -> Timestamp {
    opened_at.plus(SEANCE_MAX)
}

/// Does a session still go on? A clock set back does not make it longer.
pub fn goes_on(opened_at: Timestamp, ended_at: Option<Timestamp>, now: Timestamp) -> bool {
    ended_at.is_none() && now >= opened_at && now < until(opened_at)
}

/// The minutes that are left, the one that has begun counted.
pub fn minutes_left(opened_at: Timestamp, now: Timestamp) -> u64 {
    let left = match goes_on(opened_at, None, now) {
        true => until(opened_at).since(now),
        false => Duration::ZERO,
    };
    u64::try_from(left.as_millis().div_ceil(60_000)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn six_letters_are_read_as_people_type_them_and_no_others() {
        for (typed, read) in [
            ("ABCDEF", Some("ABCDEF")),
            (" abc-def ", Some("ABCDEF")),
            ("a b c d e f", Some("ABCDEF")),
            ("ABCDE", None),
            ("ABCDEFG", None),
            ("ABCDEO", None),
            ("ABCDE1", None),
            ("ÀBCDEF", None),
            ("", None),
        ] {
            assert_eq!(read_letters(typed).as_deref(), read, "{typed}");
        }
        for n in 0..=255 {
            let drawn = letters(&[n; 32]);
            assert_eq!(read_letters(&drawn), Some(drawn));
        }
    }

    #[test]
    fn opr_11_a_session_ends_by_itself_after_half_an_hour() {
        let last = until(T0).minus(Duration::from_millis(1));
        assert!(goes_on(T0, None, T0) && goes_on(T0, None, last));
        assert!(!goes_on(T0, None, until(T0)));
        assert!(!goes_on(T0, Some(T0), T0));
        assert!(!goes_on(T0, None, T0.minus(Duration::from_millis(1))));
        assert_eq!(minutes_left(T0, T0), 30);
        assert_eq!(minutes_left(T0, last), 1);
        assert_eq!(minutes_left(T0, until(T0)), 0);
    }

    #[test]
    fn a_place_has_a_name() {
        for (typed, read) in [
            ("  Médiathèque  de Caen ", Some("Médiathèque de Caen")),
            ("Caen\u{202e}", Some("Caen")),
            ("1", None),
            ("14 000", None),
            ("", None),
        ] {
            assert_eq!(place(typed).as_deref(), read, "{typed}");
        }
        assert!(place(&"x".repeat(81)).is_none());
    }

    #[test]
    fn opr_10_what_is_shown_is_written_out_and_nothing_else_passes() {
        for path in [
            "/espace/moi",
            "/espace/moi/documents",
            "/espace/moi/ferme/",
            "/espace/moi/%66erme",
            "//espace/moi/ferme",
            "/en/seance",
            "/accompagnement",
            "/pro",
            "/fhir/metadata",
        ] {
            assert!(!is_shown(path), "{path}");
        }
        assert!(is_shown("/seance/menu"));
    }
}
