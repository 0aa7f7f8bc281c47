//! Counting tries: what a try is counted against, before it is made, and what
//! is forgiven when it was right. The numbers are in [`crate::brakes`].

use super::REFUSED;
use crate::Identity;
use crate::brakes::{Brake, Refusal};
use crate::queries;
use crate::tokens;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::HeaderValue;
use kernel::{AccountId, Error, Result};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;

const OFF_WAIT: Duration = Duration::from_hours(24);
/// How long a device is known again.
const DEVICE_LIFE: Duration = Duration::from_hours(24 * 180);

/// What a try is counted against. An enrolment code has no account to count on.
pub(crate) struct Subjects {
    pub account: Option<[u8; 32]>,
    pub address: Option<[u8; 32]>,
    pub population: Option<[u8; 32]>,
    /// Where failures are counted that are told later on; nothing waits for those.
    pub failing: Option<[u8; 32]>,
}

/// The try was right after all.
pub(crate) async fn forgive(tx: &mut Tx, subjects: &Subjects, identity: &Identity) -> Result<()> {
    let now = identity.now();
    if let Some(account) = subjects.account {
        let brake = queries::hold_brake(tx, account, now).await?;
        queries::update_brake(tx, account, brake.forgiven()).await?;
    }
    if let Some(address) = subjects.address {
        let brake: Brake = queries::hold_brake(tx, address, now).await?;
        queries::update_brake(tx, address, brake.given_back()).await?;
    }
    Ok(())
}

pub(super) fn braked(refusal: Refusal, code: &'static str) -> Error {
    match refusal {
        Refusal::Wait(wait) => Error::too_many(code, wait),
        Refusal::Off => Error::too_many(code, OFF_WAIT),
    }
}

/// One machine, or one household: the address, or the first half of it.
fn network(ip: IpAddr) -> Vec<u8> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}

impl Identity {
    /// Counts a try as failed before it is made, if it may be made.
    pub(crate) async fn count_try(&self, subjects: &Subjects) -> Result<()> {
        let (limits, now) = (&self.config().limits, self.now());
        let wait = |refusal| braked(refusal, REFUSED);
        if let Some(population) = subjects.population {
            let brake = queries::find_brake(self.store(), population).await?;
            brake.check_population(now).map_err(wait)?;
        }
        // A look without holding anything: a flood does not reach the writer.
        if let Some(account) = subjects.account {
            let seen = queries::find_brake(self.store(), account).await?;
            seen.try_account(limits, now).map_err(wait)?;
        }
        if let Some(address) = subjects.address {
            let seen = queries::find_brake(self.store(), address).await?;
            seen.try_address(limits, now).map_err(wait)?;
        }
        let mut tx = self.store().begin("count a try").await?;
        if let Some(account) = subjects.account {
            let brake = queries::hold_brake(&mut tx, account, now).await?;
            let counted = brake.try_account(limits, now).map_err(wait)?;
            queries::update_brake(&mut tx, account, counted).await?;
        }
        if let Some(address) = subjects.address {
            let brake = queries::hold_brake(&mut tx, address, now).await?;
            let counted = brake.try_address(limits, now).map_err(wait)?;
            queries::update_brake(&mut tx, address, counted).await?;
        }
        tx.commit().await
    }

    /// Counts a failure of an account and of the whole population; an alarm when the
    /// budget of that ends.
    pub(crate) async fn count_failure(&self, subjects: &Subjects) -> Result<()> {
        if subjects.population.is_none() && subjects.failing.is_none() {
            return Ok(());
        }
        let (limits, now) = (&self.config().limits, self.now());
        let mut tx = self.store().begin("count a failure of all").await?;
        if let Some(failing) = subjects.failing {
            self.count_failing(&mut tx, failing).await?;
        }
        let mut alarm = false;
        if let Some(population) = subjects.population {
            let brake = queries::hold_brake(&mut tx, population, now).await?;
            let (counted, rings) = brake.fail_population(limits, now);
            queries::update_brake(&mut tx, population, counted).await?;
            alarm = rings;
        }
        tx.commit().await?;
        if alarm {
            tracing::error!(
                failures = limits.population_max,
                "too many failed sign-ins: only known devices and passkeys are let in for now"
            );
        }
        Ok(())
    }

