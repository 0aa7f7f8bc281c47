//! Queuing shares the caller's transaction; what waits is sealed; what has
//! ended is wiped; what did not arrive is taken over once.

use crate::house::{DELIVERED, FAILED, House, WAITING, email, letter, text_to};
use kernel::Timestamp;
use post::{Channel, Notice, Outcome};
use std::time::Duration;
use store::{Store, Value};
use testkit::for_each_store;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn what_is_rolled_back_was_never_queued() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let notice = email("claire");
        let mut tx = house.store.begin("test").await.expect("begun");
        assert_eq!(
            house
                .post
                .queue(&mut tx, std::slice::from_ref(&notice))
                .await
                .expect("queued"),
            1
        );
        tx.rollback().await.expect("undone");
        // And a transaction whose caller goes away.
        let mut tx = house.store.begin("test").await.expect("begun");
        tx.run(house.post.statements(&notice))
            .await
            .expect("queued");
        drop(tx);
        assert_eq!(house.deliver().await.delivered, 0);
        assert_eq!(house.count().await, 0);
        // The same statements, committed, are sent.
        let mut tx = house.store.begin("test").await.expect("begun");
        tx.run(house.post.statements(&notice))
            .await
            .expect("queued");
        tx.commit().await.expect("committed");
        assert_eq!(house.deliver().await.delivered, 1);
    })
    .await;
}

#[tokio::test]
async fn act_15_the_same_notice_twice_is_one_whenever_it_is_queued() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, bo) = (house.person(), house.person());
        let once = email("claire").about(ana);
        assert_eq!(house.queue(&[once.clone(), once.clone()]).await, 1);
        assert_eq!(house.queue(std::slice::from_ref(&once)).await, 0);
        assert_eq!(house.deliver().await.delivered, 1);
        // Delivered, it is remembered.
        assert_eq!(house.queue(&[once]).await, 0);
        assert_eq!(house.deliver().await.delivered, 0);
        // Somebody else, another way, another occasion are other notices.
        let message = |notice: &Notice| notice.clone();
        let others = [
            message(&email("claire").about(bo)),
            message(&text_to(1).about(ana)),
            message(&letter("claire").about(ana)),
            message(&letter("other").about(ana)),
        ];
        assert_eq!(house.queue(&others).await, 4);
        assert_eq!(house.deliver().await.delivered, 4);
    })
    .await;
}

#[tokio::test]
async fn thousands_are_queued_in_one_transaction_and_lie_with_their_person() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let people: Vec<_> = (0..3_000).map(|_| house.person()).collect();
        let notices: Vec<Notice> = people
            .iter()
            .map(|person| email("claire").about(*person))
            .collect();
        assert_eq!(house.queue(&notices).await, 3_000);
        assert_eq!(house.count().await, 3_000);
        let counts = house.post.counts().await.expect("counted");
        assert_eq!(counts.email.queued, 3_000);
        let rows = house
            .store
            .query("SELECT bucket, about FROM outbox", vec![])
            .await
            .expect("asked");
        for row in rows {
            let about = kernel::PersonId::from_slice(row.blob(1).expect("a person"));
            let bucket = i64::from(about.expect("an id").bucket());
            assert_eq!(row.int(0).expect("a bucket"), bucket);
        }
        // One pass takes what it may, and leaves the rest.
        let pass = house.post.deliver(50).await.expect("a pass");
        assert_eq!((pass.delivered, pass.no_way), (50, false));
        let counts = house.post.counts().await.expect("counted");
        assert_eq!((counts.email.queued, counts.email.delivered), (2_950, 50));
    })
    .await;
}

/// Every value of every table, as text.
async fn everything(store: &Store) -> String {
    let mut all = String::new();
    for table in store.catalogue().await.expect("the catalogue") {
        let sql = format!("SELECT {} FROM {}", table.columns.join(", "), table.name);
        let rows = store.query(Box::leak(sql.into_boxed_str()), vec![]).await;
        for row in rows.expect("asked") {
            for column in 0..table.columns.len() {
                let bytes = row.opt_blob(column).ok().flatten().map(<[u8]>::to_vec);
                let text = row.opt_text(column).ok().flatten().map(str::to_owned);
                all.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
                all.push_str(&text.unwrap_or_default());
            }
        }
    }
    all
}

