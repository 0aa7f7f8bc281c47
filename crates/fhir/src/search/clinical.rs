//! What resources about a person's health are searched by: what International
//! Patient Access (HL7 IPA 1.1) asks for, and the base standard names.

use super::{Kind, Param, Searched, date, token};

const ID: Param = token("_id", &["id"]);
const CHANGED: Param = date("_lastUpdated", &["meta.lastUpdated"]);
const STATUS: Param = token("status", &["status"]);
const CATEGORY: Param = token("category", &["category"]);
const CODE: Param = token("code", &["code"]);

/// Allergies and intolerances.
pub const ALLERGIES: Searched = Searched {
    resource: "AllergyIntolerance",
    params: &[
        ID,
        CHANGED,
        token("clinical-status", &["clinicalStatus"]),
        token("verification-status", &["verificationStatus"]),
        token("criticality", &["criticality"]),
        CODE,
        date("date", &["recordedDate"]),
    ],
};

/// Conditions, disabilities among them.
pub const CONDITIONS: Searched = Searched {
    resource: "Condition",
    params: &[
        ID,
        CHANGED,
        token("clinical-status", &["clinicalStatus"]),
        token("verification-status", &["verificationStatus"]),
        CATEGORY,
        CODE,
        date("onset-date", &["onsetDateTime"]),
        date("recorded-date", &["recordedDate"]),
    ],
};

/// Treatments.
pub const TREATMENTS: Searched = Searched {
    resource: "MedicationStatement",
    params: &[
        ID,
        CHANGED,
        STATUS,
        token("code", &["medicationCodeableConcept"]),
        date("effective", &["effectivePeriod", "effectiveDateTime"]),
    ],
};

/// Vaccinations.
pub const VACCINATIONS: Searched = Searched {
    resource: "Immunization",
    params: &[
        ID,
        CHANGED,
        STATUS,
        token("vaccine-code", &["vaccineCode"]),
        date("date", &["occurrenceDateTime"]),
        Param {
            name: "lot-number",
            kind: Kind::Text,
            paths: &["lotNumber"],
        },
    ],
};

/// Measures, results of laboratories, habits, pregnancies, the blood group.
pub const OBSERVATIONS: Searched = Searched {
    resource: "Observation",
    params: &[
        ID,
        CHANGED,
        STATUS,
        CATEGORY,
        CODE,
        date("date", &["effectiveDateTime"]),
    ],
};

/// Stays in hospital.
pub const STAYS: Searched = Searched {
    resource: "Encounter",
    params: &[
        ID,
        CHANGED,
        STATUS,
        token("class", &["class"]),
        date("date", &["period"]),
    ],
};

/// Devices.
pub const DEVICES: Searched = Searched {
    resource: "DeviceUseStatement",
    params: &[ID, CHANGED],
};

/// What relatives have.
pub const FAMILY: Searched = Searched {
    resource: "FamilyMemberHistory",
    params: &[
        ID,
        CHANGED,
        STATUS,
        token("relationship", &["relationship"]),
        date("date", &["date"]),
    ],
};

/// Who looks after the person.
pub const TEAM: Searched = Searched {
    resource: "CareTeam",
    params: &[ID, CHANGED, STATUS],
};

/// Who is close to them.
pub const CIRCLE: Searched = Searched {
    resource: "RelatedPerson",
    params: &[ID, CHANGED],
};

/// What they decided in advance.
pub const WISHES: Searched = Searched {
    resource: "Consent",
    params: &[
        ID,
        CHANGED,
        STATUS,
        token("scope", &["scope"]),
        CATEGORY,
        date("date", &["dateTime"]),
    ],
};

/// Appointments.
pub const APPOINTMENTS: Searched = Searched {
    resource: "Appointment",
    params: &[ID, CHANGED, STATUS, date("date", &["start"])],
};

/// All of these.
pub const CLINICAL: [Searched; 12] = [
    ALLERGIES,
    CONDITIONS,
    TREATMENTS,
    VACCINATIONS,
    OBSERVATIONS,
    STAYS,
    DEVICES,
    FAMILY,
    TEAM,
    CIRCLE,
    WISHES,
    APPOINTMENTS,
];
