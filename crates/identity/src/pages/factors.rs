//! `/espace/moi/reglages/connexion`: the password, the app, the passkeys, and
//! FranceConnect. Whatever changes here asks for a fresh proof, and ends the other sessions.

use super::devices::device_name;
use super::{Refusal, at, json, with_cookies};
use crate::Identity;
use crate::accounts::Factor;
use crate::caller::Holder;
use crate::layer::{Device, FreshHolder, HolderIn};
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::{HeaderMap, StatusCode};
use kernel::{Error, Secret};

const PATH: &str = "/espace/moi/reglages/connexion";

#[derive(Template)]
#[template(path = "id_factors.html")]
struct FactorsPage {
    page: Page,
    lines: Vec<Line>,
    passkeys: bool,
    password: bool,
    federated: Option<Federated>,
}

/// FranceConnect, where it is offered.
struct Federated {
    /// Since when it opens this account, in words; none, and it may be bound.
    since: Option<String>,
    /// Whether it may be unbound.
    unbound: bool,
}

struct Line {
    id: String,
    kind: &'static str,
    device: Option<String>,
    created: String,
    /// Whether it may be taken away.
    removable: bool,
}

/// The page; it asks for a fresh proof, for all it is good for is to change.
pub(super) async fn page(
    State(identity): State<Identity>,
    FreshHolder(holder): FreshHolder,
    asked: Asked,
) -> Answer {
    let mut page = titled(&asked);
    if asked.param("fin").ok().flatten().is_some() {
        let text = page.t("identity-factors-changed");
        page = page.with_status(Tone::Done, text);
    }
    shown(&identity, &holder, page, StatusCode::OK).await
}

fn titled(asked: &Asked) -> Page {
    asked
        .page("identity-factors-title")
        .under(asked.page("settings-title").title, "/espace/moi/reglages")
}

async fn shown(identity: &Identity, holder: &Holder, page: Page, status: StatusCode) -> Answer {
    let factors = identity.list_factors(holder).await?;
    let ways = identity.ways(holder.account).await?;
    let line = |factor: &Factor| {
        let known = factor.browser.is_some() || factor.system.is_some();
        Line {
            id: factor.credential.to_string(),
            kind: match factor.passkey {
                true => "identity-factor-passkey",
                false => "identity-factor-app",
            },
            device: known.then(|| device_name(&page, factor.browser, factor.system)),
            created: page.moment(factor.created),
            removable: ways.without_factor(factor.passkey).may_stand(),
        }
    };
    let lines: Vec<Line> = factors.iter().map(line).collect();
    let mut federated = None;
    if identity.offers_france_connect() {
        let since = identity.bound_since(holder.account).await?;
        federated = Some(Federated {
            since: since.map(|since| page.moment(since)),
            unbound: ways.without_federated().may_stand(),
        });
    }
    Ok(edge::render(
        status,
        &FactorsPage {
            lines,
            passkeys: identity.passkeys_offered(),
            password: ways.password,
            federated,
            page,
        },
    ))
}

/// The page again, with what is wrong.
pub(crate) async fn again(
    identity: &Identity,
    holder: &Holder,
    asked: Asked,
    error: Error,
    field: &'static str,
) -> Answer {
    let refusal = Refusal::of(error, field)?;
    let asked = at(asked, PATH);
    // A password never comes back, nor does a browser's answer.
    let page = titled(&asked).again(&Form::default(), refusal.error)?;
    shown(identity, holder, page, refusal.status).await
}

fn done(asked: &Asked) -> Response {
    asked.go("/espace/moi/reglages/connexion?fin=oui")
}

/// A new password.
pub(super) async fn change_password(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["mot-de-passe"])?;
    if !crate::fresh_proof(&holder, identity.now()) {
        return Ok(crate::proof_first(&asked, PATH));
    }
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    match identity.change_password(&holder, &password).await {
        Ok(()) => Ok(done(&asked)),
        Err(error) => again(&identity, &holder, asked, error, "mot-de-passe").await,
    }
}

/// A challenge for a new passkey, for the script.
pub(super) async fn begin_passkey(
    State(identity): State<Identity>,
    FreshHolder(holder): FreshHolder,
) -> Answer {
    let (options, cookie) = identity.begin_own_passkey(&holder).await?;
    Ok(with_cookies(json(options), vec![cookie]))
}

/// The new passkey.
pub(super) async fn add_passkey(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["reponse"])?;
    if !crate::fresh_proof(&holder, identity.now()) {
        return Ok(crate::proof_first(&asked, PATH));
    }
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let device = Device::of(&headers, false);
    let response = form.raw("reponse");
    match identity
        .finish_own_passkey(&holder, step, response, &device)
        .await
    {
        Ok(()) => {
            let gone = tokens::unset(tokens::STEP_COOKIE);
            Ok(with_cookies(done(&asked), vec![gone]))
        }
        Err(error) => again(&identity, &holder, asked, error, "reponse").await,
    }
}

/// Takes a factor away.
pub(super) async fn remove(
    State(identity): State<Identity>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&["facteur"])?;
    if !crate::fresh_proof(&holder, identity.now()) {
        return Ok(crate::proof_first(&asked, PATH));
    }
    let credential = form
        .text("facteur")
        .parse()
        .map_err(|_| Error::not_found())?;
    match identity.remove_factor(&holder, credential).await {
        Ok(()) => Ok(done(&asked)),
        Err(error) => again(&identity, &holder, asked, error, "facteur").await,
    }
}
