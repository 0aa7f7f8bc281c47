//! How cards look: the holder's page, on paper, and before whoever finds one.

mod finder;
mod holder;
mod print;

use crate::Cards;
use crate::kept::Card;
use crate::lines::{Group, offered, on_card};
use axum::Router;
use axum::routing::{get, post};
use edge::Page;
use kernel::Result;
use sharing::Permit;
use spaces::Face;

/// Where the holder's card is.
const CARD: &str = "/espace/moi/carte";

/// The routes of the pages.
pub(crate) fn routes(cards: Cards) -> Router {
    Router::new()
        .route("/espace/moi/carte", get(holder::show).post(holder::choose))
        .route("/espace/moi/carte.pdf", get(print::pdf))
        .route("/espace/moi/carte/code", post(holder::make_code))
        .route("/espace/moi/carte/code/arreter", post(holder::end_code))
        .route("/u", get(finder::none))
        .route("/u/{secret}", get(finder::show))
        .with_state(cards)
}

/// What is on the card that a permit shows.
fn said(page: &Page, permit: &Permit, face: &Face) -> Result<Vec<Group>> {
    let groups = offered(page, permit, face)?;
    Ok(on_card(permit.state::<Card>()?, groups))
}
