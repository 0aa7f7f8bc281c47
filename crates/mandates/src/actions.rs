//! What adults do: see which children they may answer for, take that up, invite the
//! other parent, accept, give it up. Each is one sentence: decide, save, tell.

use crate::Mandates;
use crate::caring::Joined;
use crate::queries::{Invitation, Tables};
use crate::rules::{Described, INVITED_FOR, WRONG_WINDOW};
use identity::{Code, Holder, Identity, Mandate, Origin};
use kernel::{Error, PersonId, Personal, Result, SpaceId, Timestamp, World};
use spaces::{Adult, Child, Invited, Life, Spaces};

/// What somebody is to a child.
#[derive(Clone, Debug)]
pub struct Kin {
    /// The child.
    pub child: Child,
    /// What they may do about it.
    pub state: State,
    /// Who answers for the child now, by name; first who did first.
    pub by: Vec<Personal<String>>,
    /// Whether they may invite another.
    pub invites: bool,
    /// Until when an invitation stands.
    pub invited_until: Option<Timestamp>,
}

/// What an adult may do for a child.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// They answer for the child.
    Theirs(Mandate),
    /// They may: nobody does yet.
    Free,
    /// Somebody else does, who may invite them.
    Another,
    /// Somebody else does, and nobody may invite them: two do, or whoever does was
    /// invited themself.
    Taken,
    /// Nobody does, nor may they: they are not of age.
    TooYoung,
    /// Nobody was told of a space yet.
    Untold,
    /// The space was refused, at this instant: they may take that back.
    TakesBack(Timestamp),
    /// The space was refused, and they may not.
    Refused,
    /// The space is closed.
    Closed,
}

impl Mandates {
    pub(crate) fn identity(&self) -> &Identity {
        &self.0.identity
    }

    pub(crate) fn spaces(&self) -> &Spaces {
        &self.0.spaces
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.0.tables
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.world.now()
    }

    /// The children of whoever asks: those they answer for, and those the fund attaches
    /// to them.
    ///
    /// # Errors
    /// As the store.
    pub async fn kin(&self, holder: &Holder) -> Result<Vec<Kin>> {
        let adult = self.adult(holder).await?;
        let mut children = self.spaces().children(adult.person).await?;
        let mandates = self.identity().mandates_of(holder.account).await?;
        for mandate in &mandates {
            let among = |child: &Child| child.space.is_some_and(|(it, _)| it == mandate.space);
            if !children.iter().any(among) {
                children.push(self.spaces().child_of(mandate.space).await?);
            }
        }
        let mut kin = Vec::with_capacity(children.len());
        for child in children {
            kin.push(self.kin_of(adult, child).await?);
        }
        Ok(kin)
    }

    /// One of them.
    ///
    /// # Errors
    /// Not found, for anybody else's child.
    pub(crate) async fn one(&self, holder: &Holder, person: PersonId) -> Result<Kin> {
        let mut kin = self.kin(holder).await?.into_iter();
        let found = kin.find(|kin| kin.child.person == person);
        found.ok_or_else(Error::not_found)
    }

    async fn kin_of(&self, adult: Adult, child: Child) -> Result<Kin> {
        let Some((space, life)) = child.space else {
            return Ok(Kin {
                child,
                state: State::Untold,
                by: Vec::new(),
                invites: false,
                invited_until: None,
            });
        };
        let there = self.identity().mandates_in(space).await?;
        let mut by = Vec::new();
        let mut inviters = Vec::new();
        for mandate in &there {
            by.extend(self.identity().name_of(mandate.account).await?);
            if there.len() < 2 && self.may_invite(mandate, child.person).await? {
                inviters.push(mandate.account);
            }
        }
        let own = there.iter().find(|it| it.account == adult.account);
        let takes_back = match life {
            Life::Refused { .. } => self.may_take_back(adult, child.person).await?,
            _ => false,
        };
        let state = match (life, own) {
            (Life::Refused { at }, _) if takes_back => State::TakesBack(at),
            (Life::Refused { .. }, _) => State::Refused,
            (Life::Closed { .. } | Life::Erased { .. }, _) => State::Closed,
            (_, Some(own)) => State::Theirs(*own),
            (_, None) if there.is_empty() => match self.is_of_age(adult).await? {
                true => State::Free,
                false => State::TooYoung,
            },
            (_, None) if inviters.is_empty() => State::Taken,
            (_, None) => State::Another,
        };
        let invites = matches!(state, State::Theirs(_)) && inviters.contains(&adult.account);
        let invited_until = match invites {
            true => self.tables().invited_until(space, self.now()).await?,
            false => None,
        };
        Ok(Kin {
            child,
            state,
            by,
            invites,
            invited_until,
        })
    }

