//! One conversation: what was said in it, the first first, and what can be done.

use super::profession;
use crate::actions::Undone;
use crate::mailbox::{Change, Message, Side, Thread};
use crate::mails::{Confirmation, Confirmations, Fates};
use crate::queries::outgoing::Fate;
use crate::rules;
use edge::{Page, Undo};
use identity::Caller;
use journal::By;
use kernel::{DocumentId, Kind, Result, Timestamp};
use std::collections::BTreeSet;

/// What stands in a conversation, one after the other.
pub(super) enum Item {
    /// Somebody said something.
    Said(Article),
    /// Somebody came, or was taken off.
    Changed(Line),
}

/// A line of who came, or was taken off.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) when: String,
    pub(super) iso: String,
}

/// How a conversation is looked at.
pub(super) struct View<'a> {
    /// The name of the register, on a professional's page: whatever name an account
    /// has, it stands beside it.
    pub(super) patient: Option<&'a str>,
    /// Where what is attached is read.
    pub(super) way: &'a str,
    /// What became of what leaves by mail.
    pub(super) fates: &'a Fates,
    /// What they may say, or said, of having read what came by mail.
    pub(super) confirmations: &'a Confirmations,
    /// What they do not read of what is attached.
    pub(super) kept_back: &'a BTreeSet<DocumentId>,
}

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
    /// What became of it on its way to theirs, and whether it did not arrive.
    pub(super) fates: Vec<(String, bool)>,
    /// Its author asks to be told when it was read, and nobody said so.
    pub(super) asks: bool,
    /// What was said to them of that.
    pub(super) confirmed: Option<String>,
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
        (By::Holder { account, .. } | By::Carer { account, .. }, Caller::Holder(holder)) => {
            *account == holder.account
        }
        (By::Professional { rpps, .. }, Caller::Professional(it)) => *rpps == it.rpps,
        _ => false,
    }
}

/// The way to each of what is attached, numbered through the whole thread, of which
/// so many came before. It is not named: what it is called, opening it tells.
fn attached(
    page: &Page,
    message: &Message,
    view: &View<'_>,
    before: &mut usize,
) -> Vec<(String, String)> {
    let read = message.attached.iter();
    let read: Vec<_> = read.filter(|id| !view.kept_back.contains(id)).collect();
    let ids = read.iter().zip(*before + 1..);
    *before += read.len();
    let way = view.way;
    ids.map(|(id, n)| {
        let (n, moment) = (n.to_string(), page.moment(message.at));
        let args = [("n", n.as_str()), ("moment", moment.as_str())];
        let words = page.ta("messages-attachment", &args);
        (words, page.href(&format!("{way}/{id}")))
    })
    .collect()
}

/// Whoever writes for a child, or whom they help, as professionals read it: who they are, and for whom.
pub(super) fn for_child(page: &Page, name: &str, patient: &str) -> String {
    page.ta("messages-for", &[("name", name), ("patient", patient)])
}

/// A line for each time somebody came or was taken off, and when that was.
fn changed(page: &Page, thread: &Thread, caller: &Caller, view: &View<'_>) -> Vec<Dated> {
    let line = |change: &Change| {
        let key = match change.joined {
            true => "messages-joined",
            false => "messages-left",
        };
        let by = match (&change.by, view.patient) {
            (By::Holder { name, .. }, Some(patient)) if change.by.represents() => {
                for_child(page, name, patient)
            }
            (By::Holder { .. }, Some(patient)) => patient.to_owned(),
            (By::Holder { name, .. } | By::Professional { name, .. }, _) => name.clone(),
            _ => String::new(),
        };
        let args = [("by", &*by), ("name", change.party.name.as_str())];
        let own = match (&change.by, caller) {
            (By::Holder { account, .. }, Caller::Holder(holder)) => *account == holder.account,
            (By::Professional { rpps, .. }, Caller::Professional(it)) => *rpps == it.rpps,
            _ => false,
        };
        let line = Line {
            text: match own {
                true => page.ta(&format!("{key}-by-you"), &args),
                false => page.ta(key, &args),
            },
            when: page.moment(change.at),
            iso: change.at.rfc3339(),
        };
        (change.at, Item::Changed(line))
    };
    thread.changes.iter().map(line).collect()
}

