//! *Qui voit quoi*: who may read the record now, and the last who did.

use super::Pages;
use super::history::{Filter, Row, Start, gather};
use super::person::ReaderRow;
use crate::readers::readers;
use crate::rights::Rights;
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Page};
use identity::AtHome;

/// Lines by others on the overview.
const LAST_LINES: usize = 3;

#[derive(Template)]
#[template(path = "access.html")]
struct Overview {
    page: Page,
    readers: Vec<ReaderRow>,
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
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let permit = pages.sharing.permit_history(&caller, space).await?;
    let page = asked.page("sharing-title");
    let readers = readers(&permit)?;
    let readers = readers.iter().map(|reader| ReaderRow::of(&page, reader));
    let readers = readers.collect();
    let start = Start::default();
    let by_others = Filter::others();
    let found = gather(
        &page,
        (&pages.sharing, &permit),
        start,
        &by_others,
        LAST_LINES,
    )
    .await?;
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
        readers,
        others,
        last,
    }))
}
