//! What happens by itself: records are told of what ended without their holders,
//! and holders are reminded of what is connected. Twice is harmless.

use crate::Connected;
use crate::actions::REMINDED_EVERY;
use identity::Caller;
use identity::clients::services::{Left, Why};
use journal::{Due, Standing};
use kernel::{Error, Kind, Result, SpaceId, Timestamp};
use sharing::connections::{Ending, connection_ended};
use sharing::{Change, Connections, Leave};
use spaces::alerts::Alert;

/// Rows looked at in one go.
const AT_ONCE: i64 = 200;

impl Connected {
    /// Does what waits.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again next time.
    pub async fn work(&self) -> Result<()> {
        while self.tell_of_ends().await? {}
        let now = self.now();
        let due = &self.0.tables.reminders;
        due.each(now, "reminding of services", |due| self.remind(due, now))
            .await
    }

    /// Tells the next records of what ended; whether more wait that can be told now.
    async fn tell_of_ends(&self) -> Result<bool> {
        let services = self.services();
        let all = services.left(AT_ONCE).await?;
        let mut more = i64::try_from(all.len()) == Ok(AT_ONCE);
        for left in all {
            let connection = left.service.connection;
            match self.write_down(left).await {
                Ok(Told::Written) => services.told(connection).await?,
                Ok(Told::Shut) => services.tell_later(connection).await?,
                Err(error) => {
                    let error = error.log_text();
                    tracing::warn!(error, "a record was not told of a service's end this time");
                    more = false;
                }
            }
        }
        Ok(more)
    }

    async fn write_down(&self, left: Left) -> Result<Told> {
        let (space, id) = (left.service.space, left.service.connection);
        let ending = match left.why {
            Why::Service => Ending::Service,
            Why::UsedTwice => Ending::Copied,
        };
        // Its holder was told the first time, whether or not the record is shut.
        if left.why == Why::UsedTwice && !left.again {
            let alert = Alert::ServiceCopied(id.to_bytes());
            over(self.0.parts.spaces.alert(space, alert).await)?;
        }
        let draft = |leave: &Leave| {
            let one = leave.state::<Connections>()?.find(id);
            Ok(one
                .map(|one| connection_ended(one, ending))
                .into_iter()
                .collect())
        };
        let caller = Caller::Service(left.service);
        let change = Change::EndConnection;
        let written = self.sharing().change(&caller, space, change, draft).await;
        match written {
            Err(error) if is_over(&error) => {
                let book = self.0.parts.journal.look(space).await?;
                match book.map(|book| book.standing()) {
                    None => Ok(Told::Written),
                    Some(Standing::Shut) => Ok(Told::Shut),
                    // It opened meanwhile: it is told the next time.
                    Some(Standing::Open) => Err(error),
                }
            }
            done => done.map(|()| Told::Written),
        }
    }

    /// Reminds somebody, if anything is connected; when to do so again.
    async fn remind(&self, due: Due<()>, now: Timestamp) -> Result<Option<Timestamp>> {
        let parts = &self.0.parts;
        let Some(book) = parts.journal.look(due.space).await? else {
            return Ok(None);
        };
        if book.state::<Connections>()?.standing().next().is_none() {
            return Ok(None);
        }
        if book.standing() == Standing::Open {
            let id = occasion(due.space, due.due_at);
            let alert = Alert::ServicesConnected(id);
            parts.spaces.alert(due.space, alert).await?;
        }
        Ok(Some(now.plus(REMINDED_EVERY)))
    }
}

/// What became of what a record was to be told.
enum Told {
    /// It knows, or is gone.
    Written,
    /// It is shut, and may open again.
    Shut,
}

/// A record that is gone has nothing to be told.
fn over(done: Result<()>) -> Result<()> {
    match done {
        Err(error) if is_over(&error) => Ok(()),
        done => done,
    }
}

fn is_over(error: &Error) -> bool {
    error.kind() == Kind::NotFound
}

/// One reminder for one time it was due.
fn occasion(space: SpaceId, due_at: Timestamp) -> [u8; 16] {
    let due = due_at.millis().to_be_bytes();
    let hash = keys::sha256(&[&space.to_bytes()[..], &due].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}
