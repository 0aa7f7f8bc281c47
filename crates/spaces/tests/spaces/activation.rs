//! Activating a space: six screens, what is checked on the way, and who is told
//! nothing.

use crate::house::{HEADER, House, line, matricule};
use crate::{DAY, WRONG, no_code};
use http::StatusCode;
use journal::Standing;
use kernel::{Kind, Timestamp};
use spaces::{Channel, Event, Fate, Format, How, Life, What};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn a_person_activates_their_space_in_six_screens_one_of_them_for_the_second_factor() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA MARIE").await;
        let mut code = house.announce(&ana).await;
        while !code.contains('0') {
            code = house.announce(&ana).await;
        }
        let mut visitor = house.visitor("192.0.2.1");
        assert_eq!(visitor.get("/activer").await.status, StatusCode::OK);

        let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o");
        let answer = visitor
            .tries_all(&sloppy, "2 69 05 33 063 001 ", &ana.card)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "thirteen characters are no matricule"
        );
        let answer = visitor.tries(&sloppy, &ana).await;
        assert_eq!(
            (answer.status, answer.to.as_deref()),
            (StatusCode::SEE_OTHER, Some("/activer/choix")),
            "{}",
            answer.body
        );
        let cookie = &answer.cookies[0];
        assert!(
            cookie.contains("HttpOnly")
                && cookie.contains("Secure")
                && cookie.contains("SameSite=Strict")
        );

        assert_eq!(
            visitor.get("/activer/connexion").await.to.as_deref(),
            Some("/activer/contact"),
            "a contact comes first"
        );
        // Each screen leads to the next one: they are counted as somebody meets them.
        let mut screens = vec![String::from("/activer"), answer.to.expect("a screen")];
        let choice = [("choix", "activer")];
        let chosen = visitor.post("/activer/choix", &choice).await;
        screens.push(chosen.to.expect("a screen"));
        screens.push(visitor.gives_contact("ana@exemple.fr").await);
        let page = visitor.get("/activer/connexion").await;
        assert!(page.body.contains("ana.leca"), "proposes usernames");
        assert_eq!(
            visitor.get("/activer/partage").await.to.as_deref(),
            Some("/activer/connexion"),
            "no step is skipped"
        );
        let weak = visitor
            .post(
                "/activer/connexion",
                &[("identifiant", "ana@x.fr"), ("mot-de-passe", "court")],
            )
            .await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            weak.body.contains("#identifiant") && weak.body.contains("#mot-de-passe"),
            "both errors at once"
        );
        let fields = [
            ("identifiant", "ana.leca"),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        let kept = visitor.post("/activer/connexion", &fields).await;
        screens.push(kept.to.expect(&kept.body));
        let app = visitor.get("/activer/facteur").await;
        let shown = visitor.app_code(&app.body);
        let proven = visitor.post("/activer/facteur", &[("code", &shown)]).await;
        screens.push(proven.to.expect(&proven.body));
        // The code to the contact stands on the screen of the contact; the second factor
        // has one of its own: a code by e-mail would open what a forgotten password opens.
        let steps = [
            "",
            "/choix",
            "/contact",
            "/connexion",
            "/facteur",
            "/partage",
        ];
        assert_eq!(screens, steps.map(|step| format!("/activer{step}")));

        assert!(
            visitor
                .get("/activer/partage")
                .await
                .body
                .contains("Qui pourra voir vos documents")
        );
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert!(
            done.cookies.iter().any(|c| c.starts_with("__Host-carnet=")),
            "a session is open"
        );

        let (space, life) = house.found(ana.id).await;
        assert!(matches!(life, Life::Active { .. }));
        let book = house.journal.open(space).await.expect("a journal");
        assert_eq!(book.standing(), Standing::Open);
        let face = house.spaces.open_face(space).await.expect("a face");
        assert_eq!(
            (
                face.name().as_str(),
                face.age_on(face.identity.birth_date.0)
            ),
            ("Ana Leca", 0)
        );
        let events = house.spaces.events(space).await.expect("events");
        let mut what: Vec<Event> = events.iter().map(|e| e.what).collect();
        what.sort_by_key(|event| event.number());
        // Told anew until the code had a zero.
        what.dedup();
        assert_eq!(what, [Event::Announced, Event::Activated]);
        assert_eq!(
            house.count("SELECT count(*) FROM activation").await,
            0,
            "nothing of the steps is left"
        );
    })
    .await;
}

