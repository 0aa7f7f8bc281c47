//! What an operator does in a call. Each act needs an open call in which the
//! person was recognised, and is written down before it is answered.

use crate::Assistance;
use crate::queries::{self, ActRow, CallRow};
use crate::rules::{self, PEOPLE_AN_HOUR_MAX, TRIES_MAX, What};
use identity::staff::Staff;
use kernel::{Error, PersonId, Result};
use spaces::{By, HeldAct, Life, Shown};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

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

    async fn going_on(&self, operator: &Staff) -> Result<Call> {
        let call = self.call(operator).await?;
        call.ok_or_else(|| Error::conflict("op-no-call"))
    }

    /// The call that goes on and who is on the line.
    async fn recognized(&self, operator: &Staff) -> Result<(Call, PersonId)> {
        let call = self.going_on(operator).await?;
        match call.person() {
            Some(person) => Ok((call, person)),
            None => Err(Error::conflict("op-nobody")),
        }
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
    /// recognised already; invalid, when something does not fit; too many
    /// people in an hour.
    pub async fn recognize(&self, operator: &Staff, shown: &Shown) -> Result<()> {
        let call = self.going_on(operator).await?;
        if call.is_spent() || call.person().is_some() {
            return Err(Error::conflict("op-call-spent"));
        }
        let now = self.world().now();
        let mut tx = self.store().begin("count an operator's people").await?;
        let people = queries::count_people(&mut tx, operator.account, now.minus(HOUR)).await?;
        tx.commit().await?;
        if people >= PEOPLE_AN_HOUR_MAX {
            tracing_stop(operator);
            return Err(Error::too_many("op-too-many", HOUR));
        }
        match self.spaces().recognize(shown).await {
            Ok(found) => {
                let mut tx = self.store().begin("recognise a caller").await?;
                tx.run(vec![
                    queries::set_person(call.row.id, found.person, found.with_code),
                    queries::insert_act(call.row.id, What::Recognized, "", now),
                ])
                .await?;
                tx.commit().await
            }
            Err(error) => {
                let mut tx = self.store().begin("count a wrong try").await?;
                tx.run(vec![queries::count_try(call.row.id)]).await?;
                tx.commit().await?;
                Err(error)
            }
        }
    }

    /// Records an opposition for the caller and children attached to them.
    ///
    /// # Errors
    /// Conflict, without the code of the letter: a new code first; as
    /// `Spaces::refuse_by_phone`.
    pub async fn refuse(&self, operator: &Staff, chosen: &[PersonId]) -> Result<()> {
        let (call, person) = self.recognized(operator).await?;
        if !call.with_code() {
            return Err(Error::conflict("op-needs-code"));
        }
        let receipt = self.spaces().refuse_by_phone(person, chosen).await?;
        self.note(&call, What::Refused, &receipt.number).await
    }

    /// Sends the caller a new code, to the contact on file.
    ///
    /// # Errors
    /// Conflict, when they may have none, or no contact is on file.
    pub async fn send_code(&self, operator: &Staff) -> Result<()> {
        let (call, person) = self.recognized(operator).await?;
        if !self.spaces().code_by_phone(person).await? {
            return Err(Error::conflict("op-no-code"));
        }
        self.note(&call, What::CodeSent, "").await
    }

    /// Writes down what will be done in three days.
    ///
    /// # Errors
    /// Conflict, when it cannot be done.
    pub async fn hold(&self, operator: &Staff, what: spaces::What) -> Result<()> {
        let (call, person) = self.recognized(operator).await?;
        let act = self.spaces().hold(person, what).await?;
        let done = match what {
            spaces::What::Close(_) => What::CloseHeld,
            spaces::What::WithdrawRefusal => What::WithdrawHeld,
            spaces::What::Reopen => What::ReopenHeld,
        };
        self.note(&call, done, &act.receipt).await
    }

    /// Calls off whatever waits for the caller.
    ///
    /// # Errors
    /// Not found, when nothing waits.
    pub async fn call_off(&self, operator: &Staff) -> Result<()> {
        let (call, person) = self.recognized(operator).await?;
        let waiting = self.waiting(person).await?;
        let act = waiting.first().ok_or_else(Error::not_found)?;
        let receipt = self
            .spaces()
            .call_off(act.space, act.act, By::PHONE)
            .await?;
        self.note(&call, What::CalledOff, &receipt.number).await
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

    async fn note(&self, call: &Call, what: What, receipt: &str) -> Result<()> {
        let now = self.world().now();
        let mut tx = self.store().begin("note an act of a call").await?;
        tx.run(vec![queries::insert_act(call.row.id, what, receipt, now)])
            .await?;
        tx.commit().await
    }
}

/// Somebody should look at this today.
fn tracing_stop(operator: &Staff) {
    tracing::error!(
        account = %operator.account,
        "an operator recognised twenty people within an hour and was stopped"
    );
}
