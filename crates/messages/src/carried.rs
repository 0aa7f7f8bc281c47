//! What a holder takes along of their conversations: a text that any program shows.

use crate::mailbox::{Correspondent, Mailbox, Side};
use crate::pages::profession;
use documents::Documents;
use edge::Page;
use journal::By;
use kernel::Result;
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
        for message in thread.shown(&Side::Holder, now) {
            let author = match &message.by {
                By::Holder { name, .. }
                | By::Professional { name, .. }
                | By::Institution { name, .. }
                | By::Service { name, .. }
                | By::Keeper { name } => name,
                By::Finder => "",
            };
            let when = page.moment(message.at);
            let _infallible = writeln!(text, "{author} — {when}\n\n{}\n", message.text);
            for id in &message.attached {
                // Where the file itself is, the index of the export says.
                if let Some(document) = Documents::carried(permit, *id)? {
                    let title = &document.label().title;
                    let words = page.t("messages-attached");
                    let _infallible = writeln!(text, "{words} : {title}");
                }
            }
        }
        text.push_str("\n----------\n\n");
    }
    Ok((!text.is_empty()).then_some(text))
}
