//! The public examples of the ANS, of IHE and of HL7's validator, when they are
//! at hand.

use crate::reason;
use fhir::mhd::{NewDocument, read_iti65, read_iti105};
use fhir::{Limits, Outcome, parse};
use std::path::PathBuf;

/// Every public example that is a deposit, and what becomes of it. The reasons
/// are ours: the examples are right by their own profiles, which allow more.
const EXAMPLES: [(&str, &str); 9] = [
    ("ans-pdsm4dmp/Bundle-example-td2-iti65-lot-soumission", ""),
    (
        "ans-pdsm4dmp/DocumentReference-example-td2-iti105-publication-simplifiee",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleSimple",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleComplete",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleDocument",
        "",
    ),
    ("ihe-mhd/Bundle-ex-ProvideDocumentBundle-addToFolder", ""),
    (
        "ihe-mhd/DocumentReference-ex-DocumentReferenceSimplifiedPublish",
        "",
    ),
    // The patient has a name and no identifier: nobody could say who it is.
    (
        "ihe-mhd/Bundle-ex-minimalProvideDocumentBundleSimple",
        "fhir-patient-unidentified Bundle.entry[3].resource",
    ),
    // The description says nothing of whose it is.
    (
        "ihe-mhd/Bundle-ex-minimalProvideDocumentBundleSimpleContained",
        "fhir-missing Bundle.entry[1].resource.subject",
    ),
];

#[test]
fn the_public_examples_are_taken_or_refused_for_a_stated_reason() {
    let Some(corpus) = corpus() else { return };
    for (name, expected) in EXAMPLES {
        let path = corpus.join("fhir").join(format!("{name}.json"));
        let source = std::fs::read(&path).expect("an example of the corpus");
        let value = parse(&source, Limits::default()).expect("an example is sound JSON");
        let answer: Result<Vec<NewDocument>, Outcome> = match name.contains("/Bundle-") {
            true => read_iti65(&value, &source).map(|submission| submission.documents),
            false => read_iti105(&value).map(|document| vec![document]),
        };
        let (_, said) = reason(answer.clone());
        assert_eq!(said, expected, "{name}");
        for document in answer.unwrap_or_default() {
            assert!(!document.bytes.is_empty(), "{name}");
        }
    }
}

#[test]
fn no_file_of_the_corpus_makes_it_panic() {
    let Some(corpus) = corpus() else { return };
    let mut seen = 0;
    let folders = std::fs::read_dir(corpus.join("fhir")).expect("the corpus");
    for folder in folders.flatten() {
        let Ok(files) = std::fs::read_dir(folder.path()) else {
            continue;
        };
        for file in files.flatten() {
            let Ok(source) = std::fs::read(file.path()) else {
                continue;
            };
            let limits = Limits {
                bytes_max: 64 << 20,
                ..Limits::default()
            };
            if let Ok(value) = parse(&source, limits) {
                let _ = read_iti65(&value, &source);
                let _ = read_iti105(&value);
            }
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} files in the corpus");
}

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC FHIR EXAMPLES WERE NOT READ");
    }
    corpus
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}
