//! What whoever is at home in a space can do with exports: ask for one, see how far it
//! is, take it. And what is done when its week is over, or the space is erased.

use crate::history::next_history;
use crate::queries::{self, File, Which};
use crate::rules::{self, Export, REMEMBERED};
use crate::{Exports, jobs};
use bytes::Bytes;
use documents::Documents;
use futures_util::{Stream, StreamExt, stream};
use identity::{Caller, Holder};
use journal::Standing;
use kernel::{DocumentId, Error, Lang, ObjectId, Result, SpaceId, Timestamp};
use keys::Key;
use sharing::{Carrying, Permit, Rights};
use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vault::Stored;

/// Files that one sweep destroys.
const SWEPT_AT_ONCE: i64 = 100;
/// How often it is asked, while bytes leave, whether the space is still open.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often somebody asks again, where another who asked at the same time had the number.
const ASKED_AT_MOST: u32 = 5;
/// What is sealed under the key of the space.
const PURPOSE: &str = "export";

/// How the exports of a space stand, of whoever asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Standings {
    /// The one that is being made.
    pub running: Option<Export>,
    /// The one that can be downloaded.
    pub ready: Option<Export>,
    /// The last one could not be made.
    pub failed: bool,
    /// Whether one more may be asked for today.
    pub may_ask: bool,
}

/// A file on its way out.
pub(crate) struct Taken {
    pub asked_at: Timestamp,
    pub size: u64,
    pub bytes: Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>,
}

/// A file in the vault.
pub(crate) struct Opener {
    stored: Stored,
    /// What is in it, where that is looked at again before it leaves: of who answers for
    /// a child, from whom a document may be kept since.
    documents: Vec<DocumentId>,
}

impl Exports {
    /// How the exports of a space stand, of those that this holder asked for.
    pub(crate) async fn standings(&self, holder: &Holder, space: SpaceId) -> Result<Standings> {
        let whose = self.whose(holder, space).await?;
        let all = queries::list(&self.0.store, whose).await?;
        let now = self.0.world.now();
        Ok(Standings {
            running: rules::running(&all),
            ready: rules::ready(&all, now),
            failed: rules::failed(&all),
            may_ask: rules::may_ask(&all, now).is_ok(),
        })
    }

    /// Asks for an export; one that runs already stays the one. The line of the
    /// history is written before.
    pub(crate) async fn ask(&self, holder: Holder, space: SpaceId, lang: Lang) -> Result<()> {
        let parts = &self.0;
        let whose = self.whose(&holder, space).await?;
        let caller = Caller::Holder(holder);
        let now = parts.world.now();
        let all = queries::list(&parts.store, whose).await?;
        // Whoever clicks a thousand times writes neither lines nor rows by it.
        if rules::running(&all).is_some() {
            return Ok(());
        }
        rules::may_ask(&all, now)?;
        parts
            .sharing
            .permit_carrying(&caller, space, Carrying::Asked)
            .await?;
        for _ in 0..ASKED_AT_MOST {
            let mut tx = parts.store.begin("ask for an export").await?;
            let all = queries::list_in(&mut tx, whose).await?;
            // Two at once: the other one's is theirs too.
            if rules::running(&all).is_some() {
                return Ok(());
            }
            rules::may_ask(&all, now)?;
            let n = queries::next_in(&mut tx, space).await?;
            if queries::insert(&mut tx, whose, n, lang, now).await? {
                return tx.commit().await;
            }
        }
        Err(Error::conflict("error-conflict"))
    }

    /// Hands the file over, after the line that says so.
    ///
    /// # Errors
    /// Not found, when none is ready; as the decision, in the first days of an account or
    /// when the space was closed; conflict (`export-outdated`), when something in it is
    /// not shown any more to who answers for a child: the file is over by that.
    pub(crate) async fn take(&self, holder: Holder, space: SpaceId) -> Result<Taken> {
        let parts = &self.0;
        let whose = self.whose(&holder, space).await?;
        let all = queries::list(&parts.store, whose).await?;
        let ready = rules::ready(&all, parts.world.now());
        let caller = Caller::Holder(holder);
        let ready = ready.ok_or_else(Error::not_found)?;
        let permit = parts
            .sharing
            .permit_carrying(&caller, space, Carrying::Taken)
            .await?;
        let which = Which { space, n: ready.n };
        let file = queries::find_file(&parts.store, which).await?;
        let file = file.ok_or_else(Error::not_found)?;
        let tree = file.tree;
        let Opener { stored, documents } = self.stored(file).await?;
        if !still_shown(&permit, &documents)? {
            queries::end(&parts.store, which).await?;
            return Err(Error::conflict("export-outdated"));
        }
        let bytes = parts.vault.open(&stored).await?;
        // What has no proofs is followed by none.
        if whose.mandate.is_none() {
            queries::keep_tree(&parts.store, space, tree).await?;
        }
        Ok(Taken {
            asked_at: ready.asked_at,
            size: stored.size,
            bytes: self.while_open(caller, space, documents, bytes),
        })
    }

    /// Takes the history with its proofs away, which says that it was; of a log
    /// that continues the one of so many entries, or else of the last history that
    /// left. Its lines, and how many entries the log has.
    ///
    /// # Errors
    /// Invalid, when the log has not so many entries; else as the decision.
    pub(crate) async fn prove(
        &self,
        holder: Holder,
        space: SpaceId,
        since: Option<u64>,
    ) -> Result<(String, u64)> {
        let parts = &self.0;
        if since.is_some_and(|since| since > parts.ledger.size()) {
            return Err(Error::invalid("export-since-wrong"));
        }
        let caller = Caller::Holder(holder);
        parts.sharing.permit_export(&caller, space, "JSON").await?;
        let (history, size) = next_history(parts, space, since).await?;
        let lines = history.to_json_lines()?;
        queries::keep_tree(&parts.store, space, size).await?;
        Ok((lines, size))
    }

