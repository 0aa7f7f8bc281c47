//! The outermost layer of the site: what holds for every request, whatever
//! page it is for.
//!
//! In order: the method and the host are ours or the request goes no further;
//! the language is parted off the path, and whose space it names; static files are
//! answered; forms must
//! come from our own pages; bodies may not stall. On the way back, failures and
//! panics become pages, and headers are completed.

use crate::asked::{Arrival, Asked};
use crate::failure::{self, FOREIGN_FORM, FOREIGN_HOST, Failure, WRONG_METHOD};
use crate::headers;
use crate::path::{is_under, split_lang};
use crate::site::{Site, SiteConfig};
use crate::whose::{Named, split_whose};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use http_body_util::Limited;
use kernel::{Chance, Error, Kind, Lang, UNCERTAIN};
use std::net::{IpAddr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutBody;

/// How long a body may pause before we stop waiting.
const BODY_PAUSE: Duration = Duration::from_secs(30);

const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];

struct Edge {
    site: Arc<Site>,
    config: SiteConfig,
    https: bool,
    hosts: Vec<String>,
}

/// Puts the edge around the pages and the API of the site.
///
/// # Panics
/// When `config.origin` is not the origin of a site: it is read at start.
pub fn wrap(router: Router, config: SiteConfig) -> Router {
    let origin: Uri = config.origin.parse().expect("the origin is an address");
    let authority = origin.authority().expect("the origin names a host");
    let mut hosts = config.also_hosts.clone();
    hosts.push(authority.as_str().to_ascii_lowercase());
    let api = config.api.clone();
    let csrf = CsrfLayer::new()
        .add_trusted_origin(config.origin.as_str())
        .expect("the origin has a scheme and a host, and no path")
        .with_insecure_bypass(move |_, uri| is_api(&api, uri.path()))
        .with_rejection_response(|_| Failure::from(Error::forbidden(FOREIGN_FORM)).into_response());
    let edge = Arc::new(Edge {
        site: Arc::new(Site::new(&config)),
        https: origin.scheme_str() == Some("https"),
        config,
        hosts,
    });
    let files = Router::new()
        .route("/static/{file}", axum::routing::get(static_file))
        .with_state(edge.clone())
        .layer(CompressionLayer::new());
    // As services and not as merged routes, so that layers and the path without
    // language also hold for what no route knows.
    files
        .fallback_service(router)
        .layer(csrf)
        .layer(middleware::from_fn_with_state(edge, serve))
}

/// Who asks under a path for programs.
struct Program {
    lang: Lang,
    failure: fn(&str, &Error, Lang) -> Response,
}

impl Program {
    /// The same refusal, in the form that programs read.
    fn told(&self, bare: Response, path: &str, error: &Error) -> Response {
        let mut told = (self.failure)(path, error, self.lang);
        *told.status_mut() = bare.status();
        for name in [http::header::RETRY_AFTER, http::header::ALLOW] {
            if let Some(value) = bare.headers().get(&name) {
                told.headers_mut().insert(name, value.clone());
            }
        }
        told
    }
}

/// The language a program asks for: French, unless English comes first.
fn spoken(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(ACCEPT_LANGUAGE);
    let wanted = wanted.map_or(&b""[..], |value| value.as_bytes().trim_ascii_start());
    match wanted.get(..2) {
        Some(first) if first.eq_ignore_ascii_case(b"en") => Lang::En,
        _ => Lang::Fr,
    }
}

fn is_api(api: &[&str], path: &str) -> bool {
    api.iter().any(|prefix| is_under(path, prefix))
}

async fn static_file(State(edge): State<Arc<Edge>>, uri: Uri) -> Response {
    let Some(file) = edge.site.assets.at(uri.path()) else {
        return Failure::from(Error::not_found()).into_response();
    };
    let headers = [
        (CONTENT_TYPE, file.mime),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, file.bytes.clone()).into_response()
}

async fn serve(State(edge): State<Arc<Edge>>, mut request: Request, next: Next) -> Response {
    let number = number(&*edge.config.world.chance);
    let arrival = edge.receive(&mut request);
    let program = is_api(&edge.config.api, &arrival.path).then(|| Program {
        lang: spoken(request.headers()),
        failure: edge.config.api_failure,
    });
    let reads = matches!(*request.method(), Method::GET | Method::HEAD)
        && !request.uri().path().ends_with(WAY_BACK);
    let answer = match edge.admit(&request) {
        Ok(()) => {
            request.extensions_mut().insert(arrival.clone());
            let request = request.map(|body| edge.limited(body));
            AssertUnwindSafe(next.run(request)).catch_unwind().await
        }
        Err(refusal) => Ok(Failure::from(refusal).into_response()),
    };
    let response = answer.unwrap_or_else(|_| {
        let error = Error::fault("a handler panicked");
        Failure::from(error).into_response()
    });
    let mut response = finish(response, &arrival, program, reads, &number);
    headers::complete(response.headers_mut(), edge.https);
    response
}

