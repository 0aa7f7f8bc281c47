//! Forms are read with limits and come back filled; pages show who is there.

mod support;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::get;
use edge::{Answer, Asked, Audience, Form, LongForm, Page, Who, mend, show};
use kernel::{Error, FieldError};
use support::{Reply, ask, request, site};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "layout.html" %}{% import "parts.html" as parts %}{% block content %}
<form method="post">
{% call parts::text(page, "code", "edge-menu-home", hint = "edge-date-hint") %}{% endcall %}
{% call parts::password(page, "secret", "edge-sign-in") %}{% endcall %}
{% call parts::date(page, "naissance", "edge-date-day") %}{% endcall %}
{% call parts::radios(page, "choix", "edge-menu", choices) %}{% endcall %}
{% call parts::checkbox(page, "accord", "edge-skip") %}{% endcall %}
{% call parts::submit(page, "edge-session-go-on") %}{% endcall %}
</form>{% endblock %}"#
)]
struct SamplePage {
    page: Page,
    choices: Vec<(&'static str, String)>,
}

fn sample(page: Page) -> SamplePage {
    let choices = vec![
        ("oui", page.t("edge-menu-agenda")),
        ("non", page.t("edge-skip")),
    ];
    SamplePage { page, choices }
}

const FIELDS: [&str; 7] = [
    "code",
    "secret",
    "naissance-jour",
    "naissance-mois",
    "naissance-annee",
    "choix",
    "accord",
];

async fn open(asked: Asked) -> Answer {
    Ok(show(&sample(asked.page("edge-menu-home"))))
}

async fn send(asked: Asked, form: Form) -> Answer {
    form.only(&FIELDS)?;
    match accept(&form) {
        Ok(()) => Ok(asked.go("/merci")),
        Err(error) => {
            let page = asked.page("edge-menu-home").again(&form, error)?;
            Ok(mend(&sample(page)))
        }
    }
}

fn accept(form: &Form) -> Result<(), Error> {
    form.date("naissance")?;
    match form.text("code") {
        "1234" => Ok(()),
        _ => Err(Error::fields(vec![FieldError {
            field: "code",
            code: "error-date",
        }])),
    }
}

async fn claire(mut request: axum::extract::Request, next: Next) -> axum::response::Response {
    let who = Who {
        name: String::from("Claire <b>Martin</b>"),
        account: None,
        audience: Audience::Holder,
    };
    edge::introduce(request.extensions_mut(), who);
    next.run(request).await
}

fn pages() -> Router {
    Router::new().route("/formulaire", get(open).post(send))
}

async fn post(path: &str, body: &str) -> Reply {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "carnet.test")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request");
    ask(&site(pages()), request).await
}

#[tokio::test]
async fn a_form_comes_back_with_what_was_typed() {
    let sent = "code=%3Cb%3E%26+%C3%A9&secret=motdepasse&naissance-jour=4&naissance-mois=5&naissance-annee=1979&choix=non&accord=oui";
    let reply = post("/formulaire", sent).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = reply.text();
    for kept in [
        "<title>Erreur\u{a0}: Accueil — Carnet de santé</title>",
        "value=\"&#60;b&#62;&#38; é\"",
        "name=\"naissance-annee\" value=\"1979\"",
        "value=\"non\" checked",
        "name=\"accord\" value=\"oui\" checked",
        "<a href=\"#code\">Écrivez une date",
        "aria-describedby=\"code-aide code-erreur\" aria-invalid=\"true\"",
        "role=\"alert\"",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    assert!(!text.contains("motdepasse"));
}

#[tokio::test]
async fn mistakes_are_told_in_the_language_of_the_page() {
    let text = post("/en/formulaire", "code=1").await.text();
    assert!(text.contains("<title>Error: Home — Health record</title>"));
    assert!(text.contains("Write a date that exists"));
    let text = post(
        "/formulaire",
        "naissance-jour=31&naissance-mois=2&naissance-annee=1979",
    );
    assert!(text.await.text().contains("<a href=\"#naissance\">"));
}

#[tokio::test]
async fn what_is_right_leads_on_in_the_same_language() {
    for (path, to) in [("/formulaire", "/merci"), ("/en/formulaire", "/en/merci")] {
        let reply = post(path, "code=+1234+").await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER);
        assert_eq!(reply.header("location"), to);
    }
}

