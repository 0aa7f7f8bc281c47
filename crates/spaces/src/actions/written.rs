//! Saying no by post: a file of the letters that the fund received. Each line is one
//! person's no, recorded in a transaction of its own with its receipt; who wrote for
//! several people has a line for each. Reading a file again changes nothing.

use super::activate::Decision;
use super::life::Tries;
use super::telling::{By, opened_at};
use crate::Spaces;
use crate::notices::{Addressee, FUND_LANG, Receipted};
use crate::queries::{self, HeldAct, Insured};
use crate::register_keys::Hash;
use crate::rules::code;
use crate::rules::held::What;
use crate::rules::letter::{
    Letter, OpenedSince, RawLetter, Recording, TakenBack, UNREACHED, Unrecorded, check, decide,
};
use crate::rules::life::{How, Life};
use kernel::{Error, Kind, PersonId, Result};
use lists::{Columns, Format, Lines, Rejected};
use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Write};
use store::Tx;

const COLUMNS: Columns = Columns {
    must: &["matricule", "birth_date", "received_on", "reference"],
    may: &[],
    between: &[';'],
};

/// What became of a file of letters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Letters whose no was recorded.
    pub recorded: u64,
    /// Letters that had been recorded before.
    pub before: u64,
    /// Of both, those whose receipt reaches nobody.
    pub unreached: u64,
    /// Letters that are left to people, by why.
    pub left: BTreeMap<Unrecorded, u64>,
    /// Columns that nobody knows, each once: what stands in them was not read.
    pub unknown: Vec<String>,
}

/// What became of one letter.
enum Done {
    Recorded,
    Before,
    Left(Unrecorded),
}

/// What is to be done with one letter.
enum Verdict {
    /// Nothing: this became of it.
    Over(Done),
    /// It is recorded as a no.
    Refuse,
    /// As one that came in time, of a space that was opened since.
    RefuseInTime,
    /// It is recorded, and this is called off.
    CallOff(HeldAct),
}

/// A letter, and whose it is.
struct Known {
    letter: Hash,
    insured: Insured,
}

impl Spaces {
    /// Records the no of each letter of a file, once, or only says what would become of
    /// it (`dry_run`). For each that is left to people, one line goes to `rejected`: its
    /// number, the column and what to do, in French and in English, nothing of what it
    /// said.
    ///
    /// # Errors
    /// Invalid, when a column is missing from the header; unavailable, when a file or the
    /// store does not answer: what was recorded stands, and the file can be read again.
    pub async fn record_letters(
        &self,
        reader: impl Read + Send,
        dry_run: bool,
        rejected: &mut (dyn Write + Send),
    ) -> Result<Written> {
        let (mut lines, unknown) = Lines::open(reader, Format::Csv, COLUMNS)?;
        let mut written = Written {
            unknown,
            ..Written::default()
        };
        let mut rejected = Rejected::new(rejected)?;
        let mut earlier = Earlier::default();
        while let Some((number, line)) = lines.next_line(raw)? {
            let letter = match line.and_then(|raw| check(&raw, self.world().now())) {
                Ok(letter) => letter,
                Err(why) => {
                    *written.left.entry(Unrecorded::Wrong).or_default() += 1;
                    rejected.tell(number, why)?;
                    continue;
                }
            };
            let (done, reached) = match self.known(&letter).await? {
                Err(why) => (Done::Left(why), true),
                Ok(known) => {
                    let done = match dry_run {
                        true => self.would_record(&known, &letter, &mut earlier).await?,
                        false => self.record(&known, &letter).await?,
                    };
                    (done, is_reached(&known.insured))
                }
            };
            match done {
                Done::Recorded => written.recorded += 1,
                Done::Before => written.before += 1,
                Done::Left(why) => {
                    *written.left.entry(why).or_default() += 1;
                    if let Some(why) = why.why() {
                        rejected.tell(number, why)?;
                    }
                    continue;
                }
            }
            if !reached {
                written.unreached += 1;
                rejected.tell(number, UNREACHED)?;
            }
        }
        rejected.close()?;
        Ok(written)
    }

    /// Whose letter it is, if number and day of birth are theirs.
    async fn known(&self, letter: &Letter) -> Result<std::result::Result<Known, Unrecorded>> {
        let matricule = self.keys().matricule(&letter.matricule.0);
        let Some(person) = queries::find_by_matricule(self.store(), matricule).await? else {
            return Ok(Err(Unrecorded::Unknown));
        };
        let insured = self.insured(person).await?;
        if insured.birth_date != letter.birth_date {
            return Ok(Err(Unrecorded::BirthDate));
        }
        Ok(Ok(Known {
            letter: self.keys().letter(&letter.reference.0, letter.received_on),
            insured,
        }))
    }

    /// What would become of it, after the lines before.
    async fn would_record(
        &self,
        known: &Known,
        letter: &Letter,
        earlier: &mut Earlier,
    ) -> Result<Done> {
        let person = known.insured.person;
        if earlier.letters.contains(&(person, known.letter)) {
            return Ok(Done::Before);
        }
        let mut tx = self.store().begin("look at a letter").await?;
        let left = self.judge(&mut tx, known, letter).await;
        tx.rollback().await?;
        match left? {
            // A line before says no for them, and ends what they asked for since.
            Verdict::Over(Done::Left(_)) if earlier.people.contains(&person) => {
                Ok(Done::Left(Unrecorded::Refused))
            }
            Verdict::Over(done) => Ok(done),
            _ if !earlier.people.insert(person) => Ok(Done::Left(Unrecorded::Refused)),
            _ => {
                earlier.letters.insert((person, known.letter));
                Ok(Done::Recorded)
            }
        }
    }

