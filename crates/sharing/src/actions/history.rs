//! The history of a space: what its holder is told of reads and changes, line
//! by line.

mod cut;
mod own;
mod told;

pub use told::{HistoryPlace, LineId, Told};

use super::Sharing;
use super::letting::Target;
use crate::permit::{Permit, Scope};
use crate::rights::Rights;
use crate::rights::entries::OF_SECRETS;
use crate::rules::Act;
use cut::Cut;
use identity::Caller;
use journal::{Read, Written};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use std::iter::Peekable;

/// Rows read at once, to find the first that is told.
const ROWS_READ: u32 = 200;
/// How the acts of conversations begin: of those that are the young person's own who
/// answers for them is told nothing.
const CONVERSING: [&str; 2] = ["thread-", "message-"];

/// Whether a line is not told to whoever reads the history now: of a document that
/// waits for a consultation, until its patient sees it; and to who answers for a child,
/// whatever is of a secret, or was, and what nobody is told of anyhow: so that what they
/// see is counted and parted as if the rest had never been.
fn untold(permit: &Permit) -> Result<impl Fn(&Told) -> bool> {
    let (rights, now) = (permit.state::<Rights>()?, permit.now);
    let kept_from = permit.is_representatives();
    Ok(move |told: &Told| {
        let about = |is: &dyn Fn(DocumentId) -> bool| told.about().is_some_and(is);
        let secret = || {
            let act = told.act();
            let conversing = CONVERSING.iter().any(|kind| act.starts_with(kind));
            let own = conversing && !about(&|id| rights.is_of_the_family(id));
            let own = own || told.is_of_own_conversation();
            let of_secrets = act.is_empty() || act.starts_with(OF_SECRETS);
            of_secrets || own || about(&|id| rights.is_secret(id))
        };
        about(&|id| rights.reserved(id, now)) || (kept_from && secret())
    })
}

impl Sharing {
    /// The history, newest first: `limit` lines from `place` on, or a few more
    /// (changes made at once stay together), and where the next page begins.
    ///
    /// # Errors
    /// Not found, with a permit for something else; else as the store.
    pub async fn history(
        &self,
        permit: &Permit,
        place: HistoryPlace,
        limit: u32,
    ) -> Result<(Vec<Told>, Option<HistoryPlace>)> {
        tells(permit)?;
        let pen = &self.0.pen;
        let place = as_of(permit, place);
        let reads = pen.reads(&permit.book, place.reads, limit + 1).await?;
        let changes = pen.changes(&permit.book, place.changes, limit + 1).await?;
        let (mut all, mut more) = merged(reads, changes, limit as usize);
        let next = all.iter().fold(place, HistoryPlace::behind);
        let untold = untold(permit)?;
        all.retain(|told| !untold(told));
        if let Some(since) = permit.asker.since(permit.space()) {
            let told = all.len();
            all.retain(|told| told.at() >= since);
            more &= all.len() == told;
            all.iter_mut().for_each(Told::untitled);
        }
        Ok((all, more.then_some(next)))
    }

    /// One line of the history; of changes made at once, the last. Who answers for a
    /// child has none: the number of a line tells how many there are.
    ///
    /// # Errors
    /// Not found, without such a line; else as [`Self::history`].
    pub async fn history_line(&self, permit: &Permit, line: LineId) -> Result<Told> {
        tells(permit)?;
        if permit.is_representatives() {
            return Err(Error::not_found());
        }
        let since = permit.asker.since(permit.space());
        let untold = untold(permit)?;
        let found = match line {
            LineId::Read(n) if n > permit.line => None,
            LineId::Change(seq) if seq > permit.version() => None,
            LineId::Read(n) => self.read_at(permit, n).await?.map(Told::Read),
            LineId::Change(seq) => {
                // Of changes made at once, the last that the history tells.
                let changes = self.changes_at(permit, seq).await?;
                let mut told = changes.into_iter().map(Told::Change);
                told.find(|told| !told.act().is_empty() && !untold(told))
            }
        };
        let mut told = found
            .filter(|told| told.id() == line)
            .filter(|told| since.is_none_or(|since| told.at() >= since))
            .filter(|told| !untold(told))
            .ok_or_else(Error::not_found)?;
        if since.is_some() {
            told.untitled();
        }
        Ok(told)
    }

