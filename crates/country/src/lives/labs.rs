//! Blood and urine: what is measured, its reference interval, and the report
//! with the value before.

use super::Life;
use super::words::{frame, number, text};
use crate::paper::{Block, Paper, Row, Table, short_date};
use kernel::Date;
use std::collections::HashMap;

/// Something measured.
pub(super) struct Analyte {
    section: &'static str,
    name: &'static str,
    unit: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    decimals: usize,
}

const fn analyte(
    section: &'static str,
    name: &'static str,
    unit: &'static str,
    low: Option<f64>,
    high: Option<f64>,
    decimals: usize,
) -> Analyte {
    Analyte {
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

pub(super) const HAEMOGLOBIN: Analyte =
    analyte(BLOOD, "Hémoglobine", "g/dL", Some(12.0), Some(16.5), 1);
pub(super) const WHITE_CELLS: Analyte =
    analyte(BLOOD, "Leucocytes", "G/L", Some(4.0), Some(10.0), 2);
pub(super) const PLATELETS: Analyte =
    analyte(BLOOD, "Plaquettes", "G/L", Some(150.0), Some(400.0), 0);
pub(super) const HAEMATOCRIT: Analyte =
    analyte(BLOOD, "Hématocrite", "%", Some(36.0), Some(49.0), 1);
pub(super) const RED_VOLUME: Analyte = analyte(BLOOD, "VGM", "fL", Some(80.0), Some(98.0), 0);
pub(super) const GLUCOSE: Analyte =
    analyte(CHEMISTRY, "Glycémie à jeun", "g/L", Some(0.7), Some(1.1), 2);
pub(super) const HBA1C: Analyte = analyte(CHEMISTRY, "HbA1c (HPLC)", "%", Some(4.0), Some(6.0), 1);
pub(super) const CREATININE: Analyte = analyte(
    CHEMISTRY,
    "Créatinine",
    "µmol/L",
    Some(45.0),
    Some(104.0),
    0,
);
pub(super) const FILTRATION: Analyte = analyte(
    CHEMISTRY,
    "DFG estimé (CKD-EPI)",
    "mL/min/1,73 m²",
    Some(60.0),
    None,
    0,
);
pub(super) const POTASSIUM: Analyte =
    analyte(CHEMISTRY, "Potassium", "mmol/L", Some(3.5), Some(5.1), 1);
pub(super) const SODIUM: Analyte =
    analyte(CHEMISTRY, "Sodium", "mmol/L", Some(136.0), Some(145.0), 0);
pub(super) const LIVER: Analyte = analyte(CHEMISTRY, "ALAT (TGP)", "UI/L", None, Some(45.0), 0);
pub(super) const GAMMA_GT: Analyte = analyte(CHEMISTRY, "Gamma-GT", "UI/L", None, Some(55.0), 0);
pub(super) const CRP: Analyte =
    analyte(CHEMISTRY, "Protéine C réactive", "mg/L", None, Some(5.0), 1);
pub(super) const FERRITIN: Analyte =
    analyte(CHEMISTRY, "Ferritine", "µg/L", Some(20.0), Some(250.0), 0);
pub(super) const VITAMIN_D: Analyte = analyte(
    CHEMISTRY,
    "25-OH vitamine D",
    "ng/mL",
    Some(30.0),
    Some(60.0),
    0,
);
pub(super) const HEART_PEPTIDE: Analyte =
    analyte(CHEMISTRY, "NT-proBNP", "ng/L", None, Some(450.0), 0);
pub(super) const CHOLESTEROL: Analyte =
    analyte(LIPIDS, "Cholestérol total", "g/L", None, Some(2.0), 2);
pub(super) const LDL: Analyte =
    analyte(LIPIDS, "LDL-cholestérol calculé", "g/L", None, Some(1.6), 2);
pub(super) const HDL: Analyte = analyte(LIPIDS, "HDL-cholestérol", "g/L", Some(0.4), None, 2);
pub(super) const TRIGLYCERIDES: Analyte =
    analyte(LIPIDS, "Triglycérides", "g/L", None, Some(1.5), 2);
pub(super) const TSH: Analyte = analyte(HORMONES, "TSH", "mUI/L", Some(0.4), Some(4.0), 2);
pub(super) const FREE_T4: Analyte =
    analyte(HORMONES, "T4 libre", "pmol/L", Some(11.0), Some(22.0), 1);
pub(super) const TOXOPLASMA: Analyte =
    analyte(SEROLOGY, "Toxoplasmose – IgG", "UI/mL", None, Some(3.0), 1);
pub(super) const RUBELLA: Analyte =
    analyte(SEROLOGY, "Rubéole – IgG", "UI/mL", Some(10.0), None, 0);
pub(super) const ALBUMIN_URINE: Analyte = analyte(
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

const COLUMNS: &[(&str, f32)] = &[
    ("Analyse", 168.0),
    ("Résultat", 70.0),
    ("Unité", 82.0),
    ("Valeurs de référence", 96.0),
    ("Antériorité", 83.0),
];

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
            let paper = report(&sample, &mut before, self.dice.between(100, 9999));
            let laboratory = self.laboratory();
            self.write(sample.day, "11502-2", sample.title, laboratory, paper);
        }
    }
}

