//! What is measured: units, and what a person can be.

use super::field::{Field, Values};

/// A kind of measure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Measure {
    /// Body weight.
    Weight,
    /// Height.
    Height,
    /// Body mass index: computed, never typed.
    Bmi,
    /// Waist.
    Waist,
    /// Head circumference.
    Head,
    /// Body temperature.
    Temperature,
    /// Heart rate.
    HeartRate,
    /// Blood pressure: two numbers.
    Pressure,
    /// Steps in a day.
    Steps,
    /// Pain, as the person rates it.
    Pain,
    /// Glucose in blood.
    Glucose,
    /// Glucose between cells.
    Interstitial,
    /// Glycated haemoglobin.
    Hba1c,
    /// Glucose management indicator.
    Gmi,
}

/// What is known of a kind: slug, unit as people write it, unit in UCUM, LOINC
/// code, least and most that a person can be, decimals.
type Known = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    f64,
    f64,
    usize,
);

impl Measure {
    /// The fourteen kinds (domain rules, §5).
    pub const ALL: [Self; 14] = [
        Self::Weight,
        Self::Height,
        Self::Bmi,
        Self::Waist,
        Self::Head,
        Self::Temperature,
        Self::HeartRate,
        Self::Pressure,
        Self::Steps,
        Self::Pain,
        Self::Glucose,
        Self::Interstitial,
        Self::Hba1c,
        Self::Gmi,
    ];

    /// The words of those that are typed: all but the one that is computed.
    pub const TYPED: [&'static str; 13] = [
        Self::Weight.slug(),
        Self::Height.slug(),
        Self::Waist.slug(),
        Self::Head.slug(),
        Self::Temperature.slug(),
        Self::HeartRate.slug(),
        Self::Pressure.slug(),
        Self::Steps.slug(),
        Self::Pain.slug(),
        Self::Glucose.slug(),
        Self::Interstitial.slug(),
        Self::Hba1c.slug(),
        Self::Gmi.slug(),
    ];

    /// The limits refuse nobody who was: they lie a little beyond what is on record. A
    /// newborn of 212 g who lived (Singapore, 2021) and a man of 635 kg (J. B. Minnoch);
    /// 272 cm (R. Wadlow); a waist of 302 cm (W. Hudson); a head of 94 cm (a child with
    /// hydrocephalus, 2013); 13.7 °C (Gilbert et al., *Lancet* 2000, 355: 375) and
    /// 46.5 °C (Slovis et al., *Ann Emerg Med* 1982, 11: 269), who lived; 320 km in a
    /// day on foot; 26.6 g/L of glucose (147.6 mmol/L, Guinness). A cuff for blood
    /// pressure reads up to 300 mmHg, a sensor between cells from 0.4 to 5 g/L; of what
    /// a sensor reads is the GMI, 3.31 + 2.392 × g/L (Bergenstal et al., *Diabetes
    /// Care* 2018, 41: 2275). Pain is rated from 0 to 10.
    const fn known(self) -> Known {
        match self {
            Self::Weight => ("poids", "kg", "kg", "29463-7", 0.2, 650.0, 2),
            Self::Height => ("taille", "cm", "cm", "8302-2", 20.0, 280.0, 1),
            Self::Bmi => ("imc", "kg/m²", "kg/m2", "39156-5", 3.0, 250.0, 1),
            Self::Waist => ("tour-de-taille", "cm", "cm", "8280-0", 15.0, 320.0, 1),
            Self::Head => ("perimetre-cranien", "cm", "cm", "9843-4", 15.0, 100.0, 1),
            Self::Temperature => ("temperature", "°C", "Cel", "8310-5", 10.0, 47.0, 1),
            Self::HeartRate => ("frequence", "/min", "/min", "8867-4", 15.0, 300.0, 0),
            Self::Pressure => ("tension", "mmHg", "mm[Hg]", "85354-9", 20.0, 300.0, 0),
            Self::Steps => ("pas", "", "{steps}", "55423-8", 0.0, 300_000.0, 0),
            Self::Pain => ("douleur", "/10", "{score}", "72514-3", 0.0, 10.0, 0),
            Self::Glucose => ("glycemie", "g/L", "g/L", "2339-0", 0.1, 30.0, 2),
            Self::Interstitial => ("glucose", "g/L", "g/L", "99504-3", 0.1, 10.0, 2),
            Self::Hba1c => ("hba1c", "%", "%", "4548-4", 2.0, 25.0, 1),
            Self::Gmi => ("gmi", "%", "%", "97506-0", 2.0, 25.0, 1),
        }
    }

    /// Its word in forms and in the keys of its sentences.
    pub const fn slug(self) -> &'static str {
        self.known().0
    }

    /// The kind of this word.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.slug() == slug)
    }

    /// Its unit, as people write it.
    pub const fn unit(self) -> &'static str {
        self.known().1
    }

    /// Its unit in UCUM.
    pub const fn ucum(self) -> &'static str {
        self.known().2
    }

    /// Its LOINC code.
    pub const fn loinc(self) -> &'static str {
        self.known().3
    }

    /// The least and the most that a person can be.
    pub const fn limits(self) -> (f64, f64) {
        let known = self.known();
        (known.4, known.5)
    }

    /// How many digits after the point mean something.
    pub const fn decimals(self) -> usize {
        self.known().6
    }

    /// Whether a person can be this, written with as many digits as mean something.
    pub fn can_be(self, number: &str) -> bool {
        let (low, high) = self.limits();
        let part = number.split_once('.').map_or(0, |(_, part)| part.len());
        let within = |number: f64| number >= low && number <= high;
        number.parse().is_ok_and(within) && part <= self.decimals()
    }

    /// Its number in the journal: its place among all, never used again.
    pub fn code(self) -> u8 {
        let place = Self::ALL.iter().position(|measure| *measure == self);
        place
            .and_then(|place| u8::try_from(place).ok())
            .unwrap_or(u8::MAX)
    }

    /// The kind of this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The key of the sentence that says between what it lies.
    pub const fn beyond(self) -> &'static str {
        match self {
            Self::Weight => "profile-beyond-poids",
            Self::Height => "profile-beyond-taille",
            Self::Bmi => "profile-beyond-imc",
            Self::Waist => "profile-beyond-tour-de-taille",
            Self::Head => "profile-beyond-perimetre-cranien",
            Self::Temperature => "profile-beyond-temperature",
            Self::HeartRate => "profile-beyond-frequence",
            Self::Pressure => "profile-beyond-tension",
            Self::Steps => "profile-beyond-pas",
            Self::Pain => "profile-beyond-douleur",
            Self::Glucose => "profile-beyond-glycemie",
            Self::Interstitial => "profile-beyond-glucose",
            Self::Hba1c => "profile-beyond-hba1c",
            Self::Gmi => "profile-beyond-gmi",
        }
    }

    /// What a line measures.
    pub fn of(values: &Values) -> Option<Self> {
        values.get(Field::Measure).and_then(Self::from_slug)
    }
}

/// The body mass index of a weight in kilograms and a height in centimetres,
/// in kg/m².
pub fn bmi(weight: f64, height: f64) -> Option<f64> {
    let metres = height / 100.0;
    let (low, high) = Measure::Bmi.limits();
    let index = weight / (metres * metres);
    (index.is_finite() && index >= low && index <= high).then_some(index)
}
