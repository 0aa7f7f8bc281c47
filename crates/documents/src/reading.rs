//! What of a document is shown on a page. It is read by a child, never here;
//! what cannot be read is a sentence, and the file can still be downloaded.

use crate::actions::Opened;
use kernel::{Error, Result};
use readers::cda::{self, Body, Document, Inside};
use readers::pdf::{self, PAGES_MAX};
use readers::picture::{self, Kind};
use readers::words::{self, Ask};
use readers::{Answer, Job, Picture, Reading, Refusal};

/// Pages of a PDF on one page of ours.
pub(crate) const PAGES_AT_ONCE: u32 = 3;
/// How wide a page of a PDF is drawn: sharp on a telephone, and enough for
/// small print on a desk.
const PAGE_WIDTH: u32 = 1_200;
/// The longest side of a picture.
const PICTURE_WIDTH: u32 = 1_600;

/// What is shown.
pub(crate) enum Content {
    /// Some pages.
    Pages(pdf::Answer),
    /// A picture.
    Picture(Picture),
    /// A text, as its lines stand.
    Lines(words::Answer),
    /// A text in paragraphs.
    Paragraphs(words::Answer),
    /// A CDA document with its pictures, and some pages of the PDF that it is,
    /// if it is one.
    Cda(Box<Document>, Vec<Inside>, Option<pdf::Answer>),
    /// Nothing: it is of a kind that is only downloaded.
    Nothing,
    /// Nothing, for this reason.
    Refused(Refusal),
}

/// What is shown of an opened document; of a PDF, from this page on.
pub(crate) async fn content(opened: &Opened, first: u32) -> Result<Content> {
    let reading = match opened.body.mime.as_str() {
        "application/pdf" => pages(opened, first).await?,
        "image/jpeg" => picture(opened, Kind::Jpeg).await?,
        "image/png" => picture(opened, Kind::Png).await?,
        "image/tiff" => picture(opened, Kind::Tiff).await?,
        "application/xml" => return clinical(opened, first).await,
        "text/plain" => opened.read(&Job::Words(Ask::Plain)).await?,
        "text/rtf" => opened.read(&Job::Words(Ask::Rtf)).await?,
        _ => return Ok(Content::Nothing),
    };
    match reading {
        Ok(Answer::Pdf(answer)) => Ok(Content::Pages(answer)),
        Ok(Answer::Picture(picture)) if picture.is_what_it_says() => Ok(Content::Picture(picture)),
        Ok(Answer::Words(answer)) if opened.body.mime == "text/rtf" => {
            Ok(Content::Paragraphs(answer))
        }
        Ok(Answer::Words(answer)) => Ok(Content::Lines(answer)),
        Ok(_) => Err(Error::fault("a reader answered another question")),
        Err(refusal) => Ok(Content::Refused(refusal)),
    }
}

/// A CDA document; where it is nothing but a PDF, that one's pages.
async fn clinical(opened: &Opened, first: u32) -> Result<Content> {
    let ask = |ask| Job::Cda(ask);
    let width = Some(PICTURE_WIDTH);
    let (document, pictures) = match opened.read(&ask(cda::Ask::Document { width })).await? {
        Ok(Answer::Cda(cda::Answer::Document { document, pictures })) => (document, pictures),
        Ok(_) => return Err(Error::fault("a reader answered another question")),
        Err(refusal) => return Ok(Content::Refused(refusal)),
    };
    let place = document.embedded_pdf();
    let pages = match place.filter(|_| document.body == Body::File) {
        None => None,
        Some(place) => {
            let pages = pdf::Ask {
                first: first.min(PAGES_MAX),
                pages: PAGES_AT_ONCE,
                width: Some(PAGE_WIDTH),
            };
            match opened.read(&ask(cda::Ask::Pdf(place, pages))).await? {
                Ok(Answer::Cda(cda::Answer::Pdf(pages))) => Some(pages),
                Ok(_) => return Err(Error::fault("a reader answered another question")),
                // It is still there to be downloaded.
                Err(_) => None,
            }
        }
    };
    Ok(Content::Cda(document, pictures, pages))
}

/// The bytes of a file inside a CDA document.
pub(crate) async fn inside(opened: &Opened, place: u32) -> Result<Vec<u8>> {
    if opened.body.mime != "application/xml" {
        return Err(Error::not_found());
    }
    match opened.read(&Job::Cda(cda::Ask::File(place))).await? {
        Ok(Answer::Cda(cda::Answer::File(bytes))) => Ok(bytes),
        Ok(_) => Err(Error::fault("a reader answered another question")),
        Err(refusal) => Err(refusal.into()),
    }
}

async fn picture(opened: &Opened, kind: Kind) -> Result<Reading> {
    let width = PICTURE_WIDTH;
    opened
        .read(&Job::Picture(picture::Ask { kind, width }))
        .await
}

/// Pages, drawn; where drawing was too much for the child, their words alone.
async fn pages(opened: &Opened, first: u32) -> Result<Reading> {
    let ask = |width| {
        Job::Pdf(pdf::Ask {
            first: first.min(PAGES_MAX),
            pages: PAGES_AT_ONCE,
            width,
        })
    };
    match opened.read(&ask(Some(PAGE_WIDTH))).await? {
        Err(Refusal::Died | Refusal::TooLong | Refusal::TooLarge) => opened.read(&ask(None)).await,
        reading => Ok(reading),
    }
}
