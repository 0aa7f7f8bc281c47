//! A parent answers for a child's space: who comes to it and who does not, by which
//! addresses, and when it ends.

mod addresses;
mod card;
mod ending;
mod fund;
mod inviting;
mod taking;
mod talking;
pub mod words;

use crate::town::{Holder, Town};
pub use addresses::leads;

use identity::ins::Matricule;
use kernel::{Date, PersonId, SpaceId, Timestamp};
use spaces::Channel;

/// A child of the town.
pub struct Child {
    pub person: PersonId,
    pub space: SpaceId,
    pub number: String,
    first: &'static str,
    born: Date,
}

/// A number as the fund gives it, with its key.
fn number(born: Date, order: u16) -> String {
    let digits = format!(
        "2{:02}{:02}14168{order:03}",
        born.year() % 100,
        born.month()
    );
    let plain: u64 = digits.parse().expect("digits");
    format!("{digits}{:02}", 97 - plain % 97)
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn midnight(text: &str) -> Timestamp {
    Timestamp::midnight_in_paris(day(text)).expect("a midnight")
}

impl Town {
    /// A child whom the fund attaches to these adults, and whose family was told of
    /// their space.
    pub async fn child(&self, first: &'static str, born: &str, adults: &[&Holder]) -> Child {
        let mut child = self.born(first, born, adults).await;
        let told = self
            .house
            .spaces
            .announce(child.person, Channel::Letter)
            .await;
        child.space = told.expect("announced").space;
        child
    }

    /// A child of whose space nobody was told.
    pub async fn born(&self, first: &'static str, born: &str, adults: &[&Holder]) -> Child {
        let born = day(born);
        let order = u16::try_from(first.len() * 7 % 200).expect("small");
        let mut child = Child {
            person: PersonId::from_bytes([0; 16]),
            space: SpaceId::from_bytes([0; 16]),
            number: number(born, order),
            first,
            born,
        };
        self.attaches(&child, adults).await;
        let matricule: Matricule = child.number.parse().expect("a matricule");
        let person = self.house.spaces.find_person(&matricule).await;
        child.person = person.expect("asked").expect("a person");
        child
    }

    /// The fund attaches a child to these adults, and to no others.
    pub async fn attaches(&self, child: &Child, adults: &[&Holder]) {
        let adults: Vec<&str> = adults.iter().map(|adult| adult.matricule()).collect();
        self.attaches_to(child, &adults).await;
    }

    /// The same, of adults of these numbers.
    pub async fn attaches_to(&self, child: &Child, adults: &[&str]) {
        let (number, first, born) = (&child.number, child.first, child.born);
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city,attached_to\n\
             {number},1.2.250.1.213.1.4.8,Martin,,{first},{born},F,14168,general,,,,1 rue des Lilas,75001,Paris,{}\n",
            adults.join(" ")
        );
        self.reads_the_file(&csv).await;
    }

    /// Somebody answers for a child from now on.
    pub async fn takes(&self, adult: &Holder, child: &Child) {
        let path = format!("/espace/moi/proches/{}", child.person);
        let done = self.post(&adult.cookie, &path, "geste=gerer").await;
        assert_eq!(
            done.location(),
            format!("/espace/{}", child.space),
            "{}",
            done.text()
        );
    }

    /// The page of a child's space at this place.
    pub fn of(child: &Child, below: &str) -> String {
        format!("/espace/{}{below}", child.space)
    }
}
