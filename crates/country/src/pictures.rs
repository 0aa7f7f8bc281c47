//! Pictures drawn by rule: radiographs, an ultrasound, photos of old papers.
mod bones;
mod canvas;
mod paper_photo;
mod scan;
mod strokes;

use crate::dice::Dice;
use crate::{Country, Event, Mime};

/// What a picture shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shot {
    Chest,
    Hand,
    Knee,
    Unborn,
    VaccineCard,
    OldPrescription,
}

/// One picture, before it is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picture {
    shot: Shot,
    seed: u64,
}

impl Picture {
    pub fn new(shot: Shot, seed: u64, number: usize) -> Self {
        let seed = Dice::of(seed, "picture", number as u64).next();
        Self { shot, seed }
    }

    pub const fn mime(self) -> Mime {
        match self.shot {
            Shot::Unborn => Mime::Png,
            _ => Mime::Jpeg,
        }
    }
}

/// The file of a picture.
pub(crate) fn bytes(country: &Country, event: &Event, picture: &Picture) -> Vec<u8> {
    let person = &country.insured[event.person];
    let mut dice = Dice::of(picture.seed, "drawing", 0);
    match picture.shot {
        Shot::Chest => bones::chest(&mut dice, event.day).jpeg(),
        Shot::Hand => bones::hand(&mut dice, event.day).jpeg(),
        Shot::Knee => bones::knee(&mut dice, event.day).jpeg(),
        Shot::Unborn => scan::unborn(&mut dice, event.day).png(),
        Shot::VaccineCard => paper_photo::vaccine_card(&mut dice, person, event.day),
        Shot::OldPrescription => paper_photo::old_prescription(&mut dice, person, event.day),
    }
}
