//! Where a publisher changes the keys of a service that was listed.

use super::publisher::path;
use crate::Catalogue;
use crate::publishing::{Followed, is_to_mend};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page};
use identity::clients::services::names_of;
use kernel::{Error, Result};

#[derive(Template)]
#[template(path = "catalogue_keys.html")]
struct Turn {
    page: Page,
    here: String,
    name: String,
    /// What the keys are called that sign now.
    signing: Vec<String>,
}

fn turn_page(asked: &Asked, secret: &str) -> Page {
    let page = asked.page("catalogue-turn-title");
    let above = page.t("catalogue-follow-title");
    page.under(above, &path(secret))
}

fn template(page: Page, secret: &str, followed: &Followed) -> Result<Turn> {
    let keys = followed.keys_to_turn().ok_or_else(Error::not_found)?;
    Ok(Turn {
        here: page.href(&path(secret)),
        name: followed.draft.name.clone(),
        signing: names_of(keys)?,
        page,
    })
}

pub(super) async fn turning(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
) -> Answer {
    let followed = catalogue.follow(&secret).await?;
    let page = turn_page(&asked, &secret);
    Ok(edge::show(&template(page, &secret, &followed)?))
}

pub(super) async fn turn(
    asked: Asked,
    Path(secret): Path<String>,
    State(catalogue): State<Catalogue>,
    form: Form,
) -> Answer {
    form.only(&["cles", "garder"])?;
    let keys = form.text("cles").replace("\r\n", "\n");
    match catalogue
        .turn_keys(&secret, keys.trim(), form.has("garder"))
        .await
    {
        Ok(()) => Ok(asked.go(&format!("{}?fait=cles", path(&secret)))),
        Err(error) if is_to_mend(&error) => {
            let followed = catalogue.follow(&secret).await?;
            let page = turn_page(&asked, &secret).again(&form, error)?;
            Ok(edge::mend(&template(page, &secret, &followed)?))
        }
        Err(error) => Err(error.into()),
    }
}
