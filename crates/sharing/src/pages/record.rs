//! How a professional's page on a record begins.

use super::to_care_link;
use crate::actions::Sharing;
use crate::permit::Permit;
use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response};
use edge::{Asked, Failure};
use http::request::Parts;
use identity::{Professional, WithPatient};
use kernel::SpaceId;
use spaces::{Face, Spaces};

/// A professional who was let into the record that `{space}` names in the address, with
/// the permit by which they see it: its line is written. Without a care link they go to
/// where one is stated.
pub struct InRecord {
    /// Who asks.
    pub professional: Professional,
    /// The space they ask about.
    pub space: SpaceId,
    /// What lets them see it.
    pub permit: Permit,
    /// Whose it is.
    pub face: Face,
}

impl<S> FromRequestParts<S> for InRecord
where
    S: Send + Sync,
    Sharing: FromRef<S>,
    Spaces: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Ok(asked) = Asked::from_request_parts(parts, state).await;
        let WithPatient {
            professional,
            caller,
            space,
        } = WithPatient::from_request_parts(parts, state).await?;
        let sharing = Sharing::from_ref(state);
        let permit = match sharing.permit_record(&caller, space).await {
            Ok(permit) => permit,
            Err(error) => return Err(to_care_link(&asked, space, error).into_response()),
        };
        let spaces = Spaces::from_ref(state);
        let face = spaces.open_face(space).await;
        let face = face.map_err(|error| Failure::from(error).into_response())?;
        Ok(Self {
            professional,
            space,
            permit,
            face,
        })
    }
}
