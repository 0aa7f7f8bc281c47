//! Rows by the thousand: in by one statement, changed by their keys, and read
//! again page by page along an index, with flat memory.

use crate::{names, with_shelf};
use kernel::Kind;
use store::{Engine, Many, NewRows, ROWS_MAX, Store, Value};
use testkit::for_each_store;

const PUT: Many = Many {
    sqlite: "INSERT INTO shelf (bucket, name, weight, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO shelf (bucket, name, weight, body) \
         SELECT * FROM unnest($1::int8[], $2::text[], $3::float8[], $4::bytea[]) \
         ON CONFLICT DO NOTHING",
};

const PUT_NEW: Many = Many {
    sqlite: "INSERT INTO shelf (bucket, name) VALUES ($1, $2)",
    postgres: "INSERT INTO shelf (bucket, name) SELECT * FROM unnest($1::int8[], $2::text[])",
};

const NEW: NewRows = NewRows {
    insert: "INSERT INTO shelf (bucket, name, weight, body) VALUES ($1, $2, $3, $4)",
    copy: "COPY shelf (bucket, name, weight, body) FROM STDIN BINARY",
};

/// Changes what is light, and says which that was.
const LOAD: Many = Many {
    sqlite: "UPDATE shelf SET weight = $3 WHERE bucket = $1 AND name = $2 AND weight IS NULL \
         RETURNING name",
    postgres: "UPDATE shelf SET weight = r.weight \
         FROM unnest($1::int8[], $2::text[], $3::float8[]) AS r (bucket, name, weight) \
         WHERE shelf.bucket = r.bucket AND shelf.name = r.name AND shelf.weight IS NULL \
         RETURNING shelf.name",
};

/// Every second has a weight, every third a body.
fn thing(n: i64) -> Vec<Value> {
    vec![
        (n % 7).into(),
        format!("{n:06}").into(),
        (n % 2 == 0).then_some(n as f64 / 4.0).into(),
        (n % 3 == 0).then_some(vec![n.to_le_bytes()[0]; 5]).into(),
    ]
}

async fn put(store: &Store, rows: Vec<Vec<Value>>) -> u64 {
    let mut tx = store.begin("put many").await.expect("begins");
    let put = tx.run_many(&PUT, rows).await.expect("put");
    tx.commit().await.expect("commits");
    put.changed
}

#[tokio::test]
async fn rows_by_the_thousand_come_out_as_they_went_in() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        assert_eq!(put(&store, (0..4_000).map(thing).collect()).await, 4_000);
        // Again, with some that are new: only those count.
        assert_eq!(
            put(&store, (3_000..5_000).map(thing).collect()).await,
            1_000
        );
        let rows = store
            .query(
                "SELECT bucket, name, weight, body FROM shelf ORDER BY name",
                vec![],
            )
            .await
            .expect("rows");
        assert_eq!(rows.len(), 5_000);
        for (row, n) in rows.iter().zip(0..) {
            let [bucket, name, weight, body] = thing(n).try_into().expect("four values");
            assert_eq!(Value::from(row.int(0).expect("a bucket")), bucket);
            assert_eq!(Value::from(row.text(1).expect("a name")), name);
            match weight {
                Value::Real(weight) => assert_eq!(row.real(2).expect("a weight"), weight),
                _ => assert!(row.real(2).is_err(), "null is no weight"),
            }
            let found = row.opt_blob(3).expect("a body or none");
            assert_eq!(Value::from(found.map(<[u8]>::to_vec)), body);
        }
    })
    .await;
}

#[tokio::test]
async fn a_column_may_be_null_in_every_row_and_no_row_is_no_work() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let bare = |n: i64| vec![1.into(), format!("{n}").into(), Value::Null, Value::Null];
        assert_eq!(put(&store, (0..10).map(bare).collect()).await, 10);
        assert_eq!(put(&store, vec![thing(12)]).await, 1);
        assert_eq!(put(&store, vec![]).await, 0);
        assert_eq!(names(&store).await.len(), 11);
    })
    .await;
}

#[tokio::test]
async fn rows_are_changed_by_their_keys_and_those_that_were_are_told() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        put(&store, (0..3_000).map(thing).collect()).await;
        let heavier =
            (1_000..4_000).map(|n| vec![(n % 7).into(), format!("{n:06}").into(), 1.5.into()]);
        let mut tx = store.begin("load").await.expect("begins");
        let outcome = tx.run_many(&LOAD, heavier.collect()).await.expect("loaded");
        tx.commit().await.expect("commits");
        let mut changed = crate::texts(&outcome.rows);
        changed.sort();
        let light: Vec<String> = (1_000..3_000)
            .filter(|n| n % 2 == 1)
            .map(|n| format!("{n:06}"))
            .collect();
        assert_eq!((outcome.changed, changed), (light.len() as u64, light));
        let rows = store
            .query("SELECT count(*) FROM shelf WHERE weight = 1.5", vec![])
            .await
            .expect("counted");
        // One of them weighed as much before.
        assert_eq!(rows[0].int(0).expect("a count"), 1_001);
    })
    .await;
}

