//! What the whole site shares: its address, its static files, its menus.

use crate::assets::{Asset, Assets};
use crate::page::{Audience, Entry, Menu, Page, Who};
use crate::path::is_under;
use crate::texts;
use axum::response::{IntoResponse as _, Response};
use kernel::{Error, Lang, World};
use std::sync::{Arc, OnceLock};

/// How the site is set up. Start from [`SiteConfig::new`].
#[derive(Clone)]
pub struct SiteConfig {
    /// Where people find it: `https://carnet.example`, without a last slash.
    pub origin: String,
    /// Other hosts that it answers to, as in `Host`: those of probes.
    pub also_hosts: Vec<String>,
    /// Whether a proxy of ours stands before it, whose `X-Forwarded-For` is
    /// true. Without one, such headers are thrown away.
    pub behind_proxy: bool,
    /// The paths under which programs are answered: no form protection there
    /// (no cookie opens them) and no pages for errors.
    pub api: Vec<&'static str>,
    /// How programs are told of what is refused before their own rooms are
    /// asked: path, error and language. The status is set afterwards.
    pub api_failure: fn(&str, &Error, Lang) -> Response,
    /// Static files that other crates bring.
    pub assets: Vec<Asset>,
    /// The menu of holders: keys of sentences and paths that exist.
    pub holder_menu: Vec<(&'static str, &'static str)>,
    /// The menu of professionals.
    pub professional_menu: Vec<(&'static str, &'static str)>,
    /// The longest request, in bytes.
    pub body_max: u64,
    /// Where request numbers come from.
    pub world: World,
}

impl SiteConfig {
    /// The site at this origin, with the menus of what exists.
    pub fn new(origin: impl Into<String>, world: World) -> Self {
        Self {
            origin: origin.into(),
            also_hosts: Vec::new(),
            behind_proxy: false,
            api: vec!["/fhir", "/oauth"],
            api_failure: |_, error, _| crate::status(error).into_response(),
            assets: Vec::new(),
            holder_menu: HOLDER_MENU.to_vec(),
            professional_menu: PROFESSIONAL_MENU.to_vec(),
            body_max: 144_000_000,
            world,
        }
    }
}

const HOLDER_MENU: [(&str, &str); 6] = [
    ("edge-menu-home", "/espace/moi"),
    ("edge-menu-documents", "/espace/moi/documents"),
    ("edge-menu-profile", "/espace/moi/profil"),
    ("edge-menu-messages", "/espace/moi/messages"),
    ("edge-menu-agenda", "/espace/moi/agenda"),
    ("edge-menu-access", "/espace/moi/acces"),
];

/// Pages that belong to an entry and do not lie under its address.
const BELONGS: [(&str, &str); 7] = [
    ("/espace/moi/corbeille", "/espace/moi/documents"),
    ("/espace/moi/dossiers", "/espace/moi/documents"),
    ("/espace/moi/export", "/espace/moi/documents"),
    ("/espace/moi/prevention", "/espace/moi/profil"),
    ("/espace/moi/resultats", "/espace/moi/documents"),
    ("/espace/moi/services", "/espace/moi/acces"),
    ("/espace/moi/voir-comme", "/espace/moi/acces"),
];

const PROFESSIONAL_MENU: [(&str, &str); 3] = [
    ("edge-menu-pro-search", "/pro"),
    ("edge-menu-messages", "/pro/messages"),
    ("edge-menu-pro-deposits", "/pro/depots"),
];

const OPERATOR_MENU: [(&str, &str); 3] = [
    ("edge-menu-call", "/op"),
    ("edge-menu-cases", "/op/suivi"),
    ("edge-menu-help", "/aide"),
];

const VOLUNTEER_MENU: [(&str, &str); 3] = [
    ("edge-menu-accompany", "/accompagnement"),
    ("edge-menu-charter", "/accompagnement/charte"),
    ("edge-menu-help", "/aide"),
];

const ADMINISTRATOR_MENU: [(&str, &str); 5] = [
    ("edge-menu-team", "/admin/equipe"),
    ("edge-menu-campaigns", "/admin/campagnes"),
    ("edge-menu-reports", "/admin/signalements"),
    ("edge-menu-catalogue", "/admin/catalogue"),
    ("edge-menu-help", "/aide"),
];