    /// The place from which on all lines are older than this instant, found
    /// without reading what is newer. Where a clock was set back, lines of that
    /// time may be on the wrong side of it.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub async fn history_before(
        &self,
        permit: &Permit,
        instant: Timestamp,
    ) -> Result<HistoryPlace> {
        tells(permit)?;
        let mut place = HistoryPlace::default();
        let newest = self.read_at(permit, u64::MAX).await?;
        let newest = newest.map(|read| (read.n, read.at));
        if let Some(mut search) = Cut::new(newest, instant) {
            while let Some(n) = search.middle() {
                let read = self.read_at(permit, n).await?;
                search.seen(n, read.is_none_or(|read| read.at < instant));
            }
            place.reads = Some(search.high);
        }
        let newest = self.change_at(permit, u64::MAX).await?;
        let newest = newest.map(|change| (change.seq, change.at));
        if let Some(mut search) = Cut::new(newest, instant) {
            while let Some(seq) = search.middle() {
                let change = self.change_at(permit, seq).await?;
                search.seen(seq, change.is_none_or(|change| change.at < instant));
            }
            place.changes = Some(search.high);
        }
        Ok(place)
    }

    /// When the history begins, as far as this permit shows it.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub async fn history_begins(&self, permit: &Permit) -> Result<Option<Timestamp>> {
        tells(permit)?;
        let (read, change) = match permit.is_representatives() {
            true => self.first_told(permit).await?,
            false => (
                self.read_at(permit, 1).await?.map(|read| read.at),
                self.change_at(permit, 1).await?.map(|change| change.at),
            ),
        };
        let first = read.into_iter().chain(change).min();
        let since = permit.asker.since(permit.space());
        Ok(first.map(|first| since.map_or(first, |since| first.max(since))))
    }

    /// When the first read and the first change were that are told to who answers for a
    /// child: that there was something before tells of it.
    async fn first_told(&self, permit: &Permit) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
        let untold = untold(permit)?;
        let (pen, book) = (&self.0.pen, &permit.book);
        let (mut read, mut change) = (None, None);
        // From the first row on, so many at once: of these, the newest comes first.
        for from in (1..).step_by(ROWS_READ as usize) {
            let rows = pen.reads(book, Some(from + u64::from(ROWS_READ)), ROWS_READ);
            let mut rows = rows.await?;
            rows.retain(|row| row.n >= from && row.n <= permit.line);
            let is_over = rows.is_empty();
            let mut lines = rows.into_iter().rev().map(Told::Read);
            read = lines.find(|line| !untold(line)).map(|line| line.at());
            if is_over || read.is_some() {
                break;
            }
        }
        for from in (1..).step_by(ROWS_READ as usize) {
            let rows = pen.changes(book, Some(from + u64::from(ROWS_READ)), ROWS_READ);
            let mut rows = rows.await?;
            rows.retain(|row| row.seq >= from && row.seq <= permit.version());
            let is_over = rows.is_empty();
            let mut lines = rows.into_iter().rev().map(Told::Change);
            change = lines.find(|line| !untold(line)).map(|line| line.at());
            if is_over || change.is_some() {
                break;
            }
        }
        Ok((read, change))
    }

    /// Lets the holder take the history away, whole or in part; that they did,
    /// and in what form, is a line of it.
    ///
    /// # Errors
    /// Forbidden, in the first days of an account that keep back what is older;
    /// else as [`Self::permit_history`].
    pub async fn permit_export(
        &self,
        caller: &Caller,
        space: SpaceId,
        form: &str,
    ) -> Result<Permit> {
        self.permit(caller, space, Act::ExportHistory, |_| {
            Ok(Target {
                scope: Scope::History,
                act: "history-exported",
                about: None,
                what: form.to_owned(),
                facts: None,
            })
        })
        .await
    }

    async fn read_at(&self, permit: &Permit, n: u64) -> Result<Option<Read>> {
        let before = n.checked_add(1);
        let reads = self.0.pen.reads(&permit.book, before, 1).await?;
        Ok(reads.into_iter().next())
    }

    async fn change_at(&self, permit: &Permit, seq: u64) -> Result<Option<Written>> {
        Ok(self.changes_at(permit, seq).await?.into_iter().next())
    }

    /// The changes of the row of this place, or of the last before it.
    async fn changes_at(&self, permit: &Permit, seq: u64) -> Result<Vec<Written>> {
        self.0
            .pen
            .changes(&permit.book, seq.checked_add(1), 1)
            .await
    }
}

/// The place, not behind the permit's own line and version: a permit that is used for
/// a while, for an export, knows nothing of what came since, nor from whom it is kept.
fn as_of(permit: &Permit, place: HistoryPlace) -> HistoryPlace {
    let last = |place: Option<u64>, last: u64| {
        let end = last.saturating_add(1);
        Some(place.map_or(end, |place| place.min(end)))
    };
    HistoryPlace {
        reads: last(place.reads, permit.line),
        changes: last(place.changes, permit.version()),
    }
}

