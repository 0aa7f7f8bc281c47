//! Making letters and e-mails of dispatch files, and taking over what came
//! back. One process at a time has a batch. Doing a batch twice gives the same
//! letters under the same names and the same e-mails under the same ids:
//! nothing leaves twice.

use super::announce::{Run, no_letter_for};
use crate::Campaigns;
use crate::letters::{Edition, LETTERS_A_FILE, read};
use crate::queries::{self, Kept, NewBatch, Waiting};
use crate::rules::aside::Aside;
use crate::rules::plausible::{EMAIL_MAX, begins_anew};
use crate::spool::{Batch, BatchId, Line, Spool};
use kernel::{Error, PersonId, Result, Timestamp};
use post::{Notice, Outcome};
use spaces::DEADLINE;
use spaces::notices::{CodeNotice, Occasion};
use std::path::PathBuf;

/// What kind of notice the post knows these as: what comes back of it is taken
/// over here.
pub const KIND: &str = spaces::ANNOUNCEMENT;
/// E-mails queued in one transaction.
const EMAILS_AT_ONCE: usize = 500;
/// Notices that came back, taken over at once.
const RETURNED_AT_ONCE: usize = 500;

/// What was dispatched.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Dispatched {
    /// Batches.
    pub batches: u64,
    /// Letters printed into files.
    pub letters: u64,
    /// E-mails handed to the post.
    pub emails: u64,
    /// People whose letter cannot be printed: left to people.
    pub refused: u64,
}

impl Campaigns {
    /// Makes letters and e-mails of the batches that were told, `max` batches
    /// at most. A batch whose file cannot be read holds up no other.
    ///
    /// # Errors
    /// Unavailable, when the disk or the store does not answer: the batch is
    /// done again then. Whatever was wrong with a file, when no other batch
    /// was done.
    pub async fn dispatch(&self, max: usize) -> Result<Dispatched> {
        let mut done = Dispatched::default();
        let mut unread = Ok(());
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        let run: [u8; 16] = self.world().random();
        self.remove_dispatched(&spool).await?;
        for mut one in queries::list_to_dispatch(self.store(), self.world().now()).await? {
            if done.batches == max as u64 {
                break;
            }
            let now = self.world().now();
            let Some(told_at) = queries::claim_batch(self.store(), one.id, run, now).await? else {
                continue;
            };
            // Whoever had it before may have moved it.
            one.at = told_at;
            let found = spool
                .settle_if_there(one.id)
                .and_then(|()| spool.read(one.id));
            let ended = match found {
                Ok(batch) => self.dispatch_one(&spool, &one, run, batch, &mut done).await,
                Err(error) => {
                    let (number, error_text) = (one.id.number, error.log_text());
                    tracing::error!(number, error = error_text, "a batch that cannot be read");
                    unread = Err(error);
                    queries::give_batch_back(self.store(), one.id, run).await?;
                    continue;
                }
            };
            if let Err(error) = ended {
                // Nobody waits for a lease that nothing is done under.
                queries::give_batch_back(self.store(), one.id, run).await?;
                return Err(error);
            }
        }
        match unread {
            Err(error) if done.batches == 0 => Err(error),
            _ => Ok(done),
        }
    }

    /// Removes the files of batches whose letters and e-mails are made: what a
    /// process left that died right after it had written that down.
    async fn remove_dispatched(&self, spool: &Spool<'_>) -> Result<()> {
        for (campaign, number) in spool.list_settled()? {
            if let Some(id) = queries::find_dispatched(self.store(), campaign, number).await? {
                spool.remove(id)?;
            }
        }
        Ok(())
    }

