//! Medical images, of which a child says what there is to see and draws one at a time.
//!
//! In which file of a study each frame is, a child says when somebody looks at it; whoever
//! then goes through its slices has each drawn without the others being unpacked. Kept
//! are numbers alone, by the object whose bytes never change, and whoever asks has opened
//! the document. What is not known (another process looked, or it was long ago) is asked
//! again.

use super::Opened;
use formats::Format;
use kernel::{Error, ObjectId, Result};
use readers::dicom::{Answer as Dicom, Ask, Content, Held, View};
use readers::{Answer, Job, Reading, Refusal};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many studies are known at once: each has [`readers::dicom::FILES_MAX`] files at
/// most, of eight bytes each.
const STUDIES_MAX: usize = 64;

/// The files of each series of a study, in order.
type Files = Arc<Vec<Vec<Held>>>;

/// Where the frames are of the studies that somebody asked for last. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<VecDeque<(ObjectId, Files)>>>);

impl Places {
    fn all(&self) -> MutexGuard<'_, VecDeque<(ObjectId, Files)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asked for, it is the last that will be forgotten.
    fn of(&self, object: ObjectId) -> Option<Files> {
        let mut all = self.all();
        let at = all.iter().position(|(known, _)| *known == object)?;
        let (_, files) = all.remove(at)?;
        all.push_back((object, Arc::clone(&files)));
        Some(files)
    }

    fn keep(&self, object: ObjectId, files: Files) {
        let mut all = self.all();
        all.retain(|(known, _)| *known != object);
        all.push_back((object, files));
        if all.len() > STUDIES_MAX {
            all.pop_front();
        }
    }

    /// Keeps where the frames of an archive are, as a child said it; none, where no file
    /// of it has a picture that can be shown.
    fn told(&self, object: ObjectId, reading: &Reading) -> Option<Files> {
        let Ok(Answer::Dicom(Dicom::Study(study))) = reading else {
            return None;
        };
        let Content::Images(series) = &study.content else {
            return None;
        };
        let files: Files = Arc::new(series.iter().map(|one| one.files.clone()).collect());
        self.keep(object, Arc::clone(&files));
        Some(files)
    }

    /// The view of the file of an archive that the frame is in, or why nobody could look:
    /// has somebody look where that is not known.
    ///
    /// # Errors
    /// As looking; not found, if there is no such frame.
    async fn placed<L>(
        &self,
        object: ObjectId,
        view: View,
        look: impl FnOnce() -> L,
    ) -> Result<std::result::Result<View, Refusal>>
    where
        L: Future<Output = Result<(Reading, Option<Files>)>>,
    {
        let files = match self.of(object) {
            Some(files) => files,
            None => match look().await? {
                (Err(refusal), _) => return Ok(Err(refusal)),
                // No frame of it can be drawn, whichever is asked for.
                (Ok(_), files) => files.ok_or_else(Error::not_found)?,
            },
        };
        within(&files, view).map(Ok).ok_or_else(Error::not_found)
    }
}

/// The same view, of the file that the frame is in; none, if there is no such frame.
fn within(files: &[Vec<Held>], view: View) -> Option<View> {
    let at = (view.series as usize).checked_sub(1)?;
    let (file, frame) = Held::find(files.get(at)?, view.frame)?;
    Some(View {
        file: Some(file),
        frame,
        ..view
    })
}

