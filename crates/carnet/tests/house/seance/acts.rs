//! What is done with help is written with the place and the volunteer's name,
//! for the person; the volunteer sees what, and never for whom.

use super::bounds::signs_in;
use super::{PLACE, helped, opens, volunteer};
use crate::town::{DAY, Town};
use identity::ins::Matricule;
use spaces::{Channel, Event, How};

#[tokio::test]
async fn opr_01_a_volunteer_sees_what_was_done_and_never_for_whom() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let told = town.told(1).await;
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        person.post("/opposition", &told.form()).await;
        let form = format!("pour-{}=oui", told.person);
        let done = person.post("/opposition/pour", &form).await;
        assert_eq!(done.location(), "/opposition/recu", "{}", done.text());
        assert_eq!(person.get("/opposition/recu").await.status, 200);

        let spaces = &town.house.spaces;
        let events = spaces.events(told.space).await.expect("events");
        let refused = events.iter().find(|event| event.what == Event::Refused);
        let refused = refused.expect("a refusal");
        assert_eq!(refused.how, How::Assistance);
        let helpers = spaces.helpers(told.space).await.expect("helpers");
        let helper = helpers.get(&refused.receipt).expect("who helped");
        assert_eq!(helper.place, PLACE);
        assert_eq!(helper.volunteer.0, "Paul Petit");

        // The fund has no e-mail address of theirs, and the browser is not theirs: the
        // receipt goes by post, once, though they press the button again.
        person.post("/opposition/pour", &form).await;
        town.house.post.deliver(100).await.expect("a pass");
        let mut sent = town.house.post.sent(100).await.expect("listed");
        sent.retain(|sent| sent.subject.contains("opposition"));
        assert_eq!(sent.len(), 1, "{sent:?}");
        assert_eq!(sent[0].channel, post::Channel::Letter);
        let page = volunteer.get(&path).await.text();
        assert!(page.contains("Opposition enregistrée"), "{page}");
        for known in [&*refused.receipt, "Louis", "PETIT", &told.matricule] {
            assert!(!page.contains(known), "{known}");
        }
        assert!(
            person
                .get("/seance/menu")
                .await
                .text()
                .contains("Opposition enregistrée")
        );
    })
    .await;
}

#[tokio::test]
async fn an_activation_with_help_leaves_nobody_signed_in_and_stands_in_the_history() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let told = town.told(1).await;
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let begun = person.post("/activer", &told.form()).await;
        assert_eq!(begun.location(), "/activer/choix", "{}", begun.text());
        person
            .post("/activer/contact", "courriel=louis%40exemple.fr")
            .await;
        let code = town.contact_code().await;
        let form = format!("geste=verifier&code={code}");
        let proven = person.post("/activer/contact", &form).await;
        assert_eq!(proven.location(), "/activer/connexion", "{}", proven.text());
        let form = "identifiant=louis.petit&mot-de-passe=trois+girafes+sous+la+pluie";
        person.post("/activer/connexion", form).await;
        let page = person.get("/activer/facteur").await.text();
        let code = town.app_code(&page);
        let proven = person
            .post("/activer/facteur", &format!("code={code}"))
            .await;
        assert_eq!(proven.location(), "/activer/partage", "{}", proven.text());
        let done = person.post("/activer/partage", "").await;
        assert_eq!(done.location(), "/seance/menu", "{}", done.text());
        let own = person.get("/espace/moi/fermeture").await;
        assert!(own.location().starts_with("/connexion?"), "nobody stays in");

        let spaces = &town.house.spaces;
        let events = spaces.events(told.space).await.expect("events");
        let activated = events.iter().find(|event| event.what == Event::Activated);
        let activated = activated.expect("an activation");
        assert_eq!(activated.how, How::Assistance);
        let helpers = spaces.helpers(told.space).await.expect("helpers");
        assert_eq!(helpers[&activated.receipt].place, PLACE);
        let page = volunteer.get(&path).await.text();
        assert!(page.contains("Espace activé") && !page.contains("Louis"));
    })
    .await;
}

