//! What a submission must say, which criteria it is examined by, and who may list
//! it. Pure.

pub mod publishing;

use crate::kinds::{Kind, reaching};
use identity::clients::services::NewService;
use kernel::{AccountId, Error, FieldError, Lang, Result, Timestamp, is_unseen};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use std::time::Duration;

/// How long a listing holds (domain rules, §8).
pub const LISTED_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The themes people choose from.
pub const THEMES: [&str; 7] = [
    "suivi",
    "mesures",
    "vaccins",
    "grossesse",
    "mental",
    "sport",
    "demarches",
];
/// What a service costs.
pub const PRICES: [&str; 3] = ["gratuit", "payant", "options"];

/// What people report of a service they connected.
pub const REPORTS: [&str; 4] = ["trop", "autre-chose", "pression", "autre"];

/// Why a listing is suspended.
pub const REASONS: [&str; 5] = ["critere", "signalements", "securite", "silence", OTHER];
/// The reason that says nothing by itself.
pub const OTHER: &str = "autre";

/// Where a service stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It waits to be examined.
    Submitted,
    /// People find it.
    Listed,
    /// For a while nobody does, and it opens nothing.
    Suspended,
    /// For good.
    Withdrawn,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Submitted,
        Self::Listed,
        Self::Suspended,
        Self::Withdrawn,
    ];

    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Listed => "listed",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The one of this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// What somebody found of one criterion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// It asks for nothing here.
    Unconcerned,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Met, Self::Unmet, Self::Unconcerned];

    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Unmet => "unmet",
            Self::Unconcerned => "unconcerned",
        }
    }

    /// The one of this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// A published criterion.
#[derive(Debug)]
pub struct Criterion {
    /// Its id.
    pub id: String,
    /// The key of the words of its domain.
    pub domain: String,
    fr: String,
    en: String,
}

impl Criterion {
    /// What it asks.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// The published criteria, in their order.
pub fn criteria() -> &'static [Criterion] {
    static LINES: OnceLock<Vec<Criterion>> = OnceLock::new();
    LINES.get_or_init(|| {
        let text = include_str!("../../../data/catalogue_criteria.csv");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let lines = reader.records().map(|line| {
            let line = line.expect("catalogue_criteria.csv is ours and tested");
            let cell = |n: usize| line.get(n).unwrap_or_default().to_owned();
            Criterion {
                id: cell(0),
                domain: cell(1),
                fr: cell(2),
                en: cell(3),
            }
        });
        lines.collect()
    })
}

/// What a publisher asks to be listed.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Its id, in addresses and tokens.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// Where the team reaches them.
    pub contact: String,
    /// What it does, in French.
    pub said_fr: String,
    /// And in English.
    pub said_en: String,
    /// Where people find it.
    pub site: String,
    /// One of [`THEMES`].
    pub theme: String,
    /// A region; empty for all.
    pub region: String,
    /// One of [`PRICES`].
    pub price: String,
    /// Whether it is a medical device.
    pub device: bool,
    /// What it reads; nothing, without an exchange.
    pub kinds: Vec<Kind>,
    /// What it adds.
    pub adds: Vec<Kind>,
    /// Where it sends people back to.
    pub redirects: Vec<String>,
    /// Its public keys.
    pub jwks: Option<String>,
}

impl Draft {
    /// Whether it can be examined.
    ///
    /// # Errors
    /// Invalid, with every field to mend.
    pub fn check(&self) -> Result<()> {
        let fields = self.mistakes();
        match fields.is_empty() {
            true => Ok(()),
            false => Err(Error::fields(fields)),
        }
    }

    /// Every field to mend.
    pub fn mistakes(&self) -> Vec<FieldError> {
        let long = |text: &str, most: usize| {
            text.trim().is_empty()
                || text.chars().count() > most
                || text.chars().any(|c| is_unseen(c) && c != '\n')
        };
        let link = self.site.is_empty()
            || (self.site.starts_with("https://")
                && self.site.len() <= 200
                && self
                    .site
                    .bytes()
                    .all(|b| b.is_ascii_graphic() && !b"\"<>\\".contains(&b)));
        let id = self.id.len() <= 64
            && !self.id.is_empty()
            && self
                .id
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let choice = |known: &[&str], chosen: &str| !known.contains(&chosen);
        let region = self.region.chars();
        let wrong = [
            ("identifiant", "service-id-wrong", !id),
            ("nom", "catalogue-name-wrong", long(&self.name, 60)),
            (
                "editeur",
                "catalogue-publisher-wrong",
                long(&self.publisher, 100),
            ),
            (
                "contact",
                "catalogue-contact-wrong",
                long(&self.contact, 200),
            ),
            (
                "texte-fr",
                "catalogue-said-fr-wrong",
                long(&self.said_fr, 600),
            ),
            (
                "texte-en",
                "catalogue-said-en-wrong",
                long(&self.said_en, 600),
            ),
            ("site", "catalogue-site-wrong", !link),
            (
                "theme",
                "catalogue-theme-wrong",
                choice(&THEMES, &self.theme),
            ),
            (
                "prix",
                "catalogue-price-wrong",
                choice(&PRICES, &self.price),
            ),
            (
                "region",
                "catalogue-region-wrong",
                region.clone().count() > 60 || region.clone().any(is_unseen),
            ),
            ("retours", "service-redirect-wrong", !self.leads_back()),
            ("cles", "catalogue-keys-wrong", !self.has_good_keys()),
        ];
        let wrong = wrong.into_iter().filter(|(.., wrong)| *wrong);
        wrong
            .map(|(field, code, _)| FieldError { field, code })
            .collect()
    }

