//! An address of the web as the dark and light squares of a QR code.

use crate::refusal::{Refusal, Result};
use fast_qr::{ECL, QRBuilder};

/// What must stay empty around a code of this side, for readers to find it:
/// four of its squares (ISO/IEC 18004), which are never larger than in the
/// smallest code, of 21.
pub(crate) const fn quiet(side: f32) -> f32 {
    side * 4.0 / 21.0
}

/// The dark squares of a QR code.
pub(crate) struct Square {
    /// Squares on each side, without the quiet zone.
    pub(crate) size: usize,
    dark: Vec<bool>,
}

impl Square {
    /// The code of this address; it can still be read with a seventh of it
    /// stained (level M).
    pub(crate) fn of(url: &str) -> Result<Self> {
        let code = QRBuilder::new(url.as_bytes())
            .ecl(ECL::M)
            .build()
            .map_err(|_| Refusal::fault("an address of the web does not fit a QR code"))?;
        let size = code.size;
        let dark = (0..size * size)
            .map(|place| code[place / size][place % size].value())
            .collect();
        Ok(Self { size, dark })
    }

    /// The dark squares, joined into bars where they touch: row, column,
    /// length.
    pub(crate) fn bars(&self) -> Vec<(usize, usize, usize)> {
        let mut bars: Vec<(usize, usize, usize)> = Vec::new();
        for (place, dark) in self.dark.iter().enumerate() {
            let (row, column) = (place / self.size, place % self.size);
            match bars.last_mut() {
                _ if !dark => {}
                Some((of, start, length)) if *of == row && *start + *length == column => {
                    *length += 1;
                }
                _ => bars.push((row, column, 1)),
            }
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_finds_the_address_in_the_bars() {
        let url = "https://carnet.example/activer?depuis=lettre";
        let square = Square::of(url).expect("a code");
        let (cell, quiet) = (4, 4);
        let side = (square.size + 2 * quiet) * cell;
        let mut dots = vec![255u8; side * side];
        for (row, column, length) in square.bars() {
            for y in 0..cell {
                for x in 0..length * cell {
                    let (top, left) = ((row + quiet) * cell, (column + quiet) * cell);
                    dots[(top + y) * side + left + x] = 0;
                }
            }
        }
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| dots[y * side + x]);
        let grids = picture.detect_grids();
        let (_, read) = grids[0].decode().expect("readable");
        assert_eq!((grids.len(), read.as_str()), (1, url));
    }
}
