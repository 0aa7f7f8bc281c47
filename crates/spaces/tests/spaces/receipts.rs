//! The receipt of a no leaves the house: to whom, by which way, once.

mod failing;

use crate::DAY;
use crate::house::{HEADER, House, Person, Visitor, line};
use http::StatusCode;
use kernel::Timestamp;
use post::{Channel, Sent};
use spaces::{Event, Format, How};
use std::process::Command;
use std::time::Duration;
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
/// An address of which paper has not all signs.
const UNPRINTABLE: &str = "1 rue 王秀英,33000,Bordeaux";

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
async fn by_post_goes_a_receipt_to_who_has_no_e_mail_address_and_to_who_telephoned() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let both = [Channel::Email, Channel::Letter];
        let (email, letter) = (&both[..1], &both[1..]);
        let mut n = 0;
        for (how, address, street, expected) in [
            (How::Site, "a@exemple.invalid", STREET, email),
            (How::Site, "", STREET, letter),
            (How::Site, "", ",,", &both[..0]),
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
                let beside = how != How::Site || sent.channel == Channel::Letter;
                assert_eq!(sent.has_pdf, beside, "{how:?}");
                if sent.channel == Channel::Email {
                    assert_eq!(sent.to, address);
                    assert!(sent.text.contains(&number), "{}", sent.text);
                }
            }
        }
    })
    .await;
}

/// Letters among the receipts that left, the oldest first.
async fn letters(house: &House) -> Vec<Sent> {
    let mut sent = receipts(house).await;
    sent.retain(|sent| sent.channel == Channel::Letter);
    sent
}

/// What a letter says, on all its pages.
pub(super) async fn printed(house: &House, letter: &Sent) -> String {
    let pdf = house.post.sent_pdf(letter.id).await.expect("its file");
    text_of(&pdf)
}

/// What all the pages of a PDF file say.
pub(super) fn text_of(pdf: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(pdf).expect("a PDF file");
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    pdf.extract_text(&pages).expect("text")
}

#[tokio::test]
async fn who_refuses_on_the_site_without_an_e_mail_address_reads_that_a_letter_comes_if_one_can() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, email, street, posted) in [
            (1, "", STREET, 1),
            (2, "", ",,", 0),
            (3, "", UNPRINTABLE, 0),
            (4, "p4@exemple.fr", UNPRINTABLE, 0),
        ] {
            let ana = reached(&house, n, email, street).await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            refuses(&mut visitor, &code, &ana, &[]).await;
            let page = visitor.get("/opposition/recu").await.body;
            assert_eq!(page.contains("part aussi par la poste"), posted == 1);
            assert!(!page.contains("Recevoir aussi"), "{n}: nothing to ask for");
            // Asked for all the same, it does not leave twice, nor to nowhere.
            let asked = visitor.post("/opposition/recu", &[]).await;
            assert_eq!(asked.to.as_deref(), Some("/opposition/recu"));
            let page = visitor.get("/opposition/recu").await.body;
            assert_eq!(page.contains("part aussi par la poste"), posted == 1);
            let sent = letters(&house).await;
            assert_eq!(sent.len(), 1, "{n}");
            assert!(sent[0].to.contains("1 rue des Lilas"), "{}", sent[0].to);
        }
    })
    .await;
}

#[tokio::test]
async fn who_asks_for_the_receipt_by_post_too_gets_one_letter_however_often_they_press() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, lang, press, said, subject) in [
            (
                1,
                "",
                "Recevoir aussi",
                "part aussi par la poste",
                "opposition",
            ),
            (
                2,
                "/en",
                "Receive this receipt",
                "goes by post too",
                "opted out",
            ),
        ] {
            house.time.advance(Duration::from_secs(1));
            let ana = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            visitor.tries(&code, &ana).await;
            let own = format!("pour-{}", ana.id);
            let pour = format!("{lang}/opposition/pour");
            visitor.post(&pour, &[(&own, "oui")]).await;
            let recu = format!("{lang}/opposition/recu");
            let page = visitor.get(&recu).await.body;
            assert!(page.contains(press) && !page.contains(said), "{page}");
            let before = letters(&house).await.len();
            let (one, two) = tokio::join!(visitor.post(&recu, &[]), visitor.post(&recu, &[]));
            let three = visitor.post(&recu, &[]).await;
            for answer in [one, two, three] {
                assert_eq!(answer.to.as_deref(), Some(&*recu), "{}", answer.body);
            }
            let sent = letters(&house).await;
            assert_eq!(sent.len(), before + 1, "{lang}");
            let letter = sent.last().expect("one");
            assert!(letter.subject.contains(subject), "{}", letter.subject);
            let events = house.spaces.events(house.space(ana.id).await).await;
            let number = events.expect("events")[0].receipt.clone();
            assert!(printed(&house, letter).await.contains(&number));
            let page = visitor.get(&recu).await.body;
            assert!(page.contains(said) && !page.contains(press), "{page}");
        }
        // Who decided nothing has no receipt to ask for.
        let stranger = house.visitor("192.0.2.9");
        let asked = stranger.post("/opposition/recu", &[]).await;
        assert_eq!(asked.to.as_deref(), Some("/activer"));
    })
    .await;
}

