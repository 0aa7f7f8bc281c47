//! System scopes of SMART App Launch 2.2: `system/DocumentReference.cr`. Pure.
//!
//! Scopes only ever narrow: what a client asks for is cut down to what it is
//! registered for. Of search parameters inside scopes, those are known that name a
//! [`Part`] of a kind; any other makes a scope none.

use std::collections::BTreeMap;
use std::fmt;

/// The context of software by itself.
const SYSTEM: &str = "system/";
/// The most scopes in one request.
const SCOPES_MAX: usize = 60;

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

/// A part of a kind of resource that may be asked for by itself: by its category (SMART
/// App Launch 2.2, "Finer-grained resource constraints").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// Measures.
    VitalSigns,
    /// Results of laboratories.
    Laboratory,
    /// Documents: reports.
    Reports,
    /// Documents: summaries.
    Summaries,
    /// Documents: medical imaging.
    Imaging,
    /// Documents: prescriptions.
    Prescriptions,
    /// Documents: what was dispensed.
    Dispensings,
    /// Documents: plans and protocols of care.
    CarePlans,
    /// Documents: treatments given.
    Treatments,
    /// Documents: certificates and declarations.
    Certificates,
    /// Documents: what was reimbursed.
    Reimbursements,
    /// Documents: what patients add that is in no other class.
    Others,
    /// Documents: administrative ones.
    Papers,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::VitalSigns,
        Self::Laboratory,
        Self::Reports,
        Self::Summaries,
        Self::Imaging,
        Self::Prescriptions,
        Self::Dispensings,
        Self::CarePlans,
        Self::Treatments,
        Self::Certificates,
        Self::Reimbursements,
        Self::Others,
        Self::Papers,
    ];

    /// Of what kind it is.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::VitalSigns | Self::Laboratory => "Observation",
            _ => "DocumentReference",
        }
    }

    /// The code system of its category: of documents, the official classes (TRE_A03).
    const fn system(self) -> &'static str {
        match self {
            Self::VitalSigns | Self::Laboratory => {
                "http://terminology.hl7.org/CodeSystem/observation-category"
            }
            _ => {
                "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
            }
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::VitalSigns => "vital-signs",
            Self::Laboratory => "laboratory",
            Self::Reports => "10",
            Self::Summaries => "11",
            Self::Imaging => "31",
            Self::Prescriptions => "42",
            Self::Dispensings => "43",
            Self::CarePlans => "44",
            Self::Treatments => "45",
            Self::Certificates => "52",
            Self::Reimbursements => "60",
            Self::Others => "90",
            Self::Papers => "95",
        }
    }

    /// The documents of this official class; none, for one that is asked for with all
    /// others alone.
    pub fn of_class(code: &str) -> Option<Self> {
        Self::coded("DocumentReference", code)
    }

    fn coded(kind: &str, code: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|part| part.kind() == kind && part.code() == code)
    }

    /// The parameter of a scope that names it.
    pub fn param(self) -> String {
        format!("category={}|{}", self.system(), self.code())
    }

    /// What a scope of this kind is narrowed to: nothing, for a parameter that is not
    /// known.
    fn read(kind: &str, param: &str) -> Option<Self> {
        let value = param.strip_prefix("category=")?;
        let value = value.replace("%7C", "|").replace("%7c", "|");
        match value.split_once('|') {
            Some((system, code)) => Self::coded(kind, code).filter(|part| part.system() == system),
            None => Self::coded(kind, &value),
        }
    }
}

/// How much of a kind some scopes open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extent {
    /// Nothing is kept back.
    Whole,
    /// These parts alone; none, where nothing is opened.
    Parts(Vec<Part>),
}

impl Extent {
    /// Whether this part is opened.
    pub fn has(&self, part: Part) -> bool {
        match self {
            Self::Whole => true,
            Self::Parts(parts) => parts.contains(&part),
        }
    }
}

/// What a scope is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Target {
    kind: String,
    part: Option<Part>,
}

impl Target {
    fn whole(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            part: None,
        }
    }
}

/// A set of system scopes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Scopes(BTreeMap<Target, u8>);

