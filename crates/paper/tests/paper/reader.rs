//! Reads a PDF file as a screen reader and as a printer do, without the
//! library that wrote it.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A file that was read.
pub(crate) struct Pdf {
    pub(crate) document: Document,
    pages: Vec<ObjectId>,
}

/// A part of the tree that is read aloud.
pub(crate) struct Part {
    pub(crate) role: String,
    /// `Alt`, `Lang`, `Scope`, `ListNumbering`: what is told beside the words.
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) children: Vec<Child>,
}

pub(crate) enum Child {
    Part(Part),
    Words(String),
}

/// Ink on a page, in points from its upper left corner.
pub(crate) enum Ink {
    Words {
        x: f32,
        y: f32,
        size: f32,
        words: String,
    },
    Path {
        dots: Vec<(f32, f32)>,
    },
}

/// A piece of a page between the marks that say what it is.
struct Piece {
    /// Its number in the tree; none for what is not read.
    mcid: Option<i64>,
    inks: Vec<Ink>,
}

impl Pdf {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("a PDF file");
        let pages = document.get_pages().into_values().collect();
        Self { document, pages }
    }

    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    pub(crate) fn catalog(&self) -> &Dictionary {
        self.document.catalog().expect("a catalog")
    }

    /// Follows references from the catalog.
    pub(crate) fn find(&self, path: &[&str]) -> &Object {
        let mut dictionary = self.catalog();
        let (last, before) = path.split_last().expect("a path");
        for key in before {
            let object = self.entry(dictionary, key);
            dictionary = match object {
                Object::Stream(stream) => &stream.dict,
                object => object.as_dict().expect("a dictionary"),
            };
        }
        self.entry(dictionary, last)
    }

    pub(crate) fn entry<'a>(&'a self, dictionary: &'a Dictionary, key: &str) -> &'a Object {
        dictionary
            .get_deref(key.as_bytes(), &self.document)
            .unwrap_or_else(|_| panic!("no {key}"))
    }

    pub(crate) fn page(&self, page: usize) -> &Dictionary {
        self.document
            .get_dictionary(self.pages[page])
            .expect("a page")
    }

    /// What a reader shows as the number of a page.
    pub(crate) fn page_label(&self, page: i64) -> String {
        let labels = self
            .find(&["PageLabels", "Nums"])
            .as_array()
            .expect("labels");
        let from = |pair: &&[Object]| pair[0].as_i64().expect("a page") <= page;
        let pair = labels.chunks_exact(2).rfind(from).expect("a label");
        let (_, label) = self.document.dereference(&pair[1]).expect("a label");
        let label = label.as_dict().expect("a label");
        let prefix = text_string(self.entry(label, "P"));
        let first = label.get(b"St").and_then(Object::as_i64).unwrap_or(1);
        format!(
            "{prefix}{}",
            first + page - pair[0].as_i64().expect("a page")
        )
    }

    /// Everything that is read, in order.
    pub(crate) fn tree(&self) -> Part {
        let words: Vec<BTreeMap<i64, String>> = (0..self.page_count())
            .map(|page| self.words_by_number(page))
            .collect();
        let root = self.find(&["StructTreeRoot", "K"]);
        let root = match root {
            Object::Array(all) => self.document.dereference(&all[0]).expect("an object").1,
            one => one,
        };
        let mut unread = words;
        let part = self.part(root.as_dict().expect("an element"), &mut unread);
        assert!(
            unread.iter().all(BTreeMap::is_empty),
            "some ink is marked as read and is not in the tree"
        );
        part
    }

    fn part(&self, element: &Dictionary, words: &mut [BTreeMap<i64, String>]) -> Part {
        let role = name(self.entry(element, "S"));
        let mut facts = Vec::new();
        for key in ["Alt", "Lang", "T"] {
            if let Ok(text) = element.get_deref(key.as_bytes(), &self.document) {
                facts.push((key.to_owned(), text_string(text)));
            }
        }
        if let Ok(attributes) = element.get_deref(b"A", &self.document) {
            let all = match attributes {
                Object::Array(all) => all.iter().collect(),
                one => vec![one],
            };
            for owner in all {
                let (_, owner) = self.document.dereference(owner).expect("attributes");
                let owner = owner.as_dict().expect("attributes");
                for key in ["Scope", "ListNumbering"] {
                    if let Ok(value) = owner.get(key.as_bytes()) {
                        facts.push((key.to_owned(), name(value)));
                    }
                }
            }
        }
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        let kids = match self.entry(element, "K") {
            Object::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        let children = kids
            .iter()
            .filter_map(|kid| self.child(kid, page, words))
            .collect();
        Part {
            role,
            facts,
            children,
        }
    }

    fn child(
        &self,
        kid: &Object,
        page: Option<ObjectId>,
        words: &mut [BTreeMap<i64, String>],
    ) -> Option<Child> {
        let mut take = |page: ObjectId, number: i64| {
            let place = self
                .pages
                .iter()
                .position(|id| *id == page)
                .expect("a page");
            let words = words[place].remove(&number).expect("read once");
            Some(Child::Words(words))
        };
        let (_, kid) = self.document.dereference(kid).expect("an object");
        if let Object::Integer(number) = kid {
            return take(page.expect("the page of a number"), *number);
        }
        let kid = kid.as_dict().expect("an element or a reference");
        if kid.has_type(b"MCR") {
            let page = kid
                .get(b"Pg")
                .and_then(Object::as_reference)
                .expect("a page");
            let number = kid.get(b"MCID").and_then(Object::as_i64).expect("a number");
            return take(page, number);
        }
        if kid.has_type(b"OBJR") {
            let annotation = self.entry(kid, "Obj").as_dict().expect("an annotation");
            let action = self.entry(annotation, "A").as_dict().expect("an action");
            let to = text_string(self.entry(action, "URI"));
            let link = Part {
                role: format!("→ {to}"),
                facts: Vec::new(),
                children: Vec::new(),
            };
            return Some(Child::Part(link));
        }
        Some(Child::Part(self.part(kid, words)))
    }

    fn words_by_number(&self, page: usize) -> BTreeMap<i64, String> {
        let said = |inks: &[Ink]| {
            let words = inks.iter().filter_map(|ink| match ink {
                Ink::Words { words, .. } => Some(words.as_str()),
                Ink::Path { .. } => None,
            });
            words.collect::<String>()
        };
        self.pieces(page)
            .iter()
            .filter_map(|piece| Some((piece.mcid?, said(&piece.inks))))
            .collect()
    }

    /// All ink of a page.
    pub(crate) fn inks(&self, page: usize) -> Vec<Ink> {
        let pieces = self.pieces(page).into_iter();
        pieces.flat_map(|piece| piece.inks).collect()
    }

    /// The words of a page that are repeated or told by the layout: not read.
    pub(crate) fn unread(&self, page: usize) -> Vec<String> {
        let pieces = self.pieces(page).into_iter();
        pieces
            .filter(|piece| piece.mcid.is_none())
            .flat_map(|piece| piece.inks)
            .filter_map(|ink| match ink {
                Ink::Words { words, .. } => Some(words),
                Ink::Path { .. } => None,
            })
            .collect()
    }

    fn pieces(&self, page: usize) -> Vec<Piece> {
        let id = self.pages[page];
        let content = self.document.get_page_content(id);
        let content = Content::decode(&content).expect("drawing operators");
        let mut reading = Reading::new(self, id);
        content
            .operations
            .iter()
            .for_each(|operation| reading.step(operation));
        assert!(reading.open.is_empty(), "a mark is not closed");
        reading.pieces
    }
}

