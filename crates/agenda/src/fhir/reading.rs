//! An Appointment that a service or a professional’s software sends, read into what people
//! see: by the rules of the pages, and with every mistake told where it stands in the
//! resource. What only describes (a speciality, a slot, an extension) is kept with it,
//! and given back.

use crate::AsItem;
use crate::actions::with;
use crate::rules::hours::{self, PUT_BACK, Shown, horizon};
use crate::rules::{Content, Kind, NOTE_MAX, PLACE_MAX, Status, TITLE_MAX, lines};
use fhir::{INS_SYSTEMS, Identifier, Issue, IssueType, Moment, Outcome, sent};
use identity::Professional;
use kernel::{Rpps, Timestamp, visible};
use serde_json::{Value, json};
use sharing::sending::Sending;

/// Minutes of the longest appointment.
const MINUTES_MAX: u64 = 24 * 60;
const TYPE: &str = "Appointment";

/// Which of its participants is the person whose appointment it is.
///
/// # Errors
/// 422, where none is, or several are.
pub fn person(resource: &Value) -> Result<usize, Outcome> {
    let all = participants(resource).iter().enumerate();
    let mut people = all.filter(|(_, it)| is_person(&it["actor"]));
    match (people.next(), people.next()) {
        (Some((place, _)), None) => Ok(place),
        _ => {
            let issue = Issue::error(IssueType::BusinessRule, "agenda-fhir-patient");
            Err(Outcome::new(422, issue.at("Appointment.participant")))
        }
    }
}

