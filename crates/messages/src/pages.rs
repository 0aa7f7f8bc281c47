//! How conversations look: the holder's pages, and the professional's.

mod answering;
mod attaching;
mod form;
mod holder;
mod inbox;
mod joining;
mod professional;
mod seeking;
mod settings;
mod thread;

use crate::Messages;
use crate::mailbox::{Correspondent, Party};
use axum::Router;
use axum::routing::{get, post};
use edge::{Asked, Page, Tone};
use identity::Profession;
use kernel::Result;
use sharing::Permit;

pub(crate) use inbox::waiting;

/// Where the holder's conversations are.
const LIST: &str = "/espace/moi/messages";
/// Where a professional's are, with all their patients.
const INBOX: &str = "/pro/messages";

/// The routes of the pages.
pub(crate) fn routes(messages: Messages) -> Router {
    Router::new()
        .route("/espace/moi/messages", get(holder::list))
        .route(
            "/espace/moi/messages/ecrire",
            get(holder::write_form).post(holder::write),
        )
        .route(
            "/espace/moi/messages/{thread}",
            get(holder::show).post(holder::answer),
        )
        .route(
            "/espace/moi/messages/ecrire/fichier",
            post(holder::write_with_files),
        )
        .route(
            "/espace/moi/messages/{thread}/fichier",
            post(holder::answer_with_files),
        )
        .route("/espace/moi/messages/{thread}/annuler", post(holder::undo))
        .route("/espace/moi/messages/{thread}/lu", post(holder::confirm))
        .route(
            "/espace/moi/messages/{thread}/ajouter",
            get(joining::form).post(joining::bring),
        )
        .route(
            "/espace/moi/messages/{thread}/retirer",
            post(joining::take_off),
        )
        .route("/pro/messages", get(inbox::list))
        .route(
            "/pro/messages/reglages",
            get(settings::show).post(settings::set),
        )
        .route("/pro/messages/joignable", post(settings::choose))
        .route(
            "/pro/messages/modeles/ajouter",
            get(settings::new_template).post(settings::add_template),
        )
        .route(
            "/pro/messages/modeles/{template}",
            get(settings::template).post(settings::change_template),
        )
        .route(
            "/pro/messages/modeles/{template}/supprimer",
            post(settings::drop_template),
        )
        .route(
            "/pro/patients/{space}/messages",
            get(professional::list).post(professional::begin),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}",
            get(professional::show).post(professional::answer),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}/pieces/{document}",
            get(professional::attached),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}/fichier",
            post(professional::answer_with_files),
        )
        .route(
            "/pro/patients/{space}/messages/fichier",
            post(professional::begin_with_files),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}/ajouter",
            get(joining::professional_form).post(joining::professional_bring),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}/annuler",
            post(professional::undo),
        )
        .route(
            "/pro/patients/{space}/messages/{thread}/etat",
            post(professional::set_state),
        )
        .with_state(messages)
}

/// In how many conversations something is unread, as a permit shows it: for the
/// holder's home page.
///
/// # Errors
/// A fault, if messages are no part of this journal.
pub fn unread(permit: &Permit) -> Result<usize> {
    let listed = Messages::listed(permit)?;
    Ok(listed.iter().filter(|it| it.unread > 0).count())
}

/// Whether there is any conversation, read or not.
///
/// # Errors
/// A fault, if messages are no part of this journal.
pub fn talks(permit: &Permit) -> Result<bool> {
    Ok(!Messages::listed(permit)?.is_empty())
}

/// A profession in words.
pub(crate) fn profession(page: &Page, code: &str) -> String {
    Profession::from_code(code).map_or_else(
        |_| code.to_owned(),
        |profession| profession.label(page.lang).to_owned(),
    )
}

/// What a party is, in words.
fn what(page: &Page, party: &Party) -> String {
    match party.who {
        Correspondent::Professional(_) => profession(page, &party.profession),
        Correspondent::Institution(_) => page.t("messages-institution"),
    }
}

/// Those of a conversation, in words.
fn names(parties: &[Party]) -> String {
    let names: Vec<&str> = parties.iter().map(|party| party.name.as_str()).collect();
    names.join(", ")
}

/// Says what was done, on a professional's page.
fn with_outcome(asked: &Asked, page: Page) -> Result<Page> {
    let done = asked.param("fait")?;
    let note = done.as_deref().and_then(|done| match done {
        "open" => Some("messages-now-open"),
        "closed" => Some("messages-now-closed"),
        "no-reply" => Some("messages-now-no-reply"),
        "regle" => Some("messages-settings-saved"),
        "modele" => Some("messages-template-inserted"),
        "modele-garde" => Some("messages-template-saved"),
        "modele-supprime" => Some("messages-template-dropped"),
        "joignable" => Some("messages-reach-on"),
        "joignable-de-tous" => Some("messages-reach-all"),
        "pas-joignable" => Some("messages-reach-off"),
        _ => None,
    });
    match note {
        Some(key) => {
            let sentence = page.t(key);
            Ok(page.with_status(Tone::Done, sentence))
        }
        None => with_outcome_for_all(asked, page),
    }
}

/// The same, on the pages of a space: what professionals alone do is not told there,
/// whatever is typed as an address.
fn with_outcome_for_all(asked: &Asked, page: Page) -> Result<Page> {
    let done = asked.param("fait")?;
    let (tone, key) = match done.as_deref() {
        Some("annule") => (Tone::Done, "messages-undone"),
        Some("annule-deux") => (Tone::Done, "messages-undone-beside"),
        Some("ajoute") => (Tone::Done, "messages-brought"),
        Some("retire") => (Tone::Done, "messages-taken-off"),
        Some("lu") => (Tone::Done, "messages-now-confirmed"),
        Some("trop-tard") => (Tone::Warning, "messages-too-late"),
        Some("garde") => (Tone::Done, "messages-draft-kept"),
        Some("efface") => (Tone::Done, "messages-draft-cleared"),
        _ => return Ok(page),
    };
    let sentence = page.t(key);
    Ok(page.with_status(tone, sentence))
}