    /// The bytes, as long as they may leave: whoever closes the space stops them, and so
    /// does what ends a mandate, or keeps something in the file from who answers for a child.
    fn while_open<S>(
        &self,
        caller: Caller,
        space: SpaceId,
        documents: Vec<DocumentId>,
        bytes: S,
    ) -> Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin + 'static,
    {
        let exports = self.clone();
        let asked = Arc::new((caller, documents));
        let begun = Some((exports, asked, bytes, Instant::now()));
        Box::pin(stream::unfold(begun, move |state| async move {
            let (exports, asked, mut bytes, mut looked) = state?;
            if looked.elapsed() >= LOOK_EVERY {
                let (caller, documents) = &*asked;
                if let Err(error) = exports.still_open(caller, space, documents).await {
                    return Some((Err(error), None));
                }
                looked = Instant::now();
            }
            let piece = bytes.next().await?;
            Some((piece, Some((exports, asked, bytes, looked))))
        }))
    }

    async fn still_open(
        &self,
        caller: &Caller,
        space: SpaceId,
        documents: &[DocumentId],
    ) -> Result<()> {
        let (identity, journal) = (&self.0.identity, &self.0.journal);
        identity.still_acts(caller, space).await?;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let rights = book.state::<Rights>()?;
        match book.standing() {
            Standing::Open if !documents.iter().any(|id| rights.is_secret(*id)) => Ok(()),
            _ => Err(Error::not_found()),
        }
    }

    /// What opens a file, sealed under the key of its space; and what is in it, where that
    /// is looked at again.
    pub(crate) async fn opener(
        &self,
        space: SpaceId,
        stored: &Stored,
        documents: &[DocumentId],
    ) -> Result<Vec<u8>> {
        let mut plain = [&stored.key.expose()[..], &stored.sha256].concat();
        for id in documents {
            plain.extend(id.to_bytes());
        }
        self.0.journal.seal_beside(space, PURPOSE, &plain).await
    }

    async fn stored(&self, file: File) -> Result<Opener> {
        let (Some(object), Some(opener)) = (file.object, file.opener) else {
            return Err(Error::not_found());
        };
        let space = file.which.space;
        let plain = self.0.journal.open_beside(space, PURPOSE, &opener).await?;
        let wrong = || Error::fault("a kept export has no key");
        let (key, rest) = plain.split_first_chunk::<32>().ok_or_else(wrong)?;
        let (sha256, documents) = rest.split_first_chunk::<32>().ok_or_else(wrong)?;
        let documents = documents.chunks(16).map(DocumentId::from_slice);
        Ok(Opener {
            stored: Stored {
                object,
                key: Key::from_bytes(*key),
                size: file.size,
                sha256: *sha256,
            },
            documents: documents.collect::<Result<_>>()?,
        })
    }

    /// Destroys what is over: the key first, then the bytes. Called now and then;
    /// twice is harmless.
    ///
    /// # Errors
    /// The last that one of them met.
    pub async fn sweep(&self) -> Result<()> {
        let parts = &self.0;
        let now = parts.world.now();
        let mut last = Ok(());
        for file in queries::list_over(&parts.store, now, SWEPT_AT_ONCE).await? {
            queries::end(&parts.store, file.which).await?;
            let Some(object) = file.object else { continue };
            let gone = async {
                parts.vault.remove(object).await?;
                let until = now.plus(REMEMBERED);
                queries::forget_object(&parts.store, file.which, object, until).await
            };
            if let Err(error) = gone.await {
                last = Err(error);
            }
        }
        queries::delete_old(&parts.store, now).await?;
        last
    }

    /// Destroys all exports of a space that was erased.
    ///
    /// # Errors
    /// As the vault and the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        let parts = &self.0;
        for file in queries::list_objects(&parts.store, space).await? {
            if let Some(object) = file.object {
                parts.vault.remove(object).await?;
            }
        }
        queries::delete_space(&parts.store, space).await
    }

    /// Packs what was asked for, until nothing waits.
    ///
    /// # Errors
    /// As the store; what goes wrong with one export is its own affair.
    pub async fn work(&self) -> Result<()> {
        while let Some(turn) = self.next_turn().await? {
            jobs::do_turn(self, turn).await?;
        }
        Ok(())
    }

    async fn next_turn(&self) -> Result<Option<(queries::Turn, ObjectId)>> {
        let parts = &self.0;
        let now = parts.world.now();
        let Some(found) = queries::find_waiting(&parts.store, now).await? else {
            return Ok(None);
        };
        let object = ObjectId::new(&*parts.world.chance);
        let until = now.plus(rules::TURN);
        let taken = queries::take_turn(&parts.store, found, object, until).await?;
        // Whoever was faster has this one; the next call finds another.
        Ok(taken.map(|turn| (turn, object)))
    }
}

/// Whether all of these may still be carried away.
fn still_shown(permit: &Permit, documents: &[DocumentId]) -> Result<bool> {
    if documents.is_empty() {
        return Ok(true);
    }
    let shown: HashSet<DocumentId> = Documents::all_carried(permit)?.into_iter().collect();
    Ok(documents.iter().all(|id| shown.contains(id)))
}
