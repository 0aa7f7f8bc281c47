//! What holds for every request: headers, hosts, methods, forms from
//! elsewhere, failures as pages, static files.

mod support;

use axum::Router;
use axum::http::{Method, StatusCode, header};
use axum::routing::{get, post};
use edge::{Answer, Asked, CONTENT_SECURITY_POLICY};
use kernel::Error;
use std::time::Duration;
use support::{Reply, ask, request, site, site_at};

fn pages() -> Router {
    Router::new()
        .merge(edge::public_routes())
        .route("/fait", post(|| async { "fait" }))
        .route("/fhir/Bundle", post(|| async { "reçu" }))
        .route("/oauth/token", post(|| async { "jeton" }))
        .route("/panne", get(fault))
        .route("/chute", get(fall))
        .route("/dossier/{id}", get(missing))
        .route("/trop", get(too_many))
        .route("/adresse", get(client))
}

async fn client(asked: Asked, headers: axum::http::HeaderMap) -> String {
    format!("{:?} {}", asked.client, headers.contains_key("x-rpps"))
}

async fn fault() -> Answer {
    let cause = std::io::Error::other("SELECT secret FROM /var/lib/carnet at 0.1.0");
    Err(Error::fault("reading the secret table").because(cause))?
}

async fn fall(asked: Asked) -> Answer {
    assert!(asked.path.is_empty(), "secret of the panic");
    Ok(asked.go("/"))
}

async fn missing() -> Answer {
    Err(Error::not_found())?
}

async fn too_many() -> Answer {
    Err(Error::too_many("error-conflict", Duration::from_secs(900)))?
}

#[tokio::test]
async fn web_04_every_answer_has_the_headers() {
    let site = site(pages());
    for path in [
        "/aide",
        "/en/aide",
        "/rien",
        "/panne",
        "/chute",
        "/fhir/rien",
    ] {
        let reply = ask(&site, request(Method::GET, path)).await;
        let expected = [
            ("content-security-policy", CONTENT_SECURITY_POLICY),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            (
                "strict-transport-security",
                "max-age=63072000; includeSubDomains; preload",
            ),
        ];
        for (name, value) in expected {
            assert_eq!(reply.header(name), value, "{name} of {path}");
        }
        assert!(reply.header("permissions-policy").contains("camera=()"));
    }
}

#[test]
fn web_05_the_policy_is_the_written_one() {
    assert_eq!(
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'"
    );
}

#[tokio::test]
async fn without_tls_no_header_promises_it() {
    let site = site_at("http://carnet.test", pages());
    let reply = ask(&site, request(Method::GET, "/aide")).await;
    assert_eq!(reply.header("strict-transport-security"), "");
}

async fn sent(from: &[(&str, &str)], path: &str, media: &str) -> StatusCode {
    let mut request = request(Method::POST, path);
    let media = media.parse().expect("a media type");
    request.headers_mut().insert(header::CONTENT_TYPE, media);
    for (name, value) in from {
        let name: axum::http::HeaderName = name.parse().expect("a name");
        request
            .headers_mut()
            .insert(name, value.parse().expect("a value"));
    }
    ask(&site(pages()), request).await.status
}

#[tokio::test]
async fn web_06_a_form_from_another_site_is_refused() {
    for media in [
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
    ] {
        for from in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "https://evil.example")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ],
        ] {
            let status = sent(from, "/fait", media).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{media} {from:?}");
        }
        for own in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "https://carnet.test")],
            &[],
        ] {
            assert_eq!(sent(own, "/fait", media).await, StatusCode::OK, "{own:?}");
        }
    }
}

