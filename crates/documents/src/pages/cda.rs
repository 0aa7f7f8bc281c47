//! How a CDA document is shown: our words around its own.
//!
//! The template writes tags; the document gives words, and nothing else can
//! come from it (`readers::cda`). Files inside it are addressed by their place.

mod coded;

use super::sameness;
use askama::Template;
use coded::Coded;
use edge::Page;
use readers::Refusal;
use readers::cda::{Block, Cell, Code, Document, Entries, Inline, MediaKind, Period, Person, Run};
use readers::identity::Sameness;
use std::borrow::Cow;
use std::cell::{Cell as Kept, RefCell};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The deepest heading that HTML has.
const HEADING_MAX: usize = 6;
/// A title or a name is shown no longer: some are shown many times.
const LABEL_MAX: usize = 300;
/// How long the view of a document may become, in bytes. What a document says
/// is bounded; how often a page would say it again is not.
const VIEW_BYTES_MAX: usize = 24 * 1024 * 1024;

/// A document, as part of a page.
#[derive(Template)]
#[template(path = "cda.html")]
pub struct CdaView<'a> {
    page: &'a Page,
    /// What to know before reading, in one sentence.
    warnings: Vec<String>,
    facts: Vec<(String, String)>,
    sections: Vec<Chapter<'a>>,
    /// The language that the document says it is in.
    language: Option<&'a str>,
    document: &'a Document,
    /// What it says once more for machines.
    coded: Option<Coded>,
    look: Look<'a>,
}

/// A section with its heading.
struct Chapter<'a> {
    /// Which heading of HTML; 0 for a section without a title of its own.
    heading: usize,
    title: Cow<'a, str>,
    subject: Option<Cow<'a, str>>,
    content: &'a [Block],
}

/// A file in the document that is not a picture.
struct File {
    href: String,
    label: String,
}

impl<'a> CdaView<'a> {
    /// The view of a document. `files` is the address below which its files are
    /// had, by their places, and `pictures` what stands in `src` for those that
    /// are shown; `sameness` says whether it is about the holder.
    pub fn new(
        page: &'a Page,
        document: &'a Document,
        files: &str,
        pictures: HashMap<u32, String>,
        sameness: Sameness,
    ) -> Self {
        let is_plain = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let look = Look {
            page,
            document,
            files: files.to_owned(),
            pictures,
            pictured: RefCell::default(),
            called: RefCell::default(),
            tables: Kept::default(),
        };
        Self {
            page,
            warnings: warnings(page, document, sameness),
            facts: facts(page, document),
            sections: chapters(document),
            language: document.language.as_deref().filter(is_plain),
            document,
            coded: None,
            look,
        }
    }

    /// The same, with what the document says once more for machines, or why
    /// that is not shown.
    #[must_use]
    pub fn with_coded(mut self, read: Option<Result<&Entries, Refusal>>) -> Self {
        self.coded = read.map(|read| Coded::of(self.page, read));
        self
    }

    /// The view as HTML; none, if it would be too long.
    ///
    /// # Errors
    /// A fault of the template.
    pub fn html(&self) -> askama::Result<Option<String>> {
        let mut paper = Paper::default();
        match self.render_into(&mut paper) {
            Ok(()) => Ok(Some(paper.html)),
            Err(_) if paper.full => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// HTML in the making, up to [`VIEW_BYTES_MAX`].
#[derive(Default)]
struct Paper {
    html: String,
    full: bool,
}

impl fmt::Write for Paper {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.full |= self.html.len() + text.len() > VIEW_BYTES_MAX;
        if self.full {
            return Err(fmt::Error);
        }
        self.html.push_str(text);
        Ok(())
    }
}

/// A text no longer than a label.
fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LABEL_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn warnings(page: &Page, document: &Document, sameness: Sameness) -> Vec<String> {
    let identity = sameness::warning(page, sameness);
    let wrapped = document.wrapped.then(|| page.t("documents-cda-wrapped"));
    let replaces = document.parents.iter().any(|parent| parent.link == "RPLC");
    let replaces = replaces.then(|| page.t("documents-cda-replaces"));
    [identity, replaces, wrapped]
        .into_iter()
        .flatten()
        .collect()
}

fn facts(page: &Page, document: &Document) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut fact = |key: &str, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            facts.push((page.t(key), text));
        }
    };
    fact("documents-cda-title", document.title.clone());
    let patient = &document.patient;
    let born = patient.birth_date.as_deref().map(|date| moment(page, date));
    let name = patient.display();
    fact("documents-cda-patient", name);
    fact("documents-cda-born", born);
    fact(
        "documents-cda-date",
        document.date.as_deref().map(|date| moment(page, date)),
    );
    for author in &document.authors {
        fact("documents-cda-author", person(author));
    }
    let signer = document.signer.as_ref().filter(|signer| {
        let same = |author: &Person| author.name == signer.name;
        !document.authors.iter().any(same)
    });
    fact("documents-cda-signer", signer.and_then(person));
    fact("documents-cda-custodian", document.custodian.clone());
    for act in &document.acts {
        let what = act.code.as_ref().and_then(Code::label).map(str::to_owned);
        let when = period(page, &act.when);
        let both: Vec<String> = [what, when].into_iter().flatten().collect();
        fact("documents-cda-act", Some(both.join(", ")));
    }
    facts
}

