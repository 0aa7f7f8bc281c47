//! A page as a picture.

use super::SIDE_MAX;
use crate::answer::Picture;
use crate::encode::{Nature, picture};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

/// How wide and high a page is, in points; none, if it has no shape.
pub(super) fn shape(page: &Page<'_>) -> Option<(u32, u32)> {
    let (across, down) = page.render_dimensions();
    let points = |side: f32| (side.is_finite() && side >= 1.0).then_some(side.round() as u32);
    Some((points(across)?, points(down)?))
}

/// Draws a page; none, if it has no shape or a monstrous one.
pub(super) fn page(page: &Page<'_>, width: u32) -> Option<Picture> {
    let (across, down) = page.render_dimensions();
    let width = width.clamp(1, SIDE_MAX);
    let scale = width as f32 / across;
    let measured = across.is_finite() && across >= 1.0 && down >= 1.0;
    if !measured || down * scale > SIDE_MAX as f32 {
        return None;
    }
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
    // On white paper, so that nothing shines through.
    let opaque = drawn
        .data()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b]);
    let pixels = RgbImage::from_raw(width, height, opaque.collect())?;
    picture(&pixels, Nature::Drawn).ok()
}
