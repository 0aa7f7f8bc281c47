//! What was understood of a document, kept in its journal so that no file is
//! opened again for a search or a curve. No line of the history: nobody read it.

use super::{entry, unreadable};
use crate::shelf::{Finding, Found, Gist, Limit, Named, Shelf};
use journal::{Entry, NewEntry};
use kernel::{DocumentId, Result};
use minicbor::{Decode, Encode};

pub(super) const UNDERSTOOD_1: u16 = 17;
pub(super) const UNDERSTOOD_2: u16 = 20;

/// The second form says the beginning of the text too.
#[derive(Encode, Decode)]
struct WholeForm {
    #[n(0)]
    gist: GistForm,
    #[n(1)]
    text: String,
}

#[derive(Encode, Decode)]
struct GistForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    words: String,
    #[n(2)]
    results: Vec<FindingForm>,
    #[n(3)]
    patient: Option<NamedForm>,
    #[n(4)]
    partial: bool,
}

#[derive(Encode, Decode)]
struct FindingForm {
    #[n(0)]
    code: Option<String>,
    #[n(1)]
    system: Option<String>,
    #[n(2)]
    name: String,
    #[n(3)]
    panel: Option<String>,
    #[n(4)]
    specimen: Option<String>,
    #[n(5)]
    method: Option<String>,
    #[n(6)]
    number: Option<String>,
    #[n(7)]
    unit: Option<String>,
    #[n(8)]
    words: Option<String>,
    #[n(9)]
    low: Option<LimitForm>,
    #[n(10)]
    high: Option<LimitForm>,
    #[n(11)]
    usual: Option<String>,
    #[n(12)]
    flags: Vec<FlagForm>,
    #[n(13)]
    when: Option<String>,
    #[n(14)]
    comments: Vec<String>,
}

#[derive(Encode, Decode)]
struct LimitForm {
    #[n(0)]
    number: String,
    #[n(1)]
    inclusive: bool,
}

#[derive(Encode, Decode)]
struct FlagForm {
    #[n(0)]
    code: String,
    #[n(1)]
    words: Option<String>,
}

#[derive(Encode, Decode)]
struct NamedForm {
    #[n(0)]
    numbers: Vec<NumberForm>,
    #[n(1)]
    birth_name: Option<String>,
    #[n(2)]
    first_name: Option<String>,
    #[n(3)]
    birth_date: Option<String>,
    #[n(4)]
    sex: Option<String>,
    #[n(5)]
    others: u32,
}

#[derive(Encode, Decode)]
struct NumberForm {
    #[n(0)]
    root: String,
    #[n(1)]
    extension: Option<String>,
}

/// The entry of what was understood of a document.
pub fn document_understood(id: DocumentId, gist: &Gist) -> NewEntry {
    let form = WholeForm {
        gist: form(id, gist),
        text: gist.text.clone(),
    };
    entry(UNDERSTOOD_2, form, "", id, String::new())
}

fn form(id: DocumentId, gist: &Gist) -> GistForm {
    GistForm {
        id: id.to_bytes().to_vec(),
        words: gist.words.clone(),
        results: gist.results.iter().map(finding_out).collect(),
        patient: gist.patient.as_ref().map(named_out),
        partial: gist.partial,
    }
}

/// Takes such an entry in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    let (form, text) = match entry.version {
        UNDERSTOOD_1 => {
            let form: GistForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            (form, String::new())
        }
        _ => {
            let form: WholeForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            (form.gist, form.text)
        }
    };
    let id = DocumentId::from_slice(&form.id)?;
    shelf.understand(id, kept(form, text));
    Ok(())
}

fn kept(form: GistForm, text: String) -> Gist {
    Gist {
        words: form.words,
        text,
        results: form.results.into_iter().map(finding_in).collect(),
        patient: form.patient.map(named_in),
        partial: form.partial,
    }
}

fn finding_out(it: &Finding) -> FindingForm {
    let (number, unit, words) = match &it.value {
        Found::Number { number, unit } => (Some(number.clone()), unit.clone(), None),
        Found::Words(words) => (None, None, Some(words.clone())),
    };
    let limit = |limit: &Limit| LimitForm {
        number: limit.number.clone(),
        inclusive: limit.inclusive,
    };
    let flag = |(code, words): &(String, Option<String>)| FlagForm {
        code: code.clone(),
        words: words.clone(),
    };
    FindingForm {
        code: it.test.as_ref().map(|(code, _)| code.clone()),
        system: it.test.as_ref().map(|(_, system)| system.clone()),
        name: it.name.clone(),
        panel: it.panel.clone(),
        specimen: it.specimen.clone(),
        method: it.method.clone(),
        number,
        unit,
        words,
        low: it.low.as_ref().map(limit),
        high: it.high.as_ref().map(limit),
        usual: it.usual.clone(),
        flags: it.flags.iter().map(flag).collect(),
        when: it.when.clone(),
        comments: it.comments.clone(),
    }
}

