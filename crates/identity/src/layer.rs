//! From the cookie to the caller: a layer before all pages, and extractors. For an
//! address of somebody else's space the caller is a representative of that child, or a
//! carer, for whom that is the only space; whoever is neither finds nothing there, like
//! nowhere.
//!
//! | asked by | `SignedIn` | `HolderIn` | `ProfessionalIn` | `OperatorIn`, `VolunteerIn`, `AdministratorIn` |
//! |---|---|---|---|---|
//! | nobody | to the door of the page | the same | the same | the same |
//! | a holder | yes | yes | not found | not found |
//! | a professional | yes | not found | yes | not found |
//! | of the team | yes | not found | not found | their own role only |

use crate::Identity;
use crate::bounds::Bounds;
use crate::caller::{Caller, Holder, Professional};
use crate::over;
use crate::sessions::{Found, Locked, Turned};
use crate::staff::{Role, Staff};
use crate::tokens;
use axum::extract::{FromRef, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
pub(crate) use edge::encode;
use edge::{Acting, As, Asked, Audience, Failure, Who};
use http::header::{REFERER, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method};
use kernel::{Error, SpaceId};

/// Fills the request with the [`Caller`] of its session cookie. Give it to
/// `axum::middleware::from_fn_with_state(identity, identity::layer)`.
pub async fn layer(State(identity): State<Identity>, mut request: Request, next: Next) -> Response {
    let token = tokens::cookie(request.headers(), tokens::SESSION_COOKIE).map(str::to_owned);
    let bounds = request.extensions().get::<Bounds>().copied();
    let child = edge::named_space(request.extensions());
    let mut locked = false;
    let mut over = None;
    if !request.method().is_safe() {
        let from = referred(request.headers(), &identity.config().origin);
        request.extensions_mut().insert(over::CameFrom(from));
    }
    if let Some(token) = token {
        match identity.caller_of_token(&token, bounds).await {
            Ok(Found::In(caller)) => {
                // On a screen that others see, nobody is named.
                if bounds.is_none() {
                    edge::introduce(request.extensions_mut(), who(&caller));
                }
                let caller = match child {
                    Some(space) => {
                        let path = request.uri().path().to_owned();
                        let reads = request.method().is_safe();
                        identity.acting(caller, space, &path, reads).await
                    }
                    None => Ok(caller),
                };
                let caller = caller.and_then(|caller| {
                    over::is_theirs(&identity, &caller, &request)?;
                    Ok(caller)
                });
                match caller {
                    Ok(caller) => request.extensions_mut().insert(caller),
                    Err(error) => return Failure::from(error).into_response(),
                };
            }
            Ok(Found::Locked(locked)) if child.is_none() => {
                return turn(&identity, locked, request, next).await;
            }
            Ok(Found::Locked(_)) => {
                locked = true;
                edge::introduce(request.extensions_mut(), locked_out());
            }
            Ok(Found::Over(account)) => {
                over = Some(account);
                request.extensions_mut().insert(over::Known);
            }
            Ok(Found::Nobody) => {}
            // Without the store nobody is known, and nobody is guessed.
            Err(error) => return Failure::from(error).into_response(),
        }
    }
    let nobody = !locked && request.extensions().get::<Caller>().is_none();
    if nobody && let Some(whose) = over::whose(&identity, over, &request) {
        return over::hold(&whose, child, request).await;
    }
    // Whoever asks: a child's space answers those who represent the child.
    if let Some(space) = child
        && request.extensions().get::<Caller>().is_none()
    {
        return outside(space, locked, request).await;
    }
    let response = next.run(request).await;
    match bounds {
        Some(bounds) => match identity.put_within(response, bounds).await {
            Ok(response) => response,
            Err(error) => Failure::from(error).into_response(),
        },
        None => response,
    }
}

/// The pages that a locked session leads to: its own, and the ways back from the
/// provider.
const OF_THE_LOCK: [&str; 4] = [
    "/pro/verrou",
    "/pro/verrou/reprendre",
    "/pro/connexion/retour",
    "/pro/connexion/lieu",
];

/// With a locked session nobody is signed in: every page of a professional leads
/// to the lock, and all others are as for a stranger.
async fn turn(identity: &Identity, locked: Locked, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = asked(&mut parts, &()).await;
    let among_theirs = Audience::at(&asked.path) == Audience::Professional;
    let of_the_lock = OF_THE_LOCK.contains(&asked.path.as_str());
    let locked = match among_theirs {
        true => {
            let read = parts.method.is_safe();
            let turned = Turned {
                back: &way_back(identity, &parts.headers, &asked, read),
                lost: !read && !of_the_lock,
            };
            match identity.note_turned(locked, turned).await {
                Ok(locked) => locked,
                Err(error) => return Failure::from(error).into_response(),
            }
        }
        false => locked,
    };
    if among_theirs && !of_the_lock {
        return asked.go(Audience::Locked.home());
    }
    edge::introduce(&mut parts.extensions, locked_out());
    parts.extensions.insert(locked);
    next.run(Request::from_parts(parts, body)).await
}

/// Nobody is signed in: whoever's space it is, and whether or not there is one, they
/// are asked to do so first, where its representatives would find something.
async fn outside(space: SpaceId, locked: bool, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let mut asked = asked(&mut parts, &()).await;
    if locked || !edge::is_for_representatives(&asked.path) {
        return Failure::from(Error::not_found()).into_response();
    }
    asked.acting = Some(Acting {
        space,
        name: String::new(),
        // Of an address that both have, or one: who may is not known yet.
        capacity: As::Representative,
    });
    if !parts.method.is_safe() {
        return over::lost(&asked, parts.extensions.get().cloned());
    }
    let back = back(&parts, &asked);
    asked.go(&format!(
        "{}?retour={}",
        Audience::Holder.sign_in(),
        encode(&back)
    ))
}

/// How pages know somebody whose session is locked.
const fn locked_out() -> Who {
    Who {
        name: String::new(),
        account: None,
        audience: Audience::Locked,
    }
}

/// The page that somebody was on: the one that is asked for, unless it is a door
/// that says where from; and where something was sent, the page that sent it.
fn way_back(identity: &Identity, headers: &HeaderMap, asked: &Asked, read: bool) -> String {
    let from = match read {
        true => None,
        false => referred(headers, &identity.config().origin),
    };
    let door = OF_THE_LOCK[0] == asked.path || asked.path == Audience::Professional.sign_in();
    let said = door.then(|| asked.param("retour").ok().flatten()).flatten();
    let here = match &asked.query {
        Some(query) if read => format!("{}?{query}", asked.path),
        _ => asked.path.clone(),
    };
    let back = said.or(from).unwrap_or(here);
    crate::provider::back(Some(&back)).to_owned()
}

/// The page of ours that a request came from.
fn referred(headers: &HeaderMap, origin: &str) -> Option<String> {
    let referer = headers.get(REFERER)?.to_str().ok()?;
    let path = referer.strip_prefix(origin)?;
    path.starts_with('/').then(|| path.to_owned())
}

fn who(caller: &Caller) -> Who {
    let audience = match caller {
        // A service comes with a token, and has no page.
        Caller::Holder(_) | Caller::Service(_) => Audience::Holder,
        Caller::Professional(_) | Caller::Institution(_) => Audience::Professional,
        Caller::Staff(staff) => staff.role.audience(),
    };
    Who {
        name: caller.name().to_owned(),
        account: match caller {
            Caller::Holder(holder) => Some(holder.account),
            _ => None,
        },
        audience,
    }
}

/// What is known of the person's device when a session is opened.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// The `User-Agent`; only its family is kept.
    pub user_agent: String,
    /// Whether the person said that the computer is shared.
    pub shared: bool,
    /// The cookie by which it may be known again; it opens nothing.
    pub cookie: Option<String>,
}

