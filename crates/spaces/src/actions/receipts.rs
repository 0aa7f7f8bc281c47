//! The receipt of a refusal leaves the house in the transaction that records it: once,
//! whoever repeats it, and whatever dies in between. An e-mail that does not arrive
//! becomes a letter, and who decides on the site may ask for one. One that reaches nobody
//! is listed for people, who mend an address and send it again.

use super::activate::{Decision, Sitting};
use super::life::is_race;
use super::telling::By;
use crate::Spaces;
use crate::notices::{self, Addressee, Receipted};
use crate::queries::{self, KeptLetter, Unsent};
use crate::rules::life::{Event, How};
use kernel::{Error, Kind, Lang, NoticeId, PersonId, Result, Timestamp};
use post::{Channel, Message, Notice, Returned};
use serde::{Deserialize, Serialize};
use store::{Statement, Tx};

/// What kind of notice the post knows these as.
const RECEIPT: &str = "spaces-receipt";
/// Receipts that came back, dealt with in one round.
const RETURNED_AT_ONCE: usize = 20;
/// Receipts that reached nobody, of those that are listed.
const LISTED: i64 = 50;
/// How often the next of them are looked at, of those that are to be sent again.
const AGAIN_ROUNDS: usize = 20;

/// What leaves the house with a decision.
pub(super) struct Leaving {
    /// To be run with it.
    pub statements: Vec<Statement>,
    /// Whether a letter is among it.
    pub by_post: bool,
}

/// What a receipt says that left, as it is kept.
#[derive(Serialize, Deserialize)]
struct Mailed {
    what: Decision,
    number: String,
    at: i64,
    how: i64,
    names: Vec<String>,
    in_english: bool,
    #[serde(default)]
    opened_at: Option<i64>,
    #[serde(default)]
    has_account: bool,
}

impl Mailed {
    const fn lang(&self) -> Lang {
        match self.in_english {
            true => Lang::En,
            false => Lang::Fr,
        }
    }

    fn receipted(&self, how: How) -> Receipted<'_> {
        Receipted {
            what: self.what,
            number: &self.number,
            at: Timestamp::from_millis(self.at),
            how,
            names: &self.names,
            opened_at: self.opened_at.map(Timestamp::from_millis),
            has_account: self.has_account,
        }
    }
}

impl Spaces {
    /// What tells whoever decided that it is recorded, to be run with it: for all of
    /// those it is for, under its one number. Nothing, where nobody can be written to.
    pub(super) async fn receipts(
        &self,
        to: PersonId,
        lang: Lang,
        of: &Receipted<'_>,
    ) -> Result<Leaving> {
        let addressee = Addressee::of(&self.insured(to).await?);
        let mut leaving = Leaving {
            statements: Vec::new(),
            by_post: false,
        };
        for message in notices::sent_receipts(self.sender(), lang, &addressee, of) {
            let channel = message.channel();
            let notice = receipt_of(to, of.number, message);
            leaving.statements.extend(self.post().statements(&notice));
            match channel {
                Channel::Email => {
                    let id = self.post().id(&notice);
                    leaving.statements.push(self.mailed(to, id, lang, of)?);
                }
                Channel::Letter => {
                    let id = self.post().id(&notice);
                    leaving.statements.push(self.posted(to, id, lang, of)?);
                    leaving.by_post = true;
                }
                Channel::Sms => {}
            }
        }
        Ok(leaving)
    }

    /// Keeps what an e-mail says, for it may come back.
    fn mailed(
        &self,
        to: PersonId,
        id: NoticeId,
        lang: Lang,
        of: &Receipted<'_>,
    ) -> Result<Statement> {
        let sealed = self.kept_receipt(id, lang, of)?;
        Ok(queries::insert_receipt(to, id, self.world().now(), sealed))
    }

    /// Keeps what a letter says, for it may fail.
    fn posted(
        &self,
        to: PersonId,
        id: NoticeId,
        lang: Lang,
        of: &Receipted<'_>,
    ) -> Result<Statement> {
        Ok(queries::insert_receipt_letter(KeptLetter {
            person: to,
            notice: id,
            number: of.number,
            at: self.world().now(),
            failed_at: None,
            sealed: self.kept_receipt(id, lang, of)?,
        }))
    }

    /// What a receipt says, sealed for its notice.
    fn kept_receipt(&self, id: NoticeId, lang: Lang, of: &Receipted<'_>) -> Result<Vec<u8>> {
        let mailed = Mailed {
            what: of.what,
            number: of.number.to_owned(),
            at: of.at.millis(),
            how: of.how.number(),
            names: of.names.to_vec(),
            in_english: lang == Lang::En,
            opened_at: of.opened_at.map(Timestamp::millis),
            has_account: of.has_account,
        };
        let plain = serde_json::to_vec(&mailed)
            .map_err(|e| Error::fault("keeping a receipt").because(e))?;
        Ok(self
            .keys()
            .seal_for(&*self.world().chance, &place(id), &plain))
    }

