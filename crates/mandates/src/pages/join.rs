//! Accepting an invitation, by its code; to help somebody, once one has read what.

use super::LIST;
use crate::{Joined, Mandates};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use identity::{Code, FreshHolder, Misread};
use kernel::Error;

#[derive(Template)]
#[template(path = "rejoindre.html")]
struct JoinPage {
    page: Page,
    /// What they are asked to accept.
    offer: Option<Asking>,
}

/// What somebody is asked to accept.
struct Asking {
    /// The code again.
    code: String,
    /// Whom they would help.
    name: String,
    /// Until when.
    last: String,
    /// Conversations are among it.
    messages: bool,
}

impl JoinPage {
    fn of(asked: &Asked) -> Self {
        let page = asked.page("mandates-join-title");
        let title = page.t("mandates-title");
        Self {
            page: page.under(title, LIST),
            offer: None,
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
    form.only(&["code", "geste", "honneur"])?;
    let accepts = form.text("geste") == "accepter" && form.text("honneur") == "oui";
    let joined = match Code::read(form.text("code")) {
        Ok(code) => mandates.join(&holder, &code, accepts).await,
        Err(misread) => Err(Error::field(
            "code",
            match misread {
                Misread::Empty => "mandate-required",
                Misread::NotACode | Misread::Mistyped => "mandate-code-misread",
            },
        )),
    };
    match joined {
        Ok(Joined::Space(space)) => Ok(asked.go(&format!("/espace/{space}"))),
        Ok(Joined::Offered(offer)) => {
            let mut template = JoinPage::of(&asked);
            if form.text("geste") == "accepter" {
                let untold = Error::field("honneur", "carer-honour-required");
                template.page = template.page.again(&form, untold)?;
            }
            let last = template.page.day(offer.last);
            let code = form.text("code").to_owned();
            template.offer = Some(Asking {
                code,
                name: offer.name.0,
                last,
                messages: offer.messages,
            });
            let failed = template.page.filled.failed();
            Ok(match failed {
                true => edge::mend(&template),
                false => edge::show(&template),
            })
        }
        Err(error) => {
            let mut template = JoinPage::of(&asked);
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}
