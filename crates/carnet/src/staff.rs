//! `carnet staff`: the first administrators of a house, and who is of its team.
//! All the rest is theirs to do, on their pages, two by two.

use crate::house::House;
use crate::readable;
use anyhow::Result;
use clap::Subcommand;
use identity::staff::{Member, Stage};
use kernel::Timestamp;
use std::path::PathBuf;

/// What concerns the team.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
    /// The configuration file; none means SQLite and files in ./data.
    #[arg(long, env = "CARNET_CONFIG", global = true)]
    pub config: Option<PathBuf>,
}

#[derive(Subcommand, Clone, Debug)]
enum Command {
    /// Makes the first two administrators and prints the code of each.
    ///
    /// Only while no administrator is in post or may still activate their
    /// access. Each types their own code at /equipe/activer within 7 days; the
    /// codes are not kept and are not printed again. From then on, one
    /// administrator proposes a person and another confirms.
    FirstAdministrators {
        /// First name and name of one.
        #[arg(value_name = "NAME")]
        one: String,
        /// First name and name of the other.
        #[arg(value_name = "NAME")]
        other: String,
    },
    /// Lists the team: role, name, place, and where each stands.
    List,
}

/// Does it. Answers what to print.
///
/// # Errors
/// Administrators that exist already; names that are none; those of the store.
pub async fn run(house: &House, args: Args) -> Result<String> {
    let told = match args.command {
        Command::FirstAdministrators { one, other } => first(house, [&one, &other]).await,
        Command::List => list(house).await,
    };
    told.map_err(|error| readable(&error))
}

async fn first(house: &House, names: [&str; 2]) -> kernel::Result<String> {
    let codes = house.identity.first_administrators(names).await?;
    let lines = names.iter().zip(&codes).map(|(name, code)| {
        let code = code.in_groups();
        format!("{name}: {code} at {}/equipe/activer", house.origin)
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

async fn list(house: &House) -> kernel::Result<String> {
    let mut lines = Vec::new();
    for stage in [
        Stage::InPost,
        Stage::Confirmed,
        Stage::Proposed,
        Stage::Ended,
    ] {
        let mut after = None;
        loop {
            let (members, next) = house.identity.list_staff(stage, None, after).await?;
            lines.extend(members.iter().map(line));
            match next {
                None => break,
                next => after = next,
            }
        }
    }
    match lines.is_empty() {
        true => Ok(String::from(
            "Nobody yet: carnet staff first-administrators NAME NAME",
        )),
        false => Ok(lines.join("\n")),
    }
}

fn line(member: &Member) -> String {
    let day = |at: Option<Timestamp>| {
        let at = at.map(|at| at.in_paris().date().to_string());
        at.unwrap_or_default()
    };
    let place = match &member.place {
        Some(place) => format!(", {place}"),
        None => String::new(),
    };
    let stands = match member.stage {
        Stage::InPost => format!("in post since {}", day(member.since)),
        Stage::Confirmed => format!("confirmed, code until {}", day(member.code_until)),
        Stage::Proposed => format!("proposed on {}", day(Some(member.proposed_at))),
        Stage::Ended => String::from("ended"),
    };
    format!("{}: {}{place}: {stands}", member.role, member.name.0)
}
