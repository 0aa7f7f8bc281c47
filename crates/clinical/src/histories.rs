//! Who did what in a record, for a service whose holder ticked that: the lines of their
//! own history as IHE BALP AuditEvents. What the service may not see leaves no trace
//! here either, nor does what tells of hiding, of blocking or of conversations; and a
//! title is told where what it names may be read, by the same token.

use crate::Api;
use agenda::Diary;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use documents::Shelf;
use documents::rules::kinds::is_opened;
use fhir::search;
use fhir::{PROFESSIONAL_SYSTEM, STRUCTURE_SYSTEM};
use http::{HeaderMap, Method, StatusCode};
use identity::clients::{Authorised, Bearer, Verb};
use journal::By;
use kernel::{Error, Lang, Result as Done, SpaceId, Timestamp};
use rest::{Findable, Refusal, asked, names, page};
use serde_json::{Value, json};
use sharing::{HistoryPlace, Permit, Told};
use std::collections::BTreeMap;
use std::time::Duration;

/// Lines read at once.
const LINES_READ: u32 = 500;
/// Lines looked at, whoever wrote them.
const LOOKED_MAX: usize = 20_000;
/// What the names of events are made with.
pub(crate) const NAMING: &str = "fhir-audit-event";
/// Of a hash: an id of FHIR has 64 letters at most.
const NAME_BYTES: usize = 8;

/// Acts that a service is told of, in the order of their names. An act that is not
/// here is told to none; a test asks that somebody decided.
const TOLD: [&str; 65] = [
    "appointment-cancelled",
    "appointment-changed",
    "appointment-done",
    "appointment-made",
    "appointment-missed",
    "appointment-mistaken",
    "appointment-planned",
    "appointment-put-back",
    "appointment-read",
    "appointment-taken-off",
    "appointments-read",
    "connection-copied",
    "connection-ended",
    "connection-left",
    "connection-made",
    "connection-made-adds",
    "connection-paused",
    "connection-resumed",
    "copy-asked",
    "copy-packed",
    "copy-taken",
    "deposit-read",
    "document-added",
    "document-binned",
    "document-commented",
    "document-downloaded",
    "document-fetched",
    "document-headed",
    "document-mailed",
    "document-read",
    "document-replaced",
    "document-restored",
    "document-uncommented",
    "document-withdrawn",
    "document-withdrawn-content",
    "document-withdrawn-person",
    "document-withdrawn-twice",
    "emergency-closed",
    "emergency-ended",
    "emergency-opened",
    "examination-noted",
    "examination-withdrawn",
    "export-asked",
    "export-packed",
    "export-taken",
    "history-exported",
    "history-read",
    "journal-dumped",
    "link-cut",
    "link-made",
    "link-made-presence",
    "link-made-team",
    "link-made-treating",
    "link-made-visit",
    "link-moved",
    "profile-changed",
    "profile-confirmed",
    "profile-none",
    "profile-released",
    "profile-removed",
    "profile-restored",
    "profile-target-removed",
    "profile-target-set",
    "profile-written",
    "record-read",
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
        let all = told(api, who, space, (wanted.since("date"), None), lang).await?;
        page(&api.base, &search::AUDIT, &wanted, space, all)
    };
    found
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(&headers))
}

