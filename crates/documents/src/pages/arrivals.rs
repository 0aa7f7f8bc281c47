//! What script sends from the forms: one file at a time, and a large one in pieces
//! that go on where they stopped. Answers are JSON, with sentences for people.
//!
//! `POST …/envois` with `Upload-Length` and the words of the form begins a file, `HEAD` tells how much of it is
//! durable (`Upload-Offset`), `PATCH` adds the next piece there, `DELETE` gives it up:
//! names and meanings are those of tus 1.0, without its exchange of versions. A
//! `POST` to the file, with these words again, makes a document of it.

use super::Pages;
use super::sending::{self, Fate, Line, Sender, Sent};
use crate::actions::{Arrival, Becoming};
use axum::Router;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{head, post};
use edge::{Answer, Asked, Failure, Form, Page, Uploads, WRONG_MEDIA};
use futures_util::StreamExt;
use http::header::{CONTENT_TYPE, LOCATION};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use identity::{Caller, HolderIn, ProfessionalIn};
use kernel::{DocumentId, Error, Kind, Result, SpaceId};
use serde::Serialize;
use std::collections::BTreeMap;

const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
/// What the sender knows a file by: never its name.
const MARK: HeaderName = HeaderName::from_static("upload-mark");
const PIECE: &str = "application/offset+octet-stream";
const MARK_MAX: usize = 128;

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/espace/moi/documents/ajouter/fichier", post(send))
        .route("/espace/moi/documents/ajouter/envois", post(begin))
        .route(
            "/espace/moi/documents/ajouter/envois/{arrival}",
            head(tell).patch(take).delete(give_up).post(finish),
        )
        .route("/pro/patients/{space}/ajouter/fichier", post(send))
        .route("/pro/patients/{space}/ajouter/envois", post(begin))
        .route(
            "/pro/patients/{space}/ajouter/envois/{arrival}",
            head(tell).patch(take).delete(give_up).post(finish),
        )
}

/// Whose record the address is of, and who asks.
struct At {
    sender: Sender,
    arrival: Option<DocumentId>,
}

impl<S: Send + Sync> FromRequestParts<S> for At {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let failed = |error| Failure::from(error).into_response();
        let places = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let places = places.map_err(IntoResponse::into_response)?.0;
        let arrival = places.get("arrival").map(|id| id.parse());
        let sender = match places.get("space") {
            Some(space) => {
                let caller = ProfessionalIn::from_request_parts(parts, state).await?;
                Sender {
                    caller: Caller::Professional(caller.0),
                    space: space.parse::<SpaceId>().map_err(failed)?,
                }
            }
            None => {
                let HolderIn(holder) = HolderIn::from_request_parts(parts, state).await?;
                Sender {
                    space: holder.own_space().map_err(failed)?,
                    caller: Caller::Holder(holder),
                }
            }
        };
        Ok(Self {
            sender,
            arrival: arrival.transpose().map_err(failed)?,
        })
    }
}

impl At {
    fn arrival(&self) -> Result<DocumentId> {
        self.arrival.ok_or_else(Error::not_found)
    }
}

/// What is told of a file.
#[derive(Serialize)]
struct Told<'a> {
    state: &'a str,
    badge: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    /// What is wrong with the words of the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(&'a str, String)>,
}

fn json(status: StatusCode, told: &Told<'_>) -> Result<Response> {
    let body = serde_json::to_string(told)
        .map_err(|error| Error::fault("writing what became of a file").because(error))?;
    let media = (CONTENT_TYPE, "application/json; charset=utf-8");
    Ok((status, [media], body).into_response())
}

/// An error as script can say it. What nobody may know of stays a page like any
/// other, byte for byte.
fn refused(page: &Page, error: Error) -> Answer {
    if matches!(error.kind(), Kind::NotFound | Kind::Forbidden) {
        return Err(error.into());
    }
    let text = sending::why(page, &error);
    let wrong = error.field_errors().iter();
    Ok(json(
        edge::status(&error),
        &Told {
            state: "refused",
            badge: &page.t("documents-sent-refused"),
            text: &text,
            href: None,
            link: None,
            fields: wrong.map(|it| (it.field, page.t(it.code))).collect(),
        },
    )?)
}

fn told(page: &Page, sender: &Sender, sent: Sent) -> Answer {
    if let Fate::Refused(error) = sent.fate {
        return refused(page, error);
    }
    let line = Line::of(page, sender, &sent);
    let link = line.link.as_ref();
    Ok(json(
        StatusCode::OK,
        &Told {
            state: line.state,
            badge: &line.badge,
            text: &line.text,
            href: link.map(|(href, _)| &**href),
            link: link.map(|(_, label)| &**label),
            fields: Vec::new(),
        },
    )?)
}

