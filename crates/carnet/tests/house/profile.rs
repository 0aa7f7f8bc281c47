//! The medical profile: what the person says, what professionals add and
//! confirm, and who sees which heading.

mod correcting;
mod growth;
mod resting;
mod targets;

use super::town::{Holder, Pro, Town};
use http::StatusCode;

const PROFILE: &str = "/espace/moi/profil";

impl Town {
    /// What a page says.
    async fn reads(&self, cookie: &str, path: &str) -> String {
        let answer = self.get(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a form that is taken.
    async fn does(&self, cookie: &str, path: &str, form: &str) {
        let answer = self.post(cookie, path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.text()
        );
    }

    /// Sends a form that is not, and says why.
    async fn is_told(&self, cookie: &str, path: &str, form: &str, why: &str) {
        let answer = self.post(cookie, path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path} {form}"
        );
        assert!(answer.text().contains(why), "{why}: {}", answer.text());
    }

    /// The id of the first line on a page of a heading.
    async fn line(&self, cookie: &str, path: &str, act: &str) -> Option<String> {
        let page = self.reads(cookie, path).await;
        let begin = page.split(&format!("{path}/")).find(|rest| {
            let after = rest.get(26..).unwrap_or_default();
            after.starts_with(act)
        })?;
        Some(begin[..26].to_owned())
    }
}

fn profile_of(holder: &Holder) -> String {
    format!("/pro/patients/{}/profil", holder.space)
}

fn summary_of(holder: &Holder) -> String {
    format!("/pro/patients/{}/resume", holder.space)
}

async fn linked(town: &Town) -> (Holder, Pro, Pro) {
    let (ana, doctor, other) = town.holder_and_two_doctors().await;
    for pro in [&doctor, &other] {
        town.consents(pro, &ana).await;
    }
    (ana, doctor, other)
}

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
            ("allergies", "nom=", "Ce champ est nécessaire."),
            (
                "allergies",
                "nom=Chat&gravite=affreuse",
                "Choisissez une réponse de la liste.",
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=2099",
                "Cette date est dans l’avenir.",
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=1900",
                "Cette date est avant la naissance.",
            ),
            (
                "maladies",
                "nom=Asthme&depuis-jour=30&depuis-mois=2&depuis-annee=2020",
                "Cette date n’existe pas.",
            ),
            (
                "maladies",
                "nom=Asthme&depuis-jour=3&depuis-annee=2020",
                "Cette date n’existe pas.",
            ),
            (
                "maladies",
                "nom=Asthme&depuis-annee=2020&fin-annee=2019",
                "La fin est avant le début.",
            ),
            ("vaccins", "date-annee=2020", "Écrivez le nom du vaccin"),
            ("vaccins", &lot, "Ce texte est trop long."),
            (
                "mesures",
                "mesure=poids&valeur=1240&date-jour=1&date-mois=5&date-annee=2026",
                "Un poids va de 0,2 à 400 kg",
            ),
            (
                "mesures",
                "mesure=tension&valeur=80&seconde=120&date-jour=1&date-mois=5&date-annee=2026",
                "Ils semblent inversés.",
            ),
            (
                "mesures",
                "mesure=tension&valeur=120&date-jour=1&date-mois=5&date-annee=2026",
                "Une tension a deux nombres",
            ),
            (
                "mesures",
                "mesure=poids&valeur=beaucoup&date-jour=1&date-mois=5&date-annee=2026",
                "Écrivez un nombre",
            ),
            (
                "mesures",
                "mesure=poids&valeur=70&date-annee=2026",
                "il faut le jour",
            ),
            (
                "mesures",
                "mesure=imc&valeur=22&date-jour=1&date-mois=5&date-annee=2026",
                "Choisissez une réponse de la liste.",
            ),
            (
                "entourage",
                "nom=Paul&telephone=0612345678",
                "Choisissez une réponse dans la liste.",
            ),
            (
                "entourage",
                "nom=Paul&roles-prevenir=oui&telephone=appelez",
                "Écrivez un numéro de téléphone",
            ),
            ("don-organes", "", "Cochez la case"),
        ];
        for (heading, form, why) in tries {
            let path = format!("{PROFILE}/{heading}/ajouter");
            town.is_told(&ana.cookie, &path, form, why).await;
        }
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
        // Two vaccinations on one day are two, a year alone is a date.
        for name in ["Repevax", "Gardasil"] {
            let form = format!("nom={name}&date-annee=2020&protege-tetanos=oui");
            town.does(&ana.cookie, &format!("{PROFILE}/vaccins/ajouter"), &form)
                .await;
        }
        let page = town.reads(&ana.cookie, &format!("{PROFILE}/vaccins")).await;
        assert!(page.contains("Repevax") && page.contains("Gardasil") && page.contains("Tétanos"));
    })
    .await;
}

