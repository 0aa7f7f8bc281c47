//! `carnet campaign`: telling a whole country, from the command line. What a
//! run of it begins, a serving process goes on with, and the other way round.

use crate::house::House;
use crate::import::{self, Beside};
use crate::readable;
use anyhow::{Context, Result};
use campaigns::{Dispatched, Doubt, Name, Progress, Run};
use clap::Subcommand;
use spaces::{Unrecorded, Written};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What can be done with campaigns.
#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Tells insured people who have no space yet: a code each, by e-mail where
    /// an address is on file, by letter otherwise. Letters and their manifest
    /// are put into the folder of campaigns, for the printer.
    ///
    /// May be stopped at any point and run again: nobody is told twice, nobody
    /// is forgotten.
    Announce {
        /// The name of the campaign: lower case letters, digits and hyphens.
        #[arg(long)]
        batch: Name,
        /// How many people at most.
        #[arg(long)]
        limit: u64,
    },
    /// Goes on with the campaign that is not finished.
    Resume,
    /// Says how far each campaign is.
    Status,
    /// Prints letters and queues e-mails of what was told, and writes letters
    /// to those whose e-mail came back.
    Dispatch,
    /// Takes over the e-mails that came back, then opens the spaces whose
    /// deadline passed three days ago or more without a no. A serving process does so by itself, every hour.
    OpenDue,
    /// Lets an opening go on that was stopped because the clock or the count
    /// was implausible, or notices had not left. Two persons must say so.
    Release {
        /// Who looked: first name and name.
        #[arg(long)]
        by: String,
    },
    /// Lists whom a campaign left for people to look at, by the id of the
    /// person, and why. At most 100,000.
    ForPeople {
        /// The name of the campaign.
        name: Name,
    },
    /// Records the no of people who wrote to the fund, from a CSV file with a header:
    /// matricule, birth_date, received_on, reference; days are YYYY-MM-DD.
    ///
    /// A line says no for the one person whom it names. It is recorded once, with its
    /// receipt by e-mail or by post. What cannot be recorded changes nothing: each such
    /// line goes, with its number and what to do, to FILE.rejected.csv beside the file.
    /// May be stopped at any point and run again.
    Refusals {
        /// The file of letters, .csv.
        #[arg(long)]
        file: PathBuf,
        /// Records nothing; says what would be.
        #[arg(long)]
        dry_run: bool,
    },
    /// Says how campaigns and spaces stand.
    Report {
        /// One JSON object instead of lines.
        #[arg(long)]
        json: bool,
    },
}

/// Does it, and says in lines what was done.
///
/// # Errors
/// A sentence that says what to do.
pub async fn run(house: &House, command: Command) -> Result<Vec<String>> {
    let campaigns = &house.campaigns;
    match command {
        Command::Announce { batch, limit } => {
            let run = campaigns.begin(&batch, limit).await.map_err(said)?;
            announce(house, run, &batch).await
        }
        Command::Resume => {
            let Some((run, name)) = campaigns.resume().await.map_err(said)? else {
                return Ok(vec![String::from("no campaign is unfinished")]);
            };
            announce(house, run, &name).await
        }
        Command::Status => {
            let all = campaigns.status().await.map_err(said)?;
            match all.is_empty() {
                true => Ok(vec![String::from("there is no campaign yet")]),
                false => Ok(all.iter().map(line).collect()),
            }
        }
        Command::Dispatch => {
            let returned = campaigns.take_over_returned().await.map_err(said)?;
            let mut lines = vec![format!(
                "{} written for {}",
                many(returned, "letter"),
                came_back(returned)
            )];
            lines.extend(dispatch(house).await?);
            Ok(lines)
        }
        Command::OpenDue => {
            let opened = match campaigns.open_due().await {
                Ok(opened) => opened,
                Err(error) => return Err(unopened(house, error).await),
            };
            let mut lines = Vec::new();
            if opened.letters > 0 {
                lines.push(format!(
                    "{} to write for {}: carnet campaign dispatch",
                    many(opened.letters, "letter"),
                    came_back(opened.letters)
                ));
            }
            lines.push(format!(
                "{} opened by silence as of {}",
                many(opened.opened, "space"),
                opened.at.rfc3339()
            ));
            Ok(lines)
        }
        Command::Release { by } => {
            let done = campaigns.release(&by).await.map_err(said)?;
            Ok(vec![String::from(match done {
                true => "released by two persons: the next opening goes on",
                false => "noted; a second person must release it too",
            })])
        }
        Command::Refusals { file, dry_run } => refusals(house, &file, dry_run).await,
        Command::Report { json } => report(house, json).await,
        Command::ForPeople { name } => {
            let left = campaigns.for_people(&name).await.map_err(said)?;
            let lines = left.iter().map(|(person, why)| format!("{person} {why}"));
            match left.is_empty() {
                true => Ok(vec![String::from("nobody is left for people to look at")]),
                false => Ok(lines.collect()),
            }
        }
    }
}

