//! A sitting: somebody shows code, number and card, or who they are at
//! FranceConnect, and may then decide about their space. The steps are kept on the server; the last one does everything
//! in a single transaction.

use super::federated::Way;
use super::help::Help;
use super::telling::By;
use crate::Spaces;
use crate::queries::{self, NewActivation, Said, TryHashes};
use crate::register_keys::Hash;
use crate::rules::activation::{CodeStanding, DRAFT_HOLD, Facts, Verdict, judge};
use crate::rules::brake::{self, Scope};
use crate::rules::choosing::Wish;
use crate::rules::code::Code;
use crate::rules::insured::CardSerial;
use crate::rules::life::{Event, How};
use identity::ins::Matricule;
use kernel::{Error, PersonId, Result, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;
use store::{Outcome, Tx};
use subtle::ConstantTimeEq;

/// What a person typed, once it has the form of what was asked.
#[derive(Debug)]
pub struct Try {
    /// The code.
    pub code: Code,
    /// The matricule.
    pub matricule: Matricule,
    /// The serial of the Vitale card.
    pub card: CardSerial,
}

/// A sitting that began: the value of its cookie.
#[derive(Debug)]
pub struct Begun {
    /// The person and a random token: opens this activation and nothing else.
    pub cookie: Secret<String>,
}

/// The steps done so far, sealed between requests.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The username, as typed.
    pub username: Option<String>,
    /// The password, as typed: hashed when the account is opened.
    pub password: Option<String>,
    /// The secret of the authenticator app.
    pub totp: Option<Vec<u8>>,
    /// Whether the person showed a code of it.
    pub app_proven: bool,
    /// The account's id, made beforehand because a passkey knows it.
    pub account: Option<[u8; 16]>,
    /// The passkey: what was asked, and what the browser answered.
    pub passkey: Option<PasskeyDraft>,
    /// What the person decided instead of an account, once it is done: what
    /// the receipt shows.
    #[serde(default)]
    pub decided: Option<Decided>,
    /// The contact, once a code was sent to it.
    #[serde(default)]
    pub contact: Option<ContactDraft>,
    /// How it began.
    #[serde(default)]
    pub way: Way,
    /// The help on site in which it began.
    #[serde(default)]
    pub help: Option<[u8; 16]>,
    /// The children whom the person decides about too.
    #[serde(default)]
    pub children: Vec<[u8; 16]>,
    /// How the person wishes to be told.
    #[serde(default)]
    pub wish: Wish,
}

/// A contact in the making.
#[derive(Clone, Serialize, Deserialize)]
pub struct ContactDraft {
    /// 0 e-mail, 1 mobile.
    pub kind: i64,
    /// The address or the number.
    pub value: String,
    /// The code that was sent; empty once it came back.
    pub code: String,
    /// When, in milliseconds.
    pub sent_at: i64,
    /// How many were sent in this sitting.
    pub sent: u32,
    /// Wrong tries of this one.
    pub tries: u32,
    /// Whether it came back.
    pub proven: bool,
    /// Whether the fund had this contact already.
    pub on_file: bool,
}

/// What was decided in a sitting, for its receipt.
#[derive(Clone, Serialize, Deserialize)]
pub struct Decided {
    /// What.
    pub what: Decision,
    /// The number to quote, one for all of them.
    pub number: String,
    /// When, in milliseconds.
    pub at: i64,
    /// For whom, by name.
    pub names: Vec<String>,
    /// Whether the receipt goes by post too.
    #[serde(default)]
    pub by_post: bool,
}

/// What can be decided without an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Decision {
    /// The opening was refused.
    Refused,
    /// An open space was closed, and is kept for ten years.
    Archived,
    /// An open space was closed, and its content is destroyed.
    Deleted,
    /// A closed space was opened again.
    Reopened,
    /// A space was opened on a yes by telephone, without an account.
    Opened,
    /// A refusal was taken back, and no account opened.
    Withdrawn,
}

