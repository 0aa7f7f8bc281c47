//! The keys of this crate, one for each purpose, and what is hashed or sealed
//! under them.
//!
//! INVARIANT: a matricule, a card serial, a code and an address are only ever
//! stored as keyed hashes, a matricule also sealed; a bare hash of a matricule
//! is reversed in seconds.

use crate::actions::Help;
use crate::rules::code::Code;
use crate::rules::insured::CardSerial;
use identity::ins::Matricule;
use kernel::{AccountId, Chance, Date, PersonId, Result, Rpps, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use post::Email;
use std::net::IpAddr;

/// A keyed hash, as stored.
pub(crate) type Hash = [u8; 32];

pub(crate) struct SpacesKeys {
    matricule: Key,
    card: Key,
    code: Key,
    brake: Key,
    token: Key,
    sealing: Key,
    tree: Key,
}

impl SpacesKeys {
    pub(crate) fn derive(keys: &RegisterKeys) -> Self {
        Self {
            matricule: keys.derive("spaces matricule 1"),
            card: keys.derive("spaces card 1"),
            code: keys.derive("spaces code 1"),
            brake: keys.derive("spaces brake 1"),
            token: keys.derive("spaces token 1"),
            sealing: keys.derive("spaces sealing 1"),
            tree: keys.derive("spaces tree 1"),
        }
    }

    pub(crate) fn matricule(&self, matricule: &Matricule) -> Hash {
        mac(&self.matricule, "matricule", matricule.as_str().as_bytes())
    }

    pub(crate) fn card(&self, serial: &CardSerial) -> Hash {
        mac(&self.card, "card", serial.as_str().as_bytes())
    }

    pub(crate) fn code(&self, code: &Code) -> Hash {
        mac(&self.code, "code", &code.symbols())
    }

    pub(crate) fn token(&self, purpose: &'static str, token: &[u8]) -> Hash {
        mac(&self.token, purpose, token)
    }

    /// A letter with a no, by its reference and the day on which it came.
    pub(crate) fn letter(&self, reference: &str, received_on: Date) -> Hash {
        let of = format!("{received_on}\0{reference}");
        mac(&self.token, "letter", of.as_bytes())
    }

    /// An e-mail address of a person's, of which a notice came back.
    pub(crate) fn mailed_to(&self, person: PersonId, email: &Email) -> Hash {
        let address = email.as_str().to_lowercase();
        let of = [person.to_bytes().as_slice(), address.as_bytes()].concat();
        mac(&self.token, "mailed to", &of)
    }

    /// Under what a treating doctor is told of an emergency.
    pub(crate) fn treating(&self, rpps: &Rpps) -> Hash {
        mac(&self.token, "treating", rpps.as_str().as_bytes())
    }

    /// Under what is found what treating doctors were told of a space.
    pub(crate) fn inside(&self, space: SpaceId) -> Hash {
        mac(&self.token, "inside", &space.to_bytes())
    }

    /// What the number of a receipt that is not kept comes from.
    pub(crate) fn receipt(&self, space: SpaceId, what: i64, at: Timestamp) -> Hash {
        let of = [
            space.to_bytes().as_slice(),
            &what.to_be_bytes(),
            &at.millis().to_be_bytes(),
        ]
        .concat();
        mac(&self.token, "receipt", &of)
    }

    /// The salt of the commitment to what happened to a space: whoever has not
    /// this key learns nothing from the public tree.
    pub(crate) fn tree_salt(&self, space: SpaceId, receipt: &str) -> [u8; 16] {
        let of = [space.to_bytes().as_slice(), receipt.as_bytes()].concat();
        let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
            mac(&self.tree, "event", &of);
        salt
    }

    /// The brake of one number, whether or not it is known.
    pub(crate) fn brake_of_number(&self, hash: &Hash) -> Hash {
        mac(&self.brake, "number", hash)
    }

    /// The brake of one code, whether or not it is known.
    pub(crate) fn brake_of_code(&self, hash: &Hash) -> Hash {
        mac(&self.brake, "code", hash)
    }

    /// The brake of one person, in their own sittings.
    pub(crate) fn brake_of_person(&self, person: PersonId) -> Hash {
        mac(&self.brake, "person", &person.to_bytes())
    }

    /// The brake of one address: of its network of 64 bits, for IPv6.
    pub(crate) fn brake_of_address(&self, address: Option<IpAddr>) -> Hash {
        let bytes = match address.map(|address| address.to_canonical()) {
            None => Vec::new(),
            Some(IpAddr::V4(v4)) => v4.octets().to_vec(),
            Some(IpAddr::V6(v6)) => v6.octets()[..8].to_vec(),
        };
        mac(&self.brake, "address", &bytes)
    }

    /// The brake of one operator of the phone line.
    pub(crate) fn brake_of_operator(&self, operator: AccountId) -> Hash {
        mac(&self.brake, "operator", &operator.to_bytes())
    }

    /// The brake of where somebody sits: of the help on site, or of the address.
    pub(crate) fn brake_of_place(&self, address: Option<IpAddr>, help: Option<Help>) -> Hash {
        match help {
            Some(Help(help)) => mac(&self.brake, "help", &help),
            None => self.brake_of_address(address),
        }
    }

    pub(crate) fn seal_matricule(
        &self,
        chance: &dyn Chance,
        person: PersonId,
        matricule: &Matricule,
    ) -> Vec<u8> {
        seal(
            &self.sealing,
            chance,
            &place(b"matricule", &person.to_bytes()),
            matricule.as_str().as_bytes(),
        )
    }

    pub(crate) fn open_matricule(&self, person: PersonId, sealed: &[u8]) -> Result<Matricule> {
        let plain = open(
            &self.sealing,
            &place(b"matricule", &person.to_bytes()),
            sealed,
        )?;
        String::from_utf8_lossy(&plain).parse()
    }

    pub(crate) fn seal_for(&self, chance: &dyn Chance, at: &[u8], plain: &[u8]) -> Vec<u8> {
        seal(&self.sealing, chance, &place(b"draft", at), plain)
    }

    pub(crate) fn open_for(&self, at: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        open(&self.sealing, &place(b"draft", at), sealed)
    }
}

fn place(kind: &[u8], at: &[u8]) -> Vec<u8> {
    [kind, b"\0", at].concat()
}
