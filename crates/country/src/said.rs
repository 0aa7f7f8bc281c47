//! What people say of themselves in their medical profile, and what their doctor
//! adds: for those whom the demonstration tells about.

use crate::Country;
use kernel::Date;

/// A line of a medical profile, as its form is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// The heading, by its word in addresses.
    pub heading: &'static str,
    /// The fields of the form and what is typed there.
    pub fields: Vec<(&'static str, String)>,
    /// Their doctor says it, not they.
    pub by_doctor: bool,
}

fn said(heading: &'static str, fields: &[(&'static str, &str)]) -> Said {
    Said {
        heading,
        fields: fields
            .iter()
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect(),
        by_doctor: false,
    }
}

fn doctor(heading: &'static str, fields: &[(&'static str, &str)]) -> Said {
    Said {
        by_doctor: true,
        ..said(heading, fields)
    }
}

/// A measure on a day.
fn measure(kind: &str, numbers: (&str, &str), day: Date) -> Said {
    let (day, month, year) = (
        day.day().to_string(),
        day.month().to_string(),
        day.year().to_string(),
    );
    let mut line = said(
        "mesures",
        &[
            ("mesure", kind),
            ("valeur", numbers.0),
            ("date-jour", &day),
            ("date-mois", &month),
            ("date-annee", &year),
        ],
    );
    if !numbers.1.is_empty() {
        line.fields.push(("seconde", numbers.1.to_owned()));
    }
    line
}

/// The same measure every few weeks, the oldest first.
fn followed(kind: &str, values: &[(&str, &str)], today: Date) -> Vec<Said> {
    let count = values.len();
    let on = |n: usize| {
        let weeks = i64::try_from((count - n) * 6).unwrap_or_default();
        let back = jiff::Span::new().weeks(weeks);
        today.saturating_sub(back)
    };
    let lines = values.iter().enumerate();
    lines
        .map(|(n, numbers)| measure(kind, *numbers, on(n)))
        .collect()
}

impl Country {
    /// The lines of the profile of this person, in the order they are said.
    pub fn said(&self, index: usize) -> Vec<Said> {
        let samples = self.samples();
        if index == samples.active {
            self.diabetic_says()
        } else if index == samples.elderly {
            elder_says()
        } else if index == samples.parent {
            vec![
                said(
                    "entourage",
                    &[
                        ("nom", "Karim Benaïm"),
                        ("roles-prevenir", "oui"),
                        ("lien", "conjoint"),
                        ("telephone", "06 39 98 12 40"),
                    ],
                ),
                said("groupe-sanguin", &[("groupe", "O+")]),
                said(
                    "vaccins",
                    &[
                        ("nom", "Repevax"),
                        ("protege-diphterie", "oui"),
                        ("protege-tetanos", "oui"),
                        ("protege-poliomyelite", "oui"),
                        ("protege-coqueluche", "oui"),
                        ("date-annee", "2021"),
                        ("injection", "rappel"),
                    ],
                ),
            ]
        } else {
            Vec::new()
        }
    }

    fn diabetic_says(&self) -> Vec<Said> {
        let mut lines = vec![
            said(
                "allergies",
                &[
                    ("nom", "Fruits à coque"),
                    ("gravite", "moderee"),
                    ("reaction", "Plaques sur la peau"),
                    ("depuis-annee", "1998"),
                ],
            ),
            said(
                "traitements",
                &[
                    ("nom", "Vitamine D"),
                    ("posologie", "Une ampoule tous les trois mois"),
                ],
            ),
            said(
                "entourage",
                &[
                    ("nom", "Martine Lefèvre"),
                    ("roles-prevenir", "oui"),
                    ("roles-confiance", "oui"),
                    ("lien", "conjoint"),
                    ("telephone", "06 39 98 45 12"),
                ],
            ),
            said(
                "mode-de-vie",
                &[
                    ("sujet", "activite-physique"),
                    ("commentaire", "Je marche une heure par jour."),
                ],
            ),
            said(
                "vaccins",
                &[
                    ("nom", "Vaxigrip"),
                    ("protege-grippe", "oui"),
                    ("date-mois", "10"),
                    ("date-annee", "2025"),
                    ("injection", "rappel"),
                ],
            ),
            doctor(
                "allergies",
                &[
                    ("nom", "Pénicilline"),
                    ("gravite", "grave"),
                    ("reaction", "Choc anaphylactique"),
                    ("depuis-annee", "2011"),
                ],
            ),
            doctor(
                "traitements",
                &[
                    ("nom", "Metformine 1 000 mg"),
                    ("posologie", "Un comprimé matin et soir"),
                    ("depuis-annee", "2021"),
                ],
            ),
            doctor(
                "traitements",
                &[
                    ("nom", "Ramipril 5 mg"),
                    ("posologie", "Un comprimé le matin"),
                    ("depuis-annee", "2022"),
                ],
            ),
            doctor(
                "maladies",
                &[("nom", "Diabète de type 2"), ("depuis-annee", "2021")],
            ),
            doctor(
                "maladies",
                &[("nom", "Hypertension artérielle"), ("depuis-annee", "2022")],
            ),
        ];
        let weights = ["94", "93.2", "92.5", "91", "90.4", "89.8"].map(|kg| (kg, ""));
        let pressures = [
            ("148", "92"),
            ("144", "88"),
            ("139", "86"),
            ("141", "85"),
            ("136", "84"),
            ("133", "82"),
        ];
        lines.extend(followed("poids", &weights, self.today));
        lines.extend(followed("tension", &pressures, self.today));
        lines
    }
}

fn elder_says() -> Vec<Said> {
    vec![
        said(
            "entourage",
            &[
                ("nom", "Pierre Garnier"),
                ("roles-prevenir", "oui"),
                ("lien", "enfant"),
                ("telephone", "06 39 98 77 20"),
            ],
        ),
        said(
            "hospitalisations",
            &[
                ("nom", "Opération de la cataracte"),
                ("entree-annee", "2023"),
                ("duree", "1"),
                ("unite", "jours"),
            ],
        ),
        said(
            "dispositifs",
            &[
                ("nom", "Appareils auditifs"),
                ("depuis-annee", "2019"),
                ("lieu", "Les deux oreilles"),
            ],
        ),
        said(
            "directives",
            &[(
                "texte",
                "Je souhaite rester chez moi aussi longtemps que possible, et être soulagée de la douleur.",
            )],
        ),
        doctor(
            "maladies",
            &[("nom", "Insuffisance cardiaque"), ("depuis-annee", "2020")],
        ),
    ]
}
