//! What one line of the profile, or an appointment, said before: `_history` of a resource,
//! and each version by itself. Whoever may read it as it stands reads these, each as far
//! as they might read what its author wrote; who wrote it stays named. What was taken away
//! is gone, with all its versions. A result of a laboratory never changes: it has one.

use crate::kinds::{Also, Kind, Written};
use crate::{Api, record};
use axum::extract::Path;
use axum::response::Response;
use fhir::{Issue, IssueType, Outcome};
use http::{HeaderMap, StatusCode};
use identity::clients::{Authorised, Bearer, Part, Verb};
use kernel::{DocumentId, Error, Lang, Timestamp};
use profile::fhir::Naming;
use rest::{Findable, Refusal, names};
use serde_json::{Value, json};
use sharing::Permit;

/// The versions of a resource.
struct Earlier {
    /// The latest, newest first.
    latest: Vec<Version>,
    /// How many there are in all.
    total: usize,
}

struct Version {
    at: Timestamp,
    version: u64,
    value: Value,
}

impl From<profile::fhir::Earlier> for Earlier {
    fn from(earlier: profile::fhir::Earlier) -> Self {
        let latest = earlier.latest.into_iter().map(|one| Version {
            at: one.at,
            version: one.version,
            value: one.value,
        });
        Self {
            latest: latest.collect(),
            total: earlier.total,
        }
    }
}

impl From<agenda::fhir::Earlier> for Earlier {
    fn from(earlier: agenda::fhir::Earlier) -> Self {
        let latest = earlier.latest.into_iter().map(|one| Version {
            at: one.at,
            version: one.version,
            value: one.value,
        });
        Self {
            latest: latest.collect(),
            total: earlier.total,
        }
    }
}

/// `GET /fhir/{type}/{id}/_history`.
pub(crate) async fn history(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    (headers, query): (HeaderMap, Option<String>),
    Path(id): Path<String>,
) -> Response {
    let lang = rest::language(&headers);
    let read = async {
        let who = bearer.0?;
        rest::speaks_json(&headers)?;
        if query.is_some_and(|query| !query.is_empty()) {
            let issue = Issue::error(IssueType::NotSupported, "clinical-history-params");
            return Err(Outcome::new(400, issue).into());
        }
        let earlier = earlier(kind, &api, &who, (&id, None), lang).await?;
        let address = format!("{}/{}/{id}", api.base, kind.searched.resource);
        Ok::<_, Refusal>(rest::resource(
            StatusCode::OK,
            &bundle(earlier, &address, &id),
        ))
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// `GET /fhir/{type}/{id}/_history/{vid}`.
pub(crate) async fn version(
    kind: &'static Kind,
    api: Api,
    bearer: Bearer,
    headers: HeaderMap,
    Path((id, version)): Path<(String, String)>,
) -> Response {
    let lang = rest::language(&headers);
    let read = async {
        let who = bearer.0?;
        rest::speaks_json(&headers)?;
        // A version that we would not write is none of ours.
        let number = version.parse().unwrap_or_default();
        let number = Some(number).filter(|it: &u64| it.to_string() == version);
        let wanted = (&*id, Some(number.unwrap_or(u64::MAX)));
        let earlier = earlier(kind, &api, &who, wanted, lang).await?;
        let found = earlier.latest.into_iter().next();
        let mut found = found.ok_or_else(Error::not_found)?;
        record::identify(&mut found.value, &id, found.at, found.version);
        Ok::<_, Refusal>(match rest::is_known(&headers, found.version) {
            true => rest::unchanged(found.version),
            false => {
                let response = rest::resource(StatusCode::OK, &found.value);
                rest::versioned(response, found.version)
            }
        })
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

async fn earlier(
    kind: &Kind,
    api: &Api,
    who: &Authorised,
    (id, wanted): (&str, Option<u64>),
    lang: Lang,
) -> Result<Earlier, Refusal> {
    who.need(kind.searched.resource, Verb::Read)?;
    let reader = rest::reader(who)?;
    let space = record::space_in(id)?;
    let permit = record::permitted(api, kind, &reader, (space, Some(id))).await?;
    let extent = who.scopes.extent(kind.searched.resource, Verb::Read);
    let results = matches!(kind.also, Some(Also::Results)) && extent.has(Part::Laboratory);
    if results && line_in(id).is_none() {
        return only(record::result(api, &permit, (space, id)).await?, wanted);
    }
    // Whoever reads results of laboratories alone finds no line.
    let line = line_in(id).filter(|_| extent.has(Part::VitalSigns));
    let line = line.ok_or_else(Error::not_found)?;
    refuse_gone(&permit, kind, line)?;
    let patient = format!("Patient/{space}");
    if matches!(kind.written, Written::Appointment) {
        let wanted = (line, wanted);
        let found = agenda::fhir::versions(&api.sharing, &permit, &patient, wanted);
        return Ok(found.await?.into());
    }
    let naming = Naming {
        lang,
        patient: &patient,
        line: &|kind, id| format!("{kind}/{}", names::write(space, id)),
    };
    let (sharing, wanted) = (&api.sharing, (line, wanted));
    let found = profile::fhir::versions(sharing, &permit, &naming, kind.headings, wanted);
    Ok(found.await?.into())
}

/// Of what has one version, that one.
fn only(found: Option<Findable>, wanted: Option<u64>) -> Result<Earlier, Refusal> {
    let found = found.ok_or_else(Error::not_found)?;
    let version = record::version_told(&found.resource);
    let only = Version {
        at: found.at,
        version,
        value: found.resource,
    };
    Ok(match wanted.is_none_or(|wanted| wanted == version) {
        true => Earlier {
            latest: vec![only],
            total: 1,
        },
        false => Earlier {
            latest: Vec::new(),
            total: 0,
        },
    })
}

/// Refuses one that was taken away, to those who would see it were it there: 410.
pub(crate) fn refuse_gone(permit: &Permit, kind: &Kind, line: DocumentId) -> Result<(), Refusal> {
    let is_gone = match kind.written {
        Written::Line => profile::fhir::is_gone(permit, kind.headings, line)?,
        Written::Appointment => agenda::fhir::is_gone(permit, line)?,
        Written::No => false,
    };
    match is_gone {
        true => Err(Outcome::new(410, Issue::error(IssueType::NotFound, "clinical-gone")).into()),
        false => Ok(()),
    }
}

/// The line that an id of ours names, if it is one's.
pub(crate) fn line_in(id: &str) -> Option<DocumentId> {
    names::read(id).ok().map(|(_, line)| line)
}

fn bundle(earlier: Earlier, address: &str, id: &str) -> Value {
    let Earlier { latest, total } = earlier;
    let mut entries = Vec::with_capacity(latest.len());
    let (count, name) = (latest.len(), address.rsplit('/').nth(1).unwrap_or_default());
    for (n, mut one) in latest.into_iter().enumerate() {
        record::identify(&mut one.value, id, one.at, one.version);
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
