//! Whether somebody is helped on site in the browser that asks.

use crate::actions::Help;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::convert::Infallible;

/// The help that goes on, as the layer that knows of it says: an extractor that
/// never fails.
pub(super) struct Helping(pub Option<Help>);

impl<S: Send + Sync> FromRequestParts<S> for Helping {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<Help>().copied()))
    }
}
