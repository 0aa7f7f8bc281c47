//! A file that a professional sends in a conversation: deposited as a document of
//! theirs, with the message that it is attached to; both are written, or neither.

use super::{Sending, found_in, is_there, side};
use crate::mailbox::{Mailbox, MessageId, ThreadId};
use crate::rules::ATTACHED_MAX;
use crate::{Messages, entries, rules};
use documents::rules::{Depositor, Draft};
use documents::{Incoming, Keeping, Origin, Outcome, Twice};
use edge::Incoming as Arriving;
use futures_util::StreamExt;
use identity::Caller;
use journal::NewEntry;
use kernel::{Error, Kind, Result, SpaceId};
use sharing::{Leave, OnDocuments};

/// The official type of what is sent so: a letter to the patient or a colleague.
const LETTER: &str = "96349-6";
/// What says that the very same message is there already.
const THERE: &str = "messages-there";

impl Messages {
    /// Sends a message with a file. The same again is sent once.
    ///
    /// # Errors
    /// Invalid, for a file that cannot be accepted, or too big; else as
    /// [`Messages::answer`]. Then nothing of it is kept.
    pub(crate) async fn send_file(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        sending: &Sending,
        file: Arriving,
    ) -> Result<()> {
        let side = side(caller)?;
        // Whether they take part in it comes before the first byte.
        self.sees(caller, space, id).await?;
        let documents = &self.0.parts.documents;
        let mut taken = 0_u64;
        let bytes = file.bytes.map(move |piece| {
            let piece = piece?;
            taken = taken.saturating_add(piece.len() as u64);
            match taken > ATTACHED_MAX {
                true => Err(Error::field("file", "messages-file-too-big")),
                false => Ok(piece),
            }
        });
        let incoming = Incoming {
            file_name: file.name.0,
            mime: None,
            bytes: bytes.boxed(),
        };
        let shelved = documents.shelve(caller, space, incoming).await?;
        let noted = self.prepared(space, (id, sending.id), &side).await;
        let (title, now) = match noted {
            Ok(title) => (title, self.now()),
            Err(error) => {
                documents.unshelve(vec![shelved]).await;
                return Err(error);
            }
        };
        let today = now.in_paris().date();
        let draft = Draft {
            title,
            type_code: LETTER.to_owned(),
            act_date: Ok(Some(today)),
        };
        let checked = match draft.check(Depositor::Care, today) {
            Ok(checked) => checked,
            Err(error) => {
                documents.unshelve(vec![shelved]).await;
                return Err(error);
            }
        };
        let keeping = Keeping {
            hidden: false,
            reserved: false,
            twice: Twice::KeepBoth,
        };
        let more = |leave: &Leave, told: &[Outcome]| -> Result<Vec<NewEntry>> {
            let mailbox = leave.state::<Mailbox>()?;
            if is_there(mailbox, leave, id, sending.id)? {
                return Err(Error::conflict(THERE));
            }
            let copy = found_in(mailbox, id, &side, leave.now());
            leave.may(OnDocuments::Converse, copy.ok_or_else(Error::not_found)?)?;
            rules::has_room(mailbox, &side, leave.now())?;
            let attached: Vec<_> = told.iter().map(Outcome::document).collect();
            let text = &sending.said.text;
            let sent = entries::message_sent(id, sending.id, text, &attached, None);
            Ok(std::iter::once(sent)
                .chain(super::without_reply(id, &side, sending))
                .collect())
        };
        let files = vec![(shelved, checked, Origin::default())];
        let added = documents.add_all_with(caller, space, files, keeping, more);
        match added.await {
            Ok(_) => {}
            Err(error) if error.kind() == Kind::Conflict && error.code() == THERE => {}
            Err(error) => return Err(error),
        }
        self.drop_draft(caller, space, Some(id)).await
    }

    /// Notes that something is about to be said; what the file will be called.
    async fn prepared(
        &self,
        space: SpaceId,
        (id, message): (ThreadId, MessageId),
        side: &crate::mailbox::Side,
    ) -> Result<String> {
        let book = self.0.parts.journal.open(space).await?;
        let kept = book.state::<Mailbox>()?.find(id);
        let thread = &kept.ok_or_else(Error::not_found)?.thread;
        self.note(side, space, (id, message), &thread.parties)
            .await?;
        Ok(thread.subject.clone())
    }
}