impl Edge {
    /// Notes where the request arrived, and parts the language off its path, and
    /// whose space it is about.
    fn receive(&self, request: &mut Request) -> Arrival {
        let client = self.client(request);
        headers::strip(request.headers_mut());
        let uri = request.uri();
        let (lang, path) = split_lang(uri.path());
        let (named, path) = match split_whose(path) {
            Some((space, path)) => (Some(Named(space)), path),
            None => (None, path.to_owned()),
        };
        let query = uri.query().map(str::to_owned);
        if let Some(rewritten) = routed_at(uri, &path) {
            *request.uri_mut() = rewritten;
        }
        if let Some(named) = named {
            request.extensions_mut().insert(named);
        }
        Arrival {
            lang,
            path,
            query,
            client,
            site: self.site.clone(),
            known: Arc::new(OnceLock::new()),
            acting: Arc::new(OnceLock::new()),
        }
    }

    /// A body that neither grows for ever nor pauses for long.
    fn limited(&self, body: Body) -> Body {
        let most = usize::try_from(self.config.body_max).unwrap_or(usize::MAX);
        let limited = Limited::new(body, most);
        Body::new(TimeoutBody::new(BODY_PAUSE, Box::pin(limited)))
    }

    /// The address of the person's machine: the one that our proxy saw, or the
    /// one at the other end of the connection.
    fn client(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(address)| address.ip());
        if !self.config.behind_proxy {
            return peer;
        }
        let seen = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .next_back();
        let seen = seen.and_then(|list| list.to_str().ok()?.rsplit(',').next());
        seen.and_then(|last| last.trim().parse().ok()).or(peer)
    }

    /// Lets in only requests for this site, with methods that it knows.
    fn admit(&self, request: &Request) -> Result<(), Error> {
        if !METHODS.contains(request.method()) {
            return Err(Error::invalid(WRONG_METHOD));
        }
        let ours = |host: &str| self.hosts.iter().any(|h| h.eq_ignore_ascii_case(host));
        let named = request.headers().get_all(HOST).iter();
        let named: Vec<&str> = named.map(|h| h.to_str().unwrap_or_default()).collect();
        let target = request.uri().authority().map(http::uri::Authority::as_str);
        let named_once = named.len() + usize::from(target.is_some()) >= 1 && named.len() <= 1;
        if !named_once || !named.into_iter().chain(target).all(ours) {
            return Err(Error::invalid(FOREIGN_HOST));
        }
        let length = request.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        match length {
            Some(long) if long > self.config.body_max => Err(Error::invalid(failure::TOO_LARGE)),
            _ => Ok(()),
        }
    }
}

/// The same address with this path, if that changes it.
fn routed_at(uri: &Uri, path: &str) -> Option<Uri> {
    if uri.path() == path {
        return None;
    }
    let query = uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse().ok();
    Uri::from_parts(parts).ok()
}

/// How addresses end to which a provider sends somebody back: they are asked for as a
/// page is, and somebody is signed in, or a way in is added.
const WAY_BACK: &str = "/retour";

/// Makes the page of a failure, and of the bare refusals of the router.
fn finish(
    response: Response,
    arrival: &Arrival,
    program: Option<Program>,
    reads: bool,
    number: &str,
) -> Response {
    let failed = response.extensions().get::<Failure>().cloned();
    let status = response.status();
    let bare = is_bare(&response);
    let failure = match failed {
        // Whoever only reads asked for nothing that could have been done: what was
        // written on the way, like when their session was seen, is none of theirs.
        Some(failure) if reads && failure.error().code() == UNCERTAIN => {
            Failure::from(Error::unavailable(failure.error().log_text()))
        }
        Some(failure) => failure,
        None if bare => Failure::from(failure::of_status(status)),
        None => return response,
    };
    let error = failure.error();
    failure::log(error, number);
    if let Some(program) = program {
        return match bare {
            true => program.told(response, &arrival.path, error),
            false => response,
        };
    }
    let mut asked = Asked::of(arrival);
    if error.kind() == Kind::NotFound
        && let Some(who) = &mut asked.who
    {
        // The same bytes for everybody who has these pages.
        who.name.clear();
    }
    let mut page = failure::page(&asked, error, status, number);
    for name in [http::header::RETRY_AFTER, http::header::ALLOW] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::METHOD_NOT_ALLOWED && !page.headers().contains_key("allow") {
        let known = HeaderValue::from_static("GET, HEAD, POST");
        page.headers_mut().insert(http::header::ALLOW, known);
    }
    page
}

/// Whether this is a refusal that the router or an extractor gave, without a
/// page and without data for a program.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let media = response.headers().get(CONTENT_TYPE);
    let words = media.is_none_or(|value| value.as_bytes().starts_with(b"text/plain"));
    refused && words && status != StatusCode::UNAUTHORIZED
}

/// The number that a person can quote and that the log line has.
fn number(chance: &dyn Chance) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut bytes = [0; 8];
    chance.fill(&mut bytes);
    let signs: String = bytes
        .iter()
        .map(|byte| char::from(SIGNS[usize::from(byte % 32)]))
        .collect();
    format!("{}-{}", &signs[..4], &signs[4..])
}
