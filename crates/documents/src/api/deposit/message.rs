//! A message on its way in: read when there is room for it, and where it holds
//! up nobody else.

use crate::api::Api;
use axum::extract::Request;
use bytes::Bytes;
use fhir::{Issue, IssueType, Limits, Outcome};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use kernel::Error;
use rest::Refusal;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// The longest message: 100 MB of document in base64, and its description.
const BODY_BYTES_MAX: usize = 144_000_000;
/// How many mebibytes of messages are read at once.
pub(in crate::api) const ROOM_MIB: usize = 160;
/// How long a message waits for room.
const ROOM_WAIT: Duration = Duration::from_secs(20);
/// Longer messages are read on a thread of their own.
const SHORT_BYTES: usize = 256 * 1024;

/// A message.
pub(super) struct Message {
    pub value: Value,
    pub bytes: Bytes,
}

/// The place of a message in the room, until its documents are in the vault:
/// what was read from it is as long as it was.
pub(super) type Room = OwnedSemaphorePermit;

/// Reads the message, when there is room for it.
pub(super) async fn receive(api: &Api, request: Request) -> Result<(Message, Room), Refusal> {
    rest::sent_json(request.headers())?;
    rest::speaks_json(request.headers())?;
    let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
    let announced = length(request.headers()).unwrap_or(BODY_BYTES_MAX);
    if announced > BODY_BYTES_MAX {
        return Err(too_long().into());
    }
    let mebibytes = u32::try_from(announced.div_ceil(1024 * 1024).max(1)).unwrap_or(u32::MAX);
    let room = Arc::clone(&api.room).acquire_many_owned(mebibytes);
    let room = tokio::time::timeout(ROOM_WAIT, room)
        .await
        .map_err(|_| Error::unavailable("no room for a long message"))?
        .map_err(|_| Error::fault("the room for messages is closed"))?;
    let limit = announced.max(1);
    let bytes = axum::body::to_bytes(request.into_body(), limit)
        .await
        .map_err(|error| {
            let chain = std::iter::successors(std::error::Error::source(&error), |e| e.source());
            match chain
                .into_iter()
                .any(|cause| cause.to_string().contains("length limit"))
            {
                true => Refusal::from(too_long()),
                false => Issue::error(IssueType::Structure, "documents-fhir-broken-off").into(),
            }
        })?;
    let message = Message {
        value: Value::Null,
        bytes,
    };
    let message = unhurried(message, |message| {
        let limits = Limits {
            bytes_max: BODY_BYTES_MAX,
            ..Limits::default()
        };
        fhir::parse(&message.bytes, limits).map(|value| Message { value, ..message })
    })
    .await?;
    Ok((message, room))
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads long messages where they hold up nobody else.
pub(super) async fn unhurried<T, F>(message: Message, read: F) -> Result<T, Refusal>
where
    T: Send + 'static,
    F: FnOnce(Message) -> Result<T, Outcome> + Send + 'static,
{
    if message.bytes.len() <= SHORT_BYTES {
        return Ok(read(message)?);
    }
    let read = tokio::task::spawn_blocking(move || read(message)).await;
    Ok(read.map_err(|e| Error::fault("reading a message").because(e))??)
}
