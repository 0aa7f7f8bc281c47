//! The page where a professional states a care link.

use super::Pages;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use identity::ProfessionalIn;
use kernel::{Error, Result, SpaceId};
use spaces::Face;

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    page: Page,
    face: Face,
    action: String,
    deposit: String,
    days: u64,
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
    form.only(&["accord"])?;
    if !form.has("accord") {
        let mut template = LinkPage::of(&asked, &pages, &professional, space).await?;
        template.page = template
            .page
            .again(&form, Error::field("accord", "sharing-consent-missing"))?;
        return Ok(edge::mend(&template));
    }
    pages.sharing.state_link(&professional, space).await?;
    Ok(asked.go(&format!("/pro/patients/{space}")))
}

impl LinkPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        professional: &identity::Professional,
        space: SpaceId,
    ) -> Result<Self> {
        let face = pages.spaces.open_face(space).await?;
        let page = asked.page("sharing-link-title");
        let action = page.href(&format!("/pro/patients/{space}/lien"));
        let lasts = crate::rules::link_lasts(
            crate::entries::Basis::Consent,
            professional.profession.code(),
        );
        let deposit = page.href(&format!("/pro/patients/{space}/ajouter"));
        Ok(Self {
            page,
            face,
            action,
            deposit,
            days: lasts.as_secs() / 86_400,
        })
    }
}
