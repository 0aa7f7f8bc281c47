//! The receipt of a no leaves the house: to whom, by which way, once.

use crate::house::{HEADER, House, Person, Visitor, line};
use http::StatusCode;
use kernel::Timestamp;
use post::{Channel, Sent};
use spaces::{Format, How};
use std::process::Command;
use testkit::{TestWorld, for_each_store, for_each_store_at};

/// Receipts that left, the oldest first.
async fn receipts(house: &House) -> Vec<Sent> {
    let mut sent = house.mail().await;
    sent.retain(|sent| sent.subject.contains("opposition") || sent.subject.contains("opted out"));
    sent.reverse();
    sent
}

/// The n-th person, whom the fund reaches so.
async fn reached(house: &House, n: u32, email: &str, street: &str) -> Person {
    let all = line(n, "LECA", "ANA")
        .replace(&format!("p{n}@exemple.invalid"), email)
        .replace("1 rue des Lilas,33000,Bordeaux", street);
    let (report, refused) = house.import(&format!("{HEADER}{all}"), Format::Csv).await;
    assert_eq!(report.rejected, 0, "{refused}");
    house.person_known(n).await
}

/// Shows the code, and refuses for these.
async fn refuses(visitor: &mut Visitor<'_>, code: &str, who: &Person, with: &[kernel::PersonId]) {
    visitor.tries(code, who).await;
    let boxes: Vec<String> = [&[who.id], with]
        .concat()
        .iter()
        .map(|one| format!("pour-{one}"))
        .collect();
    let fields: Vec<(&str, &str)> = boxes.iter().map(|name| (name.as_str(), "oui")).collect();
    let done = visitor.post("/opposition/pour", &fields).await;
    assert_eq!(
        done.to.as_deref(),
        Some("/opposition/recu"),
        "{}",
        done.body
    );
    // Said again, it is shown again, and nothing more leaves.
    let again = visitor.post("/opposition/pour", &fields).await;
    assert_eq!(
        again.to.as_deref(),
        Some("/opposition/recu"),
        "{}",
        again.body
    );
}

const STREET: &str = "1 rue des Lilas,33000,Bordeaux";

#[tokio::test]
async fn who_refuses_for_a_family_gets_one_e_mail_with_the_number_and_no_way_in() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let hugo = house.child(2, "HUGO", 1, "2015-03-01").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        refuses(&mut visitor, &code, &ana, &[hugo]).await;
        let events = house.spaces.events(house.space(hugo).await).await;
        let number = events.expect("events")[0].receipt.clone();
        let sent = receipts(&house).await;
        assert_eq!(sent.len(), 1, "one for both, though it was said twice");
        let mail = &sent[0];
        assert_eq!(
            (mail.channel, mail.to.as_str()),
            (Channel::Email, "p1@exemple.invalid")
        );
        for said in [
            &*number,
            "Ana Leca, Hugo Leca",
            "Aucun espace de santé ne sera ouvert",
        ] {
            assert!(mail.text.contains(said), "{said}: {}", mail.text);
        }
        for never in ["http", "/connexion", "/activer", "carnet.test", &*code] {
            assert!(!mail.text.contains(never), "{never}: {}", mail.text);
        }
        let page = visitor.get("/opposition/recu").await.body;
        assert!(page.contains(&number), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_receipt_speaks_the_language_of_the_page_on_which_somebody_refused() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/en/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let sent = receipts(&house).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].subject, "You have opted out");
        assert!(
            sent[0].text.contains("No health space will be opened"),
            "{}",
            sent[0].text
        );
    })
    .await;
}

