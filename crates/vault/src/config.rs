//! Where the vault is, and how its address is read.

use kernel::{Error, Result, Secret};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use std::path::PathBuf;
use std::time::Duration;

/// Where the vault is.
#[derive(Clone, Debug)]
pub struct VaultConfig {
    /// `file:/path`, or `s3://bucket/prefix?endpoint=…&region=…`; for an
    /// endpoint without TLS also `&allow_http=true`.
    pub url: String,
    /// For S3; without them, the usual `AWS_…` variables or the role of the
    /// machine are used.
    pub credentials: Option<Credentials>,
}

impl VaultConfig {
    /// At this address, without credentials.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            credentials: None,
        }
    }
}

/// Who we are to S3.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The access key id.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: Secret<String>,
    /// The session token, for temporary credentials.
    pub session_token: Option<Secret<String>>,
}

/// An address, understood.
#[derive(PartialEq, Eq, Debug)]
pub enum Place {
    Folder(PathBuf),
    S3(Bucket),
}

#[derive(PartialEq, Eq, Debug, Default)]
pub struct Bucket {
    pub name: String,
    pub prefix: String,
    endpoint: Option<String>,
    region: Option<String>,
    allow_http: bool,
}

impl Place {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub fn parse(url: &str) -> Result<Self> {
        let wrong = |why: &str| Error::fault(format!("the vault's address {why}"));
        if let Some(path) = url.strip_prefix("file:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(wrong("names no folder"));
            }
            return Ok(Self::Folder(PathBuf::from(path)));
        }
        let rest = url
            .strip_prefix("s3://")
            .ok_or_else(|| wrong("starts neither with file: nor with s3://"))?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() {
            return Err(wrong("names no bucket"));
        }
        let mut bucket = Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            ..Bucket::default()
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decoded(value).ok_or_else(|| wrong("is wrongly escaped"))?;
            match name {
                "endpoint" => bucket.endpoint = Some(value),
                "region" => bucket.region = Some(value),
                "allow_http" => {
                    bucket.allow_http = value
                        .parse()
                        .map_err(|_| wrong("says neither true nor false for allow_http"))?;
                }
                _ => return Err(wrong("has a part that is not known")),
            }
        }
        Ok(Self::S3(bucket))
    }
}

impl Bucket {
    /// # Errors
    /// A fault: the configuration cannot be used.
    pub fn connect(&self, credentials: Option<&Credentials>) -> Result<AmazonS3> {
        let mut builder = match credentials {
            Some(_) => AmazonS3Builder::new(),
            None => AmazonS3Builder::from_env(),
        }
        .with_bucket_name(&self.name)
        .with_allow_http(self.allow_http)
        // Somebody waits: better a clear "try later" than three minutes.
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: 3,
            retry_timeout: Duration::from_secs(20),
        })
        .with_client_options(
            ClientOptions::new()
                .with_allow_http(self.allow_http)
                .with_connect_timeout(Duration::from_secs(5))
                .with_timeout(Duration::from_secs(60)),
        );
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        if let Some(credentials) = credentials {
            builder = builder
                .with_access_key_id(&credentials.access_key)
                .with_secret_access_key(credentials.secret_key.expose());
            if let Some(token) = &credentials.session_token {
                builder = builder.with_token(token.expose());
            }
        }
        builder
            .build()
            .map_err(|e| Error::fault("configuring S3 for the vault").because(e))
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let pair = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_folder_or_a_bucket() {
        for url in ["file:/var/lib/carnet", "file:///var/lib/carnet"] {
            let folder = Place::Folder(PathBuf::from("/var/lib/carnet"));
            assert_eq!(Place::parse(url).expect("a folder"), folder);
        }
        let url =
            "s3://docs/a/b/?endpoint=http%3A%2F%2Fs3.example:9000&region=fr-1&allow_http=true";
        let bucket = Bucket {
            name: "docs".into(),
            prefix: "a/b".into(),
            endpoint: Some("http://s3.example:9000".into()),
            region: Some("fr-1".into()),
            allow_http: true,
        };
        assert_eq!(Place::parse(url).expect("a bucket"), Place::S3(bucket));
    }

    #[test]
    fn an_address_that_is_not_understood_is_refused() {
        for url in [
            "",
            "file:",
            "/var/lib",
            "s3://",
            "s3://?region=x",
            "s3://b?regoin=x",
            "s3://b?allow_http=yes",
            "s3://b?endpoint=%zz",
            "https://b",
        ] {
            assert!(Place::parse(url).is_err(), "{url}");
        }
    }
}