fn participants(resource: &Value) -> &[Value] {
    resource["participant"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

fn is_person(actor: &Value) -> bool {
    let reference = actor["reference"].as_str().unwrap_or_default();
    let system = actor["identifier"]["system"].as_str().unwrap_or_default();
    reference.starts_with("Patient/")
        || reference.starts_with("Patient?")
        || reference.contains("/Patient/")
        || actor["type"] == "Patient"
        || INS_SYSTEMS.contains(&system)
}

/// Reads a resource whose form was checked (`fhir::shape`): the appointment of this
/// patient, who is the participant at `place`, with the professional whose software
/// sends it; without one, a service does.
///
/// # Errors
/// 422, with every mistake and how to mend it.
pub fn read(
    resource: &Value,
    (place, patient): (usize, &str),
    professional: Option<&Professional>,
    now: Timestamp,
) -> Result<Sending<AsItem>, Outcome> {
    let mut reading = Reading {
        value: resource,
        professional,
        wrong: Vec::new(),
    };
    if resource["meta"].get("security").is_some() {
        reading.refuse("meta.security", "agenda-fhir-security");
    }
    let status = reading.status();
    let span = reading.span(now);
    if let (Some(status), Some((start, _))) = (status, span)
        && matches!(status, Status::Done | Status::Missed)
        && start > now
    {
        reading.refuse("status", "agenda-not-yet");
    }
    let title = reading.title();
    let (with, at_place) = reading.others(place);
    let note = reading.note();
    match (status, span, reading.wrong.is_empty()) {
        (Some(status), Some((start, minutes)), true) => {
            let local = start.in_paris();
            let at = local.date().at(local.hour(), local.minute(), 0, 0);
            let second = match hours::shown(at) {
                Shown::Twice(first) => start >= first.plus(PUT_BACK),
                _ => false,
            };
            let content = Content {
                kind: Kind::Appointment,
                at,
                second,
                minutes: Some(minutes),
                title,
                with,
                place: at_place,
                note,
            };
            Ok(Sending {
                says: AsItem { content, status },
                resource: sent::kept(&canonical(resource, place, patient))?.into(),
                identifiers: sent::identifiers(resource),
            })
        }
        _ => Err(Outcome {
            status: 422,
            issues: reading.wrong,
        }),
    }
}

/// The resource as it is kept: without what is ours to say, and with nothing of the
/// person but who they are here.
fn canonical(resource: &Value, place: usize, patient: &str) -> Value {
    let mut value = sent::canonical(resource);
    let mut actor = json!({ "reference": patient });
    if let Some(name) = resource["participant"][place]["actor"].get("display") {
        actor["display"] = name.clone();
    }
    value["participant"][place]["actor"] = actor;
    value
}

struct Reading<'a> {
    value: &'a Value,
    professional: Option<&'a Professional>,
    wrong: Vec<Issue>,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> &str {
        self.value[name].as_str().unwrap_or_default()
    }

    fn refuse(&mut self, at: &str, key: &'static str) {
        let issue = Issue::error(IssueType::BusinessRule, key);
        self.wrong.push(issue.at(format!("{TYPE}.{at}")));
    }

    fn status(&mut self) -> Option<Status> {
        match self.text("status") {
            "booked" | "arrived" | "checked-in" => Some(Status::Planned),
            "fulfilled" => Some(Status::Done),
            "cancelled" => Some(Status::Cancelled),
            "noshow" => Some(Status::Missed),
            "entered-in-error" => Some(Status::ByMistake),
            // What nobody agreed to yet would be read as if somebody had.
            _ => {
                self.refuse("status", "agenda-fhir-status");
                None
            }
        }
    }

    /// When it begins, and how many minutes it lasts.
    fn span(&mut self, now: Timestamp) -> Option<(Timestamp, u16)> {
        let [start, end] = ["start", "end"].map(|name| Moment::from_text(self.text(name)));
        if start.is_none() {
            self.refuse("start", "agenda-fhir-start");
        }
        if end.is_none() {
            self.refuse("end", "agenda-fhir-end");
        }
        let (start, end) = (start?.at, end?.at);
        if start.in_paris().date() >= horizon(now.in_paris().date()) {
            self.refuse("start", "agenda-day-too-far");
        }
        if end <= start {
            self.refuse("end", "agenda-fhir-end-before");
            return None;
        }
        let minutes = end.since(start).as_secs().div_ceil(60);
        if minutes > MINUTES_MAX {
            self.refuse("end", "agenda-fhir-too-long");
        }
        Some((start, u16::try_from(minutes).unwrap_or_default()))
    }

    fn title(&mut self) -> String {
        let said = one_line(self.text("description"));
        if said.chars().count() > TITLE_MAX {
            self.refuse("description", "agenda-title-too-long");
        }
        if !said.is_empty() {
            return said;
        }
        let of = |name: &str| words(&self.value[name]);
        let served = of("serviceType").or_else(|| of("appointmentType"));
        let served = served.map(|it| one_line(&it)).unwrap_or_default();
        // What only describes is kept, and is no mistake.
        match served.chars().count() > TITLE_MAX {
            true => String::new(),
            false => served,
        }
    }

    /// Who else is there, and where.
    fn others(&mut self, person: usize) -> (String, String) {
        let (mut people, mut place) = (Vec::new(), Vec::new());
        let (mut named, mut theirs) = (false, false);
        let value = self.value;
        for (n, one) in participants(value).iter().enumerate() {
            if n == person {
                continue;
            }
            let actor = &one["actor"];
            let mut name = one_line(actor["display"].as_str().unwrap_or_default());
            let number = rpps(actor);
            named |= number.is_some();
            let writer = self
                .professional
                .filter(|it| number.as_ref() == Some(&it.rpps));
            theirs |= writer.is_some();
            if let Some(writer) = writer.filter(|_| name.is_empty()) {
                name = with(writer);
            }
            if name.is_empty() {
                self.refuse(&format!("participant[{n}]"), "agenda-fhir-words");
            }
            let reference = actor["reference"].as_str().unwrap_or_default();
            let is_place = actor["type"] == "Location"
                || reference.starts_with("Location/")
                || reference.contains("/Location/");
            match is_place {
                true => place.push(name),
                false => people.push(name),
            }
        }
        // What names professionals by their numbers, and not who writes, is not theirs.
        if self.professional.is_some() && named && !theirs {
            self.refuse("participant", "agenda-fhir-not-with-you");
        }
        let (mut people, place) = (people.join(", "), place.join(", "));
        if let Some(writer) = self.professional.filter(|_| people.is_empty()) {
            people = with(writer);
        }
        for (text, key) in [
            (&people, "agenda-with-too-long"),
            (&place, "agenda-place-too-long"),
        ] {
            if text.chars().count() > PLACE_MAX {
                self.refuse("participant", key);
            }
        }
        (people, place)
    }

    /// All that is to be known: what to do, a comment, why it was called off.
    fn note(&mut self) -> String {
        let why = words(&self.value["cancelationReason"]).unwrap_or_default();
        let parts = [self.text("patientInstruction"), self.text("comment"), &why];
        let parts = parts.map(lines);
        let said: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|it| !it.is_empty())
            .collect();
        let note = said.join("\n");
        if note.chars().count() > NOTE_MAX {
            self.refuse("comment", "agenda-note-too-long");
        }
        note
    }
}