/// Where one is while drawing a page.
struct Reading<'a> {
    pdf: &'a Pdf,
    page: ObjectId,
    pieces: Vec<Piece>,
    /// For each open mark, whether it opened a piece.
    open: Vec<bool>,
    /// What the words inside stand for, when the file says so.
    instead: Option<String>,
    shift: Vec<(f32, f32, f32)>,
    font: Vec<u8>,
    size: f32,
    at: (f32, f32),
    path: Vec<(f32, f32)>,
}

impl<'a> Reading<'a> {
    fn new(pdf: &'a Pdf, page: ObjectId) -> Self {
        let height = numbers(
            pdf.page(0)
                .get(b"MediaBox")
                .and_then(Object::as_array)
                .expect("a box"),
        )[3];
        Self {
            pdf,
            page,
            pieces: Vec::new(),
            open: Vec::new(),
            instead: None,
            // Of the page itself: from the lower left corner, upwards.
            shift: vec![(0.0, height, -1.0)],
            font: Vec::new(),
            size: 0.0,
            at: (0.0, 0.0),
            path: Vec::new(),
        }
    }

    fn step(&mut self, operation: &Operation) {
        let operands = &operation.operands;
        let given = || numbers(operands);
        match operation.operator.as_str() {
            "BMC" | "BDC" => self.open(operands.get(1)),
            "EMC" => {
                self.open.pop().expect("an open mark");
                self.instead = None;
            }
            "q" => self.shift.push(*self.shift.last().expect("a state")),
            "Q" => {
                self.shift.pop();
            }
            "cm" => {
                let [a, b, c, d, e, f] = given()[..] else {
                    panic!("a matrix")
                };
                assert_eq!(
                    (a, b, c, d.abs()),
                    (1.0, 0.0, 0.0, 1.0),
                    "no other is drawn"
                );
                let (x, y, up) = self.shift.last_mut().expect("a state");
                (*x, *y, *up) = (*x + e, *y + f * *up, *up * d);
            }
            "Tf" => {
                self.font = operands[0].as_name().expect("a font").to_vec();
                self.size = given()[0];
            }
            "Tm" => self.at = (given()[4], given()[5]),
            "Tj" | "TJ" => self.words(operands),
            "m" | "l" => {
                let point = self.place(given()[0], given()[1]);
                self.path.push(point);
            }
            "c" => {
                let point = self.place(given()[4], given()[5]);
                self.path.push(point);
            }
            "re" => {
                let [x, y, width, height] = given()[..] else {
                    panic!("a rectangle")
                };
                for (x, y) in [
                    (x, y),
                    (x + width, y),
                    (x + width, y + height),
                    (x, y + height),
                ] {
                    let point = self.place(x, y);
                    self.path.push(point);
                }
            }
            "f" | "f*" | "S" | "B" => {
                let dots = std::mem::take(&mut self.path);
                self.ink(Ink::Path { dots });
            }
            "Do" | "sh" | "BI" | "Td" | "TD" | "T*" | "'" | "\"" => {
                panic!("this reader does not know {}", operation.operator)
            }
            _ => {}
        }
    }

