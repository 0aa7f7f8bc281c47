//! What a holder says of themselves: filled in, changed, taken away and put back;
//! *nothing to declare*; and what is refused with a sentence.

use super::{PROFILE, linked, profile_of, summary_of};
use crate::town::Town;
use http::StatusCode;

#[tokio::test]
async fn a_holder_fills_a_heading_changes_it_takes_it_away_and_puts_it_back() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let page = town.reads(&ana.cookie, PROFILE).await;
        assert!(page.contains("Non renseigné") && page.contains("Partagé avec vos professionnels"));
        let heading = format!("{PROFILE}/traitements");
        let form = "nom=L%C3%A9vothyroxine+75&posologie=1+le+matin&depuis-jour=&depuis-mois=&depuis-annee=2015&fin-jour=&fin-mois=&fin-annee=&commentaire=";
        town.does(&ana.cookie, &format!("{heading}/ajouter"), form).await;
        let page = town.reads(&ana.cookie, &heading).await;
        for words in ["Lévothyroxine 75", "1 le matin", "2015", "Noté par vous"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let id = town.line(&ana.cookie, &heading, "/retirer").await.expect("a line");
        let form = town.reads(&ana.cookie, &format!("{heading}/{id}")).await;
        assert!(form.contains("value=\"Lévothyroxine 75\"") && form.contains("value=\"2015\""));
        town.does(
            &ana.cookie,
            &format!("{heading}/{id}"),
            "nom=L%C3%A9vothyroxine+100&posologie=&depuis-jour=4&depuis-mois=5&depuis-annee=2015",
        )
        .await;
        let page = town.reads(&ana.cookie, &heading).await;
        assert!(page.contains("Lévothyroxine 100") && page.contains("4 mai 2015"), "{page}");
        assert!(!page.contains("1 le matin"));
        town.does(&ana.cookie, &format!("{heading}/{id}/retirer"), "").await;
        let page = town
            .reads(&ana.cookie, &format!("{heading}?fait=retire&ligne={id}"))
            .await;
        assert!(!page.contains("Lévothyroxine") && page.contains("Non renseigné"));
        assert!(page.contains(&format!("{heading}/{id}/remettre")), "undo: {page}");
        town.does(&ana.cookie, &format!("{heading}/{id}/remettre"), "").await;
        assert!(town.reads(&ana.cookie, &heading).await.contains("Lévothyroxine 100"));
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        for words in ["A noté dans le profil médical", "A retiré une ligne", "A remis une ligne"] {
            assert!(history.contains(words), "{words}: {history}");
        }
        let english = town.reads(&ana.cookie, &format!("/en{heading}")).await;
        assert!(english.contains("Noted by you") && english.contains("4 May 2015"));
        // It was kept: another house on the same store reads it.
        let twin = town.twin().await;
        assert!(twin.reads(&ana.cookie, &heading).await.contains("Lévothyroxine 100"));
    })
    .await;
}

