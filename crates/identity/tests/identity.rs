//! Accounts, sign-in, FranceConnect and sessions, through the front door, on
//! every store.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "accounts/attacks.rs"]
mod attacks;
#[path = "accounts/brakes.rs"]
mod brakes;
#[path = "federated/mod.rs"]
mod federated;
#[path = "accounts/house.rs"]
mod house;
#[path = "accounts/passkeys.rs"]
mod passkeys;
#[path = "openid/provider.rs"]
mod provider;
#[path = "openid/words.rs"]
mod said_there;
#[path = "accounts/sessions.rs"]
mod sessions;
#[path = "accounts/soft_key.rs"]
mod soft_key;
#[path = "accounts/staff.rs"]
mod staff;
#[path = "accounts/team/mod.rs"]
mod team;
#[path = "accounts/words.rs"]
mod words;
