//! Asking for a new code: what was typed is put aside in the same time whoever
//! exists, and looked at later. A code goes only to a contact on file.

use super::announce::Channel;
use super::contact::{WARNING_LANG, Warning};
use super::help::Help;
use super::life::is_race;
use super::telling::By;
use crate::Spaces;
use crate::notices::{Addressee, CodeNotice, Occasion, say};
use crate::queries::{self, CodeRequest};
use crate::register_keys::Hash;
use crate::rules::brake;
use crate::rules::insured::CardSerial;
use crate::rules::life::Event;
use identity::ins::Matricule;
use kernel::{Date, Error, Kind, PersonId, Result, Timestamp};
use post::{Message, Notice};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How long after a code another one is sent to the same person.
const AGAIN: Duration = Duration::from_secs(24 * 3600);
/// What kinds of notice the post knows these as.
const CODE: &str = "spaces-code";
const ASKED: &str = "spaces-code-asked";
/// Codes that came back, noted in one transaction.
const RETURNED_AT_ONCE: usize = 100;

/// What somebody who lost their code shows.
#[derive(Debug)]
pub struct Lost {
    /// The matricule.
    pub matricule: Matricule,
    /// The day of birth.
    pub birth_date: Date,
    /// The serial of the Vitale card.
    pub card: CardSerial,
}

/// As it is put aside.
#[derive(Serialize, Deserialize)]
struct Asked {
    matricule: Hash,
    card: Hash,
    birth_date: String,
    #[serde(default)]
    help: Option<[u8; 16]>,
}

impl Spaces {
    /// Puts a request for a new code aside. The answer is the same whoever
    /// asks for whom.
    ///
    /// # Errors
    /// Too many, for this number or from this address.
    pub async fn ask_for_code(
        &self,
        lost: &Lost,
        address: Option<IpAddr>,
        help: Option<Help>,
    ) -> Result<()> {
        let now = self.world().now();
        let keys = self.keys();
        let matricule = keys.matricule(&lost.matricule);
        let number = keys.brake_of_number(&matricule);
        let from = keys.brake_of_place(address, help);
        let asked = Asked {
            matricule,
            card: keys.card(&lost.card),
            birth_date: lost.birth_date.to_string(),
            help: help.map(|help| help.0),
        };
        let id: [u8; 16] = self.world().random();
        let plain =
            serde_json::to_vec(&asked).map_err(|e| Error::fault("writing a request").because(e))?;
        let request = CodeRequest {
            id,
            at: now,
            sealed: keys.seal_for(&*self.world().chance, &id, &plain),
        };
        let mut tx = self.store().begin("ask for a code").await?;
        let (of_number, of_address) = queries::begin_ask(&mut tx, number, from, now).await?;
        let limits = brake::Limits::of(help.is_some());
        if let Some(wait) = brake::asking_wait(of_number, of_address, limits, now) {
            return Err(Error::too_many("activate-too-many", wait));
        }
        let mut writes = vec![
            queries::count(brake::Scope::AskedNumber, number, now),
            queries::count(brake::Scope::AskedAddress, from, now),
            queries::insert_code_request(&request),
        ];
        if let Some(Help(help)) = help {
            writes.push(queries::insert_help_act(help, Event::CodeAsked, now));
        }
        tx.run(writes).await?;
        tx.commit().await
    }

    /// Looks at requests put aside, the oldest first, and sends codes to those
    /// who may have one: `limit` requests at most; how many codes.
    ///
    /// # Errors
    /// As the store; then the request is looked at again.
    pub async fn answer_requests(&self, limit: i64) -> Result<u64> {
        self.note_returned().await?;
        let mut sent = 0;
        for request in queries::list_code_requests(self.store(), limit).await? {
            match self.answer(&request).await {
                Ok(left) => sent += u64::from(left),
                // Moved meanwhile: the next round answers.
                Err(error) if is_race(&error) => {}
                Err(error) if error.kind() == Kind::Unavailable => return Err(error),
                Err(error) => self.give_up(&request, &error).await?,
            }
        }
        Ok(sent)
    }

    /// Writes down which codes by e-mail did not arrive: the next goes by post.
    async fn note_returned(&self) -> Result<()> {
        let now = self.world().now();
        let mut tx = self.store().begin("note codes that came back").await?;
        let returned = self.post().returned(&mut tx, CODE, RETURNED_AT_ONCE);
        for notice in returned.await? {
            tx.run(vec![self.post().taken_over(notice.id)]).await?;
            let (post::Channel::Email, Some(person)) = (notice.channel, notice.about) else {
                continue;
            };
            let queued_at = notice.address_failed().then_some(notice.queued_at);
            self.note_bounce(&mut tx, person, queued_at, now).await?;
            if let Some(kept) = queries::find_space_of_in(&mut tx, person).await? {
                self.tell(&mut tx, kept.space, Event::NoticeReturned, By::FUND, now)
                    .await?;
            }
        }
        tx.commit().await
    }

