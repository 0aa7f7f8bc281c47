//! Proving a contact, asking for a new code, and letters as they are printed.

use crate::DAY;
use crate::house::{HEADER, House, Person, Visitor, line};
use http::StatusCode;
use kernel::Kind;
use post::Channel;
use spaces::{Event, Fate, Format, How};
use std::time::Duration;
use testkit::for_each_store;

const SOON: Duration = Duration::from_secs(30);

async fn sits(house: &House, n: u32) -> (Person, Visitor<'_>) {
    let ana = house.person(n, "LECA", "ANA").await;
    let code = house.announce(&ana).await;
    let mut visitor = house.visitor("192.0.2.1");
    visitor.tries(&code, &ana).await;
    (ana, visitor)
}

#[tokio::test]
async fn a_contact_is_proven_by_the_code_that_comes_to_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (_, visitor) = sits(&house, 1).await;
        for (fields, sentence) in [
            (vec![], "Écrivez une adresse"),
            (vec![("courriel", "ana")], "bonne forme"),
            (vec![("mobile", "01 23 45 67 89")], "pas un mobile"),
            (
                vec![("geste", "verifier"), ("code", "123456")],
                "Demandez d’abord",
            ),
        ] {
            let answer = visitor.post("/activer/contact", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(sentence), "{sentence}");
        }
        let sent = visitor
            .post("/activer/contact", &[("mobile", "06 12 34 56 78")])
            .await;
        assert_eq!(sent.to.as_deref(), Some("/activer/contact"));
        let page = visitor.get("/activer/contact").await.body;
        assert!(
            page.contains("78") && !page.contains("+33612345678"),
            "{page}"
        );
        let soon = visitor
            .post("/activer/contact", &[("courriel", "ana@exemple.fr")])
            .await;
        assert!(soon.body.contains("Attendez 30 secondes"));

        let code = visitor.contact_code("+33612345678").await;
        let wrong = if code == "000000" { "111111" } else { "000000" };
        for _ in 0..5 {
            let fields = [("geste", "verifier"), ("code", wrong)];
            let answer = visitor.post("/activer/contact", &fields).await;
            assert!(answer.body.contains("pas le bon code"));
        }
        let fields = [("geste", "verifier"), ("code", code.as_str())];
        let dead = visitor.post("/activer/contact", &fields).await;
        assert!(dead.body.contains("ne sert plus"), "five wrong tries");
        assert_eq!(
            visitor.get("/activer/connexion").await.to.as_deref(),
            Some("/activer/contact")
        );
        house.time.advance(SOON);
        visitor.proves_contact("ana@exemple.fr").await;
        assert_eq!(
            visitor.get("/activer/connexion").await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn aut_07_an_old_code_of_a_contact_is_dead_and_five_are_sent_at_most() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (_, visitor) = sits(&house, 1).await;
        for n in 0..6 {
            let to = format!("ana{n}@exemple.fr");
            let answer = visitor.post("/activer/contact", &[("courriel", &to)]).await;
            assert_eq!(answer.to.is_some(), n < 5, "{}", answer.body);
            house.time.advance(SOON);
        }
        let first = visitor.contact_code("ana0@exemple.fr").await;
        let last = visitor.contact_code("ana4@exemple.fr").await;
        if first != last {
            let fields = [("geste", "verifier"), ("code", first.as_str())];
            let answer = visitor.post("/activer/contact", &fields).await;
            assert!(answer.body.contains("pas le bon code"));
        }
        house.time.advance(Duration::from_secs(600));
        let fields = [("geste", "verifier"), ("code", last.as_str())];
        let answer = visitor.post("/activer/contact", &fields).await;
        assert!(answer.body.contains("ne sert plus"));
    })
    .await;
}

#[tokio::test]
async fn aut_07_of_fifty_wrong_codes_at_once_five_are_looked_at_and_the_code_is_dead() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (_, visitor) = sits(&house, 1).await;
        let email = "ana@exemple.fr";
        visitor
            .post("/activer/contact", &[("courriel", email)])
            .await;
        let code = visitor.contact_code(email).await;
        let wrong = if code == "000000" { "111111" } else { "000000" };
        let fields = [("geste", "verifier"), ("code", wrong)];
        let tries = (0..50).map(|_| visitor.post("/activer/contact", &fields));
        let answers = futures_util::future::join_all(tries).await;
        let wrong = answers
            .iter()
            .filter(|a| a.body.contains("pas le bon code"));
        assert_eq!(wrong.count(), 5);
        let fields = [("geste", "verifier"), ("code", code.as_str())];
        let dead = visitor.post("/activer/contact", &fields).await;
        assert!(dead.body.contains("ne sert plus"), "{}", dead.body);
    })
    .await;
}

