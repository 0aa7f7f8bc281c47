//! A page with every part on it, to look at while the style sheet changes:
//! `cargo run -p edge --example gallery`, then http://127.0.0.1:8090/. Not a
//! page of the site.

use askama::Template;
use axum::Router;
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use edge::{Answer, Asked, Audience, Form, Page, SiteConfig, Tone, Undo, Upload, Who, mend, show};
use futures_util::StreamExt as _;
use kernel::{Error, FieldError, SeededChance, Timestamp, World};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    page: Page,
    choices: Vec<(&'static str, String)>,
}

fn gallery(page: Page) -> Gallery {
    let choices = vec![
        ("tous", page.t("edge-menu-documents")),
        ("masques", page.t("edge-menu-profile")),
    ];
    Gallery { page, choices }
}

fn page(asked: &Asked) -> Page {
    asked
        .page("edge-menu-documents")
        .under(String::from("Accueil"), "/espace/moi")
}

async fn open(asked: Asked) -> Answer {
    let undo = Undo {
        label: String::from("Annuler"),
        action: String::from("/"),
        fields: Vec::new(),
    };
    let page = page(&asked).with_undo(String::from("Votre document est masqué au Dr Petit."), undo);
    Ok(show(&gallery(page)))
}

async fn send(asked: Asked, form: Form) -> Answer {
    let wrong = |field| FieldError {
        field,
        code: "error-date",
    };
    let error = Error::fields(vec![wrong("code"), wrong("naissance"), wrong("choix")]);
    let page = page(&asked).again(&form, error)?;
    Ok(mend(&gallery(page.with_status(
        Tone::Info,
        String::from("Rien n’est enregistré."),
    ))))
}

async fn receive(asked: Asked, upload: Upload) -> Answer {
    if let Some(mut file) = upload.file {
        while let Some(chunk) = file.bytes.next().await {
            chunk?;
        }
        if !upload.form.text("titre").is_empty() {
            return Ok(asked.go("/espace/moi/documents"));
        }
    }
    let error = Error::field("titre", "error-date");
    Ok(mend(&gallery(page(&asked).again(&upload.form, error)?)))
}

async fn fault() -> Answer {
    Err(Error::fault("shown on purpose"))?
}

async fn claire(mut request: axum::extract::Request, next: Next) -> axum::response::Response {
    let who = Who {
        name: String::from("Claire Martin"),
        account: None,
        audience: Audience::Holder,
    };
    edge::introduce(request.extensions_mut(), who);
    next.run(request).await
}

struct SystemClock;

impl kernel::Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::default()
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let world = World {
        clock: Arc::new(SystemClock),
        chance: Arc::new(SeededChance::new(1)),
    };
    let pages = Router::new()
        .route("/espace/moi/documents", get(open).post(send))
        .route("/envoi", post(receive))
        .route("/panne", get(fault))
        .layer(middleware::from_fn(claire))
        .merge(edge::public_routes());
    let site = edge::wrap(pages, SiteConfig::new("http://127.0.0.1:8090", world));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8090").await?;
    axum::serve(listener, site).await
}
