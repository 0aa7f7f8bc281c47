//! What somebody has not sent yet: kept for their eyes alone, beside the journal,
//! under the key of the space. It writes no line: nobody else learns that there is
//! one. What is attached is kept by its id, and decided on again where it is looked at
//! and as it is sent; files are parked in the vault, and become documents when they are
//! sent and not before.

use super::To;
use super::filing::Taken;
use super::sending::{Refused, writing};
use crate::Messages;
use crate::mailbox::ThreadId;
use crate::queries::drafts::Whose;
use documents::Parked;
use edge::Files;
use identity::Caller;
use kernel::{DocumentId, Error, ObjectId, Result, SpaceId};
use keys::Key;
use minicbor::{Decode, Encode};
use sharing::Change;
use std::fmt;

const PURPOSE: &str = "messages-draft";

/// A draft.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub(crate) struct Draft {
    /// To whom, for a new conversation of its holder.
    #[n(0)]
    pub to: Option<String>,
    /// The subject, for a new conversation.
    #[n(1)]
    pub subject: String,
    /// The text.
    #[n(2)]
    pub text: String,
    /// A professional ticked that nobody is to answer.
    #[n(3)]
    #[cbor(default)]
    pub no_reply: bool,
    /// And to whom else.
    #[n(4)]
    #[cbor(default)]
    pub with: Vec<String>,
    /// Documents of the record that go with it.
    #[n(5)]
    #[cbor(default)]
    pub documents: Vec<String>,
    /// Files that do.
    #[n(6)]
    #[cbor(default)]
    pub files: Vec<KeptFile>,
    /// Its holder ticked that no professional sees these elsewhere.
    #[n(7)]
    #[cbor(default)]
    pub kept_in: bool,
}

/// A file that is kept with a draft, and what opens it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct KeptFile {
    #[cbor(n(0), with = "minicbor::bytes")]
    object: Vec<u8>,
    /// Its key and its hash.
    #[cbor(n(1), with = "minicbor::bytes")]
    opener: Vec<u8>,
    /// Its bytes.
    #[n(2)]
    pub size: u64,
    /// Its name.
    #[n(3)]
    pub name: String,
}

impl fmt::Debug for KeptFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptFile({} bytes)", self.size)
    }
}

impl From<Parked> for KeptFile {
    fn from(parked: Parked) -> Self {
        Self {
            object: parked.object.to_bytes().to_vec(),
            opener: [parked.key.expose().as_slice(), &parked.sha256].concat(),
            size: parked.size,
            name: parked.file_name,
        }
    }
}

impl KeptFile {
    /// Its name in forms.
    pub(crate) fn id(&self) -> Result<ObjectId> {
        ObjectId::from_slice(&self.object)
    }

    /// As the vault has it.
    pub(super) fn parked(&self) -> Result<Parked> {
        let wrong = || Error::fault("the opener of a kept file is unreadable");
        let (key, sha256) = self.opener.split_first_chunk::<32>().ok_or_else(wrong)?;
        Ok(Parked {
            object: self.id()?,
            key: Key::from_bytes(*key),
            size: self.size,
            sha256: sha256.try_into().map_err(|_| wrong())?,
            file_name: self.name.clone(),
        })
    }
}

/// What a form says of what its draft keeps.
#[derive(Clone, Debug)]
pub(crate) struct Ticked {
    /// It showed what is kept: what is not ticked goes. Else all of it stays.
    pub shown: bool,
    /// Of the files, these.
    pub files: Vec<ObjectId>,
}

/// What stands between two drafts in one.
const BETWEEN: &str = "\n\n----------\n\n";

/// A text with its lines ended as we end them: a browser sends them back otherwise.
pub(crate) fn plain_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

impl Draft {
    /// Whether nothing was typed, and nothing goes with it.
    pub(crate) fn is_empty(&self) -> bool {
        let typed = !self.subject.trim().is_empty() || !self.text.trim().is_empty();
        !typed && self.documents.is_empty() && self.files.is_empty()
    }

    /// The documents that go with it.
    pub(crate) fn attached(&self) -> impl Iterator<Item = DocumentId> {
        let ids = self.documents.iter();
        ids.filter_map(|id| id.parse::<DocumentId>().ok())
    }

