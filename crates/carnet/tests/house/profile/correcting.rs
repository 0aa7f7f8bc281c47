//! What a professional is asked to correct in a profile: found, answered without a
//! care link, and told to the holder.

use super::{PROFILE, linked, profile_of};
use crate::town::{Holder, Pro, Town};
use http::StatusCode;

const LIST: &str = "/pro/corrections";

/// A line that the doctor wrote, and that its holder asks to have corrected.
async fn asked(town: &Town, ana: &Holder, doctor: &Pro) -> String {
    let theirs = format!("{}/allergies", profile_of(ana));
    town.does(&doctor.cookie, &format!("{theirs}/ajouter"), "nom=Iode")
        .await;
    let allergies = format!("{PROFILE}/allergies");
    let id = town
        .line(&ana.cookie, &allergies, "/correction")
        .await
        .expect("a line");
    let asks = format!("{allergies}/{id}/correction");
    town.does(&ana.cookie, &asks, "demande=Plut%C3%B4t+la+povidone")
        .await;
    // Once is enough, as long as nobody answered.
    town.is_told(
        &ana.cookie,
        &asks,
        "demande=Encore",
        "attend déjà une réponse",
    )
    .await;
    format!("{LIST}/{}/{id}", ana.space)
}

#[tokio::test]
async fn a_request_is_found_and_declined_with_a_sentence_that_the_holder_reads() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = linked(&town).await;
        assert!(
            town.reads(&doctor.cookie, LIST)
                .await
                .contains("Personne ne vous demande")
        );
        let request = asked(&town, &ana, &doctor).await;
        let list = town.reads(&doctor.cookie, LIST).await;
        assert!(
            list.contains(&request) && list.contains("Attend votre réponse"),
            "{list}"
        );
        // The list tells neither whose record it is nor what it is about.
        for words in ["Martin", "Iode", "povidone", "Allergies"] {
            assert!(!list.contains(words), "{words}: {list}");
        }
        assert!(!town.reads(&other.cookie, LIST).await.contains(&request));
        // The care link ends: what is asked of them is theirs to answer all the same.
        town.does(
            &ana.cookie,
            "/espace/moi/acces/pro/99700218896/decider",
            "quoi=bloquer",
        )
        .await;
        let page = town.reads(&doctor.cookie, &request).await;
        for words in ["Plutôt la povidone", "Allergies — Iode", "Martin"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        town.is_told(
            &doctor.cookie,
            &request,
            "reponse=refusee&demande=",
            "Dites en une phrase",
        )
        .await;
        town.is_told(
            &doctor.cookie,
            &request,
            "demande=Non",
            "Choisissez une réponse",
        )
        .await;
        town.does(
            &doctor.cookie,
            &request,
            "reponse=refusee&demande=Le+compte+rendu+dit+iode",
        )
        .await;
        let again = town
            .post(&doctor.cookie, &request, "reponse=corrigee&demande=")
            .await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        let page = town
            .reads(&ana.cookie, &format!("{PROFILE}/allergies"))
            .await;
        for words in [
            "Demande de correction refusée le",
            "Le compte rendu dit iode",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(page.contains("/correction"), "she may ask again: {page}");
        let english = town
            .reads(&ana.cookie, &format!("/en{PROFILE}/allergies"))
            .await;
        assert!(english.contains("Correction request declined on"));
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(
            history.contains("A répondu à une demande de correction"),
            "{history}"
        );
        // Another house on the same store knows the answer.
        let twin = town.twin().await;
        let list = twin.reads(&doctor.cookie, LIST).await;
        assert!(
            list.contains("Refusé") && !list.contains("Attend"),
            "{list}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_line_that_its_author_writes_anew_is_corrected_and_so_is_what_they_say_is() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let request = asked(&town, &ana, &doctor).await;
        let id = request.rsplit('/').next().expect("an id").to_owned();
        let line = format!("{}/allergies/{id}", profile_of(&ana));
        town.does(&doctor.cookie, &line, "nom=Povidone").await;
        assert!(town.reads(&doctor.cookie, LIST).await.contains("Corrigé"));
        let allergies = format!("{PROFILE}/allergies");
        let page = town.reads(&ana.cookie, &allergies).await;
        assert!(
            page.contains("Povidone") && page.contains("Correction faite le"),
            "{page}"
        );
        // Asked again, and said to be done.
        let asks = format!("{allergies}/{id}/correction");
        town.does(&ana.cookie, &asks, "demande=Sans+majuscule")
            .await;
        town.does(&doctor.cookie, &request, "reponse=corrigee&demande=")
            .await;
        let page = town.reads(&ana.cookie, &allergies).await;
        assert!(page.contains("Correction faite le"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn vis_02_a_request_is_read_and_answered_by_whoever_is_asked_and_not_found_by_others() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = linked(&town).await;
        let allergies = format!("{PROFILE}/allergies");
        town.does(&ana.cookie, &format!("{allergies}/ajouter"), "nom=Arachide")
            .await;
        let id = town
            .line(&ana.cookie, &allergies, "/retirer")
            .await
            .expect("hers");
        let theirs = format!("{}/allergies", profile_of(&ana));
        let page = town.reads(&doctor.cookie, &theirs).await;
        let seen = page.split("name=\"vu\" value=\"").nth(1);
        let seen = seen.and_then(|rest| rest.split('"').next()).expect("hers");
        let confirm = format!("quoi=confirmer&vu={seen}");
        town.does(&doctor.cookie, &format!("{theirs}/{id}/decider"), &confirm)
            .await;
        town.does(
            &ana.cookie,
            &format!("{allergies}/{id}/correction"),
            "demande=Noisette",
        )
        .await;
        let request = format!("{LIST}/{}/{id}", ana.space);
        let page = town.reads(&doctor.cookie, &request).await;
        assert!(page.contains("Noisette"), "{page}");
        // Foreign or unknown, it is not found, byte for byte.
        let unknown = format!("{LIST}/{}/00000000000000000000000001", ana.space);
        for (one, two) in [
            (
                town.get(&other.cookie, &request).await,
                town.get(&other.cookie, &unknown).await,
            ),
            (
                town.post(&other.cookie, &request, "reponse=corrigee&demande=")
                    .await,
                town.post(&other.cookie, &unknown, "reponse=corrigee&demande=")
                    .await,
            ),
        ] {
            assert_eq!(one.status, StatusCode::NOT_FOUND);
            assert_eq!(one.shape(), two.shape());
        }
        // Once the confirmation is taken back the line is hers, and nothing is asked.
        town.does(
            &doctor.cookie,
            &format!("{theirs}/{id}/decider"),
            "quoi=reprendre",
        )
        .await;
        let gone = town.get(&doctor.cookie, &request).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(!town.reads(&doctor.cookie, LIST).await.contains(&request));
    })
    .await;
}
