//! What the page of a document says of its life: its versions, requests to
//! correct it; and what its holder can do: ask, give it a better heading, throw
//! it away.

use super::Pages;
use super::aside::{self, AsideRow};
use super::holder::choices;
use crate::actions::{Documents, Opened};
use crate::rules::Depositor;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, Holder, HolderIn, Named};
use journal::By;
use kernel::{DocumentId, Error, Result};
use sharing::rules::DocumentState;
use sharing::{Manner, WrittenBy};
use spaces::Face;

/// What a document says of itself, as a form asks for it.
pub(super) const FIELDS: [&str; 5] = ["title", "type", "date-jour", "date-mois", "date-annee"];

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route("/espace/moi/documents/{document}/correction", post(ask))
        .route(
            "/espace/moi/documents/{document}/modifier",
            get(heading_form).post(heading_send),
        )
        .route("/espace/moi/documents/{document}/jeter", post(bin))
        .route("/espace/moi/documents/{document}/cote", post(aside::decide))
}

/// A version, as a link.
pub(super) struct VersionLink {
    /// When it was added, in words.
    pub text: String,
    /// Where it is; none for the one that is open.
    pub href: Option<String>,
}

/// The versions of an open document that its reader may see, and where the last
/// one is if it is another. A document of one version has no list of them.
pub(super) fn versions(
    page: &Page,
    opened: &Opened,
    list: &str,
) -> Result<(Vec<VersionLink>, Option<String>)> {
    let id = opened.listed.label.id;
    let all = Documents::versions(opened.permit(), id)?;
    let href = |id: DocumentId| page.href(&format!("{list}/{id}"));
    let newer = all.first().filter(|last| last.id != id);
    let newer = newer.map(|last| href(last.id));
    let links = all.iter().map(|version| VersionLink {
        text: page.moment(version.added_at),
        href: (version.id != id).then(|| href(version.id)),
    });
    let links = if all.len() > 1 {
        links.collect()
    } else {
        Vec::new()
    };
    Ok((links, newer))
}

/// A request to correct the document.
pub(super) struct AskedRow {
    pub(super) text: String,
    pub(super) when: String,
    pub(super) state: String,
    pub(super) reply: Option<(String, String)>,
}

/// What its holder sees of a document's life.
pub(super) struct Life {
    pub(super) versions: Vec<VersionLink>,
    pub(super) newer: Option<String>,
    pub(super) corrections: Vec<AskedRow>,
    /// Where a request to correct it goes, if one can be sent.
    pub(super) ask: Option<String>,
    /// The institution that must be asked by post, if it is one's.
    pub(super) by_post: Option<String>,
    /// Where its heading is corrected and where it is thrown away, if it is the
    /// holder's own and the last.
    pub(super) own: Option<(String, String)>,
    /// Where a new version takes its place, if it is the holder's own and the last.
    pub(super) replace: Option<String>,
    /// It is in the bin: where it is taken out again.
    pub(super) binned: bool,
    /// It is kept aside: what its holder can do.
    pub(super) aside: Option<AsideRow>,
    pub(super) id: String,
}

impl Life {
    /// Whether it is in the record, as its last version.
    pub(super) fn is_current(&self) -> bool {
        self.newer.is_none() && !self.binned && self.aside.is_none()
    }

    pub(super) fn of(page: &Page, opened: &Opened, who: &Face) -> Result<Self> {
        let id = opened.listed.label.id;
        let facts = &opened.listed.facts;
        let (versions, newer) = versions(page, opened, "/espace/moi/documents")?;
        let all = Documents::corrections(opened.permit(), id)?;
        let own = facts.author == WrittenBy::Holder;
        // Thrown away are all versions at once: from the page of the last alone.
        let changes = own && newer.is_none() && facts.state == DocumentState::Kept;
        let binned = facts.state == DocumentState::Binned;
        let by_post = match &opened.listed.label.by {
            By::Institution { name, .. } => Some(name.clone()),
            _ => None,
        };
        let waits = all.first().is_some_and(|last| last.reply.is_none());
        let here = |last: &str| page.href(&format!("/espace/moi/documents/{id}/{last}"));
        let corrections = all.into_iter().map(|asked| AskedRow {
            text: asked.text,
            when: page.moment(asked.at),
            state: page.t(&format!("documents-correction-{}", asked.standing.key())),
            reply: asked.reply.map(|(text, at)| (text, page.moment(at))),
        });
        Ok(Self {
            versions,
            corrections: corrections.collect(),
            ask: (!own && !waits && newer.is_none() && by_post.is_none())
                .then(|| here("correction")),
            by_post,
            own: changes.then(|| (here("modifier"), here("jeter"))),
            replace: changes.then(|| here("remplacer")),
            aside: AsideRow::of(page, &opened.listed, who, waits),
            newer,
            binned,
            id: id.to_string(),
        })
    }
}

