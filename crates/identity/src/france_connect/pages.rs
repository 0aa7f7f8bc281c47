//! The pages of FranceConnect. All ways out are links: the policy of our pages
//! lets forms go to ourselves alone.
//!
//! | path | who | what |
//! |---|---|---|
//! | `/connexion/franceconnect` | anybody | away, to sign in |
//! | `/activer/franceconnect` | anybody | away, to open one's space |
//! | `/connexion/preuve/franceconnect` | a holder | away, to prove again who one is |
//! | `/espace/moi/reglages/connexion/franceconnect` | a holder, fresh | away, to bind; POST: unbinds |
//! | `/connexion/franceconnect/retour` | who went away | back, whatever for |
//! | `/connexion/franceconnect/sortir` | who signed out | away, to end the session there |
//! | `/connexion/franceconnect/sortie` | who went to end it | back |
//! | `/connexion/franceconnect/cles` | FranceConnect | the key to which it addresses tokens |
//! | `/connexion/franceconnect/fin` | FranceConnect | POST: says that a session there ended |

use super::steps::{Arrival, Begin, Person, Returning, Stopped};
use super::{FranceConnect, Purpose, Refused, Stop};
use crate::caller::{Caller, Holder};
use crate::layer::{FreshHolder, HolderIn, encode};
use crate::oidc::{Answered, Browser, in_language};
use crate::tokens::{self, cookie};
use crate::{Identity, hearing, oidc};
use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use edge::{Answer, Asked, Failure, Form, Page, with_cookie};
use http::header::{HeaderMap, USER_AGENT};
use kernel::Kind;

const COOKIE_NAME: &str = "__Host-franceconnect";
const SETTINGS: &str = "/espace/moi/reglages/connexion";

impl FromRef<FranceConnect> for Identity {
    fn from_ref(france_connect: &FranceConnect) -> Self {
        france_connect.identity().clone()
    }
}

/// The pages of FranceConnect.
pub fn routes(france_connect: FranceConnect) -> Router {
    Router::new()
        .route("/connexion/franceconnect", get(enter))
        .route("/activer/franceconnect", get(activate))
        .route("/connexion/preuve/franceconnect", get(prove))
        .route(
            "/espace/moi/reglages/connexion/franceconnect",
            get(bind).post(unbind),
        )
        .route("/connexion/franceconnect/retour", get(come_back))
        .route("/connexion/franceconnect/sortir", get(leave_session))
        .route("/connexion/franceconnect/sortie", get(left_session))
        .route("/connexion/franceconnect/cles", get(keys))
        .route("/connexion/franceconnect/fin", post(ended_there))
        .with_state(france_connect)
}

async fn enter(
    State(france_connect): State<FranceConnect>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let back = crate::pages::wanted(&asked);
    leave(
        &france_connect,
        asked,
        &headers,
        Purpose::Enter,
        &back,
        None,
    )
    .await
}

async fn activate(
    State(france_connect): State<FranceConnect>,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    leave(
        &france_connect,
        asked,
        &headers,
        Purpose::Activate,
        "",
        None,
    )
    .await
}

async fn prove(
    State(france_connect): State<FranceConnect>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let back = crate::pages::wanted(&asked);
    let holder = Some(&holder);
    leave(
        &france_connect,
        asked,
        &headers,
        Purpose::Prove,
        &back,
        holder,
    )
    .await
}

async fn bind(
    State(france_connect): State<FranceConnect>,
    FreshHolder(holder): FreshHolder,
    asked: Asked,
    headers: HeaderMap,
) -> Response {
    let holder = Some(&holder);
    leave(&france_connect, asked, &headers, Purpose::Bind, "", holder).await
}

async fn leave(
    france_connect: &FranceConnect,
    asked: Asked,
    headers: &HeaderMap,
    purpose: Purpose,
    back: &str,
    holder: Option<&Holder>,
) -> Response {
    // A second tab goes on with the first one's secret, so that both arrive: the
    // cookie stays its ten minutes. It opens nothing, and each way serves once.
    let browser = Browser::of(headers, COOKIE_NAME);
    let browser = browser.unwrap_or_else(|| Browser::new(france_connect.identity().world()));
    let back = Some(back).filter(|back| back.len() <= oidc::BACK_BYTES_MAX);
    let back = back.unwrap_or_default();
    let begin = Begin {
        purpose,
        lang: asked.lang,
        back,
        shared: asked.param("partage").ok().flatten().is_some(),
        holder,
        client: asked.client,
    };
    match france_connect.send(&browser, begin).await {
        Ok(url) => with_cookie(
            Redirect::to(&url).into_response(),
            browser.cookie(COOKIE_NAME),
        ),
        Err(stop) => stopped(asked, purpose, back, stop),
    }
}

