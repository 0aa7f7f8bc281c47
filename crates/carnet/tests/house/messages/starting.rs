//! Who may write first.

use super::{LIST, SENT, WRITE, theirs};
use crate::town::Town;
use http::StatusCode;

#[tokio::test]
async fn msg_03_a_holder_writes_first_by_the_rule_and_learns_of_nobody_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let pharmacist = town.pro("21", "99700000013", "Ph. Lemoine").await;
        let form = |rpps: &str| format!("a={rpps}&sujet=Bonjour&texte=Une+question");
        let refusal = |text: String| text.contains("Vous ne pouvez pas écrire à cette personne");
        assert!(
            town.opens(&ana.cookie, WRITE)
                .await
                .contains("Vous pourrez écrire")
        );
        // Known to the directory, unknown, no number at all, oneself: one answer.
        let mut answers = Vec::new();
        for rpps in ["99700218896", "99700000021", "n", "", "255081416802538"] {
            let sent = town.begins_with(&ana.cookie, WRITE, &form(rpps)).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{rpps}");
            let text = sent.text();
            assert!(refusal(text.clone()), "{rpps}: {text}");
            let said = text.replace(&format!("value=\"{rpps}\""), "value=\"\"");
            answers.push(said.split("name=\"jeton\"").next().map(str::to_owned));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        // Who only opted in is not known to her; who only knows her did not opt in.
        town.post(&doctor.cookie, "/pro/messages/joignable", "joignable=oui")
            .await;
        town.consents(&other, &ana).await;
        for pro in [&doctor, &other] {
            let rpps = pro.professional.rpps.to_string();
            let sent = town.begins_with(&ana.cookie, WRITE, &form(&rpps)).await;
            assert!(refusal(sent.text()), "{}", sent.text());
            let path = format!("/en{WRITE}");
            let sent = town.begins_with(&ana.cookie, &path, &form(&rpps)).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
            let text = sent.text();
            assert!(text.contains("You cannot write to this person"), "{text}");
            assert!(text.contains("reached by patients they know"), "{text}");
        }
        // Both: she may. And to the pharmacy that she used, whatever it chose.
        town.consents(&doctor, &ana).await;
        town.consents(&pharmacist, &ana).await;
        let page = town.opens(&ana.cookie, WRITE).await;
        assert!(
            page.contains("Dr Benali") && page.contains("Ph. Lemoine"),
            "{page}"
        );
        assert!(!page.contains("Dr Petit"), "{page}");
        // Opting in is for one’s own patients: the form says so beside the list.
        let english = town.opens(&ana.cookie, &format!("/en{WRITE}")).await;
        for (page, words) in [
            (&page, "ne l’est que par les patients qu’il connaît"),
            (&english, "is reached only by patients they know"),
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        for pro in [&doctor, &pharmacist] {
            let rpps = pro.professional.rpps.to_string();
            let sent = town.begins_with(&ana.cookie, WRITE, &form(&rpps)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            town.world.advance(SENT);
            let inbox = town.opens(&pro.cookie, "/pro/messages").await;
            assert!(inbox.contains("Nouveau"), "{inbox}");
        }
        // Whoever wrote before is written to, opted in or not.
        town.begins(&other, &ana, "Suivi", "Bonjour").await;
        let early = town
            .begins_with(&ana.cookie, WRITE, &form("99700000005"))
            .await;
        assert!(refusal(early.text()), "it is still held");
        town.world.advance(SENT);
        let sent = town
            .begins_with(&ana.cookie, WRITE, &form("99700000005"))
            .await;
        assert!(sent.location().starts_with(LIST), "{}", sent.text());
        // The switch turns off again.
        town.post(&doctor.cookie, "/pro/messages/joignable", "joignable=non")
            .await;
        let page = town.opens(&doctor.cookie, "/pro/messages/reglages").await;
        assert!(
            page.contains("Seuls les patients à qui vous avez écrit"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn msg_04_the_identity_of_the_register_stands_beside_every_name() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let rows = store.execute(
            "UPDATE account SET name = $1",
            vec!["Assurance Maladie".into()],
        );
        drop(rows.await);
        let cookie = town.comes_back(ana.space).await;
        town.says(&cookie, &format!("{LIST}/{id}"), "Envoyez vos codes")
            .await;
        town.world.advance(SENT);
        let page = town
            .opens(&doctor.cookie, &format!("{}/{id}", theirs(&ana)))
            .await;
        for words in [
            "<strong>Martin Ana</strong>",
            "Patient, identité du registre",
            "Écrit par ",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // And beside the name of a professional stand the profession and the number.
        let page = town.opens(&ana.cookie, &format!("{LIST}/{id}")).await;
        assert!(
            page.contains("Médecin") && page.contains("RPPS 99700218896"),
            "{page}"
        );
    })
    .await;
}
