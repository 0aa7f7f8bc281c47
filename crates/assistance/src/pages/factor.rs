//! `/op/second-facteur`: a second factor that the caller says they lost. It is taken
//! away after three days, as what else is asked for by telephone.

use super::{after, answer, can};
use crate::Assistance;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use identity::OperatorIn;
use identity::staff::Staff;
use kernel::Error;

#[derive(Template)]
#[template(path = "op_factor.html")]
struct FactorPage {
    page: Page,
    number: String,
    name: String,
}

pub(super) async fn page(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
) -> Answer {
    form_page(&assistance, &operator, &asked, None).await
}

/// The screen of a lost second factor; the other one, without somebody who may
/// ask for it.
async fn form_page(
    assistance: &Assistance,
    operator: &Staff,
    asked: &Asked,
    wrong: Option<(&Form, Error)>,
) -> Answer {
    let call = assistance.call(operator).await?;
    let Some((call, person)) = call.and_then(|call| call.person().map(|who| (call, who))) else {
        return Ok(asked.go("/op"));
    };
    let waiting = assistance.waiting(person).await?;
    let life = assistance.life(person).await?;
    if !waiting.is_empty() || !can(life, spaces::What::DropFactors, assistance) {
        return Ok(asked.go("/op"));
    }
    let concerned = assistance.spaces().concerned_by_phone(person).await?;
    let name = concerned.first().map(|one| one.name.0.clone());
    let page = asked
        .page("op-factor-title")
        .under(asked.page("op-call-title").title, "/op");
    let failed = wrong.is_some();
    let page = match wrong {
        Some((form, error)) => page.again(form, error)?,
        None => page,
    };
    Ok(answer(
        failed,
        &FactorPage {
            number: call.number().to_owned(),
            name: name.unwrap_or_default(),
            page,
        },
    ))
}

pub(super) async fn hold(
    State(assistance): State<Assistance>,
    OperatorIn(operator): OperatorIn,
    asked: Asked,
    form: Form,
) -> Answer {
    if !form.has("lu") {
        let error = Error::field("lu", "op-read-first");
        return form_page(&assistance, &operator, &asked, Some((&form, error))).await;
    }
    let done = assistance.hold(&operator, spaces::What::DropFactors).await;
    after(&assistance, &operator, &asked, &form, done).await
}
