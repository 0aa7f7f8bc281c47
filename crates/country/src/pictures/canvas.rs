//! A grey canvas that adds densities up, as rays do, and becomes a film.

use crate::dice::{Dice, mix};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// A point, in pixels.
pub(super) type Point = (f32, f32);

/// A tapering piece of bone or flesh.
#[derive(Clone, Copy)]
pub(super) struct Tube {
    pub from: Point,
    pub to: Point,
    pub r0: f32,
    pub r1: f32,
}

pub(super) const fn tube(from: Point, to: Point, r0: f32, r1: f32) -> Tube {
    Tube { from, to, r0, r1 }
}

pub(super) struct Canvas {
    pub w: usize,
    pub h: usize,
    pub px: Vec<f32>,
}

/// Smooth noise, about −1 to 1, of features `size` pixels wide.
pub(super) fn noise(x: f32, y: f32, size: f32, seed: u64) -> f32 {
    let (gx, gy) = ((x / size).floor(), (y / size).floor());
    let (fx, fy) = (x / size - gx, y / size - gy);
    let at = |dx: f32, dy: f32| {
        let key = ((gx + dx) as i64 as u64).wrapping_mul(0x9E37_79B9)
            ^ ((gy + dy) as i64 as u64).wrapping_mul(0x85_EBCA_6B1B);
        (mix(key ^ seed) >> 40) as f32 / 8_388_608.0 - 1.0
    };
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (ex, ey) = (ease(fx), ease(fy));
    let top = at(0.0, 0.0) * (1.0 - ex) + at(1.0, 0.0) * ex;
    let low = at(0.0, 1.0) * (1.0 - ex) + at(1.0, 1.0) * ex;
    top * (1.0 - ey) + low * ey
}

/// 0 outside, 1 inside, soft over `edge` pixels; `d` is positive inside.
pub(super) fn soft(d: f32, edge: f32) -> f32 {
    1.0 / (1.0 + (-d / edge * 4.0).exp())
}

impl Canvas {
    pub fn new(w: usize, h: usize) -> Self {
        Self {
            w,
            h,
            px: vec![0.0; w * h],
        }
    }

    /// Changes every pixel by what `f` says of its place.
    pub fn paint(&mut self, f: impl Fn(f32, f32) -> f32) {
        for y in 0..self.h {
            for x in 0..self.w {
                self.px[y * self.w + x] += f(x as f32, y as f32);
            }
        }
    }

    /// Adds one body made of tubes: how thick it is, less what is hollow.
    /// `hollow` from 0 (solid) to 1 (a pipe).
    pub fn body(&mut self, tubes: &[Tube], density: f32, hollow: f32) {
        let reach = |t: &Tube| t.r0.max(t.r1) + 2.0;
        let low = |f: fn(Point) -> f32| {
            tubes
                .iter()
                .map(|t| f(t.from).min(f(t.to)) - reach(t))
                .fold(f32::MAX, f32::min)
                .max(0.0)
        };
        let high = |f: fn(Point) -> f32| {
            tubes
                .iter()
                .map(|t| f(t.from).max(f(t.to)) + reach(t))
                .fold(0.0, f32::max)
        };
        let (x0, y0) = (low(|p| p.0) as usize, low(|p| p.1) as usize);
        let (x1, y1) = (
            (high(|p| p.0) as usize).min(self.w),
            (high(|p| p.1) as usize).min(self.h),
        );
        for y in y0..y1 {
            for x in x0..x1 {
                let thick = tubes
                    .iter()
                    .map(|t| chord(t, x as f32, y as f32, hollow))
                    .fold(0.0, f32::max);
                self.px[y * self.w + x] += thick * density;
            }
        }
    }

    /// A curve of tubes through points, as one body.
    pub fn curve(&mut self, points: &[Point], r: f32, density: f32, hollow: f32) {
        let tubes: Vec<Tube> = points.windows(2).map(|p| tube(p[0], p[1], r, r)).collect();
        self.body(&tubes, density, hollow);
    }

