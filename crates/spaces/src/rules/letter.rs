//! What makes a line of a file of letters acceptable, and what becomes of the others. A
//! letter says no for the one person whom its line names.

use super::insured::{Refusal, WRONG_BIRTH_DATE, refusal, wrong_matricule};
use super::life::{Life, Why};
use identity::ins::Matricule;
use kernel::{Date, Personal, Timestamp};

/// The longest reference of a letter, in characters.
const REFERENCE_CHARS_MAX: usize = 60;

/// One line as it came: nothing is checked yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct RawLetter {
    pub matricule: String,
    pub birth_date: String,
    pub received_on: String,
    pub reference: String,
}

/// A letter that may be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Of the person who says no.
    pub matricule: Personal<Matricule>,
    /// Their day of birth.
    pub birth_date: Personal<Date>,
    /// The day on which the fund received it.
    pub received_on: Date,
    /// What the fund finds it by.
    pub reference: Personal<String>,
}

/// Checks one line.
///
/// # Errors
/// The first column that is wrong.
pub(crate) fn check(raw: &RawLetter, now: Timestamp) -> Result<Letter, Refusal> {
    let matricule: Matricule = raw
        .matricule
        .parse()
        .map_err(|wrong: kernel::Error| wrong_matricule(wrong.code()))?;
    let birth_date = raw.birth_date.trim().parse();
    let birth_date: Date = birth_date.map_err(|_| WRONG_BIRTH_DATE)?;
    let received_on: Date = raw.received_on.trim().parse().map_err(|_| {
        refusal(
            "received_on",
            "jour de réception faux : AAAA-MM-JJ",
            "wrong day of receipt: YYYY-MM-DD",
        )
    })?;
    let today = now.in_paris().date();
    // Nobody has a year to say no: it was mistyped.
    if received_on > today || received_on.year() < today.year() - 1 {
        return Err(refusal(
            "received_on",
            "jour de réception à venir, ou d'avant l'année dernière",
            "day of receipt to come, or before last year",
        ));
    }
    Ok(Letter {
        matricule: Personal(matricule),
        birth_date: Personal(birth_date),
        received_on,
        reference: Personal(reference(&raw.reference)?),
    })
}

fn reference(raw: &str) -> Result<String, Refusal> {
    let text = raw.trim();
    let right = !text.is_empty()
        && text.chars().count() <= REFERENCE_CHARS_MAX
        && !text.chars().any(kernel::is_unseen);
    right.then(|| text.to_owned()).ok_or_else(|| {
        refusal(
            "reference",
            "référence vide, de plus de 60 caractères, ou avec un caractère invisible",
            "reference empty, of more than 60 characters, or with an invisible one",
        )
    })
}

/// Why a letter is left to people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unrecorded {
    /// The line is wrong.
    Wrong,
    /// Nobody has this number.
    Unknown,
    /// Somebody else's day of birth.
    BirthDate,
    /// The person was told of no space yet.
    Untold,
    /// They refused already.
    Refused,
    /// They took a refusal back since they wrote.
    ChangedMind,
    /// The space opened meanwhile.
    Open,
    /// It was closed meanwhile.
    Closed,
}

impl Unrecorded {
    /// What to do, for the file beside; nothing of a wrong line, which says it itself.
    pub(crate) const fn why(self) -> Option<Refusal> {
        Some(match self {
            Self::Wrong => return None,
            Self::Unknown => refusal(
                "matricule",
                "personne n'a ce matricule : revoir la lettre, ou attendre le fichier des assurés",
                "nobody has this matricule: look at the letter, or wait for the file of insured people",
            ),
            Self::BirthDate => refusal(
                "birth_date",
                "une autre date de naissance au registre : revoir la lettre",
                "another birth date in the register: look at the letter",
            ),
            Self::Untold => refusal(
                "",
                "pas encore prévenue d'un espace : garder la lettre, et relire ce fichier après la campagne",
                "not told of a space yet: keep the letter, and read this file again after the campaign",
            ),
            Self::Refused => refusal(
                "",
                "opposition déjà enregistrée autrement : rien à faire",
                "opted out already in another way: nothing to do",
            ),
            Self::ChangedMind => refusal(
                "",
                "a changé d'avis depuis cette lettre : lui écrire que l'espace s'ouvrira, et comment le refuser",
                "changed their mind since this letter: write to them that the space will open, and how to opt out",
            ),
            Self::Open => refusal(
                "",
                "espace ouvert entre-temps : écrire à la personne comment le fermer, sur le site ou au 34 22",
                "space opened meanwhile: write to the person how to close it, on the site or on 34 22",
            ),
            Self::Closed => refusal(
                "",
                "espace déjà fermé : rien à faire",
                "space closed already: nothing to do",
            ),
        })
    }
}

