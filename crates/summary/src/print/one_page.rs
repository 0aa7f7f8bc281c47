//! The summary: on one page, as large as it fits. Where it does not in the type of our
//! other sheets, it is set in small type; then what one also wants to know runs on in
//! its lines; then less is told of each, and where the rest is. What may hurt is never
//! left out: where that alone fills a page, there are several, and all is told.

use super::{cut, person, said, sheet, today};
use crate::pages::{RESULTS, last};
use edge::Page;
use kernel::Result;
use paper::{Block as Printed, Sheet, Text};
use profile::rules::Heading;
use profile::{Block, LineView};
use sharing::Permit;
use spaces::Face;

/// Lines of a heading, at most; what may hurt has as many as a sheet holds.
const LINES: usize = 20;

/// What a summary tells, in its order.
pub(super) struct Parts {
    /// What may hurt: told whole.
    pub(super) first: Vec<Heading>,
    /// What is going on.
    pub(super) care: Vec<Heading>,
    /// What is in no medical profile.
    pub(super) between: Vec<Beside>,
    /// What one also wants to know.
    pub(super) rest: Vec<Heading>,
    /// The key of the sentence that says what of a record it is.
    pub(super) scope: &'static str,
}

/// What is in no medical profile: its title, its lines, and what is said without any.
pub(super) struct Beside {
    title: String,
    items: Vec<Text>,
    none: String,
}

/// How a summary is set.
struct Way {
    small: bool,
    /// What one also wants to know has no lists.
    runs_on: bool,
    /// Lines of each heading, or of what is beside them.
    first: usize,
    care: usize,
    between: usize,
    rest: usize,
}

/// All of it, in small type.
const SMALL: Way = Way {
    small: true,
    runs_on: false,
    first: usize::MAX,
    care: LINES,
    between: RESULTS,
    rest: LINES,
};

/// Where more stands in a record than any sheet holds.
const LEAST: Way = Way {
    runs_on: true,
    first: LINES,
    care: 7,
    rest: 1,
    between: 2,
    ..SMALL
};

/// The best way first.
const WAYS: [Way; 6] = [
    Way {
        small: false,
        ..SMALL
    },
    SMALL,
    Way {
        runs_on: true,
        rest: 6,
        ..SMALL
    },
    Way {
        runs_on: true,
        rest: 3,
        between: 3,
        ..SMALL
    },
    Way {
        runs_on: true,
        care: 12,
        rest: 2,
        between: 3,
        ..SMALL
    },
    Way {
        first: usize::MAX,
        ..LEAST
    },
];

/// The sheet, set in the first of these ways in which it is one page.
pub(super) fn summary(page: &Page, permit: &Permit, face: &Face, told: &Parts) -> Result<Sheet> {
    let blocks = |headings: &[Heading], most| profile::blocks(page, permit, "", headings, most);
    let (first, care, rest) = (
        blocks(&told.first, usize::MAX)?,
        blocks(&told.care, LINES)?,
        blocks(&told.rest, LINES)?,
    );
    let set = |way: &Way| {
        let mut printed = way.begins(page, permit, face, told.scope);
        let mut silent = Vec::new();
        let mut fill =
            |printed: &mut Vec<Printed>, blocks: &[Block], most: usize, runs_on: bool| {
                for block in blocks {
                    match block.lines.is_empty() && !block.nothing {
                        true => silent.push(block.title.clone()),
                        false if runs_on => printed.push(running(page, block, most)),
                        false => printed.extend(heading(page, block, most)),
                    }
                }
            };
        fill(&mut printed, &first, way.first, false);
        fill(&mut printed, &care, way.care, false);
        for beside in &told.between {
            printed.extend(beside.told(page, way.between));
        }
        fill(&mut printed, &rest, way.rest, way.runs_on);
        if !silent.is_empty() {
            let words = format!("{} {}.", page.t("summary-silent"), silent.join(", "));
            printed.push(Printed::Paragraph(words.into()));
        }
        if way.small {
            printed = vec![Printed::Small(printed)];
        }
        sheet(page, permit, printed, "summary-print-foot")
    };
    for way in &WAYS {
        let sheet = set(way);
        if paper::page_count(&sheet).is_ok_and(|pages| pages == 1) {
            return Ok(sheet);
        }
    }
    let whole = set(&SMALL);
    Ok(match paper::page_count(&whole) {
        Ok(_) => whole,
        Err(_) => set(&LEAST),
    })
}

