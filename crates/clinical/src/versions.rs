//! What one line of the profile, or an appointment, said before: `_history` of a resource,
//! and each version by itself. Whoever may read it as it stands reads these, each as far
//! as they might read what its author wrote; who wrote it stays named. What was taken away
//! is gone, with all its versions. Of a result of a laboratory the one that stands is
//! given, and no other.

use crate::kinds::{Also, Kind, Written};
use crate::{Api, record};
use axum::extract::Path;
use axum::response::Response;
use fhir::{Issue, IssueType, Outcome};
use http::{HeaderMap, StatusCode};
use identity::clients::{Authorised, Bearer, Part, Verb};
use kernel::{DocumentId, Error, Lang};
use profile::fhir::Naming;
use rest::{Findable, Refusal, Version, Versions, names};
use sharing::Permit;

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
        rest::without_params(query.as_deref())?;
        let earlier = earlier(kind, &api, &who, (&id, None), lang).await?;
        let address = format!("{}/{}/{id}", api.base, kind.searched.resource);
        let bundle = earlier.bundle(&address);
        Ok::<_, Refusal>(rest::resource(StatusCode::OK, &bundle))
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
        let wanted = Some(rest::named_version(&version).unwrap_or(u64::MAX));
        let earlier = earlier(kind, &api, &who, (&id, wanted), lang).await?;
        let found = earlier.latest.into_iter().next();
        let found = found.ok_or_else(Error::not_found)?;
        Ok::<_, Refusal>(found.answer(&headers))
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
) -> Result<Versions, Refusal> {
    let mut found = found(kind, api, who, (id, wanted), lang).await?;
    for one in &mut found.latest {
        record::identify(&mut one.value, id, one.at, one.version);
    }
    Ok(found)
}

async fn found(
    kind: &Kind,
    api: &Api,
    who: &Authorised,
    (id, wanted): (&str, Option<u64>),
    lang: Lang,
) -> Result<Versions, Refusal> {
    who.need(kind.searched.resource, Verb::Read)?;
    let reader = rest::reader(who)?;
    let space = record::space_in(id)?;
    let permit = record::permitted(api, kind, &reader, (space, Some(id))).await?;
    let extent = who.scopes.extent(kind.searched.resource, Verb::Read);
    let results = matches!(kind.also, Some(Also::Results)) && extent.has(Part::Laboratory);
    if results && line_in(id).is_none() {
        return only(
            record::result(api, &permit, (who, space, id)).await?,
            wanted,
        );
    }
    // Whoever reads results of laboratories alone finds no line.
    let line = line_in(id).filter(|_| extent.has(Part::VitalSigns));
    let line = line.ok_or_else(Error::not_found)?;
    refuse_gone(&permit, kind, line)?;
    let patient = format!("Patient/{space}");
    if matches!(kind.written, Written::Appointment) {
        let wanted = (line, wanted);
        let found = agenda::fhir::versions(&api.sharing, &permit, &patient, wanted);
        let agenda::fhir::Earlier { latest, total } = found.await?;
        let latest = latest.into_iter().map(|one| Version {
            at: one.at,
            version: one.version,
            value: one.value,
        });
        let latest = latest.collect();
        return Ok(Versions { latest, total });
    }
    let naming = Naming {
        lang,
        patient: &patient,
        line: &|kind, id| format!("{kind}/{}", names::write(space, id)),
        document: &|id, of| {
            let opened = record::opens_document(who, of);
            opened.then(|| record::document_name(space, id))
        },
    };
    let (sharing, wanted) = (&api.sharing, (line, wanted));
    let found = profile::fhir::versions(sharing, &permit, &naming, kind.headings, wanted);
    let profile::fhir::Earlier { latest, total } = found.await?;
    let latest = latest.into_iter().map(|one| Version {
        at: one.at,
        version: one.version,
        value: one.value,
    });
    let latest = latest.collect();
    Ok(Versions { latest, total })
}

/// Of what is kept in no version but the one that stands, that one, as a read gives it.
fn only(found: Option<Findable>, wanted: Option<u64>) -> Result<Versions, Refusal> {
    let found = found.ok_or_else(Error::not_found)?;
    let version = record::version_told(&found.resource);
    let is_wanted = wanted.is_none_or(|wanted| wanted == version);
    let only = is_wanted.then_some(Version {
        at: found.at,
        version,
        value: found.resource,
    });
    Ok(Versions::all(only.into_iter().collect()))
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
