//! The versions of one resource, as a history gives them, and each by itself (R4,
//! http.html#history and #vread).

use crate::answer::{self, Refusal};
use axum::response::Response;
use fhir::{Issue, IssueType, Outcome};
use http::{HeaderMap, StatusCode};
use kernel::Timestamp;
use serde_json::{Value, json};

/// The most versions that are given at once: the latest.
const VERSIONS_MAX: usize = 100;

/// A version of a resource.
pub struct Version {
    /// Since when it stands so.
    pub at: Timestamp,
    /// Its number.
    pub version: u64,
    /// The resource, with its id and this version.
    pub value: Value,
}

impl Version {
    /// This version by itself.
    pub fn answer(self, headers: &HeaderMap) -> Response {
        match answer::is_known(headers, self.version) {
            true => answer::unchanged(self.version),
            false => {
                let response = answer::resource(StatusCode::OK, &self.value);
                answer::versioned(response, self.version)
            }
        }
    }
}

/// The versions of a resource.
pub struct Versions {
    /// The latest, newest first.
    pub latest: Vec<Version>,
    /// How many there are in all.
    pub total: usize,
}

impl Versions {
    /// These, the newest first, and no others.
    pub fn all(mut all: Vec<Version>) -> Self {
        let total = all.len();
        all.truncate(VERSIONS_MAX);
        Self { latest: all, total }
    }

    /// The history of the resource at this address.
    pub fn bundle(self, address: &str) -> Value {
        let Self { latest, total } = self;
        let (path, id) = address.rsplit_once('/').unwrap_or((address, ""));
        let name = path.rsplit('/').next().unwrap_or_default();
        let count = latest.len();
        let mut entries = Vec::with_capacity(count);
        for (n, one) in latest.into_iter().enumerate() {
            // The oldest of all is the one that was added.
            let added = n + 1 == count && count == total;
            let (method, url, status) = match added {
                true => ("POST", name.to_owned(), "201 Created"),
                false => ("PUT", format!("{name}/{id}"), "200 OK"),
            };
            entries.push(json!({
                "fullUrl": address,
                "resource": one.value,
                "request": {"method": method, "url": url},
                "response": {
                    "status": status,
                    "etag": format!("W/\"{}\"", one.version),
                    "lastModified": one.at.rfc3339(),
                },
            }));
        }
        json!({
            "resourceType": "Bundle",
            "type": "history",
            "total": total,
            "link": [{"relation": "self", "url": format!("{address}/_history")}],
            "entry": entries,
        })
    }
}

/// Refuses what narrows a history: it takes no parameter.
///
/// # Errors
/// 400, for any.
pub fn without_params(query: Option<&str>) -> Result<(), Refusal> {
    match query.is_none_or(str::is_empty) {
        true => Ok(()),
        false => {
            let issue = Issue::error(IssueType::NotSupported, "rest-history-params");
            Err(Outcome::new(400, issue).into())
        }
    }
}

/// The version of this name; none, for what we would not write so.
pub fn named_version(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(count: u64) -> Versions {
        let each = (1..=count).rev().map(|version| Version {
            at: Timestamp::from_millis(0),
            version,
            value: json!({"id": "a"}),
        });
        Versions::all(each.collect())
    }

    #[test]
    fn the_oldest_of_all_was_added_and_the_others_changed_it() {
        let address = "https://carnet.example/fhir/Appointment/a";
        for (count, given, oldest) in [(1, 1, "POST"), (2, 2, "POST"), (101, 100, "PUT")] {
            let bundle = versions(count).bundle(address);
            let entries = bundle["entry"].as_array().expect("entries");
            assert_eq!((&bundle["total"], entries.len()), (&json!(count), given));
            let last = entries.last().expect("one");
            assert_eq!(last["request"]["method"], oldest, "{count}");
            let first = &entries[0];
            let (method, url) = match count {
                1 => ("POST", "Appointment"),
                _ => ("PUT", "Appointment/a"),
            };
            assert_eq!(first["request"], json!({"method": method, "url": url}));
            assert_eq!(first["response"]["etag"], format!("W/\"{count}\""));
        }
    }

    #[test]
    fn a_version_is_named_as_it_is_written_and_not_otherwise() {
        assert_eq!(named_version("7"), Some(7));
        for wrong in ["", "x", "07", "+7", "-7", " 7", "7.0"] {
            assert_eq!(named_version(wrong), None, "{wrong}");
        }
    }
}
