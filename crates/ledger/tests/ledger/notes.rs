//! Signed notes and checkpoints, compared with `signed_note` and `tlog_tiles`.

use crate::signer;
use kernel::Timestamp;
use ledger::{Checkpoint, Note, PublicKey, Role, leaf_hash};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

const NOW: Timestamp = Timestamp::from_millis(1_795_424_400_000);

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "carnet.example/log".into(),
        size: 70_000,
        root: leaf_hash(b"root"),
    }
}

#[test]
fn a_checkpoint_that_we_sign_is_read_and_believed_by_the_others() {
    let ours = signer("carnet.example/log", Role::Log, 1);
    let mut note = checkpoint().note();
    ours.sign(&mut note, NOW);
    let theirs = signed_note::Note::from_bytes(note.to_string().as_bytes()).expect("a note");
    let key = StandardVerifier::new(&ours.public().to_string()).expect("a key");
    let (good, unknown) = theirs
        .verify(&VerifierList::new(vec![Box::new(key)]))
        .expect("believed");
    assert_eq!((good.len(), unknown.len()), (1, 0));
    let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).expect("a checkpoint");
    assert_eq!((read.origin(), read.size()), ("carnet.example/log", 70_000));
    assert_eq!(read.hash().0, checkpoint().root);
    // And back.
    let back = Note::parse(&note.to_string()).expect("a note");
    assert_eq!(back, note);
    assert_eq!(Checkpoint::of(&back).expect("a checkpoint"), checkpoint());
}

#[test]
fn a_note_that_the_others_signed_is_believed_by_us_and_only_under_its_key() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let theirs = StandardSigner::new(secret).expect("a key");
    let text = "A text\n\nof two parts.\n";
    let mut note = signed_note::Note::new(text.as_bytes(), &[]).expect("a note");
    note.add_sigs(&[&theirs]).expect("signed");
    let whole = String::from_utf8(note.to_bytes()).expect("a text");
    let ours = Note::parse(&whole).expect("a note");
    let key = PublicKey::parse(public).expect("a key");
    assert_eq!(key.to_string(), public);
    assert_eq!(ours.text(), text);
    assert!(ours.is_signed_by(&key));
    assert!(!ours.is_signed_by(signer("PeterNeumann", Role::Log, 1).public()));
    let changed = Note::parse(&whole.replace("two", "few")).expect("a note");
    assert!(!changed.is_signed_by(&key));
    assert!(PublicKey::parse(&public.replace("c74f20a3", "c74f20a4")).is_err());
}

#[test]
fn a_cosignature_says_the_time_and_goes_under_no_other_checkpoint() {
    let (log, witness) = (
        signer("log", Role::Log, 1),
        signer("w.example/1", Role::Witness, 2),
    );
    let mut note = checkpoint().note();
    log.sign(&mut note, NOW);
    let mut seen = note.clone();
    witness.sign(&mut seen, NOW);
    let lines = seen.lines_of(witness.public());
    assert!(!note.is_signed_by(witness.public()));
    assert!(note.take_cosignature(&lines, witness.public()));
    assert!(note.is_signed_by(witness.public()) && note.is_signed_by(log.public()));
    // Eight bytes of time between the key's number and the signature.
    let line = lines.trim_end().rsplit(' ').next().expect("a word");
    assert_eq!(line.len(), (4_usize + 8 + 64).div_ceil(3) * 4);
    let mut other = Checkpoint {
        size: 70_001,
        ..checkpoint()
    }
    .note();
    log.sign(&mut other, NOW);
    assert!(!other.take_cosignature(&lines, witness.public()));
    // The same key under another name, or as a log, did not sign.
    for (name, role) in [("w.example/2", Role::Witness), ("w.example/1", Role::Log)] {
        assert!(!note.is_signed_by(signer(name, role, 2).public()));
    }
}

#[test]
fn what_is_no_note_or_no_checkpoint_is_refused() {
    let good = {
        let mut note = checkpoint().note();
        signer("log", Role::Log, 1).sign(&mut note, NOW);
        note.to_string()
    };
    for bad in [
        String::new(),
        "text\n".into(),
        good.trim_end().into(),
        good.replace("— ", "- "),
        good.replace("\n\n", "\n"),
        good.replace("log\n", "l\u{7}og\n"),
        format!("{good}\n"),
        format!("{good}more\n"),
    ] {
        assert!(Note::parse(&bad).is_err(), "{bad:?}");
    }
    for (from, to) in [
        ("70000", "070000"),
        ("70000", "-1"),
        ("70000", ""),
        ("70000", "x"),
        ("=\n", "\n"),
    ] {
        let bad = good.replacen(from, to, 1);
        let read = Note::parse(&bad).and_then(|note| Checkpoint::of(&note));
        assert!(read.is_err(), "{bad:?}");
    }
    let bad_names = ["", "a b", "a+b", "a\nb"];
    assert!(
        bad_names
            .iter()
            .all(|name| PublicKey::new(name, Role::Log, [0; 32]).is_err())
    );
}
