//! Children: examinations, vaccines, asthma, speech, a broken wrist.

use super::words::{
    facts, frame, heading, item, list, number, paper, paper_for, prescription, text,
};
use super::{Life, later};
use crate::pictures::{Picture, Shot};
use crate::{Author, Sex};
use kernel::Date;

/// Ages of examination told, in months, and what is looked at.
const EXAMS: &[(i32, &str, &str)] = &[
    (
        1,
        "premier mois",
        "Réactivité et tonus axial normaux, fixe le regard. Fontanelle souple. Hanches stables.",
    ),
    (
        4,
        "quatrième mois",
        "Tient sa tête, sourire réponse, gazouille. Hanches libres, abduction symétrique.",
    ),
    (
        9,
        "neuvième mois",
        "Tient assis sans appui, saisie pouce-index, répond à son prénom. Audition et vision sans anomalie.",
    ),
    (
        12,
        "douzième mois",
        "Se met debout avec appui, premiers mots. Diversification complète.",
    ),
    (
        24,
        "vingt-quatrième mois",
        "Court, monte l'escalier, associe deux mots. Questionnaire de développement sans signe d'alerte.",
    ),
    (
        36,
        "troisième année",
        "Phrases de trois mots, tricycle, propreté acquise. Vision 8/10 aux deux yeux. Dents saines.",
    ),
    (
        60,
        "cinquième année",
        "Langage clair, dessin du bonhomme complet. Vision 10/10, audiogramme normal. Prêt pour la grande section.",
    ),
    (
        98,
        "huitième-neuvième année",
        "Bons résultats scolaires. Dos droit. Point sur le sommeil, les écrans et l'activité physique.",
    ),
    (
        142,
        "onzième-treizième année",
        "Puberté en cours, rachis sans gibbosité. Vaccination HPV proposée. Temps seul avec le médecin.",
    ),
    (
        186,
        "quinzième-seizième année",
        "Croissance harmonieuse. Temps seul avec le médecin : sommeil, humeur, sport, contraception, tabac.",
    ),
];

/// Vaccines: age in months, against what, product, rank.
const VACCINES: &[(i32, &str, &str, &str)] = &[
    (
        2,
        "diphtérie, tétanos, poliomyélite, coqueluche, Hib, hépatite B",
        "vaccin hexavalent",
        "première dose",
    ),
    (
        3,
        "méningocoque B",
        "vaccin méningococcique B",
        "première dose",
    ),
    (
        4,
        "diphtérie, tétanos, poliomyélite, coqueluche, Hib, hépatite B",
        "vaccin hexavalent",
        "deuxième dose",
    ),
    (
        5,
        "pneumocoque",
        "vaccin pneumococcique conjugué",
        "deuxième dose",
    ),
    (
        11,
        "diphtérie, tétanos, poliomyélite, coqueluche, Hib, hépatite B",
        "vaccin hexavalent",
        "rappel",
    ),
    (
        12,
        "rougeole, oreillons, rubéole",
        "vaccin ROR",
        "première dose",
    ),
    (
        17,
        "rougeole, oreillons, rubéole",
        "vaccin ROR",
        "deuxième dose",
    ),
    (
        73,
        "diphtérie, tétanos, coqueluche, poliomyélite",
        "vaccin tétravalent",
        "rappel de 6 ans",
    ),
    (
        138,
        "papillomavirus humains",
        "vaccin HPV nonavalent",
        "première dose",
    ),
    (
        144,
        "papillomavirus humains",
        "vaccin HPV nonavalent",
        "deuxième dose",
    ),
    (
        147,
        "diphtérie, tétanos, coqueluche, poliomyélite",
        "vaccin tétravalent",
        "rappel de 11-13 ans",
    ),
];

