//! What is enclosed in a mail: files as they are, and those of an archive with what it
//! says of them.

use super::refusal;
use bytes::Bytes;
use documents::rules::{Checked, Depositor, Draft};
use identity::ins::Matricule;
use kernel::{Date, Error, Result};
use mail::{Enclosed, Refusal, xdm};

/// The official type of what says none itself: a letter to the patient.
const LETTER: &str = "96349-6";

/// A file of a mail, with what an archive says of it.
pub(super) struct Piece {
    pub name: String,
    pub bytes: Bytes,
    title: Option<String>,
    type_code: Option<String>,
    made_on: Option<Date>,
}

/// What one attachment brings: itself, or what an archive holds.
pub(super) struct Pieces {
    pub files: Vec<Piece>,
    /// About whom the archive is, if it says so.
    pub of: Option<Matricule>,
}

/// The files of an attachment.
///
/// # Errors
/// A refusal, for an archive that is none, or is about several persons.
pub(super) fn unpacked(enclosed: Enclosed) -> Result<Pieces, Refusal> {
    if !is_archive(&enclosed) {
        let file = Piece {
            name: enclosed.name,
            bytes: enclosed.bytes.into(),
            title: None,
            type_code: None,
            made_on: None,
        };
        return Ok(Pieces {
            files: vec![file],
            of: None,
        });
    }
    let mut of = None;
    let mut files = Vec::new();
    for piece in xdm::unpack(&enclosed.bytes, &xdm::Limits::default())? {
        let named = piece.patient.as_deref().and_then(patient);
        match (&of, named) {
            (Some(one), Some(other)) if *one != other => {
                return Err(refusal(
                    554,
                    "5.6.0",
                    "The archive is about several persons",
                ));
            }
            (None, Some(named)) => of = Some(named),
            _ => {}
        }
        files.push(Piece {
            name: piece.file,
            bytes: piece.bytes.into(),
            title: piece.title,
            type_code: piece.type_code.map(|(code, _)| code),
            made_on: piece.made_on.as_deref().and_then(day),
        });
    }
    Ok(Pieces { files, of })
}

/// Whether it is the archive of IHE XDM, by its name: other archives are refused as
/// files that nobody can open here.
fn is_archive(enclosed: &Enclosed) -> bool {
    enclosed.name.eq_ignore_ascii_case("IHE_XDM.zip")
}

/// The number of whom it is about, in `id^^^&authority&ISO`.
fn patient(text: &str) -> Option<Matricule> {
    text.split('^').next()?.parse().ok()
}

/// The day of a moment as XDS writes it: `YYYYMMDD…`.
fn day(text: &str) -> Option<Date> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
    let year: i16 = text.get(0..4)?.parse().ok()?;
    Date::new(year, number(4, 6)?, number(6, 8)?).ok()
}

/// How a file stands in the record: by what its archive says as far as that holds,
/// else a letter of today under the subject.
pub(super) fn described(piece: &Piece, subject: &str, today: Date) -> Result<Checked> {
    let title = piece.title.as_deref().map(kernel::visible);
    let title = title.filter(|title| !title.trim().is_empty());
    let stem = piece.name.rsplit_once('.').map_or("", |(stem, _)| stem);
    let name = Some(kernel::visible(stem)).filter(|it| !it.trim().is_empty());
    let draft = |title: &str, type_code: &str, on: Date| Draft {
        title: title.to_owned(),
        type_code: type_code.to_owned(),
        act_date: Ok(Some(on)),
    };
    let code = piece.type_code.as_deref().unwrap_or(LETTER);
    let on = piece.made_on.unwrap_or(today);
    let wished = title.or(name).unwrap_or_else(|| subject.to_owned());
    let mut tries = [
        draft(&wished, code, on),
        draft(&wished, code, today),
        draft(&wished, LETTER, today),
        draft(subject, LETTER, today),
    ]
    .into_iter()
    .map(|draft| draft.check(Depositor::Care, today));
    let last = || Error::fault("a letter without a title");
    tries.find_map(Result::ok).ok_or_else(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_the_moments_of_archives() {
        let read = |text| day(text).map(|it| it.to_string());
        assert_eq!(read("20240131120000").as_deref(), Some("2024-01-31"));
        assert_eq!(read("20240131").as_deref(), Some("2024-01-31"));
        for wrong in ["", "2024", "20241301", "2024-01-31", "é0240131"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_person_of_an_archive_is_read_by_number() {
        let read = |text| patient(text).map(|it| it.as_str().to_owned());
        let ins = "279035121518989^^^&1.2.250.1.213.1.4.8&ISO^NH";
        assert_eq!(read(ins).as_deref(), Some("279035121518989"));
        assert_eq!(read("76cc765a442f410^^^&1.3.6.1.4.1.21367&ISO"), None);
    }
}