/// A passkey in the making. The answer is checked when it comes, and again
/// when the account is opened.
#[derive(Clone, Serialize, Deserialize)]
pub struct PasskeyDraft {
    /// What the server must keep of its challenge.
    pub state: Vec<u8>,
    /// When the challenge was made, in milliseconds.
    pub asked_at: i64,
    /// The browser's answer, once it was right.
    pub answer: Option<String>,
    /// The browser that gave it, as it calls itself.
    pub user_agent: String,
}

impl Draft {
    /// Whether the person showed that they read at their contact.
    pub fn has_contact(&self) -> bool {
        self.contact.as_ref().is_some_and(|contact| contact.proven)
    }

    /// Whether this child is one whom the person decides about too.
    pub fn names_child(&self, child: PersonId) -> bool {
        self.children.contains(&child.to_bytes())
    }

    /// Whether the person has a second factor.
    pub fn has_factor(&self) -> bool {
        self.app_proven
            || self
                .passkey
                .as_ref()
                .is_some_and(|passkey| passkey.answer.is_some())
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft(‹secret›)")
    }
}

/// Somebody who showed who they are, and decides.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// Who.
    pub person: PersonId,
    /// The steps done so far.
    pub draft: Draft,
    pub(super) token: Hash,
    /// The code it began with; of a proof, its subject.
    pub(super) code: Hash,
    /// The steps as they are kept: what is written next must follow them.
    pub(super) kept: Vec<u8>,
}

impl Sitting {
    /// Who decides here, and how.
    pub(super) fn by(&self) -> By {
        By::helped(self.draft.help.map(Help))
    }

    /// By what way it is decided here.
    pub(crate) fn how(&self) -> How {
        self.by().how
    }
}

impl Spaces {
    /// Tries a code. Whatever is wrong, the answer, the work and the writing
    /// are the same. With help on site, what counts against an address counts
    /// against the help.
    ///
    /// # Errors
    /// Invalid: wrong; or, for who holds all three, expired, used, refused,
    /// closed. Too many: later.
    pub async fn begin_sitting(
        &self,
        typed: &Try,
        address: Option<IpAddr>,
        help: Option<Help>,
    ) -> Result<Begun> {
        let now = self.world().now();
        let keys = self.keys();
        let matricule = keys.matricule(&typed.matricule);
        let code = keys.code(&typed.code);
        let hashes = TryHashes {
            matricule,
            code,
            person_brake: keys.brake_of_number(&matricule),
            address_brake: keys.brake_of_place(address, help),
            code_brake: keys.brake_of_code(&code),
        };
        let card = keys.card(&typed.card);
        let token: [u8; 32] = self.world().random();
        let mut tx = self.store().begin("try a code").await?;
        let (tallies, by_number) = queries::begin_try(&mut tx, &hashes, now).await?;
        let limits = brake::Limits::of(help.is_some());
        if let Some(wait) = brake::wait_within(&tallies, limits, now) {
            return Err(Error::too_many("activate-too-many", wait));
        }
        let said = queries::say(&mut tx, by_number, hashes.code).await?;
        let facts = Facts {
            person: by_number,
            code: said.code,
            code_is_worn: brake::is_worn(tallies.code, now),
            card_matches: said
                .card_hash
                .as_deref()
                .is_some_and(|kept| kept.ct_eq(&card).into()),
            identity_is_usable: !said.deceased && !typed.matricule.is_provisional(),
            life: said.space.map(|(_, life)| life),
        };
        let outcome = match judge(&facts, now) {
            Verdict::Accepted(person) => {
                let begun = self
                    .take(&mut tx, person, &hashes, token, help, now)
                    .await?;
                begun.ok_or_else(wrong)
            }
            Verdict::Wrong => {
                self.count_wrong(&mut tx, &hashes, by_number, now).await?;
                Err(wrong())
            }
            told => {
                tx.run(vec![queries::count(
                    Scope::Address,
                    hashes.address_brake,
                    now,
                )])
                .await?;
                Err(self.refuse_try(&mut tx, told, &said, now).await?)
            }
        };
        tx.commit().await?;
        if brake::rings(tallies.population, now) && outcome.is_err() {
            tracing::error!("wrong activation codes pass the alarm of the population");
        }
        outcome
    }

