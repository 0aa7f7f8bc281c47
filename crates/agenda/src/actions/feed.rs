//! The feed: a secret address at which a calendar program fetches the agenda.
//! Whether one is in force the journal says; the table only finds whose it is.

use crate::Agenda;
use crate::diary::{Diary, Feed, Label};
use crate::entries;
use crate::ical::{self, Event, Start};
use crate::rules::{Kind, Status, hours};
use edge::{Page, secret_read, secret_written, texts};
use identity::{Allowance, Caller};
use journal::By;
use kernel::{Error, Kind as ErrorKind, Lang, Result, SpaceId, visible};
use sharing::{Change, Leave, Permit};
use std::time::Duration;

/// A calendar program asks every hour or so; one that asks without end writes a line
/// of the history each time.
const READS_MAX: u32 = 60;
const READS_WINDOW: Duration = Duration::from_hours(1);
/// Random bytes of a secret: 160 bits.
const SECRET: usize = 20;

impl Agenda {
    /// The feed of a space that is in force.
    pub(crate) fn feed(permit: &Permit) -> Result<Option<Feed>> {
        Ok(permit.state::<Diary>()?.feed)
    }

    /// Makes a feed, which says what the agenda says only if that is wanted; its
    /// secret, told this once. The one before is in force no more.
    ///
    /// # Errors
    /// Forbidden, in the first days of an account; not found, for anybody else.
    pub(crate) async fn make_feed(
        &self,
        caller: &Caller,
        space: SpaceId,
        words: bool,
    ) -> Result<String> {
        let (sharing, tables) = (self.sharing(), &self.0.tables);
        // It lets a program read, who knows whose: as letting anybody else in.
        let change = Change::WidenRights;
        sharing.check(caller, space, change).await?;
        let secret = sharing.world().random::<SECRET>();
        let hash = tables.feeds.hash(&secret);
        let chance = &*sharing.world().chance;
        tables.feed(&hash, space, chance).await?;
        let draft = |_: &Leave| Ok(vec![entries::feed_made(&hash, words)]);
        sharing.change(caller, space, change, draft).await?;
        tables.feeds.forget(space, Some(&hash)).await?;
        Ok(secret_written(&secret))
    }

    /// Ends the feed: from here on its address is found by nobody.
    ///
    /// # Errors
    /// Not found, for anybody but the holder.
    pub(crate) async fn end_feed(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        let draft = |leave: &Leave| {
            let feed = leave.state::<Diary>()?.feed;
            Ok(feed.map_or_else(Vec::new, |_| vec![entries::feed_ended()]))
        };
        let change = Change::SetRights;
        self.sharing().change(caller, space, change, draft).await?;
        self.0.tables.feeds.forget(space, None).await
    }

    /// What a calendar program fetches at this address, after the line that says so.
    ///
    /// # Errors
    /// Not found, for whatever reason it is none: never made, ended, of a space that
    /// is not open, of an account that does not reach it any more; too many, where it is
    /// asked without end.
    pub(crate) async fn fetch(&self, secret: &str, lang: Lang) -> Result<String> {
        let fetched = self.fetched(secret, lang).await;
        fetched.map_err(|error| match error.kind() {
            ErrorKind::Forbidden => Error::not_found(),
            _ => error,
        })
    }

    async fn fetched(&self, secret: &str, lang: Lang) -> Result<String> {
        let secret: [u8; SECRET] = secret_read(secret).ok_or_else(Error::not_found)?;
        let hash = self.0.tables.feeds.hash(&secret);
        let space = self.0.tables.feeds.find(&hash).await?;
        let space = space.ok_or_else(Error::not_found)?;
        let in_force = |feed: &Option<Feed>| {
            let feed = feed.filter(|feed| feed.hash == hash);
            feed.ok_or_else(Error::not_found)
        };
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let feed = in_force(&book.state::<Diary>()?.feed)?;
        let holder = self.0.parts.identity.holder_away(feed.account).await?;
        let holder = holder.ok_or_else(Error::not_found)?;
        let allowance = Allowance {
            what: "agenda feed",
            of: &hash,
            most: READS_MAX,
            each: READS_WINDOW,
            code: "agenda-feed-slow",
        };
        self.0.parts.identity.spend(&allowance).await?;
        let permit = self.sharing().permit_feed(holder, space).await?;
        // The record the line was written on, which may be a later one.
        let feed = in_force(&Self::feed(&permit)?)?;
        let listed = Self::listed(&permit)?;
        let labels = listed.iter().map(|listed| &listed.label);
        Ok(file(labels, feed.words, lang))
    }

