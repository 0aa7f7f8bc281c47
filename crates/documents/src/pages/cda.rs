//! How a CDA document is shown: our words around its own.
//!
//! The template writes tags; the document gives words, and nothing else can
//! come from it (`readers::cda`). Files inside it are addressed by their place.

use askama::Template;
use edge::Page;
use readers::cda::{
    Block, Cell, Code, Document, Inline, MediaKind, Period, Person, Reason, Run, Sameness,
};
use std::cell::{Cell as Kept, RefCell};
use std::collections::{HashMap, HashSet};

/// The deepest heading that HTML has.
const HEADING_MAX: usize = 6;

/// A document, as part of a page.
#[derive(Template)]
#[template(path = "cda.html")]
pub struct CdaView<'a> {
    page: &'a Page,
    /// What to know before reading, in one sentence.
    warnings: Vec<String>,
    facts: Vec<(String, String)>,
    sections: Vec<Chapter<'a>>,
    files: Vec<File>,
    /// The language that the document says it is in.
    language: Option<&'a str>,
    document: &'a Document,
    look: Look<'a>,
}

/// A section with its heading.
struct Chapter<'a> {
    /// Which heading of HTML; 0 for a section without a title of its own.
    heading: usize,
    title: &'a str,
    subject: Option<&'a str>,
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
            called: RefCell::default(),
            tables: Kept::default(),
        };
        Self {
            page,
            warnings: warnings(page, document, sameness),
            facts: facts(page, document),
            sections: chapters(document),
            files: look.attached(),
            language: document.language.as_deref().filter(is_plain),
            document,
            look,
        }
    }
}

