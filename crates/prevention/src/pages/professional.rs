//! The professional's page: what stands out in this patient's prevention.

use super::words::{Group, counted, groups, over};
use super::{Pages, assessed};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page};
use identity::{Caller, ProfessionalIn};
use kernel::{Kind, SpaceId};
use spaces::Face;

#[derive(Template)]
#[template(path = "pro_prevention.html")]
struct List {
    page: Page,
    face: Face,
    over: Option<String>,
    counted: Vec<String>,
    groups: Vec<Group>,
    back: String,
}

pub(super) async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path(space): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional);
    let sharing = pages.prevention.sharing();
    let permit = match sharing.permit_record(&caller, space).await {
        Ok(permit) => permit,
        // Without a care link, the way on is to state one.
        Err(error) if error.kind() == Kind::Forbidden => {
            return Ok(asked.go(&format!("/pro/patients/{space}/lien")));
        }
        Err(error) => return Err(error.into()),
    };
    let face = pages.spaces.open_face(space).await?;
    let all = assessed(&permit, &face)?;
    let record = format!("/pro/patients/{space}");
    let page = sharing::in_emergency(asked.page("prevention-pro-title"), &permit)?;
    let page = page.under(face.name(), &record);
    Ok(edge::show(&List {
        over: over(&page, &all),
        counted: counted(&page, &all, false),
        groups: groups(&page, &all, false),
        back: page.href(&record),
        face,
        page,
    }))
}