impl Way {
    /// Whose summary it is, and what of their record it tells.
    fn begins(&self, page: &Page, permit: &Permit, face: &Face, scope: &str) -> Vec<Printed> {
        let rows = person(page, face, today(permit));
        let whose = match self.small {
            true => {
                let facts = rows.iter();
                let facts = facts.map(|row| colon(page, &row.label, &row.values.join(", ")));
                // Each stays on its line.
                let facts = facts.map(|fact| fact.replace(' ', "\u{a0}"));
                let facts: Vec<String> = facts.collect();
                Printed::Paragraph(Text::strong(facts.join(" — ")))
            }
            false => Printed::Table(rows),
        };
        vec![whose, Printed::Paragraph(page.t(scope).into())]
    }
}

impl Beside {
    fn told(&self, page: &Page, most: usize) -> Vec<Printed> {
        let mut printed = vec![Printed::Heading(self.title.clone())];
        if self.items.is_empty() {
            printed.push(Printed::Paragraph(self.none.clone().into()));
            return printed;
        }
        let items = self.items.iter().take(most).cloned();
        printed.push(Printed::List(items.collect()));
        let more = self.items.len().saturating_sub(most);
        printed.extend(elsewhere(page, more).map(|words| Printed::Paragraph(words.into())));
        printed
    }
}

/// What something is called, and what it is, as the language writes it.
fn colon(page: &Page, what: &str, value: &str) -> String {
    page.ta("profile-colon", &[("what", what), ("value", value)])
}

/// That there is more, and where, if there is.
fn elsewhere(page: &Page, more: usize) -> Option<String> {
    (more > 0).then(|| page.t1("summary-print-more", "count", more))
}

/// A heading with its lines: what is serious first.
fn heading(page: &Page, block: &Block, most: usize) -> Vec<Printed> {
    let mut printed = vec![Printed::Heading(block.title.clone())];
    if block.lines.is_empty() {
        printed.push(Printed::Paragraph(block.empty.clone().into()));
        return printed;
    }
    let (serious, rest): (Vec<&LineView>, Vec<&LineView>) =
        block.lines.iter().partition(|line| line.serious);
    let room = most.saturating_sub(serious.len());
    let more = block.more + block.lines.len().saturating_sub(most);
    for line in serious.into_iter().take(most) {
        printed.push(Printed::Note(said(page, line)));
    }
    if !rest.is_empty() && room > 0 {
        let items = rest.into_iter().take(room).map(|line| said(page, line));
        printed.push(Printed::List(items.collect()));
    }
    printed.extend(elsewhere(page, more).map(|words| Printed::Paragraph(words.into())));
    printed
}

/// A heading and its lines in one paragraph.
fn running(page: &Page, block: &Block, most: usize) -> Printed {
    let mut told: Vec<Text> = match block.lines.is_empty() {
        true => vec![block.empty.clone().into()],
        false => {
            let lines = block.lines.iter().take(most);
            lines.map(|line| said(page, line)).collect()
        }
    };
    let more = block.more + block.lines.len().saturating_sub(most);
    told.extend(elsewhere(page, more).map(Text::plain));
    let title = Text::strong(colon(page, &block.title, ""));
    let words = told
        .into_iter()
        .enumerate()
        .fold(title, |words, (n, more)| {
            let words = match n {
                0 => words,
                _ => words.then(Text::plain(" ; ")),
            };
            words.then(more)
        });
    Printed::Paragraph(words)
}

/// The last results, with what was found before.
pub(super) fn results_of(page: &Page, permit: &Permit, face: &Face) -> Result<Beside> {
    let all = results::latest(page, permit, face, "", RESULTS)?;
    let items = all.iter().map(|one| {
        let mut words = format!("{} {}", one.name, one.value);
        for more in [Some(&one.words), one.before.as_ref()]
            .into_iter()
            .flatten()
        {
            if !more.is_empty() {
                words.push_str(&format!(" ({more})"));
            }
        }
        Text::plain(format!("{} — {}", cut(&words), one.day))
    });
    Ok(Beside {
        title: page.t("summary-results"),
        items: items.collect(),
        none: page.t("summary-no-results"),
    })
}

/// The last documents: what each is called, when it was, and who wrote it.
pub(super) fn documents_of(
    page: &Page,
    permit: &Permit,
    face: &Face,
    profession: &str,
) -> Result<Beside> {
    let last = last(permit, profession)?;
    let rows = documents::professional_rows(page, &last, face);
    let items = rows.iter().map(|row| {
        let mut words = cut(&row.title);
        if row.doubtful {
            words.push_str(&format!(" ({})", page.t("documents-doubtful")));
        }
        Text::plain(format!("{words} — {} — {}", row.day, row.author))
    });
    Ok(Beside {
        title: page.t("summary-documents"),
        items: items.collect(),
        none: page.t("summary-no-documents"),
    })
}
