//! The holder's pages: the list, one document, its file.

use super::images::has_images;
use super::rows::{Badge, Row, author};
use super::shown::{Shown, with_its_pictures};
use super::{Pages, holder_rows, own_space};
use crate::actions::Documents;
use crate::outgoing;
use crate::rules::kinds::{self, Category};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page, Tone};
use identity::{Caller, HolderIn, Probation};
use kernel::{DocumentId, Error, unaccented};
use sharing::Manner;

/// A facet of the list.
struct Facet {
    key: &'static str,
    label: String,
    count: usize,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
    facets: Vec<Facet>,
    chosen: bool,
    asked: String,
    hidden_only: bool,
    hidden_count: usize,
    filtered: bool,
    found: usize,
    total: usize,
    kept_back: Option<String>,
}

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let sharing = pages.documents.sharing();
    let probation = holder.probation(space, sharing.world().now());
    let permit = sharing
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let all = Documents::listed(&permit)?;
    let chosen = asked
        .param("categorie")?
        .and_then(|key| Category::find(&key));
    let words = asked.param("q")?.unwrap_or_default();
    let hidden_only = asked.param("voir")?.as_deref() == Some("masques");
    let mut page = asked.page("documents-title");
    if asked.param("fait")?.as_deref() == Some("ajoute") {
        let sentence = page.t("documents-added");
        page = page.with_status(Tone::Done, sentence);
    }
    let facets = Category::ALL
        .into_iter()
        .map(|category| Facet {
            key: category.key(),
            label: page.t(&format!("documents-category-{}", category.key())),
            count: all
                .iter()
                .filter(|listed| listed.label.category() == category)
                .count(),
            chosen: chosen == Some(category),
        })
        .filter(|facet| facet.count > 0 || facet.chosen)
        .collect();
    let sought = unaccented(words.trim());
    let kept = all.iter().filter(|listed| {
        chosen.is_none_or(|category| listed.label.category() == category)
            && (!hidden_only || listed.facts.hiding.is_hidden())
            && (sought.is_empty()
                || unaccented(&listed.label.title).contains(&sought)
                || unaccented(&author(&page, &listed.label)).contains(&sought))
    });
    let rows = holder_rows(&page, &permit, kept)?;
    Ok(edge::show(&List {
        kept_back: probation.map(|probation| kept_back(&page, probation)),
        found: rows.len(),
        rows,
        facets,
        chosen: chosen.is_some(),
        hidden_only,
        hidden_count: all
            .iter()
            .filter(|listed| listed.facts.hiding.is_hidden())
            .count(),
        filtered: chosen.is_some() || hidden_only || !sought.is_empty(),
        total: all.len(),
        asked: words,
        page,
    }))
}

/// What is said of the documents that the first days of an account keep back.
pub fn kept_back(page: &Page, probation: Probation) -> String {
    let until = page.moment(probation.until);
    page.ta("documents-kept-back", &[("until", &until)])
}

#[derive(Template)]
#[template(path = "document.html")]
struct Detail {
    page: Page,
    row: Row,
    badge: Badge,
    added: String,
    shown: Shown,
    images: Option<String>,
    download: String,
    back: String,
}

pub(super) async fn document(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Seen)
        .await?;
    let page = asked.titled(opened.listed.label.title.clone());
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents");
    let row = holder_rows(&page, opened.permit(), [&opened.listed])?
        .pop()
        .ok_or_else(|| Error::fault("one document made no row"))?;
    let badge = row
        .badge
        .clone()
        .ok_or_else(|| Error::fault("a holder's row without a badge"))?;
    let here = format!("/espace/moi/documents/{id}");
    Ok(with_its_pictures(edge::show(&Detail {
        added: page.moment(opened.listed.label.added_at),
        shown: Shown::of(&page, &opened, asked.param("page")?.as_deref()).await?,
        images: has_images(&opened).then(|| page.href(&format!("{here}/images"))),
        download: page.href(&format!("{here}/telecharger")),
        back: page.href("/espace/moi/documents"),
        row,
        badge,
        page,
    })))
}

pub(super) async fn download(
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Downloaded)
        .await?;
    Ok(outgoing::download(&opened).await?)
}

/// The types a depositor may choose from, grouped by category, in words.
pub(super) fn choices(
    page: &Page,
    depositor: crate::rules::Depositor,
) -> Vec<(String, Vec<(String, String)>)> {
    Category::ALL
        .into_iter()
        .map(|category| {
            let mut kinds: Vec<(String, String)> = kinds::all()
                .iter()
                .filter(|kind| kind.category == category && kind.may_be_added_by(depositor))
                .map(|kind| (kind.code.clone(), kind.label(page.lang).to_owned()))
                .collect();
            kinds.sort_by_key(|(_, label)| unaccented(label));
            (
                page.t(&format!("documents-category-{}", category.key())),
                kinds,
            )
        })
        .filter(|(_, kinds)| !kinds.is_empty())
        .collect()
}
