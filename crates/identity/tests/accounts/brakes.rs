//! Wrong passwords: one sentence, one hash, and brakes in virtual time.

use crate::house::{House, PASSWORD, config};
use identity::{HashCost, IdentityConfig, Limits};
use std::time::Duration;
use store::Store;
use testkit::for_each_store;

const WRONG: &str = "quatre loutres au soleil";

/// How many rows each table has.
async fn rows(store: &Store) -> Vec<(String, i64)> {
    let mut all = Vec::new();
    for table in store.catalogue().await.expect("the catalogue") {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name);
        let rows = store.query(sql.leak(), vec![]).await.expect("asked");
        all.push((table.name, rows[0].int(0).expect("a count")));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_03_a_wrong_password_adds_as_many_rows_for_nobody_as_for_somebody() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.person("ana.leca", "Ana").await;
        // What the first try of all begins is there for all that follow.
        house.browser().gives_password("eve.leca", WRONG).await;
        let mut written = Vec::new();
        for username in ["ana.leca", "bob.leca"] {
            let mut tries = Vec::new();
            for _ in 0..3 {
                let before = rows(&house.store).await;
                let mut browser = house.browser();
                browser.gives_password(username, WRONG).await;
                let after = rows(&house.store).await;
                let more: Vec<_> = before
                    .into_iter()
                    .zip(after)
                    .filter(|(before, after)| before != after)
                    .map(|((table, before), (_, after))| (table, after - before))
                    .collect();
                tries.push(more);
                house.world.advance(Duration::from_secs(3_600));
            }
            written.push(tries);
        }
        assert!(!written[0][0].is_empty(), "a try leaves its mark");
        assert_eq!(written[0], written[1]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_03_enu_01_nothing_tells_whether_somebody_exists() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.person("ana.leca", "Ana").await;
        let mut answers = Vec::new();
        for username in ["ana.leca", "bob.leca", "bob@leca", "bo bleca"] {
            let before = house.identity.passwords_hashed();
            let mut browser = house.browser();
            let answer = browser.gives_password(username, WRONG).await;
            let hashed = house.identity.passwords_hashed() - before;
            assert!(!answer.text.contains(WRONG), "the password comes not back");
            assert!(answer.text.contains(username), "the username does");
            let mut headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
            headers.sort();
            let text = answer.text.replace(username, "");
            answers.push((answer.status, headers, text, hashed));
        }
        assert_eq!(answers[0].0.as_u16(), 422);
        assert_eq!(answers[0].3, 1, "one hash for each");
        assert!(answers.iter().all(|answer| *answer == answers[0]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_slow_down_alike_for_known_and_unknown() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.person("ana.leca", "Ana").await;
        let start = house.world.now();
        let mut histories = Vec::new();
        for username in ["ana.leca", "bob.leca"] {
            house.world.set(start);
            let mut browser = house.browser();
            browser.address = [198, 51, 100, username.as_bytes()[0]].into();
            let mut history = Vec::new();
            for _ in 0..40 {
                let answer = browser.gives_password(username, WRONG).await;
                let wait = answer.headers.get("retry-after");
                let wait = wait.map(|w| w.to_str().unwrap().parse::<u64>().unwrap());
                history.push((answer.status.as_u16(), wait));
                assert!(answer.text.contains("ne vont pas ensemble"));
                house.world.advance(Duration::from_secs(wait.unwrap_or(1)));
            }
            histories.push(history);
        }
        assert_eq!(histories[0], histories[1]);
        let refused = histories[0].iter().filter(|(status, _)| *status == 429);
        assert!(refused.count() > 10);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_are_counted_over_all_processes() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let second = house.second_node().await;
        house.person("ana.leca", "Ana").await;
        for node in [&house, &second, &house] {
            let mut browser = node.browser();
            browser.gives_password("ana.leca", WRONG).await.is(422);
        }
        for node in [&second, &house] {
            let mut browser = node.browser();
            browser.gives_password("ana.leca", PASSWORD).await.is(429);
        }
    })
    .await;
}

#[test]
fn a_password_costs_sixty_four_mebibytes_and_two_passes_where_nothing_else_is_said() {
    let cost = IdentityConfig::new(String::from("https://carnet.exemple")).hash_cost;
    assert_eq!((cost.memory_kib, cost.passes), (64 * 1024, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_braked_account_refuses_even_the_right_password_without_hashing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.browser();
        for _ in 0..3 {
            browser.gives_password(&ana.username, WRONG).await.is(422);
        }
        let before = house.identity.passwords_hashed();
        browser
            .gives_password(&ana.username, PASSWORD)
            .await
            .is(429);
        assert_eq!(house.identity.passwords_hashed(), before);
        house.world.advance(Duration::from_secs(10));
        browser
            .gives_password(&ana.username, PASSWORD)
            .await
            .goes_to("/connexion/code");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_tries_at_once_are_a_hundred_tries() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let before = house.identity.passwords_hashed();
        let tries = (0..100).map(|_| {
            let mut browser = house.browser();
            let username = ana.username.clone();
            tokio::spawn(async move {
                browser
                    .gives_password(&username, WRONG)
                    .await
                    .status
                    .as_u16()
            })
        });
        let mut made = 0;
        for answer in tries.collect::<Vec<_>>() {
            made += u32::from(answer.await.unwrap() == 422);
        }
        assert_eq!(made, 3, "the fourth must wait");
        assert_eq!(house.identity.passwords_hashed() - before, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_lock_a_person_out_of_their_own_device() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut own = house.signed_in(&ana).await;
        own.post("/deconnexion", &[]).await;
        let mut stranger = house.browser();
        for _ in 0..5 {
            stranger.gives_password(&ana.username, WRONG).await;
            house.world.advance(Duration::from_secs(30));
        }
        stranger
            .gives_password(&ana.username, PASSWORD)
            .await
            .is(429);
        own.signs_in(&ana).await;
        // The cookie of a device is for one account.
        house.person("bob.leca", "Bob").await;
        for _ in 0..3 {
            own.gives_password("bob.leca", WRONG).await.is(422);
        }
        own.gives_password("bob.leca", WRONG).await.is(429);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_01_one_address_tries_many_people_and_is_stopped() {
    for_each_store(|store| async {
        let limits = Limits {
            address_max: 10,
            ..Limits::default()
        };
        let house = House::limited(store, limits).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut thief = house.browser();
        let mut reached = 0;
        for n in 0..50 {
            let answer = thief.gives_password(&format!("victim.{n}"), WRONG).await;
            reached += u32::from(answer.status.as_u16() == 422);
        }
        assert_eq!(reached, 10);
        // Others are not touched.
        let mut browser = house.browser();
        browser.address = [203, 0, 113, 9].into();
        browser.signs_in(&ana).await;
        house.world.advance(limits.address_window);
        thief.gives_password("victim.51", WRONG).await.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_02_one_password_on_everybody_ends_with_the_population_brake() {
    for_each_store(|store| async {
        let limits = Limits {
            population_max: 30,
            ..Limits::default()
        };
        let house = House::limited(store, limits).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut own = house.signed_in(&ana).await;
        own.post("/deconnexion", &[]).await;
        let mut reached = 0;
        for n in 0..80u8 {
            let mut bot = house.browser();
            bot.address = [198, 51, 100, n].into();
            let answer = bot.gives_password(&format!("victim.{n}"), WRONG).await;
            reached += u32::from(answer.status.as_u16() == 422);
        }
        assert_eq!(reached, 30);
        // A right password by a bot is of no use without the second factor,
        // and the people's own devices are still let in.
        let mut bot = house.browser();
        bot.gives_password(&ana.username, PASSWORD).await.is(429);
        house.next_code();
        own.signs_in(&ana).await;
        house.world.advance(limits.population_window);
        bot.gives_password(&ana.username, PASSWORD)
            .await
            .goes_to("/connexion/code");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_end_the_sign_in_and_then_the_day() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut thief = house.browser();
        thief.gives_password(&ana.username, PASSWORD).await;
        let mut statuses = Vec::new();
        for _ in 0..6 {
            statuses.push(thief.gives_code("000000").await.status.as_u16());
            house.world.advance(Duration::from_secs(31));
        }
        assert_eq!(
            statuses,
            [422, 422, 422, 422, 422, 303],
            "five, then begin again"
        );
        let mut tried = 0;
        for _ in 0..200 {
            let answer = thief.gives_code("000000").await;
            tried += u32::from(answer.status.as_u16() == 422);
            if answer.status.as_u16() == 303 {
                thief.gives_password(&ana.username, PASSWORD).await;
            }
            house.world.advance(Duration::from_mins(6));
        }
        assert!(tried <= 20, "25 a day: {tried}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dos_01_the_pool_is_bounded_and_the_rest_of_the_house_answers() {
    for_each_store(|store| async {
        let house = House::with(
            store,
            IdentityConfig {
                hash_pool: 1,
                hash_queue: 2,
                hash_cost: HashCost {
                    memory_kib: 8 * 1024,
                    passes: 2,
                },
                ..config()
            },
        )
        .await;
        let long = "girafe ".repeat(140);
        let flood = (0..60u8).map(|n| {
            let mut browser = house.browser();
            browser.address = [198, 51, 100, n].into();
            let long = long.clone();
            tokio::spawn(async move {
                let username = format!("victim.{n}");
                browser
                    .gives_password(&username, &long)
                    .await
                    .status
                    .as_u16()
            })
        });
        let flood: Vec<_> = flood.collect();
        house.browser().get("/connexion").await.is(200);
        let mut counts = [0; 2];
        for answer in flood {
            match answer.await.unwrap() {
                422 => counts[0] += 1,
                503 => counts[1] += 1,
                other => panic!("{other}"),
            }
        }
        assert!(counts[0] >= 1 && counts[1] >= 1, "{counts:?}");
        let later = house.browser().gives_password("victim", WRONG).await;
        later.is(422);
    })
    .await;
}
