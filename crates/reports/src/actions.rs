//! What can be done with reports: make one, read those of a space, take one of
//! the queue, answer it; and remove those of spaces that are no more.

use crate::Reports;
use crate::queries::{self, ANSWERED, EXAMINED, Kept, RECEIVED};
use crate::rules::{self, Done, OPEN_MAX, Outcome, Reason};
use identity::Staff;
use kernel::{AccountId, Error, Kind, Result, SpaceId, Timestamp};
use spaces::Life;
use std::time::Duration;

/// What the post knows the notice of an answer as.
const ANSWER_NOTICE: &str = "reports-answer";
/// How often it is asked whether a space is still there.
const LOOK_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// When a holder with many reports may come back.
const OPEN_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// What a holder says of a line.
#[derive(Clone, Debug)]
pub struct NewReport<'a> {
    /// The line, as the history writes its place.
    pub line: String,
    /// Who did what, when.
    pub done: Done,
    /// Why they report it.
    pub reason: Reason,
    /// What they add, as typed; perhaps nothing.
    pub words: &'a str,
}

/// How far it has come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// It waits for somebody to take it.
    Received,
    /// Somebody examines it.
    Examined {
        /// Since when.
        since: Timestamp,
        /// Who, of the administrators.
        by: AccountId,
    },
    /// It was answered.
    Answered(Answer),
}

/// The answer to a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: Outcome,
    /// In words.
    pub words: String,
}

/// A report, as its holder and administrators read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The number to quote.
    pub number: String,
    /// Whose history the line is in.
    pub space: SpaceId,
    /// The line, as the history writes its place.
    pub line: String,
    /// When it was reported.
    pub at: Timestamp,
    /// Who did what, when.
    pub done: Done,
    /// Why it is reported.
    pub reason: Reason,
    /// What the holder added; perhaps nothing.
    pub words: String,
    /// How far it has come.
    pub state: State,
}

impl Reports {
    /// Keeps a report; its number. A line that was reported already keeps its
    /// first report, whose number this is then.
    ///
    /// # Errors
    /// Invalid on `texte`, when it is too long; too many, when twenty wait
    /// already for an answer.
    pub async fn report(&self, space: SpaceId, new: &NewReport<'_>) -> Result<String> {
        let words = rules::words(new.words)?;
        let number = rules::number(&*self.world().chance);
        let kept = Kept {
            content: self.seal_content(&number, &new.done, new.reason, &words),
            number: number.clone(),
            space,
            line: new.line.clone(),
            at: self.world().now(),
            state: RECEIVED,
            taken_at: None,
            taken_by: None,
            answered_at: None,
            answer: None,
        };
        let mut tx = self.store().begin("report a line").await?;
        tx.run(vec![queries::insert(&kept)]).await?;
        let known = queries::number_of(&mut tx, space, &new.line).await?;
        let known = known.ok_or_else(|| Error::fault("a report just kept is not there"))?;
        if known == number && queries::count_open(&mut tx, space).await? > OPEN_MAX {
            tx.rollback().await?;
            return Err(Error::too_many("reports-too-many", OPEN_WAIT));
        }
        tx.commit().await?;
        Ok(known)
    }

    /// The reports of a space, the newest first.
    ///
    /// # Errors
    /// As the store.
    pub async fn of_space(&self, space: SpaceId) -> Result<Vec<Report>> {
        self.opened(queries::list_of_space(self.store(), space).await?)
    }

    /// Those that wait for an answer: the first hundred, and how many in all.
    pub(crate) async fn waiting(&self) -> Result<(Vec<Report>, u64)> {
        let open = self.opened(queries::list_open(self.store()).await?)?;
        Ok((open, queries::count_waiting(self.store()).await?))
    }

    /// The hundred answered last.
    pub(crate) async fn answered(&self) -> Result<Vec<Report>> {
        self.opened(queries::list_answered(self.store()).await?)
    }

