//! Whom a mail is from, and to whom it goes, as a server is told.

use super::SendError;
use crate::address::is_address;
use lettre::Address;
use lettre::address::Envelope;

/// From whom, and to whom.
pub(super) fn envelope(from: Option<&str>, to: &str) -> Result<Envelope, SendError> {
    let never = |status: &str, text: &str| SendError::Never {
        status: status.to_owned(),
        text: text.to_owned(),
    };
    let address = |text: &str| {
        let address = is_address(text).then(|| text.parse::<Address>().ok());
        address.flatten()
    };
    let from = match from {
        Some(from) => {
            Some(address(from).ok_or_else(|| never("5.1.7", "The sender has no plain address"))?)
        }
        None => None,
    };
    let to = address(to).ok_or_else(|| never("5.1.3", "The recipient has no plain address"))?;
    Envelope::new(from, vec![to]).map_err(|_| never("5.1.3", "The recipient has no plain address"))
}
