//! How files come in: several at once, one by one, in pieces, and looked at by a
//! scanner.

mod pieces;
mod scanned;
mod several;

use crate::town::{Answer, Holder, Town};
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use http::{Method, Request};

const ADD: &str = "/espace/moi/documents/ajouter";
const LIST: &str = "/espace/moi/documents";
const WORDS: [(&str, &str); 4] = [
    ("type", "DOCPAT03"),
    ("date-jour", "20"),
    ("date-mois", "11"),
    ("date-annee", "2026"),
];
/// The same, as a short form says them.
const TYPED: &str = "type=DOCPAT03&date-jour=20&date-mois=11&date-annee=2026";
const PRO_WORDS: [(&str, &str); 4] = [
    ("type", "11488-4"),
    ("date-jour", "20"),
    ("date-mois", "11"),
    ("date-annee", "2026"),
];

/// A form with these words and files, the files in two fields as the page has them.
fn form(words: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in words {
        body.extend_from_slice(
            format!(
                "--XXXX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    // Nobody took a picture.
    let none = [("", &b""[..])];
    for (name, content) in files.iter().chain(&none) {
        let field = if name.is_empty() { "photo" } else { "file" };
        body.extend_from_slice(
            format!("--XXXX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XXXX--\r\n");
    body
}

impl Town {
    /// Asks as script does.
    async fn scripted(
        &self,
        method: Method,
        cookie: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, "http://localhost:8080")
            .header(COOKIE, cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).expect("a request"))
            .await
    }

    /// Begins a file of this size.
    async fn begins_file(&self, cookie: &str, path: &str, size: usize, mark: &str) -> Answer {
        let form = match path.starts_with("/pro") {
            true => TYPED.replace("DOCPAT03", "11488-4"),
            false => TYPED.to_owned(),
        };
        let headers = [
            ("upload-length", &*size.to_string()),
            ("upload-mark", mark),
            (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded"),
        ];
        let path = format!("{path}/envois");
        self.scripted(Method::POST, cookie, &path, &headers, form)
            .await
    }

    /// Sends a piece that begins there.
    async fn piece(&self, cookie: &str, place: &str, begins: usize, bytes: &[u8]) -> Answer {
        let headers = [
            ("upload-offset", &*begins.to_string()),
            (CONTENT_TYPE.as_str(), "application/offset+octet-stream"),
        ];
        let body = bytes.to_vec();
        self.scripted(Method::PATCH, cookie, place, &headers, body)
            .await
    }

    /// How much of it is durable.
    async fn offset(&self, cookie: &str, place: &str) -> Option<usize> {
        let told = self.scripted(Method::HEAD, cookie, place, &[], Body::empty());
        offset(&told.await)
    }

    /// Makes a document of it.
    async fn finishes(&self, cookie: &str, place: &str, name: &str) -> Answer {
        let form = match place.starts_with("/pro") {
            true => TYPED.replace("DOCPAT03", "11488-4"),
            false => TYPED.to_owned(),
        };
        self.post(cookie, place, &format!("{form}&nom={name}"))
            .await
    }

    async fn titles(&self, holder: &Holder) -> String {
        self.get(&holder.cookie, LIST).await.text()
    }
}

fn offset(answer: &Answer) -> Option<usize> {
    let told = answer.headers.get("upload-offset")?;
    told.to_str().ok()?.parse().ok()
}

/// A text of this many lines of a thousand bytes, each its own.
fn text(lines: usize) -> Vec<u8> {
    let line = |n| format!("{n:08} {}\n", "x".repeat(990));
    (0..lines).map(line).collect::<String>().into_bytes()
}
