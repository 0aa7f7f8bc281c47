//! What a PDF says and how it looks, whatever else it would like.

use crate::made::{Made, line};
use crate::read;
use readers::pdf::{self, Ask};
use readers::{Answer, Job, Picture, Refusal};

async fn asked(file: &[u8], ask: Ask) -> Result<pdf::Answer, Refusal> {
    match read(&Job::Pdf(ask), file).await? {
        Answer::Pdf(answer) => Ok(answer),
        other => panic!("{other:?}"),
    }
}

/// What these pages say.
pub async fn look(file: &[u8], first: u32, pages: u32) -> Result<pdf::Answer, Refusal> {
    let width = None;
    asked(
        file,
        Ask {
            first,
            pages,
            width,
        },
    )
    .await
}

/// How this page looks.
pub async fn draw(file: &[u8], first: u32, width: u32) -> Result<Option<Picture>, Refusal> {
    let ask = Ask {
        first,
        pages: 1,
        width: Some(width),
    };
    let mut answer = asked(file, ask).await?;
    Ok(answer.pages.pop().and_then(|page| page.picture))
}

#[tokio::test]
async fn a_page_says_its_lines_in_their_order() {
    let content =
        "BT /F 12 Tf 72 770 Td (Compte rendu) Tj 0 -20 Td (Tension) Tj 60 0 Td (12/8) Tj ET";
    let file = Made::pages([content, &line("Deuxi\\350me page")]).file();
    let look = look(&file, 0, 2).await.expect("it is read");
    assert_eq!(look.count, 2);
    assert!(!look.signs.any());
    let texts: Vec<&str> = look.pages.iter().map(|page| page.text.as_str()).collect();
    assert_eq!(texts, ["Compte rendu\nTension 12/8\n", "Deuxième page\n"]);
}

#[tokio::test]
async fn a_line_that_runs_upwards_is_a_line() {
    let content = "BT /F 12 Tf 0 1 -1 0 300 300 Tm (Vers le haut) Tj ET";
    let file = Made::pages([content]).file();
    let look = look(&file, 0, 1).await.expect("it is read");
    assert_eq!(look.pages[0].text, "Vers le haut\n");
}

#[tokio::test]
async fn type_set_twice_for_boldness_is_said_once() {
    let again = "BT /F 12 Tf 72 770 Td (Fort) Tj ET BT /F 12 Tf 72.2 770 Td (Fort) Tj ET";
    let outlined = "BT /F 12 Tf 2 Tr 72 700 Td (Fort) Tj ET";
    for content in [again, outlined] {
        let file = Made::pages([content]).file();
        let look = look(&file, 0, 1).await.expect("it is read");
        assert_eq!(look.pages[0].text, "Fort\n");
    }
}

#[tokio::test]
async fn a_page_is_drawn_as_wide_as_asked() {
    let picture = draw(&Made::saying("Bonjour").file(), 0, 600)
        .await
        .expect("it is drawn");
    let picture = picture.expect("there is a picture");
    assert!(picture.is_what_it_says() && !picture.jpeg);
    assert_eq!((picture.width, picture.height), (600, 849));
}

#[tokio::test]
async fn several_pages_are_drawn_at_once_and_never_more_than_four() {
    let lines: Vec<String> = (0..6).map(|number| line(&number.to_string())).collect();
    let file = Made::pages(lines.iter().map(String::as_str)).file();
    let ask = |first| Ask {
        first,
        pages: 100,
        width: Some(100),
    };
    for (first, expected) in [(0, 4), (4, 2)] {
        let read = asked(&file, ask(first)).await.expect("it is read");
        assert_eq!(read.pages.len(), expected);
        assert!(read.pages.iter().all(|page| page.picture.is_some()));
    }
    assert_eq!(asked(&file, ask(6)).await, Err(Refusal::NoSuchPage));
}
