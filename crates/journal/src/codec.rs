//! How lines become sealed bodies and come back: CBOR, the chain, the seal.

use crate::line::{By, ByForm, NewEntry, NewRead, Read, Written};
use kernel::{Chance, DocumentId, Error, Result, SpaceId, Timestamp};
use keys::Key;
use ledger::{Line, LineOf};
use minicbor::{Decode, Encode};

/// The hash of the line before the first.
pub(crate) const GENESIS: [u8; 32] = [0; 32];
const FORM: u8 = 1;

#[derive(Encode, Decode)]
struct EntryForm {
    #[n(0)]
    slice: u16,
    #[n(1)]
    version: u16,
    #[cbor(n(2), with = "minicbor::bytes")]
    payload: Vec<u8>,
    #[n(3)]
    act: String,
    #[cbor(n(4), with = "minicbor::bytes")]
    about: Option<Vec<u8>>,
    #[n(5)]
    what: String,
    #[n(6)]
    why: String,
}

/// One row of the journal in clear: what one append wrote, all or nothing.
#[derive(Encode, Decode)]
struct RowForm {
    #[n(0)]
    form: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    before: Vec<u8>,
    #[n(2)]
    at: i64,
    #[n(3)]
    by: ByForm,
    #[n(4)]
    entries: Vec<EntryForm>,
}

#[derive(Encode, Decode)]
struct ReadForm {
    #[n(0)]
    form: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    before: Vec<u8>,
    #[n(2)]
    at: i64,
    #[n(3)]
    by: ByForm,
    #[n(4)]
    act: String,
    #[cbor(n(5), with = "minicbor::bytes")]
    about: Option<Vec<u8>>,
    #[n(6)]
    what: String,
    #[n(7)]
    why: String,
}

#[derive(Encode, Decode)]
struct SnapshotForm {
    #[n(0)]
    form: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    tip: Vec<u8>,
    #[n(2)]
    rows: Vec<minicbor::bytes::ByteVec>,
}

/// Which of the sequences a body belongs to: part of its associated data.
#[derive(Clone, Copy)]
pub(crate) enum Log {
    Journal,
    Access,
    Snapshot,
}

fn place(log: Log, space: SpaceId, n: u64) -> Vec<u8> {
    let name: &[u8] = match log {
        Log::Journal => b"carnet journal 1",
        Log::Access => b"carnet access 1",
        Log::Snapshot => b"carnet snapshot 1",
    };
    let mut aad = Vec::with_capacity(name.len() + 26);
    aad.extend_from_slice(name);
    aad.extend_from_slice(&space.bucket().to_be_bytes());
    aad.extend_from_slice(&space.to_bytes());
    aad.extend_from_slice(&n.to_be_bytes());
    aad
}

/// A line as it is kept, and what stands for it in the public tree.
pub(crate) struct Sealed {
    pub body: Vec<u8>,
    pub commitment: [u8; 32],
}

/// Only whoever has the space's key knows the salt of a line: with the key it
/// is destroyed, and nothing can be told from the tree any more.
pub(crate) fn salt(key: &Key, of: LineOf, n: u64) -> [u8; 16] {
    let place = [of.name().as_bytes(), &[0], &n.to_be_bytes()].concat();
    let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] =
        keys::mac(key, "carnet ledger salt 1", &place);
    salt
}

/// What the public tree is told of a line.
pub(crate) fn line(
    space: SpaceId,
    of: LineOf,
    n: u64,
    before: [u8; 32],
    clear: &[u8],
    body: &[u8],
) -> Line {
    Line {
        space: space.to_bytes(),
        of,
        n,
        before,
        row: link(body),
        content: keys::sha256(clear),
    }
}

/// One row of the journal, opened.
pub(crate) struct Row {
    pub seq: u64,
    pub before: [u8; 32],
    pub at: Timestamp,
    pub entries: Vec<Written>,
    /// The row in clear, as a snapshot keeps it.
    pub clear: Vec<u8>,
}

fn encode(value: impl Encode<()>) -> Vec<u8> {
    minicbor::to_vec(value).expect("writing CBOR to memory cannot fail")
}

fn unreadable(what: &'static str) -> impl Fn(minicbor::decode::Error) -> Error {
    move |error| Error::fault(what).because(error)
}