    /// Sends the receipt of what was decided in this sitting by post too, to the address
    /// that the fund has: once, whoever asks twice. Nothing, where there is none.
    ///
    /// # Errors
    /// Conflict, when another request of the same sitting came first; not found, when it
    /// is over.
    pub async fn post_receipt(&self, sitting: &mut Sitting, lang: Lang) -> Result<()> {
        let mut next = sitting.clone();
        let Some(decided) = next.draft.decided.as_mut().filter(|it| !it.by_post) else {
            return Ok(());
        };
        decided.by_post = true;
        let of = Receipted {
            what: decided.what,
            number: &decided.number,
            at: Timestamp::from_millis(decided.at),
            how: sitting.how(),
            names: &decided.names,
            opened_at: None,
            has_account: false,
        };
        let to = Addressee::of(&self.insured(sitting.person).await?);
        let Some(letter) = notices::posted_receipt(self.sender(), lang, &to, &of) else {
            return Ok(());
        };
        let notice = receipt_of(sitting.person, &decided.number, letter);
        let mut statements = self.post().statements(&notice);
        let id = self.post().id(&notice);
        statements.push(self.posted(sitting.person, id, lang, &of)?);
        let mut tx = self.store().begin("post a receipt").await?;
        self.keep_draft_in(&mut tx, &mut next).await?;
        tx.run(statements).await?;
        tx.commit().await?;
        *sitting = next;
        Ok(())
    }

    /// Writes letters in place of receipts whose e-mail came back or never left: a no must
    /// be known to whoever said it. How many. One that cannot be dealt with is left, and
    /// keeps no other waiting.
    ///
    /// # Errors
    /// As the store; then it is done again.
    pub async fn post_returned_receipts(&self) -> Result<u64> {
        let mut posted = 0;
        for _ in 0..RETURNED_AT_ONCE {
            let mut tx = self.store().begin("post a receipt that came back").await?;
            let returned = self.post().returned(&mut tx, RECEIPT, 1).await?;
            let Some(notice) = returned.first() else {
                tx.rollback().await?;
                break;
            };
            match self.deal_with_returned(&mut tx, notice).await {
                Ok(new) => {
                    kernel::kill_point("receipt-before-commit");
                    tx.commit().await?;
                    kernel::kill_point("receipt-after-commit");
                    posted += u64::from(new);
                }
                // Moved meanwhile, or the store does not answer: the next round looks.
                Err(error) if is_race(&error) || error.kind() == Kind::Unavailable => {
                    return Err(error);
                }
                Err(error) => {
                    tx.rollback().await?;
                    self.leave_returned(notice.id, &error).await?;
                }
            }
        }
        Ok(posted)
    }

    /// Takes over a receipt that did not arrive; whether a letter leaves in its place.
    async fn deal_with_returned(&self, tx: &mut Tx, notice: &Returned) -> Result<bool> {
        tx.run(vec![self.post().taken_over(notice.id)]).await?;
        let arrives = match (notice.channel, notice.about) {
            (Channel::Email, Some(person)) => self.post_returned(tx, person, notice).await?,
            (Channel::Letter, Some(person)) => {
                let now = self.world().now();
                tx.run(vec![queries::fail_receipt_letter(person, notice.id, now)])
                    .await?;
                None
            }
            _ => None,
        };
        if arrives.is_none() {
            tracing::warn!(notice = %notice.id, "a receipt reached nobody");
        }
        Ok(arrives.unwrap_or(false))
    }

    /// Takes over an e-mail that cannot be dealt with: it would keep all the others
    /// waiting.
    async fn leave_returned(&self, id: NoticeId, error: &Error) -> Result<()> {
        let error = error.log_text();
        tracing::error!(notice = %id, error, "a receipt that came back cannot be posted");
        let mut tx = self.store().begin("leave a receipt").await?;
        tx.run(vec![self.post().taken_over(id)]).await?;
        tx.commit().await
    }

    /// A letter in place of this e-mail: whether it is a new one, for by telephone one
    /// left beside it. Nothing, where none can be written. Their history tells that it
    /// came back, whatever leaves.
    async fn post_returned(
        &self,
        tx: &mut Tx,
        person: PersonId,
        notice: &Returned,
    ) -> Result<Option<bool>> {
        let (id, now) = (notice.id, self.world().now());
        let queued_at = notice.address_failed().then_some(notice.queued_at);
        self.note_bounce(tx, person, queued_at, now).await?;
        if let Some(kept) = queries::find_space_of_in(tx, person).await? {
            self.tell(tx, kept.space, Event::NoticeReturned, By::FUND, now)
                .await?;
        }
        let Some(sealed) = queries::take_receipt(tx, person, id).await? else {
            return Ok(None);
        };
        let opened = self.open_mailed(id, &sealed).inspect_err(|error| {
            let error = error.log_text();
            tracing::error!(notice = %id, error, "a kept receipt cannot be read");
        });
        let Ok((mailed, how)) = opened else {
            return Ok(None);
        };
        let (of, lang) = (mailed.receipted(how), mailed.lang());
        let insured = queries::find_insured_in(tx, person).await?;
        let to = Addressee::of(&insured.ok_or_else(Error::not_found)?);
        let Some(letter) = notices::posted_receipt(self.sender(), lang, &to, &of) else {
            let unsent = KeptLetter {
                person,
                notice: id,
                number: of.number,
                at: now,
                failed_at: Some(now),
                sealed,
            };
            tx.run(vec![queries::insert_receipt_letter(unsent)]).await?;
            return Ok(None);
        };
        let notice = receipt_of(person, &mailed.number, letter);
        let posted = self.posted(person, self.post().id(&notice), lang, &of)?;
        tx.run(vec![posted]).await?;
        let queued = tx.run(self.post().statements(&notice)).await?;
        Ok(Some(queued.iter().any(|queued| queued.changed > 0)))
    }

