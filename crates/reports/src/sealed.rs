//! What of a report is sealed, and how: CBOR with numbered fields, whose numbers
//! are never used again.

use crate::Reports;
use crate::rules::{Capacity, Done, Outcome, Reason};
use kernel::{Error, Result, Timestamp};
use minicbor::{Decode, Encode};

#[derive(Encode, Decode)]
struct Content {
    #[n(0)]
    capacity: u8,
    #[n(1)]
    number: String,
    #[n(2)]
    name: String,
    #[n(3)]
    profession: String,
    #[n(4)]
    place: String,
    #[n(5)]
    act: String,
    #[n(6)]
    emergency: bool,
    #[n(7)]
    at: i64,
    #[n(8)]
    reason: u8,
    #[n(9)]
    words: String,
}

#[derive(Encode, Decode)]
struct Answered {
    #[n(0)]
    outcome: u8,
    #[n(1)]
    words: String,
}

const fn capacity_number(capacity: Capacity) -> u8 {
    match capacity {
        Capacity::Professional => 1,
        Capacity::Institution => 2,
    }
}

const fn reason_number(reason: Reason) -> u8 {
    match reason {
        Reason::Unknown => 1,
        Reason::NotThen => 2,
        Reason::Refused => 3,
        Reason::Other => 4,
    }
}

const fn outcome_number(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Legitimate => 1,
        Outcome::Mistake => 2,
        Outcome::Abuse => 3,
    }
}

fn unreadable() -> Error {
    Error::fault("a report is unreadable")
}

impl Reports {
    /// What is reported and why, for the report of this number alone.
    pub(crate) fn seal_content(
        &self,
        number: &str,
        done: &Done,
        reason: Reason,
        words: &str,
    ) -> Vec<u8> {
        let content = Content {
            capacity: capacity_number(done.capacity),
            number: done.number.clone(),
            name: done.name.clone(),
            profession: done.profession.clone(),
            place: done.place.clone(),
            act: done.act.clone(),
            emergency: done.emergency,
            at: done.at.millis(),
            reason: reason_number(reason),
            words: words.to_owned(),
        };
        self.seal("content", number, content)
    }

    pub(crate) fn open_content(
        &self,
        number: &str,
        sealed: &[u8],
    ) -> Result<(Done, Reason, String)> {
        let content: Content = self.open("content", number, sealed)?;
        let capacities = [Capacity::Professional, Capacity::Institution];
        let capacity = capacities
            .into_iter()
            .find(|capacity| capacity_number(*capacity) == content.capacity)
            .ok_or_else(unreadable)?;
        let reason = Reason::ALL
            .into_iter()
            .find(|reason| reason_number(*reason) == content.reason)
            .ok_or_else(unreadable)?;
        let done = Done {
            capacity,
            number: content.number,
            name: content.name,
            profession: content.profession,
            place: content.place,
            act: content.act,
            emergency: content.emergency,
            at: Timestamp::from_millis(content.at),
        };
        Ok((done, reason, content.words))
    }

    pub(crate) fn seal_answer(&self, number: &str, outcome: Outcome, words: &str) -> Vec<u8> {
        let answered = Answered {
            outcome: outcome_number(outcome),
            words: words.to_owned(),
        };
        self.seal("answer", number, answered)
    }

    pub(crate) fn open_answer(&self, number: &str, sealed: &[u8]) -> Result<(Outcome, String)> {
        let answered: Answered = self.open("answer", number, sealed)?;
        let outcome = Outcome::ALL
            .into_iter()
            .find(|outcome| outcome_number(*outcome) == answered.outcome)
            .ok_or_else(unreadable)?;
        Ok((outcome, answered.words))
    }

    fn seal(&self, part: &str, number: &str, plain: impl Encode<()>) -> Vec<u8> {
        let plain = minicbor::to_vec(plain).expect("writing CBOR to memory cannot fail");
        let chance = &*self.world().chance;
        keys::seal(self.sealing(), chance, &place(part, number), &plain)
    }

    fn open<T: for<'b> Decode<'b, ()>>(
        &self,
        part: &str,
        number: &str,
        sealed: &[u8],
    ) -> Result<T> {
        let plain = keys::open(self.sealing(), &place(part, number), sealed)?;
        minicbor::decode(&plain).map_err(|error| unreadable().because(error))
    }
}

fn place(part: &str, number: &str) -> Vec<u8> {
    format!("report\0{part}\0{number}").into_bytes()
}