async fn announce(house: &House, run: Run, name: &Name) -> Result<Vec<String>> {
    let progress = house.campaigns.announce(run, name).await.map_err(said)?;
    let mut lines = vec![line(&progress)];
    lines.extend(dispatch(house).await?);
    Ok(lines)
}

async fn dispatch(house: &House) -> Result<Vec<String>> {
    let mut sum = Dispatched::default();
    loop {
        let done = house.campaigns.dispatch(10).await.map_err(said)?;
        if done.batches == 0 {
            break;
        }
        sum.letters += done.letters;
        sum.emails += done.emails;
        sum.refused += done.refused;
    }
    let mut lines = vec![format!(
        "{} in {}, {} queued",
        many(sum.letters, "letter"),
        house.campaigns.letters_folder().display(),
        many(sum.emails, "e-mail")
    )];
    if sum.refused > 0 {
        lines.push(format!(
            "{} cannot be printed: see the lists named .refused.csv",
            many(sum.refused, "letter")
        ));
    }
    Ok(lines)
}

async fn refusals(house: &House, file: &Path, dry_run: bool) -> Result<Vec<String>> {
    let reader = import::open(file)?;
    let (beside, rejected) = Beside::create(file)?;
    let read = beside.unless_failed(record(house, reader, rejected, dry_run).await)?;
    let left: u64 = read.left.values().sum();
    let verb = match dry_run {
        true => "would be recorded",
        false => "recorded",
    };
    let (recorded, before) = (read.recorded, read.before);
    let mut lines = vec![format!(
        "{recorded} {verb}, {before} recorded before, {left} left for people to look at{}",
        import::warning(&read.unknown)
    )];
    lines.extend(
        read.left
            .iter()
            .map(|(why, count)| format!("{count} {}", unrecorded(*why))),
    );
    if read.unreached > 0 {
        lines.push(format!(
            "{} with no e-mail and no address to print for the receipt",
            read.unreached
        ));
    }
    if let Some(beside) = beside.end(left + read.unreached > 0)? {
        lines.push(format!("which lines, and what to do: {}", beside.display()));
    }
    Ok(lines)
}

async fn record(
    house: &House,
    reader: File,
    mut rejected: BufWriter<File>,
    dry_run: bool,
) -> Result<Written> {
    let read = house
        .spaces
        .record_letters(reader, dry_run, &mut rejected)
        .await
        .map_err(|error| readable(&error))?;
    rejected.flush().context("writing what was rejected")?;
    Ok(read)
}

