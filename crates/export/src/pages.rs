//! `/espace/moi/export`: asking for one, seeing how far it is, taking it away; of a
//! child's space, for who answers for them too. Asking and taking want a fresh proof of
//! both factors.

mod check;

use crate::Exports;
use crate::rules::{Export, State as Is};
use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use documents::Documents;
use edge::{Answer, Asked, Failure, Form, Page, Tone};
use futures_util::StreamExt;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use identity::{Caller, FreshHolder, Holder, HolderIn, Identity};
use kernel::{Error, Kind, Result};
use std::io;

const PATH: &str = "/espace/moi/export";

impl FromRef<Exports> for Identity {
    fn from_ref(exports: &Exports) -> Self {
        exports.0.identity.clone()
    }
}

pub(crate) fn routes(exports: Exports) -> Router {
    Router::new()
        .route("/espace/moi/export", get(show).post(ask))
        .route("/espace/moi/export/fichier", get(take))
        .route(
            "/espace/moi/acces/verifier",
            get(check::page).post(check::send),
        )
        .route("/espace/moi/acces/preuves", get(check::take))
        .with_state(exports)
}

/// What the page says of one that can be downloaded.
struct Ready {
    asked: String,
    size: String,
    until: String,
    href: String,
}

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    page: Page,
    /// How far the one is that is being made.
    running: Option<String>,
    ready: Option<Ready>,
    failed: bool,
    may_ask: bool,
    /// The account may not yet.
    first_days: bool,
    /// How much it will be, where it is not too early to say.
    amount: String,
    /// Whether both factors will be asked for first.
    proof: bool,
}

async fn show(asked: Asked, HolderIn(holder): HolderIn, State(exports): State<Exports>) -> Answer {
    let space = holder.own_space()?;
    let face = exports.0.spaces.face(space).await?;
    if !face.life.is_open() {
        return Ok(asked.go("/espace/moi/ferme"));
    }
    let page = page_of(&exports, &asked, holder).await?;
    Ok(edge::show(&page))
}

async fn page_of(exports: &Exports, asked: &Asked, holder: Holder) -> Result<ExportPage> {
    let space = holder.own_space()?;
    let now = exports.0.world.now();
    let standings = exports.standings(&holder, space).await?;
    let page = asked.page("export-title");
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    let first_days = holder.probation(space, now).is_some();
    let proof = !identity::fresh_proof(&holder, now);
    let running = standings.running.map(|export| match export.state {
        Is::Running { packed, total } if total > 0 => {
            let (packed, total) = (packed.to_string(), total.to_string());
            page.ta("export-running", &[("packed", &packed), ("total", &total)])
        }
        _ => page.t("export-waits"),
    });
    let amount = match running.is_none() && standings.may_ask && !first_days {
        true => amount(exports, &page, holder).await?,
        false => String::new(),
    };
    Ok(ExportPage {
        running,
        ready: standings.ready.and_then(|export| ready(&page, export)),
        failed: standings.failed,
        may_ask: standings.may_ask,
        first_days,
        amount,
        proof,
        page,
    })
}

fn ready(page: &Page, export: Export) -> Option<Ready> {
    let Is::Ready { size, until } = export.state else {
        return None;
    };
    Some(Ready {
        asked: page.moment(export.asked_at),
        size: page.size(size),
        until: page.moment(until),
        href: page.href("/espace/moi/export/fichier"),
    })
}

/// How many documents, and how much they weigh: a look at their list, which is
/// written like any other.
async fn amount(exports: &Exports, page: &Page, holder: Holder) -> Result<String> {
    let space = holder.own_space()?;
    let sharing = &exports.0.sharing;
    let permit = sharing
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let listed = Documents::listed(&permit)?;
    let bytes = listed.iter().map(|listed| listed.label.size).sum();
    Ok(page.ta(
        "export-amount",
        &[
            ("count", &listed.len().to_string()),
            ("size", &page.size(bytes)),
        ],
    ))
}

async fn ask(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    State(exports): State<Exports>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let space = holder.own_space()?;
    match exports.ask(holder.clone(), space, asked.lang).await {
        Ok(()) => Ok(asked.go(PATH)),
        Err(error) if error.code() == "export-too-many" => {
            let mut shown = page_of(&exports, &asked, holder).await?;
            let text = shown.page.t("export-too-many");
            shown.page = shown.page.with_status(Tone::Warning, text);
            Ok(edge::render(StatusCode::TOO_MANY_REQUESTS, &shown))
        }
        Err(error) if error.kind() == Kind::NotFound => Ok(asked.go("/espace/moi/ferme")),
        Err(error) => Err(error.into()),
    }
}

async fn take(asked: Asked, HolderIn(holder): HolderIn, State(exports): State<Exports>) -> Answer {
    // Back to the page, where something is to be seen: a file leaves none.
    if !identity::fresh_proof(&holder, exports.0.world.now()) {
        return Ok(identity::proof_first(&asked, &asked.turned(PATH)));
    }
    let space = holder.own_space()?;
    let taken = match exports.take(holder.clone(), space).await {
        Ok(taken) => taken,
        Err(error) if error.code() == "export-outdated" => {
            let mut shown = page_of(&exports, &asked, holder).await?;
            let text = shown.page.t("export-outdated");
            shown.page = shown.page.with_status(Tone::Warning, text);
            return Ok(edge::render(StatusCode::GONE, &shown));
        }
        Err(error) => return Err(error.into()),
    };
    let day = taken.asked_at.in_paris().date();
    let headers = [
        (CONTENT_TYPE, String::from("application/zip")),
        (CONTENT_LENGTH, taken.size.to_string()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"carnet-{day}.zip\""),
        ),
        (CACHE_CONTROL, String::from("no-store")),
    ];
    let body = Body::from_stream(taken.bytes.map(|piece| piece.map_err(broke_off)));
    Ok::<Response, Failure>((headers, body).into_response())
}

/// What a server says of a file it could not send to the end: in the log its
/// reason, on the line nothing.
fn broke_off(error: Error) -> io::Error {
    let error = error.log_text();
    tracing::error!(error, "an export broke off while it was sent");
    io::Error::other("the export broke off")
}