#[tokio::test]
async fn vis_01_a_kept_heading_looks_byte_for_byte_like_one_never_filled_in() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let paths = [
            summary_of(&ana),
            profile_of(&ana),
            format!("{}/maladies", profile_of(&ana)),
            format!("{}/allergies", profile_of(&ana)),
        ];
        let mut before = Vec::new();
        for path in &paths {
            before.push(town.get(&doctor.cookie, path).await.shape());
        }
        // Conditions are kept at first; allergies by decision.
        let conditions = format!("{PROFILE}/maladies");
        town.does(
            &ana.cookie,
            &format!("{conditions}/ajouter"),
            "nom=VIHCANARI",
        )
        .await;
        town.does(
            &ana.cookie,
            &format!("{PROFILE}/allergies/partage"),
            "partager=non",
        )
        .await;
        town.does(&ana.cookie, &format!("{PROFILE}/allergies/aucun"), "")
            .await;
        town.does(
            &ana.cookie,
            &format!("{PROFILE}/allergies/ajouter"),
            "nom=LATEXCANARI",
        )
        .await;
        let id = town
            .line(&ana.cookie, &conditions, "/retirer")
            .await
            .expect("a line");
        for (path, shape) in paths.iter().zip(&before) {
            assert_eq!(
                town.get(&doctor.cookie, path).await.shape(),
                *shape,
                "{path}"
            );
        }
        // Its id opens nothing either.
        let unknown = "00000000000000000000000001";
        let base = format!("{}/maladies", profile_of(&ana));
        for what in ["confirmer&vu=1", "retirer", "regler", "reprendre"] {
            let form = format!("quoi={what}");
            let one = town
                .post(&doctor.cookie, &format!("{base}/{id}/decider"), &form)
                .await;
            let two = town
                .post(&doctor.cookie, &format!("{base}/{unknown}/decider"), &form)
                .await;
            assert_eq!(one.status, StatusCode::NOT_FOUND, "{what}");
            assert_eq!(one.shape(), two.shape(), "{what}");
        }
        let one = town.get(&doctor.cookie, &format!("{base}/{id}")).await;
        let two = town.get(&doctor.cookie, &format!("{base}/{unknown}")).await;
        assert_eq!(one.shape(), two.shape());
        // Shared, it is there.
        town.does(
            &ana.cookie,
            &format!("{conditions}/partage"),
            "partager=oui",
        )
        .await;
        let summary = town.reads(&doctor.cookie, &summary_of(&ana)).await;
        assert!(summary.contains("VIHCANARI") && !summary.contains("LATEXCANARI"));
        // One switch keeps all of it.
        town.does(&ana.cookie, "/espace/moi/acces/reglages", "tout=oui")
            .await;
        let summary = town.reads(&doctor.cookie, &summary_of(&ana)).await;
        assert!(!summary.contains("VIHCANARI"));
    })
    .await;
}

#[tokio::test]
async fn what_a_professional_wrote_or_confirmed_is_locked_and_its_correction_is_asked_for() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = linked(&town).await;
        let allergies = format!("{PROFILE}/allergies");
        let theirs = format!("{}/allergies", profile_of(&ana));
        town.does(
            &doctor.cookie,
            &format!("{theirs}/ajouter"),
            "nom=P%C3%A9nicilline&gravite=grave",
        )
        .await;
        let page = town.reads(&ana.cookie, &allergies).await;
        assert!(page.contains("Noté par Dr Benali, médecin"), "{page}");
        assert!(!page.contains("/retirer"), "it is not hers to take away");
        let id = town
            .line(&ana.cookie, &allergies, "/correction")
            .await
            .expect("a line");
        for (path, form) in [("", "nom=Autre"), ("/retirer", "")] {
            let refused = town
                .post(&ana.cookie, &format!("{allergies}/{id}{path}"), form)
                .await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        }
        let asks = format!("{allergies}/{id}/correction");
        town.is_told(
            &ana.cookie,
            &asks,
            "demande=",
            "Écrivez ce qui est à corriger.",
        )
        .await;
        town.does(
            &ana.cookie,
            &asks,
            "demande=C%E2%80%99%C3%A9tait+l%E2%80%99amoxicilline",
        )
        .await;
        let seen = town.reads(&doctor.cookie, &theirs).await;
        assert!(seen.contains("Correction demandée") && seen.contains("l’amoxicilline"));
        // Another professional neither changes it nor settles it.
        let others = town.reads(&other.cookie, &theirs).await;
        assert!(
            others.contains("Pénicilline") && !others.contains("/decider"),
            "{others}"
        );
        for form in [
            "quoi=retirer",
            "quoi=regler",
            "quoi=reprendre",
            "quoi=confirmer&vu=1",
        ] {
            let refused = town
                .post(&other.cookie, &format!("{theirs}/{id}/decider"), form)
                .await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{form}");
        }
        town.does(
            &doctor.cookie,
            &format!("{theirs}/{id}"),
            "nom=Amoxicilline&gravite=grave",
        )
        .await;
        let page = town.reads(&ana.cookie, &allergies).await;
        assert!(
            page.contains("Amoxicilline")
                && !page.contains("Correction demandée")
                && page.contains("Correction faite le")
        );

        // What she wrote herself is hers until somebody confirms it.
        town.does(&ana.cookie, &format!("{allergies}/ajouter"), "nom=Arachide")
            .await;
        let mine = town
            .line(&ana.cookie, &allergies, "/retirer")
            .await
            .expect("hers");
        let page = town.reads(&doctor.cookie, &theirs).await;
        let seen = page
            .split("name=\"vu\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let seen = seen.expect("something to confirm").to_owned();
        // She changes it meanwhile: what was read is not what would be confirmed.
        town.world.advance(std::time::Duration::from_secs(60));
        town.does(&ana.cookie, &format!("{allergies}/{mine}"), "nom=Noisette")
            .await;
        let confirm = format!("{theirs}/{mine}/decider");
        town.is_told(
            &doctor.cookie,
            &confirm,
            &format!("quoi=confirmer&vu={seen}"),
            "a changé depuis",
        )
        .await;
        let page = town.reads(&doctor.cookie, &theirs).await;
        let seen = page
            .split("name=\"vu\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let form = format!("quoi=confirmer&vu={}", seen.expect("the new one"));
        town.does(&doctor.cookie, &confirm, &form).await;
        let page = town.reads(&ana.cookie, &allergies).await;
        assert!(page.contains("Confirmé par Dr Benali, médecin"), "{page}");
        let locked = town
            .post(&ana.cookie, &format!("{allergies}/{mine}/retirer"), "")
            .await;
        assert_eq!(locked.status, StatusCode::NOT_FOUND);
        town.does(&doctor.cookie, &confirm, "quoi=reprendre").await;
        town.does(&ana.cookie, &format!("{allergies}/{mine}/retirer"), "")
            .await;
    })
    .await;
}