fn finding_in(form: FindingForm) -> Finding {
    let limit = |form: LimitForm| Limit {
        number: form.number,
        inclusive: form.inclusive,
    };
    let flags = form.flags.into_iter().map(|flag| (flag.code, flag.words));
    Finding {
        test: form.code.zip(form.system),
        name: form.name,
        panel: form.panel,
        specimen: form.specimen,
        method: form.method,
        value: match form.number {
            Some(number) => Found::Number {
                number,
                unit: form.unit,
            },
            None => Found::Words(form.words.unwrap_or_default()),
        },
        low: form.low.map(limit),
        high: form.high.map(limit),
        usual: form.usual,
        flags: flags.collect(),
        when: form.when,
        comments: form.comments,
    }
}

fn named_out(it: &Named) -> NamedForm {
    let number = |(root, extension): &(String, Option<String>)| NumberForm {
        root: root.clone(),
        extension: extension.clone(),
    };
    NamedForm {
        numbers: it.numbers.iter().map(number).collect(),
        birth_name: it.birth_name.clone(),
        first_name: it.first_name.clone(),
        birth_date: it.birth_date.clone(),
        sex: it.sex.clone(),
        others: it.others,
    }
}

fn named_in(form: NamedForm) -> Named {
    let numbers = form.numbers.into_iter().map(|it| (it.root, it.extension));
    Named {
        numbers: numbers.collect(),
        birth_name: form.birth_name,
        first_name: form.first_name,
        birth_date: form.birth_date,
        sex: form.sex,
        others: form.others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::{By, Slice as _};
    use kernel::{AccountId, SpaceId, Timestamp};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn gist() -> Gist {
        let limit = |number: &str| Limit {
            number: number.to_owned(),
            inclusive: false,
        };
        let number = Finding {
            test: Some((String::from("718-7"), String::from("2.16.840.1.113883.6.1"))),
            name: String::from("Hémoglobine"),
            panel: Some(String::from("Hématologie")),
            specimen: Some(String::from("Sang")),
            method: Some(String::from("Photométrie")),
            value: Found::Number {
                number: String::from("13.2"),
                unit: Some(String::from("g/dL")),
            },
            low: Some(limit("12")),
            high: Some(limit("16.5")),
            usual: Some(String::from("12 à 16,5")),
            flags: vec![(String::from("N"), Some(String::from("normal")))],
            when: Some(String::from("20260504")),
            comments: vec![String::from("À jeun")],
        };
        let words = Finding {
            name: String::from("Aspect"),
            value: Found::Words(String::from("limpide")),
            ..Finding::default()
        };
        Gist {
            words: String::from("\nbilan\nhemoglobine"),
            text: String::new(),
            results: vec![number, words],
            patient: Some(Named {
                numbers: vec![(String::from("1.2.250.1.213.1.4.8"), Some(String::from("1")))],
                birth_name: Some(String::from("MARTIN")),
                first_name: Some(String::from("ANA")),
                birth_date: Some(String::from("19550812")),
                sex: Some(String::from("F")),
                others: 1,
            }),
            partial: true,
        }
    }

    fn read(version: u16, payload: &[u8]) -> Result<()> {
        let by = By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: String::new(),
            represents: false,
        };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by: &by,
            slice: Shelf::CODE,
            version,
            payload,
        };
        Shelf::fold(&mut Shelf::default(), &entry)
    }

    #[test]
    fn golden_gists_are_read_as_they_were_written() {
        let id = DocumentId::from_bytes([1; 16]);
        let gist = gist();
        // No document is given the first form any more: it is read for ever.
        let first = minicbor::to_vec(form(id, &gist)).expect("CBOR");
        let first = testkit::frozen(GOLDEN, "understood-1", &first);
        read(UNDERSTOOD_1, &first).expect("readable");
        let again: GistForm = minicbor::decode(&first).expect("readable");
        assert!(kept(again, String::new()) == gist);
        let whole = Gist {
            text: String::from("Bilan : hémoglobine 13,2"),
            ..gist
        };
        let second = document_understood(id, &whole);
        assert_eq!(second.act, "", "no line of the history: nobody read it");
        let payload = testkit::frozen(GOLDEN, "understood-2", &second.payload);
        read(second.version, &payload).expect("readable");
        let again: WholeForm = minicbor::decode(&payload).expect("readable");
        assert!(kept(again.gist, again.text) == whole);
    }
}