impl Opened {
    /// Has a child say what there is to see in medical images.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub(crate) async fn study(&self) -> Result<Reading> {
        Ok(self.looked().await?.0)
    }

    /// The same, and where the frames are, of an archive that has any.
    async fn looked(&self) -> Result<(Reading, Option<Files>)> {
        let reading = self.read(&Job::Dicom(Ask::Look)).await?;
        let files = match self.is_archive() {
            true => self.places.told(self.body.object, &reading),
            false => None,
        };
        Ok((reading, files))
    }

    /// Has a child draw a frame of medical images.
    ///
    /// # Errors
    /// As [`Self::bytes`]; not found, if there is no such frame in a study.
    pub(crate) async fn frame(&self, view: View) -> Result<Reading> {
        let view = match self.is_archive() {
            true => {
                let placed = self.places.placed(self.body.object, view, || self.looked());
                placed.await?
            }
            false => Ok(view),
        };
        match view {
            Ok(view) => self.read(&Job::Dicom(Ask::Draw(view))).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn is_archive(&self) -> bool {
        is_archive(&self.body.mime)
    }
}

/// Whether files of this type are many files in one.
fn is_archive(mime: &str) -> bool {
    mime == Format::Study.mime()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::IMAGES;
    use kernel::Kind;
    use readers::dicom::{Light, Other, Person, Series, Study};
    use std::cell::Cell;

    fn object(number: u8) -> ObjectId {
        ObjectId::from_bytes([number; 16])
    }

    fn files(of: &[&[(u32, u32)]]) -> Files {
        let held = |(place, frames): &(u32, u32)| Held {
            place: *place,
            frames: *frames,
        };
        let series = of.iter().map(|one| one.iter().map(held).collect());
        Arc::new(series.collect())
    }

    fn view(series: u32, frame: u32) -> View {
        View {
            series,
            frame,
            light: Light::Full,
            invert: true,
            side_max: 512,
            file: None,
        }
    }

    /// What a child says of an archive.
    fn said(content: Content) -> Reading {
        Ok(Answer::Dicom(Dicom::Study(Box::new(Study {
            person: Person::nobody(),
            description: None,
            date: None,
            institution: None,
            content,
            unseen: 0,
        }))))
    }

    /// A series whose frames are in these files.
    fn series(of: &[(u32, u32)]) -> Series {
        let files = files(&[of]).concat();
        Series {
            modality: String::from("CT"),
            description: None,
            body_part: None,
            number: None,
            frames: files.iter().map(|file| file.frames).sum(),
            rows: 2,
            columns: 4,
            photometric: String::from("MONOCHROME2"),
            bits: 12,
            slope: 1.0,
            intercept: 0.0,
            windows: Vec::new(),
            spacing: None,
            edges: None,
            marked: false,
            lossy: false,
            files,
        }
    }

    #[test]
    fn of_all_that_has_images_a_study_alone_is_an_archive() {
        assert!(is_archive("application/zip"));
        let archives = IMAGES.iter().filter(|mime| is_archive(mime));
        assert_eq!(archives.count(), 1);
    }

    #[test]
    fn the_studies_asked_for_last_are_known_and_no_more_of_them() {
        let places = Places::default();
        let count = u8::try_from(STUDIES_MAX).expect("few");
        for number in 0..count {
            places.keep(object(number), files(&[&[(1, 1)]]));
        }
        // Looked at once more, or asked for, it is the last; then the third goes first.
        places.keep(object(0), files(&[&[(2, 1)]]));
        assert_eq!(places.of(object(1)), Some(files(&[&[(1, 1)]])));
        places.keep(object(count), files(&[&[(3, 1)]]));
        assert!(places.of(object(2)).is_none());
        assert_eq!(places.of(object(1)), Some(files(&[&[(1, 1)]])));
        assert_eq!(places.of(object(0)), Some(files(&[&[(2, 1)]])));
        assert_eq!(places.of(object(count)), Some(files(&[&[(3, 1)]])));
        assert_eq!(places.all().len(), STUDIES_MAX);
    }

    #[test]
    fn a_frame_is_counted_in_its_file_and_one_beyond_the_series_is_in_none() {
        let files = files(&[&[(7, 1)], &[(3, 1), (9, 4), (2, 1)]]);
        let found = |series, number| {
            let there = within(&files, view(series, number))?;
            let alike = View {
                file: there.file,
                ..view(series, there.frame)
            };
            assert_eq!(there, alike, "the light and the size are those wished for");
            Some((there.file, there.frame))
        };
        assert_eq!(found(1, 1), Some((Some(7), 1)));
        assert_eq!(found(2, 1), Some((Some(3), 1)));
        assert_eq!(found(2, 5), Some((Some(9), 4)));
        assert_eq!(found(2, 6), Some((Some(2), 1)));
        for (series, number) in [(0, 1), (1, 0), (1, 2), (2, 7), (3, 1)] {
            assert_eq!(found(series, number), None);
        }
    }
    #[tokio::test]
    async fn an_archive_is_looked_at_once_for_all_its_frames() {
        let (places, looks) = (Places::default(), Cell::new(0));
        let of = object(1);
        let look = || async {
            looks.set(looks.get() + 1);
            let reading = said(Content::Images(vec![series(&[(7, 1), (3, 2)])]));
            let files = places.told(of, &reading);
            Ok::<_, Error>((reading, files))
        };
        for (frame, file, inside) in [(1, 7, 1), (2, 3, 1), (3, 3, 2)] {
            let placed = places.placed(of, view(1, frame), look).await;
            let placed = placed.expect("there").expect("looked at");
            assert_eq!((placed.file, placed.frame), (Some(file), inside));
        }
        let beyond = places.placed(of, view(1, 4), look).await;
        assert_eq!(beyond.expect_err("beyond").kind(), Kind::NotFound);
        assert_eq!(looks.get(), 1);
    }

    #[tokio::test]
    async fn of_an_archive_without_pictures_no_frame_is_there_to_be_drawn() {
        let (places, of) = (Places::default(), object(1));
        let refused = readers::dicom::Refusal::NoPicture;
        for reading in [
            said(Content::Other(Other::Waveform)),
            said(Content::Refused(refused)),
            Ok(Answer::Dicom(Dicom::Refused(refused))),
        ] {
            let files = places.told(of, &reading);
            assert!(files.is_none() && places.of(of).is_none());
            let look = || async { Ok::<_, Error>((reading.clone(), files.clone())) };
            let placed = places.placed(of, view(1, 1), look).await;
            assert_eq!(placed.expect_err("no frame").kind(), Kind::NotFound);
        }
        // Whoever could not look says so.
        let look = || async { Ok::<_, Error>((Err(Refusal::Busy), None)) };
        let placed = places.placed(of, view(1, 1), look).await;
        assert_eq!(placed.expect("an answer"), Err(Refusal::Busy));
    }

    #[tokio::test]
    async fn what_was_told_is_used_even_if_it_is_forgotten_at_once() {
        let (places, of) = (Places::default(), object(1));
        let look = || async {
            let reading = said(Content::Images(vec![series(&[(5, 1)])]));
            let files = places.told(of, &reading);
            places.all().clear();
            Ok::<_, Error>((reading, files))
        };
        let placed = places.placed(of, view(1, 1), look).await;
        let placed = placed.expect("there").expect("looked at");
        assert_eq!(placed.file, Some(5));
    }
}