#[tokio::test]
async fn one_bad_row_undoes_them_all() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        put(&store, vec![thing(500)]).await;
        let rows = |n: i64| vec![(n % 7).into(), format!("{n:06}").into()];
        let mut tx = store.begin("put many").await.expect("begins");
        let taken = tx.run_many(&PUT_NEW, (0..1_000).map(rows).collect()).await;
        assert_eq!(taken.expect_err("a key is taken").kind(), Kind::Conflict);
        let after = tx.run_many(&PUT_NEW, vec![]).await;
        assert_eq!(after.expect_err("it had failed").kind(), Kind::Fault);
        assert_eq!(tx.commit().await.expect_err("failed").kind(), Kind::Fault);
        assert_eq!(names(&store).await, ["000500"]);
    })
    .await;
}

#[tokio::test]
async fn new_rows_come_out_as_they_went_in_whatever_is_in_them() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let every_byte: Vec<u8> = (0..=255).collect();
        let odd = [
            ("", Value::Null, Some(vec![])),
            ("\t\\t\\\\\n\\n\r\n", 0.5.into(), Some(every_byte)),
            ("\\.", (-1e300).into(), None),
            ("\\N", Value::Null, Some(b"\\x00".to_vec())),
            ("'\"', NULL; --", f64::MAX.into(), Some(b"\\N\t\n".to_vec())),
            (
                "l'été 🩺, deux\u{a0}mots",
                0.0.into(),
                Some(vec![0; 300_000]),
            ),
        ];
        let odd: Vec<Vec<Value>> = odd
            .into_iter()
            .zip([i64::MIN, -1, 0, 1, 2, i64::MAX])
            .map(|((name, weight, body), n)| vec![n.into(), name.into(), weight, body.into()])
            .collect();
        let many = (10_i64..3_000).map(thing).map(|mut row| {
            row[0] = 1_000.into();
            row
        });
        let mut tx = store.begin("put new").await.expect("begins");
        let put = tx.insert_many(&NEW, odd.clone()).await;
        assert_eq!(put.expect("put"), odd.len() as u64);
        let put = tx.insert_many(&NEW, many.clone().collect()).await;
        assert_eq!(put.expect("put"), 2_990);
        assert_eq!(tx.insert_many(&NEW, vec![]).await.expect("no work"), 0);
        tx.commit().await.expect("commits");
        let sql = "SELECT bucket, name, weight, body FROM shelf ORDER BY bucket, name";
        let found = store.query(sql, vec![]).await.expect("rows");
        let mut expected = odd;
        let last = expected.pop().expect("the one of the largest bucket");
        expected.extend(many);
        expected.push(last);
        assert_eq!(found.len(), expected.len());
        for (row, expected) in found.iter().zip(expected) {
            let weight = match row.opt_int(2) {
                Ok(None) => Value::Null,
                _ => row.real(2).expect("a weight").into(),
            };
            let values = vec![
                row.int(0).expect("a bucket").into(),
                row.text(1).expect("a name").into(),
                weight,
                row.opt_blob(3).expect("a body or none").into(),
            ];
            assert!(values == expected, "{values:?} for {expected:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn new_rows_of_which_one_is_wrong_change_nothing() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        put(&store, vec![thing(500)]).await;
        let good = || vec![1.into(), "a".into(), Value::Null, Value::Null];
        let mut short = good();
        short.pop();
        let mut other = good();
        // Eight bytes as well, which a stream of bytes would not tell from a weight.
        other[2] = 7.into();
        let wrong: [(Vec<Vec<Value>>, Kind); 5] = [
            ((0..1_000).map(thing).collect(), Kind::Conflict),
            (vec![good(), good()], Kind::Conflict),
            (vec![good(), short], Kind::Fault),
            (vec![good(), vec![Value::Null; 4]], Kind::Fault),
            (vec![good(); ROWS_MAX + 1], Kind::Fault),
        ];
        for (rows, kind) in wrong {
            let mut tx = store.begin("put new").await.expect("begins");
            let refused = tx.insert_many(&NEW, rows).await;
            assert_eq!(refused.expect_err("refused").kind(), kind);
            let after = tx.insert_many(&NEW, vec![]).await;
            assert_eq!(after.expect_err("it had failed").kind(), Kind::Fault);
            assert_eq!(tx.commit().await.expect_err("failed").kind(), Kind::Fault);
        }
        if store.engine() == Engine::Postgres {
            let mut tx = store.begin("put new").await.expect("begins");
            let refused = tx.insert_many(&NEW, vec![good(), other]).await;
            assert_eq!(refused.expect_err("no weight").kind(), Kind::Fault);
        }
        assert_eq!(names(&store).await, ["000500"]);
        // The connection it went wrong on is whole.
        let mut tx = store.begin("put new").await.expect("begins");
        assert_eq!(tx.insert_many(&NEW, vec![good()]).await.expect("put"), 1);
        tx.rollback().await.expect("undone");
        assert_eq!(names(&store).await, ["000500"]);
    })
    .await;
}

