//! The files of one study in a zip: which series they are of, in which order, and
//! whose they are.
//!
//! Of each file only the beginning is unpacked to know its place; a whole one is
//! where a frame of it is drawn, and the first of each series. Who knows in which
//! file a frame is, as [`Series::files`] tells, has that one unpacked and no other.
//! INVARIANT: an archive is a study of one person and nothing else, or it is refused;
//! and who is said to be shown is said by all files together.

use super::elements::{Elements, Tag};
use super::groups::Groups;
use super::order::{self, Plane};
use super::{
    Content, Edges, FILES_MAX, FRAMES_MAX, Held, Person, Refusal, SERIES_MAX, Series, Study, View,
    describe, file, light, words,
};
use crate::answer::Picture;
use crate::identity::{begin_alike, folded};
use formats::Format;
use formats::zip::{self, Bounds, Entry, Fault};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

const START: &[u8] = b"PK\x03\x04";
/// What tells the place of a file stands before its pixels: mostly within the first of
/// these, behind what some machines note for themselves within the second.
const HEADS_BYTES: [usize; 2] = [8 * 1024, 64 * 1024];
/// A file of an archive is no longer than one that unpacks itself.
const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Black packs well.
const BOUNDS: Bounds = Bounds {
    entries_max: FILES_MAX,
    bytes_max: 2 * 1024 * 1024 * 1024,
    ratio_max: 200,
};
/// A few words beside the images, or what a system leaves there, is no longer.
const BESIDE_BYTES_MAX: usize = 64 * 1024;
/// How systems keep the way a folder looks: the name of the file, and how it begins.
const VIEWS: [(&str, &[u8]); 2] = [
    (".DS_Store", b"\0\0\0\x01Bud1"),
    ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
];
/// Pictures of some thousand files are no longer.
const VIEW_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How many files of a series are asked what it is, if the first are damaged.
const TRIES: usize = 5;
/// The pixels and what may come after them.
const GROUP_AFTER: u16 = 0x7fe0;

/// Whether the file is an archive.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(START)
}

/// Says what is in an archive.
///
/// # Errors
/// The reason why it is no study.
pub(super) fn study(bytes: &[u8]) -> Result<Study, Refusal> {
    let index = Index::of(bytes)?;
    let (mut shown, mut unseen, mut refused) = (Vec::new(), index.others.len(), None);
    let mut head = None;
    for sweep in &index.sweeps {
        match sweep.described() {
            Ok((study, series)) => {
                head.get_or_insert(study);
                shown.push(series);
                unseen += sweep.beyond;
            }
            Err(refusal) => {
                unseen += sweep.slices.len() + sweep.beyond;
                refused.get_or_insert(refusal);
            }
        }
    }
    let study = match (head, refused) {
        (Some(study), _) => Study {
            content: Content::Images(shown),
            ..study
        },
        (None, Some(refusal)) => Study::refused(refusal),
        (None, None) => {
            let first = index.others.first().ok_or(Refusal::Foreign)?;
            unseen -= 1;
            let study = first.bytes().and_then(|bytes| describe::study(&bytes));
            study.unwrap_or_else(Study::refused)
        }
    };
    Ok(Study {
        person: index.person,
        unseen: u32::try_from(unseen).unwrap_or(u32::MAX),
        ..study
    })
}

impl Study {
    /// Of which nothing is shown, for this reason.
    const fn refused(refusal: Refusal) -> Self {
        Self {
            person: Person::nobody(),
            description: None,
            date: None,
            institution: None,
            content: Content::Refused(refusal),
            unseen: 0,
        }
    }
}

/// Shows one frame.
///
/// # Errors
/// The reason why it is not shown.
pub(super) fn frame(bytes: &[u8], view: &View) -> Result<Picture, Refusal> {
    if let Some(place) = view.file {
        return within(bytes, place, view);
    }
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

/// Shows a frame of the file at this place, and unpacks no other.
fn within(bytes: &[u8], place: u32, view: &View) -> Result<Picture, Refusal> {
    let at = (place as usize)
        .checked_sub(1)
        .ok_or(Refusal::NoSuchFrame)?;
    let entry = entries(bytes)?.into_iter().nth(at);
    let entry = entry.ok_or(Refusal::NoSuchFrame)?;
    light::frame(&File { place, entry }.bytes()?, view)
}

/// The files of an archive, none of them unpacked yet.
fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Refusal> {
    zip::entries(bytes, &BOUNDS).map_err(|fault| match fault {
        Fault::Crowded => Refusal::Crowded,
        Fault::Encrypted => Refusal::Locked,
        _ => Refusal::Archive,
    })
}

/// A file of the archive.
struct File<'a> {
    /// Which of the archive, counted from 1.
    place: u32,
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
    plane: Option<Plane>,
    edges: Option<Edges>,
    marked: bool,
    lossy: bool,
}

