//! What holders can do with services: connect, pause, resume, end. Each is one
//! sentence: decide, append.

use crate::Connected;
use catalogue::Catalogue;
use identity::clients::services::Request;
use identity::clients::{Scopes, Services};
use identity::{Caller, Holder};
use journal::Due;
use kernel::{ConnectionId, Error, Result, SpaceId, Timestamp};
use sharing::connections::{
    Ending, connection_ended, connection_made, connection_paused, connection_resumed,
};
use sharing::{Change, Connections, Leave, Sharing};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often people are reminded of what they connected (domain rules, §8).
pub const REMINDED_EVERY: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// What a holder does with what is connected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Nothing is read for a while.
    Pause,
    /// It goes on.
    Resume,
    /// Nothing is read any more.
    End,
}

impl Connected {
    pub(crate) fn sharing(&self) -> &Sharing {
        &self.0.parts.sharing
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.parts.services
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.parts.catalogue
    }

    /// The service of a connection of theirs, ended or not.
    ///
    /// # Errors
    /// Not found, for a connection that is not theirs.
    pub(crate) async fn service_of(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ConnectionId,
    ) -> Result<String> {
        let permit = self.sharing().permit_record(caller, space).await?;
        let mut all = permit.state::<Connections>()?.all().iter();
        let one = all.find(|one| one.id == id).ok_or_else(Error::not_found)?;
        Ok(one.service.clone())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.sharing().world().now()
    }

    /// Connects a service that asked, with what was ticked and no more; where the
    /// holder goes then. What the same service had before ends.
    ///
    /// # Errors
    /// Forbidden, in the first days of an account; not found, without a space.
    pub async fn connect(
        &self,
        holder: &Holder,
        request: &Request,
        ticked: &Scopes,
    ) -> Result<String> {
        if ticked.is_empty() || ticked.within(&request.wish.scopes) != *ticked {
            return Err(Error::invalid("connections-none-ticked"));
        }
        let space = holder.own_space()?;
        let caller = Caller::Holder(holder.clone());
        let (sharing, services) = (self.sharing(), self.services());
        let id = ConnectionId::new(&*sharing.world().chance);
        let due = Due {
            space,
            of: (),
            due_at: self.now().plus(REMINDED_EVERY),
        };
        self.0.tables.reminders.note(due).await?;
        let before = Mutex::new(Vec::new());
        let draft = |leave: &Leave| {
            let all = leave.state::<Connections>()?;
            let same = || all.standing().filter(|it| it.service == request.client_id);
            *before.lock().unwrap_or_else(PoisonError::into_inner) =
                same().map(|it| it.id).collect();
            let ended = same().map(|it| connection_ended(it, Ending::Holder));
            let scopes = ticked.to_string();
            let made = connection_made(id, &request.client_id, &request.name, &scopes);
            Ok(ended.chain([made]).collect())
        };
        let change = Change::WidenRights;
        sharing.change(&caller, space, change, draft).await?;
        let before = before.into_inner().unwrap_or_else(PoisonError::into_inner);
        for before in before {
            services.end(before).await?;
        }
        let account = holder.account;
        services
            .give_code(request, id, space, account, ticked)
            .await
    }

    /// The holder pauses, resumes or ends a connection. Twice is once.
    ///
    /// # Errors
    /// Not found, for one that ended or never was.
    pub async fn act(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ConnectionId,
        doing: Doing,
    ) -> Result<()> {
        let change = match doing {
            Doing::Resume => Change::WidenRights,
            Doing::Pause | Doing::End => Change::SetRights,
        };
        let draft = |leave: &Leave| {
            let one = leave.state::<Connections>()?.find(id);
            let one = one.ok_or_else(Error::not_found)?;
            Ok(match (doing, one.paused) {
                (Doing::Pause, false) => vec![connection_paused(one)],
                (Doing::Resume, true) => vec![connection_resumed(one)],
                (Doing::End, _) => vec![connection_ended(one, Ending::Holder)],
                _ => Vec::new(),
            })
        };
        self.sharing().change(caller, space, change, draft).await?;
        if doing == Doing::End {
            self.services().end(id).await?;
        }
        Ok(())
    }
}
