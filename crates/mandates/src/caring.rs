//! What a holder confides to people close to them: they invite somebody to see their
//! space, who accepts on their honour; both see it, and either ends it. Each is one
//! sentence: decide, save, tell.

use crate::Mandates;
use crate::rules::{Described, INVITED_FOR, last_day, until};
use identity::{Capacity, Carer, CarerInvited, Code, Holder};
use kernel::{CarerId, Date, Error, Personal, Result, SpaceId};
use spaces::alerts::Mandated;
use spaces::{By, Child};

/// What is confided, as its holder sees it.
#[derive(Clone, Debug)]
pub struct Confided {
    /// What.
    pub carer: Carer,
    /// To whom, by name; nobody yet, who is invited.
    pub name: Option<Personal<String>>,
}

/// Whom somebody helps.
#[derive(Clone, Debug)]
pub struct Helped {
    /// What is confided to them.
    pub carer: Carer,
    /// By whom.
    pub person: Child,
}

/// What somebody is asked to accept.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Whom they would help, by name.
    pub name: Personal<String>,
    /// The last day of it.
    pub last: Date,
    /// Whether conversations are confided too.
    pub messages: bool,
}

/// What the code of an invitation led to.
#[derive(Clone, Debug)]
pub enum Joined {
    /// They answer for the child whose space it is, or help its holder, from now on.
    Space(SpaceId),
    /// They would help somebody: they accept first, having seen what.
    Offered(Offer),
}

/// Which side of what is confided somebody is on.
pub(crate) enum Side {
    Holders(Confided),
    Carers(Helped),
}

impl Mandates {
    /// Whether somebody may confide a part of their space at all: it is their own, and
    /// they are of age.
    ///
    /// # Errors
    /// As the store.
    pub async fn may_confide(&self, holder: &Holder) -> Result<bool> {
        let own = holder.capacity == Capacity::Holder;
        Ok(own && self.is_of_age(self.adult(holder).await?).await?)
    }

    /// The carers of whoever asks, and who is invited to be one.
    ///
    /// # Errors
    /// As the store.
    pub async fn carers(&self, holder: &Holder) -> Result<Vec<Confided>> {
        let mut all = Vec::new();
        for carer in self.identity().carers_of(holder.own_space()?).await? {
            let name = match carer.by {
                Some(by) => self.identity().name_of(by.account).await?,
                None => None,
            };
            all.push(Confided { carer, name });
        }
        Ok(all)
    }

    /// Whom whoever asks helps, whose space is open.
    ///
    /// # Errors
    /// As the store.
    pub async fn helped(&self, holder: &Holder) -> Result<Vec<Helped>> {
        let mut all = Vec::new();
        for carer in self.identity().helped_by(holder.account).await? {
            let person = self.spaces().child_of(carer.space).await?;
            if person.space.is_some_and(|(_, life)| life.is_open()) {
                all.push(Helped { carer, person });
            }
        }
        Ok(all)
    }

    /// One of these, from either side.
    ///
    /// # Errors
    /// Not found, for what is between others.
    pub(crate) async fn side(&self, holder: &Holder, id: CarerId) -> Result<Side> {
        let mut own = self.carers(holder).await?.into_iter();
        if let Some(confided) = own.find(|it| it.carer.id == id) {
            return Ok(Side::Holders(confided));
        }
        let mut helped = self.helped(holder).await?.into_iter();
        let helped = helped.find(|it| it.carer.id == id);
        helped.map(Side::Carers).ok_or_else(Error::not_found)
    }

    /// Invites somebody to see their space until the end of this day, and to read and write
    /// messages there, if that is confided too: the code, which is
    /// shown once and kept nowhere.
    ///
    /// # Errors
    /// Invalid, for an end that is past or too far, and for themselves; forbidden, in the
    /// first days of their account, and for who is not of age; conflict, where there are
    /// three already, who are invited among them, and where their space is not open.
    pub async fn invite_carer(
        &self,
        holder: &Holder,
        who: &Described,
        last: Option<Date>,
        messages: bool,
    ) -> Result<Code> {
        self.past_first_days(holder)?;
        if !self.may_confide(holder).await? {
            return Err(Error::forbidden("carer-too-young"));
        }
        let until = until(last, self.now())?;
        let space = holder.own_space()?;
        let face = self.spaces().face(space).await?;
        let own = Described::ways(&face.identity, &face.used_name.0);
        if own.iter().any(|way| way.key() == who.key()) {
            return Err(Error::field("nom", "carer-own-self"));
        }
        let code = Code::generate(&*self.world().chance);
        let invited = CarerInvited {
            id: CarerId::new(&*self.world().chance),
            space,
            until,
            code_hash: self.tables().code(&code),
            traits: self.tables().traits(&who.key()),
            invited_until: self.now().plus(INVITED_FOR),
            messages,
        };
        self.spaces().invite_to_help(&invited).await?;
        Ok(code)
    }

