//! Lines of the medical profile, by services and the software of professionals.

use super::{WayIn, at_home};
use crate::kinds::{Kind, Written};
use crate::{Api, record};
use fhir::mhd::patient_of;
use identity::Caller;
use identity::clients::{Authorised, Verb};
use kernel::{DocumentId, Lang, SpaceId};
use profile::actions::{AsLine, Lines};
use profile::fhir::reading::{self, Writing, names_person};
use profile::fhir::{has_links, take_out_links};
use rest::{Refusal, names};
use serde_json::Value;
use sharing::sending::Sending;

impl WayIn for Lines {
    fn of(_: &Api, kind: &'static Kind) -> Self {
        Self(kind.headings)
    }

    async fn judge(
        api: &Api,
        caller: &Caller,
        mut value: Value,
    ) -> Result<(SpaceId, Sending<AsLine>), Refusal> {
        let name = names_person(value["resourceType"].as_str().unwrap_or_default());
        if value.get(name).is_some() {
            at_home(api, &mut value[name]);
        }
        let patient = patient_of(&value, name)?;
        let space = names::space_of(&api.spaces, &patient).await?;
        api.sharing.may_send::<Self>(caller, space).await?;
        let face = api.spaces.open_face(space).await?;
        let professional = match caller {
            Caller::Professional(professional) => Some(&professional.rpps),
            _ => None,
        };
        let writing = Writing {
            patient: &format!("Patient/{space}"),
            professional,
            born: face.identity.birth_date.0,
            now: api.sharing.world().now(),
        };
        Ok((space, reading::read(&value, &writing)?))
    }

    fn given_back(kept: &[u8], space: SpaceId, source: &str) -> Option<Value> {
        reading::given_back(kept, &format!("Patient/{space}"), source)
    }
}

/// What is sent to stand in the place of a line, without the links that whoever sends it
/// reads there now: who sends back what they read is not refused for these. To know them
/// the line is read, as by its id; who may not read it was given none.
pub(crate) async fn without_links(
    api: &Api,
    who: &Authorised,
    kind: &Kind,
    (space, id): (SpaceId, DocumentId),
    mut value: Value,
) -> Result<Value, Refusal> {
    let name = kind.searched.resource;
    let is_line = matches!(kind.written, Written::Line);
    if !is_line || !has_links(&value) || !who.scopes.allow(name, Verb::Read) {
        return Ok(value);
    }
    let (reader, id) = (rest::reader(who)?, names::write(space, id));
    let extent = who.scopes.extent(name, Verb::Read);
    let (asks, here) = ((who, &reader, &extent), (space, Some(&*id)));
    // Links are the same in every language.
    let (_, all) = record::shown(api, kind, asks, here, Lang::Fr).await?;
    if let Some(read) = all.iter().find(|one| one.resource["id"] == id) {
        take_out_links(&mut value, &read.resource);
    }
    Ok(value)
}
