//! Payloads as they were once written, folded: every one stays readable.

use journal::{By, Entry, NewEntry, Slice};
use kernel::{Result, SpaceId, Timestamp};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

/// Folds an entry in the form in which it was frozen under this name.
pub(crate) fn fold<S: Slice>(state: &mut S::State, name: &str, new: &NewEntry, at: i64) {
    let payload = testkit::frozen(GOLDEN, name, &new.payload);
    fold_payload::<S>(state, new.version, &payload, at).expect("readable");
}

/// Folds a payload of this version, written by whomever at that time.
pub(crate) fn fold_payload<S: Slice>(
    state: &mut S::State,
    version: u16,
    payload: &[u8],
    at: i64,
) -> Result<()> {
    let by = By::Keeper { name: "x".into() };
    let entry = Entry {
        space: SpaceId::from_bytes([9; 16]),
        seq: 1,
        at: Timestamp::from_millis(at),
        by: &by,
        slice: S::CODE,
        version,
        payload,
    };
    S::fold(state, &entry)
}
