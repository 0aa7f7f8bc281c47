//! What a sheet says: its words and their order, not how it looks.
//!
//! None of these can be printed for debugging, but by the tests of this crate:
//! they hold names, addresses and codes.

use kernel::Lang;

/// One letter, receipt or notice.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Sheet {
    /// The language of its words.
    pub lang: Lang,
    /// What it is about: its title, and its bookmark. No name of a person, for
    /// it also stands in the facts about the file.
    pub title: String,
    /// Who writes, line by line, the name first.
    pub sender: Vec<String>,
    /// The address that the window of the envelope shows, one to seven lines;
    /// none for what is not posted.
    pub recipient: Option<Vec<String>>,
    /// Where and when it was written.
    pub place_and_date: String,
    /// The reference to quote, with its label. It tells the letters of a batch
    /// apart in the bookmarks.
    pub reference: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// The small print below every page; it is read aloud once.
    pub foot: Option<String>,
}

impl Sheet {
    /// How many signs it says.
    pub(crate) fn char_count(&self) -> usize {
        let options = [&self.reference, &self.foot].into_iter().flatten();
        let address = self.sender.iter().chain(self.recipient.iter().flatten());
        let lines = [&self.title, &self.place_and_date].into_iter();
        let lines = lines.chain(options).chain(address);
        let blocks = self.blocks.iter().map(Block::char_count);
        lines.map(|line| line.chars().count()).chain(blocks).sum()
    }
}

/// A piece of a sheet.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub enum Block {
    /// A title within the sheet.
    Heading(String),
    /// A paragraph.
    Paragraph(Text),
    /// A list with bullets.
    List(Vec<Text>),
    /// A list of steps, numbered from 1.
    Steps(Vec<Text>),
    /// A code to type.
    Code(Code),
    /// Two ways that are open, side by side: same size, same look, in the
    /// order of the alphabet, so that the sheet favours neither.
    Choices([Choice; 2]),
    /// An address of the web, as a QR code and in letters.
    Link(Link),
    /// Facts, each with its label.
    Table(Vec<Row>),
    /// A paragraph that stands out, with a bar beside it.
    Note(Text),
    /// A card to cut out and fold into a wallet.
    Pocket(Pocket),
    /// These in small type, close together: headings, paragraphs, lists, tables and
    /// notes, where one page must hold much. Whatever else looks as it always does.
    Small(Vec<Self>),
    /// What follows begins on a new page: the back of a letter.
    NewPage,
}

impl Block {
    fn char_count(&self) -> usize {
        let texts = |texts: &[Text]| texts.iter().map(Text::char_count).sum::<usize>();
        match self {
            Self::Heading(title) => title.chars().count(),
            Self::Paragraph(text) | Self::Note(text) => text.char_count(),
            Self::List(items) | Self::Steps(items) => texts(items),
            Self::Code(code) => code.label.chars().count(),
            Self::Choices(both) => {
                let count = |choice: &Choice| {
                    let caption = choice
                        .link
                        .as_ref()
                        .map_or(0, |link| link.caption.char_count());
                    choice.title.chars().count() + texts(&choice.text) + caption
                };
                both.iter().map(count).sum()
            }
            Self::Link(link) => link.caption.char_count(),
            Self::Table(rows) => rows
                .iter()
                .flat_map(|row| row.values.iter().chain([&row.label]))
                .map(|words| words.chars().count())
                .sum(),
            Self::Pocket(pocket) => {
                let lines = pocket.parts.iter();
                let lines = lines.map(|part| part.label.chars().count() + texts(&part.lines));
                let link = pocket.link.as_ref();
                let link = link.map_or(0, |link| link.caption.char_count());
                pocket.title.chars().count()
                    + pocket.call.char_count()
                    + link
                    + lines.sum::<usize>()
            }
            Self::Small(blocks) => blocks.iter().map(Self::char_count).sum(),
            Self::NewPage => 0,
        }
    }
}

/// A code to type, in the groups in which people read it.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Code {
    /// What the code is.
    pub label: String,
    /// Letters without accents and digits, one to six in a group.
    pub groups: [String; 3],
}

impl Code {
    /// How it is read aloud: sign by sign, with a pause between the groups.
    pub(crate) fn spoken(&self) -> String {
        let spell = |group: &String| {
            let signs: Vec<String> = group.chars().map(String::from).collect();
            signs.join(" ")
        };
        self.groups.iter().map(spell).collect::<Vec<_>>().join(", ")
    }
}

/// One of two ways that are open.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Choice {
    /// What one may do.
    pub title: String,
    /// What it means and how it is done.
    pub text: Vec<Text>,
    /// Where it is done; both choices have one, or neither.
    pub link: Option<Link>,
}

