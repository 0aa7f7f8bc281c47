//! How the whole stands: for the fund, and for whoever asks it.

use super::announce::Progress;
use super::opening::Stop;
use crate::Campaigns;
use crate::queries;
use crate::rules::events::{self, Event, Happened};
use kernel::{Result, Timestamp};
use spaces::Count;

/// How campaigns and spaces stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The campaigns, the latest first.
    pub campaigns: Vec<Progress>,
    /// Batches told and not yet printed and queued.
    pub to_dispatch: u64,
    /// Spaces in each state.
    pub spaces: Count,
    /// The last opening by silence: when, and how many.
    pub last_opening: Option<(Timestamp, u64)>,
    /// The opening that waits for two persons.
    pub stop: Option<Stop>,
    /// What happened lately to campaigns and openings, the latest first.
    pub events: Vec<Happened>,
    /// Whether nobody reads what e-mail comes back: whoever did not get theirs
    /// would not be known, and opened by silence.
    pub returns_unread: bool,
    /// Since when this process has had no room on the disk for what campaigns write.
    pub no_room: Option<Timestamp>,
}

impl Campaigns {
    /// How campaigns and spaces stand.
    ///
    /// # Errors
    /// As the store.
    pub async fn report(&self) -> Result<Report> {
        let campaigns = self.status().await?;
        Ok(Report {
            events: self.events(&campaigns).await?,
            campaigns,
            to_dispatch: queries::count_to_dispatch(self.store()).await?,
            spaces: self.spaces().count().await?,
            last_opening: queries::last_opening(self.store()).await?,
            stop: self.stopped().await?,
            returns_unread: self.post().returns_unread(),
            no_room: self.no_room(),
        })
    }

    async fn events(&self, campaigns: &[Progress]) -> Result<Vec<Happened>> {
        let mut all: Vec<Happened> = campaigns.iter().flat_map(of_campaign).collect();
        let openings = queries::list_openings(self.store()).await?;
        all.extend(openings.into_iter().flat_map(events::Opening::events));
        let stops = queries::list_stops(self.store()).await?;
        all.extend(stops.into_iter().flat_map(events::Stop::events));
        Ok(events::latest(all))
    }
}

/// What happened to a campaign.
fn of_campaign(one: &Progress) -> impl Iterator<Item = Happened> {
    let begun = Happened {
        at: one.started_at,
        what: Event::CampaignBegun {
            name: one.name.clone(),
            wanted: one.wanted,
            by: one.begun_by.clone(),
        },
    };
    let finished = one.finished_at.map(|at| Happened {
        at,
        what: Event::CampaignFinished {
            name: one.name.clone(),
            told: one.letters + one.emails,
        },
    });
    std::iter::once(begun).chain(finished)
}