    /// Densities to greys, with grain and darker edges.
    pub fn expose(&mut self, gain: f32, gamma: f32, grain: f32, dice: &mut Dice) {
        let seed = dice.next();
        let (w, h) = (self.w as f32, self.h as f32);
        for y in 0..self.h {
            for x in 0..self.w {
                let p = &mut self.px[y * self.w + x];
                let light = (1.0 - (-p.max(0.0) * gain).exp()).powf(gamma);
                let (fx, fy) = (x as f32, y as f32);
                let rough = noise(fx, fy, 1.7, seed) * 0.7 + noise(fx, fy, 4.0, seed ^ 5) * 0.5;
                let (dx, dy) = (fx / w - 0.5, fy / h - 0.5);
                let fall = 1.0 - 0.28 * (dx * dx + dy * dy);
                *p = (light * fall * (1.0 + rough * grain) + rough * grain * 0.22 + 0.018)
                    .clamp(0.0, 1.0);
            }
        }
    }

    /// Lines of the stroke alphabet in white.
    pub fn write(&mut self, text: &str, at: Point, size: f32, light: f32) {
        for (from, to) in super::strokes::lines(text, at, size) {
            let r = (size * 0.075).max(0.8);
            let (x0, x1) = (from.0.min(to.0) - r - 1.0, from.0.max(to.0) + r + 2.0);
            let (y0, y1) = (from.1.min(to.1) - r - 1.0, from.1.max(to.1) + r + 2.0);
            for y in y0.max(0.0) as usize..(y1.max(0.0) as usize).min(self.h) {
                for x in x0.max(0.0) as usize..(x1.max(0.0) as usize).min(self.w) {
                    let d = distance(from, to, x as f32, y as f32).0;
                    let p = &mut self.px[y * self.w + x];
                    *p = p.max(light * (r + 0.6 - d).clamp(0.0, 1.0));
                }
            }
        }
    }

    fn greys(&self, levels: f32) -> Vec<u8> {
        self.px
            .iter()
            .map(|p| ((p * levels).round() / levels * 255.0) as u8)
            .collect()
    }

    pub fn jpeg(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (w, h) = size(self.w, self.h);
        let written = JpegEncoder::new_with_quality(&mut bytes, 82).write_image(
            &self.greys(255.0),
            w,
            h,
            ExtendedColorType::L8,
        );
        debug_assert!(written.is_ok(), "a grey image of its own size is written");
        bytes
    }

    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (w, h) = size(self.w, self.h);
        let written =
            PngEncoder::new(&mut bytes).write_image(&self.greys(48.0), w, h, ExtendedColorType::L8);
        debug_assert!(written.is_ok(), "a grey image of its own size is written");
        bytes
    }
}

pub(super) fn size(w: usize, h: usize) -> (u32, u32) {
    (u32::try_from(w).unwrap_or(1), u32::try_from(h).unwrap_or(1))
}

/// Distance to a segment, and how far along the nearest point is.
pub(super) fn distance(from: Point, to: Point, x: f32, y: f32) -> (f32, f32) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = (dx * dx + dy * dy).max(1e-6);
    let t = (((x - from.0) * dx + (y - from.1) * dy) / long).clamp(0.0, 1.0);
    let (px, py) = (from.0 + dx * t - x, from.1 + dy * t - y);
    ((px * px + py * py).sqrt(), t)
}

/// The thickness of a round pipe seen from above.
fn chord(tube: &Tube, x: f32, y: f32, hollow: f32) -> f32 {
    let (d, t) = distance(tube.from, tube.to, x, y);
    let r = tube.r0 + (tube.r1 - tube.r0) * t;
    if d >= r {
        return 0.0;
    }
    let inner = r * 0.74;
    let marrow = if d < inner {
        (inner * inner - d * d).sqrt()
    } else {
        0.0
    };
    (r * r - d * d).sqrt() - hollow * marrow
}
