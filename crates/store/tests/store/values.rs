//! Values: what goes in comes out, and placeholders mean what they say.

use crate::{names, with_shelf};
use kernel::{Date, DocumentId, Finess, Kind, Rpps, SpaceId, Timestamp};
use store::{Row, Value};
use testkit::{TestWorld, for_each_store};

async fn one(store: &store::Store, sql: &'static str, params: Vec<Value>) -> Row {
    let mut rows = store.query(sql, params).await.expect("an answer");
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let every_byte: Vec<u8> = (0..=255).collect();
        for (n, (name, weight, body)) in [
            ("Élodie 🩺 l'été", 1.5, every_byte),
            ("", f64::MIN_POSITIVE, vec![]),
            ("$1 -- ?", -1e300, vec![0; 1_000_000]),
        ]
        .into_iter()
        .enumerate()
        {
            let bucket = [i64::MIN, i64::MAX, -1][n];
            let params = vec![
                bucket.into(),
                name.into(),
                weight.into(),
                body.clone().into(),
            ];
            let sql = "INSERT INTO shelf (bucket, name, weight, body) VALUES ($1, $2, $3, $4)";
            assert_eq!(store.execute(sql, params).await.expect("put"), 1);
            let sql = "SELECT bucket, name, weight, body FROM shelf WHERE name = $1";
            let row = one(&store, sql, vec![name.into()]).await;
            assert_eq!(row.int(0).expect("int"), bucket);
            assert_eq!(row.text(1).expect("text"), name);
            assert!(row.real(2).expect("real").total_cmp(&weight).is_eq());
            assert_eq!(row.blob(3).expect("blob"), body);
        }
    })
    .await;
}

#[tokio::test]
async fn nulls_go_in_and_come_out_and_are_not_taken_for_values() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let sql = "INSERT INTO shelf (bucket, name, weight, body) VALUES ($1, $2, $3, $4)";
        let some = |b: &[u8]| Value::from(Some(b));
        // The same text with and without a value in the same place.
        for (name, body) in [
            ("a", Value::Null),
            ("b", some(b"x")),
            ("c", None::<Vec<u8>>.into()),
        ] {
            store
                .execute(sql, vec![1.into(), name.into(), Value::Null, body])
                .await
                .expect("put");
        }
        let sql = "SELECT body, weight FROM shelf WHERE name = $1";
        let a = one(&store, sql, vec!["a".into()]).await;
        assert_eq!(a.opt_blob(0).expect("a column"), None);
        assert_eq!(a.opt_text(0).expect("null is of every type"), None);
        assert_eq!(a.blob(0).expect_err("null").kind(), Kind::Fault);
        let b = one(&store, sql, vec!["b".into()]).await;
        assert_eq!(b.opt_blob(0).expect("a column"), Some(&b"x"[..]));
        assert_eq!(b.int(0).expect_err("a blob").kind(), Kind::Fault);
        assert_eq!(b.int(9).expect_err("no column").kind(), Kind::Fault);
        let sql = "SELECT name FROM shelf WHERE $1 IS NULL OR body = $1 ORDER BY name";
        assert_eq!(
            store.query(sql, vec![some(b"x")]).await.expect("one").len(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn the_second_placeholder_may_come_before_the_first() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let sql = "INSERT INTO shelf (name, bucket) VALUES ($2, $1)";
        store
            .execute(sql, vec![7.into(), "book".into()])
            .await
            .expect("put");
        let sql = "SELECT bucket FROM shelf WHERE name = $2 AND bucket = $1 AND '$3' <> $2";
        assert_eq!(
            one(&store, sql, vec![7.into(), "book".into()])
                .await
                .int(0)
                .expect("int"),
            7
        );
        let sql = "UPDATE shelf SET name = $3 WHERE name = $2 AND (bucket = $1 OR bucket = $1 + 1)";
        let params = vec![7.into(), "book".into(), "lamp".into()];
        assert_eq!(store.execute(sql, params).await.expect("renamed"), 1);
        assert_eq!(names(&store).await, ["lamp"]);
    })
    .await;
}

#[tokio::test]
async fn a_number_beyond_thirty_two_bits_may_be_added_to_a_small_one() {
    for_each_store(async |store| {
        let now = TestWorld::new().now();
        let later = one(&store, "SELECT $1 + 1", vec![now.into()]).await;
        assert_eq!(
            later.timestamp(0).expect("an instant").millis(),
            now.millis() + 1
        );
    })
    .await;
}

#[tokio::test]
async fn our_own_types_are_values() {
    for_each_store(async |store| {
        let world = TestWorld::new();
        let (space, document) = (
            SpaceId::new(&*world.chance),
            DocumentId::new(&*world.chance),
        );
        let rpps: Rpps = "99700218896".parse().expect("a number");
        let finess: Finess = "2A0000014".parse().expect("a number");
        let sql = "SELECT $1, $2, $3, $4, $5, $6, $7, $8";
        let day = Date::constant(2026, 11, 23);
        let params = vec![
            space.into(),
            Some(document).into(),
            world.now().into(),
            true.into(),
            (&rpps).into(),
            finess.into(),
            day.into(),
            None::<Timestamp>.into(),
        ];
        let row = one(&store, sql, params).await;
        assert_eq!(
            SpaceId::from_slice(row.blob(0).expect("a blob")).expect("an id"),
            space
        );
        assert_eq!(
            DocumentId::from_bytes(row.bytes(1).expect("16 bytes")),
            document
        );
        assert_eq!(row.timestamp(2).expect("an instant"), world.now());
        assert!(row.bool(3).expect("yes"));
        assert_eq!(row.text(4).expect("a text"), rpps.as_str());
        assert_eq!(row.text(5).expect("a text"), "2A0000014");
        assert_eq!(row.text(6).expect("a text"), "2026-11-23");
        assert_eq!(row.opt_timestamp(7).expect("a column"), None);
        assert_eq!(
            row.bytes::<15>(1).expect_err("16 bytes").kind(),
            Kind::Fault
        );
    })
    .await;
}

#[tokio::test]
async fn rows_come_in_the_order_asked_for() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        for name in ["b", "é", "a", "Z", "z", "_"] {
            store
                .execute(crate::PUT, vec![1.into(), name.into()])
                .await
                .expect("put");
        }
        assert_eq!(
            names(&store).await,
            ["Z", "_", "a", "b", "z", "é"],
            "by bytes"
        );
        let sql = "SELECT name FROM shelf ORDER BY name DESC LIMIT $1";
        let rows = store.query(sql, vec![2.into()]).await.expect("two");
        assert_eq!(crate::texts(&rows), ["é", "z"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_may_say_what_it_changed() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("put").await.expect("begins");
        let sql = "INSERT INTO shelf (bucket, name) VALUES ($1, $2), ($1, $3) RETURNING name";
        let params = vec![1.into(), "a".into(), "b".into()];
        let outcomes = tx
            .run(vec![store::Statement { sql, params }])
            .await
            .expect("put");
        assert_eq!(outcomes[0].changed, 2);
        assert_eq!(crate::texts(&outcomes[0].rows), ["a", "b"]);
        let sql = "INSERT INTO shelf (bucket, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let put = tx.execute(sql, vec![1.into(), "a".into()]).await;
        assert_eq!(put.expect("not put"), 0);
        tx.commit().await.expect("commits");
    })
    .await;
}

#[test]
fn debug_shows_no_value() {
    let shown = format!(
        "{:?}",
        [
            Value::from("Claire"),
            44.into(),
            b"key".to_vec().into(),
            Value::Null
        ]
    );
    assert_eq!(shown, "[Text[6], Int, Blob[3], Null]");
}