#[tokio::test]
async fn every_mistake_of_form_is_said_at_once_and_counts_as_no_try() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut mistyped = code.clone().into_bytes();
        mistyped[0] = if mistyped[0] == b'7' { b'8' } else { b'7' };
        let mistyped = String::from_utf8(mistyped).expect("ASCII");
        let wrong_key = format!("{}98", &ana.matricule[..13]);
        for _ in 0..12 {
            let answer = visitor.tries_all(&mistyped, &wrong_key, "12").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            for field in ["#code", "#nir", "#serie"] {
                assert!(
                    answer.body.contains(&format!("href=\"{field}\"")),
                    "{field}"
                );
            }
            assert!(answer.body.contains("vérifiez les 2 derniers chiffres"));
            assert!(answer.body.contains(&mistyped), "nothing typed is lost");
            assert!(answer.body.contains("<title>Erreur"));
        }
        assert_eq!(
            visitor.tries(&code, &ana).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn act_12_after_a_refusal_no_code_and_no_step_opens_the_space() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        house
            .spaces
            .refuse(ana.id, How::Phone, house.time.now())
            .await
            .expect("refused");
        let end = visitor.post("/activer/partage", &[]).await;
        assert_eq!(end.status, StatusCode::CONFLICT);
        assert_eq!(
            house.count("SELECT count(*) FROM account").await,
            0,
            "all or nothing"
        );
        house.time.advance(Duration::from_secs(120));
        let told = visitor.tries(&code, &ana).await;
        assert!(told.body.contains("Vous avez refusé"), "{}", told.body);
        let late = house
            .spaces
            .open_by_silence(ana.id, house.time.now().plus(DAY * 90))
            .await;
        assert_eq!(late.expect_err("refused").kind(), Kind::Conflict);
    })
    .await;
}

#[tokio::test]
async fn act_16_what_is_not_open_is_unknown() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let now = house.time.now();
        let long_ago = now.minus(DAY * 60);
        let mut found = Vec::new();
        for n in 1..=5 {
            let person = house.person(n, "LECA", "ANA").await;
            let asked: identity::ins::Matricule = person.matricule.parse().expect("right");
            if n > 1 {
                house
                    .spaces
                    .announce_at(person.id, Channel::Letter, long_ago)
                    .await
                    .expect("announced");
            }
            match n {
                3 => drop(
                    house
                        .spaces
                        .refuse(person.id, How::Post, now)
                        .await
                        .expect("refused"),
                ),
                4 | 5 => drop(
                    house
                        .spaces
                        .open_by_silence(person.id, now)
                        .await
                        .expect("opened"),
                ),
                _ => {}
            }
            if n == 5 {
                let closed = house
                    .spaces
                    .close(person.id, Fate::Archive, How::Site, now)
                    .await
                    .expect("closed");
                let book = house.journal.open(closed.space).await.expect("its journal");
                assert_eq!(book.standing(), Standing::Shut);
                assert_eq!(
                    house
                        .spaces
                        .open_face(closed.space)
                        .await
                        .expect_err("closed")
                        .kind(),
                    Kind::NotFound
                );
            }
            found.push(
                house
                    .spaces
                    .by_matricule(&asked)
                    .await
                    .expect("asked")
                    .is_some(),
            );
        }
        assert_eq!(
            found,
            [false, false, false, true, false],
            "known, announced, refused, open, closed"
        );
        let unknown = matricule(99).parse().expect("right");
        assert_eq!(
            house.spaces.by_matricule(&unknown).await.expect("asked"),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn act_18_a_death_or_a_provisional_number_is_for_people() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let dead = line(1, "LECA", "ANA").replace("Bordeaux,\n", "Bordeaux,2026-11-01\n");
        let (report, _) = house.import(&format!("{HEADER}{dead}"), Format::Csv).await;
        assert_eq!(report.updated, 1);
        let mut visitor = house.visitor("192.0.2.1");
        let answer = visitor.tries(&code, &ana).await;
        assert!(answer.body.contains(WRONG) && answer.body.contains("3422"));
        assert_eq!(
            house
                .spaces
                .announce(ana.id, Channel::Letter)
                .await
                .expect_err("dead")
                .kind(),
            Kind::Conflict
        );
        let (space, life) = house.found(ana.id).await;
        assert!(!life.is_open());
        assert!(
            house
                .spaces
                .events(space)
                .await
                .expect("events")
                .iter()
                .any(|e| e.what == Event::CodeMisused)
        );
    })
    .await;
}