    pub(crate) async fn find(&self, number: &str) -> Result<Report> {
        let kept = queries::find(self.store(), number).await?;
        self.open_kept(kept.ok_or_else(Error::not_found)?)
    }

    /// An administrator takes a report, or takes it over from another: from here
    /// on they know whose it is, which is written down.
    ///
    /// # Errors
    /// Not found; conflict, when somebody took it already, or has it no more.
    pub async fn take(&self, who: &Staff, number: &str, over: bool) -> Result<()> {
        self.find(number).await?;
        let now = self.world().now();
        let take = queries::take(number, who.account, now, over);
        let mut tx = self.store().begin("take a report").await?;
        let taken = tx
            .run(vec![take, queries::taken(number, who.account, now)])
            .await?;
        if taken.first().is_none_or(|taken| taken.changed != 1) {
            return Err(Error::conflict("reports-taken-already"));
        }
        tx.commit().await
    }

    /// Answers a report and tells its holder, without a word of who or what.
    ///
    /// # Errors
    /// Not found; invalid on `reponse`; conflict, unless they are examining it.
    pub async fn answer(
        &self,
        who: &Staff,
        number: &str,
        outcome: Outcome,
        words: &str,
    ) -> Result<()> {
        let report = self.find(number).await?;
        let words = rules::answer(words)?;
        let sealed = self.seal_answer(number, outcome, &words);
        let answer = queries::answer(number, who.account, self.world().now(), sealed);
        let mut tx = self.store().begin("answer a report").await?;
        let answered = tx.run(vec![answer]).await?;
        if answered.iter().any(|answered| answered.changed != 1) {
            return Err(Error::conflict("reports-not-examined"));
        }
        let texts = [
            "reports-notice-subject",
            "reports-notice-text",
            "reports-notice-sms",
        ];
        let notice = spaces::Word {
            kind: ANSWER_NOTICE,
            occasion: number,
            texts,
            number,
        };
        self.spaces()
            .write_to_holder(&mut tx, report.space, &notice)
            .await?;
        tx.commit().await
    }

    /// Removes the reports of erased spaces, of those not looked at today;
    /// `limit` are looked at, at most. To be called now and then; twice is
    /// harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self, limit: i64) -> Result<u64> {
        let now = self.world().now();
        let before = now.minus(LOOK_EVERY);
        let (mut removed, mut changes) = (0, Vec::new());
        for (number, space) in queries::list_to_look(self.store(), before, limit).await? {
            let gone = match self.spaces().face(space).await {
                Ok(face) => matches!(face.life, Life::Erased { .. }),
                Err(error) if error.kind() == Kind::NotFound => true,
                Err(error) => return Err(error),
            };
            removed += u64::from(gone);
            changes.push(match gone {
                true => queries::delete(&number),
                false => queries::looked(&number, now),
            });
        }
        let mut tx = self.store().begin("look after reports").await?;
        tx.run(changes).await?;
        tx.commit().await?;
        Ok(removed)
    }

    fn opened(&self, kept: Vec<Kept>) -> Result<Vec<Report>> {
        kept.into_iter().map(|kept| self.open_kept(kept)).collect()
    }

    fn open_kept(&self, kept: Kept) -> Result<Report> {
        let (done, reason, words) = self.open_content(&kept.number, &kept.content)?;
        let taken = kept.taken_at.zip(kept.taken_by);
        let state = match (kept.state, taken, kept.answered_at, &kept.answer) {
            (RECEIVED, ..) => State::Received,
            (EXAMINED, Some((since, by)), ..) => State::Examined { since, by },
            (ANSWERED, _, Some(at), Some(answer)) => {
                let (outcome, words) = self.open_answer(&kept.number, answer)?;
                State::Answered(Answer { at, outcome, words })
            }
            _ => return Err(Error::fault("a report is in no known state")),
        };
        Ok(Report {
            number: kept.number,
            space: kept.space,
            line: kept.line,
            at: kept.at,
            done,
            reason,
            words,
            state,
        })
    }
}
