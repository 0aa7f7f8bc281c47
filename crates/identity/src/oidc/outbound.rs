//! The one way out to the provider: no redirect is followed, nothing waits or
//! grows without end, and TLS is left out on the loopback address alone.

use super::Envelope;
use super::proof::JWT;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(10);
const CONNECT_WAIT_MAX: Duration = Duration::from_secs(3);

/// An HTTP client for the provider.
#[derive(Clone)]
pub(super) struct Outbound {
    client: reqwest::Client,
    /// What opens the provider's envelopes, if it may send any.
    envelope: Option<Envelope>,
}

/// Why there is no answer; it names no address.
#[derive(Debug)]
pub(super) struct NoAnswer(&'static str);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NoAnswer {}

impl Outbound {
    pub(super) fn new(loopback: bool, envelope: Option<Envelope>) -> kernel::Result<Self> {
        Self::waiting(loopback, envelope, ANSWER_WAIT_MAX)
    }

    fn waiting(
        loopback: bool,
        envelope: Option<Envelope>,
        answer_wait_max: Duration,
    ) -> kernel::Result<Self> {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_WAIT_MAX)
            .timeout(answer_wait_max)
            .https_only(!loopback);
        let builder = if loopback {
            builder.no_proxy()
        } else {
            builder
        };
        let client = builder.build().map_err(|e| {
            kernel::Error::fault("making the client that speaks to the provider").because(e)
        })?;
        Ok(Self { client, envelope })
    }

    pub(super) async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let (parts, body) = request.into_parts();
        let mut answer = self
            .client
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body)
            .send()
            .await
            .map_err(|_| NoAnswer("the provider cannot be reached"))?;
        // Whatever stands in its answer, a provider in trouble told us nothing.
        if answer.status().is_server_error() {
            return Err(NoAnswer("the provider is in trouble"));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|_| NoAnswer("the provider's answer broke off"))?
        {
            if bytes.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(NoAnswer("the provider's answer is too long"));
            }
            bytes.extend_from_slice(&chunk);
        }
        if let Some(envelope) = &self.envelope {
            bytes = envelope.opened(&essence(answer.headers()), bytes);
        }
        let mut response = HttpResponse::new(bytes);
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        Ok(response)
    }
}

impl Outbound {
    /// A token that came to us by itself, without its envelope.
    pub(super) fn bare(&self, token: &str) -> String {
        let Some(envelope) = &self.envelope else {
            return token.to_owned();
        };
        let bare = envelope.opened(JWT, token.as_bytes().to_vec());
        String::from_utf8(bare).unwrap_or_default()
    }
}

/// The kind of content, without its parameters.
pub(super) fn essence(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

impl<'c> AsyncHttpClient<'c> for Outbound {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[tokio::test]
    async fn a_provider_that_never_answers_is_given_up() {
        // It takes the connection, and that is all it does.
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = silent.local_addr().expect("an address");
        let outbound = Outbound::waiting(true, None, Duration::from_millis(20)).expect("a client");
        let request = http::Request::get(format!("http://{address}/token"));
        let request = request.body(Vec::new()).expect("a request");
        assert!(outbound.exchange(request).await.is_err());
    }

    #[tokio::test]
    async fn elsewhere_than_on_this_machine_nothing_is_asked_without_tls() {
        let bare = TcpListener::bind("127.0.0.1:0").expect("a port");
        bare.set_nonblocking(true).expect("a listener");
        let address = bare.local_addr().expect("an address");
        let outbound = Outbound::new(false, None).expect("a client");
        let request = http::Request::get(format!("http://{address}/token"));
        let request = request.body(Vec::new()).expect("a request");
        assert!(outbound.exchange(request).await.is_err());
        assert!(bare.accept().is_err(), "somebody came");
    }
}
