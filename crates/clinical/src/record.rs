//! The resources that one permit shows, made anew each time.

use crate::Api;
use crate::kinds::{Also, Kind};
use agenda::Diary;
use documents::Shelf;
use documents::rules::kinds::is_opened;
use identity::Caller;
use identity::clients::{Authorised, Extent, Part, Verb};
use journal::Book;
use kernel::{DocumentId, Error, Lang, Result, SpaceId, Timestamp};
use profile::Profile;
use profile::fhir::ips::{self, Summary};
use profile::fhir::{InFhir, Naming};
use rest::{Findable, Refusal, names};
use serde_json::{Value, json};
use sharing::{DocumentFacts, Permit, WrittenBy};
use spaces::Face;

/// The space that an id of ours is in.
///
/// # Errors
/// Not found, for what is no id of ours.
pub(crate) fn space_in(id: &str) -> Result<SpaceId> {
    let (space, _) = id.split_once('-').ok_or_else(Error::not_found)?;
    space.parse()
}

/// The version of a resource that was last written then.
fn version(at: Timestamp) -> u64 {
    at.millis().unsigned_abs()
}

/// Whether whoever asks may be told of a document of this official type: one that their
/// scopes do not open is not even named.
pub(crate) fn opens_document(who: &Authorised, type_code: &str) -> bool {
    is_opened(
        &who.scopes.extent("DocumentReference", Verb::Read),
        type_code,
    )
}

/// The reference of a document.
pub(crate) fn document_name(space: SpaceId, id: DocumentId) -> String {
    format!("DocumentReference/{}", names::write(space, id))
}

/// All resources of this type in a record that the reader may see, as far as their
/// scopes open it, or at least the one of this id; with the permit that shows them.
///
/// # Errors
/// As for opening the record on the site; a professional's own appointments, as for
/// looking at these.
pub(crate) async fn shown(
    api: &Api,
    kind: &Kind,
    (who, reader, extent): (&Authorised, &Caller, &Extent),
    (space, one): (SpaceId, Option<&str>),
    lang: Lang,
) -> Result<(Permit, Vec<Findable>)> {
    let permit = permitted(api, kind, reader, (space, one)).await?;
    // What software sent need not say of what category it is: where it stands does.
    let mut all = match extent.has(Part::VitalSigns) {
        true => lines(&permit, kind, (who, space), lang)?,
        false => Vec::new(),
    };
    match kind.also {
        Some(Also::Results) if !extent.has(Part::Laboratory) => {}
        Some(Also::Results) => {
            let face = api.spaces.open_face(space).await?;
            results(&permit, &face, (who, space), &mut all)?;
        }
        Some(Also::Agenda) => {
            let patient = format!("Patient/{space}");
            let appointments = agenda::fhir::appointments(&permit, &patient)?.into_iter();
            all.extend(appointments.map(|it| {
                let id = names::write(space, it.id);
                findable(it.value, id, it.id.to_string(), (it.at, it.version))
            }));
        }
        None => {}
    }
    Ok((permit, all))
}

/// The permit that shows resources of this type, or at least the one of this id.
///
/// # Errors
/// As [`shown`].
pub(crate) async fn permitted(
    api: &Api,
    kind: &Kind,
    reader: &Caller,
    (space, one): (SpaceId, Option<&str>),
) -> Result<Permit> {
    match (kind.also, reader) {
        // No care link shows what others wrote in an agenda, and none is needed for
        // what is one's own.
        (Some(Also::Agenda), Caller::Professional(_)) => {
            let one = one.map(names::read::<DocumentId>).transpose()?;
            let one = one.map(|(_, id)| id);
            api.agenda.permit_made(reader, space, one).await
        }
        _ => api.sharing.permit_record(reader, space).await,
    }
}

/// The result of a laboratory that has this id, if the permit shows one.
///
/// # Errors
/// As the register.
pub(crate) async fn result(
    api: &Api,
    permit: &Permit,
    (who, space, id): (&Authorised, SpaceId, &str),
) -> Result<Option<Findable>> {
    let face = api.spaces.open_face(space).await?;
    let mut all = Vec::new();
    results(permit, &face, (who, space), &mut all)?;
    Ok(all.into_iter().find(|one| one.resource["id"] == id))
}

