//! The gateway that text messages leave by: one POST each, JSON, with a bearer
//! token. The reference is the id of the notice: a gateway that got it already
//! sends it once.

use super::Sending;
use crate::config::{SmsConfig, wrong};
use crate::notice::Recipient;
use crate::rules::retry::Answer;
use kernel::{Error, Result, Secret};
use mail::smtp::is_loopback;
use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::json;
use std::time::Duration;

/// A gateway.
pub(crate) struct Gateway {
    client: Client,
    url: Url,
    token: Option<Secret<String>>,
    lines: usize,
}

impl Gateway {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub(crate) fn new(config: &SmsConfig) -> Result<Self> {
        let key = "[post.sms] url";
        let url: Url = config
            .url
            .parse()
            .map_err(|_| wrong(key, "is no address"))?;
        let host = url.host_str().unwrap_or_default();
        let here = is_loopback(host);
        if url.scheme() != "https" && !(here && url.scheme() == "http") {
            return Err(wrong(key, "does not start with https://"));
        }
        let wait = Duration::from_millis(config.wait_ms_max);
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(wait)
            .timeout(wait)
            .https_only(!here);
        let builder = if here { builder.no_proxy() } else { builder };
        Ok(Self {
            client: builder
                .build()
                .map_err(|e| Error::fault("making the client of the SMS gateway").because(e))?,
            url,
            token: config.token.clone(),
            lines: config.connections.max(1),
        })
    }

    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    pub(crate) async fn send(&self, sending: &Sending<'_>) -> Answer {
        let Recipient::Phone(to) = &sending.message.to else {
            return Answer::Refused;
        };
        let body = json!({
            "to": to.as_str(),
            "text": sending.message.text,
            "reference": sending.id.to_string(),
        });
        let mut request = self.client.post(self.url.clone()).json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose());
        }
        match request.send().await {
            Ok(response) => {
                let status = response.status();
                let answer = answer(status);
                let (notice, status) = (sending.id, status.as_u16());
                match answer {
                    Answer::Accepted => {}
                    Answer::NoWay => tracing::warn!(status, "the SMS gateway takes nothing"),
                    _ => tracing::info!(%notice, status, "the SMS gateway did not take a message"),
                }
                answer
            }
            Err(error) => {
                // The error names the gateway, never the message.
                let error = error.without_url().to_string();
                tracing::warn!(notice = %sending.id, error, "the SMS gateway does not answer");
                Answer::NoWay
            }
        }
    }
}

/// What a status says. That we are not let in (401, 403), knock at a wrong door
/// (404, 405) or come too often (429) is about us: no message is given up at
/// once for it.
fn answer(status: StatusCode) -> Answer {
    match status.as_u16() {
        200..=299 => Answer::Accepted,
        408 => Answer::NotNow,
        401 | 403 | 404 | 405 | 429 | 503 => Answer::NoWay,
        400..=499 => Answer::Refused,
        500..=599 => Answer::NotNow,
        _ => Answer::NoWay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_to_try_again() {
        for (status, wanted) in [
            (200, Answer::Accepted),
            (202, Answer::Accepted),
            (302, Answer::NoWay),
            (400, Answer::Refused),
            (401, Answer::NoWay),
            (403, Answer::NoWay),
            (404, Answer::NoWay),
            (408, Answer::NotNow),
            (422, Answer::Refused),
            (429, Answer::NoWay),
            (500, Answer::NotNow),
            (503, Answer::NoWay),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(answer(status), wanted, "{status}");
        }
    }

    #[test]
    fn a_gateway_elsewhere_is_spoken_to_in_secret() {
        let config = |url: &str| SmsConfig {
            url: url.to_owned(),
            token: None,
            connections: 1,
            wait_ms_max: 1,
        };
        for url in [
            "https://sms.exemple.fr/send",
            "http://127.0.0.1:8000/",
            "http://[::1]/",
        ] {
            assert!(Gateway::new(&config(url)).is_ok(), "{url}");
        }
        for url in [
            "http://sms.exemple.fr/",
            "sms.exemple.fr",
            "ftp://127.0.0.1/",
            "",
        ] {
            assert!(Gateway::new(&config(url)).is_err(), "{url}");
        }
    }
}
