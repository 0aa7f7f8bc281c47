//! What happens by itself while the house serves: requests are answered, what
//! waited is done, campaigns go on, what is due is opened, what is over is
//! thrown away. Each may run in several processes at once and twice.

use crate::house::House;
use kernel::{Kind, Result};
use std::future::Future;
use std::time::Duration;

/// How often somebody's request is looked at.
const SOON: Duration = Duration::from_secs(5);
/// How often what is over is thrown away.
const SWEEP: Duration = Duration::from_secs(10 * 60);
/// How often what is due by silence is opened.
const HOURLY: Duration = Duration::from_secs(60 * 60);
/// Requests and acts in one go.
const AT_ONCE: i64 = 500;
/// Batches of a campaign printed in one go.
const BATCHES: usize = 50;

/// Runs all of it until the process ends.
pub fn start(house: &House) {
    every("answering requests", SOON, house, |house| async move {
        house.spaces.answer_requests(AT_ONCE).await?;
        house.spaces.do_held(AT_ONCE).await.map(drop)
    });
    every("telling people", SOON, house, |house| async move {
        house.go_on_with_campaigns().await
    });
    every("sweeping", SWEEP, house, |house| async move {
        house.campaigns.see_clock().await?;
        house.sweep().await
    });
    every("opening by silence", HOURLY, house, |house| async move {
        house.campaigns.take_over_returned().await?;
        let opened = house.campaigns.open_due().await?;
        if opened.opened > 0 {
            tracing::info!(opened = opened.opened, "opened by silence");
        }
        Ok(())
    });
}

fn every<F, T>(what: &'static str, pause: Duration, house: &House, job: F)
where
    F: Fn(House) -> T + Send + 'static,
    T: Future<Output = Result<()>> + Send + 'static,
{
    let house = house.clone();
    tokio::spawn(async move {
        loop {
            match job(house.clone()).await {
                // Another process is at it, or two persons must look first.
                Err(error) if error.kind() == Kind::Conflict => {
                    tracing::debug!(what, error = error.log_text(), "not now");
                }
                Err(error) => tracing::warn!(what, error = error.log_text(), "will be tried again"),
                Ok(()) => {}
            }
            tokio::time::sleep(pause).await;
        }
    });
}

impl House {
    /// Takes up whatever campaign is not finished, and prints and queues what
    /// it told.
    ///
    /// # Errors
    /// As campaigns.
    pub async fn go_on_with_campaigns(&self) -> Result<()> {
        if let Some((run, name)) = self.campaigns.resume().await? {
            loop {
                let (_, done) = self.campaigns.announce_batch(run, &name).await?;
                if done {
                    break;
                }
            }
            self.campaigns.end(run).await?;
        }
        while self.campaigns.dispatch(BATCHES).await?.batches > 0 {}
        Ok(())
    }
}
