//! One conversation: what was said in it, the first first, and what can be done.

use super::profession;
use crate::mailbox::{Message, MessageId, Side, Thread};
use crate::queries::outgoing::Fate;
use crate::rules;
use edge::{Page, Undo};
use identity::Caller;
use journal::By;
use kernel::Timestamp;
use std::collections::BTreeMap;

/// A message on a page.
pub(super) struct Article {
    pub(super) id: String,
    /// Who says it.
    pub(super) author: String,
    /// What they are: a profession, or the patient.
    pub(super) what: String,
    /// Who wrote it, where that is not the one who says it.
    pub(super) written_by: Option<String>,
    pub(super) when: String,
    pub(super) iso: String,
    /// Lines of paragraphs: text, and nothing else.
    pub(super) paragraphs: Vec<Vec<String>>,
    pub(super) attached: Vec<(String, String)>,
    pub(super) read: bool,
    /// The mailbox that it came from.
    pub(super) by_mail: Option<String>,
    /// What became of it on its way to theirs.
    pub(super) fate: Option<String>,
    /// It did not arrive there.
    pub(super) failed: bool,
    pub(super) new: bool,
}

/// Paragraphs, as empty lines part them.
fn paragraphs(text: &str) -> Vec<Vec<String>> {
    let parts = text.split("\n\n").map(|part| part.trim_matches('\n'));
    parts
        .filter(|part| !part.is_empty())
        .map(|part| part.lines().map(str::to_owned).collect())
        .collect()
}

/// Whether whoever asks wrote it themselves.
fn is_own(message: &Message, caller: &Caller) -> bool {
    match (&message.by, caller) {
        (By::Holder { account, .. }, Caller::Holder(holder)) => *account == holder.account,
        (By::Professional { rpps, .. }, Caller::Professional(it)) => *rpps == it.rpps,
        _ => false,
    }
}

/// The way to each of what is attached, numbered through the whole thread, of which
/// so many came before. It is not named: what it is called, opening it tells.
fn attached(
    page: &Page,
    message: &Message,
    way: &str,
    before: &mut usize,
) -> Vec<(String, String)> {
    let ids = message.attached.iter().zip(*before + 1..);
    *before += message.attached.len();
    ids.map(|(id, n)| {
        let (n, moment) = (n.to_string(), page.moment(message.at));
        let args = [("n", n.as_str()), ("moment", moment.as_str())];
        let words = page.ta("messages-attachment", &args);
        (words, page.href(&format!("{way}/{id}")))
    })
    .collect()
}

/// What this caller sees of it. `patient` is the name of the register, on a
/// professional's page: whatever name an account has, it stands beside it.
pub(super) fn articles(
    page: &Page,
    thread: &Thread,
    caller: &Caller,
    patient: Option<&str>,
    (side, now): (&Side, Timestamp),
    way: &str,
    fates: &BTreeMap<MessageId, Fate>,
) -> Vec<Article> {
    let new: Vec<_> = thread.unread(side, now).map(|it| it.id).collect();
    let mut before = 0;
    let article = |message: &Message| {
        let own = is_own(message, caller);
        let (author, what, written_by) = match &message.by {
            By::Professional {
                rpps,
                name,
                profession: code,
                place,
            } => {
                let name = match place {
                    Some((_, place)) => format!("{name}, {place}"),
                    None => name.clone(),
                };
                let args = [
                    ("profession", profession(page, code)),
                    ("rpps", rpps.to_string()),
                ];
                let args = args.each_ref().map(|(key, value)| (*key, value.as_str()));
                (name, page.ta("messages-of-professional", &args), None)
            }
            By::Holder { name, .. } => match patient {
                Some(patient) => (
                    patient.to_owned(),
                    page.t("messages-of-patient"),
                    Some(page.t1("messages-written-by", "name", name.as_str())),
                ),
                None => {
                    let other = page.t1("messages-written-by", "name", name.as_str());
                    let author = match own {
                        true => page.t("messages-you"),
                        false => page.t("messages-your-space"),
                    };
                    (author, String::new(), (!own).then_some(other))
                }
            },
            By::Institution { name, finess } => {
                let finess = finess.to_string();
                let what = page.t1("messages-of-institution", "finess", finess.as_str());
                (name.clone(), what, None)
            }
            By::Service { name, .. } | By::Keeper { name } => (name.clone(), String::new(), None),
            By::Finder => (String::new(), String::new(), None),
        };
        let fate = fates.get(&message.id).filter(|_| own).copied();
        let posted = message.posted.as_ref().filter(|_| !own);
        Article {
            by_mail: posted.map(|it| page.t1("messages-by-mail", "address", it.address.as_str())),
            fate: fate.map(|fate| page.t(fate.key())),
            failed: fate == Some(Fate::Failed),
            id: message.id.to_string(),
            author: match own && patient.is_some() {
                true => page.t("messages-you"),
                false => author,
            },
            what: match own {
                true => String::new(),
                false => what,
            },
            written_by,
            when: page.moment(message.at),
            iso: message.at.rfc3339(),
            paragraphs: paragraphs(&message.text),
            attached: attached(page, message, way, &mut before),
            read: own && thread.was_read(message),
            new: new.contains(&message.id),
        }
    };
    thread.shown(side, now).map(article).collect()
}

/// The way to take back what is still held, if something of theirs is.
pub(super) fn undo(
    page: Page,
    thread: &Thread,
    caller: &Caller,
    (side, now): (&Side, Timestamp),
    here: &str,
) -> Page {
    let held = thread
        .shown(side, now)
        .filter(|it| is_own(it, caller) && rules::is_held(it.at, now))
        .last();
    let Some(message) = held else { return page };
    let undo = Undo {
        label: page.t("messages-undo"),
        action: page.href(&format!("{here}/annuler")),
        fields: vec![(String::from("message"), message.id.to_string())],
    };
    let sentence = page.t("messages-sent");
    page.with_undo(sentence, undo)
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn a_text_is_shown_line_by_line_and_paragraph_by_paragraph() {
        let shown = paragraphs("Bonjour\nà vous\n\n\n<b>gras</b>");
        assert_eq!(shown, [vec!["Bonjour", "à vous"], vec!["<b>gras</b>"]]);
        assert!(paragraphs("").is_empty());
    }
}