type Dated = (Timestamp, Item);

/// What this caller sees of it, the first first.
pub(super) fn items(
    page: &Page,
    thread: &Thread,
    caller: &Caller,
    (side, now): (&Side, Timestamp),
    view: &View<'_>,
) -> Vec<Item> {
    let patient = view.patient;
    let several = thread.seats.len() > 1;
    // What the holder has read is theirs to know.
    let carers = matches!(caller, Caller::Holder(it) if it.capacity.is_carers());
    let new = thread.unread(side, now).filter(|_| !carers);
    let new: Vec<_> = new.map(|it| it.id).collect();
    let mut before = 0;
    let mut article = |message: &Message| {
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
            By::Holder { name, .. } if message.by.represents() => match patient {
                Some(patient) => {
                    let what = page.t("messages-of-representative");
                    (for_child(page, name, patient), what, None)
                }
                None => {
                    let author = match own {
                        true => page.t("messages-you"),
                        false => name.clone(),
                    };
                    (author, page.t("messages-role-representative"), None)
                }
            },
            By::Holder { name, .. } => match patient {
                Some(patient) => (
                    patient.to_owned(),
                    page.t("messages-of-patient"),
                    Some(page.t1("messages-written-by", "name", name.as_str())),
                ),
                // Who answers for a child reads what the child wrote.
                None if page.acting.is_some() => {
                    (name.clone(), page.t("messages-your-space"), None)
                }
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
            By::Carer { name, .. } => match patient {
                Some(patient) => {
                    let what = page.t("messages-of-carer");
                    (for_child(page, name, patient), what, None)
                }
                None => {
                    let author = match own {
                        true => page.t("messages-you"),
                        false => name.clone(),
                    };
                    (author, page.t("messages-role-carer"), None)
                }
            },
            By::Service { name, .. } | By::Keeper { name } => (name.clone(), String::new(), None),
            By::Finder => (String::new(), String::new(), None),
        };
        // Whoever is on the side that wrote it: its author may be gone.
        let ours = message.side() == *side;
        let fates = view.fates.get(&message.id).filter(|_| ours);
        let fate = |(name, fate): &(String, Fate)| {
            let words = page.t(fate.key());
            let words = match several {
                true => page.ta("messages-fate-of", &[("name", name), ("fate", &words)]),
                false => words,
            };
            (words, *fate == Fate::Failed)
        };
        let posted = message.posted.as_ref().filter(|_| !own);
        let confirmation = view.confirmations.get(&message.id);
        Article {
            by_mail: posted.map(|it| page.t1("messages-by-mail", "address", it.address.as_str())),
            fates: fates.into_iter().flatten().map(fate).collect(),
            asks: confirmation == Some(&Confirmation::Asked),
            confirmed: match confirmation {
                Some(Confirmation::Said) => Some(page.t("messages-confirmed")),
                Some(Confirmation::Lost) => Some(page.t("messages-confirmed-lost")),
                Some(Confirmation::Asked) | None => None,
            },
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
            attached: attached(page, message, view, &mut before),
            read: own && thread.was_read(message),
            new: new.contains(&message.id),
        }
    };
    let said = thread.shown(side, now);
    let said = said.map(|message| (message.at, article(message)));
    let said: Vec<Dated> = said.map(|(at, it)| (at, Item::Said(it))).collect();
    let mut items = changed(page, thread, caller, view);
    items.extend(said);
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
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
    let sentence = page.t(match side {
        Side::Holder => "messages-sent-holder",
        Side::Other(_) => "messages-sent",
    });
    page.with_undo(sentence, undo)
}

/// Where somebody goes on who took a message back: in the thread, or where they
/// write a new one.
///
/// # Errors
/// What was wrong, but for what came too late: that is said where they go on.
pub(super) fn undone(done: Result<Undone>, here: &str, new: &str) -> Result<String> {
    let undone = match done {
        Ok(undone) => undone,
        Err(error) if error.kind() == Kind::Conflict => {
            return Ok(format!("{here}?fait=trop-tard"));
        }
        Err(error) => return Err(error),
    };
    let there = if undone.left { here } else { new };
    Ok(match undone.beside {
        true => format!("{there}?fait=annule-deux"),
        false => format!("{there}?fait=annule"),
    })
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
