//! `/code`: asking for a new code. The answer is the same for everybody.

use crate::Spaces;
use crate::actions::Lost;
use crate::rules::insured::CardSerial;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use identity::ins::Matricule;
use kernel::{Error, FieldError, Result};

#[derive(Template)]
#[template(path = "ask_code.html")]
struct AskPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "ask_sent.html")]
struct SentPage {
    page: Page,
}

pub(super) async fn page(asked: Asked) -> Response {
    edge::show(&AskPage {
        page: asked.page("ask-title"),
    })
}

pub(super) async fn sent(asked: Asked) -> Response {
    edge::show(&SentPage {
        page: asked.page("ask-sent-title"),
    })
}

pub(super) async fn send(State(spaces): State<Spaces>, asked: Asked, form: Form) -> Answer {
    let done = match read(&form) {
        Ok(lost) => spaces.ask_for_code(&lost, asked.client).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(asked.go("/code/envoye")),
        Err(error) => {
            let page = asked.page("ask-title").again(&form, error)?;
            Ok(edge::mend(&AskPage { page }))
        }
    }
}

fn read(form: &Form) -> Result<Lost> {
    let number = form.text("nir").parse::<Matricule>();
    let number = number.map_err(|error| match error.code() {
        _ if form.text("nir").is_empty() => "activate-nir-empty",
        "identity-nir-key" => "activate-nir-key",
        _ => "activate-nir-form",
    });
    let card = CardSerial::read(form.raw("serie")).ok_or(match form.text("serie") {
        "" => "activate-card-empty",
        _ => "activate-card-form",
    });
    let birth = match form.date("naissance") {
        Ok(Some(day)) => Ok(day),
        Ok(None) | Err(_) => Err("ask-birth"),
    };
    let wrong: Vec<FieldError> = [
        ("nir", number.as_ref().err()),
        ("naissance", birth.as_ref().err()),
        ("serie", card.as_ref().err()),
    ]
    .into_iter()
    .filter_map(|(field, code)| Some(FieldError { field, code: code? }))
    .collect();
    match (number, birth, card) {
        (Ok(matricule), Ok(birth_date), Ok(card)) => Ok(Lost {
            matricule,
            birth_date,
            card,
        }),
        _ => Err(Error::fields(wrong)),
    }
}
