//! Checking an exported history, in words: the same for the command and the page.
//! The check itself is `ledger::check`, which asks nobody; nor does this.

use edge::texts::say;
use kernel::{Error, Lang, Result, Timestamp};
use ledger::{History, LineOf, Note, Problem, PublicKey, Report, Step, Trust, check};

/// What somebody brings to have a history checked, as they typed or sent it.
#[derive(Clone, Copy, Debug)]
pub struct Brought<'a> {
    /// The history.
    pub history: &'a str,
    /// An earlier one of the same space; empty, if there is none.
    pub earlier: &'a str,
    /// Public checkpoints, one after the other.
    pub checkpoints: &'a str,
    /// The public keys of witnesses, one a line.
    pub witnesses: &'a str,
    /// How many lines are accepted as older than the public log.
    pub before_log: u64,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The report.
    pub report: Report,
    /// What it says.
    pub sentences: Vec<String>,
}

/// Checks what was brought, by the key of the log: nothing is asked of anybody.
///
/// # Errors
/// Invalid, with the field that is not what it should be.
pub fn look(lang: Lang, brought: &Brought<'_>, log: PublicKey) -> Result<Found> {
    let history = History::parse(brought.history).map_err(in_field("fichier"))?;
    let earlier = match brought.earlier.trim().is_empty() {
        true => None,
        false => Some(History::parse(brought.earlier).map_err(in_field("precedent"))?),
    };
    let checkpoints = notes(brought.checkpoints).map_err(in_field("points"))?;
    let witnesses = brought.witnesses.lines().map(str::trim);
    let witnesses = witnesses
        .filter(|line| !line.is_empty())
        .map(PublicKey::parse)
        .collect::<Result<Vec<_>>>()
        .map_err(in_field("temoins"))?;
    let trust = Trust {
        log,
        quorum: more_than_half(witnesses.len()),
        witnesses,
        before_log: brought.before_log,
    };
    let report = check(&history, &checkpoints, &trust, earlier.as_ref());
    Ok(Found {
        sentences: sentences(lang, &report, trust.quorum),
        report,
    })
}

fn in_field(field: &'static str) -> impl Fn(Error) -> Error {
    move |error| Error::field(field, error.code())
}

/// Notes that were pasted one after the other. Each is a text, an empty line and
/// its signatures; what browsers do to the ends of lines is undone.
fn notes(pasted: &str) -> Result<Vec<Note>> {
    const SIGNATURE: &str = "\u{2014} ";
    let mut notes = Vec::new();
    let mut one = String::new();
    let mut signed = false;
    for line in pasted.lines().map(str::trim_end) {
        let is_signature = line.starts_with(SIGNATURE);
        if signed && !is_signature {
            notes.push(Note::parse(&one)?);
            (one, signed) = (String::new(), false);
        }
        // Between two notes there may be anything that is nothing.
        if line.is_empty() && one.is_empty() {
            continue;
        }
        one.push_str(line);
        one.push('\n');
        signed |= is_signature;
    }
    match one.is_empty() {
        true => Ok(notes),
        false => {
            notes.push(Note::parse(&one)?);
            Ok(notes)
        }
    }
}

/// How many of so many witnesses must have signed, unless somebody says otherwise:
/// two of three; none of none.
pub const fn more_than_half(many: usize) -> usize {
    match many {
        0 => 0,
        many => many / 2 + 1,
    }
}

