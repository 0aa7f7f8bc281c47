//! Saying no, for oneself and for children, in one act without an account; and
//! what else the holder of a code may decide: close what silence opened, change
//! their mind.

use super::activate::{Decided, Decision, Sitting, is_overtaken};
use super::federated::Way;
use super::life::Tries;
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::notices::{FUND_LANG, Receipted};
use crate::queries;
use crate::rules::activation::{CodeStanding, stands};
use crate::rules::age;
use crate::rules::code;
use crate::rules::life::{Event, Fate, How, Life, Why};
use kernel::{Error, Lang, PersonId, Personal, Result, Timestamp};
use store::{Statement, Tx};

/// Somebody for whom a sitting may decide: the person themself, or a child
/// attached to them.
#[derive(Clone, Debug)]
pub struct Concerned {
    /// Who, in the register.
    pub person: PersonId,
    /// First name and name.
    pub name: Personal<String>,
    /// Whether it is the person of the code.
    pub is_self: bool,
    /// The state of their space, if they were told of one.
    pub life: Option<Life>,
    /// Whether an adult takes a refusal back for them: whoever is asked for is one, and
    /// they may have no account of their own yet.
    pub(super) is_answered_for: bool,
    /// When it was asked about.
    pub(super) at: Timestamp,
}

impl Concerned {
    /// Whether a refusal can be recorded for them: wherever the machine takes
    /// one, so even against an activation of the same moment. For a child who
    /// was not told yet too: the parent was.
    pub fn may_refuse(&self) -> bool {
        self.life
            .map_or(!self.is_self, |life| life.refuse(self.at).is_ok())
    }

    /// Whether who answers for them may take back that they were refused for: from
    /// sixteen on they do that themselves, with a code of their own.
    pub fn may_take_back(&self) -> bool {
        self.is_answered_for && matches!(self.life, Some(Life::Refused { .. }))
    }
}

impl Spaces {
    /// For whom this sitting may decide: the person first, then the children
    /// attached to them who are not of age, by name.
    ///
    /// # Errors
    /// As the store.
    pub async fn concerned(&self, sitting: &Sitting) -> Result<Vec<Concerned>> {
        self.concerned_by(sitting.person).await
    }

    /// The children whom a sitting may decide about. Whoever holds code, number and
    /// card, or came from FranceConnect, may refuse for them without an account
    /// (domain rules, §2.5), and for that must read whom they decide for: their
    /// names, and no more. Whether a child has a space, and who answers for them,
    /// waits for an account and both its factors.
    ///
    /// # Errors
    /// As the store.
    pub async fn dependants(&self, sitting: &Sitting) -> Result<Vec<Concerned>> {
        let mut concerned = self.concerned(sitting).await?;
        concerned.retain(|one| !one.is_self);
        Ok(concerned)
    }

    /// Keeps which children the person decides about too: they are ticked where
    /// they refuse, and come next once their own space is open. It decides nothing.
    ///
    /// # Errors
    /// Invalid on `pour`, for somebody who is not theirs to decide for; as
    /// [`Self::keep_draft`].
    pub async fn decide_about(&self, sitting: &mut Sitting, chosen: &[PersonId]) -> Result<()> {
        let children = self.dependants(sitting).await?;
        let theirs = |child: &PersonId| children.iter().any(|one| one.person == *child);
        if !chosen.iter().all(theirs) {
            return Err(Error::field("pour", "object-not-yours"));
        }
        let chosen = chosen.iter().map(|child| child.to_bytes()).collect();
        if sitting.draft.children == chosen {
            return Ok(());
        }
        sitting.draft.children = chosen;
        self.keep_draft(sitting).await
    }

