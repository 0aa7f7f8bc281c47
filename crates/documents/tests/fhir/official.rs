//! The official lists, where they are at hand: every code and every label of `data/` is
//! theirs, none is missing and none is more, and `data/SOURCES.md` names where each is
//! from, and of when. What is ours in these files is no part of it, but where it says
//! something else than theirs.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const TYPES: &str = include_str!("../../../../data/document_types.csv");
const CLASSES: &str = include_str!("../../../../data/document_classes.csv");
const PROFESSIONS: &str = include_str!("../../../../data/professions.csv");
const MATRIX: &str = include_str!("../../../../data/access_matrix.csv");
const SOURCES: &str = include_str!("../../../../data/SOURCES.md");

/// Each of our lists, beside the official one, and its column of labels.
const LISTS: [(&str, &str, &str); 7] = [
    (TYPES, "dmp_document_types.csv", "label_fr"),
    (TYPES, "document_type_cisis.csv", "display_fr"),
    (CLASSES, "document_class_tre_a03.csv", "display_fr"),
    (PROFESSIONS, "profession_tre_g15.csv", "display_fr"),
    (
        include_str!("../../../../data/practice_settings.csv"),
        "practice_setting.csv",
        "display_fr",
    ),
    (
        include_str!("../../../../data/facility_types.csv"),
        "healthcare_facility_type.csv",
        "display_fr",
    ),
    (
        include_str!("../../../../data/confidentiality.csv"),
        "confidentiality.csv",
        "display_fr",
    ),
];

/// What we write otherwise: the code, the official label, ours. `data/SOURCES.md` says why.
const OTHERWISE: [(&str, &str, &str); 12] = [
    (
        "IMG-KOS",
        "Reference d'objets d'un examen d'imagerie",
        "Référence d'objets d'un examen d'imagerie",
    ),
    (
        "urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1",
        "Digital Signature",
        "Signature numérique",
    ),
    ("28", "Opticien-Lunetier", "Opticien-lunetier"),
    ("40", "Chirurgien-Dentiste", "Chirurgien-dentiste"),
    ("50", "Sage-Femme", "Sage-femme"),
    ("70", "Masseur-Kinésithérapeute", "Masseur-kinésithérapeute"),
    ("80", "Pédicure-Podologue", "Pédicure-podologue"),
    ("82", "Podo-Orthésiste", "Podo-orthésiste"),
    ("83", "Orthopédiste-Orthésiste", "Orthopédiste-orthésiste"),
    (
        "86",
        "Technicien de labo médical",
        "Technicien de laboratoire médical",
    ),
    (
        "93",
        "Psychologue (obsolète 2021-12-17)",
        "Psychologue (code fermé le 17/12/2021)",
    ),
    (
        "98",
        "Manipulateur ERM",
        "Manipulateur d'électroradiologie médicale",
    ),
];

type Named = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// Where each of our files is from: what the official file says of itself or is said of
/// it, and how we say it.
const NAMED: [Named; 9] = [
    (
        "document_types.csv",
        "terminology/dmp_document_types.csv",
        &[
            ("JDV-J66-TypeCode-DMP", "JDV_J66-TypeCode-DMP"),
            ("in_jdv_j66_dmp_2024_02", "2024-02"),
        ],
    ),
    (
        "document_types.csv",
        "terminology/document_type_cisis.csv",
        &[
            ("JDV_J07_XdsTypeCode_CISIS", "JDV_J07-XdsTypeCode-CISIS"),
            ("2024-09-27", "2024-09"),
        ],
    ),
    (
        "document_classes.csv",
        "terminology/document_class_tre_a03.csv",
        &[
            ("TRE-A03-ClasseDocument", "TRE_A03-ClasseDocument"),
            ("JDV-J57-ClassCode-DMP", "JDV_J57"),
        ],
    ),
    (
        "professions.csv",
        "terminology/profession_tre_g15.csv",
        &[
            ("TRE-G15-ProfessionSante", "TRE_G15-ProfessionSante"),
            ("2024-03-29", "2024-03"),
        ],
    ),
    (
        "practice_settings.csv",
        "terminology/practice_setting.csv",
        &[
            (
                "JDV_J04_XdsPracticeSettingCode_CISIS",
                "JDV_J04-XdsPracticeSettingCode-CISIS",
            ),
            ("2024-09-27", "2024-09"),
        ],
    ),
    (
        "facility_types.csv",
        "terminology/healthcare_facility_type.csv",
        &[
            (
                "JDV_J02_XdsHealthcareFacilityTypeCode_CISIS",
                "JDV_J02-XdsHealthcareFacilityTypeCode-CISIS",
            ),
            ("2024-12-13", "2024-12"),
        ],
    ),
    (
        "confidentiality.csv",
        "terminology/confidentiality.csv",
        &[
            (
                "JDV_J08_XdsConfidentialityCode_CISIS",
                "JDV_J08-XdsConfidentialityCode-CISIS",
            ),
            ("2020-04-24", "2020-04"),
        ],
    ),
    (
        "access_matrix.csv",
        "facts/dmp_access_matrix.csv",
        &[
            ("arrêté du 26 octobre 2023", "26 October 2023"),
            ("JORF 29/10/2023", "JORF 29 October 2023"),
        ],
    ),
    (
        "access_matrix.csv",
        "facts/dmp_access_matrix.meta.json",
        &[("committed 2025-09-22", "2025-09")],
    ),
];