    async fn record(&self, known: &Known, letter: &Letter) -> Result<Done> {
        let mut tries = Tries::default();
        loop {
            let mut tx = self.store().begin("record a letter").await?;
            let done = match self.record_in(&mut tx, known, letter).await {
                // Somebody decided between our reading and our writing: it is read again.
                Err(error) if error.kind() == Kind::Conflict => {
                    Err(Error::conflict("error-conflict"))
                }
                done => done,
            };
            if let Some(done) = tries.end(tx, done).await? {
                kernel::kill_point("letter-after-commit");
                return Ok(done);
            }
        }
    }

    async fn record_in(&self, tx: &mut Tx, known: &Known, letter: &Letter) -> Result<Done> {
        let person = known.insured.person;
        let now = self.world().now();
        let by = By::holder(How::Post);
        let (number, opened_at) = match self.judge(tx, known, letter).await? {
            Verdict::Over(done) => return Ok(done),
            Verdict::Refuse => {
                let number = code::receipt_number(&*self.world().chance);
                let refused = self.refuse_in(tx, &[person], by, now, &number).await?;
                (number, opened_at(&refused))
            }
            Verdict::RefuseInTime => {
                let number = code::receipt_number(&*self.world().chance);
                let in_time = Life::refuse_in_time;
                let refused = self
                    .refuse_as(tx, &[person], by, now, &number, in_time)
                    .await?;
                (number, opened_at(&refused))
            }
            Verdict::CallOff(act) => {
                let called_off = self.call_off_in(tx, act.space, act.act, by).await;
                // Done or called off between our reading and our writing: it is read again.
                let overtaken = |error: Error| match error.kind() {
                    Kind::NotFound => Error::conflict("error-conflict"),
                    _ => error,
                };
                (called_off.map_err(overtaken)?.number, None)
            }
        };
        let receipted = Receipted {
            what: Decision::Refused,
            number: &number,
            at: now,
            how: by.how,
            names: &[known.insured.shown_name()],
            opened_at,
            has_account: false,
        };
        let told = self.receipts(person, FUND_LANG, &receipted).await?;
        tx.run(told.statements).await?;
        tx.run(vec![queries::insert_letter(person, known.letter, now)])
            .await?;
        kernel::kill_point("letter-before-commit");
        Ok(Done::Recorded)
    }

    /// What became of a letter already, or why it is left to people; or how it is to be
    /// recorded.
    async fn judge(&self, tx: &mut Tx, known: &Known, letter: &Letter) -> Result<Verdict> {
        let person = known.insured.person;
        let Some(kept) = queries::find_space_of_in(tx, person).await? else {
            return Ok(Verdict::Over(Done::Left(Unrecorded::Untold)));
        };
        let (space, what) = (kept.space, What::WithdrawRefusal);
        // What waits is read before the life that it would move: of one that is done
        // meanwhile either is seen.
        let waiting = queries::find_held_in(tx, space, what).await?;
        let life = queries::find_space_in(tx, space).await?;
        let life = life.map_or(kept.life, |now| now.life);
        // And the letter after the life: who sees what another process made of it sees
        // its letter too.
        if queries::has_letter(tx, person, known.letter).await? {
            return Ok(Verdict::Over(Done::Before));
        }
        let back = TakenBack {
            with_code: queries::last_withdrawal(tx, space).await?,
            by_phone: queries::last_held_done(tx, space, what).await?,
            waiting: waiting.as_ref().map(|act| act.asked_at),
        };
        let opened = OpenedSince {
            deadline: queries::find_deadline_of_open(tx, space).await?,
            answered_for: !self.identity().mandates_within(tx, space).await?.is_empty(),
        };
        let now = self.world().now();
        let decided = decide(life, letter.received_on, back, opened, now);
        Ok(match (decided, waiting) {
            (Err(why), _) => Verdict::Over(Done::Left(why)),
            (Ok(Recording::CallOff), Some(act)) => Verdict::CallOff(act),
            (Ok(Recording::RefuseInTime), _) => Verdict::RefuseInTime,
            (Ok(_), _) => Verdict::Refuse,
        })
    }
}

/// What the lines before would have done, of a run that does nothing.
#[derive(Default)]
struct Earlier {
    people: HashSet<PersonId>,
    letters: HashSet<(PersonId, Hash)>,
}

fn raw(column: &dyn Fn(&str) -> Option<String>) -> RawLetter {
    let column = |name| column(name).unwrap_or_default();
    RawLetter {
        matricule: column("matricule"),
        birth_date: column("birth_date"),
        received_on: column("received_on"),
        reference: column("reference"),
    }
}

fn is_reached(insured: &Insured) -> bool {
    let to = Addressee::of(insured);
    to.email().is_some() || to.takes_letters()
}