fn report(
    sample: &Sample,
    before: &mut HashMap<&'static str, (Date, f64)>,
    number_of_day: i32,
) -> Paper {
    let mut rows = Vec::new();
    let mut section = "";
    let mut outside = 0;
    let mut seen = Vec::new();
    for (what, value) in &sample.values {
        if seen.contains(&what.name) {
            continue;
        }
        seen.push(what.name);
        if what.section != section {
            section = what.section;
            rows.push(Row {
                cells: vec![section.to_owned()],
                marked: false,
            });
        }
        let low = what.low.is_some_and(|low| *value < low);
        let high = what.high.is_some_and(|high| *value > high);
        outside += usize::from(low || high);
        let sign = if high {
            " +"
        } else if low {
            " –"
        } else {
            ""
        };
        let previous = before.insert(what.name, (sample.day, *value));
        rows.push(Row {
            cells: vec![
                what.name.to_owned(),
                format!("{}{sign}", number(*value, what.decimals)),
                what.unit.to_owned(),
                interval(what),
                previous.map_or_else(String::new, |(day, value)| {
                    format!("{} ({})", number(value, what.decimals), short_date(day))
                }),
            ],
            marked: low || high,
        });
    }
    let mut blocks = vec![Block::Table(Table {
        columns: COLUMNS,
        rows,
    })];
    if let Some(comment) = &sample.comment {
        blocks.push(frame(comment.clone()));
    }
    blocks.push(text(match outside {
        0 => "Tous les résultats sont dans les valeurs de référence du laboratoire.",
        1 => "Un résultat est en dehors des valeurs de référence (en rouge, + au-dessus, – au-dessous). Il doit être interprété par votre médecin.",
        _ => "Les résultats en rouge sont en dehors des valeurs de référence (+ au-dessus, – au-dessous). Ils doivent être interprétés par votre médecin.",
    }));
    blocks.push(text(
        "Techniques : cytométrie en flux (hématologie), photométrie et potentiométrie indirecte (biochimie), \
         électrochimiluminescence (hormones, sérologies). Les valeurs de référence tiennent compte de l'âge et du sexe.",
    ));
    Paper {
        meta: vec![
            (
                "Demande n°",
                format!("{}-{number_of_day:04}", sample.day.strftime("%y%m%d")),
            ),
            ("Prescripteur", sample.asked_by.clone()),
            (
                "Prélèvement",
                format!(
                    "{} à 08 h {:02}, à jeun",
                    short_date(sample.day),
                    number_of_day % 50
                ),
            ),
            ("Nature", "Sang veineux".to_owned()),
        ],
        blocks,
        barcode: false,
    }
}

fn interval(what: &Analyte) -> String {
    let n = |value| number(value, what.decimals.min(2));
    match (what.low, what.high) {
        (Some(low), Some(high)) => format!("{} – {}", n(low), n(high)),
        (Some(low), None) => format!("> {}", n(low)),
        (None, Some(high)) => format!("< {}", n(high)),
        (None, None) => String::new(),
    }
}
