//! What a reader wants of a list, as the address says it: words, choices, order
//! and page. What is none is passed over.

use crate::actions::{Documents, Listed};
use crate::rules::coded::List;
use crate::rules::kinds::Category;
use crate::rules::narrow::{Choice, Narrowed, Order};
use crate::rules::search::Query;
use edge::{Asked, Page};
use kernel::{Error, Lang, Result};
use sharing::Permit;
use std::cmp::Reverse;

/// Documents on one page of a list. With the other fields of the form they are
/// fewer than a form may have.
pub(super) const PAGE: usize = 25;
/// Choices of one kind shown, at most: those that leave the most.
const SHOWN_MAX: usize = 12;
/// How the address names the holder among authors.
const HOLDER: &str = "moi";

/// What is wanted.
#[derive(Clone, Default)]
pub(super) struct Wish {
    pub typed: String,
    pub chosen: Vec<Choice>,
    pub order: Order,
    pub page: usize,
}

/// Choices of one kind, as links with counts.
pub(super) struct Facet {
    pub name: String,
    pub links: Vec<FacetLink>,
    /// One of them is chosen: the group is shown open.
    pub open: bool,
}

/// One choice.
pub(super) struct FacetLink {
    pub label: String,
    pub count: usize,
    pub href: String,
    pub chosen: bool,
}

/// Names of folders, for the holder's choices.
pub(super) type Folders = [crate::actions::NamedFolder];

impl Wish {
    /// Reads the address. `own` are the choices that only a holder has.
    pub(super) fn of(asked: &Asked, own: bool) -> Result<Self> {
        Self::read(|name| asked.param(name), own)
    }

    /// Reads what [`Self::written`] wrote for the holder's list.
    ///
    /// # Errors
    /// Invalid, for anything else: it must not be taken for the whole list.
    pub(super) fn written_so(query: &str) -> Result<Self> {
        let pairs = fhir::search::pairs(query);
        let pairs = pairs.ok_or_else(|| Error::invalid("error-form-fields"))?;
        let value = |name: &str| {
            let mut named = pairs.iter().filter(|pair| pair.0 == name);
            Ok(named.next().map(|pair| pair.1.clone()))
        };
        Self::read(value, true)
    }

    fn read(param: impl Fn(&str) -> Result<Option<String>>, own: bool) -> Result<Self> {
        let mut wish = Self {
            // A line or a tabulation that was pasted is a space between words.
            typed: param("q")?
                .unwrap_or_default()
                .replace(char::is_control, " "),
            page: 1,
            ..Self::default()
        };
        let mut choose = |choice: Option<Choice>| wish.chosen.extend(choice);
        let category = param("categorie")?;
        choose(
            category
                .and_then(|key| Category::find(&key))
                .map(Choice::Category),
        );
        let year = param("annee")?.and_then(|year| year.parse().ok());
        choose(year.map(Choice::Year));
        let author = param("auteur")?.filter(|name| !name.is_empty());
        choose(author.map(|name| match name.as_str() {
            HOLDER => Choice::Author(String::new()),
            _ => Choice::Author(name),
        }));
        let place = param("lieu")?.filter(|name| !name.is_empty());
        choose(place.map(Choice::Place));
        let setting = param("cadre")?;
        let known = |code: &String| List::Settings.words(code, Lang::Fr).is_some();
        choose(setting.filter(known).map(Choice::Setting));
        if own {
            choose(match param("voir")?.as_deref() {
                Some("masques") => Some(Choice::Hidden(true)),
                Some("visibles") => Some(Choice::Hidden(false)),
                _ => None,
            });
            let folder = param("dossier")?.and_then(|id| id.parse().ok());
            choose(folder.map(Choice::Folder));
            choose(param("epingles")?.map(|_| Choice::Pinned));
            choose(param("nouveaux")?.map(|_| Choice::New));
        }
        choose(param("archives")?.map(|_| Choice::Archived(true)));
        let order = param("tri")?;
        wish.order = order.and_then(|key| Order::find(&key)).unwrap_or_default();
        let page = param("page")?.and_then(|page| page.parse().ok());
        wish.page = page.unwrap_or(1).max(1);
        Ok(wish)
    }

    pub(super) fn query(&self) -> Query {
        Query::of(&self.typed)
    }

    /// What the list is narrowed by: by what is chosen; and what is archived stands in it
    /// only where somebody searches, or asks for it.
    pub(super) fn narrowing(&self) -> Vec<Choice> {
        let mut all = self.chosen.clone();
        let asked = all.iter().any(|it| matches!(it, Choice::Archived(_)));
        if !asked && self.query().is_empty() {
            all.push(Choice::Archived(false));
        }
        all
    }

    /// Whether what is archived is looked at.
    pub(super) fn is_of_archived(&self) -> bool {
        self.chosen.contains(&Choice::Archived(true))
    }

