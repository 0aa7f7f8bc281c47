//! `/connexion/oubli…`: a forgotten username or password, in three screens. The
//! answer is the same for everybody, until a code came back to the browser that
//! asked.

use super::activate::{read_cookie, with_cookie};
use super::ask;
use crate::Spaces;
use crate::actions::{Forgot, Returned};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use http::{HeaderMap, HeaderValue};
use kernel::{Date, Error, Kind, Result, Secret};

/// The cookie of a browser in which somebody forgot.
const FORGOT_COOKIE: &str = "__Host-oubli";
const COOKIE_SECONDS: u64 = 1_800;
const START: &str = "/connexion/oubli";
const CODE: &str = "/connexion/oubli/code";
const PASSWORD: &str = "/connexion/oubli/mot-de-passe";

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotPage {
    page: Page,
    channels: Vec<(String, String)>,
    federated: bool,
}

#[derive(Template)]
#[template(path = "forgot_code.html")]
struct CodePage {
    page: Page,
    federated: bool,
}

#[derive(Template)]
#[template(path = "forgot_password.html")]
struct PasswordPage {
    page: Page,
    username: Option<String>,
    federated: bool,
}

fn forgot_page(spaces: &Spaces, page: Page) -> ForgotPage {
    let channel = |value: &str, key: &str| (value.to_owned(), page.t(key));
    ForgotPage {
        channels: vec![
            channel("courriel", "forgot-by-email"),
            channel("sms", "forgot-by-sms"),
        ],
        federated: spaces.identity().offers_france_connect(),
        page,
    }
}

pub(super) async fn page(State(spaces): State<Spaces>, asked: Asked) -> Response {
    let mut page = asked
        .page("forgot-title")
        .with_values(&[("moyen", "courriel")]);
    if asked.param("fin").ok().flatten().as_deref() == Some("temps") {
        let text = page.t("forgot-over");
        page = page.with_status(Tone::Warning, text);
    }
    edge::show(&forgot_page(&spaces, page))
}

fn read(form: &Form, today: Date) -> Result<Forgot> {
    form.only(&[
        "nir",
        "naissance-jour",
        "naissance-mois",
        "naissance-annee",
        "serie",
        "moyen",
    ])?;
    Ok(Forgot {
        who: ask::read(form, today)?,
        by_sms: form.text("moyen") == "sms",
    })
}

pub(super) async fn send(State(spaces): State<Spaces>, asked: Asked, form: Form) -> Answer {
    let today = spaces.world().now().in_paris().date();
    let done = match read(&form, today) {
        Ok(forgot) => spaces.forgot(&forgot, asked.client, asked.lang).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(token) => {
            let cookie = cookie(&hex(&token), COOKIE_SECONDS);
            Ok(with_cookie(asked.go(CODE), cookie))
        }
        Err(error) => {
            let page = asked.page("forgot-title").again(&form, error)?;
            Ok(edge::mend(&forgot_page(&spaces, page)))
        }
    }
}

pub(super) async fn code_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let Some(token) = token(&headers) else {
        return Ok(asked.go(START));
    };
    if spaces.returned(&token).await?.is_some() {
        return Ok(asked.go(PASSWORD));
    }
    match spaces.is_recovering(&token).await? {
        true => Ok(edge::show(&code_form(
            &spaces,
            asked.page("forgot-code-title"),
        ))),
        false => Ok(over(&asked)),
    }
}

fn code_form(spaces: &Spaces, page: Page) -> CodePage {
    CodePage {
        federated: spaces.identity().offers_france_connect(),
        page,
    }
}

pub(super) async fn send_code(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["code"])?;
    let Some(token) = token(&headers) else {
        return Ok(asked.go(START));
    };
    match spaces.bring_code_back(&token, form.text("code")).await {
        Ok(()) => Ok(asked.go(PASSWORD)),
        Err(error) if error.kind() == Kind::NotFound => Ok(over(&asked)),
        Err(error) => {
            let page = asked.page("forgot-code-title").again(&form, error)?;
            let page = page.with_values(&[("code", "")]);
            Ok(edge::mend(&code_form(&spaces, page)))
        }
    }
}

pub(super) async fn password_page(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    match returned(&spaces, &headers).await? {
        Some(who) => Ok(edge::show(&password_form(
            &spaces,
            asked.page("forgot-password-title"),
            &who,
        ))),
        None => Ok(over(&asked)),
    }
}

fn password_form(spaces: &Spaces, page: Page, who: &Returned) -> PasswordPage {
    PasswordPage {
        username: who.username.clone(),
        federated: spaces.identity().offers_france_connect(),
        page,
    }
}

pub(super) async fn choose(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&["mot-de-passe"])?;
    let Some(who) = returned(&spaces, &headers).await? else {
        return Ok(over(&asked));
    };
    let password = Secret::new(form.raw("mot-de-passe").to_owned());
    match spaces.choose_password(&who, &password).await {
        Ok(()) => Ok(with_cookie(asked.go("/connexion?fin=oubli"), cookie("", 0))),
        Err(error) if error.kind() == Kind::NotFound => Ok(over(&asked)),
        Err(error) => {
            let error = match error.kind() {
                Kind::Conflict => Error::field("mot-de-passe", error.code()),
                _ => error,
            };
            // A password never comes back.
            let page = asked
                .page("forgot-password-title")
                .again(&Form::default(), error)?;
            Ok(edge::mend(&password_form(&spaces, page, &who)))
        }
    }
}

async fn returned(spaces: &Spaces, headers: &HeaderMap) -> Result<Option<Returned>> {
    match token(headers) {
        Some(token) => spaces.returned(&token).await,
        None => Ok(None),
    }
}

/// It took too long: from the beginning.
fn over(asked: &Asked) -> Response {
    let start = format!("{START}?fin=temps");
    with_cookie(asked.go(&start), cookie("", 0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The token of the browser; nothing for what cannot be one, or comes twice.
fn token(headers: &HeaderMap) -> Option<Vec<u8>> {
    let first = read_cookie(headers, FORGOT_COOKIE)?;
    if first.len() != 64 || !first.is_ascii() {
        return None;
    }
    let byte = |place: usize| u8::from_str_radix(first.get(place..place + 2)?, 16).ok();
    (0..64).step_by(2).map(byte).collect()
}

fn cookie(value: &str, seconds: u64) -> HeaderValue {
    HeaderValue::from_str(&format!(
        "{FORGOT_COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}"
    ))
    .expect("hexadecimal is header text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::COOKIE;

    #[test]
    fn a_browser_is_known_by_one_cookie_of_thirty_two_bytes() {
        let of = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(COOKIE, HeaderValue::from_str(line).expect("a header"));
            }
            token(&headers)
        };
        let pair = format!("{FORGOT_COOKIE}={}", hex(&[7; 32]));
        assert_eq!(of(&["a=1", &pair]), Some(vec![7; 32]));
        assert_eq!(of(&[&pair, &pair]), None);
        for wrong in ["", "zz", &"g".repeat(64), &"0".repeat(63)] {
            assert_eq!(of(&[&format!("{FORGOT_COOKIE}={wrong}")]), None, "{wrong}");
        }
    }
}
