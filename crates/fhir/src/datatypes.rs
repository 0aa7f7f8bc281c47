//! The data types of FHIR that we read and write: Identifier, Coding,
//! CodeableConcept, dates (R4, datatypes.html).

use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use kernel::{Date, Finess, Rpps, Timestamp};
use serde_json::{Value, json};

/// The systems of the national health identity: NIR, NIA, and the NIR of the
/// test and demonstration spaces (ANS, *Référentiel INS*, OIDs).
pub const INS_SYSTEMS: [&str; 4] = [
    "urn:oid:1.2.250.1.213.1.4.8",
    "urn:oid:1.2.250.1.213.1.4.9",
    "urn:oid:1.2.250.1.213.1.4.10",
    "urn:oid:1.2.250.1.213.1.4.11",
];

/// The system of the national number of professionals: `8` and the RPPS.
pub const PROFESSIONAL_SYSTEM: &str = "urn:oid:1.2.250.1.71.4.2.1";

/// The system of the national number of structures: `1` and the FINESS.
pub const STRUCTURE_SYSTEM: &str = "urn:oid:1.2.250.1.71.4.2.2";

/// The system of identifiers that are themselves URIs (RFC 3986).
pub const IDENTIFIER_SYSTEM_URI: &str = "urn:ietf:rfc:3986";

/// An identifier in a system.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Identifier {
    /// The system, a URI; empty when none was given.
    pub system: String,
    /// The value.
    pub value: String,
}

impl Identifier {
    /// Of these parts.
    pub fn new(system: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            system: system.into(),
            value: value.into(),
        }
    }

    /// The OID of the system, without `urn:oid:`.
    pub fn oid(&self) -> Option<&str> {
        self.system.strip_prefix("urn:oid:")
    }

    /// Whether this is a national health identity.
    pub fn is_ins(&self) -> bool {
        INS_SYSTEMS.contains(&&*self.system)
    }

    /// The professional's number, if this is one.
    pub fn rpps(&self) -> Option<Rpps> {
        match &*self.system {
            PROFESSIONAL_SYSTEM => self.value.strip_prefix('8')?.parse().ok(),
            "https://rpps.esante.gouv.fr" => self.value.parse().ok(),
            _ => None,
        }
    }

    /// The institution's number, if this is one.
    pub fn finess(&self) -> Option<Finess> {
        match &*self.system {
            STRUCTURE_SYSTEM => self.value.strip_prefix('1')?.parse().ok(),
            "https://finess.esante.gouv.fr" => self.value.parse().ok(),
            _ => None,
        }
    }

    /// As JSON.
    pub fn to_value(&self) -> Value {
        match self.system.is_empty() {
            true => json!({"value": self.value}),
            false => json!({"system": self.system, "value": self.value}),
        }
    }

    pub(crate) fn read(place: &Place<'_>) -> Result<Self, Issue> {
        Ok(Self {
            system: place.opt_text("system")?.unwrap_or_default().to_owned(),
            value: place.need_text("value")?.to_owned(),
        })
    }

    /// From `system|value`, as in a search.
    pub fn from_token(token: &str) -> Option<Self> {
        let (system, value) = token.split_once('|')?;
        let whole = !system.is_empty() && !value.is_empty() && !value.contains('|');
        whole.then(|| Self::new(system, value))
    }
}

/// A code in a system.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Coding {
    /// The system, a URI; empty when none was given.
    pub system: String,
    /// The code.
    pub code: String,
    /// What it means, as the sender wrote it.
    pub display: Option<String>,
}

impl Coding {
    /// Without a display.
    pub fn new(system: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            system: system.into(),
            code: code.into(),
            display: None,
        }
    }

    /// As JSON.
    pub fn to_value(&self) -> Value {
        let mut coding = json!({"code": self.code});
        if !self.system.is_empty() {
            coding["system"] = json!(self.system);
        }
        if let Some(display) = &self.display {
            coding["display"] = json!(display);
        }
        coding
    }

    /// As a CodeableConcept.
    pub fn to_concept(&self) -> Value {
        json!({"coding": [self.to_value()]})
    }

    fn read(place: &Place<'_>) -> Result<Self, Issue> {
        Ok(Self {
            system: place.opt_text("system")?.unwrap_or_default().to_owned(),
            code: place.need_text("code")?.to_owned(),
            display: place.opt_text("display")?.map(str::to_owned),
        })
    }

    /// The codings of a CodeableConcept.
    pub(crate) fn read_concept(place: &Place<'_>) -> Result<Vec<Self>, Issue> {
        place
            .list("coding")?
            .iter()
            .map(Self::read)
            .collect::<Result<_, _>>()
    }
}

/// A date or an instant as it was written: a year, a month, a day, or an
/// instant with its offset.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// As it was written.
    pub text: String,
    /// When it begins.
    pub at: Timestamp,
    /// The day in Paris on which it begins.
    pub day: Date,
}

impl Moment {
    /// Reads a `date`, `dateTime` or `instant`.
    pub fn from_text(text: &str) -> Option<Self> {
        if text.contains('T') {
            let at = Timestamp::parse_rfc3339(text)?;
            return Some(Self {
                text: text.to_owned(),
                at,
                day: at.in_paris().date(),
            });
        }
        let whole = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            10 => text.to_owned(),
            _ => return None,
        };
        let day: Date = whole.parse().ok()?;
        let at = day.in_tz("Europe/Paris").ok()?.timestamp();
        Some(Self {
            text: text.to_owned(),
            at: Timestamp::from_millis(at.as_millisecond()),
            day,
        })
    }

    pub(crate) fn read(place: &Place<'_>) -> Result<Self, Issue> {
        Self::from_text(place.text()?).ok_or_else(|| place.issue(IssueType::Value, "fhir-date"))
    }
}

/// A UUID as a reference within a Bundle (RFC 9562, §4).
pub fn urn(bytes: [u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| &hex[from..to];
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_uuid() {
        let bytes = std::array::from_fn(|n| n as u8 * 17);
        assert_eq!(urn(bytes), "urn:uuid:00112233-4455-6677-8899-aabbccddeeff");
    }
}
