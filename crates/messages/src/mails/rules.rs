//! What is true of mail: pure. Which addresses are holders', which servers speak for
//! which domain, by which names mails refer to messages, where somebody is answered.

use crate::mailbox::{MessageId, Side, Thread};
use crate::queries::outgoing::Leaving;
use crate::rules::{SEATS_MAX, SUBJECT_MAX};
use identity::ins::Matricule;
use kernel::{SpaceId, Timestamp, visible};
use keys::{Key, mac};
use mail::Letter;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What separates the names of our own messages from those of others.
const OURS: &str = "messages-mail-reference";
/// What separates the names of messages that came by mail.
const THEIRS: &str = "messages-mail-received";
/// Bytes of what proves that a name is ours.
const PROOF: usize = 10;
/// What a subject begins with where a document is in the mail (IHE XDM).
const XDM: &str = "XDM/1.0/DDM";
/// What ends the name of a mail that has none.
const UNNAMED: &str = "@unnamed.invalid";
/// The longest name of a mail that is named in what is said of it.
const NAME_BYTES_MAX: usize = 250;
/// How long an answer is tried to be delivered.
const TRIED_FOR: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// The first rest between two tries; each is twice the one before.
const FIRST_REST: Duration = Duration::from_secs(60);
/// The longest.
const LONGEST_REST: Duration = Duration::from_secs(2 * 60 * 60);

/// Whose address this is, if it is a holder's: fifteen characters of the national
/// number with its key, at this domain.
pub(crate) fn addressed(address: &str, domain: &str) -> Option<Matricule> {
    let (local, at) = address.rsplit_once('@')?;
    let right = local.len() == 15 && at.eq_ignore_ascii_case(domain);
    right.then(|| local.to_ascii_uppercase().parse().ok())?
}

/// The address of a holder.
pub(crate) fn address_of(matricule: &Matricule, domain: &str) -> String {
    format!("{}@{domain}", matricule.as_str())
}

/// Which domains are believed, and the names that their servers' certificates bear.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trusted(BTreeMap<String, BTreeSet<String>>);