impl Scopes {
    /// Reads scopes separated by spaces; nothing for any that is not one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::parse_of(SYSTEM, text)
    }

    /// The same, of another context: `user/` for a professional's.
    pub(super) fn parse_of(context: &str, text: &str) -> Option<Self> {
        let mut scopes = Self::default();
        for (n, scope) in text.split_ascii_whitespace().enumerate() {
            let scope = scope.strip_prefix(context)?;
            let (scope, param) = match scope.split_once('?') {
                Some((scope, param)) => (scope, Some(param)),
                None => (scope, None),
            };
            let (kind, verbs) = scope.rsplit_once('.')?;
            let named = !kind.is_empty()
                && kind.len() <= 64
                && kind.bytes().all(|b| b.is_ascii_alphabetic());
            if n >= SCOPES_MAX || !(kind == "*" || named) {
                return None;
            }
            let part = match param {
                Some(param) => Some(Part::read(kind, param)?),
                None => None,
            };
            let kind = kind.to_owned();
            *scopes.0.entry(Target { kind, part }).or_default() |= bits(verbs)?;
        }
        Some(scopes.settled())
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Without the parts of what is there whole.
    fn settled(mut self) -> Self {
        let whole = self.clone();
        for (target, bits) in &mut self.0 {
            if target.part.is_some() {
                *bits &= !whole.bits_of(&Target::whole(&target.kind));
            }
        }
        self.0.retain(|_, bits| *bits != 0);
        self
    }

    /// May this be done with this kind of resource, or with a part of it?
    pub fn allow(&self, kind: &str, verb: Verb) -> bool {
        self.extent(kind, verb) != Extent::Parts(Vec::new())
    }

    /// With how much of this kind may this be done?
    pub fn extent(&self, kind: &str, verb: Verb) -> Extent {
        if self.bits_of(&Target::whole(kind)) & verb.bit() != 0 {
            return Extent::Whole;
        }
        let of = self
            .0
            .iter()
            .filter(|(target, bits)| target.kind == kind && *bits & verb.bit() != 0);
        Extent::Parts(of.filter_map(|(target, _)| target.part).collect())
    }

    /// What of these is also within `others`.
    #[must_use]
    pub fn within(&self, others: &Self) -> Self {
        // A wish for everything becomes a wish for each kind that may be had.
        let kinds = self.0.keys().chain(
            others
                .0
                .keys()
                .filter(|_| self.0.contains_key(&Target::whole("*"))),
        );
        let both = kinds.map(|kind| (kind.clone(), self.bits_of(kind) & others.bits_of(kind)));
        Self(both.filter(|(_, bits)| *bits != 0).collect()).settled()
    }

    /// What may be granted of these wishes: all of them, where each kind that is
    /// named is among `listed`; of a wish for everything, what is listed.
    pub(super) fn granted_of(&self, listed: &Self) -> Option<Self> {
        let named =
            |(it, bits): (&Target, &u8)| it.kind == "*" || bits & listed.bits_of(it) == *bits;
        self.0.iter().all(named).then(|| self.within(listed))
    }

    /// What is opened by one of these verbs: kinds of resources, or parts of one, in the
    /// order of their names.
    pub fn opened(&self, verbs: &[Verb]) -> impl Iterator<Item = (&str, Option<Part>)> {
        let any = verbs.iter().fold(0, |bits, verb| bits | verb.bit());
        let of = self.0.iter().filter(move |(_, bits)| *bits & any != 0);
        of.map(|(target, _)| (target.kind.as_str(), target.part))
    }

    /// Those of the kinds that `keep` says.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(target, _)| keep(&target.kind));
        Self(kept.map(|(target, bits)| (target.clone(), *bits)).collect())
    }

    /// As text, of another context.
    pub(super) fn to_text_of(&self, context: &str) -> String {
        let all: Vec<String> = self
            .0
            .iter()
            .map(|(it, bits)| text(context, it, *bits))
            .collect();
        all.join(" ")
    }

    fn bits_of(&self, target: &Target) -> u8 {
        let of = |target: &Target| self.0.get(target).copied().unwrap_or_default();
        of(target) | of(&Target::whole(&target.kind)) | of(&Target::whole("*"))
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

fn text(context: &str, target: &Target, bits: u8) -> String {
    let verbs = LETTERS
        .into_iter()
        .filter(|(_, verb)| bits & verb.bit() != 0);
    let verbs: String = verbs.map(|(letter, _)| letter).collect();
    let param = target.part.map(|part| format!("?{}", part.param()));
    format!(
        "{context}{}.{verbs}{}",
        target.kind,
        param.unwrap_or_default()
    )
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text_of(SYSTEM))
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
    fn a_part_is_asked_for_by_itself_and_opens_nothing_else() {
        let category = "http://terminology.hl7.org/CodeSystem/observation-category";
        let vital = format!("system/Observation.rs?category={category}|vital-signs");
        let one = Scopes::parse(&vital).expect("a part");
        for same in [
            "system/Observation.rs?category=vital-signs".to_owned(),
            vital.replace('|', "%7C"),
        ] {
            assert_eq!(Scopes::parse(&same), Some(one.clone()), "{same}");
        }
        assert_eq!(one.to_string(), vital);
        assert!(one.allow("Observation", Verb::Read));
        let parts = one.extent("Observation", Verb::Search);
        assert!(parts.has(Part::VitalSigns) && !parts.has(Part::Laboratory));
        assert!(!one.allow("Observation", Verb::Create));
        assert!(!one.extent("Condition", Verb::Read).has(Part::VitalSigns));
        // Whole holds a part; a part does not hold the whole, nor another part.
        let whole = Scopes::parse("system/Observation.rs").expect("whole");
        assert_eq!(one.within(&whole), one);
        assert_eq!(one.granted_of(&whole), Some(one.clone()));
        assert!(whole.within(&one).is_empty());
        assert_eq!(whole.granted_of(&one), None);
        let other = Scopes::parse("system/Observation.rs?category=laboratory").expect("another");
        assert!(other.within(&one).is_empty());
        let all = Scopes::parse("system/*.rs").expect("all");
        assert_eq!(all.granted_of(&one), Some(one.clone()));
        // What is there whole is not there a second time.
        let both = format!("system/Observation.r {vital}");
        let both = Scopes::parse(&both).expect("both").to_string();
        let rest = vital.replace(".rs", ".s");
        assert_eq!(both, format!("system/Observation.r {rest}"));
        assert_eq!(whole.extent("Observation", Verb::Read), Extent::Whole);
    }

    #[test]
    fn documents_of_a_class_are_asked_for_by_themselves_and_every_part_is_read_back() {
        for part in Part::ALL {
            let scope = format!("system/{}.rs?{}", part.kind(), part.param());
            let one = Scopes::parse(&scope).expect(&scope);
            assert_eq!(one.to_string(), scope);
            assert_eq!(
                one.opened(&[Verb::Read]).collect::<Vec<_>>(),
                [(part.kind(), Some(part))]
            );
            let of_all = Part::ALL.into_iter();
            let opened = of_all.filter(|it| one.extent(it.kind(), Verb::Read).has(*it));
            assert_eq!(opened.collect::<Vec<_>>(), [part], "{scope}");
        }
        let short = Scopes::parse("system/DocumentReference.rs?category=42").expect("short");
        assert!(
            short.to_string().ends_with("TRE-A03-ClasseDocument|42"),
            "{short}"
        );
        assert_eq!(Part::of_class("42"), Some(Part::Prescriptions));
        assert_eq!(Part::of_class("99"), None);
        assert_eq!(Part::of_class("laboratory"), None);
        // What is kept from before means what it meant.
        let before = "system/Binary.rs system/DocumentReference.rs system/List.rs";
        let before = Scopes::parse(before).expect("before");
        assert_eq!(
            before.extent("DocumentReference", Verb::Read),
            Extent::Whole
        );
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
            "system/Patient.rs?category=vital-signs",
            "system/*.rs?category=vital-signs",
            "system/Observation.rs?category=survey",
            "system/Observation.rs?category=42",
            "system/Observation.rs?category=|vital-signs",
            "system/DocumentReference.rs?category=laboratory",
            "system/DocumentReference.rs?category=99",
            "system/DocumentReference.rs?category=42,43",
            "system/DocumentReference.rs?category=urn:x|42",
            "system/DocumentReference.rs?type=11502-2",
            "system/Binary.r?category=42",
            "system/Observation.rs?category=urn:x|vital-signs",
            "system/Observation.rs?category=vital-signs&status=final",
            "system/Observation.rs?category=vital-signs,laboratory",
            "system/Observation.rs?code=8480-6",
            "system/Observation.rs?",
            "system/.r",
            "system/**.r",
            "openid",
        ] {
            assert!(Scopes::parse(wrong).is_none(), "{wrong}");
        }
        assert!(Scopes::parse("").expect("none").is_empty());
    }
}