/// The files of one series, in order.
struct Sweep<'a> {
    number: Option<i64>,
    slices: Vec<Slice<'a>>,
    /// How many files more there are than are shown.
    beyond: usize,
}

impl Sweep<'_> {
    /// What the first file says, and of all of them only what holds for all.
    fn described(&self) -> Result<(Study, Series), Refusal> {
        // Said where no file is left: each alone was too long.
        let mut refused = Refusal::Frames;
        for slice in self.slices.iter().take(TRIES) {
            match slice.described() {
                Ok((study, series)) => return Ok((study, self.of_all(series))),
                Err(refusal) => refused = refusal,
            }
        }
        Err(refused)
    }

    fn of_all(&self, series: Series) -> Series {
        // A side that is true of one slice is a wrong one under another. Of a file
        // alone, its frames say more than its beginning.
        let alone = self.slices.len() == 1;
        let same = self.slices.iter().all(|slice| slice.edges == series.edges);
        Series {
            frames: self.slices.iter().map(|slice| slice.frames).sum(),
            edges: series.edges.filter(|_| alone || same),
            marked: series.marked || self.slices.iter().any(|slice| slice.marked),
            lossy: series.lossy || self.slices.iter().any(|slice| slice.lossy),
            files: self.slices.iter().map(Slice::held).collect(),
            ..series
        }
    }

    /// Puts the slices in order: as they lie in the body, or else by their numbers; what
    /// has none comes last, by its name.
    fn order(&mut self) {
        self.slices.sort_by(|a, b| {
            let names = || a.file.entry.name.cmp(&b.file.entry.name);
            last_if_none(a.number, b.number).then_with(names)
        });
        let numbered = self.slices.iter().filter(|slice| slice.number.is_some());
        let numbered = numbered.count();
        let planes: Option<Vec<Plane>> = self.slices.iter().map(|slice| slice.plane).collect();
        let Some(depths) = planes.and_then(|planes| order::depths(&planes, numbered)) else {
            return;
        };
        let mut deep: Vec<(f64, Slice<'_>)> =
            depths.into_iter().zip(self.slices.drain(..)).collect();
        deep.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.slices.extend(deep.into_iter().map(|(_, slice)| slice));
    }

    /// Without the slices for which there is no room among the frames. One for which
    /// there would be none alone takes no other along.
    fn shortened(&mut self) {
        let all = self.slices.len();
        self.slices.retain(|slice| slice.frames <= FRAMES_MAX);
        let mut frames = 0_u32;
        let fits = self.slices.iter().take_while(|slice| {
            frames = frames.saturating_add(slice.frames);
            frames <= FRAMES_MAX
        });
        let fits = fits.count();
        self.slices.truncate(fits);
        self.beyond = all - fits;
    }
}

impl Slice<'_> {
    const fn held(&self) -> Held {
        Held {
            place: self.file.place,
            frames: self.frames,
        }
    }

    fn described(&self) -> Result<(Study, Series), Refusal> {
        let mut study = describe::study(&self.file.bytes()?)?;
        let Content::Images(series) = &mut study.content else {
            return Err(Refusal::NoPicture);
        };
        let series = series.pop().ok_or(Refusal::NoPicture)?;
        Ok((study, series))
    }
}

/// Where everything is.
struct Index<'a> {
    sweeps: Vec<Sweep<'a>>,
    /// What has no picture, or none that could be found.
    others: Vec<File<'a>>,
    /// Whose images they are, as all files say together.
    person: Person,
}

