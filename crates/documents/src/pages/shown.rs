//! What a document says and how it looks, on its page.
//!
//! Pictures have addresses of their own, below the document's: each is opened with
//! a permit, which writes its line, and the page needs no other policy than all
//! pages have.

use super::cda::CdaView;
use crate::actions::Opened;
use crate::reading::{self, Clinical, Content, PAGE_WIDTH, PAGES_AT_ONCE, Told, held_against};
use crate::rules::coded::{Coded, List};
use edge::Page;
use kernel::{Error, Result};
use readers::cda::{self, Document, Entries, Inside};
use readers::pdf::{self, PAGES_MAX};
use readers::{Picture, Refusal, words};
use spaces::Face;

/// A picture as the page names it.
pub(super) struct Image {
    pub(super) src: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A page of a PDF.
pub(super) struct Sheet {
    pub(super) number: u32,
    pub(super) image: Option<Image>,
    pub(super) text: String,
}

/// A CDA document without the PDF in it.
struct CdaRead {
    document: Box<Document>,
    pictures: Vec<Inside>,
    coded: Option<Told<Box<Entries>>>,
}

/// What is shown of a document.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) sheets: Vec<Sheet>,
    /// Which sheets of how many these are.
    pub(super) range: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) image: Option<Image>,
    pub(super) lines: Option<String>,
    pub(super) paragraphs: Vec<String>,
    /// A CDA document, as HTML of ours.
    pub(super) clinical: Option<String>,
    /// What must be known of the file, in sentences.
    pub(super) warnings: Vec<String>,
    /// Why nothing is shown.
    pub(super) nothing: Option<String>,
    /// What its description says in official codes: what, and in words.
    pub(super) coded: Vec<(String, String)>,
}

impl Shown {
    /// What is shown of an opened document on this page, from the sheet that
    /// the address asks for.
    pub(super) async fn of(
        page: &Page,
        opened: &Opened,
        who: &Face,
        asked: Option<&str>,
    ) -> Result<Self> {
        let first = asked
            .and_then(|number| number.parse::<u32>().ok())
            .map_or(0, |number| number.saturating_sub(1));
        let shown = match reading::content(opened, first).await? {
            Content::Pages(answer) => Self::pages(page, answer, None),
            Content::Cda(read) => Self::clinical(page, read, who).await?,
            Content::Picture(picture) => Self {
                image: Some(Image::of(page, &picture)),
                ..Self::default()
            },
            Content::Lines(answer) => Self {
                warnings: cut(page, &answer),
                lines: Some(answer.paragraphs.join("\n")),
                ..Self::default()
            },
            Content::Paragraphs(answer) => Self {
                warnings: cut(page, &answer),
                paragraphs: answer.paragraphs,
                ..Self::default()
            },
            Content::Nothing => Self::nothing(page.t("documents-no-preview")),
            Content::Refused(Refusal::NoSuchPage) if first >= PAGES_MAX => {
                Self::nothing(page.t1("documents-pages-capped", "max", PAGES_MAX))
            }
            Content::Refused(refusal) => Self::nothing(page.t(refusal.code())),
        };
        let resource = opened.listed.label.resource.as_deref();
        Ok(Self {
            coded: resource.map_or_else(Vec::new, |it| coded(page, it)),
            ..shown
        })
    }

    async fn clinical(page: &Page, read: Clinical, who: &Face) -> Result<Self> {
        let Clinical {
            document,
            pictures,
            pages,
            coded,
        } = read;
        let (pages, unread) = match pages {
            Some((place, Ok(pages))) => (Some((place, pages)), None),
            Some((_, Err(refusal))) => (None, Some(refusal)),
            None => (None, None),
        };
        let read = CdaRead {
            document,
            pictures,
            coded,
        };
        let clinical = drawn(page, read, who).await?;
        let refusal = unread.or(clinical.is_none().then_some(Refusal::TooLarge));
        let shown = pages.map_or_else(Self::default, |(place, pages)| {
            Self::pages(page, pages, Some(place))
        });
        Ok(Self {
            nothing: refusal.map(|refusal| page.t(refusal.code())),
            clinical,
            ..shown
        })
    }

    fn nothing(sentence: String) -> Self {
        Self {
            nothing: Some(sentence),
            ..Self::default()
        }
    }