    /// Takes a request away that cannot be answered, as one that does not open:
    /// it would keep all the others waiting.
    async fn give_up(&self, request: &CodeRequest, error: &Error) -> Result<()> {
        let error = error.log_text();
        tracing::error!(error, "a request for a code cannot be answered");
        let mut tx = self.store().begin("give a request up").await?;
        tx.run(vec![queries::delete_code_request(request.id)])
            .await?;
        tx.commit().await
    }

    async fn answer(&self, request: &CodeRequest) -> Result<bool> {
        let now = self.world().now();
        let plain = self.keys().open_for(&request.id, &request.sealed)?;
        let asked: Asked = serde_json::from_slice(&plain)
            .map_err(|_| Error::fault("a kept request is of another form"))?;
        let person = queries::find_by_matricule(self.store(), asked.matricule).await?;
        let mut tx = self.store().begin("answer a request for a code").await?;
        // Of two processes that look at it, one takes it away.
        let taken = tx
            .run(vec![queries::delete_code_request(request.id)])
            .await?;
        if taken.first().is_none_or(|outcome| outcome.changed != 1) {
            return Ok(false);
        }
        let sent = match person {
            Some(person) => self.send_code_in(&mut tx, person, &asked, now).await?,
            None => false,
        };
        tx.commit().await?;
        Ok(sent)
    }

    async fn send_code_in(
        &self,
        tx: &mut store::Tx,
        person: PersonId,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<bool> {
        let card = queries::find_card(tx, person).await?;
        let insured = self.insured(person).await?;
        let fits = card.is_some_and(|kept| kept.ct_eq(&asked.card).into())
            && insured.birth_date.0.to_string() == asked.birth_date;
        if !fits || self.code_wait(tx, person, now).await?.is_some() {
            return Ok(false);
        }
        let by = By::helped(asked.help.map(Help));
        self.renew_code(tx, person, by, now).await
    }

    /// How long somebody waits for another code after their last one, whatever
    /// became of it.
    pub(crate) async fn code_wait(
        &self,
        tx: &mut store::Tx,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Option<Duration>> {
        let last = queries::last_code_sent(tx, person).await?;
        let next = last.map(|last| last.plus(AGAIN));
        Ok(next.filter(|next| now < *next).map(|next| next.since(now)))
    }

    /// Makes a new code for somebody who may have one, and sends it to the contact on
    /// file: by e-mail, or by post where there is no e-mail address, or a notice to it
    /// came back, and the postal address can be printed;
    /// `false`, when they may not, or there is none.
    pub(crate) async fn renew_code(
        &self,
        tx: &mut store::Tx,
        person: PersonId,
        by: By,
        now: Timestamp,
    ) -> Result<bool> {
        let to = Addressee::of(&self.insured(person).await?);
        let address = to.printable_address();
        // What came back would come back again, and the code by post is dead.
        let by_post = match (&address, to.email()) {
            (Some(_), Some(email)) => self.comes_back(tx, person, &email).await?,
            _ => false,
        };
        let email = to.email().filter(|_| !by_post);
        let channel = match (&email, &address) {
            (Some(_), _) => Channel::Email,
            (None, Some(_)) => Channel::Letter,
            (None, None) => return Ok(false),
        };
        let announced = match self.announce_in(tx, person, channel, now).await {
            Ok(announced) => announced,
            // Active, closed, dead: nothing a code would open.
            Err(error) if error.kind() == Kind::Conflict => return Ok(false),
            Err(error) => return Err(error),
        };
        let notice = CodeNotice {
            to: &to,
            code: &announced.code,
            occasion: Occasion::Again,
            until: announced.expires_at,
            at: now,
            reference: &announced.receipt.number,
        };
        let message = match (email, address) {
            (Some(email), _) => self.sender().code_email(email, &notice)?,
            (None, Some(address)) => {
                let sheet = self.sender().code_letter(&notice);
                let subject = sheet.title.clone();
                Message::letter(address, &subject, paper::pdf(&[sheet], now)?)?
            }
            (None, None) => return Ok(false),
        };
        let occasion = announced.receipt.number.clone();
        let notice = Notice::new(CODE, occasion.clone(), message)
            .about(person)
            .until(announced.expires_at);
        let mut writes = self.post().statements(&notice);
        self.tell(tx, announced.space, Event::CodeAsked, by, now)
            .await?;
        // Whoever did not ask for it learns of it on every channel.
        let name = [("name", to.name.as_str())];
        let warning = Warning {
            kind: ASKED,
            occasion,
            person,
            by_email: true,
            not_before: None,
            subject: &say(WARNING_LANG, "notice-asked-subject", &[]),
            text: &say(WARNING_LANG, "notice-asked-text", &name),
            sms: Some(&say(WARNING_LANG, "notice-asked-sms", &[])),
            letter: None,
        };
        writes.extend(self.warn_everywhere(announced.space, &to, &warning).await?);
        tx.run(writes).await?;
        Ok(true)
    }
}
