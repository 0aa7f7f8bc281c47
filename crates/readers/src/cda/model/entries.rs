//! What the document says once more for machines, as written.

use super::Period;
use minicbor::{Decode, Encode};

/// All that was found, each kind in the order of the document.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Entries {
    /// Results of a laboratory.
    #[n(0)]
    pub results: Vec<LabResult>,
    /// Measures: weight, pressure, temperature.
    #[n(1)]
    pub vitals: Vec<VitalSign>,
    /// Allergies and intolerances.
    #[n(2)]
    pub allergies: Vec<Allergy>,
    /// Medicines taken, prescribed or given.
    #[n(3)]
    pub treatments: Vec<Treatment>,
    /// Vaccinations, done or to be done.
    #[n(4)]
    pub vaccinations: Vec<Vaccination>,
    /// Whether there were more than are kept.
    #[n(5)]
    pub cut: bool,
}

/// Where an entry stands.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Origin {
    /// The place of its section in the document.
    #[n(0)]
    pub section: u32,
    /// Its own number.
    #[n(1)]
    pub id: Option<String>,
    /// What the text for people says of it.
    #[n(2)]
    pub words: Option<String>,
    /// Whom it is about, if that is not the patient.
    #[n(3)]
    pub subject: Option<String>,
}

/// What every statement says of itself.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Statement {
    /// Where it stands.
    #[n(0)]
    pub origin: Origin,
    /// When, since when, or from when to when.
    #[n(1)]
    pub when: Period,
    /// `completed`, `active`, `aborted` …; of an allergy, as its author says.
    #[n(2)]
    pub status: Option<String>,
    /// What its author adds; of a medicine, for the patient or the pharmacist.
    #[n(3)]
    pub comments: Vec<String>,
    /// The document says that this is *not* so, or was *not* done.
    #[n(4)]
    pub negated: bool,
}

/// A medicine or a vaccine, as it is sold.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Product {
    /// Its name, as written.
    #[n(0)]
    pub name: Option<String>,
    /// Its code.
    #[n(1)]
    pub code: Option<Code>,
    /// The number of the lot.
    #[n(2)]
    pub lot: Option<String>,
}

/// A code of a code system.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Code {
    /// The code.
    #[n(0)]
    pub code: Option<String>,
    /// The OID of its system.
    #[n(1)]
    pub system: Option<String>,
    /// Its name.
    #[n(2)]
    pub display: Option<String>,
    /// The words it stands for in the text for people.
    #[n(3)]
    pub original: Option<String>,
    /// The same in other systems: code, OID, name.
    #[n(4)]
    pub others: Vec<Code>,
}

impl Code {
    /// What to call it: its name, else the author's words, else a translation's
    /// name, else the bare code.
    pub fn label(&self) -> Option<&str> {
        let named = self.display.as_deref().or(self.original.as_deref());
        let other = || {
            self.others
                .iter()
                .find_map(|other| other.display.as_deref())
        };
        named.or_else(other).or(self.code.as_deref())
    }
}

