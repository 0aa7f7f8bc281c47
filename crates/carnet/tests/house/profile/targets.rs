//! What measures should be: who sets it, who sees it, how it is drawn and said.

use super::{PROFILE, linked, profile_of};
use crate::town::{Holder, Town};
use http::StatusCode;

const TARGETS: &str = "/espace/moi/profil/objectifs";

fn targets_of(holder: &Holder) -> String {
    format!("/pro/patients/{}/objectifs", holder.space)
}

fn weight(number: &str, day: u8) -> String {
    format!("mesure=poids&valeur={number}&date-jour={day}&date-mois=5&date-annee=2026")
}

impl Town {
    /// The id of the first target that one may take away.
    async fn target(&self, cookie: &str, path: &str) -> Option<String> {
        let page = self.reads(cookie, path).await;
        let end = page.find("/retirer\"")?;
        Some(page[end - 26..end].to_owned())
    }
}

#[tokio::test]
async fn a_target_is_a_band_on_both_curves_and_words_in_the_table() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let measures = format!("{PROFILE}/mesures");
        let add = format!("{measures}/ajouter");
        for (number, day) in [("58", 1), ("66", 10), ("72,5", 20)] {
            town.does(&ana.cookie, &add, &weight(number, day)).await;
        }
        let page = town.reads(&ana.cookie, &measures).await;
        assert!(page.contains("Aucun objectif n’est fixé.") && !page.contains("class=\"band\""));
        // What nobody can be is refused with the very sentence of the measure.
        let too_much = "mesure=poids&max=1240&date-jour=1&date-mois=5&date-annee=2026";
        town.is_told(
            &ana.cookie,
            TARGETS,
            too_much,
            "Un poids va de 0,2 à 650 kg",
        )
        .await;
        for (form, why) in [
            (
                "mesure=poids&date-jour=1&date-mois=5&date-annee=2026",
                "Écrivez au moins un nombre",
            ),
            (
                "mesure=imc&max=25&date-jour=1&date-mois=5&date-annee=2026",
                "Choisissez une réponse",
            ),
            (
                "mesure=poids&max=70&date-annee=2026",
                "le jour, le mois et l’année",
            ),
        ] {
            town.is_told(&ana.cookie, TARGETS, form, why).await;
        }
        town.does(
            &ana.cookie,
            TARGETS,
            "mesure=poids&min=60&max=70&date-jour=5&date-mois=5&date-annee=2026",
        )
        .await;
        let page = town.reads(&ana.cookie, &measures).await;
        for words in [
            "Poids : entre 60 et 70 kg",
            "À partir du 5 mai 2026. Fixé par vous",
            "dans l’objectif",
            "au-dessus de l’objectif",
            "Objectif (bande) : entre 60 et 70 kg",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Before it began nothing is said of what was measured.
        assert_eq!(
            page.matches("en dessous de l’objectif").count(),
            0,
            "{page}"
        );
        // A band, its ends, its name and another shape: in both widths.
        for (part, count) in [
            // And the key of it, beside its name.
            ("class=\"band\"", 4),
            (">objectif</text>", 2),
            ("class=\"pt out\"", 2),
        ] {
            assert_eq!(page.matches(part).count(), count, "{part}");
        }
        assert!(page.matches("class=\"bandl\"").count() >= 4, "{page}");
        let english = town.reads(&ana.cookie, &format!("/en{measures}")).await;
        assert!(english.contains("between 60 and 70 kg") && english.contains("above the target"));
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(
            history.contains("A fixé un objectif dans le profil médical"),
            "{history}"
        );
        // Another house on the same store knows it; taken away, nothing is left.
        let twin = town.twin().await;
        let id = twin.target(&ana.cookie, TARGETS).await.expect("hers");
        twin.does(&ana.cookie, &format!("{TARGETS}/{id}/retirer"), "")
            .await;
        let page = town.reads(&ana.cookie, &measures).await;
        assert!(page.contains("Aucun objectif n’est fixé.") && !page.contains("class=\"band\""));
        let again = town
            .post(&ana.cookie, &format!("{TARGETS}/{id}/retirer"), "")
            .await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_blood_pressure_has_a_target_for_each_of_its_numbers() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let measures = format!("{PROFILE}/mesures");
        town.does(
            &ana.cookie,
            &format!("{measures}/ajouter"),
            "mesure=tension&valeur=150&seconde=85&date-jour=6&date-mois=5&date-annee=2026",
        )
        .await;
        let form = "mesure=tension&max=140&seconde-max=90&date-jour=5&date-mois=5&date-annee=2026";
        town.does(&ana.cookie, TARGETS, form).await;
        let page = town.reads(&ana.cookie, &measures).await;
        for words in [
            "premier nombre 140 mmHg au plus, second nombre 90 mmHg au plus",
            "premier nombre au-dessus de l’objectif, second nombre dans l’objectif",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_set_a_target_takes_it_away_and_nobody_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = linked(&town).await;
        let theirs = targets_of(&ana);
        town.does(
            &ana.cookie,
            &format!("{PROFILE}/mesures/partage"),
            "partager=oui",
        )
        .await;
        town.does(
            &doctor.cookie,
            &theirs,
            "mesure=hba1c&max=7&date-jour=5&date-mois=5&date-annee=2026",
        )
        .await;
        let page = town.reads(&ana.cookie, TARGETS).await;
        assert!(page.contains("Fixé par Dr Benali, médecin"), "{page}");
        assert!(!page.contains("/retirer"), "it is not hers to take away");
        let id = town.target(&doctor.cookie, &theirs).await.expect("theirs");
        assert!(town.target(&other.cookie, &theirs).await.is_none());
        for (cookie, path) in [
            (&ana.cookie, format!("{TARGETS}/{id}/retirer")),
            (&other.cookie, format!("{theirs}/{id}/retirer")),
        ] {
            let refused = town.post(cookie, &path, "").await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        }
        town.does(
            &ana.cookie,
            TARGETS,
            "mesure=pas&min=8000&date-jour=5&date-mois=5&date-annee=2026",
        )
        .await;
        let hers = town.target(&ana.cookie, TARGETS).await.expect("hers");
        let refused = town
            .post(&doctor.cookie, &format!("{theirs}/{hers}/retirer"), "")
            .await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let page = town.reads(&doctor.cookie, &theirs).await;
        assert!(
            page.contains("Nombre de pas") && page.contains("Ana Martin (la personne elle-même)")
        );
        town.does(&doctor.cookie, &format!("{theirs}/{id}/retirer"), "")
            .await;
        assert!(!town.reads(&ana.cookie, TARGETS).await.contains("HbA1c) :"));
    })
    .await;
}

