//! What happens by itself while the house serves: requests are answered, what
//! waited is done, campaigns go on, what is due is opened, what is over is
//! thrown away. Each may run in several processes at once and twice; none ends
//! because another failed, or because it panicked once.

use crate::house::House;
use kernel::{Kind, Result};
use post::Post;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::MissedTickBehavior;

/// When what was written is brought into the public log: a run begins at every beat,
/// and its witnesses may take one, so that what was written stands in a checkpoint
/// within two: a second.
const MOMENT: Duration = Duration::from_millis(500);
/// How often somebody's request is looked at.
const SOON: Duration = Duration::from_secs(5);
/// How often it is looked who is to be told of the next day, and whose week is over.
const MINUTELY: Duration = Duration::from_secs(60);
/// How often what is over is thrown away.
const SWEEP: Duration = Duration::from_secs(10 * 60);
/// How often what is due by silence is opened.
const HOURLY: Duration = Duration::from_secs(60 * 60);
/// How long the post rests after it panicked.
const REST: Duration = Duration::from_secs(30);
/// Requests and acts in one go.
const AT_ONCE: i64 = 500;
/// Batches of a campaign printed in one go.
const BATCHES: usize = 50;

type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Something that happens by itself, again and again.
pub struct Job {
    /// What, for the log.
    pub what: &'static str,
    /// How long it rests after a run; between the beginnings of two, if it keeps time.
    pub pause: Duration,
    /// It runs by the clock, and rests no longer where a run took long.
    pub keeps_time: bool,
    run: Box<dyn Fn(House) -> Work + Send + Sync>,
}

impl Job {
    /// One run of it.
    ///
    /// # Errors
    /// As what it does.
    pub async fn run(&self, house: &House) -> Result<()> {
        (self.run)(house.clone()).await
    }
}

/// Runs all of it until the process ends.
pub fn start(house: &House) {
    for job in list() {
        let house = house.clone();
        tokio::spawn(async move {
            let run = || (job.run)(house.clone());
            match job.keeps_time {
                true => keeps_time(job.what, job.pause, run).await,
                false => rests(job.what, job.pause, run).await,
            }
        });
    }
}

/// All of it: the public log keeps time, everything else rests between two runs.
pub fn list() -> Vec<Job> {
    vec![
        Job {
            keeps_time: true,
            ..every("keeping the public log", MOMENT, |house| async move {
                house.ledger.tick().await
            })
        },
        every("answering requests", SOON, |house| async move {
            house.spaces.answer_forgotten(AT_ONCE).await?;
            house.spaces.answer_requests(AT_ONCE).await.map(drop)
        }),
        every("posting receipts", SOON, |house| async move {
            house.spaces.post_returned_receipts().await.map(drop)
        }),
        every("telling of sign-ins", SOON, |house| async move {
            house.spaces.tell_of_sign_ins(AT_ONCE).await.map(drop)
        }),
        every("doing what waited", SOON, |house| async move {
            house.do_held().await
        }),
        every("telling people", SOON, |house| async move {
            house.go_on_with_campaign().await
        }),
        every("printing and queueing", SOON, |house| async move {
            while house.campaigns.dispatch(BATCHES).await?.batches > 0 {}
            Ok(())
        }),
        every("packing exports", SOON, |house| async move {
            house.exports.work().await
        }),
        every("telling of days", MINUTELY, |house| async move {
            house.agenda.tell().await
        }),
        every("telling of services", MINUTELY, |house| async move {
            house.connected.work().await
        }),
        every("telling of what came", MINUTELY, |house| async move {
            house.connected.tell(clinical::is_added_to).await
        }),
        every("telling of documents", MINUTELY, |house| async move {
            house.documents.tell(&house.spaces).await
        }),
        every(
            "writing e-mails of the week",
            MINUTELY,
            |house| async move { house.spaces.tell_of_weeks(AT_ONCE).await.map(drop) },
        ),
        every("telling of messages", SOON, |house| async move {
            house.messages.tell().await
        }),
        every("working out prevention", SWEEP, |house| async move {
            house.work_out_prevention().await
        }),
        every("sending messages by mail", SOON, |house| async move {
            house.messages.send_mails().await
        }),
        every("telling treating doctors", SOON, |house| async move {
            house.messages.tell_treating().await
        }),
        every(
            "sweeping",
            SWEEP,
            |house| async move { house.sweep().await },
        ),
        every("reminding publishers", HOURLY, |house| async move {
            house.catalogue.remind().await
        }),
        every("telling of mandates", HOURLY, |house| async move {
            house.mandates.announce().await
        }),
        every("telling of carers", HOURLY, |house| async move {
            house.mandates.announce_care().await
        }),
        every("opening by silence", HOURLY, |house| async move {
            house.open_by_silence().await
        }),
    ]
}

