//! Going on in a locked session: its professional proves anew who they are.

use super::rules::OfLock;
use super::{AtLock, Come, Provider, Refused, Stop, Stopped, Visit, rules};
use crate::oidc::{self, Answered, Browser, Demand, Taken, in_language};
use crate::professionals;
use crate::sessions::Locked;
use http::HeaderValue;
use kernel::Result;
use std::time::Duration;

/// The word for these ways among those of professionals.
pub(super) const RESUME: &str = "resume";
/// A proof that is made now: `prompt=login` and `max_age=0`.
pub(super) const ANEW: Demand = Demand::Again(Duration::ZERO);

impl Provider {
    /// Receives somebody who wants to go on in the locked session of this
    /// browser: the same person goes on where they were, anybody else ends it.
    pub(super) async fn receive_resumed(
        &self,
        browser: &Browser,
        answered: Answered,
        taken: Taken,
        visit: Visit<'_>,
    ) -> Result<Come, Stopped> {
        let lang = Some(taken.lang);
        // Of another session of this browser, or of one that is over.
        let locked = visit.locked;
        let Some(locked) = locked.filter(|locked| Some(locked.who.session) == taken.session) else {
            return Err(Stopped {
                lang,
                stop: oidc::Refused::Stale.into(),
                lock: AtLock::Stays(None),
            });
        };
        let refused = match self.resumed(browser, answered, &taken, locked, visit).await {
            Ok(cookie) => {
                return Ok(Come::In {
                    cookie,
                    back: in_language(taken.lang, &self.nearest(&locked.back).await),
                });
            }
            Err(Stop::Refused(refused)) => refused,
            Err(stop) => {
                return Err(Stopped {
                    lang,
                    stop,
                    lock: AtLock::Stays(None),
                });
            }
        };
        let failed = |error| Stopped {
            lang,
            stop: Stop::Failed(error),
            lock: AtLock::Stays(None),
        };
        let (refused, lock) = match refused.of_lock() {
            OfLock::Stays => (refused, AtLock::Stays(None)),
            OfLock::Counts => {
                let counted = self.reception.count_failure(locked).await;
                match counted.map_err(failed)? {
                    Some(left) => (refused, AtLock::Stays(Some(left))),
                    None => (Refused::Often, AtLock::Ended),
                }
            }
            OfLock::Ends => {
                self.reception.end(locked).await.map_err(failed)?;
                (refused, AtLock::Ended)
            }
        };
        Err(Stopped {
            lang,
            stop: Stop::Refused(refused),
            lock,
        })
    }

    /// The page where they were; where that answered a form and no more, the nearest
    /// one above that is shown.
    async fn nearest(&self, back: &str) -> String {
        let Some(shows) = &self.shows else {
            return back.to_owned();
        };
        let mut page = back;
        loop {
            let bare = page.split(['?', '#']).next().unwrap_or_default();
            if shows(bare.to_owned()).await {
                return page.to_owned();
            }
            match rules::above(page) {
                Some(above) => page = above,
                None => return back.to_owned(),
            }
        }
    }

    /// The cookie of the session, once the same professional proved anew who
    /// they are and still works where they did.
    async fn resumed(
        &self,
        browser: &Browser,
        answered: Answered,
        taken: &Taken,
        locked: &Locked,
        visit: Visit<'_>,
    ) -> Result<HeaderValue, Stop> {
        let now = self.world.now();
        let proven = self.speaker.receive(browser, answered, now).await?;
        let (whence, claims) = (self.whence(&proven), proven.claims);
        let rpps = rules::rpps(&claims).map_err(Stop::Refused)?;
        if rpps != locked.who.rpps {
            return Err(Stop::Refused(Refused::Another));
        }
        if !rules::is_anew(proven.proved_at, taken.begun, now) {
            return Err(Stop::Refused(Refused::Old));
        }
        let named = claims.named_places();
        let listed = self.professionals.find(&rpps).await?;
        let (_, places) =
            rules::places(listed.as_ref(), &claims, &named, now).map_err(Stop::Refused)?;
        let place = locked.who.place.as_ref().map(|place| &place.finess);
        if place.is_some_and(|place| places.iter().all(|open| open.finess != *place)) {
            return Err(Stop::Refused(Refused::NoPlace));
        }
        let mut tx = self.store.begin("open a locked session again").await?;
        let cookie = self
            .reception
            .resume(&mut tx, locked, whence, visit.client)
            .await?
            .ok_or(oidc::Refused::Stale)?;
        if let Some(place) = place {
            professionals::note_use(&mut tx, &rpps, place, now).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }
}
