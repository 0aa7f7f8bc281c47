//! A chest from the front: lungs, heart, vessels, ribs, spine, shoulders.

use super::super::canvas::{Canvas, Point, noise, soft, tube};
use super::{marks, step};
use crate::dice::Dice;
use kernel::Date;

pub(in crate::pictures) fn chest(dice: &mut Dice, day: Date) -> Canvas {
    let mut film = Canvas::new(960, 960);
    let seed = dice.next();
    let heart = dice.around(0.0, 10.0) as f32;
    // Flesh, less two lungs under their domes, with heart and great vessels.
    film.paint(|x, y| {
        let shoulder = 128.0 + 92.0 * ((x - 480.0).abs() / 430.0).powi(2);
        let neck = soft(92.0 + 90.0 * (y / 150.0).powi(4) - (x - 480.0).abs(), 14.0);
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
    film.expose(0.86, 1.3, 0.055, dice);
    marks(&mut film, "D", day);
    film
}

fn ribs(film: &mut Canvas, side: f32) {
    for number in 0..10 {
        let n = number as f32;
        let y = 214.0 + n * 60.0;
        let reach = 366.0 - 216.0 * (-n / 2.1).exp() - (n - 7.0).max(0.0) * 10.0;
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
        film.curve(&back, 12.5, 0.0205, 0.62);
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
            film.curve(&front, 14.0, 0.0105, 0.6);
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
        let mut tubes = Vec::new();
        for _ in 0..26 {
            let mut at = root;
            let mut direction = 90.0 * side + dice.between(-95, 95) as f32;
            let mut r = 7.0 + dice.unit() as f32 * 4.0;
            for _ in 0..8 {
                let next = step(at, 26.0 + dice.unit() as f32 * 10.0, direction);
                tubes.push(tube(at, next, r, r * 0.78));
                r *= 0.78;
                direction += dice.between(-20, 20) as f32;
                at = next;
                if (at.0 - 480.0).abs() > 300.0 || at.1 > 740.0 || at.1 < 190.0 {
                    break;
                }
            }
        }
        film.body(&tubes, 0.0125, 0.0);
    }
}
