//! The edge of the site: how pages look and speak, how forms are read, how
//! errors are answered, and what holds for every request.
//!
//! Features bring pages; nothing here knows one of them. A page is a struct
//! with a field `page`, and a template that extends `layout.html`:
//!
//! - [`Asked`] is what was asked for; it makes the [`Page`];
//! - [`Form`] and [`Upload`] read what was sent; [`Page::again`] shows it again;
//! - [`Answer`] and [`Failure`] let handlers use `?`;
//! - [`texts`] has the sentences; [`wrap`] puts the edge around the site.

mod asked;
mod assets;
pub mod chart;
mod failure;
mod form;
mod headers;
mod moments;
mod page;
mod papers;
mod path;
mod public;
mod secret;
mod site;
pub mod texts;
mod upload;
mod whose;
mod wrap;

pub use asked::{Asked, Waiting, introduce};
pub use assets::Asset;
pub use failure::{Answer, Failure, TOO_LARGE, WRONG_MEDIA, status};
pub use form::{Filled, Form, LongForm, Mistake};
pub use headers::{CONTENT_SECURITY_POLICY, with_cookie};
pub use moments::{day, hour, moment, size};
pub use page::{Audience, Crumb, Entry, Menu, Note, Page, Tone, Undo, Who, mend, render, show};
pub use papers::{PAPERS_MAX, Papers};
pub use path::{encode, is_under, local_path};
pub use public::routes as public_routes;
pub use secret::{secret_read, secret_written};
pub use site::{SiteConfig, sample_page};
pub use texts::{Locale, TEXTS};
pub use upload::{FILE_MAX, FILES_MAX, Files, Incoming, Upload, Uploads};
pub use whose::{
    Acting, As, FOR_CARERS, FOR_CARERS_WHO_WRITE, FOR_REPRESENTATIVES, act_for, is_for_carers,
    is_for_carers_who_write, is_for_representatives, named_space, of_name,
};
pub use wrap::wrap;

/// The error for this request, as a response that becomes a page.
pub fn fail(asked: &Asked, error: kernel::Error) -> axum::response::Response {
    asked.fail(error)
}