/// A value, as written: numbers are never counted with.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Value {
    /// A number, with a unit or without.
    #[n(0)]
    Quantity(#[n(0)] Bound),
    /// Between two numbers, or above or below one.
    #[n(1)]
    Range(#[n(0)] Range),
    /// A code.
    #[n(2)]
    Code(#[n(0)] Code),
    /// Words.
    #[n(3)]
    Text(#[n(0)] String),
    /// Yes or no.
    #[n(4)]
    Truth(#[n(0)] bool),
    /// One number to another: a titre.
    #[n(5)]
    Ratio(#[n(0)] Bound, #[n(1)] Bound),
    /// A moment or a period.
    #[n(6)]
    When(#[n(0)] Period),
    /// None, and why: a code of HL7 (`NA`, `UNK` …).
    #[n(7)]
    None(#[n(0)] String),
}

/// A number and its unit.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Bound {
    /// The number, as written.
    #[n(0)]
    pub value: String,
    /// The unit, as written.
    #[n(1)]
    pub unit: Option<String>,
    /// For an end of a range: whether it belongs to it. It does, unless the
    /// document says no.
    #[n(2)]
    pub inclusive: bool,
}

/// From one number to another.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Range {
    /// From.
    #[n(0)]
    pub low: Option<Bound>,
    /// To.
    #[n(1)]
    pub high: Option<Bound>,
}

/// What the laboratory calls usual, or names otherwise.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct ReferenceRange {
    /// In words.
    #[n(0)]
    pub words: Option<String>,
    /// In numbers.
    #[n(1)]
    pub values: Vec<Value>,
    /// What a value in it means, by the laboratory.
    #[n(2)]
    pub meaning: Vec<Code>,
}

/// An earlier result, told with the new one.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Previous {
    /// Its values.
    #[n(0)]
    pub values: Vec<Value>,
    /// When.
    #[n(1)]
    pub when: Period,
}

/// A result of a laboratory.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct LabResult {
    /// What it says of itself.
    #[n(0)]
    pub statement: Statement,
    /// What was looked for.
    #[n(1)]
    pub test: Code,
    /// Under which heading: the battery or the isolate.
    #[n(2)]
    pub panel: Option<String>,
    /// What was found.
    #[n(3)]
    pub values: Vec<Value>,
    /// How the laboratory reads it (H, L, N …).
    #[n(4)]
    pub interpretation: Vec<Code>,
    /// What the laboratory calls usual.
    #[n(5)]
    pub ranges: Vec<ReferenceRange>,
    /// In what: blood, urine, an isolated germ.
    #[n(6)]
    pub specimen: Option<String>,
    /// By which method.
    #[n(7)]
    pub method: Option<Code>,
    /// Earlier results.
    #[n(8)]
    pub previous: Vec<Previous>,
    /// Who did it, if not the whole document's laboratory.
    #[n(9)]
    pub performer: Option<String>,
}

/// A measure.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct VitalSign {
    /// What it says of itself.
    #[n(0)]
    pub statement: Statement,
    /// What was measured.
    #[n(1)]
    pub what: Code,
    /// How much.
    #[n(2)]
    pub values: Vec<Value>,
    /// How its author reads it.
    #[n(3)]
    pub interpretation: Vec<Code>,
}

/// An allergy or an intolerance.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Allergy {
    /// What it says of itself.
    #[n(0)]
    pub statement: Statement,
    /// Of which kind: to a medicine, to food.
    #[n(1)]
    pub kind: Code,
    /// The finding; also where a document says that there is none.
    #[n(2)]
    pub values: Vec<Value>,
    /// To what.
    #[n(3)]
    pub agents: Vec<Code>,
    /// What it does.
    #[n(4)]
    pub reactions: Vec<String>,
    /// How severe or dangerous, as its author says.
    #[n(5)]
    pub severity: Vec<String>,
}

/// A medicine that is taken, prescribed or given.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Treatment {
    /// What it says of itself.
    #[n(0)]
    pub statement: Statement,
    /// `EVN` was taken or given, `INT` is prescribed, `RQO` is asked for …
    #[n(1)]
    pub mood: String,
    /// What kind of line it is; also where a document says that there is none.
    #[n(2)]
    pub kind: Option<Code>,
    /// What is taken.
    #[n(3)]
    pub product: Product,
    /// How much and how often, each step.
    #[n(4)]
    pub doses: Vec<Dose>,
    /// How: by mouth.
    #[n(5)]
    pub route: Option<Code>,
}

/// How much and how often.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Dose {
    /// In words.
    #[n(0)]
    pub words: Option<String>,
    /// How much at a time.
    #[n(1)]
    pub quantity: Option<Value>,
    /// Every so much time.
    #[n(2)]
    pub every: Vec<Bound>,
    /// At which moments of the day: codes of HL7 (`ACM` before breakfast …).
    #[n(3)]
    pub moments: Vec<String>,
    /// From when to when.
    #[n(4)]
    pub when: Period,
    /// Only then.
    #[n(5)]
    pub condition: Option<String>,
}

/// A vaccination.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Vaccination {
    /// What it says of itself; why it was done or not is a comment.
    #[n(0)]
    pub statement: Statement,
    /// `EVN` was done; anything else is yet to be.
    #[n(1)]
    pub mood: String,
    /// Which: a first series, a booster.
    #[n(2)]
    pub kind: Option<Code>,
    /// The vaccine.
    #[n(3)]
    pub product: Product,
    /// Against what, if it says so.
    #[n(4)]
    pub targets: Vec<String>,
    /// Which dose it is, as written.
    #[n(5)]
    pub rank: Option<String>,
    /// How.
    #[n(6)]
    pub route: Option<Code>,
    /// Where on the body.
    #[n(7)]
    pub site: Option<Code>,
    /// Who did it.
    #[n(8)]
    pub performer: Option<String>,
    /// What followed.
    #[n(9)]
    pub reactions: Vec<String>,
}

impl Entries {
    /// How many there are, of all kinds.
    pub fn count(&self) -> usize {
        self.results.len()
            + self.vitals.len()
            + self.allergies.len()
            + self.treatments.len()
            + self.vaccinations.len()
    }
}
