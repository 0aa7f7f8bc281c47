//! What an exported history proves, and what makes it prove nothing.

use crate::{House, NAME, queue, signer};
use kernel::Timestamp;
use ledger::{
    Among, Batch, Checkpoint, Hash, History, HistoryLine, HistoryStep, KnownStep, Line, LineOf,
    Note, Problem, PublicKey, Report, Role, Step, Trust, check, leaf_hash,
};
use testkit::for_each_store;

const SPACE: [u8; 16] = [7; 16];

/// A space's two logs, growing, and the steps in its life.
#[derive(Default)]
struct Space {
    lines: Vec<(Line, [u8; 16], Timestamp)>,
    steps: Vec<KnownStep>,
}

impl Space {
    async fn write(&mut self, house: &House, of: LineOf, many: u64, known: bool) {
        for _ in 0..many {
            let last = self.lines.iter().rev().find(|(line, _, _)| line.of == of);
            let (n, before) = last.map_or((1, [0; 32]), |(line, _, _)| (line.n + 1, line.row));
            let hash = |what: &str| leaf_hash(format!("{what} {of:?} {n}").as_bytes());
            let line = Line {
                space: SPACE,
                of,
                n,
                before,
                row: hash("row"),
                content: hash("content"),
            };
            let salt: [u8; 16] = hash("salt")[..16].try_into().expect("16");
            let world = house.time.world();
            if known {
                queue(&house.store, &world, &[line.commitment(&salt)]).await;
            }
            self.lines.push((line, salt, world.now()));
        }
        house.queue("somebody else", 30).await;
        house.ledger.tick().await.expect("a tick");
    }

    /// A step in its life, of this kind.
    async fn moves(&mut self, house: &House, what: i64) {
        house.time.advance(std::time::Duration::from_secs(1));
        let world = house.time.world();
        let step = Step {
            space: SPACE,
            at: world.now(),
            what,
            how: 0,
            receipt: format!("ABCD-EFGH-{what:04}"),
            who: String::from("holder"),
        };
        let salt = [u8::try_from(what).expect("small"); 16];
        queue(&house.store, &world, &[step.commitment(&salt)]).await;
        self.steps.push(KnownStep {
            step,
            salt,
            among: None,
        });
        house.ledger.tick().await.expect("a tick");
    }

    /// A step in its life among five that were done at once.
    async fn is_moved_with_others(&mut self, house: &House) {
        house.time.advance(std::time::Duration::from_secs(1));
        let world = house.time.world();
        let step = |n: u8| Step {
            space: [n; 16],
            at: world.now(),
            what: 2,
            how: 3,
            receipt: format!("ABCD-EFGH-000{n}"),
            who: String::from("fund"),
        };
        let [own, ..] = SPACE;
        let all: Vec<Hash> = (own - 2..=own + 2)
            .map(|n| step(n).commitment(&[n; 16]))
            .collect();
        let batch = Batch::of(&all).expect("five");
        queue(&house.store, &world, &[batch.commitment().expect("one")]).await;
        self.steps.push(KnownStep {
            step: step(own),
            salt: [own; 16],
            among: Some(Among {
                size: batch.size(),
                place: batch.place(2).expect("the third"),
            }),
        });
        house.ledger.tick().await.expect("a tick");
    }

    async fn export(&self, house: &House, since: Option<u64>) -> History {
        let size = house.ledger.size();
        let made = |(line, salt, at): &(Line, [u8; 16], Timestamp)| (line.commitment(salt), *at);
        let mut known: Vec<(Hash, Timestamp)> = self.lines.iter().map(made).collect();
        let moved = |one: &KnownStep| (one.entry().expect("a path"), one.step.at);
        known.extend(self.steps.iter().map(moved));
        let mut places = house.ledger.places(&known, size).await.expect("found");
        let of_steps = places.split_off(self.lines.len());
        let since = match since {
            Some(old) => Some((old, house.ledger.growth(old, size).await.expect("a proof"))),
            None => None,
        };
        let lines = self.lines.iter().zip(places);
        let history = History {
            space: SPACE,
            checkpoint: Note::parse(&house.ledger.checkpoint().expect("one")).expect("a note"),
            since,
            lines: lines
                .map(|((line, salt, _), place)| HistoryLine {
                    line: line.clone(),
                    salt: *salt,
                    place,
                })
                .collect(),
            steps: (self.steps.iter().zip(of_steps))
                .map(|(known, place)| HistoryStep {
                    known: known.clone(),
                    place: place.expect("in the tree"),
                })
                .collect(),
        };
        let text = history.to_json_lines().expect("written");
        assert_eq!(History::parse(&text).expect("read back"), history);
        history
    }
}

