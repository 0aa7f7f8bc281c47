//! Appointments, by services and the software of professionals.

use super::{WayIn, at_home};
use crate::Api;
use crate::kinds::Kind;
use agenda::fhir::reading::{person, read};
use agenda::{Agenda, AsItem};
use fhir::mhd::patient_of;
use fhir::{Issue, IssueType, Outcome, sent};
use identity::Caller;
use kernel::{Error, Kind as ErrorKind, SpaceId};
use rest::{Refusal, names};
use serde_json::{Value, json};
use sharing::sending::Sending;

impl WayIn for Agenda {
    fn of(api: &Api, _: &'static Kind) -> Self {
        api.agenda.clone()
    }

    /// Whom its holder blocked finds none of theirs, whatever they send.
    async fn finds_theirs(api: &Api, caller: &Caller, space: SpaceId) -> Result<(), Refusal> {
        match caller {
            Caller::Professional(_) => Ok(api.sharing.check_own(caller, space).await?),
            _ => Ok(()),
        }
    }

    async fn judge(
        api: &Api,
        caller: &Caller,
        mut value: Value,
    ) -> Result<(SpaceId, Sending<AsItem>), Refusal> {
        let place = person(&value)?;
        let actor = &mut value["participant"][place]["actor"];
        at_home(api, actor);
        let whose = json!({"resourceType": "Appointment", "actor": actor});
        let space = names::space_of(&api.spaces, &patient_of(&whose, "actor")?).await?;
        api.sharing.may_send::<Self>(caller, space).await?;
        let now = api.sharing.world().now();
        let professional = match caller {
            Caller::Professional(professional) => Some(professional),
            _ => None,
        };
        let patient = format!("Patient/{space}");
        Ok((space, read(&value, (place, &patient), professional, now)?))
    }

    fn given_back(kept: &[u8], _: SpaceId, source: &str) -> Option<Value> {
        sent::given_back(kept, source)
    }

    /// A full day is told where it stands.
    fn told(error: Error) -> Refusal {
        let wrong = error.field_errors().first().map(|wrong| wrong.code);
        match (error.kind(), wrong) {
            (ErrorKind::Invalid, Some(code)) => {
                let issue = Issue::error(IssueType::BusinessRule, code);
                Outcome::new(422, issue.at("Appointment.start")).into()
            }
            _ => error.into(),
        }
    }
}
