//! The pages where professionals sign in: `/pro/connexion` with its one
//! button, the way to the provider and back, and the choice of a place.
//!
//! The way out is a link and not a form: the policy of our pages lets forms go
//! to ourselves alone.

use super::{AtLock, Come, Provider, Refused, Stop, Stopped, Visit, Way, rules};
use crate::hearing;
use crate::layer::LockedIn;
use crate::oidc::{self, Answered, Browser, in_language};
use crate::pages::lock;
use crate::professionals::Institution;
use crate::sessions::Locked;
use crate::tokens;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use edge::{Asked, Failure, Form, Page, Tone, with_cookie};
use http::HeaderValue;
use http::header::HeaderMap;
use kernel::{Error, Kind};

const HOME: &str = "/pro/connexion";
const COOKIE_NAME: &str = "__Host-pro-connexion";

/// The pages where professionals sign in.
pub fn routes(provider: Provider) -> Router {
    Router::new()
        .route(HOME, get(show_door))
        .route("/pro/connexion/aller", get(leave))
        .route("/pro/connexion/retour", get(come_back))
        .route("/pro/connexion/lieu", get(show_places).post(choose_place))
        .route("/pro/connexion/fin", post(ended_there))
        .route("/pro/verrou/reprendre", get(resume))
        .with_state(provider)
}

#[derive(Template)]
#[template(path = "pro_connexion.html")]
struct Door {
    page: Page,
    provider: String,
    way_out: String,
}

#[derive(Template)]
#[template(path = "pro_lieu.html")]
struct Places {
    page: Page,
    name: String,
    places: Vec<(String, String)>,
}

impl Places {
    fn new(page: Page, name: String, places: &[Institution]) -> Self {
        let label = |place: &Institution| match place.city.as_str() {
            "" => place.name.clone(),
            city => format!("{}, {city}", place.name),
        };
        let choice = |place: &Institution| (place.finess.to_string(), label(place));
        Self {
            page,
            name,
            places: places.iter().map(choice).collect(),
        }
    }
}

fn door(provider: &Provider, mut asked: Asked, back: &str) -> Door {
    HOME.clone_into(&mut asked.path);
    let page = asked.page("pro-connexion-title");
    let way_out = match back {
        "/pro" => page.href("/pro/connexion/aller"),
        back => format!(
            "{}?retour={}",
            page.href("/pro/connexion/aller"),
            crate::layer::encode(back)
        ),
    };
    Door {
        provider: provider.config.name.clone(),
        way_out,
        page,
    }
}

async fn show_door(State(provider): State<Provider>, asked: Asked) -> Response {
    let back = match asked.param("retour") {
        Ok(back) => back,
        Err(error) => return asked.fail(error),
    };
    let lost = asked.param("fin").ok().flatten().as_deref() == Some("perdu");
    let mut door = door(&provider, asked, rules::back(back.as_deref()));
    if lost {
        let said = door.page.t("identity-over-lost");
        door.page = door.page.with_status(Tone::Warning, said);
    }
    edge::show(&door)
}

async fn leave(State(provider): State<Provider>, asked: Asked, headers: HeaderMap) -> Response {
    let back = asked.param("retour").ok().flatten();
    // A second tab goes on with the first one's secret, so that both arrive: the
    // cookie stays its ten minutes. It opens nothing, and each way serves once.
    let browser = browser(&headers).unwrap_or_else(|| Browser::new(&provider.world));
    let back = rules::back(back.as_deref());
    let way = Way::Enter(back);
    let sent = provider.send(&browser, asked.lang, way, asked.client);
    match sent.await {
        Ok(url) => with_cookie(
            Redirect::to(&url).into_response(),
            browser.cookie(COOKIE_NAME),
        ),
        Err(stop) => stopped(&provider, asked, stop),
    }
}

/// The way to the provider for who wants to go on in a locked session.
async fn resume(
    State(provider): State<Provider>,
    LockedIn(locked): LockedIn,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let Some(locked) = locked else {
        return asked.go(super::HOME);
    };
    let browser = browser(&headers).unwrap_or_else(|| Browser::new(&provider.world));
    let way = Way::Resume(&locked);
    match provider.send(&browser, asked.lang, way, asked.client).await {
        Ok(url) => with_cookie(
            Redirect::to(&url).into_response(),
            browser.cookie(COOKIE_NAME),
        ),
        Err(stop) => stays_locked(&provider, asked, &locked, stop, None),
    }
}

