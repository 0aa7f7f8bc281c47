//! `/autoriser`: a service asks, in plain words, kind by kind; nothing is ticked
//! beforehand. What it asked is read from the address again when the answer comes. A
//! yes that comes sooner than anybody reads is none: a click that was meant for
//! another page connects nothing.
//!
//! The way back is a link, and a header that follows it: what a form of ours is
//! redirected to may only be ours.

use super::words;
use crate::Connected;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use catalogue::kinds::{Kind, kinds_read, kinds_written, reaching};
use edge::{Answer, Asked, Failure, Form, Page, Tone};
use http::HeaderValue;
use http::header::HeaderName;
use identity::clients::services::{Refused, Request};
use identity::{Caller, FreshHolder, Holder, HolderIn};
use kernel::{Kind as ErrorKind, Result, Timestamp};
use sharing::Change;
use std::time::Duration;

/// A yes sooner than this after the page was given is not taken.
const READ_FOR: Duration = Duration::from_secs(1);

/// A kind of data that may be ticked.
struct Line {
    name: String,
    label: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct Consent {
    page: Page,
    lead: String,
    tick: String,
    /// For how long it may, what it never does, what is written of it.
    terms: Vec<String>,
    /// What it asks to read.
    reads: Vec<Line>,
    /// What it asks to add.
    adds: Vec<Line>,
    /// This page, with what was asked.
    here: String,
    missing: bool,
    /// When this page was given. No page of somebody else's can say otherwise: what
    /// comes is from a form of ours.
    given: i64,
}

#[derive(Template)]
#[template(path = "consent_done.html")]
struct Done {
    page: Page,
    name: String,
    connected: bool,
    href: String,
}

fn read_field(kind: Kind) -> String {
    format!("lire-{}", kind.key())
}

fn added_field(kind: Kind) -> String {
    format!("ajouter-{}", kind.key())
}

impl Consent {
    fn of(asked: &Asked, request: &Request, now: Timestamp) -> Self {
        let page = asked.titled(edge::texts::say(
            asked.lang,
            "connections-ask-title",
            &[("name", &request.name)],
        ));
        let reads = kinds_read(&request.wish.scopes).into_iter().map(|kind| {
            let (label, hint) = words(&page, kind);
            Line {
                name: read_field(kind),
                label: page.t1("connections-read", "what", label),
                hint,
            }
        });
        let reads: Vec<Line> = reads.collect();
        let adds = kinds_written(&request.wish.scopes).into_iter().map(|kind| {
            let key = kind.key();
            let label = page.t(&format!("catalogue-kind-{key}"));
            Line {
                name: added_field(kind),
                label: page.t1("connections-add", "what", label),
                hint: page.t(&format!("connections-add-{key}")),
            }
        });
        let adds: Vec<Line> = adds.collect();
        // Of reading, of both, of adding alone.
        let of = match (reads.is_empty(), adds.is_empty()) {
            (_, true) => "",
            (false, false) => "-both",
            (true, false) => "-adds",
        };
        let long = if request.wish.offline {
            "offline"
        } else {
            "online"
        };
        let term = |what: &str| page.t(&format!("connections-ask-{what}{of}"));
        let terms = [long, "never", "history"].map(term);
        let query = asked.query.as_deref().unwrap_or_default();
        Self {
            lead: page.t1(&format!("connections-ask-lead{of}"), "name", &request.name),
            tick: term("tick"),
            terms: terms.into_iter().collect(),
            reads,
            adds,
            here: page.href(&format!("/autoriser?{query}")),
            missing: false,
            given: now.millis(),
            page,
        }
    }
}

impl Connected {
    async fn request(&self, asked: &Asked) -> Result<Request, Refused> {
        let given = |name: &str| asked.param(name);
        let length = asked.query.as_deref().map_or(0, str::len);
        self.services().request(&given, length).await
    }
}

/// What cannot be shown: to the person, or back to the service that they came from.
fn refuse(refused: Refused) -> Response {
    match refused {
        Refused::Here(error) => Failure::from(error).into_response(),
        Refused::There(address) => Redirect::to(&address).into_response(),
    }
}

pub(super) async fn ask(
    asked: Asked,
    State(connected): State<Connected>,
    holder: Result<FreshHolder, Response>,
) -> Answer {
    // First of all whether anybody may be asked: no sign-in leads to nowhere.
    let request = match connected.request(&asked).await {
        Ok(request) => request,
        Err(refused) => return Ok(refuse(refused)),
    };
    let holder = match holder {
        Ok(FreshHolder(holder)) => holder,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    connected.may_connect(holder).await?;
    Ok(edge::show(&Consent::of(&asked, &request, connected.now())))
}

pub(super) async fn answer(
    asked: Asked,
    State(connected): State<Connected>,
    HolderIn(holder): HolderIn,
    form: Form,
) -> Answer {
    let request = match connected.request(&asked).await {
        Ok(request) => request,
        Err(Refused::Here(error)) => return Err(error.into()),
        Err(Refused::There(href)) => return Ok(back(&asked, &asked_name(&asked), false, href)),
    };
    let wished = &request.wish.scopes;
    let (reads, adds) = (kinds_read(wished), kinds_written(wished));
    let fields = reads.iter().map(|kind| read_field(*kind));
    let fields = fields.chain(adds.iter().map(|kind| added_field(*kind)));
    let fields: Vec<String> = fields.collect();
    let known = fields.iter().map(String::as_str).chain(["geste", "donnee"]);
    form.only(&known.collect::<Vec<_>>())?;
    if form.text("geste") != "relier" {
        return Ok(back(&asked, &request.name, false, request.denied()));
    }
    let query = asked.query.as_deref().unwrap_or_default();
    if !identity::fresh_proof(&holder, connected.now()) {
        return Ok(identity::proof_first(
            &asked,
            &format!("/autoriser?{query}"),
        ));
    }
    if !was_read(&form, connected.now()) {
        let mut template = Consent::of(&asked, &request, connected.now());
        let text = template.page.t("connections-too-soon");
        template.page = template.page.with_status(Tone::Error, text);
        return Ok(edge::mend(&template));
    }
    let ticked = |kinds: Vec<Kind>, field: fn(Kind) -> String| -> Vec<Kind> {
        let kinds = kinds.into_iter();
        kinds.filter(|kind| form.has(&field(*kind))).collect()
    };
    let (reads, adds) = (ticked(reads, read_field), ticked(adds, added_field));
    if reads.is_empty() && adds.is_empty() {
        let mut template = Consent::of(&asked, &request, connected.now());
        template.missing = true;
        let text = template.page.t("connections-none-ticked");
        template.page = template.page.with_status(Tone::Error, text);
        return Ok(edge::mend(&template));
    }
    let scopes = wished.within(&reaching(&reads, &adds));
    let href = connected.connect(&holder, &request, &scopes).await?;
    Ok(back(&asked, &request.name, true, href))
}

/// Whether the page was before somebody for long enough to be read.
fn was_read(form: &Form, now: Timestamp) -> bool {
    let given: Option<i64> = form.text("donnee").parse().ok();
    let given = given.map(Timestamp::from_millis);
    given.is_some_and(|given| given <= now && now.since(given) >= READ_FOR)
}

impl Connected {
    /// Whether they may let anybody in at all, before they are asked.
    async fn may_connect(&self, holder: Holder) -> Result<()> {
        let space = holder.own_space()?;
        let caller = Caller::Holder(holder);
        let checked = self.sharing().check(&caller, space, Change::WidenRights);
        match checked.await {
            Err(error) if error.kind() == ErrorKind::Forbidden => {
                Err(kernel::Error::forbidden("connections-first-days"))
            }
            checked => checked,
        }
    }
}

/// What the address says it is, where nothing else is known.
fn asked_name(asked: &Asked) -> String {
    let name = asked.param("client_id").ok().flatten();
    kernel::visible(&name.unwrap_or_default())
}

fn back(asked: &Asked, name: &str, connected: bool, href: String) -> Response {
    let key = match connected {
        true => "connections-done-title",
        false => "connections-denied-title",
    };
    let follow = HeaderValue::from_str(&format!("0; url={href}"));
    let mut response = edge::show(&Done {
        page: asked.page(key),
        name: name.to_owned(),
        connected,
        href,
    });
    if let Ok(follow) = follow {
        let refresh = HeaderName::from_static("refresh");
        response.headers_mut().insert(refresh, follow);
    }
    response
}
