//! Introspection (RFC 7662) and revocation (RFC 7009): of a service's own tokens,
//! for itself. Whatever is not one of its own is answered as what never was one.

use crate::clients::api::{refuse, request_of, uncached};
use crate::clients::{Clients, NoToken};
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use edge::{Asked, Failure, Form};
use http::StatusCode;
use serde_json::json;

/// The routes beside the token endpoint.
pub(in crate::clients) fn routes() -> Router<Clients> {
    Router::new()
        .route("/oauth/introspect", post(introspect))
        .route("/oauth/revoke", post(revoke))
}

async fn introspect(
    State(clients): State<Clients>,
    asked: Asked,
    form: Result<Form, Failure>,
) -> Response {
    let seen = async {
        let form = form.map_err(|_| NoToken::InvalidRequest)?;
        let services = clients.services().ok_or(NoToken::InvalidRequest)?;
        let request = request_of(&form, &asked);
        let endpoint = clients.token_endpoint();
        clients.brake(request.address).await?;
        let seen = services.introspect(&request, &endpoint, form.raw("token"));
        clients.counted(request.address, seen.await).await
    };
    match seen.await {
        Ok(Some(seen)) => uncached(
            StatusCode::OK,
            json!({
                "active": true,
                "scope": seen.scopes,
                "client_id": seen.client_id,
                "patient": seen.space.to_string(),
                "exp": seen.expires_at.millis() / 1000,
            }),
        ),
        Ok(None) => uncached(StatusCode::OK, json!({"active": false})),
        Err(no_token) => refuse(&no_token),
    }
}

async fn revoke(
    State(clients): State<Clients>,
    asked: Asked,
    form: Result<Form, Failure>,
) -> Response {
    let revoked = async {
        let form = form.map_err(|_| NoToken::InvalidRequest)?;
        let services = clients.services().ok_or(NoToken::InvalidRequest)?;
        let request = request_of(&form, &asked);
        let endpoint = clients.token_endpoint();
        clients.brake(request.address).await?;
        let revoked = services.revoke(&request, &endpoint, form.raw("token"));
        clients.counted(request.address, revoked.await).await
    };
    match revoked.await {
        Ok(()) => uncached(StatusCode::OK, json!({})),
        Err(no_token) => refuse(&no_token),
    }
}
