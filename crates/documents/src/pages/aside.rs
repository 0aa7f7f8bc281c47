//! What is kept aside because it names somebody else, at the top of the holder's
//! documents: it is theirs after all, or it is not.

use super::life::what_came;
use super::{Pages, sameness};
use crate::actions::{Listed, SetAside};
use crate::shelf::Aside;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page};
use identity::{AtHome, Named};
use journal::By;
use kernel::{DocumentId, Error};
use sharing::WrittenBy;
use spaces::Face;

/// A document that is kept aside, and what its holder can do.
pub(super) struct AsideRow {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) author: String,
    /// Where its holder says whether it is theirs.
    pub(super) action: String,
    /// They wrote it: then it goes to the bin.
    pub(super) own: bool,
    /// The one number in it has a wrong key.
    pub(super) wrong_key: bool,
    /// The institution that must be asked by post.
    pub(super) by_post: Option<String>,
    /// Its author was asked to correct it.
    pub(super) waits: bool,
}

impl AsideRow {
    /// The document, if it is kept aside; its author may have been asked already.
    pub(super) fn of(page: &Page, listed: &Listed, who: &Face, waits: bool) -> Option<Self> {
        if listed.aside != Some(Aside::Waits) {
            return None;
        }
        let label = &listed.label;
        let here = format!("/espace/moi/documents/{}", label.id);
        Some(Self {
            action: page.href(&format!("{here}/cote")),
            href: page.href(&here),
            title: label.title.clone(),
            day: page.day(label.act_date),
            author: super::rows::author(page, label),
            wrong_key: sameness::has_wrong_key(who, listed.named.as_ref()),
            own: listed.facts.author == WrittenBy::Holder,
            by_post: match &label.by {
                By::Institution { name, .. } => Some(name.clone()),
                _ => None,
            },
            waits,
        })
    }

    pub(super) fn all(page: &Page, aside: &[SetAside], who: &Face) -> Vec<Self> {
        let rows = aside.iter();
        rows.filter_map(|it| Self::of(page, &it.listed, who, it.asked))
            .collect()
    }
}

/// Its holder says whether it is theirs.
pub(super) async fn decide(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<DocumentId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["geste"])?;
    let documents = &pages.documents;
    match form.text("geste") {
        "classer" => {
            documents.file(&caller, space, id).await?;
            Ok(asked.go("/espace/moi/documents?fait=classe"))
        }
        "jeter" => {
            documents.bin(&caller, space, &[id]).await?;
            Ok(asked.go(&format!("/espace/moi/documents?fait=jetes&d={id}")))
        }
        "refuser" => {
            let text = asked.page("documents-title").t("documents-aside-request");
            let sent = documents.ask_correction(&caller, space, id, &text).await;
            match what_came(sent)? {
                "demande" => Ok(asked.go("/espace/moi/documents?fait=refuse")),
                done => Ok(asked.go(&format!("/espace/moi/documents/{id}?fait={done}#corriger"))),
            }
        }
        _ => Err(Error::invalid("error-form-fields").into()),
    }
}
