//! What makes a line of the directory acceptable, how names are folded for
//! the search, and whether somebody still works at a place. Pure.

use super::{Institution, Profession};
use kernel::{Finess, Rpps, Timestamp};
use lists::{Refusal, refusal};
use std::time::Duration;

/// The longest text of one column, in characters.
pub const TEXT_CHARS_MAX: usize = 200;
/// How long a place that is neither used nor confirmed stays open.
pub const UNUSED_PLACE_MAX: Duration = Duration::from_secs(30 * 24 * 3600);

/// One line of a directory file as it came: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawLine {
    /// The national number.
    pub rpps: String,
    /// The name of exercise.
    pub last_name: String,
    /// The first name of exercise.
    pub first_name: String,
    /// The code in TRE_G15.
    pub profession_code: String,
    /// The speciality in words; may be empty.
    pub speciality_label: String,
    /// The number of the place of work; empty for somebody without one.
    pub place_finess: String,
    /// Its name.
    pub place_name: String,
    /// Its city.
    pub place_city: String,
    /// Its kind (`hospital`, `laboratory`, `pharmacy`, `practice`, `other`);
    /// an optional column.
    pub place_kind: String,
    /// `no` for somebody suspended or struck off; an optional column.
    pub active: String,
}

/// One line that may enter the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The national number.
    pub rpps: Rpps,
    /// The name of exercise.
    pub last_name: String,
    /// The first name of exercise.
    pub first_name: String,
    /// The profession.
    pub profession: Profession,
    /// The speciality in words; may be empty.
    pub speciality: String,
    /// May they practise today?
    pub active: bool,
    /// The place of work that this line tells of.
    pub place: Option<Institution>,
}

/// Checks one line.
///
/// # Errors
/// The first column that is wrong.
pub fn check(raw: &RawLine) -> Result<Line, Refusal> {
    let Ok(rpps) = raw.rpps.trim().parse::<Rpps>() else {
        return Err(refusal(
            "rpps",
            "numéro RPPS faux : onze chiffres dont une clé",
            "wrong RPPS number: eleven digits with a check digit",
        ));
    };
    let Ok(profession) = Profession::from_code(raw.profession_code.trim()) else {
        return Err(refusal(
            "profession_code",
            "profession inconnue de la nomenclature TRE_G15",
            "profession unknown to the nomenclature TRE_G15",
        ));
    };
    let active = match raw.active.trim() {
        "" | "yes" | "oui" | "true" | "1" => true,
        "no" | "non" | "false" | "0" => false,
        _ => {
            return Err(refusal(
                "active",
                "attendu : yes ou no",
                "expected: yes or no",
            ));
        }
    };
    Ok(Line {
        last_name: name("last_name", &raw.last_name)?,
        first_name: name("first_name", &raw.first_name)?,
        speciality: text("speciality_label", &raw.speciality_label)?,
        place: place(raw)?,
        rpps,
        profession,
        active,
    })
}

fn place(raw: &RawLine) -> Result<Option<Institution>, Refusal> {
    let finess = raw.place_finess.trim();
    if finess.is_empty() {
        return Ok(None);
    }
    let Ok(finess) = finess.parse::<Finess>() else {
        return Err(refusal(
            "place_finess",
            "numéro FINESS faux : neuf caractères",
            "wrong FINESS number: nine characters",
        ));
    };
    let Ok(kind) = raw.place_kind.trim().parse() else {
        return Err(refusal(
            "place_kind",
            "attendu : hospital, laboratory, pharmacy, practice ou other",
            "expected: hospital, laboratory, pharmacy, practice or other",
        ));
    };
    Ok(Some(Institution {
        finess,
        name: name("place_name", &raw.place_name)?,
        city: text("place_city", &raw.place_city)?,
        kind,
    }))
}

fn name(column: &'static str, raw: &str) -> Result<String, Refusal> {
    let name = text(column, raw)?;
    if fold(&name).is_empty() {
        Err(refusal(column, "nom vide", "empty name"))
    } else {
        Ok(name)
    }
}