impl Life<'_> {
    fn at_months(&mut self, months: i32) -> Date {
        later(
            self.person.birth_date,
            months * 30 + months / 2 + self.dice.between(0, 14),
        )
    }

    pub(super) fn childhood(&mut self) {
        let doctor = Author::Professional(if self.person.household.is_multiple_of(3) {
            self.one("Pédiatrie")
        } else {
            self.doctor()
        });
        for (months, when, words) in EXAMS {
            let day = self.at_months(*months);
            let measures = self.growth(*months);
            self.write(day, "59283-2", format!("Examen de l'enfant – {when}"), doctor, paper(vec![
                heading("Croissance"),
                facts(&measures),
                heading("Développement et examen"),
                text(*words),
                text("Auscultation cardiaque et pulmonaire normale. Abdomen souple. Peau saine. Vaccinations à jour pour l'âge."),
                frame("Développement harmonieux. Examen conforme au calendrier des examens de l'enfant."),
            ]));
        }
        for (months, against, product, rank) in VACCINES {
            let day = self.at_months(*months);
            let lot = format!(
                "{}{}",
                ["A", "K", "W"][self.dice.below(3)],
                self.dice.between(10_000, 99_999)
            );
            self.vaccine(day, doctor, against, product, &lot, rank);
        }
        let first = self.first_year();
        for year in first..=self.today.year() {
            let age = i32::from(year - self.person.birth_date.year());
            if (2..13).contains(&age) && self.dice.percent(40) {
                let day = self.day(year, 1);
                self.ear_ache(day, age);
            }
            if age >= 7 && self.dice.percent(45) {
                let day = self.day(year, 9);
                let sport = *self.dice.pick(&[
                    "du judo",
                    "de la natation",
                    "du football",
                    "de la gymnastique",
                    "du basket-ball",
                ]);
                self.write(day, "89601-9", "Certificat médical de non contre-indication au sport", Author::Professional(self.doctor()), paper(vec![
                    text(format!("Je soussigné{}, certifie avoir examiné ce jour {}, né{} le {}.", self.doctor_e(), self.person.full_name(), self.e(), crate::paper::long_date(self.person.birth_date))),
                    text(format!("Je n'ai pas constaté, à ce jour, de signe clinique contre-indiquant la pratique {sport}, y compris en compétition.")),
                    frame("Certificat remis en main propre au représentant légal pour servir et valoir ce que de droit."),
                ]));
            }
            if age == 5 && (self.index == 3 || self.dice.percent(35)) {
                self.speech(year);
            }
        }
    }

    fn doctor_e(&self) -> &'static str {
        if self.staff[self.doctor()].sex == Sex::F {
            "e"
        } else {
            ""
        }
    }

    /// Height and weight at an age, along the middle of the curves.
    fn growth(&mut self, months: i32) -> Vec<(&'static str, String)> {
        let m = f64::from(months);
        let tall = if m <= 36.0 {
            50.0 + 7.8 * m.sqrt()
        } else {
            96.0 + (m - 36.0) * 0.505
        } + (self.index % 5) as f64
            - 2.0;
        let weight = if m <= 36.0 {
            3.4 + 1.85 * m.sqrt()
        } else {
            14.4 * (1.0 + (m - 36.0) * 0.0104).powf(1.35)
        } + self.dice.around(0.0, 0.3);
        let mut measures = vec![
            ("Taille", format!("{} cm", number(tall, 1))),
            ("Poids", format!("{} kg", number(weight, 1))),
            (
                "Indice de masse corporelle",
                format!("{} kg/m²", number(weight / (tall / 100.0).powi(2), 1)),
            ),
        ];
        if months <= 36 {
            measures.push((
                "Périmètre crânien",
                format!("{} cm", number(35.0 + 2.35 * m.sqrt().min(5.9), 1)),
            ));
        }
        measures
    }

    fn ear_ache(&mut self, day: Date, age: i32) {
        let weight = 4 + age * 3;
        let doctor = Author::Professional(self.doctor());
        self.write(
            day,
            "57833-6",
            "Ordonnance de médicaments",
            doctor,
            prescription(vec![
                text(format!("Poids : {weight} kg")),
                item(
                    "AMOXICILLINE 250 mg/5 mL, suspension buvable",
                    &format!("1 dose-poids de {weight} kg matin et soir – pendant 7 jours"),
                ),
                item(
                    "PARACÉTAMOL 2,4 %, suspension buvable",
                    &format!(
                        "1 dose-poids de {weight} kg toutes les 6 heures si fièvre ou douleur"
                    ),
                ),
                text("Otite moyenne aiguë droite. Revoir si la fièvre dure plus de 48 heures."),
            ]),
        );
    }

    fn speech(&mut self, year: i16) {
        let day = self.day(year, 11);
        let by = Author::Professional(self.one("Orthophoniste"));
        let (name, e) = (self.doctor_name(), self.e());
        self.write(day, "47420-5", "Bilan orthophonique – langage oral", by, paper_for("Adressé par", name, vec![
            heading("Plainte"),
            text(format!("Prononciation encore difficile pour l'entourage, signalée par l'école. Enfant volontaire et attenti{}.", if e.is_empty() { "f" } else { "ve" })),
            heading("Épreuves"),
            facts(&[
                ("Articulation", "remplacement de « ch » et « j » par « s » et « z »".to_owned()),
                ("Vocabulaire", "dans la moyenne de l'âge".to_owned()),
                ("Compréhension", "dans la moyenne de l'âge".to_owned()),
                ("Conscience phonologique", "rimes acquises, syllabes en cours".to_owned()),
            ]),
            frame("Trouble d'articulation isolé. Quinze séances proposées, une par semaine, avec exercices à la maison."),
        ]));
    }

    pub(super) fn asthma(&mut self) {
        let e = self.e();
        let start = self.first_year()
            + if self.person.age(self.today) > 6 {
                2
            } else {
                3
            };
        let name = self.doctor_name();
        let doctor = Author::Professional(self.doctor());
        let crisis = self.day(start, 11);
        self.write(crisis, "15507-7", "Compte rendu de passage aux urgences – crise d'asthme", self.hospital("Médecine d'urgence"), paper_for("Médecin traitant", name.clone(), vec![
            facts(&[
                ("Arrivée", "21 h 40, avec ses parents".to_owned()),
                ("Motif", "gêne respiratoire et toux sifflante depuis la fin d'après-midi".to_owned()),
                ("Constantes", "SpO2 92 %, fréquence respiratoire 34/min, température 37,4 °C".to_owned()),
            ]),
            heading("Prise en charge"),
            text("Trois nébulisations de salbutamol à vingt minutes d'intervalle, prednisolone par la bouche. Amélioration rapide : SpO2 97 % à l'air ambiant, sibilants disparus à deux heures."),
            frame("Crise d'asthme modérée, d'évolution favorable. Retour au domicile avec plan d'action écrit ; consultation de pneumologie demandée."),
        ]));
        self.picture(
            crisis,
            "52040-3",
            "Radiographie du thorax de face",
            self.imaging(),
            Picture::new(Shot::Chest, self.seed, self.index),
        );
        let lungs = self.hospital("Pneumologie");
        for (number_of_visit, (months, value)) in [(2, 78), (9, 88), (21, 96)].iter().enumerate() {
            let day = later(crisis, months * 30);
            self.write(day, "70004-7", "Explorations fonctionnelles respiratoires", lungs, paper_for("Adressé par", name.clone(), vec![
                facts(&[
                    ("VEMS", format!("{value} % de la valeur théorique")),
                    ("VEMS / CVF", format!("0,{}", 68 + number_of_visit * 6)),
                    ("Après bronchodilatateur", format!("+ {} % du VEMS", [16, 9, 4][number_of_visit])),
                    ("NO expiré", format!("{} ppb", [48, 31, 19][number_of_visit])),
                ]),
                text(["Trouble ventilatoire obstructif réversible, en faveur d'un asthme.", "Amélioration nette sous corticoïde inhalé.", "Exploration normale sous traitement de fond à petite dose."][number_of_visit]),
                frame(["Traitement de fond débuté. Enquête allergologique : sensibilisation aux acariens.", "Asthme contrôlé. Même traitement six mois.", "Asthme bien contrôlé. Diminution du traitement à discuter au printemps."][number_of_visit]),
            ]));
            self.write(later(day, 3), "57833-6", "Ordonnance – traitement de l'asthme", doctor, prescription(vec![
                item("FLUTICASONE 50 µg, suspension pour inhalation", "1 bouffée matin et soir avec la chambre d'inhalation – pendant 3 mois"),
                item("SALBUTAMOL 100 µg, suspension pour inhalation", "2 à 4 bouffées en cas de gêne, à renouveler selon le plan d'action – 2 flacons"),
                item("Chambre d'inhalation avec masque", "1 unité"),
            ]));
        }
        let school = self.day(start + 1, 9);
        self.write(school, "80771-9", "Projet d'accueil individualisé – asthme à l'école", doctor, paper(vec![
            text(format!("Élève asthmatique, accueilli{e} à l'école élémentaire de {}.", self.person.city)),
            heading("Signes d'appel"),
            list(&["Toux sèche répétée, sifflement", "Essoufflement à la parole ou au jeu", "Tirage : la peau se creuse entre les côtes"]),
            heading("Conduite à tenir"),
            list(&["Asseoir l'enfant, rester avec lui, desserrer les vêtements", "Salbutamol : 4 bouffées avec la chambre d'inhalation, à répéter toutes les dix minutes", "Pas d'amélioration en vingt minutes : appeler le 15, puis les parents"]),
            frame("La trousse d'urgence est gardée dans la classe et suit l'enfant en sortie. Projet valable pour l'année scolaire."),
        ]));
    }

    pub(super) fn broken_wrist(&mut self) {
        let year = self.first_year() + i16::try_from(self.dice.between(2, 4)).unwrap_or(2);
        let day = self.day(year, 6);
        let e = self.e();
        self.write(day, "15507-7", "Compte rendu de passage aux urgences – traumatisme du poignet", self.hospital("Médecine d'urgence"), paper_for("Médecin traitant", self.doctor_name(), vec![
            facts(&[
                ("Circonstances", "chute de trottinette, réception sur la main gauche".to_owned()),
                ("Douleur", "6/10 à l'arrivée, 2/10 après antalgique".to_owned()),
                ("Examen", "œdème du poignet gauche, pas de trouble sensitif, pouls radial perçu".to_owned()),
                ("Radiographie", "fracture en motte de beurre du radius distal, non déplacée".to_owned()),
            ]),
            text(format!("Attelle d'immobilisation posée. Enfant revenu{e} au domicile avec surveillance et antalgiques.")),
            frame("Immobilisation trois semaines, radiographie de contrôle en consultation d'orthopédie. Pas de sport pendant six semaines."),
        ]));
        self.picture(
            day,
            "52040-3",
            "Radiographie de la main et du poignet gauches",
            self.imaging(),
            Picture::new(Shot::Hand, self.seed, self.index),
        );
        self.write(later(day, 22), "11488-4", "Consultation d'orthopédie – contrôle de fracture", self.hospital("Chirurgie orthopédique"), paper_for("Médecin traitant", self.doctor_name(), vec![
            text("Cal visible, sans déplacement secondaire. Mobilité complète et indolore après ablation de l'attelle."),
            frame("Fracture consolidée. Reprise du sport dans trois semaines."),
        ]));
    }
}
