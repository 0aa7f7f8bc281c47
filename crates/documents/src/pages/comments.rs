//! What professionals say of a document of results: how it is read, and the forms by which
//! they say something and take it back.

use super::Pages;
use super::professional::Detail;
use crate::actions::{Commented, Documents, Opened};
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use edge::{Answer, Asked, Form, Page};
use identity::{Caller, Profession, ProfessionalIn};
use kernel::{DocumentId, Error, Result, SpaceId};

pub(super) fn routes() -> Router<Pages> {
    Router::new()
        .route(
            "/pro/patients/{space}/documents/{document}/commentaires",
            post(say),
        )
        .route(
            "/pro/patients/{space}/documents/{document}/commentaires/{place}/retirer",
            post(take_back),
        )
}

/// Something said of results, as a page shows it.
#[derive(Clone)]
pub struct CommentRow {
    /// In their words, line by line.
    pub lines: Vec<String>,
    /// Who said it: their name and what they are.
    pub who: String,
    /// The day.
    pub day: String,
    /// What it is about.
    pub about: String,
    /// Where whoever said it takes it back.
    pub take_back: Option<String>,
}

impl CommentRow {
    /// As a page shows it.
    pub fn of(page: &Page, said: &Commented) -> Self {
        Self {
            lines: said.text.lines().map(str::to_owned).collect(),
            who: author(page, said),
            day: page.day(said.at.in_paris().date()),
            about: match &said.test {
                Some(test) => page.t1("documents-comment-about", "test", test),
                None => page.t("documents-comment-whole"),
            },
            take_back: None,
        }
    }

    /// All that was said of an open document, the first first.
    pub(super) fn all(page: &Page, opened: &Opened) -> Result<Vec<Self>> {
        let said = Documents::comments(opened.permit(), opened.listed.label.id)?;
        Ok(said.iter().map(|said| Self::of(page, said)).collect())
    }

    /// The same for a professional, who takes back what is theirs; the document is `here`.
    pub(super) fn own(page: &Page, opened: &Opened, here: &str) -> Result<Vec<Self>> {
        let said = Documents::comments(opened.permit(), opened.listed.label.id)?;
        let row = |said: &Commented| {
            let back = format!("{here}/commentaires/{}/retirer", said.number);
            Self {
                take_back: said.own.then(|| page.href(&back)),
                ..Self::of(page, said)
            }
        };
        Ok(said.iter().map(row).collect())
    }
}

/// Who said something, and what they are.
fn author(page: &Page, said: &Commented) -> String {
    let profession = said.profession.as_deref();
    let profession = profession.and_then(|code| Profession::from_code(code).ok());
    match profession {
        Some(profession) => {
            let word = profession.label(page.lang).to_lowercase();
            format!("{}, {word}", said.author)
        }
        None => said.author.clone(),
    }
}

/// The form by which something is said: where it is sent, and of what something is said by
/// it, the whole document first.
pub(super) type CommentForm = (String, Vec<(String, String)>);

/// The form of an open document; none, if nothing can be said of it.
pub(super) fn comment_form(
    page: &Page,
    opened: &Opened,
    here: &str,
) -> Result<Option<CommentForm>> {
    let Some(tests) = opened.to_comment()? else {
        return Ok(None);
    };
    let whole = (String::new(), page.t("documents-comment-whole"));
    let tests = tests.into_iter().enumerate();
    let tests = tests.map(|(place, test)| (place.to_string(), test));
    let action = page.href(&format!("{here}/commentaires"));
    Ok(Some((
        action,
        std::iter::once(whole).chain(tests).collect(),
    )))
}

/// Of which result: the whole document, where none is chosen.
fn chosen(form: &Form) -> Result<Option<u32>> {
    match form.text("analyse") {
        "" => Ok(None),
        place => match place.parse() {
            Ok(place) => Ok(Some(place)),
            Err(_) => Err(Error::invalid("error-form")),
        },
    }
}

async fn say(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["text", "analyse"])?;
    let (space, id) = (space.parse::<SpaceId>()?, id.parse::<DocumentId>()?);
    let (of, text) = (chosen(&form)?, form.raw("text"));
    let caller = Caller::Professional(professional.clone());
    match pages.documents.comment(&caller, space, id, of, text).await {
        Ok(()) => {
            let here = format!("/pro/patients/{space}/documents/{id}");
            Ok(asked.go(&format!("{here}?fait=commente#commentaires")))
        }
        Err(error) if error.field_errors().is_empty() => {
            sharing::to_care_link(&asked, space, error)
        }
        Err(error) => {
            // It comes back as the page it stands on: what that leads to is below it.
            let mut there = asked.clone();
            there.path = format!("/pro/patients/{space}/documents/{id}");
            let mut template = Detail::of(&there, &pages, professional, space, id).await?;
            template.page = template.page.again(&form, error)?;
            Ok(edge::mend(&template))
        }
    }
}

async fn take_back(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id, number)): Path<(String, String, u32)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let (space, id) = (space.parse::<SpaceId>()?, id.parse::<DocumentId>()?);
    let caller = Caller::Professional(professional);
    let documents = &pages.documents;
    match documents
        .take_comment_back(&caller, space, id, number)
        .await
    {
        Ok(()) => {
            let here = format!("/pro/patients/{space}/documents/{id}");
            Ok(asked.go(&format!("{here}?fait=commentaire-retire")))
        }
        Err(error) => sharing::to_care_link(&asked, space, error),
    }
}
