//! A few small files that are sent with a few words, to be looked at and not to be
//! kept: whole in memory, so they are small. A file that will stay is an
//! [`crate::Upload`].

use crate::failure::{Failure, TOO_LARGE, WRONG_MEDIA};
use crate::form::Form;
use crate::upload::{base_name, refusal, word};
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use kernel::Error;
use multer::{Constraints, Multipart, SizeLimit};
use std::collections::BTreeMap;

/// All of what is sent, in bytes.
pub const PAPERS_MAX: u64 = 32 * 1024 * 1024;

/// Words and small files, in any order: an extractor. What is too long is refused
/// before it is read.
#[derive(Default)]
pub struct Papers {
    /// The words.
    pub form: Form,
    files: BTreeMap<String, Vec<u8>>,
}

impl Papers {
    /// The bytes of the file of this field; none, if none was chosen.
    pub fn file(&self, field: &str) -> Option<&[u8]> {
        self.files.get(field).map(Vec::as_slice)
    }

    /// Refuses files of other fields than these.
    ///
    /// # Errors
    /// Invalid, if there is one.
    pub fn only(&self, fields: &[&str]) -> Result<(), Error> {
        let known = |field: &String| fields.contains(&field.as_str());
        match self.files.keys().all(known) {
            true => Ok(()),
            false => Err(Error::invalid("error-form-fields")),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Papers {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let media = request.headers().get(CONTENT_TYPE);
        let boundary = media
            .and_then(|value| value.to_str().ok())
            .and_then(|value| multer::parse_boundary(value).ok())
            .ok_or_else(|| Error::invalid(WRONG_MEDIA))?;
        let whole = SizeLimit::new().whole_stream(PAPERS_MAX);
        let limits = Constraints::new().size_limit(whole);
        let body = request.into_body().into_data_stream();
        let mut parts = Multipart::with_constraints(body, boundary, limits);
        let mut papers = Self::default();
        let mut size = 0;
        while let Some(mut part) = parts.next_field().await.map_err(refusal)? {
            let name = part.name().unwrap_or_default().to_owned();
            // As uploads have it: only files come with a media type.
            let unnamed = part.content_type().map(|_| String::new());
            match part.file_name().map(base_name).or(unnamed) {
                None => papers.form.insert(name, word(part).await?)?,
                Some(chosen) => {
                    let mut bytes = Vec::new();
                    while let Some(piece) = part.chunk().await.map_err(refusal)? {
                        size += piece.len() as u64;
                        if size > PAPERS_MAX {
                            return Err(Error::invalid(TOO_LARGE).into());
                        }
                        bytes.extend_from_slice(&piece);
                    }
                    // A browser sends a file without a name when none was chosen.
                    let twice = !chosen.is_empty() && papers.files.insert(name, bytes).is_some();
                    if twice {
                        return Err(Error::invalid("error-form-fields").into());
                    }
                }
            }
        }
        Ok(papers)
    }
}
