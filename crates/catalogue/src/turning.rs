//! A publisher changes the public keys of a service that was listed. It widens nothing,
//! so no second person decides: what the service reads and adds, and where it sends
//! people back to, stay as they were examined; and whoever learned the address of a
//! publisher has, with keys of their own, no code and no token to bring with them.

use crate::Catalogue;
use crate::publishing::Followed;
use crate::queries;
use crate::rules::Draft;
use crate::rules::publishing::{COUNTED, TURNED_IN_A_DAY, may_turn};
use identity::Allowance;
use identity::clients::services::{Before, left_of};
use kernel::{Error, Kind, Result};

impl Followed {
    /// The keys that may be changed, if they may.
    pub fn keys_to_turn(&self) -> Option<&str> {
        let kept = self.kept.as_ref()?;
        let signs = kept.draft.exchanges() && kept.draft.jwks.is_some();
        match may_turn(kept.standing, signs) {
            true => kept.draft.jwks.as_deref(),
            false => None,
        }
    }
}

impl Catalogue {
    /// The publisher gives the service other keys: from then on those it had sign
    /// nothing, but where `beside` says that some of them go on.
    ///
    /// # Errors
    /// Not found, where there are none to change; invalid, for what are no keys, for
    /// those it has already, and where `beside` says what they do not.
    pub(crate) async fn turn_keys(&self, secret: &str, keys: &str, beside: bool) -> Result<()> {
        let followed = self.follow(secret).await?;
        let had = followed.keys_to_turn().ok_or_else(Error::not_found)?;
        let kept = followed.kept()?;
        let draft = Draft {
            jwks: Some(keys.to_owned()),
            ..kept.draft.clone()
        };
        if !draft.has_good_keys() {
            return Err(Error::field("cles", "catalogue-keys-wrong"));
        }
        match (left_of(had, keys)?, beside) {
            (Before::Same, _) => return Err(Error::field("cles", "catalogue-keys-same")),
            (Before::All | Before::Some, false) => {
                return Err(Error::field("garder", "catalogue-keys-unsaid"));
            }
            (Before::None, true) => return Err(Error::field("garder", "catalogue-keys-gone")),
            (Before::All | Before::Some, true) | (Before::None, false) => {}
        }
        let id = &kept.draft.id;
        self.count_turn(id).await?;
        let notice = self.news(kept, "keys", None, None).await?;
        let mut tx = self.0.store.begin("change the keys of a service").await?;
        if !queries::set_keys(&mut tx, kept, had, keys).await?
            || !self.0.services.turn_keys(&mut tx, id, had, keys).await?
        {
            return Err(Error::conflict("error-conflict"));
        }
        let done = queries::done(id, "keys", &kept.draft.publisher, self.now());
        tx.run(vec![done]).await?;
        self.tell(&mut tx, notice).await?;
        tx.commit().await
    }

    async fn count_turn(&self, id: &str) -> Result<()> {
        let allowed = Allowance {
            what: "catalogue keys",
            of: id.as_bytes(),
            most: TURNED_IN_A_DAY,
            each: COUNTED,
            code: "catalogue-keys-max",
        };
        let spent = self.0.identity.spend(&allowed).await;
        spent.map_err(|error| match error.kind() {
            Kind::TooMany => Error::field("cles", "catalogue-keys-max"),
            _ => error,
        })
    }
}