/// The e-mails with a receipt came back, or never left.
const CAME_BACK: &str = "UPDATE outbox SET state = 3 WHERE kind = 'spaces-receipt' \
    AND channel = 0 AND taken_at IS NULL";
const NEVER_LEFT: &str = "UPDATE outbox SET state = 2 WHERE kind = 'spaces-receipt' \
    AND channel = 0 AND taken_at IS NULL";

/// How often the history of somebody tells that an e-mail came back.
async fn came_back(house: &House, person: kernel::PersonId) -> usize {
    let events = house.spaces.events(house.space(person).await).await;
    let back = |e: &&spaces::Happened| e.what == Event::NoticeReturned && e.who == "fund";
    events.expect("events").iter().filter(back).count()
}

#[tokio::test]
async fn a_receipt_whose_e_mail_does_not_arrive_becomes_one_letter_in_its_language() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, became) in [(1, CAME_BACK), (3, NEVER_LEFT)] {
            house.time.advance(Duration::from_secs(1));
            let ana = house.person(n, "LECA", "ANA").await;
            let hugo = house.child(n + 1, "HUGO", n, "2015-03-01").await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            visitor.tries(&code, &ana).await;
            let boxes = [ana.id, hugo].map(|one| format!("pour-{one}"));
            let fields = boxes.each_ref().map(|name| (name.as_str(), "oui"));
            visitor.post("/en/opposition/pour", &fields).await;
            let before = letters(&house).await.len();
            assert_eq!(
                house.spaces.post_returned_receipts().await.expect("none"),
                0
            );
            let changed = house.store.execute(became, vec![]).await;
            assert_eq!(changed.expect("it did not arrive"), 1);
            assert_eq!(house.spaces.post_returned_receipts().await.expect("one"), 1);
            assert_eq!(
                house.spaces.post_returned_receipts().await.expect("none"),
                0
            );
            let sent = letters(&house).await;
            assert_eq!(sent.len(), before + 1, "{became}");
            let letter = sent.last().expect("one");
            assert_eq!(letter.subject, "You have opted out");
            let space = house.space(ana.id).await;
            let events = house.spaces.events(space).await.expect("events");
            let refused = events.iter().find(|e| e.what == Event::Refused);
            let page = printed(&house, letter).await;
            for said in [&*refused.expect("a no").receipt, "Ana Leca", "Hugo Leca"] {
                assert!(page.contains(said), "{said}: {page}");
            }
            assert_eq!(came_back(&house, ana.id).await, 1, "their history tells it");
        }
        assert_eq!(house.count("SELECT count(*) FROM receipt_mailed").await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_e_mail_that_comes_back_of_who_has_a_letter_or_no_address_is_told_and_brings_no_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, street, posted) in [(1, STREET, 1), (2, ",,", 1)] {
            let email = format!("p{n}@exemple.fr");
            let ana = reached(&house, n, &email, street).await;
            house.announce(&ana).await;
            let refused = house.refused_by_phone(ana.id, &[ana.id]).await;
            refused.expect("in time");
            assert_eq!(letters(&house).await.len(), posted, "{n}");
            let changed = house.store.execute(CAME_BACK, vec![]).await;
            assert_eq!(changed.expect("it came back"), 1, "{n}");
            assert_eq!(
                house.spaces.post_returned_receipts().await.expect("asked"),
                0
            );
            assert_eq!(letters(&house).await.len(), posted, "{n}");
            assert_eq!(came_back(&house, ana.id).await, 1, "{n}: it is told");
            let left = "SELECT count(*) FROM outbox WHERE state >= 2 AND taken_at IS NULL";
            assert_eq!(house.count(left).await, 0, "{n}: nobody looks at it twice");
        }
    })
    .await;
}

