//! Deciding about a space without a code: FranceConnect proves who somebody is,
//! the register says whom its traits mean, and the same sitting begins as after
//! a code.

use super::activate::{Begun, Draft, Sitting};
use crate::Spaces;
use crate::queries::{self, Insured, NewActivation};
use crate::rules::brake::{self, Scope};
use crate::rules::traits::{Found, Known, Traits, found, the_one};
use http::HeaderValue;
use identity::france_connect::{Pivot, Proof};
use identity::{Device, PreparedAccount};
use kernel::{AccountId, Error, PersonId, Personal, Result, Secret, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::Tx;

/// The most people of one day and one name that are looked at.
const CANDIDATES_MAX: i64 = 50;

/// How a sitting began.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub enum Way {
    /// By a code.
    #[default]
    Code,
    /// By FranceConnect.
    FranceConnect(Proof),
}

/// What becomes of somebody who comes with a proof.
#[derive(Debug)]
pub enum Welcome {
    /// They may decide: their sitting begins.
    Begun(Begun),
    /// Their space has an account: they sign in.
    Active,
    /// They closed their space, which has an account: they sign in to open it
    /// again.
    Closed,
    /// Nobody is found; or somebody for whom there is nothing to do here. It
    /// is told in one sentence.
    Nobody,
}

impl Spaces {
    /// Begins the sitting of the one person whom these traits mean.
    ///
    /// # Errors
    /// As the store; too many, from this address.
    pub async fn welcome_federated(
        &self,
        pivot: &Pivot,
        proof: Proof,
        address: Option<IpAddr>,
    ) -> Result<Welcome> {
        let Some(insured) = self.find_by_traits(pivot).await? else {
            return Ok(Welcome::Nobody);
        };
        let person = insured.person;
        let matricule = self
            .keys()
            .open_matricule(person, &insured.matricule_sealed)?;
        let usable = !insured.deceased && !matricule.is_provisional();
        let now = self.world().now();
        let brake = self.keys().brake_of_address(address);
        let mut tx = self.store().begin("begin by FranceConnect").await?;
        let begun = queries::begin_one(&mut tx, Scope::Begun, brake, now).await?;
        if let Some(wait) = brake::beginning_wait(begun, brake::Limits::ADDRESS, now) {
            return Err(Error::too_many("activate-too-many", wait));
        }
        let kept = queries::find_space_of_in(&mut tx, person).await?;
        match found(usable, kept.map(|kept| kept.life)) {
            Found::Deciding => {}
            Found::Active => return Ok(Welcome::Active),
            Found::Closed => return Ok(Welcome::Closed),
            Found::Nothing => return Ok(Welcome::Nobody),
        }
        let begun = self.begin_federated(&mut tx, person, proof).await?;
        tx.run(vec![queries::count(Scope::Begun, brake, now)])
            .await?;
        tx.commit().await?;
        Ok(Welcome::Begun(begun))
    }

    async fn begin_federated(&self, tx: &mut Tx, person: PersonId, proof: Proof) -> Result<Begun> {
        let token: [u8; 32] = self.world().random();
        let token_hash = self.keys().token("activation", &token);
        let code_hash = proof.subject_hash();
        let draft = Draft {
            way: Way::FranceConnect(proof),
            ..Draft::default()
        };
        let new = NewActivation {
            person,
            token_hash,
            code_hash,
            now: self.world().now(),
            draft: self.sealed(&draft, token_hash)?,
        };
        // Nothing that was begun by a letter stands in the way of who proved
        // who they are.
        queries::take_activation(tx, &new, Timestamp::from_millis(i64::MAX)).await?;
        Ok(Begun::of(person, &token))
    }

    /// Whether these traits are those of the person of this space.
    ///
    /// # Errors
    /// As the store.
    pub async fn is_of_space(&self, space: SpaceId, pivot: &Pivot) -> Result<bool> {
        let Some(traits) = Traits::read(pivot) else {
            return Ok(false);
        };
        match queries::find_space(self.store(), space).await? {
            Some(kept) => Ok(traits.fit(&known(&self.insured(kept.person).await?))),
            None => Ok(false),
        }
    }

    /// The one person of the register whom these traits mean.
    async fn find_by_traits(&self, pivot: &Pivot) -> Result<Option<Insured>> {
        let Some(traits) = Traits::read(pivot) else {
            return Ok(None);
        };
        let (date, name) = traits.index();
        let limit = CANDIDATES_MAX;
        let people = queries::list_by_birth_and_name(self.store(), date, name, limit).await?;
        if people.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Ok(None);
        }
        let mut fitting = Vec::new();
        for person in people {
            let insured = self.insured(person).await?;
            if traits.fit(&known(&insured)) {
                fitting.push(insured);
            }
        }
        Ok(the_one(fitting))
    }

    /// Goes on with FranceConnect alone: what was chosen of a username and a
    /// password is forgotten.
    ///
    /// # Errors
    /// Not found, for who came with a code, or when the activation is over.
    pub async fn choose_no_password(&self, sitting: &mut Sitting) -> Result<()> {
        if !sitting.draft.is_federated() {
            return Err(Error::not_found());
        }
        let chosen = std::mem::take(&mut sitting.draft);
        sitting.draft = Draft {
            way: chosen.way,
            contact: chosen.contact,
            ..Draft::default()
        };
        self.keep_draft(sitting).await
    }

    /// The account of somebody who chose no password.
    pub(super) async fn prepare_bare(&self, sitting: &Sitting) -> Result<PreparedAccount> {
        let account = AccountId::new(&*self.world().chance);
        let name = Personal(self.insured(sitting.person).await?.shown_name());
        Ok(self.identity().prepare_bare_account(account, &name))
    }

    /// The first session of an account just made; one that FranceConnect
    /// opens is bound to it first.
    pub(super) async fn enter_first(
        &self,
        tx: &mut Tx,
        account: AccountId,
        way: &Way,
        device: &Device,
    ) -> Result<HeaderValue> {
        let identity = self.identity();
        match way {
            Way::Code => identity.start_session(tx, account, device).await,
            Way::FranceConnect(proof) => {
                identity.bind(tx, account, proof).await?;
                identity
                    .start_proven_session(tx, account, device, proof)
                    .await
            }
        }
    }
}

impl Draft {
    /// Whether FranceConnect will open the account.
    pub fn is_federated(&self) -> bool {
        matches!(self.way, Way::FranceConnect(_))
    }

    /// Whether a letter alone opens the account: no proof of who they are, and
    /// a contact that the fund did not know.
    pub(crate) fn begins_on_probation(&self) -> bool {
        let known = self.contact.as_ref().is_some_and(|kept| kept.on_file);
        !self.is_federated() && !known
    }

    /// Whether the account can be made: somebody will get in, and no password
    /// stands alone.
    pub fn is_ready(&self) -> bool {
        match self.username {
            None => self.is_federated(),
            Some(_) => self.has_factor(),
        }
    }
}

impl Begun {
    pub(super) fn of(person: PersonId, token: &[u8; 32]) -> Self {
        let hex: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            cookie: Secret::new(format!("{person}{hex}")),
        }
    }
}

fn known(insured: &Insured) -> Known<'_> {
    Known {
        birth_name: &insured.birth_name.0,
        given_names: &insured.given_names.0,
        birth_date: insured.birth_date.0,
        sex: insured.sex,
        birth_place: &insured.birth_place,
    }
}
