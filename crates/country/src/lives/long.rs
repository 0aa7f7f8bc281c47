//! Illnesses that stay: diabetes, high blood pressure, thyroid, low mood.

use super::labs::{ALBUMIN_URINE, Analyte, FREE_T4, GLUCOSE, HBA1C, TSH};
use super::words::{
    facts, frame, heading, item, list, number, paper, paper_for, prescription, text,
};
use super::{Life, later};
use crate::Author;
use crate::paper::long_date;
use kernel::Date;

/// HbA1c since the discovery, quarter after quarter: treatment, weariness, care.
const HBA1C_STORY: [f64; 16] = [
    9.1, 8.2, 7.5, 7.1, 6.9, 7.0, 7.3, 7.8, 8.1, 7.6, 7.2, 7.0, 6.8, 6.9, 7.1, 6.9,
];

impl Life<'_> {
    pub(super) fn diabetes(&mut self) {
        let start = self.first_year() + 1;
        let doctor = Author::Professional(self.doctor());
        let e = self.e();
        let found = self.day(start, 2);
        let measures = self.measures(found, false);
        self.write(found, "11488-4", "Consultation – découverte d'un diabète de type 2", doctor, paper(vec![
            heading("Motif"),
            text("Soif, urines abondantes et perte de 4 kg en deux mois. Glycémie capillaire au cabinet : 2,31 g/L."),
            heading("Antécédents"),
            text("Père diabétique de type 2. Pas d'allergie connue."),
            heading("Examen"),
            facts(&measures),
            text("Pouls périphériques perçus. Test au monofilament normal aux deux pieds. Pas de plaie."),
            heading("Conclusion"),
            text(format!("Diabète de type 2 découvert ce jour, confirmé par la biologie. Patient{e} informé{e} ; démarche d'éducation thérapeutique proposée.")),
            frame("Objectif d'HbA1c : 7 %. Metformine débutée, diététicienne, ophtalmologiste et protocole de soins (ALD 8) demandés."),
        ]));
        self.write(later(found, 9), "PROT_ALD", "Protocole de soins – diabète de type 2 (ALD 8)", doctor, paper(vec![
            facts(&[
                ("Affection", "diabète de type 2 de l'adulte".to_owned()),
                ("Début", long_date(found)),
                ("Durée proposée", "dix ans, renouvelable".to_owned()),
            ]),
            heading("Soins liés à l'affection"),
            list(&["Traitement antidiabétique et autosurveillance glycémique", "HbA1c tous les trois mois ; créatinine, albuminurie et bilan lipidique chaque année", "Fond d'œil tous les ans, électrocardiogramme annuel", "Soins de pédicurie-podologie selon le grade du pied", "Vaccination contre la grippe et le pneumocoque"]),
            heading("Recours aux spécialistes"),
            text("Endocrinologue, ophtalmologiste, cardiologue, diététicienne, pédicure-podologue, infirmière."),
        ]));
        // The told one is followed every quarter, the others twice a year.
        let rhythm = if self.index == 4 { 1 } else { 2 };
        for (quarter, hba1c) in HBA1C_STORY.iter().enumerate().step_by(rhythm) {
            let year = start + i16::try_from(quarter / 4).unwrap_or(0);
            let month = [2, 5, 9, 12][quarter % 4];
            let day = if quarter == 0 {
                later(found, 1)
            } else {
                self.day(year, month)
            };
            self.diabetes_blood(day, *hba1c, quarter % 4 == 0);
            if quarter % 4 == 2 {
                self.diabetes_prescription(later(day, 6), quarter >= 8);
            }
        }
        self.diabetes_team(start, found);
    }

    fn diabetes_blood(&mut self, day: Date, hba1c: f64, yearly: bool) {
        let mut values: Vec<(&'static Analyte, f64)> = vec![
            (
                &GLUCOSE,
                (hba1c * 28.7 - 46.7) / 100.0 + self.dice.around(-0.05, 0.12),
            ),
            (&HBA1C, hba1c),
        ];
        if yearly {
            values.extend(self.kidneys(day));
            values.extend(self.lipids(1.02));
            values.push((&ALBUMIN_URINE, self.dice.around(2.1, 0.8)));
        }
        let comment = match hba1c {
            ..=7.05 => {
                "Diabète de type 2 traité : équilibre conforme à l'objectif habituel (HbA1c à 7 % ou moins)."
            }
            _ => {
                "Diabète de type 2 traité : HbA1c au-dessus de l'objectif habituel de 7 %, à interpréter avec le médecin."
            }
        };
        self.take_blood(
            day,
            "Résultats d'analyses – suivi du diabète (HbA1c)",
            values,
            Some(comment),
        );
    }

    fn diabetes_prescription(&mut self, day: Date, stronger: bool) {
        let doctor = Author::Professional(self.doctor());
        let mut blocks = vec![
            heading("Prescriptions relatives au traitement de l'affection de longue durée"),
            item(
                "METFORMINE 1 000 mg, comprimé",
                "1 comprimé matin et soir, pendant les repas – pendant 3 mois",
            ),
        ];
        if stronger {
            blocks.push(item(
                "DAPAGLIFLOZINE 10 mg, comprimé",
                "1 comprimé le matin – pendant 3 mois",
            ));
        }
        blocks.push(item(
            "ATORVASTATINE 20 mg, comprimé",
            "1 comprimé le soir – pendant 3 mois",
        ));
        blocks.push(item(
            "Bandelettes et lancettes pour lecteur de glycémie",
            "200 par an",
        ));
        blocks.push(text("Ordonnance à renouveler 2 fois."));
        self.write(
            day,
            "57833-6",
            "Ordonnance – traitement du diabète",
            doctor,
            prescription(blocks),
        );
    }

    fn diabetes_team(&mut self, start: i16, found: Date) {
        let e = self.e();
        let name = self.doctor_name();
        let dietitian = Author::Professional(self.one("Diététicienne"));
        self.write(later(found, 40), "47420-5", "Bilan diététique initial", dietitian, paper_for("Adressé par", name.clone(), vec![
            text(format!("Patient{e} reçu{e} pour adaptation de l'alimentation après la découverte d'un diabète.")),
            heading("Enquête alimentaire"),
            facts(&[
                ("Repas", "trois, souvent pris rapidement à midi".to_owned()),
                ("Boissons", "eau ; un verre de jus de fruits au petit déjeuner".to_owned()),
                ("Apport estimé", "2 350 kcal par jour, dont 46 % de glucides".to_owned()),
            ]),
            heading("Objectifs décidés ensemble"),
            list(&["Remplacer le jus par un fruit entier", "Un féculent complet et des légumes à chaque repas", "Trente minutes de marche cinq jours par semaine"]),
            frame("Revoir dans trois mois avec le carnet alimentaire."),
        ]));
        for year in [start, start + 2, start + 4] {
            let day = self.day(year, 10);
            let eyes = Author::Professional(self.one("Ophtalmologie"));
            self.write(day, "78513-9", "Fond d'œil – dépistage de la rétinopathie diabétique", eyes, paper_for("Adressé par", name.clone(), vec![
                facts(&[
                    ("Acuité visuelle", "œil droit 9/10, œil gauche 10/10 avec correction".to_owned()),
                    ("Tension oculaire", "15 mmHg à droite, 16 mmHg à gauche".to_owned()),
                    ("Rétinographies", "deux champs par œil, après dilatation, qualité satisfaisante".to_owned()),
                ]),
                text(if year == start { "Pas de microanévrisme, pas d'hémorragie, macula sans œdème aux deux yeux." } else { "Deux microanévrismes à droite, à distance de la macula. Pas d'exsudat. Œil gauche normal." }),
                frame(if year == start { "Absence de rétinopathie diabétique. Contrôle dans un an." } else { "Rétinopathie diabétique non proliférante minime à droite. Contrôle dans un an, équilibre glycémique et tensionnel à poursuivre." }),
            ]));
        }
        for year in [start + 1, start + 3] {
            let day = self.day(year, 6);
            let specialist = self.hospital("Endocrinologie");
            let measures = self.measures(day, false);
            self.write(day, "11488-4", "Consultation d'endocrinologie – suivi du diabète", specialist, paper_for("Médecin traitant", name.clone(), vec![
                text("Cher confrère, chère consœur,"),
                text(format!("Je revois votre patient{e} pour le suivi d'un diabète de type 2, sans complication macrovasculaire connue.")),
                heading("Évolution"),
                text(format!("Dernière HbA1c à {} %. Pas d'hypoglycémie. Observance correcte, lassitude exprimée pour l'autosurveillance.", number(HBA1C_STORY[if year == start + 1 { 5 } else { 13 }], 1))),
                heading("Examen"),
                facts(&measures),
                heading("Proposition"),
                text("Poursuite de la metformine ; association à une gliflozine au vu du profil rénal et cardiovasculaire. Contrôle de la créatinine à un mois."),
                frame("Prochaine consultation spécialisée dans deux ans ou avant si HbA1c supérieure à 8 %."),
            ]));
            let feet = Author::Professional(self.one("Pédicure-podologue"));
            self.write(later(day, 50), "11506-3", "Suivi podologique – pied diabétique grade 1", feet, paper(vec![
                facts(&[
                    ("Monofilament 10 g", "perçu sur 4 sites sur 6 à droite, 5 sur 6 à gauche".to_owned()),
                    ("Pouls pédieux", "présents, symétriques".to_owned()),
                    ("Peau et ongles", "hyperkératose sous la tête du premier métatarsien, pas de plaie".to_owned()),
                ]),
                text("Soins d'hyperkératose et coupe d'ongles. Conseils de chaussage et d'auto-examen quotidien remis par écrit."),
            ]));
        }
    }

    pub(super) fn high_blood_pressure(&mut self) {
        let first = self.first_year();
        let doctor = Author::Professional(self.doctor());
        let name = self.doctor_name();
        let e = self.e();
        let start = first + i16::try_from(self.dice.between(0, 2)).unwrap_or(0);
        let day = self.day(start, 3);
        let measures = self.measures(day, true);
        self.write(day, "11488-4", "Consultation – hypertension artérielle", doctor, paper(vec![
            heading("Motif"),
            text("Chiffres élevés à l'automesure : moyenne de 148/91 mmHg sur trois jours."),
            heading("Examen"),
            facts(&measures),
            text("Auscultation sans souffle. Pas d'œdème des membres inférieurs. Bandelette urinaire négative."),
            heading("Conduite"),
            text("Réduction du sel, activité physique régulière. Amlodipine 5 mg débutée. Avis cardiologique demandé."),
            frame("Objectif : moins de 135/85 mmHg à l'automesure. Revoir dans un mois avec le relevé."),
        ]));
        let heart = self.hospital("Cardiologie");
        self.write(later(day, 45), "11488-4", "Consultation de cardiologie", heart, paper_for("Adressé par", name, vec![
            text(format!("Patient{e} adressé{e} pour bilan d'une hypertension artérielle récente.")),
            heading("Électrocardiogramme"),
            text("Rythme sinusal à 68/min, axe normal, PR 168 ms, QRS fins, pas de trouble de la repolarisation."),
            heading("Échographie cardiaque"),
            facts(&[
                ("Ventricule gauche", "non dilaté, paroi à 11 mm, fraction d'éjection 62 %".to_owned()),
                ("Valves", "fuite mitrale minime".to_owned()),
                ("Pressions pulmonaires", "normales (PAPS 26 mmHg)".to_owned()),
            ]),
            frame("Pas de retentissement cardiaque significatif. Traitement à poursuivre, contrôle dans deux ans."),
        ]));
        for year in start..=self.today.year() {
            for month in [4, 10] {
                if !self.dice.percent(40) {
                    continue;
                }
                let day = self.day(year, month);
                self.write(day, "57833-6", "Ordonnance – traitement de la tension", doctor, prescription(vec![
                    item("AMLODIPINE 5 mg, gélule", "1 gélule le matin – pendant 3 mois"),
                    item("PÉRINDOPRIL 4 mg, comprimé", "1 comprimé le matin, avant le repas – pendant 3 mois"),
                    text("À renouveler une fois. Apporter le relevé d'automesure à la prochaine consultation."),
                ]));
            }
            let day = self.day(year, 11);
            let values = self.kidneys(day);
            self.take_blood(
                day,
                "Résultats d'analyses – fonction rénale et potassium",
                values,
                None,
            );
        }
    }

    pub(super) fn thyroid(&mut self) {
        let start = self.first_year() + 1;
        let levels = [11.8, 7.4, 4.6, 2.9, 2.2, 2.6];
        let doctor = Author::Professional(self.doctor());
        for (number, tsh) in levels.iter().enumerate() {
            let year = start + i16::try_from(number / 2).unwrap_or(0);
            let day = self.day(year, if number % 2 == 0 { 3 } else { 9 });
            let t4 = if number == 0 {
                9.8
            } else {
                self.dice.around(14.5, 1.5)
            };
            self.take_blood(
                day,
                "Résultats d'analyses – thyroïde",
                vec![(&TSH, *tsh), (&FREE_T4, t4)],
                None,
            );
            if number % 2 == 0 {
                let dose = ["50", "75", "75"][number / 2];
                self.write(later(day, 5), "57833-6", "Ordonnance – lévothyroxine", doctor, prescription(vec![
                    item(&format!("LÉVOTHYROXINE {dose} µg, comprimé"), "1 comprimé le matin à jeun, trente minutes avant le petit déjeuner – pendant 3 mois"),
                    text("À renouveler 3 fois. Contrôle de la TSH six à huit semaines après tout changement de dose."),
                ]));
            }
        }
    }

    pub(super) fn low_mood(&mut self) {
        let year = self.first_year() + i16::try_from(self.dice.between(2, 4)).unwrap_or(2);
        let day = self.day(year, 2);
        let e = self.e();
        let psychiatrist = Author::Professional(self.one("Psychiatrie"));
        self.write(day, "11488-4", "Consultation de psychiatrie", psychiatrist, paper(vec![
            text(format!("Patient{e} reçu{e} à la demande du médecin traitant pour un épisode de tristesse durable, avec troubles du sommeil, depuis trois mois.")),
            text("Contact facile, discours clair. Pas d'idée noire. Retentissement professionnel modéré."),
            frame("Épisode dépressif d'intensité moyenne. Psychothérapie de soutien, hygiène du sommeil ; pas de médicament à ce stade. Revoir dans un mois."),
        ]));
        self.write(later(day, 33), "11488-4", "Consultation de psychiatrie – suivi", psychiatrist, paper(vec![
            text(format!("Amélioration nette du sommeil et de l'élan. Reprise du travail à temps partiel acceptée par l'employeur. Patient{e} satisfait{e} de la psychothérapie engagée.")),
            frame("Poursuite du suivi toutes les six semaines."),
        ]));
        let doctor = Author::Professional(self.doctor());
        self.write(later(day, 2), "PRESC-AAT", "Avis d'arrêt de travail", doctor, paper(vec![
            facts(&[
                ("Nature", "arrêt de travail initial".to_owned()),
                ("Du", format!("{} inclus", long_date(later(day, 2)))),
                ("Au", format!("{} inclus (21 jours)", long_date(later(day, 22)))),
                ("Sorties", "autorisées, sans restriction d'horaire".to_owned()),
            ]),
            frame("Volet à conserver par l'assuré. Ce document ne remplace pas l'avis envoyé à la caisse."),
        ]));
    }
}
