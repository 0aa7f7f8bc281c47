//! Reading the insured people's file, line by line, whatever its length: good
//! lines are kept, the others are told with their number and reason. Reading
//! the same file again changes nothing; an identity is never changed by a
//! file. Of two lines about one person the later counts, and both are told.

mod lines;
mod twice;

use super::life::Tries;
use super::telling::By;
use crate::Spaces;
use crate::queries::{self, Moved, Reading};
use crate::register_keys::Hash;
use crate::rules::insured::{Line, check};
use crate::rules::life::{Event, Fate, Life};
use kernel::{Error, PersonId, Result};
use lists::{Format, Lines, Refusal, Rejected, refusal};
use std::collections::HashSet;
use std::io::{Read, Write};
use store::{Statement, Tx, Value};

/// How many lines go into one transaction.
const BATCH_LINES: usize = 250;

/// What an import did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// People who are new.
    pub added: u64,
    /// People whose contact, card, scheme or name in use changed.
    pub updated: u64,
    /// Lines that said what was known.
    pub unchanged: u64,
    /// Lines refused, told in the file beside.
    pub rejected: u64,
    /// Lines read after another about the same person, told there too.
    pub twice: u64,
    /// Columns that nobody knows, each once: what stands in them was not read.
    pub unknown: Vec<String>,
}

const IDENTITY_DIFFERS: Refusal = refusal(
    "matricule",
    "matricule connu sous une autre identité : à examiner par des personnes",
    "matricule known under another identity: to be looked at by people",
);
struct Good {
    number: u64,
    line: Line,
    hash: Hash,
    /// The line before it that is about the same person.
    before: Option<u64>,
}

/// What became of the good lines of a batch.
#[derive(Default)]
struct KeptLines {
    added: u64,
    updated: u64,
    unchanged: u64,
    rejected: u64,
    twice: u64,
    /// What is to be told of lines, with the one before about the same person.
    told: Vec<(u64, Option<u64>, Refusal)>,
}

impl KeptLines {
    /// A matricule that is known under another identity.
    fn differs(&mut self, good: &Good) {
        self.rejected += 1;
        let why = match good.before {
            Some(_) => twice::TWO_IDENTITIES,
            None => IDENTITY_DIFFERS,
        };
        self.told.push((good.number, good.before, why));
    }

    /// A line that was read.
    fn read(&mut self, good: &Good) {
        if good.before.is_some() {
            self.twice += 1;
            let why = twice::LATER_COUNTS;
            self.told.push((good.number, good.before, why));
        }
    }
}

impl Spaces {
    /// Reads a file into the register. For each refused line, and for each about
    /// somebody whom an earlier one was about, one line goes to `rejected`: its
    /// number, the column and the reason in French and in English, nothing of what
    /// it said.
    ///
    /// # Errors
    /// Invalid, when a column is missing from the header; unavailable, when a
    /// file or the store does not answer: the batches before are kept, and the
    /// file can be read again.
    pub async fn import_insured(
        &self,
        reader: impl Read + Send,
        format: Format,
        rejected: &mut (dyn Write + Send),
    ) -> Result<Report> {
        let (mut list, unknown) = Lines::open(reader, format, lines::COLUMNS)?;
        let now = self.world().now();
        let reading = self.world().uuid();
        let mut report = Report {
            unknown,
            ..Report::default()
        };
        let mut rejected = Rejected::new(rejected)?;
        let mut batch: Vec<Good> = Vec::with_capacity(BATCH_LINES);
        let mut hashes = HashSet::new();
        let mut seen = twice::Seen::none();
        while let Some((number, raw)) = list.next_line(lines::raw)? {
            match raw.and_then(|raw| check(&raw, now)) {
                Err(why) => {
                    report.rejected += 1;
                    rejected.tell(number, why)?;
                }
                Ok(line) => {
                    let hash = self.keys().matricule(&line.identity.matricule);
                    // A second line about the same person must see the first.
                    if batch.len() == BATCH_LINES || hashes.contains(&hash) {
                        let full = std::mem::take(&mut batch);
                        self.keep(full, &reading, &mut report, &mut rejected)
                            .await?;
                        hashes.clear();
                    }
                    hashes.insert(hash);
                    let before = seen.see(&hash, number);
                    batch.push(Good {
                        number,
                        line,
                        hash,
                        before,
                    });
                }
            }
        }
        self.keep(batch, &reading, &mut report, &mut rejected)
            .await?;
        // An adult's new number may stand behind the line of their child.
        self.settle_attachments(Moved::By(reading)).await?;
        rejected.close()?;
        Ok(report)
    }

