//! An institution's software, or a service, at a door of ours: the bearer token of RFC 6750,
//! in the `Authorization` header alone. The answer's body is the caller's to
//! make: an OperationOutcome under `/fhir`.

use super::{Clients, Extent, Scopes, Verb};
use crate::caller::{Caller, Professional, Service};
use axum::Extension;
use axum::extract::FromRequestParts;
use http::StatusCode;
use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use http::request::Parts;
use kernel::{Error, Kind};
use std::convert::Infallible;

/// Who comes with a living token, and what it opens.
#[derive(Clone, Debug)]
pub struct Authorised {
    /// Who asks: a service, a professional, or an institution's software for itself.
    pub(super) behind: Caller,
    /// The professional who stands behind an institution's software, at this
    /// institution; none, and software asks for itself.
    pub professional: Option<Professional>,
    /// What was granted.
    pub scopes: Scopes,
}

impl Authorised {
    /// The caller, for `sharing`: the professional, if there is one.
    pub fn caller(&self) -> Caller {
        self.behind.clone()
    }

    /// The service of the catalogue, if it is one that asks: it reads the record
    /// whose holder let it in, and no other.
    pub const fn service(&self) -> Option<&Service> {
        match &self.behind {
            Caller::Service(service) => Some(service),
            _ => None,
        }
    }

    /// Whether somebody looks into records: a professional, or a service that a holder
    /// let into theirs. An institution's software by itself only finds its own.
    pub const fn looks(&self) -> bool {
        matches!(self.behind, Caller::Professional(_) | Caller::Service(_))
    }

    /// Refuses what the scopes do not open.
    ///
    /// # Errors
    /// [`Unauthorised::Scope`].
    pub fn need(&self, kind: &str, verb: Verb) -> Result<(), Unauthorised> {
        if self.scopes.allow(kind, verb) {
            Ok(())
        } else {
            Err(Unauthorised::Scope)
        }
    }

    /// Refuses what the scopes do not open, or in part alone.
    ///
    /// # Errors
    /// [`Unauthorised::Scope`].
    pub fn need_whole(&self, kind: &str, verb: Verb) -> Result<(), Unauthorised> {
        match self.scopes.extent(kind, verb) {
            Extent::Whole => Ok(()),
            Extent::Parts(_) => Err(Unauthorised::Scope),
        }
    }
}

/// Why a request without a person is turned away.
#[derive(Debug)]
pub enum Unauthorised {
    /// No token came.
    Missing,
    /// The token is not one of ours, or has ended.
    Invalid,
    /// The token does not open this.
    Scope,
    /// The store does not answer.
    Failed(Error),
}

impl Unauthorised {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Missing | Self::Invalid => StatusCode::UNAUTHORIZED,
            Self::Scope => StatusCode::FORBIDDEN,
            Self::Failed(error) if error.kind() == Kind::Unavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Failed(error) if error.kind() == Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The `WWW-Authenticate` header of the answer: RFC 6750 §3.
    pub fn challenge(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::Missing => r#"Bearer realm="carnet""#,
            Self::Invalid => r#"Bearer realm="carnet", error="invalid_token""#,
            Self::Scope => r#"Bearer realm="carnet", error="insufficient_scope""#,
            Self::Failed(_) => return None,
        };
        Some(HeaderValue::from_static(text))
    }

    /// The code of an OperationOutcome issue that says the same.
    pub fn issue_code(&self) -> &'static str {
        match self {
            Self::Missing => "login",
            Self::Invalid => "expired",
            Self::Scope => "forbidden",
            Self::Failed(error) if error.kind() == Kind::TooMany => "throttled",
            Self::Failed(_) => "transient",
        }
    }
}

/// The extractor: it never fails by itself, so that each door answers in its
/// own form. The router carries `Extension(Clients)`; a layer around the door that
/// looked at the token already leaves whom it found, [`Authorised`].
pub struct Bearer(pub Result<Authorised, Unauthorised>);

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        if let Some(who) = parts.extensions.remove::<Authorised>() {
            return Ok(Self(Ok(who)));
        }
        let clients = Extension::<Clients>::from_request_parts(parts, state).await;
        let Ok(Extension(clients)) = clients else {
            let error = Error::fault("the router does not carry the register of clients");
            return Ok(Self(Err(Unauthorised::Failed(error))));
        };
        Ok(Self(match token(&parts.headers) {
            Ok(token) => clients.authorise(token).await,
            Err(why) => Err(why),
        }))
    }
}

/// The one token of the request.
fn token(headers: &HeaderMap) -> Result<&str, Unauthorised> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let first = given.next().ok_or(Unauthorised::Missing)?;
    if given.next().is_some() {
        return Err(Unauthorised::Invalid);
    }
    let text = first.to_str().map_err(|_| Unauthorised::Invalid)?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") && !token.is_empty() => {
            Ok(token)
        }
        _ => Err(Unauthorised::Invalid),
    }
}
