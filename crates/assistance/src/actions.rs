//! What an operator does in a call. Each act needs an open call in which the
//! person was recognised, and is written down in the transaction that does it.

use crate::Assistance;
use crate::queries::{self, ActPlace, ActRow, CallRow, DoneAct};
use crate::rules::{self, PEOPLE_AN_HOUR_MAX, TRIES_MAX, What};
use identity::staff::Staff;
use kernel::{Error, PersonId, Result, Timestamp};
use spaces::{By, HeldAct, Life, Shown};
use std::time::Duration;
use store::Tx;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Acts on one page of all.
const ACTS_OF_A_PAGE: usize = 50;
/// How often an act is decided again when a space was moved meanwhile.
const RACES_MAX: usize = 5;

/// A call that goes on.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) row: CallRow,
}

impl Call {
    /// The number the phone system gave it.
    pub fn number(&self) -> &str {
        &self.row.number
    }

    /// Who is on the line, once recognised.
    pub const fn person(&self) -> Option<PersonId> {
        self.row.person
    }

    /// Whether they had their code.
    pub const fn with_code(&self) -> bool {
        self.row.with_code
    }

    /// Whether the caller can no longer be recognised in this call.
    pub const fn is_spent(&self) -> bool {
        self.row.tries >= TRIES_MAX
    }
}

impl Assistance {
    /// Begins a call; one that went on ends.
    ///
    /// # Errors
    /// Invalid on `appel`, without the number of a call.
    pub async fn begin_call(&self, operator: &Staff, number: &str) -> Result<()> {
        let number =
            rules::call_number(number).ok_or_else(|| Error::field("appel", "op-number-form"))?;
        let id = self.world().random();
        let now = self.world().now();
        let mut tx = self.store().begin("begin a call").await?;
        tx.run(queries::insert_call(id, operator.account, &number, now))
            .await?;
        tx.commit().await
    }

    /// The call of this operator that goes on, if one does.
    ///
    /// # Errors
    /// As the store.
    pub async fn call(&self, operator: &Staff) -> Result<Option<Call>> {
        let now = self.world().now();
        let last = queries::last_call(self.store(), operator.account).await?;
        Ok(last
            .filter(|row| rules::is_open(row.started_at, row.ended_at, now))
            .map(|row| Call { row }))
    }

    /// As [`Self::call`], in a transaction.
    async fn going_on(&self, tx: &mut Tx, operator: &Staff) -> Result<Call> {
        let now = self.world().now();
        let last = queries::last_call_in(tx, operator.account).await?;
        last.filter(|row| rules::is_open(row.started_at, row.ended_at, now))
            .map(|row| Call { row })
            .ok_or_else(|| Error::conflict("op-no-call"))
    }

    /// The call that goes on and who is on the line.
    async fn recognized(&self, tx: &mut Tx, operator: &Staff) -> Result<(Call, PersonId)> {
        let call = self.going_on(tx, operator).await?;
        match call.person() {
            Some(person) => Ok((call, person)),
            None => Err(Error::conflict("op-nobody")),
        }
    }

    /// The call that goes on, in which somebody may still be recognised.
    async fn unrecognized(&self, tx: &mut Tx, operator: &Staff) -> Result<Call> {
        let call = self.going_on(tx, operator).await?;
        if call.is_spent() || call.person().is_some() {
            return Err(Error::conflict("op-call-spent"));
        }
        let since = self.world().now().minus(HOUR);
        let people = queries::count_people(tx, operator.account, since).await?;
        if people >= PEOPLE_AN_HOUR_MAX {
            tracing_stop(operator);
            return Err(Error::too_many("op-too-many", HOUR));
        }
        Ok(call)
    }

    /// Ends the call.
    ///
    /// # Errors
    /// As the store.
    pub async fn hang_up(&self, operator: &Staff) -> Result<()> {
        let Some(call) = self.call(operator).await? else {
            return Ok(());
        };
        let now = self.world().now();
        let mut tx = self.store().begin("end a call").await?;
        tx.run(vec![queries::end_call(call.row.id, now)]).await?;
        tx.commit().await
    }

    /// Recognises who is on the line.
    ///
    /// # Errors
    /// Conflict, without a call, after three wrong tries, or when somebody was
    /// recognised already; invalid, when something does not fit, or the code is
    /// too old and all else fits; too many
    /// people in an hour, or too many wrong tries for this number, this code or
    /// this operator.
    pub async fn recognize(&self, operator: &Staff, shown: &Shown) -> Result<()> {
        let mut tx = self.store().begin("recognise a caller").await?;
        self.unrecognized(&mut tx, operator).await?;
        let found = self
            .spaces()
            .recognize(&mut tx, operator.account, shown)
            .await?;
        // Only now does another try of this operator wait for this one: what
        // stood before may have changed.
        let call = self.unrecognized(&mut tx, operator).await?;
        let Some(found) = found else {
            tx.run(vec![queries::count_try(call.row.id)]).await?;
            tx.commit().await?;
            return Err(Error::invalid("phone-no-match"));
        };
        let set = queries::set_person(call.row.id, found.person, found.with_code);
        if tx.run(vec![set]).await?.iter().any(|set| set.changed != 1) {
            return Err(Error::conflict("op-call-spent"));
        }
        self.note(&mut tx, &call, What::Recognized, "").await?;
        tx.commit().await
    }