    /// Pages of a PDF; of one within a CDA document, at this place in it.
    fn pages(page: &Page, answer: pdf::Answer, within: Option<u32>) -> Self {
        let pdf::Answer {
            count,
            signs,
            pages,
        } = answer;
        let sheet = |shown| Sheet::of(page, shown, within);
        let sheets: Vec<Sheet> = pages.into_iter().map(sheet).collect();
        let first = sheets.first().map_or(1, |sheet| sheet.number);
        let last = sheets.last().map_or(1, |sheet| sheet.number);
        let at = |number: u32| page.href(&format!("{}?page={number}", page.path));
        let mut warnings = Vec::new();
        if signs.any() {
            warnings.push(page.t("documents-signs"));
        }
        if count > PAGES_MAX {
            warnings.push(page.t1("documents-pages-capped", "max", PAGES_MAX));
        }
        let key = match first == last {
            true => "documents-page-range",
            false => "documents-pages-range",
        };
        let (from, to, of) = (first.to_string(), last.to_string(), count.to_string());
        Self {
            range: page.ta(key, &[("first", &from), ("last", &to), ("count", &of)]),
            before: (first > 1).then(|| at(first.saturating_sub(PAGES_AT_ONCE).max(1))),
            after: (last < count.min(PAGES_MAX)).then(|| at(last.saturating_add(1))),
            sheets,
            warnings,
            ..Self::default()
        }
    }
}

/// What a description says in official codes: its class, the setting of care, its
/// confidentiality; each code beside its words.
fn coded(page: &Page, resource: &[u8]) -> Vec<(String, String)> {
    let coded = Coded::of(resource);
    let rows = [
        ("documents-class", List::Classes, coded.classes),
        (
            "documents-setting",
            List::Settings,
            coded.setting.into_iter().collect(),
        ),
        (
            "documents-confidentiality",
            List::Confidentiality,
            coded.confidentiality,
        ),
    ];
    let rows = rows.into_iter().flat_map(|(key, list, codes)| {
        codes.into_iter().filter_map(move |code| {
            let words = list.words(&code, page.lang)?;
            Some((page.t(key), format!("{words} ({code})")))
        })
    });
    rows.collect()
}

/// A CDA document in our own form, held against the identity of its space;
/// none, if it would be more than a page.
async fn drawn(page: &Page, read: CdaRead, who: &Face) -> Result<Option<String>> {
    let sameness = held_against(who, |traits| cda::compare(&read.document, traits));
    let page = page.clone();
    // A long document takes long to be written; others are served meanwhile.
    let drawn = tokio::task::spawn_blocking(move || {
        let sources = read.pictures.iter().filter_map(|inside| {
            let number = inside.place.checked_add(1)?;
            let is_one = inside.picture.is_what_it_says();
            is_one.then(|| (inside.place, address(&page, number, None)))
        });
        let files = page.href(&format!("{}/contenu", page.path));
        let coded = read
            .coded
            .as_ref()
            .map(|coded| coded.as_deref().map_err(|refusal| *refusal));
        CdaView::new(&page, &read.document, &files, sources.collect(), sameness)
            .with_coded(coded)
            .html()
    });
    let fault = || Error::fault("a document could not be shown");
    drawn
        .await
        .map_err(|error| fault().because(error))?
        .map_err(|error| fault().because(error))
}

impl Sheet {
    fn of(page: &Page, shown: pdf::Shown, within: Option<u32>) -> Self {
        let number = shown.number.saturating_add(1);
        let image = shown.height_at(PAGE_WIDTH).map(|height| Image {
            src: address(page, number, within),
            width: PAGE_WIDTH,
            height,
        });
        Self {
            number,
            image,
            text: shown.text,
        }
    }
}

/// Where a picture of the document of this page is ([`reading::drawn`]).
fn address(page: &Page, number: u32, within: Option<u32>) -> String {
    let within = within.map_or_else(String::new, |place| format!("?dans={place}"));
    page.href(&format!("{}/images/{number}{within}", page.path))
}

impl Image {
    /// What is a picture itself.
    fn of(page: &Page, picture: &Picture) -> Self {
        Self {
            src: address(page, 1, None),
            width: picture.width,
            height: picture.height,
        }
    }
}

fn cut(page: &Page, answer: &words::Answer) -> Vec<String> {
    let cut = answer.cut.then(|| page.t("documents-text-cut"));
    cut.into_iter().collect()
}
