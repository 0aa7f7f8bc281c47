//! The professionals and the places where they work. All are invented; their
//! numbers are in ranges nobody holds (RPPS from 99, FINESS of department
//! 99). Long because of its two tables.

use crate::numbers::with_luhn;
use crate::people::Sex;

/// A place of care: hospital, laboratory, practice, pharmacy…
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    /// FINESS number, nine digits.
    pub finess: String,
    /// Name.
    pub name: String,
    /// First line of the address.
    pub address_line: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Phone, in the range kept for fiction (01 99 00).
    pub phone: String,
    /// Kind of institution, a code of `data/facility_types.csv`.
    pub facility_type: String,
    /// Setting of care, a code of `data/practice_settings.csv`.
    pub practice_setting: String,
}

/// A professional of the national directory.
#[derive(Clone, PartialEq, Debug)]
pub struct Professional {
    /// RPPS number, eleven digits.
    pub rpps: String,
    /// Family name.
    pub last_name: String,
    /// First name.
    pub first_name: String,
    /// Sex, for the words on their letters.
    pub sex: Sex,
    /// Profession, a code of `data/professions.csv`.
    pub profession_code: String,
    /// Speciality or profession in words, in French.
    pub speciality: String,
    /// Where they work.
    pub place: Place,
}

impl Professional {
    /// As on a door: *Dr Amélie Fontanel*, or both names alone.
    pub fn display(&self) -> String {
        let title = match self.profession_code.as_str() {
            "10" | "40" | "21" => "Dr ",
            _ => "",
        };
        format!("{title}{} {}", self.first_name, self.last_name)
    }
}

/// The kinds of place, by their key in the tables below.
const PLACES: &[(&str, &str, &str, usize, &str, &str)] = &[
    // key, name, street, town, facility type, setting
    (
        "hospital",
        "Centre hospitalier de Valbrune",
        "1 boulevard de l'Hôpital",
        0,
        "SA01",
        "ETABLISSEMENT",
    ),
    (
        "laboratory",
        "Laboratoire de biologie médicale de la Lieue",
        "14 rue des Remparts",
        0,
        "SA25",
        "AMBULATOIRE",
    ),
    (
        "imaging",
        "Centre d'imagerie médicale de Port-Alise",
        "8 quai de la Lieue",
        1,
        "SA08",
        "AMBULATOIRE",
    ),
    (
        "pharmacy",
        "Pharmacie du Marché",
        "3 place du Marché",
        0,
        "SA33",
        "AMBULATOIRE",
    ),
    (
        "tilleuls",
        "Cabinet médical des Tilleuls",
        "22 rue des Tilleuls",
        0,
        "SA08",
        "AMBULATOIRE",
    ),
    (
        "port",
        "Maison de santé de Port-Alise",
        "5 boulevard du Port",
        1,
        "SA52",
        "AMBULATOIRE",
    ),
    (
        "montclair",
        "Cabinet médical de Montclair",
        "11 rue Haute",
        2,
        "SA07",
        "AMBULATOIRE",
    ),
    (
        "dental",
        "Cabinet dentaire des Lilas",
        "4 impasse des Lilas",
        0,
        "SA08",
        "AMBULATOIRE",
    ),
    (
        "eyes",
        "Cabinet d'ophtalmologie de la Gare",
        "17 avenue de la Gare",
        3,
        "SA08",
        "AMBULATOIRE",
    ),
    (
        "specialists",
        "Pôle de consultations de Rocheverte",
        "30 route des Crêtes",
        3,
        "SA52",
        "AMBULATOIRE",
    ),
    (
        "nurses",
        "Cabinet infirmier d'Aubrelle",
        "9 rue du Lavoir",
        4,
        "SA08",
        "AMBULATOIRE",
    ),
    (
        "pharmacy2",
        "Pharmacie du Lac",
        "2 rue de la Fontaine",
        5,
        "SA33",
        "AMBULATOIRE",
    ),
    (
        "motion",
        "Cabinet de kinésithérapie des Crêtes",
        "41 route des Crêtes",
        3,
        "SA08",
        "AMBULATOIRE",
    ),
];

/// The first places are those whose software talks to Carnet.
const INSTITUTIONS: usize = 4;

const F: Sex = Sex::F;
const M: Sex = Sex::M;

