//! What makes a line of a file of letters acceptable, and what becomes of the others. A
//! letter says no for the one person whom its line names.

use super::insured::{WRONG_BIRTH_DATE, wrong_matricule};
use super::life::{Life, Why};
use identity::ins::Matricule;
use kernel::{Date, Personal, Timestamp};
use lists::{Refusal, refusal};

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
    /// They took a refusal back since they wrote, or asked for that by telephone.
    ChangedMind,
    /// The space opened meanwhile, and the letter came after its deadline.
    Open,
    /// It opened meanwhile, and somebody has an account for it by now.
    InUse,
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
            Self::InUse => refusal(
                "",
                "un compte gère cet espace depuis : demander à la personne si elle veut le fermer",
                "somebody has an account for this space by now: ask the person whether they want it closed",
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
    "opposition enregistrée, mais ni e-mail ni adresse imprimable au registre : répondre à l'adresse de la lettre ; le 34 22 lit le numéro",
    "opted out, but neither e-mail nor printable address in the register: answer to the address of the letter; 34 22 reads the number",
);

/// When somebody last took a refusal back, by each way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct TakenBack {
    /// With a code or an account: at that instant.
    pub with_code: Option<Timestamp>,
    /// By telephone, and done since: when it was asked for.
    pub by_phone: Option<Timestamp>,
    /// By telephone, and waiting: when it was asked for.
    pub waiting: Option<Timestamp>,
}

/// What opened a space without its holder, and who has it now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct OpenedSince {
    /// The deadline that it had, if silence or a yes by telephone opened it.
    pub deadline: Option<Timestamp>,
    /// Whether somebody else's account has it under a mandate: a parent's, for a child.
    pub answered_for: bool,
}

/// How a letter is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Recording {
    /// It moves the space.
    Refuse,
    /// It came in time, and moves what was opened since.
    RefuseInTime,
    /// The space is refused; what waits to take that back is called off.
    CallOff,
}