    /// Counts a way to a provider that begins from this address, if one may:
    /// anybody may begin one, and each is kept. It has a brake of its own, so
    /// that a provider in trouble keeps nobody's password out.
    pub(crate) async fn count_way(&self, client: Option<IpAddr>) -> Result<()> {
        let Some(subject) = self.way(client) else {
            return Ok(());
        };
        let (limits, now) = (&self.config().limits, self.now());
        let wait = |refusal| braked(refusal, "identity-ways-too-many");
        let seen = queries::find_brake(self.store(), subject).await?;
        seen.try_way(limits, now).map_err(wait)?;
        let mut tx = self.store().begin("count a way to a provider").await?;
        let brake = queries::hold_brake(&mut tx, subject, now).await?;
        let counted = brake.try_way(limits, now).map_err(wait)?;
        queries::update_brake(&mut tx, subject, counted).await?;
        tx.commit().await
    }

    /// Gives a way back to the address of somebody who proved who they are.
    pub(crate) async fn forgive_way(&self, tx: &mut Tx, client: Option<IpAddr>) -> Result<()> {
        let Some(subject) = self.way(client) else {
            return Ok(());
        };
        let brake = queries::hold_brake(tx, subject, self.now()).await?;
        queries::update_brake(tx, subject, brake.given_back()).await
    }

    /// Refuses an address that failed too often at something of this name, which has
    /// a brake of its own.
    pub(crate) async fn check_failures(
        &self,
        what: &str,
        client: Option<IpAddr>,
        code: &'static str,
    ) -> Result<()> {
        let Some(subject) = self.failures(what, client) else {
            return Ok(());
        };
        let seen = queries::find_brake(self.store(), subject).await?;
        let tried = seen.try_address(&self.config().limits, self.now());
        tried.map(drop).map_err(|refusal| braked(refusal, code))
    }

    /// Counts such a failure.
    pub(crate) async fn count_failure_of(&self, what: &str, client: Option<IpAddr>) -> Result<()> {
        let Some(subject) = self.failures(what, client) else {
            return Ok(());
        };
        let (limits, now) = (&self.config().limits, self.now());
        let mut tx = self.store().begin("count a failure").await?;
        let brake = queries::hold_brake(&mut tx, subject, now).await?;
        // Of many at once, those that come too late are counted already.
        if let Ok(counted) = brake.try_address(limits, now) {
            queries::update_brake(&mut tx, subject, counted).await?;
        }
        tx.commit().await
    }

    fn failures(&self, what: &str, client: Option<IpAddr>) -> Option<[u8; 32]> {
        client.map(|ip| self.subject(what, &network(ip)))
    }

    fn way(&self, client: Option<IpAddr>) -> Option<[u8; 32]> {
        client.map(|ip| self.subject("way", &network(ip)))
    }

    /// The brake of an address, where it is known.
    pub(crate) fn address(&self, client: Option<IpAddr>) -> Option<[u8; 32]> {
        client.map(|ip| self.subject("address", &network(ip)))
    }

    pub(crate) fn subject(&self, kind: &str, value: &[u8]) -> [u8; 32] {
        let data = [kind.as_bytes(), &[0], value].concat();
        keys::mac(&self.keys().brake, "brake", &data)
    }

    /// A cookie by which this device is known again, for this account only. It
    /// opens nothing: it has a brake of its own, so that strangers who try the
    /// username cannot keep its owner out.
    pub(super) fn device_cookie(&self, account: AccountId) -> HeaderValue {
        let nonce = self.world().random::<16>();
        let tag = self.device_tag(account, &nonce);
        let value = BASE64.encode([nonce.as_slice(), tag.as_slice()].concat());
        tokens::set(tokens::DEVICE_COOKIE, &value, Some(DEVICE_LIFE))
    }

    fn device_tag(&self, account: AccountId, nonce: &[u8]) -> [u8; 32] {
        let data = [account.to_bytes().as_slice(), nonce].concat();
        keys::mac(&self.keys().brake, "device", &data)
    }

    pub(super) fn knows_device(
        &self,
        account: Option<AccountId>,
        cookie: Option<&str>,
    ) -> Option<Vec<u8>> {
        let value = BASE64.decode(cookie?).ok()?;
        let (nonce, tag) = value.split_at_checked(16)?;
        // For nobody the same is computed, with an account that nobody has.
        let right = self.device_tag(account.unwrap_or(AccountId::from_bytes([0; 16])), nonce);
        let same: bool = subtle::ConstantTimeEq::ct_eq(right.as_slice(), tag).into();
        (same && account.is_some()).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_counts_as_one_address() {
        let net = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(net("2001:db8:1:2::1"), net("2001:db8:1:2:ffff::9"));
        assert_ne!(net("2001:db8:1:2::1"), net("2001:db8:1:3::1"));
        assert_eq!(net("::ffff:192.0.2.1"), net("192.0.2.1"));
    }
}