#[tokio::test]
async fn a_step_read_before_another_one_was_kept_writes_nothing_over_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (_, visitor) = sits(&house, 1).await;
        let (_, cookie) = visitor.cookie.split_once('=').expect("a cookie");
        let mut old = house.spaces.sitting(cookie).await.expect("under way");
        visitor.proves_contact("ana@exemple.fr").await;
        let kept = house.spaces.keep_draft(&mut old).await;
        assert_eq!(kept.expect_err("overtaken").code(), "activate-overtaken");
        let page = visitor.get("/activer/connexion").await;
        assert_eq!(page.status, StatusCode::OK, "the contact stays proven");
        // Of the same step twice at once, both go on.
        let fields = [
            ("identifiant", "ana.leca"),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        let (one, two) = tokio::join!(
            visitor.post("/activer/connexion", &fields),
            visitor.post("/activer/connexion", &fields),
        );
        for answer in [one, two] {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        }
        house.time.advance(Duration::from_secs(30 * 60));
        let over = house.spaces.keep_draft(&mut old).await;
        assert_eq!(over.expect_err("over").kind(), Kind::NotFound);
    })
    .await;
}

#[tokio::test]
async fn fifteen_codes_a_day_prove_the_contact_of_a_person_whatever_sitting_asks() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let email = [("courriel", "victim@exemple.fr")];
        for n in 0..16 {
            if n % 5 == 0 {
                house.time.advance(Duration::from_secs(61));
                visitor.tries(&code, &ana).await;
            }
            let answer = visitor.post("/activer/contact", &email).await;
            assert_eq!(answer.to.is_some(), n < 15, "{n}: {}", answer.body);
            if n == 15 {
                assert!(answer.body.contains("Réessayez demain"), "{}", answer.body);
            }
            // Each leaves within its ten minutes.
            house.mail().await;
            house.time.advance(SOON);
        }
        assert_eq!(house.mail().await.len(), 15);
        house.time.advance(DAY);
        visitor.tries(&code, &ana).await;
        let answer = visitor.post("/activer/contact", &email).await;
        assert!(answer.to.is_some(), "{}", answer.body);
    })
    .await;
}

#[tokio::test]
async fn a_contact_that_the_fund_has_is_kept_as_such() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, field, typed, to, on_file) in [
            (1, "courriel", "P1@Exemple.invalid", "P1@exemple.invalid", 1),
            (2, "mobile", "06 00 00 00 00", "+33600000000", 1),
            (3, "courriel", "p1@exemple.invalid", "p1@exemple.invalid", 0),
            (4, "mobile", "06 00 00 00 01", "+33600000001", 0),
        ] {
            let (_, visitor) = sits(&house, n).await;
            visitor.post("/activer/contact", &[(field, typed)]).await;
            let code = visitor.contact_code(to).await;
            let fields = [("geste", "verifier"), ("code", code.as_str())];
            visitor.post("/activer/contact", &fields).await;
            visitor.chooses_sign_in(&format!("ana.leca{n}")).await;
            let done = visitor.post("/activer/partage", &[]).await;
            assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
            let rows = house
                .store
                .query("SELECT on_file FROM contact", vec![])
                .await;
            let kept = rows.expect("asked")[0].int(0).expect("a number");
            assert_eq!(kept, on_file, "{typed}");
            let gone = house.store.execute("DELETE FROM contact", vec![]).await;
            gone.expect("deleted");
        }
    })
    .await;
}

async fn asks(
    visitor: &Visitor<'_>,
    person: &Person,
    day: &str,
    card: &str,
) -> (StatusCode, String) {
    let fields = [
        ("nir", person.matricule.as_str()),
        ("naissance-jour", day),
        ("naissance-mois", "5"),
        ("naissance-annee", "1969"),
        ("serie", card),
    ];
    let answer = visitor.post("/code", &fields).await;
    (answer.status, answer.to.unwrap_or_default())
}

