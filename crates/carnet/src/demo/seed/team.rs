//! The team of the demonstration: two administrators from the command line,
//! and whom they brought in together, an operator and a volunteer.

use super::clock::set_now;
use super::{DAY, Filling, PASSWORD, fault};
use crate::demo::told::Colleague;
use anyhow::{Context, Result};
use identity::staff::{Draft, NewSignIn};
use identity::{Code, Role, Staff};
use kernel::{AccountId, Personal, Secret, SessionId};
use std::time::Duration;

/// The team is in post since before the last weeks of everybody's life; one act
/// followed another.
const DAYS_AGO: u32 = 90;
const PAUSE: Duration = Duration::from_secs(10 * 60);

const ADMINISTRATORS: [&str; 2] = ["Odile Marchand", "Karim Lebrun"];
const OTHERS: [(Role, &str, &str); 2] = [
    (Role::Operator, "Jeanne Roux", "Centre d’appels de Caen"),
    (Role::Volunteer, "Paul Petit", "Maison des services de Caen"),
];

impl Filling {
    /// Brings the team in, and says how each signs in.
    pub(super) async fn team(&self) -> Result<Vec<Colleague>> {
        set_now(self.now.minus(DAY * DAYS_AGO));
        let pause = || set_now(self.house.world.now().plus(PAUSE));
        let identity = &self.house.identity;
        let codes = identity.first_administrators(ADMINISTRATORS).await;
        let mut told = Vec::new();
        let mut administrators = Vec::new();
        for (name, code) in ADMINISTRATORS.into_iter().zip(codes.map_err(fault)?) {
            pause();
            let role = Role::Administrator;
            let (account, colleague) = self.enrols(&code, role, name, None).await?;
            administrators.push(administrator(account, name));
            told.push(colleague);
        }
        let [one, other] = &administrators[..] else {
            anyhow::bail!("two administrators make a team");
        };
        for (role, name, place) in OTHERS {
            let draft = Draft {
                name: name.to_owned(),
                role: role.to_string(),
                place: place.to_owned(),
                email: String::new(),
            };
            let proposal = draft.check().map_err(fault)?;
            pause();
            let account = identity.propose_staff(one, &proposal).await;
            pause();
            let code = identity.confirm_staff(other, account.map_err(fault)?).await;
            let code = code.map_err(fault)?;
            pause();
            let (_, colleague) = self.enrols(&code, role, name, proposal.place).await?;
            told.push(colleague);
        }
        pause();
        self.catalogue(one, other).await?;
        Ok(told)
    }

    async fn enrols(
        &self,
        code: &Code,
        role: Role,
        name: &str,
        place: Option<String>,
    ) -> Result<(AccountId, Colleague)> {
        let identity = &self.house.identity;
        let (first, last) = name.split_once(' ').context("a first name and a name")?;
        let proposals = identity.propose_usernames(first, last).await;
        let username = proposals.map_err(fault)?.into_iter().next();
        let username = username.context("a username")?;
        let secret = identity.new_totp();
        let shown = secret.code_at(self.house.world.now());
        let new = NewSignIn {
            username: username.clone(),
            password: Secret::new(PASSWORD.to_owned()),
            totp: identity.confirm_totp(&secret, &shown).map_err(fault)?,
        };
        let account = identity.enrol_staff(code, new).await.map_err(fault)?;
        let colleague = Colleague {
            role: role.to_string(),
            name: name.to_owned(),
            username,
            password: PASSWORD.to_owned(),
            totp_secret: secret.base32(),
            place,
        };
        Ok((account, colleague))
    }
}

fn administrator(account: AccountId, name: &str) -> Staff {
    Staff {
        account,
        role: Role::Administrator,
        name: Personal(name.to_owned()),
        place: None,
        session: SessionId::from_bytes([0; 16]),
        proved_at: kernel::Timestamp::default(),
        charter_signed: false,
    }
}
