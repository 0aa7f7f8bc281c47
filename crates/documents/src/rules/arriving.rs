//! What is true of files that come in pieces.

use kernel::{Error, Result};
use std::time::Duration;

/// A piece is not larger.
pub const PIECE_MAX: u64 = 8 * 1024 * 1024;
/// Nor smaller, but for the last: a file has not more pieces than can be looked after.
pub(crate) const PIECE_MIN: u64 = 1024 * 1024;
/// So long a file may be on its way.
pub(crate) const LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether a file of this size may begin.
///
/// # Errors
/// Invalid, if it is empty or too big.
pub(crate) fn may_begin(size: u64, most: u64) -> Result<()> {
    match size {
        0 => Err(Error::invalid("file-empty")),
        size if size > most => Err(Error::invalid("file-too-big")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doc_34_a_file_that_is_empty_or_a_byte_too_big_does_not_begin() {
        let code = |size| may_begin(size, 100).err().map(|error| error.code());
        assert_eq!(code(0), Some("file-empty"));
        assert_eq!(code(1), None);
        assert_eq!(code(100), None);
        assert_eq!(code(101), Some("file-too-big"));
    }
}