fn hash32(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes
        .try_into()
        .map_err(|_| Error::fault("a line's hash is not 32 bytes"))
}

fn document(bytes: Option<Vec<u8>>) -> Result<Option<DocumentId>> {
    bytes.as_deref().map(DocumentId::from_slice).transpose()
}

fn check_form(form: u8) -> Result<()> {
    if form == FORM {
        Ok(())
    } else {
        Err(Error::fault(format!("a line of a later form {form}")))
    }
}

/// The sealed body of a new row.
#[allow(
    clippy::too_many_arguments,
    reason = "the eight things a row is made of, called from one place"
)]
pub(crate) fn seal_row(
    key: &Key,
    chance: &dyn Chance,
    space: SpaceId,
    seq: u64,
    before: [u8; 32],
    at: Timestamp,
    by: &By,
    entries: &[NewEntry],
) -> Sealed {
    let clear = encode(RowForm {
        form: FORM,
        before: before.to_vec(),
        at: at.millis(),
        by: by.into(),
        entries: entries
            .iter()
            .map(|entry| EntryForm {
                slice: entry.slice,
                version: entry.version,
                payload: entry.payload.clone(),
                act: entry.act.to_owned(),
                about: entry.about.map(|id| id.to_bytes().to_vec()),
                what: entry.what.clone(),
                why: entry.why.clone(),
            })
            .collect(),
    });
    let body = keys::seal(key, chance, &place(Log::Journal, space, seq), &clear);
    let line = line(space, LineOf::Journal, seq, before, &clear, &body);
    let commitment = line.commitment(&salt(key, LineOf::Journal, seq));
    Sealed { body, commitment }
}

/// Opens a row of the journal; does not check the chain.
pub(crate) fn open_row(key: &Key, space: SpaceId, seq: u64, body: &[u8]) -> Result<Row> {
    let clear = keys::open(key, &place(Log::Journal, space, seq), body)?;
    read_row(seq, clear)
}

