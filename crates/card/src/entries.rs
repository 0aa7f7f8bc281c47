//! What the card writes in the journal, and the fold that reads it back. Payloads
//! are CBOR with numbered fields; golden files in `tests/golden` keep every version
//! readable.

use crate::kept::{Card, Code, SECRET, Secret, facts};
use crate::rules::Tick;
use journal::{By, Entry, NewEntry, Slice};
use kernel::{DocumentId, Error, Result};
use minicbor::{Decode, Encode};
use profile::LineId;
use profile::rules::Heading;
use sharing::Sealed;
use std::collections::BTreeSet;

const CHOSEN_1: u16 = 1;
const CODE_MADE_1: u16 = 2;
const CODE_ENDED_1: u16 = 3;

#[derive(Encode, Decode)]
struct TickForm {
    /// 0 the name, 1 the day of birth, 2 a line, 3 nothing under a heading, 4 that
    /// there are directives, 5 organ donation.
    #[n(0)]
    kind: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    line: Option<Vec<u8>>,
    #[n(2)]
    heading: Option<u8>,
}

#[derive(Encode, Decode)]
struct ChosenForm {
    /// All of them: what is not here is ticked no more.
    #[n(0)]
    ticks: Vec<TickForm>,
}

#[derive(Encode, Decode)]
struct CodeForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    hash: Vec<u8>,
    #[cbor(n(2), with = "minicbor::bytes")]
    secret: Vec<u8>,
}

fn entry(version: u16, payload: Vec<u8>, act: &'static str) -> NewEntry {
    NewEntry {
        slice: Card::CODE,
        version,
        payload,
        act,
        about: None,
        what: String::new(),
        why: String::new(),
    }
}

fn cbor(form: impl Encode<()>) -> Vec<u8> {
    minicbor::to_vec(form).expect("writing CBOR to memory cannot fail")
}

impl From<Tick> for TickForm {
    fn from(tick: Tick) -> Self {
        let plain = |kind| Self {
            kind,
            line: None,
            heading: None,
        };
        match tick {
            Tick::Name => plain(0),
            Tick::Birth => plain(1),
            Tick::Line(id) => Self {
                line: Some(id.to_bytes().to_vec()),
                ..plain(2)
            },
            Tick::Nothing(heading) => Self {
                heading: Some(heading.code()),
                ..plain(3)
            },
            Tick::Directives => plain(4),
            Tick::OrganDonation => plain(5),
        }
    }
}

impl TryFrom<TickForm> for Tick {
    type Error = Error;

    fn try_from(form: TickForm) -> Result<Self> {
        let heading = || {
            let heading = form.heading.and_then(Heading::from_code);
            heading.ok_or_else(|| Error::fault("a tick on a card of no known heading"))
        };
        Ok(match form.kind {
            0 => Self::Name,
            1 => Self::Birth,
            2 => Self::Line(LineId::from_slice(
                form.line.as_deref().unwrap_or_default(),
            )?),
            3 => Self::Nothing(heading()?),
            4 => Self::Directives,
            5 => Self::OrganDonation,
            later => {
                return Err(Error::fault(format!(
                    "a tick on a card of unknown kind {later}"
                )));
            }
        })
    }
}

/// The entry of what is on the card from now on.
pub(crate) fn card_chosen(ticks: &BTreeSet<Tick>) -> NewEntry {
    let form = ChosenForm {
        ticks: ticks.iter().copied().map(TickForm::from).collect(),
    };
    entry(CHOSEN_1, cbor(form), "card-chosen")
}

/// The entry of a code made: in force from now on instead of any before.
pub(crate) fn code_made(id: DocumentId, hash: &[u8; 32], secret: &[u8; SECRET]) -> NewEntry {
    let form = CodeForm {
        id: id.to_bytes().to_vec(),
        hash: hash.to_vec(),
        secret: secret.to_vec(),
    };
    entry(CODE_MADE_1, cbor(form), "card-code-made")
}

/// The entry of the code ended.
pub(crate) fn code_ended() -> NewEntry {
    entry(CODE_ENDED_1, Vec::new(), "card-code-ended")
}

