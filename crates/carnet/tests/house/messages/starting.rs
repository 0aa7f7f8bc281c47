//! Who may write first.

use super::{LIST, SENT, WRITE, theirs};
use crate::town::{Holder, Town};
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
        // Who only opted in is in no list, and not in the directory; who only knows her did
        // not opt in.
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
            assert!(text.contains("if they chose to be reached"), "{text}");
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
        // Whoever else opted in is looked for: the form says so beside the list.
        let english = town.opens(&ana.cookie, &format!("/en{WRITE}")).await;
        for (page, words) in [
            (
                &page,
                "se trouve par la recherche, s’il a choisi d’être joignable",
            ),
            (
                &english,
                "is found by searching, if they chose to be reached",
            ),
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
        finds_and_meets_strangers(&town, &ana).await;
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

/// Who lets whoever looks for them write is found so, while they do and she does not
/// block them; and she begins so many conversations a day with strangers.
async fn finds_and_meets_strangers(town: &Town, ana: &Holder) {
    const RPPS: &str = "99700000039";
    let third = town.pro("10", RPPS, "Dr Collegue").await;
    let directory = format!(
        "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
         {RPPS},Collegue,Anne,10,,750000001,Cabinet des Lilas,Paris,practice,\n\
         99700000021,Collet,Jean,10,,750000001,Cabinet des Lilas,Paris,practice,\n"
    );
    let csv = identity::professionals::Format::Csv;
    let people = &town.house.professionals;
    let imported = people.import(directory.as_bytes(), csv, std::io::sink());
    assert_eq!(imported.await.expect("a directory").rejected, 0);
    let finds = async |query: &str| {
        let page = town.opens(&ana.cookie, &format!("{WRITE}?{query}")).await;
        assert!(!page.contains("Jean Collet"), "did not opt in: {page}");
        let found = page.contains("Anne Collegue");
        assert_ne!(found, page.contains("Personne n’est trouvé"), "{page}");
        found
    };
    // What they choose, and whether the box of those who look for them stands ticked.
    let choose = async |form: &str| {
        town.post(&third.cookie, "/pro/messages/joignable", form)
            .await;
        let page = town.opens(&third.cookie, "/pro/messages/reglages").await;
        page.contains("name=\"cherche\" value=\"oui\" checked")
    };
    let (patients, anybody) = ("joignable=oui", "joignable=oui&cherche=oui");
    let begin = async || {
        let form = format!("a={RPPS}&sujet=Bonjour&texte=Une+question");
        town.begins_with(&ana.cookie, WRITE, &form).await
    };
    let by_name = "nom=coll&ville=paris";
    assert!(!finds(by_name).await, "not yet opted in");
    // Who lets their patients write, and said no more, is found by nobody else.
    let words = "Vous ne pouvez pas écrire à cette personne";
    assert!(!choose(patients).await);
    assert!(!finds(by_name).await && !finds(&format!("nom={RPPS}")).await);
    assert!(begin().await.text().contains(words));
    assert!(choose(anybody).await);
    town.post(&third.cookie, "/pro/messages/reglages", "delai=3")
        .await;
    for (query, found) in [
        (by_name, true),
        ("nom=COLLEGUE&ville=", true),
        ("nom=997+0000+0039", true),
        ("nom=collegue&ville=lyon", false),
        ("nom=99700000021", false),
        ("nom=anne", false),
    ] {
        assert_eq!(finds(query).await, found, "{query}");
    }
    // Nobody is listed who was not looked for.
    for (query, said) in [
        ("", "Chercher un professionnel"),
        ("?nom=c", "Deux lettres"),
    ] {
        let page = town.opens(&ana.cookie, &format!("{WRITE}{query}")).await;
        assert!(page.contains(said) && !page.contains("Anne Collegue"));
    }
    let page = town
        .opens(&ana.cookie, &format!("/en{WRITE}?{by_name}"))
        .await;
    for said in [
        "Look for a professional",
        "Anne Collegue",
        "· Paris",
        "3 days",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let chosen = format!("{WRITE}?a={RPPS}");
    let page = town.opens(&ana.cookie, &format!("{WRITE}?{by_name}")).await;
    assert!(page.contains(&format!("href=\"{chosen}\"")), "{page}");
    let page = town.opens(&ana.cookie, &chosen).await;
    let option = format!("value=\"{RPPS}\" selected");
    assert!(page.contains(&option), "{page}");
    for _ in 0..5 {
        let sent = begin().await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let refused = begin().await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("5 échanges ont déjà commencé"), "{text}");
    assert!(text.contains(&option), "what was chosen stands: {text}");
    // With whom wrote to her before, one begins still.
    let form = "a=99700000005&sujet=Bonjour&texte=Une+question";
    let sent = town.begins_with(&ana.cookie, WRITE, form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    // Who ends it, or is blocked, is found no more, and the form that is sent says why.
    for ended in [patients, "joignable=non", "joignable=non&cherche=oui"] {
        assert!(!choose(ended).await, "{ended}");
        assert!(!finds(by_name).await, "{ended}");
        let refused = begin().await.text();
        assert!(refused.contains(words), "{refused}");
        assert!(town.opens(&ana.cookie, &chosen).await.contains(words));
        assert!(choose(anybody).await);
        assert!(finds(by_name).await);
    }
    let path = format!("/espace/moi/acces/pro/{RPPS}/decider");
    let blocked = town.post(&ana.cookie, &path, "quoi=bloquer").await;
    assert_eq!(blocked.status, StatusCode::SEE_OTHER, "{}", blocked.text());
    assert!(!finds(by_name).await, "blocked");
    let refused = begin().await.text();
    assert!(
        refused.contains("Vous avez bloqué ce professionnel"),
        "{refused}"
    );
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