fn trust(log: PublicKey) -> Trust {
    Trust {
        log,
        witnesses: Vec::new(),
        quorum: 0,
        before_log: 0,
    }
}

async fn told(house: &House) -> (History, Trust) {
    let mut space = Space::default();
    space.write(house, LineOf::Journal, 5, true).await;
    space.write(house, LineOf::Access, 9, true).await;
    let history = space.export(house, None).await;
    let key = house.ledger.public_key().await.expect("a key");
    (history, trust(key))
}

fn problems(report: Report) -> Vec<Problem> {
    report.problems
}

#[tokio::test]
async fn a_history_as_it_was_written_holds_and_says_what_it_holds() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let (history, trust) = told(&house).await;
        let report = check(&history, &[], &trust, None);
        assert_eq!(report.problems, []);
        assert_eq!(
            (report.journal, report.access, report.before_log),
            (5, 9, 0)
        );
        assert_eq!((report.size, report.earlier), (74, None));
        let public = [history.checkpoint.clone()];
        assert!(check(&history, &public, &trust, None).holds());
    })
    .await;
}

#[tokio::test]
async fn log_04_a_line_taken_out_edited_or_invented_is_told() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let (good, trust) = told(&house).await;
        let told = |change: fn(&mut Vec<HistoryLine>)| {
            let mut bad = good.clone();
            change(&mut bad.lines);
            problems(check(&bad, &[], &trust, None))
        };
        let journal = LineOf::Journal;
        assert_eq!(
            told(|lines| drop(lines.remove(2))),
            [Problem::Gap { of: journal, n: 3 }]
        );
        assert_eq!(
            told(|lines| lines.push(lines[1].clone())),
            [Problem::Gap { of: journal, n: 3 }]
        );
        let edited = told(|lines| lines[2].line.content[0] ^= 1);
        assert_eq!(edited, [Problem::NotProved { of: journal, n: 3 }]);
        let edited = told(|lines| lines[2].line.row[0] ^= 1);
        let chain = Problem::BrokenChain { of: journal, n: 4 };
        assert_eq!(edited, [Problem::NotProved { of: journal, n: 3 }, chain]);
        let salt = told(|lines| lines[2].salt[0] ^= 1);
        assert_eq!(salt, [Problem::NotProved { of: journal, n: 3 }]);
        let elsewhere = told(|lines| lines[2].place = lines[3].place.clone());
        assert_eq!(elsewhere, [Problem::NotProved { of: journal, n: 3 }]);
        let unproved = told(|lines| lines[2].place = None);
        assert_eq!(unproved, [Problem::NotThere { of: journal, n: 3 }]);
        let all = told(|lines| lines.iter_mut().for_each(|line| line.place = None));
        assert_eq!(
            all.len(),
            2,
            "a log of which nothing is in the tree proves nothing"
        );
        let other = {
            let mut bad = good.clone();
            bad.space = [8; 16];
            let text = bad.to_json_lines().expect("written");
            check(&History::parse(&text).expect("read"), &[], &trust, None)
        };
        assert_eq!(other.problems.len(), 14, "nobody else's history");
    })
    .await;
}

#[tokio::test]
async fn lines_from_before_the_log_are_held_by_the_chain_and_counted() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut space = Space::default();
        space.write(&house, LineOf::Journal, 4, false).await;
        space.write(&house, LineOf::Journal, 3, true).await;
        let history = space.export(&house, None).await;
        let strict = trust(house.ledger.public_key().await.expect("a key"));
        let accepting = |before_log| Trust {
            before_log,
            ..strict.clone()
        };
        let trust = accepting(4);
        let report = check(&history, &[], &trust, None);
        assert_eq!(
            (report.problems.len(), report.journal, report.before_log),
            (0, 7, 4)
        );
        // Nobody accepts any without saying so: a line in the tree whose proof was
        // left out looks like one from before, and may say anything.
        for accepted in [0, 3] {
            let report = check(&history, &[], &accepting(accepted), None);
            let older = Problem::BeforeLog { lines: 4, accepted };
            assert!(report.lacks());
            assert_eq!(problems(report), [older]);
        }
        let mut forged = history.clone();
        forged.lines[4].line.content[0] ^= 1;
        forged.lines[4].place = None;
        let told = problems(check(&forged, &[], &trust, None));
        let older = Problem::BeforeLog {
            lines: 5,
            accepted: 4,
        };
        assert_eq!(told, [older]);
        let mut bad = history.clone();
        bad.lines[3].line.row[0] ^= 1;
        let chain = Problem::BrokenChain {
            of: LineOf::Journal,
            n: 5,
        };
        assert_eq!(problems(check(&bad, &[], &trust, None)), [chain]);
    })
    .await;
}