    /// With what was kept before of what goes with it, as far as its form says so.
    fn keeping(self, before: Option<Self>, ticked: &Ticked) -> Self {
        let Some(before) = before else { return self };
        let is_ticked = |file: &KeptFile| file.id().is_ok_and(|id| ticked.files.contains(&id));
        let stays = |file: &KeptFile| !ticked.shown || is_ticked(file);
        let documents = match ticked.shown {
            true => self.documents,
            false => both(before.documents, self.documents),
        };
        Self {
            documents,
            files: before.files.into_iter().filter(stays).collect(),
            kept_in: self.kept_in || (!ticked.shown && before.kept_in),
            ..self
        }
    }

    /// With what was kept before, below: no word of either is lost. What is there
    /// already is not put there again.
    pub(crate) fn above(self, kept: Option<Self>) -> Self {
        let Some(mut kept) = kept else { return self };
        let documents = both(self.documents, std::mem::take(&mut kept.documents));
        let files = both(self.files, std::mem::take(&mut kept.files));
        let kept_in = self.kept_in || kept.kept_in;
        let taken = Self {
            documents: Vec::new(),
            files: Vec::new(),
            ..self
        };
        Self {
            documents,
            files,
            kept_in,
            ..taken.with_words_of(kept)
        }
    }

    fn with_words_of(self, kept: Self) -> Self {
        if kept.text.trim().is_empty() {
            return self;
        }
        if plain_lines(&kept.text).starts_with(&plain_lines(&self.text)) {
            return kept;
        }
        let other = kept.subject != self.subject && !kept.subject.trim().is_empty();
        let subject = if other {
            format!("{}\n", kept.subject)
        } else {
            String::new()
        };
        Self {
            text: format!("{}{BETWEEN}{subject}{}", self.text, kept.text),
            no_reply: self.no_reply || kept.no_reply,
            ..self
        }
    }
}

/// What is in either, and once.
fn both<T: PartialEq>(mut one: Vec<T>, other: Vec<T>) -> Vec<T> {
    for it in other {
        if !one.contains(&it) {
            one.push(it);
        }
    }
    one
}

fn whose(caller: &Caller) -> Result<Whose<'_>> {
    match caller {
        Caller::Holder(holder) => Ok(Whose::Account(holder.account)),
        Caller::Professional(professional) => Ok(Whose::Professional(&professional.rpps)),
        Caller::Institution(_) | Caller::Service(_) | Caller::Staff(_) => Err(Error::not_found()),
    }
}

