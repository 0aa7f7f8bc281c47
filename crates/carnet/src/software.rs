//! `carnet software`: the software of institutions is let in and put out here,
//! by whoever runs the house.

use crate::house::House;
use crate::readable;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use identity::clients::{Listed, NewClient, Scopes};
use kernel::Finess;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The largest file of keys, in bytes: eight keys take a tenth of it.
const KEYS_FILE_MAX: u64 = 64 * 1024;
/// What a hospital's or a laboratory's software needs to deposit and read back.
const SCOPES: &str = "system/DocumentReference.crs system/Binary.r system/Patient.s";

/// What concerns the software of institutions.
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
    /// Lets the software of an institution in, or replaces its keys and scopes.
    ///
    /// Only its public keys are asked for; the private ones never leave the
    /// institution. An id that another institution has is refused. From then
    /// on what is signed with a key that is no longer named is refused; an
    /// access token that was given before lives five minutes at most.
    Register {
        /// Its id, agreed with the institution: 1 to 128 signs without a space.
        id: String,
        /// The institution that it speaks for: a number of the directory.
        #[arg(long)]
        finess: String,
        /// The name of the software, as histories show it.
        #[arg(long)]
        name: String,
        /// A file with its public keys: a JSON Web Key Set (RFC 7517), each key
        /// with a kid; P-256, P-384, Ed25519, or RSA of 3072 bits or more.
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// The most it may be granted, separated by spaces.
        #[arg(long, default_value = SCOPES)]
        scopes: String,
        /// Who it is at the provider of professionals; without it, no
        /// professional comes through this software.
        #[arg(long, value_name = "CLIENT")]
        provider_client: Option<String>,
    },
    /// Puts a software out, its access tokens included, at once.
    Off {
        /// Its id.
        id: String,
    },
    /// Lets a software in again that was put out.
    On {
        /// Its id.
        id: String,
    },
    /// Lists them: id, state, institution, name, scopes.
    List,
}

/// Does it. Answers what to print.
///
/// # Errors
/// Keys that are not what they should be, an institution nobody knows, an id
/// of another institution's or that nobody has; those of the store.
pub async fn run(house: &House, args: Args) -> Result<String> {
    let clients = &house.clients;
    match args.command {
        Command::Register {
            id,
            finess,
            name,
            keys,
            scopes,
            provider_client,
        } => {
            let Ok(finess) = finess.parse::<Finess>() else {
                bail!(
                    "{finess} is no FINESS number: nine digits, of which the second may be A or B"
                );
            };
            let Some(scopes) = Scopes::parse(&scopes) else {
                bail!("{scopes}: no scopes, such as {SCOPES}");
            };
            let client = NewClient {
                client_id: id,
                finess,
                name,
                jwks: read(&keys)?,
                scopes,
                provider_client,
            };
            let registered = clients.register(&client).await;
            registered.map_err(|error| readable(&error))?;
            let (id, token) = (&client.client_id, clients.token_endpoint());
            Ok(format!("{id} is let in; it asks for tokens at {token}"))
        }
        Command::Off { id } => switch(house, id, false).await,
        Command::On { id } => switch(house, id, true).await,
        Command::List => {
            let listed = clients.list().await.map_err(|error| readable(&error))?;
            let lines: Vec<String> = listed.iter().map(line).collect();
            match lines.is_empty() {
                true => Ok(String::from("None yet: carnet software register --help")),
                false => Ok(lines.join("\n")),
            }
        }
    }
}

async fn switch(house: &House, id: String, active: bool) -> Result<String> {
    let switched = house.clients.set_active(&id, active).await;
    switched.map_err(|error| readable(&error))?;
    let now = if active { "let in" } else { "put out" };
    Ok(format!("{id} is {now}"))
}

fn read(keys: &Path) -> Result<String> {
    let named = || format!("reading {}", keys.display());
    let file = File::open(keys).with_context(named)?;
    let mut text = String::new();
    let mut capped = file.take(KEYS_FILE_MAX + 1);
    let read = capped.read_to_string(&mut text).with_context(named)?;
    if read as u64 > KEYS_FILE_MAX {
        bail!("{} is too long for a set of keys", keys.display());
    }
    Ok(text)
}

fn line(client: &Listed) -> String {
    let state = if client.active { "in" } else { "out" };
    let since = client.since.in_paris().date();
    let Listed {
        client_id,
        finess,
        institution,
        name,
        scopes,
        ..
    } = client;
    format!("{client_id}: {state}, since {since}: {institution} ({finess}): {name}: {scopes}")
}