#[tokio::test]
async fn act_09_a_new_code_goes_only_to_the_contact_on_file_and_kills_the_older_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let old = house.announce(&ana).await;
        house.time.advance(DAY * 2);
        let visitor = house.visitor("192.0.2.1");
        let asked = asks(&visitor, &ana, "4", &ana.card).await;
        assert_eq!(asked, (StatusCode::SEE_OTHER, "/code/envoye".into()));
        assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 1);
        assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 0);
        let mail = house.mail().await;
        let code = mail
            .iter()
            .find(|sent| sent.subject.contains("nouveau code") && sent.text.contains("Votre code"))
            .expect("a new code left");
        assert_eq!(code.to, "p1@exemple.invalid", "the contact on file");
        let fresh = code
            .text
            .split_whitespace()
            .find(|word| word.len() == 14 && word.matches('-').count() == 2)
            .expect("the code is in it");
        assert!(
            mail.iter().any(|sent| sent.subject.contains("demandé")),
            "and whoever did not ask learns of it"
        );
        let text_message = mail.iter().find(|sent| sent.channel == Channel::Sms);
        let text_message = text_message.expect("by text message too");
        assert!(text_message.text.contains("Un nouveau code a été demandé"));
        assert!(!text_message.text.contains(fresh), "without the code");
        let mut other = house.visitor("192.0.2.2");
        assert!(other.tries(&old, &ana).await.to.is_none());
        assert!(other.tries(fresh, &ana).await.to.is_some());
    })
    .await;
}

#[tokio::test]
async fn enu_01_a_request_for_a_code_is_answered_alike_whoever_exists() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let unknown = Person {
            matricule: crate::house::matricule(50),
            ..ana.clone()
        };
        let untold = house.person(2, "MORI", "BEN").await;
        house.time.advance(DAY * 2);
        for (n, (person, day, card)) in [
            (&ana, "4", ana.card.as_str()),
            (&ana, "5", ana.card.as_str()),
            (&ana, "4", "8025000099"),
            (&unknown, "4", ana.card.as_str()),
            (&untold, "4", untold.card.as_str()),
        ]
        .into_iter()
        .enumerate()
        {
            let visitor = house.visitor(&format!("198.51.100.{}", n + 1));
            let asked = asks(&visitor, person, day, card).await;
            assert_eq!(asked, (StatusCode::SEE_OTHER, "/code/envoye".into()), "{n}");
        }
        // The fourth for one number waits, known or not.
        for person in [&ana, &unknown] {
            let visitor = house.visitor("198.51.100.77");
            let mut last = StatusCode::OK;
            for _ in 0..4 {
                last = asks(&visitor, person, "4", &person.card).await.0;
            }
            assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        }
        let sent = house.spaces.answer_requests(100).await.expect("asked");
        assert_eq!(sent, 2, "one for each of the two who are right, not more");
    })
    .await;
}

#[tokio::test]
async fn somebody_without_an_email_gets_the_new_code_as_a_letter_of_two_pages() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let file = line(1, "LECA", "ANA").replace("p1@exemple.invalid", "");
        house.import(&format!("{HEADER}{file}"), Format::Csv).await;
        let ana = house.person_known(1).await;
        house.announce(&ana).await;
        house.time.advance(DAY * 2);
        let visitor = house.visitor("192.0.2.1");
        asks(&visitor, &ana, "4", &ana.card).await;
        assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 1);
        let mail = house.mail().await;
        let letter = mail.iter().find(|sent| sent.has_pdf).expect("a letter");
        let pdf = house.post.sent_pdf(letter.id).await.expect("its file");
        assert!(pdf.starts_with(b"%PDF-"));
        let space = house.space(ana.id).await;
        let events = house.spaces.events(space).await.expect("events");
        assert!(events.iter().any(|e| e.what == Event::CodeAsked));
        // Whoever has an account needs no code, and none leaves.
        let now = house.time.now();
        house
            .spaces
            .refuse(ana.id, How::Post, now)
            .await
            .expect("told");
        house.time.advance(DAY * 2);
        asks(&visitor, &ana, "4", &ana.card).await;
        assert_eq!(
            house.spaces.answer_requests(10).await.expect("asked"),
            1,
            "after a refusal a code may be had, to change one's mind"
        );
        assert!(
            house
                .spaces
                .close(ana.id, Fate::Archive, How::Site, now)
                .await
                .is_err()
        );
    })
    .await;
}