    /// Records an opposition for the caller and children attached to them.
    ///
    /// # Errors
    /// Conflict, without the code of the letter: a new code first; as
    /// `Spaces::refuse_by_phone`.
    pub async fn refuse(&self, operator: &Staff, chosen: &[PersonId]) -> Result<()> {
        self.act(operator, &Asked::Refuse(chosen)).await
    }

    /// Sends the caller a new code, to the contact on file.
    ///
    /// # Errors
    /// Conflict, when they may have none, or no contact is on file; too many,
    /// within a day of the last one.
    pub async fn send_code(&self, operator: &Staff) -> Result<()> {
        self.act(operator, &Asked::Code).await
    }

    /// Writes down what will be done in three days.
    ///
    /// # Errors
    /// As `Spaces::hold`; conflict, for an opening without the code of the letter.
    pub async fn hold(&self, operator: &Staff, what: spaces::What) -> Result<()> {
        self.act(operator, &Asked::Hold(what)).await
    }

    /// Calls off whatever waits for the caller.
    ///
    /// # Errors
    /// Not found, when nothing waits.
    pub async fn call_off(&self, operator: &Staff) -> Result<()> {
        self.act(operator, &Asked::CallOff).await
    }

    /// Writes down that what children of the caller were refused for is taken back in
    /// three days.
    ///
    /// # Errors
    /// As `Spaces::take_back_by_phone`.
    pub async fn take_back(&self, operator: &Staff, children: &[PersonId]) -> Result<()> {
        self.act(operator, &Asked::TakeBack(children)).await
    }

    /// Calls that off: they stay refused.
    ///
    /// # Errors
    /// Not found, when nothing of it waits.
    pub async fn keep_refused(&self, operator: &Staff, children: &[PersonId]) -> Result<()> {
        self.act(operator, &Asked::KeepRefused(children)).await
    }

    /// Puts back what the caller's contacts were before they were changed in the
    /// last three days.
    ///
    /// # Errors
    /// Not found, when nothing was changed.
    pub async fn restore_contacts(&self, operator: &Staff) -> Result<()> {
        self.act(operator, &Asked::RestoreContacts).await
    }

    /// The operator doubts who is on the line: that is written down, and the call
    /// is over.
    ///
    /// # Errors
    /// Conflict, without a call.
    pub async fn doubt(&self, operator: &Staff) -> Result<()> {
        let mut tx = self.store().begin("doubt a caller").await?;
        let call = self.going_on(&mut tx, operator).await?;
        self.note(&mut tx, &call, What::Doubted, "").await?;
        let now = self.world().now();
        tx.run(vec![queries::end_call(call.row.id, now)]).await?;
        tx.commit().await?;
        tracing::warn!(account = %operator.account, "an operator doubted a caller");
        Ok(())
    }