#[tokio::test]
async fn act_10_neither_address_nor_text_is_in_the_database_and_nothing_stays_of_what_left() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person();
        let notices = [
            email("claire").about(ana),
            text_to(12_345_678).about(ana),
            letter("1").about(ana),
        ];
        house.queue(&notices).await;
        let waiting = everything(&house.store).await;
        for notice in &notices {
            let id = house.post.id(notice);
            assert_eq!(house.row(id).await, (WAITING, 0, true));
        }
        assert_eq!(house.deliver().await.delivered, 3);
        for notice in &notices {
            let id = house.post.id(notice);
            assert_eq!(house.row(id).await, (DELIVERED, 1, false), "wiped");
        }
        let ended = everything(&house.store).await;
        for planted in [
            "claire",
            "exemple.fr",
            "12345678",
            "Claire Martin",
            "Lilas",
            "44000",
            "Votre espace",
            "Bonjour",
            "123456",
            "provisoire",
            "%PDF",
        ] {
            assert!(!waiting.contains(planted), "{planted} is stored in clear");
            assert!(!ended.contains(planted), "{planted} stays");
        }
        assert!(ended.contains("test-email"), "the kind is in clear");
    })
    .await;
}

#[tokio::test]
async fn a_body_moved_to_another_row_is_not_sent() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (one, other) = (email("claire"), email("paul"));
        house.queue(&[one.clone(), other.clone()]).await;
        let id = house.post.id(&one);
        let sql = "UPDATE outbox SET body = (SELECT body FROM outbox WHERE id = $2) WHERE id = $1";
        let params: Vec<Value> = vec![id.into(), house.post.id(&other).into()];
        assert_eq!(house.store.execute(sql, params).await.expect("moved"), 1);
        let pass = house.deliver().await;
        assert_eq!((pass.delivered, pass.failed), (1, 1));
        assert_eq!(house.row(id).await, (FAILED, 1, false));
        let sent = house.post.sent(10).await.expect("listed");
        assert_eq!(sent.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_not_sent_any_more() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let until = house.world.now().plus(Duration::from_secs(600));
        let (code, later) = (text_to(1).until(until), text_to(2));
        house.queue(&[code.clone(), later]).await;
        house.world.set(until);
        let pass = house.deliver().await;
        assert_eq!((pass.delivered, pass.failed), (1, 1));
        assert_eq!(house.row(house.post.id(&code)).await, (FAILED, 1, false));
    })
    .await;
}

#[tokio::test]
async fn what_is_not_to_leave_before_the_morning_waits_for_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let morning = house.world.now().plus(Duration::from_secs(8 * 60 * 60));
        let (quiet, now) = (text_to(1).not_before(morning), text_to(2));
        house.queue(&[quiet, now]).await;
        assert_eq!(house.deliver().await.delivered, 1);
        house.world.set(morning.minus(Duration::from_millis(1)));
        assert_eq!(house.deliver().await.delivered, 0);
        house.world.set(morning);
        assert_eq!(house.deliver().await.delivered, 1);
        // What should have left long ago leaves now, and no earlier than it can.
        let past = house.world.now().minus(Duration::from_secs(60));
        house.queue(&[text_to(3).not_before(past)]).await;
        assert_eq!(house.deliver().await.delivered, 1);
    })
    .await;
}

/// As if these could not be delivered.
async fn fail(house: &House, notices: &[Notice], at: Timestamp) {
    for notice in notices {
        let id = house.post.id(notice);
        let sql = "UPDATE outbox SET state = 2, ended_at = $2, body = NULL WHERE id = $1";
        house
            .store
            .execute(sql, vec![id.into(), at.into()])
            .await
            .expect("failed");
    }
}