/// Name, profession, institution.
fn person(person: &Person) -> Option<String> {
    let profession = person.profession.as_ref().and_then(Code::label);
    let mut parts: Vec<&str> = Vec::new();
    let all = [
        person.name.as_deref(),
        profession,
        person.institution.as_deref(),
    ];
    for part in all.into_iter().flatten() {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn period(page: &Page, period: &Period) -> Option<String> {
    let said = |text: &Option<String>| text.as_deref().map(|text| moment(page, text));
    let at = said(&period.at);
    match (said(&period.from), said(&period.to)) {
        (Some(from), Some(to)) if from == to => Some(from),
        (Some(from), Some(to)) => {
            Some(page.ta("documents-cda-from-to", &[("from", &from), ("to", &to)]))
        }
        (Some(from), None) => Some(page.ta("documents-cda-from", &[("from", &from)])),
        (None, Some(to)) => at.or(Some(to)),
        (None, None) => at,
    }
}

/// A moment of HL7 in words, as precise as it is written and on its author's
/// clock; what is no moment stays as written.
fn moment(page: &Page, written: &str) -> String {
    let digits = written.split(['+', '-', '.']).next().unwrap_or_default();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return written.to_owned();
    }
    if digits.len() < 8 {
        return match digits.split_at_checked(4) {
            Some((year, month)) if month.len() == 2 => format!("{month}/{year}"),
            _ => written.to_owned(),
        };
    }
    let day = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..8]);
    let day = page.day_text(&day);
    match digits.get(8..12) {
        Some(time) if time != "0000" => {
            let time = format!("{}:{}", &time[..2], &time[2..]);
            page.ta("documents-cda-at", &[("day", &day), ("time", &time)])
        }
        _ => day,
    }
}

/// Sections with headings that never skip a rank: one without a title, or with
/// that of the section around it, has none.
fn chapters(document: &Document) -> Vec<Chapter<'_>> {
    // Levels and titles of the sections around, the latter in small letters.
    let mut around: Vec<(u8, String)> = Vec::new();
    let sections = document.sections().iter();
    sections
        .map(|section| {
            while around
                .last()
                .is_some_and(|(level, _)| *level >= section.level)
            {
                around.pop();
            }
            let title = clipped(section.label().unwrap_or_default());
            let small = title.to_lowercase();
            let outer = around.last().map_or("", |(_, title)| title);
            let heading = match small.is_empty() || small == outer {
                true => 0,
                false => {
                    around.push((section.level, small));
                    // The page's own title and that of this part come before.
                    (around.len() + 1).min(HEADING_MAX)
                }
            };
            Chapter {
                heading,
                title,
                subject: section.subject.as_deref().map(clipped),
                content: &section.content,
            }
        })
        .collect()
}

/// What the narrative's templates ask.
struct Look<'a> {
    page: &'a Page,
    document: &'a Document,
    files: String,
    pictures: HashMap<u32, String>,
    /// The pictures that stand on the page already: each is written once, for
    /// a text may name it thousands of times.
    pictured: RefCell<HashSet<u32>>,
    /// The footnotes that were called already: the way back leads to the first.
    called: RefCell<HashSet<u32>>,
    /// How many tables came before: each has a name of its own.
    tables: Kept<u64>,
}

