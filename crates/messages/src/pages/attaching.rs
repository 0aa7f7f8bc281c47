//! What a holder can attach: documents of their space, the last acts first.

use super::form::DOCUMENT;
use crate::Messages;
use documents::Documents;
use edge::{Form, Page};
use identity::Caller;
use kernel::{Result, SpaceId};

/// Documents to choose from on the page.
const CHOICE_MAX: usize = 60;

/// A document that may be attached.
pub(super) struct Choice {
    pub(super) field: String,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) size: String,
    pub(super) chosen: bool,
}

/// What can be attached, where somebody wants to: looking at one's documents is a
/// read of the record, and is written as one.
pub(super) async fn choices(
    page: &Page,
    messages: &Messages,
    (caller, space): (&Caller, SpaceId),
    (asked, typed): (bool, Option<&Form>),
) -> Result<Vec<Choice>> {
    let chose = typed.is_some_and(|form| form.names(DOCUMENT).next().is_some());
    if !chose && !asked {
        return Ok(Vec::new());
    }
    let permit = messages.sharing().permit_record(caller, space).await?;
    let mut documents = Documents::listed(&permit)?;
    // A carer sends on nothing that its holder hides from somebody.
    documents.retain(|it| !permit.is_carers() || !it.facts.hiding.is_hidden());
    let field = |id: &kernel::DocumentId| format!("{DOCUMENT}{id}");
    let chosen = |id: &kernel::DocumentId| typed.is_some_and(|form| form.has(&field(id)));
    // What was chosen is on the page, however old it is.
    documents.sort_by_key(|listed| !chosen(&listed.label.id));
    let choice = |it: documents::Listed| Choice {
        field: field(&it.label.id),
        day: page.day(it.label.act_date),
        size: page.size(it.label.size),
        chosen: chosen(&it.label.id),
        title: it.label.title,
    };
    Ok(documents.into_iter().take(CHOICE_MAX).map(choice).collect())
}