#[tokio::test]
async fn before_sixteen_no_account_is_opened_with_help_either() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        // Eleven years old, with a card of her own.
        let number = "2150314168047";
        let key = Matricule::key_of(number).expect("thirteen digits");
        let number = format!("{number}{key:02}");
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city\n\
             {number},1.2.250.1.213.1.4.8,Petit,,Lina,2015-03-02,F,14168,general,1234567899,,,1 rue des Lilas,75001,Paris\n"
        );
        town.reads_the_file(&csv).await;
        let spaces = &town.house.spaces;
        let matricule: Matricule = number.parse().expect("a number");
        let lina = spaces.find_person(&matricule).await.expect("asked");
        let told = spaces.announce(lina.expect("a person"), Channel::Letter);
        let code = told.await.expect("announced").code.in_groups();
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let facts = format!("code={code}&nir={number}&serie=1234567899");
        let begun = person.post("/activer", &facts).await;
        assert_eq!(begun.location(), "/activer/choix", "{}", begun.text());
        let choice = person.get("/activer/choix").await.text();
        assert!(choice.contains("Avant 16 ans"), "{choice}");
        let chosen = person.post("/activer/choix", "choix=activer").await;
        assert_eq!(chosen.status, 409, "{}", chosen.text());
        // Nor by the addresses of the steps that follow.
        person
            .post("/activer/contact", "courriel=lina%40exemple.fr")
            .await;
        let code = town.contact_code().await;
        let form = format!("geste=verifier&code={code}");
        person.post("/activer/contact", &form).await;
        let form = "identifiant=lina.petit&mot-de-passe=trois+girafes+sous+la+pluie";
        person.post("/activer/connexion", form).await;
        let page = person.get("/activer/facteur").await.text();
        let form = format!("code={}", town.app_code(&page));
        let proven = person.post("/activer/facteur", &form).await;
        assert_eq!(proven.location(), "/activer/partage", "{}", proven.text());
        let refused = person.post("/activer/partage", "").await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        assert!(refused.text().contains("Avant 16 ans"), "{}", refused.text());
        let sql = "SELECT space FROM account_space";
        let reached = town.house.store.query(sql, vec![]).await;
        assert!(reached.expect("asked").is_empty());
        let page = volunteer.get(&path).await.text();
        assert!(!page.contains("Espace activé"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_with_help_stands_in_the_life_of_the_space() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        signs_in(&mut person, &ana, "").await;
        // Nobody is named on a screen that others see.
        assert!(!person.get("/seance/menu").await.text().contains("Ana"));
        assert!(!volunteer.get(&path).await.text().contains("Ana"));
        let life = town
            .get(&ana.cookie, "/espace/moi/acces/espace")
            .await
            .text();
        assert!(life.contains("Aide sur place"), "{life}");
        assert!(life.contains(&format!("avec l’aide de Paul Petit, bénévole ({PLACE})")));
        let english = town.get(&ana.cookie, "/en/espace/moi/acces/espace").await;
        assert!(english.text().contains("with the help of Paul Petit"));
    })
    .await;
}

#[tokio::test]
async fn a_code_asked_for_with_help_tells_the_volunteer_nothing_of_who_exists() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let told = town.told(1).await;
        // A day after the last code, another one is sent.
        town.world.advance(DAY);
        let mut volunteer = volunteer(&town).await;
        let birth = "naissance-jour=3&naissance-mois=2&naissance-annee=1984";
        let mut pages = Vec::new();
        for number in [told.matricule.clone(), stranger(7)] {
            let (path, letters) = opens(&mut volunteer).await;
            let mut person = helped(&town, &letters).await;
            let form = format!("nir={number}&serie={}&{birth}", told.card);
            let asked = person.post("/code", &form).await;
            assert_eq!(asked.location(), "/code/envoye", "{}", asked.text());
            let spaces = &town.house.spaces;
            spaces.answer_requests(10).await.expect("answered");
            let page = volunteer.get(&path).await.text();
            assert!(page.contains("Nouveau code demandé"));
            pages.push(page.replace(&path, ""));
        }
        assert_eq!(pages[0].len(), pages[1].len());
        assert_eq!(pages[0], pages[1]);
    })
    .await;
}

/// A number that nobody of the town has.
fn stranger(n: u32) -> String {
    let body = format!("2690533063{n:03}");
    let key = Matricule::key_of(&body).expect("thirteen digits");
    format!("{body}{key:02}")
}

#[tokio::test]
async fn act_21_a_session_of_help_has_a_brake_of_its_own() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut volunteer = volunteer(&town).await;
        let tries = async |person: &mut super::browser::Browser<'_>, n: u32| {
            let code = spaces::Code::generate(&kernel::SeededChance::new(u64::from(n) + 900));
            let (code, nir) = (code.in_groups(), stranger(n + 1));
            let form = format!("code={code}&nir={nir}&serie=1234567899");
            let answer = person.post("/opposition", &form).await;
            let mistyped = answer.text().contains("-erreur");
            (answer.status.as_u16(), mistyped)
        };
        // The same address all along: 40 wrong tries in four sessions, more
        // than an address has in an hour.
        for session in 0..4 {
            let (_, letters) = opens(&mut volunteer).await;
            let mut person = helped(&town, &letters).await;
            for n in 0..10 {
                let tried = tries(&mut person, session * 20 + n).await;
                assert_eq!(tried, (422, false), "{n}");
            }
            let tried = tries(&mut person, session * 20 + 10).await;
            assert_eq!(tried, (429, false));
        }
    })
    .await;
}
