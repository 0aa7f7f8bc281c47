//! What texts say.

use crate::read;
use readers::words::{self, Ask, BYTES_MAX, PARAGRAPHS_MAX};
use readers::{Answer, Job, Refusal};

async fn said(ask: Ask, file: &[u8]) -> Result<words::Answer, Refusal> {
    match read(&Job::Words(ask), file).await? {
        Answer::Words(words) => Ok(words),
        other => panic!("{other:?}"),
    }
}

async fn rtf(content: &str) -> String {
    let file = format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0 {content}}}");
    let read = said(Ask::Rtf, file.as_bytes()).await.expect("it is read");
    read.paragraphs.join("|")
}

#[tokio::test]
async fn rtf_says_its_paragraphs_and_its_accents() {
    assert_eq!(
        rtf(r"Un\par Deux\tab trois\line quatre").await,
        "Un|Deux\ttrois|quatre"
    );
    assert_eq!(
        rtf(r"No\'ebl \'80 d\rquote \'e9t\'e9").await,
        "Noël € d’été"
    );
    assert_eq!(rtf(r"\u233?t\u233\'e9 \u8364 ?").await, "été €");
    assert_eq!(
        rtf(r"\uc2\u233 ab\uc0\u232 c \uc1\u-10179?\u-8704?").await,
        "éèc 😀"
    );
    assert_eq!(rtf(r"\{a\\b\}~\~c").await, "{a\\b}~\u{a0}c");
}

#[tokio::test]
async fn rtf_hides_no_more_than_a_few_letters_behind_a_sign() {
    let hiding = r"\uc4000\u233 12345678le reste";
    assert_eq!(rtf(hiding).await, "éle reste");
    let forever = r"\uc-1\u233 1le reste";
    assert_eq!(rtf(forever).await, "éle reste");
}

#[tokio::test]
async fn rtf_says_nothing_of_its_fonts_pictures_objects_and_fields() {
    let content = r"{\fonttbl{\f0 Arial;}}{\colortbl;\red1;}{\*\generator Word;}{\info{\author Dr X}}\
A{\pict\pngblip 89504e47}{\object{\*\objdata 0105}}B{\field{\*\fldinst HYPERLINK file:///etc/passwd}{\fldrslt C}}\
{\v cach\'e9}{\deleted barr\'e9}{\pict\bin3 }}}}DE";
    assert_eq!(rtf(content).await.replace('|', ""), "ABCDE");
}

#[tokio::test]
async fn rtf_that_is_truncated_or_nests_without_end_is_refused() {
    assert_eq!(
        said(Ask::Rtf, b"{\\rtf1 Bonjour").await,
        Err(Refusal::Damaged)
    );
    assert_eq!(said(Ask::Rtf, b"{\\rtf1 \\'e").await, Err(Refusal::Damaged));
    assert_eq!(
        said(Ask::Rtf, b"{\\rtf1 \\bin99999999999 x}").await,
        Err(Refusal::Damaged)
    );
    let deep = format!("{{\\rtf1 {}", "{".repeat(1_000_000));
    assert_eq!(
        said(Ask::Rtf, deep.as_bytes()).await,
        Err(Refusal::TooLarge)
    );
}

#[tokio::test]
async fn a_text_is_said_line_by_line_and_long_ones_are_cut() {
    let read = said(
        Ask::Plain,
        "\u{feff}Glyc\u{e9}mie\t1,02\r\n\r\nFin".as_bytes(),
    )
    .await;
    let read = read.expect("it is read");
    assert_eq!(read.paragraphs, ["Glycémie\t1,02", "", "Fin"]);
    assert!(!read.cut);
    let long = "a".repeat(BYTES_MAX + 10);
    let read = said(Ask::Plain, long.as_bytes()).await.expect("it is read");
    assert!(read.cut && read.paragraphs[0].len() == BYTES_MAX);
}

#[tokio::test]
async fn a_text_of_a_million_empty_lines_is_cut_as_well() {
    let most = "\n".repeat(PARAGRAPHS_MAX);
    for (ask, file) in [
        (Ask::Plain, format!("a{}", most.repeat(3))),
        (
            Ask::Rtf,
            format!("{{\\rtf1 a{}}}", "\\par ".repeat(PARAGRAPHS_MAX * 3)),
        ),
    ] {
        let read = said(ask, file.as_bytes()).await.expect("it is read");
        assert!(
            read.cut && read.paragraphs.len() == PARAGRAPHS_MAX,
            "{ask:?}"
        );
    }
    let read = said(Ask::Plain, &most.as_bytes()[1..])
        .await
        .expect("it is read");
    assert!(!read.cut);
}

#[tokio::test]
async fn doc_19_a_text_whose_type_lies_is_not_read() {
    assert_eq!(said(Ask::Rtf, b"Bonjour").await, Err(Refusal::OtherType));
    assert_eq!(
        said(Ask::Plain, b"\xff\xfe\x00").await,
        Err(Refusal::OtherType)
    );
}

#[tokio::test]
async fn signs_that_turn_a_line_around_are_not_said() {
    let read = said(Ask::Plain, "a\u{202e}b\u{2066}c\u{7}d".as_bytes()).await;
    assert_eq!(read.expect("it is read").paragraphs, ["abcd"]);
}

#[test]
fn every_refusal_has_a_sentence_in_both_languages() {
    for text in [readers::TEXTS.0, readers::TEXTS.1] {
        for refusal in Refusal::ALL {
            let key = format!("\n{} = ", refusal.code());
            assert_eq!(text.matches(&key).count(), 1, "{key}");
        }
        assert_eq!(text.matches("\nreading-").count(), Refusal::ALL.len());
    }
}