fn warnings(page: &Page, document: &Document, sameness: Sameness) -> Vec<String> {
    let identity = match sameness {
        Sameness::Same => None,
        Sameness::Different => Some("documents-cda-other-person"),
        Sameness::Unsure(reason) => Some(match reason {
            Reason::NoNumber => "documents-cda-no-number",
            Reason::SeveralNumbers => "documents-cda-several-numbers",
            Reason::WrongKey => "documents-cda-wrong-key",
            Reason::OtherKind => "documents-cda-other-kind",
            Reason::SeveralPatients => "documents-cda-several-patients",
            Reason::OtherTraits => "documents-cda-other-traits",
        }),
    };
    let replaces = document.parents.iter().any(|parent| parent.link == "RPLC");
    let replaces = replaces.then_some("documents-cda-replaces");
    [identity, replaces]
        .into_iter()
        .flatten()
        .map(|key| page.t(key))
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
    // Levels and titles of the sections around.
    let mut around: Vec<(u8, &str)> = Vec::new();
    let sections = document.sections().iter();
    sections
        .map(|section| {
            while around
                .last()
                .is_some_and(|(level, _)| *level >= section.level)
            {
                around.pop();
            }
            let title = section.label().unwrap_or_default();
            let outer = around.last().map_or("", |(_, title)| title);
            let heading = match title.is_empty() || title.to_lowercase() == outer.to_lowercase() {
                true => 0,
                false => {
                    around.push((section.level, title));
                    // The page's own title and that of this part come before.
                    (around.len() + 1).min(HEADING_MAX)
                }
            };
            Chapter {
                heading,
                title,
                subject: section.subject.as_deref(),
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
mod tests {
    use super::*;

    const TEXT: &str = r##"<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Un &lt;compte&gt;</title>
    <effectiveTime value="202603021015+0100"/><languageCode code="fr-FR"/>
    <component><structuredBody><component><section><title>Biologie</title>
    <text>Vu<footnote ID="n">Une <content styleCode="Bold">note</content></footnote>, revu<footnoteRef IDREF="n"/>
    <script>alert(1)</script>
    <table><thead><tr><th/><th>Valeur</th></tr></thead><tbody><tr><th>TSH</th><td colspan="2" onclick="x">1,9<br/>mUI/l</td></tr></tbody></table>
    <table><tbody><tr><td><list><item>un</item></list></td></tr></tbody></table>
    <renderMultiMedia referencedObject="i"/><renderMultiMedia referencedObject="p"/></text>
    <entry><observationMedia ID="i"><value mediaType="text/html" representation="B64">iVBORw0KGgo=</value></observationMedia></entry>
    <entry><observationMedia ID="p"><value mediaType="image/png" representation="B64">JVBERi0xLjQ=</value></observationMedia></entry>
    <component><section><title>BIOLOGIE</title><text>a</text></section></component>
    <component><section><text>b</text><component><section><title>Détail</title><text>c</text></section></component></section></component>
    </section></component></structuredBody></component></ClinicalDocument>"##;

    fn page() -> Page {
        edge::texts::install(&[crate::pages::TEXTS]);
        edge::sample_page(kernel::Lang::Fr, "/", "Titre", None)
    }

    fn shown() -> String {
        let document = readers::cda::document(TEXT.as_bytes()).expect("a document");
        let page = page();
        let pictures = HashMap::from([(0, "data:image/png;base64,AAAA".to_owned())]);
        let view = CdaView::new(&page, &document, "/d/fichiers", pictures, Sameness::Same);
        view.render().expect("a page")
    }

    #[test]
    fn the_words_of_a_document_are_escaped_and_its_attributes_are_not_there() {
        let shown = shown();
        assert!(shown.contains("Un &#60;compte&#62;"), "{shown}");
        assert!(shown.contains("alert(1)"));
        for mark in ["<script", "onclick", "styleCode", "text/html"] {
            assert!(!shown.contains(mark), "{mark}");
        }
    }

    #[test]
    fn headings_do_not_skip_a_rank_nor_repeat_the_one_above() {
        let shown = shown();
        assert!(shown.contains("<h2>Biologie</h2>"));
        assert!(!shown.contains("BIOLOGIE</h"));
        assert!(shown.contains("<h3>Détail</h3>"));
    }

    #[test]
    fn a_table_scrolls_by_itself_and_its_headers_have_a_scope() {
        let shown = shown();
        assert!(shown.contains("<div class=\"scroll\" tabindex=\"0\" role=\"region\""));
        assert!(shown.contains("<thead><tr><td></td><th scope=\"col\">Valeur</th></tr></thead>"));
        assert!(shown.contains("<th scope=\"row\">TSH</th><td colspan=\"2\">1,9<br>mUI/l</td>"));
        assert!(shown.contains("<td><ul><li>un</li></ul></td>"), "{shown}");
    }

    #[test]
    fn a_footnote_leads_back_to_where_it_was_called_first() {
        let shown = shown();
        assert_eq!(shown.matches("href=\"#note-1\"").count(), 2);
        assert_eq!(shown.matches("id=\"appel-1\"").count(), 1);
        assert_eq!(shown.matches("href=\"#appel-1\"").count(), 1);
        assert!(
            shown.contains("<li id=\"note-1\"><p>Une <strong>note</strong></p>"),
            "{shown}"
        );
    }

    #[test]
    fn a_picture_is_shown_and_a_file_is_a_link_by_what_they_are() {
        let shown = shown();
        assert!(shown.contains("<img class=\"picture\" src=\"data:image/png;base64,AAAA\""));
        assert!(shown.contains("<a href=\"/d/fichiers/1\">"));
        assert_eq!(shown.matches("<img").count(), 1);
        // The picture is not told once more among the files.
        assert!(!shown.contains("/d/fichiers/0"));
    }

    #[test]
    fn moments_are_as_precise_as_they_are_written() {
        let page = page();
        let rows = [
            ("1975", "1975"),
            ("197503", "03/1975"),
            ("20260302", "2026"),
            ("x", "x"),
        ];
        for (written, said) in rows {
            let shown = moment(&page, written);
            assert!(shown.contains(said), "{shown}");
        }
        assert_eq!(moment(&page, "2026030200000"), moment(&page, "20260302"));
        // What only looks like digits stays as it is.
        assert_eq!(moment(&page, "é026030200000"), "é026030200000");
    }
}