fn text(column: &'static str, raw: &str) -> Result<String, Refusal> {
    let text = raw.trim();
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(refusal(
            column,
            "texte de plus de 200 caractères",
            "text of more than 200 characters",
        ));
    }
    if text.chars().any(kernel::is_unseen) {
        return Err(refusal(
            column,
            "caractère de contrôle ou invisible",
            "control or invisible character",
        ));
    }
    Ok(text.to_owned())
}

/// A name as the search knows it: lower case, no accents, one space between
/// words, letters and digits alone. `"Lœ-Ménard"` becomes `"loe menard"`.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in kernel::unaccented(name).chars() {
        if c.is_ascii_alphanumeric() {
            folded.push(c);
        } else if !folded.ends_with(' ') && !folded.is_empty() {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What is known of somebody's attachment to one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// When the directory last said so.
    pub confirmed_at: Timestamp,
    /// When a session was last opened there.
    pub used_at: Option<Timestamp>,
    /// When the directory said that they left.
    pub left_at: Option<Timestamp>,
}

/// May a session be opened at this place? Not after leaving it; and after 30
/// days in which neither the directory confirmed it nor anybody used it, only
/// if the provider names it today.
pub fn may_work_there(attachment: &Attachment, named_by_provider: bool, now: Timestamp) -> bool {
    let last = attachment.used_at.map_or(attachment.confirmed_at, |used| {
        used.max(attachment.confirmed_at)
    });
    attachment.left_at.is_none() && (named_by_provider || now.since(last) <= UNUSED_PLACE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right() -> RawLine {
        RawLine {
            rpps: "99700218896".into(),
            last_name: "Bénali".into(),
            first_name: "Samir".into(),
            profession_code: "10".into(),
            speciality_label: "Médecine générale".into(),
            place_finess: "750000001".into(),
            place_name: "Cabinet des Lilas".into(),
            place_city: "Paris".into(),
            ..RawLine::default()
        }
    }

    #[test]
    fn a_right_line_is_kept_with_its_place() {
        let line = check(&right()).expect("a right line");
        assert!(line.active);
        assert_eq!(line.place.expect("a place").city, "Paris");
        let without = RawLine {
            place_finess: String::new(),
            ..right()
        };
        assert_eq!(check(&without).expect("no place is right").place, None);
    }

    #[test]
    fn each_wrong_column_is_named() {
        type Spoil = fn(&mut RawLine);
        let cases: [(&str, Spoil); 9] = [
            ("rpps", |l| l.rpps = "99700218897".into()),
            ("rpps", |l| l.rpps.clear()),
            ("last_name", |l| l.last_name = " - ".into()),
            ("first_name", |l| l.first_name.clear()),
            ("profession_code", |l| l.profession_code = "99".into()),
            ("place_finess", |l| l.place_finess = "7500".into()),
            ("place_name", |l| l.place_name.clear()),
            ("place_city", |l| l.place_city = "Pa\u{202E}ris".into()),
            ("active", |l| l.active = "perhaps".into()),
        ];
        for (column, spoil) in cases {
            let mut line = right();
            spoil(&mut line);
            assert_eq!(check(&line).expect_err(column).column, column);
        }
    }

    #[test]
    fn folding_forgets_case_accents_and_marks() {
        for (name, folded) in [
            ("Bénali", "benali"),
            ("LŒ-MÉNARD", "loe menard"),
            ("  d'Été ", "d ete"),
            ("e\u{301}te", "ete"),
            ("Łukasz Đorđe", "lukasz dorde"),
            ("%_'", ""),
        ] {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn pro_03_a_place_left_or_unused_for_thirty_days_is_closed() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let days = |n: u64| Duration::from_secs(n * 24 * 3600);
        let place = |confirmed: u64, used: Option<u64>, left: bool| Attachment {
            confirmed_at: now.minus(days(confirmed)),
            used_at: used.map(|n| now.minus(days(n))),
            left_at: left.then_some(now),
        };
        for (attachment, named, open) in [
            (place(1, None, false), false, true),
            (place(31, None, false), false, false),
            (place(31, None, false), true, true),
            (place(31, Some(29), false), false, true),
            (place(90, Some(31), false), false, false),
            (place(1, Some(1), true), true, false),
        ] {
            assert_eq!(
                may_work_there(&attachment, named, now),
                open,
                "{attachment:?} {named}"
            );
        }
    }
}
