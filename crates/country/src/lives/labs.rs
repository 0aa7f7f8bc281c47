//! Blood and urine: what is measured, its reference interval, and the report
//! with the value before.

use super::Life;
use crate::clinical::{Line, Report, Section};
use kernel::Date;
use std::collections::HashMap;

/// Something measured.
pub(super) struct Analyte {
    /// In LOINC.
    code: &'static str,
    section: &'static str,
    name: &'static str,
    unit: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    decimals: usize,
}

const fn analyte(
    code: &'static str,
    section: &'static str,
    name: &'static str,
    unit: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    decimals: usize,
) -> Analyte {
    Analyte {
        code,
        section,
        name,
        unit,
        low,
        high,
        decimals,
    }
}

const BLOOD: &str = "Hématologie";
const CHEMISTRY: &str = "Biochimie";
const LIPIDS: &str = "Bilan lipidique";
const HORMONES: &str = "Hormonologie";
const SEROLOGY: &str = "Sérologies";
const URINE: &str = "Urines";

pub(super) const HAEMOGLOBIN: Analyte = analyte(
    "718-7",
    BLOOD,
    "Hémoglobine",
    "g/dL",
    Some(12.0),
    Some(16.5),
    1,
);
pub(super) const WHITE_CELLS: Analyte = analyte(
    "6690-2",
    BLOOD,
    "Leucocytes",
    "G/L",
    Some(4.0),
    Some(10.0),
    2,
);
pub(super) const PLATELETS: Analyte = analyte(
    "777-3",
    BLOOD,
    "Plaquettes",
    "G/L",
    Some(150.0),
    Some(400.0),
    0,
);
pub(super) const HAEMATOCRIT: Analyte = analyte(
    "4544-3",
    BLOOD,
    "Hématocrite",
    "%",
    Some(36.0),
    Some(49.0),
    1,
);
pub(super) const RED_VOLUME: Analyte =
    analyte("787-2", BLOOD, "VGM", "fL", Some(80.0), Some(98.0), 0);
pub(super) const GLUCOSE: Analyte = analyte(
    "1558-6",
    CHEMISTRY,
    "Glycémie à jeun",
    "g/L",
    Some(0.7),
    Some(1.1),
    2,
);
pub(super) const HBA1C: Analyte = analyte(
    "4548-4",
    CHEMISTRY,
    "HbA1c (HPLC)",
    "%",
    Some(4.0),
    Some(6.0),
    1,
);
pub(super) const CREATININE: Analyte = analyte(
    "14682-9",
    CHEMISTRY,
    "Créatinine",
    "µmol/L",
    Some(45.0),
    Some(104.0),
    0,
);
pub(super) const FILTRATION: Analyte = analyte(
    "62238-1",
    CHEMISTRY,
    "DFG estimé (CKD-EPI)",
    "mL/min/1,73 m²",
    Some(60.0),
    None,
    0,
);
pub(super) const POTASSIUM: Analyte = analyte(
    "2823-3",
    CHEMISTRY,
    "Potassium",
    "mmol/L",
    Some(3.5),
    Some(5.1),
    1,
);
pub(super) const SODIUM: Analyte = analyte(
    "2951-2",
    CHEMISTRY,
    "Sodium",
    "mmol/L",
    Some(136.0),
    Some(145.0),
    0,
);
pub(super) const LIVER: Analyte = analyte(
    "1742-6",
    CHEMISTRY,
    "ALAT (TGP)",
    "UI/L",
    None,
    Some(45.0),
    0,
);
pub(super) const GAMMA_GT: Analyte =
    analyte("2324-2", CHEMISTRY, "Gamma-GT", "UI/L", None, Some(55.0), 0);
pub(super) const CRP: Analyte = analyte(
    "1988-5",
    CHEMISTRY,
    "Protéine C réactive",
    "mg/L",
    None,
    Some(5.0),
    1,
);
pub(super) const FERRITIN: Analyte = analyte(
    "2276-4",
    CHEMISTRY,
    "Ferritine",
    "µg/L",
    Some(20.0),
    Some(250.0),
    0,
);
pub(super) const VITAMIN_D: Analyte = analyte(
    "62292-8",
    CHEMISTRY,
    "25-OH vitamine D",
    "ng/mL",
    Some(30.0),
    Some(60.0),
    0,
);
pub(super) const HEART_PEPTIDE: Analyte = analyte(
    "33762-6",
    CHEMISTRY,
    "NT-proBNP",
    "ng/L",
    None,
    Some(450.0),
    0,
);
pub(super) const CHOLESTEROL: Analyte = analyte(
    "2093-3",
    LIPIDS,
    "Cholestérol total",
    "g/L",
    None,
    Some(2.0),
    2,
);
pub(super) const LDL: Analyte = analyte(
    "13457-7",
    LIPIDS,
    "LDL-cholestérol calculé",
    "g/L",
    None,
    Some(1.6),
    2,
);
pub(super) const HDL: Analyte = analyte(
    "2085-9",
    LIPIDS,
    "HDL-cholestérol",
    "g/L",
    Some(0.4),
    None,
    2,
);
pub(super) const TRIGLYCERIDES: Analyte =
    analyte("2571-8", LIPIDS, "Triglycérides", "g/L", None, Some(1.5), 2);
pub(super) const TSH: Analyte =
    analyte("3016-3", HORMONES, "TSH", "mUI/L", Some(0.4), Some(4.0), 2);
