//! A file that is sent with a few words about it: `multipart/form-data`, read
//! as it arrives. The file is never in memory as a whole, nor on our disk.
//!
//! The words come first and the file last, so that what is said of the file is
//! known before its first byte.

use crate::failure::{Failure, TOO_LARGE, WRONG_MEDIA};
use crate::form::{Form, is_too_long};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use http::header::CONTENT_TYPE;
use kernel::{Error, Personal};
use multer::{Constraints, Field, Multipart, SizeLimit};

/// The largest file, in bytes.
pub const FILE_MAX: u64 = 104_857_600;
/// How many files a form of documents takes at once.
pub const FILES_MAX: usize = 20;
/// The longest of the words that come with it, in bytes.
const WORD_MAX: usize = 16 * 1024;

/// The longest of them where one is a long text, in bytes.
const LONG_WORD_MAX: usize = 256 * 1024;

/// What was sent: an extractor.
pub struct Upload {
    /// The fields that came before the file.
    pub form: Form,
    /// The file, if one was chosen.
    pub file: Option<Incoming>,
}

/// A file that is still arriving.
pub struct Incoming {
    /// The field of the form.
    pub field: String,
    /// The name it has on the person's machine, without folders.
    pub name: Personal<String>,
    /// The media type that the browser believes it to have: not to be trusted.
    pub declared: Option<String>,
    /// Its bytes. An error means that the file is not whole: nothing of it may
    /// be kept. The last item comes only when the request ended as it should.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        Self::arrive(request, WORD_MAX).await
    }
}

/// What was sent with a long text in it and perhaps several files behind: an
/// extractor.
pub struct Uploads {
    /// The fields that came before the files.
    pub form: Form,
    /// The files, one after the other.
    pub files: Files,
}

/// Files that are still arriving, in the order in which they were chosen.
pub struct Files {
    first: Option<Part>,
    rest: Multipart<'static>,
    /// How many more may come.
    left: usize,
}

/// A file that begins: its field, its name, and what will be read of it.
struct Part {
    field: String,
    name: String,
    bytes: Field<'static>,
}

impl<S: Send + Sync> FromRequest<S> for Uploads {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (form, first, rest) = arrive(request, LONG_WORD_MAX).await?;
        let files = Files {
            first,
            rest,
            left: usize::MAX,
        };
        Ok(Self { form, files })
    }
}

impl Files {
    /// Whether none was chosen.
    pub const fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The same files, of which so many are taken at most.
    #[must_use]
    pub const fn at_most(mut self, most: usize) -> Self {
        self.left = most;
        self
    }

    /// The next file. The one before is done with: what is not read of it is not
    /// read any more.
    ///
    /// # Errors
    /// Invalid, if it does not arrive, if something else comes, or if there are too
    /// many: then there is no next one.
    pub async fn next(&mut self) -> Result<Option<Incoming>, Error> {
        let part = match self.first.take() {
            Some(first) => first,
            None => match following(&mut self.rest).await? {
                Some(part) => part,
                None => return Ok(None),
            },
        };
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return Err(Error::invalid("error-upload-many")),
        };
        let arriving = Arriving {
            part: Some(part.bytes),
            rest: None,
            size: 0,
        };
        Ok(Some(Incoming::new(part.field, part.name, arriving)))
    }
}

/// The next file behind others; words have no place there.
async fn following(rest: &mut Multipart<'static>) -> Result<Option<Part>, Error> {
    while let Some(mut part) = rest.next_field().await.map_err(refusal)? {
        if is_unchosen(&mut part).await? {
            continue;
        }
        let Some(name) = part.file_name().map(base_name) else {
            return Err(Error::invalid("error-upload-order"));
        };
        return Ok(Some(Part {
            field: part.name().unwrap_or_default().to_owned(),
            name,
            bytes: part,
        }));
    }
    Ok(None)
}

/// Whether this is a file field in which nothing was chosen; the parser reads an
/// empty name as none.
async fn is_unchosen(part: &mut Field<'static>) -> Result<bool, Error> {
    let mut empty = part.file_name().is_none_or(str::is_empty) && part.content_type().is_some();
    // Of an empty part the parser still gives one empty piece.
    let unchosen = empty;
    while empty && let Some(piece) = part.chunk().await.map_err(refusal)? {
        empty = piece.is_empty();
    }
    match unchosen && !empty {
        true => Err(Error::invalid("error-upload-order")),
        false => Ok(unchosen),
    }
}

