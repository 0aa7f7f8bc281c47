//! Who did what in a record, for a service whose holder ticked that: the lines of their
//! own history as IHE BALP AuditEvents. What the service may not see leaves no trace
//! here either, nor does what tells of hiding, of blocking or of conversations; and a
//! title is told where what it names may be read, by the same token.

use crate::Api;
use agenda::Diary;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use documents::Shelf;
use fhir::search::{self, Search};
use fhir::{PROFESSIONAL_SYSTEM, STRUCTURE_SYSTEM};
use http::Method;
use identity::clients::{Authorised, Bearer, Verb};
use journal::By;
use kernel::{Error, Lang, Result as Done, SpaceId};
use rest::{Findable, Refusal, asked, names, page};
use serde_json::{Value, json};
use sharing::{EMERGENCY, HistoryPlace, Permit, Told};

/// Lines read at once.
const LINES_READ: u32 = 500;
/// Lines looked at, whoever wrote them.
const LOOKED_MAX: usize = 20_000;

/// Acts that would tell of what is kept from somebody, or of conversations.
const UNTOLD: [&str; 15] = [
    "administrator-",
    "agenda-",
    "card-",
    "correction-",
    "document-hidden",
    "document-released",
    "document-reserved",
    "document-shown",
    "message-",
    "presence-",
    "professional-",
    "profile-correction-",
    "profile-kept",
    "profile-shared",
    "thread-",
];

