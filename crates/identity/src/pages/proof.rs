//! `/connexion/preuve`, `/admin/connexion/preuve`: both factors again, before
//! something weighty.

use super::{Door, Refusal, at, back, is_shared, wanted, with_cookies};
use crate::Identity;
use crate::caller::Caller;
use crate::layer::{SignedIn, encode};
use crate::sessions::Own;
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Audience, Form, Page};
use http::HeaderMap;
use kernel::{Error, Result, Secret};

#[derive(Template)]
#[template(path = "id_proof.html")]
struct ProofPage {
    page: Page,
    door: Door,
    back: String,
    passkeys: bool,
    password: bool,
    /// Where FranceConnect asks again, for who comes in through it.
    federated: Option<String>,
}

impl ProofPage {
    async fn at(identity: &Identity, asked: &Asked, own: Own, back: &str) -> Result<Self> {
        let door = Door::of(asked);
        let ways = identity.ways(own.account).await?;
        let federated = !door.is_staff() && ways.federated;
        Ok(Self {
            page: asked.page("identity-proof-title"),
            door,
            back: back.to_owned(),
            passkeys: identity.passkeys_offered() && (ways.password || ways.passkeys > 0),
            password: ways.password,
            federated: federated
                .then(|| door.below(&format!("/preuve/franceconnect?retour={}", encode(back)))),
        })
    }
}

/// Whose proof this is, and whether their cookie ends with the browser: those
/// who came in at the door of the page.
async fn own(identity: &Identity, caller: &Caller, asked: &Asked) -> Result<(Own, bool)> {
    match (caller, Door::of(asked).0) {
        (Caller::Holder(holder), Audience::Holder) => {
            Ok((holder.into(), is_shared(identity, holder).await?))
        }
        (Caller::Staff(staff), door) if staff.role.audience() == door => Ok((staff.into(), true)),
        _ => Err(Error::not_found()),
    }
}

/// The page.
pub(super) async fn page(
    State(identity): State<Identity>,
    SignedIn(caller): SignedIn,
    asked: Asked,
) -> Answer {
    let (own, _) = own(&identity, &caller, &asked).await?;
    let page = ProofPage::at(&identity, &asked, own, &wanted(&asked)).await?;
    Ok(edge::show(&page))
}

/// Password and code: back to where the person came from.
pub(super) async fn send(
    State(identity): State<Identity>,
    SignedIn(caller): SignedIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["mot-de-passe", "code", "retour"])?;
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    let door = Door::of(&asked);
    let (own, shared) = own(&identity, &caller, &asked).await?;
    let tried = identity
        .try_proof(own, password, form.text("code"), shared)
        .await;
    match tried {
        Ok(cookie) => Ok(with_cookies(
            asked.go(back(door, form.text("retour"))),
            vec![cookie],
        )),
        Err(error) => {
            let refusal = Refusal::of(error, "mot-de-passe")?;
            let mut template = ProofPage::at(&identity, &asked, own, form.text("retour")).await?;
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
    SignedIn(caller): SignedIn,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["reponse", "retour"])?;
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let door = Door::of(&asked);
    let (own, shared) = own(&identity, &caller, &asked).await?;
    let tried = identity
        .try_passkey_proof(own, step, form.raw("reponse"), shared)
        .await;
    match tried {
        Ok(cookie) => {
            let gone = tokens::unset(tokens::STEP_COOKIE);
            Ok(with_cookies(
                asked.go(back(door, form.text("retour"))),
                vec![cookie, gone],
            ))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "reponse")?;
            let asked = at(asked, &door.below("/preuve"));
            let mut template = ProofPage::at(&identity, &asked, own, form.text("retour")).await?;
            Ok(refusal.answer(|error, status| {
                template.page = template.page.again(&Form::default(), error)?;
                Ok(edge::render(status, &template))
            }))
        }
    }
}
