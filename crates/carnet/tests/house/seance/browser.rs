//! A browser: it keeps the cookies it is given and forgets those it is told to.

use crate::town::{Answer, Town};
use http::Method;
use http::header::SET_COOKIE;
use std::collections::BTreeMap;

pub struct Browser<'a> {
    pub town: &'a Town,
    pub cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub fn new(town: &'a Town) -> Self {
        Self {
            town,
            cookies: BTreeMap::new(),
        }
    }

    /// Puts a cookie, `name=value`, into it.
    pub fn holds(&mut self, pair: &str) {
        if let Some((name, value)) = pair.split_once('=') {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub fn line(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.town.get(&self.line(), path).await;
        self.keep(&answer);
        answer
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        let answer = self.town.post(&self.line(), path, form).await;
        self.keep(&answer);
        answer
    }

    /// Asks and keeps nothing of what comes back.
    pub async fn looks(&self, method: Method, path: &str) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "http://localhost:8080"),
        ];
        self.town.with(method, &self.line(), path, &headers).await
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("a cookie is text");
            let pair = text.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie is a pair");
            match text.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}
