//! The demonstration's outbox: what left the house, for everybody to see. In
//! real life these are other people's letters.
//!
//! INVARIANT: only `carnet demo` mounts these pages, and they read the folder
//! of the post alone: what leaves by a real server or gateway is not shown.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use axum::routing::get;
use edge::{Answer, Asked, Page};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::NoticeId;
use post::{Post, Sent};

/// Where the pages are mounted.
pub const PATH: &str = "/demo/envois";
/// The sentences of the two pages.
pub const OUTBOX_TEXTS: edge::Locale = edge::Locale {
    name: "demo-outbox",
    fr: include_str!("../../locales/demo_outbox_fr.ftl"),
    en: include_str!("../../locales/demo_outbox_en.ftl"),
};

const SHOWN_MAX: usize = 200;

/// Its routes, under [`PATH`].
pub fn routes(post: Post) -> Router {
    let inside = Router::new()
        .route("/", get(list))
        .route("/{notice}", get(one))
        .route("/{notice}/telecharger", get(download))
        .with_state(post);
    Router::new().nest(PATH, inside)
}

struct Line {
    href: String,
    at: String,
    channel: String,
    to: String,
    what: String,
}

impl Line {
    fn new(page: &Page, sent: &Sent) -> Self {
        let channel = channel(page, sent);
        Self {
            href: page.href(&format!("{PATH}/{}", sent.id)),
            at: page.moment(sent.at),
            to: sent.to.clone(),
            what: match sent.subject.as_str() {
                "" => channel.clone(),
                subject => subject.to_owned(),
            },
            channel,
        }
    }
}

fn channel(page: &Page, sent: &Sent) -> String {
    page.t(&format!("demo-outbox-{}", sent.channel.name()))
}

#[derive(Template)]
#[template(path = "demo_outbox.html")]
struct Outbox {
    page: Page,
    lines: Vec<Line>,
}

async fn list(asked: Asked, State(post): State<Post>) -> Answer {
    let page = asked.page("demo-outbox-title");
    let sent = post.sent(SHOWN_MAX).await?;
    let lines = sent.iter().map(|sent| Line::new(&page, sent)).collect();
    Ok(edge::show(&Outbox { page, lines }))
}

#[derive(Template)]
#[template(path = "demo_notice.html")]
struct Shown {
    page: Page,
    line: Line,
    text: String,
    download: Option<String>,
    back: String,
}

async fn one(asked: Asked, Path(id): Path<String>, State(post): State<Post>) -> Answer {
    let sent = post.sent_one(id.parse::<NoticeId>()?).await?;
    let mut page = asked.page("demo-outbox-title");
    page = page.clone().under(page.t("demo-outbox-title"), PATH);
    let line = Line::new(&page, &sent);
    page.title.clone_from(&line.what);
    Ok(edge::show(&Shown {
        download: sent.has_pdf.then(|| format!("{}/telecharger", line.href)),
        back: page.href(PATH),
        text: sent.text,
        line,
        page,
    }))
}

async fn download(Path(id): Path<String>, State(post): State<Post>) -> Answer {
    let id = id.parse::<NoticeId>()?;
    let pdf = post.sent_pdf(id).await?;
    let named = format!("attachment; filename=\"{id}.pdf\"");
    let headers = [
        (CONTENT_TYPE, String::from("application/pdf")),
        (CONTENT_DISPOSITION, named),
    ];
    Ok((headers, pdf).into_response())
}