#[tokio::test]
async fn one_request_for_a_code_that_cannot_be_answered_stops_no_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut asked = Vec::new();
        for n in 1..=4 {
            let file = line(n, "LECA", "ANA").replace(&format!("p{n}@exemple.invalid"), "");
            house.import(&format!("{HEADER}{file}"), Format::Csv).await;
            let person = house.person_known(n).await;
            house.announce(&person).await;
            asked.push(person);
        }
        house.time.advance(DAY * 2);
        // An address that cannot be printed, and below a request that does not open.
        let damaged = house.store.execute(
            "UPDATE insured SET address_line = $2 WHERE person = $1",
            vec![asked[0].id.into(), "1 rue des \u{fffd}\u{fffd}".into()],
        );
        assert_eq!(damaged.await.expect("the register"), 1);
        for (n, person) in asked.iter().enumerate() {
            let visitor = house.visitor(&format!("192.0.2.{}", n + 1));
            asks(&visitor, person, "4", &person.card).await;
            if n == 1 {
                let spoilt = house.store.execute(
                    "UPDATE code_request SET sealed = substr(sealed, 1, 9) \
                     WHERE at = (SELECT max(at) FROM code_request)",
                    vec![],
                );
                assert_eq!(spoilt.await.expect("put aside"), 1);
            }
            house.time.advance(Duration::from_secs(1));
        }
        assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 2);
        let left = house.count("SELECT count(*) FROM code_request").await;
        assert_eq!(left, 0, "it is not looked at for ever");
    })
    .await;
}

#[tokio::test]
async fn a_receipt_that_came_back_takes_no_e_mail_from_who_has_no_address_to_print() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let visitor = house.visitor("192.0.2.1");
        for (n, street) in [(1, "1 rue 王秀英"), (2, "1 rue des \u{fffd}")] {
            let ana = house.person(n, "LECA", "ANA").await;
            let moved = house.store.execute(
                "UPDATE insured SET address_line = $2 WHERE person = $1",
                vec![ana.id.into(), street.into()],
            );
            assert_eq!(moved.await.expect("the register"), 1);
            house.announce(&ana).await;
            let refused = house.refused_by_phone(ana.id, &[ana.id]).await;
            refused.expect("in time");
            house.mail().await;
            let came_back = house.store.execute(
                "UPDATE outbox SET state = 3 WHERE kind = 'spaces-receipt' \
                 AND channel = 0 AND taken_at IS NULL",
                vec![],
            );
            assert_eq!(came_back.await.expect("the post was told"), 1);
            let posted = house.spaces.post_returned_receipts().await;
            assert_eq!(posted.expect("asked"), 0, "no letter can take its place");
            house.time.advance(DAY * 2);
            asks(&visitor, &ana, "4", &ana.card).await;
            assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 1);
            let mut mail = house.mail().await;
            let to = format!("p{n}@exemple.invalid");
            mail.retain(|sent| sent.to == to && sent.subject == "Votre nouveau code");
            let by: Vec<Channel> = mail.iter().map(|sent| sent.channel).collect();
            assert_eq!(by, [Channel::Email], "{street}");
            let code = house.notified_code(&to).await;
            let begun = house.visitor("192.0.2.2").tries(&code, &ana).await;
            assert!(begun.to.is_some(), "{street}: they may change their mind");
        }
    })
    .await;
}

#[tokio::test]
async fn where_an_email_came_back_the_new_code_goes_by_post() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // Ana's first notice came back; the code that Ben asked for does.
        let ana = house.person(1, "LECA", "ANA").await;
        let ben = house.person(2, "MORI", "BEN").await;
        for person in [&ana, &ben] {
            house.announce(person).await;
        }
        let now = house.time.now();
        let mut tx = house.store.begin("a test").await.expect("begun");
        let told = house
            .spaces
            .tell_anew(&mut tx, ana.id, Some(now), now)
            .await;
        assert!(told.expect("announced").is_some());
        tx.commit().await.expect("told anew");
        let visitor = house.visitor("192.0.2.1");
        for round in 1..=2 {
            house.time.advance(DAY * 2);
            for person in [&ana, &ben] {
                asks(&visitor, person, "4", &person.card).await;
            }
            assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 2);
            let mail = house.mail().await;
            let by = |channel| {
                let codes = mail
                    .iter()
                    .filter(|sent| sent.subject == "Votre nouveau code");
                codes.filter(|sent| sent.channel == channel).count()
            };
            let (emails, letters) = (by(post::Channel::Email), by(post::Channel::Letter));
            assert_eq!((emails, letters), (1, round * 2 - 1), "round {round}");
            let came_back = house.store.execute(
                "UPDATE outbox SET state = 3 WHERE kind = 'spaces-code' AND channel = 0",
                vec![],
            );
            came_back.await.expect("the post was told");
        }
    })
    .await;
}