#[tokio::test]
async fn rows_of_another_shape_or_too_many_of_them_are_a_fault() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let good = || vec![1.into(), "a".into()];
        let wrong: [Vec<Vec<Value>>; 4] = [
            vec![good(), vec![1.into()]],
            vec![good(), vec![1.into(), "b".into(), 2.into()]],
            vec![good(), vec!["b".into(), 1.into()]],
            vec![good(); ROWS_MAX + 1],
        ];
        for rows in wrong {
            let mut tx = store.begin("put many").await.expect("begins");
            let refused = tx.run_many(&PUT_NEW, rows).await;
            assert_eq!(refused.expect_err("refused").kind(), Kind::Fault);
        }
        assert!(names(&store).await.is_empty());
    })
    .await;
}

/// The limit is in the text: as a parameter, PostgreSQL may plan for a tenth of
/// the table and sort all of it.
macro_rules! page {
    () => {
        "SELECT bucket, name FROM shelf WHERE (bucket, name) > ($1, $2) \
         ORDER BY bucket, name LIMIT 100"
    };
}

#[tokio::test]
async fn a_scan_by_pages_sees_each_row_once_in_the_order_of_the_key() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        put(&store, (0..1_234).map(thing).collect()).await;
        let (mut after, mut seen): (_, Vec<(i64, String)>) = ((-1, String::new()), Vec::new());
        loop {
            let params = vec![after.0.into(), after.1.as_str().into()];
            let page = store.query(page!(), params).await.expect("a page");
            assert!(page.len() <= 100);
            let of = |row: &store::Row| {
                (
                    row.int(0).expect("a bucket"),
                    row.text(1).expect("a name").to_owned(),
                )
            };
            seen.extend(page.iter().map(of));
            match page.last() {
                Some(last) => after = of(last),
                None => break,
            }
        }
        assert_eq!(seen.len(), 1_234);
        assert!(seen.is_sorted_by(|a, b| a < b));
    })
    .await;
}

#[tokio::test]
async fn a_page_is_found_by_the_key_and_nothing_is_sorted() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        // In no order, as people come.
        let scattered = (0..20_000_i64).map(|n| thing(n * 7_919 % 20_000));
        put(&store, scattered.collect()).await;
        let plan = match store.engine() {
            Engine::Sqlite => {
                let sql = concat!("EXPLAIN QUERY PLAN ", page!());
                let rows = store.query(sql, vec![1.into(), "".into()]).await;
                let rows = rows.expect("a plan");
                let steps = rows
                    .iter()
                    .map(|row| row.text(3).expect("a step").to_owned());
                steps.collect::<Vec<_>>().join("\n")
            }
            // Prepared once and kept, as the pool does: the plan for any parameters.
            Engine::Postgres => {
                store
                    .execute("ANALYZE shelf", vec![])
                    .await
                    .expect("analysed");
                let mut tx = store.begin("explain").await.expect("begins");
                for sql in [
                    "SET LOCAL plan_cache_mode = force_generic_plan",
                    concat!("PREPARE page (int8, text) AS ", page!()),
                ] {
                    tx.execute(sql, vec![]).await.expect("set up");
                }
                let rows = tx.query("EXPLAIN EXECUTE page (1, '')", vec![]).await;
                crate::texts(&rows.expect("a plan")).join("\n")
            }
        };
        let (found, sorted) = match store.engine() {
            Engine::Sqlite => ("USING PRIMARY KEY ((bucket,name)>(?,?))", "TEMP B-TREE"),
            Engine::Postgres => ("Index Cond: (ROW(bucket, name) > ROW($1, $2))", "Sort"),
        };
        assert!(plan.contains(found) && !plan.contains(sorted), "{plan}");
    })
    .await;
}