/// Sends notices until the post is stopped.
pub async fn send(post: Post) {
    loop {
        let worker = post.clone();
        let ended = tokio::spawn(async move { worker.work().await }).await;
        match ended {
            Err(error) if error.is_panic() => {
                tracing::error!("sending notices panicked; it goes on");
                tokio::time::sleep(REST).await;
            }
            _ => return,
        }
    }
}

fn every<F, T>(what: &'static str, pause: Duration, job: F) -> Job
where
    F: Fn(House) -> T + Send + Sync + 'static,
    T: Future<Output = Result<()>> + Send + 'static,
{
    Job {
        what,
        pause,
        keeps_time: false,
        run: Box::new(move |house| Box::pin(job(house))),
    }
}

/// Runs it again and again, with this pause after each run.
async fn rests<F, T>(what: &'static str, pause: Duration, job: F)
where
    F: Fn() -> T,
    T: Future<Output = Result<()>> + Send + 'static,
{
    loop {
        once(what, job()).await;
        tokio::time::sleep(pause).await;
    }
}

/// Runs it by the clock: however long a run takes, the next one begins at the
/// next beat, or at once where that is over. Beats that were missed are not made up for.
async fn keeps_time<F, T>(what: &'static str, beat: Duration, job: F)
where
    F: Fn() -> T,
    T: Future<Output = Result<()>> + Send + 'static,
{
    let mut beats = tokio::time::interval(beat);
    beats.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        beats.tick().await;
        once(what, job()).await;
    }
}

/// One run of a job, whatever comes of it.
async fn once(what: &'static str, run: impl Future<Output = Result<()>> + Send + 'static) {
    match tokio::spawn(run).await {
        Ok(Ok(())) => {}
        // Another process is at it, or two persons must look first.
        Ok(Err(error)) if error.kind() == Kind::Conflict => {
            tracing::debug!(what, error = error.log_text(), "not now");
        }
        Ok(Err(error)) => tracing::warn!(what, error = error.log_text(), "will be tried again"),
        // What it says may be about a person.
        Err(_) => tracing::error!(what, "panicked; will be tried again"),
    }
}

impl House {
    /// Takes up whatever campaign is not finished.
    ///
    /// # Errors
    /// As campaigns.
    pub async fn go_on_with_campaign(&self) -> Result<()> {
        if let Some((run, name)) = self.campaigns.resume().await? {
            self.campaigns.announce(run, &name).await?;
        }
        Ok(())
    }

    /// Opens what is due, as `carnet campaign open-due` does.
    ///
    /// # Errors
    /// As campaigns.
    pub async fn open_by_silence(&self) -> Result<()> {
        let opened = self.campaigns.open_due().await?;
        if opened.opened > 0 {
            tracing::info!(opened = opened.opened, "opened by silence");
        }
        Ok(())
    }

    /// Works out what prevention asks of everybody, once a day; nothing, while the
    /// clock is in doubt: a wrong one would tell a whole country.
    ///
    /// # Errors
    /// As the store.
    pub async fn work_out_prevention(&self) -> Result<()> {
        if self.campaigns.believes_clock().await? {
            let round = self.prevention.go().await?;
            if round.people > 0 {
                let (people, told) = (round.people, round.told);
                tracing::info!(people, told, "prevention was worked out");
            }
        }
        Ok(())
    }

    /// Does what waited its three days; nothing, while the clock is in doubt: a
    /// wrong one would leave nobody the time to call it off.
    ///
    /// # Errors
    /// As the store.
    pub async fn do_held(&self) -> Result<()> {
        if self.campaigns.believes_clock().await? {
            self.spaces.do_held(AT_ONCE).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Error;
    use std::sync::{Arc, Mutex};
    use tokio::time::{Instant, sleep};

    #[tokio::test]
    async fn a_run_that_fails_or_panics_is_over_and_the_next_one_can_begin() {
        once("failing", async { Err(Error::fault("a note")) }).await;
        once("panicking", async { panic!("somebody's name") }).await;
        once("working", async { Ok(()) }).await;
    }

    #[test]
    fn the_house_opens_what_is_due_and_erases_what_is_over_by_itself_many_times_a_day() {
        let jobs = list();
        let rests = |what: &str| {
            let of: Vec<_> = jobs.iter().filter(|job| job.what == what).collect();
            assert_eq!(of.len(), 1, "{what}");
            of[0].pause
        };
        for (what, pause) in [
            ("keeping the public log", MOMENT),
            ("opening by silence", HOURLY),
            ("sweeping", SWEEP),
            ("doing what waited", SOON),
            ("telling people", SOON),
            ("printing and queueing", SOON),
        ] {
            assert_eq!(rests(what), pause, "{what}");
        }
        for job in &jobs {
            assert!(job.pause <= HOURLY, "{}", job.what);
            rests(job.what);
            let by_the_clock = job.what == "keeping the public log";
            assert_eq!(job.keeps_time, by_the_clock, "{}", job.what);
        }
    }

    /// When the runs of a job that takes this long begin and end, in five seconds.
    async fn runs(takes: Duration) -> Vec<(Duration, Duration)> {
        let (began, runs) = (Instant::now(), Arc::new(Mutex::new(Vec::new())));
        let noted = Arc::clone(&runs);
        let job = keeps_time("keeping the public log", MOMENT, move || {
            let noted = Arc::clone(&noted);
            async move {
                let start = began.elapsed();
                sleep(takes).await;
                let whole = (start, began.elapsed());
                noted.lock().expect("no panic").push(whole);
                Ok(())
            }
        });
        tokio::select! {
            () = job => unreachable!("it has no end"),
            () = sleep(Duration::from_secs(5)) => {}
        }
        std::mem::take(&mut *runs.lock().expect("no panic"))
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_written_is_given_out_within_a_second_however_slow_a_witness() {
        for millis in [0, 20, 250, 490, 499] {
            let runs = runs(Duration::from_millis(millis)).await;
            assert!(runs.len() >= 9, "{millis} ms: {runs:?}");
            for pair in runs.windows(2) {
                let [(start, _), (next, given_out)] = pair else {
                    unreachable!("two")
                };
                // A line that the first run just missed is in what the second one gives.
                let waited = given_out.saturating_sub(*start);
                assert!(waited <= Duration::from_secs(1), "{millis} ms: {waited:?}");
                // Nor is there a run more than there are beats.
                assert!(
                    next.saturating_sub(*start) >= MOMENT,
                    "{millis} ms: {runs:?}"
                );
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_that_lasts_longer_than_a_beat_is_followed_at_once_and_once() {
        let runs = runs(Duration::from_millis(700)).await;
        for pair in runs.windows(2) {
            let pause = pair[1].0.saturating_sub(pair[0].1);
            assert!(pause < Duration::from_millis(10), "{runs:?}");
        }
        assert!(runs.len() <= 8, "{runs:?}");
    }
}
