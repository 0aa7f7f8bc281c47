//! `/connexion`, `/connexion/code`, `/connexion/cle`, the same at the doors of
//! the team, and `/deconnexion`.

use super::{Door, Refusal, at, back, json, wanted, with_cookies, with_header};
use crate::Identity;
use crate::layer::{Device, encode};
use crate::sign_in::{Attempt, STEP_OVER};
use crate::tokens::{self, cookie};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Audience, Form, Page, Tone};
use http::{HeaderMap, HeaderName};
use kernel::{Error, Kind, Secret};

#[derive(Template)]
#[template(path = "id_sign_in.html")]
struct SignInPage {
    page: Page,
    door: Door,
    back: String,
    passkeys: bool,
    /// Where FranceConnect lets in, on a computer of one's own and on a shared
    /// one.
    france_connect: Option<(String, String)>,
    /// Whether this browser's session at FranceConnect may be ended too.
    leaving: bool,
    /// Whether somebody is helped in this browser.
    helped: bool,
}

impl SignInPage {
    fn at(identity: &Identity, asked: &Asked, back: &str) -> Self {
        let door = Door::of(asked);
        let away = |shared: &str| {
            let back = encode(back);
            format!("/connexion/franceconnect?{shared}retour={back}")
        };
        // A provider's session would outlast the help.
        let helped = asked.is_helped();
        let federated = !door.is_staff() && !helped && identity.offers_france_connect();
        Self {
            page: asked.page(match door.0 {
                Audience::Operator => "staff-sign-in-operator",
                Audience::Volunteer => "staff-sign-in-volunteer",
                Audience::Administrator => "staff-sign-in-administrator",
                Audience::Holder | Audience::Professional | Audience::Helped | Audience::Locked => {
                    "identity-sign-in-title"
                }
            }),
            door,
            back: back.to_owned(),
            passkeys: identity.passkeys_offered(),
            france_connect: federated.then(|| (away(""), away("partage=oui&"))),
            leaving: false,
            helped,
        }
    }

    /// Where the username comes from.
    fn hint(&self) -> &'static str {
        match self.door.is_staff() {
            true => "staff-username-hint",
            false => "identity-username-hint",
        }
    }

    /// How long a session from this door lasts.
    fn lasts(&self) -> &'static str {
        match self.door.0 {
            Audience::Operator | Audience::Administrator => "staff-session-length",
            Audience::Volunteer => "staff-session-length-volunteer",
            Audience::Holder | Audience::Professional | Audience::Helped | Audience::Locked => {
                "identity-session-length"
            }
        }
    }
}

#[derive(Template)]
#[template(path = "id_code.html")]
struct CodePage {
    page: Page,
    door: Door,
    back: String,
    passkeys: bool,
    /// Whether it says what to do without the phone.
    forgotten: bool,
}

/// The sign-in page; who is signed in goes on.
pub(super) async fn page(State(identity): State<Identity>, asked: Asked) -> Response {
    let wanted = wanted(&asked);
    let mut template = SignInPage::at(&identity, &asked, &wanted);
    let door = template.door;
    if asked.who.as_ref().is_some_and(|who| who.audience == door.0) {
        return asked.go(back(door, &wanted));
    }
    let note = asked.param("fin").ok().flatten();
    let said = match note.as_deref() {
        Some("sortie" | "sortie-franceconnect") => Some((Tone::Done, "identity-signed-out")),
        Some("franceconnect") => Some((Tone::Done, "fc-signed-out")),
        Some("etape") => Some((Tone::Warning, STEP_OVER)),
        Some("perdu") => Some((Tone::Warning, "identity-over-lost")),
        Some("oubli") => Some((Tone::Done, "identity-password-chosen")),
        _ => None,
    };
    template.leaving = !door.is_staff() && note.as_deref() == Some("sortie-franceconnect");
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
    let door = Door::of(&asked);
    let attempt = Attempt {
        door: door.0,
        username: form.text("identifiant"),
        password: Secret::new(form.raw("mot-de-passe").to_owned()),
        client: asked.client,
        device_cookie: cookie(&headers, tokens::DEVICE_COOKIE),
        shared: form.has("partage") || asked.is_helped(),
        back: form.text("retour"),
    };
    let tried = match missing(&form) {
        Some(error) => Err(error),
        None => identity.try_password(attempt).await,
    };
    match tried {
        Ok((cookie, next)) => {
            let on = asked.go(&door.below(next));
            Ok(with_cookies(on, vec![cookie]))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "identifiant")?;
            Ok(refusal.answer(|error, status| {
                let mut template = SignInPage::at(&identity, &asked, form.text("retour"));
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
    let door = Door::of(&asked);
    match identity.pending(door.0, step).await? {
        Some(pending) => Ok(edge::show(&CodePage {
            page: asked.page("identity-code-title"),
            door,
            back: pending.back,
            passkeys: identity.passkeys_offered(),
            forgotten: may_forget(&asked),
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
    let old = tokens::earlier_session(&headers);
    let device = Device::of(&headers, false);
    let door = Door::of(&asked);
    match identity
        .try_code(door.0, step, form.text("code"), old, device)
        .await
    {
        Ok(opened) => {
            let on = asked.go(back(door, &opened.back));
            Ok(with_cookies(on, opened.cookies))
        }
        Err(error) if error.kind() == Kind::Forbidden => Ok(begin_again(&asked)),
        Err(error) => {
            let refusal = Refusal::of(error, "code")?;
            Ok(refusal.answer(|error, status| {
                let mut page = asked.page("identity-code-title").again(&form, error)?;
                page = page.with_values(&[("code", "")]);
                let template = CodePage {
                    page,
                    door,
                    back: String::new(),
                    passkeys: identity.passkeys_offered(),
                    forgotten: may_forget(&asked),
                };
                Ok(edge::render(status, &template))
            }))
        }
    }
}

/// Holders get back in by themselves; not in a browser where they are helped.
fn may_forget(asked: &Asked) -> bool {
    !Door::of(asked).is_staff() && !asked.is_helped()
}

fn begin_again(asked: &Asked) -> Response {
    let response = asked.go(&Door::of(asked).below("?fin=etape"));
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
    let old = tokens::earlier_session(&headers);
    let device = Device::of(&headers, form.has("partage") || asked.is_helped());
    let door = Door::of(&asked);
    let tried = identity
        .try_passkey(door.0, step, form.raw("reponse"), old, &device)
        .await;
    match tried {
        Ok(opened) => {
            let on = asked.go(back(door, form.text("retour")));
            Ok(with_cookies(on, opened.cookies))
        }
        Err(error) => {
            let refusal = Refusal::of(error, "reponse")?;
            Ok(refusal.answer(|error, status| {
                let asked = at(asked, door.path());
                let mut template = SignInPage::at(&identity, &asked, form.text("retour"));
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
    if let Some(token) = tokens::earlier_session(&headers) {
        leaving = crate::france_connect::offer(&identity, token).await?;
        identity.end_token(token).await?;
    }
    let audience = asked.who.as_ref().map(|who| who.audience);
    let door = match audience {
        Some(audience) if audience.is_staff() => audience.sign_in(),
        _ => Audience::Holder.sign_in(),
    };
    let end = match leaving {
        Some(_) => "sortie-franceconnect",
        None => "sortie",
    };
    let response = asked.go(&format!("{door}?fin={end}"));
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
