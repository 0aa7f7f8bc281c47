//! How a Carnet is set up: everything embedded in one folder, one TOML file over
//! that, `CARNET_…` variables over both, unknown keys refused.

mod ceilings;
mod layers;

pub use layers::check_names;
mod mail;
mod scan;

use anyhow::{Context, Result};
pub use ceilings::{CeilingSection, CeilingsSection};
use identity::HashCost;
use identity::france_connect::FranceConnectConfig;
use kernel::Secret;
pub use mail::{MailSection, RelaySection};
use post::PostConfig;
pub use scan::ScanSection;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The whole set-up.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people type, without a final slash. Default: `http://` and
    /// where we listen.
    pub origin: Option<String>,
    /// Behind a proxy of ours, whose `X-Forwarded-For` is believed.
    #[serde(default)]
    pub behind_proxy: bool,
    /// The database.
    pub store: StoreConfig,
    /// The document bytes.
    pub vault: VaultSection,
    /// The keys.
    pub keys: KeysConfig,
    /// The provider professionals sign in with; none, and they cannot.
    pub professionals: Option<ProviderSection>,
    /// FranceConnect; none, and it is not offered to holders.
    pub france_connect: Option<FranceConnectSection>,
    /// Books kept warm, at most.
    pub books_max: usize,
    /// What leaves the house.
    pub post: PostConfig,
    /// Telling a country, and opening by silence.
    pub campaigns: CampaignsSection,
    /// Who may read what.
    #[serde(default)]
    pub rights: RightsSection,
    /// How many people institutions see in a day.
    #[serde(default)]
    pub ceilings: CeilingsSection,
    /// Services that holders connected.
    #[serde(default)]
    pub services: ServicesSection,
    /// The program whose children read documents; none means this one. Never
    /// configured: only a test is another program than the product.
    #[serde(skip)]
    pub reader: Option<PathBuf>,
    /// What the hash of a password costs. Never configured: only tests, of which each has
    /// people with passwords, are in a hurry.
    #[serde(skip)]
    pub hash_cost: HashCost,
    /// The public log.
    pub log: LogSection,
    /// Mail with professionals' own mailboxes; none, and there is none.
    pub mail: Option<MailSection>,
    /// What medical profiles are shown with.
    #[serde(default)]
    pub profile: ProfileSection,
    /// What looks at files that come in; none, and they are not looked at.
    pub scan: Option<ScanSection>,
}

/// Services that holders connected.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct ServicesSection {
    /// How often one connection asks in an hour, at most.
    pub asks_an_hour: u32,
}

impl Default for ServicesSection {
    fn default() -> Self {
        Self {
            asks_an_hour: 1_000,
        }
    }
}

/// What medical profiles are shown with.
#[derive(Clone, Default, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct ProfileSection {
    /// The folder of reference curves of growth (`docs/growth.md`); none, and
    /// children's measures are drawn as everybody's.
    pub growth: Option<PathBuf>,
}

/// Who may read what, as far as a place decides it.
#[derive(Clone, Default, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct RightsSection {
    /// FINESS numbers of the places that answer emergency calls (SAMU): holders
    /// have a switch for those apart.
    pub dispatch: Vec<String>,
    /// RPPS numbers of those who review emergency accesses.
    pub supervisors: Vec<String>,
}

/// The public log, by which outsiders check the history.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LogSection {
    /// Its name, in every checkpoint, for ever: best the address where it is
    /// fetched, without `https://`. Default: named after its key.
    pub origin: Option<String>,
    /// The file of the key that signs it, made with mode 600 when absent.
    pub key: PathBuf,
    /// The last checkpoint, in a file outside the database and its backups.
    pub checkpoint: PathBuf,
    /// Who looks on.
    #[serde(default)]
    pub witnesses: Vec<WitnessSection>,
}

/// A witness of the public log.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct WitnessSection {
    /// Its address, before `/add-checkpoint`.
    pub url: String,
    /// Its public key.
    pub key: String,
}

/// Telling a country, and opening by silence.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct CampaignsSection {
    /// Where dispatch files, letters for the printer and manifests are.
    pub folder: PathBuf,
    /// Spaces that one opening by silence opens, at most; beyond, two persons
    /// look first.
    pub open_max: u64,
}

/// The database.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
}

/// The document bytes.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct VaultSection {
    /// `file:PATH` or `s3://bucket/prefix?endpoint=…&region=…`.
    pub url: String,
    /// For S3.
    pub access_key: Option<String>,
    /// For S3.
    pub secret_key: Option<Hidden>,
}

/// The keys.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct KeysConfig {
    /// The key file, made with mode 600 when absent.
    pub file: PathBuf,
    /// A PKCS#11 token instead of the file.
    pub pkcs11: Option<Pkcs11Section>,
    /// The shreds: `sqlite:PATH` or `postgres://…`, another database than the
    /// one of `[store]`.
    pub shreds: String,
}

