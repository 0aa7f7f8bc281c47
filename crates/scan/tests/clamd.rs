//! The scanner asked over its socket, by one that is clean, finds, is slow, dies,
//! is not there.

use bytes::Bytes;
use futures_util::stream;
use kernel::{Error, Kind, Result};
use scan::{Scanner, Verdict, WhenAbsent};
use std::time::Duration;
use testkit::{Clamd, HARMFUL, Manner};

fn scanner(place: &str) -> Scanner {
    Scanner::at(place.parse().expect("a place"))
}

/// A file in pieces of odd sizes, with these bytes across two of them.
fn file(hidden: &[u8]) -> Vec<Result<Bytes>> {
    let mut whole = vec![b'a'; 600_000];
    whole.extend_from_slice(hidden);
    whole.extend_from_slice(&[b'b'; 1_000]);
    let (first, last) = whole.split_at(600_000 + hidden.len() / 2);
    vec![
        Ok(Bytes::new()),
        Ok(Bytes::copy_from_slice(first)),
        Ok(Bytes::copy_from_slice(last)),
    ]
}

async fn look(scanner: &Scanner, hidden: &[u8]) -> Verdict {
    let bytes = stream::iter(file(hidden));
    scanner.look(bytes).await.expect("bytes")
}

#[tokio::test]
async fn doc_33_a_clean_file_is_clean_and_a_harmful_one_found_over_either_socket() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = Clamd::on_socket(&folder.path().join("clamd.ctl"), Manner::Honest);
    for clamd in [socket, Clamd::on_port(Manner::Honest).await] {
        let scanner = scanner(&clamd.place);
        assert_eq!(look(&scanner, b"nothing").await, Verdict::Clean);
        assert_eq!(look(&scanner, HARMFUL).await, Verdict::Found);
        assert_eq!(clamd.files(), 2);
        let refused = scanner.admit(stream::iter(file(HARMFUL))).await;
        let refused = refused.expect_err("refused");
        assert_eq!(
            (refused.kind(), refused.code()),
            (Kind::Invalid, "file-infected")
        );
    }
}

#[tokio::test]
async fn doc_33_slow_dead_short_or_absent_it_said_nothing() {
    let gone = Clamd::on_port(Manner::Honest).await.place.clone();
    let silent = Clamd::on_port(Manner::Silent).await;
    let dies = Clamd::on_port(Manner::Dies).await;
    let short = Clamd::on_port(Manner::Short(1_000)).await;
    for place in [&gone, &silent.place, &dies.place, &short.place] {
        let asked = scanner(place).within(Duration::from_millis(300));
        let verdict = look(&asked, b"nothing").await;
        assert!(
            matches!(verdict, Verdict::Absent(_)),
            "{place}: {verdict:?}"
        );
        let refused = asked.admit(stream::iter(file(b"nothing"))).await;
        assert_eq!(refused.expect_err("refused").kind(), Kind::Unavailable);
        let lenient = asked.when_absent(WhenAbsent::Accept);
        lenient
            .admit(stream::iter(file(b"nothing")))
            .await
            .expect("let in");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_of_its_own() {
    let clamd = Clamd::on_port(Manner::Honest).await;
    let broken = stream::iter([
        Ok(Bytes::from_static(b"half")),
        Err(Error::fault("the vault lost it")),
    ]);
    let error = scanner(&clamd.place)
        .when_absent(WhenAbsent::Accept)
        .admit(broken)
        .await
        .expect_err("an error");
    assert_eq!(error.kind(), Kind::Fault);
}