#[tokio::test]
async fn web_08_an_origin_that_only_looks_like_ours_is_not_ours() {
    for origin in [
        "null",
        "https://carnet.test.evil.example",
        "https://sub.carnet.test",
        "https://evilcarnet.test",
        "https://carnet.test:8443",
    ] {
        let status = sent(&[("origin", origin)], "/fait", "text/plain").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{origin}");
    }
    let reply = ask(&site(pages()), request(Method::OPTIONS, "/fait")).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn csrf_programs_are_answered_under_their_own_paths() {
    let foreign = [("sec-fetch-site", "cross-site")];
    for path in ["/fhir/Bundle", "/oauth/token"] {
        assert_eq!(sent(&foreign, path, "text/plain").await, StatusCode::OK);
    }
    let near = sent(&foreign, "/fhirant", "text/plain").await;
    assert_eq!(near, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn web_11_a_foreign_host_is_refused() {
    let site = site(pages());
    for host in [
        "evil.example",
        "carnet.test.evil.example",
        "carnet.test:1",
        "",
    ] {
        let mut request = request(Method::GET, "/aide");
        let value = host.parse().expect("a value");
        request.headers_mut().insert(header::HOST, value);
        let reply = ask(&site, request).await;
        assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(!reply.text().contains("evil"), "{host}");
    }
    let mut absolute = request(Method::GET, "/aide");
    *absolute.uri_mut() = "http://evil.example/aide".parse().expect("an address");
    let reply = ask(&site, absolute).await;
    assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST);

    let mut forwarded = request(Method::GET, "/aide");
    for name in ["x-forwarded-host", "x-original-url"] {
        let value = "evil.example".parse().expect("a value");
        forwarded.headers_mut().insert(name, value);
    }
    let reply = ask(&site, forwarded).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert!(!reply.text().contains("evil"));

    let mut two = request(Method::GET, "/aide");
    let value = "evil.example".parse().expect("a value");
    two.headers_mut().append(header::HOST, value);
    let reply = ask(&site, two).await;
    assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn api_07_what_a_client_says_of_itself_is_thrown_away() {
    let mut request = request(Method::GET, "/adresse");
    for (name, value) in [("x-forwarded-for", "10.1.2.3"), ("x-rpps", "99700218896")] {
        let value = value.parse().expect("a value");
        request.headers_mut().insert(name, value);
    }
    assert_eq!(ask(&site(pages()), request).await.text(), "None false");
}

#[tokio::test]
async fn api_04_unknown_methods_are_not_allowed() {
    let site = site(pages());
    for method in ["TRACE", "CONNECT", "PROPFIND", "get", "post"] {
        let method = method.parse().expect("a method");
        let reply = ask(&site, request(method, "/aide")).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(reply.header("allow").contains("GET"));
    }
    let reply = ask(&site, request(Method::DELETE, "/aide")).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(reply.text().contains("Cette page ne permet pas"));
}

fn tells_nothing(reply: &Reply) {
    for secret in ["SELECT", "secret", "/var/", "0.1.0", "panic", ".rs"] {
        assert!(!reply.text().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn api_13_a_fault_shows_a_number_and_nothing_else() {
    let site = site(pages());
    for path in ["/panne", "/chute"] {
        let reply = ask(&site, request(Method::GET, path)).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.text().contains("Un problème chez nous"));
        let text = reply.text();
        let number = text.split("class=\"code\">").nth(1);
        let number = number.and_then(|rest| rest.split('<').next());
        assert_eq!(number.map(str::len), Some(9), "{path}");
        tells_nothing(&reply);
    }
    let english = ask(&site, request(Method::GET, "/en/panne")).await;
    assert!(english.text().contains("A problem on our side"));
}

#[tokio::test]
async fn api_15_paths_of_other_software_are_not_found() {
    let site = site(pages());
    for path in [
        "/.git/config",
        "/admin",
        "/debug",
        "/openapi",
        "/static/../Cargo.toml",
    ] {
        let reply = ask(&site, request(Method::GET, path)).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_found_is_the_same_whatever_was_asked() {
    let site = site(pages());
    let mut expected = ask(&site, request(Method::GET, "/dossier/1")).await;
    // On the wire every page has its length: the same, for the same bytes.
    expected.headers.remove(header::CONTENT_LENGTH);
    assert_eq!(expected.status, StatusCode::NOT_FOUND);
    for path in ["/dossier/2?x=1", "/nulle-part", "/a/b/c", "/static/app.css"] {
        let mut reply = ask(&site, request(Method::GET, path)).await;
        reply.headers.remove(header::CONTENT_LENGTH);
        assert_eq!(reply.status, expected.status, "{path}");
        assert_eq!(reply.headers, expected.headers, "{path}");
        assert_eq!(reply.body, expected.body, "{path}");
    }
    let english = ask(&site, request(Method::GET, "/en/dossier/1")).await;
    assert_ne!(english.body, expected.body);
    assert!(english.text().contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn too_many_tries_say_when_to_come_back() {
    let reply = ask(&site(pages()), request(Method::GET, "/trop")).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.header("retry-after"), "900");
}

#[tokio::test]
async fn static_files_are_kept_for_ever_and_small() {
    let site = site(pages());
    let page = ask(&site, request(Method::GET, "/aide")).await;
    let text = page.text();
    let links = text.split('"').filter(|part| part.starts_with("/static/"));
    let mut seen = 0;
    for link in links {
        let mut request = request(Method::GET, link);
        let gzip = "gzip".parse().expect("a value");
        request.headers_mut().insert(header::ACCEPT_ENCODING, gzip);
        let reply = ask(&site, request).await;
        assert_eq!(reply.status, StatusCode::OK, "{link}");
        assert!(
            reply.header("cache-control").contains("immutable"),
            "{link}"
        );
        if link.ends_with(".css") {
            assert_eq!(reply.header("content-encoding"), "gzip");
            assert!(reply.body.len() < 8_000, "{}", reply.body.len());
        }
        seen += 1;
    }
    assert!(seen >= 4);
    // What holds secrets is not compressed: its length must tell nothing.
    let mut compressed = request(Method::GET, "/aide");
    let gzip = "gzip".parse().expect("a value");
    compressed
        .headers_mut()
        .insert(header::ACCEPT_ENCODING, gzip);
    assert_eq!(ask(&site, compressed).await.header("content-encoding"), "");
}

#[tokio::test]
async fn the_language_link_keeps_the_page_and_its_search() {
    let site = site(pages());
    let french = ask(&site, request(Method::GET, "/aide?q=code")).await;
    assert!(
        french
            .text()
            .contains("href=\"/en/aide?q=code\" lang=\"en\"")
    );
    let english = ask(&site, request(Method::GET, "/en/aide")).await;
    assert!(english.text().contains("href=\"/aide\" lang=\"fr\""));
    assert!(english.text().contains("href=\"/en/accessibilite\""));
}

#[tokio::test]
async fn web_19_pages_name_no_other_host() {
    let site = site(pages());
    for path in [
        "/aide",
        "/accessibilite",
        "/confidentialite",
        "/mentions",
        "/rien",
    ] {
        let reply = ask(&site, request(Method::GET, path)).await;
        assert!(!reply.text().contains("http"), "{path}");
        assert!(!reply.text().contains(" style="), "{path}");
        assert!(!reply.text().contains("<script>"), "{path}");
    }
}
