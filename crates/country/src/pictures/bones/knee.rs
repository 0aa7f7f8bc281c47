//! A knee from the front: femur, tibia, fibula and kneecap.

use super::super::canvas::{Canvas, noise, soft, tube};
use super::{marks, spongy};
use crate::dice::Dice;
use kernel::Date;

pub(in crate::pictures) fn knee(dice: &mut Dice, day: Date) -> Canvas {
    let mut film = Canvas::new(760, 1040);
    let x0 = 372.0 + dice.around(0.0, 12.0) as f32;
    let seed = dice.next();
    film.body(
        &[
            tube((x0, -260.0), (x0 + 4.0, 520.0), 300.0, 232.0),
            tube((x0 + 4.0, 520.0), (x0 + 8.0, 1300.0), 232.0, 214.0),
        ],
        0.0022,
        0.0,
    );
    film.paint(|x, y| knee_bone(x - x0, y, seed));
    film.body(
        &[tube((x0 + 8.0, 404.0), (x0 - 6.0, 446.0), 60.0, 48.0)],
        0.0042,
        0.1,
    );
    film.body(
        &[
            tube((x0 + 158.0, 704.0), (x0 + 150.0, 770.0), 33.0, 21.0),
            tube((x0 + 150.0, 770.0), (x0 + 138.0, 1200.0), 21.0, 20.0),
        ],
        0.016,
        0.62,
    );
    spongy(&mut film, dice, 0.075);
    film.expose(1.05, 1.0, 0.06, dice);
    marks(&mut film, "D", day);
    film
}

/// Half widths at some heights.
const FEMUR: [(f32, f32); 7] = [
    (-10.0, 64.0),
    (160.0, 65.0),
    (290.0, 76.0),
    (390.0, 112.0),
    (460.0, 146.0),
    (520.0, 157.0),
    (596.0, 146.0),
];
const TIBIA: [(f32, f32); 7] = [
    (596.0, 146.0),
    (640.0, 158.0),
    (700.0, 134.0),
    (770.0, 96.0),
    (860.0, 72.0),
    (960.0, 63.0),
    (1100.0, 58.0),
];

/// A smooth curve through points: the width of a bone at a height.
fn half_width(y: f32, points: &[(f32, f32)]) -> f32 {
    let last = points.len() - 1;
    let i = points
        .iter()
        .rposition(|p| p.0 <= y)
        .unwrap_or(0)
        .min(last - 1);
    let (p1, p2) = (points[i], points[i + 1]);
    let (p0, p3) = (points[i.saturating_sub(1)], points[(i + 2).min(last)]);
    let t = ((y - p1.0) / (p2.0 - p1.0)).clamp(0.0, 1.0);
    let (m1, m2) = ((p2.1 - p0.1) * 0.5, (p3.1 - p1.1) * 0.5);
    let (t2, t3) = (t * t, t * t * t);
    p1.1 * (2.0 * t3 - 3.0 * t2 + 1.0)
        + m1 * (t3 - 2.0 * t2 + t)
        + p2.1 * (3.0 * t2 - 2.0 * t3)
        + m2 * (t3 - t2)
}

/// Femur and tibia seen from the front, `dx` from the middle.
fn knee_bone(dx: f32, y: f32, seed: u64) -> f32 {
    let d = dx.abs();
    let wave = noise(dx, y, 60.0, seed) * 2.5;
    // How deep inside the joint surface: condyles above, plateau below.
    let (points, deep): (&[(f32, f32)], f32) = if y < 596.0 {
        let round = 1.0 - ((d - 80.0) / 82.0).powi(2);
        (&FEMUR, 560.0 + 26.0 * round.max(-1.4) + wave - y)
    } else {
        let spines = 20.0 * (-((d - 14.0) / 8.0).powi(2)).exp();
        let round = 26.0 * (d / 152.0).powi(6);
        (
            &TIBIA,
            y - 612.0 + spines - round + 3.0 * (d / 90.0).min(1.0),
        )
    };
    let half = half_width(y, points) + wave * 0.4;
    if d >= half || deep < -14.0 {
        return 0.0;
    }
    // A pipe in the shaft, sponge at the end.
    let shaft = soft(104.0 - half, 40.0);
    let inner = half * (0.95 - 0.33 * shaft);
    let whole = (half * half - d * d).sqrt();
    let marrow = (inner * inner - d * d).max(0.0).sqrt();
    let plate = 26.0 * (-((deep - 3.0) / 6.0).powi(2)).exp();
    soft(deep, 5.0) * (whole - (0.52 + 0.16 * shaft) * marrow + plate) * 0.0105
}
