//! A document on its way out as the file it is.

use crate::actions::Opened;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use kernel::{Error, Result};
use std::io;

/// The file under its own name, to be kept and never run.
pub(crate) async fn download(opened: &Opened) -> Result<Response> {
    file(opened, named("attachment", opened)).await
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
fn percent(name: &str) -> String {
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
