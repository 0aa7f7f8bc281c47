//! What was prepared for an appointment, as a message to whoever made it begins.
//!
//! Not here: the message itself, and who may be written to (`messages`).

use super::when;
use crate::Agenda;
use crate::actions::Listed;
use crate::diary::ItemId;
use crate::rules::{Kind, Status};
use documents::Documents;
use edge::Page;
use journal::By;
use kernel::{DocumentId, Result, Rpps, visible};
use sharing::Permit;

/// Where messages are written.
const WRITE: &str = "/espace/moi/messages/ecrire";

/// What a message about an appointment begins with.
pub struct Prepared {
    /// Whose appointment it is.
    pub to: Rpps,
    /// What it is about, without a word of health.
    pub subject: String,
    /// The questions.
    pub text: String,
    /// The documents that were to be brought.
    pub documents: Vec<DocumentId>,
}

/// Whom something was prepared for, and what of the record goes with it.
struct For<'a> {
    rpps: &'a Rpps,
    name: &'a str,
    documents: Vec<DocumentId>,
}

/// Of an appointment that stands, and that a professional made, once something is
/// prepared for it that whoever looks is shown.
fn of<'a>(permit: &Permit, it: &'a Listed) -> Result<Option<For<'a>>> {
    let By::Professional { rpps, name, .. } = &it.label.by else {
        return Ok(None);
    };
    let stands = it.label.status == Status::Planned;
    if it.label.content.kind != Kind::Appointment || !stands {
        return Ok(None);
    }
    let mut documents = Documents::listed(permit)?;
    documents.retain(|listed| it.prepared.documents.contains(&listed.label.id));
    let nothing = it.prepared.questions.is_empty() && documents.is_empty();
    let documents = documents.into_iter().map(|listed| listed.label.id);
    Ok((!nothing).then(|| For {
        rpps,
        name,
        documents: documents.collect(),
    }))
}

/// Where it is sent from, and what the link says, where its holder may write to
/// whoever made the appointment.
pub(super) async fn way(
    page: &Page,
    agenda: &Agenda,
    permit: &Permit,
    it: &Listed,
) -> Result<Option<(String, String)>> {
    let Some(to) = of(permit, it)?.filter(|_| page.leads(WRITE)) else {
        return Ok(None);
    };
    if !agenda.reach().may_write(permit, to.rpps).await? {
        return Ok(None);
    }
    let href = page.href(&format!("{WRITE}?rendez-vous={}", it.label.id));
    let words = page.t1("agenda-send", "name", visible(to.name));
    Ok(Some((href, words)))
}

/// What was prepared for this appointment, to be sent to the professional who made it;
/// none, where there is no such thing.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn prepared(page: &Page, permit: &Permit, id: &str) -> Result<Option<Prepared>> {
    let Ok(id) = id.parse::<ItemId>() else {
        return Ok(None);
    };
    let all = Agenda::listed(permit)?;
    let Some(it) = all.iter().find(|it| it.label.id == id) else {
        return Ok(None);
    };
    let Some(to) = of(permit, it)? else {
        return Ok(None);
    };
    let at = it.label.content.at;
    let questions = it.prepared.questions.as_str();
    let text = match questions {
        "" => page.t1("agenda-send-documents", "when", when(page, at)),
        _ => {
            let lead = page.t1("agenda-send-text", "when", when(page, at));
            format!("{lead}\n\n{questions}")
        }
    };
    Ok(Some(Prepared {
        to: to.rpps.clone(),
        subject: page.t1("agenda-send-subject", "day", page.day(at.date())),
        text,
        documents: to.documents,
    }))
}
