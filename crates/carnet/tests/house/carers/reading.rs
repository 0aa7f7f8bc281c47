//! What a holder wrote of themselves, as their carer reads it.

use super::of;
use crate::town::{Holder, Town};
use testkit::for_each_store_at;

/// Lines of the medical profile: under which heading, the form, and what shows of it.
pub const LINES: [(&str, &str, &str); 4] = [
    ("allergies", "nom=Arachide&gravite=grave", "Arachide"),
    ("vaccins", "nom=Repevax&date-annee=2021", "Repevax"),
    (
        "directives",
        "texte=CANARIVOLONTE&lieu=CANARILIEU",
        "CANARILIEU",
    ),
    (
        "mesures",
        "mesure=poids&valeur=72,5&date-jour=4&date-mois=5&date-annee=2026",
        "72,5",
    ),
];

impl Town {
    /// The holder shares a heading, or keeps it to themselves.
    pub async fn shares(&self, holder: &Holder, heading: &str, shared: bool) {
        let path = format!("/espace/moi/profil/{heading}/partage");
        let said = if shared { "oui" } else { "non" };
        let form = format!("partager={said}");
        self.does(&holder.cookie, &path, &form).await;
    }

    /// The holder writes a line under a heading.
    pub async fn writes_under(&self, holder: &Holder, heading: &str, form: &str) {
        let path = format!("/espace/moi/profil/{heading}/ajouter");
        self.does(&holder.cookie, &path, form).await;
    }
}

#[tokio::test]
async fn a_carer_reads_each_heading_of_the_profile_and_prevention_counts_the_vaccines() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_to_louis(&ana, &louis).await;
        for (heading, form, _) in LINES {
            town.writes_under(&ana, heading, form).await;
        }
        town.shares(&ana, "mesures", true).await;
        let overview = town.reads(&louis.cookie, &of(&ana, "/profil")).await;
        for (heading, _, shows) in LINES {
            let below = format!("/profil/{heading}");
            let page = town.reads(&louis.cookie, &of(&ana, &below)).await;
            assert!(page.contains(shows), "{shows}: {page}");
            assert!(page.contains("Noté par Ana Martin"), "{page}");
            // That there are directives, and not a word of them.
            let brief = match heading {
                "directives" => "<li>Directives anticipées</li>",
                _ => shows,
            };
            assert!(overview.contains(brief), "{brief}: {overview}");
            // They read, and are offered nothing else.
            for verb in ["/retirer", "/correction", "/ajouter", "/partage"] {
                assert!(!page.contains(verb), "{verb}: {page}");
            }
        }
        let page = town.reads(&louis.cookie, &of(&ana, "/prevention")).await;
        assert!(page.contains("Noté comme fait : 2021."), "{page}");
        assert!(!page.contains("Aucun vaccin noté"), "{page}");
    })
    .await;
}
