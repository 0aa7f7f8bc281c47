//! What was asked for by phone: it waits three days, can be called off, and is
//! done when its time has come, once.

use super::activate::Decision;
use super::contact::{WARNING_LANG, Warning};
use super::life::is_race;
use super::telling::{By, Receipt};
use crate::Spaces;
use crate::notices::{Addressee, FUND_LANG, Receipted, posted, say};
use crate::queries::{self, HeldAct};
use crate::rules::activation::PROBATION;
use crate::rules::age;
use crate::rules::code;
use crate::rules::held::{HOLD, Standing, What};
use crate::rules::life::{Event, Fate, How, Life, Was};
use kernel::{Error, Kind, PersonId, Result, SpaceId};
use store::{Statement, Tx};

impl Spaces {
    /// Writes down an act that will be done in three days, and tells whoever it
    /// concerns on every channel.
    ///
    /// # Errors
    /// Conflict, when it could not be done now either, or nobody can be told
    /// of it, or written to once a refusal is taken back; not found, for nobody.
    pub async fn hold(&self, person: PersonId, what: What) -> Result<HeldAct> {
        let mut tx = self.store().begin("hold an act").await?;
        let act = self.hold_in(&mut tx, person, what).await?;
        tx.commit().await?;
        Ok(act)
    }

    /// As [`Self::hold`], in the caller's transaction.
    ///
    /// # Errors
    /// As [`Self::hold`]; then nothing may be kept of it.
    pub async fn hold_in(&self, tx: &mut Tx, person: PersonId, what: What) -> Result<HeldAct> {
        self.hold_as(tx, person, what, By::PHONE).await
    }

    /// As [`Self::hold_in`], asked for by whoever is on the line.
    pub(super) async fn hold_as(
        &self,
        tx: &mut Tx,
        person: PersonId,
        what: What,
        by: By,
    ) -> Result<HeldAct> {
        let now = self.world().now();
        let kept = queries::find_space_of_in(tx, person)
            .await?
            .ok_or_else(Error::not_found)?;
        // Held before its life is read: who says no meanwhile is waited for, and seen.
        queries::hold_space(tx, kept.space).await?;
        let life = queries::find_space_in(tx, kept.space).await?;
        what.apply(life.map_or(kept.life, |held| held.life), now)?;
        if what == What::WithdrawRefusal && self.reachable_in(tx, person).await?.is_none() {
            // It could not be done in three days either: its end must be written to them.
            return Err(Error::conflict("held-unreachable"));
        }
        let act = HeldAct {
            space: kept.space,
            act: self.world().random(),
            what,
            asked_at: now,
            due_at: now.plus(HOLD),
            standing: Standing::Waits,
            receipt: code::receipt_number(&*self.world().chance),
        };
        queries::insert_held(tx, &act).await?;
        let number = act.receipt.clone();
        self.tell_as(tx, kept.space, Event::Held, by, now, number)
            .await?;
        let warnings = self.warnings_of(person, &act).await?;
        tx.run(warnings).await?;
        if let What::Close(_) = what {
            // An account that is not theirs must not come to read meanwhile.
            let until = act.due_at.plus(PROBATION);
            let identity = self.identity();
            identity.prolong_probations(tx, act.space, until).await?;
        }
        Ok(act)
    }

    /// Whoever the act concerns is told on every channel, so that they can call
    /// it off.
    async fn warnings_of(&self, person: PersonId, act: &HeldAct) -> Result<Vec<Statement>> {
        let insured = self.insured(person).await?;
        let to = Addressee::of(&insured);
        let today = act.asked_at.in_paris().date();
        // For whoever is under sixteen an adult said no, and there is no account to sign
        // in to.
        let (text, sms) = match act.what {
            What::WithdrawRefusal if !age::may_have_account(insured.birth_date.0, today) => {
                ("notice-held-child-text", "notice-held-child-sms")
            }
            _ => ("notice-held-text", "notice-held-sms"),
        };
        let what = match act.what {
            What::Close(_) => "notice-held-close",
            What::WithdrawRefusal => "notice-held-withdraw",
            What::Reopen => "notice-held-reopen",
            What::DropFactors => "notice-held-factors",
            What::Open => "notice-held-open",
        };
        let due = edge::moment(WARNING_LANG, act.due_at);
        let args = [
            ("name", to.name.as_str()),
            ("what", &say(WARNING_LANG, what, &[])),
            ("due", &due),
            ("number", &act.receipt),
        ];
        let subject = say(WARNING_LANG, "notice-held-subject", &[]);
        let text = say(WARNING_LANG, text, &args);
        let sheet = self
            .sender()
            .plain_letter(&to, &subject, &text, act.asked_at);
        let warning = Warning {
            kind: "spaces-held",
            occasion: act.receipt.clone(),
            person,
            by_email: true,
            not_before: None,
            letter: posted(&to, &sheet, act.asked_at),
            subject: &subject,
            text: &text,
            sms: Some(&say(WARNING_LANG, sms, &[("due", &due)])),
        };
        let mut warnings = self.notices_everywhere(act.space, &to, &warning).await?;
        if warnings.is_empty() {
            // What nobody hears of, nobody can call off.
            return Err(Error::conflict("held-unreachable"));
        }
        warnings.extend(self.kept_given(act.space, &warning));
        Ok(warnings)
    }

