//! Telling people who have no space yet, batch by batch.

use crate::Campaigns;
use crate::queries::{self, Added, Kept};
use crate::rules::name::Name;
use crate::spool::{Batch, BatchId, Line, Spool};
use kernel::{Error, Result, Timestamp};
use post::Email;
use spaces::{Candidate, Channel, Code, Telling};

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
        }
    }
}

/// One process's run of campaigns: it holds the lease while it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    holder: [u8; 16],
}

impl Campaigns {
    /// Begins a campaign, or takes up the one of this name where it stands.
    ///
    /// # Errors
    /// Conflict, while another campaign runs, here or in another process, or
    /// when this one is finished.
    pub async fn begin(&self, name: &Name, wanted: u64) -> Result<Run> {
        let now = self.world().now();
        let run = self.lease("begin a campaign").await?;
        let mut tx = self.store().begin("begin a campaign").await?;
        let refused = match (
            queries::find_campaign(&mut tx, name).await?,
            queries::find_running(&mut tx).await?,
        ) {
            (Some(kept), _) if kept.done => Some("campaign-done"),
            (Some(_), _) => None,
            (None, Some(_)) => Some("campaign-other-running"),
            (None, None) => {
                queries::insert_campaign(&mut tx, name, wanted, now).await?;
                None
            }
        };
        tx.commit().await?;
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

    /// Tells the next batch of people; how far the campaign is then, and
    /// whether it is finished. Whatever dies on the way, the next call goes on
    /// from what was committed.
    ///
    /// # Errors
    /// Conflict, when another process took over; unavailable, when the disk or
    /// the store does not answer: nobody of the batch was told then.
    pub async fn announce_batch(&self, run: Run, name: &Name) -> Result<(Progress, bool)> {
        let kept = self.kept(run, name).await?;
        let spool = Spool::open(&self.config().folder, &self.0.spool)?;
        self.recover(&spool, &kept)?;
        let left = usize::try_from(kept.wanted.saturating_sub(kept.told())).unwrap_or(usize::MAX);
        let people = match left {
            0 => Vec::new(),
            _ => self.spaces().candidates(kept.cursor).await?,
        };
        let now = self.world().now();
        let Some(last) = people.last().map(|one| one.place) else {
            let mut tx = self.store().begin("finish a campaign").await?;
            queries::finish_campaign(&mut tx, kept.id, now).await?;
            tx.commit().await?;
            return Ok((self.progress_of(name).await?, true));
        };
        let (told, lines, added, cursor) = self.compose(people, left);
        let cursor = cursor.unwrap_or(last);
        let id = BatchId {
            campaign: kept.id,
            number: kept.batches + 1,
        };
        let with_file = !told.is_empty();
        if with_file {
            let batch = Batch {
                at: now.millis(),
                lines,
            };
            spool.write(&*self.world().chance, id, &batch)?;
        }
        kernel::kill_point("announce-before-commit");
        let mut tx = self.store().begin("tell a batch").await?;
        if !queries::take_lease(&mut tx, run.holder, now).await? {
            return Err(Error::conflict("campaign-elsewhere"));
        }
        queries::see_clock(&mut tx, now).await?;
        self.spaces()
            .tell_many(&mut tx, &told, kept.id, now)
            .await?;
        queries::update_campaign(&mut tx, &kept, cursor, added, with_file).await?;
        tx.commit().await?;
        kernel::kill_point("announce-after-commit");
        if with_file {
            spool.settle(id)?;
        }
        Ok((self.progress_of(name).await?, false))
    }

    /// The campaign as it stands, for who holds the lease.
    async fn kept(&self, run: Run, name: &Name) -> Result<Kept> {
        let mut tx = self.store().begin("look at a campaign").await?;
        if !queries::take_lease(&mut tx, run.holder, self.world().now()).await? {
            return Err(Error::conflict("campaign-elsewhere"));
        }
        let kept = queries::find_campaign(&mut tx, name).await?;
        tx.commit().await?;
        kept.ok_or_else(Error::not_found)
    }

    /// Settles the file of the last batch that was told, throws away that of
    /// the batch that was not.
    pub(crate) fn recover(&self, spool: &Spool<'_>, kept: &Kept) -> Result<()> {
        let id = |number| BatchId {
            campaign: kept.id,
            number,
        };
        if kept.batches > 0 {
            spool.settle_if_there(id(kept.batches))?;
        }
        spool.discard(id(kept.batches + 1))
    }

    /// Codes and lines for these people, `left` of them at most.
    #[allow(clippy::type_complexity, reason = "four answers of one walk")]
    fn compose(
        &self,
        people: Vec<Candidate>,
        left: usize,
    ) -> (Vec<Telling>, Vec<Line>, Added, Option<spaces::Place>) {
        let chance = &*self.world().chance;
        let mut added = Added::default();
        let mut told = Vec::with_capacity(people.len());
        let mut lines = Vec::with_capacity(people.len());
        let mut cursor = None;
        for one in people {
            if told.len() == left {
                break;
            }
            cursor = Some(one.place);
            if one.for_people {
                added.for_people += 1;
                continue;
            }
            let code = Code::generate(chance);
            let email = one.to.contact.email.parse::<Email>();
            let channel = match &email {
                Ok(_) => Channel::Email,
                Err(_) => Channel::Letter,
            };
            match channel {
                Channel::Email => added.emails += 1,
                Channel::Letter => added.letters += 1,
            }
            lines.push(Line {
                person: one.place.person.to_string(),
                code: code.in_groups(),
                name: one.to.name,
                address_line: one.to.contact.address_line,
                postcode: one.to.contact.postcode,
                city: one.to.contact.city,
                email: email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
            });
            told.push(Telling {
                person: one.place.person,
                channel,
                code,
            });
        }
        (told, lines, added, cursor)
    }

    async fn progress_of(&self, name: &Name) -> Result<Progress> {
        let mut tx = self.store().begin("look at a campaign").await?;
        let kept = queries::find_campaign(&mut tx, name).await?;
        tx.commit().await?;
        kept.map(Progress::from).ok_or_else(Error::not_found)
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
