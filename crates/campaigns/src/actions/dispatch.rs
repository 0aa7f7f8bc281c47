//! Making letters and e-mails of dispatch files, and taking over what came
//! back. Doing a batch twice gives the same letters under the same names and
//! the same e-mails under the same ids: nothing leaves twice.

use crate::Campaigns;
use crate::queries;
use crate::spool::{Batch, BatchId, Line, Spool, make_private, write_durable};
use kernel::{Error, PersonId, Result, Timestamp};
use post::{Notice, Outcome};
use spaces::Code;
use spaces::notices::{Addressee, CodeNotice, Occasion};
use std::path::PathBuf;

/// What kind of notice the post knows these as.
pub(crate) const KIND: &str = spaces::ANNOUNCEMENT;
/// Letters in one file for the printer.
const LETTERS_A_FILE: usize = 500;
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
}

impl Campaigns {
    /// Makes letters and e-mails of the batches that were told, `max` batches
    /// at most.
    ///
    /// # Errors
    /// Unavailable, when the disk or the store does not answer: the batch is
    /// done again then.
    pub async fn dispatch(&self, max: usize) -> Result<Dispatched> {
        let mut done = Dispatched::default();
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        let waiting = queries::list_to_dispatch(self.store()).await?;
        for (campaign, name, number) in waiting.into_iter().take(max) {
            let id = BatchId { campaign, number };
            spool.settle_if_there(id)?;
            let batch = spool.read(id)?;
            done.letters += self.print(&name, number, &batch)?;
            kernel::kill_point("dispatch-printed");
            done.emails += self.send(campaign, number, &batch).await?;
            kernel::kill_point("dispatch-sent");
            let mut tx = self.store().begin("dispatch a batch").await?;
            tx.run(vec![queries::dispatched(campaign, number)]).await?;
            tx.commit().await?;
            spool.remove(id)?;
            done.batches += 1;
        }
        Ok(done)
    }

    /// The folder in which the printer finds letters and manifests.
    pub fn letters_folder(&self) -> PathBuf {
        self.config().folder.join("letters")
    }

    /// Letters as PDF files of at most 500, and the manifest that says on which
    /// pages of which file each letter is, and where it goes.
    fn print(&self, name: &str, number: i64, batch: &Batch) -> Result<u64> {
        let letters: Vec<&Line> = batch
            .lines
            .iter()
            .filter(|line| line.email.is_empty())
            .collect();
        if letters.is_empty() {
            return Ok(0);
        }
        let folder = self.letters_folder();
        make_private(&folder)?;
        let at = Timestamp::from_millis(batch.at);
        let until = at.plus(DEADLINE);
        let mut manifest = csv::Writer::from_writer(Vec::new());
        let row = |manifest: &mut csv::Writer<Vec<u8>>, cells: [&str; 7]| {
            manifest
                .write_record(cells)
                .map_err(|e| Error::fault("writing a manifest").because(e))
        };
        row(
            &mut manifest,
            [
                "reference",
                "file",
                "first_page",
                "pages",
                "postcode",
                "city",
                "post_before",
            ],
        )?;
        for (part, lines) in letters.chunks(LETTERS_A_FILE).enumerate() {
            let file = format!("{name}-{number:06}-{:02}.pdf", part + 1);
            let mut sheets = Vec::with_capacity(lines.len());
            let mut first = 1;
            for (place, line) in lines.iter().enumerate() {
                let reference = format!(
                    "{name}-{number:06}-{:04}",
                    part * LETTERS_A_FILE + place + 1
                );
                let (_, code, to) = read(line)?;
                let sheet = self.config().sender.code_letter(&CodeNotice {
                    to: &to,
                    code: &code,
                    occasion: Occasion::First,
                    until,
                    at,
                    reference: &reference,
                });
                let pages = paper::page_count(&sheet)?;
                row(
                    &mut manifest,
                    [
                        &reference,
                        &file,
                        &first.to_string(),
                        &pages.to_string(),
                        &line.postcode,
                        &line.city,
                        &at.in_paris().date().to_string(),
                    ],
                )?;
                first += pages;
                sheets.push(sheet);
            }
            write_durable(&folder.join(&file), &paper::pdf(&sheets, at)?)?;
        }
        let manifest = manifest
            .into_inner()
            .map_err(|e| Error::fault("writing a manifest").because(e.into_error()))?;
        write_durable(&folder.join(format!("{name}-{number:06}.csv")), &manifest)?;
        Ok(letters.len() as u64)
    }

