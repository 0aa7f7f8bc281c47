//! The files of one study in a zip: which series they are of, in which order, and
//! whose they are.
//!
//! Of each file only the beginning is unpacked to know its place; a whole one is
//! where a frame of it is drawn, and the first of each series. INVARIANT: an
//! archive is a study of one person and nothing else, or it is refused.

use super::elements::{Elements, Tag};
use super::{
    Content, FRAMES_MAX, Refusal, SERIES_MAX, Series, Study, View, describe, file, light, words,
};
use crate::answer::Picture;
use formats::zip::{self, Bounds, Entry, Fault};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

const START: &[u8] = b"PK\x03\x04";
/// What tells the place of a file stands before its pixels, and within this.
const HEAD_BYTES: usize = 64 * 1024;
/// A file of an archive is no longer than one that unpacks itself.
const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// What a CT or an MRI has is some thousands; black compresses well.
const BOUNDS: Bounds = Bounds {
    entries_max: 6_000,
    bytes_max: 2 * 1024 * 1024 * 1024,
    ratio_max: 200,
};
/// A few words beside the images, as departments put them there.
const NOTE_BYTES_MAX: usize = 64 * 1024;
/// After it, nothing tells the place of a file any more.
const GROUP_AFTER: u16 = 0x0029;

/// Whether the file is an archive.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// Says what is in an archive.
///
/// # Errors
/// The reason why it is not shown.
pub(super) fn study(bytes: &[u8]) -> Result<Study, Refusal> {
    let index = Index::of(bytes)?;
    let (mut shown, mut unseen, mut refused) = (Vec::new(), index.others.len(), None);
    let mut head = None;
    for sweep in &index.sweeps {
        match sweep.described() {
            Ok((study, series)) => {
                head.get_or_insert(study);
                shown.push(series);
            }
            Err(refusal) => {
                unseen += sweep.slices.len();
                refused.get_or_insert(refusal);
            }
        }
    }
    let study = match (head, refused) {
        (Some(study), _) => Study {
            content: Content::Images(shown),
            ..study
        },
        (None, Some(refusal)) => return Err(refusal),
        (None, None) => {
            let first = index.others.first().ok_or(Refusal::Foreign)?;
            unseen -= 1;
            describe::study(&first.bytes()?)?
        }
    };
    Ok(Study {
        unseen: u32::try_from(unseen).unwrap_or(u32::MAX),
        ..study
    })
}

/// Shows one frame.
///
/// # Errors
/// The reason why it is not shown.
pub(super) fn frame(bytes: &[u8], view: &View) -> Result<Picture, Refusal> {
    let index = Index::of(bytes)?;
    let series = (view.series as usize)
        .checked_sub(1)
        .ok_or(Refusal::NoSuchFrame)?;
    // Counted as they are listed: without those that cannot be described.
    let mut sweeps = index.sweeps.iter().filter(|it| it.described().is_ok());
    let sweep = sweeps.nth(series).ok_or(Refusal::NoSuchFrame)?;
    let mut left = view.frame;
    for slice in &sweep.slices {
        if left <= slice.frames {
            let view = View {
                frame: left,
                series: 1,
                ..view.clone()
            };
            return light::frame(&slice.file.bytes()?, &view);
        }
        left -= slice.frames;
    }
    Err(Refusal::NoSuchFrame)
}

/// A file of the archive.
struct File<'a> {
    entry: Entry<'a>,
}

impl File<'_> {
    fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        match self.entry.size() > FILE_BYTES_MAX {
            true => Err(Refusal::Overgrown),
            false => self.entry.bytes().map_err(|_| Refusal::Archive),
        }
    }
}

/// A file with pictures, and its place.
struct Slice<'a> {
    file: File<'a>,
    /// The number the machine gave it in its series.
    number: Option<i64>,
    frames: u32,
}

/// The files of one series, in order.
struct Sweep<'a> {
    number: Option<i64>,
    slices: Vec<Slice<'a>>,
}

impl Sweep<'_> {
    /// What the first file says, of all of them.
    fn described(&self) -> Result<(Study, Series), Refusal> {
        let first = self.slices.first().ok_or(Refusal::NoPicture)?;
        let mut study = describe::study(&first.file.bytes()?)?;
        let Content::Images(series) = &mut study.content else {
            return Err(Refusal::NoPicture);
        };
        let series = series.pop().ok_or(Refusal::NoPicture)?;
        let frames = self.slices.iter().map(|slice| slice.frames);
        let frames = frames.fold(0_u32, u32::saturating_add);
        match frames <= FRAMES_MAX {
            true => Ok((study, Series { frames, ..series })),
            false => Err(Refusal::Frames),
        }
    }
}

/// Where everything is.
struct Index<'a> {
    sweeps: Vec<Sweep<'a>>,
    /// What has no picture.
    others: Vec<File<'a>>,
}