const STAFF: &[(&str, &str, &str, Sex, &str, &str)] = &[
    // place, profession, speciality, sex, last name, first name
    (
        "tilleuls",
        "10",
        "Médecine générale",
        F,
        "Fontanel",
        "Amélie",
    ),
    (
        "tilleuls",
        "10",
        "Médecine générale",
        M,
        "Carrel",
        "Vincent",
    ),
    ("port", "10", "Médecine générale", F, "Abadie", "Marion"),
    ("port", "10", "Médecine générale", M, "Tanguy-Roux", "Malo"),
    (
        "montclair",
        "10",
        "Médecine générale",
        M,
        "Saint-Cyr",
        "Paul",
    ),
    (
        "hospital",
        "10",
        "Médecine d'urgence",
        F,
        "Rivoal",
        "Gaëlle",
    ),
    (
        "hospital",
        "10",
        "Cardiologie et maladies vasculaires",
        M,
        "Belkacem",
        "Karim",
    ),
    (
        "hospital",
        "10",
        "Endocrinologie et métabolismes",
        F,
        "Duvauchel",
        "Agnès",
    ),
    (
        "hospital",
        "10",
        "Chirurgie orthopédique et traumatologique",
        M,
        "Hauteville",
        "Stéphane",
    ),
    (
        "hospital",
        "10",
        "Gynécologie-obstétrique",
        F,
        "Mbarga",
        "Solange",
    ),
    (
        "hospital",
        "10",
        "Anesthésie-réanimation",
        M,
        "Krief",
        "Olivier",
    ),
    ("hospital", "10", "Gériatrie", F, "Loisel", "Béatrice"),
    ("hospital", "10", "Pneumologie", M, "Andrianina", "Hery"),
    (
        "hospital",
        "60",
        "Infirmière de coordination",
        F,
        "Guilbert",
        "Sandra",
    ),
    ("hospital", "50", "Sage-femme", F, "Pommier", "Lucile"),
    ("hospital", "95", "Diététicienne", F, "Astruc", "Clémence"),
    (
        "laboratory",
        "10",
        "Biologie médicale",
        F,
        "Verhaeghe",
        "Laurence",
    ),
    (
        "laboratory",
        "21",
        "Biologie médicale",
        M,
        "Zerbib",
        "Daniel",
    ),
    (
        "imaging",
        "10",
        "Radiodiagnostic et imagerie médicale",
        M,
        "Osterman",
        "Grégoire",
    ),
    (
        "imaging",
        "10",
        "Radiodiagnostic et imagerie médicale",
        F,
        "Ferrandi",
        "Livia",
    ),
    (
        "imaging",
        "98",
        "Manipulateur d'électroradiologie",
        M,
        "Pujol",
        "Cédric",
    ),
    (
        "pharmacy",
        "21",
        "Pharmacien d'officine",
        F,
        "Desrosiers",
        "Anne-Laure",
    ),
    (
        "pharmacy",
        "21",
        "Pharmacien d'officine",
        M,
        "Nowak",
        "Étienne",
    ),
    (
        "pharmacy2",
        "21",
        "Pharmacien d'officine",
        F,
        "Caillaud",
        "Sabrina",
    ),
    (
        "dental",
        "40",
        "Chirurgie dentaire",
        M,
        "Rossignol",
        "Fabien",
    ),
    (
        "dental",
        "40",
        "Orthopédie dento-faciale",
        F,
        "Haddad",
        "Leïla",
    ),
    ("eyes", "10", "Ophtalmologie", F, "Winterhalter", "Sophie"),
    ("eyes", "92", "Orthoptiste", M, "Bergeron", "Alexis"),
    (
        "specialists",
        "10",
        "Pédiatrie",
        F,
        "Camus-Lavigne",
        "Diane",
    ),
    (
        "specialists",
        "10",
        "Dermatologie et vénéréologie",
        M,
        "Pereira",
        "Luis",
    ),
    ("specialists", "10", "Psychiatrie", F, "Ostrowski", "Irène"),
    (
        "specialists",
        "10",
        "Gastro-entérologie et hépatologie",
        M,
        "Chambon",
        "Régis",
    ),
    (
        "specialists",
        "91",
        "Orthophoniste",
        F,
        "Lasserre",
        "Mathilde",
    ),
    (
        "specialists",
        "80",
        "Pédicure-podologue",
        M,
        "Imbert",
        "Rémi",
    ),
    ("port", "50", "Sage-femme", F, "Joncour", "Maëlle"),
    ("port", "60", "Infirmier", M, "Toussaint", "Jean-Luc"),
    ("nurses", "60", "Infirmière", F, "Barthez", "Corinne"),
    ("nurses", "60", "Infirmier", M, "Silva", "Mathieu"),
    (
        "motion",
        "70",
        "Masseur-kinésithérapeute",
        M,
        "Gourdon",
        "Yann",
    ),
    (
        "motion",
        "70",
        "Masseur-kinésithérapeute",
        F,
        "Elmaleh",
        "Noémie",
    ),
];

fn place(number: usize) -> Place {
    let (_, name, street, town, facility, setting) = PLACES[number];
    let (postcode, city) = crate::names::TOWNS[town];
    Place {
        finess: with_luhn(&format!("9900{:04}", 1200 + number * 17)),
        name: name.to_owned(),
        address_line: street.to_owned(),
        postcode: postcode.to_owned(),
        city: city.to_owned(),
        phone: format!(
            "01 99 00 {:02} {:02}",
            12 + number * 5,
            (number * 31 + 7) % 100
        ),
        facility_type: facility.to_owned(),
        practice_setting: setting.to_owned(),
    }
}

/// The institutions whose software talks to Carnet: hospital, laboratory,
/// imaging centre, pharmacy, in this order.
pub(crate) fn institutions() -> Vec<Place> {
    (0..INSTITUTIONS).map(place).collect()
}

/// Everybody who cares.
pub(crate) fn professionals() -> Vec<Professional> {
    STAFF
        .iter()
        .enumerate()
        .map(
            |(number, (key, profession, speciality, sex, last, first))| {
                let at = PLACES.iter().position(|p| p.0 == *key).unwrap_or(0);
                Professional {
                    rpps: with_luhn(&format!("99{:08}", 70_031_000 + number * 113)),
                    last_name: (*last).to_owned(),
                    first_name: (*first).to_owned(),
                    sex: *sex,
                    profession_code: (*profession).to_owned(),
                    speciality: (*speciality).to_owned(),
                    place: place(at),
                }
            },
        )
        .collect()
}
