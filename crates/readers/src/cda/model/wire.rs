//! The way from the child to the service.

use super::Document;
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};

/// How deep what a child says may nest. Our own documents, whose elements stand
/// a hundred deep at most, stay below; a decoder would follow more until the
/// service's stack ends.
const DEPTH_MAX: usize = 1200;

impl Document {
    /// Reads what a child says, which is not believed: it may have been taken
    /// over by the file.
    ///
    /// # Errors
    /// When it is not the bytes of a document.
    pub fn from_child(bytes: &[u8]) -> Result<Self, Error> {
        is_shallow(bytes)?;
        minicbor::decode(bytes)
    }
}

/// Writes a part of an answer as bytes: whoever reads the answer has not begun
/// to read the part.
pub(crate) fn encode<T: Encode<()>, C, W: Write>(
    part: &T,
    encoder: &mut Encoder<W>,
    _: &mut C,
) -> Result<(), encode::Error<W::Error>> {
    let bytes = minicbor::to_vec(part).map_err(|_| encode::Error::message("part"))?;
    encoder.bytes(&bytes)?.ok()
}

/// Reads it, with the same care as [`Document::from_child`].
pub(crate) fn decode<T, C>(decoder: &mut Decoder<'_>, _: &mut C) -> Result<T, Error>
where
    T: for<'b> Decode<'b, ()>,
{
    let bytes = decoder.bytes()?;
    is_shallow(bytes)?;
    minicbor::decode(bytes)
}

/// Arrays stand in each other at most [`DEPTH_MAX`] deep, and nothing is of a
/// kind that we never write.
fn is_shallow(bytes: &[u8]) -> Result<(), Error> {
    let mut decoder = Decoder::new(bytes);
    // How much is yet to come of each open array.
    let mut open: Vec<u64> = Vec::new();
    while decoder.position() < bytes.len() {
        match decoder.datatype()? {
            Type::Array => {
                let length = decoder.array()?.ok_or_else(|| Error::message("endless"))?;
                open.push(length);
                if open.len() > DEPTH_MAX {
                    return Err(Error::message("too deep"));
                }
            }
            Type::Map | Type::MapIndef | Type::ArrayIndef | Type::Tag => {
                return Err(Error::message("unknown kind"));
            }
            _ => {
                decoder.skip()?;
                if let Some(left) = open.last_mut() {
                    *left = left.saturating_sub(1);
                }
            }
        }
        while open.last() == Some(&0) {
            open.pop();
            if let Some(left) = open.last_mut() {
                *left = left.saturating_sub(1);
            }
        }
    }
    Ok(())
}
