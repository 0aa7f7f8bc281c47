//! What of a document is shown on a page. It is read by a child, never here;
//! what cannot be read is a sentence, and the file can still be downloaded.

pub(crate) mod gist;

use crate::actions::Opened;
use kernel::{Error, Result};
use readers::cda::{self, Body, Document, Entries, Inside};
use readers::identity::Traits;
use readers::pdf::{self, PAGES_MAX};
use readers::picture::{self, Kind};
use readers::words::{self, Ask};
use readers::{Answer, Job, Picture, Reading, Refusal};
use spaces::Face;

/// Pages of a PDF on one page of ours.
pub(crate) const PAGES_AT_ONCE: u32 = 3;
/// How wide a page of a PDF is drawn: sharp on a telephone, and enough for
/// small print on a desk.
pub(crate) const PAGE_WIDTH: u32 = 1_200;
/// The longest side of a picture.
const PICTURE_WIDTH: u32 = 1_600;

/// Asks with the traits of a person.
pub(crate) fn held_against<T>(who: &Face, ask: impl FnOnce(&Traits<'_>) -> T) -> T {
    let identity = &who.identity;
    ask(&Traits {
        matricule: identity.matricule.as_str(),
        oid: identity.issuer.oid(),
        birth_name: &identity.birth_name.0,
        used_name: &who.used_name.0,
        first_names: &identity.given_names.0.join(" "),
        birth_date: &identity.birth_date.0.strftime("%Y%m%d").to_string(),
        sex: identity.sex.code(),
    })
}

/// What a child said, or why not.
pub(crate) type Told<T> = std::result::Result<T, Refusal>;

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
    /// A CDA document.
    Cda(Clinical),
    /// Nothing: it is of a kind that is only downloaded.
    Nothing,
    /// Nothing, for this reason.
    Refused(Refusal),
}

/// What is shown of a CDA document.
pub(crate) struct Clinical {
    /// Its words.
    pub document: Box<Document>,
    /// Its pictures.
    pub pictures: Vec<Inside>,
    /// Where in it the PDF is that it is, if it is one, and some pages of that, or
    /// why they are not shown.
    pub pages: Option<(u32, Told<pdf::Answer>)>,
    /// What it says once more for machines, if it does, or why that is not shown.
    pub coded: Option<Told<Box<Entries>>>,
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
    let (document, pictures) = match document(opened).await? {
        Ok(Answer::Cda(cda::Answer::Document { document, pictures })) => (document, pictures),
        Ok(_) => return Err(Error::fault("a reader answered another question")),
        Err(refusal) => return Ok(Content::Refused(refusal)),
    };
    let place = document.embedded_pdf();
    let pages = match place.filter(|_| document.body == Body::File) {
        None => None,
        Some(place) => Some((place, embedded(opened, place, first).await?)),
    };
    let coded = match document.coded {
        true => Some(coded(opened).await?),
        false => None,
    };
    Ok(Content::Cda(Clinical {
        document,
        pictures,
        pages,
        coded,
    }))
}

/// A CDA document with its pictures; where these were too much for the child,
/// its words alone.
async fn document(opened: &Opened) -> Result<Reading> {
    let ask = |width| Job::Cda(cda::Ask::Document { width });
    drawn_or_words(|job| read(opened, job), ask, PICTURE_WIDTH).await
}

