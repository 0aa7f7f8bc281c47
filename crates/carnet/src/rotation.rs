//! `carnet keys`: the master key is changed while the house serves.
//!
//! Three steps, and each can die anywhere and be run again. *New* makes a second
//! generation, by which nothing is wrapped yet: there is time to keep a copy of it.
//! *Rewrap* moves all processes on to it by one row of the database, and wraps anew
//! what the first has wrapped. *Retire* looks at every row, and destroys the first
//! when it wraps none of them.
//!
//! INVARIANT: no generation is destroyed that wraps anything: from the commit in
//! which another one took its place, no statement keeps what it wraps, and only
//! after that commit the rows are looked at.

use crate::house::House;
use crate::readable;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use journal::Wrapped;
use kernel::Error;
use keys::{Generation, RegisterKeys};
use std::path::PathBuf;
use std::time::Duration;

/// Walks through all spaces after which what is left is told, and not tried again.
const WALKS_MAX: usize = 20;
/// Between two walks: who was at a row has gone on.
const BETWEEN_WALKS: Duration = Duration::from_millis(200);
/// Tries at the one row of the register.
const TRIES_MAX: usize = 5;

/// What concerns the master key.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = ORDER)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    /// The configuration file; none means SQLite and files in ./data.
    #[arg(long, env = "CARNET_CONFIG", global = true)]
    pub config: Option<PathBuf>,
}

const ORDER: &str = "\
To change the master key, in this order, while the house serves:
  carnet keys new      then keep a copy of it, and bring it to every machine
  carnet keys rewrap   then make a backup: older ones need the old key
  carnet keys retire   then destroy the copies of the old key, when no backup needs them
docs/operation.md says when to do this, and what it does not protect from.";

#[derive(Subcommand, Clone, Copy, Debug)]
enum Command {
    /// Says which generations of the master key are here, and how many keys each
    /// wraps. Changes no key; a database of an earlier version is brought up to date.
    Status,
    /// Makes the next generation, in the key file or in the token.
    ///
    /// Nothing is wrapped by it yet. Before `carnet keys rewrap`, keep a copy of the
    /// key file (or make the token's own backup), and bring it to every machine on
    /// which the house runs; no process has to be started again. Refused while an
    /// earlier generation is not retired.
    New,
    /// Has the newest generation wrap from now on, and wraps anew what the earlier
    /// one has wrapped: the keys of all spaces, and the root of the register's.
    ///
    /// Row by row, while the house serves. Stop it at any point and run it again;
    /// what is done is not done twice. Ends with exit code 1 while something is left.
    Rewrap,
    /// Destroys the earlier generation, for ever, once nothing is wrapped by it.
    ///
    /// Looks at every row first, and refuses while a single one needs it, or cannot
    /// be looked into. In a key file it is overwritten and removed, in a token
    /// destroyed. Where each machine has a key file of its own, run it on each.
    Retire,
}

/// Does it. Answers what to print.
///
/// # Errors
/// A step out of its order, or that is not finished; those of the stores and of
/// the key holder.
pub async fn run(house: &House, args: Args) -> Result<Vec<String>> {
    match args.command {
        Command::Status => status(house).await,
        Command::New => new(house).await,
        Command::Rewrap => rewrap(house).await,
        Command::Retire => retire(house).await,
    }
}

/// What the rows say, in this moment.
struct Found {
    /// The generation that wraps from now on.
    wraps: Generation,
    register: Generation,
    spaces: Wrapped,
}

impl Found {
    async fn in_house(house: &House) -> Result<Self> {
        let found = async {
            let wraps = house.journal.wraps_by().await?;
            // After the question which one wraps: what comes later is wrapped by it.
            Ok(Self {
                wraps,
                register: Generation::of(&register(house).await?)?,
                spaces: house.journal.wrapped().await?,
            })
        };
        found.await.map_err(|error: Error| readable(&error))
    }

    /// How many keys this generation wraps.
    fn by(&self, generation: Generation) -> u64 {
        let register = u64::from(self.register == generation);
        register + self.spaces.by.get(&generation).copied().unwrap_or(0)
    }