    /// What waits for a space.
    ///
    /// # Errors
    /// As the store.
    pub async fn held(&self, space: SpaceId) -> Result<Vec<HeldAct>> {
        queries::list_held(self.store(), space).await
    }

    /// Calls an act off.
    ///
    /// # Errors
    /// Not found, when nothing such waits.
    pub async fn call_off(&self, space: SpaceId, act: [u8; 16], by: By) -> Result<Receipt> {
        let mut tx = self.store().begin("call an act off").await?;
        let receipt = self.call_off_in(&mut tx, space, act, by).await?;
        tx.commit().await?;
        Ok(receipt)
    }

    /// As [`Self::call_off`], in the caller's transaction.
    ///
    /// # Errors
    /// As [`Self::call_off`].
    pub async fn call_off_in(
        &self,
        tx: &mut Tx,
        space: SpaceId,
        act: [u8; 16],
        by: By,
    ) -> Result<Receipt> {
        let now = self.world().now();
        if !queries::end_held(tx, space, act, Standing::CalledOff, now).await? {
            return Err(Error::not_found());
        }
        self.tell(tx, space, Event::HeldCancelled, by, now).await
    }

    /// Does what waited long enough: `limit` acts at most; how many were done.
    /// What became impossible meanwhile is put aside; what fails keeps no other
    /// waiting, and is tried again.
    ///
    /// # Errors
    /// As the store.
    pub async fn do_held(&self, limit: i64) -> Result<u64> {
        let now = self.world().now();
        let mut done = 0;
        for act in queries::list_held_due(self.store(), now, limit).await? {
            match self.do_one(&act).await {
                Ok(true) => done += 1,
                Ok(false) => {}
                // Moved meanwhile: the next round decides again.
                Err(error) if is_race(&error) => {}
                Err(error) if error.kind() == Kind::Unavailable => return Err(error),
                Err(error) => {
                    let error = error.log_text();
                    tracing::error!(error, "a held act cannot be done");
                }
            }
        }
        Ok(done)
    }

    async fn do_one(&self, act: &HeldAct) -> Result<bool> {
        let now = self.world().now();
        let Some(kept) = queries::find_space(self.store(), act.space).await? else {
            return Ok(false);
        };
        let event = match act.what {
            What::Close(_) => Event::Closed,
            What::WithdrawRefusal => Event::RefusalWithdrawn,
            What::Reopen => Event::Reopened,
            What::Open => Event::OpenedOnYes,
            What::DropFactors => return self.drop_factors(act).await,
        };
        let mut tx = self.store().begin("do a held act").await?;
        // The space before the act, as whoever refuses or activates meanwhile holds them.
        queries::hold_space(&mut tx, act.space).await?;
        if !queries::end_held(&mut tx, act.space, act.act, Standing::Done, now).await? {
            return Ok(false);
        }
        let by = match queries::who_asked(&mut tx, act).await? == By::REPRESENTATIVE_BY_PHONE.who {
            true => By::REPRESENTATIVE_BY_PHONE,
            false => By::PHONE,
        };
        let what = act.what;
        let moved = self
            .moved_and_told_in(&mut tx, kept.person, event, by, now, |life| {
                what.when_due(life, act.asked_at, now)
            })
            .await;
        match moved {
            Ok(receipt) => {
                self.send_done(&mut tx, what, kept.person, &receipt).await?;
                tx.commit().await?;
                Ok(true)
            }
            // What cannot be said of it is no better in five seconds.
            Err(error)
                if !is_race(&error) && matches!(error.kind(), Kind::Conflict | Kind::Invalid) =>
            {
                tx.rollback().await?;
                let mut tx = self.store().begin("put a held act aside").await?;
                let aside = Standing::Impossible;
                queries::end_held(&mut tx, act.space, act.act, aside, now).await?;
                tx.commit().await?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// What tells who asked for it that their space is open, or closed: they may have no
    /// other way to know. Of the rest they are told anew, or see it.
    async fn send_done(
        &self,
        tx: &mut Tx,
        what: What,
        person: PersonId,
        receipt: &Receipt,
    ) -> Result<()> {
        let decision = match what {
            What::Open => Decision::Opened,
            What::Close(Fate::Delete) => Decision::Deleted,
            What::Close(Fate::Archive | Fate::Death) => Decision::Archived,
            What::WithdrawRefusal | What::Reopen | What::DropFactors => return Ok(()),
        };
        let closed = queries::find_space_in(tx, receipt.space).await?;
        let of = Receipted {
            what: decision,
            number: &receipt.number,
            at: receipt.at,
            how: How::Phone,
            names: &[self.insured(person).await?.shown_name()],
            opened_at: None,
            has_account: closed.is_some_and(|kept| had_account(kept.life)),
        };
        let told = self.receipts(person, FUND_LANG, &of).await?;
        tx.run(told.statements).await?;
        Ok(())
    }
}

/// Whether what is closed was in somebody's account, who opens it again there.
const fn had_account(life: Life) -> bool {
    matches!(
        life,
        Life::Closed {
            was: Was::Active,
            ..
        }
    )
}