    /// Whoever was invited invites nobody in turn, unless the fund attaches the child to
    /// them too.
    async fn may_invite(&self, mandate: &Mandate, child: PersonId) -> Result<bool> {
        match mandate.origin {
            Origin::Told => Ok(true),
            Origin::Invited => self.spaces().is_attached(mandate.person, child).await,
        }
    }

    /// Whether they may take back that a child attached to them was refused for: from
    /// sixteen on the child does that.
    async fn may_take_back(&self, adult: Adult, child: PersonId) -> Result<bool> {
        let too_young = !self.spaces().may_have_account(child).await?;
        Ok(too_young && self.is_of_age(adult).await?)
    }

    pub(crate) async fn is_of_age(&self, adult: Adult) -> Result<bool> {
        let today = self.now().in_paris().date();
        Ok(!self.spaces().face(adult.own).await?.is_minor_on(today))
    }

    /// Whoever asks, in the register. In the first days of an account that a letter
    /// opened they take nothing up: neither does it read anything older.
    pub(crate) async fn adult(&self, holder: &Holder) -> Result<Adult> {
        let own = holder.own_space()?;
        Ok(Adult {
            account: holder.account,
            person: self.spaces().face(own).await?.person,
            own,
        })
    }

    pub(crate) fn past_first_days(&self, holder: &Holder) -> Result<()> {
        match holder.probation(holder.own_space()?, self.now()) {
            Some(_) => Err(Error::forbidden("mandate-first-days")),
            None => Ok(()),
        }
    }

    /// They answer for this child from now on; the child's space.
    ///
    /// # Errors
    /// Not found, for a child who is not attached to them; conflict, where somebody
    /// does already, or the space was refused or closed; forbidden, in the first days
    /// of their account, and for who is not of age.
    pub async fn take(&self, holder: &Holder, child: PersonId) -> Result<SpaceId> {
        let adult = self.taking(holder).await?;
        let receipt = self.spaces().answer_for(adult, child).await?;
        Ok(receipt.space)
    }

    /// They change their mind about this child, whose space was refused at this instant,
    /// and answer for them from now on; the child's space.
    ///
    /// # Errors
    /// As [`Self::take`]; conflict, from sixteen on, and where something else was decided
    /// since.
    pub async fn change_mind(
        &self,
        holder: &Holder,
        child: PersonId,
        refused_at: Timestamp,
    ) -> Result<SpaceId> {
        let adult = self.taking(holder).await?;
        let spaces = self.spaces();
        let receipt = spaces.answer_after_all(adult, child, refused_at).await?;
        Ok(receipt.space)
    }

    /// Whoever asks, who may take up the space of a child.
    async fn taking(&self, holder: &Holder) -> Result<Adult> {
        self.past_first_days(holder)?;
        let adult = self.adult(holder).await?;
        match self.is_of_age(adult).await? {
            true => Ok(adult),
            false => Err(Error::forbidden("mandate-too-young")),
        }
    }

    /// Invites the other adult to answer for this child too: the code, which is shown
    /// once and kept nowhere.
    ///
    /// # Errors
    /// Not found, for a child they do not answer for; conflict, where two do already;
    /// forbidden, for whoever was invited themselves, and to whom the fund does not
    /// attach the child.
    pub async fn invite(&self, holder: &Holder, child: PersonId, who: &Described) -> Result<Code> {
        self.past_first_days(holder)?;
        let kin = self.one(holder, child).await?;
        let State::Theirs(mandate) = kin.state else {
            return Err(Error::not_found());
        };
        if kin.by.len() > 1 {
            return Err(Error::conflict("mandate-two-already"));
        }
        if !kin.invites {
            return Err(Error::forbidden("mandate-no-further"));
        }
        let code = Code::generate(&*self.0.world.chance);
        self.tables()
            .invite(&Invitation {
                space: mandate.space,
                inviter: holder.account,
                code_hash: self.tables().code(&code),
                traits: self.tables().traits(&who.key()),
                expires_at: self.now().plus(INVITED_FOR),
            })
            .await?;
        Ok(code)
    }