const HELPED_MENU: [(&str, &str); 2] = [
    ("edge-menu-help-session", "/seance/menu"),
    ("edge-menu-help", "/aide"),
];

/// What pages need of the site.
pub(crate) struct Site {
    pub assets: Assets,
    holder_menu: Vec<(&'static str, &'static str)>,
    professional_menu: Vec<(&'static str, &'static str)>,
}

impl Site {
    pub fn new(config: &SiteConfig) -> Self {
        Self {
            assets: Assets::with(&config.assets),
            holder_menu: config.holder_menu.clone(),
            professional_menu: config.professional_menu.clone(),
        }
    }

    /// The site as it is without any set-up: for a page that is rendered
    /// outside [`crate::wrap`], in a test.
    pub fn bare() -> Arc<Self> {
        static BARE: OnceLock<Arc<Site>> = OnceLock::new();
        let make = || {
            Arc::new(Self {
                assets: Assets::with(&[]),
                holder_menu: HOLDER_MENU.to_vec(),
                professional_menu: PROFESSIONAL_MENU.to_vec(),
            })
        };
        BARE.get_or_init(make).clone()
    }

    /// The menu of this person, on this path: the entry that lies nearest
    /// above the page is the current one.
    pub fn menu(&self, lang: Lang, path: &str, who: Option<&Who>) -> Menu {
        let entries = match who.map(|who| who.audience) {
            Some(Audience::Holder) => self.holder_menu.as_slice(),
            Some(Audience::Professional) => &self.professional_menu,
            Some(Audience::Operator) => &OPERATOR_MENU,
            Some(Audience::Volunteer) => &VOLUNTEER_MENU,
            Some(Audience::Administrator) => &ADMINISTRATOR_MENU,
            Some(Audience::Helped) => &HELPED_MENU,
            Some(Audience::Locked) | None => return Menu::default(),
        };
        let belongs = BELONGS.iter().find(|(page, _)| is_under(path, page));
        let path = belongs.map_or(path, |(_, entry)| entry);
        let current = entries
            .iter()
            .filter(|(_, above)| is_under(path, above))
            .max_by_key(|(_, above)| above.len());
        let entry = |(key, at): &(&'static str, &'static str)| Entry {
            label: texts::say(lang, key, &[]),
            href: format!("{}{at}", lang.prefix()),
            current: current.is_some_and(|(_, above)| above == at),
            waiting: None,
        };
        Menu {
            entries: entries.iter().map(entry).collect(),
        }
    }
}

/// An empty page, for templates in tests of other crates.
pub fn sample_page(lang: Lang, path: &str, title: &str, who: Option<Who>) -> Page {
    crate::Asked::outside(lang, path, who).titled(title.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beside_its_entry_belongs_to_it() {
        let who = Who {
            name: String::from("Ana"),
            account: None,
            audience: Audience::Holder,
        };
        for (path, entry) in [
            ("/espace/moi/corbeille", "/espace/moi/documents"),
            ("/espace/moi/dossiers/x/renommer", "/espace/moi/documents"),
            ("/espace/moi/export", "/espace/moi/documents"),
            ("/espace/moi/voir-comme/99700218896", "/espace/moi/acces"),
        ] {
            let menu = Site::bare().menu(Lang::Fr, path, Some(&who)).entries;
            let current = menu.iter().find(|entry| entry.current);
            let href = current.map(|entry| entry.href.as_str());
            assert_eq!(href, Some(entry), "{path}");
        }
    }

    #[test]
    fn each_of_the_team_has_entries_of_their_own_and_the_help() {
        for (audience, home, count) in [
            (Audience::Operator, "/op", 3),
            (Audience::Volunteer, "/accompagnement", 3),
            (Audience::Administrator, "/admin", 5),
            (Audience::Helped, "/seance", 2),
        ] {
            let who = Who {
                name: String::from("Jeanne"),
                account: None,
                audience,
            };
            let menu = Site::bare().menu(Lang::En, "/aide", Some(&who)).entries;
            assert_eq!(menu.len(), count);
            let (help, own) = menu.split_last().expect("entries");
            assert!(help.current && help.href == "/en/aide");
            for entry in own {
                let path = entry.href.strip_prefix("/en").unwrap_or_default();
                assert!(is_under(path, home), "{}", entry.href);
            }
        }
    }
}
