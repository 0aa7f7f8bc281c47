//! *Qui voit quoi*: who may read the record now, and the last who did.

use super::history::{Filter, Row, gather};
use super::{Pages, own_space, profession};
use crate::actions::HistoryPlace;
use crate::entries::{CareLink, CareLinks};
use crate::rights::Rights;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Page, Tone};
use identity::{Caller, HolderIn};
use kernel::LinkId;

/// Lines by others on the overview.
const LAST_LINES: usize = 3;

/// A professional with a right in force, on screen.
struct LinkRow {
    id: String,
    rpps: String,
    name: String,
    profession: String,
    why: String,
    until: String,
}

#[derive(Template)]
#[template(path = "access.html")]
struct Overview {
    page: Page,
    links: Vec<LinkRow>,
    others: Vec<Other>,
    last: Vec<Row>,
}

/// Somebody the holder decided something of, on screen.
struct Other {
    rpps: String,
    name: String,
    state: String,
}

pub(super) async fn overview(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    let now = pages.sharing.world().now();
    let permit = pages
        .sharing
        .permit_history(&Caller::Holder(holder.clone()), space)
        .await?;
    let mut page = asked.page("sharing-title");
    if asked.param("fait")?.as_deref() == Some("arret") {
        let sentence = page.t("sharing-link-cut-done");
        page = page.with_status(Tone::Done, sentence);
    }
    let links = permit
        .state::<CareLinks>()?
        .all()
        .iter()
        .filter(|link| now < link.until);
    let links = links.map(|link| LinkRow::of(&page, link)).collect();
    let start = HistoryPlace::default();
    let by_others = Filter::others();
    let found = gather(&pages.sharing, &permit, start, &by_others, LAST_LINES).await?;
    let last = found.bursts.iter().map(|burst| Row::of(&page, burst));
    let last = last.collect();
    let rights = permit.state::<Rights>()?;
    let named = [
        (rights.administrators(), "sharing-is-administrator"),
        (rights.blocked(), "sharing-is-blocked"),
    ];
    let mut others = Vec::new();
    for (people, state) in named {
        others.extend(people.iter().map(|(rpps, person)| Other {
            rpps: rpps.to_string(),
            name: person.name.clone(),
            state: page.t(state),
        }));
    }
    Ok(edge::show(&Overview {
        page,
        links,
        others,
        last,
    }))
}

impl LinkRow {
    fn of(page: &Page, link: &CareLink) -> Self {
        Self {
            id: link.id.to_string(),
            rpps: link.rpps.to_string(),
            name: link.name.clone(),
            profession: profession(page, &link.profession),
            why: page.t(&format!("sharing-why-{}", link.basis.key())),
            until: page.day(link.until.in_paris().date()),
        }
    }
}

pub(super) async fn cut(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(link): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let space = own_space(&holder)?;
    pages
        .sharing
        .cut_link(&Caller::Holder(holder), space, link.parse::<LinkId>()?)
        .await?;
    Ok(asked.go("/espace/moi/acces?fait=arret"))
}