async fn come_back(
    State(france_connect): State<FranceConnect>,
    caller: Option<Extension<Caller>>,
    mut asked: Asked,
    headers: HeaderMap,
) -> Response {
    let answered = Answered::of(&asked);
    // The page must not repeat what came, in its links least of all.
    asked.query = None;
    let (Some(answered), Some(browser)) = (answered, Browser::of(&headers, COOKIE_NAME)) else {
        return stopped(asked, Purpose::Enter, "", oidc::Refused::Stale.into());
    };
    let holder = match &caller {
        Some(Extension(Caller::Holder(holder))) => Some(holder),
        _ => None,
    };
    let user_agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    let person = Person {
        holder,
        old_session: tokens::earlier_session(&headers),
        user_agent: user_agent.unwrap_or_default(),
        device: cookie(&headers, tokens::DEVICE_COOKIE),
        client: asked.client,
    };
    let returning = Returning {
        browser: &browser,
        answered,
        person,
    };
    match france_connect.receive(returning).await {
        Ok(Arrival { lang, to, cookies }) => {
            let on = Redirect::to(&in_language(lang, &to)).into_response();
            cookies.into_iter().fold(on, with_cookie)
        }
        Err(Stopped { begun, stop }) => {
            let (lang, purpose, back) =
                begun.unwrap_or((asked.lang, Purpose::Enter, String::new()));
            asked.lang = lang;
            stopped(asked, purpose, &back, stop)
        }
    }
}

async fn unbind(
    State(france_connect): State<FranceConnect>,
    HolderIn(holder): HolderIn,
    asked: Asked,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let identity = france_connect.identity();
    if !crate::fresh_proof(&holder, identity.now()) {
        return Ok(crate::proof_first(&asked, SETTINGS));
    }
    match identity.unbind_own(&holder).await {
        Ok(()) => Ok(asked.go("/espace/moi/reglages/connexion?fin=oui")),
        Err(error) if error.kind() == Kind::Invalid => {
            crate::pages::settings_again(identity, &holder, asked, error, "franceconnect").await
        }
        Err(error) => Err(error.into()),
    }
}

async fn leave_session(
    State(france_connect): State<FranceConnect>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let step = cookie(&headers, tokens::STEP_COOKIE);
    match france_connect.way_out(step).await {
        Ok(Some(url)) => Ok(Redirect::to(&url).into_response()),
        Ok(None) => Ok(asked.go("/connexion?fin=sortie")),
        Err(Stop::Refused(refused)) => Ok(refused_page(asked, Purpose::Enter, "", refused)),
        Err(Stop::Failed(error)) => Err(error.into()),
    }
}

/// RFC 7517, §5: FranceConnect reads it anew before it seals a token.
async fn keys(State(france_connect): State<FranceConnect>) -> Json<serde_json::Value> {
    Json(france_connect.0.envelope.published())
}

async fn ended_there(
    State(france_connect): State<FranceConnect>,
    asked: Asked,
    form: Result<Form, Failure>,
) -> Response {
    let (speaker, identity) = (france_connect.speaker(), france_connect.identity());
    hearing::hear(speaker, identity, form, asked.client, identity.now()).await
}

async fn left_session(
    State(france_connect): State<FranceConnect>,
    asked: Asked,
    headers: HeaderMap,
) -> Answer {
    let step = cookie(&headers, tokens::STEP_COOKIE);
    let state = asked.param("state").ok().flatten().unwrap_or_default();
    match france_connect.way_ended(step, &state).await? {
        true => Ok(with_cookie(
            asked.go("/connexion?fin=franceconnect"),
            tokens::unset(tokens::STEP_COOKIE),
        )),
        false => Ok(asked.go("/connexion?fin=sortie")),
    }
}

#[derive(Template)]
#[template(path = "fc_stopped.html")]
struct StoppedPage {
    page: Page,
    /// The filled button: its words, and where it leads.
    go: (&'static str, String),
    /// The other way: its words, and where it leads.
    other: (&'static str, &'static str),
}

fn stopped(asked: Asked, purpose: Purpose, back: &str, stop: Stop) -> Response {
    match stop {
        Stop::Refused(refused) => refused_page(asked, purpose, back, refused),
        Stop::Failed(error) => asked.fail(error),
    }
}

fn refused_page(mut asked: Asked, purpose: Purpose, back: &str, refused: Refused) -> Response {
    tracing::info!(?refused, ?purpose, "FranceConnect lets nobody in");
    let (status, tone) = match refused {
        Refused::Provider(refused) => refused.told(),
        _ => oidc::FORBIDDEN,
    };
    let (again, other) = match purpose {
        Purpose::Enter => (
            "/connexion/franceconnect",
            ("fc-other-sign-in", "/connexion"),
        ),
        Purpose::Activate => ("/activer/franceconnect", ("fc-other-activate", "/activer")),
        Purpose::Prove => (
            "/connexion/preuve/franceconnect",
            ("fc-other-prove", "/connexion/preuve"),
        ),
        Purpose::Bind => (
            "/espace/moi/reglages/connexion/franceconnect",
            ("fc-other-settings", SETTINGS),
        ),
    };
    let again = match back {
        "" => again.to_owned(),
        back => format!("{again}?retour={}", encode(back)),
    };
    let go = match refused {
        Refused::Unbound => ("fc-activate-button", String::from("/activer/franceconnect")),
        _ => ("fc-again", again),
    };
    // The link to the other language must not lead away again.
    other.1.clone_into(&mut asked.path);
    asked.query = None;
    let page = asked.page("fc-stopped-title");
    let text = page.t(refused.key());
    let page = page.with_status(tone, text);
    edge::render(status, &StoppedPage { page, go, other })
}