#[tokio::test]
async fn log_04_what_an_earlier_history_had_cannot_be_cut_off_or_rewritten() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut space = Space::default();
        space.write(&house, LineOf::Access, 6, true).await;
        let earlier = space.export(&house, None).await;
        let old = house.ledger.size();
        space.write(&house, LineOf::Access, 3, true).await;
        let now = space.export(&house, Some(old)).await;
        let trust = trust(house.ledger.public_key().await.expect("a key"));
        let report = check(&now, &[], &trust, Some(&earlier));
        assert_eq!((report.problems.len(), report.earlier), (0, Some(old)));
        assert!(check(&earlier, &[], &trust, Some(&earlier)).holds());
        // The end was cut off: it holds by itself, and not beside the earlier one.
        let mut cut = now.clone();
        cut.lines.truncate(5);
        assert!(check(&cut, &[], &trust, None).holds());
        let gone = Problem::Gone {
            of: LineOf::Access,
            n: 6,
        };
        assert_eq!(problems(check(&cut, &[], &trust, Some(&earlier))), [gone]);
        let mut changed = earlier.clone();
        changed.lines[1].line.content[0] ^= 1;
        let told = problems(check(&now, &[], &trust, Some(&changed)));
        assert_eq!(
            told,
            [Problem::Changed {
                of: LineOf::Access,
                n: 2
            }]
        );
        // Without the proof of growth, or with another.
        let not = Problem::NotContinued { earlier: old };
        for since in [
            None,
            Some((old, vec![])),
            Some((old - 1, now.since.clone().expect("one").1)),
        ] {
            let bad = History {
                since,
                ..now.clone()
            };
            assert_eq!(
                problems(check(&bad, &[], &trust, Some(&earlier))),
                std::slice::from_ref(&not)
            );
        }
        let other = History {
            space: [9; 16],
            ..earlier.clone()
        };
        assert_eq!(
            problems(check(&now, &[], &trust, Some(&other))),
            [Problem::OtherSpace]
        );
    })
    .await;
}

#[tokio::test]
async fn log_04_a_step_is_proved_and_one_changed_or_gone_since_the_last_export_is_told() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut space = Space::default();
        space.write(&house, LineOf::Journal, 2, true).await;
        space.moves(&house, 1).await;
        let earlier = space.export(&house, None).await;
        let old = house.ledger.size();
        space.moves(&house, 3).await;
        let now = space.export(&house, Some(old)).await;
        let trust = trust(house.ledger.public_key().await.expect("a key"));
        let report = check(&now, &[], &trust, Some(&earlier));
        assert_eq!(report.problems, []);
        let proved: Vec<&Step> = report.steps.iter().collect();
        let written: Vec<&Step> = space.steps.iter().map(|one| &one.step).collect();
        assert_eq!((proved, report.journal), (written, 2));
        let told = |change: fn(&mut Vec<HistoryStep>), earlier: Option<&History>| {
            let mut bad = now.clone();
            change(&mut bad.steps);
            problems(check(&bad, &[], &trust, earlier))
        };
        let at = now.steps[0].known.step.at;
        let changes: [fn(&mut Vec<HistoryStep>); 6] = [
            |steps| steps[0].known.step.what = 4,
            |steps| steps[0].known.step.how = 1,
            |steps| steps[0].known.step.receipt = String::from("ABCD-EFGH-0009"),
            |steps| steps[0].known.step.who = String::from("fund"),
            |steps| steps[0].known.salt[0] ^= 1,
            |steps| steps[0].place = steps[1].place.clone(),
        ];
        for change in changes {
            assert_eq!(told(change, None), [Problem::StepNotProved { at }]);
        }
        let twice = told(|steps| steps.push(steps[0].clone()), None);
        assert_eq!(twice, [Problem::StepTwice { at }]);
        // Steps have no numbers: only an earlier export tells that one was left out.
        assert_eq!(told(|steps| drop(steps.remove(0)), None), []);
        let gone = told(|steps| drop(steps.remove(0)), Some(&earlier));
        assert_eq!(gone, [Problem::StepGone { at }]);
        // What the first form said is read, and that it had no steps.
        let text = now.to_json_lines().expect("written");
        let lines: Vec<&str> = text.lines().collect();
        let first = lines.join("\n").replacen("history\":2", "history\":1", 1);
        let error = History::parse(&first).expect_err("steps in the first form");
        assert!(error.log_text().contains("line 4"), "{}", error.log_text());
        let first = lines[..3]
            .join("\n")
            .replacen("history\":2", "history\":1", 1);
        let read = History::parse(&first).expect("the first form");
        assert_eq!((read.lines, read.steps), (now.lines.clone(), vec![]));
        let hidden = text.replacen("\"holder\"", "\"\\u001bholder\"", 1);
        assert!(History::parse(&hidden).is_err());
    })
    .await;
}

