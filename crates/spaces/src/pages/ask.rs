//! `/code`: asking for a new code. The answer is the same for everybody.

use super::facts;
use super::helping::Helping;
use crate::Spaces;
use crate::actions::Lost;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use kernel::{Date, Result};

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

pub(super) async fn send(
    State(spaces): State<Spaces>,
    Helping(help): Helping,
    asked: Asked,
    form: Form,
) -> Answer {
    let today = spaces.world().now().in_paris().date();
    let done = match read(&form, today) {
        Ok(lost) => spaces.ask_for_code(&lost, asked.client, help).await,
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

pub(super) fn read(form: &Form, today: Date) -> Result<Lost> {
    let (number, card) = (facts::matricule(form), facts::card(form));
    let birth = match form.birth("naissance", today) {
        Ok(Some(day)) => Ok(day),
        Err("error-birth-future") => Err("error-birth-future"),
        Ok(None) | Err(_) => Err("ask-birth"),
    };
    match (number, birth, card) {
        (Ok(matricule), Ok(birth_date), Ok(card)) => Ok(Lost {
            matricule,
            birth_date,
            card,
        }),
        (number, birth, card) => Err(facts::wrong([
            ("nir", number.as_ref().err()),
            ("naissance", birth.as_ref().err()),
            ("serie", card.as_ref().err()),
        ])),
    }
}
