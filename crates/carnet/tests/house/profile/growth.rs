//! A child's measures on reference curves, where a pack of these is set up.

use super::PROFILE;
use crate::town::Town;
use http::StatusCode;

/// A pack of a few invented lines, of girls' height.
const PACK: &str = "# Courbes inventées\nsex,measure,months,p3,p50,p97\n\
    F,taille,0,46,50,54\nF,taille,12,66,74,82\nF,taille,24,76,86,96\nF,taille,36,84,95,106\n";

#[tokio::test]
async fn a_childs_height_is_drawn_on_the_curves_of_the_pack_and_told_in_a_table() {
    testkit::for_each_store_at(async |_, url| {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("filles.csv"), PACK).expect("written");
        let curves = folder.path().to_owned();
        let town = Town::set_up(&url, |config| config.profile.growth = Some(curves)).await;
        let ana = town.holder(0).await;
        let measures = format!("{PROFILE}/mesures");
        let add = format!("{measures}/ajouter");
        // Ana was born on 12 August 1955; what is measured at forty is on no curve.
        for (number, year) in [("75", 1956), ("97", 1957), ("168", 1995)] {
            let form =
                format!("mesure=taille&valeur={number}&date-jour=12&date-mois=8&date-annee={year}");
            town.does(&ana.cookie, &add, &form).await;
        }
        let page = town.reads(&ana.cookie, &measures).await;
        for words in [
            "Taille : croissance",
            "Courbes de référence : Courbes inventées",
            "entre les centiles 50 et 97",
            "au-dessus du centile 97",
            ">1 an</td>",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // Three centiles in each of two widths; no other curve of the same.
        assert_eq!(page.matches("class=\"centile\"").count(), 6, "{page}");
        assert!(!page.contains("courbe-taille"), "{page}");
        assert_eq!(
            page.matches("<th scope=\"row\">12 août 19").count(),
            2,
            "{page}"
        );
        let english = town.reads(&ana.cookie, &format!("/en{measures}")).await;
        assert!(english.contains("between centiles 50 and 97"), "{english}");
        // A boy has no table in this pack: his page is as without one.
        let louis = town.holder(1).await;
        let form = "mesure=taille&valeur=75&date-jour=3&date-mois=2&date-annee=1985";
        town.does(&louis.cookie, &add, form).await;
        assert!(
            !town
                .reads(&louis.cookie, &measures)
                .await
                .contains("croissance")
        );
        // A house without a pack draws none.
        let mut config = town.config.clone();
        config.profile.growth = None;
        let without = town.elsewhere(config).await;
        let page = without.reads(&ana.cookie, &measures).await;
        assert!(
            !page.contains("class=\"centile\"") && page.contains("courbe-taille"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_weight_that_is_rare_at_that_age_is_asked_about_once_and_taken_when_it_is_meant() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let measures = format!("{PROFILE}/mesures");
        let add = format!("{measures}/ajouter");
        let page = town.reads(&ana.cookie, &add).await;
        assert!(!page.contains("name=\"verifie\""), "nobody is asked yet");
        // Ana was three then.
        let form = "mesure=poids&valeur=124&date-jour=12&date-mois=8&date-annee=1958";
        let asked = town.post(&ana.cookie, &add, form).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["Vérifiez : à cet âge", "name=\"verifie\"", "value=\"124\""] {
            assert!(asked.text().contains(words), "{words}: {}", asked.text());
        }
        let english = town.post(&ana.cookie, &format!("/en{add}"), form).await;
        assert!(english.text().contains("Check this"), "{}", english.text());
        let page = town.reads(&ana.cookie, &measures).await;
        assert!(!page.contains("124"), "nothing was kept: {page}");
        let meant = format!("{form}&verifie=oui");
        town.does(&ana.cookie, &add, &meant).await;
        assert!(town.reads(&ana.cookie, &measures).await.contains("124 kg"));
        // The same at forty is no question.
        let grown = form.replace("1958", "1995").replace("124", "125");
        town.does(&ana.cookie, &add, &grown).await;
        assert!(town.reads(&ana.cookie, &measures).await.contains("125 kg"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_pack_is_refused_when_the_house_starts_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = PACK.replace("66,74,82", "66,74,seven");
    std::fs::write(folder.path().join("filles.csv"), wrong).expect("written");
    let refused = profile::Growth::load(folder.path()).expect_err("wrong");
    let told = refused.log_text();
    assert!(
        told.contains("filles.csv:4: `seven` is no number"),
        "{told}"
    );
    let empty = tempfile::tempdir().expect("a folder");
    let refused = profile::Growth::load(empty.path()).expect_err("empty");
    assert!(refused.log_text().contains("holds no table"));
}
