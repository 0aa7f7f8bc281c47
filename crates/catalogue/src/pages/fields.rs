//! The fields of a submission: as the team types them, and as publishers do.

use super::{prices, themes};
use crate::kinds::Kind;
use crate::rules::Draft;
use edge::{Form, Page};

/// What there is to choose from.
pub(super) struct Choices {
    pub themes: Vec<(String, String)>,
    pub prices: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    pub adds: Vec<(String, String)>,
}

impl Choices {
    pub fn of(page: &Page) -> Self {
        let of = |kind: Kind| {
            let key = kind.key();
            (key.to_owned(), page.t(&format!("catalogue-kind-{key}")))
        };
        Self {
            themes: themes(page),
            prices: prices(page),
            adds: Kind::to_add().into_iter().map(of).collect(),
            kinds: Kind::ALL.into_iter().map(of).collect(),
        }
    }
}

/// What was typed.
pub(super) fn read(form: &Form) -> Draft {
    let text = |name: &str| form.text(name).replace("\r\n", "\n");
    let lines = form.raw("retours").lines().map(str::trim);
    let ticked = |kind: &Kind| form.has(&format!("donnees-{}", kind.key()));
    let added = |kind: &Kind| form.has(&format!("ajouts-{}", kind.key()));
    Draft {
        id: text("identifiant"),
        name: text("nom"),
        publisher: text("editeur"),
        contact: text("contact"),
        said_fr: text("texte-fr"),
        said_en: text("texte-en"),
        site: text("site"),
        theme: text("theme"),
        region: text("region"),
        price: text("prix"),
        device: form.has("dispositif"),
        kinds: Kind::ALL.into_iter().filter(ticked).collect(),
        adds: Kind::to_add().into_iter().filter(added).collect(),
        redirects: lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        jwks: Some(text("cles")).filter(|keys| !keys.is_empty()),
    }
}

/// A submission as a form shows it, to be changed.
pub(super) fn filled(page: Page, draft: &Draft) -> Page {
    let redirects = draft.redirects.join("\n");
    let page = page.with_values(&[
        ("nom", &draft.name),
        ("editeur", &draft.publisher),
        ("texte-fr", &draft.said_fr),
        ("texte-en", &draft.said_en),
        ("site", &draft.site),
        ("theme", &draft.theme),
        ("region", &draft.region),
        ("prix", &draft.price),
        ("retours", &redirects),
        ("cles", draft.jwks.as_deref().unwrap_or_default()),
        ("dispositif", if draft.device { "oui" } else { "" }),
    ]);
    let read = draft
        .kinds
        .iter()
        .map(|kind| format!("donnees-{}", kind.key()));
    let added = draft
        .adds
        .iter()
        .map(|kind| format!("ajouts-{}", kind.key()));
    let ticked: Vec<String> = read.chain(added).collect();
    let ticked: Vec<(&str, &str)> = ticked.iter().map(|name| (&**name, "oui")).collect();
    page.with_values(&ticked)
}