#[tokio::test]
async fn nobody_without_a_right_reads_or_writes_a_profile() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let treatments = format!("{PROFILE}/traitements");
        town.does(
            &ana.cookie,
            &format!("{treatments}/ajouter"),
            "nom=CANARIUM",
        )
        .await;
        let id = town
            .line(&ana.cookie, &treatments, "/retirer")
            .await
            .expect("a line");
        // Another holder's ids are nobody's.
        for (path, form) in [
            ("", "nom=X"),
            ("/retirer", ""),
            ("/remettre", ""),
            ("/correction", "demande=x"),
        ] {
            let answer = town
                .post(&louis.cookie, &format!("{treatments}/{id}{path}"), form)
                .await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Without a care link one is led to state it, and writes nothing.
        let base = profile_of(&ana);
        let link = format!("/pro/patients/{}/lien", ana.space);
        for path in [
            summary_of(&ana),
            base.clone(),
            format!("{base}/traitements"),
            format!("{base}/traitements/ajouter"),
            format!("{base}/traitements/{id}"),
        ] {
            let answer = town.get(&doctor.cookie, &path).await;
            assert_eq!(
                (answer.status, answer.location()),
                (StatusCode::SEE_OTHER, &*link),
                "{path}"
            );
        }
        let written = town
            .post(
                &doctor.cookie,
                &format!("{base}/traitements/ajouter"),
                "nom=X",
            )
            .await;
        assert_eq!(written.location(), link);
        let confirmed = town
            .post(
                &doctor.cookie,
                &format!("{base}/traitements/{id}/decider"),
                "quoi=confirmer&vu=1",
            )
            .await;
        assert_eq!(confirmed.status, StatusCode::FORBIDDEN);
        // An optician has no business with it (order of 26 October 2023, annex).
        let optician = town.pro("28", "99700000013", "Optique Odile").await;
        town.consents(&optician, &ana).await;
        let seen = town.reads(&optician.cookie, &summary_of(&ana)).await;
        assert!(!seen.contains("CANARIUM"), "{seen}");
        // A blocked doctor finds nothing at all.
        town.consents(&doctor, &ana).await;
        assert!(
            town.reads(&doctor.cookie, &summary_of(&ana))
                .await
                .contains("CANARIUM")
        );
        town.does(
            &ana.cookie,
            "/espace/moi/acces/pro/99700218896/decider",
            "quoi=bloquer",
        )
        .await;
        let blocked = town.get(&doctor.cookie, &summary_of(&ana)).await;
        assert_eq!(blocked.status, StatusCode::NOT_FOUND);
        let written = town
            .post(
                &doctor.cookie,
                &format!("{base}/traitements/ajouter"),
                "nom=X",
            )
            .await;
        assert_eq!(written.status, StatusCode::NOT_FOUND);
        // Wishes are nobody's to write but hers.
        let nurse = town.pro("60", "99700000021", "Nora Infirmi").await;
        town.consents(&nurse, &ana).await;
        let will = town
            .post(
                &nurse.cookie,
                &format!("{base}/directives/ajouter"),
                "texte=Rien",
            )
            .await;
        assert_eq!(will.status, StatusCode::NOT_FOUND);
    })
    .await;
}
