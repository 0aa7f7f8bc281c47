//! `/espace/moi/services`: what is connected, and what was.

use super::{LIST, named};
use crate::Connected;
use crate::actions::Doing;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use catalogue::rules::REPORTS;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, FreshHolder, Holder, HolderIn};
use kernel::{ConnectionId, Result};
use sharing::{Connection, Connections};

/// A service on screen.
struct Line {
    id: String,
    name: String,
    since: String,
    reads: Vec<String>,
    adds: Vec<String>,
    paused: bool,
    /// What it did here.
    history: String,
}

#[derive(Template)]
#[template(path = "services.html")]
struct Services {
    page: Page,
    standing: Vec<Line>,
    ended: Vec<Line>,
    reasons: Vec<(String, String)>,
}

impl Line {
    fn of(page: &Page, one: &Connection) -> Self {
        let since = page.moment(one.since);
        let (reads, adds) = named(page, &one.scopes);
        Self {
            id: one.id.to_string(),
            name: kernel::visible(&one.name),
            since: match one.ended {
                None => page.t1("connections-since", "moment", since),
                Some(ended) => page.ta(
                    "connections-ended",
                    &[("since", &since), ("moment", &page.moment(ended))],
                ),
            },
            reads,
            adds,
            paused: one.paused,
            history: page.href(&format!("/espace/moi/acces/journal?qui=s{}", one.service)),
        }
    }
}

pub(super) async fn show(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(connected): State<Connected>,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let permit = connected.sharing().permit_record(&caller, space).await?;
    let mut page = asked.page("connections-title");
    let key = match asked.param("fait")?.as_deref() {
        Some("pause") => Some("connections-paused-done"),
        Some("reprise") => Some("connections-resumed-done"),
        Some("signale") => Some("connections-reported-done"),
        Some("retire") => Some("connections-ended-done"),
        _ => None,
    };
    if let Some(key) = key {
        let text = page.t(key);
        page = page.with_status(Tone::Done, text);
    }
    let all = permit.state::<Connections>()?;
    let line = |one| Line::of(&page, one);
    let (standing, ended) = (
        all.standing().map(line).collect(),
        all.all()
            .iter()
            .rev()
            .filter(|it| it.ended.is_some())
            .map(line)
            .collect(),
    );
    let reason = |key: &str| (key.to_owned(), page.t(&format!("catalogue-report-{key}")));
    Ok(edge::show(&Services {
        reasons: REPORTS.into_iter().map(reason).collect(),
        standing,
        ended,
        page,
    }))
}

async fn done(
    connected: &Connected,
    asked: &Asked,
    holder: Holder,
    id: &str,
    doing: Doing,
    done: &str,
) -> Result<Response> {
    let id: ConnectionId = id.parse()?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    connected.act(&caller, space, id, doing).await?;
    Ok(asked.go(&format!("{LIST}?fait={done}")))
}

pub(super) async fn pause(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(connected): State<Connected>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    Ok(done(&connected, &asked, holder, &id, Doing::Pause, "pause").await?)
}

/// It reads again: as connecting, for somebody who just proved who they are.
pub(super) async fn resume(
    asked: Asked,
    FreshHolder(holder): FreshHolder,
    Path(id): Path<String>,
    State(connected): State<Connected>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    Ok(done(&connected, &asked, holder, &id, Doing::Resume, "reprise").await?)
}

pub(super) async fn end(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(connected): State<Connected>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    Ok(done(&connected, &asked, holder, &id, Doing::End, "retire").await?)
}

/// The team learns which service, and why; not who says so.
pub(super) async fn report(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(connected): State<Connected>,
    form: Form,
) -> Answer {
    form.only(&["raison"])?;
    let id: ConnectionId = id.parse()?;
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    let service = connected.service_of(&caller, space, id).await?;
    let catalogue = connected.catalogue();
    catalogue.report(&service, form.text("raison")).await?;
    Ok(asked.go(&format!("{LIST}?fait=signale")))
}