#[tokio::test]
async fn silence_opens_once_and_never_before_its_time() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let told: Timestamp = house.time.now();
        house.announce(&ana).await;
        let due = told.plus(DAY * 45);
        let early = house
            .spaces
            .open_by_silence(ana.id, due.minus(Duration::from_millis(1)))
            .await;
        assert_eq!(early.expect_err("early").code(), "space-too-early");
        house
            .spaces
            .open_by_silence(ana.id, due)
            .await
            .expect("due");
        assert_eq!(
            house
                .spaces
                .open_by_silence(ana.id, due)
                .await
                .expect_err("twice")
                .code(),
            "space-already-open"
        );
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        assert_eq!(
            visitor.post("/activer/partage", &[]).await.to.as_deref(),
            Some("/espace/moi")
        );
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_asked_for_and_a_false_one_is_refused() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let nobody = visitor.post("/activer/facteur/cle/debut", &[]).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        visitor.tries(&code, &ana).await;
        visitor.proves_contact("ana@exemple.fr").await;
        let fields = [
            ("identifiant", "ana.leca"),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        visitor.post("/activer/connexion", &fields).await;
        assert!(
            visitor
                .get("/activer/facteur")
                .await
                .body
                .contains("data-passkey=\"create\"")
        );
        let options = visitor.post("/activer/facteur/cle/debut", &[]).await;
        assert!(options.body.contains("\"challenge\"") && options.body.contains("ana.leca"));
        let refused = visitor
            .post("/activer/facteur/cle", &[("reponse", "{}")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = visitor.get("/activer/partage").await;
        assert_eq!(
            page.to.as_deref(),
            Some("/activer/facteur"),
            "there is no second factor yet"
        );
    })
    .await;
}

#[tokio::test]
async fn enu_01_a_known_and_an_unknown_number_have_the_same_answer() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let told_nothing = house.person(2, "MORI", "BEN").await;
        let refused = house.person(3, "PONS", "EVA").await;
        house.announce(&refused).await;
        house
            .spaces
            .refuse(refused.id, How::Post, house.time.now())
            .await
            .expect("refused");
        let mut pages = Vec::new();
        for number in [
            ana.matricule,
            told_nothing.matricule,
            refused.matricule,
            matricule(50),
        ] {
            let mut visitor = house.visitor("192.0.2.1");
            let mut of_one = Vec::new();
            for n in 0..6 {
                let code = no_code(n + 10 * pages.len() as u64);
                let answer = visitor.tries_all(&code, &number, "8025000099").await;
                let body = answer.body.replace(&number, "").replace(&code, "");
                of_one.push((answer.status, body));
            }
            assert_eq!(of_one[5].0, StatusCode::TOO_MANY_REQUESTS);
            // The page of a brake quotes nothing that was typed.
            pages.push(of_one);
        }
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert_eq!(
            house
                .count("SELECT count(*) FROM activation_brake WHERE scope = 0")
                .await,
            4,
            "one brake for each number, known or not",
        );
    })
    .await;
}

