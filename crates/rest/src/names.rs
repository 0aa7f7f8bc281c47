//! How machines name what stands in a record, and a person: a document or a line
//! by its space and its own id, so that no table has to tell where it is.

use fhir::mhd::PatientRef;
use identity::ins::{Issuer, Matricule};
use kernel::{Error, Result, SpaceId};
use spaces::Spaces;
use std::fmt::Display;
use std::str::FromStr;

/// The FHIR id of something in this space.
pub fn write(space: SpaceId, id: impl Display) -> String {
    format!("{space}-{id}")
}

/// The space and the thing of a FHIR id.
///
/// # Errors
/// Not found, for anything that [`write`] would not write.
pub fn read<I: FromStr<Err = Error>>(text: &str) -> Result<(SpaceId, I)> {
    let (space, id) = text.split_once('-').ok_or_else(Error::not_found)?;
    Ok((space.parse()?, id.parse()?))
}

/// The open space of a person.
///
/// # Errors
/// Not found: nobody, or somebody without an open space, alike.
pub async fn space_of(spaces: &Spaces, patient: &PatientRef) -> Result<SpaceId> {
    match patient {
        PatientRef::Identified(identifier) => {
            Issuer::from_oid(&identifier.system).ok_or_else(Error::not_found)?;
            let matricule: Matricule = identifier.value.parse().map_err(|_| Error::not_found())?;
            spaces
                .by_matricule(&matricule)
                .await?
                .ok_or_else(Error::not_found)
        }
        PatientRef::Here(id) => id.parse(),
        PatientRef::Elsewhere => Err(Error::not_found()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::DocumentId;

    #[test]
    fn an_id_is_read_as_it_was_written_and_is_a_fhir_id() {
        let (space, id) = (
            SpaceId::from_bytes([7; 16]),
            DocumentId::from_bytes([9; 16]),
        );
        let text = write(space, id);
        assert_eq!(read(&text).expect("our own id"), (space, id));
        assert!(text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        for wrong in [
            "",
            "x",
            "a-b",
            &text[1..],
            &text.to_uppercase(),
            &format!("{text}-"),
        ] {
            assert!(read::<DocumentId>(wrong).is_err(), "{wrong}");
        }
    }
}