    /// How many documents are archived among what the reader may see and chose, and where
    /// they are; nothing, where none is or where they stand in the list already.
    pub(super) fn archived(
        &self,
        page: &Page,
        list: &str,
        narrowed: &Narrowed,
    ) -> Option<(String, String)> {
        if self.is_of_archived() || !self.query().is_empty() {
            return None;
        }
        let archived = Choice::Archived(true);
        let count = narrowed.counts.get(&archived)?;
        let href = self.with(&archived, true).href(page, list);
        Some((page.t1("documents-archived-count", "count", *count), href))
    }

    /// Something is searched or chosen.
    pub(super) fn narrows(&self) -> bool {
        !self.query().is_empty() || !self.chosen.is_empty()
    }

    /// The fields of the search form beside the words: name and value.
    pub(super) fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields: Vec<(&'static str, String)> = self.chosen.iter().map(field).collect();
        if self.order != Order::default() {
            fields.push(("tri", self.order.key().to_owned()));
        }
        fields
    }

    /// What is searched and chosen, in what order, as an address has it.
    pub(super) fn written(&self) -> String {
        let mut fields = self.fields();
        if !self.typed.is_empty() {
            fields.push(("q", self.typed.clone()));
        }
        if self.page > 1 {
            fields.push(("page", self.page.to_string()));
        }
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", crate::outgoing::percent(value)))
            .collect();
        fields.join("&")
    }

    /// The address of the list as it is wanted.
    pub(super) fn href(&self, page: &Page, list: &str) -> String {
        match self.written() {
            written if written.is_empty() => page.href(list),
            written => format!("{}?{written}", page.href(list)),
        }
    }

    /// The same, with this choice in the place of the one of its kind, or
    /// without it.
    fn with(&self, choice: &Choice, chosen: bool) -> Self {
        let mut wish = self.clone();
        wish.page = 1;
        wish.chosen.retain(|other| !other.is_like(choice));
        wish.chosen.extend(chosen.then(|| choice.clone()));
        wish
    }

    /// This page of a list of so many, or the last if it has none such.
    fn here(&self, many: usize) -> usize {
        self.page.min(many.div_ceil(PAGE)).max(1)
    }

    /// The places of this page in a list of so many.
    pub(super) fn window(&self, many: usize) -> std::ops::Range<usize> {
        let start = (self.here(many) - 1).saturating_mul(PAGE).min(many);
        start..start.saturating_add(PAGE).min(many)
    }

    /// The address of the page before or after, if there is one.
    pub(super) fn beside(&self, page: &Page, list: &str, many: usize) -> [Option<String>; 2] {
        let to = |n: usize| {
            let wish = Self {
                page: n,
                ..self.clone()
            };
            wish.href(page, list)
        };
        let (here, after) = (self.here(many), self.window(many).end < many);
        [
            (here > 1).then(|| to(here - 1)),
            after.then(|| to(here + 1)),
        ]
    }

    /// The orders, as links: text, address, whether it is this one.
    pub(super) fn orders(&self, page: &Page, list: &str) -> Vec<(String, String, bool)> {
        let link = |order: Order| {
            let wish = Self {
                order,
                page: 1,
                ..self.clone()
            };
            let text = page.t(&format!("documents-order-{}", order.key()));
            (text, wish.href(page, list), order == self.order)
        };
        Order::ALL.into_iter().map(link).collect()
    }

    /// The same words in all documents, if choices narrow the list.
    pub(super) fn unfiltered(&self, page: &Page, list: &str) -> Option<String> {
        let wish = Self {
            chosen: Vec::new(),
            page: 1,
            ..self.clone()
        };
        (!self.chosen.is_empty() && !self.typed.is_empty()).then(|| wish.href(page, list))
    }

    /// Other words, as links: the word and its address.
    pub(super) fn others(
        &self,
        page: &Page,
        list: &str,
        words: Vec<String>,
    ) -> Vec<(String, String)> {
        let link = |word: String| {
            let wish = Self {
                typed: word.clone(),
                ..Self::default()
            };
            (word, wish.href(page, list))
        };
        words.into_iter().map(link).collect()
    }

