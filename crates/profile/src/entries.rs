//! What the profile writes in the journal, and the fold that reads it back.
//! Payloads are CBOR with numbered fields; golden files in `tests/golden` keep
//! every version readable.

mod target;

pub(crate) use target::{target_removed, target_set};

use crate::rules::{Field, Heading, Values};
use crate::shelf::{Declared, Line, LineId, Profile, Verdict};
use journal::{Entry, NewEntry, Slice};
use kernel::{Error, Result};
use minicbor::{Decode, Encode};
use sharing::WrittenBy;
use std::collections::BTreeMap;

const WRITTEN_1: u16 = 1;
const REMOVED_1: u16 = 2;
const RESTORED_1: u16 = 3;
const CONFIRMED_1: u16 = 4;
const DECLARED_1: u16 = 5;
const SHARED_1: u16 = 6;
const CORRECTION_1: u16 = 7;
const RELEASED_1: u16 = 8;
const SENT_1: u16 = 9;
const AIMED_1: u16 = 10;
const AIMED_NO_MORE_1: u16 = 11;
const ANSWERED_1: u16 = 12;

#[derive(Encode, Decode)]
struct ValueForm {
    #[n(0)]
    field: u8,
    #[n(1)]
    text: String,
}

#[derive(Encode, Decode)]
struct LinkForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct WrittenForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    heading: u8,
    #[n(2)]
    values: Vec<ValueForm>,
    #[n(3)]
    links: Vec<LinkForm>,
    /// The documents it rests on; none is written as nothing.
    #[n(4)]
    documents: Option<Vec<LinkForm>>,
}

/// A line that software wrote, with what it sent.
#[derive(Encode, Decode)]
struct SentForm {
    #[n(0)]
    line: WrittenForm,
    /// The resource, without id, version and person.
    #[cbor(n(1), with = "minicbor::bytes")]
    resource: Vec<u8>,
    /// What the software calls it: `system|value`.
    #[n(2)]
    identifiers: Vec<String>,
}

/// A line removed, restored, confirmed, or no longer confirmed.
#[derive(Encode, Decode)]
struct LineForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct DeclaredForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    heading: u8,
}

#[derive(Encode, Decode)]
struct SharedForm {
    #[n(0)]
    heading: u8,
    #[n(1)]
    shared: bool,
}

#[derive(Encode, Decode)]
struct CorrectionForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    /// None: it is settled.
    #[n(1)]
    words: Option<String>,
}

/// What was answered to a correction asked for.
#[derive(Encode, Decode)]
struct AnsweredForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    corrected: bool,
    #[n(2)]
    words: Option<String>,
}

fn entry(version: u16, payload: impl Encode<()>, act: &'static str, what: String) -> NewEntry {
    NewEntry {
        slice: Profile::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act,
        about: None,
        what,
        why: String::new(),
    }
}

fn line_form(id: LineId) -> LineForm {
    LineForm {
        id: id.to_bytes().to_vec(),
    }
}

/// The entry of a line written: new, or in place of the same as it was.
pub(crate) fn line_written(line: &Line, anew: bool, what: String) -> NewEntry {
    entry(WRITTEN_1, written_form(line), act(anew), what)
}

/// The same, of a line that software wrote.
pub(crate) fn line_sent(line: &Line, identifiers: &[String], anew: bool, what: String) -> NewEntry {
    let form = SentForm {
        line: written_form(line),
        resource: line.sent.as_deref().unwrap_or_default().to_vec(),
        identifiers: identifiers.to_vec(),
    };
    entry(SENT_1, form, act(anew), what)
}

const fn act(anew: bool) -> &'static str {
    match anew {
        true => "profile-changed",
        false => "profile-written",
    }
}

fn written_form(line: &Line) -> WrittenForm {
    let value = |(field, text): (&Field, &String)| ValueForm {
        field: field.code(),
        text: text.clone(),
    };
    let link = |id: &LineId| LinkForm {
        id: id.to_bytes().to_vec(),
    };
    WrittenForm {
        id: line.id.to_bytes().to_vec(),
        heading: line.heading.code(),
        values: line.values.0.iter().map(value).collect(),
        links: line.links.iter().map(link).collect(),
        documents: (!line.documents.is_empty()).then(|| line.documents.iter().map(link).collect()),
    }
}

/// The entry of a line taken away.
pub(crate) fn line_removed(id: LineId, what: String) -> NewEntry {
    entry(REMOVED_1, line_form(id), "profile-removed", what)
}

/// The entry of a line put back.
pub(crate) fn line_restored(id: LineId, what: String) -> NewEntry {
    entry(RESTORED_1, line_form(id), "profile-restored", what)
}

