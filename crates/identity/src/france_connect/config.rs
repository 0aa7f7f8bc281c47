//! How to reach FranceConnect, and who we are to it.

use crate::oidc::Registration;
use kernel::{Error, Result, Secret};

/// FranceConnect, or a provider that speaks as it does.
#[derive(Clone, Debug)]
pub struct FranceConnectConfig {
    /// The issuer, as its own metadata names it, without a final `/`.
    pub issuer: String,
    /// The name under which we are registered there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret<String>,
    /// Our own origin, `https://carnet.example`: the provider answers at
    /// `/connexion/franceconnect/retour` and `…/sortie` under it.
    pub origin: String,
    /// The least proof that lets holders in: `eidas2` or `eidas3`.
    pub acr: String,
}

impl FranceConnectConfig {
    /// The level *substantial*: two factors.
    pub const SUBSTANTIAL: &str = "eidas2";
    /// The level *high*.
    pub const HIGH: &str = "eidas3";

    /// FranceConnect under this issuer, at the level *substantial*.
    pub fn new(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: Secret<String>,
        origin: impl Into<String>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret,
            origin: origin.into(),
            acr: String::from(Self::SUBSTANTIAL),
        }
    }

    /// Where the provider sends the browser back.
    pub fn redirect_uri(&self) -> String {
        format!("{}/connexion/franceconnect/retour", self.origin)
    }

    /// Where the provider sends the browser after its session ended there.
    pub fn signed_out_uri(&self) -> String {
        format!("{}/connexion/franceconnect/sortie", self.origin)
    }

    pub(super) fn registration(&self) -> Result<Registration> {
        if ![Self::SUBSTANTIAL, Self::HIGH].contains(&self.acr.as_str()) {
            return Err(Error::invalid("provider-config-wrong")
                .note("acr: eidas2 or eidas3, for one factor opens no space"));
        }
        // One by one: the pivot identity, the name in use, and no e-mail.
        let scopes = [
            "given_name",
            "family_name",
            "preferred_username",
            "birthdate",
            "gender",
            "birthplace",
            "birthcountry",
        ];
        Ok(Registration {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            redirect_uri: self.redirect_uri(),
            acr: self.acr.clone(),
            scopes: scopes.map(String::from).to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_substantial_cannot_be_configured() {
        for (acr, taken) in [
            ("eidas1", false),
            ("", false),
            ("eidas", false),
            ("eidas2", true),
            ("eidas3", true),
        ] {
            let secret = Secret::new(String::from("s"));
            let mut config = FranceConnectConfig::new("https://fc", "us", secret, "https://us");
            config.acr = acr.to_owned();
            assert_eq!(config.registration().is_ok(), taken, "{acr}");
        }
    }
}
