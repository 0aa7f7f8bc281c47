//! `/connexion/preuve`: both factors again, before something weighty.

use super::{Refusal, at, back, is_shared, wanted, with_cookies};
use crate::Identity;
use crate::caller::Holder;
use crate::layer::{HolderIn, encode};
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use http::HeaderMap;
use kernel::{Result, Secret};

#[derive(Template)]
#[template(path = "id_proof.html")]
struct ProofPage {
    page: Page,
    back: String,
    passkeys: bool,
    password: bool,
    /// Where FranceConnect asks again, for who comes in through it.
    federated: Option<String>,
}

async fn proof_page(
    identity: &Identity,
    holder: &Holder,
    asked: &Asked,
    back: &str,
) -> Result<ProofPage> {
    let ways = identity.ways(holder).await?;
    let federated = ways.federated && identity.offers_france_connect();
    Ok(ProofPage {
        page: asked.page("identity-proof-title"),
        back: back.to_owned(),
        passkeys: identity.passkeys_offered() && (ways.password || ways.passkeys > 0),
        password: ways.password,
        federated: federated
            .then(|| format!("/connexion/preuve/franceconnect?retour={}", encode(back))),
    })
}

/// The page.
pub(super) async fn page(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let page = proof_page(&identity, &holder, &asked, &wanted(&asked)).await?;
    Ok(edge::show(&page))
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
            let mut template = proof_page(&identity, &holder, &asked, form.text("retour")).await?;
            Ok(refusal.answer(|error, status| {
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
            let asked = at(asked, "/connexion/preuve");
            let mut template = proof_page(&identity, &holder, &asked, form.text("retour")).await?;
            Ok(refusal.answer(|error, status| {
                template.page = template.page.again(&Form::default(), error)?;
                Ok(edge::render(status, &template))
            }))
        }
    }
}