    async fn take(
        &self,
        tx: &mut Tx,
        person: PersonId,
        hashes: &TryHashes,
        token: [u8; 32],
        help: Option<Help>,
        now: Timestamp,
    ) -> Result<Option<Begun>> {
        let token_hash = self.keys().token("activation", &token);
        let draft = Draft {
            help: help.map(|help| help.0),
            ..Draft::default()
        };
        let new = NewActivation {
            person,
            token_hash,
            code_hash: hashes.code,
            now,
            draft: self.sealed(&draft, token_hash)?,
        };
        if !queries::take_activation(tx, &new, now.minus(DRAFT_HOLD)).await? {
            return Ok(None);
        }
        tx.run(vec![queries::count(
            Scope::Begun,
            hashes.address_brake,
            now,
        )])
        .await?;
        Ok(Some(Begun::of(person, &token)))
    }

    /// Counts a wrong try against the person of the number and their code, the
    /// code that was typed, the address and everybody.
    pub(super) async fn count_wrong(
        &self,
        tx: &mut Tx,
        hashes: &TryHashes,
        by_number: Option<PersonId>,
        now: Timestamp,
    ) -> Result<()> {
        let [everybody, day] = queries::count_everybody(now);
        let outcomes = tx
            .run(vec![
                queries::count_on_code(by_number.unwrap_or(queries::NOBODY), now),
                queries::count(Scope::Person, hashes.person_brake, now),
                queries::count(Scope::Address, hashes.address_brake, now),
                queries::count(Scope::Code, hashes.code_brake, now),
                everybody,
                day,
            ])
            .await?;
        watch_the_day(&outcomes)?;
        let ended = outcomes.first().and_then(|outcome| outcome.rows.first());
        let killed =
            ended.map(|row| row.int(0)).transpose()? == Some(CodeStanding::Killed.number());
        let (true, Some(person)) = (killed, by_number) else {
            return Ok(());
        };
        if let Some(kept) = queries::find_space_of_in(tx, person).await? {
            let killed = self
                .tell(tx, kept.space, Event::CodeKilled, By::UNKNOWN, now)
                .await?;
            self.warn_killed(tx, person, kept.space, killed.number)
                .await?;
        }
        Ok(())
    }

    /// The refusal of a try in which all three fit.
    async fn refuse_try(
        &self,
        tx: &mut Tx,
        told: Verdict,
        said: &Said,
        now: Timestamp,
    ) -> Result<Error> {
        if let (Verdict::Active(_) | Verdict::ForPeople(_), Some((space, _))) = (told, said.space) {
            self.tell(tx, space, Event::CodeMisused, By::UNKNOWN, now)
                .await?;
            if let Verdict::Active(person) = told {
                self.warn_misused(tx, person, space, now).await?;
            }
        }
        Ok(match told {
            Verdict::Expired => Error::invalid("activate-expired"),
            Verdict::Active(_) => Error::invalid("activate-used"),
            Verdict::Refused => Error::invalid("activate-refused"),
            Verdict::Closed => Error::invalid("activate-closed"),
            Verdict::Spent => Error::invalid("activate-spent"),
            Verdict::Accepted(_) | Verdict::Wrong | Verdict::ForPeople(_) => wrong(),
        })
    }

    /// The sitting of this cookie, while it lasts.
    ///
    /// # Errors
    /// Not found, when it is over.
    pub async fn sitting(&self, cookie: &str) -> Result<Sitting> {
        let (person, token) = self.read_cookie(cookie)?;
        let underway =
            queries::find_activation(self.store(), person, token, self.world().now()).await?;
        let underway = underway.ok_or_else(Error::not_found)?;
        let draft = self.unsealed(&underway.draft, token)?;
        self.help_goes_on(draft.help.map(Help)).await?;
        Ok(Sitting {
            person,
            draft,
            token,
            code: underway.code_hash,
            kept: underway.draft,
        })
    }

