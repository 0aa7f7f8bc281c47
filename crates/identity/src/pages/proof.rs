//! `/connexion/preuve`: both factors again, before something weighty.

use super::{Refusal, at, back, is_shared, wanted, with_cookies};
use crate::Identity;
use crate::layer::HolderIn;
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page};
use http::HeaderMap;
use kernel::Secret;

#[derive(Template)]
#[template(path = "id_proof.html")]
struct ProofPage {
    page: Page,
    back: String,
    passkeys: bool,
}

fn proof_page(identity: &Identity, asked: &Asked, back: &str) -> ProofPage {
    ProofPage {
        page: asked.page("identity-proof-title"),
        back: back.to_owned(),
        passkeys: identity.passkeys_offered(),
    }
}

/// The page.
pub(super) async fn page(
    State(identity): State<Identity>,
    HolderIn(_): HolderIn,
    asked: Asked,
) -> Response {
    edge::show(&proof_page(&identity, &asked, &wanted(&asked)))
}

/// Password and code: back to where the person came from.
pub(super) async fn send(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["mot-de-passe", "code", "retour"])?;
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    let shared = is_shared(&identity, &holder).await?;
    let tried = identity
        .try_proof(&holder, password, form.text("code"), shared)
        .await;
    match tried {
        Ok(cookie) => Ok(with_cookies(
            asked.go(back(form.text("retour"))),
            vec![cookie],
        )),
        Err(error) => {
            let refusal = Refusal::of(error, "mot-de-passe")?;
            Ok(refusal.answer(|error, status| {
                let mut template = proof_page(&identity, &asked, form.text("retour"));
                template.page = template.page.again(&form, error)?;
                template.page = template.page.with_values(&[("code", "")]);
                Ok(edge::render(status, &template))
            }))
        }
    }
}

/// The holder's passkey: back to where the person came from.
pub(super) async fn send_passkey(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["reponse", "retour"])?;
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let shared = is_shared(&identity, &holder).await?;
    let tried = identity
        .try_passkey_proof(&holder, step, form.raw("reponse"), shared)
        .await;
    match tried {
        Ok(cookie) => {
            let gone = tokens::unset(tokens::STEP_COOKIE);
            Ok(with_cookies(
                asked.go(back(form.text("retour"))),
                vec![cookie, gone],
            ))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "reponse")?;
            Ok(refusal.answer(|error, status| {
                let asked = at(asked, "/connexion/preuve");
                let mut template = proof_page(&identity, &asked, form.text("retour"));
                template.page = template.page.again(&Form::default(), error)?;
                Ok(edge::render(status, &template))
            }))
        }
    }
}