impl Device {
    /// From the headers of a request.
    pub fn of(headers: &HeaderMap, shared: bool) -> Self {
        let agent = headers
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Self {
            user_agent: agent.unwrap_or_default().to_owned(),
            shared,
            cookie: tokens::cookie(headers, tokens::DEVICE_COOKIE).map(str::to_owned),
        }
    }
}

/// Whoever is signed in, in whatever capacity.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Caller);

/// A holder who is signed in.
#[derive(Clone, Debug)]
pub struct HolderIn(pub Holder);

/// A professional who is signed in.
#[derive(Clone, Debug)]
pub struct ProfessionalIn(pub Professional);

/// The locked session of the browser that asks, if it has one.
#[derive(Clone, Debug)]
pub(crate) struct LockedIn(pub Option<Locked>);

/// An operator who is signed in.
#[derive(Clone, Debug)]
pub struct OperatorIn(pub Staff);

/// A volunteer who is signed in; [`Staff::charter_signed`] says whether they
/// signed this year's charter.
#[derive(Clone, Debug)]
pub struct VolunteerIn(pub Staff);

/// An administrator who is signed in.
#[derive(Clone, Debug)]
pub struct AdministratorIn(pub Staff);

/// A holder who showed both factors within the last five minutes; another one
/// is asked to do so first, and comes back.
#[derive(Clone, Debug)]
pub struct FreshHolder(pub Holder);