/// `GET /fhir/AuditEvent/{id}`, for a service: as its searches find it.
pub(crate) async fn one(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let lang = rest::language(&headers);
    let read = async {
        let who = bearer.0?;
        who.need("AuditEvent", Verb::Read)?;
        rest::speaks_json(&headers)?;
        who.service().ok_or_else(Error::not_found)?;
        let (space, moment) = named(&id)?;
        let all = told(&api, &who, space, (Some(moment), Some(moment)), lang).await?;
        let found = all.into_iter().find(|one| one.resource["id"] == id);
        let found = found.ok_or_else(Error::not_found)?;
        Ok::<_, Refusal>(rest::resource(StatusCode::OK, &found.resource))
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// The space of an event, and its moment.
fn named(id: &str) -> Done<(SpaceId, Timestamp)> {
    let (space, event) = id.split_once('-').ok_or_else(Error::not_found)?;
    let (moment, _) = event.split_once('-').ok_or_else(Error::not_found)?;
    let moment = moment.parse().map_err(|_| Error::not_found())?;
    Ok((space.parse()?, Timestamp::from_millis(moment)))
}

/// The lines from the first of these moments to the second, the oldest first.
async fn told(
    api: &Api,
    who: &Authorised,
    space: SpaceId,
    (since, until): (Option<Timestamp>, Option<Timestamp>),
    lang: Lang,
) -> Done<Vec<Findable>> {
    let permit = api.sharing.permit_history(&who.caller(), space).await?;
    let from = match until {
        Some(until) => {
            let behind = until.plus(Duration::from_millis(1));
            api.sharing.history_before(&permit, behind).await?
        }
        None => HistoryPlace::default(),
    };
    let (mut place, mut looked, mut lines) = (Some(from), 0, Vec::new());
    while let Some(from) = place {
        let (read, next) = api.sharing.history(&permit, from, LINES_READ).await?;
        place = next;
        for line in read {
            if since.is_some_and(|since| line.at() < since) {
                place = None;
                break;
            }
            looked += 1;
            if until.is_some_and(|until| line.at() > until) {
                continue;
            }
            if let Some(title) = title(&permit, who, &line)? {
                lines.push((line, title));
            }
        }
        if place.is_some() && looked >= LOOKED_MAX {
            return Err(Error::invalid("sharing-own-acts-too-many"));
        }
    }
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let (mut all, mut of_moment): (Vec<Findable>, u32) = (Vec::with_capacity(lines.len()), 0);
    for (line, title) in lines.iter().rev() {
        of_moment = match all.last() {
            Some(last) if last.at == line.at() => of_moment + 1,
            _ => 0,
        };
        // Lines of one row that say the same of nothing in particular.
        let alike = names.entry(said(line)).or_default();
        let mut resource = event(space, line, title, lang);
        resource["id"] = json!(name(api, space, line, *alike));
        *alike += 1;
        all.push(Findable {
            at: line.at(),
            key: format!("{of_moment:06}"),
            resource,
        });
    }
    Ok(all)
}

/// What tells a line from all others of its record.
fn said(line: &Told) -> String {
    let about = line.about().map(|id| id.to_string()).unwrap_or_default();
    format!("{}\n{}\n{about}", line.id(), line.act())
}

/// The id of an event: its moment, and a keyed hash of its line. It stays whatever is
/// told beside it, and nobody counts by it what is not told.
fn name(api: &Api, space: SpaceId, line: &Told, alike: u32) -> String {
    let line_says = format!("{space}\n{}\n{alike}", said(line));
    let hash = keys::mac(&api.naming, NAMING, line_says.as_bytes());
    let mut id = format!("{space}-{}-", line.at().millis());
    for byte in &hash[..NAME_BYTES] {
        id.push_str(&format!("{byte:02x}"));
    }
    id
}

/// What a line may call what it is about; none, where it is not told at all.
fn title(permit: &Permit, who: &Authorised, line: &Told) -> Done<Option<String>> {
    const KEPT: &str = "…";
    let act = line.act();
    // Of conversations nothing is told, nor through which of them a document was read.
    if TOLD.binary_search(&act).is_err() || line.is_of_own_conversation() {
        return Ok(None);
    }
    let Some(id) = line.about() else {
        return Ok(Some(KEPT.to_owned()));
    };
    let document = permit.state::<Shelf>()?.find(id);
    let item = permit.state::<Diary>()?.find(id);
    let (facts, opened) = match (document, item) {
        (Some(document), _) => {
            let facts = document.sealed.facts();
            let extent = who.scopes.extent("DocumentReference", Verb::Read);
            (facts, is_opened(&extent, &facts.type_code))
        }
        (None, Some(item)) => (item.facts(), who.scopes.allow("Appointment", Verb::Read)),
        (None, None) => return Ok(None),
    };
    Ok(permit.sees(facts).then(|| match opened {
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
    if line.is_emergency() {
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
        By::Holder {
            name,
            represents: true,
            ..
        } => json!({"type": "RelatedPerson", "display": name}),
        By::Carer { name, .. } => json!({"type": "RelatedPerson", "display": name}),
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
    use super::TOLD;
    use std::path::Path;

    /// Acts that would tell of hiding, of secrets, of what was kept aside or archived, of
    /// blocking, of conversations, of the card, or of what its holder keeps to themselves in their
    /// agenda.
    const UNTOLD: [&str; 62] = [
        "administrator-named",
        "administrator-removed",
        "agenda-channels",
        "agenda-feed-ended",
        "agenda-feed-made",
        "agenda-feed-made-words",
        "agenda-fetched",
        "appointment-prepared",
        "card-chosen",
        "card-code-ended",
        "card-code-made",
        "card-read",
        "correction-accepted",
        "correction-asked",
        "correction-read",
        "correction-refused",
        "document-archived",
        "document-filed",
        "document-hidden",
        "document-hidden-from",
        "document-masked",
        "document-released",
        "document-set-aside",
        "document-shared",
        "document-shown",
        "document-shown-to",
        "document-unarchived",
        "document-unmasked",
        "message-confirmed",
        "message-mailed",
        "message-sent",
        "message-undone",
        "presence-shown",
        "professional-blocked",
        "professional-unblocked",
        "profile-correction-answered",
        "profile-correction-asked",
        "profile-correction-settled",
        "profile-kept",
        "profile-shared",
        "reminder-cancelled",
        "reminder-changed",
        "reminder-done",
        "reminder-made",
        "reminder-missed",
        "reminder-mistaken",
        "reminder-planned",
        "secret-kept",
        "secret-lifted",
        "share-stopped",
        "share-stopped-with",
        "share-taken",
        "shared-read",
        "switches-set",
        "thread-begun",
        "thread-closed",
        "thread-joined",
        "thread-left",
        "thread-marked",
        "thread-no-reply",
        "thread-opened",
        "thread-read",
    ];

    #[test]
    fn of_every_act_of_the_history_somebody_decided_whether_a_service_is_told() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut acts = Vec::new();
        for room in std::fs::read_dir(crates).expect("the crates") {
            let texts = room.expect("a crate").path().join("locales/fr.ftl");
            let texts = std::fs::read_to_string(texts).unwrap_or_default();
            let keys = texts.lines().filter_map(|line| line.split_once(" ="));
            let acts_here = keys.filter_map(|(key, _)| key.strip_prefix("history-"));
            // The same act, as it is said of a child.
            let acts_here = acts_here.filter(|act| !act.ends_with("-child"));
            acts.extend(acts_here.map(str::to_owned));
        }
        acts.sort();
        let mut decided = [&TOLD[..], &UNTOLD[..]].concat();
        decided.sort_unstable();
        assert_eq!(
            acts, decided,
            "write a new act into TOLD, or into UNTOLD if a service must not learn of it"
        );
        assert!(TOLD.is_sorted(), "it is searched by halves");
    }
}
