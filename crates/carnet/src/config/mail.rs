//! Mail with professionals' own mailboxes, in the health sector's mail.

use anyhow::{Context, Result, bail};
use messages::Trusted;
use post::Security;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Mail with professionals' own mailboxes. A mail server of ours stands in front.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct MailSection {
    /// The domain of the holders' addresses: `patient.mssante.fr`.
    pub domain: String,
    /// Where our mail server hands over what came, by LMTP: on this machine, or in a
    /// network of ours.
    pub listen: SocketAddr,
    /// The name of that server, as it stands in the traces that it writes (`by …`).
    pub received_by: String,
    /// The file of trusted domains: `domain,certificate`, a line for each name that a
    /// server of the domain proves itself by.
    pub trusted: PathBuf,
    /// The server that mails leave by.
    pub relay: RelaySection,
}

/// The server that mails leave by.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct RelaySection {
    /// Its name.
    pub host: String,
    /// Its port; by default that of `security`.
    pub port: Option<u16>,
    /// How the line is kept from others.
    #[serde(default)]
    pub security: Security,
    /// A certificate authority of one's own, PEM; none, and those of the machine are
    /// believed.
    pub authority: Option<PathBuf>,
    /// The certificate by which we prove who we are, with its chain, PEM.
    pub certificate: Option<PathBuf>,
    /// And its key.
    pub key: Option<PathBuf>,
}

impl MailSection {
    /// The list of trusted domains, read.
    ///
    /// # Errors
    /// A file that cannot be read, a line that says something else.
    pub fn read_trusted(&self) -> Result<Trusted> {
        let file = self.trusted.display();
        let text = std::fs::read_to_string(&self.trusted)
            .with_context(|| format!("reading {file} ([mail] trusted)"))?;
        match Trusted::read(&text) {
            Ok(trusted) => Ok(trusted),
            Err(line) => bail!("line {line} of {file} is not `domain,certificate`"),
        }
    }
}
