//! What happens to every adult: the visit, a winter illness, the dentist.

use super::labs::{GAMMA_GT, GLUCOSE, LIVER};
use super::words::{
    facts, frame, heading, item, list, number, paper, paper_for, prescription, text,
};
use super::{Life, later};
use crate::paper::long_date;
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
        if self.diabetic {
            return;
        }
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
}
