//! `/activer/contact`: an e-mail address or a mobile, and the code that comes
//! to it, on one page.

use super::activate::ONWARD;
use super::choice::Undecided;
use crate::Spaces;
use crate::actions::{Sitting, TypedContact, is_overtaken};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use kernel::{Error, Kind};

#[derive(Template)]
#[template(path = "activate_contact.html")]
struct ContactPage {
    page: Page,
    /// Where the code went, masked.
    sent_to: Option<String>,
}

pub(super) async fn page(asked: Asked, Undecided(sitting): Undecided) -> Response {
    let mut page = asked.page("contact-title");
    let sent_to = masked(&sitting);
    if let Some(to) = &sent_to {
        let text = page.t1("contact-sent", "to", to);
        page = page.with_status(Tone::Info, text);
    }
    edge::show(&ContactPage { page, sent_to })
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
    Undecided(mut sitting): Undecided,
    form: Form,
) -> Answer {
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
        _ if is_overtaken(&error) => return Ok(asked.go(ONWARD)),
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
