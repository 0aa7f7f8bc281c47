//! What is in the file, and in what order it is written: as it is read, whatever
//! its length.
//!
//! | where | what |
//! |---|---|
//! | `index.html` | a page to read it all with |
//! | `documents/` | the documents, byte for byte as they were received |
//! | `fhir/dossier.json` | the record: a FHIR R4 Bundle |
//! | `fhir/resume-patient.json` | the patient summary: an IPS document |
//! | `agenda/agenda.ics` | the agenda, if there is anything in it |
//! | `carte/carte.txt` | what is on the emergency card, if anything is |
//! | `messages/messages.txt` | conversations, if there are any |
//! | `historique/historique.csv` | the access history, in words |
//! | `historique/preuves.jsonl` | the access history, with its proofs |
//! | `SHA256SUMS` | what each of these files hashes to |
//!
//! Who answers for a child has no proofs, whether or not anything is kept from them: the
//! numbers of all lines would tell that some are missing.

mod files;
mod index;
mod record;

use crate::Parts;
use crate::history::next_history;
use crate::rules::Said;
use bytes::Bytes;
use documents::{Carried, Documents, Names};
use edge::{Acting, As, Asked, Page};
use files::Files;
use futures_util::StreamExt;
use kernel::{Date, DocumentId, Error, Kind, Lang, Result};
use profile::fhir::ips::{self, Summary};
use sharing::{HistoryTable, Permit};
use spaces::Face;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::mpsc;

pub(crate) const RECORD: &str = "fhir/dossier.json";
pub(crate) const SUMMARY: &str = "fhir/resume-patient.json";
pub(crate) const AGENDA: &str = "agenda/agenda.ics";
pub(crate) const CARD: &str = "carte/carte.txt";
pub(crate) const MESSAGES: &str = "messages/messages.txt";
pub(crate) const HISTORY: &str = "historique/historique.csv";
pub(crate) const PROOFS: &str = "historique/preuves.jsonl";

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Progress {
    /// Documents packed.
    pub packed: u64,
    /// Of so many.
    pub total: u64,
}

/// A document in the file.
pub(crate) struct Packed {
    id: DocumentId,
    path: String,
    /// The vault does not have its bytes any more, or has others: the file says
    /// so, and holds all the rest.
    lost: bool,
}

/// What all parts of the file are made with.
pub(crate) struct Packing<'a> {
    parts: &'a Parts,
    permit: Arc<Permit>,
    face: &'a Face,
    /// Lends its language.
    page: Page,
    day: Date,
    documents: Vec<Packed>,
}

/// Packs what this permit covers; `progress` is told how far it is, and may stop
/// it. How many entries the public log has at its history; none, without proofs.
pub(crate) async fn pack<F>(
    parts: &Parts,
    lang: Lang,
    permit: Arc<Permit>,
    face: &Face,
    sender: &mpsc::Sender<Result<Bytes>>,
    progress: impl Fn(Progress) -> F,
) -> Result<u64>
where
    F: Future<Output = Result<()>>,
{
    let mut asked = Asked::outside(lang, "/", None);
    // Their file speaks of the child, as their pages do.
    if permit.is_representatives() {
        let space = permit.space();
        let name = parts.spaces.child_of(space).await?.first_name.0;
        let capacity = As::Representative;
        asked.acting = Some(Acting {
            space,
            name,
            capacity,
        });
    }
    let page = asked.page("export-file-title");
    let mut packing = Packing {
        parts,
        face,
        day: permit.now().in_paris().date(),
        documents: named(&permit)?,
        page,
        permit,
    };
    let mut files = Files::new(sender, packing.day);
    packing.documents(&mut files, &progress).await?;
    record::write(&packing, &mut files).await?;
    packing.summary(&mut files).await?;
    let agenda = agenda::carried(&packing.permit, lang)?;
    let has_agenda = agenda.is_some();
    if let Some(agenda) = agenda {
        files.whole(AGENDA, agenda.into(), packing.day).await?;
    }
    let card = card::carried(&packing.page, &packing.permit, face)?;
    let has_card = card.is_some();
    if let Some(card) = card {
        files.whole(CARD, card.into(), packing.day).await?;
    }
    let messages = messages::carried(&packing.page, &packing.permit)?;
    let has_messages = messages.is_some();
    if let Some(messages) = messages {
        files.whole(MESSAGES, messages.into(), packing.day).await?;
    }
    let tree = packing.history(&mut files).await?;
    let also = index::Also {
        proofs: tree.map(|_| PROOFS),
        agenda: has_agenda.then_some(AGENDA),
        card: has_card.then_some(CARD),
        messages: has_messages.then_some(MESSAGES),
    };
    index::write(&packing, also, &mut files).await?;
    files.finish().await?;
    Ok(tree.unwrap_or_default())
}