/// The home of a space shows the last lines too: the titles in them are labels,
/// which its permit opens.
fn tells(permit: &Permit) -> Result<()> {
    let own = permit.scope == Scope::Labels && permit.is_at_home();
    match matches!(permit.scope, Scope::History | Scope::Whole) || own {
        true => Ok(()),
        false => Err(Error::not_found()),
    }
}

/// Both logs as one, newest first: each keeps its own order, whatever clocks
/// said. Changes made at once are not parted, since the next page begins before
/// a row. And whether there is more.
fn merged(reads: Vec<Read>, changes: Vec<Written>, limit: usize) -> (Vec<Told>, bool) {
    let mut reads = reads.into_iter().map(Told::Read).peekable();
    let mut changes = changes.into_iter().map(Told::Change).peekable();
    let mut all: Vec<Told> = Vec::new();
    while all.len() < limit {
        match newer(&mut reads, &mut changes) {
            Some(told) => all.push(told),
            None => break,
        }
    }
    let last = all.iter().rev().find(|told| !told.is_read()).map(Told::id);
    while last.is_some() && changes.peek().map(Told::id) == last {
        all.extend(changes.next());
    }
    (all, reads.peek().is_some() || changes.peek().is_some())
}

fn newer<I, J>(reads: &mut Peekable<I>, changes: &mut Peekable<J>) -> Option<Told>
where
    I: Iterator<Item = Told>,
    J: Iterator<Item = Told>,
{
    match (reads.peek(), changes.peek()) {
        (Some(read), Some(change)) if read.at() < change.at() => changes.next(),
        (Some(_), _) => reads.next(),
        (None, _) => changes.next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::By;
    use kernel::AccountId;

    fn by() -> By {
        By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: String::from("Ana"),
            represents: false,
        }
    }

    fn read(n: u64, at: i64) -> Read {
        Read {
            n,
            at: Timestamp::from_millis(at),
            by: by(),
            act: String::from("record-read"),
            about: None,
            what: String::new(),
            why: String::new(),
        }
    }

    fn change(seq: u64, at: i64) -> Written {
        Written {
            seq,
            at: Timestamp::from_millis(at),
            by: by(),
            act: String::from("document-added"),
            about: None,
            what: String::new(),
            why: String::new(),
            slice: 1,
            version: 1,
            payload: Vec::new(),
        }
    }

    fn ids(all: &[Told]) -> Vec<String> {
        all.iter().map(|told| told.id().to_string()).collect()
    }

    #[test]
    fn both_logs_keep_their_order_when_a_clock_was_set_back() {
        // The second read was written after the first, at an earlier hour.
        let reads = vec![read(3, 30), read(2, 10), read(1, 50)];
        let (all, more) = merged(reads, vec![change(1, 20)], 10);
        assert_eq!(ids(&all), ["l3", "c1", "l2", "l1"]);
        assert!(!more);
    }

    #[test]
    fn changes_made_at_once_are_never_parted_by_a_page() {
        let changes = || vec![change(2, 40), change(2, 40), change(2, 40), change(1, 10)];
        let (all, more) = merged(vec![read(1, 20)], changes(), 2);
        assert_eq!(ids(&all), ["c2", "c2", "c2"]);
        assert!(more);
        let next = all
            .iter()
            .fold(HistoryPlace::default(), HistoryPlace::behind);
        assert_eq!((next.reads, next.changes), (None, Some(2)));
    }

    #[test]
    fn the_id_of_a_line_is_read_as_it_is_written_and_nothing_else_is() {
        for id in [LineId::Read(12), LineId::Change(7)] {
            assert_eq!(id.to_string().parse::<LineId>().ok(), Some(id));
        }
        for wrong in ["", "l", "12", "l-1", "l+1", "x3", "l99999999999999999999"] {
            assert!(wrong.parse::<LineId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_lines_before_an_instant_are_found_in_a_few_steps() {
        // A million lines, one each ten milliseconds.
        let at = |n: u64| Timestamp::from_millis(i64::try_from(n * 10).unwrap_or(i64::MAX));
        let newest = Some((1_000_000, at(1_000_000)));
        for (instant, expected) in [
            (0, Some(1)),
            (10, Some(1)),
            (11, Some(2)),
            (5_000_000, Some(500_000)),
            (10_000_000, Some(1_000_000)),
            (10_000_001, None),
        ] {
            let instant = Timestamp::from_millis(instant);
            let mut steps = 0;
            let found = Cut::new(newest, instant).map(|mut search| {
                while let Some(n) = search.middle() {
                    search.seen(n, at(n) < instant);
                    steps += 1;
                }
                search.high
            });
            assert_eq!(found, expected, "{instant:?}");
            assert!(steps <= 20, "{steps} steps");
        }
    }
}
