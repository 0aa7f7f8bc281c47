//! `/connexion`, `/connexion/code`, `/connexion/cle`, `/deconnexion`.

use super::{Refusal, at, back, json, wanted, with_cookies, with_header};
use crate::Identity;
use crate::caller::Caller;
use crate::layer::Device;
use crate::sign_in::{Attempt, STEP_OVER};
use crate::tokens::{self, cookie};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::{HeaderMap, HeaderName};
use kernel::{Error, Kind, Secret};

#[derive(Template)]
#[template(path = "id_sign_in.html")]
struct SignInPage {
    page: Page,
    back: String,
    passkeys: bool,
    /// Where FranceConnect lets in, on a computer of one's own and on a shared
    /// one.
    france_connect: Option<(String, String)>,
    /// Whether this browser's session at FranceConnect may be ended too.
    leaving: bool,
}

#[derive(Template)]
#[template(path = "id_code.html")]
struct CodePage {
    page: Page,
    back: String,
    passkeys: bool,
}

fn sign_in_page(identity: &Identity, asked: &Asked, back: &str) -> SignInPage {
    let away = |shared: &str| {
        let back = crate::layer::encode(back);
        format!("/connexion/franceconnect?{shared}retour={back}")
    };
    SignInPage {
        page: asked.page("identity-sign-in-title"),
        back: back.to_owned(),
        passkeys: identity.passkeys_offered(),
        france_connect: identity
            .offers_france_connect()
            .then(|| (away(""), away("partage=oui&"))),
        leaving: false,
    }
}

/// The sign-in page; who is signed in goes on.
pub(super) async fn page(
    State(identity): State<Identity>,
    asked: Asked,
    caller: Option<Extension<Caller>>,
) -> Response {
    let wanted = wanted(&asked);
    if let Some(Extension(Caller::Holder(_))) = caller {
        return asked.go(back(&wanted));
    }
    let mut template = sign_in_page(&identity, &asked, &wanted);
    let note = asked.param("fin").ok().flatten();
    let said = match note.as_deref() {
        Some("sortie" | "sortie-franceconnect") => Some((Tone::Done, "identity-signed-out")),
        Some("franceconnect") => Some((Tone::Done, "fc-signed-out")),
        Some("etape") => Some((Tone::Warning, STEP_OVER)),
        _ => None,
    };
    template.leaving = note.as_deref() == Some("sortie-franceconnect");
    if let Some((tone, key)) = said {
        let text = template.page.t(key);
        template.page = template.page.with_status(tone, text);
    }
    edge::show(&template)
}

/// Username and password: on to the code, or the same sentence for all.
pub(super) async fn send(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["identifiant", "mot-de-passe", "partage", "retour"])?;
    let attempt = Attempt {
        username: form.text("identifiant"),
        password: Secret::new(form.raw("mot-de-passe").to_owned()),
        client: asked.client,
        device_cookie: cookie(&headers, tokens::DEVICE_COOKIE),
        shared: form.has("partage"),
        back: form.text("retour"),
    };
    let tried = match missing(&form) {
        Some(error) => Err(error),
        None => identity.try_password(attempt).await,
    };
    match tried {
        Ok(token) => {
            let cookie = tokens::set(tokens::STEP_COOKIE, token.text(), None);
            Ok(with_cookies(asked.go("/connexion/code"), vec![cookie]))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "identifiant")?;
            Ok(refusal.answer(|error, status| {
                let mut template = sign_in_page(&identity, &asked, form.text("retour"));
                template.page = template.page.again(&form, error)?;
                Ok(edge::render(status, &template))
            }))
        }
    }
}

fn missing(form: &Form) -> Option<Error> {
    let empty = |field, code| kernel::FieldError { field, code };
    let mut fields = Vec::new();
    if form.text("identifiant").is_empty() {
        fields.push(empty("identifiant", "identity-username-missing"));
    }
    if form.raw("mot-de-passe").is_empty() {
        fields.push(empty("mot-de-passe", "identity-password-missing"));
    }
    (!fields.is_empty()).then(|| Error::fields(fields))
}

/// The code page, for who has just given the right password.
pub(super) async fn code_page(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let step = cookie(&headers, tokens::STEP_COOKIE);
    match identity.pending(step).await? {
        Some(pending) => Ok(edge::show(&CodePage {
            page: asked.page("identity-code-title"),
            back: pending.back,
            passkeys: identity.passkeys_offered(),
        })),
        None => Ok(begin_again(&asked)),
    }
}

/// The code: a session, or once more.
pub(super) async fn send_code(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["code"])?;
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let old = cookie(&headers, tokens::SESSION_COOKIE);
    let device = Device::of(&headers, false);
    match identity
        .try_code(step, form.text("code"), old, device)
        .await
    {
        Ok(opened) => Ok(with_cookies(asked.go(back(&opened.back)), opened.cookies)),
        Err(error) if error.kind() == Kind::Forbidden => Ok(begin_again(&asked)),
        Err(error) => {
            let refusal = Refusal::of(error, "code")?;
            Ok(refusal.answer(|error, status| {
                let mut page = asked.page("identity-code-title").again(&form, error)?;
                page = page.with_values(&[("code", "")]);
                let template = CodePage {
                    page,
                    back: String::new(),
                    passkeys: identity.passkeys_offered(),
                };
                Ok(edge::render(status, &template))
            }))
        }
    }
}

fn begin_again(asked: &Asked) -> Response {
    let response = asked.go("/connexion?fin=etape");
    with_cookies(response, vec![tokens::unset(tokens::STEP_COOKIE)])
}

/// A challenge for a passkey, for the script.
pub(super) async fn begin_passkey(State(identity): State<Identity>) -> Answer {
    let (options, cookie) = identity.begin_passkey_sign_in().await?;
    Ok(with_cookies(json(options), vec![cookie]))
}

/// A passkey's answer: a session, or the sign-in page again.
pub(super) async fn send_passkey(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["reponse", "retour", "partage"])?;
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let old = cookie(&headers, tokens::SESSION_COOKIE);
    let device = Device::of(&headers, form.has("partage"));
    let tried = identity
        .try_passkey(step, form.raw("reponse"), old, &device)
        .await;
    match tried {
        Ok(opened) => {
            let on = asked.go(back(form.text("retour")));
            Ok(with_cookies(on, opened.cookies))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "reponse")?;
            Ok(refusal.answer(|error, status| {
                let asked = at(asked, "/connexion");
                let mut template = sign_in_page(&identity, &asked, form.text("retour"));
                // The answer of a browser is nothing to show again.
                template.page = template.page.again(&Form::default(), error)?;
                Ok(edge::render(status, &template))
            }))
        }
    }
}

/// Ends the session. The browser forgets what it kept of this site.
pub(super) async fn sign_out(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let mut leaving = None;
    if let Some(token) = cookie(&headers, tokens::SESSION_COOKIE) {
        leaving = crate::france_connect::offer(&identity, token).await?;
        identity.end_token(token).await?;
    }
    let response = asked.go(match leaving {
        Some(_) => "/connexion?fin=sortie-franceconnect",
        None => "/connexion?fin=sortie",
    });
    let response = with_header(
        response,
        HeaderName::from_static("clear-site-data"),
        "\"cache\", \"storage\"",
    );
    let gone = vec![
        tokens::unset(tokens::SESSION_COOKIE),
        leaving.unwrap_or_else(|| tokens::unset(tokens::STEP_COOKIE)),
    ];
    Ok(with_cookies(response, gone))
}