    /// Whether its addresses of return may be. Those of a service without exchange
    /// are kept and lead nowhere.
    fn leads_back(&self) -> bool {
        let few = self.redirects.len() <= 8;
        let new = self.let_in(Timestamp::default()).map(|new| NewService {
            client_id: String::from("one"),
            jwks: None,
            ..new
        });
        few && self.redirects.iter().all(|one| one.len() <= 500)
            && new.is_none_or(|new| new.check().is_ok())
    }

    /// Whether its keys may be.
    pub(crate) fn has_good_keys(&self) -> bool {
        let new = self.let_in(Timestamp::default()).map(|new| NewService {
            client_id: String::from("one"),
            redirects: vec![String::from("https://one.example/")],
            ..new
        });
        self.jwks.as_ref().is_none_or(|keys| keys.len() <= 16_384)
            && new.is_none_or(|new| new.check().is_ok())
    }

    /// Whether it reads or adds anything.
    pub fn exchanges(&self) -> bool {
        !self.kinds.is_empty() || !self.adds.is_empty()
    }

    /// What is let in once it is listed; nothing, without an exchange.
    pub fn let_in(&self, until: Timestamp) -> Option<NewService> {
        self.exchanges().then(|| NewService {
            client_id: self.id.clone(),
            name: self.name.clone(),
            redirects: self.redirects.clone(),
            jwks: self.jwks.clone(),
            scopes: reaching(&self.kinds, &self.adds),
            until,
        })
    }
}

/// What one person may do next with a listing, of whom another proposed it or
/// nobody did.
///
/// # Errors
/// Conflict, while a criterion is open or not met; forbidden, for one person alone.
pub fn may_list(
    findings: &[(String, Verdict)],
    first: Option<AccountId>,
    who: AccountId,
) -> Result<Listing> {
    let found = |criterion: &Criterion| {
        let of = findings.iter().find(|(id, _)| *id == criterion.id);
        of.is_some_and(|(_, verdict)| *verdict != Verdict::Unmet)
    };
    if !criteria().iter().all(found) {
        return Err(Error::conflict("catalogue-not-examined"));
    }
    match first {
        None => Ok(Listing::Proposed),
        Some(first) if first == who => Err(Error::forbidden("catalogue-two-persons")),
        Some(_) => Ok(Listing::Listed),
    }
}

/// What becomes of a listing by one person's word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// It waits for another person.
    Proposed,
    /// It is listed.
    Listed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            id: "souffle".into(),
            name: "Souffle".into(),
            publisher: "Atelier du Souffle".into(),
            contact: "contact@souffle.example".into(),
            said_fr: "Suit l’asthme.".into(),
            said_en: "Follows asthma.".into(),
            site: "https://souffle.example/".into(),
            theme: "suivi".into(),
            price: "gratuit".into(),
            kinds: vec![Kind::Documents],
            redirects: vec!["https://souffle.example/retour".into()],
            ..Draft::default()
        }
    }

    #[test]
    fn the_published_criteria_have_each_an_id_a_domain_and_two_texts() {
        let mut ids: Vec<&str> = criteria().iter().map(|it| it.id.as_str()).collect();
        assert!(ids.len() >= 15);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), criteria().len());
        for one in criteria() {
            assert!(["data", "security", "interop", "ethics"].contains(&&*one.domain));
            assert!(!one.fr.is_empty() && !one.en.is_empty() && one.fr != one.en);
        }
    }

    #[test]
    fn a_submission_says_all_that_is_wrong_with_it_at_once() {
        draft().check().expect("right");
        let wrong = Draft {
            id: "Souffle !".into(),
            site: "http://souffle.example".into(),
            theme: "autre".into(),
            redirects: vec!["http://souffle.example/retour".into()],
            ..draft()
        };
        let error = wrong.check().expect_err("wrong");
        let fields: Vec<&str> = error.field_errors().iter().map(|it| it.field).collect();
        assert_eq!(fields, ["identifiant", "site", "theme", "retours"]);
        let keys = Draft {
            jwks: Some("{}".into()),
            ..draft()
        };
        assert_eq!(
            keys.check().expect_err("wrong").field_errors()[0].field,
            "cles"
        );
        let back = Draft {
            redirects: Vec::new(),
            ..draft()
        };
        assert_eq!(
            back.check().expect_err("wrong").field_errors()[0].field,
            "retours"
        );
        // Without an exchange there is nobody to send back.
        let without = Draft {
            kinds: Vec::new(),
            ..back
        };
        without.check().expect("right");
        assert!(without.let_in(Timestamp::default()).is_none());
    }

    #[test]
    fn app_16_one_person_alone_lists_nothing_and_two_only_what_was_examined() {
        let (odile, karim) = (
            AccountId::from_bytes([1; 16]),
            AccountId::from_bytes([2; 16]),
        );
        let all = |verdict| -> Vec<(String, Verdict)> {
            criteria()
                .iter()
                .map(|it| (it.id.clone(), verdict))
                .collect()
        };
        let met = all(Verdict::Met);
        assert_eq!(may_list(&met, None, odile).expect("may"), Listing::Proposed);
        assert!(may_list(&met, Some(odile), odile).is_err());
        assert_eq!(
            may_list(&met, Some(odile), karim).expect("may"),
            Listing::Listed
        );
        for missing in [Vec::new(), met[1..].to_vec(), all(Verdict::Unmet)] {
            assert!(may_list(&missing, None, odile).is_err());
            assert!(may_list(&missing, Some(odile), karim).is_err());
        }
    }
}
