//! Asking the town over HTTP, and what it answers.

use super::Town;
use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use std::collections::BTreeMap;
use tower::ServiceExt;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    /// What it says, with every space the same: French typography has three.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replace(['\u{a0}', '\u{202f}'], " ")
    }

    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The `name=value` of this cookie, which it sets.
    pub fn cookie(&self, name: &str) -> String {
        let all = self.headers.get_all(SET_COOKIE).iter();
        let mut set = all.filter_map(|value| value.to_str().ok());
        let ours = set.find(|value| value.starts_with(name));
        let pair = ours.and_then(|value| value.split(';').next());
        pair.expect(name).to_owned()
    }

    /// What a stranger could compare: everything but the request's own number.
    pub fn shape(&self) -> (StatusCode, Vec<(String, String)>, Bytes) {
        let headers = self.headers.iter().map(|(name, value)| {
            (
                name.to_string(),
                value.to_str().unwrap_or_default().to_owned(),
            )
        });
        (
            self.status,
            headers.filter(|(name, _)| name != "date").collect(),
            self.body.clone(),
        )
    }
}

impl Town {
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map(|whole| whole.to_bytes())
            .unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.with(Method::GET, cookie, path, &[]).await
    }

    /// What a page says.
    pub async fn reads(&self, cookie: &str, path: &str) -> String {
        let answer = self.get(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a form that is taken.
    pub async fn does(&self, cookie: &str, path: &str, form: &str) {
        let answer = self.post(cookie, path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.text()
        );
        let to = answer.location();
        assert!(!to.contains("/connexion"), "{path} was not done: {to}");
    }

    /// Sends a form that is not, and says why.
    pub async fn is_told(&self, cookie: &str, path: &str, form: &str, why: &str) {
        let answer = self.post(cookie, path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path} {form}"
        );
        assert!(answer.text().contains(why), "{why}: {}", answer.text());
    }

    pub async fn with(
        &self,
        method: Method,
        cookie: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:8080")
            .header(COOKIE, cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, "http://localhost:8080")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.ask(request.expect("a request")).await
    }

    pub async fn upload(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        let body = multipart(fields, file);
        self.send(cookie, path, Body::from(body)).await
    }

    pub async fn send(&self, cookie: &str, path: &str, body: Body) -> Answer {
        let request = Request::post(path)
            .header(HOST, "localhost:8080")
            .header(ORIGIN, "http://localhost:8080")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=XXXX")
            .body(body);
        self.ask(request.expect("a request")).await
    }
}

pub fn multipart(fields: &[(&str, &str)], file: (&str, &[u8])) -> Vec<u8> {
    multiparts(fields, &[file])
}

/// The same, with several files.
pub fn multiparts(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in fields {
        body.extend_from_slice(
            format!(
                "--XXXX\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for (name, content) in files {
        body.extend_from_slice(
            format!("--XXXX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XXXX--\r\n");
    body
}

/// A text in which ids and tokens, runs of so many letters and digits at least, are
/// told in the order in which they come: no word is as long.
pub fn with_ids_told(text: &str, least: usize) -> String {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let (mut said, mut run) = (String::new(), String::new());
    for sign in text.chars().chain(['\n']) {
        if sign.is_ascii_alphanumeric() {
            run.push(sign);
            continue;
        }
        match run.len() >= least && run.bytes().any(|b| b.is_ascii_digit()) {
            true => {
                let next = known.len();
                let n = *known.entry(std::mem::take(&mut run)).or_insert(next);
                said.push_str(&format!("#{n}"));
            }
            false => said.push_str(&std::mem::take(&mut run)),
        }
        said.push(sign);
    }
    said
}
