//! What administrators do to the team, and volunteers for their charter. Each
//! act writes its line in the same transaction.

use super::queries::{self, NewRow, StaffRow};
use super::rules::{self, Act, CODE_LIFE, Case, Proposal, Refusal, Role, Stage};
use super::{Deed, EventLine, EventPlace, Member, Staff};
use crate::Identity;
use crate::code::Code;
use kernel::{AccountId, Error, Personal, Result, Timestamp};
use store::Tx;

/// People and lines on one page.
pub const PAGE_MAX: usize = 50;

/// Where a list of people goes on.
pub type MemberPlace = (Timestamp, AccountId);

impl Identity {
    /// Proposes a person for a role. Nothing opens before another administrator
    /// confirms.
    ///
    /// # Errors
    /// Not found, unless an administrator in post asks; invalid on `nom`, when they
    /// propose themself.
    pub async fn propose_staff(&self, who: &Staff, proposal: &Proposal) -> Result<AccountId> {
        let case = Case {
            act: Act::Propose,
            role: who.role,
            themself: rules::same_name(&who.name.0, &proposal.name.0),
            proposer: true,
            stale: false,
            stage: Stage::Proposed,
        };
        rules::decide(case).map_err(|refusal| match refusal {
            Refusal::AnotherPerson => Error::field("nom", "staff-propose-self"),
            refusal => refused(refusal),
        })?;
        let mut tx = self.begin_as(who, "propose for the team").await?;
        let account = self.insert_proposal(&mut tx, Some(who), proposal).await?;
        tx.commit().await?;
        Ok(account)
    }

    /// Begins what an administrator does to the team. Who acts is asked anew,
    /// and the team held: of two who end each other at once one is left, and a
    /// request that was on its way when a role ended does nothing.
    async fn begin_as(&self, who: &Staff, name: &'static str) -> Result<Tx> {
        let mut tx = self.store().begin(name).await?;
        queries::hold_team(&mut tx, self.store().engine()).await?;
        match queries::is_administrator(&mut tx, who.account).await? {
            true => Ok(tx),
            false => Err(Error::not_found()),
        }
    }

    async fn insert_proposal(
        &self,
        tx: &mut Tx,
        who: Option<&Staff>,
        proposal: &Proposal,
    ) -> Result<AccountId> {
        let account = AccountId::new(&*self.world().chance);
        let seal = |what, text: &Personal<String>| self.seal_staff(account, what, &text.0);
        let new = NewRow {
            account,
            role: proposal.role,
            proposed_by: who.map(|who| who.account),
            name: seal("name", &proposal.name),
            email: proposal.email.as_ref().map(|email| seal("email", email)),
            place: proposal.place.clone(),
        };
        queries::insert_staff(tx, new, self.now()).await?;
        self.note_deed(tx, Deed::Proposed, who.map(|who| who.account), account)
            .await?;
        Ok(account)
    }

    /// Whether this administrator may confirm this person.
    ///
    /// # Errors
    /// Why not, as [`Self::confirm_staff`] would say.
    pub fn check_confirm(&self, who: &Staff, member: &Member) -> Result<()> {
        let case = about(Act::Confirm, who, member, self.now());
        rules::decide(case).map_err(refused)
    }

    /// Confirms a proposal, and makes the code with which the person enrols:
    /// shown once, to whoever confirms. Again, as long as it was not used and
    /// the proposal holds, it makes a new one and kills the older.
    ///
    /// # Errors
    /// Not found, when there is nobody, or to who is no administrator any more;
    /// forbidden, to whoever proposed them or would confirm themself, and to all for who comes from the command line;
    /// conflict, when it is too late.
    pub async fn confirm_staff(&self, who: &Staff, account: AccountId) -> Result<Code> {
        let member = self.member(account).await?;
        self.check_confirm(who, &member)?;
        let mut tx = self.begin_as(who, "confirm for the team").await?;
        let code = self
            .insert_code(&mut tx, Some(who.account), account)
            .await?;
        tx.commit().await?;
        Ok(code)
    }

    async fn insert_code(
        &self,
        tx: &mut Tx,
        by: Option<AccountId>,
        account: AccountId,
    ) -> Result<Code> {
        let code = Code::generate(&*self.world().chance);
        let now = self.now();
        let times = (now, now.plus(CODE_LIFE));
        let hash = self.hash_of_code(&code);
        if !queries::update_code(tx, account, by, hash, times).await? {
            return Err(refused(Refusal::Over));
        }
        self.note_deed(tx, Deed::Confirmed, by, account).await?;
        Ok(code)
    }

