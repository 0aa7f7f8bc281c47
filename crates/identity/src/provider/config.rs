//! How to reach the provider of professionals' identities.

use crate::oidc::Registration;
use kernel::Secret;

/// The provider of professionals' identities: Pro Santé Connect, or one that
/// speaks as it does.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// The issuer, as its own metadata names it, without a final `/`.
    pub issuer: String,
    /// The name under which we are registered there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret<String>,
    /// Our own origin, `https://carnet.example`: the provider answers at
    /// `/pro/connexion/retour` under it.
    pub redirect_origin: String,
    /// The least proof that opens patients' data: `eidas1`, `eidas2`, `eidas3`.
    pub acr: String,
    /// The name on the button: `Pro Santé Connect`.
    pub name: String,
    /// The scopes asked for beside `openid`; Pro Santé Connect wants `scope_all`.
    pub scopes: Vec<String>,
}

impl ProviderConfig {
    /// Pro Santé Connect, production.
    pub const PSC_PRODUCTION: &str = "https://auth.esw.esante.gouv.fr/auth/realms/esante-wallet";
    /// Pro Santé Connect, for trials.
    pub const PSC_SANDBOX: &str = "https://auth.bas.psc.esante.gouv.fr/auth/realms/esante-wallet";

    /// Pro Santé Connect under this issuer, with what it asks of everybody.
    pub fn pro_sante_connect(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: Secret<String>,
        redirect_origin: impl Into<String>,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret,
            redirect_origin: redirect_origin.into(),
            acr: String::from("eidas1"),
            name: String::from("Pro Santé Connect"),
            scopes: vec![String::from("scope_all")],
        }
    }

    /// Where the provider sends the browser back.
    pub fn redirect_uri(&self) -> String {
        format!("{}/pro/connexion/retour", self.redirect_origin)
    }

    pub(super) fn registration(&self) -> Registration {
        Registration {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            redirect_uri: self.redirect_uri(),
            acr: self.acr.clone(),
            scopes: self.scopes.clone(),
        }
    }
}
