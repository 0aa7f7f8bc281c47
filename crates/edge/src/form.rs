//! Forms: read with limits, shown again with what was typed.

use crate::failure::{Failure, TOO_LARGE, WRONG_MEDIA};
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use kernel::{Date, Error, FieldError, Kind};
use std::collections::BTreeMap;
use std::time::Duration;

/// The longest form, in bytes.
const FORM_MAX: usize = 64 * 1024;
/// The most fields in a form: a hundred that are ticked, and what goes with them.
const FIELDS_MAX: usize = 128;
/// The longest form with a long text, in bytes: far more than is accepted, so that a
/// text that is too long comes back to whoever typed it, with a sentence.
const LONG_FORM_MAX: usize = 1024 * 1024;
/// How long a form may take to arrive.
const FORM_TIME: Duration = Duration::from_secs(30);

/// A form that was sent: an extractor for `application/x-www-form-urlencoded`.
/// A field that comes twice makes the whole form invalid.
#[derive(Clone, Default)]
pub struct Form {
    fields: BTreeMap<String, String>,
}

impl Form {
    /// A form with these fields: for tests, and for forms kept elsewhere.
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            fields: fields.iter().map(own).collect(),
        }
    }

    pub(crate) fn insert(&mut self, name: String, value: String) -> Result<(), Error> {
        if self.fields.len() >= FIELDS_MAX {
            return Err(Error::invalid("error-form-fields"));
        }
        match self.fields.insert(name, value) {
            None => Ok(()),
            Some(_) => Err(Error::invalid("error-form-fields")),
        }
    }

    /// The same form, without this field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.remove(name);
        self
    }

    /// What stands in this field, as typed; empty when it was not sent.
    pub fn raw(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// What stands in this field, without space around it.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Whether this field was sent: a box that was ticked.
    pub fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// The names of the fields that were sent and start with `prefix`.
    pub fn names<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let names = self.fields.keys().map(String::as_str);
        names.filter(move |name| name.starts_with(prefix))
    }

    /// The day typed in three fields: `{name}-jour`, `{name}-mois` and
    /// `{name}-annee`. Nothing typed is no day.
    ///
    /// # Errors
    /// A field error on `name` when what was typed is not a day.
    pub fn date(&self, name: &'static str) -> Result<Option<Date>, Error> {
        let part = |which| self.text(&format!("{name}-{which}"));
        let (day, month, year) = (part("jour"), part("mois"), part("annee"));
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Ok(None);
        }
        let date = match (day.parse(), month.parse(), year.parse()) {
            (Ok(day), Ok(month), Ok(year @ 1850..=2200)) => Date::new(year, month, day).ok(),
            _ => None,
        };
        date.map(Some)
            .ok_or_else(|| Error::field(name, "error-date"))
    }

    /// The day of a birth, typed as [`Form::date`] reads it: one that has come.
    ///
    /// # Errors
    /// What to say beside the field, when it is no day, or in the future.
    pub fn birth(&self, name: &'static str, today: Date) -> Result<Option<Date>, &'static str> {
        match self.date(name) {
            Ok(Some(day)) if day > today => Err("error-birth-future"),
            Ok(day) => Ok(day),
            Err(_) => Err("error-date"),
        }
    }

    /// Refuses a form with fields that the page does not have.
    ///
    /// # Errors
    /// Invalid, when there is another field than these.
    pub fn only(&self, names: &[&str]) -> Result<(), Error> {
        let foreign = self
            .fields
            .keys()
            .any(|name| !names.contains(&name.as_str()));
        match foreign {
            true => Err(Error::invalid("error-form-fields")),
            false => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        Self::arrive(request, FORM_MAX).await
    }
}

/// A form with a long text in it: as [`Form`], only longer.
#[derive(Clone, Default)]
pub struct LongForm(pub Form);

impl<S: Send + Sync> FromRequest<S> for LongForm {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        Form::arrive(request, LONG_FORM_MAX).await.map(Self)
    }
}