/// Whether a letter that came that day is recorded, for a space that is this, and how. The
/// same machine takes it as by any other way. A change of mind with a code, of that day or
/// later, is younger than the letter, which was written before. What was asked for by
/// telephone may be somebody else's: it counts from when it was asked for, and of the same
/// day the letter stands. One that came by the day of the deadline wins against what opened
/// the space since, unless somebody has an account for it.
///
/// # Errors
/// Why it is left to people.
pub(crate) fn decide(
    life: Life,
    received_on: Date,
    back: TakenBack,
    opened: OpenedSince,
    now: Timestamp,
) -> Result<Recording, Unrecorded> {
    let day = |at: Timestamp| at.in_paris().date();
    let in_time = opened
        .deadline
        .is_some_and(|deadline| received_on <= day(deadline));
    let recording = match life.refuse(now) {
        Ok(_) => Recording::Refuse,
        Err(_) if in_time && !opened.answered_for && life.refuse_in_time(now).is_ok() => {
            Recording::RefuseInTime
        }
        Err(Why::Refused) if back.waiting.is_some_and(|at| day(at) <= received_on) => {
            return Ok(Recording::CallOff);
        }
        // Asked for since the letter came, and not done yet: it will open all the same.
        Err(Why::Refused) if back.waiting.is_some() => return Err(Unrecorded::ChangedMind),
        Err(Why::Refused) => return Err(Unrecorded::Refused),
        Err(Why::Closed) => return Err(Unrecorded::Closed),
        Err(_) if in_time || matches!(life, Life::Active { .. }) => {
            return Err(Unrecorded::InUse);
        }
        Err(_) => return Err(Unrecorded::Open),
    };
    let younger = back.with_code.is_some_and(|at| day(at) >= received_on)
        || back.by_phone.is_some_and(|at| day(at) > received_on);
    match younger {
        true => Err(Unrecorded::ChangedMind),
        false => Ok(recording),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::life::{DEADLINE, Fate};
    use std::time::Duration;

    const NOW: Timestamp = Timestamp::from_millis(1_795_424_400_000);
    const DAY: Duration = Duration::from_secs(24 * 3600);
    const NOTHING: TakenBack = TakenBack {
        with_code: None,
        by_phone: None,
        waiting: None,
    };

    const UNOPENED: OpenedSince = OpenedSince {
        deadline: None,
        answered_for: false,
    };

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
            assert_eq!(
                decide(told, day, NOTHING, UNOPENED, now),
                Ok(Recording::Refuse)
            );
        }
        let refused = told.refuse(NOW).expect("a no");
        assert_eq!(
            decide(refused, day, NOTHING, UNOPENED, came),
            Err(Unrecorded::Refused)
        );
        let open = Life::opened(NOW);
        assert_eq!(
            decide(open, day, NOTHING, UNOPENED, came),
            Err(Unrecorded::Open)
        );
        let closed = open.close(NOW, Fate::Delete).expect("open");
        assert_eq!(
            decide(closed, day, NOTHING, UNOPENED, came),
            Err(Unrecorded::Closed)
        );
        let erased = Life::Erased { at: NOW };
        assert_eq!(
            decide(erased, day, NOTHING, UNOPENED, came),
            Err(Unrecorded::Closed)
        );
        // Of an activation of the same moment it wins, as any no.
        let active = told.activate(NOW).expect("an account");
        let minute = NOW.plus(Duration::from_secs(60));
        assert_eq!(
            decide(active, day, NOTHING, UNOPENED, minute),
            Ok(Recording::Refuse)
        );
        assert_eq!(
            decide(active, day, NOTHING, UNOPENED, came),
            Err(Unrecorded::InUse)
        );
    }

    #[test]
    fn act_13_a_letter_of_the_day_of_the_deadline_ends_what_was_opened_since_and_no_account() {
        let deadline = NOW.plus(DEADLINE);
        let due = deadline.plus(DAY * 3);
        let open = Life::announced(NOW).open_by_silence(due).expect("due");
        let (last, after) = (
            deadline.in_paris().date(),
            deadline.plus(DAY).in_paris().date(),
        );
        let silent = OpenedSince {
            deadline: Some(deadline),
            answered_for: false,
        };
        let parents = OpenedSince {
            answered_for: true,
            ..silent
        };
        let read = due.plus(DAY * 20);
        let active = open.activate(due.plus(DAY)).expect("open");
        let refused = open.refuse_in_time(due).expect("open");
        for (life, received, opened, expected) in [
            (open, last, silent, Ok(Recording::RefuseInTime)),
            (open, after, silent, Err(Unrecorded::Open)),
            (open, last, UNOPENED, Err(Unrecorded::Open)),
            (open, last, parents, Err(Unrecorded::InUse)),
            (active, last, UNOPENED, Err(Unrecorded::InUse)),
            (refused, last, UNOPENED, Err(Unrecorded::Refused)),
        ] {
            assert_eq!(decide(life, received, NOTHING, opened, read), expected);
        }
        // Who took a no back since they wrote was opened by silence as they wished.
        let back = TakenBack {
            with_code: Some(NOW),
            ..NOTHING
        };
        let older = NOW.in_paris().date();
        let stands = Err(Unrecorded::ChangedMind);
        assert_eq!(decide(open, older, back, silent, read), stands);
    }

    #[test]
    fn a_change_of_mind_stands_against_an_older_letter_and_yields_to_a_newer_one() {
        let told = Life::announced(NOW);
        let of = |days: u32| NOW.plus(DAY * days).in_paris().date();
        let now = NOW.plus(DAY * 9);
        let at = Some(NOW.plus(DAY * 2));
        let with_code = TakenBack {
            with_code: at,
            ..NOTHING
        };
        let by_phone = TakenBack {
            by_phone: at,
            ..NOTHING
        };
        let (stands, yields) = (Err(Unrecorded::ChangedMind), Ok(Recording::Refuse));
        for (received, back, expected) in [
            (1, with_code, stands),
            (2, with_code, stands),
            (3, with_code, yields),
            (1, by_phone, stands),
            (2, by_phone, yields),
            (3, by_phone, yields),
        ] {
            assert_eq!(decide(told, of(received), back, UNOPENED, now), expected);
        }
    }

    #[test]
    fn a_letter_ends_what_waits_to_take_a_no_back_unless_it_was_asked_for_since() {
        let refused = Life::announced(NOW).refuse(NOW).expect("a no");
        let of = |days: u32| NOW.plus(DAY * days).in_paris().date();
        let back = TakenBack {
            waiting: Some(NOW.plus(DAY * 2)),
            ..NOTHING
        };
        let (stands, ends) = (Err(Unrecorded::ChangedMind), Ok(Recording::CallOff));
        let now = NOW.plus(DAY * 4);
        for (received, expected) in [(1, stands), (2, ends), (3, ends)] {
            assert_eq!(decide(refused, of(received), back, UNOPENED, now), expected);
        }
        // Where nothing waits, the no is there, and nothing is left to do.
        let stands = Err(Unrecorded::Refused);
        assert_eq!(decide(refused, of(1), NOTHING, UNOPENED, now), stands);
    }
}
