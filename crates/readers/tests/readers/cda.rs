//! A CDA document through a real child, with what stands inside it.

use crate::made::{Made, line};
use crate::read;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use readers::cda::{self, Ask};
use readers::{Answer, Job, Refusal, pdf};

fn document(kind: &str, bytes: &[u8]) -> String {
    let packed = STANDARD.encode(bytes);
    format!(
        "<ClinicalDocument xmlns='urn:hl7-org:v3'><title>Un</title><component><nonXMLBody><text mediaType='{kind}' representation='B64'>{packed}</text></nonXMLBody></component></ClinicalDocument>"
    )
}

async fn ask(ask: Ask, file: &str) -> Result<cda::Answer, Refusal> {
    match read(&Job::Cda(ask), file.as_bytes()).await? {
        Answer::Cda(answer) => Ok(answer),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_document_and_its_pdf_are_read_in_the_child() {
    let pdf = Made::pages([line("Bonjour").as_str()]).file();
    let file = document("application/pdf", &pdf);
    let whole = Ask::Document { width: Some(100) };
    let Ok(cda::Answer::Document { document, pictures }) = ask(whole, &file).await else {
        panic!("no document");
    };
    assert_eq!(document.title.as_deref(), Some("Un"));
    assert!(pictures.is_empty());
    let place = document.embedded_pdf().expect("a PDF");
    let first = pdf::Ask {
        first: 0,
        pages: 1,
        width: None,
    };
    let Ok(cda::Answer::Pdf(read)) = ask(Ask::Pdf(place, first), &file).await else {
        panic!("no PDF");
    };
    assert!(read.pages[0].text.contains("Bonjour"));
    let whole = ask(Ask::File(place), &file).await;
    assert_eq!(whole, Ok(cda::Answer::File(pdf)));
}

#[tokio::test]
async fn a_picture_inside_is_made_anew() {
    let mut png = Vec::new();
    let picture = image::RgbImage::from_pixel(3, 2, image::Rgb([200, 0, 0]));
    let mut out = std::io::Cursor::new(&mut png);
    picture
        .write_to(&mut out, image::ImageFormat::Png)
        .expect("a picture");
    // What stands after the end of a picture is not part of the new one.
    let hidden = [&png[..], b"<script>"].concat();
    let file = document("text/html", &hidden);
    let whole = Ask::Document { width: Some(2) };
    let Ok(cda::Answer::Document { pictures, .. }) = ask(whole, &file).await else {
        panic!("no document");
    };
    assert_eq!((pictures[0].place, pictures[0].picture.width), (0, 2));
    let Ok(cda::Answer::Picture(made)) = ask(Ask::Picture(0, 100), &file).await else {
        panic!("no picture");
    };
    assert_eq!((made.width, made.height), (3, 2));
    assert!(made.is_what_it_says());
    assert!(!made.bytes.windows(8).any(|part| part == b"<script>"));
}

#[tokio::test]
async fn what_is_not_shown_is_refused_by_its_own_name() {
    let file = "<!DOCTYPE x><ClinicalDocument xmlns='urn:hl7-org:v3'/>";
    let refused = ask(Ask::Document { width: None }, file).await;
    assert_eq!(refused, Err(Refusal::Declaration));
    let file = document("text/html", b"<html>");
    let refused = ask(Ask::Picture(0, 100), &file).await;
    assert_eq!(refused, Err(Refusal::Unsupported));
}