/// Why letters are left to people.
const fn unrecorded(why: Unrecorded) -> &'static str {
    match why {
        Unrecorded::Wrong => "wrong",
        Unrecorded::Unknown => "of a matricule that nobody has",
        Unrecorded::BirthDate => "with another birth date",
        Unrecorded::Untold => "of people who were told of no space yet",
        Unrecorded::Refused => "of people who refused already",
        Unrecorded::ChangedMind => "of people who changed their mind since",
        Unrecorded::Open => "of people whose space opened meanwhile",
        Unrecorded::InUse => "of people whose space opened meanwhile, and has an account",
        Unrecorded::Closed => "of people whose space is closed",
    }
}

async fn report(house: &House, json: bool) -> Result<Vec<String>> {
    let report = house.campaigns.report().await.map_err(said)?;
    let spaces = report.spaces;
    if json {
        let campaigns: Vec<_> = report
            .campaigns
            .iter()
            .map(|one| {
                serde_json::json!({
                    "name": one.name,
                    "started_at": one.started_at.rfc3339(),
                    "finished_at": one.finished_at.map(kernel::Timestamp::rfc3339),
                    "limit": one.wanted,
                    "letters": one.letters,
                    "emails": one.emails,
                    "for_people": one.for_people,
                })
            })
            .collect();
        let object = serde_json::json!({
            "campaigns": campaigns,
            "to_dispatch": report.to_dispatch,
            "announced": spaces.announced,
            "open": spaces.open,
            "active": spaces.active,
            "refused": spaces.refused,
            "closed": spaces.closed,
            "erased": spaces.erased,
            "last_opening": report.last_opening.map(|(at, opened)| {
                serde_json::json!({ "at": at.rfc3339(), "opened": opened })
            }),
            "stop": report.stop.map(|stop| {
                serde_json::json!({
                    "at": stop.at.rfc3339(),
                    "why": format!("{:?}", stop.why),
                    "due": stop.due,
                    "first_by": stop.first_by,
                })
            }),
            "returns_unread": report.returns_unread,
        });
        return Ok(vec![
            serde_json::to_string(&object).context("writing the report")?,
        ]);
    }
    let mut lines: Vec<String> = report.campaigns.iter().map(line).collect();
    let batches = match report.to_dispatch {
        1 => String::from("1 batch"),
        count => format!("{count} batches"),
    };
    lines.push(format!("{batches} to print and queue"));
    lines.push(format!(
        "spaces: {} announced, {} open, {} active, {} refused, {} closed, {} erased",
        spaces.announced, spaces.open, spaces.active, spaces.refused, spaces.closed, spaces.erased
    ));
    if let Some((at, opened)) = report.last_opening {
        lines.push(format!(
            "last opening by silence: {}, as of {}",
            many(opened, "space"),
            at.rfc3339()
        ));
    }
    if report.returns_unread {
        lines.push(String::from(
            "E-MAILS THAT COME BACK ARE READ BY NOBODY: set [post] returns, or who did not get theirs is opened \
             by silence",
        ));
    }
    if let Some(stop) = report.stop {
        lines.push(format!(
            "AN OPENING IS STOPPED since {}: {}, {} due; two persons must look (carnet campaign release)",
            stop.at.rfc3339(),
            doubtful(stop.why),
            stop.due
        ));
    }
    Ok(lines)
}

fn line(progress: &Progress) -> String {
    let end = match progress.finished_at {
        Some(at) => format!("finished {}", at.rfc3339()),
        None => String::from("not finished"),
    };
    format!(
        "{}: {} of at most {} told ({}, {}), {} for people to look at, {end}",
        progress.name,
        progress.letters + progress.emails,
        progress.wanted,
        many(progress.letters, "letter"),
        many(progress.emails, "e-mail"),
        progress.for_people
    )
}

/// A number of things, as one says it.
fn many(count: u64, thing: &str) -> String {
    match count {
        1 => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    }
}

/// What letters are written for: each for one e-mail.
const fn came_back(letters: u64) -> &'static str {
    match letters {
        1 => "an e-mail that came back",
        _ => "e-mails that came back",
    }
}