/// One file of several, by itself.
async fn send(asked: Asked, at: At, State(pages): State<Pages>, uploads: Uploads) -> Answer {
    let page = asked.page("documents-add-title");
    let Uploads { form, mut files } = uploads;
    let form = match form.has("plusieurs") {
        true => form.without("title"),
        false => form,
    };
    match sending::send(&pages, &at.sender, &form, &mut files).await {
        Ok(mut sent) if sent.len() == 1 => match sent.pop() {
            Some(sent) => told(&page, &at.sender, sent),
            None => Err(Error::fault("a file was sent and is not told").into()),
        },
        Ok(_) => Err(Error::invalid("error-upload-order").into()),
        Err(error) => refused(&page, error),
    }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64> {
    let said = headers.get(name).and_then(|value| value.to_str().ok());
    said.filter(|text| text.bytes().all(|sign| sign.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Error::invalid("error-request"))
}

fn with_offset(status: StatusCode, arrival: &Arrival) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(arrival.received));
    headers.insert(LENGTH, HeaderValue::from(arrival.size));
    response
}

async fn begin(
    asked: Asked,
    at: At,
    State(pages): State<Pages>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let page = asked.page("documents-add-title");
    // Nobody sends a hundred megabytes to hear that a date is missing.
    if let Err(error) = at.sender.words(&pages, &form) {
        return refused(&page, error);
    }
    let mark = headers.get(&MARK).map_or(Ok(""), HeaderValue::to_str);
    let mark = mark.ok().filter(|mark| mark.len() <= MARK_MAX);
    let mark = mark.ok_or_else(|| Error::invalid("error-request"))?;
    let size = number(&headers, &LENGTH)?;
    let Sender { caller, space } = &at.sender;
    let begun = pages.documents.begin_arrival(caller, *space, size, mark);
    match begun.await {
        Ok(arrival) => {
            let status = match arrival.again {
                true => StatusCode::OK,
                false => StatusCode::CREATED,
            };
            let mut response = with_offset(status, &arrival);
            let place = page.href(&format!("{}/{}", asked.path, arrival.id));
            let place = HeaderValue::from_str(&place)
                .map_err(|error| Error::fault("an address is no header").because(error))?;
            response.headers_mut().insert(LOCATION, place);
            Ok(response)
        }
        Err(error) => refused(&page, error),
    }
}

async fn tell(at: At, State(pages): State<Pages>) -> Answer {
    let Sender { caller, space } = &at.sender;
    let arrival = pages.documents.arrival(caller, *space, at.arrival()?);
    Ok(with_offset(StatusCode::OK, &arrival.await?))
}

async fn take(asked: Asked, at: At, State(pages): State<Pages>, request: Request) -> Answer {
    let page = asked.page("documents-add-title");
    let Sender { caller, space } = &at.sender;
    let id = at.arrival()?;
    // Whose it is comes before what is wrong with the request.
    let arrival = pages.documents.arrival(caller, *space, id).await?;
    let media = request.headers().get(CONTENT_TYPE);
    if media.is_none_or(|media| media != PIECE) {
        return Err(Error::invalid(WRONG_MEDIA).into());
    }
    let begins = number(request.headers(), &OFFSET)?;
    let bytes = request
        .into_body()
        .into_data_stream()
        .map(|piece| piece.map_err(|error| Error::invalid("error-incomplete").because(error)));
    let taken = pages
        .documents
        .take_piece(caller, *space, (id, begins), bytes);
    match taken.await {
        Ok(received) => {
            let arrival = Arrival {
                received,
                ..arrival
            };
            Ok(with_offset(StatusCode::NO_CONTENT, &arrival))
        }
        Err(error) => refused(&page, error),
    }
}

async fn give_up(at: At, State(pages): State<Pages>) -> Answer {
    let Sender { caller, space } = &at.sender;
    let dropped = pages.documents.drop_arrival(caller, *space, at.arrival()?);
    dropped.await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn finish(asked: Asked, at: At, State(pages): State<Pages>, form: Form) -> Answer {
    let page = asked.page("documents-add-title");
    let Sender { caller, space } = &at.sender;
    let id = at.arrival()?;
    pages.documents.arrival(caller, *space, id).await?;
    let words = match at.sender.words(&pages, &form) {
        Ok(words) => words,
        Err(error) => return refused(&page, error),
    };
    let name = form.text("nom");
    let becoming = Becoming {
        file_name: name,
        checked: &words.of(name, !form.has("plusieurs")),
        keeping: at.sender.keeping(&form),
    };
    let added = pages.documents.finish_arrival(caller, *space, id, becoming);
    let sent = Sent {
        name: name.to_owned(),
        fate: added.await.into(),
    };
    told(&page, &at.sender, sent)
}
