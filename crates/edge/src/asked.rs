//! What was asked for: language, path, query, and who asks.

use crate::Failure;
use crate::form::pairs;
use crate::page::{Audience, Page, Who};
use crate::site::Site;
use crate::whose::{Acting, say_for, turned};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::Extensions;
use http::request::Parts;
use kernel::{Error, Lang};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

/// Where the request arrived, noted by [`crate::wrap`] before anything else.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub lang: Lang,
    pub path: String,
    pub query: Option<String>,
    pub client: Option<IpAddr>,
    pub site: Arc<Site>,
    /// Who asks: found out by an inner layer, needed by the outermost one.
    pub known: Arc<OnceLock<Who>>,
    /// For whom they act, found out likewise.
    pub acting: Arc<OnceLock<Acting>>,
}

/// Says who asks, for all pages of this request. Identity's layer calls it.
pub fn introduce(extensions: &mut Extensions, who: Who) {
    if let Some(arrival) = extensions.get::<Arrival>() {
        let _ = arrival.known.set(who.clone());
    }
    extensions.insert(who);
}

/// What waits for whoever asks, for the menu of all pages of this request: under
/// which entry, how much, and the key of the sentence that says it (`count`).
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// The entry of the menu.
    pub under: &'static str,
    /// How much.
    pub count: u64,
    /// The key of the sentence.
    pub key: &'static str,
}

impl Waiting {
    /// Says so, for all pages of this request; nothing waits, nothing is said.
    pub fn tell(self, extensions: &mut Extensions) {
        if self.count > 0 {
            extensions.insert(self);
        }
    }
}

/// What was asked for: an extractor that never fails. Pages start from here.
#[derive(Clone)]
pub struct Asked {
    /// The language.
    pub lang: Lang,
    /// The path, without the language.
    pub path: String,
    /// The query, as it came.
    pub query: Option<String>,
    /// The address of the person's machine, where it is known.
    pub client: Option<IpAddr>,
    /// Who is signed in.
    pub who: Option<Who>,
    /// For whom they act, if it is not about their own space.
    pub acting: Option<Acting>,
    pub(crate) waiting: Option<Waiting>,
    pub(crate) site: Arc<Site>,
}

impl Asked {
    pub(crate) fn of(arrival: &Arrival) -> Self {
        Self {
            lang: arrival.lang,
            path: arrival.path.clone(),
            query: arrival.query.clone(),
            client: arrival.client,
            who: arrival.known.get().cloned(),
            acting: arrival.acting.get().cloned(),
            waiting: None,
            site: arrival.site.clone(),
        }
    }

    /// As if asked outside a wrapped site: for tests.
    pub fn outside(lang: Lang, path: &str, who: Option<Who>) -> Self {
        Self {
            lang,
            path: path.to_owned(),
            query: None,
            client: None,
            who,
            acting: None,
            waiting: None,
            site: Site::bare(),
        }
    }

    /// A page whose title is the sentence of this key.
    pub fn page(&self, title_key: &str) -> Page {
        let title = say_for(self.lang, self.acting.as_ref(), title_key, &[]);
        self.titled(title)
    }

    /// A page with this title.
    pub fn titled(&self, title: String) -> Page {
        let mut page = Page {
            lang: self.lang,
            path: self.path.clone(),
            title,
            who: self.who.clone(),
            menu: self.site.menu(self.lang, &self.path, self.who.as_ref()),
            acting: self.acting.clone(),
            status: None,
            band: None,
            crumbs: Vec::new(),
            filled: crate::form::Filled::default(),
            here: here(&self.turned(&self.path), self.query.as_deref()),
            other_lang_href: String::new(),
            site: self.site.clone(),
        };
        page.other_lang_href = other_lang_href(&page);
        if self.acting.is_some() {
            page.keep_to_the_child();
        }
        if let Some(waiting) = self.waiting {
            let (href, words) = (
                page.href(waiting.under),
                page.t1(waiting.key, "count", waiting.count),
            );
            let mut entries = page.menu.entries.iter_mut();
            if let Some(entry) = entries.find(|entry| entry.href == href) {
                entry.waiting = Some((waiting.count, words));
            }
        }
        page
    }

    /// Sends the person on to this path, in their language (303).
    pub fn go(&self, path: &str) -> Response {
        let path = self.turned(path);
        let to = match (self.lang, path.as_str()) {
            (Lang::En, "/") => String::from("/en"),
            _ => format!("{}{path}", self.lang.prefix()),
        };
        Redirect::to(&to).into_response()
    }

    /// This path as people see it, without the language: of the child's space, where
    /// somebody acts for a child.
    pub fn turned(&self, path: &str) -> String {
        turned(path, self.acting.as_ref()).unwrap_or_else(|| path.to_owned())
    }

    /// What the query says of this name; nothing when it says nothing.
    ///
    /// # Errors
    /// Invalid, when the query says it twice or is not UTF-8.
    pub fn param(&self, name: &str) -> Result<Option<String>, Error> {
        let query = self.query.as_deref().unwrap_or_default();
        let all = pairs(query.as_bytes())?;
        Ok(all.into_iter().find(|(n, _)| n == name).map(|(_, v)| v))
    }

    /// Whether somebody is helped on site in this browser.
    pub fn is_helped(&self) -> bool {
        let helped = |who: &Who| who.audience == Audience::Helped;
        self.who.as_ref().is_some_and(helped)
    }

    /// The answer to an error, as a page of its own.
    pub fn fail(&self, error: Error) -> Response {
        Failure::from(error).into_response()
    }
}

/// A path with what was searched there.
fn here(path: &str, query: Option<&str>) -> String {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{path}{query}")
}

/// The same page in the other language.
fn other_lang_href(page: &Page) -> String {
    let other = page.other_lang().prefix();
    let here = match (other, page.here.strip_prefix('/')) {
        ("/en", Some(rest)) if rest.is_empty() || rest.starts_with('?') => rest,
        _ => page.here.as_str(),
    };
    format!("{other}{here}")
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let who = parts.extensions.get::<Who>().cloned();
        let waiting = parts.extensions.get::<Waiting>().copied();
        Ok(match parts.extensions.get::<Arrival>() {
            Some(arrival) => {
                if let Some(who) = &who {
                    let _ = arrival.known.set(who.clone());
                }
                Self {
                    who,
                    waiting,
                    ..Self::of(arrival)
                }
            }
            None => {
                let (lang, path) = crate::path::split_lang(parts.uri.path());
                let query = parts.uri.query().map(str::to_owned);
                Self {
                    query,
                    ..Self::outside(lang, path, who)
                }
            }
        })
    }
}
