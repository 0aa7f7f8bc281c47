//! The profile in FHIR R4.
