//! What a professional deposited, over all spaces: found in their ledger, and
//! told as each journal says now. The list tells neither whose record it is nor
//! what the document is. Whoever looks at one needs no care link for what is
//! their own; that they looked is written first.

use super::{Documents, in_shelf};
use crate::ledgers::Line;
use crate::rules;
use crate::shelf::{Answer, Document, Shelf, Standing};
use identity::{Caller, Professional};
use kernel::{DocumentId, Error, Kind, Result, SpaceId, Timestamp};
use sharing::rules::DocumentState;
use sharing::{OnDocuments, Owned, Rights, WrittenBy};

/// Where the next page of a list of deposits begins.
pub type DepositPlace = (Timestamp, DocumentId);

/// How a deposit stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DepositState {
    /// It is in the record.
    Current,
    /// It is kept aside, for it surely names somebody else.
    Aside,
    /// A newer version replaced it.
    Replaced,
    /// Its author took it back.
    Withdrawn,
}

impl DepositState {
    pub(super) fn of(document: &Document) -> Self {
        match (document.facts().state, document.replaced_by) {
            (DocumentState::Withdrawn, _) => Self::Withdrawn,
            (_, Some(_)) => Self::Replaced,
            _ if document.is_aside() => Self::Aside,
            _ => Self::Current,
        }
    }

    /// Its name in sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Aside => "aside",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A deposit, as its author's list has it.
#[derive(Clone, Debug)]
pub struct Deposit {
    /// In whose space.
    pub space: SpaceId,
    /// The document.
    pub id: DocumentId,
    /// When.
    pub at: Timestamp,
    /// Its official type: not for the list, which leaves no trace.
    pub type_code: String,
    /// How it stands.
    pub state: DepositState,
    /// How far the last request to correct it is.
    pub correction: Option<Standing>,
    /// Its patient does not see it yet.
    pub reserved: bool,
    /// It is a minor's secret.
    pub secret: bool,
}

/// A request to correct a document, as its author reads it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What the document is called.
    pub title: String,
    /// What should be corrected.
    pub text: String,
    /// When it was asked.
    pub at: Timestamp,
    /// How far it is.
    pub standing: Standing,
    /// What was answered.
    pub reply: Option<String>,
}

impl Documents {
    /// What somebody deposited, the last first, and where the next page begins.
    /// What is in no open space any more is passed over.
    ///
    /// # Errors
    /// As the store.
    pub async fn deposits(
        &self,
        professional: &Professional,
        before: Option<DepositPlace>,
        most: usize,
    ) -> Result<(Vec<Deposit>, Option<DepositPlace>)> {
        let asked = i64::try_from(most).unwrap_or(i64::MAX);
        let lines = self
            .ledgers
            .deposits(&professional.rpps, before, asked)
            .await?;
        let next = lines.last().filter(|_| lines.len() == most);
        let next = next.map(|line| (line.at, line.document));
        let mut deposits = Vec::new();
        for line in lines {
            deposits.extend(self.deposit_at(professional, line).await?);
        }
        Ok((deposits, next))
    }

    /// One deposit.
    ///
    /// # Errors
    /// Not found, if it is not theirs.
    pub async fn deposit(
        &self,
        professional: &Professional,
        space: SpaceId,
        document: DocumentId,
    ) -> Result<Deposit> {
        let line = Line {
            space,
            document,
            at: Timestamp::default(),
        };
        let found = self.deposit_at(professional, line).await?;
        found.ok_or_else(Error::not_found)
    }

    async fn deposit_at(&self, professional: &Professional, line: Line) -> Result<Option<Deposit>> {
        let book = match self.journal.open(line.space).await {
            Ok(book) => self.journal.refresh(&book).await,
            Err(error) => Err(error),
        };
        let book = match book {
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            book => book?,
        };
        let author = WrittenBy::Professional(professional.rpps.clone());
        let found = book.state::<Shelf>()?.find(line.document);
        let own = found.filter(|document| {
            book.standing() == journal::Standing::Open && document.facts().author == author
        });
        let (rights, now) = (book.state::<Rights>()?, self.sharing.world().now());
        Ok(own.map(|document| Deposit {
            reserved: rights.reserved(line.document, now),
            secret: rights.is_secret(line.document),
            ..Deposit::of(line.space, document)
        }))
    }

    /// One deposit before its author's eyes, with what they were asked of it, if
    /// they look at that: the read is written first. The first time, the record
    /// says that they saw it.
    ///
    /// # Errors
    /// Not found, if it is not theirs, or was taken back.
    pub async fn look_at_deposit(
        &self,
        professional: &Professional,
        space: SpaceId,
        id: DocumentId,
        owned: Owned,
    ) -> Result<Option<Told>> {
        let caller = Caller::Professional(professional.clone());
        let permit = self
            .sharing
            .permit_own(&caller, space, owned, |book| in_shelf(book, id))
            .await?;
        let document = permit.state::<Shelf>()?.find(id);
        let document = document.ok_or_else(Error::not_found)?;
        let asked = document.corrections.last();
        let Some(last) = asked.filter(|_| owned == Owned::Correction) else {
            return Ok(None);
        };
        let reply = last.reply.as_ref().map(|reply| reply.label(&permit));
        let told = Told {
            title: document.sealed.label(&permit)?.title.clone(),
            text: last.text.label(&permit)?.0.clone(),
            at: last.asked_at,
            standing: last.standing(),
            reply: reply.transpose()?.map(|reply| reply.0.clone()),
        };
        if told.standing == Standing::Sent {
            self.change_each(
                &caller,
                space,
                OnDocuments::AnswerCorrection,
                &[id],
                |shelf, _, id| Ok(rules::life::see_correction(shelf, id)),
            )
            .await?;
        }
        Ok(Some(told))
    }

    /// The author answers what the patient asked.
    ///
    /// # Errors
    /// Not found, if it is not theirs; invalid, for a text that is none; a
    /// conflict, if nothing waits for an answer.
    pub async fn answer_correction(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        answer: Answer,
        typed: &str,
    ) -> Result<()> {
        let text = rules::life::correction_text(typed)?;
        self.change_each(
            caller,
            space,
            OnDocuments::AnswerCorrection,
            &[id],
            |shelf, leave, id| rules::life::answer_correction(shelf, leave, id, answer, &text),
        )
        .await
    }
}

impl Deposit {
    fn of(space: SpaceId, document: &Document) -> Self {
        let facts = document.facts();
        Self {
            space,
            id: facts.id,
            at: facts.added_at,
            type_code: facts.type_code.clone(),
            state: DepositState::of(document),
            correction: document.corrections.last().map(|last| last.standing()),
            reserved: false,
            secret: false,
        }
    }
}
