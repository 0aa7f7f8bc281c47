//! `/accompagnement…` for the volunteer, `/seance…` for the person they help.

use super::layer::{Left, SEANCE_COOKIE, Seated};
use super::{Seen, demo, hex, rules, unhex};
use crate::Assistance;
use askama::Template;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};
use identity::VolunteerIn;
use identity::staff::Staff;
use kernel::{Error, Kind, Result, Timestamp};
use spaces::{ACTIVATION_COOKIE, Event, Help};

pub(crate) fn routes(assistance: Assistance) -> Router {
    Router::new()
        .route("/accompagnement", get(home).post(open))
        .route("/accompagnement/demo", get(demo::home))
        .route("/accompagnement/demo/acces", get(demo::readings))
        .route("/accompagnement/demo/documents", get(demo::documents))
        .route("/accompagnement/demo/documents/{n}", get(demo::document))
        .route("/accompagnement/demo/messages", get(demo::messages))
        .route("/accompagnement/demo/pro", get(demo::pro))
        .route("/accompagnement/demo/profil", get(demo::profile))
        .route("/accompagnement/seance/{n}", get(show))
        .route("/accompagnement/seance/{n}/terminer", post(end_own))
        .route("/seance", get(letters).post(enter))
        .route("/seance/menu", get(menu))
        .route("/seance/terminer", post(end))
        .route("/seance/fin", get(last))
        .with_state(assistance)
}

#[derive(Template)]
#[template(path = "accompany.html")]
struct HomePage {
    page: Page,
    /// The session that goes on, if one does.
    open: Option<String>,
}

#[derive(Template)]
#[template(path = "accompany_seance.html")]
struct SeancePage {
    page: Page,
    place: String,
    letters: Option<String>,
    qr: String,
    address: String,
    entered: bool,
    minutes: u64,
    done: Vec<String>,
    end: Option<String>,
}

#[derive(Template)]
#[template(path = "seance_code.html")]
struct LettersPage {
    page: Page,
}

#[derive(Template)]
#[template(path = "seance_menu.html")]
struct MenuPage {
    page: Page,
    place: String,
    minutes: u64,
    done: Vec<String>,
}

#[derive(Template)]
#[template(path = "seance_end.html")]
struct EndPage {
    page: Page,
    place: Option<String>,
    done: Vec<String>,
}

async fn home(
    State(assistance): State<Assistance>,
    VolunteerIn(volunteer): VolunteerIn,
    asked: Asked,
) -> Answer {
    if !volunteer.charter_signed {
        return Ok(asked.go("/accompagnement/charte"));
    }
    let place = volunteer.place.clone().unwrap_or_default();
    let page = asked
        .page("accompany-title")
        .with_values(&[("lieu", &place)]);
    home_page(&assistance, &volunteer, page).await
}

async fn home_page(assistance: &Assistance, volunteer: &Staff, page: Page) -> Answer {
    let open = assistance.open_seance_of(volunteer).await?;
    let failed = page.filled.failed();
    let page = HomePage {
        open: open.map(|row| page.href(&at(row.id))),
        page,
    };
    Ok(match failed {
        true => edge::mend(&page),
        false => edge::show(&page),
    })
}

fn at(id: [u8; 16]) -> String {
    format!("/accompagnement/seance/{}", hex(&id))
}

async fn open(
    State(assistance): State<Assistance>,
    VolunteerIn(volunteer): VolunteerIn,
    asked: Asked,
    form: Form,
) -> Answer {
    let opened = match form.only(&["lieu"]) {
        Ok(()) => assistance.open_seance(&volunteer, form.text("lieu")).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(id) => Ok(asked.go(&at(id))),
        Err(error) if error.code() == "seance-charter-first" => {
            Ok(asked.go("/accompagnement/charte"))
        }
        Err(error) => {
            let page = asked.page("accompany-title").again(&form, error)?;
            home_page(&assistance, &volunteer, page).await
        }
    }
}

async fn show(
    State(assistance): State<Assistance>,
    VolunteerIn(volunteer): VolunteerIn,
    Path(n): Path<String>,
    asked: Asked,
) -> Answer {
    let id = unhex(&n).ok_or_else(Error::not_found)?;
    let Seen { row, letters, done } = assistance.see_seance(&volunteer, id).await?;
    let now = assistance.world().now();
    let goes_on = rules::goes_on(row.opened_at, row.ended_at, now);
    let mut page = asked
        .page("accompany-seance-title")
        .under(asked.page("accompany-title").title, "/accompagnement");
    if !goes_on {
        let text = page.t("accompany-over");
        page = page.with_status(Tone::Info, text);
    }
    let address = format!("{}{}", assistance.origin(), page.href("/seance"));
    Ok(edge::show(&SeancePage {
        place: row.place,
        qr: qr(&address)?,
        address,
        letters: letters.filter(|_| goes_on),
        entered: row.entered_at.is_some(),
        minutes: match goes_on {
            true => rules::minutes_left(row.opened_at, now),
            false => 0,
        },
        done: lines(&page, &done),
        end: goes_on.then(|| page.href(&format!("{}/terminer", at(id)))),
        page,
    }))
}