/// The entry of a line that a professional confirms as it stands.
pub(crate) fn line_confirmed(id: LineId, what: String) -> NewEntry {
    entry(CONFIRMED_1, line_form(id), "profile-confirmed", what)
}

/// The entry of a confirmation that its professional takes back.
pub(crate) fn line_released(id: LineId, what: String) -> NewEntry {
    entry(RELEASED_1, line_form(id), "profile-released", what)
}

/// The entry of a heading of which it is said that there is nothing.
pub(crate) fn nothing_declared(id: LineId, heading: Heading) -> NewEntry {
    let form = DeclaredForm {
        id: id.to_bytes().to_vec(),
        heading: heading.code(),
    };
    entry(DECLARED_1, form, "profile-none", heading.word().to_owned())
}

/// The entry of a heading that is shared from now on, or kept.
pub(crate) fn heading_shared(heading: Heading, shared: bool) -> NewEntry {
    let form = SharedForm {
        heading: heading.code(),
        shared,
    };
    let act = if shared {
        "profile-shared"
    } else {
        "profile-kept"
    };
    entry(SHARED_1, form, act, heading.word().to_owned())
}

/// The entry of a correction asked for, or settled.
pub(crate) fn correction(id: LineId, words: Option<&str>, what: String) -> NewEntry {
    let act = match words {
        Some(_) => "profile-correction-asked",
        None => "profile-correction-settled",
    };
    let form = CorrectionForm {
        id: id.to_bytes().to_vec(),
        words: words.map(str::to_owned),
    };
    entry(CORRECTION_1, form, act, what)
}

/// The entry of an answer to what was asked.
pub(crate) fn answered(
    id: LineId,
    verdict: Verdict,
    words: Option<&str>,
    what: String,
) -> NewEntry {
    let form = AnsweredForm {
        id: id.to_bytes().to_vec(),
        corrected: verdict == Verdict::Corrected,
        words: words.map(str::to_owned),
    };
    entry(ANSWERED_1, form, "profile-correction-answered", what)
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("a profile entry is unreadable").because(error)
}

fn heading(code: u8) -> Result<Heading> {
    let heading = Heading::from_code(code);
    heading.ok_or_else(|| Error::fault(format!("a profile entry of unknown heading {code}")))
}

impl Slice for Profile {
    const CODE: u16 = 10;
    type State = Self;

