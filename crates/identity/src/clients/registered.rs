//! Which software is registered, for which institution, and with which keys.

use super::{Clients, Scopes, keys, queries};
use kernel::{Error, Finess, Result, Timestamp};

/// The longest name of a client, in characters.
const NAME_MAX: usize = 200;

/// A client as whoever runs the house sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub client_id: String,
    /// The institution that it speaks for.
    pub finess: Finess,
    /// The name of that institution.
    pub institution: String,
    /// The name of the software.
    pub name: String,
    /// The most it may be granted.
    pub scopes: String,
    /// Whether it is let in.
    pub active: bool,
    /// When it was registered first.
    pub since: Timestamp,
}

/// A client to register.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id, chosen with the institution.
    pub client_id: String,
    /// The institution that it speaks for, which the directory must know.
    pub finess: Finess,
    /// The name of the software.
    pub name: String,
    /// Its public keys: a JSON Web Key Set, each key with a `kid`.
    pub jwks: String,
    /// The most it may be granted.
    pub scopes: Scopes,
    /// Who it is at the provider of professionals (`aud` of its ID tokens);
    /// none, and no professional comes through it. No two are the same one.
    pub provider_client: Option<String>,
}

impl Clients {
    /// Registers a client, or replaces its name, keys and scopes. Whose it is never
    /// changes: what an institution sent stays signed by its own software.
    ///
    /// # Errors
    /// Invalid: the keys, the id, the name, the scopes, or an institution nobody
    /// knows. Conflict: a client of another institution.
    pub async fn register(&self, client: &NewClient) -> Result<()> {
        let id = &client.client_id;
        if id.is_empty() || id.len() > 128 || !id.bytes().all(|b| b.is_ascii_graphic()) {
            let why = "the id must have 1 to 128 letters, digits or signs, without spaces";
            return Err(Error::invalid("client-id-wrong").note(why));
        }
        let name = client.name.trim();
        if name.is_empty() || name.chars().count() > NAME_MAX {
            let why = format!("the name must have 1 to {NAME_MAX} characters");
            return Err(Error::invalid("client-name-wrong").note(why));
        }
        keys::Keys::parse(&client.jwks)?;
        if client.scopes.is_empty() {
            let why = "no scope is given: such as system/DocumentReference.crs";
            return Err(Error::invalid("client-scopes-wrong").note(why));
        }
        let rows = self
            .store
            .query(
                "SELECT 1 FROM institution WHERE finess = $1",
                vec![client.finess.as_str().into()],
            )
            .await?;
        if rows.is_empty() {
            let why = "the directory knows no institution of this FINESS number: \
                       carnet import professionals brings its places along";
            return Err(Error::invalid("client-institution-unknown").note(why));
        }
        if let Some(name) = &client.provider_client {
            let written = !name.is_empty() && name.len() <= 200;
            if !written || queries::is_taken(&self.store, name, id).await? {
                let why = "another client is known by this name to the provider of \
                           professionals, or it has not 1 to 200 characters";
                return Err(Error::invalid("client-provider-wrong").note(why));
            }
        }
        match queries::upsert_client(&self.store, client, self.world.now()).await? {
            0 => {
                let why = "this id is of another institution's software";
                Err(Error::conflict("client-of-another").note(why))
            }
            _ => Ok(()),
        }
    }

    /// Every client, by its id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        queries::list(&self.store).await
    }

    /// Switches a client off, tokens included, or on again.
    ///
    /// # Errors
    /// Not found; or the store does not answer.
    pub async fn set_active(&self, client_id: &str, active: bool) -> Result<()> {
        match queries::update_active(&self.store, client_id, active).await? {
            0 => Err(Error::not_found().note("no client has this id: carnet software list")),
            _ => Ok(()),
        }
    }
}
