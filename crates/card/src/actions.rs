//! What people can do with a card: say what is on it, make its code and end it,
//! and, whoever holds it, read it.

use crate::kept::{Card, Code, SECRET, about};
use crate::lines;
use crate::rules::{READS_WINDOW, Tick, chosen};
use crate::{Cards, entries, rules};
use edge::{secret_read, secret_written};
use identity::{Caller, Holder};
use journal::{Book, Standing};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use profile::Profile;
use sharing::{Change, HistoryPlace, Leave, Permit, Sharing};
use spaces::Face;
use spaces::alerts::{Alert, of_day};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// Lines of the history that are looked through for reads of the card.
const LOOKED_MAX: usize = 2_000;
/// Lines read at once.
const LINES_READ: u32 = 200;

/// A card before its finder, after the line that says so.
pub(crate) struct Found {
    pub permit: Permit,
    pub face: Face,
}

impl Cards {
    pub(crate) fn sharing(&self) -> &Sharing {
        &self.0.parts.sharing
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.sharing().world().now()
    }

    /// Whose card it is.
    pub(crate) async fn face(&self, space: SpaceId) -> Result<Face> {
        self.0.parts.spaces.open_face(space).await
    }

    /// The holder says what is on their card from now on, or who answers for them. The same again is nothing
    /// to write; what is not there to be ticked is left out.
    ///
    /// # Errors
    /// Not found, for anybody else; forbidden, in the first days of an account, when
    /// a code is in force and shows more by it; invalid, when it is too much.
    pub(crate) async fn choose(
        &self,
        caller: &Caller,
        space: SpaceId,
        wanted: &BTreeSet<Tick>,
    ) -> Result<()> {
        let dead = self.dead_code(space).await?;
        let draft = |leave: &Leave| {
            let card = leave.state::<Card>()?;
            let ticks = chosen(wanted, &lines::present(leave)?)?;
            if ticks == card.ticks {
                return Ok(Vec::new());
            }
            let code = card.code.as_ref().map(|code| code.hash);
            if code.is_some() && code != dead && !ticks.is_subset(&card.ticks) {
                leave.opens_card()?;
            }
            Ok(vec![entries::card_chosen(&ticks)])
        };
        let change = Change::KeepCard;
        self.sharing().change(caller, space, change, draft).await
    }

    /// Makes a code. The one before is in force no more.
    ///
    /// # Errors
    /// Forbidden, in the first days of an account; not found, for anybody else.
    pub(crate) async fn make_code(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        let (sharing, tables) = (self.sharing(), &self.0.tables);
        // It lets whoever finds the card read: as letting anybody else in.
        let change = Change::OpenCard;
        sharing.check(caller, space, change).await?;
        let chance = &*sharing.world().chance;
        let id = DocumentId::new(chance);
        let secret = sharing.world().random::<SECRET>();
        let hash = tables.codes.hash(&secret);
        tables.code(&hash, space, chance, self.now()).await?;
        let draft = |_: &Leave| Ok(vec![entries::code_made(id, &hash, &secret)]);
        sharing.change(caller, space, change, draft).await?;
        tables.codes.forget(space, Some(&hash)).await
    }

    /// Ends the code: from here on its address is found by nobody.
    ///
    /// # Errors
    /// Not found, for anybody but the holder and who answers for them.
    pub(crate) async fn end_code(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        let draft = |leave: &Leave| {
            let code = leave.state::<Card>()?.code.as_ref();
            Ok(code.map_or_else(Vec::new, |_| vec![entries::code_ended()]))
        };
        let change = Change::KeepCard;
        self.sharing().change(caller, space, change, draft).await?;
        self.0.tables.codes.forget(space, None).await
    }

    /// The address of the card, if a code is in force, in the language of its path.
    pub(crate) async fn address(&self, permit: &Permit, prefix: &str) -> Result<Option<String>> {
        let Some(code) = self.code(permit).await? else {
            return Ok(None);
        };
        // The first days of an account keep back what was made before it.
        let Ok(secret) = code.secret.label(permit) else {
            return Ok(None);
        };
        let origin = &self.0.parts.origin;
        Ok(Some(format!(
            "{origin}{prefix}/u/{}",
            secret_written(&secret.0)
        )))
    }