    /// A mark within a mark only tells more about the same piece.
    fn open(&mut self, properties: Option<&Object>) {
        let properties = properties.and_then(|given| given.as_dict().ok());
        if let Some(text) = properties.and_then(|given| given.get(b"ActualText").ok()) {
            self.instead = Some(text_string(text));
        }
        let outermost = self.open.is_empty();
        if outermost {
            let number = properties.and_then(|given| given.get(b"MCID").ok());
            self.pieces.push(Piece {
                mcid: number.and_then(|number| number.as_i64().ok()),
                inks: Vec::new(),
            });
        }
        self.open.push(outermost);
    }

    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let (left, top, up) = self.shift.last().expect("a state");
        (x + left, top + y * up)
    }

    fn words(&mut self, operands: &[Object]) {
        let document = &self.pdf.document;
        let fonts = document.get_page_fonts(self.page).expect("fonts");
        let font = fonts.get(&self.font).expect("a known font");
        let encoding = font
            .get_font_encoding(document)
            .expect("letters for glyphs");
        let mut words = String::new();
        let strings = operands.iter().flat_map(|operand| match operand {
            Object::Array(all) => all.iter().collect(),
            one => vec![one],
        });
        for string in strings.filter_map(|part| part.as_str().ok()) {
            words.push_str(&Document::decode_text(&encoding, string).expect("letters"));
        }
        let words = self.instead.take().unwrap_or(words);
        let (x, y) = self.place(self.at.0, self.at.1);
        self.ink(Ink::Words {
            x,
            y,
            size: self.size,
            words,
        });
    }

    fn ink(&mut self, ink: Ink) {
        assert!(
            !self.open.is_empty(),
            "ink that is neither read nor decoration"
        );
        let piece = self.pieces.last_mut().expect("an open mark has a piece");
        piece.inks.push(ink);
    }
}

impl Part {
    /// All words of this part, as they are read.
    pub(crate) fn said(&self) -> String {
        let said = |child: &Child| match child {
            Child::Part(part) => part.said(),
            Child::Words(words) => words.clone(),
        };
        self.children.iter().map(said).collect()
    }

    /// All parts of this role, in order.
    pub(crate) fn all(&self, role: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        if self.role == role {
            found.push(self);
        }
        for child in &self.children {
            if let Child::Part(part) = child {
                found.extend(part.all(role));
            }
        }
        found
    }

    pub(crate) fn fact(&self, key: &str) -> Option<&str> {
        let mut facts = self.facts.iter();
        facts
            .find(|(of, _)| of == key)
            .map(|(_, fact)| fact.as_str())
    }

    /// The tree as text: a line for each part, words after a bar.
    pub(crate) fn outline(&self) -> String {
        let mut text = String::new();
        self.write(0, &mut text);
        text
    }

    fn write(&self, depth: usize, text: &mut String) {
        let indent = "  ".repeat(depth);
        let _ = write!(text, "{indent}{}", self.role);
        for (key, fact) in self.facts.iter().filter(|(key, _)| key != "T") {
            let _ = write!(text, " {key}={fact}");
        }
        text.push('\n');
        for child in &self.children {
            match child {
                Child::Part(part) => part.write(depth + 1, text),
                Child::Words(words) => {
                    let _ = writeln!(text, "{indent}  |{words}");
                }
            }
        }
    }
}

fn numbers(objects: &[Object]) -> Vec<f32> {
    objects
        .iter()
        .filter_map(|object| object.as_float().ok())
        .collect()
}

fn name(object: &Object) -> String {
    let name = object.as_name().expect("a name");
    String::from_utf8(name.to_vec()).expect("a name in ASCII")
}

/// A text string, in UTF-16 if it says so.
pub(crate) fn text_string(object: &Object) -> String {
    let bytes = object.as_str().expect("a string");
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(wide) => {
            let units: Vec<u16> = wide
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).expect("UTF-16")
        }
        None => String::from_utf8(bytes.to_vec()).expect("ASCII"),
    }
}