#[tokio::test]
async fn log_04_a_step_among_many_is_proved_by_its_path_to_what_stands_for_all_of_them() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut space = Space::default();
        space.write(&house, LineOf::Journal, 1, true).await;
        space.is_moved_with_others(&house).await;
        let now = space.export(&house, None).await;
        let trust = trust(house.ledger.public_key().await.expect("a key"));
        let report = check(&now, &[], &trust, None);
        assert_eq!((report.problems, report.steps.len()), (vec![], 1));
        let at = now.steps[0].known.step.at;
        let among = |change: fn(&mut Among)| {
            let mut bad = now.clone();
            change(bad.steps[0].known.among.as_mut().expect("a batch"));
            problems(check(&bad, &[], &trust, None))
        };
        let changes: [fn(&mut Among); 4] = [
            |among| among.size += 1,
            |among| among.place.index = 1,
            |among| among.place.proof.truncate(1),
            |among| among.place.proof[0][0] ^= 1,
        ];
        for change in changes {
            assert_eq!(among(change), [Problem::StepNotProved { at }]);
        }
        let mut alone = now.clone();
        alone.steps[0].known.among = None;
        let told = problems(check(&alone, &[], &trust, None));
        assert_eq!(told, [Problem::StepNotProved { at }]);
        let mut moved = now.clone();
        moved.steps[0].known.step.at = at.plus(std::time::Duration::from_secs(1));
        assert!(!check(&moved, &[], &trust, None).holds());
    })
    .await;
}

#[tokio::test]
async fn log_07_a_public_checkpoint_of_the_same_size_that_says_something_else_is_told() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let (history, _) = told(&house).await;
        // The log's own key signs two.
        let log = signer(NAME, Role::Log, 1);
        let now = house.time.world().now();
        let sign = |size, root| {
            let mut note = Checkpoint {
                origin: NAME.into(),
                size,
                root,
            }
            .note();
            log.sign(&mut note, now);
            note
        };
        let head = Checkpoint::of(&history.checkpoint).expect("a head");
        let history = History {
            checkpoint: sign(head.size, head.root),
            ..history
        };
        let trust = trust(log.public().clone());
        assert!(check(&history, &[], &trust, None).holds());
        let two = [sign(head.size, leaf_hash(b"another"))];
        let told = problems(check(&history, &two, &trust, None));
        assert_eq!(told, [Problem::TwoHistories { size: 74 }]);
        assert!(!check(&history, &two, &trust, None).lacks());
        let other = [sign(75, leaf_hash(b"another"))];
        let report = check(&history, &other, &trust, None);
        assert!(report.lacks(), "it says nothing against this history");
        let told = problems(report);
        assert_eq!(told, [Problem::NoPublicCheckpoint { size: 74 }]);
        // The same in an earlier export of the same size.
        let earlier = History {
            checkpoint: two[0].clone(),
            ..history.clone()
        };
        let told = problems(check(&history, &[], &trust, Some(&earlier)));
        assert_eq!(told, [Problem::TwoHistories { size: 74 }]);
    })
    .await;
}