/// What was done, by kind: a sentence and a time, never for whom.
fn lines(page: &Page, done: &[(Event, Timestamp)]) -> Vec<String> {
    done.iter()
        .map(|(what, at)| {
            let key = match what {
                Event::Activated => "seance-done-activated",
                Event::Refused => "seance-done-refused",
                Event::RefusalWithdrawn => "seance-done-withdrawn",
                Event::Closed => "seance-done-closed",
                Event::Reopened => "seance-done-reopened",
                Event::CodeAsked => "seance-done-code",
                Event::Assisted => "seance-done-signed-in",
                Event::ContactChanged => "seance-done-contact",
                Event::ContactRestored => "seance-done-contact-back",
                Event::FactorSetUp => "seance-done-factor",
                _ => "seance-done-other",
            };
            page.ta(
                "seance-done-at",
                &[("what", &page.t(key)), ("moment", &page.moment(*at))],
            )
        })
        .collect()
}

fn qr(address: &str) -> Result<String> {
    let code = QRBuilder::new(address)
        .ecl(ECL::M)
        .build()
        .map_err(|cause| Error::fault("drawing a QR code").because(cause.to_string()))?;
    Ok(SvgBuilder::default().to_str(&code))
}

async fn end_own(
    State(assistance): State<Assistance>,
    VolunteerIn(volunteer): VolunteerIn,
    Path(n): Path<String>,
    asked: Asked,
    _form: Form,
) -> Answer {
    let id = unhex(&n).ok_or_else(Error::not_found)?;
    assistance.end_own_seance(&volunteer, id).await?;
    Ok(asked.go(&at(id)))
}

async fn letters(seated: Option<Extension<Seated>>, asked: Asked) -> Response {
    match seated {
        Some(_) => asked.go("/seance/menu"),
        None => edge::show(&LettersPage {
            page: asked.page("seance-title"),
        }),
    }
}

async fn enter(
    State(assistance): State<Assistance>,
    seated: Option<Extension<Seated>>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    if seated.is_some() {
        return Ok(asked.go("/seance/menu"));
    }
    let entered = match form.only(&["code"]) {
        Ok(()) => {
            assistance
                .enter_seance(form.text("code"), asked.client)
                .await
        }
        Err(error) => Err(error),
    };
    match entered {
        Ok(cookie) => {
            // The browser is the helped person's now: whoever was signed in
            // here is out, the volunteer too.
            let mut gone = assistance.identity().leave(&headers).await?;
            gone.push(set(ACTIVATION_COOKIE, "", 0));
            let minutes = rules::SEANCE_MAX.as_secs();
            gone.push(set(SEANCE_COOKIE, cookie.expose(), minutes));
            Ok(with_cookies(asked.go("/seance/menu"), gone))
        }
        Err(error) => {
            let error = match error.kind() {
                Kind::Invalid => error,
                _ => return Err(error.into()),
            };
            // What was typed does not come back: it may be right a moment later.
            let page = asked.page("seance-title").again(&Form::default(), error)?;
            Ok(edge::mend(&LettersPage { page }))
        }
    }
}

async fn menu(
    State(assistance): State<Assistance>,
    seated: Option<Extension<Seated>>,
    asked: Asked,
) -> Answer {
    let Some(Extension(Seated(row))) = seated else {
        return Ok(asked.go("/seance"));
    };
    let done = assistance.spaces().done_in(Help(row.id)).await?;
    let page = asked.page("seance-menu-title");
    Ok(edge::show(&MenuPage {
        place: row.place,
        minutes: rules::minutes_left(row.opened_at, assistance.world().now()),
        done: lines(&page, &done),
        page,
    }))
}

async fn end(
    State(assistance): State<Assistance>,
    seated: Option<Extension<Seated>>,
    asked: Asked,
    _form: Form,
) -> Answer {
    if let Some(Extension(Seated(row))) = seated {
        assistance.end_seance(row.id).await?;
    }
    Ok(asked.go("/seance/fin"))
}

/// The last page: what was done, to print, and nothing stays in the browser.
async fn last(
    State(assistance): State<Assistance>,
    seated: Option<Extension<Seated>>,
    left: Option<Extension<Left>>,
    asked: Asked,
) -> Answer {
    if seated.is_some() {
        return Ok(asked.go("/seance/menu"));
    }
    let row = left.as_ref().and_then(|Extension(Left(row))| row.clone());
    let done = match &row {
        Some(row) => assistance.spaces().done_in(Help(row.id)).await?,
        None => Vec::new(),
    };
    let page = asked.page("seance-end-title");
    let response = edge::show(&EndPage {
        done: lines(&page, &done),
        place: row.map(|row| row.place),
        page,
    });
    if left.is_none() {
        return Ok(response);
    }
    let mut gone = assistance.identity().leave(&HeaderMap::new()).await?;
    gone.push(set(ACTIVATION_COOKIE, "", 0));
    gone.push(set(SEANCE_COOKIE, "", 0));
    let mut response = with_cookies(response, gone);
    response.headers_mut().insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}

/// A cookie as those of sign-ins are: sent along on the same ways, so that none
/// of them is ever without the other.
fn set(name: &str, value: &str, seconds: u64) -> HeaderValue {
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}"
    ))
    .expect("hexadecimal and our own words are header text")
}

fn with_cookies(response: Response, cookies: Vec<HeaderValue>) -> Response {
    let mut response = response.into_response();
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
