//! `/espace/moi/acces/verifier`: a holder has an exported history checked, against
//! what they brought and nothing else; `/espace/moi/acces/preuves`: the history
//! with its proofs, to take away.
//!
//! The page says that it is kept by those whom it checks. So the same is done by
//! `carnet verify` on any machine, and can be written by others (`docs/log.md`).

use crate::Exports;
use crate::checking::{Brought, Found, look};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use edge::{Answer, Asked, Failure, Page, Papers};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use identity::{Holder, HolderIn};
use kernel::{Error, Result};
use ledger::PublicKey;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Histories that are checked at once: each is held whole, and takes a processor.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
const WORDS: [&str; 4] = ["cle", "points", "temoins", "avant"];
const FILES: [&str; 2] = ["fichier", "precedent"];

/// How a verdict is shown.
struct Verdict {
    /// A class of notes: `ok`, `warn` or `err`.
    tone: &'static str,
    title: String,
    sentences: Vec<String>,
}

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    page: Page,
    /// The account may not take its history away yet.
    first_days: bool,
    verdict: Option<Verdict>,
}

impl CheckPage {
    fn of(exports: &Exports, asked: &Asked, holder: &Holder) -> Result<Self> {
        let space = holder.own_space()?;
        let page = asked.page("export-check-title");
        let page = page
            .clone()
            .under(page.t("sharing-history-title"), "/espace/moi/acces/journal");
        Ok(Self {
            page,
            first_days: holder.probation(space, exports.0.world.now()).is_some(),
            verdict: None,
        })
    }
}

pub(super) async fn page(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(exports): State<Exports>,
) -> Answer {
    Ok(edge::show(&CheckPage::of(&exports, &asked, &holder)?))
}

pub(super) async fn send(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(exports): State<Exports>,
    papers: Papers,
) -> Answer {
    papers.form.only(&WORDS)?;
    papers.only(&FILES)?;
    let mut shown = CheckPage::of(&exports, &asked, &holder)?;
    let form = edge::Form::of(&WORDS.map(|name| (name, papers.form.raw(name))));
    match checked(&exports, &shown.page, papers).await {
        Ok(verdict) => {
            let typed = WORDS.map(|name| (name, form.raw(name)));
            shown.page = shown.page.with_values(&typed);
            shown.verdict = Some(verdict);
            Ok(edge::show(&shown))
        }
        Err(error) => {
            shown.page = shown.page.again(&form, error)?;
            Ok(edge::mend(&shown))
        }
    }
}

async fn checked(exports: &Exports, page: &Page, papers: Papers) -> Result<Verdict> {
    let form = &papers.form;
    let (key, own) = match form.text("cle") {
        "" => (exports.0.ledger.public_key().await?, true),
        typed => {
            let wrong = |_| Error::field("cle", "ledger-note-wrong");
            (PublicKey::parse(typed).map_err(wrong)?, false)
        }
    };
    let before_log = match form.text("avant") {
        "" => 0,
        typed => typed
            .parse()
            .map_err(|_| Error::field("avant", "export-check-number-wrong"))?,
    };
    if papers.file("fichier").is_none() {
        return Err(Error::field("fichier", "export-check-file-missing"));
    }
    let lang = page.lang;
    let busy = |_| Error::unavailable("checking histories");
    let _turn = TURNS.acquire().await.map_err(busy)?;
    // Proofs by the thousand are hashed: not among those who answer others.
    let looked = tokio::task::spawn_blocking(move || {
        let file = |field: &'static str| match papers.file(field) {
            None => Ok(""),
            Some(bytes) => {
                std::str::from_utf8(bytes).map_err(|_| Error::field(field, "ledger-history-wrong"))
            }
        };
        let brought = Brought {
            history: file("fichier")?,
            earlier: file("precedent")?,
            checkpoints: papers.form.raw("points"),
            witnesses: papers.form.raw("temoins"),
            before_log,
        };
        look(lang, &brought, key)
    });
    let found = looked
        .await
        .map_err(|error| Error::fault("checking a history").because(error))??;
    Ok(verdict(page, found, own))
}

fn verdict(page: &Page, found: Found, own_key: bool) -> Verdict {
    let tone = match (found.report.holds(), found.report.lacks()) {
        (true, _) => "ok",
        (false, true) => "warn",
        (false, false) => "err",
    };
    let mut sentences = found.sentences.into_iter();
    let title = sentences.next().unwrap_or_default();
    let mut sentences: Vec<String> = sentences.collect();
    if own_key {
        sentences.push(page.t("export-check-own-key"));
    }
    if found.report.holds() && found.report.public.is_none() {
        sentences.push(page.t("export-check-no-public"));
    }
    if found.report.holds() {
        let size = found.report.size;
        sentences.push(page.t1("export-check-next", "size", size));
    }
    Verdict {
        tone,
        title,
        sentences,
    }
}

pub(super) async fn take(
    asked: Asked,
    HolderIn(holder): HolderIn,
    State(exports): State<Exports>,
) -> Answer {
    let space = holder.own_space()?;
    let since = match asked.param("depuis")?.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(typed) => match typed.parse::<u64>() {
            Ok(since) => Some(since),
            Err(_) => return Err(Error::invalid("export-since-wrong").into()),
        },
    };
    let (lines, size) = exports.prove(holder, space, since).await?;
    let day = exports.0.world.now().in_paris().date();
    let headers = [
        (CONTENT_TYPE, String::from("application/x-ndjson")),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"preuves-{day}-{size}.jsonl\""),
        ),
        (CACHE_CONTROL, String::from("no-store")),
    ];
    Ok::<Response, Failure>((headers, lines).into_response())
}