impl<'a> Index<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let entries = entries(bytes)?;
        let mut series: BTreeMap<String, Sweep<'a>> = BTreeMap::new();
        let (mut others, mut known, mut found) = (Vec::new(), HashMap::new(), false);
        let (mut person, mut study) = (Person::nobody(), None);
        for (at, entry) in (1..).zip(entries) {
            if is_beside(&entry) {
                continue;
            }
            let place = match Place::of(&entry) {
                Ok(Some(place)) => place,
                Ok(None) => continue,
                Err(refusal) if refusal.is_no_study() => return Err(refusal),
                Err(_) => {
                    found = true;
                    others.push(File { place: at, entry });
                    continue;
                }
            };
            found = true;
            if !agree(&person, &place.person) {
                return Err(Refusal::SeveralPeople);
            }
            join(&mut person, place.person);
            match (&study, place.study) {
                (Some(known), Some(told)) if *known != told => {
                    return Err(Refusal::SeveralStudies);
                }
                (None, told) => study = told,
                _ => {}
            }
            // The same file twice, as discs have it.
            let same = (entry.size(), entry.sum());
            if let Some(object) = place.object
                && known.insert(object, same) == Some(same)
            {
                continue;
            }
            let file = File { place: at, entry };
            // What cannot be read up to its pixels cannot be drawn.
            match place.frames.filter(|_| place.fault.is_none()) {
                None => others.push(file),
                Some(frames) => {
                    let sweep = series.entry(place.series).or_insert(Sweep {
                        number: place.series_number,
                        slices: Vec::new(),
                        beyond: 0,
                    });
                    sweep.slices.push(Slice {
                        file,
                        number: place.number,
                        frames,
                        plane: place.plane,
                        edges: place.edges,
                        marked: place.marked,
                        lossy: place.lossy,
                    });
                }
            }
        }
        if !found {
            return Err(Refusal::Foreign);
        }
        let mut sweeps: Vec<Sweep<'a>> = series.into_values().collect();
        sweeps.sort_by(|a, b| last_if_none(a.number, b.number));
        // Before any is shortened: whatever is not shown is counted.
        let beyond = sweeps.split_off(sweeps.len().min(SERIES_MAX)).into_iter();
        others.extend(
            beyond
                .flat_map(|sweep| sweep.slices)
                .map(|slice| slice.file),
        );
        for sweep in &mut sweeps {
            sweep.order();
            sweep.shortened();
        }
        Ok(Self {
            sweeps,
            others,
            person,
        })
    }
}

/// In the order of the numbers; what has none comes last.
fn last_if_none(a: Option<i64>, b: Option<i64>) -> Ordering {
    (a.is_none(), a).cmp(&(b.is_none(), b))
}

/// What may stand beside the images: a few words, and what systems leave, as long as
/// it is small and nothing that would be a document or a program.
fn is_beside(entry: &Entry<'_>) -> bool {
    let ending = Path::new(&entry.name).extension();
    let is_note = ending.is_some_and(|it| it.eq_ignore_ascii_case("txt"));
    if !(is_note || entry.is_litter()) {
        return false;
    }
    if entry.size() > BESIDE_BYTES_MAX {
        return is_view_of_folder(entry);
    }
    let Ok(bytes) = entry.bytes() else {
        return false;
    };
    match formats::sniff(&bytes) {
        Some(Format::Text) => true,
        Some(_) => false,
        None if file::is_program(&bytes) => false,
        None => entry.is_litter() || bytes.is_empty() || is_bracketed(&bytes),
    }
}

/// Whether it is how a folder looked, which systems keep in it: that grows with the
/// folder.
fn is_view_of_folder(entry: &Entry<'_>) -> bool {
    let name = entry.name.rsplit('/').next().unwrap_or_default();
    let start = VIEWS
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known));
    start.is_some_and(|(_, start)| {
        let head = entry.beginning(start.len());
        entry.size() <= VIEW_BYTES_MAX && head.is_ok_and(|head| head == *start)
    })
}

/// Whether these are plain words that only begin as markup or data would, `<<<` or
/// `[{`: behind a dash they are text.
fn is_bracketed(bytes: &[u8]) -> bool {
    let bracket = matches!(bytes.trim_ascii_start().first(), Some(b'<' | b'['));
    bracket && formats::sniff(&[b"- ", bytes].concat()) == Some(Format::Text)
}

/// Whether two files can be of one person. Consoles and archives write a name with
/// accents and without, with a second first name, with the name in use; whoever has
/// the number and the day of birth is the same.
fn agree(known: &Person, told: &Person) -> bool {
    let both = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => Some(a == b),
        _ => None,
    };
    let born = both(&known.birth_date, &told.birth_date);
    let named = match (said(known), said(told)) {
        (Some(a), Some(b)) => Some(begin_alike(a, b) || folded(a) == folded(b)),
        _ => None,
    };
    let numbered = match known.numbers.is_empty() || told.numbers.is_empty() {
        true => None,
        false => Some(told.numbers.iter().any(|it| known.numbers.contains(it))),
    };
    match (born, numbered, named) {
        (Some(false), ..) => false,
        (Some(true), Some(true), _) | (Some(true), _, Some(true)) => true,
        (_, numbered, named) => numbered != Some(false) && named != Some(false),
    }
}

