//! A life lived again: its space opened as the story wants, its documents
//! added, its visits paid, each in its own time.

use super::clock::set_now;
use super::{DAY, Filling, PASSWORD, fault};
use anyhow::{Context, Result};
use bytes::Bytes;
use country::{Author, Event, Mime, Samples};
use documents::rules::Checked;
use documents::{Incoming, Keeping, Origin, Twice};
use identity::{
    Caller, Holder, Institution, NewAccount, Place, Profession, Professional, TotpSecret,
};
use kernel::{AccountId, DocumentId, PersonId, Personal, Secret, SessionId, SpaceId, Timestamp};
use sharing::Manner;
use spaces::{Channel, Fate, How};
use std::time::Duration;

/// Most spaces opened by silence this long ago.
const OPENED: Duration = Duration::from_secs(6 * 365 * 24 * 60 * 60);

/// A person's space, and their account if they have one.
pub(super) struct Opened {
    space: SpaceId,
    holder: Option<Holder>,
    pub account: Option<(String, String)>,
}

impl Filling {
    /// Gives a person the state of their space that the story wants.
    pub(super) async fn open(
        &self,
        index: usize,
        person: PersonId,
        samples: Samples,
    ) -> Result<Option<Opened>> {
        let spaces = &self.house.spaces;
        let born = self.country.insured[index].birth_date;
        let birth =
            Timestamp::parse_rfc3339(&format!("{born}T08:00:00Z")).context("a birth date")?;
        let announced_at = self.now.minus(OPENED).max(birth.plus(DAY * 20));
        let opened_at = announced_at.plus(DAY * 46);
        let home = self.country.insured[samples.family].household;
        let told_late = index == samples.announced || self.country.insured[index].household == home;
        if told_late || opened_at >= self.now {
            let at = self.now.minus(DAY * 10).max(birth);
            set_now(at);
            spaces
                .announce_at(person, Channel::Letter, at)
                .await
                .map_err(fault)?;
            return Ok(None);
        }
        set_now(announced_at);
        let space = spaces
            .announce_at(person, Channel::Letter, announced_at)
            .await
            .map_err(fault)?
            .space;
        if index == samples.refused {
            let at = announced_at.plus(DAY * 12);
            set_now(at);
            spaces.refuse(person, How::Site, at).await.map_err(fault)?;
            return Ok(None);
        }
        set_now(opened_at);
        spaces
            .open_by_silence(person, opened_at)
            .await
            .map_err(fault)?;
        if index == samples.closed {
            set_now(opened_at.plus(DAY * 100));
            spaces
                .close(person, Fate::Archive, How::Site, opened_at.plus(DAY * 100))
                .await
                .map_err(fault)?;
            return Ok(None);
        }
        let active = [samples.active, samples.elderly, samples.parent].contains(&index);
        if !active {
            return Ok(Some(Opened {
                space,
                holder: None,
                account: None,
            }));
        }
        self.account(index, person, space, opened_at.plus(DAY * 30))
            .await
            .map(Some)
    }

    async fn account(
        &self,
        index: usize,
        person: PersonId,
        space: SpaceId,
        at: Timestamp,
    ) -> Result<Opened> {
        set_now(at);
        let insured = &self.country.insured[index];
        let identity = &self.house.identity;
        let secret: TotpSecret = identity.new_totp();
        let totp = identity
            .confirm_totp(&secret, &secret.code_at(at))
            .map_err(fault)?;
        let proposals = identity
            .propose_usernames(insured.first_name(), insured.family_name())
            .await
            .map_err(fault)?;
        let username = proposals.into_iter().next().context("a username")?;
        let new = NewAccount {
            account: AccountId::new(&*self.house.world.chance),
            name: Personal(insured.full_name()),
            username: username.clone(),
            password: Secret::new(PASSWORD.to_owned()),
            known: Vec::new(),
            totp: Some(totp),
            passkey: None,
        };
        let prepared = identity.prepare_account(new).await.map_err(fault)?;
        let mut tx = self
            .house
            .store
            .begin("open a demo account")
            .await
            .map_err(fault)?;
        let account = identity
            .open_account(&mut tx, prepared)
            .await
            .map_err(fault)?;
        tx.commit().await.map_err(fault)?;
        self.house
            .spaces
            .activate_for(person, account, How::Site, at)
            .await
            .map_err(fault)?;
        let holder = Holder {
            account,
            name: Personal(insured.full_name()),
            session: SessionId::from_bytes([0; 16]),
            spaces: vec![space],
            probations: Vec::new(),
            proved_at: at,
            capacity: identity::Capacity::Holder,
        };
        Ok(Opened {
            space,
            holder: Some(holder),
            account: Some((username, secret.base32())),
        })
    }

