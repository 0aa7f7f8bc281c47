//! Old age: cataract, a fall and a stay in hospital, medicines reviewed.

use super::labs::{CRP, HEART_PEPTIDE, VITAMIN_D};
use super::words::{facts, frame, heading, item, list, paper, paper_for, prescription, text};
use super::{Life, later};
use crate::Author;
use crate::paper::long_date;
use crate::pictures::{Picture, Shot};

impl Life<'_> {
    pub(super) fn cataract(&mut self) {
        let year = self.first_year() + i16::try_from(self.dice.between(1, 4)).unwrap_or(1);
        let seen = self.day(year, 2);
        let name = self.doctor_name();
        let eyes = Author::Professional(self.one("Ophtalmologie"));
        let side = if self.index.is_multiple_of(2) {
            "droit"
        } else {
            "gauche"
        };
        self.write(
            seen,
            "78513-9",
            "Consultation d'ophtalmologie – cataracte",
            eyes,
            paper_for(
                "Adressé par",
                name.clone(),
                vec![
                    facts(&[
                        (
                            "Plainte",
                            "éblouissement le soir, lecture difficile".to_owned(),
                        ),
                        (
                            "Acuité",
                            format!("œil {side} 4/10, autre œil 8/10 avec correction"),
                        ),
                        (
                            "Lampe à fente",
                            format!("cataracte nucléaire et corticale de l'œil {side}"),
                        ),
                        ("Tension oculaire", "16 mmHg aux deux yeux".to_owned()),
                        ("Fond d'œil", "macula et papille normales".to_owned()),
                    ]),
                    frame(
                        "Chirurgie de la cataracte proposée et acceptée. Biométrie faite ce jour.",
                    ),
                ],
            ),
        );
        self.write(
            later(seen, 30),
            "34749-2",
            "Consultation d'anesthésie avant chirurgie de la cataracte",
            self.hospital("Anesthésie"),
            paper(vec![
                facts(&[
                    (
                        "Intervention prévue",
                        format!("phacoémulsification, œil {side}, en ambulatoire"),
                    ),
                    ("Score ASA", "2".to_owned()),
                    ("Allergies", "aucune connue".to_owned()),
                    (
                        "Anesthésie",
                        "topique, avec présence de l'équipe".to_owned(),
                    ),
                ]),
                list(&[
                    "Poursuivre tous les traitements habituels le matin de l'intervention",
                    "Petit déjeuner léger autorisé jusqu'à 6 heures avant",
                    "Être accompagné pour le retour",
                ]),
            ]),
        );
        let day = later(seen, 52);
        self.write(day, "34874-8", "Compte rendu opératoire – cataracte", eyes, paper(vec![
            facts(&[
                ("Intervention", format!("phacoémulsification et implant de chambre postérieure, œil {side}")),
                ("Anesthésie", "topique".to_owned()),
                ("Durée", "14 minutes".to_owned()),
            ]),
            text("Incision cornéenne de 2,2 mm. Capsulorhexis continu. Phacoémulsification du noyau, lavage des masses. Implant souple mis en place dans le sac. Céfuroxime en chambre antérieure. Pas d'incident."),
            frame("Suites simples attendues. Contrôle demain et dans une semaine."),
        ]));
        let serial = format!("LIO{}", self.dice.between(1_000_000, 9_999_999));
        self.write(
            day,
            "101881-1",
            "Carte d'implant – cristallin artificiel",
            eyes,
            paper(vec![
                facts(&[
                    (
                        "Dispositif",
                        "lentille intraoculaire monofocale acrylique hydrophobe".to_owned(),
                    ),
                    ("Œil", side.to_owned()),
                    ("Puissance", "+ 21,5 dioptries".to_owned()),
                    ("N° de série", serial),
                    ("Date de pose", long_date(day)),
                ]),
                text("À présenter avant tout examen de l'œil. Compatible avec l'IRM."),
            ]),
        );
        self.write(
            day,
            "57833-6",
            "Ordonnance – collyres après opération",
            eyes,
            prescription(vec![
                item(
                    "DEXAMÉTHASONE / TOBRAMYCINE, collyre",
                    "1 goutte 4 fois par jour – pendant 3 semaines",
                ),
                item(
                    "INDOMÉTACINE 0,1 %, collyre",
                    "1 goutte 3 fois par jour – pendant 4 semaines",
                ),
            ]),
        );
    }

    pub(super) fn fall(&mut self) {
        let year = self.first_year() + 3;
        let day = self.day(year, 1);
        let out = later(day, 11);
        let (e, name) = (self.e(), self.doctor_name());
        self.write(day, "15507-7", "Compte rendu de passage aux urgences – chute", self.hospital("Médecine d'urgence"), paper_for("Médecin traitant", name.clone(), vec![
            facts(&[
                ("Circonstances", "chute de sa hauteur au domicile, dans la nuit ; pas de perte de connaissance".to_owned()),
                ("Constantes", "PA 158/76 mmHg, pouls 88/min, SpO2 95 %, 36,4 °C".to_owned()),
                ("Examen", "douleur de la hanche gauche, appui impossible ; pas de signe neurologique".to_owned()),
                ("Radiographies", "fracture cervicale vraie du fémur gauche, peu déplacée".to_owned()),
            ]),
            frame(format!("Patient{e} hospitalisé{e} en chirurgie orthopédique pour ostéosynthèse.")),
        ]));
        self.picture(
            day,
            "52040-3",
            "Radiographie du thorax de face avant opération",
            self.imaging(),
            Picture::new(Shot::Chest, self.seed, self.index),
        );
        self.write(later(day, 1), "34874-8", "Compte rendu opératoire – fracture du col du fémur", self.hospital("Chirurgie orthopédique"), paper(vec![
            facts(&[
                ("Intervention", "ostéosynthèse du col fémoral gauche par trois vis".to_owned()),
                ("Anesthésie", "rachianesthésie".to_owned()),
                ("Installation", "table orthopédique, amplificateur de brillance".to_owned()),
                ("Pertes sanguines", "120 mL".to_owned()),
            ]),
            text("Réduction satisfaisante de face et de profil. Mise en place de trois vis canulées parallèles. Fermeture plan par plan."),
            frame("Lever le lendemain, appui complet autorisé avec déambulateur."),
        ]));
        let mut values = self.blood_count();
        values.extend(self.kidneys(day));
        values.extend([(&CRP, 64.0), (&VITAMIN_D, 14.0), (&HEART_PEPTIDE, 610.0)]);
        self.take_blood(
            later(day, 4),
            "Résultats d'analyses – hospitalisation",
            values,
            Some("Déficit en vitamine D. CRP à interpréter dans le contexte opératoire récent."),
        );
        self.write(out, "11490-0", "Lettre de liaison à la sortie d'hospitalisation", self.hospital("Gériatrie"), paper_for("Destinataires", format!("{name} ; infirmière libérale ; pharmacien"), vec![
            facts(&[
                ("Séjour", format!("du {} au {}", long_date(day), long_date(out))),
                ("Motif", "fracture du col du fémur gauche après une chute".to_owned()),
                ("Retour", "domicile, avec aides".to_owned()),
            ]),
            heading("Résumé du séjour"),
            text("Ostéosynthèse sans complication. Prise en charge conjointe orthopédie-gériatrie. Épisode de confusion bref la deuxième nuit, résolutif. Reprise de la marche avec déambulateur au troisième jour, vingt mètres le jour de la sortie."),
            text("Bilan de chute : hypotension orthostatique modérée, baisse de la vision nocturne, tapis au domicile. Dénutrition modérée (albumine 31 g/L)."),
            heading("Traitement à la sortie"),
            list(&["Paracétamol 1 g trois fois par jour si besoin", "Énoxaparine 4 000 UI par jour, jusqu'au trente-cinquième jour", "Vitamine D 100 000 UI par mois, trois mois", "Perindopril diminué à 2 mg (hypotension)", "Arrêt du zopiclone"]),
            heading("À faire par le médecin traitant"),
            list(&["Plaquettes deux fois par semaine sous énoxaparine", "Traitement de l'ostéoporose à discuter (densitométrie demandée)", "Adaptation du logement avec l'ergothérapeute"]),
            frame("Consultation de chirurgie à six semaines avec radiographie. Consultation de gériatrie à trois mois."),
        ]));
        let nurse = Author::Professional(self.own("Infirmière"));
        self.write(later(out, 14), "11506-3", "Fiche de suivi infirmier à domicile", nurse, paper(vec![
            facts(&[
                ("Soins", "injection quotidienne d'énoxaparine, surveillance du pansement".to_owned()),
                ("Cicatrice", "propre, fils retirés ce jour".to_owned()),
                ("Constantes", "PA 128/70 mmHg assis, 116/64 debout, pouls 76/min".to_owned()),
                ("Plaquettes", "262 G/L, stables".to_owned()),
            ]),
            text("Marche dans l'appartement avec déambulateur. Appétit meilleur. Tapis retirés, veilleuse installée."),
        ]));
        let physio = Author::Professional(self.own("Masseur-kinésithérapeute"));
        self.write(later(out, 75), "47420-5", "Bilan de kinésithérapie – marche et équilibre", physio, paper(vec![
            facts(&[
                ("Lever de chaise", "14 secondes pour cinq levers".to_owned()),
                ("Timed up and go", "17 secondes, canne simple".to_owned()),
                ("Équilibre", "appui sur une jambe : 4 secondes à gauche, 7 à droite".to_owned()),
            ]),
            frame("Progrès réguliers. Quinze séances à domicile encore nécessaires : équilibre, relevé du sol, marche extérieure."),
        ]));
        self.write(later(out, 95), "BIL_AUTO", "Évaluation de l'autonomie à domicile", self.hospital("Gériatrie"), paper(vec![
            facts(&[
                ("Toilette et habillage", "aide partielle".to_owned()),
                ("Repas", "autonome, portage trois fois par semaine".to_owned()),
                ("Déplacements intérieurs", "autonome avec canne".to_owned()),
                ("Sorties", "accompagnées".to_owned()),
                ("Orientation", "bonne ; MMSE 27/30".to_owned()),
            ]),
            frame("Groupe iso-ressources estimé : GIR 4. Aide à domicile cinq heures par semaine proposée."),
        ]));
    }

    pub(super) fn old_age(&mut self) {
        let doctor = Author::Professional(self.doctor());
        let (first, e, name) = (self.first_year(), self.e(), self.doctor_name());
        for year in first..=self.today.year() {
            if self.dice.percent(60) {
                let day = self.day(year, 5);
                self.write(
                    day,
                    "57833-6",
                    "Ordonnance de renouvellement",
                    doctor,
                    prescription(vec![
                        item(
                            "PARACÉTAMOL 500 mg, comprimé",
                            "2 comprimés jusqu'à 3 fois par jour si douleur – 3 mois",
                        ),
                        item(
                            "CHOLÉCALCIFÉROL 50 000 UI, ampoule buvable",
                            "1 ampoule par trimestre",
                        ),
                        item(
                            "MACROGOL 4000, sachet",
                            "1 sachet le matin si besoin – 3 mois",
                        ),
                    ]),
                );
            }
        }
        let day = self.day(first + 4, 4);
        let pharmacist = Author::Institution {
            institution: 3,
            signatory: self.one("Pharmacien d'officine"),
        };
        self.write(day, "56445-0", "Bilan partagé de médication", pharmacist, paper_for("Adressé à", name, vec![
            text(format!("Entretien de trente-cinq minutes à la pharmacie, patient{e} venu{e} avec ses boîtes et son ordonnance.")),
            heading("Traitements pris"),
            list(&["Six médicaments par jour, pilulier préparé chaque semaine", "Un somnifère repris de temps en temps, acheté il y a plusieurs mois", "Vitamine D oubliée un trimestre sur deux"]),
            heading("Propositions au médecin traitant"),
            list(&["Arrêter le somnifère (risque de chute)", "Regrouper les prises du matin", "Contrôler la créatinine avant l'été"]),
            frame("Plan de prise remis par écrit. Suivi d'observance prévu dans six mois."),
        ]));
        let day = self.day(first + 5, 3);
        self.write(day, "60591-5", "Volet de synthèse médicale", doctor, paper(vec![
            heading("Antécédents et problèmes en cours"),
            list(&["Hypertension artérielle, équilibrée sous traitement", "Arthrose des mains et du genou droit", "Presbyacousie appareillée"]),
            heading("Allergies"),
            text("Pénicilline : éruption en 1988. Latex : non."),
            heading("Traitements au long cours"),
            list(&["Amlodipine 5 mg le matin", "Paracétamol si douleur", "Vitamine D, une ampoule par trimestre"]),
            heading("Mode de vie et points de vigilance"),
            text("Vit à domicile, entouré de sa famille. Risque de chute modéré. Directives anticipées évoquées en consultation."),
            frame("Synthèse à jour à la date indiquée."),
        ]));
    }
}
