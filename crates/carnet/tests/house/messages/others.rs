//! Everybody else: of what is not theirs they learn nothing, not that it is there.

use super::{LIST, SENT, theirs, typed};
use crate::town::Town;
use http::{Method, StatusCode};

const UNKNOWN: &str = "00000000000000000000000001";

#[tokio::test]
async fn msg_01_the_thread_of_somebody_else_is_not_found_byte_for_byte() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let id = town
            .begins(&doctor, &ana, "CANARISUJET", "CANARITEXTE")
            .await;
        town.world.advance(SENT);
        // With a link to the record and an emergency too: it is of no document.
        town.consents(&other, &ana).await;
        let pairs = |base: &str| {
            let of = |id: &str| format!("{base}/{id}");
            (of(&id), of(UNKNOWN))
        };
        for (cookie, base) in [
            (&louis.cookie, LIST.to_owned()),
            (&other.cookie, theirs(&ana)),
        ] {
            let (known, unknown) = pairs(&base);
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::DELETE] {
                let one = town.with(method.clone(), cookie, &known, &[]).await.shape();
                let two = town
                    .with(method.clone(), cookie, &unknown, &[])
                    .await
                    .shape();
                assert_eq!(one, two, "{method} {known}");
            }
            let form = format!("jeton={}&geste=envoyer&texte=Moi", town.token());
            let keep = form.replace("envoyer", "garder");
            for (deed, form) in [
                ("", form.as_str()),
                ("", keep.as_str()),
                ("/annuler", &format!("message={id}")),
                ("/etat", "etat=closed"),
            ] {
                let one = town.post(cookie, &format!("{known}{deed}"), form).await;
                let two = town.post(cookie, &format!("{unknown}{deed}"), form).await;
                assert_eq!(one.status, StatusCode::NOT_FOUND, "{deed} {}", one.text());
                assert_eq!(one.shape(), two.shape(), "{deed}");
            }
        }
        // Whoever takes part in it does so in this space alone.
        let elsewhere = format!("{}/{id}", theirs(&louis));
        assert_eq!(
            town.get(&doctor.cookie, &elsewhere).await.status,
            StatusCode::NOT_FOUND
        );
        // The holder takes back nothing of the professional's, and closes nothing.
        let hers = format!("{LIST}/{id}");
        let page = town.opens(&ana.cookie, &hers).await;
        let message = page
            .split("id=\"m-")
            .nth(1)
            .map(|rest| &rest[..26])
            .expect("a message");
        let back = town
            .post(
                &ana.cookie,
                &format!("{hers}/annuler"),
                &format!("message={message}"),
            )
            .await;
        assert_eq!(back.status, StatusCode::NOT_FOUND);
        // Nothing shows up in anybody's pages.
        for (cookie, path) in [
            (&louis.cookie, LIST.to_owned()),
            (&other.cookie, theirs(&ana)),
            (&other.cookie, String::from("/pro/messages")),
            (&other.cookie, format!("/pro/patients/{}", ana.space)),
            (&other.cookie, format!("/pro/patients/{}/resume", ana.space)),
        ] {
            let page = town.opens(cookie, &path).await;
            assert!(
                !page.contains("CANARI") && !page.contains(&id),
                "{path}: {page}"
            );
        }
        for colleague in town.team().await {
            for path in [
                hers.clone(),
                format!("{}/{id}", theirs(&ana)),
                String::from("/pro/messages"),
            ] {
                let page = town.get(&colleague.cookie, &path).await;
                assert_ne!(page.status, StatusCode::OK, "{path}");
                assert!(!page.text().contains("CANARI"), "{path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_professional_who_is_blocked_finds_a_closed_space_and_is_not_written_to() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        // Whom she blocks the record knows.
        town.consents(&doctor, &ana).await;
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        let said = town.post(&ana.cookie, decide, "quoi=bloquer").await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
        // The same as in a space that is not there.
        let nowhere = format!("/pro/patients/{UNKNOWN}/messages");
        for (path, like) in [
            (theirs(&ana), nowhere.clone()),
            (his.clone(), format!("{nowhere}/{id}")),
        ] {
            let refused = town.get(&doctor.cookie, &path).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
            let like = town.get(&doctor.cookie, &like).await;
            assert_eq!(refused.shape(), like.shape(), "{path}");
        }
        let sent = town.says(&doctor.cookie, &his, "Encore").await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
        let begun = town
            .begins_with(&doctor.cookie, &theirs(&ana), "sujet=a&texte=b")
            .await;
        assert_eq!(begun.status, StatusCode::NOT_FOUND);
        let inbox = town.opens(&doctor.cookie, "/pro/messages").await;
        assert!(!inbox.contains("Martin") && !inbox.contains(&id), "{inbox}");
        // Her own side of it is there, and says why she cannot write.
        let page = town.opens(&ana.cookie, &hers).await;
        assert!(page.contains("Vous avez bloqué ce professionnel"), "{page}");
        let sent = town.says(&ana.cookie, &hers, "Bonjour").await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.text().contains("Vous avez bloqué ce professionnel"));
        let form = "a=99700218896&sujet=a&texte=b";
        let begun = town.begins_with(&ana.cookie, super::WRITE, form).await;
        assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            begun.text().contains("Vous avez bloqué ce professionnel"),
            "{}",
            begun.text()
        );
        let english = format!("/en{hers}");
        let sent = town.says(&ana.cookie, &english, "Hello").await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(sent.text().contains("You blocked this professional."));
    })
    .await;
}

#[tokio::test]
async fn web_01_msg_05_what_is_said_is_text_and_loads_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let payload = "<script>alert(1)</script><img src=https://mal.example/x.png onerror=alert(1)> ![x](https://mal.example/y.png) https://mal.example/z";
        let id = town.begins(&doctor, &ana, &payload[..60], payload).await;
        town.world.advance(SENT);
        let (hers, his) = (format!("{LIST}/{id}"), format!("{}/{id}", theirs(&ana)));
        town.says(&ana.cookie, &hers, payload).await;
        town.world.advance(SENT);
        for (cookie, path) in [
            (&ana.cookie, hers.as_str()),
            (&doctor.cookie, &his),
            (&ana.cookie, LIST),
            (&ana.cookie, "/espace/moi/acces/journal"),
        ] {
            let answer = town.get(cookie, path).await;
            let page = answer.text();
            for markup in ["<script>alert", "<img src=https", "href=\"https://mal", "src=\"https://mal"] {
                assert!(!page.contains(markup), "{path} {markup}: {page}");
            }
            let policy = answer.headers.get("content-security-policy");
            let policy = policy.and_then(|value| value.to_str().ok()).unwrap_or_default();
            assert!(policy.contains("default-src 'none'"), "{policy}");
        }
        assert!(town.opens(&doctor.cookie, &his).await.contains("mal.example/z"));
        // Signs that nobody sees are left out.
        let hidden = "bon\u{202e}jour\u{200b}\u{7}";
        town.says(&doctor.cookie, &his, hidden).await;
        assert!(town.opens(&doctor.cookie, &his).await.contains("<p>bonjour</p>"));
        assert!(typed(hidden).contains("%E2%80%AE"));
    })
    .await;
}
