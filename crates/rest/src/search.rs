//! Searches over HTTP: how one is asked, and how its answer comes in pages.
//!
//! A page begins after a place that is written in its address: nothing is kept
//! between pages, and what comes meanwhile moves none of them.

use crate::answer::{self, Refusal};
use axum::extract::Request;
use axum::response::Response;
use fhir::search::{self, Search, Searched};
use fhir::{Issue, IssueType, Outcome};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use kernel::{Error, SpaceId, Timestamp};
use serde_json::Value;

/// A form of a search is no longer.
const FORM_BYTES_MAX: usize = 16 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// Reads the search at this base address, in the address or in a form.
///
/// # Errors
/// 400, 406, 413 or 415, with what is wrong.
pub async fn asked(base: &str, request: Request, searched: &Searched) -> Result<Search, Refusal> {
    let headers = request.headers().clone();
    answer::speaks_json(&headers)?;
    let unreadable = || Outcome::new(400, Issue::error(IssueType::Invalid, "fhir-search-value"));
    let query = request.uri().query().unwrap_or_default();
    let mut given = search::pairs(query).ok_or_else(unreadable)?;
    if request.method() == Method::POST {
        is_form(&headers)?;
        let body = axum::body::to_bytes(request.into_body(), FORM_BYTES_MAX).await;
        let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
        let body = body.map_err(|_| too_long())?;
        let body = std::str::from_utf8(&body).map_err(|_| unreadable())?;
        given.append(&mut search::pairs(body).ok_or_else(unreadable)?);
    }
    let lenient = headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split([',', ';']))
        .any(|wish| wish.trim() == "handling=lenient");
    Ok(Search::read(searched, &given, base, lenient)?)
}

fn is_form(headers: &HeaderMap) -> Result<(), Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media.unwrap_or_default().split(';').next();
    match essence
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(FORM)
    {
        true => Ok(()),
        false => {
            let issue = Issue::error(IssueType::NotSupported, "rest-form");
            Err(Outcome::new(415, issue).into())
        }
    }
}

/// A resource that may be found: its place in the order, and itself.
pub struct Findable<R = Value> {
    /// When it was written.
    pub at: Timestamp,
    /// Its place among those of one moment.
    pub key: String,
    /// Itself, or how it is drawn.
    pub resource: R,
}

/// A resource, or what draws one: of a long record nobody but a search that
/// compares needs more than a page.
pub trait Draw {
    /// The resource.
    ///
    /// # Errors
    /// Those of drawing it.
    fn drawn(self) -> Result<Value, Error>;
}

impl Draw for Value {
    fn drawn(self) -> Result<Value, Error> {
        Ok(self)
    }
}

impl<F: FnOnce() -> Result<Value, Error>> Draw for F {
    fn drawn(self) -> Result<Value, Error> {
        self()
    }
}

impl<R: Draw> Findable<R> {
    fn drawn(self) -> Result<Findable, Error> {
        Ok(Findable {
            at: self.at,
            key: self.key,
            resource: self.resource.drawn()?,
        })
    }
}

/// A page of what is searched for, the latest first.
///
/// # Errors
/// 400, for a page that begins nowhere; and those of what is drawn.
pub fn page<R: Draw>(
    base: &str,
    searched: &Searched,
    wanted: &Search,
    space: SpaceId,
    all: Vec<Findable<R>>,
) -> Result<Response, Refusal> {
    let place = format!("{base}/{}", searched.resource);
    if !wanted.compares() {
        return cut(&place, wanted, space, all);
    }
    let mut found = Vec::new();
    for one in all {
        let one = one.drawn()?;
        if wanted.finds(&one.resource) {
            found.push(one);
        }
    }
    cut(&place, wanted, space, found)
}

/// The page of what was found, drawn no further than it goes.
fn cut<R: Draw>(
    place: &str,
    wanted: &Search,
    space: SpaceId,
    mut all: Vec<Findable<R>>,
) -> Result<Response, Refusal> {
    all.sort_by(|one, two| (two.at, &two.key).cmp(&(one.at, &one.key)));
    let total = all.len();
    let behind =
        |one: &Findable<R>, (at, key): &(Timestamp, String)| (one.at, &one.key) < (*at, key);
    if let Some(after) = &wanted.after {
        let after = read_place(after).ok_or_else(|| {
            let issue = Issue::error(IssueType::Value, "fhir-search-value").at("http._after");
            Outcome::new(400, issue)
        })?;
        all.retain(|one| behind(one, &after));
    }
    let more = all.len() > wanted.count && wanted.count > 0;
    all.truncate(wanted.count);
    let last = all.last().map(|one| written_place(one.at, &one.key));
    let person = space.to_string();
    let own_address = wanted.address(place, &person, wanted.after.as_deref());
    let next = last.filter(|_| more);
    let next = next.map(|last| wanted.address(place, &person, Some(&last)));
    let drawn = |one: Findable<R>| {
        let resource = one.resource.drawn()?;
        let id = resource["id"].as_str().unwrap_or_default();
        Ok((format!("{place}/{id}"), resource))
    };
    let resources = all.into_iter().map(drawn);
    let resources = resources.collect::<Result<Vec<(String, Value)>, Error>>()?;
    let bundle = fhir::searchset(fhir::Page {
        own_address: &own_address,
        next: next.as_deref(),
        total,
        resources,
    });
    Ok(answer::resource(StatusCode::OK, &bundle))
}

fn written_place(at: Timestamp, key: &str) -> String {
    format!("{}-{key}", at.millis())
}

fn read_place(text: &str) -> Option<(Timestamp, String)> {
    let (at, key) = text.split_once('-')?;
    let right = at.bytes().all(|b| b.is_ascii_digit())
        && (1..=32).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric());
    let at = at.parse().ok().filter(|_| right)?;
    Some((Timestamp::from_millis(at), key.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
        let (at, key) = (Timestamp::from_millis(12), String::from("0a"));
        assert_eq!(read_place(&written_place(at, &key)), Some((at, key)));
        for wrong in ["", "12", "-1-x", "+12-a", "12-", "12-a b", "x-a"] {
            assert!(read_place(wrong).is_none(), "{wrong}");
        }
    }
}
