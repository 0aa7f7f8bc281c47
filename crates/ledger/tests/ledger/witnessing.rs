//! The witness: it signs what continues, once, and never backwards.

use crate::tree::Theirs;
use crate::{NAME, commitments, signer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::{Answer, Checkpoint, Hash, Note, Role, Witness, leaf_hash};
use std::path::Path;
use std::sync::Arc;
use testkit::TestWorld;
use tlog_tiles::tlog;

fn witness(folder: &Path) -> Witness {
    let log = signer(NAME, Role::Log, 1).public().clone();
    let world = TestWorld::new().world();
    let own = signer("w.example", Role::Witness, 2);
    Witness::open(folder, own, vec![log], world).expect("a witness")
}

fn note(size: u64, root: Hash) -> Note {
    let mut note = Checkpoint {
        origin: NAME.into(),
        size,
        root,
    }
    .note();
    signer(NAME, Role::Log, 1).sign(&mut note, TestWorld::new().world().now());
    note
}

fn request(old: u64, proof: &[tlog::Hash], note: &Note) -> String {
    let proof: String = proof
        .iter()
        .map(|hash| format!("{}\n", STANDARD.encode(hash.0)))
        .collect();
    format!("old {old}\n{proof}\n{note}")
}

struct Log(Theirs);

impl Log {
    fn new(what: &str) -> Self {
        Self(Theirs::of(&commitments(what, 400)))
    }

    fn at(&self, old: u64, size: u64) -> String {
        let proof = match old {
            0 => Vec::new(),
            old if old == size => Vec::new(),
            old => tlog::prove_tree(size, old, &self.0).expect("a proof"),
        };
        request(old, &proof, &note(size, self.0.root(size)))
    }
}

#[test]
fn a_checkpoint_that_continues_the_last_is_signed_and_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = Log::new("log");
    let own = signer("w.example", Role::Witness, 2).public().clone();
    for (old, size) in [(0, 5), (5, 5), (5, 300), (300, 301)] {
        // Each time another process, from its memory.
        let witness = witness(folder.path());
        let Answer::Cosigned(lines) = witness
            .add_checkpoint(&log.at(old, size))
            .expect("answered")
        else {
            panic!("not signed: {old} {size}");
        };
        assert!(note(size, log.0.root(size)).take_cosignature(&lines, &own));
    }
}

#[test]
fn log_07_two_checkpoints_of_one_size_are_refused_and_kept_as_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let (log, other) = (Log::new("log"), Log::new("other"));
    let witness = witness(folder.path());
    witness.add_checkpoint(&log.at(0, 50)).expect("signed");
    let evidence = || {
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == "evidence"))
            .collect::<Vec<_>>()
    };
    assert_eq!(evidence().len(), 0);
    let answer = witness.add_checkpoint(&log.at(0, 50)).expect("answered");
    assert_eq!((answer, evidence().len()), (Answer::OtherSize(50), 0));
    let answer = witness.add_checkpoint(&other.at(50, 50)).expect("answered");
    assert_eq!(answer, Answer::OtherSize(50));
    let kept = evidence();
    assert_eq!(kept.len(), 1);
    let kept = std::fs::read_to_string(&kept[0]).expect("kept");
    for root in [log.0.root(50), other.0.root(50)] {
        assert!(kept.contains(&STANDARD.encode(root)));
    }
    // The same again is no more evidence, whatever others add under it.
    let more = format!("{}— other.example AAAAAAAAAAAAAAAA\n", other.at(50, 50));
    let answer = witness.add_checkpoint(&more).expect("answered");
    assert_eq!((answer, evidence().len()), (Answer::OtherSize(50), 1));
    // And one that does not continue the last.
    let answer = witness.add_checkpoint(&other.at(50, 80)).expect("answered");
    assert_eq!((answer, evidence().len()), (Answer::NotProved, 2));
    assert!(matches!(
        witness.add_checkpoint(&log.at(50, 51)),
        Ok(Answer::Cosigned(_))
    ));
}