/// Why nothing was opened: with what was doubtful, where that stopped it.
async fn unopened(house: &House, error: kernel::Error) -> anyhow::Error {
    if error.code() == "opening-stopped"
        && let Ok(Some(stop)) = house.campaigns.stopped().await
    {
        let due = match stop.due {
            1 => String::from("1 was"),
            count => format!("{count} were"),
        };
        return anyhow::anyhow!(
            "something is implausible: nothing was opened, and {due} due: {}. Two persons look, and release it \
             with `carnet campaign release --by NAME`",
            doubtful(stop.why)
        );
    }
    said(error)
}

/// What stopped an opening, and what is to be looked at.
const fn doubtful(why: Doubt) -> &'static str {
    match why {
        Doubt::ClockAhead => {
            "the clock is far ahead of the latest time that was seen (look at the time of the servers)"
        }
        Doubt::ClockBehind => {
            "the clock was set back behind the latest time that was seen (look at the time of the servers)"
        }
        Doubt::TooMany => "that is more than a day can have (look at the register)",
        Doubt::Undispatched => {
            "letters or e-mails have waited for more than a day (look at the printer and the post)"
        }
        Doubt::TooManyUndispatched => {
            "that is more than a day can have, and letters or e-mails have waited for more than a day (look at the \
             register, the printer and the post)"
        }
    }
}

/// What a refusal of campaigns means to whoever typed the command.
fn said(error: kernel::Error) -> anyhow::Error {
    let sentence = match error.code() {
        "campaign-done" => "this campaign is finished; another one has another name",
        "campaign-other-running" => {
            "another campaign is not finished: `carnet campaign resume` goes on with it"
        }
        "campaign-elsewhere" => {
            "another process runs a campaign, or ended less than two minutes ago; try again then"
        }
        "campaign-limit" => {
            "this campaign was begun with another --limit: `carnet campaign resume` goes on with it as it was"
        }
        "campaign-clock" => {
            "the clock leapt: nobody is told. `carnet campaign open-due` writes that down; two persons release it \
             with `carnet campaign release --by NAME`"
        }
        "campaign-no-room" => {
            "the disk of campaigns is full: nothing is lost, and nobody is told twice. Make room, then go on with \
             `carnet campaign resume`, and `carnet campaign dispatch` for letters"
        }
        "opening-not-stopped" => "no opening is stopped: there is nothing to release",
        "opening-stopped" => {
            "something is implausible: nothing was opened. `carnet campaign report` \
             says why; two persons release it with `carnet campaign release --by NAME`"
        }
        "opening-release-two" => "the second person must be another one",
        "opening-release-name" => "--by names whoever looked",
        _ if error.kind() == kernel::Kind::NotFound => "nothing such is there",
        _ => return readable(&error),
    };
    anyhow::anyhow!(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Error;
    use std::collections::BTreeSet;

    #[test]
    fn each_reason_for_which_nothing_opens_or_is_written_has_a_sentence_of_its_own() {
        let doubts: Vec<Doubt> = (0..).map_while(Doubt::from_number).collect();
        let stops = doubts.iter().map(|why| doubtful(*why).to_owned());
        let refusals = [
            Error::conflict("campaign-elsewhere"),
            Error::conflict("campaign-clock"),
            Error::conflict("campaign-other-running"),
            Error::conflict("opening-stopped"),
            Error::unavailable_as("campaign-no-room", "writing a file of a campaign"),
        ];
        let refusals = refusals.map(|error| said(error).to_string());
        let sentences: Vec<String> = stops.chain(refusals).collect();
        let apart: BTreeSet<&String> = sentences.iter().collect();
        assert_eq!((sentences.len(), apart.len()), (10, 10), "{sentences:#?}");
    }

    #[test]
    fn a_full_disk_is_told_with_what_to_do() {
        let full = Error::unavailable_as("campaign-no-room", "writing a file of a campaign");
        let sentence = said(full).to_string();
        for words in ["full", "nothing is lost", "carnet campaign resume"] {
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
