//! What a holder takes along of their card: a text that any program shows.

use crate::kept::Card;
use crate::lines::{offered, on_card};
use edge::Page;
use kernel::Result;
use sharing::Permit;
use spaces::Face;
use std::fmt::Write as _;

/// What is on the card that a permit carries, in words; nothing, if that is nothing.
/// The page lends its language.
///
/// # Errors
/// A fault, if cards are no part of this journal.
pub fn carried(page: &Page, permit: &Permit, face: &Face) -> Result<Option<String>> {
    let groups = on_card(permit.state::<Card>()?, offered(page, permit, face)?);
    let mut text = String::new();
    for group in &groups {
        let _infallible = writeln!(text, "{}", group.title);
        for line in &group.lines {
            let _infallible = writeln!(text, "- {}", line.whole());
        }
    }
    Ok((!text.is_empty()).then_some(text))
}
