//! A carer's pages: the documents that are confided to them, and one. They read, and
//! change nothing; how the holder keeps their documents in order is not shown.

use super::Pages;
use super::comments::CommentRow;
use super::holder::here;
use super::images::has_images;
use super::life::{VersionLink, versions};
use super::rows::Row;
use super::shown::Shown;
use super::wish::{self, Facet, Wish};
use crate::actions::{Documents, Listed};
use crate::rules::narrow::narrow;
use askama::Template;
use edge::{Answer, Asked, Page};
use identity::{Caller, Holder};
use kernel::DocumentId;
use sharing::Manner;

const LIST: &str = "/espace/moi/documents";

#[derive(Template)]
#[template(path = "helped_documents.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
    facets: Vec<Facet>,
    orders: Vec<(String, String, bool)>,
    list: String,
    asked: String,
    fields: Vec<(&'static str, String)>,
    filtered: bool,
    found: usize,
    total: usize,
    beside: [Option<String>; 2],
    here: String,
    /// Other words, and where they are searched, if nothing was found.
    near: Vec<(String, String)>,
    unfiltered: Option<String>,
    /// How many are archived, and where they are.
    archived: Option<(String, String)>,
}

pub(super) async fn list(asked: &Asked, holder: Holder, pages: &Pages) -> Answer {
    let space = holder.own_space()?;
    let sharing = pages.documents.sharing();
    let caller = Caller::Holder(holder);
    let permit = sharing.permit_record(&caller, space).await?;
    let face = pages.spaces.open_face(space).await?;
    let page = asked.page("documents-title");
    let wish = Wish::of(asked, false)?;
    let mut all = Documents::searched(&permit, &wish.query())?;
    all.iter_mut().for_each(Listed::disarrange);
    let narrowed = narrow(&all, &wish.narrowing());
    let (found, total) = (narrowed.left.len(), all.len());
    let facets = wish.facets(&page, LIST, &narrowed, &[], false);
    let mut shown = wish::shown(all, &narrowed, &wish);
    Documents::tell_passages(&permit, &wish.query(), &mut shown)?;
    let rows = shown.iter().map(|it| {
        let row = Row::for_carer(&page, it).held_against(it, &face);
        row.marked(it, &wish.query())
    });
    let rows = rows.collect();
    let near = wish::near(&permit, &wish, found)?;
    Ok(edge::show(&List {
        near: wish.others(&page, LIST, near),
        unfiltered: wish.unfiltered(&page, LIST),
        archived: wish.archived(&page, LIST, &narrowed),
        rows,
        facets,
        orders: wish.orders(&page, LIST),
        list: page.href(LIST),
        fields: wish.fields(),
        filtered: wish.narrows(),
        found,
        total,
        beside: wish.beside(&page, LIST, found),
        here: here(&page, &wish, found),
        asked: wish.typed,
        page,
    }))
}

#[derive(Template)]
#[template(path = "helped_document.html")]
struct Detail {
    page: Page,
    row: Row,
    added: String,
    shown: Shown,
    images: Option<String>,
    download: String,
    back: String,
    versions: Vec<VersionLink>,
    newer: Option<String>,
    /// What professionals say of it.
    comments: Vec<CommentRow>,
}

pub(super) async fn document(asked: &Asked, holder: Holder, id: &str, pages: &Pages) -> Answer {
    let space = holder.own_space()?;
    let id = id.parse::<DocumentId>()?;
    let caller = Caller::Holder(holder);
    let opened = pages.documents.open(&caller, space, id, Manner::Seen);
    let opened = opened.await?;
    let face = pages.spaces.open_face(space).await?;
    let page = asked.titled(opened.listed.label.title.clone());
    let page = page.clone().under(page.t("documents-title"), LIST);
    let here = format!("{LIST}/{id}");
    let (versions, newer) = versions(&page, &opened, LIST)?;
    Ok(edge::show(&Detail {
        versions,
        newer,
        comments: CommentRow::all(&page, &opened)?,
        row: Row::for_carer(&page, &opened.listed),
        added: page.moment(opened.listed.label.added_at),
        shown: Shown::of(&page, &opened, &face, asked.param("page")?.as_deref()).await?,
        images: has_images(&opened).then(|| page.href(&format!("{here}/images"))),
        download: page.href(&format!("{here}/telecharger")),
        back: page.href(LIST),
        page,
    }))
}