impl<'a> Index<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let entries = zip::entries(bytes, &BOUNDS).map_err(|fault| match fault {
            Fault::Swollen | Fault::Crowded => Refusal::Overgrown,
            _ => Refusal::Archive,
        })?;
        let mut series: BTreeMap<String, Sweep<'a>> = BTreeMap::new();
        let (mut others, mut known, mut whose) = (Vec::new(), HashSet::new(), None);
        for entry in entries {
            if entry.is_litter() || is_a_note(&entry) {
                continue;
            }
            let place = match Place::of(&entry) {
                Ok(Some(place)) => place,
                Ok(None) => continue,
                Err(refusal) if refusal.is_no_study() => return Err(refusal),
                Err(_) => {
                    others.push(File { entry });
                    continue;
                }
            };
            match &mut whose {
                None => whose = Some((place.person, place.study)),
                Some((person, study)) => {
                    if !person.agrees(place.person) {
                        return Err(Refusal::SeveralPeople);
                    }
                    if *study != place.study {
                        return Err(Refusal::SeveralStudies);
                    }
                }
            }
            if place.object.is_some_and(|object| !known.insert(object)) {
                continue;
            }
            let file = File { entry };
            match place.frames {
                None => others.push(file),
                Some(frames) => {
                    let sweep = series.entry(place.series).or_insert(Sweep {
                        number: place.series_number,
                        slices: Vec::new(),
                    });
                    sweep.slices.push(Slice {
                        file,
                        number: place.number,
                        frames,
                    });
                }
            }
        }
        if whose.is_none() {
            return Err(Refusal::Foreign);
        }
        if series.len() > SERIES_MAX {
            return Err(Refusal::Overgrown);
        }
        let mut sweeps: Vec<Sweep<'a>> = series.into_values().collect();
        for sweep in &mut sweeps {
            sweep.slices.sort_by(|a, b| {
                let names = || a.file.entry.name.cmp(&b.file.entry.name);
                last_if_none(a.number, b.number).then_with(names)
            });
        }
        sweeps.sort_by(|a, b| last_if_none(a.number, b.number));
        Ok(Self { sweeps, others })
    }
}

/// In the order of the numbers; what has none comes last.
fn last_if_none(a: Option<i64>, b: Option<i64>) -> Ordering {
    (a.is_none(), a).cmp(&(b.is_none(), b))
}

/// A few words beside the images.
fn is_a_note(entry: &Entry<'_>) -> bool {
    let ending = Path::new(&entry.name).extension();
    ending.is_some_and(|it| it.eq_ignore_ascii_case("txt"))
        && entry.size() <= NOTE_BYTES_MAX
        && entry
            .bytes()
            .is_ok_and(|bytes| !bytes.contains(&0) && !bytes.starts_with(b"#!"))
}

/// Whose images they are: number, name, day of birth and sex, as far as files say
/// them.
struct Whose([Option<String>; 4]);

impl Whose {
    /// Whether another file can be of the same person; then what it says more is
    /// known of them.
    fn agrees(&mut self, other: Self) -> bool {
        let mut pairs = self.0.iter_mut().zip(other.0);
        pairs.all(|(known, told)| match (&known, told) {
            (_, None) => true,
            (None, told) => {
                *known = told;
                true
            }
            (Some(known), Some(told)) => known.to_lowercase() == told.to_lowercase(),
        })
    }
}

/// What the beginning of a file says of its place.
struct Place {
    person: Whose,
    study: Option<String>,
    series: String,
    series_number: Option<i64>,
    /// The machine's name for this very file.
    object: Option<String>,
    number: Option<i64>,
    /// How many pictures; none, where it has none.
    frames: Option<u32>,
}

impl Place {
    /// The place of a file; none for the index of a disc, which has none.
    fn of(entry: &Entry<'_>) -> Result<Option<Self>, Refusal> {
        let head = entry.beginning(HEAD_BYTES).map_err(|_| Refusal::Archive)?;
        match Self::read(&head) {
            // What comes first is long, or the rest is packed once more.
            Err(Refusal::Incomplete | Refusal::Broken) if head.len() < entry.size() => {
                match entry.size() > FILE_BYTES_MAX {
                    true => Err(Refusal::Overgrown),
                    false => Self::read(&entry.bytes().map_err(|_| Refusal::Archive)?),
                }
            }
            place => place,
        }
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, Refusal> {
        let file = file::open(bytes).map_err(|refusal| match refusal {
            Refusal::Header => Refusal::Foreign,
            other => other,
        })?;
        if file.class == Some(describe::DIRECTORY) {
            return Ok(None);
        }
        let top = Elements::parse_before(&file.body, file.coding, GROUP_AFTER)?;
        let text = |group, element| words::code(&top, Tag(group, element)).map(str::to_owned);
        let number = |group, element| words::code(&top, Tag(group, element))?.trim().parse().ok();
        let person = describe::person(&top, words::Alphabet::of(&top));
        let frames = words::short(&top, Tag(0x0028, 0x0010)).map(|_| {
            let count = words::code(&top, Tag(0x0028, 0x0008));
            let count = count.and_then(|count| count.trim().parse().ok());
            count.unwrap_or(1_u32).max(1)
        });
        Ok(Some(Self {
            person: Whose([
                person.numbers.into_iter().next(),
                person.name,
                person.birth_date,
                person.sex,
            ]),
            study: text(0x0020, 0x000d),
            series: text(0x0020, 0x000e).unwrap_or_default(),
            series_number: number(0x0020, 0x0011),
            object: text(0x0008, 0x0018),
            number: number(0x0020, 0x0013),
            frames,
        }))
    }
}
