//! A few documents by a one-time code: the holder makes it and stops it, the first
//! professional who types it takes it, and sees these documents and nothing else.

use super::deciding::proved;
use super::letting::Target;
use super::{Change, Sharing};
use crate::asking::decide;
use crate::facts::DocumentFacts;
use crate::leave::{Leave, OnDocuments};
use crate::permit::{Permit, Scope, Sealed, Titled};
use crate::rights::entries as written;
use crate::rights::{Person, Rights};
use crate::rules::{Act, Claim, Decision, Lasting, SHARED_AT_MOST};
use identity::{Caller, Code, Holder, Professional};
use journal::{Book, NewEntry};
use kernel::{DocumentId, Error, Result, ShareId, SpaceId, Timestamp};
use spaces::Spaces;
use spaces::alerts::Alert;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The code of a share, for its holder's screen: shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareCode {
    /// Twelve signs, in three groups.
    pub code: String,
    /// Until when it may be used, by one professional.
    pub until: Timestamp,
}

impl Sharing {
    /// The holder shares these documents, and no others, with the first professional
    /// who types the code. What is hidden from everyone stays so.
    ///
    /// # Errors
    /// Invalid, without a document, with too many, or with one that is hidden from
    /// everyone; not found, if one is not theirs to share; forbidden
    /// [`super::PROOF_FIRST`], if they did not prove of late who they are; else as
    /// [`Self::change`].
    pub async fn share<L, B, Find>(
        &self,
        holder: &Holder,
        space: SpaceId,
        documents: &[DocumentId],
        lasting: Lasting,
        find: Find,
    ) -> Result<ShareCode>
    where
        L: Titled + 'static,
        B: 'static,
        Find: Fn(&Book, DocumentId) -> Result<Option<&Sealed<L, B>>> + Send + Sync,
    {
        if documents.is_empty() || documents.len() > SHARED_AT_MOST {
            return Err(Error::invalid("sharing-share-count"));
        }
        let world = self.world();
        let (id, code) = (ShareId::new(&*world.chance), Code::generate(&*world.chance));
        let proof = self.share_proof(space, &code)?;
        let made = world.now();
        let caller = Caller::Holder(holder.clone());
        let draft = |leave: &Leave| {
            leave.widens()?;
            proved(holder, leave)?;
            let hides_all = leave.state::<Rights>()?.switches().hide_all;
            let mut entries = vec![written::share_made(id, &proof, lasting)];
            let book: &Book = &leave.book;
            for document in documents {
                let found = find(book, *document)?.ok_or_else(Error::not_found)?;
                if hides_all || found.facts().hiding.is_from_all() {
                    return Err(Error::invalid("sharing-share-hidden"));
                }
                let title = found.what(leave)?;
                entries.push(written::document_shared(id, *document, &title));
            }
            Ok(entries)
        };
        // What one has in one's hands: neither binned, nor kept aside or back.
        let act = OnDocuments::Arrange;
        self.change_documents::<L, B, _, _>(&caller, space, act, documents, &find, draft)
            .await?;
        Ok(ShareCode {
            code: code.in_groups(),
            until: lasting.ends(made, None),
        })
    }

    /// A professional types the code of a share: the first one takes it, and the holder
    /// is told before. Typing it again changes nothing.
    ///
    /// # Errors
    /// Invalid, in the words for any code that does not serve here, if it never was, is
    /// over, was stopped or is somebody else's; else as [`Self::change`].
    pub async fn take_share(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        space: SpaceId,
        code: &Code,
    ) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let proof = self.share_proof(space, code)?;
        let told = ShareId::new(&*self.world().chance);
        let alert = Alert::ShareTaken(told.to_bytes());
        let draft = |leave: &Leave| taken(leave, professional, &proof);
        self.change_told(spaces, &caller, space, Change::StateLink, alert, draft)
            .await
    }

    /// The holder stops a share: its code is void, and whoever used it reads no more.
    ///
    /// # Errors
    /// Not found, if none of this id is in force; else as [`Self::change`].
    pub async fn stop_share(&self, holder: &Caller, space: SpaceId, id: ShareId) -> Result<()> {
        self.change(holder, space, Change::SetRights, |leave| {
            let mut shares = leave.state::<Rights>()?.shares_in_force(leave.now());
            let share = shares.find(|share| share.id == id);
            let share = share.ok_or_else(Error::not_found)?;
            Ok(vec![written::share_stopped(share)])
        })
        .await
    }

    /// Lets a professional see what was shared with them by codes: what lists show of
    /// these documents, and of nothing else. `facts` finds one in the record.
    ///
    /// # Errors
    /// As [`Self::permit_document`], as if none had been shared, where they may read
    /// none of them any more.
    pub async fn permit_shared<F>(
        &self,
        professional: &Professional,
        space: SpaceId,
        facts: F,
    ) -> Result<Permit>
    where
        F: Fn(&Book, DocumentId) -> Result<Option<DocumentFacts>> + Send + Sync,
    {
        let caller = Caller::Professional(professional.clone());
        let now = self.world().now();
        let asker = self.asker(&caller, now);
        self.permit(&caller, space, Act::ReadDocument, |book| {
            let shares = book.state::<Rights>()?.shares_with(&professional.rpps, now);
            let ids: BTreeSet<DocumentId> =
                shares.flat_map(|it| it.documents.iter().copied()).collect();
            let mut first = None;
            for id in &ids {
                let Some(facts) = facts(book, *id)? else {
                    continue;
                };
                let act = Act::ReadDocument;
                let matrix = &self.0.matrix;
                let decided = decide(book, &asker, act, Some(&facts), matrix, now)?;
                if decided == Decision::Allowed {
                    first = Some(facts);
                    break;
                }
            }
            Ok(Target {
                scope: Scope::Only(Arc::new(ids)),
                act: "shared-read",
                about: None,
                what: String::new(),
                facts: Some(first.ok_or_else(Error::not_found)?),
            })
        })
        .await
    }

    fn share_proof(&self, space: SpaceId, code: &Code) -> Result<[u8; 32]> {
        let days = self.0.ceilings.days();
        let days = days.ok_or_else(|| Error::fault("no keys to keep a code by"))?;
        Ok(days.share_proof(space, code))
    }
}

fn taken(leave: &Leave, professional: &Professional, proof: &[u8; 32]) -> Result<Vec<NewEntry>> {
    let share = leave.state::<Rights>()?.share_by(proof);
    let said = share.map(|share| (share, share.claim(&professional.rpps, leave.now())));
    match said {
        Some((share, Claim::Binds)) => {
            let person = Person::of(professional);
            let taken = written::share_taken(share.id, &professional.rpps, &person);
            Ok(vec![taken])
        }
        Some((_, Claim::Theirs)) => Ok(Vec::new()),
        Some((_, Claim::Unknown)) | None => Err(Error::field("code", "sharing-presence-wrong")),
    }
}
