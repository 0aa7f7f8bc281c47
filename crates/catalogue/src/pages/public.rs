//! The catalogue that everybody finds: a list with filters, and a sheet for each.

use super::{choices, named, themes};
use crate::Catalogue;
use crate::queries::Kept;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page};
use kernel::{Lang, unaccented};
use std::collections::BTreeMap;

/// A service in the list.
struct Line {
    href: String,
    name: String,
    publisher: String,
    said: String,
    theme: String,
    price: String,
    /// Empty: everywhere.
    region: String,
    exchanges: bool,
}

#[derive(Template)]
#[template(path = "catalogue.html")]
struct List {
    page: Page,
    themes: Vec<(String, String)>,
    exchanges: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    lines: Vec<Line>,
    count: String,
    filtered: bool,
}

#[derive(Template)]
#[template(path = "catalogue_one.html")]
struct One {
    page: Page,
    line: Line,
    device: bool,
    region: String,
    site: String,
    kinds: Vec<String>,
    adds: Vec<String>,
    until: String,
}

impl Line {
    fn of(page: &Page, kept: &Kept) -> Self {
        let draft = &kept.draft;
        Self {
            href: page.href(&format!("/services/{}", draft.id)),
            name: draft.name.clone(),
            publisher: draft.publisher.clone(),
            said: match page.lang {
                Lang::Fr => draft.said_fr.clone(),
                Lang::En => draft.said_en.clone(),
            },
            theme: page.t(&format!("catalogue-theme-{}", draft.theme)),
            price: page.t(&format!("catalogue-price-{}", draft.price)),
            region: draft.region.trim().to_owned(),
            exchanges: draft.exchanges(),
        }
    }

    fn holds(&self, words: &str) -> bool {
        let all = [&self.name, &self.publisher, &self.said, &self.theme];
        let all = all.map(|text| folded(text)).join(" ");
        folded(words)
            .split_whitespace()
            .all(|word| all.contains(word))
    }
}

fn folded(text: &str) -> String {
    unaccented(text).to_lowercase()
}

pub(super) async fn list(asked: Asked, State(catalogue): State<Catalogue>) -> Answer {
    let param = |name| Ok::<_, kernel::Error>(asked.param(name)?.unwrap_or_default());
    let (words, theme, exchange) = (param("q")?, param("theme")?, param("echange")?);
    let region = folded(&param("region")?);
    let values = [
        ("q", &*words),
        ("theme", &*theme),
        ("echange", &*exchange),
        ("region", &*region),
    ];
    let page = asked.page("catalogue-title").with_values(&values);
    let mut lines = Vec::new();
    // As somebody wrote each of them first: publishers write them as they like.
    let mut regions: BTreeMap<String, String> = BTreeMap::new();
    for kept in catalogue.listed().await? {
        let line = Line::of(&page, &kept);
        let here = folded(&line.region);
        // What is offered everywhere is offered there, too.
        let there = region.is_empty() || here.is_empty() || here == region;
        if !here.is_empty() {
            regions.entry(here).or_insert_with(|| line.region.clone());
        }
        let wanted = there
            && (theme.is_empty() || kept.draft.theme == theme)
            && match exchange.as_str() {
                "avec" => line.exchanges,
                "sans" => !line.exchanges,
                _ => true,
            };
        if wanted && line.holds(&words) {
            lines.push(line);
        }
    }
    let all = |key: &str| (String::new(), page.t(key));
    let each = [all("catalogue-theme-all")].into_iter();
    let themes = each.chain(themes(&page)).collect();
    let each = [all("catalogue-exchange-all")].into_iter();
    let exchanges = choices(&page, "exchange", &["avec", "sans"]);
    let exchanges = each.chain(exchanges).collect();
    let each = [all("catalogue-region-any")].into_iter();
    let regions = each.chain(regions).collect();
    let count = u64::try_from(lines.len()).unwrap_or(u64::MAX);
    Ok(edge::show(&List {
        themes,
        exchanges,
        count: page.t1("catalogue-count", "count", count),
        filtered: values.iter().any(|(_, value)| !value.is_empty()),
        regions,
        lines,
        page,
    }))
}

pub(super) async fn one(
    asked: Asked,
    Path(id): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let kept = catalogue.find_listed(&id).await?;
    let page = asked.titled(kept.draft.name.clone());
    let page = page.clone().under(page.t("catalogue-title"), "/services");
    let until = kept.until.unwrap_or_default().in_paris().date();
    Ok(edge::show(&One {
        line: Line::of(&page, &kept),
        device: kept.draft.device,
        region: match kept.draft.region.as_str() {
            "" => page.t("catalogue-region-all"),
            region => region.to_owned(),
        },
        kinds: named(&page, &kept.draft.kinds),
        adds: named(&page, &kept.draft.adds),
        until: page.day(until),
        site: kept.draft.site,
        page,
    }))
}