/// A PKCS#11 token.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Pkcs11Section {
    /// The library of the token's maker.
    pub module: PathBuf,
    /// The label of the token.
    pub token: String,
    /// The user PIN.
    pub pin: Hidden,
    /// The label of the wrapping key; made when absent.
    pub key: String,
}

/// The provider professionals sign in with: Pro Santé Connect.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ProviderSection {
    /// Its issuer.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// And the proof.
    pub client_secret: Hidden,
    /// The least level of assurance.
    #[serde(default = "acr_default")]
    pub acr: String,
}

/// FranceConnect, by which holders come in without a code.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct FranceConnectSection {
    /// Its issuer.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// And the proof.
    pub client_secret: Hidden,
    /// The least level of assurance: `eidas2` or `eidas3`.
    #[serde(default = "substantial")]
    pub acr: String,
}

impl FranceConnectSection {
    /// The same, for a site at this origin.
    pub fn at(&self, origin: &str) -> FranceConnectConfig {
        FranceConnectConfig {
            acr: self.acr.clone(),
            ..FranceConnectConfig::new(
                self.issuer.clone(),
                self.client_id.clone(),
                self.client_secret.secret(),
                origin,
            )
        }
    }
}

/// A secret in the set-up: read, never shown.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Hidden(Secret<String>);

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(Secret::new(text))
    }
}

impl Hidden {
    /// The secret itself.
    pub fn secret(&self) -> Secret<String> {
        self.0.clone()
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹secret›")
    }
}

fn acr_default() -> String {
    String::from("eidas1")
}

fn substantial() -> String {
    String::from(FranceConnectConfig::SUBSTANTIAL)
}

impl Config {
    /// Everything embedded, in this folder, and the variables over it.
    ///
    /// # Errors
    /// A folder whose name is no text, a value of the wrong kind.
    pub fn in_folder(folder: &Path, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        Self::of(layers::embedded(folder)?, variables)
    }

    /// Everything embedded in `data`, the file, if any, over it, and the
    /// variables over both.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value of the wrong kind.
    pub fn load(file: Option<&Path>, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut table = layers::embedded(Path::new("data"))?;
        if let Some(path) = file {
            let said = std::fs::read_to_string(path)
                .with_context(|| format!("reading {}", path.display()))?
                .parse::<toml::Table>()
                .with_context(|| format!("reading {}", path.display()))?;
            layers::lay(&mut table, said);
        }
        Self::of(table, variables)
    }

    fn of(mut table: toml::Table, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        layers::lay_variables(&mut table, variables)?;
        toml::Value::Table(table)
            .try_into()
            .context("in the configuration")
    }

