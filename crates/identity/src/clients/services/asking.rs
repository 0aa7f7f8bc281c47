//! What a service asks of a person: read once when they are shown it, once more
//! when they answer, and never believed in between.

use super::rules::{self, Wish};
use super::{Kind, Services, queries};
use crate::clients::Scopes;
use kernel::{AccountId, ConnectionId, Error, Result, SpaceId};

/// The longest parameters together: they go through signing in and come back.
const QUERY_MAX: usize = 1000;

/// A request that may be shown to somebody.
#[derive(Clone, Debug)]
pub struct Request {
    /// The service.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// What it asks for, within its listing.
    pub wish: Wish,
    redirect: String,
    state: String,
    challenge: String,
}

/// Why nobody is asked.
#[derive(Debug)]
pub enum Refused {
    /// Said to the person, and to no address: nobody knows whose it is.
    Here(Error),
    /// Said to the service, at its own address.
    There(String),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Here(error)
    }
}

impl Request {
    /// Where the person goes who wants none of it.
    pub fn denied(&self) -> String {
        self.refused("access_denied")
    }

    /// Where the person goes, if this is why it cannot be.
    pub fn refused(&self, code: &str) -> String {
        rules::with(&self.redirect, &[("error", code), ("state", &self.state)])
    }

    fn bound(&self) -> String {
        format!("{}\n{}", self.challenge, self.redirect)
    }
}

impl Services {
    /// Reads what a service asks for. `given` are the parameters, each at most
    /// once; `length` is how long they are together.
    ///
    /// # Errors
    /// As [`Refused`] says.
    pub async fn request(
        &self,
        given: &(dyn Fn(&str) -> Result<Option<String>> + Send + Sync),
        length: usize,
    ) -> Result<Request, Refused> {
        let text = |name: &str| Ok::<_, Error>(given(name)?.unwrap_or_default());
        let unknown = || Error::invalid("service-request-unknown");
        if length > QUERY_MAX {
            return Err(unknown().into());
        }
        let (client_id, redirect) = (text("client_id")?, text("redirect_uri")?);
        let kept = queries::find(&self.0.store, &client_id, self.now()).await?;
        let kept = kept.ok_or_else(unknown)?;
        if !rules::is_registered(&kept.redirects, &redirect) {
            return Err(unknown().into());
        }
        let state = text("state")?;
        let refused = |code: &str| {
            let mut back = vec![("error", code)];
            // A state that cannot be carried is carried nowhere.
            if rules::is_state(&state) {
                back.push(("state", state.as_str()));
            }
            Refused::There(rules::with(&redirect, &back))
        };
        if text("response_type")? != "code" {
            return Err(refused("unsupported_response_type"));
        }
        let challenge = text("code_challenge")?;
        let right = rules::is_state(&state)
            && text("code_challenge_method")? == "S256"
            && rules::is_challenge(&challenge)
            && text("aud")?.trim_end_matches('/') == self.fhir_base()
            // Nothing is fetched, and nobody launches from elsewhere.
            && ["request", "request_uri", "launch"]
                .into_iter()
                .all(|name| text(name).is_ok_and(|text| text.is_empty()));
        if !right {
            return Err(refused("invalid_request"));
        }
        let listed = Scopes::parse(&kept.scopes).unwrap_or_default();
        let wish = rules::wish(&text("scope")?, &listed).ok_or_else(|| refused("invalid_scope"))?;
        Ok(Request {
            client_id,
            name: kept.name,
            wish,
            redirect,
            state,
            challenge,
        })
    }

    /// Where the person goes who consented: with a code, of one minute and one
    /// use. The connection of this id stands in the record already.
    ///
    /// # Errors
    /// Invalid, where more is given than was wished; a conflict, if the service left
    /// meanwhile; else as the store.
    pub async fn give_code(
        &self,
        request: &Request,
        connection: ConnectionId,
        space: SpaceId,
        account: AccountId,
        scopes: &Scopes,
    ) -> Result<String> {
        if scopes.is_empty() || scopes.within(&request.wish.scopes) != *scopes {
            return Err(Error::invalid("service-scopes-wrong"));
        }
        let family = connection.to_bytes();
        let now = self.now();
        let (code, scopes) = (self.random(), scopes.to_string());
        let mut tx = self.0.store.begin("give a service a code").await?;
        let listed = queries::hold_listed(&mut tx, &request.client_id).await?;
        queries::insert_family(
            &mut tx,
            family,
            &request.client_id,
            self.sealed(family, space, account),
            &scopes,
            request.wish.offline,
            now,
        )
        .await?;
        if !listed {
            // It left while they decided: the record is told so, as all others are.
            queries::end_in(&mut tx, family, now).await?;
            tx.commit().await?;
            return Err(Error::conflict("error-conflict"));
        }
        let new = queries::New {
            hash: self.hash(&code),
            kind: Kind::Code,
            family,
            scopes: &scopes,
            bound: &request.bound(),
            expires_at: now.plus(rules::CODE_LIFE),
        };
        queries::insert(&mut tx, new).await?;
        tx.commit().await?;
        Ok(rules::with(
            &request.redirect,
            &[("code", &code), ("state", &request.state)],
        ))
    }
}
