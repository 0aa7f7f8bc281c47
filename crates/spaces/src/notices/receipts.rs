//! The receipt of a decision: its number, when, by what way, for whom, and how
//! to go back on it.

use super::{Addressee, Sender, posted, say};
use crate::actions::Decision;
use crate::rules::life::How;
use kernel::{Lang, Timestamp};
use paper::{Block, Link, Row, Sheet, Text};
use post::Message;

/// What a receipt is about.
pub(crate) struct Receipted<'a> {
    pub what: Decision,
    pub number: &'a str,
    pub at: Timestamp,
    pub how: How,
    pub names: &'a [String],
    /// Since when what a refusal ended was open, if it was.
    pub opened_at: Option<Timestamp>,
}

pub(crate) fn receipt(sender: &Sender, lang: Lang, of: &Receipted<'_>) -> Sheet {
    let (name, back) = match of.what {
        Decision::Refused => ("refused", "receipt-back-text"),
        Decision::Archived | Decision::Deleted => ("closed", "receipt-back-closed"),
        Decision::Reopened => ("reopened", "receipt-back-text"),
        Decision::Opened => ("opened", "receipt-back-opened"),
    };
    let row = |key: &str, values: Vec<String>| Row {
        label: say(lang, key, &[]),
        values,
    };
    let prefix = match lang {
        Lang::Fr => "",
        Lang::En => "/en",
    };
    let opened = of.opened_at.map(|from| {
        let (from, to) = (edge::moment(lang, from), edge::moment(lang, of.at));
        let said = [("from", from.as_str()), ("to", to.as_str())];
        Block::Paragraph(say(lang, "receipt-refused-opened", &said).into())
    });
    let mut blocks = vec![Block::Paragraph(
        say(lang, &format!("receipt-{name}-text"), &[]).into(),
    )];
    blocks.extend(opened);
    blocks.extend([
        Block::Table(vec![
            row("receipt-row-number", vec![of.number.to_owned()]),
            row("receipt-row-at", vec![edge::moment(lang, of.at)]),
            row("receipt-row-by", vec![say(lang, way(of.how), &[])]),
            row("receipt-row-for", of.names.to_vec()),
        ]),
        Block::Heading(say(lang, "receipt-back-title", &[])),
        Block::Paragraph(Text::marked(&say(lang, back, &[]))),
        Block::Link(Link {
            url: format!("{}{prefix}/code", sender.origin),
            caption: say(lang, "receipt-back-link", &[]).into(),
        }),
    ]);
    Sheet {
        lang,
        title: say(lang, &format!("receipt-{name}-title"), &[]),
        sender: Sender::sender_lines(lang),
        recipient: None,
        place_and_date: Sender::date_line(lang, of.at),
        reference: None,
        blocks,
        foot: Some(say(lang, "notice-foot", &[])),
    }
}

/// By what way it was decided.
const fn way(how: How) -> &'static str {
    match how {
        How::Site => "receipt-row-by-site",
        How::Phone => "receipt-row-by-phone",
        How::Post => "receipt-row-by-post",
        How::Batch => "receipt-row-by-batch",
        How::Assistance => "receipt-row-by-assistance",
    }
}

/// What leaves with a refusal, to the contacts on file: an e-mail where there is an
/// address for one. By post too, for who was on the telephone; and for everybody else
/// where there is no e-mail address. Nothing, where there is neither.
pub(crate) fn sent_receipts(
    sender: &Sender,
    lang: Lang,
    to: &Addressee,
    of: &Receipted<'_>,
) -> Vec<Message> {
    let email = mailed(sender, lang, to, of);
    let posts = match of.how {
        How::Phone => true,
        How::Site | How::Post | How::Assistance => email.is_none(),
        How::Batch => false,
    };
    let letter = posts.then(|| posted_receipt(sender, lang, to, of));
    email.into_iter().chain(letter.flatten()).collect()
}

/// A receipt as a letter; none where there is no address that can be printed.
pub(crate) fn posted_receipt(
    sender: &Sender,
    lang: Lang,
    to: &Addressee,
    of: &Receipted<'_>,
) -> Option<Message> {
    let sheet = Sheet {
        recipient: Some(to.lines()),
        ..receipt(sender, lang, of)
    };
    posted(to, &sheet, of.at)
}

/// The e-mail: the number and what it means. The PDF stands beside it for whom no page
/// offered it.
fn mailed(sender: &Sender, lang: Lang, to: &Addressee, of: &Receipted<'_>) -> Option<Message> {
    let (title, text) = match of.what {
        Decision::Opened => ("receipt-opened-title", "mail-opened-text"),
        _ => ("receipt-refused-title", "mail-receipt-text"),
    };
    let title = say(lang, title, &[]);
    let (moment, names) = (edge::moment(lang, of.at), of.names.join(", "));
    let said = [
        ("name", to.name.as_str()),
        ("number", of.number),
        ("moment", moment.as_str()),
        ("what", names.as_str()),
    ];
    let text = say(lang, text, &said);
    let message = Message::email(to.email()?, &title, &text);
    let message = message.inspect_err(|error| {
        let error = error.log_text();
        tracing::warn!(error, "a receipt cannot be written as an e-mail");
    });
    let message = message.ok()?;
    if of.how == How::Site {
        return Some(message);
    }
    // Without its file, the e-mail still tells the number.
    match paper::pdf(&[receipt(sender, lang, of)], of.at) {
        Ok(pdf) => message.with_pdf(pdf).ok(),
        Err(_) => Some(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_way_has_words_of_its_own_on_a_receipt() {
        edge::texts::install(&[super::super::NOTICE_TEXTS]);
        for lang in [Lang::Fr, Lang::En] {
            let said: BTreeSet<String> = How::ALL
                .iter()
                .map(|how| say(lang, way(*how), &[]))
                .collect();
            assert_eq!(said.len(), How::ALL.len());
            assert!(said.iter().all(|words| !words.starts_with("receipt-")));
        }
    }
}