impl<'a> Look<'a> {
    fn blocks<'l>(&'l self, blocks: &'l [Block], label: &'l str) -> Blocks<'l> {
        Blocks {
            look: self,
            blocks,
            label,
        }
    }

    fn line<'l>(&'l self, line: &'l [Inline]) -> Line<'l> {
        Line { look: self, line }
    }

    /// What is in a cell or an item: a single line without the space around it.
    fn single<'l>(&self, cell: &'l Cell) -> Option<&'l [Inline]> {
        match cell.content.as_slice() {
            [] => Some(&[]),
            [Block::Paragraph(line)] => Some(line),
            _ => None,
        }
    }

    fn picture(&self, place: &u32) -> Option<&str> {
        self.pictures.get(place).map(String::as_str)
    }

    fn is_first_sight(&self, place: &u32) -> bool {
        self.pictured.borrow_mut().insert(*place)
    }

    /// The pictures that no text named before.
    fn unnamed(&self) -> Vec<u32> {
        let mut places: Vec<u32> = self.pictures.keys().copied().collect();
        let pictured = self.pictured.borrow();
        places.retain(|place| !pictured.contains(place));
        places.sort_unstable();
        places
    }

    fn kind(&self, place: u32) -> Option<MediaKind> {
        let place = usize::try_from(place).ok()?;
        self.document.media.get(place).map(|media| media.kind)
    }

    fn href(&self, place: &u32) -> String {
        format!("{}/{place}", self.files)
    }

    fn file_label(&self, place: &u32) -> String {
        let number = (u64::from(*place) + 1).to_string();
        let key = match self.kind(*place) {
            Some(MediaKind::Pdf) => "documents-cda-file-pdf",
            Some(MediaKind::Jpeg | MediaKind::Png) => "documents-cda-picture",
            Some(MediaKind::Unread) | None => "documents-cda-file-missing",
            Some(MediaKind::Text | MediaKind::Other) => "documents-cda-file",
        };
        self.page.ta(key, &[("number", &number)])
    }

    fn is_there(&self, place: &u32) -> bool {
        !matches!(self.kind(*place), Some(MediaKind::Unread) | None)
    }

    /// Files that are not shown as pictures, at the end of the document.
    fn attached(&self) -> Vec<File> {
        let places = (0..).take(self.document.media.len());
        places
            .filter(|place| self.is_there(place) && self.picture(place).is_none())
            .map(|place| File {
                href: self.href(&place),
                label: self.file_label(&place),
            })
            .collect()
    }

    /// What a table is called, for those who do not see it: its caption, or the
    /// section it stands in.
    fn table_name(&self, caption: &[Inline], section: &str) -> String {
        self.tables.set(self.tables.get() + 1);
        let number = self.tables.get().to_string();
        let caption = plain(caption);
        let title = if caption.is_empty() {
            section
        } else {
            &caption
        };
        let title = &*clipped(title);
        match title.is_empty() {
            true => self.page.ta("documents-cda-table", &[("number", &number)]),
            false => self.page.ta(
                "documents-cda-table-of",
                &[("number", &number), ("title", title)],
            ),
        }
    }

    fn is_first_call(&self, note: &u32) -> bool {
        self.called.borrow_mut().insert(*note)
    }

    fn was_called(&self, note: &usize) -> bool {
        u32::try_from(*note).is_ok_and(|note| self.called.borrow().contains(&note))
    }
}

/// Blocks, one after the other.
#[derive(Template)]
#[template(path = "cda_blocks.html")]
struct Blocks<'l> {
    look: &'l Look<'l>,
    blocks: &'l [Block],
    /// The section they stand in.
    label: &'l str,
}

/// A line.
#[derive(Template)]
#[template(path = "cda_line.html")]
struct Line<'l> {
    look: &'l Look<'l>,
    line: &'l [Inline],
}

/// The words of a caption, without its marks.
fn plain(line: &[Inline]) -> String {
    let words = line.iter().filter_map(|piece| match piece {
        Inline::Run(Run { text, .. }) => Some(text.as_str()),
        _ => None,
    });
    words.collect()
}

#[cfg(test)]
mod tests;