#[tokio::test]
async fn aut_13_an_activation_ends_the_session_that_the_browser_had() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut browser = house.visitor("192.0.2.1");
        browser.tries(&code, &ana).await;
        browser.goes_on("ana.leca").await;
        let done = browser.post("/activer/partage", &[]).await;
        let session = done
            .cookies
            .iter()
            .find(|cookie| cookie.starts_with("__Host-carnet="))
            .and_then(|cookie| cookie.split(';').next())
            .expect("a session");

        let ben = house.person(2, "MORI", "BEN").await;
        let code = house.announce(&ben).await;
        browser.tries(&code, &ben).await;
        browser.goes_on("ben.mori").await;
        browser.cookie = format!("{}; {session}", browser.cookie);
        let done = browser.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        let open = house.count("SELECT count(*) FROM session").await;
        assert_eq!(open, 1, "Ben's alone");
    })
    .await;
}

#[tokio::test]
async fn before_sixteen_a_code_opens_no_account_and_on_the_birthday_it_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.person(1, "LECA", "ANA").await;
        house.child(2, "HUGO", 1, "2010-12-01").await;
        let hugo = house.person_known(2).await;
        let code = house.announce(&hugo).await;
        let birthday = "2026-12-01".parse().expect("a day");
        let birthday = Timestamp::midnight_in_paris(birthday).expect("a midnight");

        house.time.set(birthday.minus(Duration::from_secs(1)));
        let mut early = house.visitor("192.0.2.1");
        early.tries(&code, &hugo).await;
        let choice = early.get("/activer/choix").await.body;
        assert!(
            choice.contains("Avant 16 ans") && choice.contains("/espace/moi/proches"),
            "{choice}"
        );
        assert!(!choice.contains("value=\"activer\""), "{choice}");
        assert!(choice.contains("value=\"refuser\""), "{choice}");
        let answer = early.post("/activer/choix", &[("choix", "activer")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        // Nor by the addresses of the steps that follow.
        early.goes_on("hugo.leca").await;
        let refused = early.post("/activer/partage", &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        assert!(refused.body.contains("Avant 16 ans"), "{}", refused.body);
        assert_eq!(house.count("SELECT count(*) FROM account").await, 0);
        assert!(matches!(house.life(hugo.id).await, Life::Announced { .. }));

        // Who has the code of a refused child takes that back without an account, too.
        house.child(3, "INES", 1, "2015-03-01").await;
        let ines = house.person_known(3).await;
        house.announce(&ines).await;
        let now = house.time.now();
        let refused = house.spaces.refuse(ines.id, How::Site, now).await;
        refused.expect("told");
        let asked = house.spaces.hold(ines.id, What::WithdrawRefusal).await;
        asked.expect("by telephone, too");
        let fresh = house.announce(&ines).await;
        let mut later = house.visitor("192.0.2.2");
        later.tries(&fresh, &ines).await;
        let choice = later.get("/activer/choix").await.body;
        assert!(choice.contains("/espace/moi/proches"), "{choice}");
        assert!(choice.contains("value=\"changer-avis\""), "{choice}");
        let form = [("choix", "changer-avis")];
        let done = later.post("/activer/choix", &form).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        let receipt = later.get("/opposition/recu").await.body;
        assert!(receipt.contains("Refus annulé"), "{receipt}");
        assert_eq!(house.life(ines.id).await, Life::announced(now));
        let space = house.space(ines.id).await;
        let waiting = house.spaces.held(space).await.expect("asked");
        assert!(waiting.is_empty(), "it is done already: {waiting:?}");
        let events = house.spaces.events(space).await.expect("events");
        let withdrawn = events.iter().find(|e| e.what == Event::RefusalWithdrawn);
        let withdrawn = withdrawn.expect("it is in the history");
        assert_eq!(
            (withdrawn.who.as_str(), withdrawn.how),
            ("holder", How::Site)
        );
        assert!(receipt.contains(&withdrawn.receipt), "{receipt}");
        let told = events.iter().filter(|e| e.what == Event::Announced);
        assert_eq!(told.count(), 3, "a new code is on its way: {events:?}");
        let spent = house.visitor("192.0.2.3").tries(&fresh, &ines).await;
        assert_eq!(spent.to, None, "its code is of no use any more");

        house.time.set(birthday);
        let choice = early.get("/activer/choix").await.body;
        assert!(choice.contains("value=\"activer\""), "{choice}");
        let done = early.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert!(matches!(house.life(hugo.id).await, Life::Active { .. }));
    })
    .await;
}