    /// Does what the caller asks and writes down that it was done, both or
    /// neither; once more, when their space was moved at the same moment.
    async fn act(&self, operator: &Staff, asked: &Asked<'_>) -> Result<()> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut tx = self.store().begin("do what a caller asks").await?;
            match self.act_in(&mut tx, operator, asked).await {
                Ok(()) => {
                    kernel::kill_point("phone-before-commit");
                    tx.commit().await?;
                    kernel::kill_point("phone-after-commit");
                    return Ok(());
                }
                Err(error) if is_race(&error) && tries < RACES_MAX => tx.rollback().await?,
                Err(error) => return Err(error),
            }
        }
    }

    async fn act_in(&self, tx: &mut Tx, operator: &Staff, asked: &Asked<'_>) -> Result<()> {
        let (call, person) = self.recognized(tx, operator).await?;
        let spaces = self.spaces();
        match *asked {
            Asked::Refuse(_) if !call.with_code() => Err(Error::conflict("op-needs-code")),
            Asked::Refuse(chosen) => {
                let receipt = spaces.refuse_by_phone(tx, person, chosen).await?;
                self.note(tx, &call, What::Refused, &receipt.number).await
            }
            Asked::Code => match spaces.code_by_phone(tx, person).await? {
                true => self.note(tx, &call, What::CodeSent, "").await,
                false => Err(Error::conflict("op-no-code")),
            },
            Asked::Hold(spaces::What::Open) if !call.with_code() => {
                Err(Error::conflict("op-open-needs-code"))
            }
            Asked::Hold(what) => {
                let act = spaces.hold_in(tx, person, what).await?;
                let done = match what {
                    spaces::What::Close(_) => What::CloseHeld,
                    spaces::What::WithdrawRefusal => What::WithdrawHeld,
                    spaces::What::Reopen => What::ReopenHeld,
                    spaces::What::DropFactors => What::FactorsHeld,
                    spaces::What::Open => What::OpenHeld,
                };
                self.note(tx, &call, done, &act.receipt).await
            }
            Asked::TakeBack(children) => {
                for act in spaces.take_back_by_phone(tx, person, children).await? {
                    let receipt = &act.receipt;
                    self.note(tx, &call, What::WithdrawHeld, receipt).await?;
                }
                Ok(())
            }
            Asked::KeepRefused(children) => {
                let mut waiting = spaces.taking_back(person).await?;
                waiting.retain(|(child, _)| children.contains(&child.person));
                if waiting.is_empty() {
                    return Err(Error::not_found());
                }
                for (_, act) in waiting {
                    let by = By::REPRESENTATIVE_BY_PHONE;
                    let receipt = spaces.call_off_in(tx, act.space, act.act, by).await?;
                    self.note(tx, &call, What::CalledOff, &receipt.number)
                        .await?;
                }
                Ok(())
            }
            Asked::RestoreContacts => {
                let life = spaces.life_of(person).await?;
                let (space, _) = life.ok_or_else(Error::not_found)?;
                let number = spaces.restore_contacts_in(tx, space).await?;
                self.note(tx, &call, What::ContactsRestored, &number).await
            }
            Asked::CallOff => {
                let waiting = self.waiting(person).await?;
                if waiting.is_empty() {
                    return Err(Error::not_found());
                }
                for act in waiting {
                    let receipt = spaces
                        .call_off_in(tx, act.space, act.act, By::PHONE)
                        .await?;
                    self.note(tx, &call, What::CalledOff, &receipt.number)
                        .await?;
                }
                Ok(())
            }
        }
    }

    /// What waits for somebody.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn waiting(&self, person: PersonId) -> Result<Vec<HeldAct>> {
        match self.spaces().life_of(person).await? {
            Some((space, _)) => self.spaces().held(space).await,
            None => Ok(Vec::new()),
        }
    }

    /// Until when contacts of somebody's that were changed lately can be put
    /// back.
    pub(crate) async fn contact_changed(&self, person: PersonId) -> Result<Option<Timestamp>> {
        match self.spaces().life_of(person).await? {
            Some((space, _)) => self.spaces().contact_changed(space).await,
            None => Ok(None),
        }
    }

    /// The state of somebody's space.
    pub(crate) async fn life(&self, person: PersonId) -> Result<Option<Life>> {
        Ok(self.spaces().life_of(person).await?.map(|(_, life)| life))
    }

    /// What was done in a call, newest first.
    pub(crate) async fn acts(&self, call: &Call) -> Result<Vec<ActRow>> {
        queries::list_acts(self.store(), call.row.id).await
    }

    /// What an operator did since yesterday, newest first.
    pub(crate) async fn acts_of(&self, operator: &Staff) -> Result<Vec<ActRow>> {
        let since = self.world().now().minus(DAY);
        queries::list_acts_of(self.store(), operator.account, since).await
    }

    /// What all operators did before this place, newest first, and whether there is more.
    pub(crate) async fn acts_of_all(
        &self,
        before: Option<&ActPlace>,
    ) -> Result<(Vec<DoneAct>, bool)> {
        let limit = i64::try_from(ACTS_OF_A_PAGE + 1).unwrap_or(i64::MAX);
        let mut acts = queries::list_acts_of_all(self.store(), before, limit).await?;
        let more = acts.len() > ACTS_OF_A_PAGE;
        acts.truncate(ACTS_OF_A_PAGE);
        Ok((acts, more))
    }

    async fn note(&self, tx: &mut Tx, call: &Call, what: What, receipt: &str) -> Result<()> {
        let now = self.world().now();
        tx.run(vec![queries::insert_act(call.row.id, what, receipt, now)])
            .await?;
        Ok(())
    }
}

/// What a caller asks for.
enum Asked<'a> {
    /// No space for these people.
    Refuse(&'a [PersonId]),
    /// A new code.
    Code,
    /// Something that waits three days.
    Hold(spaces::What),
    /// A space for these children after all.
    TakeBack(&'a [PersonId]),
    /// None for them, as before.
    KeepRefused(&'a [PersonId]),
    /// Nothing of what waits.
    CallOff,
    /// The contacts that were there before.
    RestoreContacts,
}

/// Whether somebody else moved the space between our reading and our writing, or stood
/// in our way.
fn is_race(error: &Error) -> bool {
    error.may_be_repeated()
}

/// Somebody should look at this today.
fn tracing_stop(operator: &Staff) {
    tracing::error!(
        account = %operator.account,
        "an operator recognised twenty people within an hour and was stopped"
    );
}
