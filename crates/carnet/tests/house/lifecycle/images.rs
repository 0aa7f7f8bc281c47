//! The page of a document's pictures.

use super::LIST;
use crate::town::Town;
use http::StatusCode;

/// The head of a DICOM file: enough to be kept as one.
fn dicom() -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend(b"DICM\x02\x00\x00\x00UL\x04\x00\x00\x00\x00\x00");
    file
}

/// A DICOM file of these elements: a tag, a kind and its bytes.
pub(super) fn set(elements: &[(u32, &[u8; 2], &[u8])]) -> Vec<u8> {
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    for (tag, kind, bytes) in elements {
        let padding = bytes.len() % 2;
        let length = u16::try_from(bytes.len() + padding).expect("short");
        file.extend(((tag >> 16) as u16).to_le_bytes());
        file.extend(
            (tag & 0xffff)
                .to_le_bytes()
                .first_chunk::<2>()
                .expect("two"),
        );
        file.extend(*kind);
        match *kind {
            b"OW" => file.extend([[0, 0], length.to_le_bytes(), [0, 0]].concat()),
            _ => file.extend(length.to_le_bytes()),
        }
        file.extend(*bytes);
        let filling: u8 = if *kind == b"UI" { 0 } else { b' ' };
        file.extend(std::iter::repeat_n(filling, padding));
    }
    file
}

#[tokio::test]
async fn the_band_of_an_emergency_is_on_the_page_of_pictures_too() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let fields = [
            ("title", "Scanner"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let record = format!("/pro/patients/{}", ana.space);
        let path = format!("{record}/ajouter");
        let sent = town
            .upload(&other.cookie, &path, &fields, ("s.dcm", &dicom()))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = town.id_of(&ana.cookie, LIST, "Scanner").await;
        let id = id.expect("listed");
        let reason = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        let opened = town
            .post(&doctor.cookie, &format!("{record}/urgence"), reason)
            .await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        for last in ["", "/images"] {
            let page = format!("{record}/documents/{id}{last}");
            let page = town.get(&doctor.cookie, &page).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text().contains("class=\"band\""), "{last}");
        }
    })
    .await;
}