/// Says what was done.
pub(super) fn with_outcome(asked: &Asked, page: Page) -> Result<Page> {
    let (tone, key) = match asked.param("fait")?.as_deref() {
        Some("demande") => (Tone::Done, "documents-correction-done"),
        Some("modifie") => (Tone::Done, "documents-headed-done"),
        Some("remplace") => (Tone::Done, "documents-replaced-own-done"),
        Some("demande-vide") => (Tone::Error, "documents-correction-missing"),
        Some("demande-longue") => (Tone::Error, "documents-correction-too-long"),
        Some("demande-attend") => (Tone::Warning, "documents-correction-waits"),
        Some("demande-trop") => (Tone::Warning, "documents-correction-too-many"),
        Some("demande-courrier") => (Tone::Warning, "documents-correction-not-here"),
        _ => return Ok(page),
    };
    let sentence = page.t(key);
    Ok(page.with_status(tone, sentence))
}

async fn ask(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["text"])?;
    let sent = pages
        .documents
        .ask_correction(&caller, space, id, form.raw("text"))
        .await;
    let done = what_came(sent)?;
    Ok(asked.go(&format!("/espace/moi/documents/{id}?fait={done}#corriger")))
}

/// What came of a request to correct a document, as the address says it.
///
/// # Errors
/// What is no answer to the person who asks.
pub(super) fn what_came(sent: Result<()>) -> Result<&'static str> {
    let Err(error) = sent else {
        return Ok("demande");
    };
    let field = error.field_errors().first();
    Ok(
        match field.map_or_else(|| error.code(), |field| field.code) {
            "documents-correction-missing" => "demande-vide",
            "documents-correction-too-long" => "demande-longue",
            "documents-correction-waits" => "demande-attend",
            "documents-correction-too-many" => "demande-trop",
            "documents-correction-not-here" => "demande-courrier",
            _ => return Err(error),
        },
    )
}

#[derive(Template)]
#[template(path = "heading.html")]
struct HeadingForm {
    page: Page,
    groups: Vec<(String, Vec<(String, String)>)>,
    action: String,
    back: String,
}

impl HeadingForm {
    /// The form, with what the document says of itself; the read is written.
    async fn of(asked: &Asked, pages: &Pages, holder: Holder, id: DocumentId) -> Result<Self> {
        let space = holder.own_space()?;
        let caller = Caller::Holder(holder);
        let opened = pages
            .documents
            .open(&caller, space, id, Manner::Seen)
            .await?;
        let (label, facts) = (&opened.listed.label, &opened.listed.facts);
        if facts.author != WrittenBy::Holder || facts.state != DocumentState::Kept {
            return Err(Error::not_found());
        }
        let here = format!("/espace/moi/documents/{id}");
        let page = asked.page("documents-heading-title");
        let page = page
            .clone()
            .under(page.t("documents-title"), "/espace/moi/documents")
            .under(label.title.clone(), &here);
        let day = label.act_date;
        let page = page.with_values(&[
            ("title", &label.title),
            ("type", &label.type_code),
            ("date-jour", &day.day().to_string()),
            ("date-mois", &day.month().to_string()),
            ("date-annee", &day.year().to_string()),
        ]);
        Ok(Self {
            groups: choices(&page, Depositor::Holder),
            action: page.href(&format!("{here}/modifier")),
            back: page.href(&here),
            page,
        })
    }
}

async fn heading_form(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    Ok(edge::show(
        &HeadingForm::of(&asked, &pages, holder, id.parse()?).await?,
    ))
}

async fn heading_send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&FIELDS)?;
    let (space, id) = (holder.own_space()?, id.parse::<DocumentId>()?);
    let draft = super::add::drafted(&form);
    let caller = Caller::Holder(holder.clone());
    match pages.documents.head(&caller, space, id, &draft).await {
        Ok(()) => Ok(asked.go(&format!("/espace/moi/documents/{id}?fait=modifie"))),
        Err(error) => {
            let mut template = HeadingForm::of(&asked, &pages, holder, id).await?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

async fn bin(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    pages.documents.bin(&caller, space, &[id]).await?;
    Ok(asked.go(&format!("/espace/moi/documents?fait=jetes&d={id}")))
}
