//! `/equipe/activer…`: the code, a username and a password; then an app or a
//! passkey. Without JavaScript the passkey is not offered, and nothing misses.

use crate::Identity;
use crate::code::{Code, Misread};
use crate::layer::Device;
use crate::pages::{Refusal, at, json, with_cookies};
use crate::sign_in::STEP_OVER;
use crate::staff::enrol::{Shown, Sitting};
use crate::tokens::{self, cookie};
use crate::totp::TotpPart;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::{HeaderMap, StatusCode};
use kernel::{Error, FieldError, Kind, Result, Secret};

const PATH: &str = "/equipe/activer";
const FACTOR_PATH: &str = "/equipe/activer/facteur";

#[derive(Template)]
#[template(path = "staff_enrol.html")]
struct EnrolPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "staff_factor.html")]
struct FactorPage {
    page: Page,
    part: TotpPart,
    passkeys: bool,
}

/// The first step.
pub(super) async fn page(asked: Asked) -> Response {
    let mut page = asked.page("staff-enrol-title");
    if asked.param("fin").ok().flatten().is_some() {
        let text = page.t("staff-enrol-over");
        page = page.with_status(Tone::Warning, text);
    }
    edge::show(&EnrolPage { page })
}

/// The code and what to sign in with: on to the second factor.
pub(super) async fn send(State(identity): State<Identity>, asked: Asked, form: Form) -> Answer {
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    let begun = match read(&form) {
        Ok(code) => {
            let username = form.text("identifiant");
            identity
                .begin_enrolment(&code, username, &password, asked.client)
                .await
        }
        Err(error) => Err(error),
    };
    match begun {
        Ok(cookie) => Ok(with_cookies(asked.go(FACTOR_PATH), vec![cookie])),
        Err(error) => first_again(asked, &form, error),
    }
}

fn first_again(asked: Asked, form: &Form, error: Error) -> Answer {
    let refusal = Refusal::of(error, "code")?;
    let asked = at(asked, PATH);
    Ok(refusal.answer(|error, status| {
        let page = asked.page("staff-enrol-title").again(form, error)?;
        Ok(edge::render(status, &EnrolPage { page }))
    }))
}

/// What is wrong with the form of what was typed is said at once, and counts
/// as no try.
fn read(form: &Form) -> Result<Code> {
    form.only(&["code", "identifiant", "mot-de-passe"])?;
    let code = Code::read(form.raw("code")).map_err(|why| match why {
        Misread::Empty => "staff-code-empty",
        Misread::NotACode => "staff-code-form",
        Misread::Mistyped => "staff-code-mistyped",
    });
    let username = form.text("identifiant").is_empty();
    let password = form.raw("mot-de-passe").is_empty();
    let wrong = [
        ("code", code.as_ref().err().copied()),
        (
            "identifiant",
            username.then_some("identity-username-missing"),
        ),
        (
            "mot-de-passe",
            password.then_some("identity-password-missing"),
        ),
    ];
    let wrong: Vec<FieldError> = wrong
        .into_iter()
        .filter_map(|(field, code)| Some(FieldError { field, code: code? }))
        .collect();
    match code {
        Ok(code) if wrong.is_empty() => Ok(code),
        _ => Err(Error::fields(wrong)),
    }
}

async fn sitting(identity: &Identity, headers: &HeaderMap) -> Result<Option<Sitting>> {
    let step = cookie(headers, tokens::STEP_COOKIE);
    identity.enrolment(step).await
}

fn begin_again(asked: &Asked) -> Response {
    let gone = tokens::unset(tokens::STEP_COOKIE);
    with_cookies(asked.go(&format!("{PATH}?fin=etape")), vec![gone])
}

/// The second step.
pub(super) async fn factor_page(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let Some(sitting) = sitting(&identity, &headers).await? else {
        return Ok(begin_again(&asked));
    };
    let page = asked.page("staff-factor-title");
    factor(&identity, &sitting, page, StatusCode::OK)
}

fn factor(identity: &Identity, sitting: &Sitting, page: Page, status: StatusCode) -> Answer {
    Ok(edge::render(
        status,
        &FactorPage {
            part: identity.enrolment_part(sitting)?,
            passkeys: identity.passkeys_offered(),
            page,
        },
    ))
}

/// The code of the app: the account opens.
pub(super) async fn send_factor(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["code"])?;
    finish(&identity, asked, &headers, Shown::App(form.text("code"))).await
}

/// The browser's passkey: the account opens.
pub(super) async fn send_passkey(
    State(identity): State<Identity>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["reponse"])?;
    let shown = Shown::Passkey(form.raw("reponse"));
    finish(&identity, asked, &headers, shown).await
}

/// A challenge for a passkey, for the script.
pub(super) async fn begin_passkey(State(identity): State<Identity>, headers: HeaderMap) -> Answer {
    let mut sitting = sitting(&identity, &headers)
        .await?
        .ok_or_else(Error::not_found)?;
    let options = identity.ask_enrolment_passkey(&mut sitting).await?;
    Ok(json(options))
}

async fn finish(
    identity: &Identity,
    asked: Asked,
    headers: &HeaderMap,
    shown: Shown<'_>,
) -> Answer {
    let Some(sitting) = sitting(identity, headers).await? else {
        return Ok(begin_again(&asked));
    };
    let old = tokens::earlier_session(headers);
    let device = Device::of(headers, false);
    match identity
        .finish_enrolment(&sitting, shown, old, &device)
        .await
    {
        Ok((role, cookies)) => Ok(with_cookies(asked.go(role.audience().home()), cookies)),
        Err(error) if error.code() == STEP_OVER => Ok(begin_again(&asked)),
        // Somebody took the username meanwhile: back to where it was chosen.
        Err(error) if names(&error, "identifiant") => first_again(asked, &Form::default(), error),
        Err(error) => {
            let refusal = Refusal::of(error, "code")?;
            let asked = at(asked, FACTOR_PATH);
            Ok(refusal.answer(|error, status| {
                // Neither a code nor a browser's answer comes back.
                let page = asked.page("staff-factor-title");
                let page = page.again(&Form::default(), error)?;
                factor(identity, &sitting, page, status)
            }))
        }
    }
}

fn names(error: &Error, field: &str) -> bool {
    error.kind() == Kind::Invalid && error.field_errors().iter().any(|f| f.field == field)
}