/// An address of the web.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Link {
    /// The whole address, with `https://`, in ASCII. On this very machine, for
    /// a demonstration, also `http://localhost` and `http://127.0.0.1`.
    pub url: String,
    /// What is found there.
    pub caption: Text,
}

impl Link {
    /// The address as people write it.
    pub(crate) fn shown(&self) -> &str {
        let bare = self
            .url
            .split_once("://")
            .map_or(self.url.as_str(), |(_, bare)| bare);
        bare.strip_suffix('/').unwrap_or(bare)
    }
}

/// A card of A6 to cut out, in small type; what does not fit on one is on the next.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Pocket {
    /// What it is.
    pub title: String,
    /// What to do first.
    pub call: Text,
    /// What it says.
    pub parts: Vec<Part>,
    /// Where the same is found on the web.
    pub link: Option<Link>,
}

/// A part of a card: what it is about, and what is said.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Part {
    /// What it is about.
    pub label: String,
    /// What is said, each on lines of its own.
    pub lines: Vec<Text>,
}

/// One fact of a table.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub struct Row {
    /// What it is.
    pub label: String,
    /// The fact, or several, each on its own line.
    pub values: Vec<String>,
}

/// Words, some of them strong. Spaces and line ends count as one space;
/// U+00A0 and the other spaces that must not break do not.
#[derive(Clone, Default)]
#[cfg_attr(test, derive(Debug))]
pub struct Text(pub(crate) Vec<Span>);

/// Words in one voice.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Span {
    pub(crate) words: String,
    pub(crate) strong: bool,
}

impl Text {
    /// Words without emphasis, whatever signs they hold.
    pub fn plain(words: impl Into<String>) -> Self {
        Self(vec![Span {
            words: words.into(),
            strong: false,
        }])
    }

    /// Strong words, whatever signs they hold.
    pub fn strong(words: impl Into<String>) -> Self {
        Self(vec![Span {
            words: words.into(),
            strong: true,
        }])
    }

    /// A sentence whose strong words stand between pairs of stars:
    /// `Il est valable **jusqu'au 12 juin**.` Stars without their pair are
    /// stars. For our own sentences; what a person wrote is [`Text::plain`].
    pub fn marked(sentence: &str) -> Self {
        let parts: Vec<&str> = sentence.split("**").collect();
        let paired = parts.len() - (parts.len() + 1) % 2;
        let mut spans: Vec<Span> = Vec::new();
        for (place, part) in parts[..paired].iter().enumerate() {
            if !part.is_empty() {
                spans.push(Span {
                    words: (*part).to_owned(),
                    strong: place % 2 == 1,
                });
            }
        }
        if let Some(rest) = parts.get(paired) {
            spans.push(Span {
                words: format!("**{rest}"),
                strong: false,
            });
        }
        Self(spans)
    }

    /// These words, and others after them.
    #[must_use]
    pub fn then(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }

    pub(crate) fn char_count(&self) -> usize {
        self.0.iter().map(|span| span.words.chars().count()).sum()
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::plain(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::plain(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(sentence: &str) -> Vec<(String, bool)> {
        let spans = Text::marked(sentence).0.into_iter();
        spans.map(|span| (span.words, span.strong)).collect()
    }

    #[test]
    fn pairs_of_stars_make_words_strong() {
        let strong = |words: &str| (words.to_owned(), true);
        let weak = |words: &str| (words.to_owned(), false);
        assert_eq!(marked("rien"), [weak("rien")]);
        assert_eq!(marked("a **b** c"), [weak("a "), strong("b"), weak(" c")]);
        assert_eq!(marked("**tout**"), [strong("tout")]);
        assert_eq!(marked("a ** b"), [weak("a "), weak("** b")]);
        assert_eq!(
            marked("**a** b **c"),
            [strong("a"), weak(" b "), weak("**c")]
        );
        assert!(marked("").is_empty());
    }

    #[test]
    fn a_code_is_spelt_with_a_pause_between_its_groups() {
        let code = Code {
            label: "Code".into(),
            groups: ["K7Q4".into(), "M2X9".into(), "T0AB".into()],
        };
        assert_eq!(code.spoken(), "K 7 Q 4, M 2 X 9, T 0 A B");
    }

    #[test]
    fn an_address_is_shown_as_people_write_it() {
        let shown = |url: &str| {
            let link = Link {
                url: url.into(),
                caption: Text::default(),
            };
            link.shown().to_owned()
        };
        assert_eq!(
            shown("https://carnet.example/activer"),
            "carnet.example/activer"
        );
        assert_eq!(shown("https://carnet.example/"), "carnet.example");
    }
}
