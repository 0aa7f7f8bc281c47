//! A few people of the demonstration, as its FranceConnect tells of them.

use super::openid::{CLIENT_ID, Cast, Issuer, Manner, Row};
use super::told::Told;
use crate::config::{FranceConnectSection, Hidden};
use crate::house::House;
use anyhow::Context as _;
use async_trait::async_trait;
use edge::Page;
use identity::france_connect::FranceConnectConfig;
use identity::ins::{InsIdentity, Matricule, Sex};
use kernel::{Error, Result};
use keys::sha256;
use serde_json::{Value, json};
use spaces::Face;

pub(super) const MANNER: Manner = Manner {
    path: "/demo/franceconnect",
    back: "/connexion/franceconnect/retour",
    signed_out: Some("/connexion/franceconnect/sortie"),
    acr: FranceConnectConfig::SUBSTANTIAL,
    scopes: &[
        "given_name",
        "family_name",
        "preferred_username",
        "birthdate",
        "gender",
        "birthplace",
        "birthcountry",
    ],
    france_connect: true,
    software: None,
    field: "personne",
    words: [
        "demo-fc-invented",
        "demo-fc-who",
        "demo-fc-birth",
        "demo-fc-space",
    ],
};

/// How the site speaks to this provider.
pub(super) fn section(issuer: &Issuer) -> FranceConnectSection {
    FranceConnectSection {
        issuer: issuer.address().to_owned(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: Hidden::from(issuer.client_secret().expose().clone()),
        acr: String::from(FranceConnectConfig::SUBSTANTIAL),
    }
}

/// People worth meeting, by their place in the list.
pub(super) struct People(Vec<Human>);

struct Human {
    name: String,
    role: String,
    face: Face,
}

impl People {
    /// Those of whom the start tells.
    pub(super) async fn of(house: &House, told: &Told) -> anyhow::Result<Self> {
        let mut people = Vec::new();
        for person in &told.people {
            people.push(Human {
                name: person.name.clone(),
                role: person.role.clone(),
                face: face(house, &person.matricule)
                    .await
                    .map_err(|e| crate::readable(&e))?
                    .context("the demonstration's store is another one")?,
            });
        }
        Ok(Self(people))
    }

    fn human(&self, id: &str) -> Result<&Human> {
        let place = id.parse::<usize>().ok();
        place
            .and_then(|place| self.0.get(place))
            .ok_or_else(Error::not_found)
    }
}

async fn face(house: &House, matricule: &str) -> Result<Option<Face>> {
    let matricule: Matricule = matricule.parse()?;
    let Some(person) = house.spaces.find_person(&matricule).await? else {
        return Ok(None);
    };
    match house.spaces.life_of(person).await? {
        Some((space, _)) => house.spaces.face(space).await.map(Some),
        None => Ok(None),
    }
}

#[async_trait]
impl Cast for People {
    async fn rows(&self, page: &Page) -> Result<Vec<Row>> {
        let row = |(place, human): (usize, &Human)| Row {
            id: place.to_string(),
            name: human.name.clone(),
            cells: [
                page.day(human.face.identity.birth_date.0),
                page.t(&format!("demo-fc-{}", human.role)),
            ],
        };
        Ok(self.0.iter().enumerate().map(row).collect())
    }

    fn subject(&self, id: &str) -> String {
        let matricule = self
            .human(id)
            .map_or("", |human| human.face.identity.matricule.as_str());
        let hash = sha256(format!("demo\0{matricule}").as_bytes());
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{hex}v1")
    }

    async fn claims(&self, id: &str) -> Result<Value> {
        let human = self.human(id)?;
        let mut claims = pivot(&human.face.identity);
        claims["preferred_username"] = json!(human.face.last_name());
        Ok(claims)
    }
}

/// The pivot identity, as FranceConnect writes it.
fn pivot(identity: &InsIdentity) -> Value {
    // Born in another country: no commune is told.
    let place = identity.birth_place.as_str();
    let (birthplace, birthcountry) = match place.starts_with("99") {
        true => ("", place),
        false => (place, "99100"),
    };
    json!({
        "family_name": identity.birth_name.0,
        "given_name": identity.given_names.0.join(" "),
        "given_name_array": identity.given_names.0,
        "birthdate": identity.birth_date.0.to_string(),
        "gender": match identity.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Indeterminate => "unspecified",
        },
        "birthplace": birthplace,
        "birthcountry": birthcountry,
    })
}
