//! Before every page: what is not shown while somebody is helped in this
//! browser is refused here, whoever is signed in. Put it outside
//! `identity::layer`.

use super::{Standing, rules};
use crate::Assistance;
use crate::seance::queries::SeanceRow;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use edge::{Asked, Audience, Failure, Who};
use http::header::{COOKIE, LOCATION};
use http::{HeaderMap, Method};
use identity::{Bounds, Opened};
use kernel::{Error, Result};
use spaces::Help;

/// The cookie of a browser in which somebody is helped.
pub(crate) const SEANCE_COOKIE: &str = "__Host-seance";

/// Acts for which a signed-in person proves who they are, each time anew.
const PROVED: [&str; 4] = [
    "/espace/moi/fermeture/confirmer",
    "/espace/moi/reglages/coordonnees",
    "/espace/moi/reglages/coordonnees/revenir",
    "/espace/moi/rouvrir",
];

/// The session that goes on in the browser that asks.
#[derive(Clone)]
pub(crate) struct Seated(pub SeanceRow);

/// The session of this browser is over; which one, if it is known.
#[derive(Clone)]
pub(crate) struct Left(pub Option<SeanceRow>);

/// Give it to `axum::middleware::from_fn_with_state(assistance, assistance::layer)`.
pub async fn layer(State(assistance): State<Assistance>, request: Request, next: Next) -> Response {
    let Some(cookie) = cookie(request.headers()) else {
        return next.run(request).await;
    };
    match assistance.seance_of(&cookie).await {
        Ok(Standing::Open(row)) => match within(&assistance, row, request, next).await {
            Ok(response) => response,
            Err(error) => Failure::from(error).into_response(),
        },
        Ok(Standing::Over(row)) => after(Some(row), request, next).await,
        // Fail closed: a browser that says it is helped is no other one.
        Ok(Standing::Unknown) => after(None, request, next).await,
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn within(
    assistance: &Assistance,
    row: SeanceRow,
    request: Request,
    next: Next,
) -> Result<Response> {
    let (mut request, asked) = asked(request).await;
    let extensions = request.extensions_mut();
    let who = Who {
        name: String::new(),
        account: None,
        audience: Audience::Helped,
    };
    edge::introduce(extensions, who);
    if edge::named_space(extensions).is_some() || !rules::is_shown(&asked.path) {
        return Err(Error::forbidden("seance-not-shown"));
    }
    let help = Help(row.id);
    extensions.insert(Bounds {
        of: row.id,
        until: rules::until(row.opened_at),
    });
    extensions.insert(help);
    extensions.insert(Seated(row));
    let acted = request.method() == Method::POST;
    let mut response = next.run(request).await;
    if let Some(Opened(spaces)) = response.extensions_mut().remove::<Opened>() {
        match asked.path.starts_with("/connexion") {
            true => assistance.spaces().tell_assisted(&spaces, help).await?,
            // Who has just activated has done it: what comes next is another
            // act, and they sign in for it.
            false => assistance.sign_out_within(help).await?,
        }
    }
    if acted && PROVED.contains(&asked.path.as_str()) {
        assistance.identity().doubt_within(help.0).await?;
    }
    Ok(inside(&asked, response))
}

/// A way that leads out of what is shown leads to the menu.
fn inside(asked: &Asked, mut response: Response) -> Response {
    let out = response
        .headers()
        .get(LOCATION)
        .is_some_and(|to| !to.to_str().is_ok_and(leads_inside));
    if out && let Some(menu) = asked.go("/seance/menu").headers().get(LOCATION) {
        response.headers_mut().insert(LOCATION, menu.clone());
    }
    response
}

fn leads_inside(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let path = match path.strip_prefix("/en") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    };
    rules::is_shown(path)
}

/// The session is over: the only page is the last one, which makes the browser
/// forget.
async fn after(row: Option<SeanceRow>, request: Request, next: Next) -> Response {
    let (mut request, asked) = asked(request).await;
    if asked.path != "/seance/fin" {
        return asked.go("/seance/fin");
    }
    // No session of whoever is next in this browser.
    request.headers_mut().remove(COOKIE);
    request.extensions_mut().insert(Left(row));
    next.run(request).await
}

async fn asked(request: Request) -> (Request<Body>, Asked) {
    let (mut parts, body) = request.into_parts();
    let asked = match Asked::from_request_parts(&mut parts, &()).await {
        Ok(asked) => asked,
        Err(never) => match never {},
    };
    (Request::from_parts(parts, body), asked)
}

/// What the cookie says; something that is no session when it comes twice.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let mut found = headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .map(|pair| String::from_utf8_lossy(pair).trim().to_owned())
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            (name == SEANCE_COOKIE).then(|| value.to_owned())
        });
    let first = found.next()?;
    Some(match found.next() {
        None => first,
        Some(_) => String::new(),
    })
}

impl Assistance {
    /// Ends what was signed in within a session, which goes on.
    async fn sign_out_within(&self, Help(help): Help) -> Result<()> {
        let mut tx = self.store().begin("sign out within a session").await?;
        self.identity().end_within(&mut tx, help).await?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn opr_10_a_cookie_that_comes_twice_is_no_session_and_never_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(cookie(&headers), None);
        headers.append(COOKIE, HeaderValue::from_static("a=1; __Host-seance=x"));
        assert_eq!(cookie(&headers).as_deref(), Some("x"));
        headers.append(COOKIE, HeaderValue::from_static("__Host-seance=y"));
        assert_eq!(cookie(&headers).as_deref(), Some(""));
        let mut odd = HeaderMap::new();
        let bytes = HeaderValue::from_bytes(b"b=\xff; __Host-seance=z").expect("a header");
        odd.insert(COOKIE, bytes);
        assert_eq!(cookie(&odd).as_deref(), Some("z"));
    }

    #[test]
    fn a_way_out_is_known() {
        for (to, inside) in [
            ("/seance/menu?x=1", true),
            ("/en/opposition/recu", true),
            ("/en", true),
            ("/espace/moi", false),
            ("/en/espace/moi", false),
            ("https://evil.example/seance", false),
        ] {
            assert_eq!(leads_inside(to), inside, "{to}");
        }
    }
}