#[tokio::test]
async fn a_public_checkpoint_from_before_the_export_is_as_good_if_the_tree_continues_it() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut space = Space::default();
        space.write(&house, LineOf::Access, 6, true).await;
        let old = house.ledger.checkpoint().expect("one");
        let (public, size) = ([Note::parse(&old).expect("a note")], house.ledger.size());
        space.write(&house, LineOf::Access, 3, true).await;
        let trust = trust(house.ledger.public_key().await.expect("a key"));
        let now = space.export(&house, Some(size)).await;
        let report = check(&now, &public, &trust, None);
        assert_eq!((report.holds(), report.public), (true, Some(size)));
        // Without the proof, or with that of another size: it is not compared.
        for since in [None, Some(size - 1)] {
            let now = space.export(&house, since).await;
            let report = check(&now, &public, &trust, None);
            assert!(report.lacks());
            let size = house.ledger.size();
            assert_eq!(problems(report), [Problem::NoPublicCheckpoint { size }]);
        }
        // The beginning of every log proves nothing of this one.
        let mut empty = Checkpoint {
            origin: NAME.into(),
            size: 0,
            root: ledger::empty_root(),
        }
        .note();
        let log = signer(NAME, Role::Log, 1);
        log.sign(&mut empty, house.time.world().now());
        let mut now = History {
            since: Some((0, Vec::new())),
            ..now
        };
        log.sign(&mut now.checkpoint, house.time.world().now());
        let trust = Trust {
            log: log.public().clone(),
            ..trust
        };
        assert!(check(&now, &[], &trust, None).holds());
        assert!(!check(&now, &[empty], &trust, None).holds());
    })
    .await;
}

#[tokio::test]
async fn log_18_a_checkpoint_below_the_quorum_of_witnesses_is_refused_whoever_has_the_logs_key() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let (mut history, trust) = told(&house).await;
        let (now, witnesses) = (
            house.time.world().now(),
            [1, 2, 3].map(|n| signer(&format!("w{n}.example"), Role::Witness, n + 20)),
        );
        let keys: Vec<_> = witnesses.iter().map(|w| w.public().clone()).collect();
        let asked = |quorum| Trust {
            witnesses: keys.clone(),
            quorum,
            ..trust.clone()
        };
        let told = problems(check(&history, &[], &asked(2), None));
        assert_eq!(
            told,
            [Problem::TooFewWitnesses {
                signed: 0,
                needed: 2
            }]
        );
        witnesses[0].sign(&mut history.checkpoint, now);
        witnesses[0].sign(&mut history.checkpoint, now);
        let told = problems(check(&history, &[], &asked(2), None));
        assert_eq!(
            told,
            [Problem::TooFewWitnesses {
                signed: 1,
                needed: 2
            }],
            "one is not two"
        );
        let twice = Trust {
            witnesses: vec![keys[0].clone(); 2],
            ..asked(2)
        };
        assert_eq!(check(&history, &[], &twice, None).witnesses, 1);
        // A signature of another checkpoint, under this one.
        let mut other = Checkpoint {
            origin: NAME.into(),
            size: 9,
            root: [0; 32],
        }
        .note();
        witnesses[1].sign(&mut other, now);
        let moved = format!("{}{}", history.checkpoint, other.lines_of(&keys[1]));
        let moved = History {
            checkpoint: Note::parse(&moved).expect("a note"),
            ..history.clone()
        };
        assert_eq!(check(&moved, &[], &asked(2), None).witnesses, 1);
        // The second one's signature is in the public checkpoint.
        let mut public = history.checkpoint.clone();
        witnesses[2].sign(&mut public, now);
        let report = check(&history, &[public], &asked(2), None);
        assert_eq!((report.problems.len(), report.witnesses), (0, 2));
        // And a key that is not the log's signs nothing.
        let stranger = Trust {
            log: signer(NAME, Role::Log, 5).public().clone(),
            ..trust
        };
        assert_eq!(
            problems(check(&history, &[], &stranger, None)),
            [Problem::NotSigned]
        );
    })
    .await;
}

#[test]
fn what_is_no_exported_history_is_refused_with_the_number_of_the_line() {
    let mut note = Checkpoint {
        origin: NAME.into(),
        size: 1,
        root: [0; 32],
    }
    .note();
    signer(NAME, Role::Log, 1).sign(&mut note, Timestamp::from_millis(0));
    let line = HistoryLine {
        line: Line {
            space: SPACE,
            of: LineOf::Access,
            n: 1,
            before: [0; 32],
            row: [1; 32],
            content: [2; 32],
        },
        salt: [3; 16],
        place: None,
    };
    let history = History {
        space: SPACE,
        checkpoint: note,
        since: None,
        lines: vec![line],
        steps: Vec::new(),
    };
    let good = history.to_json_lines().expect("written");
    for (from, to) in [
        ("\"carnet_history\":2", "\"carnet_history\":3"),
        ("0707", "07"),
        ("\"access\"", "\"other\""),
        ("\"n\":1", "\"n\":-1"),
        ("0303", "zz03"),
        ("}\n{", "}\n{\"more\":1,"),
        ("\n{", "\n\n{"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let error = History::parse(&bad).expect_err("refused").log_text();
        assert!(error.contains("line "), "{error}");
    }
    assert!(History::parse("").is_err());
}
