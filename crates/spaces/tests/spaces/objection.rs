//! Saying no: three screens without an account, the children in the same act,
//! and nothing that opens afterwards.

use crate::house::{House, Visitor, matricule};
use crate::{DAY, WRONG};
use http::StatusCode;
use journal::Standing;
use kernel::Kind;
use spaces::{Channel, Channels, Event, Fate, How, Life, Peace, Topic, Week, Weekly};
use std::time::Duration;
use testkit::for_each_store;

/// Shows code, number and card at `/opposition`.
async fn objects(visitor: &mut Visitor<'_>, code: &str, n: u32, card: &str) {
    let number = matricule(n);
    let fields = [("code", code), ("nir", number.as_str()), ("serie", card)];
    let answer = visitor.post("/opposition", &fields).await;
    assert_eq!(
        answer.to.as_deref(),
        Some("/opposition/pour"),
        "{}",
        answer.body
    );
    visitor.keep_cookie(&answer);
}

#[tokio::test]
async fn a_parent_refuses_in_three_screens_for_themself_and_a_child_and_has_one_number() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        // One child was told, one was not yet, one is of age.
        let told = house.child(2, "HUGO", 1, "2015-03-01").await;
        let untold = house.child(3, "INÈS", 1, "2020-03-01").await;
        let grown = house.child(4, "PAUL", 1, "2000-03-01").await;
        house
            .spaces
            .announce(told, Channel::Letter)
            .await
            .expect("told");
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        assert!(visitor.get("/opposition").await.body.contains("1 sur 3"));
        objects(&mut visitor, &code, 1, &ana.card).await;
        let page = visitor.get("/opposition/pour").await.body;
        for (name, shown) in [
            ("moi, Ana Leca", true),
            ("Hugo Leca", true),
            ("Inès Leca", true),
            ("Paul Leca", false),
        ] {
            assert_eq!(page.contains(name), shown, "{name}");
        }

        let none = visitor.post("/opposition/pour", &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.body.contains("Cochez au moins une personne"));
        let foreign = format!("pour-{grown}");
        let not_theirs = visitor.post("/opposition/pour", &[(&foreign, "oui")]).await;
        assert_eq!(not_theirs.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(matches!(house.life(ana.id).await, Life::Announced { .. }));

        let boxes = [ana.id, told, untold].map(|person| format!("pour-{person}"));
        let fields = boxes.each_ref().map(|name| (name.as_str(), "oui"));
        let done = visitor.post("/opposition/pour", &fields).await;
        assert_eq!(
            done.to.as_deref(),
            Some("/opposition/recu"),
            "{}",
            done.body
        );
        let receipt = visitor.get("/opposition/recu").await.body;
        for said in ["3 sur 3", "Ana Leca", "Hugo Leca", "Inès Leca"] {
            assert!(receipt.contains(said), "{said}");
        }
        let mut numbers = Vec::new();
        for person in [ana.id, told, untold] {
            assert!(matches!(house.life(person).await, Life::Refused { .. }));
            let space = house.space(person).await;
            let events = house.spaces.events(space).await.expect("events");
            let refused = events.iter().find(|e| e.what == Event::Refused);
            let refused = refused.expect("it is in the history");
            assert_eq!((refused.who.as_str(), refused.how), ("holder", How::Site));
            numbers.push(refused.receipt.clone());
        }
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "one number for the act");
        assert!(receipt.contains(&numbers[0]));
        let pdf = visitor.get("/opposition/recu/justificatif").await;
        assert_eq!(pdf.status, StatusCode::OK);
        assert!(pdf.body.starts_with("%PDF-"));
        // The page of choices leads to the receipt, and no step to an account.
        for path in ["/activer/choix", "/opposition/pour", "/activer/partage"] {
            let to = visitor.get(path).await.to;
            assert_eq!(to.as_deref(), Some("/opposition/recu"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_no_begun_a_second_before_the_deadline_is_taken_and_a_second_after_it_the_reason_is_told()
{
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let ben = house.person(2, "LECA", "BEN").await;
        let second = Duration::from_secs(1);
        let (code_a, code_b) = (house.announce(&ana).await, house.announce(&ben).await);
        house.time.advance(DAY * 42 - second);
        let mut visitor = house.visitor("192.0.2.1");
        objects(&mut visitor, &code_a, 1, &ana.card).await;
        house.time.advance(second * 2);
        // Begun before and confirmed after: nothing is open yet.
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));

        let late = house.visitor("192.0.2.2");
        let fields = [
            ("code", code_b.as_str()),
            ("nir", ben.matricule.as_str()),
            ("serie", ben.card.as_str()),
        ];
        for _ in 0..6 {
            let told = late.post("/opposition", &fields).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(told.body.contains("plus de six semaines"), "{}", told.body);
        }
        let tries = "SELECT tries FROM person_code ORDER BY tries DESC LIMIT 1";
        assert_eq!(house.count(tries).await, 0, "none is a wrong try");
        // Nothing is open yet: a new code still says no.
        assert!(matches!(house.life(ben.id).await, Life::Announced { .. }));
        let fresh = house.announce(&ben).await;
        let mut again = house.visitor("192.0.2.3");
        objects(&mut again, &fresh, 2, &ben.card).await;
        let own = format!("pour-{}", ben.id);
        again.post("/opposition/pour", &[(&own, "oui")]).await;
        assert!(matches!(house.life(ben.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn after_a_refusal_the_used_code_opens_nothing_and_a_new_one_changes_ones_mind() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        objects(&mut visitor, &code, 1, &ana.card).await;
        let own = format!("pour-{}", ana.id);
        visitor.post("/opposition/pour", &[(&own, "oui")]).await;

        let mut again = house.visitor("192.0.2.2");
        let told = again.tries(&code, &ana).await;
        assert!(told.body.contains("Vous avez refusé"), "{}", told.body);
        house.time.advance(DAY * 60);
        assert_eq!(
            house
                .spaces
                .open_by_silence(ana.id, house.time.now())
                .await
                .expect_err("refused")
                .code(),
            "space-refused"
        );

        let fresh = house.announce(&ana).await;
        assert!(
            matches!(house.life(ana.id).await, Life::Refused { .. }),
            "a code alone changes nothing"
        );
        again.tries(&fresh, &ana).await;
        let choice = again.get("/activer/choix").await.body;
        assert!(choice.contains("Vous pouvez changer d’avis"), "{choice}");
        // Who may have an account opens it for that.
        let form = [("choix", "changer-avis")];
        again.post("/activer/choix", &form).await;
        assert!(!choice.contains("value=\"changer-avis\""), "{choice}");
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        let go = again.post("/activer/choix", &[("choix", "activer")]).await;
        assert_eq!(go.to.as_deref(), Some("/activer/contact"));
        again.goes_on("ana.leca").await;
        assert!(
            matches!(house.life(ana.id).await, Life::Refused { .. }),
            "until the last step it stays a no"
        );
        let done = again.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert!(matches!(house.life(ana.id).await, Life::Active { .. }));
        let space = house.space(ana.id).await;
        let events = house.spaces.events(space).await.expect("events");
        assert!(events.iter().any(|e| e.what == Event::RefusalWithdrawn));
    })
    .await;
}

#[tokio::test]
async fn the_three_choices_are_equal_and_deciding_later_changes_nothing() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let begun = visitor.tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let page = visitor.get("/activer/choix").await.body;
        let buttons = page
            .matches("<button class=\"btn alt\" name=\"choix\"")
            .count();
        assert_eq!(buttons, 3, "three buttons of one kind");
        let later = visitor
            .post("/activer/choix", &[("choix", "plus-tard")])
            .await;
        assert_eq!(later.to.as_deref(), Some("/"));
        house.time.advance(Duration::from_secs(61));
        let mut other = house.visitor("192.0.2.2");
        assert_eq!(
            other.tries(&code, &ana).await.to.as_deref(),
            Some("/activer/choix"),
            "the code was not used up"
        );
        let junk = other.post("/activer/choix", &[("choix", "tout")]).await;
        assert_eq!(junk.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn a_space_that_silence_opened_is_closed_by_the_holder_of_a_code_and_opened_again() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        house.time.advance(DAY * 45);
        house
            .spaces
            .open_by_silence(ana.id, house.time.now())
            .await
            .expect("due");
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        objects(&mut visitor, &code, 1, &ana.card).await;
        let page = visitor.get("/opposition/pour").await.body;
        assert!(page.contains("déjà ouvert"), "{page}");
        let unsaid = visitor.post("/opposition/fermer", &[]).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = visitor
            .post("/opposition/fermer", &[("suite", "effacer")])
            .await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        // Who has no account is told where it is undone without one.
        let told = house.mail().await;
        let told = told
            .iter()
            .find(|sent| sent.subject == "Votre espace est fermé");
        let told = &told.expect("it was told").text;
        assert!(told.contains("https://carnet.test/code"), "{told}");
        let (space, closed) = house.found(ana.id).await;
        assert!(matches!(
            closed,
            Life::Closed {
                fate: Fate::Delete,
                ..
            }
        ));
        assert_eq!(
            house
                .journal
                .open(space)
                .await
                .expect("a journal")
                .standing(),
            Standing::Shut
        );
        let old = house.visitor("192.0.2.3").tries(&code, &ana).await;
        assert!(old.body.contains("espace est fermé"), "{}", old.body);

        house.time.advance(Duration::from_secs(61));
        let fresh = house.announce(&ana).await;
        let mut back = house.visitor("192.0.2.4");
        back.tries(&fresh, &ana).await;
        let again = back.post("/activer/choix", &[("choix", "rouvrir")]).await;
        assert_eq!(again.to.as_deref(), Some("/opposition/recu"));
        assert!(back.get("/opposition/recu").await.body.contains("rouvert"));
        assert!(matches!(house.life(ana.id).await, Life::Open { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_that_was_under_way_wins_against_an_activation_that_ended_first() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        // Two people hold the same letter: one activates, one refuses.
        let mut activates = house.visitor("192.0.2.1");
        activates.tries(&code, &ana).await;
        activates.goes_on("ana.leca").await;
        let done = activates.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
        let receipt = house
            .spaces
            .refuse(ana.id, How::Phone, house.time.now())
            .await
            .expect("the same half hour");
        assert!(!receipt.number.is_empty());
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
        assert_eq!(
            house
                .spaces
                .open_face(receipt.space)
                .await
                .expect_err("not open")
                .kind(),
            Kind::NotFound
        );
    })
    .await;
}

#[tokio::test]
async fn after_a_no_whoever_activated_reaches_nothing_when_the_space_is_activated_again() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut thief = house.visitor("192.0.2.66");
        thief.tries(&code, &ana).await;
        thief.goes_on("thief").await;
        let stolen = thief.post("/activer/partage", &[]).await;
        assert_eq!(stolen.to.as_deref(), Some("/espace/moi"));
        let spaces = &house.spaces;
        let now = house.time.now();
        spaces
            .refuse(ana.id, How::Phone, now)
            .await
            .expect("in time");
        for table in [
            "SELECT count(*) FROM account_space",
            "SELECT count(*) FROM contact",
        ] {
            assert_eq!(house.count(table).await, 0, "{table}");
        }

        house.time.advance(DAY);
        let fresh = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&fresh, &ana).await;
        visitor.goes_on("ana.leca").await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        let accounts = "SELECT count(*) FROM account_space";
        assert_eq!(house.count(accounts).await, 1, "two never reach one space");
    })
    .await;
}