impl Form {
    async fn arrive(request: Request, most: usize) -> Result<Self, Failure> {
        let media = request.headers().get(CONTENT_TYPE);
        let media = media.and_then(|value| value.to_str().ok()).unwrap_or("");
        let media = media.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Error::invalid(WRONG_MEDIA).into());
        }
        let reading = axum::body::to_bytes(request.into_body(), most + 1);
        let body = match tokio::time::timeout(FORM_TIME, reading).await {
            Ok(Ok(body)) if body.len() <= most => body,
            Ok(Ok(_)) => return Err(Error::invalid(TOO_LARGE).into()),
            Ok(Err(cause)) if is_too_long(&cause) => return Err(Error::invalid(TOO_LARGE).into()),
            Ok(Err(_)) | Err(_) => return Err(Error::invalid("error-incomplete").into()),
        };
        let mut form = Self::default();
        for (name, value) in pairs(&body)? {
            form.insert(name, value)?;
        }
        Ok(form)
    }
}

/// Whether reading stopped because the body is longer than allowed.
pub(crate) fn is_too_long(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// The pairs of a query or a form, each name once, each text real UTF-8.
pub(crate) fn pairs(encoded: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let refuse = || Error::invalid("error-form-fields");
    let mut found = Vec::<(String, String)>::new();
    for pair in encoded
        .split(|byte| *byte == b'&')
        .filter(|p| !p.is_empty())
    {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = decode(halves.next().unwrap_or_default()).ok_or_else(refuse)?;
        let value = decode(halves.next().unwrap_or_default()).ok_or_else(refuse)?;
        if found.len() >= FIELDS_MAX || found.iter().any(|(known, _)| *known == name) {
            return Err(refuse());
        }
        found.push((name, value));
    }
    Ok(found)
}

fn decode(encoded: &[u8]) -> Option<String> {
    let hex = |digit: u8| char::from(digit).to_digit(16);
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let code = hex(*high)? * 16 + hex(*low)?;
                bytes.push(u8::try_from(code).ok()?);
                rest = after;
            }
            (b'%', _) => return None,
            (byte, _) => bytes.push(*byte),
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    // No database and no page has any use for a zero byte.
    (!text.contains('\0')).then_some(text)
}

/// One thing to mend, as the summary of a page lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The field, if it is about one.
    pub field: Option<&'static str>,
    /// The sentence, in the reader's language.
    pub text: String,
}

/// What a form shows: what was typed, and what is wrong with it.
#[derive(Clone, Default)]
pub struct Filled {
    values: BTreeMap<String, String>,
    mistakes: Vec<Mistake>,
}

impl Filled {
    /// The form again, with what `say` says of each mistake. Only what people can mend
    /// in the form comes back so.
    pub(crate) fn again(
        say: impl Fn(&str) -> String,
        form: &Form,
        error: Error,
    ) -> Result<Self, Error> {
        if error.kind() != Kind::Invalid {
            return Err(error);
        }
        let of_field = |wrong: &FieldError| Mistake {
            field: Some(wrong.field),
            text: say(wrong.code),
        };
        let mistakes = match error.field_errors() {
            [] => vec![Mistake {
                field: None,
                text: say(error.code()),
            }],
            fields => fields.iter().map(of_field).collect(),
        };
        Ok(Self {
            values: form.fields.clone(),
            mistakes,
        })
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.to_owned(), value.to_owned());
    }

    /// Says more exactly what is wrong with this field.
    pub(crate) fn say_of(&mut self, field: &str, say: impl Fn(&str) -> String) {
        let wrong = |mistake: &&mut Mistake| mistake.field == Some(field);
        for mistake in self.mistakes.iter_mut().filter(wrong) {
            mistake.text = say(&mistake.text);
        }
    }

    /// Whether a form failed.
    pub fn failed(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// All that is wrong.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// What stands in this field.
    pub fn value(&self, field: &str) -> &str {
        self.values.get(field).map_or("", String::as_str)
    }

    /// What is wrong with this field.
    pub fn error(&self, field: &str) -> Option<&str> {
        let wrong = |mistake: &&Mistake| mistake.field == Some(field);
        self.mistakes.iter().find(wrong).map(|m| m.text.as_str())
    }
}