    /// Keeps the steps done so far.
    ///
    /// # Errors
    /// As [`Self::keep_draft_in`].
    pub async fn keep_draft(&self, sitting: &mut Sitting) -> Result<()> {
        let mut tx = self.store().begin("keep a step").await?;
        self.keep_draft_in(&mut tx, sitting).await?;
        tx.commit().await
    }

    /// As [`Self::keep_draft`], in the caller's transaction.
    ///
    /// # Errors
    /// Not found, when the activation is over; conflict, when another request
    /// of the same sitting kept a step since this one was read.
    pub(super) async fn keep_draft_in(&self, tx: &mut Tx, sitting: &mut Sitting) -> Result<()> {
        let sealed = self.sealed(&sitting.draft, sitting.token)?;
        let (person, token) = (sitting.person, sitting.token);
        if queries::update_draft(tx, person, token, &sitting.kept, &sealed).await? {
            sitting.kept = sealed;
            return Ok(());
        }
        let now = self.world().now();
        match queries::is_underway(tx, person, token, now).await? {
            true => Err(Error::conflict(OVERTAKEN)),
            false => Err(Error::not_found()),
        }
    }

    /// Reads again what another request of the same sitting kept.
    pub(super) async fn read_again(&self, sitting: &mut Sitting) -> Result<()> {
        let (person, token) = (sitting.person, sitting.token);
        let underway =
            queries::find_activation(self.store(), person, token, self.world().now()).await?;
        let underway = underway.ok_or_else(Error::not_found)?;
        sitting.draft = self.unsealed(&underway.draft, token)?;
        sitting.kept = underway.draft;
        Ok(())
    }

    fn read_cookie(&self, cookie: &str) -> Result<(PersonId, Hash)> {
        let (person, hex) = cookie.split_at_checked(26).ok_or_else(Error::not_found)?;
        let person: PersonId = person.parse()?;
        if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::not_found());
        }
        let mut token = [0; 32];
        for (byte, place) in token.iter_mut().zip((0..64).step_by(2)) {
            *byte =
                u8::from_str_radix(&hex[place..place + 2], 16).map_err(|_| Error::not_found())?;
        }
        Ok((person, self.keys().token("activation", &token)))
    }

    pub(super) fn sealed(&self, draft: &Draft, token: Hash) -> Result<Vec<u8>> {
        let plain =
            serde_json::to_vec(draft).map_err(|e| Error::fault("writing a draft").because(e))?;
        Ok(self.keys().seal_for(&*self.world().chance, &token, &plain))
    }

    fn unsealed(&self, sealed: &[u8], token: Hash) -> Result<Draft> {
        let plain = self.keys().open_for(&token, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::fault("a kept draft is of another form"))
    }
}

/// Another request of the same sitting came first.
const OVERTAKEN: &str = "activate-overtaken";

/// Whether another request of the same sitting came first: this one did
/// nothing.
pub(crate) fn is_overtaken(error: &Error) -> bool {
    error.code() == OVERTAKEN
}

/// Tells whoever watches the house of a day with so many wrong tries, of which
/// the last of these counted one.
pub(super) fn watch_the_day(counted: &[Outcome]) -> Result<()> {
    let row = counted.last().and_then(|outcome| outcome.rows.first());
    let tries = row.map_or(Ok(0), |row| row.int(0))?;
    if brake::is_told(tries) {
        tracing::error!(tries, "wrong activation codes of one day, of everybody");
    }
    Ok(())
}

/// One sentence, whatever is wrong.
fn wrong() -> Error {
    Error::invalid("activate-wrong")
}

/// How long the cookie of an activation lives.
pub(crate) const COOKIE_LIFE: Duration = crate::rules::activation::DRAFT_LIFE;
