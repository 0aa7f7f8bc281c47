//! Telling people who have no space yet, batch by batch.

use crate::Campaigns;
use crate::queries::{self, Added, Kept, NewBatch};
use crate::rules::aside::Aside;
use crate::rules::name::Name;
use crate::spool::{Batch, BatchId, Line, Spool};
use kernel::{Error, Kind, PersonId, Result, Timestamp};
use post::Email;
use spaces::notices::Addressee;
use spaces::{Candidate, Channel, Code, Telling};
use store::Tx;

/// How often in a row a batch is read again of which somebody died or has a space since.
const READ_AGAIN_MAX: u32 = 10;

/// How far a campaign is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Its name.
    pub name: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How many people it tells at most.
    pub wanted: u64,
    /// How many it told by post.
    pub letters: u64,
    /// How many by e-mail.
    pub emails: u64,
    /// How many it left for people to look at.
    pub for_people: u64,
    /// The administrator who began it; nobody, from the command line.
    pub begun_by: Option<String>,
}

impl From<Kept> for Progress {
    fn from(kept: Kept) -> Self {
        Self {
            name: kept.name,
            started_at: kept.started_at,
            finished_at: kept.finished_at,
            wanted: kept.wanted,
            letters: kept.letters,
            emails: kept.emails,
            for_people: kept.for_people,
            begun_by: kept.begun_by,
        }
    }
}

/// One process's run of campaigns: it holds the lease while it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    holder: [u8; 16],
}

/// What the next people of the register become.
#[derive(Default)]
struct Composed {
    told: Vec<Telling>,
    lines: Vec<Line>,
    aside: Vec<(PersonId, Aside)>,
    added: Added,
    /// The last one looked at, when not all were.
    stopped_at: Option<spaces::Place>,
}

/// A batch whose file is written and whom nobody told yet.
struct Ready {
    told: Vec<Telling>,
    aside: Vec<(PersonId, Aside)>,
    added: Added,
    /// Where the campaign stands afterwards.
    cursor: spaces::Place,
    /// None, where nobody is to be told.
    id: Option<BatchId>,
}

impl Campaigns {
    /// Begins a campaign, or takes up the one of this name where it stands.
    ///
    /// # Errors
    /// Conflict, while another campaign runs, here or in another process, when
    /// this one is finished, or was begun for another number of people.
    pub async fn begin(&self, name: &Name, wanted: u64) -> Result<Run> {
        self.begin_as(name, wanted, None).await
    }