impl Upload {
    async fn arrive(request: Request, most: usize) -> Result<Self, Failure> {
        let (form, first, rest) = arrive(request, most).await?;
        let file = first.map(|part| {
            let arriving = Arriving {
                part: Some(part.bytes),
                rest: Some(rest),
                size: 0,
            };
            Incoming::new(part.field, part.name, arriving)
        });
        Ok(Self { form, file })
    }
}

/// The words, the first file behind them, and what comes after its beginning.
async fn arrive(
    request: Request,
    most: usize,
) -> Result<(Form, Option<Part>, Multipart<'static>), Failure> {
    let media = request.headers().get(CONTENT_TYPE);
    let boundary = media
        .and_then(|value| value.to_str().ok())
        .and_then(|value| multer::parse_boundary(value).ok())
        .ok_or_else(|| Error::invalid(WRONG_MEDIA))?;
    let whole = SizeLimit::new().whole_stream(FILE_MAX + 1024 * 1024);
    let limits = Constraints::new().size_limit(whole);
    // The parser takes in whatever is ready before it gives anything back;
    // a connection has one piece ready at a time.
    let body = request.into_body().into_data_stream();
    let mut parts = Multipart::with_constraints(body, boundary, limits);
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(refusal)? {
        let field = part.name().unwrap_or_default().to_owned();
        // Only files come with a media type; the parser reads the empty name
        // of a file that was not chosen as no name at all.
        let unnamed = part.content_type().map(|_| String::new());
        match part.file_name().map(base_name).or(unnamed) {
            None => form.insert(field, word_of(part, most).await?)?,
            // A browser sends a file without a name when none was chosen.
            Some(chosen) if chosen.is_empty() => {}
            Some(name) => {
                let bytes = part;
                return Ok((form, Some(Part { field, name, bytes }), parts));
            }
        }
    }
    Ok((form, None, parts))
}

impl Incoming {
    fn new(field: String, name: String, arriving: Arriving) -> Self {
        let part = arriving.part.as_ref();
        let declared = part.and_then(|part| part.content_type().map(ToString::to_string));
        Self {
            field,
            name: Personal(name),
            declared,
            bytes: stream::unfold(Some(arriving), next).boxed(),
        }
    }
}

struct Arriving {
    part: Option<Field<'static>>,
    /// What has to end as it should behind the one file of a form; where others may
    /// come, whoever asks for the next sees to that.
    rest: Option<Multipart<'static>>,
    size: u64,
}

type Step = Option<(Result<Bytes, Error>, Option<Arriving>)>;

async fn next(state: Option<Arriving>) -> Step {
    let mut arriving = state?;
    match arriving.read().await {
        Ok(Some(bytes)) => Some((Ok(bytes), Some(arriving))),
        Ok(None) => None,
        Err(error) => Some((Err(error), None)),
    }
}

impl Arriving {
    async fn read(&mut self) -> Result<Option<Bytes>, Error> {
        let Some(part) = &mut self.part else {
            return Ok(None);
        };
        if let Some(bytes) = part.chunk().await.map_err(refusal)? {
            self.size += bytes.len() as u64;
            return match self.size {
                0..=FILE_MAX => Ok(Some(bytes)),
                _ => Err(Error::invalid(TOO_LARGE)),
            };
        }
        self.part = None;
        let Some(rest) = &mut self.rest else {
            return Ok(None);
        };
        while let Some(mut part) = rest.next_field().await.map_err(refusal)? {
            // A second file field in which nothing was chosen is no second file.
            if !is_unchosen(&mut part).await? {
                return Err(Error::invalid("error-upload-order"));
            }
        }
        Ok(None)
    }
}

pub(crate) async fn word(part: Field<'static>) -> Result<String, Error> {
    word_of(part, WORD_MAX).await
}

async fn word_of(mut part: Field<'static>, most: usize) -> Result<String, Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(refusal)? {
        if bytes.len() + chunk.len() > most {
            return Err(Error::invalid(TOO_LARGE));
        }
        bytes.extend_from_slice(&chunk);
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(Error::invalid("error-form-fields")),
    }
}

/// What comes after the last slash of either kind, without control signs.
pub(crate) fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    kernel::visible(last).chars().take(255).collect()
}

pub(crate) fn refusal(error: multer::Error) -> Error {
    match &error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            Error::invalid(TOO_LARGE)
        }
        multer::Error::StreamReadFailed(cause) if is_too_long(cause.as_ref()) => {
            Error::invalid(TOO_LARGE)
        }
        _ => Error::invalid("error-incomplete").because(error),
    }
}
