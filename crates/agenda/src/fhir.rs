//! An appointment as an Appointment of FHIR R4. Reminders are none: nobody waits
//! for anybody; and what its holder prepares is for their eyes alone.

mod earlier;
pub mod reading;

pub use earlier::{Earlier, is_gone, versions};

use crate::diary::{Diary, Item, ItemId, Label};
use crate::rules::{Kind, Status};
use fhir::sent;
use journal::By;
use kernel::{Result, Timestamp};
use serde_json::{Value, json};
use sharing::Permit;
use sharing::sending::version;

/// An appointment that a permit shows.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its id.
    pub id: ItemId,
    /// When it was last changed.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
    /// The resource.
    pub value: Value,
}

/// The appointments that a permit shows, about this patient.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn appointments(permit: &Permit, patient: &str) -> Result<Vec<Resource>> {
    let diary = permit.state::<Diary>()?;
    let shown = diary.all().filter_map(|item| of(item, permit, patient));
    Ok(shown.collect())
}

fn of(item: &Item, permit: &Permit, patient: &str) -> Option<Resource> {
    let label = item.sealed.label(permit).ok()?;
    (label.content.kind == Kind::Appointment).then(|| Resource {
        id: label.id,
        at: label.changed_at,
        version: version(label.changed_at, label.changes),
        value: as_sent(label, patient).unwrap_or_else(|| appointment(label, patient)),
    })
}

/// What software sent, as long as nobody wrote it anew by hand: about this patient,
/// whatever they are called where it is told.
fn as_sent(label: &Label, patient: &str) -> Option<Value> {
    let source = match &label.by {
        By::Service { id, .. } => format!("urn:carnet:service:{id}"),
        By::Professional { rpps, .. } => format!("{}:8{rpps}", fhir::PROFESSIONAL_SYSTEM),
        _ => return None,
    };
    let mut value = sent::given_back(label.sent.as_deref()?, &source)?;
    if let Ok(place) = reading::person(&value) {
        value["participant"][place]["actor"]["reference"] = json!(patient);
    }
    Some(value)
}

fn appointment(label: &Label, patient: &str) -> Value {
    let content = &label.content;
    let status = match label.status {
        Status::Planned => "booked",
        Status::Done => "fulfilled",
        Status::Cancelled => "cancelled",
        Status::Missed => "noshow",
        Status::ByMistake => "entered-in-error",
    };
    let mut participants = vec![json!({"actor": {"reference": patient}, "status": "accepted"})];
    for name in [&content.with, &content.place] {
        if !name.is_empty() {
            participants.push(json!({"actor": {"display": name}, "status": "accepted"}));
        }
    }
    let mut value = json!({
        "resourceType": "Appointment",
        "status": status,
        "participant": participants,
    });
    // An hour of the night when clocks go on, which was kept before that was law.
    if let Some(start) = content.moment() {
        value["start"] = json!(start.rfc3339());
        value["end"] = json!(start.plus(content.lasts()).rfc3339());
    }
    for (name, text) in [("description", &content.title), ("comment", &content.note)] {
        if !text.is_empty() {
            value[name] = json!(text);
        }
    }
    value
}
