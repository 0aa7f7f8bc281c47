//! Rounds: ours and the limit by turns, many workers at once, medians.

use anyhow::{Context, Result};
use std::future::Future;
use std::time::{Duration, Instant};

/// How much is done.
#[derive(Clone)]
pub struct Effort {
    /// Rounds of each side.
    pub rounds: usize,
    /// How long a round lasts.
    pub round: Duration,
    /// Populations for opening records, growing.
    pub spaces: [usize; 2],
    /// Spaces that appends and deposits go to.
    pub fed: usize,
    /// Rows written at once.
    pub rows: u32,
    /// People of a campaign.
    pub people: usize,
    /// Mails.
    pub mails: usize,
    /// How often a page is opened.
    pub pages: usize,
    /// Lines of a long history.
    pub lines: usize,
    /// Whether a run fails where what must hold does not.
    pub must_hold: bool,
}

impl Effort {
    /// A look, or a run to publish.
    pub const fn of(quick: bool) -> Self {
        if quick {
            Self {
                rounds: 3,
                round: Duration::from_millis(300),
                spaces: [1_000, 10_000],
                fed: 1_024,
                rows: 100_000,
                people: 50_000,
                mails: 100,
                pages: 20,
                lines: 10_000,
                must_hold: false,
            }
        } else {
            Self {
                rounds: 5,
                round: Duration::from_secs(2),
                spaces: [10_000, 100_000],
                fed: 8_192,
                rows: 1_000_000,
                people: 5_000_000,
                mails: 1_000,
                pages: 200,
                lines: 100_000,
                must_hold: true,
            }
        }
    }
}

/// Somebody who does the same thing again and again.
pub trait Worker: Send + 'static {
    /// Does it once.
    fn turn(&mut self) -> impl Future<Output = Result<()>> + Send;
}

/// Medians of what both sides did per second.
pub struct Duel {
    /// Ours.
    pub value: f64,
    /// The limit.
    pub limit: f64,
}

/// Lets both sides work by turns; a short round of each comes before, uncounted.
pub async fn duel<A: Worker, B: Worker>(
    effort: &Effort,
    mut ours: Vec<A>,
    mut limit: Vec<B>,
) -> Result<Duel> {
    let (mut values, mut limits) = (Vec::new(), Vec::new());
    for round in 0..=effort.rounds {
        let lasting = if round == 0 {
            effort.round / 4
        } else {
            effort.round
        };
        let limited = drive(&mut limit, lasting).await.context("the limit")?;
        let done = drive(&mut ours, lasting).await.context("ours")?;
        if round > 0 {
            limits.push(limited);
            values.push(done);
        }
    }
    Ok(Duel {
        value: median(values),
        limit: median(limits),
    })
}

/// Lets all workers work at once for so long, and says how much they did per
/// second.
async fn drive<W: Worker>(workers: &mut Vec<W>, lasting: Duration) -> Result<f64> {
    let start = Instant::now();
    let until = start + lasting;
    let working: Vec<_> = workers
        .drain(..)
        .map(|mut worker| {
            tokio::spawn(async move {
                let mut done = 0_u32;
                while Instant::now() < until {
                    worker.turn().await?;
                    done += 1;
                }
                anyhow::Ok((worker, done))
            })
        })
        .collect();
    let mut total = 0.0;
    for task in working {
        let (worker, done) = task.await.context("a worker panicked")??;
        workers.push(worker);
        total += f64::from(done);
    }
    Ok(total / start.elapsed().as_secs_f64())
}

/// The one in the middle.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() % 2 {
        _ if numbers.is_empty() => 0.0,
        1 => numbers[middle],
        _ => f64::midpoint(numbers[middle - 1], numbers[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        for (numbers, middle) in [
            (vec![3.0, 1.0, 2.0], 2.0),
            (vec![4.0, 1.0, 2.0, 3.0], 2.5),
            (vec![], 0.0),
        ] {
            assert!((median(numbers) - middle).abs() < f64::EPSILON);
        }
    }
}
