//! A document on its way out as the file it is.

mod zip;

use crate::actions::{Documents, Opened};
use crate::reading;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use identity::Caller;
use kernel::{DocumentId, Error, Kind, Result, SpaceId};
use sharing::Manner;
use std::io;
use tokio::sync::mpsc;
pub use zip::{Names, Zip};

/// The file under its own name, to be kept and never run.
pub(crate) async fn download(opened: &Opened) -> Result<Response> {
    file(opened, named("attachment", opened)).await
}

/// A file inside a CDA document, to be kept and never run: under the type that
/// its bytes tell.
pub(crate) async fn inside(opened: &Opened, place: u32) -> Result<Response> {
    let bytes = reading::inside(opened, place).await?;
    let told = formats::check(&bytes).ok().map(|checked| checked.format);
    let (mime, extension) = told.map_or(("application/octet-stream", "bin"), |format| {
        (format.mime(), format.extension())
    });
    let name = opened.body.file_name.as_str();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let name = percent(&format!("{stem}-{}.{extension}", place.saturating_add(1)));
    let headers = [
        (CONTENT_TYPE, content_type(mime)),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// The file itself, streamed; its type is the checked one, and a browser may
/// neither guess another nor run anything in it.
pub(crate) async fn file(opened: &Opened, disposition: String) -> Result<Response> {
    let bytes = opened.bytes().await?;
    let headers = [
        (CONTENT_TYPE, content_type(&opened.body.mime)),
        (CONTENT_LENGTH, opened.body.size.to_string()),
        (CONTENT_DISPOSITION, disposition),
    ];
    let body = Body::from_stream(bytes.map(|piece| piece.map_err(broke_off)));
    Ok((headers, body).into_response())
}

/// Several documents in one zip file, sent as they are read: before the bytes of
/// each, the read is written. What may not be read any more when its turn comes
/// is left out; what refuses the first of them is told as any refusal is.
pub(crate) async fn bundle(
    documents: &Documents,
    caller: Caller,
    space: SpaceId,
    ids: Vec<DocumentId>,
    name: &str,
) -> Result<Response> {
    let (sender, mut pieces) = mpsc::channel::<Result<Bytes>>(1);
    let documents = documents.clone();
    tokio::spawn(async move {
        let packed = pack(&documents, &caller, space, &ids, &sender).await;
        if let Err(error) = packed {
            // Whoever went away hears no more of it.
            let _gone = sender.send(Err(error)).await;
        }
    });
    let first = pieces.recv().await;
    let first = first.unwrap_or_else(|| Err(Error::fault("nothing was packed")))?;
    let rest = stream::unfold(pieces, async |mut pieces| {
        let piece = pieces.recv().await?;
        Some((piece.map_err(broke_off), pieces))
    });
    let body = stream::iter([Ok(first)]).chain(rest);
    let headers = [
        (CONTENT_TYPE, String::from("application/zip")),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}.zip", percent(name)),
        ),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

async fn pack(
    documents: &Documents,
    caller: &Caller,
    space: SpaceId,
    ids: &[DocumentId],
    sender: &mpsc::Sender<Result<Bytes>>,
) -> Result<()> {
    let (mut zip, mut names) = (Zip::default(), Names::default());
    let gone = || Error::unavailable("the reader went away");
    let send = async |bytes: Bytes| sender.send(Ok(bytes)).await.map_err(|_| gone());
    for id in ids {
        documents.still_acts(caller, space).await?;
        let opened = documents.open(caller, space, *id, Manner::Downloaded).await;
        let opened = match opened {
            Err(error) if error.kind() == Kind::NotFound => continue,
            opened => opened?,
        };
        let label = &opened.listed.label;
        let name = names.unique(&label.title, &label.file_name, label.act_date);
        let head = zip.begin(name, label.act_date)?;
        send(head.into()).await?;
        let mut bytes = opened.bytes().await?;
        while let Some(piece) = bytes.next().await {
            let piece = piece?;
            zip.feed(&piece);
            send(piece).await?;
        }
        send(zip.end()?.into()).await?;
    }
    send(zip.finish()?.into()).await
}

/// What a server says of a document it could not send to the end: in the log
/// its reason, on the line nothing.
pub(crate) fn broke_off(error: Error) -> io::Error {
    tracing::error!(
        error = error.log_text(),
        "a document broke off while it was sent"
    );
    io::Error::other("the document broke off")
}

fn content_type(mime: &str) -> String {
    if mime.starts_with("text/") {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_owned()
    }
}

fn named(disposition: &str, opened: &Opened) -> String {
    let name = percent(&opened.body.file_name);
    format!("{disposition}; filename*=UTF-8''{name}")
}

/// RFC 8187: everything but the safest characters is escaped.
pub(crate) fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        assert_eq!(percent("é\"; x=\r\n.pdf"), "%C3%A9%22%3B%20x%3D%0D%0A.pdf");
    }
}
