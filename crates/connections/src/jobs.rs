//! What happens by itself: records are told of what ended without their holders,
//! and holders are reminded of what is connected. Twice is harmless.

use crate::Connected;
use crate::actions::REMINDED_EVERY;
use identity::Caller;
use identity::clients::services::{Left, Why};
use journal::{Due, Standing};
use kernel::{Kind, Result, SpaceId, Timestamp};
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
        let services = self.services();
        for left in services.left(AT_ONCE).await? {
            let connection = left.service.connection;
            match self.write_down(left).await {
                Ok(()) => services.told(connection).await?,
                Err(error) => {
                    let error = error.log_text();
                    tracing::warn!(error, "a record was not told of a service's end this time");
                }
            }
        }
        let now = self.now();
        let due = &self.0.tables.reminders;
        due.each(now, "reminding of services", |due| self.remind(due, now))
            .await
    }

    async fn write_down(&self, left: Left) -> Result<()> {
        let (space, id) = (left.service.space, left.service.connection);
        let ending = match left.why {
            Why::Service => Ending::Service,
            Why::UsedTwice => Ending::Copied,
        };
        if left.why == Why::UsedTwice {
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
        over(self.sharing().change(&caller, space, change, draft).await)
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

/// A record that is closed or gone has nothing to be told.
fn over(done: Result<()>) -> Result<()> {
    match done {
        Err(error) if error.kind() == Kind::NotFound => Ok(()),
        done => done,
    }
}

/// One reminder for one time it was due.
fn occasion(space: SpaceId, due_at: Timestamp) -> [u8; 16] {
    let due = due_at.millis().to_be_bytes();
    let hash = keys::sha256(&[&space.to_bytes()[..], &due].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}
