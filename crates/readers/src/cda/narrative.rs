//! The text for people, from the markup of HL7's narrative block to our own.
//!
//! What is not in the list below has no meaning here: it is dropped to its
//! words, so that none is lost, and its attributes are not read.

use super::context::Context;
use super::tree::{attr, is_blank, is_ours, stands_apart, straight, words};
use super::{Block, Cell, Footnote, Inline, Row, Run, Style, Table};
use roxmltree::Node;

/// No honest table has more columns or rows in one cell.
const SPAN_MAX: u16 = 1000;

type Element<'a, 'input> = Node<'a, 'input>;

/// The footnotes of the document, in order.
pub(super) fn footnotes<'a, 'input>(root: Element<'a, 'input>) -> Vec<Element<'a, 'input>> {
    let notes = root.descendants();
    notes
        .filter(|node| super::tree::is(*node, "footnote"))
        .collect()
}

/// What a footnote says.
pub(super) fn footnote(context: &Context<'_, '_>, node: Element<'_, '_>) -> Footnote {
    Footnote {
        content: blocks(context, node),
    }
}

/// What an element of the text contains.
pub(super) fn blocks(context: &Context<'_, '_>, node: Element<'_, '_>) -> Vec<Block> {
    styled_blocks(context, node, Style::default())
}

/// The same, in a style.
fn styled_blocks(context: &Context<'_, '_>, node: Element<'_, '_>, style: Style) -> Vec<Block> {
    let mut flow = Flow::new(context);
    flow.inside(node, style);
    flow.finish()
}

/// What an element that holds one line contains: one with lists or tables in
/// it is taken for its words.
fn line(context: &Context<'_, '_>, node: Element<'_, '_>) -> Vec<Inline> {
    let mut all = Vec::new();
    for block in blocks(context, node) {
        let Block::Paragraph(inlines) = block else {
            let text = words(node);
            let style = Style::default();
            return vec![Inline::Run(Run { text, style })];
        };
        if !all.is_empty() {
            all.push(Inline::Break);
        }
        all.extend(inlines);
    }
    all
}

/// A line in the making: blanks become single, none at either end.
#[derive(Default)]
struct Line {
    pieces: Vec<Inline>,
    blank: bool,
}

impl Line {
    fn text(&mut self, raw: &str, style: Style) {
        for word in raw.split_inclusive(is_blank) {
            let bare = word.trim_end_matches(is_blank);
            if !bare.is_empty() {
                self.word(bare, style);
            }
            self.blank |= bare.len() < word.len();
        }
    }

    fn word(&mut self, word: &str, style: Style) {
        let apart = self.take_blank();
        if let Some(Inline::Run(run)) = self.pieces.last_mut() {
            if run.style == style {
                if apart {
                    run.text.push(' ');
                }
                run.text.push_str(word);
                return;
            }
            if apart {
                run.text.push(' ');
            }
            let text = word.to_owned();
            self.pieces.push(Inline::Run(Run { text, style }));
            return;
        }
        let blank = if apart { " " } else { "" };
        let text = format!("{blank}{word}");
        self.pieces.push(Inline::Run(Run { text, style }));
    }

    /// Whether what comes next is set apart from what is there.
    fn take_blank(&mut self) -> bool {
        let blank = std::mem::take(&mut self.blank);
        blank && !matches!(self.pieces.last(), None | Some(Inline::Break))
    }

    fn piece(&mut self, piece: Inline) {
        if self.take_blank()
            && piece != Inline::Break
            && let Some(Inline::Run(run)) = self.pieces.last_mut()
        {
            run.text.push(' ');
        }
        self.pieces.push(piece);
    }

    /// The line, without breaks at its ends.
    fn finish(&mut self) -> Vec<Inline> {
        let mut pieces = std::mem::take(&mut self.pieces);
        self.blank = false;
        while pieces.last() == Some(&Inline::Break) {
            pieces.pop();
        }
        let breaks = pieces.iter().take_while(|piece| **piece == Inline::Break);
        pieces.drain(..breaks.count());
        pieces
    }
}

/// Mixed content in the making: lines, and blocks between them.
struct Flow<'c, 'a, 'input> {
    context: &'c Context<'a, 'input>,
    done: Vec<Block>,
    line: Line,
}