#[tokio::test]
async fn what_did_not_arrive_is_taken_over_once_in_the_callers_transaction() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person();
        let notices = [email("claire").about(ana), email("paul"), text_to(1)];
        house.queue(&notices).await;
        fail(&house, &notices, house.world.now()).await;
        let id = house.post.id(&notices[0]);
        let taken = async |commit: bool| {
            let mut tx = house.store.begin("test").await.expect("begun");
            let mut found = house
                .post
                .returned(&mut tx, "test-email", 10)
                .await
                .expect("listed");
            found.retain(|returned| returned.id == id);
            let outcomes = tx
                .run(vec![house.post.taken_over(id)])
                .await
                .expect("taken");
            let letter = letter("instead").about(ana);
            house.post.queue(&mut tx, &[letter]).await.expect("queued");
            match commit {
                true => tx.commit().await.expect("committed"),
                false => tx.rollback().await.expect("undone"),
            }
            (found, outcomes[0].changed)
        };
        let (found, changed) = taken(false).await;
        assert_eq!((found.len(), changed), (1, 1));
        assert_eq!(found[0].about, Some(ana));
        assert_eq!(found[0].channel, Channel::Email);
        assert_eq!(found[0].outcome, Outcome::Failed);
        assert_eq!(found[0].at, house.world.now());
        assert_eq!(house.deliver().await.delivered, 0, "the letter was undone");
        // Undone, it is there again; taken, it is not.
        let (found, changed) = taken(true).await;
        assert_eq!((found.len(), changed), (1, 1));
        let (found, changed) = taken(true).await;
        assert_eq!((found.len(), changed), (0, 0));
        assert_eq!(house.deliver().await.delivered, 1, "one letter");
        // Of this kind alone, the other one waits; other kinds stay theirs.
        let mut tx = house.store.begin("test").await.expect("begun");
        for (kind, wanted) in [("test-email", 1), ("test-sms", 1), ("test-letter", 0)] {
            let found = house
                .post
                .returned(&mut tx, kind, 10)
                .await
                .expect("listed");
            assert_eq!(found.len(), wanted, "{kind}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_who_take_over_at_once_get_different_ones() {
    for_each_store(async |store| {
        if testkit::is_sqlite(&store) {
            // One writer: the second waits for the first to end.
            return;
        }
        let house = House::on(store).await;
        let notices: Vec<_> = ["a", "b", "c", "d"].map(email).into();
        house.queue(&notices).await;
        fail(&house, &notices, house.world.now()).await;
        let mut one = house.store.begin("one").await.expect("begun");
        let mut two = house.store.begin("two").await.expect("begun");
        let first = house.post.returned(&mut one, "test-email", 3).await;
        let second = house.post.returned(&mut two, "test-email", 3).await;
        let (first, second) = (first.expect("listed"), second.expect("listed"));
        assert_eq!((first.len(), second.len()), (3, 1));
        assert!(second.iter().all(|one| !first.contains(one)));
    })
    .await;
}

#[tokio::test]
async fn what_ended_is_forgotten_after_half_a_year_but_what_nobody_took_over() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let notices = [email("claire"), email("paul"), email("jean")];
        house.queue(&notices).await;
        fail(&house, &notices[1..2], house.world.now()).await;
        assert_eq!(house.deliver().await.delivered, 2);
        assert_eq!(house.queue(&[email("waits")]).await, 1);
        house.world.advance(DAY * 179);
        assert_eq!(house.post.sweep("test-email").await.expect("swept"), 0);
        house.world.advance(DAY * 2);
        assert_eq!(house.post.sweep("test-email").await.expect("swept"), 2);
        assert_eq!(house.post.sweep("test-email").await.expect("swept"), 0);
        assert_eq!(house.row(house.post.id(&notices[1])).await.0, FAILED);
        assert_eq!(house.row(house.post.id(&email("waits"))).await.0, WAITING);
        // Of a kind that nobody takes over, it is forgotten too.
        let swept = house.post.sweep("another-kind").await;
        assert_eq!(swept.expect("swept"), 1);
    })
    .await;
}

#[tokio::test]
async fn the_worker_sends_what_is_queued_until_it_is_asked_to_stop() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let many: Vec<_> = (0..30).map(text_to).collect();
        house.queue(&many).await;
        let working = tokio::spawn({
            let post = house.post.clone();
            async move { post.work().await }
        });
        while house.post.counts().await.expect("counted").sms.delivered < 30 {
            tokio::task::yield_now().await;
        }
        house.post.stop();
        working.await.expect("ended by itself");
        // Stopped, it takes nothing more.
        house.queue(&[text_to(31)]).await;
        house.post.work().await;
        assert_eq!(house.post.counts().await.expect("counted").sms.queued, 1);
    })
    .await;
}

#[tokio::test]
async fn the_tables_start_with_the_bucket() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let tables = house.store.catalogue().await.expect("the catalogue");
        let outbox = tables.iter().find(|table| table.name == "outbox");
        let outbox = outbox.expect("the outbox");
        assert_eq!(outbox.columns[0], "bucket");
        assert_eq!(outbox.key, ["bucket", "id"]);
    })
    .await;
}
