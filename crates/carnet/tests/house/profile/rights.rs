//! Who sees which heading, who may change a line, and who finds nothing.

use super::{PROFILE, linked, profile_of, summary_of};
use crate::town::Town;
use http::StatusCode;

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
