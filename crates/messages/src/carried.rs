//! What a holder takes along of their conversations: a text that any program shows.

use crate::mailbox::{Change, Correspondent, Mailbox, Message, Side};
use crate::pages::profession;
use documents::Documents;
use edge::Page;
use kernel::{Result, Timestamp};
use sharing::Permit;
use std::fmt::Write as _;

/// All conversations that a permit carries, in words; nothing, if there are none.
///
/// # Errors
/// A fault, if messages are no part of this journal.
pub fn carried(page: &Page, permit: &Permit) -> Result<Option<String>> {
    let now = permit.now();
    let mut text = String::new();
    for kept in permit.state::<Mailbox>()?.all() {
        let copy = kept.shown_to(&Side::Holder, now);
        let Some(thread) = copy.and_then(|copy| copy.body(permit).ok()) else {
            continue;
        };
        let parties = thread.parties.iter().map(|party| {
            let what = profession(page, &party.profession);
            match &party.who {
                Correspondent::Professional(rpps) => {
                    format!("{} ({what}, RPPS {rpps})", party.name)
                }
                Correspondent::Institution(finess) => format!("{} (FINESS {finess})", party.name),
            }
        });
        let parties: Vec<String> = parties.collect();
        let _infallible = writeln!(text, "{}\n{}\n", thread.subject, parties.join(", "));
        let changes = thread.changes.iter();
        let changes = changes.map(|change| (change.at, changed(page, change)));
        let mut items: Vec<(Timestamp, String)> = changes.collect();
        for message in thread.shown(&Side::Holder, now) {
            items.push((message.at, said(page, permit, message)?));
        }
        items.sort_by_key(|(at, _)| *at);
        text.extend(items.into_iter().map(|(_, item)| item));
        text.push_str("\n----------\n\n");
    }
    Ok((!text.is_empty()).then_some(text))
}

/// Who came to a conversation, or was taken off it, when and by whom.
fn changed(page: &Page, change: &Change) -> String {
    let key = match change.joined {
        true => "messages-joined",
        false => "messages-left",
    };
    let args = [("by", change.by.name()), ("name", &*change.party.name)];
    let when = page.moment(change.at);
    format!("{} — {when}\n\n", page.ta(key, &args))
}

/// What somebody said, and what is attached.
fn said(page: &Page, permit: &Permit, message: &Message) -> Result<String> {
    let (by, when) = (message.by.name(), page.moment(message.at));
    let mut text = format!("{by} — {when}\n\n{}\n\n", message.text);
    for id in &message.attached {
        // Where the file itself is, the index of the export says.
        if let Some(document) = Documents::carried(permit, *id)? {
            let title = &document.label().title;
            let words = page.t("messages-attached");
            let _infallible = writeln!(text, "{words} : {title}");
        }
    }
    Ok(text)
}
