//! The layers of a set-up, one over the other: what is embedded, the file, the
//! variables.

use anyhow::{Context, Result, bail};
use std::path::Path;
use toml::{Table, Value};

/// Every key that a variable may set, with its place in the file.
const VARIABLES: [(&str, &[&str]); 59] = [
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
    ("CARNET_LOG_ORIGIN", &["log", "origin"]),
    ("CARNET_LOG_KEY", &["log", "key"]),
    ("CARNET_LOG_CHECKPOINT", &["log", "checkpoint"]),
    ("CARNET_MAIL_DOMAIN", &["mail", "domain"]),
    ("CARNET_MAIL_LISTEN", &["mail", "listen"]),
    ("CARNET_MAIL_RECEIVED_BY", &["mail", "received_by"]),
    ("CARNET_MAIL_TRUSTED", &["mail", "trusted"]),
    ("CARNET_MAIL_RELAY_HOST", &["mail", "relay", "host"]),
    ("CARNET_MAIL_RELAY_PORT", &["mail", "relay", "port"]),
    ("CARNET_MAIL_RELAY_SECURITY", &["mail", "relay", "security"]),
    (
        "CARNET_MAIL_RELAY_AUTHORITY",
        &["mail", "relay", "authority"],
    ),
    (
        "CARNET_MAIL_RELAY_CERTIFICATE",
        &["mail", "relay", "certificate"],
    ),
    ("CARNET_MAIL_RELAY_KEY", &["mail", "relay", "key"]),
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
    ("CARNET_PROFILE_GROWTH", &["profile", "growth"]),
    ("CARNET_SCAN_CLAMD", &["scan", "clamd"]),
    ("CARNET_SCAN_WHEN_ABSENT", &["scan", "when_absent"]),
    ("CARNET_SCAN_WAIT_MS_MAX", &["scan", "wait_ms_max"]),
];

/// Everything embedded, in this folder: what holds where nothing else is said.
pub fn embedded(folder: &Path) -> Result<Table> {
    let text = folder
        .to_str()
        .with_context(|| format!("the name {} is no text", folder.display()))?;
    let at = |name: &str| match text {
        "" => name.to_owned(),
        text => format!("{}/{name}", text.trim_end_matches('/')),
    };
    let section = |pairs: &[(&str, String)]| {
        let pairs = pairs.iter();
        let values = pairs.map(|(key, value)| ((*key).to_owned(), Value::String(value.clone())));
        Value::Table(values.collect())
    };
    let mut campaigns = Table::new();
    campaigns.insert("folder".into(), at("campaigns").into());
    let open_max = i64::try_from(campaigns::Plan::default().open_max)?;
    campaigns.insert("open_max".into(), open_max.into());
    let mut table = Table::new();
    for (key, value) in [
        ("listen", Value::String("127.0.0.1:8080".into())),
        ("books_max", Value::Integer(50_000)),
        (
            "store",
            section(&[("url", format!("sqlite:{}", at("carnet.db")))]),
        ),
        (
            "vault",
            section(&[("url", format!("file:{}", at("vault")))]),
        ),
        (
            "keys",
            section(&[
                ("file", at("keys/master.key")),
                ("shreds", format!("sqlite:{}", at("keys/shreds.db"))),
            ]),
        ),
        ("post", section(&[("folder", at("post"))])),
        ("campaigns", Value::Table(campaigns)),
        (
            "log",
            section(&[
                ("key", at("keys/log.key")),
                ("checkpoint", at("keys/log.checkpoint")),
            ]),
        ),
    ] {
        table.insert(key.to_owned(), value);
    }
    Ok(table)
}