#[tokio::test]
async fn a_parents_no_for_all_wins_against_the_activation_of_a_child_at_both_doors() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, by_phone) in [(1, false), (3, true)] {
            let ana = house.person(n, "LECA", "ANA").await;
            house.child(n + 1, "HUGO", n, "2009-03-01").await;
            let hugo = house.person_known(n + 1).await;
            let (code, of_hugo) = (house.announce(&ana).await, house.announce(&hugo).await);
            let mut parent = house.visitor("192.0.2.1");
            objects(&mut parent, &code, n, &ana.card).await;
            let mut other = house.visitor("192.0.2.2");
            other.tries(&of_hugo, &hugo).await;
            other.goes_on(&format!("hugo.leca{n}")).await;
            let done = other.post("/activer/partage", &[]).await;
            assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);

            let both = [ana.id, hugo.id];
            if by_phone {
                let refused = house.refused_by_phone(ana.id, &both).await;
                refused.expect("the same half hour");
            } else {
                let page = parent.get("/opposition/pour").await.body;
                assert!(page.contains("Hugo Leca"), "{page}");
                let boxes = both.map(|person| format!("pour-{person}"));
                let fields = boxes.each_ref().map(|name| (name.as_str(), "oui"));
                let done = parent.post("/opposition/pour", &fields).await;
                assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
            }
            for person in both {
                assert!(matches!(house.life(person).await, Life::Refused { .. }));
            }
        }
        // Half an hour later it is closed instead.
        let eva = house.person(5, "LECA", "EVA").await;
        let code = house.announce(&eva).await;
        let mut visitor = house.visitor("192.0.2.3");
        visitor.tries(&code, &eva).await;
        visitor.goes_on("eva.leca").await;
        visitor.post("/activer/partage", &[]).await;
        house.time.advance(Duration::from_secs(30 * 60));
        let late = house.refused_by_phone(eva.id, &[eva.id]).await;
        assert_eq!(late.expect_err("late").kind(), Kind::Invalid);
    })
    .await;
}

