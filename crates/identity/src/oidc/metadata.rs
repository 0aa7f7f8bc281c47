//! What the provider says of itself: its addresses and its keys, read at first
//! use and kept for a bounded time. A key that the provider withdraws is
//! refused within five minutes; while it cannot be reached, the keys last read
//! serve until their bound and no longer.

use super::Refused;
use super::outbound::Outbound;
use kernel::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, EndSessionUrl, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// After this, what is known is read again.
const FRESH_MAX: Duration = Duration::from_secs(5 * 60);
/// After this, what is known is of no use, even if the provider is silent.
const KEPT_MAX: Duration = Duration::from_secs(15 * 60);
/// An unknown key makes us read again, but not more often than this.
const REREAD_MIN: Duration = Duration::from_secs(30);
/// A provider that failed is not asked again before this.
const RETRY_MIN: Duration = Duration::from_secs(5);
/// The most keys that a provider may have.
const KEYS_MAX: usize = 32;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct MoreMetadata {
    /// RFC 9207: does the provider name itself in its answers?
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    /// RP-Initiated Logout: where a browser ends its session at the provider.
    #[serde(default)]
    pub(super) end_session_endpoint: Option<EndSessionUrl>,
}

impl AdditionalProviderMetadata for MoreMetadata {}

pub(super) type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Timestamp)>,
    failed_at: Option<Timestamp>,
}

/// The provider as it described itself.
#[derive(Clone)]
pub(super) struct Directory {
    issuer: IssuerUrl,
    outbound: Outbound,
    known: Arc<Mutex<Known>>,
}

impl Directory {
    pub(super) fn new(issuer: IssuerUrl, outbound: Outbound) -> Self {
        Self {
            issuer,
            outbound,
            known: Arc::default(),
        }
    }

    /// What is known, read again when it is not fresh any more.
    pub(super) async fn metadata(&self, now: Timestamp) -> Result<Arc<Metadata>, Refused> {
        self.read(now, FRESH_MAX).await
    }

    /// What is known after a token came with a key that is not in it.
    pub(super) async fn metadata_for_new_key(
        &self,
        now: Timestamp,
    ) -> Result<Arc<Metadata>, Refused> {
        self.read(now, REREAD_MIN).await
    }

    async fn read(&self, now: Timestamp, fresh_max: Duration) -> Result<Arc<Metadata>, Refused> {
        // Held while reading, so that a crowd asks the provider once.
        let mut known = self.known.lock().await;
        let kept = known.metadata.clone();
        if let Some((metadata, read_at)) = &kept
            && now.since(*read_at) < fresh_max
        {
            return Ok(metadata.clone());
        }
        let just_failed = known
            .failed_at
            .is_some_and(|at| at <= now && now.since(at) < RETRY_MIN);
        if !just_failed {
            match Metadata::discover_async(self.issuer.clone(), &self.outbound).await {
                Ok(metadata) if metadata.jwks().keys().len() <= KEYS_MAX => {
                    let metadata = Arc::new(metadata);
                    known.metadata = Some((metadata.clone(), now));
                    known.failed_at = None;
                    return Ok(metadata);
                }
                Ok(_) => tracing::warn!("the provider has too many keys"),
                Err(error) => tracing::warn!(%error, "the provider does not describe itself"),
            }
            known.failed_at = Some(now);
        }
        match kept {
            Some((metadata, read_at)) if now.since(read_at) < KEPT_MAX => Ok(metadata),
            _ => Err(Refused::Unreachable),
        }
    }
}