impl Trusted {
    /// Reads the list: a line for each domain and name, `domain,certificate`; `#`
    /// begins a remark.
    ///
    /// # Errors
    /// The number of the first line that says something else.
    pub fn read(text: &str) -> Result<Self, usize> {
        let mut trusted = Self::default();
        let is_name = |text: &str| {
            let mut signs = text.chars();
            text.contains('.') && signs.all(|c| c.is_ascii_alphanumeric() || ".-*".contains(c))
        };
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') || line == "domain,certificate" {
                continue;
            }
            let (domain, name) = line.split_once(',').ok_or(number)?;
            let (domain, name) = (domain.trim(), name.trim());
            if !is_name(domain) || !is_name(name) || domain.contains('*') || name.contains('*') {
                return Err(number);
            }
            let names = trusted.0.entry(domain.to_ascii_lowercase());
            names.or_default().insert(name.to_ascii_lowercase());
        }
        Ok(trusted)
    }

    /// How many domains are believed.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nobody is believed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether mails of this address may come at all.
    pub(crate) fn knows(&self, address: &str) -> bool {
        self.names(address).is_some()
    }

    /// Whether the server whose certificate bears this name speaks for the domain of
    /// this address.
    pub(crate) fn speaks_for(&self, certificate: &str, address: &str) -> bool {
        let names = self.names(address);
        names.is_some_and(|names| names.contains(&certificate.to_ascii_lowercase()))
    }

    fn names(&self, address: &str) -> Option<&BTreeSet<String>> {
        let (_, domain) = address.rsplit_once('@')?;
        self.0.get(&domain.to_ascii_lowercase())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The name by which mails refer to a message that left for this seat of its thread:
/// nobody makes one up.
pub(crate) fn reference(key: &Key, (id, seat): Leaving, domain: &str) -> String {
    let id = id.to_bytes();
    let mut said = id.to_vec();
    // The first is named as when there was but one.
    if seat > 0 {
        said.extend((seat as u64).to_be_bytes());
    }
    let proof = mac(key, OURS, &said);
    format!("{}.{}@{domain}", hex(&id), hex(&proof[..PROOF]))
}

/// The message that such a name refers to, and the seat that it left for, if it is
/// ours.
pub(crate) fn referred(key: &Key, reference: &str, domain: &str) -> Option<Leaving> {
    let name = reference
        .trim()
        .trim_start_matches('<')
        .trim_end_matches('>');
    let (id, _) = name.split_once('.')?;
    let bytes: Option<Vec<u8>> = (0..id.len() / 2)
        .map(|place| u8::from_str_radix(id.get(place * 2..place * 2 + 2)?, 16).ok())
        .collect();
    let id = MessageId::from_slice(&bytes?).ok()?;
    let mut seats = (0..SEATS_MAX).map(|seat| (id, seat));
    seats.find(|leaving| self::reference(key, *leaving, domain) == name)
}

/// The id of a message that came by mail: the same mail is the same message, however
/// often its server sends it again.
pub(crate) fn id_of(key: &Key, space: SpaceId, from: &str, reference: &str) -> MessageId {
    let mut said = space.to_bytes().to_vec();
    said.extend((from.len() as u64).to_be_bytes());
    said.extend(from.as_bytes());
    said.extend(reference.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&mac(key, THEIRS, &said)[..16]);
    MessageId::from_bytes(id)
}

/// What a mail is called that has no name: the same bytes are the same mail.
pub(crate) fn name_of(mail: &[u8]) -> String {
    format!("{}{UNNAMED}", hex(&keys::sha256(mail)))
}

/// Whether a mail asks its reader to say that they read it, in a way that they may: it
/// came from this mailbox and asks for it there and nowhere else (RFC 8098 §2.1), a
/// person wrote it and no list or machine sent it, and it has a name that can be told.
pub(crate) fn asks(letter: &Letter, mailbox: &str) -> bool {
    let there = letter.receipt_to.as_deref() == Some(mailbox);
    let name = letter.message_id.as_deref().unwrap_or_default();
    let named = (1..=NAME_BYTES_MAX).contains(&name.len()) && !name.ends_with(UNNAMED);
    // One that stood without brackets may have some in it.
    let told = !name.contains(['<', '>']);
    there && named && told && !letter.automatic
}

/// A subject as a thread has it; none, where it says nothing. What machines put in
/// front of a document's name is left off.
pub(crate) fn subject(typed: &str) -> Option<String> {
    let subject = visible(typed);
    let subject = subject.trim();
    let subject = match subject.strip_prefix(XDM) {
        Some(rest) => rest.trim_start_matches(['+', ' ']),
        None => subject,
    };
    let cut: String = subject.chars().take(SUBJECT_MAX).collect();
    (!cut.trim().is_empty()).then(|| cut.trim().to_owned())
}

/// The mailbox in which a party is answered: the one that they wrote from last; of
/// theirs the first, if they never wrote; none, if they write here. `theirs` are those
/// that the directory tells of today.
pub(crate) fn mailbox_of(
    thread: &Thread,
    side: &Side,
    theirs: &[String],
    now: Timestamp,
) -> Option<Answered> {
    let wrote = thread
        .shown(&Side::Holder, now)
        .filter(|it| it.side() == *side);
    let last = wrote.last();
    match last {
        None => theirs.first().map(|address| Answered {
            address: address.clone(),
            reference: None,
        }),
        Some(message) => {
            let posted = message.posted.as_ref()?;
            let kept = theirs.iter().find(|address| **address == posted.address);
            Some(Answered {
                address: kept.or_else(|| theirs.first())?.clone(),
                reference: Some(posted.reference.clone()).filter(|it| !it.is_empty()),
            })
        }
    }
}

/// Where an answer goes, and what it answers there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Answered {
    pub address: String,
    pub reference: Option<String>,
}

/// When to try again what could not be delivered at the `tries`th time; never, once
/// it was tried for two days.
pub(crate) fn again(noted_at: Timestamp, tries: u32, now: Timestamp) -> Option<Timestamp> {
    let rest = FIRST_REST.saturating_mul(2_u32.saturating_pow(tries.min(20)));
    let next = now.plus(rest.min(LONGEST_REST));
    (next < noted_at.plus(TRIED_FOR)).then_some(next)
}

#[cfg(test)]
mod tests;
