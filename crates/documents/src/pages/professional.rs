//! The professional's pages: the record they may see, one document, its file.

use super::comments::{CommentForm, CommentRow, comment_form};
use super::holder::here;
use super::images::has_images;
use super::life::{VersionLink, versions};
use super::rows::Row;
use super::shown::Shown;
use super::wish::{self, Facet, Wish};
use super::{Pages, professional_rows};
use crate::actions::{Documents, Listed, Opened};
use crate::outgoing;
use crate::rules::narrow::narrow;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page, Tone};
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{DocumentId, Result, SpaceId};
use sharing::{InRecord, Manner, WrittenBy};
use spaces::Face;

#[derive(Template)]
#[template(path = "pro_record.html")]
struct Record {
    page: Page,
    face: Face,
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
    add: String,
}

pub(super) async fn record(
    asked: Asked,
    InRecord {
        space,
        permit,
        face,
        ..
    }: InRecord,
) -> Answer {
    let mut page = sharing::in_emergency(asked.titled(face.name()), &permit)?;
    if asked.param("fait")?.as_deref() == Some("ajoute") {
        let sentence = page.t("documents-pro-added");
        page = page.with_status(Tone::Done, sentence);
    }
    let wish = Wish::of(&asked, false)?;
    let mut all = Documents::searched(&permit, &wish.query())?;
    // How the holder keeps their documents in order is for them alone.
    all.iter_mut().for_each(Listed::disarrange);
    let list = format!("/pro/patients/{space}");
    let narrowed = narrow(&all, &wish.narrowing());
    let (found, total) = (narrowed.left.len(), all.len());
    let facets = wish.facets(&page, &list, &narrowed, &[], false);
    let mut shown = wish::shown(all, &narrowed, &wish);
    Documents::tell_passages(&permit, &wish.query(), &mut shown)?;
    let rows = professional_rows(&page, &shown, &face);
    let marked = rows.into_iter().zip(&shown);
    let rows = marked
        .map(|(row, it)| row.marked(it, &wish.query()))
        .collect();
    let near = wish::near(&permit, &wish, found)?;
    Ok(edge::show(&Record {
        near: wish.others(&page, &list, near),
        unfiltered: wish.unfiltered(&page, &list),
        archived: wish.archived(&page, &list, &narrowed),
        face,
        rows,
        facets,
        orders: wish.orders(&page, &list),
        list: page.href(&list),
        fields: wish.fields(),
        filtered: wish.narrows(),
        found,
        total,
        beside: wish.beside(&page, &list, found),
        here: here(&page, &wish, found),
        add: page.href(&format!("{list}/ajouter")),
        asked: wish.typed,
        page,
    }))
}

#[derive(Template)]
#[template(path = "pro_document.html")]
pub(super) struct Detail {
    pub(super) page: Page,
    face: Face,
    row: Row,
    added: String,
    shown: Shown,
    images: Option<String>,
    download: String,
    back: String,
    /// They are let into the record, and not into this alone.
    whole: bool,
    versions: Vec<VersionLink>,
    newer: Option<String>,
    /// Those who answer for the patient do not see it.
    secret: bool,
    /// They wrote it, and hide it from other professionals.
    masked: bool,
    /// What they and others say of it, to whom it is about.
    comments: Vec<CommentRow>,
    /// The form by which they say something, if something can be said of it.
    comment: Option<CommentForm>,
}

impl Detail {
    /// The page of a document; the read is written first.
    pub(super) async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: Professional,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<Self> {
        let rpps = professional.rpps.clone();
        let caller = Caller::Professional(professional.clone());
        let opened = pages.documents.open(&caller, space, id, Manner::Seen);
        let opened = opened.await?;
        let face = pages.spaces.open_face(space).await?;
        let page = asked.titled(opened.listed.label.title.clone());
        let page = sharing::in_emergency(page, opened.permit())?;
        let record = format!("/pro/patients/{space}");
        let here = format!("{record}/documents/{id}");
        let whole = sees_around(&opened, &professional);
        let above = above(&record, whole);
        let page = with_outcome(asked, page.under(face.name(), &above))?;
        let own = opened.listed.facts.author == WrittenBy::Professional(rpps);
        let (versions, newer) = versions(&page, &opened, &format!("{record}/documents"))?;
        Ok(Self {
            versions,
            newer,
            secret: opened.is_secret()?,
            masked: own && opened.marks()?.masked,
            // Who reads a few documents by a code reads these, and not what colleagues
            // say of them; nor do they say anything.
            comments: match whole {
                true => CommentRow::own(&page, &opened, &here)?,
                false => Vec::new(),
            },
            comment: match whole {
                true => comment_form(&page, &opened, &here)?,
                false => None,
            },
            row: Row::for_professional(&page, &opened.listed),
            added: page.moment(opened.listed.label.added_at),
            shown: Shown::of(&page, &opened, &face, asked.param("page")?.as_deref()).await?,
            images: has_images(&opened).then(|| page.href(&format!("{here}/images"))),
            download: page.href(&format!("{here}/telecharger")),
            back: page.href(&above),
            whole,
            face,
            page,
        })
    }
}

/// Says what was done.
fn with_outcome(asked: &Asked, page: Page) -> Result<Page> {
    let key = match asked.param("fait")?.as_deref() {
        Some("commente") => "documents-comment-done",
        Some("commentaire-retire") => "documents-comment-taken-back",
        _ => return Ok(page),
    };
    let sentence = page.t(key);
    Ok(page.with_status(Tone::Done, sentence))
}

pub(super) async fn document(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let (space, id) = (space.parse::<SpaceId>()?, id.parse::<DocumentId>()?);
    match Detail::of(&asked, &pages, professional, space, id).await {
        Ok(template) => Ok(edge::show(&template)),
        Err(error) => sharing::to_care_link(&asked, space, error),
    }
}

/// Whether they are let into the record around what they opened: by a code for some
/// documents, what is around these is not theirs to see.
pub(super) fn sees_around(opened: &Opened, professional: &Professional) -> bool {
    let profession = professional.profession.code();
    opened.permit().would_open(&professional.rpps, profession)
}

/// The page above a document: the record, or else what was shared with them of it.
pub(super) fn above(record: &str, whole: bool) -> String {
    match whole {
        true => record.to_owned(),
        false => format!("{record}/partage"),
    }
}

/// A file inside a CDA document.
pub(super) async fn inside(
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id, place)): Path<(String, String, u32)>,
    State(pages): State<Pages>,
) -> Answer {
    let caller = Caller::Professional(professional);
    let opened = pages
        .documents
        .open(&caller, space.parse()?, id.parse()?, Manner::Downloaded)
        .await?;
    Ok(outgoing::inside(&opened, place).await?)
}

pub(super) async fn download(
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let caller = Caller::Professional(professional);
    let opened = pages
        .documents
        .open(&caller, space.parse()?, id.parse()?, Manner::Downloaded)
        .await?;
    Ok(outgoing::download(&opened).await?)
}
