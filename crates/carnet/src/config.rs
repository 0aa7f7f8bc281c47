//! How a Carnet is set up: one TOML file, `CARNET_…` variables over it, a
//! default for every key, unknown keys refused.

use anyhow::{Context, Result, bail};
use identity::france_connect::FranceConnectConfig;
use kernel::Secret;
use post::PostConfig;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The whole set-up.
#[derive(Clone, Deserialize, Debug)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people type, without a final slash. Default: `http://` and
    /// where we listen.
    pub origin: Option<String>,
    /// Behind a proxy of ours, whose `X-Forwarded-For` is believed.
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
}

/// Telling a country, and opening by silence.
#[derive(Clone, Deserialize, Debug)]
#[serde(default, deny_unknown_fields)]
pub struct CampaignsSection {
    /// Where dispatch files, letters for the printer and manifests are.
    pub folder: PathBuf,
    /// Spaces that one opening by silence opens, at most; beyond, two persons
    /// look first.
    pub open_max: u64,
}

impl Default for CampaignsSection {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("data/campaigns"),
            open_max: campaigns::Plan::default().open_max,
        }
    }
}

/// The database.
#[derive(Clone, Deserialize, Debug)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
}

/// The document bytes.
#[derive(Clone, Deserialize, Debug)]
#[serde(default, deny_unknown_fields)]
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
#[serde(default, deny_unknown_fields)]
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

impl Default for Config {
    fn default() -> Self {
        Self::in_folder(Path::new("data"))
    }
}

impl Default for StoreConfig {
    fn default() -> Self {
        Config::default().store
    }
}

impl Default for VaultSection {
    fn default() -> Self {
        Config::default().vault
    }
}

impl Default for KeysConfig {
    fn default() -> Self {
        Config::default().keys
    }
}

/// Every key that a variable may set, with its place in the file.
const VARIABLES: [(&str, &[&str]); 42] = [
    ("CARNET_LISTEN", &["listen"]),
    ("CARNET_ORIGIN", &["origin"]),
    ("CARNET_BEHIND_PROXY", &["behind_proxy"]),
    ("CARNET_BOOKS_MAX", &["books_max"]),
    ("CARNET_STORE_URL", &["store", "url"]),
    ("CARNET_VAULT_URL", &["vault", "url"]),
    ("CARNET_VAULT_ACCESS_KEY", &["vault", "access_key"]),
    ("CARNET_VAULT_SECRET_KEY", &["vault", "secret_key"]),
    ("CARNET_KEYS_FILE", &["keys", "file"]),
    ("CARNET_KEYS_SHREDS", &["keys", "shreds"]),
    ("CARNET_KEYS_PKCS11_MODULE", &["keys", "pkcs11", "module"]),
    ("CARNET_KEYS_PKCS11_TOKEN", &["keys", "pkcs11", "token"]),
    ("CARNET_KEYS_PKCS11_PIN", &["keys", "pkcs11", "pin"]),
    ("CARNET_KEYS_PKCS11_KEY", &["keys", "pkcs11", "key"]),
    ("CARNET_PROFESSIONALS_ISSUER", &["professionals", "issuer"]),
    (
        "CARNET_PROFESSIONALS_CLIENT_ID",
        &["professionals", "client_id"],
    ),
    (
        "CARNET_PROFESSIONALS_CLIENT_SECRET",
        &["professionals", "client_secret"],
    ),
    ("CARNET_PROFESSIONALS_ACR", &["professionals", "acr"]),
    (
        "CARNET_FRANCE_CONNECT_ISSUER",
        &["france_connect", "issuer"],
    ),
    (
        "CARNET_FRANCE_CONNECT_CLIENT_ID",
        &["france_connect", "client_id"],
    ),
    (
        "CARNET_FRANCE_CONNECT_CLIENT_SECRET",
        &["france_connect", "client_secret"],
    ),
    ("CARNET_FRANCE_CONNECT_ACR", &["france_connect", "acr"]),
    ("CARNET_CAMPAIGNS_FOLDER", &["campaigns", "folder"]),
    ("CARNET_CAMPAIGNS_OPEN_MAX", &["campaigns", "open_max"]),
    ("CARNET_POST_FOLDER", &["post", "folder"]),
    ("CARNET_POST_FROM", &["post", "from"]),
    ("CARNET_POST_REPLY_TO", &["post", "reply_to"]),
    ("CARNET_POST_BOUNCE", &["post", "bounce"]),
    ("CARNET_POST_RETURNS", &["post", "returns"]),
    ("CARNET_POST_LETTERS", &["post", "letters"]),
    ("CARNET_POST_SMTP_HOST", &["post", "smtp", "host"]),
    ("CARNET_POST_SMTP_PORT", &["post", "smtp", "port"]),
    ("CARNET_POST_SMTP_SECURITY", &["post", "smtp", "security"]),
    ("CARNET_POST_SMTP_AUTHORITY", &["post", "smtp", "authority"]),
    ("CARNET_POST_SMTP_USERNAME", &["post", "smtp", "username"]),
    ("CARNET_POST_SMTP_PASSWORD", &["post", "smtp", "password"]),
    (
        "CARNET_POST_SMTP_CONNECTIONS",
        &["post", "smtp", "connections"],
    ),
    (
        "CARNET_POST_SMTP_WAIT_MS_MAX",
        &["post", "smtp", "wait_ms_max"],
    ),
    ("CARNET_POST_SMS_URL", &["post", "sms", "url"]),
    ("CARNET_POST_SMS_TOKEN", &["post", "sms", "token"]),
    (
        "CARNET_POST_SMS_CONNECTIONS",
        &["post", "sms", "connections"],
    ),
    (
        "CARNET_POST_SMS_WAIT_MS_MAX",
        &["post", "sms", "wait_ms_max"],
    ),
];

