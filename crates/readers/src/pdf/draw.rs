//! A page as a picture.

use super::{PAGES_MAX, SIDE_MAX};
use crate::answer::Picture;
use crate::refusal::Refusal;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// The height of a page of these dimensions, for this width.
pub(super) fn height((across, down): (f32, f32), width: u32) -> u32 {
    let height = f64::from(width) * f64::from(down) / f64::from(across).max(1.0);
    // Saturates, and a page without dimensions has none.
    height.round() as u32
}

/// Draws a page, counted from zero.
pub(super) fn page(pdf: &Pdf, number: u32, width: u32) -> Result<Picture, Refusal> {
    if number >= PAGES_MAX {
        return Err(Refusal::NoSuchPage);
    }
    let page = usize::try_from(number)
        .ok()
        .and_then(|number| pdf.pages().get(number))
        .ok_or(Refusal::NoSuchPage)?;
    let (across, down) = page.render_dimensions();
    if !(across.is_finite() && down.is_finite() && across >= 1.0 && down >= 1.0) {
        return Err(Refusal::Damaged);
    }
    let width = width.clamp(1, SIDE_MAX);
    if height((across, down), width) > SIDE_MAX {
        return Err(Refusal::TooLarge);
    }
    let scale = width as f32 / across;
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let drawn = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let bytes = drawn.into_png().map_err(|_| Refusal::Damaged)?;
    Ok(Picture {
        width,
        height,
        jpeg: false,
        bytes,
    })
}