#[tokio::test]
async fn nothing_to_declare_is_dated_and_is_not_the_same_as_not_filled_in() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let allergies = format!("{PROFILE}/allergies");
        assert!(
            town.reads(&ana.cookie, &allergies)
                .await
                .contains("Non renseigné")
        );
        assert!(
            town.reads(&doctor.cookie, &summary_of(&ana))
                .await
                .contains("Non renseigné")
        );
        town.does(&ana.cookie, &format!("{allergies}/aucun"), "")
            .await;
        assert!(
            town.reads(&ana.cookie, &allergies)
                .await
                .contains("Rien à déclarer — vous, le")
        );
        let summary = town.reads(&doctor.cookie, &summary_of(&ana)).await;
        assert!(
            summary.contains("Rien à déclarer — Ana Martin (la personne elle-même), le"),
            "{summary}"
        );
        // Something said since is no longer nothing.
        town.does(
            &ana.cookie,
            &format!("{allergies}/ajouter"),
            "nom=Arachide&gravite=grave",
        )
        .await;
        let summary = town.reads(&doctor.cookie, &summary_of(&ana)).await;
        assert!(
            summary.contains("<strong>Arachide</strong>")
                && summary.contains("déclaré par la personne")
        );
        let refused = town
            .post(&ana.cookie, &format!("{allergies}/aucun"), "")
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("Il y a déjà quelque chose"));
        // There is no such statement of measures.
        let refused = town
            .post(&ana.cookie, &format!("{PROFILE}/mesures/aucun"), "")
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn bad_lines_are_refused_with_a_sentence_and_change_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let long = "a".repeat(4_000);
        let lot = format!("nom=Vaxigrip&date-annee=2025&lot={long}");
        let tries = [
            (
                "allergies",
                "nom=",
                ["Ce champ est nécessaire.", "This is needed."],
            ),
            (
                "allergies",
                "nom=Chat&gravite=affreuse",
                [
                    "Choisissez une réponse de la liste.",
                    "Choose an answer from the list.",
                ],
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=2099",
                [
                    "Cette date est dans l’avenir.",
                    "This date is in the future.",
                ],
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=1900",
                [
                    "Cette date est avant la naissance.",
                    "This date is before birth.",
                ],
            ),
            (
                "maladies",
                "nom=Asthme&depuis-jour=30&depuis-mois=2&depuis-annee=2020",
                ["Cette date n’existe pas.", "This date does not exist."],
            ),
            (
                "maladies",
                "nom=Asthme&depuis-jour=3&depuis-annee=2020",
                ["Cette date n’existe pas.", "This date does not exist."],
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=2020&fin-annee=2019",
                [
                    "La fin est avant le début.",
                    "The end is before the beginning.",
                ],
            ),
            (
                "vaccins",
                "date-annee=2020",
                ["Écrivez le nom du vaccin", "Write the name of the vaccine"],
            ),
            (
                "vaccins",
                &lot,
                ["Ce texte est trop long.", "This text is too long."],
            ),
            (
                "mesures",
                "mesure=poids&valeur=1240&date-jour=1&date-mois=5&date-annee=2026",
                [
                    "Un poids va de 0,2 à 650 kg",
                    "A weight is from 0.2 to 650 kg",
                ],
            ),
            (
                "mesures",
                "mesure=tension&valeur=80&seconde=120&date-jour=1&date-mois=5&date-annee=2026",
                ["Ils semblent inversés.", "They seem to be swapped."],
            ),
            (
                "mesures",
                "mesure=tension&valeur=120&date-jour=1&date-mois=5&date-annee=2026",
                [
                    "Une tension a deux nombres",
                    "A blood pressure has two numbers",
                ],
            ),
            (
                "mesures",
                "mesure=poids&valeur=beaucoup&date-jour=1&date-mois=5&date-annee=2026",
                ["Écrivez un nombre", "Write a number"],
            ),
            (
                "mesures",
                "mesure=poids&valeur=70&date-annee=2026",
                ["il faut le jour", "needs the day"],
            ),
            (
                "mesures",
                "mesure=imc&valeur=22&date-jour=1&date-mois=5&date-annee=2026",
                [
                    "Choisissez une réponse de la liste.",
                    "Choose an answer from the list.",
                ],
            ),
            (
                "entourage",
                "nom=Paul&telephone=0612345678",
                [
                    "Choisissez une réponse dans la liste.",
                    "Choose an answer in the list.",
                ],
            ),
            (
                "entourage",
                "nom=Paul&roles-prevenir=oui&telephone=appelez",
                ["Écrivez un numéro de téléphone", "Write a phone number"],
            ),
            ("don-organes", "", ["Cochez la case", "Tick the box"]),
        ];
        let history = "/espace/moi/acces/journal/csv";
        let written = async || {
            let csv = town.reads(&ana.cookie, history).await;
            csv.matches("A noté dans le profil").count()
        };
        for (heading, form, why) in tries {
            for (lang, why) in ["", "/en"].into_iter().zip(why) {
                let path = format!("{lang}{PROFILE}/{heading}/ajouter");
                town.is_told(&ana.cookie, &path, form, why).await;
            }
        }
        assert_eq!(written().await, 0, "nothing changed");
        let foreign = town
            .post(
                &ana.cookie,
                &format!("{PROFILE}/allergies/ajouter"),
                "nom=Chat&autre=1",
            )
            .await;
        assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = town.reads(&ana.cookie, PROFILE).await;
        for words in ["Asthme", "Chat", "Vaxigrip", "Paul", "kg"] {
            assert!(!page.contains(words), "{words}: {page}");
        }
        // Two vaccinations on one day are two.
        for name in ["Repevax", "Gardasil"] {
            let day = "date-jour=4&date-mois=5&date-annee=2020";
            let form = format!("nom={name}&{day}&protege-tetanos=oui");
            town.does(&ana.cookie, &format!("{PROFILE}/vaccins/ajouter"), &form)
                .await;
        }
        let page = town.reads(&ana.cookie, &format!("{PROFILE}/vaccins")).await;
        assert!(page.contains("Repevax") && page.contains("Gardasil") && page.contains("Tétanos"));
        assert_eq!(page.matches("<dd>4 mai 2020</dd>").count(), 2, "{page}");
        // A year alone is a date.
        let form = "nom=Vaxigrip&date-annee=2025";
        town.does(&ana.cookie, &format!("{PROFILE}/vaccins/ajouter"), form)
            .await;
        let page = town.reads(&ana.cookie, &format!("{PROFILE}/vaccins")).await;
        assert!(
            page.contains("Vaxigrip") && page.contains("<dd>2025</dd>"),
            "{page}"
        );
        assert!(written().await >= 3, "what was taken is told");
    })
    .await;
}