    async fn dispatch_one(
        &self,
        spool: &Spool<'_>,
        one: &Waiting,
        run: [u8; 16],
        batch: Batch,
        done: &mut Dispatched,
    ) -> Result<()> {
        let at = self.begin_six_weeks(one, run, &batch).await?;
        // E-mails first: what stops the printer does not stop them.
        let emails = self.send(one.id, at, &batch).await?;
        kernel::kill_point("dispatch-sent");
        let (letters, refused) = self.print(one, run, at, batch).await?;
        kernel::kill_point("dispatch-printed");
        let mut tx = self.store().begin("dispatch a batch").await?;
        self.put_aside(&mut tx, one.id.campaign, &refused).await?;
        queries::end_batch(&mut tx, one.id, run).await?;
        tx.commit().await?;
        kernel::kill_point("dispatch-committed");
        spool.remove(one.id)?;
        done.batches += 1;
        done.emails += emails;
        done.letters += letters;
        done.refused += refused.len() as u64;
        Ok(())
    }

    /// When the people of a batch are told: as their spaces say or, when their
    /// notices leave on another day, now, so that they have their six weeks.
    async fn begin_six_weeks(
        &self,
        one: &Waiting,
        run: [u8; 16],
        batch: &Batch,
    ) -> Result<Timestamp> {
        let now = self.world().now();
        if !begins_anew(one.at, now) {
            return Ok(one.at);
        }
        let people: Result<Vec<PersonId>> =
            batch.lines.iter().map(|line| line.person.parse()).collect();
        let mut tx = self.store().begin("move a late batch").await?;
        self.see_clock_to_tell(&mut tx, now).await?;
        self.spaces()
            .tell_later(&mut tx, &people?, one.at, now)
            .await?;
        queries::update_batch_at(&mut tx, one.id, run, now).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// The folder in which the printer finds letters and manifests.
    pub fn letters_folder(&self) -> PathBuf {
        self.config().folder.join("letters")
    }

    /// Letters and manifests of a batch: how many, and whose paper refused.
    async fn print(
        &self,
        one: &Waiting,
        run: [u8; 16],
        at: Timestamp,
        batch: Batch,
    ) -> Result<(u64, Vec<PersonId>)> {
        let letters: Vec<Line> = batch
            .lines
            .into_iter()
            .filter(|line| line.email.is_empty())
            .collect();
        if letters.is_empty() {
            return Ok((0, Vec::new()));
        }
        let edition = Edition {
            folder: self.letters_folder(),
            stem: format!("{}-{:06}", one.name, one.id.number),
            sender: self.config().sender.clone(),
            at,
            run,
        };
        edition.begin()?;
        let mut parts = Vec::new();
        for (part, lines) in letters.chunks(LETTERS_A_FILE).enumerate() {
            let (edition, lines) = (edition.clone(), lines.to_vec());
            let printed = in_background(move || edition.print(part, &lines)).await;
            parts.push(self.noted(printed)?);
            queries::keep_batch(self.store(), one.id, run, self.world().now()).await?;
        }
        self.noted(edition.end(&parts))
    }

    /// Leaves people to people whose letter was refused. They are told nothing,
    /// and so silence opens nothing of theirs.
    async fn put_aside(
        &self,
        tx: &mut store::Tx,
        campaign: i64,
        refused: &[PersonId],
    ) -> Result<()> {
        if refused.is_empty() {
            return Ok(());
        }
        let mut untold = 0;
        for person in refused {
            untold += u64::from(self.spaces().untell(tx, *person).await?);
        }
        let aside: Vec<_> = refused
            .iter()
            .map(|person| (*person, Aside::Unprintable))
            .collect();
        queries::insert_aside(tx, campaign, &aside).await?;
        tx.run(vec![queries::count_aside(
            campaign,
            aside.len() as u64,
            untold,
        )])
        .await?;
        Ok(())
    }

    async fn send(&self, id: BatchId, at: Timestamp, batch: &Batch) -> Result<u64> {
        let until = at.plus(DEADLINE);
        let mails: Vec<&Line> = batch
            .lines
            .iter()
            .filter(|line| !line.email.is_empty())
            .collect();
        for some in mails.chunks(EMAILS_AT_ONCE) {
            let mut notices = Vec::with_capacity(some.len());
            for line in some {
                let (person, code, to) = read(line)?;
                let email = line.email.parse()?;
                let message = self.config().sender.code_email(
                    email,
                    &CodeNotice {
                        to: &to,
                        code: &code,
                        occasion: Occasion::First,
                        until,
                        at,
                        reference: "",
                    },
                )?;
                let occasion = format!("{}/{}", id.campaign, id.number);
                notices.push(
                    Notice::new(KIND, occasion, message)
                        .about(person)
                        // What has not left by then becomes a letter, with
                        // six weeks of its own.
                        .until(at.plus(EMAIL_MAX)),
                );
            }
            let mut tx = self.store().begin("queue e-mails of a batch").await?;
            self.post().queue(&mut tx, &notices).await?;
            tx.commit().await?;
        }
        Ok(mails.len() as u64)
    }

    /// Writes letters to those whose e-mail came back or never left: a new
    /// code, and six weeks from now. Whoever has no address that a letter could
    /// reach is left to people instead. How many letters.
    ///
    /// # Errors
    /// Conflict, while another process runs a campaign or the clock is in
    /// doubt; unavailable, when the disk or the store does not answer.
    pub async fn take_over_returned(&self) -> Result<u64> {
        let run = self.lease("take over what came back").await?;
        let done = self.take_over_all(run).await;
        self.end(run).await?;
        done
    }

    pub(super) async fn take_over_all(&self, run: Run) -> Result<u64> {
        let mut written = 0;
        while let Some(letters) = self.take_over_some(run).await? {
            written += letters;
        }
        Ok(written)
    }

    /// Takes over the next ones; nothing, when there are none.
    async fn take_over_some(&self, run: Run) -> Result<Option<u64>> {
        let now = self.world().now();
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        let Some(latest) = queries::list_campaigns(self.store())
            .await?
            .into_iter()
            .next()
        else {
            return Ok(None);
        };
        self.recover(&spool, &latest).await?;
        let mut tx = self.store().begin("take over what came back").await?;
        self.keep(&mut tx, run, now).await?;
        let returned = self
            .post()
            .returned(&mut tx, KIND, RETURNED_AT_ONCE)
            .await?;
        if returned.is_empty() {
            tx.commit().await?;
            return Ok(None);
        }
        self.see_clock_to_tell(&mut tx, now).await?;
        let mut lines = Vec::new();
        let mut aside = Vec::new();
        let mut over = Vec::new();
        for notice in &returned {
            // Whether it was refused at once or came back later is the same to
            // the person: they know nothing yet.
            let (Outcome::Failed | Outcome::Returned) = notice.outcome;
            over.push(self.post().taken_over(notice.id));
            let Some(person) = notice.about else { continue };
            let to = self.spaces().addressee(person).await?;
            if let Some(why) = no_letter_for(&to) {
                if self.spaces().untell(&mut tx, person).await? {
                    aside.push((person, why));
                }
                continue;
            }
            let queued_at = notice.address_failed().then_some(notice.queued_at);
            let told = self.spaces().tell_anew(&mut tx, person, queued_at, now);
            if let Some((code, to)) = told.await? {
                lines.push(Line::by_post(person, &code, to));
            }
        }
        over.push(queries::count_aside(latest.id, aside.len() as u64, 0));
        tx.run(over).await?;
        queries::insert_aside(&mut tx, latest.id, &aside).await?;
        let written = lines.len() as u64;
        let batch = self.further_batch(&latest, written, now);
        if written > 0 {
            queries::add_batch(&mut tx, &latest, batch).await?;
            let written = spool.write(&*self.world().chance, batch.id, &Batch { lines });
            self.noted(written)?;
        }
        kernel::kill_point("returned-before-commit");
        tx.commit().await?;
        kernel::kill_point("returned-after-commit");
        if written > 0 {
            spool.settle(batch.id)?;
        }
        Ok(Some(written))
    }

    fn further_batch(&self, of: &Kept, people: u64, at: Timestamp) -> NewBatch {
        let id = BatchId {
            campaign: of.id,
            number: of.batches + 1,
            file: self.world().random(),
        };
        NewBatch { id, people, at }
    }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::fault("printing letters").because(e))?
}