async fn come_back(
    State(provider): State<Provider>,
    mut asked: Asked,
    headers: HeaderMap,
    LockedIn(locked): LockedIn,
) -> Response {
    let answered = Answered::of(&asked);
    // The page must not repeat what the provider sent, in its links least of all.
    asked.query = None;
    let (Some(answered), Some(browser)) = (answered, browser(&headers)) else {
        return stopped(&provider, asked, oidc::Refused::Stale.into());
    };
    let visit = Visit {
        locked: locked.as_ref(),
        ..visit(&asked, &headers)
    };
    match provider.receive(&browser, answered, visit).await {
        Ok(Come::In {
            cookie: session,
            back,
        }) => enter(&back, session),
        Ok(Come::Choosing) => asked.go("/pro/connexion/lieu"),
        Err(Stopped { lang, stop, lock }) => {
            asked.lang = lang.unwrap_or(asked.lang);
            match (lock, locked) {
                (AtLock::Stays(left), Some(locked)) => {
                    stays_locked(&provider, asked, &locked, stop, left)
                }
                (AtLock::Ended, _) => {
                    asked.who = None;
                    let over = stopped(&provider, asked, stop);
                    with_cookie(over, tokens::unset(tokens::SESSION_COOKIE))
                }
                _ => stopped(&provider, asked, stop),
            }
        }
    }
}

/// The provider says that a session there ended.
async fn ended_there(
    State(provider): State<Provider>,
    asked: Asked,
    form: Result<Form, Failure>,
) -> Response {
    let Provider {
        speaker, reception, ..
    } = &provider;
    let now = provider.world.now();
    hearing::hear(speaker, &**reception, form, asked.client, now).await
}

async fn show_places(
    State(provider): State<Provider>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let Some(browser) = browser(&headers) else {
        return stopped(&provider, asked, oidc::Refused::Stale.into());
    };
    match provider.choices(&browser).await {
        Ok((listed, places, _)) => {
            let page = asked.page("pro-place-title");
            edge::show(&Places::new(page, listed.name(), &places))
        }
        Err(stop) => stopped(&provider, asked, stop),
    }
}

async fn choose_place(
    State(provider): State<Provider>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Response {
    let Some(browser) = browser(&headers) else {
        return stopped(&provider, asked, oidc::Refused::Stale.into());
    };
    let missing = || Stop::Failed(Error::field("lieu", "pro-place-missing"));
    let chosen = match form.text("lieu").parse().map_err(|_| missing()) {
        Ok(place) => {
            let visit = visit(&asked, &headers);
            provider.choose(&browser, &place, visit).await
        }
        Err(stop) => Err(stop),
    };
    match chosen {
        Ok((session, back)) => enter(&in_language(asked.lang, &back), session),
        Err(Stop::Failed(error)) if error.kind() == Kind::Invalid => {
            choose_again(&provider, &browser, asked, &form, error).await
        }
        Err(stop) => stopped(&provider, asked, stop),
    }
}

async fn choose_again(
    provider: &Provider,
    browser: &Browser,
    asked: Asked,
    form: &Form,
    error: Error,
) -> Response {
    let (listed, places, _) = match provider.choices(browser).await {
        Ok(choices) => choices,
        Err(stop) => return stopped(provider, asked, stop),
    };
    match asked.page("pro-place-title").again(form, error) {
        Ok(page) => edge::mend(&Places::new(page, listed.name(), &places)),
        Err(error) => asked.fail(error),
    }
}

/// The lock again, with what went wrong and how many tries are left.
fn stays_locked(
    provider: &Provider,
    asked: Asked,
    locked: &Locked,
    stop: Stop,
    left: Option<i64>,
) -> Response {
    let refused = match stop {
        Stop::Refused(refused) => refused,
        Stop::Failed(error) => return asked.fail(error),
    };
    tracing::info!(?refused, "a professional's session stays locked");
    let name = provider.config.name.as_str();
    let page = asked.page("pro-lock-title");
    let mut text = match refused {
        Refused::Provider(oidc::Refused::Cancelled) => {
            page.t1("pro-lock-cancelled", "provider", name)
        }
        refused => page.t1(refused.key(), "provider", name),
    };
    if let Some(left) = left {
        text = format!("{text} {}", page.t1("pro-lock-left", "count", left));
    }
    lock::show(asked, locked, Some((told(refused).0, text)))
}

fn told(refused: Refused) -> (http::StatusCode, edge::Tone) {
    match refused {
        Refused::Provider(refused) => refused.told(),
        _ => oidc::FORBIDDEN,
    }
}

fn stopped(provider: &Provider, asked: Asked, stop: Stop) -> Response {
    let refused = match stop {
        Stop::Refused(refused) => refused,
        Stop::Failed(error) => return asked.fail(error),
    };
    tracing::info!(?refused, "a professional does not come in");
    let (status, tone) = told(refused);
    let mut door = door(provider, asked, "/pro");
    let name = provider.config.name.as_str();
    let text = door.page.ta(refused.key(), &[("provider", name)]);
    door.page = door.page.with_status(tone, text);
    edge::render(status, &door)
}

fn enter(back: &str, session: HeaderValue) -> Response {
    let response = Redirect::to(back).into_response();
    with_cookie(response, session)
}

fn visit<'h>(asked: &Asked, headers: &'h HeaderMap) -> Visit<'h> {
    Visit {
        old_session: tokens::earlier_session(headers),
        client: asked.client,
        locked: None,
    }
}

fn browser(headers: &HeaderMap) -> Option<Browser> {
    Browser::of(headers, COOKIE_NAME)
}
