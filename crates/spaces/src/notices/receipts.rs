//! The receipt of a decision: its number, when, by what way, for whom, and how
//! to go back on it.

use super::{Addressee, Sender, posted, say};
use crate::actions::Decision;
use crate::rules::held::HOLD;
use crate::rules::life::{ARCHIVE, How, UNDO};
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
    /// Whether the holder of what was closed has an account, in which they undo it.
    pub has_account: bool,
}

pub(crate) fn receipt(sender: &Sender, lang: Lang, of: &Receipted<'_>) -> Sheet {
    let (title, text, back) = match of.what {
        Decision::Refused => ("refused", "receipt-refused-text", "receipt-back-text"),
        Decision::Archived => ("closed", "receipt-archived-text", "receipt-back-archived"),
        Decision::Deleted => ("closed", "receipt-deleted-text", "receipt-back-deleted"),
        Decision::Reopened => ("reopened", "receipt-reopened-text", "receipt-back-text"),
        Decision::Opened => ("opened", "receipt-opened-text", "receipt-back-opened"),
        Decision::Withdrawn => ("withdrawn", "receipt-withdrawn-text", "receipt-back-text"),
    };
    let [until, due, deadline] = dates(lang, of);
    let dates = [
        ("until", until.as_str()),
        ("due", due.as_str()),
        ("deadline", deadline.as_str()),
    ];
    let said = |key: &str| Block::Paragraph(Text::marked(&say(lang, key, &dates)));
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
    let mut blocks = vec![said(text)];
    blocks.extend(opened);
    blocks.extend([
        Block::Table(vec![
            row("receipt-row-number", vec![of.number.to_owned()]),
            row("receipt-row-at", vec![edge::moment(lang, of.at)]),
            row("receipt-row-by", vec![say(lang, way(of.how), &[])]),
            row("receipt-row-for", of.names.to_vec()),
        ]),
        Block::Heading(say(lang, "receipt-back-title", &[])),
        said(back),
        Block::Link(Link {
            url: format!("{}{prefix}{}", sender.origin, where_to_go_back(of)),
            caption: say(lang, "receipt-back-link", &[]).into(),
        }),
    ]);
    Sheet {
        lang,
        title: say(lang, &format!("receipt-{title}-title"), &[]),
        sender: Sender::sender_lines(lang),
        recipient: None,
        place_and_date: Sender::date_line(lang, of.at),
        reference: None,
        blocks,
        foot: Some(say(lang, "notice-foot", &[])),
    }
}

/// Of a closing: until when it can be undone, when its documents are erased, and before
/// when to ask for the undoing on the telephone, where it waits.
fn dates(lang: Lang, of: &Receipted<'_>) -> [String; 3] {
    let undo = of.at.plus(UNDO);
    let erased = match of.what {
        Decision::Archived => of.at.plus(ARCHIVE),
        _ => undo,
    };
    [undo, erased, undo.minus(HOLD)].map(|at| edge::moment(lang, at))
}

/// Where on the site it is gone back on: what was closed, as its holder undoes that;
/// anything else with a new code.
const fn where_to_go_back(of: &Receipted<'_>) -> &'static str {
    match of.what {
        Decision::Archived | Decision::Deleted => where_to_undo(of.has_account),
        Decision::Refused | Decision::Withdrawn | Decision::Reopened | Decision::Opened => {
            where_to_undo(false)
        }
    }
}

/// Where on the site a closing is undone: by who has an account in it, by anybody else
/// with a new code.
pub(crate) const fn where_to_undo(has_account: bool) -> &'static str {
    match has_account {
        true => "/espace/moi/ferme",
        false => "/code",
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
        Decision::Archived => ("receipt-closed-title", "mail-archived-text"),
        Decision::Deleted => ("receipt-closed-title", "mail-deleted-text"),
        Decision::Refused | Decision::Reopened | Decision::Withdrawn => {
            ("receipt-refused-title", "mail-receipt-text")
        }
    };
    let title = say(lang, title, &[]);
    let (moment, names) = (edge::moment(lang, of.at), of.names.join(", "));
    let [until, due, deadline] = dates(lang, of);
    let said = [
        ("name", to.name.as_str()),
        ("number", of.number),
        ("moment", moment.as_str()),
        ("what", names.as_str()),
        ("until", until.as_str()),
        ("due", due.as_str()),
        ("deadline", deadline.as_str()),
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

    /// Words without what stands between them: lines break anywhere.
    fn squeezed(text: &str) -> String {
        text.split_whitespace().collect()
    }

    /// What the file of a closing of 10 September 2026 says.
    fn printed(lang: Lang, what: Decision, how: How, has_account: bool) -> String {
        edge::texts::install(&[super::super::NOTICE_TEXTS]);
        let sender = Sender {
            origin: "https://carnet.test".into(),
        };
        let names = [String::from("Ana Leca")];
        let of = Receipted {
            what,
            number: "7K3M-Q9TW-0B5X",
            at: Timestamp::parse_rfc3339("2026-09-10T09:12:00Z").expect("an instant"),
            how,
            names: &names,
            opened_at: None,
            has_account,
        };
        let pdf = paper::pdf(&[receipt(&sender, lang, &of)], of.at).expect("it can be set");
        let pdf = lopdf::Document::load_mem(&pdf).expect("a PDF file");
        let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
        squeezed(&pdf.extract_text(&pages).expect("text"))
    }

    #[test]
    fn the_receipt_of_a_closing_names_its_dates_and_the_address_where_it_is_undone() {
        let site_and_operator = [(How::Site, true), (How::Phone, true), (How::Phone, false)];
        for (lang, undo, call, erased, prefix) in [
            (
                Lang::Fr,
                "10 octobre 2026",
                "7 octobre 2026",
                "10 septembre 2036",
                "",
            ),
            (
                Lang::En,
                "10 October 2026",
                "7 October 2026",
                "10 September 2036",
                "/en",
            ),
        ] {
            let [undo, call, erased] = [undo, call, erased].map(squeezed);
            for (how, has_account) in site_and_operator {
                let place = match has_account {
                    true => format!("carnet.test{prefix}/espace/moi/ferme"),
                    false => format!("carnet.test{prefix}/code"),
                };
                let by = squeezed(&say(lang, way(how), &[]));
                let archived = printed(lang, Decision::Archived, how, has_account);
                for said in [&undo, &erased, &place, &by] {
                    assert!(archived.contains(said.as_str()), "{said}: {archived}");
                }
                let deleted = printed(lang, Decision::Deleted, how, has_account);
                for said in [&undo, &call, &place, &by] {
                    assert!(deleted.contains(said.as_str()), "{said}: {deleted}");
                }
                // Neither promises what is true of the other.
                assert!(!deleted.contains("2036"), "{deleted}");
                assert!(!archived.contains(call.as_str()), "{archived}");
            }
        }
    }

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
