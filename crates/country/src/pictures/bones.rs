//! Radiographs. Bones are pipes, flesh is solid, air is taken away; the film
//! darkens with what is left of the ray. Here the hand; chest and knee below.

mod chest;
mod knee;

pub(super) use chest::chest;
pub(super) use knee::knee;

use super::canvas::{Canvas, Point, Tube, noise, tube};
use crate::dice::Dice;
use crate::paper::short_date;
use kernel::Date;

/// Point at a distance and an angle from the vertical, in degrees.
fn step(from: Point, long: f32, degrees: f32) -> Point {
    let a = degrees.to_radians();
    (from.0 + long * a.sin(), from.1 - long * a.cos())
}

/// A long bone: two ends wider than its shaft.
fn long_bone(canvas: &mut Canvas, from: Point, to: Point, base: f32, shaft: f32, head: f32) {
    let at = |t: f32| (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t);
    let tubes = [
        tube(from, at(0.24), base, shaft),
        tube(at(0.24), at(0.76), shaft, shaft * 0.93),
        tube(at(0.76), to, shaft * 0.93, head),
    ];
    canvas.body(&tubes, 0.030, 0.66);
}

pub(super) fn hand(dice: &mut Dice, day: Date) -> Canvas {
    let mut film = Canvas::new(820, 1040);
    let lean = dice.around(0.0, 5.0) as f32;
    let scale = dice.around(0.9, 0.03) as f32;
    let (ox, oy) = (20.0, 10.0);
    let place = |x: f32, y: f32| (ox + x * scale, oy + y * scale);
    // Metacarpal base, knuckle, direction, lengths of the three phalanges.
    let fingers = [
        (
            place(402.0, 806.0),
            place(340.0, 580.0),
            -9.0 + lean,
            [165.0, 102.0, 74.0],
            1.0,
        ),
        (
            place(446.0, 800.0),
            place(436.0, 552.0),
            -1.0 + lean,
            [182.0, 118.0, 80.0],
            1.04,
        ),
        (
            place(489.0, 806.0),
            place(527.0, 580.0),
            6.0 + lean,
            [168.0, 110.0, 78.0],
            0.98,
        ),
        (
            place(528.0, 820.0),
            place(604.0, 630.0),
            15.0 + lean,
            [132.0, 78.0, 64.0],
            0.86,
        ),
    ];
    let mut flesh: Vec<Tube> = vec![
        tube(
            place(470.0, 620.0),
            place(462.0, 830.0),
            128.0 * scale,
            104.0 * scale,
        ),
        tube(
            place(380.0, 640.0),
            place(420.0, 830.0),
            76.0 * scale,
            84.0 * scale,
        ),
        tube(
            place(565.0, 660.0),
            place(510.0, 840.0),
            66.0 * scale,
            80.0 * scale,
        ),
        tube(
            place(462.0, 860.0),
            place(455.0, 1200.0),
            104.0 * scale,
            128.0 * scale,
        ),
        tube(
            place(390.0, 850.0),
            place(262.0, 730.0),
            70.0 * scale,
            52.0 * scale,
        ),
    ];
    let mut bones = Vec::new();
    for (base, knuckle, direction, lengths, stout) in fingers {
        let k = scale * stout;
        let first = step(knuckle, 14.0 * k, direction);
        bones.push((
            base,
            step(knuckle, -12.0 * k, direction),
            21.0 * k,
            14.5 * k,
            23.0 * k,
        ));
        let mut at = first;
        let mut bend = direction;
        let widths = [(20.0, 12.5, 15.5), (16.0, 10.0, 12.5), (13.0, 7.0, 8.5)];
        for (long, (w0, w1, w2)) in lengths.into_iter().zip(widths) {
            let end = step(at, long * k, bend);
            flesh.push(tube(
                at,
                step(end, 10.0 * k, bend),
                (w0 + 18.0) * k,
                (w2 + 15.0) * k,
            ));
            let near = step(at, w0 * 0.55 * k, bend);
            bones.push((
                near,
                step(end, -w2 * 0.75 * k, bend),
                w0 * k,
                w1 * k,
                w2 * k,
            ));
            at = step(end, 3.0 * k, bend);
            bend += 1.5;
        }
        flesh.push(tube(base, knuckle, 52.0 * k, 42.0 * k));
    }
    // The thumb.
    let root = place(368.0, 838.0);
    let joint = place(262.0, 716.0);
    bones.push((root, joint, 23.0 * scale, 15.0 * scale, 22.0 * scale));
    let mid = step(joint, 22.0 * scale, -34.0);
    let end = step(mid, 112.0 * scale, -30.0);
    let tip = step(end, 96.0 * scale, -24.0);
    bones.push((mid, end, 21.0 * scale, 13.0 * scale, 16.0 * scale));
    bones.push((
        step(end, 20.0 * scale, -26.0),
        tip,
        16.0 * scale,
        9.0 * scale,
        10.0 * scale,
    ));
    flesh.push(tube(joint, end, 44.0 * scale, 36.0 * scale));
    flesh.push(tube(end, tip, 37.0 * scale, 28.0 * scale));

    film.body(&flesh, 0.0044, 0.0);
    for (from, to, base, shaft, head) in bones {
        long_bone(&mut film, from, to, base * 1.06, shaft * 1.16, head * 1.06);
    }
    // Wrist: eight small bones in two rows.
    for (x, y, rx, ry) in [
        (388.0, 862.0, 30.0, 25.0),
        (422.0, 850.0, 22.0, 24.0),
        (466.0, 852.0, 29.0, 36.0),
        (516.0, 858.0, 26.0, 28.0),
        (396.0, 912.0, 32.0, 27.0),
        (450.0, 916.0, 31.0, 26.0),
        (502.0, 908.0, 24.0, 22.0),
        (530.0, 896.0, 15.0, 15.0),
    ] {
        let (cx, cy) = place(x, y);
        let (rx, ry) = (rx * scale, ry * scale);
        film.body(
            &[tube(
                (cx - rx * 0.25, cy),
                (cx + rx * 0.25, cy),
                ry,
                ry * 0.92,
            )],
            0.030,
            0.45,
        );
    }
    let low = 1240.0;
    film.body(
        &[
            tube(
                place(418.0, 992.0),
                place(414.0, 1070.0),
                60.0 * scale,
                42.0 * scale,
            ),
            tube(
                place(414.0, 1070.0),
                place(408.0, low),
                42.0 * scale,
                36.0 * scale,
            ),
            tube(
                place(388.0, 966.0),
                place(408.0, 1030.0),
                26.0 * scale,
                46.0 * scale,
            ),
        ],
        0.022,
        0.7,
    );
    film.body(
        &[
            tube(
                place(528.0, 976.0),
                place(524.0, 1050.0),
                31.0 * scale,
                25.0 * scale,
            ),
            tube(
                place(524.0, 1050.0),
                place(516.0, low),
                25.0 * scale,
                26.0 * scale,
            ),
        ],
        0.026,
        0.7,
    );
    spongy(&mut film, dice, 0.10);
    film.expose(1.0, 0.92, 0.075, dice);
    marks(&mut film, "G", day);
    film
}

/// Fine texture where there is bone.
fn spongy(film: &mut Canvas, dice: &mut Dice, depth: f32) {
    let seed = dice.next();
    let w = film.w;
    for (number, p) in film.px.iter_mut().enumerate() {
        let (x, y) = ((number % w) as f32, (number / w) as f32);
        let amount = (*p - 0.25).clamp(0.0, 1.0) * depth;
        *p *= 1.0 + amount * (noise(x, y, 5.0, seed) + 0.7 * noise(x, y, 11.0, seed ^ 9));
    }
}

/// The side, and the line of the machine.
fn marks(film: &mut Canvas, side: &str, day: Date) {
    let (w, h) = (film.w as f32, film.h as f32);
    // Beyond the collimator nothing was exposed.
    let strip = film.w * 44;
    let first = film.px.len() - strip;
    film.px[first..].fill(0.02);
    let x = if side == "D" { 46.0 } else { w - 90.0 };
    film.write(side, (x, 48.0), 46.0, 0.97);
    film.write(
        &format!("IMAGE FICTIVE  {}", short_date(day)),
        (26.0, h - 34.0),
        15.0,
        0.62,
    );
}
