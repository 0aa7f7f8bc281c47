//! Files for calendar programs: taken away by the holder, or fetched at the secret
//! address of a feed, which no cookie opens and none is needed for.

use crate::Agenda;
use crate::diary::ItemId;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use edge::{Answer, Asked};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use identity::{AtHome, Caller, Named};
use kernel::{Error, Result, SpaceId};

fn calendar(text: String, how: &'static str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, how),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}

async fn taken(
    agenda: &Agenda,
    asked: &Asked,
    (caller, space): (&Caller, SpaceId),
    only: Option<ItemId>,
) -> Result<Response> {
    let permit = agenda.sharing().permit_record(caller, space).await?;
    let text = Agenda::file(&permit, only, asked.lang)?;
    Ok(calendar(text, "attachment; filename=\"agenda.ics\""))
}

pub(super) async fn whole(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(agenda): State<Agenda>,
) -> Answer {
    Ok(taken(&agenda, &asked, (&caller, space), None).await?)
}

pub(super) async fn one(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<ItemId>,
    State(agenda): State<Agenda>,
) -> Answer {
    Ok(taken(&agenda, &asked, (&caller, space), Some(id)).await?)
}

pub(super) async fn fetch(
    asked: Asked,
    Path(file): Path<String>,
    State(agenda): State<Agenda>,
) -> Answer {
    let secret = file.strip_suffix(".ics").ok_or_else(Error::not_found)?;
    let text = agenda.fetch(secret, asked.lang).await?;
    Ok(calendar(text, "inline; filename=\"agenda.ics\""))
}
