//! `/activer…`: code and numbers, username and password, second factor, who
//! will see. The code is only ever in the body of one POST; the steps are kept
//! on the server, under a cookie that opens nothing else.

use super::facts;
use super::helping::Helping;
use crate::Spaces;
use crate::actions::{Browser, COOKIE_LIFE, Sitting, Try, is_overtaken};
use crate::rules::code::{Code, Misread};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use edge::{Answer, Asked, Form, Page};
use http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use identity::Device;
use kernel::{Error, Kind, Result, Secret};

/// The cookie of an activation or an opposition under way.
pub const ACTIVATION_COOKIE: &str = "__Host-activation";
/// The last step; from there somebody is led to the first that is not done,
/// or to their receipt. For whoever was overtaken by another request of the
/// same sitting.
pub(super) const ONWARD: &str = "/activer/partage";

#[derive(Template)]
#[template(path = "activate_code.html")]
struct CodePage {
    page: Page,
    france_connect: bool,
}

#[derive(Template)]
#[template(path = "activate_sign_in.html")]
struct SignInPage {
    page: Page,
    proposals: Vec<String>,
    /// Whether FranceConnect opens the account in any case.
    federated: bool,
}

#[derive(Template)]
#[template(path = "activate_factor.html")]
struct FactorPage {
    page: Page,
    part: identity::TotpPart,
    passkeys: bool,
}

#[derive(Template)]
#[template(path = "activate_sharing.html")]
struct SharingPage {
    page: Page,
    /// Whether FranceConnect alone opens the account.
    federated: bool,
    /// Who is helped by somebody decides for emergencies later, alone.
    alone: bool,
    /// What comes next for the children whom they ticked.
    children: Option<String>,
}

pub(super) async fn code_page(State(spaces): State<Spaces>, asked: Asked) -> Response {
    edge::show(&CodePage {
        page: super::federated::told(&asked, asked.page("activate-title")),
        france_connect: offers_france_connect(&spaces, &asked),
    })
}

/// Not where somebody is helped: the provider's session would outlast the help.
fn offers_france_connect(spaces: &Spaces, asked: &Asked) -> bool {
    spaces.identity().offers_france_connect() && !asked.is_helped()
}

pub(super) async fn send_code(
    State(spaces): State<Spaces>,
    Helping(help): Helping,
    asked: Asked,
    form: Form,
) -> Answer {
    let begun = match read_try(&form) {
        Ok(typed) => spaces.begin_sitting(&typed, asked.client, help).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(begun) => {
            let cookie = cookie(begun.cookie.expose(), COOKIE_LIFE.as_secs());
            Ok(with_cookie(asked.go("/activer/choix"), cookie))
        }
        Err(error) => {
            let page = asked.page("activate-title").again(&form, error)?;
            let france_connect = offers_france_connect(&spaces, &asked);
            Ok(edge::mend(&CodePage {
                page,
                france_connect,
            }))
        }
    }
}

/// Reads the three facts; all that is wrong with their form is said at once,
/// and counts as no try.
pub(super) fn read_try(form: &Form) -> Result<Try> {
    form.only(&["code", "nir", "serie"])?;
    let code = Code::read(form.raw("code")).map_err(|why| match why {
        Misread::Empty => "activate-code-empty",
        Misread::NotACode => "activate-code-form",
        Misread::Mistyped => "activate-code-mistyped",
    });
    let (matricule, card) = (facts::matricule(form), facts::card(form));
    match (code, matricule, card) {
        (Ok(code), Ok(matricule), Ok(card)) => Ok(Try {
            code,
            matricule,
            card,
        }),
        (code, matricule, card) => Err(facts::wrong([
            ("code", code.as_ref().err()),
            ("nir", matricule.as_ref().err()),
            ("serie", card.as_ref().err()),
        ])),
    }
}

