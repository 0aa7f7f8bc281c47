//! An ultrasound image: a fan of speckle, dark water, bright bone.

use super::canvas::{Canvas, noise, soft};
use crate::dice::Dice;
use crate::paper::short_date;
use kernel::Date;

pub(super) fn unborn(dice: &mut Dice, day: Date) -> Canvas {
    let mut image = Canvas::new(560, 440);
    let (ax, ay) = (280.0, -46.0);
    let seed = dice.next();
    let shift = dice.around(0.0, 14.0) as f32;
    let turn = dice.around(-0.2, 0.12) as f32;
    image.paint(|x, y| {
        let (dx, dy) = (x - ax, y - ay);
        let (r, a) = ((dx * dx + dy * dy).sqrt(), dx.atan2(dy));
        let fan = soft(0.62 - a.abs(), 0.012) * soft(r - 84.0, 3.0) * soft(462.0 - r, 3.0);
        // Speckle lies along the arcs: fine in depth, long across.
        let speckle = |seed: u64| {
            let grain = noise(a * 300.0, r, 2.2, seed) + 0.6 * noise(a * 140.0, r, 5.0, seed ^ 3);
            (grain * 0.5 + 0.62).max(0.02).powf(1.7)
        };
        let (fx, fy) = (x - 282.0 - shift, y - 250.0);
        let (u, v) = (
            fx * turn.cos() - fy * turn.sin(),
            fx * turn.sin() + fy * turn.cos(),
        );
        let wave = 6.0 * noise(x, y, 40.0, seed ^ 7);
        let water = soft(
            (1.0 - ((u / 158.0).powi(2) + (v / 92.0).powi(2)).sqrt()) * 92.0 + wave,
            7.0,
        );
        // Head to the left, body to the right, a bent leg, an arm.
        let ring = |cx: f32, cy: f32, rx: f32, ry: f32| {
            (1.0 - (((u - cx) / rx).powi(2) + ((v - cy) / ry).powi(2)).sqrt()) * rx.min(ry)
        };
        let head = ring(-66.0, 8.0, 42.0, 36.0);
        let trunk = ring(20.0, 22.0, 62.0, 32.0) + 2.0 * noise(x, y, 14.0, seed ^ 8);
        let nose = ring(-76.0, -27.0, 9.0, 8.0);
        let arm = ring(-16.0, -18.0, 30.0, 8.0);
        let leg = ring(76.0, -4.0, 14.0, 30.0).max(ring(98.0, 24.0, 28.0, 10.0));
        let flesh = soft(head.max(trunk).max(nose).max(arm).max(leg), 3.0);
        let skull = (-((head - 2.5) / 2.6).powi(2)).exp() * 0.85;
        let beads = (0.55 + 0.45 * (u * 0.75).sin())
            * (-((v - 38.0 + 0.004 * (u - 20.0).powi(2)) / 3.2).powi(2)).exp()
            * soft(60.0 - (u - 18.0).abs(), 5.0)
            * 0.7;
        let brain = soft(head - 6.0, 4.0);
        let midline = (-((v - 8.0) / 1.6).powi(2)).exp() * brain * 0.35;
        let placenta = soft(
            34.0 - (r - 156.0 - 10.0 * noise(x, y, 50.0, seed ^ 2)).abs(),
            8.0,
        ) * soft(0.42 - (a + 0.05).abs(), 0.06);
        let wall = 0.36
            + 0.16 * noise(x, y, 30.0, seed ^ 4)
            + 0.2 * (-((r - 108.0) / 5.0).powi(2)).exp()
            + 0.16 * (-((r - 126.0) / 4.0).powi(2)).exp();
        let tissue = wall.max(placenta * 0.62);
        let baby = flesh * (0.44 - 0.2 * brain + 0.1 * noise(x, y, 9.0, seed ^ 6));
        let shade = 1.0 - 0.45 * soft(v - 40.0, 10.0) * soft(30.0 - (u + 66.0).abs(), 12.0);
        let behind = 1.0 + 0.3 * soft(fy - 88.0, 14.0);
        let depth = 1.12 - 0.0011 * r;
        let light =
            (tissue * (1.0 - water) * behind + water * 0.03 + water * baby) * speckle(seed) * 1.5;
        let bright =
            water * (skull + beads + midline) * (0.75 + 0.35 * noise(a * 260.0, r, 3.0, seed ^ 11));
        fan * ((light * shade + bright * 0.8) * depth).clamp(0.0, 0.97)
    });
    let w = image.w as f32;
    for tick in 0..14 {
        let y = 60.0 + tick as f32 * 24.0;
        image.write(
            "-",
            (w - 26.0, y),
            if tick % 5 == 0 { 18.0 } else { 10.0 },
            0.6,
        );
    }
    image.write("IMAGE FICTIVE", (14.0, 14.0), 10.0, 0.75);
    image.write(&short_date(day), (14.0, 32.0), 10.0, 0.75);
    image.write("C2-9  24 HZ  MI 0.9  TIB 0.3", (14.0, 418.0), 9.0, 0.55);
    image
}