#[tokio::test]
async fn api_02_a_field_sent_twice_is_refused() {
    for wrong in [
        "code=1234&code=5678",
        "code=1234&c%6Fde=1234",
        "code=1234&autre=1",
        "code=%ff",
        "code=%0",
        "code=%zz",
        "code=a%00b",
    ] {
        let reply = post("/formulaire", wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(reply.text().contains("n’est pas celui que nous attendions"));
    }
}

#[tokio::test]
async fn a_form_has_limits() {
    let long = format!("code={}", "a".repeat(65 * 1024));
    let reply = post("/formulaire", &long).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    let many: Vec<String> = (0..101).map(|n| format!("f{n}=1")).collect();
    let reply = post("/formulaire", &many.join("&")).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut json = request(Method::POST, "/formulaire");
    let media = "application/json".parse().expect("a media type");
    json.headers_mut().insert("content-type", media);
    let reply = ask(&site(pages()), json).await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn a_form_with_a_long_text_is_read_further_and_has_a_limit_too() {
    async fn count(LongForm(form): LongForm) -> Answer {
        form.only(&["texte"])?;
        Ok(form
            .raw("texte")
            .chars()
            .count()
            .to_string()
            .into_response())
    }
    let router = site(Router::new().route("/long", axum::routing::post(count)));
    let send = async |length: usize| {
        let body = format!("texte={}", "%C3%A9".repeat(length));
        let request = Request::builder()
            .method(Method::POST)
            .uri("/long")
            .header("host", "carnet.test")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        ask(&router, request.expect("a request")).await
    };
    let read = send(20_000).await;
    assert_eq!(
        (read.status, read.text().as_str()),
        (StatusCode::OK, "20000")
    );
    let refused = send(200_000).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn somebody_signed_in_has_a_menu_and_their_name_is_text() {
    let inside = Router::new()
        .route("/espace/moi/documents", get(open))
        .layer(middleware::from_fn(claire));
    let site = site(inside);
    let text = ask(&site, request(Method::GET, "/espace/moi/documents")).await;
    let text = text.text();
    assert!(text.contains("Claire &#60;b&#62;Martin"));
    assert!(text.contains("<a href=\"/espace/moi/documents\" aria-current=\"page\">"));
    assert_eq!(text.matches("aria-current").count(), 1);
    // Six entries, in the order of the mocks.
    let menu = text.split("<nav class=\"main\"").nth(1).expect("a menu");
    let menu = menu.split("</nav>").next().expect("its end");
    let links: Vec<&str> = menu.split("href=\"").skip(1).collect();
    let links = links
        .iter()
        .map(|link| link.split('"').next().unwrap_or_default());
    assert_eq!(
        links.collect::<Vec<_>>(),
        [
            "/espace/moi",
            "/espace/moi/documents",
            "/espace/moi/profil",
            "/espace/moi/messages",
            "/espace/moi/agenda",
            "/espace/moi/acces",
        ]
    );
    assert!(text.contains("se ferme après 30\u{a0}minutes") || text.contains("30 minutes"));
    assert!(text.contains("data-minutes=\"30\""));
    assert!(text.contains("action=\"/deconnexion\" method=\"post\""));
}

#[tokio::test]
async fn a_page_not_found_has_the_menu_but_no_name() {
    let fallback = || async { edge::Failure::from(Error::not_found()) };
    let inside = Router::new()
        .route("/dossier/{id}", get(fallback))
        .layer(middleware::from_fn(claire));
    let reply = ask(&site(inside), request(Method::GET, "/dossier/1")).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert!(reply.text().contains("Qui voit quoi"));
    assert!(!reply.text().contains("Claire"));
}

#[test]
fn the_status_region_is_there_before_it_has_anything_to_say() {
    let page = edge::sample_page(kernel::Lang::Fr, "/", "Titre", None);
    let html = sample(page).render().expect("a page");
    assert!(html.contains("<div id=\"statut\" role=\"status\"></div>"));
    assert!(html.contains("<title>Titre</title>"));
    assert_eq!(html.matches("<h1>").count(), 1);
}