    async fn send(&self, campaign: i64, number: i64, batch: &Batch) -> Result<u64> {
        let at = Timestamp::from_millis(batch.at);
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
                let occasion = format!("{campaign}/{number}");
                notices.push(
                    Notice::new(KIND, occasion, message)
                        .about(person)
                        .until(until),
                );
            }
            let mut tx = self.store().begin("queue e-mails of a batch").await?;
            self.post().queue(&mut tx, &notices).await?;
            tx.commit().await?;
        }
        Ok(mails.len() as u64)
    }

    /// Writes letters to those whose e-mail came back or never left: a new
    /// code, and six weeks from now. How many.
    ///
    /// # Errors
    /// Conflict, while another process runs a campaign; unavailable, when the
    /// disk or the store does not answer.
    pub async fn take_over_returned(&self) -> Result<u64> {
        let run = self.lease("take over what came back").await?;
        let done = self.write_returned().await;
        self.end(run).await?;
        done
    }

    async fn write_returned(&self) -> Result<u64> {
        let now = self.world().now();
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        let Some(latest) = queries::list_campaigns(self.store())
            .await?
            .into_iter()
            .next()
        else {
            return Ok(0);
        };
        self.recover(&spool, &latest)?;
        let mut tx = self.store().begin("take over what came back").await?;
        let returned = self
            .post()
            .returned(&mut tx, KIND, RETURNED_AT_ONCE)
            .await?;
        let mut lines = Vec::new();
        let mut over = Vec::new();
        for notice in &returned {
            // Whether it was refused at once or came back later is the same to
            // the person: they know nothing yet.
            let (Outcome::Failed | Outcome::Returned) = notice.outcome;
            over.push(self.post().taken_over(notice.id));
            let Some(person) = notice.about else { continue };
            let Some((code, to)) = self.spaces().tell_anew(&mut tx, person, now).await? else {
                continue;
            };
            lines.push(Line {
                person: person.to_string(),
                code: code.in_groups(),
                name: to.name,
                address_line: to.contact.address_line,
                postcode: to.contact.postcode,
                city: to.contact.city,
                email: String::new(),
            });
        }
        tx.run(over).await?;
        let written = lines.len() as u64;
        if lines.is_empty() {
            tx.commit().await?;
            return Ok(0);
        }
        let number = queries::add_batch(&mut tx, &latest, written).await?;
        let id = BatchId {
            campaign: latest.id,
            number,
        };
        let batch = Batch {
            at: now.millis(),
            lines,
        };
        spool.write(&*self.world().chance, id, &batch)?;
        kernel::kill_point("returned-before-commit");
        tx.commit().await?;
        kernel::kill_point("returned-after-commit");
        spool.settle(id)?;
        Ok(written)
    }
}

const DEADLINE: std::time::Duration = spaces::DEADLINE;

fn read(line: &Line) -> Result<(PersonId, Code, Addressee)> {
    let code =
        Code::read(&line.code).map_err(|_| Error::fault("a dispatch file with a wrong code"))?;
    let contact = spaces::notices::Contact {
        email: line.email.clone(),
        phone: String::new(),
        address_line: line.address_line.clone(),
        postcode: line.postcode.clone(),
        city: line.city.clone(),
    };
    let to = Addressee {
        name: line.name.clone(),
        contact,
    };
    Ok((line.person.parse()?, code, to))
}
