//! Whatever a sheet says, it is refused or it stays on its pages.

use crate::a4;
use crate::pieces::{Ink, Mark, Role};
use crate::typeface::{ASCENT, DESCENT};
use crate::{Block, Choice, Code, Link, Part, Pocket, Row, Sheet, Text, lay, pdf};
use kernel::{Kind, Lang, Timestamp};
use proptest::prelude::*;

/// Words as letters have them, and some that they should not have.
fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "[a-zéèàçœ]{1,12}",
        2 => "[A-ZÉŁĐ][a-zíöặ]{1,14}(-[A-Z][a-z]{2,9})?",
        1 => "[0-9]{1,4}\u{a0}(€|%|h|:|\\?|»)",
        1 => "(«\u{a0}|l’|qu’)[a-z]{3,9}",
        1 => "\\PC{1,5}",
        1 => "[A-Z]{30,90}",
    ];
    prop::collection::vec(word, count).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = Text> {
    (words(1..25), words(1..25)).prop_map(|(a, b)| Text::marked(&format!("{a} **{b}**")))
}

fn link() -> impl Strategy<Value = Link> {
    let url = "https://[a-z]{1,20}\\.[a-z]{2,3}(/[a-zA-Z0-9?=&-]{0,60}){0,2}";
    (url, text()).prop_map(|(url, caption)| Link { url, caption })
}

fn choices() -> impl Strategy<Value = Block> {
    let links = prop::option::of((link(), link()));
    ((words(1..5), words(1..5)), (text(), text()), links).prop_map(|(titles, texts, links)| {
        let (first, second) = links.unzip();
        let choice = |title, text, link| Choice {
            title,
            text: vec![text],
            link,
        };
        Block::Choices([
            choice(titles.0, texts.0, first),
            choice(titles.1, texts.1, second),
        ])
    })
}

fn pocket() -> impl Strategy<Value = Block> {
    let part = (words(1..5), prop::collection::vec(text(), 1..4));
    let part = part.prop_map(|(label, lines)| Part { label, lines });
    let parts = prop::collection::vec(part, 1..9);
    let link = prop::option::of(link());
    (words(1..4), text(), parts, link).prop_map(|(title, call, parts, link)| {
        Block::Pocket(Pocket {
            title,
            call,
            parts,
            link,
        })
    })
}

fn block() -> impl Strategy<Value = Block> {
    let row = (words(1..5), prop::collection::vec(words(1..8), 1..4));
    let row = row.prop_map(|(label, values)| Row { label, values });
    let group = "[A-Z0-9]{1,6}";
    prop_oneof![
        words(1..8).prop_map(Block::Heading),
        text().prop_map(Block::Paragraph),
        text().prop_map(Block::Note),
        prop::collection::vec(text(), 1..5).prop_map(Block::List),
        prop::collection::vec(text(), 1..12).prop_map(Block::Steps),
        (words(1..5), [group, group, group])
            .prop_map(|(label, groups)| Block::Code(Code { label, groups })),
        choices(),
        link().prop_map(Block::Link),
        prop::collection::vec(row, 1..5).prop_map(Block::Table),
        pocket(),
        (words(1..8), prop::collection::vec(text(), 1..5)).prop_map(|(title, items)| {
            Block::Small(vec![Block::Heading(title), Block::List(items)])
        }),
        Just(Block::NewPage),
    ]
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let address = || prop::collection::vec("[A-Z0-9][a-zéŁ ’-]{0,50}", 1..8);
    (
        (any::<bool>(), words(1..5), address()),
        prop::option::of(address()),
        (
            words(1..5),
            prop::option::of(words(1..5)),
            prop::option::of("[a-z é]{1,90}"),
        ),
        prop::collection::vec(block(), 1..7),
    )
        .prop_map(
            |((french, title, sender), recipient, (date, reference, foot), blocks)| Sheet {
                lang: if french { Lang::Fr } else { Lang::En },
                title,
                sender,
                recipient,
                place_and_date: date,
                reference,
                blocks,
                foot: foot.map(|foot| format!("{foot}.")),
            },
        )
}

/// Left, top, right and bottom of the ink.
fn extent(mark: &Mark) -> [f32; 4] {
    let (x, y) = (mark.x, mark.y);
    match &mark.ink {
        Ink::Words { run, size, .. } => [x, y - ASCENT * size, x + run.width, y + DESCENT * size],
        Ink::Panel { width, height, .. } => [x, y, x + width, y + height],
        Ink::Square { side, .. } => [x, y, x + side, y + side],
    }
}

/// A sheet that cannot be printed is no failure, as long as it says so.
fn is_refused_kindly(kind: Kind) -> bool {
    matches!(kind, Kind::Invalid | Kind::Fault)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_ink_leaves_the_margins(sheet in sheet()) {
        let Ok(laid) = lay(&sheet) else { return Ok(()) };
        for page in &laid.pages {
            for mark in page {
                let [left, top, right, bottom] = extent(mark);
                let fold = matches!(mark.role, Role::Silent(_)) && right < a4::LEFT;
                prop_assert!(left > a4::LEFT - 0.1 || fold, "{left}");
                let in_window = top > a4::WINDOW_TOP && bottom < a4::WINDOW_BOTTOM;
                let margin = if in_window {
                    a4::WINDOW_RIGHT - a4::WINDOW_MARGIN
                } else {
                    a4::LEFT + a4::MEASURE
                };
                prop_assert!(right < margin + 0.1, "{right}");
                prop_assert!(top > a4::SENDER_TOP - 5.0, "{top}");
                prop_assert!(bottom < a4::FOOT_BOTTOM + 0.1, "{bottom}");
            }
        }
    }

    #[test]
    fn what_is_read_never_lies_over_the_foot(sheet in sheet()) {
        let Ok(laid) = lay(&sheet) else { return Ok(()) };
        for (number, page) in laid.pages.iter().enumerate() {
            let rule = page.iter().rev().find_map(|mark| match mark.ink {
                Ink::Panel { width, .. } if width == a4::MEASURE => Some(mark.y),
                _ => None,
            });
            let rule = rule.expect("a line above the foot");
            let is_last = number + 1 == laid.pages.len();
            for mark in page.iter().filter(|mark| matches!(mark.role, Role::Leaf(_))) {
                let [_, top, _, bottom] = extent(mark);
                prop_assert!(bottom < rule + 0.1 || (is_last && top > rule - 0.1));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_sheet_becomes_a_file_or_is_refused(sheet in sheet()) {
        match pdf(&[sheet], Timestamp::from_millis(0)) {
            Ok(file) => prop_assert!(file.starts_with(b"%PDF-1.7")),
            Err(error) => {
                prop_assert!(is_refused_kindly(error.kind()));
                prop_assert!(!error.log_text().contains("does not keep"), "{}", error);
            }
        }
    }
}
