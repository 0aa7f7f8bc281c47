//! Filling the demonstration: five years of a small country, lived again
//! through the product's own actions, with the clock moved along.

mod clock;
mod daily;
mod hospital;
mod lives;
mod profiles;
mod services;
mod team;
mod written;

pub(super) use hospital::PROVIDER_CLIENT;

use super::Args;
use super::told::{Person, Professional, Told};
use crate::config::Config;
use crate::house::House;
use anyhow::{Context, Result};
use country::{Country, Samples};
use futures_util::{StreamExt as _, TryStreamExt as _};
use identity::ins::Matricule;
use kernel::{PersonId, Timestamp, World};
use lives::Opened;
use spaces::Channel;
use std::io::sink;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const PASSWORD: &str = "quatre chats gris au soleil";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many lives are lived at once: their writes share the disk's syncs.
const AT_ONCE: usize = 16;

fn fault(error: kernel::Error) -> anyhow::Error {
    crate::readable(&error)
}

/// Fills an empty folder, and says in `told_file` who can sign in.
///
/// # Errors
/// Where somebody is there already: a first start that was interrupted, or a real house,
/// into which nobody is invented.
pub(super) async fn fill(
    config: &Config,
    world: &World,
    args: &Args,
    told_file: &Path,
) -> Result<()> {
    let now = world.now();
    let past = World {
        clock: Arc::new(clock::LivedClock { start: now }),
        chance: Arc::clone(&world.chance),
    };
    let house = House::open(config, past).await.map_err(fault)?;
    anyhow::ensure!(
        is_empty(&house).await.map_err(fault)?,
        "{} (or the store that CARNET_STORE_URL names) holds people already, and no demo.json says who they \
         are: a first start that was interrupted, or somebody's house. Nothing was done. Remove that folder, \
         or name another one with --data",
        args.data.display()
    );
    let country = Country::invent(args.seed, now.in_paris().date());
    let filling = Filling {
        house,
        country,
        now,
    };
    let told = Arc::new(filling).fill(args).await?;
    told.write(told_file)
}

/// Whether nobody is in the register, in the directory or in the team. Software is let in
/// for an institution of the directory alone.
async fn is_empty(house: &House) -> kernel::Result<bool> {
    let (_, somebody) = house.spaces.candidates(spaces::Place::START).await?;
    let nobody = somebody.is_none() && house.professionals.list(None, 1).await?.is_empty();
    Ok(nobody && !house.identity.has_a_team().await?)
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

struct Filling {
    house: House,
    country: Country,
    now: Timestamp,
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
            async move { tokio::spawn(clock::live(life)).await? }
        });
        let people: Vec<Option<Person>> = futures_util::stream::iter(lives)
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let people = people.into_iter().flatten().collect();
        let staff = clock::live(self.team()).await?;
        Ok(Told {
            base_url: String::new(),
            seed: args.seed,
            people,
            professionals: self.professionals(samples),
            staff,
            client: hospital::register(&self.house, &self.country.institutions[0], &args.data)
                .await?,
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

    fn introduce(&self, index: usize, samples: Samples, opened: Option<&Opened>) -> Option<Person> {
        let role = match index {
            i if [samples.announced, samples.family].contains(&i) => "announced",
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

    fn professionals(&self, samples: Samples) -> Vec<Professional> {
        [samples.doctor, samples.nurse, samples.pharmacist]
            .into_iter()
            .map(|index| {
                let known = &self.country.professionals[index];
                Professional {
                    name: known.display(),
                    profession: known.speciality.clone(),
                    rpps: known.rpps.clone(),
                }
            })
            .collect()
    }
}