#[tokio::test]
async fn vis_01_targets_of_a_kept_heading_look_byte_for_byte_like_none() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let paths = [targets_of(&ana), format!("{}/mesures", profile_of(&ana))];
        let mut before = Vec::new();
        for path in &paths {
            before.push(town.get(&doctor.cookie, path).await.shape());
        }
        let form = "mesure=poids&max=70&date-jour=5&date-mois=5&date-annee=2026";
        town.does(&ana.cookie, TARGETS, form).await;
        for (path, shape) in paths.iter().zip(&before) {
            assert_eq!(
                town.get(&doctor.cookie, path).await.shape(),
                *shape,
                "{path}"
            );
        }
        let id = town.target(&ana.cookie, TARGETS).await.expect("hers");
        let unknown = "00000000000000000000000001";
        let at = |id: &str| format!("{}/{id}/retirer", targets_of(&ana));
        let one = town.post(&doctor.cookie, &at(&id), "").await;
        let two = town.post(&doctor.cookie, &at(unknown), "").await;
        assert_eq!(one.status, StatusCode::NOT_FOUND);
        assert_eq!(one.shape(), two.shape());
        // Without a care link one is led to state it, and sets nothing.
        let nurse = town.pro("60", "99700000021", "Nora Infirmi").await;
        let link = format!("/pro/patients/{}/lien", ana.space);
        let led = town.post(&nurse.cookie, &targets_of(&ana), form).await;
        assert_eq!(
            (led.status, led.location()),
            (StatusCode::SEE_OTHER, &*link)
        );
    })
    .await;
}
