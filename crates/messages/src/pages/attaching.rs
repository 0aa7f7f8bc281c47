//! What a holder can attach: documents of their space, the last acts first; and what
//! somebody keeps with a draft.

use super::form::{DOCUMENT, PIECE, SHOWN};
use crate::Messages;
use crate::actions::Draft;
use documents::Documents;
use edge::{Form, Page};
use identity::Caller;
use kernel::{DocumentId, Result, SpaceId};

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

/// A file that a draft keeps.
pub(super) struct Piece {
    pub(super) field: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) chosen: bool,
}

/// The files that a draft keeps: all go with it, but those of which the form that comes
/// back says otherwise.
pub(super) fn pieces(
    page: &Page,
    draft: Option<&Draft>,
    typed: Option<&Form>,
) -> Result<Vec<Piece>> {
    let Some(draft) = draft else {
        return Ok(Vec::new());
    };
    let chosen = |field: &str| typed.is_none_or(|form| form.has(field) || !form.has(SHOWN));
    let mut all = Vec::with_capacity(draft.files.len());
    for file in &draft.files {
        let field = format!("{PIECE}{}", file.id()?);
        all.push(Piece {
            chosen: chosen(&field),
            field,
            name: file.name.clone(),
            size: page.size(file.size),
        });
    }
    Ok(all)
}

/// Whether something goes with a draft, so that its form has it without being asked.
pub(super) fn goes_with(draft: Option<&Draft>) -> bool {
    draft.is_some_and(|draft| !draft.documents.is_empty() || !draft.files.is_empty())
}

/// That documents which a draft kept are there no more to be attached.
pub(super) fn lost(page: &Page, draft: Option<&Draft>, choices: &[Choice]) -> Option<String> {
    let is_there = |id: &DocumentId| {
        let field = format!("{DOCUMENT}{id}");
        choices.iter().any(|choice| choice.field == field)
    };
    let gone = draft?.attached().any(|id| !is_there(&id));
    gone.then(|| page.t("messages-draft-lost"))
}
