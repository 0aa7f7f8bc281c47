//! `/activer/contact`: an e-mail address or a mobile, and the code that comes
//! to it, on one page.

use super::activate::sitting;
use crate::Spaces;
use crate::actions::{Sitting, TypedContact};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::HeaderMap;
use kernel::{Error, Kind};

#[derive(Template)]
#[template(path = "activate_contact.html")]
struct ContactPage {
    page: Page,
    /// Where the code went, masked.
    sent_to: Option<String>,
}

pub(super) async fn page(State(spaces): State<Spaces>, asked: Asked, headers: HeaderMap) -> Answer {
    let sitting = match undecided(&spaces, &asked, &headers).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut page = asked.page("contact-title");
    let sent_to = masked(&sitting);
    if let Some(to) = &sent_to {
        let text = page.t1("contact-sent", "to", to);
        page = page.with_status(Tone::Info, text);
    }
    Ok(edge::show(&ContactPage { page, sent_to }))
}

async fn undecided(
    spaces: &Spaces,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Sitting, Response> {
    let sitting = sitting(spaces, asked, headers).await?;
    match sitting.draft.decided {
        Some(_) => Err(asked.go("/opposition/recu")),
        None => Ok(sitting),
    }
}

fn masked(sitting: &Sitting) -> Option<String> {
    let contact = sitting.draft.contact.as_ref()?;
    Some(match contact.kind {
        0 => post::masked_email(&contact.value),
        _ => post::masked_phone(&contact.value),
    })
}

pub(super) async fn send(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let mut sitting = match undecided(&spaces, &asked, &headers).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let done = match form.text("geste") {
        "verifier" => match spaces.prove_contact(&mut sitting, form.text("code")).await {
            Ok(()) if sitting.draft.is_federated() => return Ok(asked.go("/activer/partage")),
            Ok(()) => return Ok(asked.go("/activer/connexion")),
            Err(error) => Err(error),
        },
        _ => match TypedContact::read(form.text("courriel"), form.text("mobile")) {
            Ok(typed) => {
                spaces
                    .send_contact_code(&mut sitting, &typed, asked.lang)
                    .await
            }
            Err(error) => Err(error),
        },
    };
    let error = match done {
        Ok(()) => return Ok(asked.go("/activer/contact")),
        Err(error) => error,
    };
    let error = match error.kind() {
        Kind::Invalid if error.field_errors().is_empty() => Error::invalid(error.code()),
        Kind::Invalid => error,
        Kind::TooMany => Error::field("courriel", error.code()),
        _ => return Err(error.into()),
    };
    let page = asked.page("contact-title").again(&form, error)?;
    Ok(edge::mend(&ContactPage {
        page,
        sent_to: masked(&sitting),
    }))
}