/// The version that a resource says it is.
pub(crate) fn version_told(resource: &Value) -> u64 {
    let version = resource["meta"]["versionId"].as_str();
    let version = version.and_then(|it| it.parse().ok());
    version.unwrap_or_default()
}

fn lines(
    permit: &Permit,
    kind: &Kind,
    (who, space): (&Authorised, SpaceId),
    lang: Lang,
) -> Result<Vec<Findable>> {
    let patient = format!("Patient/{space}");
    let naming = Naming {
        lang,
        patient: &patient,
        line: &|kind, id| format!("{kind}/{}", names::write(space, id)),
        document: &|id, of| opens_document(who, of).then(|| document_name(space, id)),
    };
    let mut all = Vec::new();
    for heading in kind.headings {
        match profile::fhir::heading(permit, &naming, *heading)? {
            InFhir::Lines(lines) => all.extend(lines.into_iter().map(|line| {
                let id = names::write(space, line.id);
                findable(line.value, id, line.id.to_string(), (line.at, line.version))
            })),
            InFhir::Nothing(nothing) => all.extend(nothing.value.map(|value| {
                let key = format!("none{}", heading.slug().replace('-', ""));
                let stands = (nothing.at, version(nothing.at));
                findable(value, format!("{space}-{key}"), key, stands)
            })),
            InFhir::NotFilledIn => {}
        }
    }
    Ok(all)
}

fn results(
    permit: &Permit,
    face: &Face,
    (who, space): (&Authorised, SpaceId),
    all: &mut Vec<Findable>,
) -> Result<()> {
    let shelf = permit.state::<Shelf>()?;
    let patient = format!("Patient/{space}");
    for reading in results::readings(permit, face)?.0 {
        let document = names::write(space, reading.document);
        let from = shelf.find(reading.document);
        let from = from.filter(|it| opens_document(who, &it.facts().type_code));
        let from = from.map(|_| document_name(space, reading.document));
        let value = results::fhir::observation(&reading, &patient, from.as_deref());
        let (place, at) = (reading.place, reading.came_at);
        let key = format!("{}r{place:04}", reading.document);
        let stands = (at, version(at));
        all.push(findable(value, format!("{document}-{place}"), key, stands));
    }
    Ok(())
}

fn findable(mut resource: Value, id: String, key: String, stands: (Timestamp, u64)) -> Findable {
    let (at, version) = stands;
    identify(&mut resource, &id, at, version);
    Findable { at, key, resource }
}

/// Gives a resource what is ours to say of it.
pub(crate) fn identify(resource: &mut Value, id: &str, at: Timestamp, version: u64) {
    resource["id"] = json!(id);
    // What software sent has more there.
    resource["meta"]["versionId"] = json!(version.to_string());
    resource["meta"]["lastUpdated"] = json!(at.rfc3339());
}

/// Whether a service added something to a record since then, which is there still.
///
/// # Errors
/// A fault, if a slice is not registered.
pub fn is_added_to(book: &Book, since: Timestamp) -> Result<bool> {
    let added = |facts: &DocumentFacts| {
        let by_service = matches!(facts.author, WrittenBy::Service(_));
        by_service && facts.added_at >= since
    };
    let lines = book.state::<Profile>()?.lines();
    let items = book.state::<Diary>()?.all();
    let mut facts = lines
        .map(|kept| kept.sealed.facts())
        .chain(items.map(|item| item.facts()));
    Ok(facts.any(added))
}

/// The patient summary.
///
/// # Errors
/// As for opening the record on the site.
pub(crate) async fn summary(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    lang: Lang,
) -> std::result::Result<Value, Refusal> {
    let reader = rest::reader(who)?;
    let permit = api.sharing.permit_record(&reader, space).await?;
    let face = api.spaces.open_face(space).await?;
    let document = ips::document(&Summary {
        permit: &permit,
        lang,
        patient: &rest::patient_for(who, &face),
        // A part of a kind would look as if that were all of it.
        opens: &|kind| who.scopes.extent(kind, Verb::Read) == Extent::Whole,
        world: api.sharing.world(),
    });
    Ok(document?)
}