    /// Ends a role, or drops a proposal. All their sessions end with it.
    ///
    /// # Errors
    /// Not found, when there is nobody, or to who is no administrator any more;
    /// conflict, when it ended already.
    pub async fn end_staff(&self, who: &Staff, account: AccountId) -> Result<()> {
        let member = self.member(account).await?;
        let case = about(Act::End, who, &member, self.now());
        rules::decide(case).map_err(refused)?;
        let mut tx = self.begin_as(who, "end a role of the team").await?;
        self.end_in(&mut tx, Some(who.account), account).await?;
        tx.commit().await
    }

    async fn end_in(&self, tx: &mut Tx, by: Option<AccountId>, account: AccountId) -> Result<()> {
        if !queries::update_ended(tx, account, self.now()).await? {
            return Err(refused(Refusal::Over));
        }
        crate::queries::delete_sessions(tx, account).await?;
        crate::queries::delete_ceremonies(tx, account).await?;
        self.note_deed(tx, Deed::Ended, by, account).await
    }

    /// Whether somebody is in the team, or was.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn has_a_team(&self) -> Result<bool> {
        queries::is_anybody_there(self.store()).await
    }

    /// The first two administrators, from the command line, and the code of
    /// each: only while no administrator is in post or may still enrol. Two, for
    /// one alone could confirm nobody.
    ///
    /// # Errors
    /// Conflict, when there are administrators; invalid, when a name is none or
    /// both are one.
    pub async fn first_administrators(&self, names: [&str; 2]) -> Result<[Code; 2]> {
        if rules::same_name(names[0], names[1]) {
            return Err(Error::invalid("staff-first-same")
                .note("the two administrators must be two persons, with two names"));
        }
        let proposal = |name: &str| {
            let draft = rules::Draft {
                name: name.to_owned(),
                role: Role::Administrator.to_string(),
                ..rules::Draft::default()
            };
            draft
                .check()
                .map_err(|error| error.note("a name has at least 2 letters, and 80 signs at most"))
        };
        let proposals = [proposal(names[0])?, proposal(names[1])?];
        let mut tx = self.store().begin("first administrators").await?;
        queries::hold_team(&mut tx, self.store().engine()).await?;
        if queries::count_administrators(&mut tx, self.now()).await? > 0 {
            return Err(Error::conflict("staff-first-late")
                .note("there are administrators already: they propose and confirm others"));
        }
        let mut codes = Vec::with_capacity(2);
        for proposal in &proposals {
            let account = self.insert_proposal(&mut tx, None, proposal).await?;
            codes.push(self.insert_code(&mut tx, None, account).await?);
        }
        tx.commit().await?;
        let [first, second] = <[Code; 2]>::try_from(codes)
            .map_err(|_| Error::fault("two proposals did not make two codes"))?;
        Ok([first, second])
    }

    /// Notes that a volunteer signs this year's charter. Twice is as once.
    ///
    /// # Errors
    /// Not found, for others.
    pub async fn sign_charter(&self, volunteer: &Staff) -> Result<()> {
        if volunteer.role != Role::Volunteer {
            return Err(Error::not_found());
        }
        if volunteer.charter_signed {
            return Ok(());
        }
        let today = self.now().in_paris().date();
        let mut tx = self.store().begin("sign the charter").await?;
        if !queries::update_charter(&mut tx, volunteer.account, today).await? {
            return Err(Error::not_found());
        }
        let who = volunteer.account;
        self.note_deed(&mut tx, Deed::CharterSigned, Some(who), who)
            .await?;
        tx.commit().await
    }

    /// The people at this stage, of one role or of all, the first proposed
    /// first, and where the next page begins.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list_staff(
        &self,
        stage: Stage,
        role: Option<Role>,
        after: Option<MemberPlace>,
    ) -> Result<(Vec<Member>, Option<MemberPlace>)> {
        let limit = i64::try_from(PAGE_MAX + 1).unwrap_or(i64::MAX);
        let rows = queries::list_staff(self.store(), stage, role, after, limit).await?;
        let more = rows.len() > PAGE_MAX;
        let members = rows.into_iter().take(PAGE_MAX);
        let members: Vec<Member> = members
            .map(|row| self.open_member(row))
            .collect::<Result<_>>()?;
        let next = members
            .last()
            .filter(|_| more)
            .map(|last| (last.proposed_at, last.account));
        Ok((members, next))
    }

    /// How many wait for somebody to confirm them.
    pub(super) async fn count_waiting(&self) -> Result<i64> {
        queries::count_proposed(self.store()).await
    }

    /// Somebody of the team.
    ///
    /// # Errors
    /// Not found.
    pub async fn member(&self, account: AccountId) -> Result<Member> {
        let found = queries::find_staff(self.store(), account).await?;
        self.open_member(found.ok_or_else(Error::not_found)?)
    }

    /// What was done to the team, the latest first; `count` lines from before a
    /// place on, and whether there are more.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn staff_events(
        &self,
        before: Option<EventPlace>,
        count: usize,
    ) -> Result<(Vec<EventLine>, bool)> {
        let limit = i64::try_from(count + 1).unwrap_or(i64::MAX);
        let mut rows = queries::list_events(self.store(), before, limit).await?;
        let more = rows.len() > count;
        rows.truncate(count);
        let line = |row: queries::EventRow| {
            let name = |(account, sealed): (AccountId, Vec<u8>)| {
                self.open_staff(account, "name", &sealed).map(Personal)
            };
            Ok(EventLine {
                place: row.place,
                deed: row.deed,
                actor: row.actor.map(name).transpose()?,
                about: name(row.about)?,
                role: row.role,
            })
        };
        let lines = rows.into_iter().map(line).collect::<Result<_>>()?;
        Ok((lines, more))
    }

    pub(super) fn open_member(&self, row: StaffRow) -> Result<Member> {
        let account = row.account;
        let open = |account, what, sealed: Option<&[u8]>| {
            let opened = sealed.map(|sealed| self.open_staff(account, what, sealed));
            Ok::<_, Error>(opened.transpose()?.map(Personal))
        };
        let proposer = row.proposed_by.unwrap_or(account);
        Ok(Member {
            account,
            role: row.role,
            name: Personal(self.open_staff(account, "name", &row.name)?),
            stage: row.stage(),
            place: row.place,
            email: open(account, "email", row.email.as_deref())?,
            proposed_at: row.proposed_at,
            proposed_by: row.proposed_by,
            proposer: open(proposer, "name", row.proposer_name.as_deref())?,
            code_until: row.code_until,
            since: row.since,
            entered_at: row.entered_at,
        })
    }

    pub(super) async fn note_deed(
        &self,
        tx: &mut Tx,
        deed: Deed,
        actor: Option<AccountId>,
        about: AccountId,
    ) -> Result<()> {
        let place = EventPlace {
            at: self.now(),
            event: self.world().random(),
        };
        queries::insert_event(tx, place, deed, actor, about).await
    }

    pub(super) fn hash_of_code(&self, code: &Code) -> [u8; 32] {
        keys::mac(&self.keys().staff_code, "code", &code.symbols())
    }

    fn seal_staff(&self, account: AccountId, what: &str, text: &str) -> Vec<u8> {
        let (key, chance) = (&self.keys().staff, &*self.world().chance);
        keys::seal(key, chance, &place_of(account, what), text.as_bytes())
    }

    fn open_staff(&self, account: AccountId, what: &str, sealed: &[u8]) -> Result<String> {
        let text = keys::open(&self.keys().staff, &place_of(account, what), sealed)?;
        String::from_utf8(text).map_err(|_| Error::fault("what is kept of the team is not text"))
    }
}

fn place_of(account: AccountId, what: &str) -> Vec<u8> {
    [account.to_bytes().as_slice(), what.as_bytes()].concat()
}

fn about(act: Act, who: &Staff, member: &Member, now: Timestamp) -> Case {
    Case {
        act,
        role: who.role,
        themself: who.account == member.account || rules::same_name(&who.name.0, &member.name.0),
        proposer: member.proposed_by.is_none_or(|by| by == who.account),
        stale: rules::is_stale(member.proposed_at, now),
        stage: member.stage,
    }
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotTheirs => Error::not_found(),
        Refusal::AnotherPerson => Error::forbidden("staff-two-persons"),
        Refusal::Over => Error::conflict("staff-too-late"),
    }
}