    fn fold(profile: &mut Self, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            WRITTEN_1 => {
                let form: WrittenForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                profile.write(entry.space, written(form, entry)?);
            }
            SENT_1 => {
                let form: SentForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let line = Line {
                    sent: Some(form.resource.into()),
                    ..written(form.line, entry)?
                };
                let author = WrittenBy::from(entry.by);
                for identifier in &form.identifiers {
                    profile.name(&author, identifier, line.id);
                }
                profile.write(entry.space, line);
            }
            REMOVED_1 | RESTORED_1 | CONFIRMED_1 | RELEASED_1 => {
                let form: LineForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = LineId::from_slice(&form.id)?;
                match entry.version {
                    REMOVED_1 => profile.remove(id),
                    RESTORED_1 => profile.restore(id, entry.at),
                    RELEASED_1 => profile.release(id, entry.at),
                    _ => profile.confirm(id, entry.by, entry.at),
                }
            }
            DECLARED_1 => {
                let form: DeclaredForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let declared = Declared {
                    heading: heading(form.heading)?,
                    by: entry.by.clone(),
                    at: entry.at,
                };
                profile.declare(entry.space, LineId::from_slice(&form.id)?, declared);
            }
            SHARED_1 => {
                let form: SharedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                profile.share(heading(form.heading)?, form.shared);
            }
            CORRECTION_1 => {
                let form: CorrectionForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                profile.ask(LineId::from_slice(&form.id)?, form.words, entry.at);
            }
            ANSWERED_1 => {
                let form: AnsweredForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let verdict = match form.corrected {
                    true => Verdict::Corrected,
                    false => Verdict::Declined,
                };
                let id = LineId::from_slice(&form.id)?;
                profile.answer(id, verdict, entry.at, form.words);
            }
            AIMED_1 => {
                let aimed = target::read(entry)?;
                profile.aim(entry.space, aimed);
            }
            AIMED_NO_MORE_1 => {
                let form: LineForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                profile.aim_no_more(LineId::from_slice(&form.id)?);
            }
            later => {
                return Err(Error::fault(format!(
                    "a profile entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}

fn written(form: WrittenForm, entry: &Entry<'_>) -> Result<Line> {
    let mut values = BTreeMap::new();
    for value in form.values {
        let code = value.field;
        let field = Field::from_code(code);
        let field =
            field.ok_or_else(|| Error::fault(format!("a profile line of unknown field {code}")))?;
        values.insert(field, value.text);
    }
    let links = form.links.iter().map(|link| LineId::from_slice(&link.id));
    let documents = form.documents.iter().flatten();
    let documents = documents.map(|link| LineId::from_slice(&link.id));
    Ok(Line {
        id: LineId::from_slice(&form.id)?,
        heading: heading(form.heading)?,
        values: Values(values),
        links: links.collect::<Result<_>>()?,
        documents: documents.collect::<Result<_>>()?,
        by: entry.by.clone(),
        at: entry.at,
        sent: None,
    })
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use journal::By;
    use kernel::{SpaceId, Timestamp};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn by() -> By {
        By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            place: None,
        }
    }

    pub(super) fn fold(profile: &mut Profile, version: u16, payload: &[u8]) -> Result<()> {
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by: &by(),
            slice: Profile::CODE,
            version,
            payload,
        };
        Profile::fold(profile, &entry)
    }

    pub(super) fn frozen(profile: &mut Profile, name: &str, new: &NewEntry) {
        let payload = testkit::frozen(GOLDEN, name, &new.payload);
        fold(profile, new.version, &payload).expect("readable");
    }

    pub(super) fn id(n: u8) -> LineId {
        LineId::from_bytes([n; 16])
    }

    fn line(n: u8, heading: Heading) -> Line {
        let values = [(Field::Name, "Pénicilline"), (Field::Since, "2011-05")];
        Line {
            id: id(n),
            heading,
            values: Values(values.map(|(field, text)| (field, text.to_owned())).into()),
            links: vec![id(7)],
            documents: Vec::new(),
            by: by(),
            at: Timestamp::from_millis(1_000),
            sent: None,
        }
    }

    #[test]
    fn golden_a_line_that_software_sent_is_read_with_what_was_sent() {
        let mut profile = Profile::default();
        let line = Line {
            sent: Some(br#"{"resourceType":"AllergyIntolerance"}"#.as_slice().into()),
            ..line(3, Heading::Allergies)
        };
        let named = [String::from("urn:x|1")];
        let sent = line_sent(&line, &named, false, String::new());
        frozen(&mut profile, "line-sent-1", &sent);
        let author = WrittenBy::from(&by());
        assert_eq!(profile.names().find(&author, "urn:x|1"), Some(id(3)));
        let other = WrittenBy::Service(String::from("souffle"));
        assert_eq!(profile.names().find(&other, "urn:x|1"), None);
        let kept = profile.line(id(3)).expect("a line");
        assert_eq!(kept.sent.map(|sent| sent.bytes), Some(37));
        assert_eq!(profile.sent_bytes(), 37);
        // Written by hand it is no longer what was sent; its name stays taken.
        let again = line_written(&line, true, String::new());
        fold(&mut profile, again.version, &again.payload).expect("readable");
        let kept = profile.line(id(3)).expect("a line");
        assert_eq!((kept.sent, kept.changes), (None, 1));
        assert_eq!(profile.names().find(&author, "urn:x|1"), Some(id(3)));
    }

    #[test]
    fn golden_a_line_that_rests_on_documents_keeps_them() {
        let mut profile = Profile::default();
        let line = Line {
            documents: vec![id(8), id(9)],
            ..line(1, Heading::Conditions)
        };
        let written = line_written(&line, false, String::new());
        frozen(&mut profile, "line-written-2", &written);
        let kept = profile.line(id(1)).expect("a line");
        assert_eq!(kept.documents, [id(8), id(9)]);
    }

    #[test]
    fn every_payload_ever_written_is_folded() {
        let mut profile = Profile::default();
        let written = line_written(&line(1, Heading::Allergies), false, String::new());
        frozen(&mut profile, "line-written-1", &written);
        assert_eq!(profile.under(Heading::Allergies).count(), 1);
        let shared_first = |profile: &Profile| {
            let kept = profile.line(id(1)).expect("a line");
            !kept.sealed.facts().hiding.from_all
        };
        assert!(shared_first(&profile));
        frozen(
            &mut profile,
            "heading-shared-1",
            &heading_shared(Heading::Allergies, false),
        );
        assert!(!shared_first(&profile) && !profile.is_shared(Heading::Allergies));
        frozen(
            &mut profile,
            "line-confirmed-1",
            &line_confirmed(id(1), String::new()),
        );
        assert!(profile.line(id(1)).expect("a line").confirmed.is_some());
        frozen(
            &mut profile,
            "correction-1",
            &correction(id(1), Some("La date est fausse."), String::new()),
        );
        assert!(profile.line(id(1)).expect("a line").correction.is_some());
        let waits = |profile: &Profile| {
            let kept = profile.line(id(1)).expect("a line");
            kept.correction
                .as_ref()
                .is_some_and(crate::shelf::Correction::waits)
        };
        assert!(waits(&profile));
        let answer = Some("La date vient du compte rendu.");
        frozen(
            &mut profile,
            "correction-answered-1",
            &answered(id(1), Verdict::Declined, answer, String::new()),
        );
        assert!(!waits(&profile));
        frozen(
            &mut profile,
            "line-released-1",
            &line_released(id(1), String::new()),
        );
        let kept = profile.line(id(1)).expect("a line");
        assert!(kept.confirmed.is_none() && kept.correction.is_none());
        frozen(
            &mut profile,
            "line-removed-1",
            &line_removed(id(1), String::new()),
        );
        assert!(profile.line(id(1)).is_none() && profile.removed(id(1)).is_some());
        frozen(
            &mut profile,
            "nothing-declared-1",
            &nothing_declared(id(2), Heading::Allergies),
        );
        assert!(profile.none(Heading::Allergies).is_some());
        frozen(
            &mut profile,
            "line-restored-1",
            &line_restored(id(1), String::new()),
        );
        assert!(profile.line(id(1)).is_some(), "it is back");
        assert!(
            profile.none(Heading::Allergies).is_none(),
            "and there is something again"
        );
    }

    #[test]
    fn a_payload_of_another_version_is_a_fault_and_never_skipped() {
        let read = fold(&mut Profile::default(), 99, &[]);
        assert_eq!(read.expect_err("unknown").kind(), kernel::Kind::Fault);
        let mut strange = line(1, Heading::Allergies);
        strange.values.0.clear();
        let mut written = line_written(&strange, false, String::new());
        // The heading's number, in its place.
        let place = written.payload.iter().rposition(|byte| *byte == 1);
        written.payload[place.expect("there")] = 23;
        assert!(fold(&mut Profile::default(), written.version, &written.payload).is_err());
    }

    #[test]
    fn a_new_line_of_directives_takes_the_place_of_the_old() {
        let mut profile = Profile::default();
        for n in [1, 2] {
            let new = line_written(&line(n, Heading::Directives), false, String::new());
            fold(&mut profile, new.version, &new.payload).expect("folded");
        }
        let left: Vec<LineId> = profile.lines().map(|kept| kept.sealed.facts().id).collect();
        assert_eq!(left, [id(2)]);
    }

    #[test]
    fn whoever_is_named_trusted_person_last_is_the_one_and_nobody_comes_back_as_a_second() {
        let mut profile = Profile::default();
        let told = |profile: &mut Profile, new: &NewEntry| {
            fold(profile, new.version, &new.payload).expect("folded");
        };
        let names = |n: u8, roles: &str| {
            let values = [(Field::Name, "Louis"), (Field::Roles, roles)];
            let values = values.map(|(field, text)| (field, text.to_owned()));
            let line = Line {
                values: Values(values.into()),
                ..line(n, Heading::Contacts)
            };
            line_written(&line, false, String::new())
        };
        let trusted = |profile: &Profile| {
            let trusted = profile.lines().filter(|kept| kept.trusted);
            let trusted = trusted.map(|kept| kept.sealed.facts().id);
            trusted.collect::<Vec<LineId>>()
        };
        told(&mut profile, &names(1, "prevenir confiance"));
        let before = profile.line(id(1)).expect("a line").stands().version;
        told(&mut profile, &names(2, "prevenir"));
        assert_eq!(trusted(&profile), [id(1)]);
        told(&mut profile, &names(3, "confiance"));
        assert_eq!(trusted(&profile), [id(3)]);
        // The line stays; that it says less is another version of it.
        let after = profile.line(id(1)).expect("a line").stands().version;
        assert_ne!(before, after);
        // Taken away, another named, put back: without the role.
        told(&mut profile, &line_removed(id(3), String::new()));
        assert!(trusted(&profile).is_empty());
        told(&mut profile, &names(2, "confiance"));
        told(&mut profile, &line_restored(id(3), String::new()));
        assert_eq!(trusted(&profile), [id(2)]);
        // Taken away and put back with nobody named meanwhile, it is as it was.
        told(&mut profile, &line_removed(id(2), String::new()));
        told(&mut profile, &line_restored(id(2), String::new()));
        assert_eq!(trusted(&profile), [id(2)]);
        // Named again, one is it again; and no more once it is unticked.
        told(&mut profile, &names(1, "prevenir confiance"));
        assert_eq!(trusted(&profile), [id(1)]);
        told(&mut profile, &names(1, "prevenir"));
        assert!(trusted(&profile).is_empty());
    }
}
