//! The line to the server: in clear to this machine alone; to any other it is
//! encrypted, and the server proves its name, as `sslmode=verify-full` says in
//! PostgreSQL's own programs. There is no line that is encrypted to whoever answers.

use kernel::{Error, Result};
use std::fs;
use std::net::IpAddr;
use std::sync::Arc;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// The word for a file of authorities in PostgreSQL's addresses.
const AUTHORITIES: &str = "sslrootcert";
const MODE: &str = "sslmode";

/// Where the server is, and how it is spoken to.
pub(super) struct Line {
    config: Config,
    secret: Option<MakeRustlsConnect>,
}

impl Line {
    /// Reads an address of PostgreSQL: `postgres://…` or words (`host=…`).
    ///
    /// # Errors
    /// Invalid, for an address or authorities that cannot be read.
    pub(super) fn to(url: &str) -> Result<Self> {
        let Said {
            address,
            authorities,
        } = Said::in_address(url);
        let mut config: Config = address
            .parse()
            .map_err(|_| wrong("the address of PostgreSQL cannot be read"))?;
        let secret = match is_secret(&config) {
            true => {
                // The library would go on in clear where the server says no.
                config.ssl_mode(SslMode::Require);
                Some(secret(authorities.as_deref())?)
            }
            false => None,
        };
        Ok(Self { config, secret })
    }

    /// Where the server is.
    pub(super) const fn config(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Connects, and goes on with the connection until it ends.
    pub(super) async fn connect(&self) -> std::result::Result<Client, tokio_postgres::Error> {
        match &self.secret {
            Some(secret) => {
                let (client, connection) = self.config.connect(secret.clone()).await?;
                go_on(connection);
                Ok(client)
            }
            None => {
                let (client, connection) = self.config.connect(NoTls).await?;
                go_on(connection);
                Ok(client)
            }
        }
    }
}

fn go_on(
    connection: impl Future<Output = std::result::Result<(), tokio_postgres::Error>> + Send + 'static,
) {
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::warn!(%error, "a connection to the database ended");
        }
    });
}

/// What is said, or where the server is when nothing is: within this machine
/// nobody listens on the way.
fn is_secret(config: &Config) -> bool {
    match config.get_ssl_mode() {
        SslMode::Disable => false,
        SslMode::Require => true,
        _ => {
            let at = config.get_hostaddrs();
            !(config.get_hosts().iter().all(is_here) && at.iter().all(IpAddr::is_loopback))
        }
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            let address = name.parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
    }
}

/// An address as the library reads it, and what it does not read.
struct Said {
    address: String,
    authorities: Option<String>,
}

impl Said {
    fn in_address(url: &str) -> Self {
        let mut authorities = None;
        let mut kept = |pair: &str| {
            let (word, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (word, value) {
                (AUTHORITIES, path) => {
                    authorities = Some(path.trim_matches('\'').to_owned());
                    None
                }
                // Both prove who answers; less is not to be had.
                (MODE, "verify-full" | "verify-ca") => Some(format!("{MODE}=require")),
                _ => Some(pair.to_owned()),
            }
        };
        let address = match (url.contains("://"), url.split_once('?')) {
            (true, Some((place, query))) => {
                let pairs: Vec<_> = query.split('&').filter_map(&mut kept).collect();
                match pairs.is_empty() {
                    true => place.to_owned(),
                    false => format!("{place}?{}", pairs.join("&")),
                }
            }
            (true, None) => url.to_owned(),
            (false, _) => {
                let words: Vec<_> = url.split(' ').filter_map(&mut kept).collect();
                words.join(" ")
            }
        };
        Self {
            address,
            authorities,
        }
    }
}

fn wrong(note: impl Into<String>) -> Error {
    Error::invalid("store-url-wrong").note(note.into())
}

/// A line whose server one of these authorities vouches for; without any named, one
/// that this machine trusts.
fn secret(authorities: Option<&str>) -> Result<MakeRustlsConnect> {
    let mut roots = RootCertStore::empty();
    match authorities {
        Some(path) => {
            let unread = || wrong(format!("{AUTHORITIES}: {path} holds no certificates"));
            let pem = fs::read(path).map_err(|_| unread())?;
            for root in CertificateDer::pem_slice_iter(&pem) {
                let root = root.map_err(|_| unread())?;
                roots.add(root).map_err(|_| unread())?;
            }
            if roots.is_empty() {
                return Err(unread());
            }
        }
        None => {
            // A machine's own list may hold some that cannot be read.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                return Err(wrong(format!(
                    "this machine trusts no authority: name a file of yours with {AUTHORITIES}="
                )));
            }
        }
    }
    let provider = Arc::new(crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::fault("TLS has no version"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret_to(url: &str) -> bool {
        let said = Said::in_address(url);
        is_secret(&said.address.parse().expect("an address"))
    }

    #[test]
    fn only_the_line_to_this_machine_is_in_clear_unless_it_is_said() {
        for here in [
            "postgres:///carnet?host=/run/postgresql",
            "postgres://carnet@localhost/carnet",
            "postgres://carnet@127.0.0.1:5433/carnet",
            "postgres://carnet@[::1]/carnet",
            "host=/run/postgresql user=carnet",
            "postgres://carnet@db.example/carnet?sslmode=disable",
        ] {
            assert!(!secret_to(here), "{here}");
        }
        for away in [
            "postgres://carnet@db.example/carnet",
            "postgres://carnet@db.example/carnet?sslmode=prefer",
            "postgres://carnet@10.0.0.7/carnet",
            "postgres://carnet@localhost,db.example/carnet",
            "postgres://carnet@localhost/carnet?sslmode=require",
            "postgres://carnet@localhost/carnet?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "host=localhost sslmode=verify-ca",
            "host=db.example user=carnet",
            "hostaddr=10.0.0.7 user=carnet",
            "host=localhost hostaddr=10.0.0.7 user=carnet",
            "host=db.example hostaddr=127.0.0.1 user=carnet",
        ] {
            assert!(secret_to(away), "{away}");
        }
    }

    #[test]
    fn the_authorities_are_taken_out_of_the_address() {
        let said = Said::in_address("postgres://a@b/c?sslrootcert=/etc/ca.pem");
        assert_eq!(said.address, "postgres://a@b/c");
        assert_eq!(said.authorities.as_deref(), Some("/etc/ca.pem"));
        let said = Said::in_address(
            "postgres://a@b/c?connect_timeout=3&sslrootcert=/x&sslmode=verify-full",
        );
        assert_eq!(
            said.address,
            "postgres://a@b/c?connect_timeout=3&sslmode=require"
        );
        let said = Said::in_address("host=b sslrootcert='/etc/ca.pem' user=a");
        assert_eq!(said.address, "host=b user=a");
        assert_eq!(said.authorities.as_deref(), Some("/etc/ca.pem"));
        assert_eq!(Said::in_address("host=b").authorities, None);
    }

    #[test]
    fn authorities_that_cannot_be_read_are_told_with_their_file() {
        for (path, text) in [("empty.pem", ""), ("no.pem", "-----BEGIN nothing")] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(path);
            fs::write(&path, text).expect("written");
            let url = format!("postgres://a@b/c?sslrootcert={}", path.display());
            let error = Line::to(&url).err().expect("refused");
            assert_eq!(error.kind(), kernel::Kind::Invalid);
            assert!(format!("{error:?}").contains(&path.display().to_string()));
        }
        assert!(Line::to("postgres://a@b/c?sslrootcert=/nowhere").is_err());
    }
}