    /// The address people type.
    pub fn origin(&self) -> String {
        self.origin
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("carnet.toml");
        std::fs::write(&file, text)?;
        let variables = variables.to_vec();
        Config::load(Some(&file), |name| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn nothing_at_all_means_sqlite_and_files_in_data() {
        let config = Config::load(None, |_| None).expect("defaults");
        assert_eq!(config.store.url, "sqlite:data/carnet.db");
        assert_eq!(config.vault.url, "file:data/vault");
        assert_eq!(config.keys.shreds, "sqlite:data/keys/shreds.db");
        assert_eq!(config.log.checkpoint, Path::new("data/keys/log.checkpoint"));
        assert!(config.log.origin.is_none() && config.log.witnesses.is_empty());
        assert_eq!(config.origin(), "http://127.0.0.1:8080");
    }

    #[test]
    fn no_set_up_makes_a_password_cheaper_to_guess() {
        let config = Config::load(None, |_| None).expect("defaults");
        assert_eq!(config.hash_cost, HashCost::default());
        let cheaper = "[hash_cost]\nmemory_kib = 8\npasses = 1\n";
        assert!(load(cheaper, &[]).is_err());
    }

    #[test]
    fn a_variable_goes_over_the_file_and_the_rest_keeps_its_default() {
        let text = "listen = \"127.0.0.1:9000\"\n[store]\nurl = \"postgres://one\"\n";
        let config = load(
            text,
            &[
                ("CARNET_STORE_URL", "postgres://two"),
                ("CARNET_BEHIND_PROXY", "true"),
            ],
        )
        .expect("fine");
        assert_eq!(config.store.url, "postgres://two");
        assert_eq!(config.listen.port(), 9000);
        assert!(config.behind_proxy);
        assert_eq!(config.vault.url, "file:data/vault");
    }

    #[test]
    fn an_unknown_key_is_refused() {
        for text in [
            "stor = 1\n",
            "[store]\nurll = \"x\"\n",
            "[keys.pkcs11]\nmodule = \"m\"\n",
            "[post]\nfoldr = \"x\"\n",
            "[log]\norigine = \"x\"\n",
            "[[log.witnesses]]\nurl = \"x\"\n",
            "[post.smtp]\nhost = \"h\"\nsecurty = \"tls\"\n",
            "[post.smtp]\nhost = \"h\"\nsecurity = \"maybe\"\n",
            "[post.sms]\ntoken = \"t\"\n",
            "[mail]\ndomain = \"d\"\n",
            "[scan]\nwhen_absent = \"refuse\"\n",
            "[scan]\nclamd = \"tcp:h:1\"\nwhen_absent = \"ask\"\n",
            "[france_connect]\nissuer = \"i\"\nclient_id = \"c\"\n",
            "[france_connect]\nissuer = \"i\"\nclient_id = \"c\"\nclient_secret = \"s\"\nscope = \"x\"\n",
        ] {
            assert!(load(text, &[]).is_err(), "{text}");
        }
    }

    #[test]
    fn franceconnect_is_absent_or_whole_and_substantial_by_default() {
        assert!(load("", &[]).expect("fine").france_connect.is_none());
        let text = "[france_connect]\nissuer = \"https://fc\"\nclient_id = \"c\"\n";
        let secret = ("CARNET_FRANCE_CONNECT_CLIENT_SECRET", "CANARY");
        let config = load(text, &[secret]).expect("fine");
        assert!(!format!("{config:?}").contains("CANARY"));
        let section = config.france_connect.expect("a section");
        assert_eq!(section.acr, "eidas2");
        assert_eq!(section.client_secret.secret().expose(), "CANARY");
    }

    #[test]
    fn a_scanner_is_absent_or_named_and_its_absence_refuses_files_by_default() {
        assert!(load("", &[]).expect("fine").scan.is_none());
        let place = ("CARNET_SCAN_CLAMD", "unix:/run/clamav/clamd.ctl");
        let section = load("", &[place]).expect("fine").scan.expect("a section");
        assert_eq!(section.when_absent, ::scan::WhenAbsent::Refuse);
        assert_eq!(section.wait_ms_max, 60_000);
        section.scanner().expect("a scanner");
        let more = [
            ("CARNET_SCAN_CLAMD", "clamd"),
            ("CARNET_SCAN_WHEN_ABSENT", "accept"),
            ("CARNET_SCAN_WAIT_MS_MAX", "5000"),
        ];
        let section = load("", &more).expect("fine").scan.expect("a section");
        assert_eq!(section.when_absent, ::scan::WhenAbsent::Accept);
        assert_eq!(section.wait_ms_max, 5_000);
        let wrong = section.scanner().expect_err("no place");
        assert!(wrong.log_text().contains("[scan] clamd"), "{wrong}");
    }

    #[test]
    fn a_secret_is_not_shown() {
        let text = "[vault]\nurl = \"s3://b\"\naccess_key = \"a\"\nsecret_key = \"CANARY\"\n\
            [post.smtp]\nhost = \"h\"\npassword = \"CANARY\"\n\
            [post.sms]\nurl = \"https://h\"\ntoken = \"CANARY\"\n";
        let config = load(text, &[]).expect("fine");
        assert!(!format!("{config:?}").contains("CANARY"));
    }

    #[test]
    fn the_post_goes_into_a_folder_until_a_way_out_is_named() {
        let config = Config::load(None, |_| None).expect("defaults");
        assert_eq!(config.post.folder, Path::new("data/post"));
        assert!(config.post.smtp.is_none() && config.post.sms.is_none());
        let variables = [
            ("CARNET_POST_SMTP_HOST", "mail.example"),
            ("CARNET_POST_SMTP_PORT", "2525"),
            ("CARNET_POST_SMTP_SECURITY", "starttls"),
            ("CARNET_POST_SMS_URL", "https://sms.example/send"),
            ("CARNET_POST_SMS_WAIT_MS_MAX", "5000"),
        ];
        let config = load("[post]\nfrom = \"carnet@example.fr\"\n", &variables).expect("fine");
        let smtp = config.post.smtp.expect("a server");
        assert_eq!((&*smtp.host, smtp.port), ("mail.example", Some(2525)));
        assert_eq!(smtp.security, post::Security::Starttls);
        assert_eq!(config.post.sms.expect("a gateway").wait_ms_max, 5_000);
        assert_eq!(config.post.from, "carnet@example.fr");
        // Over a folder of its own, as the demonstration is set up.
        let said = |name: &str| variables.iter().find(|(n, _)| *n == name);
        let over = |name: &str| said(name).map(|(_, value)| (*value).to_owned());
        let under = Config::in_folder(Path::new("demo"), over).expect("fine");
        assert_eq!(under.post.folder, Path::new("demo/post"));
        assert!(under.post.smtp.is_some());
    }
}
