//! Lines of the medical profile, by services and the software of professionals.

use super::{WayIn, at_home};
use crate::Api;
use crate::kinds::Kind;
use fhir::mhd::patient_of;
use identity::Caller;
use kernel::SpaceId;
use profile::actions::{AsLine, Lines};
use profile::fhir::reading::{self, Writing, names_person};
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