#[tokio::test]
async fn an_objection_of_somebody_else_or_with_a_wrong_card_is_wrong_like_any_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.1");
        let fields = [
            ("code", code.as_str()),
            ("nir", ana.matricule.as_str()),
            ("serie", "8025000099"),
        ];
        let answer = visitor.post("/opposition", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(WRONG) && answer.cookies.is_empty());
        for path in ["/opposition/pour", "/opposition/fermer", "/opposition/recu"] {
            assert_eq!(
                visitor.get(path).await.to.as_deref(),
                Some("/activer"),
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn with_a_no_goes_how_somebody_chose_to_be_told_and_the_usual_way_leaves_nothing_chosen() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let chosen = async || {
            house.count("SELECT count(*) FROM notice_choice").await
                + house.count("SELECT count(*) FROM notice_peace").await
                + house.count("SELECT count(*) FROM notice_week").await
        };
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.wishes("ana@exemple.fr", "lettre").await;
        visitor.chooses_sign_in("ana.leca").await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        let space = house.space(ana.id).await;
        let letters = Channels {
            letter: true,
            ..Channels::NONE
        };
        let peace = Peace::new(22, 7).expect("hours");
        let all = Topic::ALL.map(|topic| (topic, letters));
        let spaces = &house.spaces;
        let weekly = Weekly {
            topics: Topic::ALL.to_vec(),
            week: Week::AT_FIRST,
        };
        let choose = async || {
            let done = spaces.choose(space, &all, peace, &weekly).await;
            done.expect("chosen");
        };
        choose().await;
        assert_eq!(chosen().await, 7);
        let now = house.time.now();
        spaces
            .refuse(ana.id, How::Phone, now)
            .await
            .expect("in time");
        assert_eq!(chosen().await, 0, "they have no space to be told of");

        // Chosen by whoever had the space before, in a database of then: the usual way
        // is what everybody is told who never chose.
        choose().await;
        house.time.advance(DAY);
        let fresh = house.announce(&ana).await;
        let mut again = house.visitor("192.0.2.2");
        again.tries(&fresh, &ana).await;
        again.wishes("ana@exemple.fr", "habituel").await;
        again.chooses_sign_in("ana.deux").await;
        let done = again.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert_eq!(chosen().await, 0);
        for (topic, channels) in spaces.choices(space).await.expect("asked") {
            assert_eq!(channels, topic.at_first());
        }
        let weekly = spaces.weekly(space).await.expect("asked");
        assert_eq!(weekly, Weekly::never());
    })
    .await;
}