    /// Every kind of choice with what it would leave. A choice that leaves
    /// nothing is not offered, unless it is made.
    pub(super) fn facets(
        &self,
        page: &Page,
        list: &str,
        narrowed: &Narrowed,
        folders: &Folders,
        own: bool,
    ) -> Vec<Facet> {
        const KINDS: [(&str, u8); 7] = [
            ("documents-category", 0),
            ("documents-facet-year", 1),
            ("documents-author", 2),
            ("documents-facet-place", 3),
            ("documents-setting", 6),
            ("documents-who-sees", 4),
            ("documents-facet-order", 5),
        ];
        let kind_of = |choice: &Choice| match choice {
            Choice::Category(_) => 0,
            Choice::Year(_) => 1,
            Choice::Author(_) => 2,
            Choice::Place(_) => 3,
            Choice::Setting(_) => 6,
            Choice::Hidden(_) => 4,
            Choice::Folder(_) | Choice::Pinned | Choice::New => 5,
            // These stand below the list.
            Choice::Archived(_) => u8::MAX,
        };
        let mut counts = narrowed.counts.clone();
        for choice in &self.chosen {
            counts.entry(choice.clone()).or_default();
        }
        let facet = |(name, kind): (&str, u8)| {
            let of_kind = counts.iter().filter(|(choice, _)| kind_of(choice) == kind);
            let mut links: Vec<FacetLink> = Vec::new();
            let mut sorted: Vec<(&Choice, usize)> = of_kind.map(|(c, n)| (c, *n)).collect();
            match kind {
                1 => sorted.reverse(),
                2 | 3 => sorted.sort_by_key(|(_, count)| Reverse(*count)),
                _ => {}
            }
            for (choice, count) in sorted {
                let chosen = self.chosen.contains(choice);
                if links.len() >= SHOWN_MAX && !chosen {
                    continue;
                }
                let Some(label) = label(page, choice, folders) else {
                    continue;
                };
                links.push(FacetLink {
                    label,
                    count,
                    href: self.with(choice, !chosen).href(page, list),
                    chosen,
                });
            }
            Facet {
                name: page.t(name),
                open: links.iter().any(|link| link.chosen),
                links,
            }
        };
        let kinds = KINDS
            .into_iter()
            .filter(|(_, kind)| own || !matches!(kind, 4 | 5));
        kinds
            .map(facet)
            .filter(|facet| !facet.links.is_empty())
            .collect()
    }
}

/// What a choice says; nothing, for a folder that is no more.
fn label(page: &Page, choice: &Choice, folders: &Folders) -> Option<String> {
    Some(match choice {
        Choice::Category(category) => page.t(&format!("documents-category-{}", category.key())),
        Choice::Year(year) => year.to_string(),
        Choice::Author(name) if name.is_empty() => {
            let own = page
                .who
                .as_ref()
                .is_some_and(|who| who.audience == edge::Audience::Holder);
            match &page.acting {
                Some(child) => kernel::visible(&child.name),
                None if own => page.t("documents-facet-own"),
                None => page.t("documents-facet-patient"),
            }
        }
        Choice::Author(name) | Choice::Place(name) => kernel::visible(name),
        Choice::Setting(code) => List::Settings.words(code, page.lang)?.to_owned(),
        Choice::Hidden(true) => page.t("documents-hidden-only"),
        Choice::Hidden(false) => page.t("documents-shown-only"),
        Choice::Folder(id) => folders.iter().find(|it| it.id == *id)?.name.clone(),
        Choice::Archived(_) => page.t("documents-archived"),
        Choice::Pinned => page.t("documents-pinned"),
        Choice::New => page.t("documents-new-only"),
    })
}

fn field(choice: &Choice) -> (&'static str, String) {
    match choice {
        Choice::Category(category) => ("categorie", category.key().to_owned()),
        Choice::Year(year) => ("annee", year.to_string()),
        Choice::Author(name) if name.is_empty() => ("auteur", HOLDER.to_owned()),
        Choice::Author(name) => ("auteur", name.clone()),
        Choice::Place(name) => ("lieu", name.clone()),
        Choice::Setting(code) => ("cadre", code.clone()),
        Choice::Hidden(hidden) => {
            let value = if *hidden { "masques" } else { "visibles" };
            ("voir", value.to_owned())
        }
        Choice::Archived(_) => ("archives", String::from("oui")),
        Choice::Folder(id) => ("dossier", id.to_string()),
        Choice::Pinned => ("epingles", String::from("oui")),
        Choice::New => ("nouveaux", String::from("oui")),
    }
}

/// Words near to those that found nothing, among what the reader may see.
pub(super) fn near(permit: &Permit, wish: &Wish, found: usize) -> Result<Vec<String>> {
    match found == 0 && !wish.typed.trim().is_empty() {
        true => Documents::near(permit, &wish.typed),
        false => Ok(Vec::new()),
    }
}

/// The documents of one page of a narrowed list, in their order.
pub(super) fn shown(mut listed: Vec<Listed>, narrowed: &Narrowed, wish: &Wish) -> Vec<Listed> {
    let mut keep = vec![false; listed.len()];
    for place in &narrowed.left {
        keep[*place] = true;
    }
    let mut keep = keep.into_iter();
    listed.retain(|_| keep.next() == Some(true));
    wish.order.sort(&mut listed);
    let window = wish.window(listed.len());
    listed.drain(window.end..);
    listed.drain(..window.start);
    listed
}