/// Where somebody is in the middle of an activation; where to go otherwise.
pub(super) async fn sitting(
    spaces: &Spaces,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Sitting, Response> {
    let Some(cookie) = read_cookie(headers, ACTIVATION_COOKIE) else {
        return Err(asked.go("/activer"));
    };
    match spaces.sitting(cookie).await {
        Ok(sitting) => Ok(sitting),
        Err(error) if error.kind() == Kind::NotFound => Err(asked.go("/activer")),
        Err(error) => Err(asked.fail(error)),
    }
}

/// As [`sitting`], with the steps done that come before this page.
pub(super) async fn sitting_at(
    spaces: &Spaces,
    asked: &Asked,
    headers: &HeaderMap,
    step: Step,
) -> Result<Sitting, Response> {
    let sitting = sitting(spaces, asked, headers).await?;
    let draft = &sitting.draft;
    if draft.decided.is_some() {
        return Err(asked.go("/opposition/recu"));
    }
    if !draft.has_contact() {
        return Err(asked.go("/activer/contact"));
    }
    match step {
        Step::SignIn => Ok(sitting),
        Step::Sharing if draft.is_ready() => Ok(sitting),
        _ if draft.username.is_none() => Err(asked.go("/activer/connexion")),
        Step::Sharing => Err(asked.go("/activer/facteur")),
        Step::Factor => Ok(sitting),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    SignIn,
    Factor,
    Sharing,
}

pub(super) async fn sign_in_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let sitting = match sitting_at(&spaces, &asked, &headers, Step::SignIn).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let page = asked.page("activate-sign-in-title").with_values(&[(
        "identifiant",
        sitting.draft.username.as_deref().unwrap_or_default(),
    )]);
    let proposals = spaces.propose_usernames(sitting.person).await?;
    Ok(edge::show(&SignInPage {
        page,
        proposals,
        federated: sitting.draft.is_federated(),
    }))
}

pub(super) async fn send_sign_in(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let mut sitting = match sitting_at(&spaces, &asked, &headers, Step::SignIn).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    let kept = match form.only(&["identifiant", "mot-de-passe"]) {
        Ok(()) => {
            spaces
                .choose_sign_in(&mut sitting, form.text("identifiant"), &password)
                .await
        }
        Err(error) => Err(error),
    };
    match kept {
        Ok(()) => Ok(asked.go("/activer/facteur")),
        Err(error) if is_overtaken(&error) => Ok(asked.go(ONWARD)),
        Err(error) => {
            let page = asked.page("activate-sign-in-title").again(&form, error)?;
            let proposals = spaces.propose_usernames(sitting.person).await?;
            Ok(edge::mend(&SignInPage {
                page,
                proposals,
                federated: sitting.draft.is_federated(),
            }))
        }
    }
}

pub(super) async fn factor_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    match sitting_at(&spaces, &asked, &headers, Step::Factor).await {
        Ok(sitting) => {
            let page = factor(&spaces, &sitting, asked.page("activate-factor-title"))?;
            Ok(edge::show(&page))
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn factor(spaces: &Spaces, sitting: &Sitting, page: Page) -> Result<FactorPage> {
    Ok(FactorPage {
        part: spaces.app_part(sitting)?,
        passkeys: spaces.passkeys_offered(),
        page,
    })
}

pub(super) async fn send_factor(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let mut sitting = match sitting_at(&spaces, &asked, &headers, Step::Factor).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let proven = match form.only(&["code"]) {
        Ok(()) => spaces.prove_app(&mut sitting, form.text("code")).await,
        Err(error) => Err(error),
    };
    after_factor(&spaces, &asked, &sitting, proven)
}

/// A challenge for a passkey, for the script.
pub(super) async fn ask_passkey(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let mut sitting = match sitting_at(&spaces, &asked, &headers, Step::Factor).await {
        Ok(sitting) => sitting,
        Err(_) => return Err(Error::not_found().into()),
    };
    let options = spaces.ask_passkey(&mut sitting).await?;
    Ok(([(CONTENT_TYPE, "application/json")], options).into_response())
}

pub(super) async fn send_passkey(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let mut sitting = match sitting_at(&spaces, &asked, &headers, Step::Factor).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let device = Device::of(&headers, false);
    let taken = match form.only(&["reponse"]) {
        Ok(()) => {
            spaces
                .take_passkey(&mut sitting, form.raw("reponse"), &device)
                .await
        }
        Err(error) => Err(error),
    };
    after_factor(&spaces, &asked, &sitting, taken)
}

fn after_factor(spaces: &Spaces, asked: &Asked, sitting: &Sitting, done: Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(asked.go(ONWARD)),
        Err(error) if is_overtaken(&error) => Ok(asked.go(ONWARD)),
        Err(error) => {
            // Neither a code nor a browser's answer comes back.
            let mut here = asked.clone();
            here.path = String::from("/activer/facteur");
            let page = here
                .page("activate-factor-title")
                .again(&Form::default(), error)?;
            Ok(edge::mend(&factor(spaces, sitting, page)?))
        }
    }
}

pub(super) async fn sharing_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let sitting = match sitting_at(&spaces, &asked, &headers, Step::Sharing).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let page = asked.page("activate-sharing-title");
    Ok(edge::show(&SharingPage {
        federated: sitting.draft.is_federated() && sitting.draft.username.is_none(),
        alone: !asked.is_helped(),
        children: children(&spaces, &asked, &page, &sitting).await?,
        page,
    }))
}

/// Whether the children whom somebody ticked come next: not while they are helped, nor
/// in the first days of an account that a letter opened, in which nobody takes a
/// child's space up.
fn goes_on_with_children(asked: &Asked, sitting: &Sitting) -> bool {
    let draft = &sitting.draft;
    !draft.children.is_empty() && !asked.is_helped() && !draft.begins_on_probation()
}

async fn children(
    spaces: &Spaces,
    asked: &Asked,
    page: &Page,
    sitting: &Sitting,
) -> Result<Option<String>> {
    if sitting.draft.children.is_empty() {
        return Ok(None);
    }
    let concerned = spaces.dependants(sitting).await?;
    let ticked = concerned.iter();
    let ticked = ticked.filter(|one| sitting.draft.names_child(one.person));
    let names: Vec<&str> = ticked.map(|one| one.name.0.as_str()).collect();
    let key = match goes_on_with_children(asked, sitting) {
        true => "activate-sharing-children",
        false if sitting.draft.begins_on_probation() => "activate-sharing-children-later",
        false => "activate-sharing-children-alone",
    };
    Ok((!names.is_empty()).then(|| page.t1(key, "names", names.join(", "))))
}

pub(super) async fn finish(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["suite"])?;
    let sitting = match sitting_at(&spaces, &asked, &headers, Step::Sharing).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let next = match form.text("suite") {
        "urgences" if !asked.is_helped() => "/espace/moi/acces/urgence",
        _ if goes_on_with_children(&asked, &sitting) => super::choice::CHILDREN,
        _ => "/espace/moi",
    };
    let browser = Browser {
        device: &Device::of(&headers, false),
        old_session: identity::earlier_session(&headers),
    };
    match spaces.finish_activation(&sitting, browser).await {
        Ok(session) => Ok(with_cookie(
            with_cookie(asked.go(next), cookie("", 0)),
            session,
        )),
        // Another request of the same person finished it.
        Err(error) if error.kind() == Kind::NotFound => Ok(asked.go("/connexion")),
        // The username was taken meanwhile.
        Err(error) if error.kind() == Kind::Invalid => {
            let form = Form::of(&[(
                "identifiant",
                sitting.draft.username.as_deref().unwrap_or_default(),
            )]);
            let page = asked.page("activate-sign-in-title").again(&form, error)?;
            let proposals = spaces.propose_usernames(sitting.person).await?;
            Ok(edge::mend(&SignInPage {
                page,
                proposals,
                federated: sitting.draft.is_federated(),
            }))
        }
        Err(error) => Err(error.into()),
    }
}

/// The value of a cookie; nothing, if it comes twice.
pub(super) fn read_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(it, _)| *it == name)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

pub(super) fn cookie(value: &str, seconds: u64) -> HeaderValue {
    cookie_for(value, seconds, "Strict")
}

/// The cookie of a sitting that begins on the way back from another site: a
/// browser would not send a stricter one with the page that comes next.
pub(super) fn returning_cookie(value: &str) -> HeaderValue {
    cookie_for(value, COOKIE_LIFE.as_secs(), "Lax")
}

fn cookie_for(value: &str, seconds: u64, same_site: &str) -> HeaderValue {
    HeaderValue::from_str(&format!(
        "{ACTIVATION_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite={same_site}; Max-Age={seconds}"
    ))
    .expect("an id and hexadecimal are header text")
}

pub(super) fn with_cookie(response: Response, cookie: HeaderValue) -> Response {
    let mut response = response.into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}
