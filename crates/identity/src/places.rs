//! Who asks, and about whose space: how most handlers of a record's pages begin.
//! Whether they may is not said here; that is decided by whoever opens the record.

use crate::caller::{Caller, Professional};
use crate::layer::{HolderIn, ProfessionalIn};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::response::{IntoResponse, Response};
use edge::Failure;
use http::request::Parts;
use kernel::{Error, Result as Done, SpaceId};
use std::str::FromStr;

/// A holder who is signed in, with the space of `moi`.
#[derive(Clone, Debug)]
pub struct AtHome {
    /// Who asks.
    pub caller: Caller,
    /// Their space.
    pub space: SpaceId,
}

/// A professional who is signed in, with the person whose space `{space}` names in
/// the address.
#[derive(Clone, Debug)]
pub struct WithPatient {
    /// Who asks.
    pub professional: Professional,
    /// The same, as decisions are asked.
    pub caller: Caller,
    /// The space they ask about.
    pub space: SpaceId,
}

/// The id that is the last part of the address, of those that vary. What cannot be an
/// id is not found, like an id of nothing.
#[derive(Clone, Copy, Debug)]
pub struct Named<I>(pub I);

fn refused(error: Error) -> Response {
    Failure::from(error).into_response()
}

/// The part of the address that is called so; the last one, without a name.
async fn part<S: Send + Sync, I: FromStr<Err = Error>>(
    parts: &mut Parts,
    state: &S,
    name: Option<&str>,
) -> Done<I> {
    let all = RawPathParams::from_request_parts(parts, state).await;
    let all = all.map_err(|_| Error::not_found())?;
    let mut named = all
        .iter()
        .filter(|(its, _)| name.is_none_or(|name| name == *its));
    let found = match name {
        Some(_) => named.next(),
        None => named.last(),
    };
    let (_, text) = found.ok_or_else(|| Error::fault("an address without the part asked for"))?;
    text.parse()
}

impl<S: Send + Sync> FromRequestParts<S> for AtHome {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let HolderIn(holder) = HolderIn::from_request_parts(parts, state).await?;
        let space = holder.own_space().map_err(refused)?;
        let caller = Caller::Holder(holder);
        Ok(Self { caller, space })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for WithPatient {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let ProfessionalIn(professional) = ProfessionalIn::from_request_parts(parts, state).await?;
        let space = part(parts, state, Some("space")).await.map_err(refused)?;
        Ok(Self {
            caller: Caller::Professional(professional.clone()),
            professional,
            space,
        })
    }
}

impl<S: Send + Sync, I: FromStr<Err = Error>> FromRequestParts<S> for Named<I> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        part(parts, state, None).await.map(Self).map_err(refused)
    }
}