/// The name of somebody, unless no letter of it is said.
fn said(person: &Person) -> Option<&str> {
    let name = person.name.as_deref();
    name.filter(|name| !folded(name).is_empty())
}

/// What another file says more of the person.
fn join(known: &mut Person, told: Person) {
    if said(known).is_none() && told.name.is_some() {
        known.name = told.name;
        known.family_name = told.family_name;
        known.first_names = told.first_names;
    }
    known.birth_date = known.birth_date.take().or(told.birth_date);
    known.sex = known.sex.take().or(told.sex);
    for number in told.numbers {
        if known.numbers.len() < describe::NUMBERS_MAX && !known.numbers.contains(&number) {
            known.numbers.push(number);
        }
    }
}

/// What the beginning of a file says of its place: whatever of it can be read, for a
/// file that breaks off or is odd further on is somebody's all the same.
struct Place {
    person: Person,
    study: Option<String>,
    series: String,
    series_number: Option<i64>,
    /// The machine's name for this very file.
    object: Option<String>,
    number: Option<i64>,
    /// How many pictures; none, where it has none.
    frames: Option<u32>,
    /// Where its only picture lies in the body.
    plane: Option<Plane>,
    edges: Option<Edges>,
    marked: bool,
    lossy: bool,
    /// Why it was not read up to its pixels.
    fault: Option<Refusal>,
    /// It was: its pixels, or what comes after, are next.
    is_over: bool,
}

impl Place {
    /// The place of a file; none for the index of a disc, which has none.
    fn of(entry: &Entry<'_>) -> Result<Option<Self>, Refusal> {
        let mut place = Err(Refusal::Incomplete);
        for most in HEADS_BYTES {
            let head = entry.beginning(most).map_err(|_| Refusal::Archive)?;
            place = Self::read(&head);
            let (fault, is_over) = match &place {
                Ok(None) => (None, true),
                Ok(Some(place)) => (place.fault, place.is_over),
                Err(refusal) => (Some(*refusal), false),
            };
            // What comes first is long, or the rest is packed once more; where an element
            // ends with the beginning of the file, only that no pixels came tells.
            let is_cut = match fault {
                None => !is_over,
                Some(fault) => matches!(fault, Refusal::Incomplete | Refusal::Broken),
            };
            if !is_cut || head.len() >= entry.size() {
                return place;
            }
        }
        match entry.size() <= FILE_BYTES_MAX {
            true => Self::read(&entry.bytes().map_err(|_| Refusal::Archive)?),
            false => place,
        }
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, Refusal> {
        let file = file::open(bytes).map_err(|refusal| match refusal {
            // A DICOM file that is written in its maker's own way is one all the same.
            Refusal::Header if !file::is_marked(bytes) => Refusal::Foreign,
            other => other,
        })?;
        if file.class == Some(describe::DIRECTORY) {
            return Ok(None);
        }
        let (top, rest) = Elements::parse_before(&file.body, file.coding, GROUP_AFTER);
        let fault = rest.err();
        let text = |group, element| words::code(&top, Tag(group, element)).map(str::to_owned);
        let number = |group, element| words::code(&top, Tag(group, element))?.trim().parse().ok();
        let frames = words::short(&top, Tag(0x0028, 0x0010)).map(|_| {
            let count = words::code(&top, Tag(0x0028, 0x0008));
            let count = count.and_then(|count| count.trim().parse().ok());
            count.unwrap_or(1_u32).max(1)
        });
        Ok(Some(Self {
            person: describe::person(&top, words::Alphabet::of(&top)),
            study: text(0x0020, 0x000d),
            series: text(0x0020, 0x000e).unwrap_or_default(),
            series_number: number(0x0020, 0x0011),
            object: text(0x0008, 0x0018),
            number: number(0x0020, 0x0013),
            frames,
            plane: Plane::of(&top).filter(|_| frames == Some(1)),
            edges: describe::edges(&top, Groups::of(&top, 1)),
            marked: describe::is_marked(&top),
            lossy: describe::is_lossy(&top),
            fault,
            is_over: rest.is_ok_and(|rest| !rest.is_empty()),
        }))
    }
}
