//! PDF files that are broken, locked, or wish harm.

use crate::made::{Made, line};
use crate::pdf::{draw, look};
use readers::Refusal;
use readers::pdf::Signs;
use std::time::{Duration, Instant};

/// What a refusal may be when the kernel draws the line.
fn under_limits(refusal: Refusal) -> bool {
    use Refusal::{Damaged, Died, TooLarge, TooLong};
    matches!(refusal, Damaged | Died | TooLarge | TooLong)
}

#[tokio::test]
async fn a_truncated_file_is_said_to_be_damaged() {
    let file = Made::saying("Bonjour").file();
    assert_eq!(look(&file[..40], 0, 1).await, Err(Refusal::Damaged));
    assert_eq!(
        draw(&file[..40], 0, 300).await.err(),
        Some(Refusal::Damaged)
    );
    // What can still be read of one that lost only its end is read.
    let read = look(&file[..file.len() - 150], 0, 1)
        .await
        .expect("it is mended");
    assert_eq!(read.pages[0].text, "Bonjour\n");
}

#[tokio::test]
async fn a_file_with_a_password_says_so() {
    let mut made = Made::saying("Secret");
    let key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let lock = made.add(&format!(
        "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{key}> /U <{key}> >>"
    ));
    let id = "<00112233445566778899aabbccddeeff>";
    let file = made
        .trailing(&format!("/Encrypt {lock} 0 R /ID [{id} {id}]"))
        .file();
    assert_eq!(look(&file, 0, 1).await, Err(Refusal::Encrypted));
    assert_eq!(draw(&file, 0, 300).await.err(), Some(Refusal::Encrypted));
}

#[tokio::test]
async fn doc_16_what_a_pdf_would_like_to_do_is_told_and_never_done() {
    let signs = async |change: fn(&mut Made)| {
        let mut made = Made::saying("Bonjour");
        change(&mut made);
        let read = look(&made.file(), 0, 1).await.expect("it is read");
        assert_eq!(read.pages[0].text, "Bonjour\n");
        read.signs
    };
    let none = Signs::default();
    assert_eq!(signs(|_| {}).await, none);
    // Opening at a page is what word processors write.
    let opening_at = |made: &mut Made| {
        made.put(
            1,
            "<< /Type /Catalog /Pages 2 0 R /OpenAction [5 0 R /Fit] >>",
        );
    };
    assert_eq!(signs(opening_at).await, none);
    let scripted = |made: &mut Made| {
        made.put(
            1,
            "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        );
    };
    let expected = Signs {
        scripts: true,
        acts: true,
        ..none
    };
    assert_eq!(signs(scripted).await, expected);
    let launching = |made: &mut Made| {
        made.add("<< /Type /Annot /Subtype /Link /A << /S /Launch /F (cmd.exe) >> >>");
    };
    let expected = Signs {
        launches: true,
        ..none
    };
    assert_eq!(signs(launching).await, expected);
    let carrying = |made: &mut Made| {
        made.add_stream("/Type /EmbeddedFile", b"MZ");
    };
    let expected = Signs {
        files: true,
        ..none
    };
    assert_eq!(signs(carrying).await, expected);
    let form = |made: &mut Made| {
        made.add("<< /XFA 1 0 R >>");
    };
    assert_eq!(signs(form).await, Signs { xfa: true, ..none });
}

#[tokio::test]
async fn of_five_thousand_pages_two_thousand_are_shown() {
    let content = line("Une page");
    let file = Made::pages(std::iter::repeat_n(content.as_str(), 5_000)).file();
    let begun = Instant::now();
    let read = look(&file, 1_998, 10).await.expect("it is read");
    assert_eq!(read.count, 5_000);
    let numbers: Vec<u32> = read.pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, [1_998, 1_999]);
    let last = draw(&file, 1_999, 200).await.expect("it is read");
    assert!(last.is_some());
    assert_eq!(
        draw(&file, 2_000, 200).await.err(),
        Some(Refusal::NoSuchPage)
    );
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn doc_18_a_stream_that_expands_a_thousand_times_is_refused_under_limits() {
    let blanks = vec![b' '; 64 << 20];
    let mut bomb = lopdf::Stream::new(lopdf::Dictionary::new(), blanks);
    bomb.compress().expect("it is compressed");
    assert!(
        bomb.content.len() < (64 << 20) / 900,
        "{}",
        bomb.content.len()
    );
    let mut made = Made::saying("");
    let stream = made.add_stream("/Filter /FlateDecode", &bomb.content);
    let contents = format!("{stream} 0 R ").repeat(200);
    made.put(
        5,
        &format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [{contents}] \
             /Resources << >> >>"
        ),
    );
    let file = made.file();
    assert!(file.len() < 200_000);
    let begun = Instant::now();
    let refusal = look(&file, 0, 1).await.err();
    assert!(refusal.is_some_and(under_limits), "{refusal:?}");
    assert!(begun.elapsed() < Duration::from_secs(40));
}

#[tokio::test]
async fn doc_18_references_in_circles_end() {
    // A page tree that is its own child.
    let mut tree = Made::saying("Bonjour");
    tree.put(
        2,
        "<< /Type /Pages /Count 2 /Kids [2 0 R 5 0 R 5 0 R 2 0 R] >>",
    );
    let read = look(&tree.file(), 0, 9).await.expect("it is read");
    assert_eq!(read.pages[0].text, "Bonjour\n");
    // A drawing that draws itself.
    let mut drawing = Made::pages(["/X Do"]);
    let form = drawing.add_stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /X 6 0 R >> >>",
        b"/X Do /X Do",
    );
    assert_eq!(form, 6);
    drawing.put(
        5,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /XObject << /X 6 0 R >> >> >>",
    );
    // A stream whose length is itself.
    let mut length = Made::saying("Bonjour");
    length.put(4, "<< /Length 4 0 R >>\nstream\nBT ET\nendstream");
    let begun = Instant::now();
    for file in [drawing.file(), length.file()] {
        for refusal in [
            look(&file, 0, 1).await.err(),
            draw(&file, 0, 200).await.err(),
        ] {
            assert!(refusal.is_none_or(under_limits), "{refusal:?}");
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(90));
}

#[tokio::test]
async fn doc_19_a_file_whose_type_lies_is_not_read() {
    let mut late = b"<html><script>alert(1)</script>".to_vec();
    late.extend(Made::saying("Bonjour").file());
    for file in [
        &late[..],
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a/*",
        b"",
    ] {
        assert_eq!(look(file, 0, 1).await, Err(Refusal::OtherType));
    }
}

#[tokio::test]
async fn doc_19_what_hides_behind_a_pdf_is_not_in_its_pages() {
    let mut file = Made::saying("Bonjour").file();
    file.extend_from_slice(b"PK\x03\x04 <script>alert(1)</script>");
    let drawn = draw(&file, 0, 200).await.expect("it is read");
    let picture = drawn.expect("it is drawn");
    let hidden = b"<script>";
    assert!(
        picture
            .bytes
            .windows(hidden.len())
            .all(|bytes| bytes != hidden)
    );
}

#[tokio::test]
async fn a_page_as_large_as_a_field_is_not_drawn_larger_than_a_screen() {
    let mut made = Made::saying("");
    made.put(
        5,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2 2000000000] /Contents 4 0 R >>",
    );
    assert_eq!(draw(&made.file(), 0, 1_000).await, Ok(None));
}
