//! Filling the demonstration: five years of a small country, lived again
//! through the product's own actions, with the clock moved along.

use super::Args;
use super::told::{Client, Person, Staff, Told};
use crate::config::Config;
use crate::house::House;
use anyhow::{Context, Result};
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use country::{Author, Country, Event, Samples};
use documents::rules::Checked;
use documents::{Incoming, Keeping, Origin, Twice};
use futures_util::{StreamExt as _, TryStreamExt as _};
use identity::clients::{NewClient, Scopes};
use identity::ins::Matricule;
use identity::{
    Caller, Holder, Institution, NewAccount, Place, Profession, Professional, TotpSecret,
};
use kernel::{
    AccountId, Clock, DocumentId, PersonId, Personal, Secret, SessionId, SpaceId, Timestamp, World,
};
use sharing::Manner;
use spaces::{Channel, Fate, How};
use std::cell::Cell;
use std::io::sink;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const PASSWORD: &str = "quatre chats gris au soleil";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Most spaces opened by silence this long ago.
const OPENED: Duration = Duration::from_secs(6 * 365 * 24 * 60 * 60);
/// How many lives are lived at once: their writes share the disk's syncs.
const AT_ONCE: usize = 16;
const KEY_ID: &str = "demo-1";

fn fault(error: kernel::Error) -> anyhow::Error {
    crate::readable(&error)
}

/// Fills an empty folder, and says in `told_file` who can sign in.
pub(super) async fn fill(
    config: &Config,
    world: &World,
    args: &Args,
    told_file: &Path,
) -> Result<()> {
    let now = world.now();
    let past = World {
        clock: Arc::new(LivedClock { start: now }),
        chance: Arc::clone(&world.chance),
    };
    let house = House::open(config, past).await.map_err(fault)?;
    let country = Country::invent(args.seed, now.in_paris().date());
    let filling = Filling {
        house,
        country,
        now,
    };
    let told = Arc::new(filling).fill(args).await?;
    told.write(told_file)
}

/// The announced person of the demonstration always has a code that works.
pub(super) async fn renew_code(house: &House, told: &mut Told) -> Result<()> {
    for person in told
        .people
        .iter_mut()
        .filter(|person| person.role == "announced")
    {
        let matricule: Matricule = person.matricule.parse().map_err(fault)?;
        let found = house.spaces.find_person(&matricule).await.map_err(fault)?;
        let id = found.context("the demonstration's store is another one")?;
        // Once activated, refused or closed, there is nothing to announce.
        person.code = house
            .spaces
            .announce(id, Channel::Letter)
            .await
            .ok()
            .map(|told| told.code.in_groups());
    }
    Ok(())
}

tokio::task_local! {
    /// Where in their life the person is whose life this task lives.
    static NOW: Cell<Option<Timestamp>>;
}

/// Moves the clock of this task's person along.
fn set_now(at: Timestamp) {
    NOW.with(|now| now.set(Some(at)));
}

/// Several people live at once, each at their own time: the product asks for
/// the time in the task of whoever acts.
struct LivedClock {
    start: Timestamp,
}

impl Clock for LivedClock {
    fn now(&self) -> Timestamp {
        let lived = NOW.try_with(Cell::get).unwrap_or_default();
        lived.unwrap_or(self.start)
    }
}

struct Filling {
    house: House,
    country: Country,
    now: Timestamp,
}

/// A person's space, and their account if they have one.
struct Opened {
    space: SpaceId,
    holder: Option<Holder>,
    account: Option<(String, String)>,
}

impl Filling {
    async fn fill(self: Arc<Self>, args: &Args) -> Result<Told> {
        let professionals = self.country.professionals_csv();
        let house = &self.house;
        house
            .professionals
            .import(
                professionals.as_bytes(),
                identity::professionals::Format::Csv,
                sink(),
            )
            .await
            .map_err(fault)?;
        let insured = self.country.insured_csv();
        let report = house
            .spaces
            .import_insured(insured.as_bytes(), spaces::Format::Csv, &mut sink())
            .await
            .map_err(fault)?;
        anyhow::ensure!(
            report.rejected == 0,
            "the invented country does not pass its own import"
        );
        let samples = self.country.samples();
        let lives = (0..self.country.insured.len()).map(|index| {
            let filling = Arc::clone(&self);
            let life = async move { filling.person_lives(index, samples).await };
            // A task of its own only when its turn comes.
            async move { tokio::spawn(NOW.scope(Cell::new(None), life)).await? }
        });
        let people: Vec<Option<Person>> = futures_util::stream::iter(lives)
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let people = people.into_iter().flatten().collect();
        Ok(Told {
            base_url: String::new(),
            seed: args.seed,
            people,
            professionals: self.staff(samples),
            client: self.client(&args.data).await?,
        })
    }

