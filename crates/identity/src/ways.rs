//! By what an account can be entered, and what may not be taken from it. Pure.

use crate::accounts::{PASSKEY, TOTP};
use crate::queries::CredentialRow;

/// All that opens one account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Ways {
    /// A username and a password.
    pub password: bool,
    /// Authenticator apps.
    pub apps: usize,
    /// Passkeys: each is two factors by itself.
    pub passkeys: usize,
    /// FranceConnect.
    pub federated: bool,
}

impl Ways {
    /// From what is kept of an account.
    pub fn of(password: bool, credentials: &[CredentialRow], federated: bool) -> Self {
        let of_kind = |kind| credentials.iter().filter(|row| row.kind == kind).count();
        Self {
            password,
            apps: of_kind(TOTP),
            passkeys: of_kind(PASSKEY),
            federated,
        }
    }

    /// Whether somebody gets in at all, with two factors.
    pub const fn lead_in(self) -> bool {
        self.federated || self.passkeys > 0 || (self.password && self.apps > 0)
    }

    /// Whether the account may stay so: somebody gets in, and no password
    /// stands alone.
    pub const fn may_stand(self) -> bool {
        self.lead_in() && (!self.password || self.apps + self.passkeys > 0)
    }

    /// The same without one of its second factors.
    pub const fn without_factor(self, passkey: bool) -> Self {
        let (apps, passkeys) = match passkey {
            true => (self.apps, self.passkeys.saturating_sub(1)),
            false => (self.apps.saturating_sub(1), self.passkeys),
        };
        Self {
            apps,
            passkeys,
            ..self
        }
    }

    /// The same without FranceConnect.
    pub const fn without_federated(self) -> Self {
        Self {
            federated: false,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_way_in_cannot_be_taken_away() {
        for (password, apps, passkeys, federated, stands) in [
            (true, 1, 0, false, true),
            (true, 0, 1, false, true),
            (true, 0, 0, false, false),
            (true, 0, 0, true, false),
            (true, 1, 0, true, true),
            (false, 0, 0, true, true),
            (false, 0, 1, false, true),
            (false, 0, 1, true, true),
            (false, 1, 0, false, false),
            (false, 1, 0, true, true),
            (false, 0, 0, false, false),
        ] {
            let ways = Ways {
                password,
                apps,
                passkeys,
                federated,
            };
            assert_eq!(ways.may_stand(), stands, "{ways:?}");
        }
    }

    #[test]
    fn a_factor_is_offered_for_removal_where_the_account_may_stand_without_it() {
        let ways = Ways {
            apps: 1,
            passkeys: 1,
            ..Ways::default()
        };
        assert!(ways.without_factor(false).may_stand());
        assert!(!ways.without_factor(true).may_stand());
        let with_password = Ways {
            password: true,
            ..ways
        };
        assert!(with_password.without_factor(true).may_stand());
        let last = with_password.without_factor(true).without_factor(false);
        assert!(!last.may_stand());
    }

    #[test]
    fn franceconnect_alone_cannot_be_unbound() {
        let alone = Ways {
            federated: true,
            ..Ways::default()
        };
        assert!(!alone.without_federated().may_stand());
        let with_a_passkey = Ways {
            passkeys: 1,
            ..alone
        };
        assert!(with_a_passkey.without_federated().may_stand());
    }
}
