//! What a professional, or an institution's software by itself, did in a record:
//! their own lines of its history as IHE BALP AuditEvents (ITI-81), and nobody
//! else's. No title, no name but theirs.

use super::Api;
use axum::extract::{Request, State};
use axum::response::Response;
use fhir::{PROFESSIONAL_SYSTEM, STRUCTURE_SYSTEM, search};
use identity::Caller;
use identity::clients::{Authorised, Bearer, Verb};
use kernel::{Result as Done, SpaceId};
use rest::{Findable, Refusal, asked, names, page};
use serde_json::{Value, json};
use sharing::Told;

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const PROFILES: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit";
const RESTFUL: &str = "http://hl7.org/fhir/restful-interaction";
const OBJECT: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";

/// `GET /fhir/AuditEvent?patient…=…&date=…`, and by form.
pub(super) async fn events(State(api): State<Api>, bearer: Bearer, request: Request) -> Response {
    let headers = request.headers().clone();
    let found = async {
        let who = bearer.0?;
        who.need("AuditEvent", Verb::Search)?;
        let wanted = asked(&api.base, request, &search::AUDIT).await?;
        let space = names::space_of(&api.spaces, &wanted.patient).await?;
        let all = own(&api, &who, space, &wanted).await?;
        page(&api.base, &search::AUDIT, &wanted, space, all)
    };
    found
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

async fn own(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    wanted: &search::Search,
) -> Done<Vec<Findable>> {
    let caller = who.caller();
    let (since, documents) = (wanted.since("date"), &api.documents);
    let acts = documents.own_acts(&caller, space, since, api.elsewhere);
    let acts = acts.await?;
    // An event is named by its moment: a number of the log would tell how much
    // others did meanwhile. Of one moment, the last has the highest number.
    let (mut all, mut of_moment): (Vec<Findable>, u32) = (Vec::with_capacity(acts.len()), 0);
    for told in acts.iter().rev() {
        of_moment = match all.last() {
            Some(last) if last.at == told.at() => of_moment + 1,
            _ => 0,
        };
        let key = format!("{of_moment:06}");
        let id = format!("{space}-{}-{of_moment}", told.at().millis());
        all.push(Findable {
            at: told.at(),
            resource: event(api, &caller, space, told, &id),
            key,
        });
    }
    Ok(all)
}

/// How BALP calls an act: its profile, its action and its interaction.
fn kind(told: &Told) -> (Option<&'static str>, &'static str, &'static str) {
    let about = told.about().is_some();
    match told.act() {
        "record-read" | "appointments-read" => (Some("PatientQuery"), "E", "search"),
        "document-added" | "appointment-made" if about => (Some("PatientCreate"), "C", "create"),
        _ if told.is_read() && about => (Some("PatientRead"), "R", "read"),
        _ if about => (Some("PatientUpdate"), "U", "update"),
        _ => (None, "U", "operation"),
    }
}

fn event(api: &Api, caller: &Caller, space: SpaceId, told: &Told, id: &str) -> Value {
    let (profile, action, interaction) = kind(told);
    let (from, to) = match told.is_read() && action == "R" {
        // What is read goes from here to the client.
        true => ("110152", "110153"),
        false => ("110153", "110152"),
    };
    let mut entities = vec![json!({
        "type": {"system": OBJECT, "code": "1"},
        "role": {"system": ROLE, "code": "1"},
        "what": {"reference": format!("Patient/{space}")},
    })];
    if let Some(about) = told.about() {
        let about = names::write(space, about);
        let kind = match told.act().starts_with("appointment-") {
            true => "Appointment",
            false => "DocumentReference",
        };
        entities.push(json!({
            "type": {"system": OBJECT, "code": "2"},
            "role": {"system": ROLE, "code": "4"},
            "what": {"reference": format!("{kind}/{about}")},
        }));
    }
    if action == "E" {
        entities.push(json!({
            "type": {"system": OBJECT, "code": "2"},
            "role": {"system": ROLE, "code": "24"},
            "_query": absent(),
        }));
    }
    let mut agents = vec![
        agent(from, &client(caller), absent()),
        agent(
            to,
            &json!({"display": "Carnet"}),
            json!({"address": &*api.base, "type": "5"}),
        ),
    ];
    agents.extend(user(caller));
    let mut event = json!({
        "resourceType": "AuditEvent",
        "id": id,
        "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
        "subtype": [
            {"system": RESTFUL, "code": interaction},
            {"system": "urn:carnet:act", "code": told.act()},
        ],
        "action": action,
        "recorded": told.at().rfc3339(),
        "outcome": "0",
        "agent": agents,
        "source": {
            "observer": {"display": "Carnet"},
            "type": [{
                "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                "code": "4",
            }],
        },
        "entity": entities,
    });
    if let Some(profile) = profile {
        event["meta"] = json!({"profile": [format!("{PROFILES}.{profile}")]});
    }
    if told.is_emergency() {
        event["purposeOfEvent"] = json!([{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "BTG",
        }]}]);
    }
    event
}

fn agent(code: &str, who: &Value, network: Value) -> Value {
    json!({
        "type": {"coding": [{"system": DICOM, "code": code}]},
        "who": who,
        "requestor": false,
        "network": network,
    })
}

/// The history does not keep from which machine somebody asked, nor in which
/// words.
fn absent() -> Value {
    json!({"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "unknown",
    }]})
}

/// The institution whose software asked.
fn client(caller: &Caller) -> Value {
    let institution = match caller {
        Caller::Institution(institution) => Some((&institution.finess, &institution.name)),
        Caller::Professional(professional) => {
            let place = professional.place.as_ref();
            place.map(|place| (&place.finess, &place.name))
        }
        Caller::Holder(_) | Caller::Service(_) | Caller::Staff(_) => None,
    };
    institution.map_or_else(
        || json!({"display": "—"}),
        |(finess, name)| {
            json!({
                "identifier": {"system": STRUCTURE_SYSTEM, "value": format!("1{finess}")},
                "display": name,
            })
        },
    )
}

/// The professional behind it.
fn user(caller: &Caller) -> Option<Value> {
    let Caller::Professional(professional) = caller else {
        return None;
    };
    Some(json!({
        "type": {"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP",
        }]},
        "who": {
            "identifier": {
                "system": PROFESSIONAL_SYSTEM, "value": format!("8{}", professional.rpps),
            },
            "display": professional.name.0,
        },
        "requestor": true,
    }))
}
