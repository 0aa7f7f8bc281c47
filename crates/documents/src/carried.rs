//! A document as its holder carries it away with all of their space: what it says
//! of itself, its bytes, and how the standard describes it.

use crate::actions::Marks;
use crate::api::{Described, described, standing};
use crate::shelf::{Body, Document, Label, Listed, Shelf};
use crate::{Documents, rules};
use bytes::Bytes;
use fhir::mhd::PatientView;
use futures_util::Stream;
use journal::By;
use kernel::{DocumentId, Result};
use serde_json::{Value, json};
use sharing::rules::DocumentState;
use sharing::{Permit, Sealed};
use std::pin::Pin;
use vault::Stored;

/// A document that its holder may carry away.
pub struct Carried {
    /// What lists show of it.
    pub listed: Listed,
    /// It is in the holder's bin.
    pub binned: bool,
    /// A newer version replaced it.
    pub superseded: bool,
    /// It is a minor's secret.
    secret: bool,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    body: Body,
}

impl Carried {
    /// What it says of itself.
    pub const fn label(&self) -> &Label {
        &self.listed.label
    }

    /// Who wrote it, as we know them.
    fn author(&self, patient: &str) -> Value {
        let label = &self.listed.label;
        let whole = |kind: &str, system: &str, value: String| {
            json!({
                "type": kind,
                "identifier": {"system": system, "value": value},
                "display": label.writer(),
            })
        };
        match &label.by {
            By::Holder {
                name,
                represents: true,
                ..
            } => json!({"type": "RelatedPerson", "display": name}),
            By::Holder { .. } => json!({"reference": patient}),
            By::Professional { rpps, .. } => whole(
                "Practitioner",
                fhir::PROFESSIONAL_SYSTEM,
                format!("8{rpps}"),
            ),
            By::Institution { finess, .. } => {
                whole("Organization", fhir::STRUCTURE_SYSTEM, format!("1{finess}"))
            }
            By::Carer { name, .. } => json!({"type": "RelatedPerson", "display": name}),
            By::Service { name, .. } | By::Keeper { name } => json!({"display": name}),
            By::Finder => json!({}),
        }
    }

    fn of(document: &Document, permit: &Permit) -> Option<Self> {
        let sealed: &Sealed<Label, Body> = &document.sealed;
        let label = sealed.label(permit).ok()?.clone();
        let body = sealed.body(permit).ok()?.clone();
        let secret = Documents::is_secret(permit, label.id).ok()?;
        Some(Self {
            listed: Listed::of(document, label),
            binned: document.facts().state == DocumentState::Binned,
            superseded: document.replaced_by.is_some(),
            secret,
            sha256: body.sha256,
            body,
        })
    }

    /// Its DocumentReference under this id, in one bundle with the person, whose
    /// place there is `patient`, and beside the file, which is at `url`; nowhere,
    /// if its bytes are lost.
    ///
    /// # Errors
    /// A fault, if the description that came with it cannot be read any more.
    pub fn to_fhir(&self, id: &str, patient: &str, url: Option<&str>) -> Result<Value> {
        let (status, version) = standing(self.superseded);
        let view = Described {
            name: id,
            whose: PatientView::Here(id),
            status,
            version,
            updated: self.listed.label.added_at,
            marks: Marks {
                reserved: false,
                secret: self.secret,
                masked: self.listed.facts.hiding.by_author.is_some(),
                archived: self.listed.archived,
                ..Marks::default()
            },
            // Its other versions are beside it, under other ids.
            replaces: None,
        };
        let mut value = described(&self.listed.label, view)?;
        // What a machine sent speaks of the person as that machine knew them.
        value["subject"] = json!({"reference": patient});
        let attachment = &mut value["content"][0]["attachment"];
        match (url, attachment.as_object_mut()) {
            (Some(url), _) => attachment["url"] = json!(url),
            (None, Some(members)) => drop(members.remove("url")),
            (None, None) => {}
        }
        if self.listed.label.resource.is_none() {
            value["author"] = json!([self.author(patient)]);
        }
        Ok(value)
    }
}

impl Documents {
    /// The ids of all documents that a permit to carry the space away covers, the
    /// newest act first: last versions, replaced ones, those in the bin too.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn all_carried(permit: &Permit) -> Result<Vec<DocumentId>> {
        let shelf = permit.state::<Shelf>()?;
        let now = permit.now();
        let mut ids: Vec<_> = shelf
            .all()
            .filter(|document| {
                // In the bin or not, what names somebody else is not carried away.
                let binned = document.binned_at;
                !document.is_aside()
                    && !binned.is_some_and(|since| rules::life::is_over(since, now))
            })
            .filter_map(|document| {
                let label = document.sealed.label(permit).ok()?;
                document.sealed.body(permit).ok()?;
                Some((label.act_date, label.added_at, label.id))
            })
            .collect();
        ids.sort_by_key(|(act, added, _)| std::cmp::Reverse((*act, *added)));
        Ok(ids.into_iter().map(|(.., id)| id).collect())
    }

    /// One of them; nothing, if the permit does not cover it.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn carried(permit: &Permit, id: DocumentId) -> Result<Option<Carried>> {
        let found = permit.state::<Shelf>()?.find(id);
        Ok(found.and_then(|document| Carried::of(document, permit)))
    }

    /// The bytes of one of them, each chunk checked before it is given.
    ///
    /// # Errors
    /// As the vault.
    pub async fn carried_bytes(
        &self,
        carried: &Carried,
    ) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let stored = Stored {
            object: carried.body.object,
            key: carried.body.key.clone(),
            size: carried.body.size,
            sha256: carried.body.sha256,
        };
        Ok(Box::pin(self.vault().open(&stored).await?))
    }
}