impl<'c, 'a, 'input> Flow<'c, 'a, 'input> {
    fn new(context: &'c Context<'a, 'input>) -> Self {
        Self {
            context,
            done: Vec::new(),
            line: Line::default(),
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_line();
        self.done
    }

    fn end_line(&mut self) {
        let pieces = self.line.finish();
        if !pieces.is_empty() {
            self.done.push(Block::Paragraph(pieces));
        }
    }

    fn block(&mut self, block: Block) {
        self.end_line();
        self.done.push(block);
    }

    fn inside(&mut self, node: Element<'_, '_>, style: Style) {
        for child in node.children() {
            if child.is_text() {
                self.line
                    .text(&straight(child.text().unwrap_or_default()), style);
            } else if is_ours(child) {
                self.element(child, style);
            } else if child.is_element() {
                self.inside(child, style);
            }
        }
    }

    fn element(&mut self, node: Element<'_, '_>, style: Style) {
        match node.tag_name().name() {
            "content" => self.inside(node, styled(node, style)),
            "sub" => self.inside(node, Style { sub: true, ..style }),
            "sup" => self.inside(node, Style { sup: true, ..style }),
            "br" => self.line.piece(Inline::Break),
            "linkHtml" => self.link(node, style),
            "paragraph" => {
                self.end_line();
                self.inside(node, styled(node, style));
                self.end_line();
            }
            "caption" => {
                let style = Style {
                    bold: true,
                    ..styled(node, style)
                };
                self.inside(node, style);
                self.end_line();
            }
            "list" => {
                let list = self.list(node);
                self.block(list);
            }
            "table" => {
                let table = self.table(node);
                self.block(Block::Table(table));
            }
            "renderMultiMedia" => self.media(node, style),
            "footnote" => {
                if let Some(number) = self.context.note(node.id()) {
                    self.line.piece(Inline::Note(number));
                }
            }
            "footnoteRef" => {
                let id = node.attribute("IDREF").unwrap_or_default();
                if let Some(number) = self.context.note_named(id) {
                    self.line.piece(Inline::Note(number));
                }
                self.inside(node, style);
            }
            name => {
                self.line.blank |= stands_apart(name);
                self.inside(node, style);
                self.line.blank |= stands_apart(name);
            }
        }
    }

    /// An address is words: there is nothing to follow.
    fn link(&mut self, node: Element<'_, '_>, style: Style) {
        self.inside(node, style);
        let Some(address) = attr(node, "href") else {
            return;
        };
        let known = ["https://", "http://", "mailto:"];
        let Some(bare) = known.iter().find_map(|start| address.strip_prefix(start)) else {
            return;
        };
        let words = words(node);
        let is_said = words.contains(bare) || (!words.is_empty() && bare.contains(&words));
        if !is_said {
            self.line.blank = true;
            self.line.word(&format!("({address})"), style);
        }
    }

    fn media(&mut self, node: Element<'_, '_>, style: Style) {
        let named = node.attribute("referencedObject").unwrap_or_default();
        // IDREFS: several may be named.
        let mut shown = false;
        for reference in named
            .split(is_blank)
            .filter(|name| !name.is_empty())
            .take(16)
        {
            shown = true;
            let place = self.context.shown(reference);
            self.line
                .piece(place.map_or(Inline::Missing, Inline::Media));
        }
        if !shown {
            self.line.piece(Inline::Missing);
        }
        self.inside(node, style);
    }

    fn list(&self, node: Element<'_, '_>) -> Block {
        let mut caption = Vec::new();
        let mut items = Vec::new();
        for child in node.children().filter(says_something) {
            match name(child) {
                "caption" => caption.extend(line(self.context, child)),
                "item" => items.push(self.cell(child, false)),
                _ => items.push(self.stray(child)),
            }
        }
        Block::List {
            ordered: node
                .attribute("listType")
                .is_some_and(|kind| kind == "ordered"),
            caption,
            items,
        }
    }

    fn table(&self, node: Element<'_, '_>) -> Table {
        let mut table = Table::default();
        for child in node.children().filter(says_something) {
            match name(child) {
                "caption" => table.caption.extend(line(self.context, child)),
                "thead" => self.rows(child, &mut table.head),
                "tfoot" => self.rows(child, &mut table.foot),
                "tbody" => self.rows(child, &mut table.body),
                _ => self.row(child, &mut table.body),
            }
        }
        table
    }

    fn rows(&self, node: Element<'_, '_>, rows: &mut Vec<Row>) {
        for child in node.children().filter(says_something) {
            self.row(child, rows);
        }
    }

    fn row(&self, node: Element<'_, '_>, rows: &mut Vec<Row>) {
        let cells = match name(node) {
            "tr" => {
                let cells = node.children().filter(says_something);
                cells
                    .map(|cell| match name(cell) {
                        "th" => self.cell(cell, true),
                        "td" => self.cell(cell, false),
                        _ => self.stray(cell),
                    })
                    .collect()
            }
            "col" | "colgroup" => return,
            _ => vec![self.stray(node)],
        };
        rows.push(Row { cells });
    }

    fn cell(&self, node: Element<'_, '_>, header: bool) -> Cell {
        Cell {
            header,
            columns: span(node, "colspan"),
            rows: span(node, "rowspan"),
            content: styled_blocks(self.context, node, styled(node, Style::default())),
        }
    }

    /// Words where none should stand.
    fn stray(&self, node: Element<'_, '_>) -> Cell {
        let mut flow = Flow::new(self.context);
        match node.is_text() {
            true => flow
                .line
                .text(&straight(node.text().unwrap_or_default()), Style::default()),
            false if is_ours(node) => flow.element(node, Style::default()),
            false => flow.inside(node, Style::default()),
        }
        Cell {
            header: false,
            columns: 1,
            rows: 1,
            content: flow.finish(),
        }
    }
}

/// The name of one of our elements; of anything else, nothing.
fn name<'a>(node: Element<'a, '_>) -> &'a str {
    match is_ours(node) {
        true => node.tag_name().name(),
        false => "",
    }
}

/// An element, or words.
fn says_something(node: &Element<'_, '_>) -> bool {
    let text = node.text().filter(|_| node.is_text());
    node.is_element() || text.is_some_and(|text| !text.chars().all(is_blank))
}

fn span(node: Element<'_, '_>, name: &str) -> u16 {
    let written = node
        .attribute(name)
        .and_then(|text| text.trim().parse().ok());
    written.unwrap_or(1_u16).clamp(1, SPAN_MAX)
}

/// The style codes of HL7 (CDA R2, 4.3.5.11), and what was changed.
fn styled(node: Element<'_, '_>, outside: Style) -> Style {
    let mut style = outside;
    let codes = node.attribute("styleCode").unwrap_or_default();
    for code in codes.split(is_blank) {
        match code.to_ascii_lowercase().as_str() {
            "bold" => style.bold = true,
            "italics" | "italic" | "emphasis" => style.italic = true,
            "bolditalics" => (style.bold, style.italic) = (true, true),
            "underline" => style.underline = true,
            _ => {}
        }
    }
    match node.attribute("revised") {
        Some("delete") => style.deleted = true,
        Some("insert") => style.inserted = true,
        _ => {}
    }
    style
}
