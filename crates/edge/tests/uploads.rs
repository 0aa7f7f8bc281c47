//! Files arrive as a stream, whole or not at all.

mod support;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, Request, StatusCode};
use axum::routing::post;
use edge::{Answer, FILE_MAX, Upload, Uploads};
use futures_util::{StreamExt as _, stream};
use kernel::Error;
use support::{Reply, ask, site};

async fn receive(upload: Upload) -> Answer<String> {
    let title = upload.form.text("titre").to_owned();
    let file = upload.file.ok_or_else(|| Error::invalid("error-form"))?;
    let mut bytes = file.bytes;
    let mut size = 0_usize;
    while let Some(chunk) = bytes.next().await {
        size += chunk?.len();
    }
    Ok(format!("{title} {} {size}", file.name.0))
}

const MEDIA: &str = "multipart/form-data; boundary=limite";
const WORDS: &str = "--limite\r\nContent-Disposition: form-data; name=\"titre\"\r\n\r\nIRM\r\n";
const FILE: &str = "--limite\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"C:\\\\photos\\\\genou.png\"\r\nContent-Type: image/png\r\n\r\n";
const END: &str = "\r\n--limite--\r\n";

async fn send(media: &str, body: Body) -> Reply {
    let pages = Router::new()
        .route("/ajouter", post(receive))
        .layer(DefaultBodyLimit::disable());
    let request = Request::builder()
        .method(Method::POST)
        .uri("/ajouter")
        .header("host", "carnet.test")
        .header("content-type", media)
        .body(body)
        .expect("a request");
    ask(&site(pages), request).await
}

/// A body of `blocks` blocks of a megabyte, made as it is read.
fn long_body(blocks: usize, end: &'static str) -> Body {
    let block = Bytes::from(vec![7_u8; 1_048_576]);
    let head = Bytes::from(format!("{WORDS}{FILE}"));
    let chunks = std::iter::once(head)
        .chain(std::iter::repeat_n(block, blocks))
        .chain(std::iter::once(Bytes::from_static(end.as_bytes())));
    Body::from_stream(stream::iter(chunks.map(Ok::<_, std::io::Error>)))
}

#[tokio::test]
async fn words_and_a_file_arrive() {
    let body = format!("{WORDS}{FILE}abcde{END}");
    let reply = send(MEDIA, Body::from(body)).await;
    assert_eq!(reply.text(), "IRM genou.png 5");
}

#[tokio::test]
async fn the_largest_file_passes_and_one_byte_more_does_not() {
    let reply = send(MEDIA, long_body(100, END)).await;
    assert_eq!(reply.text(), format!("IRM genou.png {FILE_MAX}"));
    let reply = send(MEDIA, long_body(100, "x\r\n--limite--\r\n")).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(reply.text().contains("au plus 100\u{a0}Mo"));
}

#[tokio::test]
async fn half_a_file_is_refused() {
    for end in ["", "\r\n--limit", "\r\n--limite\r\n"] {
        let reply = send(MEDIA, long_body(2, end)).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{end:?}");
        assert!(reply.text().contains("Nous n’avons pas tout reçu"));
    }
}

#[tokio::test]
async fn what_comes_after_the_file_is_refused() {
    let reply = send(
        MEDIA,
        Body::from(format!("{FILE}abc\r\n{WORDS}--limite--\r\n")),
    )
    .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn api_02_a_word_sent_twice_is_refused() {
    let reply = send(MEDIA, Body::from(format!("{WORDS}{WORDS}{FILE}abc{END}"))).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// What several files are, in order; a file is not read where its name says so.
async fn receive_all(uploads: Uploads) -> Answer<String> {
    let Uploads { form, mut files } = uploads;
    let mut told = format!("{} {}", form.text("titre"), files.is_empty());
    while let Some(mut file) = files.next().await? {
        let mut size = 0_usize;
        while !file.name.0.starts_with("non-lu")
            && let Some(chunk) = file.bytes.next().await
        {
            size += chunk?.len();
        }
        told.push_str(&format!(" {}={size}", file.name.0));
    }
    Ok(told)
}

fn file(name: &str, content: &str) -> String {
    format!(
        "--limite\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n"
    )
}

async fn send_all(body: String) -> Reply {
    let pages = Router::new().route("/ajouter", post(receive_all));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/ajouter")
        .header("host", "carnet.test")
        .header("content-type", MEDIA)
        .body(Body::from(body))
        .expect("a request");
    ask(&site(pages), request).await
}

#[tokio::test]
async fn several_files_arrive_one_after_the_other_and_none_is_none() {
    let (one, two) = (file("a.txt", "abc"), file("b.txt", "de"));
    for (body, told) in [
        (format!("{WORDS}{one}{two}"), "IRM false a.txt=3 b.txt=2"),
        (format!("{WORDS}{one}{one}"), "IRM false a.txt=3 a.txt=3"),
        (format!("{WORDS}{}", file("", "")), "IRM true"),
        (WORDS.to_owned(), "IRM true"),
        (format!("{WORDS}{one}{}", file("", "")), "IRM false a.txt=3"),
        (
            format!("{WORDS}{}{two}", file("non-lu.txt", "abc")),
            "IRM false non-lu.txt=0 b.txt=2",
        ),
    ] {
        let reply = send_all(format!("{body}--limite--\r\n")).await;
        assert_eq!(reply.text(), told);
    }
}

#[tokio::test]
async fn several_files_arrive_whole_and_with_nothing_behind_them_or_not_at_all() {
    let one = file("a.txt", "abc");
    for (body, sentence) in [
        (format!("{WORDS}{one}"), "Nous n’avons pas tout reçu"),
        (format!("{WORDS}{one}--lim"), "Nous n’avons pas tout reçu"),
        (format!("{one}{WORDS}--limite--\r\n"), ""),
        (format!("{WORDS}{WORDS}{one}--limite--\r\n"), ""),
    ] {
        let reply = send_all(body.clone()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(reply.text().contains(sentence), "{body} {}", reply.text());
    }
}

#[tokio::test]
async fn another_form_of_sending_is_refused() {
    for media in ["text/plain", "multipart/form-data", "application/json"] {
        let reply = send(media, Body::from("x")).await;
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media}");
    }
}

#[tokio::test(start_paused = true)]
async fn api_14_a_body_that_stalls_is_given_up() {
    let head = Bytes::from(format!("{WORDS}{FILE}abc"));
    let start = stream::iter([Ok::<_, std::io::Error>(head)]);
    let body = Body::from_stream(start.chain(stream::pending()));
    let reply = send(MEDIA, body).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("Nous n’avons pas tout reçu"));
}

#[tokio::test]
async fn api_12_a_length_beyond_all_limits_is_refused_at_once() {
    let pages = Router::new().route("/ajouter", post(receive));
    let request = Request::builder()
        .method(Method::POST)
        .uri("/ajouter")
        .header("host", "carnet.test")
        .header("content-type", MEDIA)
        .header("content-length", "4294967296")
        .body(Body::from_stream(
            stream::pending::<std::io::Result<Bytes>>(),
        ))
        .expect("a request");
    let reply = ask(&site(pages), request).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
}
