//! The catalogue of the demonstration: two invented services that two administrators
//! listed, and one that waits for its examination.

use super::{Filling, fault};
use anyhow::Result;
use catalogue::kinds::Kind;
use catalogue::rules::{Draft, Verdict, criteria};
use identity::Staff;

impl Filling {
    /// Takes the submissions in, and lists two of them.
    pub(super) async fn catalogue(&self, one: &Staff, other: &Staff) -> Result<()> {
        let catalogue = &self.house.catalogue;
        for draft in [breath(), walks(), vaccines()] {
            catalogue.submit(one, &draft).await.map_err(fault)?;
        }
        let found = |verdict| {
            let note = String::from("Vérifié avec l’éditeur.");
            let of = move |id: &str| (id.to_owned(), verdict, note.clone());
            criteria().iter().map(|it| of(&it.id)).collect::<Vec<_>>()
        };
        for id in [breath().id, walks().id] {
            let found = found(Verdict::Met);
            catalogue
                .examine(one, &id, None, &found)
                .await
                .map_err(fault)?;
            catalogue.list(one, &id).await.map_err(fault)?;
            catalogue.list(other, &id).await.map_err(fault)?;
        }
        Ok(())
    }
}

/// Reads, if people want it. It sends them back to a program on their own machine.
fn breath() -> Draft {
    Draft {
        id: String::from("souffle"),
        name: String::from("Souffle (démonstration)"),
        publisher: String::from("Atelier du Souffle, éditeur inventé"),
        contact: String::from("catalogue@souffle.example"),
        said_fr: String::from(
            "Suit l’asthme au quotidien et rassemble les comptes rendus utiles avant une consultation.",
        ),
        said_en: String::from(
            "Follows asthma day by day and gathers the reports that help before a consultation.",
        ),
        theme: String::from("suivi"),
        price: String::from("gratuit"),
        kinds: vec![
            Kind::Identity,
            Kind::Documents,
            Kind::Results,
            Kind::Allergies,
            Kind::Treatments,
            Kind::Agenda,
            Kind::History,
        ],
        adds: vec![Kind::Results, Kind::Agenda],
        redirects: vec![String::from("http://127.0.0.1:4180/retour")],
        ..Draft::default()
    }
}

/// Exchanges nothing.
fn walks() -> Draft {
    Draft {
        id: String::from("pas-a-pas"),
        name: String::from("Pas à pas (démonstration)"),
        publisher: String::from("Association Pas à pas, éditeur inventé"),
        contact: String::from("catalogue@pas.example"),
        said_fr: String::from(
            "Propose des marches près de chez soi, selon sa forme, sans rien lire de l’espace.",
        ),
        said_en: String::from(
            "Suggests walks nearby, according to how one feels, and reads nothing of the space.",
        ),
        theme: String::from("sport"),
        region: String::from("Normandie"),
        price: String::from("options"),
        ..Draft::default()
    }
}

/// Waits to be examined.
fn vaccines() -> Draft {
    Draft {
        id: String::from("rappel-vaccins"),
        name: String::from("Rappel vaccins (démonstration)"),
        publisher: String::from("Coopérative Rappel, éditeur inventé"),
        contact: String::from("catalogue@rappel.example"),
        said_fr: String::from("Rappelle les vaccins à venir de toute la famille."),
        said_en: String::from("Reminds the whole family of the vaccines to come."),
        theme: String::from("vaccins"),
        price: String::from("gratuit"),
        device: false,
        kinds: vec![Kind::Identity, Kind::Vaccinations],
        redirects: vec![String::from("https://rappel.example/retour")],
        ..Draft::default()
    }
}