impl Messages {
    /// Keeps a draft, for a thread or for a new one, in the place of one before. That
    /// they may write there was decided by who calls.
    pub(crate) async fn keep_draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
        draft: &Draft,
    ) -> Result<()> {
        let plain = minicbor::to_vec(draft).expect("writing CBOR to memory cannot fail");
        let journal = &self.0.parts.journal;
        let body = journal.seal_beside(space, PURPOSE, &plain).await?;
        let (whose, place) = (whose(caller)?, (space, thread));
        let files: Result<Vec<ObjectId>> = draft.files.iter().map(KeptFile::id).collect();
        let (files, tables) = (files?, &self.0.tables);
        tables.note_draft_files(&whose, place, &files).await?;
        tables.keep_draft(&whose, place, body, self.now()).await?;
        self.drop_files(&whose, place, &files).await
    }

    /// The bytes of what is noted of a draft go, but of these.
    async fn drop_files(
        &self,
        whose: &Whose<'_>,
        (space, thread): (SpaceId, Option<ThreadId>),
        but: &[ObjectId],
    ) -> Result<()> {
        let noted = self.0.tables.draft_files(whose, space, thread).await?;
        let gone = noted.into_iter().filter(|object| !but.contains(object));
        self.unpark(gone.collect()).await
    }

    /// These wait no more: first their bytes go, then what names them.
    async fn unpark(&self, objects: Vec<ObjectId>) -> Result<()> {
        for object in objects {
            self.0.parts.documents.unpark(object).await?;
            self.0.tables.forget_draft_file(object).await?;
        }
        Ok(())
    }

    /// The files of all drafts in a space that was erased go with it.
    pub(super) async fn forget_files(&self, space: SpaceId) -> Result<()> {
        let objects = self.0.tables.draft_files_inside(space).await?;
        self.unpark(objects).await
    }

    /// Keeps what somebody typed, where they may write: in a thread of which they see
    /// something, or in a new one; with the files that come with it, beside those that
    /// were kept before and are ticked.
    ///
    /// # Errors
    /// Not found, for whoever may not; invalid, for a file that cannot be accepted, for
    /// too many and for too much. Then all is as it was.
    pub(crate) async fn keep_typed(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &To,
        (draft, ticked): (Draft, &Ticked),
        files: Option<&mut Files>,
    ) -> Result<Draft, Refused> {
        let thread = self.thread_of(caller, space, to).await?;
        let before = self.draft(caller, space, thread).await?;
        let mut draft = draft.keeping(before, ticked);
        if !matches!(caller, Caller::Holder(_)) {
            draft.documents = Vec::new();
        }
        let Some(files) = files else {
            self.keep_draft(caller, space, thread, &draft).await?;
            return Ok(draft);
        };
        let sizes = draft.files.iter().map(|file| file.size);
        let beside = (draft.files.len(), sizes.sum::<u64>());
        let taken = self.take_in(caller, space, files, (Vec::new(), beside));
        let parked = taken.await?.into_iter().map(Taken::parked);
        let parked: Vec<KeptFile> = parked.map(KeptFile::from).collect();
        draft.files.extend(parked.iter().cloned());
        if let Err(error) = self.keep_draft(caller, space, thread, &draft).await {
            let new: Result<Vec<ObjectId>> = parked.iter().map(KeptFile::id).collect();
            // What is noted of them goes with the draft; what is not is nobody's.
            if let Ok(new) = new
                && let Err(left) = self.unpark(new).await
            {
                let error = left.log_text();
                tracing::warn!(error, "files of a draft that was not kept stay");
            }
            return Err(error.into());
        }
        Ok(draft)
    }

    /// Discards what somebody kept, where they emptied it.
    ///
    /// # Errors
    /// As [`Self::keep_typed`].
    pub(crate) async fn clear_typed(&self, caller: &Caller, space: SpaceId, to: &To) -> Result<()> {
        let thread = self.thread_of(caller, space, to).await?;
        self.drop_draft(caller, space, thread).await
    }

    /// The thread in which somebody may write; none for a new one.
    async fn thread_of(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &To,
    ) -> Result<Option<ThreadId>> {
        match to {
            To::Thread(id) => {
                self.sees(caller, space, *id).await?;
                Ok(Some(*id))
            }
            To::New(_) => {
                // Whoever may state a link may write: an open space that does not
                // block them.
                let change = match caller {
                    Caller::Professional(_) => Change::StateLink,
                    _ => writing(caller),
                };
                self.sharing().check(caller, space, change).await?;
                Ok(None)
            }
        }
    }

    /// The draft of whoever asks.
    pub(crate) async fn draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<Option<Draft>> {
        let kept = self.0.tables.draft(&whose(caller)?, space, thread).await?;
        let Some(body) = kept else { return Ok(None) };
        let journal = &self.0.parts.journal;
        let plain = journal.open_beside(space, PURPOSE, &body).await?;
        let unreadable = |cause| Error::fault("a draft is unreadable").because(cause);
        let mut draft: Draft = minicbor::decode(&plain).map_err(unreadable)?;
        if !draft.files.is_empty() {
            // What another window kept in its place took its files away.
            let (whose, tables) = (whose(caller)?, &self.0.tables);
            let noted = tables.draft_files(&whose, space, thread).await?;
            let is_noted = |file: &KeptFile| file.id().is_ok_and(|id| noted.contains(&id));
            draft.files.retain(is_noted);
        }
        Ok(Some(draft))
    }

    /// Discards it.
    pub(crate) async fn drop_draft(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
    ) -> Result<()> {
        let whose = whose(caller)?;
        self.0.tables.drop_draft(&whose, space, thread).await?;
        self.drop_files(&whose, (space, thread), &[]).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(subject: &str, text: &str) -> Draft {
        Draft {
            to: None,
            subject: subject.into(),
            text: text.into(),
            no_reply: false,
            with: Vec::new(),
            documents: Vec::new(),
            files: Vec::new(),
            kept_in: false,
        }
    }

    fn file(n: u8) -> KeptFile {
        KeptFile::from(Parked {
            object: ObjectId::from_bytes([n; 16]),
            key: Key::from_bytes([n; 32]),
            size: 7,
            sha256: [n; 32],
            file_name: format!("{n}.pdf"),
        })
    }

    #[test]
    fn what_opens_a_file_is_kept_and_told_to_no_log() {
        let kept = Draft {
            files: vec![file(1)],
            ..draft("Suivi", "Un")
        };
        let written = minicbor::to_vec(&kept).expect("written");
        let read: Draft = minicbor::decode(&written).expect("read");
        assert_eq!(read, kept);
        let parked = read.files[0].parked().expect("whole");
        assert_eq!(KeptFile::from(parked.clone()), file(1));
        assert_eq!((parked.size, parked.sha256), (7, [1; 32]));
        assert_eq!(format!("{:?}", file(1)), "KeptFile(7 bytes)");
        let cut = KeptFile {
            opener: vec![1; 63],
            ..file(1)
        };
        assert!(cut.parked().is_err());
    }

    #[test]
    fn what_goes_with_a_draft_stays_unless_its_form_showed_it_without_a_tick() {
        let id = DocumentId::from_bytes([9; 16]);
        let before = Draft {
            documents: vec![id.to_string()],
            files: vec![file(1), file(2)],
            kept_in: true,
            ..draft("Suivi", "Un")
        };
        let ticked = |shown, files: &[u8]| Ticked {
            shown,
            files: files
                .iter()
                .map(|n| ObjectId::from_bytes([*n; 16]))
                .collect(),
        };
        let typed = draft("Suivi", "Deux");
        let all = typed
            .clone()
            .keeping(Some(before.clone()), &ticked(false, &[]));
        assert_eq!((&*all.text, all.files.len()), ("Deux", 2));
        assert!(all.kept_in, "nobody was asked anew");
        assert_eq!(all.attached().collect::<Vec<_>>(), [id]);
        let one = typed
            .clone()
            .keeping(Some(before.clone()), &ticked(true, &[2]));
        assert!(!one.kept_in, "it was taken out");
        assert_eq!((one.files, one.documents), (vec![file(2)], Vec::new()));
        assert_eq!(typed.clone().keeping(None, &ticked(true, &[1])), typed);
        // Without a word it is a draft, as long as something goes with it.
        let silent = draft("", " ").keeping(Some(before), &ticked(true, &[1]));
        assert!(!silent.is_empty() && draft("", " ").is_empty());
    }

    #[test]
    fn what_goes_with_either_of_two_drafts_goes_with_both_and_once() {
        let with = |text: &str, files: &[u8]| Draft {
            files: files.iter().map(|n| file(*n)).collect(),
            ..draft("Suivi", text)
        };
        for (kept, text) in [
            ("Deux", "Un\n\n----------\n\nDeux"),
            (" ", "Un"),
            ("Un, et plus", "Un, et plus"),
        ] {
            let both = with("Un", &[1, 2]).above(Some(with(kept, &[2, 3])));
            assert_eq!(both, with(text, &[1, 2, 3]), "{kept}");
        }
    }

    #[test]
    fn what_was_kept_before_a_draft_had_several_addressees_is_read() {
        #[derive(Encode)]
        struct Former {
            #[n(0)]
            to: Option<String>,
            #[n(1)]
            subject: String,
            #[n(2)]
            text: String,
            #[n(3)]
            no_reply: bool,
        }
        let of = draft("Suivi", "Un");
        let former = Former {
            to: of.to.clone(),
            subject: of.subject.clone(),
            text: of.text.clone(),
            no_reply: of.no_reply,
        };
        let kept = minicbor::to_vec(former).expect("written");
        let read: Draft = minicbor::decode(&kept).expect("read");
        assert_eq!(read, of);
    }

    #[test]
    fn what_is_taken_back_stands_above_what_was_kept_and_once() {
        let taken = draft("Suivi", "Un");
        assert_eq!(taken.clone().above(None), taken);
        assert_eq!(taken.clone().above(Some(draft("Autre", " "))), taken);
        let both = taken.clone().above(Some(draft("Suivi", "Deux")));
        assert_eq!(both, draft("Suivi", "Un\n\n----------\n\nDeux"));
        assert_eq!(taken.clone().above(Some(both.clone())), both);
        let lines = draft("Suivi", "Un\r\nDeux");
        assert_eq!(draft("Suivi", "Un\nDeux").above(Some(lines.clone())), lines);
        let both = taken.above(Some(draft("Autre", "Deux")));
        assert_eq!(both.text, "Un\n\n----------\n\nAutre\nDeux");
    }

    proptest! {
        #[test]
        fn no_word_of_either_is_lost(one in "\\PC{1,40}", two in "\\PC{0,40}", subject in "[a-z]{0,8}") {
            let both = draft("Suivi", &one).above(Some(draft(&subject, &two)));
            prop_assert!(both.text.contains(&one));
            prop_assert!(two.trim().is_empty() || both.text.contains(&two));
        }
    }
}