    /// As [`Self::begin`], for an administrator on the site: whatever process
    /// serves goes on with it.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_by(&self, name: &Name, wanted: u64, by: &str) -> Result<()> {
        let run = self.begin_as(name, wanted, Some(by)).await?;
        self.end(run).await
    }

    async fn begin_as(&self, name: &Name, wanted: u64, by: Option<&str>) -> Result<Run> {
        let now = self.world().now();
        let run = self.lease("begin a campaign").await?;
        let mut tx = self.store().begin("begin a campaign").await?;
        let refused = match (
            queries::find_campaign(&mut tx, name).await?,
            queries::find_running(&mut tx).await?,
        ) {
            (Some(kept), _) if kept.done => Some("campaign-done"),
            (Some(kept), _) if !kept.wants(wanted) => Some("campaign-limit"),
            (Some(_), _) => None,
            (None, Some(_)) => Some("campaign-other-running"),
            (None, None) => {
                queries::insert_campaign(&mut tx, name, wanted, by, now).await?;
                None
            }
        };
        tx.commit().await?;
        if self.post().returns_unread() {
            tracing::warn!("e-mails that come back are read by nobody: set [post] returns");
        }
        match refused {
            None => Ok(run),
            Some(code) => {
                self.end(run).await?;
                Err(Error::conflict(code))
            }
        }
    }

    /// Takes up whatever campaign is not finished; none, if there is none.
    ///
    /// # Errors
    /// Conflict, while another process runs it.
    pub async fn resume(&self) -> Result<Option<(Run, Name)>> {
        let run = self.lease("resume a campaign").await?;
        let mut tx = self.store().begin("resume a campaign").await?;
        let running = queries::find_running(&mut tx).await?;
        tx.commit().await?;
        match running {
            Some(kept) => Ok(Some((run, kept.name.parse()?))),
            None => {
                self.end(run).await?;
                Ok(None)
            }
        }
    }

    pub(crate) async fn lease(&self, what: &'static str) -> Result<Run> {
        let run = Run {
            holder: self.world().random(),
        };
        let mut tx = self.store().begin(what).await?;
        let taken = queries::take_lease(&mut tx, run.holder, self.world().now()).await?;
        tx.commit().await?;
        match taken {
            true => Ok(run),
            false => Err(Error::conflict("campaign-elsewhere")),
        }
    }

    /// Lets another process go on.
    ///
    /// # Errors
    /// As the store.
    pub async fn end(&self, run: Run) -> Result<()> {
        queries::give_lease_back(self.store(), run.holder).await
    }

    /// Runs a campaign to its end, and lets another process go on, whatever
    /// comes of it.
    ///
    /// # Errors
    /// As [`Self::announce_batch`].
    pub async fn announce(&self, run: Run, name: &Name) -> Result<Progress> {
        let done = self.announce_all(run, name).await;
        let ended = self.end(run).await;
        let progress = done?;
        ended?;
        Ok(progress)
    }

    /// One batch is read and made ready ahead while the one before it is told. Nobody is
    /// told twice or forgotten by that: what is made ready is a file that counts for
    /// nothing until its batch's own transaction, which moves the campaign on from exactly
    /// where the batch before left it, or not at all; a process that dies leaves it to be
    /// thrown away, and the people of it are read again. What was read may be old by then:
    /// the transaction asks again who died or has a space, and refuses the whole batch.
    async fn announce_all(&self, run: Run, name: &Name) -> Result<Progress> {
        let mut kept = self.taken_up(run, name).await?;
        let mut ready = self.make_ready(kept.clone()).await?;
        let mut read_again = 0;
        while let Some(batch) = ready {
            let then = kept.after(batch.cursor, batch.added, batch.id.is_some());
            // While these are told, the next ones are made ready.
            let (campaigns, of) = (self.clone(), then.clone());
            let next = tokio::spawn(async move { campaigns.make_ready(of).await });
            let told = self.tell(run, &kept, batch).await;
            let next = next
                .await
                .map_err(|e| Error::fault("making a batch ready").because(e))?;
            if told? {
                (kept, ready, read_again) = (then, next?, 0);
                let (letters, emails) = (kept.letters, kept.emails);
                tracing::info!(letters, emails, "told");
            } else {
                may_read_again(&mut read_again)?;
                // The next ones were counted from these: both files are thrown away.
                kept = self.taken_up(run, name).await?;
                ready = self.make_ready(kept.clone()).await?;
            }
        }
        self.finish(run, &kept).await?;
        self.progress_of(name).await
    }

    /// Tells the next batch of people; how far the campaign is then, and
    /// whether it is finished. Whatever dies on the way, the next call goes on
    /// from what was committed.
    ///
    /// # Errors
    /// Conflict, when another process took over, or `campaign-clock`, while the
    /// clock is in doubt; unavailable, when the disk or the store does not
    /// answer: nobody of the batch was told then.
    pub async fn announce_batch(&self, run: Run, name: &Name) -> Result<(Progress, bool)> {
        let mut read_again = 0;
        let done = loop {
            let kept = self.taken_up(run, name).await?;
            let Some(batch) = self.make_ready(kept.clone()).await? else {
                self.finish(run, &kept).await?;
                break true;
            };
            if self.tell(run, &kept, batch).await? {
                break false;
            }
            may_read_again(&mut read_again)?;
        };
        Ok((self.progress_of(name).await?, done))
    }

    /// Where a campaign stands, with nothing lying about of tries that died.
    async fn taken_up(&self, run: Run, name: &Name) -> Result<Kept> {
        let kept = self.kept(run, name).await?;
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        self.recover(&spool, &kept).await?;
        Ok(kept)
    }

    /// Composes the next batch and writes its file, from where a campaign stands:
    /// nobody is told by that. Nothing, when all were looked at.
    async fn make_ready(&self, kept: Kept) -> Result<Option<Ready>> {
        let left = usize::try_from(kept.wanted.saturating_sub(kept.told())).unwrap_or(usize::MAX);
        if left == 0 {
            return Ok(None);
        }
        let (people, reached) = self.spaces().candidates(kept.cursor).await?;
        let Some(reached) = reached else {
            return Ok(None);
        };
        let composed = self.compose(people, left);
        let id = (!composed.told.is_empty()).then(|| BatchId {
            campaign: kept.id,
            number: kept.batches + 1,
            file: self.world().random(),
        });
        if let Some(id) = id {
            let spool = Spool::open(&self.config().folder, &self.0.spool)?;
            let lines = composed.lines;
            self.noted(spool.write(&*self.world().chance, id, &Batch { lines }))?;
        }
        Ok(Some(Ready {
            told: composed.told,
            aside: composed.aside,
            added: composed.added,
            cursor: composed.stopped_at.unwrap_or(reached),
            id,
        }))
    }

    /// Tells a batch that is ready, all of it or none, and settles its file. Whether it
    /// was told: not, if somebody of it died or has a space since they were read.
    async fn tell(&self, run: Run, kept: &Kept, ready: Ready) -> Result<bool> {
        kernel::kill_point("announce-before-commit");
        let now = self.world().now();
        let batch = ready.id.map(|id| NewBatch {
            id,
            people: ready.told.len() as u64,
            at: now,
        });
        let mut tx = self.store().begin("tell a batch").await?;
        self.keep(&mut tx, run, now).await?;
        self.see_clock_to_tell(&mut tx, now).await?;
        let spaces = self.spaces();
        match spaces.tell_many(&mut tx, &ready.told, kept.id, now).await {
            Err(error) if error.kind() == Kind::Conflict => {
                tx.rollback().await?;
                return Ok(false);
            }
            told => told?,
        }
        queries::insert_aside(&mut tx, kept.id, &ready.aside).await?;
        queries::update_campaign(&mut tx, kept, ready.cursor, ready.added, batch).await?;
        tx.commit().await?;
        kernel::kill_point("announce-after-commit");
        if let Some(id) = ready.id {
            Spool::open(&self.config().folder, &self.0.spool)?.settle(id)?;
        }
        Ok(true)
    }

    async fn finish(&self, run: Run, kept: &Kept) -> Result<()> {
        let now = self.world().now();
        let mut tx = self.store().begin("finish a campaign").await?;
        self.keep(&mut tx, run, now).await?;
        queries::finish_campaign(&mut tx, kept.id, now).await?;
        tx.commit().await
    }

    /// Goes on holding the lease.
    pub(crate) async fn keep(&self, tx: &mut Tx, run: Run, now: Timestamp) -> Result<()> {
        match queries::take_lease(tx, run.holder, now).await? {
            true => Ok(()),
            false => Err(Error::conflict("campaign-elsewhere")),
        }
    }

    /// The campaign as it stands, for who holds the lease.
    async fn kept(&self, run: Run, name: &Name) -> Result<Kept> {
        let now = self.world().now();
        let mut tx = self.store().begin("look at a campaign").await?;
        self.keep(&mut tx, run, now).await?;
        self.see_clock_to_tell(&mut tx, now).await?;
        let kept = queries::find_campaign(&mut tx, name).await?;
        tx.commit().await?;
        kept.ok_or_else(Error::not_found)
    }

    /// Settles the file of the last batch that was told, throws away what was
    /// written for batches that were not.
    pub(crate) async fn recover(&self, spool: &Spool<'_>, kept: &Kept) -> Result<()> {
        if let Some(last) = queries::find_batch(self.store(), kept.id, kept.batches).await? {
            spool.settle_if_there(last)?;
        }
        spool.discard_untold(kept.id)
    }

    /// Codes and lines for these people, `left` of them at most.
    fn compose(&self, people: Vec<Candidate>, left: usize) -> Composed {
        let mut composed = Composed::default();
        for one in people {
            if composed.told.len() == left {
                return composed;
            }
            composed.stopped_at = Some(one.place);
            let person = one.place.person;
            let email = one.to.contact.email.parse::<Email>().ok();
            let aside = match one.for_people {
                true => Some(Aside::Provisional),
                false if email.is_some() => None,
                false => no_letter_for(&one.to),
            };
            if let Some(why) = aside {
                composed.added.for_people += 1;
                composed.aside.push((person, why));
                continue;
            }
            let code = Code::generate(&*self.world().chance);
            let channel = match &email {
                Some(_) => Channel::Email,
                None => Channel::Letter,
            };
            match channel {
                Channel::Email => composed.added.emails += 1,
                Channel::Letter => composed.added.letters += 1,
            }
            let email = email.map(|email| email.as_str().to_owned());
            composed.lines.push(Line {
                email: email.unwrap_or_default(),
                ..Line::by_post(person, &code, one.to)
            });
            composed.told.push(Telling {
                person,
                channel,
                code,
            });
        }
        composed.stopped_at = None;
        composed
    }

    async fn progress_of(&self, name: &Name) -> Result<Progress> {
        let mut tx = self.store().begin("look at a campaign").await?;
        let kept = queries::find_campaign(&mut tx, name).await?;
        tx.commit().await?;
        kept.map(Progress::from).ok_or_else(Error::not_found)
    }

    /// Whom a campaign left for people to look at, and why: those whose number
    /// is provisional, and those whom no notice could reach.
    ///
    /// # Errors
    /// As the store.
    pub async fn for_people(&self, name: &Name) -> Result<Vec<(PersonId, Aside)>> {
        queries::list_aside(self.store(), name).await
    }

    /// How far each campaign is, the latest first.
    ///
    /// # Errors
    /// As the store.
    pub async fn status(&self) -> Result<Vec<Progress>> {
        let kept = queries::list_campaigns(self.store()).await?;
        Ok(kept.into_iter().map(Progress::from).collect())
    }
}

/// Counts how often in a row a batch is read again that was not told.
///
/// # Errors
/// Conflict, when it was often enough: what stands in its way does not go by itself.
fn may_read_again(times: &mut u32) -> Result<()> {
    *times += 1;
    match *times <= READ_AGAIN_MAX {
        true => Ok(()),
        false => Err(Error::conflict("error-conflict").note("a batch cannot be told")),
    }
}

/// Why no letter can be written to somebody, if none can.
pub(crate) fn no_letter_for(to: &Addressee) -> Option<Aside> {
    let blank = |line: &str| line.trim().is_empty();
    if blank(&to.contact.address_line) || blank(&to.contact.city) {
        return Some(Aside::NoAddress);
    }
    let printed = paper::check_address(&to.lines());
    printed.is_err().then_some(Aside::Unprintable)
}