/// Pages of the PDF at this place in a CDA document, as of a PDF by itself.
async fn embedded(opened: &Opened, place: u32, first: u32) -> Result<Told<pdf::Answer>> {
    let ask = Job::Cda(cda::Ask::Pdf(place, in_words(first)));
    match opened.read(&ask).await? {
        Ok(Answer::Cda(cda::Answer::Pdf(pages))) => Ok(Ok(pages)),
        Ok(_) => Err(Error::fault("a reader answered another question")),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// What a CDA document says once more for machines.
pub(crate) async fn coded(opened: &Opened) -> Result<Told<Box<Entries>>> {
    match opened.read(&Job::Cda(cda::Ask::Entries)).await? {
        Ok(Answer::Cda(cda::Answer::Entries(entries))) => Ok(Ok(entries)),
        Ok(_) => Err(Error::fault("a reader answered another question")),
        Err(refusal) => Ok(Err(refusal)),
    }
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

/// Pages in words. How they look is asked for one by one: [`drawn`].
async fn pages(opened: &Opened, first: u32) -> Result<Reading> {
    opened.read(&Job::Pdf(in_words(first))).await
}

fn in_words(first: u32) -> pdf::Ask {
    pdf::Ask {
        first: first.min(PAGES_MAX),
        pages: PAGES_AT_ONCE,
        width: None,
    }
}

/// One of the pictures that the page of a document shows, by its number: a page of
/// a PDF (in a CDA document, of the PDF at this place in it), a picture in a CDA
/// document, or what is a picture itself.
///
/// # Errors
/// Not found, if there is no such picture or it cannot be drawn; unavailable, where
/// a moment may mend it.
pub(crate) async fn drawn(opened: &Opened, number: u32, within: Option<u32>) -> Result<Picture> {
    let at = number.checked_sub(1).ok_or_else(Error::not_found)?;
    let page = pdf::Ask {
        first: at,
        pages: 1,
        width: Some(PAGE_WIDTH),
    };
    let reading = match opened.body.mime.as_str() {
        "application/pdf" => opened.read(&Job::Pdf(page)).await?,
        "image/jpeg" if at == 0 => picture(opened, Kind::Jpeg).await?,
        "image/png" if at == 0 => picture(opened, Kind::Png).await?,
        "image/tiff" if at == 0 => picture(opened, Kind::Tiff).await?,
        "application/xml" => {
            let ask = match within {
                Some(place) => cda::Ask::Pdf(place, page),
                None => cda::Ask::Picture(at, PICTURE_WIDTH),
            };
            opened.read(&Job::Cda(ask)).await?
        }
        _ => return Err(Error::not_found()),
    };
    let picture = match reading? {
        Answer::Picture(picture) | Answer::Cda(cda::Answer::Picture(picture)) => Some(picture),
        Answer::Pdf(pages) | Answer::Cda(cda::Answer::Pdf(pages)) => {
            pages.pages.into_iter().find_map(|page| page.picture)
        }
        _ => return Err(Error::fault("a reader answered another question")),
    };
    let picture = picture.filter(Picture::is_what_it_says);
    picture.ok_or_else(Error::not_found)
}

async fn read(opened: &Opened, job: Job) -> Result<Reading> {
    opened.read(&job).await
}

/// What is read with pictures so wide; if that was too much for the child,
/// without any.
async fn drawn_or_words<F>(
    read: impl Fn(Job) -> F,
    ask: impl Fn(Option<u32>) -> Job,
    width: u32,
) -> Result<Reading>
where
    F: Future<Output = Result<Reading>>,
{
    match read(ask(Some(width))).await? {
        Err(Refusal::Died | Refusal::TooLong | Refusal::TooLarge) => read(ask(None)).await,
        reading => Ok(reading),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::future::ready;

    /// What comes of a document whose pictures are refused so, and whose words
    /// are not.
    fn read_when(refusal: Refusal) -> Reading {
        let ask = |width| Job::Cda(cda::Ask::Document { width });
        let read = |job: Job| {
            let words = job == ask(None);
            let answer = Answer::Cda(cda::Answer::File(Vec::new()));
            ready(Ok(if words { Ok(answer) } else { Err(refusal) }))
        };
        let reading = drawn_or_words(read, ask, 100).now_or_never();
        reading.expect("at once").expect("a reading")
    }

    #[test]
    fn what_is_too_much_with_pictures_is_read_without() {
        for too_much in [Refusal::Died, Refusal::TooLong, Refusal::TooLarge] {
            assert!(read_when(too_much).is_ok(), "{too_much:?}");
        }
        for other in [Refusal::Damaged, Refusal::Busy, Refusal::Encrypted] {
            assert_eq!(read_when(other), Err(other));
        }
    }
}