/// What is told of a letter that was recorded, of somebody whom nothing reaches.
pub(crate) const UNREACHED: Refusal = refusal(
    "",
    "opposition enregistrée, mais ni e-mail ni adresse au registre : répondre à l'adresse de la lettre ; le 34 22 lit le numéro",
    "opted out, but neither e-mail nor address in the register: answer to the address of the letter; 34 22 reads the number",
);

/// Whether a letter that came that day is recorded, for a space that is this, whose
/// holder last took a refusal back at that instant. The same machine takes it as by any
/// other way. A change of mind of that day or later is younger than the letter, which was
/// written before.
///
/// # Errors
/// Why it is left to people.
pub(crate) fn decide(
    life: Life,
    received_on: Date,
    withdrawn_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), Unrecorded> {
    life.refuse(now).map_err(|why| match why {
        Why::Refused => Unrecorded::Refused,
        Why::Closed => Unrecorded::Closed,
        _ => Unrecorded::Open,
    })?;
    match withdrawn_at {
        Some(at) if at.in_paris().date() >= received_on => Err(Unrecorded::ChangedMind),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::life::{DEADLINE, Fate};
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_millis(1_795_424_400_000);
    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn right() -> RawLetter {
        RawLetter {
            matricule: "2 69 05 2B 033 077 90".into(),
            birth_date: "1969-05-04".into(),
            received_on: "2026-11-20".into(),
            reference: " C-2026-00017 ".into(),
        }
    }

    #[test]
    fn a_right_line_is_kept_and_shows_nothing_of_the_person() {
        let letter = check(&right(), NOW).expect("right");
        assert_eq!(letter.reference.0, "C-2026-00017");
        let shown = format!("{letter:?}");
        for personal in ["269052B", "1969", "00017"] {
            assert!(!shown.contains(personal), "{shown}");
        }
    }

    #[test]
    fn each_wrong_column_is_named_and_never_repeated() {
        type Spoil = fn(&mut RawLetter);
        let cases: [(&str, &str, Spoil); 9] = [
            ("matricule", "clé", |l| {
                l.matricule = "269052B03307791".into()
            }),
            ("matricule", "15", |l| l.matricule = "12".into()),
            ("birth_date", "AAAA", |l| l.birth_date = "04/05/1969".into()),
            ("received_on", "AAAA", |l| l.received_on.clear()),
            ("received_on", "à venir", |l| {
                l.received_on = "2027-11-20".into()
            }),
            ("received_on", "à venir", |l| {
                l.received_on = "2016-11-20".into()
            }),
            ("reference", "vide", |l| l.reference = "  ".into()),
            ("reference", "vide", |l| l.reference = "a".repeat(61)),
            ("reference", "vide", |l| l.reference = "a\u{200b}b".into()),
        ];
        for (column, said, spoil) in cases {
            let mut line = right();
            spoil(&mut line);
            let refused = check(&line, NOW).expect_err(column);
            assert_eq!(refused.column, column);
            assert!(refused.fr.contains(said), "{}", refused.fr);
        }
    }

    #[test]
    fn act_13_a_letter_is_a_no_for_as_long_as_nothing_is_open_and_nobody_changed_their_mind() {
        let told = Life::announced(NOW);
        let (day, came) = (NOW.in_paris().date(), NOW.plus(DAY * 3));
        let late = NOW.plus(DEADLINE + DAY * 2);
        for now in [came, late] {
            assert_eq!(decide(told, day, None, now), Ok(()));
        }
        let refused = told.refuse(NOW).expect("a no");
        assert_eq!(decide(refused, day, None, came), Err(Unrecorded::Refused));
        let open = Life::opened(NOW);
        assert_eq!(decide(open, day, None, came), Err(Unrecorded::Open));
        let closed = open.close(NOW, Fate::Delete).expect("open");
        assert_eq!(decide(closed, day, None, came), Err(Unrecorded::Closed));
        let erased = Life::Erased { at: NOW };
        assert_eq!(decide(erased, day, None, came), Err(Unrecorded::Closed));
        // Of an activation of the same moment it wins, as any no.
        let active = told.activate(NOW).expect("an account");
        let minute = NOW.plus(Duration::from_secs(60));
        assert_eq!(decide(active, day, None, minute), Ok(()));
        assert_eq!(decide(active, day, None, came), Err(Unrecorded::Open));
    }

    #[test]
    fn a_change_of_mind_stands_against_an_older_letter_and_yields_to_a_newer_one() {
        let told = Life::announced(NOW);
        let of = |days: u32| NOW.plus(DAY * days).in_paris().date();
        let now = NOW.plus(DAY * 9);
        let withdrawn = Some(NOW.plus(DAY * 2));
        for (received, expected) in [
            (1, Err(Unrecorded::ChangedMind)),
            (2, Err(Unrecorded::ChangedMind)),
            (3, Ok(())),
        ] {
            assert_eq!(decide(told, of(received), withdrawn, now), expected);
        }
    }
}