impl Slice for Card {
    const CODE: u16 = 60;
    type State = Self;

    fn fold(card: &mut Self, entry: &Entry<'_>) -> Result<()> {
        let unreadable = |error: minicbor::decode::Error| {
            Error::fault("an entry of a card is unreadable").because(error)
        };
        match entry.version {
            CHOSEN_1 => {
                let form: ChosenForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let ticks = form.ticks.into_iter().map(Tick::try_from);
                card.ticks = ticks.collect::<Result<_>>()?;
            }
            CODE_MADE_1 => {
                let form: CodeForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                card.code = Some(made(&form, entry)?);
            }
            CODE_ENDED_1 => card.code = None,
            later => {
                return Err(Error::fault(format!(
                    "an entry of a card of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}

fn made(form: &CodeForm, entry: &Entry<'_>) -> Result<Code> {
    let By::Holder { account, .. } = entry.by else {
        return Err(Error::fault("a code of a card that no holder made"));
    };
    let wrong = |_| Error::fault("a code of a card is of another length");
    let id = DocumentId::from_slice(&form.id)?;
    let secret = Secret(form.secret.as_slice().try_into().map_err(wrong)?);
    Ok(Code {
        hash: form.hash.as_slice().try_into().map_err(wrong)?,
        account: *account,
        since: entry.at,
        secret: Sealed::new(facts(entry.space, id, entry.at), secret, ()),
    })
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use kernel::{AccountId, SpaceId, Timestamp};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn fold(card: &mut Card, version: u16, payload: &[u8]) -> Result<()> {
        let by = By::Holder {
            account: AccountId::from_bytes([7; 16]),
            name: "Ana".into(),
            represents: false,
        };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by: &by,
            slice: Card::CODE,
            version,
            payload,
        };
        Card::fold(card, &entry)
    }

    fn next(card: &mut Card, name: &str, new: &NewEntry) {
        let payload = testkit::frozen(GOLDEN, name, &new.payload);
        fold(card, new.version, &payload).expect("readable");
    }

    #[test]
    fn golden_cards_of_version_1_are_read_as_they_were_written() {
        let mut card = Card::default();
        assert!(card.ticks.is_empty(), "nothing is ticked beforehand");
        let ticks = BTreeSet::from([
            Tick::Name,
            Tick::Birth,
            Tick::Line(LineId::from_bytes([3; 16])),
            Tick::Nothing(Heading::Allergies),
            Tick::Directives,
            Tick::OrganDonation,
        ]);
        next(&mut card, "chosen-1", &card_chosen(&ticks));
        assert_eq!(card.ticks, ticks);
        let fewer = BTreeSet::from([Tick::Name]);
        next(&mut card, "chosen-fewer-1", &card_chosen(&fewer));
        assert_eq!(
            card.ticks, fewer,
            "what is not said again is ticked no more"
        );
        let id = DocumentId::from_bytes([4; 16]);
        next(
            &mut card,
            "code-made-1",
            &code_made(id, &[5; 32], &[6; SECRET]),
        );
        let code = card.code.as_ref().expect("made");
        assert_eq!(
            (code.hash, code.account, code.secret.facts().id),
            ([5; 32], AccountId::from_bytes([7; 16]), id)
        );
        next(&mut card, "code-ended-1", &code_ended());
        assert!(card.code.is_none());
    }

    #[test]
    fn a_payload_of_another_version_or_kind_is_a_fault_and_never_skipped() {
        let mut card = Card::default();
        assert!(fold(&mut card, 99, &[]).is_err());
        for strange in [
            TickForm {
                kind: 6,
                line: None,
                heading: None,
            },
            TickForm {
                kind: 2,
                line: None,
                heading: None,
            },
            TickForm {
                kind: 3,
                line: None,
                heading: Some(99),
            },
        ] {
            let form = ChosenForm {
                ticks: vec![strange],
            };
            assert!(fold(&mut card, CHOSEN_1, &cbor(form)).is_err());
        }
    }
}