    /// How many receipts reached nobody, and the numbers of those that wait longest: 50 at
    /// most.
    ///
    /// # Errors
    /// As the store.
    pub async fn unsent_receipts(&self) -> Result<(u64, Vec<String>)> {
        let count = queries::count_unsent(self.store()).await?;
        let now = self.world().now();
        let listed = queries::list_unsent(self.store(), now, None, LISTED).await?;
        Ok((count, listed.into_iter().map(|one| one.number).collect()))
    }

    /// Sends these receipts again, to the addresses that the fund has by now: each once,
    /// whoever asks at the same moment. How many; those of whom there is no address that
    /// can be printed wait on, and keep no other waiting. `at_once` are read at a time,
    /// and 20 times that are looked at.
    ///
    /// # Errors
    /// As the store; what was sent stands.
    pub async fn send_receipts_again(&self, at_once: i64) -> Result<u64> {
        let (mut sent, mut last) = (0, None);
        // What fails again meanwhile is not of this round.
        let until = self.world().now();
        for _ in 0..AGAIN_ROUNDS {
            let next = queries::list_unsent(self.store(), until, last.as_ref(), at_once).await?;
            for unsent in &next {
                sent += u64::from(self.send_again(unsent).await?);
            }
            last = next.into_iter().next_back();
            if last.is_none() {
                break;
            }
        }
        Ok(sent)
    }

    /// Sends one of them again; whether it left.
    async fn send_again(&self, unsent: &Unsent) -> Result<bool> {
        let mut tx = self.store().begin("send a receipt again").await?;
        match self.send_again_in(&mut tx, unsent).await {
            Ok(true) => {
                tx.commit().await?;
                return Ok(true);
            }
            Ok(false) => tx.rollback().await?,
            // Another process has it.
            Err(error) if is_race(&error) => tx.rollback().await?,
            Err(error) if error.kind() == Kind::Unavailable => return Err(error),
            // It keeps no other waiting.
            Err(error) => {
                tx.rollback().await?;
                let error = error.log_text();
                tracing::error!(notice = %unsent.notice, error, "a receipt cannot be sent again");
            }
        }
        Ok(false)
    }

    /// Queues such a receipt under an occasion of its own; `false`, where another process
    /// does, or there is still no address that can be printed.
    async fn send_again_in(&self, tx: &mut Tx, unsent: &Unsent) -> Result<bool> {
        let Some(sealed) = queries::take_unsent(tx, unsent).await? else {
            return Ok(false);
        };
        let (kept, how) = self.open_mailed(unsent.notice, &sealed)?;
        let of = kept.receipted(how);
        let lang = kept.lang();
        let insured = queries::find_insured_in(tx, unsent.person).await?;
        let to = Addressee::of(&insured.ok_or_else(Error::not_found)?);
        let Some(letter) = notices::posted_receipt(self.sender(), lang, &to, &of) else {
            return Ok(false);
        };
        let occasion = format!("{}/{}", kept.number, self.world().now().millis());
        let notice = receipt_of(unsent.person, &occasion, letter);
        let mut statements = self.post().statements(&notice);
        let id = self.post().id(&notice);
        statements.push(self.posted(unsent.person, id, lang, &of)?);
        tx.run(statements).await?;
        Ok(true)
    }

    /// What a kept receipt said, and by what way it was decided.
    fn open_mailed(&self, id: NoticeId, sealed: &[u8]) -> Result<(Mailed, How)> {
        let plain = self.keys().open_for(&place(id), sealed)?;
        let mailed: Mailed = serde_json::from_slice(&plain)
            .map_err(|_| Error::fault("a kept receipt is of another form"))?;
        let how = How::from_number(mailed.how)
            .ok_or_else(|| Error::fault("a kept receipt came by no known way"))?;
        Ok((mailed, how))
    }
}

/// The receipt of this number to somebody: one e-mail and one letter at most, whoever
/// asks for it and however often.
fn receipt_of(to: PersonId, number: &str, message: Message) -> Notice {
    Notice::new(RECEIPT, number, message).about(to)
}

/// What a kept receipt is bound to.
fn place(id: NoticeId) -> Vec<u8> {
    [b"receipt".as_slice(), &id.to_bytes()].concat()
}
