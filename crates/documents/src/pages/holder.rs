//! The holder's pages: the list, one document, its file.

use super::aside::AsideRow;
use super::carer;
use super::comments::CommentRow;
use super::images::has_images;
use super::life::{self, Life};
use super::rows::{Badge, Row};
use super::shown::Shown;
use super::wish::{self, Facet, Wish};
use super::{Pages, holder_rows, together};
use crate::actions::{AT_ONCE_MAX, Documents, NamedFolder};
use crate::outgoing;
use crate::rules::kinds::{self, Category};
use crate::rules::narrow::narrow;
use crate::shelf::Shelf;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page};
use identity::{AtHome, Caller, HolderIn, Named, Probation};
use journal::By;
use kernel::{DocumentId, Error, Result, unaccented};
use sharing::{Manner, Permit, Rights};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "documents.html")]
struct List {
    page: Page,
    /// Each line with its document's id, and whether it is pinned.
    rows: Vec<(String, bool, Row)>,
    facets: Vec<Facet>,
    orders: Vec<(String, String, bool)>,
    folders: Vec<NamedFolder>,
    list: String,
    asked: String,
    fields: Vec<(&'static str, String)>,
    filtered: bool,
    found: usize,
    total: usize,
    beside: [Option<String>; 2],
    here: String,
    /// The search and the choices, for what is done to all that they show; nothing,
    /// where that is too many at once.
    whole: Option<String>,
    /// Which documents these are.
    seen: String,
    kept_back: Option<String>,
    waits: Option<String>,
    /// Other words, and where they are searched, if nothing was found.
    near: Vec<(String, String)>,
    unfiltered: Option<String>,
    /// How many are archived, and where they are.
    archived: Option<(String, String)>,
    /// What is archived is looked at: it can be put back.
    of_archived: bool,
    /// What names somebody else, and is in no list.
    aside: Vec<AsideRow>,
}

const LIST: &str = "/espace/moi/documents";

pub(super) async fn list(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    if holder.capacity.is_carers() {
        return carer::list(&asked, holder, &pages).await;
    }
    let space = holder.own_space()?;
    let sharing = pages.documents.sharing();
    let probation = holder.probation(space, sharing.world().now());
    let permit = sharing
        .permit_record(&Caller::Holder(holder), space)
        .await?;
    let wish = Wish::of(&asked, true)?;
    let all = Documents::searched(&permit, &wish.query())?;
    let folders = Documents::folders(&permit)?;
    let page = together::with_outcome(&asked, asked.page("documents-title"))?;
    let narrowed = narrow(&all, &wish.narrowing());
    let (found, total) = (narrowed.left.len(), all.len());
    let seen = together::seen(narrowed.left.iter().map(|at| all[*at].label.id));
    let facets = wish.facets(&page, LIST, &narrowed, &folders, true);
    let mut shown = wish::shown(all, &narrowed, &wish);
    Documents::tell_passages(&permit, &wish.query(), &mut shown)?;
    let lines = holder_rows(&page, &permit, &shown)?;
    let lines = shown.iter().zip(lines);
    let face = pages.spaces.open_face(space).await?;
    let rows = lines.map(|(it, row)| {
        let row = row.held_against(it, &face).marked(it, &wish.query());
        (it.label.id.to_string(), it.pinned, row)
    });
    let near = wish::near(&permit, &wish, found)?;
    Ok(edge::show(&List {
        near: wish.others(&page, LIST, near),
        unfiltered: wish.unfiltered(&page, LIST),
        of_archived: wish.is_of_archived(),
        archived: wish.archived(&page, LIST, &narrowed),
        kept_back: probation.map(|probation| kept_back(&page, probation)),
        waits: something_waits(&page, &permit)?,
        aside: AsideRow::all(&page, &Documents::set_aside(&permit)?, &face),
        rows: rows.collect(),
        facets,
        orders: wish.orders(&page, LIST),
        folders,
        list: page.href(LIST),
        fields: wish.fields(),
        filtered: wish.narrows(),
        found,
        total,
        beside: wish.beside(&page, LIST, found),
        here: here(&page, &wish, found),
        whole: (found <= AT_ONCE_MAX).then(|| wish.written()),
        seen,
        asked: wish.typed,
        page,
    }))
}

/// Which documents of how many are shown.
pub(super) fn here(page: &Page, wish: &Wish, found: usize) -> String {
    let window = wish.window(found);
    let (from, to) = (window.start + 1, window.end);
    let (from, to, found) = (from.to_string(), to.to_string(), found.to_string());
    page.ta(
        "documents-page-here",
        &[("from", &from), ("to", &to), ("count", &found)],
    )
}

/// What is said of the documents that the first days of an account keep back.
pub fn kept_back(page: &Page, probation: Probation) -> String {
    let until = page.moment(probation.until);
    page.ta("documents-kept-back", &[("until", &until)])
}

/// What is said when a document has waited for a consultation for two weeks: with
/// whom to talk, on the page alone; and with nobody named, in the first days of an
/// account, which keep back who wrote what came before it.
///
/// # Errors
/// A fault, if rights are no part of this journal.
pub fn something_waits(page: &Page, permit: &Permit) -> Result<Option<String>> {
    // What its holder does not see yet is told to nobody else.
    if permit.is_carers() {
        return Ok(None);
    }
    let (rights, shelf) = (permit.state::<Rights>()?, permit.state::<Shelf>()?);
    let kept_from = |id| permit.is_representatives() && rights.is_secret(id);
    let who = rights.somebody_waits(permit.now(), |id| shelf.keeps(id) && !kept_from(id));
    let who: BTreeSet<String> = who.map(named).collect();
    let who: Vec<String> = who.into_iter().collect();
    if !who.is_empty() && permit.keeps_back() {
        return Ok(Some(page.t("documents-something-waits-unnamed")));
    }
    Ok((!who.is_empty()).then(|| page.t1("documents-something-waits", "who", who.join(" ; "))))
}

/// A professional and where they work, or an institution.
fn named(by: &By) -> String {
    match by {
        By::Professional {
            name,
            place: Some((_, place)),
            ..
        } => format!("{name}, {place}"),
        by => by.name().to_owned(),
    }
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
    life: Life,
    /// What professionals say of it.
    comments: Vec<CommentRow>,
    /// Where lines of the profile are made of it.
    profile: Option<String>,
}

pub(super) async fn document(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    if holder.capacity.is_carers() {
        return carer::document(&asked, holder, &id, &pages).await;
    }
    let space = holder.own_space()?;
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&Caller::Holder(holder), space, id, Manner::Seen)
        .await?;
    let page = asked.titled(opened.listed.label.title.clone());
    let page = page.clone().under(page.t("documents-title"), LIST);
    let page = life::with_outcome(&asked, page)?;
    let row = holder_rows(&page, opened.permit(), [&opened.listed])?
        .pop()
        .ok_or_else(|| Error::fault("one document made no row"))?;
    let badge = row
        .badge
        .clone()
        .ok_or_else(|| Error::fault("a holder's row without a badge"))?;
    let here = format!("/espace/moi/documents/{id}");
    let face = pages.spaces.open_face(space).await?;
    let life = Life::of(&page, &opened, &face)?;
    let profile = format!("/espace/moi/profil/depuis/{id}");
    Ok(edge::show(&Detail {
        comments: CommentRow::all(&page, &opened)?,
        profile: life.is_current().then(|| page.href(&profile)),
        life,
        added: page.moment(opened.listed.label.added_at),
        shown: Shown::of(&page, &opened, &face, asked.param("page")?.as_deref()).await?,
        images: has_images(&opened).then(|| page.href(&format!("{here}/images"))),
        download: page.href(&format!("{here}/telecharger")),
        back: page.href("/espace/moi/documents"),
        row,
        badge,
        page,
    }))
}

/// A file inside a CDA document.
pub(super) async fn inside(
    AtHome { caller, space }: AtHome,
    Path((id, place)): Path<(String, u32)>,
    State(pages): State<Pages>,
) -> Answer {
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(&caller, space, id, Manner::Downloaded)
        .await?;
    Ok(outgoing::inside(&opened, place).await?)
}

pub(super) async fn download(
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
) -> Answer {
    let opened = pages
        .documents
        .open(&caller, space, id, Manner::Downloaded)
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