    /// How many keys other generations wrap than the one that should.
    fn by_others(&self) -> u64 {
        let others = self.spaces.by.iter();
        let others = others.filter(|(generation, _)| **generation != self.wraps);
        let spaces: u64 = others.map(|(_, keys)| keys).sum();
        spaces + u64::from(self.register != self.wraps)
    }

    /// A sentence about the spaces that cannot be looked into, if there are any.
    fn unknown(&self) -> Option<String> {
        let Wrapped {
            unknown,
            some_unknown,
            ..
        } = &self.spaces;
        let named: Vec<String> = some_unknown.iter().map(ToString::to_string).collect();
        (*unknown > 0).then(|| {
            format!(
                "the keys of {unknown} spaces cannot be looked into: their shred is missing, or \
                 their row damaged: {}{}",
                named.join(", "),
                if *unknown > named.len() as u64 {
                    " …"
                } else {
                    ""
                }
            )
        })
    }
}

async fn here(house: &House) -> Result<Vec<Generation>> {
    let here = house.holder.generations().await;
    here.map_err(|error| readable(&error))
}

async fn status(house: &House) -> Result<Vec<String>> {
    let (here, found) = (here(house).await?, Found::in_house(house).await?);
    let mut lines = vec![format!("the master key is in: {}", house.holder.name())];
    let mut all: Vec<Generation> = found.spaces.by.keys().copied().collect();
    all.extend(here.iter().copied());
    all.extend([found.register, found.wraps]);
    all.sort_unstable();
    all.dedup();
    for generation in all {
        let spaces = found.spaces.by.get(&generation).copied().unwrap_or(0);
        let mut line = format!("generation {generation}: wraps {spaces} keys of spaces");
        if found.register == generation {
            line.push_str(", the root of the register");
        }
        if found.wraps == generation {
            line.push_str(", and all that is new");
        }
        if !here.contains(&generation) {
            line.push_str("; IT IS NOT HERE");
        }
        lines.push(line);
    }
    lines.extend(found.unknown());
    let unfinished = house.holder.unfinished().await;
    let unfinished = unfinished.map_err(|error| readable(&error))?;
    lines.push(next(&here, &found, unfinished));
    Ok(lines)
}

fn next(here: &[Generation], found: &Found, unfinished: bool) -> String {
    let newest = here.last().copied().unwrap_or(Generation::FIRST);
    String::from(if found.wraps < newest {
        "next: keep a copy of the new generation, then carnet keys rewrap"
    } else if found.by_others() > 0 {
        "next: carnet keys rewrap"
    } else if here.len() > 1 {
        "next: carnet keys retire"
    } else if unfinished {
        "next: carnet keys retire, for a change that died has left something beside the key file"
    } else {
        "nothing is under way"
    })
}

async fn new(house: &House) -> Result<Vec<String>> {
    let found = Found::in_house(house).await?;
    // What this machine has not, another one made: it is to be brought here.
    let newest = here(house).await?.last().copied();
    if newest.is_none_or(|newest| newest < found.wraps) {
        bail!(
            "generation {} of the master key was made elsewhere: bring it here",
            found.wraps
        );
    }
    let made = house.holder.make_generation().await;
    let made = made.map_err(|error| readable(&error))?;
    Ok(vec![
        format!("generation {made} of the master key is made; it wraps nothing yet"),
        String::from("keep a copy of it and bring it to every machine, then: carnet keys rewrap"),
    ])
}

