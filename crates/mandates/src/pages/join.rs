//! Accepting an invitation, by its code.

use super::LIST;
use crate::Mandates;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use identity::{Code, FreshHolder, Misread};
use kernel::Error;

#[derive(Template)]
#[template(path = "rejoindre.html")]
struct JoinPage {
    page: Page,
}

impl JoinPage {
    fn of(asked: &Asked) -> Self {
        let page = asked.page("mandates-join-title");
        let title = page.t("mandates-title");
        Self {
            page: page.under(title, LIST),
        }
    }
}

pub(super) async fn form(asked: Asked, _: FreshHolder) -> Answer {
    Ok(edge::show(&JoinPage::of(&asked)))
}

pub(super) async fn join(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    State(mandates): State<Mandates>,
    form: Form,
) -> Answer {
    form.only(&["code"])?;
    let joined = match Code::read(form.text("code")) {
        Ok(code) => mandates.join(&holder, &code).await,
        Err(misread) => Err(Error::field(
            "code",
            match misread {
                Misread::Empty => "mandate-required",
                Misread::NotACode | Misread::Mistyped => "mandate-code-misread",
            },
        )),
    };
    match joined {
        Ok(space) => Ok(asked.go(&format!("/espace/{space}"))),
        Err(error) => {
            let mut template = JoinPage::of(&asked);
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}
