//! Radiographs: chest, hand, knee. Bones are pipes, flesh is solid, air is
//! taken away; the film darkens with what is left of the ray.

use super::canvas::{Canvas, Point, Tube, noise, soft, tube};
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

    film.body(&flesh, 0.0034, 0.0);
    for (from, to, base, shaft, head) in bones {
        long_bone(&mut film, from, to, base, shaft, head);
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

pub(super) fn knee(dice: &mut Dice, day: Date) -> Canvas {
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
    // Femur and tibia: half width at each height.
    let edge = |y: f32, points: &[(f32, f32)]| -> f32 {
        points
            .windows(2)
            .find(|p| (p[0].0..=p[1].0).contains(&y))
            .map_or(0.0, |p| {
                let t = (y - p[0].0) / (p[1].0 - p[0].0);
                let t = t * t * (3.0 - 2.0 * t);
                p[0].1 + (p[1].1 - p[0].1) * t
            })
    };
    let femur: [(f32, f32); 6] = [
        (-10.0, 66.0),
        (210.0, 68.0),
        (350.0, 92.0),
        (440.0, 142.0),
        (500.0, 158.0),
        (562.0, 150.0),
    ];
    let tibia: [(f32, f32); 7] = [
        (612.0, 150.0),
        (640.0, 156.0),
        (690.0, 138.0),
        (760.0, 96.0),
        (850.0, 70.0),
        (960.0, 62.0),
        (1100.0, 58.0),
    ];
    film.paint(|x, y| {
        let wave = noise(x, y, 60.0, seed) * 3.0;
        let dx = x - x0;
        let (points, inside): (&[(f32, f32)], f32) = if y < 590.0 {
            // Two condyles with a notch between them.
            let bump = 30.0 * (1.0 - ((dx.abs() - 78.0) / 80.0).powi(2)).max(-0.6);
            (&femur, soft(556.0 + bump - y + wave, 5.0))
        } else {
            let spine = 16.0 * (-((dx.abs() - 15.0) / 9.0).powi(2)).exp();
            (
                &tibia,
                soft(y - 610.0 + spine - 4.0 * (dx / 150.0).powi(2), 5.0),
            )
        };
        let half = edge(y.clamp(points[0].0, points[points.len() - 1].0), points) + wave * 0.5;
        let d = dx.abs();
        if d >= half || half <= 0.0 {
            return 0.0;
        }
        let shaft = half < 100.0;
        let rind = if shaft { 0.62 } else { 0.93 };
        let whole = (half * half - d * d).sqrt();
        let inner = half * rind;
        let marrow = if d < inner {
            (inner * inner - d * d).sqrt()
        } else {
            0.0
        };
        let rim = if y < 590.0 {
            (556.0 + 30.0 * (1.0 - ((d - 78.0) / 80.0).powi(2)).max(-0.6) - y).abs()
        } else {
            (y - 612.0).abs()
        };
        let plate = 22.0 * (-(rim / 7.0).powi(2)).exp();
        let emptiness = if shaft { 0.62 } else { 0.42 };
        inside * (whole - emptiness * marrow + plate) * 0.0115
    });
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
    spongy(&mut film, dice, 0.13);
    film.expose(1.05, 1.0, 0.06, dice);
    marks(&mut film, "D", day);
    film
}

pub(super) fn chest(dice: &mut Dice, day: Date) -> Canvas {
    let mut film = Canvas::new(960, 960);
    let seed = dice.next();
    let heart = dice.around(0.0, 10.0) as f32;
    // Flesh, less two lungs under their domes, with heart and great vessels.
    film.paint(|x, y| {
        let shoulder = 150.0 + 190.0 * ((x - 480.0).abs() / 430.0).powi(2);
        let neck = soft(86.0 - (x - 480.0).abs(), 18.0);
        let trunk = soft(440.0 - (x - 480.0).abs() - 30.0 * (1.0 - y / 960.0), 14.0)
            * soft(y - shoulder, 26.0);
        let body = trunk.max(neck) * (1.15 + 0.25 * y / 960.0);
        let lung = |cx: f32, rx: f32, dome: f32, top: f32, side: f32| {
            let dx = (x - cx) / rx;
            let ry = 330.0;
            let dy = ((y - 520.0) / ry).min(0.0);
            let outline =
                1.0 - (dx * dx * (0.78 + 0.22 * ((y - top) / 600.0)) + dy * dy * 1.02).powf(0.5);
            let floor = dome - 66.0 * (1.0 - ((x - cx + side) / (rx * 1.02)).powi(2));
            soft(outline * rx, 14.0) * soft(floor - y, 11.0) * soft(y - top, 30.0)
        };
        let air = lung(300.0, 178.0, 800.0, 150.0, 14.0) + lung(655.0, 172.0, 822.0, 150.0, -16.0);
        let (hx, hy) = (x - 548.0 - heart, y - 668.0);
        let (ax, ay) = (hx * 0.86 - hy * 0.5, hx * 0.5 + hy * 0.86);
        let cardiac = soft(
            (1.0 - ((ay / 128.0).powi(2) + (ax / 158.0).powi(2)).sqrt()) * 130.0,
            15.0,
        );
        let middle = soft(
            62.0 + 20.0 * soft(y - 420.0, 60.0) - (x - 488.0).abs(),
            15.0,
        );
        let aorta = soft(
            44.0 - ((x - 552.0).powi(2) + (y - 352.0).powi(2)).sqrt(),
            14.0,
        );
        let dense = cardiac.max(middle).max(aorta);
        let windpipe = soft(17.0 - (x - 482.0).abs(), 6.0) * soft(395.0 - y, 20.0) * 0.30;
        let stomach = soft(
            38.0 - ((x - 690.0).powi(2) * 0.35 + (y - 838.0).powi(2)).sqrt(),
            14.0,
        ) * 0.35;
        let weave = 1.0 + 0.05 * noise(x, y, 34.0, seed) + 0.035 * noise(x, y, 11.0, seed ^ 1);
        (body - air * (1.0 - dense) * 0.96 * body.min(1.0) + dense * 0.34 * trunk
            - windpipe * body
            - stomach)
            .max(0.03)
            * weave
    });
    vessels(&mut film, dice);
    spine(&mut film);
    for side in [-1.0_f32, 1.0] {
        ribs(&mut film, side);
        let x = |d: f32| 480.0 + side * d;
        film.curve(
            &[
                (x(34.0), 236.0),
                (x(110.0), 216.0),
                (x(190.0), 200.0),
                (x(290.0), 178.0),
                (x(366.0), 190.0),
            ],
            13.0,
            0.017,
            0.55,
        );
        // Shoulder blade and head of the arm.
        film.body(
            &[
                tube((x(330.0), 260.0), (x(352.0), 540.0), 30.0, 10.0),
                tube((x(352.0), 540.0), (x(392.0), 300.0), 10.0, 22.0),
            ],
            0.0050,
            0.5,
        );
        film.body(
            &[tube((x(424.0), 240.0), (x(452.0), 420.0), 50.0, 36.0)],
            0.0085,
            0.5,
        );
    }
    film.expose(0.62, 1.12, 0.055, dice);
    marks(&mut film, "D", day);
    film
}

fn ribs(film: &mut Canvas, side: f32) {
    for number in 0..10 {
        let n = number as f32;
        let y = 214.0 + n * 60.0;
        let reach = 178.0 + 30.0 * (n.min(7.0)) - (n - 7.0).max(0.0) * 12.0;
        let reach = reach.min(388.0);
        let x = |d: f32| 480.0 + side * d;
        let back: Vec<Point> = (0..=14)
            .map(|i| {
                let t = i as f32 / 14.0;
                let a = t * 1.62;
                (
                    x(34.0 + (reach - 34.0) * a.sin().min(1.0)),
                    y - 22.0 * (t * 3.1).sin() + (40.0 + n * 9.0) * t * t,
                )
            })
            .collect();
        film.curve(&back, 11.5, 0.0140, 0.62);
        if (1..8).contains(&number) {
            let from = back[14];
            let front: Vec<Point> = (0..=10)
                .map(|i| {
                    let t = i as f32 / 10.0;
                    (
                        from.0 - side * (reach - 150.0).max(40.0) * t,
                        from.1 + 92.0 * t - 26.0 * (t * 3.0).sin() * 0.3,
                    )
                })
                .collect();
            film.curve(&front, 13.0, 0.0062, 0.6);
        }
    }
}

fn spine(film: &mut Canvas) {
    for number in 0..17 {
        let y = 60.0 + number as f32 * 54.0;
        film.body(&[tube((455.0, y), (507.0, y), 22.0, 22.0)], 0.0075, 0.35);
        film.body(
            &[tube((481.0, y + 10.0), (481.0, y + 26.0), 6.0, 5.0)],
            0.012,
            0.3,
        );
        film.body(
            &[tube((436.0, y - 4.0), (526.0, y - 4.0), 7.0, 7.0)],
            0.006,
            0.3,
        );
    }
}

/// Branches from the root of each lung, thinner and thinner.
fn vessels(film: &mut Canvas, dice: &mut Dice) {
    for side in [-1.0_f32, 1.0] {
        let root = (480.0 + side * 84.0, if side < 0.0 { 488.0 } else { 468.0 });
        for _ in 0..15 {
            let mut at = root;
            let mut direction = 90.0 * side + dice.between(-95, 95) as f32;
            let mut r = 7.0 + dice.unit() as f32 * 4.0;
            let mut tubes = Vec::new();
            for _ in 0..7 {
                let next = step(at, 26.0 + dice.unit() as f32 * 10.0, direction);
                tubes.push(tube(at, next, r, r * 0.78));
                r *= 0.78;
                direction += dice.between(-20, 20) as f32;
                at = next;
                if (at.0 - 480.0).abs() > 300.0 || at.1 > 740.0 || at.1 < 190.0 {
                    break;
                }
            }
            film.body(&tubes, 0.013, 0.0);
        }
    }
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
    let x = if side == "D" { 46.0 } else { w - 90.0 };
    film.write(side, (x, 48.0), 46.0, 0.97);
    film.write(
        &format!("IMAGE FICTIVE  {}", short_date(day)),
        (26.0, h - 34.0),
        15.0,
        0.62,
    );
}
