//! Every real CDA document at hand: what is shown of it, or why it is refused.

use readers::cda::{
    Block, Cell, Document, Entries, Inline, MediaKind, Row, document as read, entries,
};
use readers::gist;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 4] = [
    "cda/ans",
    "cda/international",
    "hl7v2",
    "xdm/nist-11965/IHE_XDM",
];

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        say_skipped();
    }
    folder
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say_skipped() {
    eprintln!("CARNET_CORPUS IS NOT SET: THE PUBLIC CDA DOCUMENTS WERE NOT READ");
}

fn files(corpus: &Path) -> Vec<(String, Vec<u8>)> {
    let mut paths = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|name| corpus.join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            let is_xml = path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("xml"));
            if path.is_dir() {
                folders.push(path);
            } else if is_xml {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let name = |path: &Path| {
        let path = path.strip_prefix(corpus).expect("a file of the corpus");
        path.to_string_lossy().into_owned()
    };
    let read = |path: PathBuf| (name(&path), std::fs::read(path).expect("a file"));
    paths.into_iter().map(read).collect()
}

#[test]
fn every_document_of_the_corpus_is_shown_or_refused_as_the_list_says() {
    let Some(corpus) = corpus() else { return };
    let mut list = String::new();
    for (name, file) in files(&corpus) {
        let verdict = match read(&file) {
            // A document that is a file says nothing for machines.
            Ok(document) => shown(&document, &entries(&file).unwrap_or_default()),
            Err(refusal) => format!("refused: {refusal:?}"),
        };
        writeln!(list, "{name}\n    {verdict}").expect("a string");
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cda.txt");
    if std::env::var_os("CARNET_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&golden, &list).expect("the golden file");
    }
    let expected = std::fs::read_to_string(&golden).expect("the golden file");
    assert_eq!(list, expected);
}

fn shown(document: &Document, entries: &Entries) -> String {
    assert!(document.coded || *entries == Entries::default());
    let mut tables = 0;
    let mut words = 0;
    visit(document, &mut |block| match block {
        Block::Table(_) => tables += 1,
        Block::Paragraph(line) => words += line_words(line).split_whitespace().count(),
        Block::List { .. } => {}
    });
    let kinds: Vec<String> = document
        .media
        .iter()
        .map(|media| format!("{:?}", media.kind).to_lowercase())
        .collect();
    format!(
        "shown: {} sections, {tables} tables, {words} words, {} notes, media [{}]; {} results, {} vitals, {} allergies, {} treatments, {} vaccinations{}",
        document.sections().len(),
        document.footnotes.len(),
        kinds.join(" "),
        entries.results.len(),
        entries.vitals.len(),
        entries.allergies.len(),
        entries.treatments.len(),
        entries.vaccinations.len(),
        if document.wrapped { "; taken out" } else { "" },
    )
}

fn visit(document: &Document, see: &mut impl FnMut(&Block)) {
    for section in document.sections() {
        blocks(&section.content, see);
    }
    for note in &document.footnotes {
        blocks(&note.content, see);
    }
}

fn blocks(all: &[Block], see: &mut impl FnMut(&Block)) {
    for block in all {
        see(block);
        match block {
            Block::Paragraph(_) => {}
            Block::List { items, caption, .. } => {
                see(&Block::Paragraph(caption.clone()));
                cells(items, see);
            }
            Block::Table(table) => {
                see(&Block::Paragraph(table.caption.clone()));
                for Row { cells: row } in table.head.iter().chain(&table.body).chain(&table.foot) {
                    cells(row, see);
                }
            }
        }
    }
}

fn cells(all: &[Cell], see: &mut impl FnMut(&Block)) {
    for cell in all {
        blocks(&cell.content, see);
    }
}

fn line_words(line: &[Inline]) -> String {
    let mut text = String::new();
    for piece in line {
        match piece {
            Inline::Run(run) => text.push_str(&run.text),
            Inline::Break => text.push(' '),
            Inline::Note(_) | Inline::Media(_) | Inline::Missing => {}
        }
    }
    text
}

#[test]
fn every_word_of_every_text_is_in_the_model() {
    let Some(corpus) = corpus() else { return };
    let mut documents = 0;
    for (name, file) in files(&corpus) {
        let Ok(document) = read(&file) else { continue };
        documents += 1;
        let mut shown: HashMap<String, usize> = HashMap::new();
        visit(&document, &mut |block| {
            if let Block::Paragraph(line) = block {
                for word in line_words(line).split_whitespace() {
                    *shown.entry(word.to_owned()).or_default() += 1;
                }
            }
        });
        let text = std::str::from_utf8(&file).expect("the corpus is in UTF-8");
        let tree = roxmltree::Document::parse(text).expect("a document");
        let mut written: HashMap<String, usize> = HashMap::new();
        let is_text = |node: &roxmltree::Node<'_, '_>| {
            node.has_tag_name("text")
                && node
                    .parent()
                    .is_some_and(|parent| parent.has_tag_name("section"))
        };
        for node in tree.descendants().filter(is_text) {
            for word in written_words(node) {
                *written.entry(word).or_default() += 1;
            }
        }
        let missing: Vec<_> = written
            .iter()
            .filter(|(word, count)| shown.get(*word).copied().unwrap_or_default() < **count)
            .collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
    assert!(documents > 75, "only {documents} documents were shown");
}

/// What stands between blanks or tags that part words.
fn written_words(node: roxmltree::Node<'_, '_>) -> Vec<String> {
    let inline: HashSet<&str> = ["content", "sub", "sup", "linkHtml", "footnoteRef"].into();
    let mut text = String::new();
    for edge in node.descendants() {
        if edge.is_text() {
            // A text that follows the end of a cell or a line is apart.
            let before = edge.prev_sibling().filter(|before| before.is_element());
            if before.is_some_and(|before| !inline.contains(before.tag_name().name())) {
                text.push(' ');
            }
            text.push_str(edge.text().unwrap_or_default());
        } else if edge.is_element() && !inline.contains(edge.tag_name().name()) {
            text.push(' ');
        }
    }
    let blank = [' ', '\t', '\n', '\r'];
    let words = text.split(blank).flat_map(str::split_whitespace);
    words.map(str::to_owned).collect()
}

#[test]
fn a_level_one_document_gives_its_file_back() {
    let Some(corpus) = corpus() else { return };
    let path = corpus.join("cda/ans/DOC_NON_STRUCTURE_CDA-R2-N1.xml");
    let file = std::fs::read(path).expect("a file of the corpus");
    let document = read(&file).expect("a document");
    assert_eq!(document.embedded_pdf(), Some(0));
    assert_eq!(document.media[0].kind, MediaKind::Pdf);
    let pdf = readers::cda::media(&file, 0).expect("its file");
    assert_eq!(pdf.len() as u64, document.media[0].size);
    assert!(pdf.starts_with(b"%PDF-"));
}

#[test]
fn what_a_document_of_the_corpus_is_about_is_what_it_shows() {
    let Some(corpus) = corpus() else { return };
    let mut results = 0;
    for (name, file) in files(&corpus) {
        let gist = gist::read(gist::Ask::Cda, &file);
        match (read(&file), gist) {
            (Ok(document), Ok(gist)) => {
                let told = entries(&file).unwrap_or_default().results;
                assert_eq!(gist.results(), told, "{name}");
                assert_eq!(gist.patient, Some(document.patient.clone()), "{name}");
                for word in document.text().split_whitespace() {
                    assert!(gist.text.contains(word), "{name}: {word}");
                }
                results += told.len();
            }
            (Err(refused), Err(again)) => assert_eq!(refused, again, "{name}"),
            (shown, _) => panic!("{name}: shown {}, and no gist", shown.is_ok()),
        }
    }
    assert!(results > 100, "{results} results in all");
}