    /// Five years of documents, and for those with an account, of visits.
    pub(super) async fn live(&self, index: usize, opened: &Opened) -> Result<()> {
        let mut last = None;
        for event in &self.country.lives[index] {
            let Some((caller, author_name)) = self.author(event, opened)? else {
                continue;
            };
            set_now(event.at);
            let id = self.add(&caller, opened.space, event, author_name).await?;
            last = Some(id);
        }
        match &opened.holder {
            Some(holder) => self.visits(index, opened.space, holder, last).await,
            None => Ok(()),
        }
    }

    async fn add(
        &self,
        caller: &Caller,
        space: SpaceId,
        event: &Event,
        author_name: Option<String>,
    ) -> Result<DocumentId> {
        let bytes = Bytes::from(self.country.file(event));
        let incoming = Incoming {
            file_name: event.file_name.clone(),
            mime: Some(event.mime.as_str().to_owned()),
            bytes: futures_util::stream::iter([Ok(bytes)]),
        };
        let documents = &self.house.documents;
        let mut shelved = documents
            .shelve(caller, space, incoming)
            .await
            .map_err(fault)?;
        // The results for the curves; the words of papers are found once their
        // holder opened them.
        if event.mime == Mime::Cda {
            documents.glean(caller, &mut shelved).await;
        }
        let checked = Checked {
            title: event.title.clone(),
            type_code: event.type_code.to_owned(),
            act_date: event.day,
        };
        let origin = Origin {
            author_name,
            ..Origin::default()
        };
        let outcome = documents
            .add(
                caller,
                space,
                shelved,
                &checked,
                &origin,
                Keeping {
                    hidden: false,
                    reserved: false,
                    secret: false,
                    twice: Twice::KeepBoth,
                },
            )
            .await
            .map_err(fault)?;
        Ok(outcome.document())
    }

    fn author(&self, event: &Event, opened: &Opened) -> Result<Option<(Caller, Option<String>)>> {
        Ok(match event.author {
            Author::Professional(index) => {
                Some((Caller::Professional(self.professional(index)?), None))
            }
            Author::Institution {
                institution,
                signatory,
            } => {
                let place = &self.country.institutions[institution];
                let caller = Caller::Institution(Institution {
                    finess: place.finess.parse().map_err(fault)?,
                    name: place.name.clone(),
                    client_id: String::from("demo"),
                });
                Some((
                    caller,
                    Some(self.country.professionals[signatory].display()),
                ))
            }
            Author::Holder => opened
                .holder
                .clone()
                .map(|holder| (Caller::Holder(holder), None)),
        })
    }

    fn professional(&self, index: usize) -> Result<Professional> {
        let known = &self.country.professionals[index];
        Ok(Professional {
            rpps: known.rpps.parse().map_err(fault)?,
            name: Personal(format!("{} {}", known.first_name, known.last_name)),
            profession: Profession::from_code(&known.profession_code).map_err(fault)?,
            place: Some(Place {
                finess: known.place.finess.parse().map_err(fault)?,
                name: known.place.name.clone(),
            }),
            session: SessionId::from_bytes([0; 16]),
        })
    }

    /// The last weeks of somebody with an account: consented links, reads by
    /// their professionals, and their own.
    async fn visits(
        &self,
        index: usize,
        space: SpaceId,
        holder: &Holder,
        last: Option<DocumentId>,
    ) -> Result<()> {
        let samples = self.country.samples();
        let doctor = self.country.insured[index]
            .treating_doctor
            .unwrap_or(samples.doctor);
        let visits = [
            (samples.pharmacist, 40),
            (doctor, 25),
            (samples.nurse, 12),
            (doctor, 2),
        ];
        let documents = &self.house.documents;
        for (who, days_ago) in visits {
            set_now(self.now.minus(DAY * days_ago));
            let professional = self.professional(who)?;
            self.house
                .sharing
                .state_link(&professional, space)
                .await
                .map_err(fault)?;
            let caller = Caller::Professional(professional);
            let seen = documents.list(&caller, space).await.map_err(fault)?;
            if let Some(first) = seen.first() {
                documents
                    .open(&caller, space, first.label.id, Manner::Seen)
                    .await
                    .map_err(fault)?;
            }
        }
        let caller = Caller::Holder(holder.clone());
        let treating = Caller::Professional(self.professional(doctor)?);
        self.fill_profile(index, space, &caller, &treating).await?;
        self.fill_agenda(index, space, &caller, &treating).await?;
        self.fill_messages(index, space, &caller, &treating).await?;
        // The holder has seen everything but the last document.
        set_now(self.now.minus(DAY));
        let unseen: Vec<DocumentId> = documents
            .list(&caller, space)
            .await
            .map_err(fault)?
            .into_iter()
            .filter(|listed| !listed.seen && Some(listed.label.id) != last)
            .map(|listed| listed.label.id)
            .collect();
        for id in unseen {
            documents
                .open(&caller, space, id, Manner::Seen)
                .await
                .map_err(fault)?;
        }
        Ok(())
    }
}