    async fn keep(
        &self,
        batch: Vec<Good>,
        reading: &Reading,
        report: &mut Report,
        rejected: &mut Rejected<&mut (dyn Write + Send)>,
    ) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        // Somebody of these people may decide at this very moment: they are asked
        // again, and the file is read on.
        let mut tries = Tries::default();
        let kept = loop {
            let mut tx = self.store().begin("import insured people").await?;
            let done = self.keep_in(&mut tx, &batch, reading).await;
            if let Some(kept) = tries.end(tx, done).await? {
                break kept;
            }
        };
        report.added += kept.added;
        report.updated += kept.updated;
        report.unchanged += kept.unchanged;
        report.rejected += kept.rejected;
        report.twice += kept.twice;
        for (number, before, why) in kept.told {
            match before {
                Some(before) => rejected.tell_of_two(number, before, why)?,
                None => rejected.tell(number, why)?,
            }
        }
        Ok(())
    }

    async fn keep_in(&self, tx: &mut Tx, batch: &[Good], reading: &Reading) -> Result<KeptLines> {
        let mut report = KeptLines::default();
        let people = people_of(tx, batch.iter().map(|good| Some(good.hash))).await?;
        // Who is not known by this number may be by the one before.
        let before = batch.iter().zip(&people).map(|(good, found)| {
            let previous = good.line.previous.as_ref().filter(|_| found.is_none());
            previous.map(|number| self.keys().matricule(number))
        });
        let renumbered = people_of(tx, before).await?;
        let known = people.iter().zip(&renumbered).filter_map(|(a, b)| a.or(*b));
        let known = known.map(|person| Statement {
            sql: queries::COMPARED,
            params: vec![i64::from(person.bucket()).into(), person.into()],
        });
        let mut known = tx.run(known.collect()).await?.into_iter();
        let now = self.world().now();
        let mut writes = Vec::new();
        let mut deaths = Vec::new();
        let mut attached = Vec::new();
        for ((good, person), renumbered) in batch.iter().zip(people).zip(renumbered) {
            let card = good.line.card.as_ref().map(|card| self.keys().card(card));
            let said = queries::said(&good.line, card);
            let chance = &*self.world().chance;
            let number = &good.line.identity.matricule;
            let Some(found) = person.or(renumbered) else {
                report.added += 1;
                let person = PersonId::new(chance);
                let sealed = self.keys().seal_matricule(chance, person, number);
                writes.extend(queries::insert_insured(
                    person, good.hash, sealed, &good.line, said,
                ));
                writes.extend(self.attached(&good.line, person));
                continue;
            };
            let row = known.next().and_then(|found| found.rows.into_iter().next());
            let row = row.ok_or_else(|| Error::fault("a matricule leads to nobody"))?;
            let kept = values(&row, said.len())?;
            // A new number comes with the issuer that gave it.
            let identity = match person {
                Some(_) => queries::IDENTITY_COLUMNS,
                None => queries::TRAIT_COLUMNS,
            };
            if kept[..identity] != said[..identity] {
                report.differs(good);
                continue;
            }
            report.read(good);
            let anew = self.attached_anew(&good.line, found);
            if !anew.is_empty() {
                attached.push((writes.len(), found));
            }
            writes.extend(anew);
            if person.is_none() {
                let sealed = self.keys().seal_matricule(chance, found, number);
                let issuer = good.line.identity.issuer.oid();
                writes.extend(queries::renumber(found, good.hash, sealed, issuer));
            } else if kept == said {
                report.unchanged += 1;
                continue;
            }
            report.updated += 1;
            let dead = good.line.deceased_on.is_some();
            let died = said.last() != kept.last();
            // Who lives after all is told of it; if nothing could be sent, as
            // soon as it can.
            let of = queries::CONTACT_COLUMNS;
            let reached = !dead && kept[of.clone()] != said[of];
            if died || reached {
                deaths.push((found, dead));
            }
            if kept.get(queries::EMAIL_COLUMN) != said.get(queries::EMAIL_COLUMN) {
                writes.push(queries::put_email_changed(found, now));
            }
            writes.extend(queries::update_insured(found, &good.line, said));
        }
        let written = tx.run(writes).await?;
        // The first that is written of them takes them from others.
        let moved = attached.into_iter().map(|(place, child)| {
            let taken = written.get(place).is_some_and(|taken| taken.changed > 0);
            match taken {
                true => queries::insert_moved(child, now, reading),
                false => queries::update_moved(child, now, reading),
            }
        });
        tx.run(moved.collect()).await?;
        self.hold_all(tx, &deaths).await?;
        for (person, dead) in deaths {
            self.tell_death(tx, person, dead).await?;
        }
        Ok(report)
    }

    fn attached(&self, line: &Line, child: PersonId) -> Vec<Statement> {
        let adults = line.attached_to.iter().flatten();
        adults
            .map(|adult| queries::attach(self.keys().matricule(adult), child))
            .collect()
    }

    /// Somebody known is attached to the adults that their line names, and to
    /// no others.
    fn attached_anew(&self, line: &Line, child: PersonId) -> Vec<Statement> {
        let Some(adults) = &line.attached_to else {
            return Vec::new();
        };
        let adults = adults.iter().map(|adult| self.keys().matricule(adult));
        let adults: Vec<Hash> = adults.collect();
        let mut statements = vec![queries::detach(&adults, child)];
        statements.extend(self.attached(line, child));
        statements
    }

    /// Holds the spaces of the people whose death a batch tells, before what ends with
    /// it is taken away: who accepts to help one of them meanwhile is seen.
    async fn hold_all(&self, tx: &mut Tx, people: &[(PersonId, bool)]) -> Result<()> {
        let mut spaces = Vec::new();
        for (person, _) in people.iter().filter(|(_, dead)| *dead) {
            let kept = queries::find_space_of_in(tx, *person).await?;
            spaces.extend(kept.map(|kept| kept.space));
        }
        queries::hold_spaces(tx, &mut spaces).await
    }

    /// The fund told of a death, or took that back: feeding and reading stop,
    /// silence opens nothing; or go on. Who was not open yet stays closed for as
    /// long as nothing can be sent to them.
    async fn tell_death(&self, tx: &mut Tx, person: PersonId, dead: bool) -> Result<()> {
        let now = self.world().now();
        if dead {
            self.answers_for_nobody_in(tx, person, By::FUND).await?;
        }
        let Some(kept) = queries::find_space_of_in(tx, person).await? else {
            return Ok(());
        };
        if dead {
            self.identity().end_mandates(tx, kept.space).await?;
            self.no_more_care_in(tx, kept.space, person).await?;
        }
        let (what, next) = match dead {
            true => (Event::DeathTold, kept.life.close(now, Fate::Death)),
            false => (Event::DeathWithdrawn, kept.life.lives_after_all(now)),
        };
        let untold = match next {
            // Refused, closed or erased before: nothing to stop.
            Err(_) => return Ok(()),
            Ok(Life::Announced { .. }) => self.reachable_in(tx, person).await?.is_none(),
            Ok(_) => false,
        };
        if untold {
            return Ok(());
        }
        self.moved_and_told_in(tx, person, what, By::FUND, now, |life| match dead {
            true => life.close(now, Fate::Death),
            false => life.lives_after_all(now),
        })
        .await?;
        Ok(())
    }
}