    pub(crate) async fn concerned_by(&self, person: PersonId) -> Result<Vec<Concerned>> {
        let at = self.world().now();
        let today = at.in_paris().date();
        let own = self.insured(person).await?;
        let of_age = !age::is_minor(own.birth_date.0, today);
        let mut all = vec![Concerned {
            person,
            name: Personal(own.shown_name()),
            is_self: true,
            life: self.life_of(person).await?.map(|(_, life)| life),
            is_answered_for: false,
            at,
        }];
        let mut children = Vec::new();
        for child in queries::list_attached(self.store(), person).await? {
            let insured = self.insured(child).await?;
            if insured.deceased || !age::is_minor(insured.birth_date.0, today) {
                continue;
            }
            children.push(Concerned {
                person: child,
                name: Personal(insured.shown_name()),
                is_self: false,
                life: self.life_of(child).await?.map(|(_, life)| life),
                is_answered_for: of_age && !age::may_have_account(insured.birth_date.0, today),
                at,
            });
        }
        children.sort_by(|a, b| a.name.0.cmp(&b.name.0));
        all.extend(children);
        Ok(all)
    }

    /// Records the refusal of these people, all of them or none, under one
    /// number, and keeps what the receipt shows in the sitting; it leaves the
    /// house too, in the language of the page. The code is used up.
    ///
    /// # Errors
    /// Invalid on `pour`, when nobody is chosen or somebody is not theirs to
    /// decide for; conflict, when a space is open for longer, or the person has
    /// a newer code: the older one decides nothing, and ends no other. A code
    /// that others wore out meanwhile still says no. Not found, when the sitting
    /// is over.
    pub async fn refuse_for(
        &self,
        sitting: &mut Sitting,
        chosen: &[PersonId],
        lang: Lang,
    ) -> Result<Decided> {
        let concerned = self.concerned(sitting).await?;
        let who = among(&concerned, chosen)?;
        match self.refuse_now(sitting, &who, lang).await {
            // Another request of the same sitting kept a step: a no is not
            // lost to that, unless it decided something.
            Err(error) if is_overtaken(&error) => {
                self.read_again(sitting).await?;
                match sitting.draft.decided {
                    Some(_) => Err(error),
                    None => self.refuse_now(sitting, &who, lang).await,
                }
            }
            done => done,
        }
    }

