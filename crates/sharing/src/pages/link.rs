//! The page where a professional states a care link.

use super::Pages;
use crate::actions::{Change, Shown};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use identity::{Code, ProfessionalIn};
use kernel::{Error, Kind, Result, SpaceId};
use spaces::Face;

/// The answer to a professional who may not open this record: without a care link,
/// the way on is to state one. It is the same whatever of the record was asked for.
///
/// # Errors
/// Any other error than a missing care link.
pub fn to_care_link(asked: &Asked, space: SpaceId, error: Error) -> Answer {
    if error.kind() == Kind::Forbidden {
        return Ok(asked.go(&format!("/pro/patients/{space}/lien")));
    }
    Err(error.into())
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    page: Page,
    face: Face,
    action: String,
    deposit: String,
    emergency: String,
    days: u64,
    /// Since when they read no more what they could read.
    ended: Option<String>,
    /// They looked for documents shared with them by a code, and there are none.
    none_shared: bool,
    /// Where these would be.
    shared: String,
}

pub(super) async fn form(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let template = LinkPage::of(&asked, &pages, &professional, space).await?;
    Ok(edge::show(&template))
}

pub(super) async fn send(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    form.only(&["accord", "code"])?;
    let shown = match form.text("code") {
        "" if form.has("accord") => Ok(Shown::Consent),
        "" => Err(Error::field("accord", "sharing-consent-missing")),
        code => Ok(Shown::Presence(code)),
    };
    let shared = Code::read(form.text("code")).ok();
    let begun = match (shown, &shared) {
        (Err(error), _) => Err(error),
        // A code of twelve signs is that of a few documents.
        (Ok(_), Some(code)) => {
            pages
                .sharing
                .take_share(&pages.spaces, &professional, space, code)
                .await
        }
        (Ok(shown), None) => {
            pages
                .sharing
                .begin_link(&pages.spaces, &professional, space, shown)
                .await
        }
    };
    if let Err(error) = begun {
        let mut template = LinkPage::of(&asked, &pages, &professional, space).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(match shared {
        Some(_) => asked.go(&format!("/pro/patients/{space}/partage")),
        None => asked.go(&format!("/pro/patients/{space}/resume")),
    })
}

impl LinkPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &identity::Professional,
        space: SpaceId,
    ) -> Result<Self> {
        let face = pages
            .patient(professional, space, Change::StateLink)
            .await?;
        let page = asked.page("sharing-link-title");
        let action = page.href(&format!("/pro/patients/{space}/lien"));
        let lasts = crate::rules::link_lasts(
            crate::entries::Basis::Consent,
            professional.profession.code(),
        );
        let deposit = page.href(&format!("/pro/patients/{space}/ajouter"));
        let emergency = page.href(&format!("/pro/patients/{space}/urgence"));
        let ended = pages.sharing.own_link_ended(professional, space).await?;
        Ok(Self {
            none_shared: asked.param("fait")?.as_deref() == Some("aucun-partage"),
            shared: page.href(&format!("/pro/patients/{space}/partage")),
            ended: ended.map(|end| page.t1("sharing-link-ended", "moment", page.moment(end))),
            page,
            face,
            action,
            deposit,
            emergency,
            days: lasts.as_secs() / 86_400,
        })
    }
}
