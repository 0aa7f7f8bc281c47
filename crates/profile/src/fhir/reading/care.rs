//! Allergies, conditions, treatments, vaccinations.

use super::{Reading, words_of};
use crate::rules::{DISEASES, Field, Heading};
use edge::texts;
use kernel::Lang;
use serde_json::Value;

const STAGES: [&str; 3] = ["premiere", "rappel", "inconnue"];
/// What says that there is nothing: that is said on the pages, dated.
const NONE: [&str; 9] = [
    "no-allergy-info",
    "no-known-allergies",
    "no-known-problems",
    "no-problem-info",
    "no-known-medications",
    "no-medication-info",
    "716186003",
    "160245001",
    "787481004",
];

impl Reading<'_> {
    pub(super) fn allergy(&mut self) -> Heading {
        self.named("code");
        self.verified();
        if !matches!(self.coded("clinicalStatus"), None | Some("active")) {
            self.refuse("clinicalStatus", "profile-fhir-status");
        }
        self.not_kept(&["onsetAge", "onsetPeriod", "onsetRange", "onsetString"]);
        self.authors(&["recorder", "asserter"]);
        self.day("onsetDateTime", Field::Since);
        self.notes("\n");
        let (mut worst, mut told) = (None, Vec::new());
        for (n, reaction) in self.list("reaction").iter().enumerate() {
            for name in ["substance", "note"] {
                if reaction.get(name).is_some() {
                    self.refuse(&format!("reaction[{n}].{name}"), "profile-fhir-not-kept");
                }
            }
            let manifestations = reaction["manifestation"].as_array().into_iter().flatten();
            for (m, manifestation) in manifestations.enumerate() {
                match words_of(manifestation) {
                    Some(words) => told.push(words),
                    None => {
                        let at = format!("reaction[{n}].manifestation[{m}]");
                        self.refuse(&at, "profile-fhir-words");
                    }
                }
            }
            told.extend(reaction["description"].as_str().map(str::to_owned));
            worst = match reaction["severity"].as_str() {
                Some("severe") => Some("grave"),
                Some(_) => worst.or(Some("moderee")),
                None => worst,
            };
        }
        if !told.is_empty() {
            self.say(Field::Reaction, told.join(", "));
        }
        let severity = match self.code("criticality") {
            "high" => Some("grave"),
            "low" => Some("moderee"),
            "unable-to-assess" => Some("inconnue"),
            _ => worst,
        };
        if let Some(severity) = severity {
            self.say(Field::Severity, severity);
        }
        Heading::Allergies
    }

    pub(super) fn condition(&mut self) -> Heading {
        self.named("code");
        self.verified();
        self.not_kept(&[
            "onsetAge",
            "onsetPeriod",
            "onsetRange",
            "onsetString",
            "abatementAge",
            "abatementPeriod",
            "abatementRange",
            "abatementString",
            "stage",
            "evidence",
        ]);
        self.authors(&["recorder", "asserter"]);
        let ended = self.get("abatementDateTime").is_some();
        match (self.coded("clinicalStatus"), ended) {
            (None | Some("active" | "recurrence" | "relapse"), false)
            | (None | Some("inactive" | "remission" | "resolved"), true) => {}
            (Some("active" | "recurrence" | "relapse"), true) => {
                self.refuse("abatementDateTime", "profile-fhir-not-over");
            }
            (Some("inactive" | "remission" | "resolved"), false) => {
                self.refuse("abatementDateTime", "profile-fhir-over");
            }
            _ => self.refuse("clinicalStatus", "profile-fhir-status"),
        }
        self.day("onsetDateTime", Field::Since);
        self.day("abatementDateTime", Field::Until);
        self.notes("\n");
        Heading::Conditions
    }

    pub(super) fn treatment(&mut self) -> Heading {
        self.not_kept(&[
            "basedOn",
            "partOf",
            "derivedFrom",
            "reasonReference",
            "medicationReference",
        ]);
        if self.get("medicationReference").is_none() {
            self.named("medicationCodeableConcept");
        }
        self.authors(&["informationSource"]);
        self.day("effectiveDateTime", Field::Since);
        let period = self.get("effectivePeriod");
        let bound = |name: &str| period.and_then(|it| it[name].as_str());
        if let Some(start) = bound("start") {
            self.when(start, Field::Since);
        }
        let end = bound("end");
        if let Some(end) = end {
            self.when(end, Field::Until);
        }
        match (self.code("status"), end) {
            ("active" | "unknown", _) | ("completed" | "stopped", Some(_)) => {}
            ("completed" | "stopped", None) => {
                self.refuse("effectivePeriod.end", "profile-fhir-over");
            }
            _ => self.refuse("status", "profile-fhir-status"),
        }
        self.notes("\n");
        let mut doses = Vec::new();
        for (n, dosage) in self.list("dosage").iter().enumerate() {
            let words = [
                dosage["text"].as_str(),
                dosage["patientInstruction"].as_str(),
            ];
            let words: Vec<&str> = words.into_iter().flatten().collect();
            match words.is_empty() {
                true => self.refuse(&format!("dosage[{n}].text"), "profile-fhir-dose"),
                false => doses.push(words.join(" — ")),
            }
        }
        if !doses.is_empty() {
            self.say(Field::Dose, doses.join(" ; "));
        }
        Heading::Treatments
    }

    pub(super) fn vaccination(&mut self) -> Heading {
        self.status("status", &["completed"]);
        self.named("vaccineCode");
        self.not_kept(&[
            "occurrenceString",
            "statusReason",
            "reasonReference",
            "reaction",
            "subpotentReason",
        ]);
        if self.get("isSubpotent") == Some(&Value::Bool(true)) {
            self.refuse("isSubpotent", "profile-fhir-not-kept");
        }
        let seen = self.get("primarySource") == Some(&Value::Bool(true));
        if seen && self.writing.professional.is_none() {
            self.refuse("primarySource", "profile-fhir-confirmed");
        }
        self.day("occurrenceDateTime", Field::On);
        let lot = self.code("lotNumber");
        if !lot.is_empty() {
            self.say(Field::Lot, lot);
        }
        let givers = self.list("performer").iter();
        let givers: Vec<&str> = givers
            .filter_map(|it| it["actor"]["display"].as_str())
            .collect();
        if !givers.is_empty() {
            self.say(Field::Giver, givers.join(", "));
        }
        self.notes("\n");
        for protocol in self.list("protocolApplied") {
            let targets = protocol["targetDisease"].as_array().into_iter().flatten();
            for disease in targets.filter_map(|it| it["text"].as_str()) {
                if let Some(known) = ours("protege", disease, &DISEASES) {
                    self.said
                        .insert(format!("protege-{known}"), String::from("oui"));
                }
            }
            let stage = protocol["doseNumberString"].as_str();
            if let Some(stage) = stage.and_then(|it| ours("injection", it, &STAGES)) {
                self.say(Field::Stage, stage);
            }
        }
        Heading::Vaccinations
    }

    /// What it is called, unless it says that there is nothing.
    fn named(&mut self, name: &str) {
        let codings = self.get(name).and_then(|it| it["coding"].as_array());
        let mut codes = codings.into_iter().flatten();
        if codes.any(|it| NONE.contains(&it["code"].as_str().unwrap_or_default())) {
            return self.refuse(name, "profile-fhir-nothing");
        }
        self.words(name, Field::Name);
    }
}

/// The choice of ours that has these words, in one of our languages.
fn ours(field: &str, words: &str, choices: &'static [&'static str]) -> Option<&'static str> {
    let says = |choice: &&&str| {
        let key = format!("profile-{field}-{choice}");
        [Lang::Fr, Lang::En]
            .iter()
            .any(|lang| texts::say(*lang, &key, &[]) == words)
    };
    choices.iter().find(says).copied()
}