    /// They accept to answer for a child too, or to help somebody, by the code of an
    /// invitation that names them; of help they are told first what it is. Whatever is
    /// wrong, the answer is the same.
    ///
    /// # Errors
    /// Invalid on `code`; too many, after ten in a day; conflict, where two do already;
    /// forbidden, for who is not of age. The invitation is used up by nothing of these.
    pub async fn join(&self, holder: &Holder, code: &Code, accepts: bool) -> Result<Joined> {
        self.past_first_days(holder)?;
        let now = self.now();
        if !self.tables().count(holder.account, now).await? {
            return Err(Error::too_many("mandate-codes-too-many", WRONG_WINDOW));
        }
        let wrong = || Error::field("code", "mandate-code-wrong");
        let code_hash = self.tables().code(code);
        let found = self.tables().find(&code_hash).await?;
        let face = self.spaces().face(holder.own_space()?).await?;
        let ways = Described::ways(&face.identity, &face.used_name.0);
        let names_them = |traits: &[u8; 32]| {
            let mut ways = ways.iter();
            ways.any(|way| self.tables().traits(&way.key()) == *traits)
        };
        let invited = self.identity().carer_invited(&code_hash).await?;
        if let Some(invited) = invited.filter(|it| names_them(&it.traits)) {
            return match self.join_as_carer(holder, &invited, accepts).await {
                Ok(joined) => {
                    match &joined {
                        Joined::Offered(_) => self.tables().take_back(holder.account).await?,
                        Joined::Space(_) => done_all_the_same(
                            "forgiving codes",
                            self.tables().uncount(holder.account).await,
                        ),
                    }
                    Ok(joined)
                }
                Err(error) if error.kind() == kernel::Kind::NotFound => Err(wrong()),
                Err(error) => Err(error),
            };
        }
        let is_them =
            |invitation: &Invitation| now < invitation.expires_at && names_them(&invitation.traits);
        let invitation = found.filter(is_them).ok_or_else(wrong)?;
        let adult = self.adult(holder).await?;
        if !self.is_of_age(adult).await? {
            return Err(Error::forbidden("mandate-too-young"));
        }
        let invited = Invited {
            by: invitation.inviter,
            own: self.own_space_of(invitation.inviter).await?,
            used_up: Tables::using_up(&invitation),
        };
        let joined = self
            .spaces()
            .answer_too(adult, invitation.space, &invited)
            .await;
        match joined {
            Ok(receipt) => {
                let uncounted = self.tables().uncount(holder.account).await;
                done_all_the_same("forgiving codes", uncounted);
                Ok(Joined::Space(receipt.space))
            }
            Err(error) if error.kind() == kernel::Kind::NotFound => Err(wrong()),
            Err(error) => Err(error),
        }
    }

    /// They answer for this child no more.
    ///
    /// # Errors
    /// Not found, for a child they do not answer for.
    pub async fn give_up(&self, holder: &Holder, child: PersonId) -> Result<()> {
        let kin = self.one(holder, child).await?;
        let mandates = self.identity().mandates_of(holder.account).await?;
        let space = kin.child.space.map(|(space, _)| space);
        let own = mandates.iter().find(|own| Some(own.space) == space);
        let own = own.ok_or_else(Error::not_found)?;
        self.spaces()
            .answer_no_more(holder.account, own.space)
            .await?;
        let forgotten = self.tables().forget(own.space).await;
        done_all_the_same("forgetting invitations", forgotten);
        Ok(())
    }

    /// Throws away invitations and counts that are over.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<()> {
        self.tables().sweep(self.now()).await
    }

    /// Forgets what is noted of an erased space.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.tables().forget(space).await
    }
}

/// What follows an act that is committed does not undo it: who were told that it was
/// not done would do it again. An invitation that stands is of no use without who
/// invited, and codes that stay counted are forgotten after their day.
fn done_all_the_same(what: &'static str, after: Result<()>) {
    if let Err(error) = after {
        tracing::warn!(error = error.log_text(), what, "after an act that is done");
    }
}
