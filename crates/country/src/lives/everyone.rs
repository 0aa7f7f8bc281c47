//! What happens to every adult: the yearly visit, a winter illness, vaccines,
//! the dentist, screening.

use super::labs::{GAMMA_GT, GLUCOSE, LIVER};
use super::words::{
    facts, frame, heading, item, list, number, paper, paper_for, prescription, text,
};
use super::{Life, later};
use crate::paper::{long_date, short_date};
use crate::{Author, Sex};
use kernel::Date;

impl Life<'_> {
    pub(super) fn ordinary_years(&mut self) {
        let first = self.first_year();
        let rhythm = if self.person.age(self.today) > 45 {
            1
        } else {
            2
        };
        for year in first..=self.today.year() {
            let number = usize::try_from(year - first).unwrap_or(0);
            if number % rhythm == self.index % rhythm {
                let day = self.some_day(year);
                self.yearly_visit(day);
            }
            if self.dice.percent(22) {
                let month = *self.dice.pick(&[1, 2, 11, 12]);
                let day = self.day(year, month);
                self.winter_illness(day);
            }
        }
        self.vaccines();
        self.dentist();
        self.screening();
    }

    /// Weight and blood pressure of that day, in words.
    pub(super) fn measures(
        &mut self,
        on: Date,
        high_pressure: bool,
    ) -> Vec<(&'static str, String)> {
        let age = f64::from(self.person.age(on));
        let tall = if self.person.sex == Sex::F {
            163.0
        } else {
            176.0
        } + (self.index % 13) as f64
            - 6.0;
        let mass_index = 21.5 + (self.index % 9) as f64 * 0.8 + self.dice.around(0.0, 0.3);
        let weight = mass_index * tall * tall / 10_000.0;
        let pressure = if high_pressure {
            146.0
        } else {
            114.0 + age * 0.22
        } + self.dice.around(0.0, 8.0);
        let low = pressure * 0.42 + 24.0;
        vec![
            ("Poids", format!("{} kg", number(weight, 1))),
            ("Taille", format!("{} cm", number(tall, 0))),
            (
                "Indice de masse corporelle",
                format!("{} kg/m²", number(mass_index, 1)),
            ),
            (
                "Pression artérielle",
                format!(
                    "{}/{} mmHg (bras gauche, assis{})",
                    number(pressure, 0),
                    number(low, 0),
                    self.e()
                ),
            ),
            (
                "Fréquence cardiaque",
                format!("{} /min, régulière", self.dice.between(58, 84)),
            ),
            (
                "Température",
                format!("{} °C", number(self.dice.around(36.7, 0.3), 1)),
            ),
        ]
    }

    fn yearly_visit(&mut self, day: Date) {
        let doctor = Author::Professional(self.doctor());
        let e = self.e();
        let measures = self.measures(day, false);
        let walk = self.dice.between(2, 9) * 5;
        let reason = *self.dice.pick(&[
            "Consultation annuelle de suivi, sans plainte particulière.",
            "Fatigue depuis quelques semaines dans un contexte de surcharge professionnelle et familiale.",
            "Renouvellement du traitement habituel et point sur les dépistages.",
            "Demande de bilan de santé ; pas de symptôme récent.",
        ]);
        self.write(
            day,
            "11488-4",
            "Compte rendu de consultation de médecine générale",
            doctor,
            paper_for("Lieu", "consultation au cabinet", vec![
                heading("Motif"),
                text(reason),
                heading("Histoire et mode de vie"),
                text(format!("Patient{e} vu{e} seul{e}. Sommeil correct. Activité physique : environ {} minutes de marche par jour. Pas de tabac déclaré depuis la dernière consultation.", walk)),
                heading("Examen clinique"),
                facts(&measures),
                text("Auscultation cardio-pulmonaire sans particularité. Abdomen souple et indolore. Aires ganglionnaires libres. Mollets souples."),
                heading("Conclusion"),
                text("Examen rassurant. Bilan biologique prescrit. Vaccinations vérifiées ; conseils donnés sur l'alimentation et l'activité physique."),
                frame("Prochain rendez-vous conseillé dans douze mois, plus tôt en cas de symptôme nouveau."),
            ]),
        );
        self.write(
            day,
            "PRESC-BIO",
            "Ordonnance – analyses de biologie médicale",
            doctor,
            prescription(vec![
                text("Faire pratiquer dans un laboratoire de biologie médicale, à jeun :"),
                list(&[
                    "Numération formule sanguine, plaquettes",
                    "Glycémie à jeun",
                    "Créatinine avec débit de filtration estimé, ionogramme sanguin",
                    "Exploration d'une anomalie lipidique",
                    "ALAT, gamma-GT",
                ]),
                text("Résultats à adresser au prescripteur."),
            ]),
        );
        let taken = later(day, self.dice.between(2, 12));
        let ldl = 1.05 + f64::from(self.person.age(day)) * 0.006;
        let mut values = self.blood_count();
        values.push((&GLUCOSE, self.dice.around(0.92, 0.1)));
        values.extend(self.kidneys(day));
        values.push((&LIVER, self.dice.around(26.0, 12.0)));
        values.push((&GAMMA_GT, self.dice.around(30.0, 18.0)));
        values.extend(self.lipids(ldl));
        self.take_blood(taken, "Résultats d'analyses – bilan annuel", values, None);
    }

    fn winter_illness(&mut self, day: Date) {
        let doctor = Author::Professional(self.doctor());
        let e = self.e();
        if self.dice.percent(40) {
            let pharmacist = Author::Professional(self.own("Pharmacien d'officine"));
            let lot = format!("TR{}", self.dice.between(10_000, 99_999));
            self.write(day, "96173-0", "Test rapide d'orientation diagnostique – angine", pharmacist, paper(vec![
                heading("Test réalisé"),
                facts(&[
                    ("Test", "détection du streptocoque du groupe A sur écouvillon de gorge".to_owned()),
                    ("Lot", lot),
                    ("Résultat", "NÉGATIF".to_owned()),
                ]),
                text("Symptômes déclarés : mal de gorge depuis deux jours, fièvre modérée, pas de gêne respiratoire."),
                frame("Un résultat négatif oriente vers une angine virale : pas d'antibiotique. Consulter si la fièvre dure plus de trois jours."),
            ]));
            return;
        }
        self.write(day, "57833-6", "Ordonnance de médicaments", doctor, prescription(vec![
            item("PARACÉTAMOL 1 g, comprimé", "1 comprimé toutes les 6 heures si fièvre ou douleur, sans dépasser 3 par jour – pendant 5 jours"),
            item("SÉRUM PHYSIOLOGIQUE, unidoses", "lavage de nez 4 fois par jour – 1 boîte"),
            text("Repos, boissons abondantes. Revoir si gêne respiratoire ou fièvre au-delà de 72 heures."),
        ]));
        if (18..63).contains(&self.person.age(day)) && self.dice.percent(60) {
            let days = self.dice.between(2, 5);
            let last = later(day, days - 1);
            self.write(day, "PRESC-AAT", "Avis d'arrêt de travail", doctor, paper(vec![
                facts(&[
                    ("Nature", "arrêt de travail initial".to_owned()),
                    ("Du", format!("{} inclus", long_date(day))),
                    ("Au", format!("{} inclus ({days} jours)", long_date(last))),
                    ("Sorties", "autorisées, sans restriction d'horaire".to_owned()),
                    ("Rapport avec une affection de longue durée", "non".to_owned()),
                ]),
                text(format!("L'assuré{e} adresse le volet destiné à l'employeur dans les 48 heures.")),
                frame("Volet à conserver par l'assuré. Ce document ne remplace pas l'avis envoyé à la caisse."),
            ]));
        }
    }

    fn vaccines(&mut self) {
        let first = self.first_year();
        let age = self.person.age(self.today);
        let pharmacist = Author::Professional(self.own("Pharmacien d'officine"));
        if age >= 63 {
            for year in first..self.today.year() {
                if self.dice.percent(70) {
                    let day = self.day(year, 10);
                    let lot = format!("H{}{}", self.dice.between(100, 999), year % 100);
                    self.vaccine(
                        day,
                        pharmacist,
                        "grippe saisonnière",
                        "vaccin grippal inactivé, haute dose",
                        &lot,
                        "injection annuelle",
                    );
                }
            }
        }
        if age % 20 < 6 {
            let year = first + i16::try_from(self.dice.between(0, 4)).unwrap_or(0);
            let day = self.some_day(year);
            let nurse = Author::Professional(self.own("Infirmière"));
            let lot = format!("DT{}", self.dice.between(1000, 9999));
            self.vaccine(
                day,
                nurse,
                "diphtérie, tétanos, poliomyélite",
                "vaccin dTP, rappel adulte",
                &lot,
                "rappel",
            );
        }
    }

    pub(super) fn vaccine(
        &mut self,
        day: Date,
        by: Author,
        against: &str,
        product: &str,
        lot: &str,
        kind: &str,
    ) {
        let site = if self.person.age(day) < 2 {
            "face antéro-latérale de la cuisse"
        } else {
            "deltoïde gauche"
        };
        self.write(day, "87273-9", format!("Vaccination – {against}"), by, paper(vec![
            heading("Vaccination réalisée"),
            facts(&[
                ("Maladies", against.to_owned()),
                ("Vaccin", product.to_owned()),
                ("Lot", lot.to_owned()),
                ("Date", short_date(day)),
                ("Rang", kind.to_owned()),
                ("Voie et site", format!("intramusculaire, {site}")),
            ]),
            text("Absence de contre-indication vérifiée avant l'injection. Surveillance de quinze minutes sans incident."),
            frame("À conserver avec le carnet de vaccination."),
        ]));
    }

    fn dentist(&mut self) {
        let dentist = Author::Professional(self.own("Chirurgie dentaire"));
        let year = self.first_year() + i16::try_from(self.dice.between(1, 4)).unwrap_or(1);
        let day = self.some_day(year);
        let tooth = *self.dice.pick(&["16", "26", "36", "46", "14", "25"]);
        self.write(
            day,
            "28617-9",
            "Bilan bucco-dentaire",
            dentist,
            paper(vec![
                heading("Examen"),
                facts(&[
                    (
                        "Hygiène",
                        "bonne ; tartre modéré sur les incisives inférieures".to_owned(),
                    ),
                    (
                        "Gencives",
                        "saines, pas de saignement au sondage".to_owned(),
                    ),
                    (
                        "Dents",
                        format!("carie débutante sur la {tooth} ; obturations anciennes étanches"),
                    ),
                    ("Muqueuses", "sans lésion".to_owned()),
                ]),
                heading("Soins"),
                list(&[
                    "Détartrage et polissage ce jour",
                    &format!("Obturation composite de la dent {tooth} à programmer"),
                    "Radiographies rétro-coronaires : pas d'autre lésion",
                ]),
                frame(
                    "Contrôle dans un an. Brossage deux fois par jour, brossettes entre les dents.",
                ),
            ]),
        );
        if self.dice.percent(35) {
            let surgery = later(day, 30);
            self.write(
                surgery,
                "57833-6",
                "Ordonnance dentaire après extraction",
                dentist,
                prescription(vec![
                    item(
                        "AMOXICILLINE 1 g, comprimé dispersible",
                        "1 comprimé matin et soir – pendant 6 jours",
                    ),
                    item(
                        "PARACÉTAMOL 1 g, comprimé",
                        "1 comprimé jusqu'à 3 fois par jour si douleur – 1 boîte",
                    ),
                    item(
                        "CHLORHEXIDINE 0,12 %, bain de bouche",
                        "à partir du lendemain, 3 fois par jour – pendant 7 jours",
                    ),
                ]),
            );
        }
    }

    fn screening(&mut self) {
        let first = self.first_year();
        let woman = self.person.sex == Sex::F;
        let radiologist = self.imaging();
        for year in first..=self.today.year() {
            let age = i32::from(year - self.person.birth_date.year());
            let turn = (i32::from(year) + i32::try_from(self.index).unwrap_or(0)) % 2 == 0;
            if woman && (50..75).contains(&age) && turn {
                let day = self.day(year, 4);
                self.write(day, "75492-9", "Mammographie de dépistage", radiologist, paper_for("Indication", "dépistage organisé du cancer du sein", vec![
                    heading("Technique"),
                    text("Mammographie numérique bilatérale, incidences face et oblique. Comparaison avec l'examen précédent."),
                    heading("Résultat"),
                    text("Seins de densité de type B. Pas de masse, pas de foyer de microcalcifications suspect, pas de distorsion architecturale. Aires axillaires libres. Examen clinique sans particularité."),
                    heading("Conclusion"),
                    frame("Mammographie normale, classée ACR 1 à droite et à gauche. Deuxième lecture : concordante. Prochain dépistage dans deux ans."),
                ]));
            }
            if (50..75).contains(&age) && !turn {
                let day = self.day(year, 9);
                let laboratory = self.laboratory();
                let blood = self.dice.between(2, 60);
                self.write(day, "75492-9", "Test de dépistage du cancer colorectal", laboratory, paper_for("Indication", "dépistage organisé", vec![
                    facts(&[
                        ("Test", "recherche immunologique de sang dans les selles (OC-Sensor)".to_owned()),
                        ("Résultat", format!("{} ng/mL – NÉGATIF (seuil 150 ng/mL)", blood)),
                    ]),
                    frame("Test négatif. À refaire dans deux ans ; consulter entre-temps en cas de sang visible ou de trouble du transit durable."),
                ]));
            }
            if woman && (25..66).contains(&age) && (i32::from(year) + age) % 5 == 0 {
                let day = self.day(year, 6);
                let midwife = Author::Professional(self.own("Sage-femme"));
                self.write(
                    day,
                    "75492-9",
                    "Dépistage du cancer du col de l'utérus",
                    midwife,
                    paper(vec![
                        facts(&[
                            (
                                "Prélèvement",
                                "frottis cervico-utérin en milieu liquide".to_owned(),
                            ),
                            (
                                "Test",
                                if age < 30 {
                                    "examen cytologique"
                                } else {
                                    "recherche de papillomavirus à haut risque (HPV-HR)"
                                }
                                .to_owned(),
                            ),
                            (
                                "Résultat",
                                if age < 30 {
                                    "absence de lésion intra-épithéliale"
                                } else {
                                    "HPV-HR non détecté"
                                }
                                .to_owned(),
                            ),
                        ]),
                        frame(if age < 30 {
                            "Prochain prélèvement dans trois ans."
                        } else {
                            "Prochain prélèvement dans cinq ans."
                        }),
                    ]),
                );
            }
        }
    }
}
