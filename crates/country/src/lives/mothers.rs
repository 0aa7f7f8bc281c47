//! A pregnancy, from the first visit to the child's first weeks.

use super::labs::{CRP, FERRITIN, GLUCOSE, RUBELLA, TOXOPLASMA, TSH};
use super::words::{facts, frame, heading, list, paper, paper_for, text};
use super::{Life, later};
use crate::Author;
use crate::paper::long_date;
use crate::pictures::{Picture, Shot};
use kernel::Date;

impl Life<'_> {
    pub(super) fn pregnancy(&mut self, birth: Date) {
        let began = later(birth, -266);
        let midwife = Author::Professional(self.own("Sage-femme"));
        let name = self.doctor_name();
        let first = later(began, 44);
        self.write(first, "89233-1", "Première consultation de grossesse", midwife, paper_for("Médecin traitant", name.clone(), vec![
            facts(&[
                ("Date présumée de début", long_date(began)),
                ("Terme prévu", long_date(later(began, 273))),
                ("Pression artérielle", "112/68 mmHg".to_owned()),
                ("Antécédents", "pas d'antécédent obstétrical compliqué".to_owned()),
            ]),
            text("Grossesse spontanée, désirée. Acide folique pris depuis deux mois. Pas de tabac, pas d'alcool. Conseils remis sur la toxoplasmose, la listériose et l'activité physique."),
            list(&["Déclaration de grossesse à faire avant la fin du troisième mois", "Entretien prénatal précoce proposé au quatrième mois", "Échographie entre 11 et 13 semaines d'aménorrhée et 6 jours"]),
            frame("Grossesse débutante d'évolution normale."),
        ]));
        let mut values = self.blood_count();
        values.extend([
            (&GLUCOSE, 0.84),
            (&FERRITIN, 34.0),
            (&TSH, 1.7),
            (&TOXOPLASMA, 0.4),
            (&RUBELLA, 62.0),
        ]);
        self.take_blood(later(first, 4), "Résultats d'analyses – premier trimestre de grossesse", values,
            Some("Non immunisée contre la toxoplasmose : contrôle mensuel et règles d'hygiène. Immunité acquise contre la rubéole."));
        let scans = [
            (
                72,
                "premier trimestre",
                "Embryon unique, évolutif. Longueur cranio-caudale 62 mm, clarté nucale 1,2 mm. Activité cardiaque régulière à 158/min. Placenta antérieur.",
            ),
            (
                142,
                "deuxième trimestre",
                "Biométrie au 48e percentile. Morphologie vue en totalité : cœur à quatre cavités, profil, rachis, reins et membres sans anomalie. Quantité de liquide normale.",
            ),
            (
                212,
                "troisième trimestre",
                "Présentation céphalique. Estimation du poids 1 780 g (52e percentile). Doppler ombilical normal. Placenta non bas inséré.",
            ),
        ];
        for (number, (days, when, words)) in scans.into_iter().enumerate() {
            let day = later(began, days);
            let by = self.hospital("Gynécologie-obstétrique");
            self.write(day, "18748-4", format!("Échographie obstétricale – {when}"), by, paper_for("Adressée par", self.midwife_name(), vec![
                heading("Technique"),
                text("Examen par voie abdominale, sonde convexe 2-9 MHz, bonnes conditions."),
                heading("Résultat"),
                text(words),
                frame("Échographie normale pour le terme. Un examen normal n'écarte pas toute anomalie."),
            ]));
            if number < 2 {
                self.picture(
                    later(day, 0),
                    "52040-3",
                    format!("Image d'échographie – {when}"),
                    by,
                    Picture::new(Shot::Unborn, self.seed, self.index + number),
                );
            }
        }
        let sugar = later(began, 175);
        self.take_blood(
            sugar,
            "Résultats d'analyses – sixième mois de grossesse",
            vec![(&GLUCOSE, 0.86), (&TOXOPLASMA, 0.5), (&FERRITIN, 17.0)],
            None,
        );
        let (hour, minute) = (self.dice.between(1, 23), self.dice.between(0, 59));
        let grams = 3100 + self.dice.between(0, 60) * 10;
        self.write(later(birth, 1), "15508-5", "Compte rendu d'accouchement", self.hospital("Sage-femme"), paper_for("Médecin traitant", name.clone(), vec![
            facts(&[
                ("Naissance", format!("{} à {} h {:02}", long_date(birth), hour, minute)),
                ("Terme", "40 semaines d'aménorrhée".to_owned()),
                ("Travail", "spontané, sept heures, analgésie péridurale".to_owned()),
                ("Accouchement", "voie basse, sans instrument".to_owned()),
                ("Périnée", "éraillure suturée".to_owned()),
                ("Enfant", format!("{} g, Apgar 10 à une et cinq minutes", grams)),
            ]),
            text("Délivrance naturelle complète, pertes estimées à 250 mL. Peau à peau immédiat, allaitement mis en route en salle de naissance."),
            frame("Accouchement normal. Suites surveillées en maternité."),
        ]));
        self.take_blood(
            later(birth, 2),
            "Résultats d'analyses – suites de couches",
            vec![(&CRP, 9.8), (&FERRITIN, 15.0)],
            None,
        );
        self.write(later(birth, 4), "11490-0", "Lettre de liaison à la sortie de la maternité", self.hospital("Gynécologie-obstétrique"), paper_for("Destinataires", format!("{name} ; sage-femme libérale"), vec![
            heading("Séjour"),
            text("Suites de couches simples. Allaitement maternel bien établi. Prévention anti-D sans objet."),
            heading("À la sortie"),
            list(&["Visite d'une sage-femme à domicile dans les 48 heures", "Fer par la bouche pendant deux mois (ferritine 15 µg/L)", "Contraception : discutée, à décider à la consultation postnatale"]),
            frame("Consultation postnatale et entretien postnatal entre six et huit semaines."),
        ]));
        self.write(later(birth, 47), "11488-4", "Consultation postnatale", midwife, paper(vec![
            text("Bonne récupération, sommeil morcelé, moral bon (échelle d'Édimbourg : 5). Allaitement poursuivi. Périnée cicatrisé, tonicité 3/5."),
            frame("Rééducation périnéale : dix séances. Contraception par progestatif débutée."),
        ]));
    }

    fn midwife_name(&self) -> String {
        self.staff[self.own("Sage-femme")].display()
    }
}
