//! What prevents: vaccines and screening.

use super::Life;
use super::words::{facts, frame, heading, paper, paper_for, text};
use crate::paper::short_date;
use crate::{Author, Sex};
use kernel::Date;

impl Life<'_> {
    pub(super) fn vaccines(&mut self) {
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

    pub(super) fn screening(&mut self) {
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