    /// What whoever holds a card reads, after the line that says so. Its holder is
    /// told once a day.
    ///
    /// # Errors
    /// Not found, for whatever reason it is none: never made, ended, of a space that
    /// is not open, of an account that does not reach it any more; too many, where
    /// it is asked for too often.
    pub(crate) async fn find(&self, secret: &str, client: Option<IpAddr>) -> Result<Found> {
        let (tables, now) = (&self.0.tables, self.now());
        let slow = || Error::too_many("card-slow", READS_WINDOW);
        if !tables.count_asking(client, now).await? {
            return Err(Error::too_many("card-slow", rules::ASKED_WINDOW));
        }
        // What is no secret takes the same way as one that nobody made.
        let read = secret_read::<SECRET>(secret);
        let hash = match &read {
            Some(secret) => tables.codes.hash(secret),
            None => tables.codes.hash(secret.as_bytes()),
        };
        let space = tables.codes.find(&hash).await?.filter(|_| read.is_some());
        let space = space.ok_or_else(Error::not_found)?;
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let code = in_force(&book, &hash)?;
        let maker = self.maker(code, space).await?;
        let holder = maker.ok_or_else(Error::not_found)?;
        if !tables.count_read(&hash, now).await? {
            return Err(slow());
        }
        let sharing = self.sharing();
        let permit = sharing
            .permit_card(holder, space, |book| {
                in_force(book, &hash)?;
                let ticks = &book.state::<Card>()?.ticks;
                Ok(about(book.state::<Profile>()?, ticks))
            })
            .await?;
        let face = self.face(space).await?;
        self.tell(space, permit.now()).await;
        Ok(Found { permit, face })
    }

    /// Who made a code, as they come to this space now: its holder, or who answers for
    /// them; nobody, once they do no more.
    async fn maker(&self, code: &Code, space: SpaceId) -> Result<Option<Holder>> {
        let identity = &self.0.parts.identity;
        let holder = identity.holder_away(code.account).await?;
        match holder.filter(|holder| holder.spaces.contains(&space)) {
            Some(holder) => Ok(Some(holder)),
            // What ended with a mandate stays ended: a later one opens it no more.
            None => {
                identity
                    .representative_since(code.account, space, code.since)
                    .await
            }
        }
    }

    /// What the code of a space is found by, where it opens the card no more: nobody is
    /// let in by what is ticked then.
    async fn dead_code(&self, space: SpaceId) -> Result<Option<[u8; 32]>> {
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let Some(code) = &book.state::<Card>()?.code else {
            return Ok(None);
        };
        let maker = self.maker(code, space).await?;
        Ok(maker.is_none().then_some(code.hash))
    }

    /// The code that a permit shows, if it opens the card: whoever made it comes to this
    /// space still.
    pub(crate) async fn code<'a>(&self, permit: &'a Permit) -> Result<Option<&'a Code>> {
        let Some(code) = &permit.state::<Card>()?.code else {
            return Ok(None);
        };
        let maker = self.maker(code, permit.space()).await?;
        Ok(maker.map(|_| code))
    }

    /// Tells the holder, once a day, and who answers for them. Whoever helps them does not wait for it: the
    /// line is written, and the next read tries again.
    async fn tell(&self, space: SpaceId, now: Timestamp) {
        if let Err(error) = self.tell_all(space, now).await {
            let error = error.log_text();
            tracing::warn!(error, "a holder was not told that their card was read");
        }
    }

    async fn tell_all(&self, space: SpaceId, now: Timestamp) -> Result<()> {
        let (parts, day) = (&self.0.parts, now.in_paris().date());
        for mandate in parts.identity.mandates_in(space).await? {
            let adult = parts.identity.holder_away(mandate.account).await?;
            if let Some(own) = adult.and_then(|adult| adult.own_space().ok()) {
                let alert = Alert::ChildCardRead(of_day(space, day));
                parts.spaces.alert(own, alert).await?;
            }
        }
        let alert = Alert::CardRead(of_day(space, day));
        parts.spaces.alert(space, alert).await
    }

    /// When the card was read, the last time first: as many as that, among the last
    /// lines of the history.
    pub(crate) async fn reads(&self, permit: &Permit, most: usize) -> Result<Vec<Timestamp>> {
        let (mut place, mut looked) = (HistoryPlace::default(), 0);
        let mut found = Vec::new();
        loop {
            let (told, next) = self.sharing().history(permit, place, LINES_READ).await?;
            looked += told.len();
            let reads = told.iter().filter(|told| told.act() == "card-read");
            found.extend(reads.map(sharing::Told::at));
            match next {
                Some(next) if found.len() < most && looked < LOOKED_MAX => place = next,
                _ => break,
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// Forgets what is noted of a space that was erased.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.0.tables.codes.forget(space, None).await
    }

    /// Forgets how often was asked from where, once its time is over.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<()> {
        self.0.tables.sweep(self.now()).await
    }
}

/// The code of this hash, if it is in force in a space that is open.
fn in_force<'a>(book: &'a Book, hash: &[u8; 32]) -> Result<&'a Code> {
    let code = book.state::<Card>()?.code.as_ref();
    let open = book.standing() == Standing::Open;
    let code = code.filter(|code| open && code.hash == *hash);
    code.ok_or_else(Error::not_found)
}