/// As [`FreshHolder`], for administrators: a stolen session alone gives nobody
/// a role.
#[derive(Clone, Debug)]
pub struct FreshAdministrator(pub Staff);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match parts.extensions.get::<Caller>() {
            Some(caller) => Ok(Self(caller.clone())),
            None => Err(sign_in_first(parts, state).await),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for HolderIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match SignedIn::from_request_parts(parts, state).await?.0 {
            Caller::Holder(holder) => Ok(Self(holder)),
            _ => Err(Failure::from(Error::not_found()).into_response()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ProfessionalIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match SignedIn::from_request_parts(parts, state).await?.0 {
            Caller::Professional(professional) => Ok(Self(professional)),
            _ => Err(Failure::from(Error::not_found()).into_response()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for LockedIn {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _: &S,
    ) -> Result<Self, std::convert::Infallible> {
        Ok(Self(parts.extensions.get::<Locked>().cloned()))
    }
}

async fn staff_in<S: Send + Sync>(
    parts: &mut Parts,
    state: &S,
    role: Role,
) -> Result<Staff, Response> {
    match SignedIn::from_request_parts(parts, state).await?.0 {
        Caller::Staff(staff) if staff.role == role => Ok(staff),
        _ => Err(Failure::from(Error::not_found()).into_response()),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for OperatorIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        staff_in(parts, state, Role::Operator).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for VolunteerIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        staff_in(parts, state, Role::Volunteer).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for AdministratorIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        staff_in(parts, state, Role::Administrator).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for FreshAdministrator
where
    Identity: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let AdministratorIn(staff) = AdministratorIn::from_request_parts(parts, state).await?;
        let identity = Identity::from_ref(state);
        if crate::sessions::is_fresh(staff.proved_at, identity.now()) {
            return Ok(Self(staff));
        }
        let asked = asked(parts, state).await;
        Err(proof_first(&asked, &back(parts, &asked)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for FreshHolder
where
    Identity: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let HolderIn(holder) = HolderIn::from_request_parts(parts, state).await?;
        let identity = Identity::from_ref(state);
        if crate::fresh_proof(&holder, identity.now()) {
            return Ok(Self(holder));
        }
        let asked = asked(parts, state).await;
        Err(proof_first(&asked, &back(parts, &asked)))
    }
}

/// Asks for both factors again, then comes back to `back` (303).
pub fn proof_first(asked: &Asked, back: &str) -> Response {
    let door = Audience::at(&asked.path).sign_in();
    asked.go(&format!("{door}/preuve?retour={}", encode(back)))
}

async fn sign_in_first<S: Send + Sync>(parts: &mut Parts, state: &S) -> Response {
    let asked = asked(parts, state).await;
    if !parts.method.is_safe() {
        return over::lost(&asked, parts.extensions.get().cloned());
    }
    let page = Audience::at(&asked.path).sign_in();
    let back = back(parts, &asked);
    asked.go(&format!("{page}?retour={}", encode(&back)))
}

pub(crate) async fn asked<S: Send + Sync>(parts: &mut Parts, state: &S) -> Asked {
    match Asked::from_request_parts(parts, state).await {
        Ok(asked) => asked,
        Err(never) => match never {},
    }
}

/// Where to come back to: only what was read has a query worth keeping.
fn back(parts: &Parts, asked: &Asked) -> String {
    let path = asked.turned(&asked.path);
    match (&parts.method, &asked.query) {
        (&Method::GET, Some(query)) => format!("{path}?{query}"),
        _ => path,
    }
}