#[tokio::test]
async fn a_line_names_what_it_goes_with_and_not_what_is_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let (conditions, allergies, treatments) = (
            format!("{PROFILE}/maladies"),
            format!("{PROFILE}/allergies"),
            format!("{PROFILE}/traitements"),
        );
        let share = format!("{conditions}/partage");
        town.does(&ana.cookie, &share, "partager=oui").await;
        for (heading, form) in [(&conditions, "nom=VIHCANARI"), (&allergies, "nom=Latex")] {
            town.does(&ana.cookie, &format!("{heading}/ajouter"), form)
                .await;
        }
        let condition = town.line(&ana.cookie, &conditions, "/retirer").await;
        let allergy = town.line(&ana.cookie, &allergies, "/retirer").await;
        let with = format!("avec-{}=oui", condition.expect("a condition"));
        let also = format!("avec-{}=oui", allergy.expect("an allergy"));
        // The form offers both by name.
        let form = town
            .reads(&ana.cookie, &format!("{treatments}/ajouter"))
            .await;
        for (name, called) in [(&with, "VIHCANARI"), (&also, "Latex")] {
            let name = name.trim_end_matches("=oui");
            let box_of = format!("name=\"{name}\" value=\"oui\">{called}");
            assert!(form.contains(&box_of), "{box_of}: {form}");
        }
        let both = format!("nom=L%C3%A9vothyroxine&{with}&{also}");
        town.does(&ana.cookie, &format!("{treatments}/ajouter"), &both)
            .await;
        let goes = |words: &str| format!("<dt>Lié à</dt><dd>{words}</dd>");
        let theirs = format!("{}/traitements", profile_of(&ana));
        for (cookie, path) in [(&ana.cookie, &treatments), (&doctor.cookie, &theirs)] {
            let page = town.reads(cookie, path).await;
            assert!(page.contains(&goes("VIHCANARI, Latex")), "{path}: {page}");
        }
        let english = town.reads(&ana.cookie, &format!("/en{treatments}")).await;
        assert!(english.contains("<dt>Goes with</dt><dd>VIHCANARI, Latex</dd>"));
        // An allergy says which treatment it is of, too.
        let id = town.line(&ana.cookie, &treatments, "/retirer").await;
        let id = id.expect("a treatment");
        let form = format!("nom=Iode&avec-{id}=oui");
        town.does(&ana.cookie, &format!("{allergies}/ajouter"), &form)
            .await;
        let theirs_too = format!("{}/allergies", profile_of(&ana));
        for (cookie, path) in [(&ana.cookie, &allergies), (&doctor.cookie, &theirs_too)] {
            let page = town.reads(cookie, path).await;
            assert!(page.contains(&goes("Lévothyroxine")), "{path}: {page}");
        }
        // Kept again, the condition has no name left, nor has the link a trace: each
        // page is byte for byte that of a line which never went with it.
        town.does(&ana.cookie, &share, "partager=non").await;
        let page = town.reads(&doctor.cookie, &theirs).await;
        assert!(page.contains(&goes("Latex")), "{page}");
        assert!(!page.contains("VIHCANARI"), "{page}");
        let adds = format!("{theirs}/ajouter");
        let paths = [
            theirs.clone(),
            summary_of(&ana),
            profile_of(&ana),
            adds.clone(),
        ];
        let mut kept = Vec::new();
        for path in &paths {
            kept.push(town.get(&doctor.cookie, path).await.shape());
        }
        let without = format!("nom=L%C3%A9vothyroxine&{also}");
        town.does(&ana.cookie, &format!("{treatments}/{id}"), &without)
            .await;
        for (path, shape) in paths.iter().zip(&kept) {
            let never = town.get(&doctor.cookie, path).await.shape();
            assert_eq!(never, *shape, "{path}");
        }
        // Nor does a professional link with what they are not shown, and learn of it.
        let guessed = format!("nom=Autre&{with}");
        town.does(&doctor.cookie, &adds, &guessed).await;
        town.does(&ana.cookie, &share, "partager=oui").await;
        let page = town.reads(&doctor.cookie, &theirs).await;
        assert!(
            page.contains("Autre") && !page.contains("VIHCANARI"),
            "{page}"
        );
    })
    .await;
}