async fn rewrap(house: &House) -> Result<Vec<String>> {
    let here = here(house).await?;
    let newest = here.last().copied().context("there is no master key")?;
    let journal = &house.journal;
    let moved = journal.wrap_by(newest).await;
    moved.map_err(|error| readable(&error))?;
    kernel::kill_point("rewrap-after-move");
    let mut done = u64::from(rewrap_register(house, newest).await?);
    kernel::kill_point("rewrap-after-register");
    for walk in 0..WALKS_MAX {
        if walk > 0 {
            tokio::time::sleep(BETWEEN_WALKS).await;
        }
        let walked = journal.rewrap().await.map_err(|error| readable(&error))?;
        done += walked.done;
        if walked.missed == 0 {
            break;
        }
    }
    let found = Found::in_house(house).await?;
    let mut lines = vec![format!(
        "{done} keys were wrapped anew by generation {newest}"
    )];
    match (found.by_others(), found.unknown()) {
        (0, None) => {}
        (0, Some(unknown)) => bail!("{}; {unknown}", lines.join("; ")),
        (left, unknown) => bail!(
            "{}; {left} are left: run it again{}",
            lines.join("; "),
            unknown.map(|said| format!("; {said}")).unwrap_or_default()
        ),
    }
    lines.push(String::from(if here.len() > 1 {
        "make a backup: older ones need the earlier generation; then: carnet keys retire"
    } else {
        "there is no earlier generation here"
    }));
    Ok(lines)
}

async fn retire(house: &House) -> Result<Vec<String>> {
    let (here, found) = (here(house).await?, Found::in_house(house).await?);
    let newest = here.last().copied().context("there is no master key")?;
    if newest != found.wraps {
        bail!(
            "generation {} of the master key wraps, and the newest here is {newest}: {}",
            found.wraps,
            if newest > found.wraps {
                "carnet keys rewrap comes first"
            } else {
                "bring it here"
            }
        );
    }
    let earlier: Vec<Generation> = here.into_iter().filter(|one| *one < newest).collect();
    for generation in &earlier {
        let needed = found.by(*generation);
        if needed > 0 {
            bail!(
                "generation {generation} of the master key still wraps {needed} keys, and is \
                 not retired: carnet keys rewrap comes first"
            );
        }
    }
    if let (false, Some(unknown)) = (earlier.is_empty(), found.unknown()) {
        bail!("nothing is retired: {unknown}");
    }
    kernel::kill_point("retire-before");
    // Also when there is none: who died while they did this has left its rest.
    let retired = house.holder.retire_before(newest).await;
    retired.map_err(|error| readable(&error))?;
    kernel::kill_point("retire-after");
    Ok(match earlier.as_slice() {
        [] => vec![format!(
            "generation {newest} is the only one here: nothing is left to retire"
        )],
        earlier => earlier
            .iter()
            .map(|generation| {
                format!(
                    "generation {generation} of the master key is destroyed here; copies of it \
                     still open backups from before"
                )
            })
            .collect(),
    })
}

/// The root of the register's keys, as it is wrapped now.
async fn register(house: &House) -> kernel::Result<Vec<u8>> {
    const FIND: &str = "SELECT wrapped FROM register_key WHERE id = 1";
    let rows = house.store.query(FIND, Vec::new()).await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::fault("the register has no key"))?;
    row.blob(0).map(<[u8]>::to_vec)
}

/// Whether it was this call that wrapped it anew.
async fn rewrap_register(house: &House, generation: Generation) -> Result<bool> {
    const REWRAP: &str = "UPDATE register_key SET wrapped = $2 WHERE id = 1 AND wrapped = $1";
    for _ in 0..TRIES_MAX {
        let tried = async {
            let was = register(house).await?;
            if Generation::of(&was)? == generation {
                return Ok(Some(false));
            }
            let now = RegisterKeys::rewrap(&*house.holder, &was, generation).await?;
            let mut tx = house.store.begin("wrap the register's root anew").await?;
            let mut kept = 0;
            if house.journal.wraps_by_in(&mut tx, generation).await? {
                kept = tx.execute(REWRAP, vec![was.into(), now.into()]).await?;
            }
            tx.commit().await?;
            Ok((kept == 1).then_some(true))
        };
        match tried.await {
            Ok(Some(done)) => return Ok(done),
            Ok(None) => {}
            Err(error) => return Err(readable(&error)),
        }
    }
    bail!("somebody else changes the master key at the same time: run it again")
}
