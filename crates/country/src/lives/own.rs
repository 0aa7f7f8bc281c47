//! What people add themselves: photos of old papers, wishes, cards.

use super::words::{facts, heading, list, paper, text};
use super::{Life, later};
use crate::Author;
use crate::pictures::{Picture, Shot};

impl Life<'_> {
    pub(super) fn own_papers(&mut self) {
        let year = self.today.year();
        let told = self.index < 15;
        let age = self.person.age(self.today);
        if told || self.dice.percent(45) {
            let day = self.day(year - 1, 10);
            self.picture(
                day,
                "DOCPAT06",
                "Photo de mon ancien carnet de vaccination",
                Author::Holder,
                Picture::new(Shot::VaccineCard, self.seed, self.index),
            );
        }
        if self.index == 4 || self.index == 6 || self.dice.percent(15) {
            let day = self.day(year, 2);
            self.picture(
                day,
                "DOCPAT02",
                "Photo d'une ancienne ordonnance",
                Author::Holder,
                Picture::new(Shot::OldPrescription, self.seed, self.index),
            );
        }
        if self.index == 6 || (age > 65 && self.dice.percent(25)) {
            let day = self.day(year, 4);
            let e = self.e();
            self.write(day, "EXPPAT_3", "Mes directives anticipées", Author::Holder, paper(vec![
                text(format!("Je soussigné{e} {}, énonce ci-dessous mes volontés pour le cas où je ne serais plus en mesure de m'exprimer.", self.person.full_name())),
                heading("Ce que je souhaite"),
                list(&[&format!("Être soulagé{e} de la douleur, même si cela peut abréger ma vie"), "Rester à mon domicile aussi longtemps que possible", "Que mes proches soient présents et tenus informés"]),
                heading("Ce que je ne souhaite pas"),
                list(&[&format!("Être maintenu{e} artificiellement en vie s'il n'y a plus d'espoir de retrouver ma conscience"), "Une réanimation en cas d'arrêt du cœur à un stade avancé d'une maladie grave"]),
                text("Ma personne de confiance connaît ces volontés et en garde un exemplaire."),
            ]));
        }
        if self.dice.percent(30) {
            let day = self.day(year - 2, 1);
            let member = format!("ML{}", self.dice.between(100_000, 999_999));
            self.write(
                day,
                "DOCPAT09",
                "Attestation de complémentaire santé",
                Author::Holder,
                paper(vec![
                    facts(&[
                        ("Organisme", "Mutuelle de la Lieue (fictive)".to_owned()),
                        ("N° d'adhérent", member),
                        (
                            "Validité",
                            format!("du 1er janvier au 31 décembre {}", year - 2),
                        ),
                        (
                            "Tiers payant",
                            "pharmacie, laboratoire, radiologie, hôpital".to_owned(),
                        ),
                    ]),
                    text("Attestation téléchargée depuis l'espace adhérent."),
                ]),
            );
        }
    }

    pub(super) fn own_papers_of_a_child(&mut self) {
        if self.index == 3 || self.index == 8 || self.dice.percent(35) {
            let day = later(self.person.birth_date, 480 + self.dice.between(0, 900));
            self.picture(
                day,
                "DOCPAT06",
                "Photo du carnet de santé – vaccinations",
                Author::Holder,
                Picture::new(Shot::VaccineCard, self.seed, self.index),
            );
        }
    }
}
