//! What the phone line does for somebody on the line: recognise them, record
//! their refusal, send a code; take back what was said no to for a child of theirs.
//! What is more waits (`held`).

use super::activate::Decision;
use super::object::Concerned;
use super::telling::{By, Receipt, opened_at};
use crate::Spaces;
use crate::notices::{FUND_LANG, Receipted};
use crate::queries::{self, HeldAct, TryHashes};
use crate::rules::activation::CodeStanding;
use crate::rules::brake::{self, Scope};
use crate::rules::code::{self, Code};
use crate::rules::held::What;
use crate::rules::insured::CardSerial;
use identity::ins::Matricule;
use kernel::{AccountId, Date, Error, PersonId, Result, Timestamp};
use store::Tx;
use subtle::ConstantTimeEq;

/// What a caller says.
#[derive(Debug)]
pub struct Shown {
    /// The matricule.
    pub matricule: Matricule,
    /// The day of birth.
    pub birth_date: Date,
    /// The serial of the Vitale card.
    pub card: CardSerial,
    /// The code of the letter, if they have it.
    pub code: Option<Code>,
}

/// Who a caller is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recognized {
    /// Who.
    pub person: PersonId,
    /// Whether they also have their code: then what they say is done at once.
    pub with_code: bool,
}

impl Spaces {
    /// Recognises a caller: nobody, when something does not fit, and what it is
    /// is never said. That counts as a wrong try on the site does: against the
    /// number, the code and everybody, and against the operator as there
    /// against an address. To be committed either way; until then other tries
    /// of this operator wait.
    ///
    /// # Errors
    /// Too many, for this number, this code or this operator. Invalid, when all
    /// fits and the code is too old: nothing is counted then, for whoever says
    /// all of that learns nothing else.
    pub async fn recognize(
        &self,
        tx: &mut Tx,
        operator: AccountId,
        shown: &Shown,
    ) -> Result<Option<Recognized>> {
        let now = self.world().now();
        let keys = self.keys();
        let matricule = keys.matricule(&shown.matricule);
        let operator = keys.brake_of_operator(operator);
        // Without a code, one that nobody can have.
        let code = shown.code.as_ref().map_or(operator, |code| keys.code(code));
        let hashes = TryHashes {
            matricule,
            code,
            person_brake: keys.brake_of_number(&matricule),
            address_brake: operator,
            code_brake: keys.brake_of_code(&code),
        };
        let card = keys.card(&shown.card);
        let (tallies, by_number) = queries::begin_try(tx, &hashes, now).await?;
        if let Some(wait) = brake::wait(&tallies, now) {
            return Err(Error::too_many("activate-too-many", wait));
        }
        let said = queries::say(tx, by_number, code).await?;
        let card_fits = said
            .card_hash
            .as_deref()
            .is_some_and(|kept| kept.ct_eq(&card).into());
        let live = said.code.filter(|kept| {
            kept.standing == CodeStanding::Live && !brake::is_worn(tallies.code, now)
        });
        // Asked whoever it is, so that the time it takes tells nothing.
        let asked = by_number.unwrap_or(queries::NOBODY);
        let insured = queries::find_insured(self.store(), asked).await?;
        let fits = card_fits
            && insured.is_some_and(|known| known.birth_date.0 == shown.birth_date)
            && (shown.code.is_none() || live.is_some())
            && !said.deceased
            && !shown.matricule.is_provisional();
        if fits && live.is_some_and(|kept| now >= kept.expires_at) {
            return Err(Error::invalid("phone-code-expired"));
        }
        if let (true, Some(person)) = (fits, by_number) {
            return Ok(Some(Recognized {
                person,
                with_code: shown.code.is_some(),
            }));
        }
        match shown.code {
            Some(_) => self.count_wrong(tx, &hashes, by_number, now).await?,
            None => self.count_wrong_without_code(tx, &hashes, now).await?,
        }
        if brake::rings(tallies.population, now) {
            tracing::error!("wrong tries by phone pass the alarm of the population");
        }
        Ok(None)
    }

    async fn count_wrong_without_code(
        &self,
        tx: &mut Tx,
        hashes: &TryHashes,
        now: Timestamp,
    ) -> Result<()> {
        let [everybody, day] = queries::count_everybody(now);
        let counted = tx
            .run(vec![
                queries::count(Scope::Person, hashes.person_brake, now),
                queries::count(Scope::Address, hashes.address_brake, now),
                everybody,
                day,
            ])
            .await?;
        super::activate::watch_the_day(&counted)
    }