    async fn person_lives(&self, index: usize, samples: Samples) -> Result<Option<Person>> {
        let person = self.person(index).await?;
        let opened = self.open(index, person, samples).await?;
        if let Some(opened) = &opened {
            self.live(index, opened).await?;
        }
        Ok(self.introduce(index, samples, opened.as_ref()))
    }

    async fn person(&self, index: usize) -> Result<PersonId> {
        let matricule: Matricule = self.country.insured[index]
            .matricule
            .parse()
            .map_err(fault)?;
        let found = self
            .house
            .spaces
            .find_person(&matricule)
            .await
            .map_err(fault)?;
        found.context("an invented person is not in the register")
    }

    /// Gives a person the state of their space that the story wants.
    async fn open(
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
        if index == samples.announced || opened_at >= self.now {
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
            proved_at: at,
        };
        Ok(Opened {
            space,
            holder: Some(holder),
            account: Some((username, secret.base32())),
        })
    }

    /// Five years of documents, and for those with an account, of visits.
    async fn live(&self, index: usize, opened: &Opened) -> Result<()> {
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
        let shelved = documents
            .shelve(caller, space, incoming)
            .await
            .map_err(fault)?;
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
        // The holder has seen everything but the last document.
        set_now(self.now.minus(DAY));
        let caller = Caller::Holder(holder.clone());
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

    fn introduce(&self, index: usize, samples: Samples, opened: Option<&Opened>) -> Option<Person> {
        let role = match index {
            i if i == samples.announced => "announced",
            i if [samples.active, samples.elderly, samples.parent].contains(&i) => "active",
            i if i == samples.open => "open",
            i if i == samples.refused => "refused",
            i if i == samples.closed => "closed",
            _ => return None,
        };
        let insured = &self.country.insured[index];
        let account = opened.and_then(|opened| opened.account.clone());
        Some(Person {
            role: role.to_owned(),
            name: insured.full_name(),
            birth_date: insured.birth_date.to_string(),
            matricule: insured.matricule.clone(),
            card_serial: insured.vitale_serial.clone(),
            code: None,
            username: account.as_ref().map(|(username, _)| username.clone()),
            password: account.as_ref().map(|_| PASSWORD.to_owned()),
            totp_secret: account.map(|(_, secret)| secret),
        })
    }

    fn staff(&self, samples: Samples) -> Vec<Staff> {
        [samples.doctor, samples.nurse, samples.pharmacist]
            .into_iter()
            .map(|index| {
                let known = &self.country.professionals[index];
                Staff {
                    name: known.display(),
                    profession: known.speciality.clone(),
                    rpps: known.rpps.clone(),
                }
            })
            .collect()
    }

    /// Registers the hospital's software, with a key made here.
    async fn client(&self, folder: &Path) -> Result<Client> {
        let hospital = &self.country.institutions[0];
        let pair =
            EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).context("making a key")?;
        let point = pair.public_key().as_ref();
        let (x, y) = point[1..].split_at((point.len() - 1) / 2);
        let jwks = serde_json::json!({ "keys": [{
            "kty": "EC", "crv": "P-384", "use": "sig", "alg": "ES384", "kid": KEY_ID,
            "x": BASE64_URL_SAFE_NO_PAD.encode(x), "y": BASE64_URL_SAFE_NO_PAD.encode(y),
        }] });
        let pkcs8 = pair.to_pkcs8v1().context("writing a key")?;
        let key_file = folder.join("hospital-client-key.pem");
        write_secret(&key_file, &pem(pkcs8.as_ref()))?;
        let client = NewClient {
            client_id: String::from("demo-hospital"),
            finess: hospital.finess.parse().map_err(fault)?,
            name: format!("Logiciel de {}", hospital.name),
            jwks: jwks.to_string(),
            scopes: Scopes::parse("system/*.cruds").context("scopes")?,
        };
        self.house.clients.register(&client).await.map_err(fault)?;
        Ok(Client {
            client_id: client.client_id,
            institution: hospital.name.clone(),
            finess: hospital.finess.clone(),
            key_file: key_file.display().to_string(),
            key_id: KEY_ID.to_owned(),
            token_path: String::from("/oauth/token"),
        })
    }
}

fn pem(pkcs8: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(pkcs8);
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    )
}

fn write_secret(file: &Path, text: &str) -> Result<()> {
    let mut open = std::fs::OpenOptions::new();
    let mut file = open
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .context("writing a key")?;
    std::io::Write::write_all(&mut file, text.as_bytes()).context("writing a key")
}
