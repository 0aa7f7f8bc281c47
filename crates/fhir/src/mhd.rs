//! IHE MHD: documents and their descriptions in FHIR (ITI-65 Provide Document
//! Bundle, ITI-105 Simplified Publish, ITI-68 Retrieve Document), as the draft
//! of the DMP's FHIR interface uses them (PDSm4DMP, TD2 and TD3.2).
//!
//! Reading answers with plain structs and refuses with an [`Outcome`] that
//! says where; writing gives back what was sent, with what is ours laid over.
//! Nothing is ever fetched: a reference leads to something in the same
//! message, to a person by their national identity, or nowhere.

mod attachment;
mod author;
mod document;
mod elements;
mod patient;
mod transaction;
mod view;

pub use author::{Author, AuthorKind};
pub use patient::{PatientRef, patient_of};
pub use view::{
    DocumentStatus, DocumentView, IS_ARCHIVED, Known, PatientView, Told, document_reference,
};

use crate::datatypes::{Coding, Identifier, Moment};
use crate::outcome::{Issue, Outcome};
use crate::place::Place;
use serde_json::{Map, Value};

/// How many documents one transaction may bring.
pub const DOCUMENTS_MAX: usize = 100;

/// From whom a sender wants a document kept away (ANS, TRE_A07).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Visibility {
    /// `MASQUE_PS`: hidden from professionals.
    pub hidden_from_professionals: bool,
    /// `INVISIBLE_PATIENT`: not yet visible to the patient.
    pub hidden_from_patient: bool,
    /// `INVISIBLE_REPRESENTANTS_LEGAUX`: hidden from legal representatives.
    pub hidden_from_representatives: bool,
}

/// What a new document says about another one (`relatesTo`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// `replaces`, `transforms`, `signs` or `appends`.
    pub code: String,
    /// The other document: our id, or its producer's identifier.
    pub target: RelationTarget,
}

/// The other document of a [`Relation`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RelationTarget {
    /// The id of a DocumentReference of ours, as the sender believes.
    Here(String),
    /// An identifier of the document.
    Named(Identifier),
    /// The document that the n-th entry of the same transaction brings.
    Entry(usize),
}

/// A document that software sends, checked as far as it can be without
/// knowing anybody.
#[derive(Clone, PartialEq, Debug)]
pub struct NewDocument {
    /// Whose it is.
    pub patient: PatientRef,
    /// The identifier its producer gave it.
    pub unique_id: Option<Identifier>,
    /// The type, all codings that were given.
    pub types: Vec<Coding>,
    /// The class (`category`).
    pub classes: Vec<Coding>,
    /// The title, else the description.
    pub title: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// When it was made (`date`, else `attachment.creation`).
    pub created: Option<Moment>,
    /// When the act began (`context.period.start`).
    pub act_start: Option<Moment>,
    /// When the act ended.
    pub act_end: Option<Moment>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// The kind of place (`context.facilityType`).
    pub facility: Vec<Coding>,
    /// The kind of practice (`context.practiceSetting`).
    pub practice: Vec<Coding>,
    /// The confidentiality code, `N`, `R` or `V`.
    pub confidentiality: Option<String>,
    /// From whom it is to be kept away.
    pub visibility: Visibility,
    /// What it says about other documents.
    pub relations: Vec<Relation>,
    /// The media type that was announced.
    pub mime: String,
    /// The document.
    pub bytes: Vec<u8>,
    /// The DocumentReference as it was sent, without the document, with its
    /// size and hash, and with everything it needs inside: for reading back.
    pub resource: Map<String, Value>,
}

/// What an entry of a transaction is, in the order it was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// The List that is the submission set.
    SubmissionSet,
    /// The DocumentReference of the n-th document.
    Document(usize),
    /// The content of these documents.
    Content(Vec<usize>),
    /// A Folder, which is not kept: the answer carries a warning.
    Folder,
    /// The patient, known already or not at all.
    Patient,
    /// A resource that documents refer to, kept inside them.
    Support,
    /// The change of a replaced document to *superseded*; its id.
    Supersedes(String),
}

/// What one ITI-65 transaction brings.
#[derive(Clone, PartialEq, Debug)]
pub struct Submission {
    /// The identifier of the submission set.
    pub unique_id: Option<Identifier>,
    /// The source system (`ihe-sourceId`).
    pub source_id: Option<String>,
    /// The documents, all of the same patient; at least one.
    pub documents: Vec<NewDocument>,
    /// What each entry is.
    pub entries: Vec<EntryKind>,
    /// Warnings, with the number of the entry.
    pub warnings: Vec<(usize, Issue)>,
}

impl Submission {
    /// Whose documents these are.
    pub fn patient(&self) -> Option<&PatientRef> {
        self.documents.first().map(|document| &document.patient)
    }
}

/// Reads an ITI-65 transaction Bundle (2:3.65.4.1.2). `source` are the bytes
/// the bundle was parsed from: a FHIR document inside keeps its own bytes.
///
/// # Errors
/// 422 with the first thing that is not as it should be, and where.
pub fn read_iti65(bundle: &Value, source: &[u8]) -> Result<Submission, Outcome> {
    Ok(transaction::read(bundle, source)?)
}

/// Reads an ITI-105 DocumentReference with the document inside (2:3.105.4.1.2).
///
/// # Errors
/// 422 with the first thing that is not as it should be, and where.
pub fn read_iti105(resource: &Value) -> Result<NewDocument, Outcome> {
    let place = Place::root(resource);
    Ok(document::read(&place, &[])?.0)
}