    /// For whom a caller may decide: as [`Spaces::concerned`].
    ///
    /// # Errors
    /// As the store.
    pub async fn concerned_by_phone(&self, person: PersonId) -> Result<Vec<Concerned>> {
        self.concerned_by(person).await
    }

    /// Records the refusal of these people, each of them the caller or a child
    /// attached to them, under one number, in the caller's transaction; the
    /// receipt goes to the contacts on file.
    ///
    /// # Errors
    /// Invalid on `pour`, when nobody is chosen or somebody is not theirs to
    /// decide for; conflict, when a space is open, or moved at this moment.
    pub async fn refuse_by_phone(
        &self,
        tx: &mut Tx,
        person: PersonId,
        chosen: &[PersonId],
    ) -> Result<Receipt> {
        let concerned = self.concerned_by(person).await?;
        let who = super::object::among(&concerned, chosen)?;
        let names: Vec<String> = who.iter().map(|one| one.name.0.clone()).collect();
        let now = self.world().now();
        let number = code::receipt_number(&*self.world().chance);
        let by = By::PHONE;
        let mut receipts = self.refuse_in(tx, chosen, by, now, &number).await?;
        let receipted = Receipted {
            what: Decision::Refused,
            number: &number,
            at: now,
            how: by.how,
            names: &names,
            opened_at: opened_at(&receipts),
            has_account: false,
        };
        let told = self.receipts(person, FUND_LANG, &receipted).await?;
        tx.run(told.statements).await?;
        receipts.pop().ok_or_else(Error::not_found)
    }

    /// Writes down that what was said no to for these children attached to the caller
    /// is taken back in three days, in the caller's transaction: a child is on the card
    /// of a parent, and nobody could say theirs.
    ///
    /// # Errors
    /// Invalid on `refus`, when nobody is chosen or somebody is not theirs to decide
    /// for; else as [`Spaces::hold_in`].
    pub async fn take_back_by_phone(
        &self,
        tx: &mut Tx,
        person: PersonId,
        chosen: &[PersonId],
    ) -> Result<Vec<HeldAct>> {
        if chosen.is_empty() {
            return Err(Error::field("refus", "object-nobody"));
        }
        let concerned = self.concerned_by(person).await?;
        let mut spaces = Vec::with_capacity(chosen.len());
        for child in chosen {
            let theirs = |one: &Concerned| one.person == *child && one.may_take_back();
            let is_theirs = concerned.iter().any(theirs);
            let kept = match is_theirs {
                true => queries::find_space_of_in(tx, *child).await?,
                false => None,
            };
            let kept = kept.ok_or_else(|| Error::field("refus", "object-not-yours"))?;
            spaces.push(kept.space);
        }
        // In one order, as whoever decides of some of the same holds them.
        queries::hold_spaces(tx, &mut spaces).await?;
        let mut acts = Vec::with_capacity(chosen.len());
        for child in chosen {
            // Asked once their spaces are held, as on the site.
            if !queries::is_attached(tx, person, *child).await? {
                return Err(Error::field("refus", "object-not-yours"));
            }
            let (what, by) = (What::WithdrawRefusal, By::REPRESENTATIVE_BY_PHONE);
            acts.push(self.hold_as(tx, *child, what, by).await?);
        }
        Ok(acts)
    }

    /// What waits to be taken back so, each with the child it is about: a caller to whom
    /// they are attached may call it off.
    ///
    /// # Errors
    /// As the store.
    pub async fn taking_back(&self, person: PersonId) -> Result<Vec<(Concerned, HeldAct)>> {
        let mut waiting = Vec::new();
        for child in self.concerned_by(person).await? {
            if !child.may_take_back() {
                continue;
            }
            let Some((space, _)) = self.life_of(child.person).await? else {
                continue;
            };
            let held = self.held(space).await?.into_iter();
            let held = held.filter(|act| act.what == What::WithdrawRefusal);
            waiting.extend(held.map(|act| (child.clone(), act)));
        }
        Ok(waiting)
    }

    /// Sends a caller a new code, to the contact on file alone, in the caller's
    /// transaction; `false`, when they may have none, or there is no contact.
    ///
    /// # Errors
    /// As the store; too many, within a day of the last one.
    pub async fn code_by_phone(&self, tx: &mut Tx, person: PersonId) -> Result<bool> {
        let now = self.world().now();
        if let Some(wait) = self.code_wait(tx, person, now).await? {
            return Err(Error::too_many("phone-code-again", wait));
        }
        self.renew_code(tx, person, By::PHONE, now).await
    }
}
