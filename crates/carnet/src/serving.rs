//! Answering over HTTP: what a connection may take of us before it has asked anything.

use anyhow::{Context, Result};
use axum::Router;
use hyper_util::rt::TokioTimer;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// How long a connection may take to say what it asks, from its beginning or from the
/// last answer: longer than the minute for which a proxy keeps one that is idle.
pub const HEADERS_WITHIN: Duration = Duration::from_secs(75);

/// Answers at this address until the handle says no more. A connection that asks nothing
/// within that time is closed.
///
/// # Errors
/// An address that cannot be listened to.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    handle: axum_server::Handle<SocketAddr>,
    headers_within: Duration,
) -> Result<()> {
    let mut server = axum_server::from_tcp(listener)
        .context("listening")?
        .handle(handle)
        // A proxy comes by HTTP/1.1: nothing else is to be looked after.
        .http1_only();
    let builder = server.http_builder();
    let mut lines = builder.http1();
    lines
        .timer(TokioTimer::new())
        .header_read_timeout(headers_within);
    server
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await
        .context("serving")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    async fn asks(at: SocketAddr, words: &str) -> String {
        let mut line = TcpStream::connect(at).await.expect("a connection");
        line.write_all(words.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        // Until the server closes it.
        let read = line.read_to_string(&mut answer);
        let read = tokio::time::timeout(Duration::from_secs(20), read).await;
        read.expect("it is closed").expect("text");
        answer
    }

    #[tokio::test]
    async fn api_14_a_request_whose_head_never_ends_is_given_up_and_others_are_answered() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let at = listener.local_addr().expect("an address");
        let router = Router::new().route("/", get(|| async { "well" }));
        let handle = axum_server::Handle::new();
        let within = Duration::from_millis(300);
        let served = tokio::spawn(serve(listener, router, handle.clone(), within));
        let slow = tokio::spawn(asks(at, "GET / HTTP/1.1\r\nHost: here\r\nX-Slow: "));
        let whole = asks(
            at,
            "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
        )
        .await;
        assert!(whole.ends_with("well"), "{whole}");
        let given_up = slow.await.expect("asked");
        assert!(!given_up.contains("200"), "{given_up}");
        // Nothing asked, after an answer, is given up too.
        let idle = asks(at, "GET / HTTP/1.1\r\nHost: here\r\n\r\n").await;
        assert!(idle.ends_with("well"), "{idle}");
        handle.shutdown();
        served.await.expect("joined").expect("served");
    }
}
