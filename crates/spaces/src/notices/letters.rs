//! The letter with a code: refusing stands as large as activating, and the back
//! says it again in easy words. And letters of a few words.

use super::{Addressee, CodeNotice, FUND_LANG, Occasion, Sender, say};
use kernel::{Lang, Timestamp};
use paper::{Block, Choice, Code, Link, Sheet, Text};

pub(super) fn with_code(sender: &Sender, notice: &CodeNotice<'_>) -> Sheet {
    let lang = FUND_LANG;
    let title = match notice.occasion {
        Occasion::First => "letter-code-title",
        Occasion::Again => "letter-again-title",
    };
    Sheet {
        lang,
        title: say(lang, title, &[]),
        sender: Sender::sender_lines(lang),
        recipient: Some(notice.to.lines()),
        place_and_date: Sender::date_line(lang, notice.at),
        reference: Some(say(
            lang,
            "notice-reference",
            &[("number", notice.reference)],
        )),
        blocks: [front(sender, notice, lang), back(sender, lang)].concat(),
        foot: Some(say(lang, "notice-foot", &[])),
    }
}

pub(super) fn plain(to: &Addressee, subject: &str, text: &str, at: Timestamp) -> Sheet {
    let lang = FUND_LANG;
    let paragraphs = text.split("\n\n").map(|part| {
        let lines: Vec<&str> = part.lines().map(str::trim).collect();
        Block::Paragraph(lines.join(" ").into())
    });
    Sheet {
        lang,
        title: subject.to_owned(),
        sender: Sender::sender_lines(lang),
        recipient: Some(to.lines()),
        place_and_date: Sender::date_line(lang, at),
        reference: None,
        blocks: paragraphs.collect(),
        foot: Some(say(lang, "notice-foot", &[])),
    }
}

fn front(sender: &Sender, notice: &CodeNotice<'_>, lang: Lang) -> Vec<Block> {
    let deadline = edge::day(lang, notice.until.in_paris().date());
    let about = [
        ("name", notice.to.name.as_str()),
        ("deadline", deadline.as_str()),
    ];
    let marked = |key: &str| Block::Paragraph(Text::marked(&say(lang, key, &about)));
    let (lead, last) = match notice.occasion {
        Occasion::First => ("letter-code-lead", "letter-code-silence"),
        Occasion::Again => ("letter-again-lead", "letter-again-not-you"),
    };
    vec![
        marked(lead),
        Block::Code(Code {
            label: say(lang, "letter-code-label", &[]),
            groups: groups(&notice.code.in_groups()),
        }),
        // In the order of the alphabet of their addresses: neither is favoured.
        Block::Choices([
            choice(sender, lang, "activate", "/activer"),
            choice(sender, lang, "object", "/opposition"),
        ]),
        marked("letter-code-phone"),
        marked(last),
    ]
}

fn groups(code: &str) -> [String; 3] {
    let mut parts = code.split('-').map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

fn choice(sender: &Sender, lang: Lang, name: &str, path: &str) -> Choice {
    let key = |rest: &str| say(lang, &format!("letter-code-{name}{rest}"), &[]);
    Choice {
        title: key(""),
        text: vec![key("-text").into()],
        link: Some(Link {
            url: format!("{}{path}", sender.origin),
            caption: key("-link").into(),
        }),
    }
}

fn back(sender: &Sender, lang: Lang) -> Vec<Block> {
    let site = [("site", sender.site())];
    let marked = |key: &str| Text::marked(&say(lang, key, &site));
    let title = |key: &str| Block::Heading(say(lang, key, &[]));
    vec![
        Block::NewPage,
        title("letter-easy-title"),
        Block::Paragraph(marked("letter-easy-1")),
        Block::Paragraph(marked("letter-easy-2")),
        title("letter-easy-how"),
        Block::Steps(
            [
                "letter-easy-step-1",
                "letter-easy-step-2",
                "letter-easy-step-3",
                "letter-easy-step-4",
            ]
            .map(marked)
            .to_vec(),
        ),
        title("letter-easy-help"),
        Block::List(
            ["letter-easy-help-1", "letter-easy-help-2"]
                .map(marked)
                .to_vec(),
        ),
        Block::Note(marked("letter-easy-warn")),
    ]
}
