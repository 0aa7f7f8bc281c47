//! Who can sign in to the demonstration, and how: as text and as JSON.

use anyhow::{Context, Result};
use identity::Role;
use serde::{Deserialize, Serialize};
use std::fs::{OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// All that a visitor of the demonstration needs.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Told {
    /// Where it answers.
    pub base_url: String,
    /// What the country was invented from.
    pub seed: u64,
    /// People of the country worth meeting.
    pub people: Vec<Person>,
    /// Professionals, to pick at the demonstration's provider.
    pub professionals: Vec<Professional>,
    /// The team of the service. Folders from before there was one have none.
    #[serde(default)]
    pub staff: Vec<Colleague>,
    /// The software of an institution.
    pub client: Client,
}

/// A person.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Person {
    /// `announced`, `active`, `open`, `refused` or `closed`.
    pub role: String,
    /// First name and name.
    pub name: String,
    /// `1950-05-04`.
    pub birth_date: String,
    /// The social security number, with its key.
    pub matricule: String,
    /// The serial number of the health card.
    pub card_serial: String,
    /// The activation code, for those who have one.
    pub code: Option<String>,
    /// The username, for those who have an account.
    pub username: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// The secret of the authenticator app, in base32.
    pub totp_secret: Option<String>,
}

/// A professional.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Professional {
    /// First name and name.
    pub name: String,
    /// The profession, in French.
    pub profession: String,
    /// The number to pick.
    pub rpps: String,
}

/// Somebody of the team.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Colleague {
    /// `operator`, `volunteer` or `administrator`.
    pub role: String,
    /// First name and name.
    pub name: String,
    /// The username.
    pub username: String,
    /// The password.
    pub password: String,
    /// The secret of the authenticator app, in base32.
    pub totp_secret: String,
    /// An operator's call centre, a volunteer's site.
    pub place: Option<String>,
}

/// An institution's software.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Client {
    /// Its id.
    pub client_id: String,
    /// The institution.
    pub institution: String,
    /// Its number.
    pub finess: String,
    /// The private key, PKCS#8 PEM, for ES384.
    pub key_file: String,
    /// The `kid` of the key.
    pub key_id: String,
    /// The token endpoint.
    pub token_path: String,
    /// Who it is at the demonstration's provider of professionals. Folders from
    /// before it was there have none.
    #[serde(default)]
    pub provider_client: String,
}

/// Only who owns a file with passwords or keys may read it.
const MODE: u32 = 0o600;

/// Writes a file for its owner's eyes alone, whatever stood there before.
pub(in crate::demo) fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut open = OpenOptions::new();
    let open = open.write(true).create(true).truncate(true).mode(MODE);
    let mut file = open.open(file)?;
    // One that was there keeps its mode.
    file.set_permissions(Permissions::from_mode(MODE))?;
    file.write_all(text.as_bytes())
}

impl Told {
    /// What an earlier start kept.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// Keeps it for the next start.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        write_secret(file, &text).with_context(|| format!("writing {}", file.display()))
    }

    #[allow(clippy::print_stdout, reason = "it says who can sign in")]
    pub(crate) fn print(&self, json: bool) -> Result<()> {
        if json {
            println!("{}", serde_json::to_string(self)?);
            std::io::stdout().flush()?;
            return Ok(());
        }
        println!(
            "\nCarnet — demonstration with invented people, at {}\n",
            self.base_url
        );
        for person in &self.people {
            println!(
                "  {} ({}), born {}",
                person.name, person.role, person.birth_date
            );
            println!(
                "    number {}, card {}",
                person.matricule, person.card_serial
            );
            if let Some(code) = &person.code {
                println!(
                    "    activates at {}/activer with the code {code}",
                    self.base_url
                );
            }
            if let (Some(username), Some(password), Some(secret)) =
                (&person.username, &person.password, &person.totp_secret)
            {
                println!(
                    "    signs in at {}/connexion as {username}, password “{password}”",
                    self.base_url
                );
                println!("    authenticator secret {secret}");
            }
        }
        println!(
            "\n  Professionals sign in at {}/pro/connexion and pick who they are, for example:",
            self.base_url
        );
        for known in &self.professionals {
            println!("    {}, {} ({})", known.name, known.profession, known.rpps);
        }
        println!(
            "    The first of them reviews emergency accesses at {}/pro/controle",
            self.base_url
        );
        println!("\n  The team, without any health data:");
        for colleague in &self.staff {
            colleague.print(&self.base_url);
        }
        println!(
            "\n  Software of {}: client {}, key {}",
            self.client.institution, self.client.client_id, self.client.key_file
        );
        println!(
            "  FHIR at {}/fhir, tokens at {}{}\n",
            self.base_url, self.base_url, self.client.token_path
        );
        println!(
            "  E-mails, text messages and letters arrive at {}{}\n",
            self.base_url,
            super::outbox::PATH
        );
        println!("  Stop with Ctrl-C. Everything is kept for the next start.\n");
        Ok(())
    }
}

impl Colleague {
    #[allow(clippy::print_stdout, reason = "it says who can sign in")]
    fn print(&self, base_url: &str) {
        let role = self.role.parse::<Role>();
        let door = role.map_or("", |role| role.audience().sign_in());
        let place = match &self.place {
            Some(place) => format!(", {place}"),
            None => String::new(),
        };
        println!("  {} ({}{place})", self.name, self.role);
        println!(
            "    signs in at {base_url}{door} as {}, password “{}”",
            self.username, self.password
        );
        println!("    authenticator secret {}", self.totp_secret);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_passwords_is_for_its_owner_alone_even_where_another_stood() {
        let folder = tempfile::tempdir().expect("a folder");
        let mode = |file: &Path| file.metadata().expect("there").permissions().mode() & 0o777;
        let file = folder.path().join("demo.json");
        write_secret(&file, "one").expect("written");
        assert_eq!(mode(&file), 0o600);
        std::fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("set");
        write_secret(&file, "2").expect("written");
        assert_eq!(mode(&file), 0o600);
        assert_eq!(std::fs::read_to_string(&file).expect("read"), "2");
    }
}