#[test]
fn log_07_what_anybody_can_write_is_no_evidence_and_evidence_does_not_fill_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = Log::new("log");
    let witness = witness(folder.path());
    witness.add_checkpoint(&log.at(0, 50)).expect("signed");
    let evidence = || {
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == "evidence"))
            .collect::<Vec<_>>()
    };
    // A true checkpoint, with no proof or a wrong one.
    let signed = note(80, log.0.root(80));
    for proof in [vec![], vec![tlog::Hash([7; 32]); 5]] {
        let answer = witness.add_checkpoint(&request(50, &proof, &signed));
        assert_eq!(answer.expect("answered"), Answer::NotProved);
        assert!(evidence().is_empty());
    }
    // A log that signs everything.
    for n in 0..30 {
        let forged = note(50, leaf_hash(&[n]));
        let answer = witness.add_checkpoint(&request(50, &[], &forged));
        assert_eq!(answer.expect("answered"), Answer::OtherSize(50));
    }
    assert_eq!(evidence().len(), 16);
    // What was added under a checkpoint is not kept with it.
    let next = format!("{}— other.example AAAAAAAAAAAAAAAA\n", log.at(50, 60));
    let answer = witness.add_checkpoint(&next).expect("answered");
    assert!(matches!(answer, Answer::Cosigned(_)));
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        assert!(!text.contains("other.example"), "{}", path.display());
    }
}

#[test]
fn log_17_of_two_at_once_the_witness_never_signs_backwards() {
    for round in 0..20 {
        let folder = tempfile::tempdir().expect("a folder");
        let witness = Arc::new(witness(folder.path()));
        let log = Log::new("log");
        witness.add_checkpoint(&log.at(0, 100)).expect("signed");
        let asked: Vec<String> = (101..=108).map(|size| log.at(100, size + round)).collect();
        let answers: Vec<Answer> = std::thread::scope(|threads| {
            let asked = asked.iter().map(|request| {
                let witness = Arc::clone(&witness);
                threads.spawn(move || witness.add_checkpoint(request).expect("answered"))
            });
            let asked: Vec<_> = asked.collect();
            asked
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        let signed = answers
            .iter()
            .filter(|a| matches!(a, Answer::Cosigned(_)))
            .count();
        assert_eq!(signed, 1, "{answers:?}");
    }
}

#[test]
fn a_request_that_is_none_is_answered_as_the_specification_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let witness = witness(folder.path());
    let log = Log::new("log");
    let answer = |request: &str| witness.add_checkpoint(request).expect("answered");
    let good = log.at(0, 5);
    for bad in [
        "",
        "old 0\n",
        "old x\n\n",
        &good.replace("old 0", "old 00"),
        &good.replace("old 0", "new 0"),
        &good.replace("old 0\n", "old 0\nAAAA\n"),
        &good.replace("— ", "-"),
        &log.at(0, 5).replace("old 0", "old 6"),
    ] {
        assert_eq!(answer(bad), Answer::Malformed, "{bad}");
    }
    let line = format!("{}\n", STANDARD.encode([0; 32])).repeat(64);
    assert_eq!(
        answer(&good.replace("old 0\n", &format!("old 0\n{line}"))),
        Answer::Malformed
    );
    assert_eq!(answer(&good.replace(NAME, "another")), Answer::Unknown);
    let mut forged = Checkpoint {
        origin: NAME.into(),
        size: 5,
        root: leaf_hash(b"x"),
    }
    .note();
    signer(NAME, Role::Log, 3).sign(&mut forged, TestWorld::new().world().now());
    assert_eq!(answer(&request(0, &[], &forged)), Answer::Unsigned);
    assert_eq!(answer(&log.at(3, 5)), Answer::OtherSize(0));
    let proof = [tlog::Hash([0; 32])];
    assert_eq!(
        answer(&request(0, &proof, &note(5, log.0.root(5)))),
        Answer::NotProved
    );
    assert!(matches!(answer(&good), Answer::Cosigned(_)));
    let busy = Witness::open(
        folder.path(),
        signer("w2", Role::Witness, 4),
        vec![],
        TestWorld::new().world(),
    );
    assert!(busy.is_err(), "two witnesses in one folder");
}
