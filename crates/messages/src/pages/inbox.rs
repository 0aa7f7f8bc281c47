//! A professional's conversations with all their patients.

use super::thread::for_child;
use super::{INBOX, with_outcome};
use crate::Messages;
use crate::actions::Waiting;
use crate::mailbox::ThreadId;
use crate::rules::State;
use askama::Template;
use axum::extract::{Request, State as Of};
use axum::middleware::Next;
use axum::response::Response;
use edge::{Answer, Asked, Page, Waiting as InMenu};
use http::Method;
use identity::{Caller, Professional, ProfessionalIn};
use kernel::{Result, Timestamp};

/// Conversations on one page.
const PAGE: usize = 20;

struct Line {
    href: String,
    name: String,
    born: String,
    when: String,
    /// Who wrote last, where they wrote for a child.
    by: Option<String>,
    new: bool,
    state: Option<String>,
}

#[derive(Template)]
#[template(path = "pro_inbox.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    older: Option<String>,
    /// There is no other page.
    whole: bool,
    /// In how many something is unread, on this page or on another.
    unread: u64,
}

/// Says on every page of a professional how many of their conversations have
/// something unread: counted in the table of inboxes, whatever records these are of.
pub(crate) async fn waiting(
    Of(messages): Of<Messages>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = request.extensions().get::<Caller>();
    if let (&Method::GET, Some(Caller::Professional(professional))) = (request.method(), caller) {
        match messages.waiting_for(professional).await {
            Ok(count) => {
                let waiting = InMenu {
                    under: INBOX,
                    count,
                    key: "messages-pro-unread",
                };
                waiting.tell(request.extensions_mut());
            }
            // The page is worth more than the count.
            Err(error) => {
                let error = error.log_text();
                tracing::warn!(error, "what is unread was not counted");
            }
        }
    }
    next.run(request).await
}

/// With what is unread now in the menu of a page that reads: it was counted before.
///
/// # Errors
/// As the store.
pub(super) async fn recounted(
    messages: &Messages,
    professional: &Professional,
    mut page: Page,
) -> Result<Page> {
    let count = messages.waiting_for(professional).await?;
    let (href, words) = (
        page.href(INBOX),
        page.t1("messages-pro-unread", "count", count),
    );
    let mut entries = page.menu.entries.iter_mut();
    if let Some(entry) = entries.find(|entry| entry.href == href) {
        entry.waiting = (count > 0).then_some((count, words));
    }
    Ok(page)
}

/// Two conversations with one patient, of one minute: the second is said to be so.
fn told_apart(mut lines: Vec<Line>) -> Vec<Line> {
    let names: Vec<(String, String)> = lines
        .iter()
        .map(|line| (line.name.clone(), line.when.clone()))
        .collect();
    for (place, line) in lines.iter_mut().enumerate() {
        let before = &names[..place];
        let twins = before.iter().filter(|it| **it == names[place]).count();
        if twins > 0 {
            line.when = format!("{} ({})", line.when, twins + 1);
        }
    }
    lines
}

pub(super) async fn list(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Of(messages): Of<Messages>,
) -> Answer {
    let (at, id) = (asked.param("avant")?, asked.param("apres")?);
    let before = at.zip(id).and_then(|(at, id)| {
        let at = Timestamp::from_millis(at.parse().ok()?);
        Some((at, id.parse::<ThreadId>().ok()?))
    });
    let (waiting, next) = messages.inbox(&professional, before, PAGE).await?;
    let page = with_outcome(&asked, asked.page("messages-title"))?;
    let line = |it: Waiting| Line {
        href: page.href(&format!(
            "/pro/patients/{}/messages/{}",
            it.space, it.thread
        )),
        name: it.face.name(),
        born: page.day(it.face.identity.birth_date.0),
        when: page.moment(it.at),
        by: it.for_child.map(|name| {
            let who = for_child(&page, &name, &it.face.name());
            page.t1("messages-pro-by", "who", who)
        }),
        new: it.unread,
        state: (it.state != State::Open)
            .then(|| page.t(&format!("messages-state-{}", it.state.key()))),
    };
    let older =
        next.map(|(at, id)| page.href(&format!("{INBOX}?avant={}&apres={id}", at.millis())));
    Ok(edge::show(&List {
        lines: told_apart(waiting.into_iter().map(line).collect()),
        whole: before.is_none() && older.is_none(),
        older,
        unread: messages.waiting_for(&professional).await?,
        page,
    }))
}