/// Around `/fhir/AuditEvent`: a service is answered here; whoever else asks is told of
/// their own acts, behind it.
pub async fn histories(State(api): State<Api>, request: Request, next: Next) -> Response {
    let asks = match request.uri().path() {
        "/fhir/AuditEvent" => request.method() == Method::GET,
        "/fhir/AuditEvent/_search" => request.method() == Method::POST,
        _ => false,
    };
    if !asks {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(api.clients.clone());
    let Ok(bearer) = Bearer::from_request_parts(&mut parts, &()).await;
    let request = Request::from_parts(parts, body);
    match bearer.0 {
        Ok(who) if who.service().is_some() => answer(&api, &who, request).await,
        _ => next.run(request).await,
    }
}

async fn answer(api: &Api, who: &Authorised, request: Request) -> Response {
    let headers = request.headers().clone();
    let lang = rest::language(&headers);
    let found = async {
        who.need("AuditEvent", Verb::Search)?;
        let wanted = asked(&api.base, request, &search::AUDIT).await?;
        let space = names::space_of(&api.spaces, &wanted.patient).await?;
        let all = told(api, who, space, &wanted, lang).await?;
        page(&api.base, &search::AUDIT, &wanted, space, all)
    };
    found
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

/// The lines since then, the oldest first.
async fn told(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    wanted: &Search,
    lang: Lang,
) -> Done<Vec<Findable>> {
    let permit = api.sharing.permit_history(&who.caller(), space).await?;
    let since = wanted.since("date");
    let (mut place, mut looked, mut lines) = (Some(HistoryPlace::default()), 0, Vec::new());
    while let Some(from) = place {
        let (read, next) = api.sharing.history(&permit, from, LINES_READ).await?;
        place = next;
        for line in read {
            if since.is_some_and(|since| line.at() < since) {
                place = None;
                break;
            }
            looked += 1;
            if let Some(title) = title(&permit, who, &line)? {
                lines.push((line, title));
            }
        }
        if place.is_some() && looked >= LOOKED_MAX {
            return Err(Error::invalid("sharing-own-acts-too-many"));
        }
    }
    // An event is named by its moment, and among those of one moment by its place.
    let (mut all, mut of_moment): (Vec<Findable>, u32) = (Vec::with_capacity(lines.len()), 0);
    for (line, title) in lines.iter().rev() {
        of_moment = match all.last() {
            Some(last) if last.at == line.at() => of_moment + 1,
            _ => 0,
        };
        let id = format!("{space}-{}-{of_moment}", line.at().millis());
        let mut resource = event(space, line, title, lang);
        resource["id"] = json!(id);
        all.push(Findable {
            at: line.at(),
            key: format!("{of_moment:06}"),
            resource,
        });
    }
    Ok(all)
}

/// What a line may call what it is about; none, where it is not told at all.
fn title(permit: &Permit, who: &Authorised, line: &Told) -> Done<Option<String>> {
    const KEPT: &str = "…";
    let act = line.act();
    if act.is_empty() || UNTOLD.iter().any(|untold| act.starts_with(untold)) {
        return Ok(None);
    }
    let Some(id) = line.about() else {
        return Ok(Some(KEPT.to_owned()));
    };
    let document = permit.state::<Shelf>()?.find(id);
    let item = permit.state::<Diary>()?.find(id);
    let (facts, kind) = match (document, item) {
        (Some(document), _) => (document.sealed.facts(), "DocumentReference"),
        (None, Some(item)) => (item.facts(), "Appointment"),
        (None, None) => return Ok(None),
    };
    Ok(permit
        .sees(facts)
        .then(|| match who.scopes.allow(kind, Verb::Read) {
            true => line.what().to_owned(),
            false => KEPT.to_owned(),
        }))
}

/// How BALP calls an act: its profile, its action and its interaction.
fn kind(line: &Told) -> (&'static str, &'static str, &'static str) {
    let act = line.act();
    match (line.is_read(), line.about().is_some()) {
        (true, false) => ("PatientQuery", "E", "search"),
        (true, true) => ("PatientRead", "R", "read"),
        (false, _) if act.ends_with("-added") || act.ends_with("-made") => {
            ("PatientCreate", "C", "create")
        }
        (false, _) if act.ends_with("-removed") || act.ends_with("-withdrawn") => {
            ("PatientDelete", "D", "delete")
        }
        (false, _) => ("PatientUpdate", "U", "update"),
    }
}

fn event(space: SpaceId, line: &Told, title: &str, lang: Lang) -> Value {
    const OBJECT: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    const ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
    let (profile, action, interaction) = kind(line);
    let patient = format!("Patient/{space}");
    let said = edge::texts::say(lang, &format!("history-{}", line.act()), &[("what", title)]);
    let mut entities = vec![json!({
        "type": {"system": OBJECT, "code": "1"},
        "role": {"system": ROLE, "code": "1"},
        "what": {"reference": patient},
    })];
    if let Some(id) = line.about() {
        let kind = match line.act().starts_with("appointment-") {
            true => "Appointment",
            false => "DocumentReference",
        };
        entities.push(json!({
            "type": {"system": OBJECT, "code": "2"},
            "role": {"system": ROLE, "code": "4"},
            "what": {"reference": format!("{kind}/{}", names::write(space, id))},
        }));
    }
    let mut event = json!({
        "resourceType": "AuditEvent",
        "meta": {"profile": [
            format!("https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.{profile}"),
        ]},
        "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest"},
        "subtype": [
            {"system": "http://hl7.org/fhir/restful-interaction", "code": interaction},
            {"system": "urn:carnet:act", "code": line.act(), "display": said},
        ],
        "action": action,
        "recorded": line.at().rfc3339(),
        "outcome": "0",
        "agent": [{
            "type": {"coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                "code": "IRCP",
            }]},
            "who": who_did(line.by(), &patient),
            "requestor": true,
        }],
        "source": {
            "observer": {"display": "Carnet"},
            "type": [{
                "system": "http://terminology.hl7.org/CodeSystem/security-source-type",
                "code": "4",
            }],
        },
        "entity": entities,
    });
    let why = line.why();
    if why == EMERGENCY {
        event["purposeOfEvent"] = json!([{"coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "BTG",
        }]}]);
    } else if !why.is_empty() {
        let why = kernel::visible(why);
        let words = edge::texts::say(lang, &format!("sharing-why-{why}"), &[]);
        event["purposeOfEvent"] = json!([{"text": words}]);
    }
    event
}

fn who_did(by: &By, patient: &str) -> Value {
    let numbered = |system: &str, value: String, name: &str| json!({"identifier": {"system": system, "value": value}, "display": name});
    match by {
        By::Holder { .. } => json!({"reference": patient}),
        By::Professional { rpps, name, .. } => {
            numbered(PROFESSIONAL_SYSTEM, format!("8{rpps}"), name)
        }
        By::Institution { finess, name } => numbered(STRUCTURE_SYSTEM, format!("1{finess}"), name),
        By::Service { id, name } => numbered("urn:carnet:service", id.clone(), name),
        By::Keeper { name } => json!({"display": name}),
        // Nobody knows who held the card.
        By::Finder => json!({"display": "?"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_hiding_blocking_or_conversations_is_in_no_event() {
        for act in [
            "document-hidden",
            "document-hidden-from",
            "document-shown",
            "document-released",
            "professional-blocked",
            "profile-kept",
            "thread-begun",
            "message-sent",
            "card-read",
        ] {
            assert!(UNTOLD.iter().any(|untold| act.starts_with(untold)), "{act}");
        }
        for act in [
            "document-read",
            "record-read",
            "document-added",
            "profile-written",
        ] {
            assert!(
                !UNTOLD.iter().any(|untold| act.starts_with(untold)),
                "{act}"
            );
        }
    }
}