type Row = BTreeMap<String, String>;

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("CARNET_CORPUS IS NOT SET: OUR LISTS WERE NOT COMPARED WITH THE OFFICIAL ONES");
    }
    corpus
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

fn read(corpus: &Path, name: &str) -> String {
    std::fs::read_to_string(corpus.join(name)).expect("an official file")
}

/// The lines of a list, each by the names of its columns.
fn rows(text: &str) -> Vec<Row> {
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let heads = file.headers().expect("a head").clone();
    let mut rows = Vec::new();
    for line in file.records() {
        let line = line.expect("a line");
        let cells = heads.iter().zip(line.iter());
        rows.push(
            cells
                .map(|(head, cell)| (head.to_owned(), cell.to_owned()))
                .collect::<Row>(),
        );
    }
    rows
}

/// One column of a list, by its codes.
fn column(rows: &[Row], code: &str, of: &str) -> BTreeMap<String, String> {
    let cells = rows.iter().map(|row| (row[code].clone(), row[of].clone()));
    cells.collect()
}

/// An official label with regular apostrophes and accents on capitals.
fn regular(label: &str) -> String {
    label
        .replace('’', "'")
        .replace("Etablissement", "Établissement")
        .replace("Epithésiste", "Épithésiste")
}

#[test]
fn every_code_and_label_is_the_official_one_and_none_is_missing_or_more() {
    let Some(corpus) = corpus() else { return };
    let mut met = BTreeSet::new();
    for (ours, name, label) in LISTS {
        let mut ours: Vec<[String; 3]> = rows(ours)
            .iter()
            .map(|row| ["code", "system", "label_fr"].map(|it| row[it].clone()))
            .collect();
        let official = rows(&read(&corpus, &format!("terminology/{name}")));
        let mut official: Vec<[String; 3]> = official
            .iter()
            .map(|row| {
                let (code, told) = (&row["code"], regular(&row[label]));
                let mut otherwise = OTHERWISE.iter();
                let otherwise = otherwise.find(|it| it.0 == code && it.1 == told);
                met.extend(otherwise.map(|it| it.0));
                let told = otherwise.map_or(told, |it| it.2.to_owned());
                [code.clone(), row["code_system_oid"].clone(), told]
            })
            .collect();
        ours.sort();
        official.sort();
        assert_eq!(ours, official, "{name}");
    }
    let all = OTHERWISE.iter().map(|it| it.0);
    assert_eq!(met, all.collect::<BTreeSet<_>>());

    let official = rows(&read(&corpus, "terminology/dmp_document_types.csv"));
    let ours = rows(TYPES);
    let class = |rows: &[Row]| column(rows, "code", "class_code");
    assert_eq!(class(&ours), class(&official));
    // Who deposits a copy of an identity document is ours to say.
    let deposited = |rows: &[Row]| {
        let mut all = column(rows, "code", "deposited_by_patient");
        all.remove("PIECE-IDENTITE");
        all
    };
    assert_eq!(deposited(&ours), deposited(&official));
    let official = rows(&read(&corpus, "terminology/document_class_tre_a03.csv"));
    assert_eq!(
        column(&rows(CLASSES), "code", "in_record"),
        column(&official, "code", "in_dmp_value_set_j57"),
    );
}

