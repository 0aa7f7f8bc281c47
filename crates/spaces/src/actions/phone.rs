//! What the phone line does for somebody on the line: recognise them, record
//! their refusal, send a code. What is more waits (`held`).

use super::life::{By, Receipt, is_race};
use super::object::Concerned;
use crate::Spaces;
use crate::queries::{self, TryHashes};
use crate::rules::activation::CodeStanding;
use crate::rules::brake::{self, Scope};
use crate::rules::code::{self, Code};
use crate::rules::insured::CardSerial;
use crate::rules::life::How;
use identity::ins::Matricule;
use kernel::{Date, Error, PersonId, Result};
use subtle::ConstantTimeEq;

/// How often a refusal is decided again when a space was moved meanwhile.
const TRIES_MAX: usize = 5;

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
    /// Recognises a caller; what does not fit is never said. Wrong tries count
    /// against the number as on the site.
    ///
    /// # Errors
    /// Invalid, when something does not fit; too many, for this number.
    pub async fn recognize(&self, shown: &Shown) -> Result<Recognized> {
        let now = self.world().now();
        let keys = self.keys();
        let matricule = keys.matricule(&shown.matricule);
        // Without a code, the brake of a code that nobody can have.
        let code = shown.code.as_ref().map_or([0; 32], |code| keys.code(code));
        let hashes = TryHashes {
            matricule,
            code,
            person_brake: keys.brake_of_number(&matricule),
            address_brake: keys.brake_of_address(None),
            code_brake: keys.brake_of_code(&code),
        };
        let card = keys.card(&shown.card);
        let mut tx = self.store().begin("recognise a caller").await?;
        let (tallies, by_number) = queries::begin_try(&mut tx, &hashes, now).await?;
        let of_number = brake::Tallies {
            address: tallies.person.blank(),
            begun: tallies.person.blank(),
            code: match shown.code {
                Some(_) => tallies.code,
                None => tallies.code.blank(),
            },
            ..tallies
        };
        if let Some(wait) = brake::wait(&of_number, now) {
            return Err(Error::too_many("activate-too-many", wait));
        }
        let said = queries::say(&mut tx, by_number, code).await?;
        let card_fits = said
            .card_hash
            .as_deref()
            .is_some_and(|kept| kept.ct_eq(&card).into());
        let code_fits = said.code.is_some_and(|kept| {
            kept.standing == CodeStanding::Live
                && now < kept.expires_at
                && !brake::is_worn(tallies.code, now)
        });
        let birth = match by_number {
            Some(person) => Some(self.insured(person).await?.birth_date.0),
            None => None,
        };
        let fits = card_fits
            && birth == Some(shown.birth_date)
            && (shown.code.is_none() || code_fits)
            && !said.deceased
            && !shown.matricule.is_provisional();
        let outcome = match (fits, by_number) {
            (true, Some(person)) => Ok(Recognized {
                person,
                with_code: shown.code.is_some(),
            }),
            _ => {
                tx.run(vec![queries::count(
                    Scope::Person,
                    hashes.person_brake,
                    now,
                )])
                .await?;
                Err(Error::invalid("phone-no-match"))
            }
        };
        tx.commit().await?;
        outcome
    }

    /// For whom a caller may decide: as [`Spaces::concerned`].
    ///
    /// # Errors
    /// As the store.
    pub async fn concerned_by_phone(&self, person: PersonId) -> Result<Vec<Concerned>> {
        self.concerned_by(person).await
    }

    /// Records the refusal of these people, each of them the caller or a child
    /// attached to them, under one number.
    ///
    /// # Errors
    /// As [`Spaces::refuse_for`].
    pub async fn refuse_by_phone(&self, person: PersonId, chosen: &[PersonId]) -> Result<Receipt> {
        let concerned = self.concerned_by(person).await?;
        super::object::among(&concerned, chosen)?;
        let now = self.world().now();
        let mut tries = 0;
        loop {
            tries += 1;
            let number = code::receipt_number(&*self.world().chance);
            let mut tx = self.store().begin("refuse by phone").await?;
            let by = By::holder(How::Phone);
            match self.refuse_in(&mut tx, chosen, by, now, &number).await {
                Ok(mut receipts) => {
                    tx.commit().await?;
                    return receipts.pop().ok_or_else(Error::not_found);
                }
                Err(error) if is_race(&error) && tries < TRIES_MAX => tx.rollback().await?,
                Err(error) => return Err(error),
            }
        }
    }

    /// Sends a caller a new code, to the contact on file alone; `false`, when
    /// they may have none, or there is no contact.
    ///
    /// # Errors
    /// As the store; too many, within a day of the last one.
    pub async fn code_by_phone(&self, person: PersonId) -> Result<bool> {
        let now = self.world().now();
        let mut tx = self.store().begin("send a code by phone").await?;
        let sent = self
            .renew_code(&mut tx, person, By::holder(How::Phone), now)
            .await?;
        tx.commit().await?;
        Ok(sent)
    }
}