fn read_row(seq: u64, clear: Vec<u8>) -> Result<Row> {
    let form: RowForm =
        minicbor::decode(&clear).map_err(unreadable("a journal row is unreadable"))?;
    check_form(form.form)?;
    let by = By::try_from(form.by)?;
    let at = Timestamp::from_millis(form.at);
    let entries = form
        .entries
        .into_iter()
        .map(|entry| {
            Ok(Written {
                seq,
                at,
                by: by.clone(),
                act: entry.act,
                about: document(entry.about)?,
                what: entry.what,
                why: entry.why,
                slice: entry.slice,
                version: entry.version,
                payload: entry.payload,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Row {
        seq,
        before: hash32(&form.before)?,
        at,
        entries,
        clear,
    })
}

/// The sealed body of a new line of the access log.
pub(crate) fn seal_read(
    key: &Key,
    chance: &dyn Chance,
    space: SpaceId,
    n: u64,
    before: [u8; 32],
    at: Timestamp,
    read: &NewRead,
) -> Sealed {
    let clear = encode(ReadForm {
        form: FORM,
        before: before.to_vec(),
        at: at.millis(),
        by: (&read.by).into(),
        act: read.act.to_owned(),
        about: read.about.map(|id| id.to_bytes().to_vec()),
        what: read.what.clone(),
        why: read.why.clone(),
    });
    let body = keys::seal(key, chance, &place(Log::Access, space, n), &clear);
    let line = line(space, LineOf::Access, n, before, &clear, &body);
    let commitment = line.commitment(&salt(key, LineOf::Access, n));
    Sealed { body, commitment }
}

/// A line of the access log, opened.
pub(crate) struct ReadLine {
    pub before: [u8; 32],
    pub read: Read,
    pub clear: Vec<u8>,
}

/// Opens a line of the access log; does not check the chain.
pub(crate) fn open_read(key: &Key, space: SpaceId, n: u64, body: &[u8]) -> Result<ReadLine> {
    let clear = keys::open(key, &place(Log::Access, space, n), body)?;
    let form: ReadForm =
        minicbor::decode(&clear).map_err(unreadable("an access line is unreadable"))?;
    check_form(form.form)?;
    let before = hash32(&form.before)?;
    let read = Read {
        n,
        at: Timestamp::from_millis(form.at),
        by: By::try_from(form.by)?,
        act: form.act,
        about: document(form.about)?,
        what: form.what,
        why: form.why,
    };
    Ok(ReadLine {
        before,
        read,
        clear,
    })
}

/// The sealed body of a snapshot of the rows 1 to `version`.
pub(crate) fn seal_snapshot(
    key: &Key,
    chance: &dyn Chance,
    space: SpaceId,
    version: u64,
    tip: [u8; 32],
    rows: Vec<Vec<u8>>,
) -> Vec<u8> {
    let clear = encode(SnapshotForm {
        form: FORM,
        tip: tip.to_vec(),
        rows: rows
            .into_iter()
            .map(minicbor::bytes::ByteVec::from)
            .collect(),
    });
    keys::seal(key, chance, &place(Log::Snapshot, space, version), &clear)
}

/// Opens a snapshot: the hash of its last row, and its rows.
pub(crate) fn open_snapshot(
    key: &Key,
    space: SpaceId,
    version: u64,
    body: &[u8],
) -> Result<([u8; 32], Vec<Row>)> {
    let clear = keys::open(key, &place(Log::Snapshot, space, version), body)?;
    let form: SnapshotForm =
        minicbor::decode(&clear).map_err(unreadable("a snapshot is unreadable"))?;
    check_form(form.form)?;
    if form.rows.len() as u64 != version {
        return Err(Error::fault("a snapshot does not hold the rows it says"));
    }
    let rows = form
        .rows
        .into_iter()
        .zip(1..)
        .map(|(row, seq)| read_row(seq, row.into()))
        .collect::<Result<_>>()?;
    Ok((hash32(&form.tip)?, rows))
}

/// The link of the chain: what the next line carries of this one.
pub(crate) fn link(body: &[u8]) -> [u8; 32] {
    keys::sha256(body)
}

#[cfg(test)]
mod tests {
    //! Every form ever written stays readable: the golden files are bytes that
    //! a released version may have sealed. They are added to, never changed.

    use super::*;
    use kernel::{AccountId, SeededChance};

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn key() -> Key {
        Key::from_bytes([7; 32])
    }

    fn ana() -> By {
        By::Holder {
            account: AccountId::from_bytes([1; 16]),
            name: "Ana".into(),
            represents: false,
        }
    }

    #[test]
    fn a_golden_row_of_form_1_is_written_and_read_alike() {
        let (space, chance) = (SpaceId::from_bytes([2; 16]), SeededChance::new(1));
        let doctor = By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            place: Some(("750000001".parse().expect("a number"), "Hôpital".into())),
        };
        let entry = NewEntry {
            slice: 1,
            version: 1,
            payload: vec![1, 2, 3],
            act: "document-added",
            about: Some(DocumentId::from_bytes([3; 16])),
            what: "Radio".into(),
            why: "consent".into(),
        };
        let at = Timestamp::from_millis(1_795_424_400_000);
        let sealed = seal_row(&key(), &chance, space, 5, [9; 32], at, &doctor, &[entry]);
        let row = open_row(&key(), space, 5, &sealed.body).expect("own row");
        let kept = read_row(5, testkit::frozen(GOLDEN, "row-1", &row.clear)).expect("a kept row");
        assert_eq!(kept.entries, row.entries);
        assert_eq!(
            (kept.before, kept.entries[0].by.clone(), kept.entries[0].at),
            ([9; 32], doctor, at)
        );
    }

    #[test]
    fn a_golden_author_that_is_a_service_is_read_as_it_was_written() {
        let service = By::Service {
            id: "souffle".into(),
            name: "Souffle".into(),
        };
        let form = minicbor::to_vec(crate::line::ByForm::from(&service)).expect("in memory");
        let kept = testkit::frozen(GOLDEN, "by-service-1", &form);
        let read: crate::line::ByForm = minicbor::decode(&kept).expect("readable");
        assert_eq!(By::try_from(read).expect("an author"), service);
    }

    #[test]
    fn a_golden_author_who_answers_for_a_child_is_read_as_it_was_written() {
        let parent = By::Holder {
            account: AccountId::from_bytes([4; 16]),
            name: "Ana".into(),
            represents: true,
        };
        let form = minicbor::to_vec(crate::line::ByForm::from(&parent)).expect("in memory");
        let kept = testkit::frozen(GOLDEN, "by-representative-1", &form);
        let read: crate::line::ByForm = minicbor::decode(&kept).expect("readable");
        assert_eq!(By::try_from(read).expect("an author"), parent);
    }

    #[test]
    fn a_golden_author_to_whom_a_part_was_confided_is_read_as_it_was_written() {
        let carer = By::Carer {
            account: AccountId::from_bytes([5; 16]),
            name: "Marie".into(),
        };
        let form = minicbor::to_vec(crate::line::ByForm::from(&carer)).expect("in memory");
        let kept = testkit::frozen(GOLDEN, "by-carer-1", &form);
        let read: crate::line::ByForm = minicbor::decode(&kept).expect("readable");
        assert_eq!(By::try_from(read).expect("an author"), carer);
    }

    #[test]
    fn a_golden_author_whom_nobody_knows_is_read_as_it_was_written() {
        let form = minicbor::to_vec(crate::line::ByForm::from(&By::Finder)).expect("in memory");
        let kept = testkit::frozen(GOLDEN, "by-finder-1", &form);
        let read: crate::line::ByForm = minicbor::decode(&kept).expect("readable");
        assert_eq!(By::try_from(read).expect("an author"), By::Finder);
    }

    #[test]
    fn a_golden_read_of_form_1_is_written_and_read_alike() {
        let (space, chance) = (SpaceId::from_bytes([2; 16]), SeededChance::new(1));
        let read = NewRead {
            by: ana(),
            act: "document-read",
            about: Some(DocumentId::from_bytes([3; 16])),
            what: "Radio".into(),
            why: String::new(),
        };
        let at = Timestamp::from_millis(1_795_424_400_000);
        let sealed = seal_read(&key(), &chance, space, 5, [9; 32], at, &read);
        let aad = place(Log::Access, space, 5);
        let clear = keys::open(&key(), &aad, &sealed.body).expect("own line");
        let kept = keys::seal(
            &key(),
            &chance,
            &aad,
            &testkit::frozen(GOLDEN, "read-1", &clear),
        );
        let kept = open_read(&key(), space, 5, &kept).expect("a kept line");
        assert_eq!(
            (kept.before, kept.read.by, kept.read.what.as_str()),
            ([9; 32], ana(), "Radio")
        );
    }

    #[test]
    fn log_11_the_commitment_to_a_line_is_made_again_only_with_the_key_of_its_space() {
        let (space, chance) = (SpaceId::from_bytes([2; 16]), SeededChance::new(1));
        let read = NewRead {
            by: ana(),
            act: "document-read",
            about: None,
            what: "Radio".into(),
            why: String::new(),
        };
        let at = Timestamp::from_millis(1_795_424_400_000);
        let sealed = seal_read(&key(), &chance, space, 5, [9; 32], at, &read);
        let opened = open_read(&key(), space, 5, &sealed.body).expect("own line");
        let told = line(
            space,
            LineOf::Access,
            5,
            [9; 32],
            &opened.clear,
            &sealed.body,
        );
        let own = salt(&key(), LineOf::Access, 5);
        assert_eq!(told.commitment(&own), sealed.commitment);
        for other in [
            salt(&Key::from_bytes([8; 32]), LineOf::Access, 5),
            salt(&key(), LineOf::Journal, 5),
            salt(&key(), LineOf::Access, 6),
        ] {
            assert_ne!(told.commitment(&other), sealed.commitment);
        }
        // Whatever of the line were another, the commitment would be too.
        let mut others = vec![told.clone(); 6];
        others[0].space[0] ^= 1;
        others[1].of = LineOf::Journal;
        others[2].n += 1;
        others[3].before[0] ^= 1;
        others[4].row[0] ^= 1;
        others[5].content[0] ^= 1;
        assert!(
            others
                .iter()
                .all(|other| other.commitment(&own) != sealed.commitment)
        );
    }

    #[test]
    fn a_line_of_a_later_form_is_an_error_and_never_skipped() {
        let form = RowForm {
            form: 2,
            before: vec![0; 32],
            at: 0,
            by: (&ana()).into(),
            entries: Vec::new(),
        };
        assert!(read_row(1, encode(form)).is_err());
    }
}