    /// Somebody whom an invitation names reads what they are asked, or accepts it.
    pub(crate) async fn join_as_carer(
        &self,
        holder: &Holder,
        invited: &CarerInvited,
        accepts: bool,
    ) -> Result<Joined> {
        let adult = self.adult(holder).await?;
        if !self.is_of_age(adult).await? {
            return Err(Error::forbidden("carer-too-young"));
        }
        if !accepts {
            let person = self.spaces().child_of(invited.space).await?;
            if !person.space.is_some_and(|(_, life)| life.is_open()) {
                return Err(Error::not_found());
            }
            return Ok(Joined::Offered(Offer {
                name: person.name,
                last: last_day(invited.until),
                messages: invited.messages,
            }));
        }
        let receipt = self.spaces().help(adult, invited).await?;
        Ok(Joined::Space(receipt.space))
    }

    /// The holder moves the end of what they confide.
    ///
    /// # Errors
    /// Not found, for what they do not confide; invalid, for an end that is past or too
    /// far; forbidden, in the first days of their account.
    pub async fn move_carer(&self, holder: &Holder, id: CarerId, last: Option<Date>) -> Result<()> {
        let Side::Holders(confided) = self.side(holder, id).await? else {
            return Err(Error::not_found());
        };
        self.past_first_days(holder)?;
        let until = until(last, self.now())?;
        self.spaces()
            .move_care(confided.carer.space, id, until)
            .await
    }

    /// The holder confides conversations too, those that begin from now on, or no more. What
    /// is so already changes nothing.
    ///
    /// # Errors
    /// Not found, for what they do not confide, or what nobody accepted; forbidden, where
    /// they would let somebody in, in the first days of their account.
    pub async fn confide_messages(
        &self,
        holder: &Holder,
        id: CarerId,
        messages: bool,
    ) -> Result<()> {
        let Side::Holders(confided) = self.side(holder, id).await? else {
            return Err(Error::not_found());
        };
        if messages {
            self.past_first_days(holder)?;
        }
        let carer = confided.carer;
        if carer.by.is_none() {
            return Err(Error::not_found());
        }
        self.spaces()
            .confide_messages(carer.space, id, messages)
            .await
    }

    /// Either ends it, at once; the other is told.
    ///
    /// # Errors
    /// Not found, for what is between others.
    pub async fn end_carer(&self, holder: &Holder, id: CarerId) -> Result<()> {
        match self.try_to_end(holder, id).await {
            // It was accepted meanwhile, which happens once: there is somebody to tell.
            Err(error) if error.kind() == kernel::Kind::Conflict => {
                self.try_to_end(holder, id).await
            }
            done => done,
        }
    }

    async fn try_to_end(&self, holder: &Holder, id: CarerId) -> Result<()> {
        let (carer, by, told) = match self.side(holder, id).await? {
            Side::Holders(Confided { carer, .. }) => {
                let theirs = match carer.by {
                    Some(by) => self.own_space_of(by.account).await?,
                    None => None,
                };
                let told = theirs.map(|own| (own, Mandated::HelpsNoMore));
                (carer, By::HOLDER, told)
            }
            Side::Carers(Helped { carer, .. }) => {
                let told = Some((carer.space, Mandated::HelpedNoMore));
                (carer, By::CARER, told)
            }
        };
        let told: Vec<(SpaceId, Mandated)> = told.into_iter().collect();
        let account = carer.by.map(|by| by.account);
        self.spaces()
            .end_care((carer.space, id), account, by, &told)
            .await
    }
}