/// Who may read documents of a type, by the columns of a row of the matrix.
fn readers(row: &Row, yes: &str, no: &str) -> BTreeMap<String, bool> {
    let told = ["class_code", "type_code", "type_label_fr"];
    let cells = row
        .iter()
        .filter(|(head, _)| !told.contains(&head.as_str()));
    cells
        .map(|(head, cell)| {
            assert!(cell == yes || cell == no, "{row:?}");
            (head.clone(), cell == yes)
        })
        .collect()
}

#[test]
fn the_access_matrix_says_of_every_type_and_profession_what_the_official_one_says() {
    let Some(corpus) = corpus() else { return };
    let official = rows(&read(&corpus, "facts/dmp_access_matrix.csv"));
    let by_type = |rows: &[Row], yes: &str, no: &str| {
        let each = rows.iter();
        let each = each.map(|row| (row["type_code"].clone(), readers(row, yes, no)));
        each.collect::<BTreeMap<_, _>>()
    };
    let mut theirs = by_type(&official, "X", "");
    assert_eq!(theirs.len(), official.len(), "a type that stands twice");
    // Of imaging by the code of the procedure: as of the images.
    let images = theirs.remove("(variable DICOM procedure code)");
    assert_eq!(images.as_ref(), theirs.get("52040-3"));
    let ours = rows(MATRIX);
    assert_eq!(ours.len(), theirs.len());
    assert_eq!(by_type(&ours, "yes", "no"), theirs);

    // Both official files put a type into the same class, and say which are in the matrix.
    let types = rows(&read(&corpus, "terminology/dmp_document_types.csv"));
    let classes = column(&types, "code", "class_code");
    for (code, class) in column(&official, "type_code", "class_code") {
        let known = classes.get(&code);
        assert!(
            known == Some(&class) || !theirs.contains_key(&code),
            "{code}"
        );
    }
    for (code, within) in column(&types, "code", "in_access_matrix_2025") {
        assert_eq!(within == "yes", theirs.contains_key(&code), "{code}");
    }

    // Each profession reads in the column that names it.
    let about = read(&corpus, "facts/dmp_access_matrix.meta.json");
    let about: Value = serde_json::from_str(&about).expect("JSON");
    let mut named = BTreeSet::new();
    for column in about["columns"].as_array().expect("columns") {
        let key = column["key"].as_str().expect("a key");
        for code in column["tre_g15"].as_array().expect("codes") {
            named.insert((code.as_str().expect("a code").to_owned(), key.to_owned()));
        }
    }
    // A pharmacist is named in two, which say the same.
    let (one, other) = (
        "pharmacien_biologiste",
        "pharmacien_officine_pui_preparateur",
    );
    assert!(theirs.values().all(|row| row[one] == row[other]));
    assert!(named.remove(&(String::from("21"), one.to_owned())));
    let ours = column(&rows(PROFESSIONS), "code", "matrix_column");
    let ours = ours.into_iter().filter(|(_, column)| !column.is_empty());
    assert_eq!(ours.collect::<BTreeSet<_>>(), named);
}

#[test]
fn each_list_names_its_official_source_and_of_when_it_is() {
    let Some(corpus) = corpus() else { return };
    let provenance = rows(&read(&corpus, "SOURCES.csv"));
    for (ours, official, all) in NAMED {
        let head = format!("| `{ours}` |");
        let line = SOURCES.lines().find(|line| line.starts_with(&head));
        let line = line.expect("a line of our sources");
        let row = provenance.iter().find(|row| row["file"] == official);
        let row = row.expect("where the official file is from");
        let row: Vec<&str> = row.values().map(String::as_str).collect();
        let told = format!("{}\n{}", row.join("\n"), read(&corpus, official));
        for (theirs, named) in all {
            assert!(told.contains(theirs), "{official}: {theirs}");
            assert!(line.contains(named), "{ours}: {named}");
        }
    }
}
