//! Deciding about a space without a code: what `/activer` says to who comes back
//! from FranceConnect, and going on without a password.

use super::activate::{ONWARD, Step, returning_cookie, sitting_at};
use crate::Spaces;
use crate::actions::{Welcome, is_overtaken};
use async_trait::async_trait;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use http::HeaderMap;
use identity::france_connect::{Arrived, Onward, Pivot, Register};
use kernel::{Result, SpaceId};

// What `/activer` is asked to tell who cannot go on.
const ACTIVE: &str = "actif";
const CLOSED: &str = "ferme";
const NOBODY: &str = "inconnu";

#[async_trait]
impl Register for Spaces {
    async fn welcome(&self, arrived: Arrived) -> Result<Onward> {
        let told = |to| Onward { to, cookie: None };
        let Arrived {
            pivot,
            proof,
            client,
        } = arrived;
        Ok(match self.welcome_federated(&pivot, proof, client).await? {
            Welcome::Begun(begun) => Onward {
                to: "/activer/choix",
                cookie: Some(returning_cookie(begun.cookie.expose())),
            },
            Welcome::Active => told("/activer?fin=actif"),
            Welcome::Closed => told("/activer?fin=ferme"),
            Welcome::Nobody => told("/activer?fin=inconnu"),
        })
    }

    async fn is_person_of(&self, space: SpaceId, pivot: &Pivot) -> Result<bool> {
        self.is_of_space(space, pivot).await
    }
}

/// The page, with what became of somebody who came back.
pub(super) fn told(asked: &Asked, page: Page) -> Page {
    let key = match asked.param("fin").ok().flatten().as_deref() {
        Some(ACTIVE) => "activate-federated-active",
        Some(CLOSED) => "activate-federated-closed",
        Some(NOBODY) => "activate-federated-nobody",
        _ => return page,
    };
    let text = page.t(key);
    page.with_status(Tone::Warning, text)
}

/// On with FranceConnect alone.
pub(super) async fn without_password(
    State(spaces): State<Spaces>,
    asked: Asked,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    form.only(&[])?;
    let mut sitting = match sitting_at(&spaces, &asked, &headers, Step::SignIn).await {
        Ok(sitting) => sitting,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match spaces.choose_no_password(&mut sitting).await {
        Err(error) if !is_overtaken(&error) => Err(error.into()),
        _ => Ok(asked.go(ONWARD)),
    }
}
