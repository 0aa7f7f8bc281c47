//! What a PDF says and how it looks, whatever else it would like.

use crate::made::{Made, line};
use crate::read;
use readers::pdf::{self, Ask, Look};
use readers::{Answer, Job, Picture, Refusal};

async fn look(file: &[u8], first: u32, pages: u32) -> Result<Look, Refusal> {
    match read(&Job::Pdf(Ask::Look { first, pages }), file).await? {
        Answer::Pdf(pdf::Answer::Look(look)) => Ok(look),
        other => panic!("{other:?}"),
    }
}

async fn draw(file: &[u8], page: u32, width: u32) -> Result<Picture, Refusal> {
    match read(&Job::Pdf(Ask::Draw { page, width }), file).await? {
        Answer::Pdf(pdf::Answer::Drawn(picture)) => Ok(picture),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_page_says_its_lines_in_their_order() {
    let content =
        "BT /F 12 Tf 72 770 Td (Compte rendu) Tj 0 -20 Td (Tension) Tj 60 0 Td (12/8) Tj ET";
    let file = Made::pages([content, &line("Deuxi\\350me page")]).file();
    let look = look(&file, 0, 2).await.expect("it is read");
    assert_eq!(look.pages, 2);
    assert!(!look.signs.any());
    let texts: Vec<&str> = look.told.iter().map(|told| told.text.as_str()).collect();
    assert_eq!(texts, ["Compte rendu\nTension 12/8\n", "Deuxième page\n"]);
}

#[tokio::test]
async fn type_set_twice_for_boldness_is_said_once() {
    let again = "BT /F 12 Tf 72 770 Td (Fort) Tj ET BT /F 12 Tf 72.2 770 Td (Fort) Tj ET";
    let outlined = "BT /F 12 Tf 2 Tr 72 700 Td (Fort) Tj ET";
    for content in [again, outlined] {
        let file = Made::pages([content]).file();
        let look = look(&file, 0, 1).await.expect("it is read");
        assert_eq!(look.told[0].text, "Fort\n");
    }
}

#[tokio::test]
async fn a_page_is_drawn_as_wide_as_asked() {
    let picture = draw(&Made::saying("Bonjour").file(), 0, 600)
        .await
        .expect("it is drawn");
    assert!(picture.is_what_it_says() && !picture.jpeg);
    assert_eq!((picture.width, picture.height), (600, 849));
}
