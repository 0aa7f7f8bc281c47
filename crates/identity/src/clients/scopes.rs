//! System scopes of SMART App Launch 2.2: `system/DocumentReference.cr`. Pure.
//!
//! Scopes only ever narrow: what a client asks for is cut down to what it is
//! registered for. Search parameters inside scopes are not supported.

use std::collections::BTreeMap;
use std::fmt;

/// The context of software by itself.
const SYSTEM: &str = "system/";
/// The most scopes in one request.
const SCOPES_MAX: usize = 30;

/// What may be done with a kind of resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Create.
    Create,
    /// Read one.
    Read,
    /// Update.
    Update,
    /// Delete.
    Delete,
    /// Search.
    Search,
}

impl Verb {
    const fn bit(self) -> u8 {
        match self {
            Self::Create => 1,
            Self::Read => 2,
            Self::Update => 4,
            Self::Delete => 8,
            Self::Search => 16,
        }
    }
}

const LETTERS: [(char, Verb); 5] = [
    ('c', Verb::Create),
    ('r', Verb::Read),
    ('u', Verb::Update),
    ('d', Verb::Delete),
    ('s', Verb::Search),
];

/// A set of system scopes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Scopes(BTreeMap<String, u8>);

impl Scopes {
    /// Reads scopes separated by spaces; nothing for any that is not one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_of(SYSTEM, text)
    }

    /// The same, of another context: `user/` for a professional's.
    pub(super) fn parse_of(context: &str, text: &str) -> Option<Self> {
        let mut scopes = Self::default();
        for (n, scope) in text.split_ascii_whitespace().enumerate() {
            let (kind, verbs) = scope.strip_prefix(context)?.rsplit_once('.')?;
            let named = !kind.is_empty()
                && kind.len() <= 64
                && kind.bytes().all(|b| b.is_ascii_alphabetic());
            if n >= SCOPES_MAX || !(kind == "*" || named) {
                return None;
            }
            *scopes.0.entry(kind.to_owned()).or_default() |= bits(verbs)?;
        }
        Some(scopes)
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// May this be done with this kind of resource?
    pub fn allow(&self, kind: &str, verb: Verb) -> bool {
        self.bits_of(kind) & verb.bit() != 0
    }

    /// What of these is also within `others`.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        // A wish for everything becomes a wish for each kind that may be had.
        let kinds = self
            .0
            .keys()
            .chain(others.0.keys().filter(|_| self.0.contains_key("*")));
        Self(
            kinds
                .map(|kind| (kind.clone(), self.bits_of(kind) & others.bits_of(kind)))
                .filter(|(_, bits)| *bits != 0)
                .collect(),
        )
    }

    /// What may be granted of these wishes: all of them, where each kind that is
    /// named is among `listed`; of a wish for everything, what is listed.
    pub(super) fn granted_of(&self, listed: &Self) -> Option<Self> {
        let named =
            |(kind, bits): (&String, &u8)| kind == "*" || bits & listed.bits_of(kind) == *bits;
        self.0.iter().all(named).then(|| self.within(listed))
    }

    /// The kinds of resources, in the order of their names.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Those of the kinds that `keep` says.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(kind, _)| keep(kind));
        Self(kept.map(|(kind, bits)| (kind.clone(), *bits)).collect())
    }

    /// As text, of another context.
    pub(super) fn to_text_of(&self, context: &str) -> String {
        self.to_string().replace(SYSTEM, context)
    }

    fn bits_of(&self, kind: &str) -> u8 {
        let of = |kind: &str| self.0.get(kind).copied().unwrap_or_default();
        of(kind) | of("*")
    }
}

/// `cruds` in this order, or a word of the first version.
fn bits(verbs: &str) -> Option<u8> {
    match verbs {
        "read" => return bits("rs"),
        "write" => return bits("cud"),
        "*" => return bits("cruds"),
        "" => return None,
        _ => {}
    }
    let mut rest = verbs;
    let mut found = 0;
    for (letter, verb) in LETTERS {
        if let Some(after) = rest.strip_prefix(letter) {
            found |= verb.bit();
            rest = after;
        }
    }
    rest.is_empty().then_some(found)
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (kind, bits)) in self.0.iter().enumerate() {
            let verbs: String = LETTERS
                .into_iter()
                .filter(|(_, verb)| bits & verb.bit() != 0)
                .map(|(letter, _)| letter)
                .collect();
            let space = if n == 0 { "" } else { " " };
            write!(f, "{space}{SYSTEM}{kind}.{verbs}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_is_asked_for_and_registered() {
        let registered = "system/DocumentReference.crus system/Patient.rs system/Binary.cr";
        for (asked, granted) in [
            ("system/DocumentReference.c", "system/DocumentReference.c"),
            (
                "system/DocumentReference.cruds",
                "system/DocumentReference.crus",
            ),
            ("system/Patient.write", ""),
            ("system/Observation.rs", ""),
            (
                "system/*.r",
                "system/Binary.r system/DocumentReference.r system/Patient.r",
            ),
            (
                "system/Patient.r system/*.c",
                "system/Binary.c system/DocumentReference.c system/Patient.r",
            ),
        ] {
            let registered = Scopes::parse(registered).expect("scopes");
            let asked = Scopes::parse(asked).expect(asked);
            assert_eq!(asked.within(&registered).to_string(), granted, "{asked}");
        }
        let all = Scopes::parse("system/*.cruds").expect("scopes");
        let one = Scopes::parse("system/Patient.read").expect("scopes");
        assert_eq!(one.within(&all).to_string(), "system/Patient.rs");
        assert!(one.allow("Patient", Verb::Search) && !one.allow("Patient", Verb::Create));
        assert!(all.allow("Binary", Verb::Delete));
    }

    #[test]
    fn only_system_scopes_are_scopes() {
        for wrong in [
            "patient/Patient.r",
            "user/*.cruds",
            "system/Patient",
            "system/Patient.",
            "system/Patient.sr",
            "system/Patient.rr",
            "system/Patient.rs?x=y",
            "system/.r",
            "system/**.r",
            "openid",
        ] {
            assert!(Scopes::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Scopes::parse("").expect("none").is_empty());
    }
}