#[tokio::test]
async fn codes_go_by_e_mail_again_once_the_address_that_failed_is_another() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let now = house.time.now();
        let mut tx = house.store.begin("a test").await.expect("begun");
        let told = house
            .spaces
            .tell_anew(&mut tx, ana.id, Some(now), now)
            .await;
        assert!(told.expect("announced").is_some());
        tx.commit().await.expect("told anew");
        // Where the last code that Ana asked for went.
        let asked = async |person: &Person| {
            house.time.advance(DAY * 2);
            let visitor = house.visitor("192.0.2.9");
            asks(&visitor, person, "4", &person.card).await;
            assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 1);
            let mail = house.mail().await;
            let new = |sent: &&post::Sent| sent.subject == "Votre nouveau code";
            let last = mail.iter().find(new).expect("a code");
            (last.channel, last.to.clone())
        };
        assert_eq!(asked(&ana).await.0, Channel::Letter);
        let old = line(1, "LECA", "ANA");
        let new = old.replace("p1@exemple.invalid", "ana@exemple.fr");
        house.import(&format!("{HEADER}{new}"), Format::Csv).await;
        let there = (Channel::Email, String::from("ana@exemple.fr"));
        assert_eq!(asked(&ana).await, there, "it is another");
        house.import(&format!("{HEADER}{old}"), Format::Csv).await;
        assert_eq!(asked(&ana).await.0, Channel::Letter, "the one that failed");
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_of_an_address_before_or_of_our_own_outage_is_no_fault_of_the_one_on_file()
{
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let ben = house.person(2, "MORI", "BEN").await;
        // Where the codes went that were asked for since.
        let asked = async |before: usize| {
            house.time.advance(DAY * 2);
            for (person, address) in [(&ana, "192.0.2.1"), (&ben, "192.0.2.2")] {
                asks(&house.visitor(address), person, "4", &person.card).await;
            }
            assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 2);
            let new = |sent: &post::Sent| sent.subject == "Votre nouveau code";
            let sent: Vec<_> = house.mail().await.into_iter().filter(new).collect();
            assert_eq!(sent.len(), before + 2);
            assert!(sent.iter().all(|sent| sent.channel == Channel::Email));
            sent.iter().any(|sent| sent.to == "ana@exemple.fr")
        };
        for person in [&ana, &ben] {
            house.announce(person).await;
        }
        assert!(!asked(0).await, "at first");
        house.time.advance(DAY);
        let new = line(1, "LECA", "ANA").replace("p1@exemple.invalid", "ana@exemple.fr");
        house.import(&format!("{HEADER}{new}"), Format::Csv).await;
        // Ana's came back; Ben's did not leave for three days.
        for (sql, person) in [
            (
                "UPDATE outbox SET state = 3 WHERE kind = 'spaces-code' AND about = $1",
                &ana,
            ),
            (
                "UPDATE outbox SET state = 2, ended_at = queued_at + 259200000 \
                 WHERE kind = 'spaces-code' AND about = $1",
                &ben,
            ),
        ] {
            let failed = house.store.execute(sql, vec![person.id.into()]).await;
            assert_eq!(failed.expect("the post was told"), 1);
        }
        assert!(asked(2).await, "to the address of now");
    })
    .await;
}

#[tokio::test]
async fn that_an_address_failed_or_was_changed_is_forgotten_after_two_years() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let now = house.time.now();
        let mut tx = house.store.begin("a test").await.expect("begun");
        let told = house.spaces.tell_anew(&mut tx, ana.id, Some(now), now);
        assert!(told.await.expect("announced").is_some());
        tx.commit().await.expect("told anew");
        let new = line(1, "LECA", "ANA").replace("p1@exemple.invalid", "ana@exemple.fr");
        house.import(&format!("{HEADER}{new}"), Format::Csv).await;
        for (days, kept) in [(729, 1), (1, 0)] {
            house.time.advance(DAY * days);
            house.spaces.sweep().await.expect("swept");
            for sql in [
                "SELECT count(*) FROM bounced",
                "SELECT count(*) FROM email_changed",
            ] {
                assert_eq!(house.count(sql).await, kept, "{days}: {sql}");
            }
        }
        asks(&house.visitor("192.0.2.1"), &ana, "4", &ana.card).await;
        assert_eq!(house.spaces.answer_requests(10).await.expect("asked"), 1);
        let mail = house.mail().await;
        let code = mail
            .iter()
            .find(|sent| sent.subject == "Votre nouveau code");
        assert_eq!(code.map(|sent| sent.channel), Some(Channel::Email));
    })
    .await;
}
