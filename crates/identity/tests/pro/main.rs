//! Professionals and institutions, through the front door, on both stores: the
//! directory, signing in at a provider that misbehaves on purpose, and the
//! software of institutions.

#![allow(clippy::unwrap_used, missing_docs)]

mod clients;
mod directory;
mod ended;
mod house;
mod locks;
#[path = "../openid/provider.rs"]
mod provider;
#[path = "../openid/words.rs"]
mod said_there;
mod signin;
mod texts;
