//! `/connexion/facteur`: between the right password and anything else, a second
//! factor in place of one that was lost.

use super::activate::with_cookie;
use super::helping::Helping;
use crate::Spaces;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use http::HeaderMap;
use identity::TotpPart;
use kernel::Kind;

#[derive(Template)]
#[template(path = "factor_new.html")]
struct FactorPage {
    page: Page,
    part: TotpPart,
}

pub(super) async fn page(State(spaces): State<Spaces>, asked: Asked, headers: HeaderMap) -> Answer {
    match spaces.new_factor_part(&headers).await {
        Ok(part) => Ok(edge::show(&FactorPage {
            page: asked.page("factor-new-title"),
            part,
        })),
        Err(error) if error.kind() == Kind::NotFound => Ok(asked.go("/connexion?fin=etape")),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn send(
    State(spaces): State<Spaces>,
    Helping(help): Helping,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["code"])?;
    let done = spaces
        .set_up_factor(&headers, form.text("code"), help)
        .await;
    match done {
        Ok((cookies, back)) => Ok(cookies.into_iter().fold(asked.go(&back), with_cookie)),
        Err(error) if error.kind() == Kind::NotFound => Ok(asked.go("/connexion?fin=etape")),
        Err(error) if error.kind() == Kind::Invalid => {
            let part = match spaces.new_factor_part(&headers).await {
                Ok(part) => part,
                Err(error) if error.kind() == Kind::NotFound => {
                    return Ok(asked.go("/connexion?fin=etape"));
                }
                Err(error) => return Err(error.into()),
            };
            // A code does not come back.
            let page = asked
                .page("factor-new-title")
                .again(&Form::default(), error)?;
            Ok(edge::mend(&FactorPage { page, part }))
        }
        Err(error) => Err(error.into()),
    }
}