/// What a report says: the verdict first, then what it stands on, or what is
/// wrong; and in plain words what it proves and what it does not.
pub fn sentences(lang: Lang, report: &Report, quorum: usize) -> Vec<String> {
    let plain = |key| say(lang, key, &[]);
    let with = |key, name, number: u64| say(lang, key, &[(name, &*number.to_string())]);
    if !report.holds() {
        let mut lines = vec![plain(match report.lacks() {
            true => "ledger-check-lacks",
            false => "ledger-check-fails",
        })];
        lines.extend(
            report
                .problems
                .iter()
                .map(|problem| sentence(lang, problem)),
        );
        return lines;
    }
    let (journal, access) = (report.journal.to_string(), report.access.to_string());
    let mut lines = vec![
        plain("ledger-check-holds"),
        say(
            lang,
            "ledger-check-lines",
            &[("journal", &*journal), ("access", &*access)],
        ),
    ];
    if report.before_log > 0 {
        lines.push(with("ledger-check-before-log", "many", report.before_log));
    }
    lines.push(with("ledger-check-size", "size", report.size));
    if report.steps.is_empty() {
        lines.push(plain("ledger-check-no-step"));
    }
    lines.extend(report.steps.iter().map(|step| proved(lang, step)));
    lines.push(match quorum {
        0 => plain("ledger-check-no-witness"),
        _ => with("ledger-check-witnesses", "many", report.witnesses as u64),
    });
    if let Some(size) = report.public {
        lines.push(with("ledger-check-public", "size", size));
    }
    lines.push(match report.earlier {
        Some(size) => with("ledger-check-earlier", "size", size),
        None => plain("ledger-check-no-earlier"),
    });
    lines.push(plain("ledger-check-proves"));
    lines.push(plain("ledger-check-not"));
    lines.push(plain("ledger-check-steps-not"));
    lines
}

/// A step that is proved, in words.
fn proved(lang: Lang, step: &Step) -> String {
    let when = edge::moment(lang, step.at);
    let receipt = step.receipt.as_str();
    match spaces::step_words(lang, step) {
        Some([what, who, how]) => {
            let args = [
                ("what", &*what),
                ("when", &*when),
                ("who", &*who),
                ("how", &*how),
                ("receipt", receipt),
            ];
            say(lang, "ledger-check-step", &args)
        }
        // Written by a later release than this one.
        None => {
            let args = [("when", &*when), ("receipt", receipt)];
            say(lang, "ledger-check-step-unknown", &args)
        }
    }
}

fn sentence(lang: Lang, problem: &Problem) -> String {
    let sized = |key, name: &str, number: u64| say(lang, key, &[(name, &*number.to_string())]);
    let at = |key, of: LineOf, n: u64| {
        let log = match of {
            LineOf::Journal => say(lang, "ledger-log-journal", &[]),
            LineOf::Access => say(lang, "ledger-log-access", &[]),
        };
        say(lang, key, &[("log", &*log), ("n", &*n.to_string())])
    };
    let when = |key, at: Timestamp| say(lang, key, &[("when", &*edge::moment(lang, at))]);
    match *problem {
        Problem::NotSigned => say(lang, "ledger-problem-not-signed", &[]),
        Problem::TooFewWitnesses { signed, needed } => {
            let (signed, needed) = (signed.to_string(), needed.to_string());
            let args = [("signed", &*signed), ("needed", &*needed)];
            say(lang, "ledger-problem-too-few-witnesses", &args)
        }
        Problem::NoPublicCheckpoint { size } => {
            sized("ledger-problem-no-public-checkpoint", "size", size)
        }
        Problem::TwoHistories { size } => sized("ledger-problem-two-histories", "size", size),
        Problem::Gap { of, n } => at("ledger-problem-gap", of, n),
        Problem::BrokenChain { of, n } => at("ledger-problem-broken-chain", of, n),
        Problem::NotProved { of, n } => at("ledger-problem-not-proved", of, n),
        Problem::NotThere { of, n } => at("ledger-problem-not-there", of, n),
        Problem::BeforeLog { lines, accepted } => {
            let (lines, accepted) = (lines.to_string(), accepted.to_string());
            let args = [("lines", &*lines), ("accepted", &*accepted)];
            say(lang, "ledger-problem-before-log", &args)
        }
        Problem::OtherSpace => say(lang, "ledger-problem-other-space", &[]),
        Problem::Gone { of, n } => at("ledger-problem-gone", of, n),
        Problem::Changed { of, n } => at("ledger-problem-changed", of, n),
        Problem::StepNotProved { at } => when("ledger-problem-step-not-proved", at),
        Problem::StepTwice { at } => when("ledger-problem-step-twice", at),
        Problem::StepGone { at } => when("ledger-problem-step-gone", at),
        Problem::NotContinued { earlier } => {
            sized("ledger-problem-not-continued", "earlier", earlier)
        }
    }
}