/// The national number of a professional who takes part, where it is told.
fn rpps(actor: &Value) -> Option<Rpps> {
    let identifier = &actor["identifier"];
    let text = |name: &str| identifier[name].as_str().unwrap_or_default();
    Identifier::new(text("system"), text("value")).rpps()
}

fn one_line(text: &str) -> String {
    visible(text).trim().to_owned()
}

/// What a concept, or the first of several, is called.
fn words(concept: &Value) -> Option<String> {
    let concept = match concept {
        Value::Array(all) => all.first()?,
        one => one,
    };
    let named = || {
        let codings = concept["coding"].as_array()?;
        codings.iter().find_map(|it| it["display"].as_str())
    };
    concept["text"].as_str().or_else(named).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::{Place, Profession};
    use kernel::{Personal, SessionId};

    const PATIENT: &str = "Patient/ana";

    fn now() -> Timestamp {
        Timestamp::parse_rfc3339("2026-11-23T09:00:00Z").expect("an instant")
    }

    fn appointment() -> Value {
        json!({
            "resourceType": "Appointment",
            "id": "theirs",
            "status": "booked",
            "description": "Contrôle",
            "start": "2026-12-04T09:30:00+01:00",
            "end": "2026-12-04T10:15:00+01:00",
            "participant": [
                {"actor": {"identifier": {"system": INS_SYSTEMS[0], "value": "2"}, "display": "Ana"}, "status": "accepted"},
                {"actor": {"reference": "Practitioner/7", "display": "Dr Benali"}, "status": "accepted"},
                {"actor": {"reference": "Location/1", "display": "1 rue des Lilas"}, "status": "accepted"},
            ],
        })
    }

    fn said(value: &Value) -> Result<Sending<AsItem>, Vec<(String, &'static str)>> {
        said_by(value, None)
    }

    fn said_by(
        value: &Value,
        professional: Option<&Professional>,
    ) -> Result<Sending<AsItem>, Vec<(String, &'static str)>> {
        let place = person(value).expect("a person");
        read(value, (place, PATIENT), professional, now()).map_err(|outcome| {
            assert_eq!(outcome.status, 422);
            let issues = outcome.issues.into_iter();
            issues
                .map(|it| (it.expression.unwrap_or_default(), it.key))
                .collect()
        })
    }

    #[test]
    fn an_appointment_is_read_as_people_see_it_and_names_the_person_as_we_do() {
        let read = said(&appointment()).expect("right");
        let content = &read.says.content;
        assert_eq!(content.at, jiff::civil::datetime(2026, 12, 4, 9, 30, 0, 0));
        assert_eq!((content.minutes, content.second), (Some(45), false));
        assert_eq!(
            (&*content.title, &*content.with, &*content.place),
            ("Contrôle", "Dr Benali", "1 rue des Lilas")
        );
        let kept: Value = serde_json::from_slice(&read.resource).expect("JSON");
        let actor = json!({"reference": PATIENT, "display": "Ana"});
        assert_eq!(kept["participant"][0]["actor"], actor);
        assert!(kept.get("id").is_none() && !kept.to_string().contains(INS_SYSTEMS[0]));
    }

    fn doctor() -> Professional {
        Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: Personal(String::from("Dr Benali")),
            profession: Profession::from_code("10").expect("doctors exist"),
            place: Some(Place {
                finess: "750000001".parse().expect("a number"),
                name: String::from("Cabinet des Lilas"),
            }),
            session: SessionId::from_bytes([0; 16]),
        }
    }

    #[test]
    fn a_professional_is_with_whom_their_appointment_is_and_no_one_elses_is_theirs() {
        let doctor = doctor();
        let with = |value: &Value| said_by(value, Some(&doctor)).map(|it| it.says.content.with);
        let number = |value: &str| json!({"system": "https://rpps.esante.gouv.fr", "value": value});
        let mut value = appointment();
        // In the words of whoever sends it, else as on the pages.
        assert_eq!(with(&value).as_deref(), Ok("Dr Benali"));
        value["participant"][1]["actor"]["display"] = json!("Le docteur et son interne");
        assert_eq!(with(&value).as_deref(), Ok("Le docteur et son interne"));
        value["participant"][1]["actor"] = json!({"identifier": number("99700218896")});
        assert_eq!(with(&value).as_deref(), Ok("Dr Benali, Cabinet des Lilas"));
        // To a service a number says nothing that people could read.
        let nameless = String::from("Appointment.participant[1]");
        let wrong = said(&value).expect_err("without words");
        assert_eq!(wrong, [(nameless, "agenda-fhir-words")]);
        value["participant"].as_array_mut().map(|it| it.remove(1));
        assert_eq!(with(&value).as_deref(), Ok("Dr Benali, Cabinet des Lilas"));
        assert_eq!(said(&value).expect("right").says.content.with, "");
        // Somebody else's, by their number: unless both are there.
        let other = json!({"actor": {"identifier": number("99700000005"), "display": "Dr Petit"}, "status": "accepted"});
        let own = json!({"actor": {"identifier": number("99700218896")}, "status": "accepted"});
        let add = |value: &mut Value, one: &Value| {
            if let Some(all) = value["participant"].as_array_mut() {
                all.push(one.clone());
            }
        };
        add(&mut value, &other);
        assert_eq!(
            said_by(&value, Some(&doctor)).expect_err("not theirs"),
            [(
                String::from("Appointment.participant"),
                "agenda-fhir-not-with-you"
            )]
        );
        add(&mut value, &own);
        let both = "Dr Petit, Dr Benali, Cabinet des Lilas";
        assert_eq!(with(&value).as_deref(), Ok(both));
    }

    #[test]
    fn every_status_is_one_of_ours_or_is_refused() {
        for (status, ours) in [
            ("booked", Some(Status::Planned)),
            ("arrived", Some(Status::Planned)),
            ("checked-in", Some(Status::Planned)),
            ("cancelled", Some(Status::Cancelled)),
            ("entered-in-error", Some(Status::ByMistake)),
            ("proposed", None),
            ("pending", None),
            ("waitlist", None),
            ("", None),
            ("fulfilled", None),
            ("noshow", None),
        ] {
            let mut value = appointment();
            value["status"] = json!(status);
            let found = said(&value).map(|it| it.says.status).ok();
            assert_eq!(found, ours, "{status}");
            // What is over may have taken place, or not.
            value["start"] = json!("2026-11-02T09:30:00+01:00");
            value["end"] = json!("2026-11-02T09:45:00+01:00");
            let past = said(&value).map(|it| it.says.status).ok();
            let ours = match status {
                "fulfilled" => Some(Status::Done),
                "noshow" => Some(Status::Missed),
                _ => ours,
            };
            assert_eq!(past, ours, "{status}");
        }
    }

    #[test]
    fn an_instant_is_read_as_clocks_in_france_show_it_whatever_its_offset() {
        for (start, shown, second) in [
            // Réunion, and Greenwich.
            ("2026-12-04T12:30:00+04:00", (2026, 12, 4, 9, 30), false),
            ("2026-12-04T08:30:59.5Z", (2026, 12, 4, 9, 30), false),
            // 28 March 2027, 2:30 does not exist: the instant does, and clocks show 3:30.
            ("2027-03-28T02:30:00+01:00", (2027, 3, 28, 3, 30), false),
            ("2027-03-28T02:30:00+02:00", (2027, 3, 28, 1, 30), false),
            // 31 October 2027, 2:30 comes twice.
            ("2027-10-31T02:30:00+02:00", (2027, 10, 31, 2, 30), false),
            ("2027-10-31T02:30:00+01:00", (2027, 10, 31, 2, 30), true),
        ] {
            let mut value = appointment();
            let at = Timestamp::parse_rfc3339(start).expect("an instant");
            value["start"] = json!(start);
            value["end"] = json!(at.plus(PUT_BACK).rfc3339());
            let content = said(&value).expect(start).says.content;
            let (year, month, day, hour, minute) = shown;
            let at_shown = jiff::civil::datetime(year, month, day, hour, minute, 0, 0);
            assert_eq!((content.at, content.second), (at_shown, second), "{start}");
            let moment = content.moment().expect("a moment");
            assert!(at.since(moment).as_secs() < 60, "{start}");
        }
    }

    #[test]
    fn what_people_could_not_read_is_refused_where_it_stands() {
        let long = "é".repeat(1_001);
        for (name, other, at, key) in [
            ("start", Value::Null, "start", "agenda-fhir-start"),
            ("end", Value::Null, "end", "agenda-fhir-end"),
            (
                "end",
                json!("2026-12-04T09:30:00+01:00"),
                "end",
                "agenda-fhir-end-before",
            ),
            (
                "end",
                json!("2026-12-04T09:29:00+01:00"),
                "end",
                "agenda-fhir-end-before",
            ),
            (
                "end",
                json!("2026-12-05T09:31:00+01:00"),
                "end",
                "agenda-fhir-too-long",
            ),
            (
                "description",
                json!(long),
                "description",
                "agenda-title-too-long",
            ),
            ("comment", json!(long), "comment", "agenda-note-too-long"),
            (
                "meta",
                json!({"security": [{"code": "R"}]}),
                "meta.security",
                "agenda-fhir-security",
            ),
        ] {
            let mut value = appointment();
            value[name] = other;
            let wrong = said(&value).expect_err(name);
            assert_eq!(wrong, [(format!("Appointment.{at}"), key)], "{name}");
        }
        let mut value = appointment();
        value["participant"][1]["actor"] = json!({"reference": "Practitioner/7"});
        let wrong = said(&value).expect_err("without a name");
        assert_eq!(
            wrong,
            [(
                String::from("Appointment.participant[1]"),
                "agenda-fhir-words"
            )]
        );
        let far = json!({"start": "2037-01-04T09:30:00+01:00", "end": "2037-01-04T09:45:00+01:00"});
        for name in ["start", "end"] {
            value[name] = far[name].clone();
        }
        value["participant"][1]["actor"]["display"] = json!("Dr B");
        let wrong = said(&value).expect_err("far");
        assert_eq!(
            wrong,
            [(String::from("Appointment.start"), "agenda-day-too-far")]
        );
    }

    #[test]
    fn one_person_and_no_other_is_whose_appointment_it_is() {
        let mut value = appointment();
        assert_eq!(person(&value).ok(), Some(0));
        value["participant"][1]["actor"] = json!({"reference": "Patient/other", "display": "B"});
        assert!(person(&value).is_err());
        value["participant"] = json!([{"actor": {"display": "Dr B"}, "status": "accepted"}]);
        assert!(person(&value).is_err());
    }
}