    async fn refuse_now(
        &self,
        sitting: &mut Sitting,
        who: &[&Concerned],
        lang: Lang,
    ) -> Result<Decided> {
        let people: Vec<PersonId> = who.iter().map(|one| one.person).collect();
        let mut decided = Decided {
            what: Decision::Refused,
            number: code::receipt_number(&*self.world().chance),
            at: self.world().now().millis(),
            names: who.iter().map(|one| one.name.0.clone()).collect(),
            by_post: false,
        };
        let receipted = Receipted {
            what: decided.what,
            number: &decided.number,
            at: Timestamp::from_millis(decided.at),
            how: sitting.how(),
            names: &decided.names,
            opened_at: None,
            has_account: false,
        };
        let told = self.receipts(sitting.person, lang, &receipted).await?;
        decided.by_post = told.by_post;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("refuse").await?;
            let done = self
                .refuse_with(&mut tx, sitting, &people, &decided, &told.statements)
                .await;
            if let Some(next) = tries.end(tx, done).await? {
                kernel::kill_point("refuse-after-commit");
                *sitting = next;
                return Ok(decided);
            }
        }
    }

    /// Rows are locked in one order everywhere: sitting, code, space.
    async fn refuse_with(
        &self,
        tx: &mut Tx,
        sitting: &Sitting,
        people: &[PersonId],
        decided: &Decided,
        told: &[Statement],
    ) -> Result<Sitting> {
        let at = Timestamp::from_millis(decided.at);
        let next = self.decide_in(tx, sitting, decided.clone()).await?;
        if matches!(sitting.draft.way, Way::Code)
            && !queries::hold_code(tx, sitting.person, sitting.code).await?
        {
            return Err(Error::conflict("activate-gone"));
        }
        self.refuse_in(tx, people, sitting.by(), at, &decided.number)
            .await?;
        tx.run(told.to_vec()).await?;
        kernel::kill_point("refuse-before-commit");
        Ok(next)
    }

    /// Records a refusal: before the deadline it wins, whatever comes at the
    /// same moment. Its receipt goes to the contacts on file.
    ///
    /// # Errors
    /// Conflict, when the space is open for longer, refused or closed.
    pub async fn refuse(&self, person: PersonId, how: How, at: Timestamp) -> Result<Receipt> {
        let number = code::receipt_number(&*self.world().chance);
        let by = By::holder(how);
        let receipted = Receipted {
            what: Decision::Refused,
            number: &number,
            at,
            how,
            names: &[self.insured(person).await?.shown_name()],
            opened_at: None,
            has_account: false,
        };
        let told = self.receipts(person, FUND_LANG, &receipted).await?;
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("refuse").await?;
            let done = match self.refuse_in(&mut tx, &[person], by, at, &number).await {
                Ok(receipts) => tx.run(told.statements.clone()).await.map(|_| receipts),
                Err(error) => Err(error),
            };
            if let Some(mut receipts) = tries.end(tx, done).await? {
                return receipts.pop().ok_or_else(Error::not_found);
            }
        }
    }

    /// The refusal of several people in the caller's transaction.
    pub(crate) async fn refuse_in(
        &self,
        tx: &mut Tx,
        people: &[PersonId],
        by: By,
        at: Timestamp,
        number: &str,
    ) -> Result<Vec<Receipt>> {
        self.refuse_as(tx, people, by, at, number, Life::refuse)
            .await
    }

    /// As [`Self::refuse_in`], by this transition.
    pub(super) async fn refuse_as(
        &self,
        tx: &mut Tx,
        people: &[PersonId],
        by: By,
        at: Timestamp,
        number: &str,
        transition: fn(Life, Timestamp) -> std::result::Result<Life, Why>,
    ) -> Result<Vec<Receipt>> {
        self.hold_to_refuse(tx, people, at).await?;
        let mut receipts = Vec::with_capacity(people.len());
        for person in people {
            let person = *person;
            let moved = self
                .move_in(tx, person, |life| transition(life, at))
                .await?;
            tx.run(vec![queries::end_yes(moved.space, at)]).await?;
            if moved.was.is_open() {
                // Whoever opened it reaches it no more, whatever comes later.
                self.identity().unlink_space(tx, moved.space).await?;
                self.identity().end_mandates(tx, moved.space).await?;
                self.answers_for_nobody_in(tx, person, by).await?;
                tx.run(queries::delete_contacts(moved.space).into()).await?;
                tx.run(queries::delete_choices(moved.space).into()).await?;
            }
            let mut receipt = self
                .tell_as(tx, moved.space, Event::Refused, by, at, number.to_owned())
                .await?;
            receipt.opened_at = moved.was.is_open().then(|| moved.was.since());
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    /// Ends the codes of these people and holds their spaces, each in one order: of two
    /// that decide of some of the same, like an adult who takes up one of the children,
    /// neither waits for the other for ever.
    async fn hold_to_refuse(&self, tx: &mut Tx, people: &[PersonId], at: Timestamp) -> Result<()> {
        let mut people = people.to_vec();
        people.sort();
        let mut spaces = Vec::with_capacity(people.len());
        for person in people {
            spaces.push(match queries::find_space_of_in(tx, person).await? {
                Some(kept) => kept.space,
                // A child nobody told yet: told and refused at once, so that no
                // campaign takes them.
                None => self.insert_told(tx, person, at).await?,
            });
            tx.run(vec![queries::end_code(person, CodeStanding::Used, at)])
                .await?;
        }
        queries::hold_spaces(tx, &mut spaces).await
    }

    /// Closes the space that silence opened, for the holder of a code.
    ///
    /// # Errors
    /// Conflict, when it is not open, or the code is dead by now; not found,
    /// when the sitting is over.
    pub async fn close_by_code(&self, sitting: &mut Sitting, fate: Fate) -> Result<Decided> {
        let what = match fate {
            Fate::Delete => Decision::Deleted,
            Fate::Archive | Fate::Death => Decision::Archived,
        };
        self.decide(sitting, what, Event::Closed, |life, now| {
            life.close(now, fate)
        })
        .await
    }

    /// Opens again what the holder of a code had closed without an account.
    ///
    /// # Errors
    /// Conflict, when it is not closed, or the code is dead by now; not found,
    /// when the sitting is over.
    pub async fn reopen_by_code(&self, sitting: &mut Sitting) -> Result<Decided> {
        self.decide(sitting, Decision::Reopened, Event::Reopened, Life::reopen)
            .await
    }

    /// Takes back that the space was refused of who has a code and is too young for an
    /// account: they are told anew, with a code and six weeks of their own. Who is older
    /// does so by opening an account.
    ///
    /// # Errors
    /// Conflict, when it is not refused, the code is dead by now, or nobody can be
    /// written to; not found, when the sitting is over.
    pub async fn withdraw_by_code(&self, sitting: &mut Sitting) -> Result<Decided> {
        let began = match sitting.draft.way {
            Way::Code => None,
            // No code is used up: a refusal since they began stands.
            Way::FranceConnect(_) => {
                let (person, token) = (sitting.person, sitting.token);
                let now = self.world().now();
                let underway = queries::find_activation(self.store(), person, token, now).await?;
                Some(underway.ok_or_else(Error::not_found)?.started_at)
            }
        };
        let (what, event) = (Decision::Withdrawn, Event::RefusalWithdrawn);
        self.decide(sitting, what, event, |life, now| {
            began.map_or(Ok(()), |began| stands(life, began))?;
            life.withdraw_refusal(now)
        })
        .await
    }

    async fn decide(
        &self,
        sitting: &mut Sitting,
        what: Decision,
        event: Event,
        transition: impl Fn(Life, Timestamp) -> std::result::Result<Life, Why> + Send + Sync,
    ) -> Result<Decided> {
        let now = self.world().now();
        let name = self.insured(sitting.person).await?.shown_name();
        let number = code::receipt_number(&*self.world().chance);
        let decided = Decided {
            what,
            number: number.clone(),
            at: now.millis(),
            names: vec![name],
            by_post: false,
        };
        let mut tx = self.store().begin("decide by code").await?;
        let next = self.decide_in(&mut tx, sitting, decided.clone()).await?;
        match sitting.draft.way {
            // What the code decides dies with it.
            Way::Code => {
                queries::update_code_used(&mut tx, sitting.person, sitting.code, now).await?
            }
            Way::FranceConnect(_) => {
                let used = queries::end_code(sitting.person, CodeStanding::Used, now);
                tx.run(vec![used]).await?;
            }
        }
        let moved = self
            .move_in(&mut tx, sitting.person, |life| transition(life, now))
            .await?;
        let receipt = self
            .tell_as(&mut tx, moved.space, event, sitting.by(), now, number)
            .await?;
        self.told_if_announced_in(&mut tx, sitting.person, &moved, now)
            .await?;
        if event == Event::RefusalWithdrawn {
            tx.run(vec![queries::end_taking_back(moved.space, now)])
                .await?;
        }
        if event == Event::Closed {
            let person = sitting.person;
            self.tell_of_closing(&mut tx, person, &receipt, false)
                .await?;
        }
        tx.commit().await?;
        *sitting = next;
        Ok(decided)
    }

    /// The sitting with what was decided in it, once it is kept.
    async fn decide_in(&self, tx: &mut Tx, sitting: &Sitting, decided: Decided) -> Result<Sitting> {
        let mut next = sitting.clone();
        next.draft.decided = Some(decided);
        self.keep_draft_in(tx, &mut next).await?;
        Ok(next)
    }
}

/// Those chosen, each one of those concerned.
pub(super) fn among<'a>(
    concerned: &'a [Concerned],
    chosen: &[PersonId],
) -> Result<Vec<&'a Concerned>> {
    if chosen.is_empty() {
        return Err(Error::field("pour", "object-nobody"));
    }
    let who: Vec<&Concerned> = concerned
        .iter()
        .filter(|one| chosen.contains(&one.person))
        .collect();
    if who.len() != chosen.len() || who.iter().any(|one| !one.may_refuse()) {
        return Err(Error::field("pour", "object-not-yours"));
    }
    Ok(who)
}