impl Config {
    /// Everything embedded, in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            origin: None,
            behind_proxy: false,
            store: StoreConfig {
                url: format!("sqlite:{}", folder.join("carnet.db").display()),
            },
            vault: VaultSection {
                url: format!("file:{}", folder.join("vault").display()),
                access_key: None,
                secret_key: None,
            },
            keys: KeysConfig {
                file: folder.join("keys").join("master.key"),
                pkcs11: None,
                shreds: format!("sqlite:{}", folder.join("keys").join("shreds.db").display()),
            },
            professionals: None,
            france_connect: None,
            books_max: 50_000,
            post: PostConfig::in_folder(&folder.join("post")),
            campaigns: CampaignsSection {
                folder: folder.join("campaigns"),
                ..CampaignsSection::default()
            },
        }
    }

    /// The file, if any, and the variables over it.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value of the wrong kind.
    pub fn load(file: Option<&Path>, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let mut table = match file {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("reading {}", path.display()))?
                .parse::<toml::Table>()
                .with_context(|| format!("reading {}", path.display()))?,
            None => toml::Table::new(),
        };
        for (name, place) in VARIABLES {
            if let Some(value) = variables(name) {
                set(&mut table, place, &value).with_context(|| format!("in {name}"))?;
            }
        }
        toml::Value::Table(table)
            .try_into()
            .context("in the configuration")
    }

    /// This set-up with the variables over it.
    ///
    /// # Errors
    /// A value of the wrong kind.
    pub fn under(self, variables: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let over = Self::load(None, &variables)?;
        let said = |name: &str| variables(name).is_some();
        Ok(Self {
            listen: if said("CARNET_LISTEN") {
                over.listen
            } else {
                self.listen
            },
            origin: over.origin.or(self.origin),
            behind_proxy: if said("CARNET_BEHIND_PROXY") {
                over.behind_proxy
            } else {
                self.behind_proxy
            },
            books_max: if said("CARNET_BOOKS_MAX") {
                over.books_max
            } else {
                self.books_max
            },
            store: if said("CARNET_STORE_URL") {
                over.store
            } else {
                self.store
            },
            vault: if said("CARNET_VAULT_URL") {
                over.vault
            } else {
                self.vault
            },
            keys: KeysConfig {
                file: if said("CARNET_KEYS_FILE") {
                    over.keys.file
                } else {
                    self.keys.file
                },
                pkcs11: over.keys.pkcs11.or(self.keys.pkcs11),
                shreds: if said("CARNET_KEYS_SHREDS") {
                    over.keys.shreds
                } else {
                    self.keys.shreds
                },
            },
            professionals: over.professionals.or(self.professionals),
            france_connect: over.france_connect.or(self.france_connect),
            post: PostConfig {
                folder: if said("CARNET_POST_FOLDER") {
                    over.post.folder
                } else {
                    self.post.folder
                },
                ..over.post
            },
            campaigns: CampaignsSection {
                folder: if said("CARNET_CAMPAIGNS_FOLDER") {
                    over.campaigns.folder
                } else {
                    self.campaigns.folder
                },
                open_max: over.campaigns.open_max,
            },
        })
    }

    /// The address people type.
    pub fn origin(&self) -> String {
        self.origin
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

fn set(table: &mut toml::Table, place: &[&str], value: &str) -> Result<()> {
    let [inner @ .., last] = place else {
        bail!("an empty place")
    };
    let mut table = table;
    for name in inner {
        let entry = table
            .entry(*name)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        let toml::Value::Table(inside) = entry else {
            bail!("{name} is not a section")
        };
        table = inside;
    }
    let value = match (*last, value) {
        ("behind_proxy", "true" | "1") => toml::Value::Boolean(true),
        ("behind_proxy", "false" | "0") => toml::Value::Boolean(false),
        ("books_max" | "open_max" | "port" | "connections" | "wait_ms_max", text) => {
            toml::Value::Integer(text.parse()?)
        }
        (_, text) => toml::Value::String(text.to_owned()),
    };
    table.insert((*last).to_owned(), value);
    Ok(())
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
        assert_eq!(config.origin(), "http://127.0.0.1:8080");
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
            "[post.smtp]\nhost = \"h\"\nsecurty = \"tls\"\n",
            "[post.smtp]\nhost = \"h\"\nsecurity = \"maybe\"\n",
            "[post.sms]\ntoken = \"t\"\n",
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
        let under = Config::in_folder(Path::new("demo"))
            .under(|name| said(name).map(|(_, value)| (*value).to_owned()))
            .expect("fine");
        assert_eq!(under.post.folder, Path::new("demo/post"));
        assert!(under.post.smtp.is_some());
    }
}
