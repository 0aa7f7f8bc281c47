//! The measures of a sheet, in points from the upper left corner of an A4
//! page: it is folded in three for a French DL envelope, whose window shows
//! the right of the page from 45 to 85 mm.

use krilla::color::rgb;

/// Millimetres in points.
pub(crate) const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

pub(crate) const WIDTH: f32 = mm(210.0);
pub(crate) const HEIGHT: f32 = mm(297.0);

pub(crate) const LEFT: f32 = mm(22.0);
pub(crate) const MEASURE: f32 = WIDTH - 2.0 * LEFT;
/// Where text begins on every page but the first.
pub(crate) const TOP: f32 = mm(22.0);
/// Where the sender begins on the first page.
pub(crate) const SENDER_TOP: f32 = mm(15.0);

/// What the window of the envelope shows: 105 to 195 mm from the left, 45 to
/// 85 mm from the top. The address keeps this far from its edges, for paper
/// slides in an envelope.
pub(crate) const WINDOW_LEFT: f32 = mm(105.0);
pub(crate) const WINDOW_RIGHT: f32 = mm(195.0);
pub(crate) const WINDOW_TOP: f32 = mm(45.0);
pub(crate) const WINDOW_BOTTOM: f32 = mm(85.0);
pub(crate) const WINDOW_MARGIN: f32 = mm(3.0);

/// Where the paper is folded, from the top.
pub(crate) const FOLDS: [f32; 2] = [mm(99.0), mm(198.0)];

/// The column to the right: address, place and date.
pub(crate) const RIGHT_COLUMN: f32 = WINDOW_LEFT + WINDOW_MARGIN;
pub(crate) const RIGHT_MEASURE: f32 = LEFT + MEASURE - RIGHT_COLUMN;
/// The column to the left: sender, reference.
pub(crate) const LEFT_MEASURE: f32 = mm(76.0);

/// Below an envelope's window: place and date, reference.
pub(crate) const DATE_TOP: f32 = mm(90.0);
/// The last line of the foot stands on this.
pub(crate) const FOOT_BOTTOM: f32 = HEIGHT - mm(12.0);

/// A colour of the site's own set, dark enough for the greys of a printer.
pub(crate) type Colour = rgb::Color;

const fn colour(rgb: u32) -> (u8, u8, u8) {
    ((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

macro_rules! colours {
    ($($(#[$doc:meta])* $name:ident = $rgb:literal;)+) => {$(
        $(#[$doc])*
        pub(crate) fn $name() -> Colour {
            let (red, green, blue) = colour($rgb);
            Colour::new(red, green, blue)
        }
    )+};
}

colours! {
    /// Text.
    ink = 0x14_232A;
    /// Text that stands back: labels, the foot.
    ink_2 = 0x3C_4D55;
    /// Titles, bars, the edges of panels.
    brand = 0x0B_4F5C;
    /// Behind the code.
    tint = 0xE1_F0F1;
    /// Lines that only please the eye.
    hairline = 0xC6_D1D3;
    /// The squares of a QR code.
    black = 0x00_0000;
}