#[tokio::test]
async fn a_kept_receipt_that_does_not_open_keeps_no_other_from_becoming_a_letter() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let refuse = async |n: u32| {
            let ana = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            refuses(&mut visitor, &code, &ana, &[]).await;
            house.time.advance(Duration::from_secs(1));
            ana.id
        };
        let ana = refuse(1).await;
        let spoil = "UPDATE receipt_mailed SET sealed = substr(sealed, 1, 9)";
        let spoilt = house.store.execute(spoil, vec![]).await;
        assert_eq!(spoilt.expect("kept"), 1);
        let ben = refuse(2).await;
        let before = letters(&house).await.len();
        let changed = house.store.execute(CAME_BACK, vec![]).await;
        assert_eq!(changed.expect("they came back"), 2);
        for posted in [1, 0] {
            let did = house.spaces.post_returned_receipts().await;
            assert_eq!(did.expect("asked"), posted);
        }
        assert_eq!(letters(&house).await.len(), before + 1);
        for person in [ana, ben] {
            assert_eq!(came_back(&house, person).await, 1, "both are told");
        }
        let left = "SELECT count(*) FROM outbox WHERE state >= 2 AND taken_at IS NULL";
        assert_eq!(house.count(left).await, 0, "nobody looks at it twice");
    })
    .await;
}

#[tokio::test]
async fn what_a_receipt_said_is_kept_sealed_for_the_month_in_which_it_may_come_back() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let refused = house.refused_by_phone(ana.id, &[ana.id]).await;
        let number = refused.expect("in time").number;
        let kept = house
            .store
            .query("SELECT sealed FROM receipt_mailed", vec![]);
        let kept = kept.await.expect("asked");
        assert_eq!(kept.len(), 1);
        let sealed = String::from_utf8_lossy(kept[0].blob(0).expect("bytes")).into_owned();
        assert!(!sealed.contains(&number) && !sealed.contains("Leca"));
        let left = "SELECT count(*) FROM receipt_mailed";
        for (days, expected) in [(29, 1), (1, 0)] {
            house.time.advance(DAY * days);
            house.spaces.sweep().await.expect("swept");
            assert_eq!(house.count(left).await, expected);
        }
    })
    .await;
}

const RETURNS: &str = "CARNET_TEST_RETURNED_RECEIPT";

/// A process of the test below: posts what came back, and dies where it is told.
#[tokio::test]
async fn child_of_the_test_of_receipts_that_die() {
    let told = |name| std::env::var(name).expect("told");
    if std::env::var(RETURNS).is_err() {
        return;
    }
    let store = store::Store::open(&told(URL)).await.expect("a store");
    let time = TestWorld::seeded(std::process::id().into());
    let at = told(AT).parse().expect("an instant");
    time.set(Timestamp::from_millis(at));
    let house = House::at(store, told(FOLDER).as_ref(), time).await;
    house.spaces.post_returned_receipts().await.expect("posted");
}

#[tokio::test]
async fn act_15_a_process_that_dies_over_a_receipt_that_came_back_leaves_one_letter() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        for (n, point, done) in [
            (1, "receipt-before-commit", 0),
            (2, "receipt-after-commit", 1),
        ] {
            let ana = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&ana).await;
            let mut visitor = house.visitor("192.0.2.1");
            refuses(&mut visitor, &code, &ana, &[]).await;
            let before = letters(&house).await.len();
            house.store.execute(CAME_BACK, vec![]).await.expect("back");
            let died = Command::new(std::env::current_exe().expect("this program"))
                .args([
                    "--exact",
                    "receipts::child_of_the_test_of_receipts_that_die",
                ])
                .env(RETURNS, "yes")
                .env(URL, &url)
                .env(FOLDER, &house.folder)
                .env(AT, house.time.now().millis().to_string())
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("it runs");
            assert!(!died.status.success(), "{point}");
            assert_eq!(letters(&house).await.len(), before + done, "{point}");
            let posts = async || {
                let posted = house.spaces.post_returned_receipts().await;
                usize::try_from(posted.expect("asked")).expect("few")
            };
            // A moment later the database lets go of what a dead process held.
            let mut again = posts().await;
            for _ in 0..100 {
                if again + done > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                again += posts().await;
            }
            assert_eq!(again, 1 - done, "{point}");
            assert_eq!(letters(&house).await.len(), before + 1, "{point}");
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