/// Every document with its place in the file.
fn named(permit: &Permit) -> Result<Vec<Packed>> {
    let (mut names, mut replaced, mut binned) =
        (Names::default(), Names::default(), Names::default());
    let mut documents = Vec::new();
    for id in Documents::all_carried(permit)? {
        let Some(carried) = Documents::carried(permit, id)? else {
            continue;
        };
        let label = carried.label();
        let (folder, names) = match (carried.binned, carried.superseded) {
            (true, _) => ("documents/corbeille", &mut binned),
            (false, true) => ("documents/versions-remplacees", &mut replaced),
            (false, false) => ("documents", &mut names),
        };
        let name = names.unique(&label.title, &label.file_name, label.act_date);
        let path = format!("{folder}/{name}");
        documents.push(Packed {
            id,
            path,
            lost: false,
        });
    }
    Ok(documents)
}

impl Packing<'_> {
    async fn summary(&self, files: &mut Files<'_>) -> Result<()> {
        let document = ips::document(&Summary {
            permit: &self.permit,
            lang: self.page.lang,
            patient: &rest::patient(self.face),
            opens: &|_| true,
            world: &self.parts.world,
        })?;
        files
            .whole(SUMMARY, document.to_string().into(), self.day)
            .await
    }

    /// The document at a place: the permit covers what it covered.
    fn carried(&self, packed: &Packed) -> Result<Carried> {
        let carried = Documents::carried(&self.permit, packed.id)?;
        carried.ok_or_else(|| Error::fault("a document left the export while it was packed"))
    }

    async fn documents<F>(
        &mut self,
        files: &mut Files<'_>,
        progress: &impl Fn(Progress) -> F,
    ) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        let total = self.documents.len() as u64;
        let mut said = Said::default();
        for n in 0..self.documents.len() {
            let packed = n as u64;
            if said.is_due(packed, total) {
                progress(Progress { packed, total }).await?;
            }
            let document = &self.documents[n];
            let carried = self.carried(document)?;
            let mut bytes = match self.parts.documents.carried_bytes(&carried).await {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == Kind::Fault => {
                    let error = error.log_text();
                    tracing::error!(error, "a document of an export is lost");
                    self.documents[n].lost = true;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let day = carried.label().act_date;
            files.begin(document.path.clone(), day).await?;
            while let Some(piece) = bytes.next().await {
                let piece = piece?;
                said.bytes(piece.len() as u64);
                files.write(piece).await?;
            }
            files.end().await?;
        }
        progress(Progress {
            packed: total,
            total,
        })
        .await
    }

    /// The history twice: in words, and with its proofs. How many entries the public log
    /// has in these; who answers for a child has the words alone.
    async fn history(&self, files: &mut Files<'_>) -> Result<Option<u64>> {
        let (page, sharing) = (self.page.clone(), self.parts.sharing.clone());
        let permit = Arc::clone(&self.permit);
        let mut table = HistoryTable::whole(page, sharing, permit).await?;
        files.begin(HISTORY.to_owned(), self.day).await?;
        while let Some(rows) = table.next().await? {
            files.write(rows.into()).await?;
        }
        files.end().await?;
        if self.permit.is_representatives() {
            return Ok(None);
        }
        let (proven, size) = next_history(self.parts, self.permit.space(), None).await?;
        let proofs = proven.to_json_lines()?;
        files.whole(PROOFS, proofs.into(), self.day).await?;
        Ok(Some(size))
    }
}

/// A path as a link beside it has it.
fn link(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'/' => {
                link.push(char::from(byte));
            }
            other => link.push_str(&format!("%{other:02X}")),
        }
    }
    link
}