#[tokio::test]
async fn by_post_goes_a_receipt_to_who_has_no_e_mail_address_and_saw_none_on_the_site() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let both = [Channel::Email, Channel::Letter];
        let (email, letter) = (&both[..1], &both[1..]);
        let mut n = 0;
        for (how, address, street, expected) in [
            (How::Site, "a@exemple.invalid", STREET, email),
            (How::Site, "", STREET, &both[..0]),
            (How::Phone, "b@exemple.invalid", STREET, &both[..]),
            (How::Phone, "c@exemple.invalid", ",,", email),
            (How::Phone, "", STREET, letter),
            (How::Post, "d@exemple.invalid", STREET, email),
            (How::Post, "", STREET, letter),
            (How::Assistance, "e@exemple.invalid", STREET, email),
            (How::Assistance, "", STREET, letter),
            (How::Assistance, "", ",,", &both[..0]),
        ] {
            n += 1;
            let ana = reached(&house, n, address, street).await;
            house.announce(&ana).await;
            let before: Vec<_> = receipts(&house).await.iter().map(|sent| sent.id).collect();
            let now = house.time.now();
            let refused = house.spaces.refuse(ana.id, how, now).await;
            let number = refused.expect("in time").number;
            let again = house.spaces.refuse(ana.id, how, now).await;
            assert_eq!(again.expect_err("refused already").code(), "space-refused");
            let mut sent = receipts(&house).await;
            sent.retain(|sent| !before.contains(&sent.id));
            sent.sort_by_key(|sent| sent.channel);
            let by: Vec<Channel> = sent.iter().map(|sent| sent.channel).collect();
            assert_eq!(by, expected, "{how:?} {address} {street}");
            for sent in sent {
                // The page offered the PDF to who was on the site.
                assert_eq!(sent.has_pdf, how != How::Site, "{how:?}");
                if sent.channel == Channel::Email {
                    assert_eq!(sent.to, address);
                    assert!(sent.text.contains(&number), "{}", sent.text);
                }
            }
        }
    })
    .await;
}

const URL: &str = "CARNET_TEST_REFUSAL_URL";
const FOLDER: &str = "CARNET_TEST_REFUSAL_FOLDER";
const AT: &str = "CARNET_TEST_REFUSAL_AT";
const COOKIE: &str = "CARNET_TEST_REFUSAL_COOKIE";

/// A process of the test below: refuses in a sitting, and dies where it is told.
#[tokio::test]
async fn child_of_the_test_of_refusals_that_die() {
    let told = |name| std::env::var(name).expect("told");
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let store = store::Store::open(&url).await.expect("a store");
    let time = TestWorld::seeded(std::process::id().into());
    let at = told(AT).parse().expect("an instant");
    time.set(Timestamp::from_millis(at));
    let house = House::at(store, told(FOLDER).as_ref(), time).await;
    let cookie = told(COOKIE);
    let mut sitting = house.spaces.sitting(&cookie).await.expect("under way");
    let who = [sitting.person];
    drop(
        house
            .spaces
            .refuse_for(&mut sitting, &who, kernel::Lang::Fr)
            .await,
    );
}

#[tokio::test]
async fn a_process_that_dies_over_a_no_leaves_both_it_and_its_receipt_or_neither() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        for (n, point, done) in [
            (1, "refuse-before-commit", 0),
            (2, "refuse-after-commit", 1),
        ] {
            let ana = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            visitor.tries(&code, &ana).await;
            let (_, cookie) = visitor.cookie.split_once('=').expect("a cookie");
            let died = Command::new(std::env::current_exe().expect("this program"))
                .args([
                    "--exact",
                    "receipts::child_of_the_test_of_refusals_that_die",
                ])
                .env(URL, &url)
                .env(FOLDER, &house.folder)
                .env(AT, house.time.now().millis().to_string())
                .env(COOKIE, cookie)
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("it runs");
            assert!(!died.status.success(), "{point}");
            // Those before it have all refused, and have their receipts.
            for sql in [
                "SELECT count(*) FROM space WHERE state = 3",
                "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt'",
            ] {
                let expected = i64::from(n) - 1 + done;
                assert_eq!(house.count(sql).await, expected, "{point}: {sql}");
            }
            // What the person sends again is done, or was; one receipt leaves.
            let own = format!("pour-{}", ana.id);
            let again = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
            assert_eq!(
                again.to.as_deref(),
                Some("/opposition/recu"),
                "{}",
                again.body
            );
            let all = usize::try_from(n).expect("a few");
            assert_eq!(receipts(&house).await.len(), all, "{point}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_to_which_the_same_no_comes_one_sends_a_receipt() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let node = house.node(&url).await;
        for n in 1..=5 {
            let ana = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&ana).await;
            let mut one = house.visitor("192.0.2.1");
            one.tries(&code, &ana).await;
            let mut two = node.visitor("192.0.2.1");
            two.cookie.clone_from(&one.cookie);
            let own = format!("pour-{}", ana.id);
            let fields = [(own.as_str(), "oui")];
            let (first, second) = tokio::join!(
                one.post("/opposition/pour", &fields),
                two.post("/opposition/pour", &fields),
            );
            let to = [&first, &second].map(|answer| answer.to.as_deref());
            assert!(to.contains(&Some("/opposition/recu")), "{}", first.body);
            let sql = "SELECT count(*) FROM outbox WHERE kind = 'spaces-receipt'";
            assert_eq!(house.count(sql).await, i64::from(n));
        }
    })
    .await;
}
