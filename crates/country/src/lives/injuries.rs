//! A twisted knee, a painful back: emergency, imaging, physiotherapy.

use super::words::{facts, frame, heading, item, list, paper, paper_for, prescription, text};
use super::{Life, later};
use crate::Author;
use crate::paper::long_date;
use crate::pictures::{Picture, Shot};

impl Life<'_> {
    pub(super) fn twisted_knee(&mut self) {
        let year = self.first_year() + i16::try_from(self.dice.between(1, 4)).unwrap_or(1);
        let month = i8::try_from(self.dice.between(3, 8)).unwrap_or(5);
        let day = self.day(year, month);
        let (e, name) = (self.e(), self.doctor_name());
        let doctor = Author::Professional(self.doctor());
        let side = if self.dice.percent(50) {
            "droit"
        } else {
            "gauche"
        };
        let sport = *self.dice.pick(&[
            "au football",
            "au ski",
            "en course à pied sur sentier",
            "au handball",
            "au badminton",
        ]);
        self.write(day, "15507-7", "Compte rendu de passage aux urgences – entorse du genou", self.hospital("Médecine d'urgence"), paper_for("Médecin traitant", name.clone(), vec![
            facts(&[
                ("Circonstances", format!("torsion du genou {side} {sport}, pied bloqué au sol")),
                ("Douleur", "7/10, craquement ressenti".to_owned()),
                ("Examen", "épanchement modéré, appui possible avec aide, point douloureux interne".to_owned()),
                ("Radiographies", "pas de lésion osseuse récente".to_owned()),
            ]),
            text("Genou glacé et surélevé. Attelle et cannes remises. Prévention de la phlébite non indiquée."),
            frame("Entorse du genou à réévaluer : consultation du médecin traitant à une semaine, IRM demandée."),
        ]));
        self.picture(
            day,
            "52040-3",
            format!("Radiographie du genou {side} de face"),
            self.imaging(),
            Picture::new(Shot::Knee, self.seed, self.index),
        );
        self.write(later(day, 1), "PRESC-AAT", "Avis d'arrêt de travail", doctor, paper(vec![
            facts(&[
                ("Nature", "arrêt de travail initial".to_owned()),
                ("Du", format!("{} inclus", long_date(later(day, 1)))),
                ("Au", format!("{} inclus (14 jours)", long_date(later(day, 14)))),
                ("Sorties", "autorisées, sans restriction d'horaire".to_owned()),
            ]),
            frame("Volet à conserver par l'assuré. Ce document ne remplace pas l'avis envoyé à la caisse."),
        ]));
        self.write(
            later(day, 7),
            "55115-0",
            "Demande d'IRM du genou",
            doctor,
            prescription(vec![
                text(format!("Merci de réaliser une IRM du genou {side}.")),
                facts(&[
                    (
                        "Indication",
                        "entorse avec épanchement, laxité difficile à apprécier".to_owned(),
                    ),
                    (
                        "Question",
                        "lésion du ligament croisé antérieur ou d'un ménisque ?".to_owned(),
                    ),
                    (
                        "Précautions",
                        "pas de stimulateur cardiaque, pas de corps étranger métallique".to_owned(),
                    ),
                ]),
            ]),
        );
        self.write(later(day, 24), "18748-4", format!("Compte rendu d'IRM du genou {side}"), self.imaging(), paper_for("Demandée par", name, vec![
            heading("Technique"),
            text("Séquences sagittales, coronales et axiales en densité de protons avec saturation de la graisse, sagittale T1. IRM 1,5 tesla, sans injection."),
            heading("Résultat"),
            list(&[
                "Ligament croisé antérieur : continu, hypersignal modéré du tiers moyen, en faveur d'une rupture partielle",
                "Ligament collatéral médial : épaissi, sans rupture",
                "Ménisques : signal et morphologie normaux",
                "Cartilage : conservé ; contusion osseuse du condyle latéral",
                "Épanchement articulaire de moyenne abondance",
            ]),
            frame("Rupture partielle du ligament croisé antérieur et entorse bénigne du ligament collatéral médial. Pas de lésion méniscale."),
        ]));
        self.write(later(day, 28), "PRESC-KINE", "Ordonnance de kinésithérapie – genou", doctor, prescription(vec![
            item(&format!("Rééducation du genou {side} : 20 séances"), "réveil du quadriceps, gain de mobilité, proprioception, reprise progressive de la course"),
        ]));
        let physio = Author::Professional(self.own("Masseur-kinésithérapeute"));
        self.write(later(day, 96), "47420-5", "Bilan de kinésithérapie – fin de rééducation", physio, paper(vec![
            text(format!("Vingt séances réalisées, patient{e} assidu{e}.")),
            facts(&[
                ("Mobilité", "flexion 138°, extension complète".to_owned()),
                ("Force du quadriceps", "92 % du côté sain".to_owned()),
                ("Saut monopodal", "88 % du côté sain, sans appréhension".to_owned()),
                ("Douleur", "0/10 au repos, 1/10 après l'effort".to_owned()),
            ]),
            frame("Reprise de la course sur terrain plat ; sports de pivot à partir de six mois, après avis médical."),
        ]));
    }

    pub(super) fn back_pain(&mut self) {
        let year = self.first_year() + i16::try_from(self.dice.between(0, 4)).unwrap_or(0);
        let day = self.some_day(year);
        let (e, name) = (self.e(), self.doctor_name());
        let doctor = Author::Professional(self.doctor());
        self.write(day, "11488-4", "Consultation – lombalgie", doctor, paper(vec![
            heading("Motif"),
            text(format!("Douleur lombaire basse depuis dix jours, après avoir porté une charge. Patient{e} gêné{e} pour se pencher et rester assis{e}.")),
            heading("Examen"),
            facts(&[
                ("Rachis", "contracture paravertébrale, distance doigts-sol 35 cm".to_owned()),
                ("Signe de Lasègue", "négatif des deux côtés".to_owned()),
                ("Force et réflexes", "normaux, pas de trouble sensitif ni sphinctérien".to_owned()),
            ]),
            frame("Lombalgie commune sans signe d'alerte. Rester actif, pas d'imagerie à ce stade."),
        ]));
        self.write(
            day,
            "57833-6",
            "Ordonnance de médicaments",
            doctor,
            prescription(vec![
                item(
                    "PARACÉTAMOL 1 g, comprimé",
                    "1 comprimé jusqu'à 3 fois par jour – pendant 7 jours",
                ),
                item(
                    "IBUPROFÈNE 400 mg, comprimé",
                    "1 comprimé matin, midi et soir au cours du repas – pendant 5 jours",
                ),
            ]),
        );
        self.write(later(day, 5), "PRESC-KINE", "Ordonnance de kinésithérapie – rachis lombaire", doctor, prescription(vec![
            item("Rééducation du rachis lombaire : 10 séances", "étirements, renforcement du tronc, apprentissage des gestes ; massages en début de prise en charge"),
        ]));
        if self.dice.percent(45) {
            self.write(later(day, 52), "18748-4", "Compte rendu d'IRM du rachis lombaire", self.imaging(), paper_for("Demandée par", name, vec![
                heading("Technique"),
                text("Séquences sagittales T1, T2 et STIR, axiales T2 sur les trois derniers étages."),
                heading("Résultat"),
                list(&["Alignement conservé, pas de tassement", "Discopathie L4-L5 et L5-S1 de stade modéré, protrusion médiane sans conflit radiculaire", "Canal de calibre normal, cône terminal en place"]),
                frame("Discopathies dégénératives modérées, fréquentes à cet âge. Pas de hernie ni de compression."),
            ]));
        }
        let physio = Author::Professional(self.own("Masseur-kinésithérapeute"));
        self.write(later(day, 60), "11506-3", "Fiche de suivi de kinésithérapie", physio, paper(vec![
            facts(&[
                ("Séances réalisées", "10 sur 10".to_owned()),
                ("Douleur", "de 6/10 à 1/10".to_owned()),
                ("Souplesse", "distance doigts-sol 12 cm".to_owned()),
            ]),
            text("Programme d'exercices quotidiens remis, quinze minutes par jour. Conseils de port de charge et de poste de travail revus."),
        ]));
    }
}