pub(super) const FREE_T4: Analyte = analyte(
    "14920-3",
    HORMONES,
    "T4 libre",
    "pmol/L",
    Some(11.0),
    Some(22.0),
    1,
);
pub(super) const TOXOPLASMA: Analyte = analyte(
    "8039-0",
    SEROLOGY,
    "Toxoplasmose – IgG",
    "UI/mL",
    None,
    Some(3.0),
    1,
);
pub(super) const RUBELLA: Analyte = analyte(
    "8014-3",
    SEROLOGY,
    "Rubéole – IgG",
    "UI/mL",
    Some(10.0),
    None,
    0,
);
pub(super) const ALBUMIN_URINE: Analyte = analyte(
    "32294-1",
    URINE,
    "Albuminurie / créatininurie",
    "mg/mmol",
    None,
    Some(3.0),
    1,
);

/// One taking of blood.
pub(super) struct Sample {
    day: Date,
    title: &'static str,
    asked_by: String,
    values: Vec<(&'static Analyte, f64)>,
    comment: Option<String>,
}

impl Life<'_> {
    pub(super) fn take_blood(
        &mut self,
        day: Date,
        title: &'static str,
        values: Vec<(&'static Analyte, f64)>,
        comment: Option<&str>,
    ) {
        let asked_by = self.doctor_name();
        self.samples.push(Sample {
            day,
            title,
            asked_by,
            values,
            comment: comment.map(str::to_owned),
        });
    }

    /// A blood count without surprise.
    pub(super) fn blood_count(&mut self) -> Vec<(&'static Analyte, f64)> {
        let centre = if self.e().is_empty() { 14.9 } else { 13.3 };
        let haemoglobin = self.dice.around(centre, 1.1);
        vec![
            (&HAEMOGLOBIN, haemoglobin),
            (&HAEMATOCRIT, haemoglobin * 2.98),
            (&RED_VOLUME, self.dice.around(89.0, 5.0)),
            (&WHITE_CELLS, self.dice.around(6.6, 2.2)),
            (&PLATELETS, self.dice.around(255.0, 70.0)),
        ]
    }

    /// Kidneys and salts, for this age.
    pub(super) fn kidneys(&mut self, on: Date) -> Vec<(&'static Analyte, f64)> {
        let age = f64::from(self.person.age(on));
        let filtration = (124.0 - age * 0.72 + self.dice.around(0.0, 8.0)).clamp(28.0, 118.0);
        vec![
            (&CREATININE, 7400.0 / filtration.max(30.0) - 4.0),
            (&FILTRATION, filtration),
            (&SODIUM, self.dice.around(140.0, 3.0)),
            (&POTASSIUM, self.dice.around(4.3, 0.5)),
        ]
    }

    /// Fats: worse with age, better under treatment.
    pub(super) fn lipids(&mut self, ldl: f64) -> Vec<(&'static Analyte, f64)> {
        let ldl = self.dice.around(ldl, 0.15);
        let hdl = self.dice.around(0.52, 0.1);
        let fats = self.dice.around(1.15, 0.45);
        vec![
            (&CHOLESTEROL, ldl + hdl + fats / 5.0),
            (&HDL, hdl),
            (&LDL, ldl),
            (&TRIGLYCERIDES, fats),
        ]
    }

    /// Writes the reports, oldest first, each line with the value before.
    pub(super) fn report_samples(&mut self) {
        let mut samples = std::mem::take(&mut self.samples);
        samples.sort_by_key(|s| s.day);
        let mut before: HashMap<&'static str, (Date, f64)> = HashMap::new();
        samples.retain(|s| s.day < self.today);
        for sample in samples {
            let report = report(&sample, &mut before, self.dice.between(100, 9999));
            let laboratory = self.laboratory();
            self.report(sample.day, "11502-2", sample.title, laboratory, report);
        }
    }
}

fn report(
    sample: &Sample,
    before: &mut HashMap<&'static str, (Date, f64)>,
    number_of_day: i32,
) -> Report {
    let mut sections: Vec<Section> = Vec::new();
    let mut seen = Vec::new();
    for (what, value) in &sample.values {
        if seen.contains(&what.name) {
            continue;
        }
        seen.push(what.name);
        let previous = before.insert(what.name, (sample.day, *value));
        let line = line(what, *value, previous);
        match sections.last_mut() {
            Some(section) if section.title == what.section => section.lines.push(line),
            _ => sections.push(Section {
                title: what.section,
                specimen: if what.section == URINE {
                    "Urines"
                } else {
                    "Sang veineux"
                },
                lines: vec![line],
            }),
        }
    }
    Report {
        number: format!("{}-{number_of_day:04}", sample.day.strftime("%y%m%d")),
        asked_by: sample.asked_by.clone(),
        sections,
        comment: sample.comment.clone(),
    }
}

fn line(what: &Analyte, value: f64, previous: Option<(Date, f64)>) -> Line {
    let written = |value: f64| format!("{value:.*}", what.decimals);
    // Marked as it is written, not as it was measured.
    let shown = written(value).parse().unwrap_or(value);
    let low = what.low.is_some_and(|low| shown < low);
    let high = what.high.is_some_and(|high| shown > high);
    Line {
        name: what.name,
        code: what.code,
        value: written(value),
        unit: what.unit,
        low: what.low.map(|low| low.to_string()),
        high: what.high.map(|high| high.to_string()),
        mark: match (low, high) {
            (true, _) => "L",
            (_, true) => "H",
            _ => "N",
        },
        before: previous.map(|(day, value)| (written(value), day)),
    }
}