/// Lays what is said over what is there; what is not said stays.
pub fn lay(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => lay(under, over),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

/// Looks at the names of all variables: one that begins as those of a section and sets
/// no key of it is mistyped, and so is one that is a letter or two from one of ours.
/// Others that begin so are somebody else's, such as those that a cluster sets for every
/// service by its name.
///
/// # Errors
/// A mistyped name.
pub fn check_names(names: impl Iterator<Item = String>) -> Result<()> {
    let sections = || VARIABLES.iter().filter_map(|(_, place)| place.split_last());
    let sections = || sections().filter_map(|(_, sections)| sections.first());
    let sections = || sections().chain(&OF_THE_FILE);
    let names: Vec<String> = names.filter(|name| name.starts_with("CARNET_")).collect();
    for name in &names {
        if OF_OURS.contains(&name.as_str()) || VARIABLES.iter().any(|(known, _)| known == name) {
            continue;
        }
        if is_of_a_cluster(name, &names) {
            continue;
        }
        let is_in = |section: &&&str| {
            let of_it = format!("CARNET_{}_", section.to_uppercase());
            name.starts_with(&of_it)
        };
        if let Some(section) = sections().find(is_in) {
            bail!("{name} sets no key of [{section}]: docs/operation.md lists the variables");
        }
        let ours = VARIABLES.iter().map(|(known, _)| *known).chain(OF_OURS);
        let near = ours.map(|known| (strsim::damerau_levenshtein(name, known), known));
        // Of three or four letters, one that differs in two is another word.
        let most = |known: &str| {
            if known.len() <= "CARNET_BASE".len() {
                1
            } else {
                NEAR
            }
        };
        if let Some((_, known)) = near.min().filter(|(far, known)| *far <= most(known)) {
            bail!("{name} sets nothing; is {known} meant? docs/operation.md lists the variables");
        }
    }
    Ok(())
}

/// Sections that the file alone has: no variable sets a key of theirs.
const OF_THE_FILE: [&str; 3] = ["rights", "ceilings", "services"];
/// Variables of ours that are no keys.
const OF_OURS: [&str; 2] = ["CARNET_LOG", "CARNET_CONFIG"];
/// Letters too many, too few, wrong, or in the wrong order.
const NEAR: usize = 2;

/// Whether it is one of those that a cluster sets in every container for a service of
/// some name: its host, its ports, and each port once more in parts.
fn is_of_a_cluster(name: &str, all: &[String]) -> bool {
    let services = all
        .iter()
        .filter_map(|one| one.strip_suffix("_SERVICE_HOST"));
    services.into_iter().any(|service| {
        let rest = name.strip_prefix(service).unwrap_or_default();
        let has_port = || all.contains(&format!("{service}_SERVICE_PORT"));
        (rest.starts_with("_SERVICE_") || rest.starts_with("_PORT")) && has_port()
    })
}

/// Lays the variables over it.
pub fn lay_variables(table: &mut Table, variables: impl Fn(&str) -> Option<String>) -> Result<()> {
    for (name, place) in VARIABLES {
        if let Some(value) = variables(name) {
            set(table, place, &value).with_context(|| format!("in {name}"))?;
        }
    }
    Ok(())
}

fn set(table: &mut Table, place: &[&str], value: &str) -> Result<()> {
    let [inner @ .., last] = place else {
        bail!("an empty place")
    };
    let mut table = table;
    for name in inner {
        let entry = table
            .entry(*name)
            .or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inside) = entry else {
            bail!("{name} is not a section")
        };
        table = inside;
    }
    let value = match (*last, value) {
        ("behind_proxy", "true" | "1") => Value::Boolean(true),
        ("behind_proxy", "false" | "0") => Value::Boolean(false),
        ("books_max" | "open_max" | "port" | "connections" | "wait_ms_max", text) => {
            Value::Integer(text.parse()?)
        }
        (_, text) => Value::String(text.to_owned()),
    };
    table.insert((*last).to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_and_every_key_is_in_the_documents() {
        let told = include_str!("../../../../docs/operation.md");
        for (name, place) in VARIABLES {
            assert!(told.contains(&format!("`{name}`")), "{name}");
            let (last, sections) = place.split_last().expect("a place");
            let key = match sections {
                [] => format!("| `{last}` |"),
                sections => format!("| `[{}] {last}` |", sections.join(".")),
            };
            assert!(told.contains(&key), "{key}");
        }
    }

    #[test]
    fn a_mistyped_variable_is_refused_by_name_and_those_of_a_cluster_are_not() {
        let all = |names: &[&str]| check_names(names.iter().map(|name| (*name).to_owned()));
        for wrong in [
            "CARNET_STORE_ULR",
            "CARNET_POST_SMTP_HOTS",
            "CARNET_LOG_KEYS",
            "CARNET_BEHIND_PROXI",
            "CARNET_LISTNE",
            "CARNET_ORIGNS",
            "CARNET_STOER_URL",
            "CARNET_MAIL_PORT_25_TCP",
            "CARNET_RIGHTS_SUPERVISORS",
            "CARNET_CEILINGS_HOSPITAL_STOP",
            "CARNET_SERVICES_ASKS_AN_HOUR",
        ] {
            let told = all(&["PATH", wrong]).expect_err(wrong).to_string();
            assert!(told.contains(wrong), "{told}");
        }
        for (name, _) in VARIABLES {
            all(&[name]).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
        // What is ours and no key, and what a cluster sets of services by these names.
        let others = [
            "CARNET_LOG",
            "CARNET_CONFIG",
            "CARNET_CORPUS",
            "CARNET_TAG",
            "CARNET_POD",
            "CARNET_REQUIRE_POSTGRES",
            "CARNET_PORT_8080_TCP",
            "CARNET_SERVICE_HOST",
            "CARNET_MAIL_SERVICE_HOST",
            "CARNET_MAIL_SERVICE_PORT",
            "CARNET_MAIL_SERVICE_PORT_LMTP",
            "CARNET_MAIL_PORT",
            "CARNET_MAIL_PORT_25_TCP",
            "CARNET_MAIL_PORT_25_TCP_ADDR",
        ];
        all(&others).expect("somebody else's");
    }

    #[test]
    fn what_is_not_said_stays() {
        let table = |text: &str| text.parse::<Table>().expect("a table");
        let mut under = table("a = 1\n[s]\nx = 1\ny = 2\n");
        lay(&mut under, table("b = 3\n[s]\ny = 4\n[t]\nz = 5\n"));
        let whole = "a = 1\nb = 3\n[s]\nx = 1\ny = 4\n[t]\nz = 5\n";
        assert_eq!(under, table(whole));
    }
}