/// The people of these numbers, each known or not.
async fn people_of(
    tx: &mut Tx,
    numbers: impl Iterator<Item = Option<Hash>>,
) -> Result<Vec<Option<PersonId>>> {
    let numbers: Vec<Option<Hash>> = numbers.collect();
    let asked = numbers
        .iter()
        .flatten()
        .map(|hash| Statement {
            sql: queries::PERSON_OF_MATRICULE,
            params: vec![(*hash).into()],
        })
        .collect();
    let mut answers = tx.run(asked).await?.into_iter();
    let mut person = || -> Result<Option<PersonId>> {
        let answer = answers.next();
        let row = answer.and_then(|found| found.rows.into_iter().next());
        row.map(|row| PersonId::from_slice(row.blob(0)?))
            .transpose()
    };
    numbers
        .iter()
        .map(|number| match number {
            Some(_) => person(),
            None => Ok(None),
        })
        .collect()
}

/// A row of [`queries::COMPARED`] as values: the ninth column is a hash, the
/// others are texts.
fn values(row: &store::Row, count: usize) -> Result<Vec<Value>> {
    (0..count)
        .map(|column| match column {
            8 => Ok(row.opt_blob(column)?.map(<[u8]>::to_vec).into()),
            _ => Ok(row.text(column)?.into()),
        })
        .collect()
}