    /// The agenda as a file, for its holder: all of it, or one item.
    pub(crate) fn file(
        permit: &Permit,
        only: Option<crate::diary::ItemId>,
        lang: Lang,
    ) -> Result<String> {
        let listed = Self::listed(permit)?;
        let wanted = |label: &&Label| only.is_none_or(|id| label.id == id);
        let mut labels = listed.iter().map(|it| &it.label).filter(wanted).peekable();
        match (labels.peek(), only) {
            (None, Some(_)) => Err(Error::not_found()),
            _ => Ok(file(labels, true, lang)),
        }
    }
}

/// All that a permit shows of an agenda, for its holder to carry away: what is
/// past too, with the questions they prepared. None, without anything.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn carried(permit: &Permit, lang: Lang) -> Result<Option<String>> {
    let listed = Agenda::listed(permit)?;
    let told = listed.iter().map(|it| {
        let mut event = event(&it.label, true, lang);
        let parts = [event.description.as_str(), it.prepared.questions.as_str()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        event.description = parts.collect::<Vec<_>>().join("\n");
        event.cancelled |= it.label.status == Status::ByMistake;
        event
    });
    let events: Vec<Event> = told.collect();
    let name = texts::say(lang, "agenda-file-name", &[]);
    Ok((!events.is_empty()).then(|| ical::calendar(&name, &events)))
}

fn file<'a>(labels: impl Iterator<Item = &'a Label>, words: bool, lang: Lang) -> String {
    // What was never meant to be is in no calendar.
    let meant = labels.filter(|label| label.status != Status::ByMistake);
    let events: Vec<Event> = meant.map(|label| event(label, words, lang)).collect();
    ical::calendar(&texts::say(lang, "agenda-file-name", &[]), &events)
}

fn event(label: &Label, words: bool, lang: Lang) -> Event {
    let content = &label.content;
    let plain = texts::say(lang, &format!("agenda-file-{}", content.kind.key()), &[]);
    let (summary, location, description) = match words {
        false => (plain, String::new(), String::new()),
        true => {
            let titled = !content.title.is_empty() || !content.with.is_empty();
            let summary = titled.then(|| label.called().to_owned());
            let with =
                Some(&content.with).filter(|with| !with.is_empty() && *with != label.called());
            let more = with
                .into_iter()
                .chain(Some(&content.note).filter(|note| !note.is_empty()));
            let description = more.map(String::as_str).collect::<Vec<_>>().join("\n");
            (summary.unwrap_or(plain), content.place.clone(), description)
        }
    };
    Event {
        uid: format!("{}@carnet", label.id),
        start: match hours::shown(content.at) {
            hours::Shown::Twice(first) => Start::Instant(content.moment().unwrap_or(first)),
            _ => Start::Local(content.at),
        },
        minutes: match content.kind {
            Kind::Appointment => content.lasts().as_secs() / 60,
            Kind::Reminder => 0,
        },
        changed_at: label.changed_at,
        changes: label.changes,
        cancelled: label.status == Status::Cancelled,
        summary,
        location,
        description,
    }
}

/// Who made an item, where it was not its holder.
pub(crate) fn maker(page: &Page, by: &By) -> Option<String> {
    match by {
        By::Professional { name, place, .. } => Some(match place {
            Some((_, place)) => format!("{name}, {place}"),
            None => name.clone(),
        }),
        By::Service { name, .. } => Some(page.t1("agenda-service", "name", visible(name))),
        By::Institution { name, .. } | By::Keeper { name } => Some(name.clone()),
        By::Holder { .. } | By::Carer { .. } | By::Finder => None,
    }
}
