//! Medical images, of which a child says what there is to see and draws one at a time.
//!
//! In which file of a study each frame is, a child says when somebody looks at it; whoever
//! then goes through its slices has each drawn without the others being unpacked. Kept
//! are numbers alone, by the object whose bytes never change, and whoever asks has opened
//! the document. What is not known (another process looked, or it was long ago) is asked
//! again.

use super::Opened;
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

/// Where the frames are of the studies that somebody looked at last. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<VecDeque<(ObjectId, Files)>>>);

impl Places {
    fn all(&self) -> MutexGuard<'_, VecDeque<(ObjectId, Files)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, object: ObjectId) -> Option<Files> {
        let all = self.all();
        let known = all.iter().find(|(known, _)| *known == object);
        known.map(|(_, files)| Arc::clone(files))
    }

    fn keep(&self, object: ObjectId, files: Files) {
        let mut all = self.all();
        all.retain(|(known, _)| *known != object);
        all.push_back((object, files));
        if all.len() > STUDIES_MAX {
            all.pop_front();
        }
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
        let reading = self.read(&Job::Dicom(Ask::Look)).await?;
        if let Ok(Answer::Dicom(Dicom::Study(study))) = &reading
            && let Content::Images(series) = &study.content
            && self.is_archive()
        {
            let files = series.iter().map(|one| one.files.clone());
            let files = Arc::new(files.collect());
            self.places.keep(self.body.object, files);
        }
        Ok(reading)
    }

    /// Has a child draw a frame of medical images.
    ///
    /// # Errors
    /// As [`Self::bytes`]; not found, if there is no such frame in a study.
    pub(crate) async fn frame(&self, view: View) -> Result<Reading> {
        let view = match self.is_archive() {
            true => self.placed(view).await?,
            false => Ok(view),
        };
        match view {
            Ok(view) => self.read(&Job::Dicom(Ask::Draw(view))).await,
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    fn is_archive(&self) -> bool {
        self.body.mime == "application/zip"
    }

    /// The view of the file that the frame is in, or why nobody could look; the same
    /// view, where no file of the study has a picture: then a child says why.
    async fn placed(&self, view: View) -> Result<std::result::Result<View, Refusal>> {
        let object = self.body.object;
        let mut known = self.places.of(object);
        if known.is_none() {
            if let Err(refusal) = self.study().await? {
                return Ok(Err(refusal));
            }
            known = self.places.of(object);
        }
        match known {
            Some(files) => within(&files, view).map(Ok).ok_or_else(Error::not_found),
            None => Ok(Ok(view)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use readers::dicom::Light;

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

    #[test]
    fn the_studies_looked_at_last_are_known_and_no_more_of_them() {
        let places = Places::default();
        let count = u8::try_from(STUDIES_MAX).expect("few");
        for number in 0..count {
            places.keep(object(number), files(&[&[(1, 1)]]));
        }
        // Looked at once more, it is the last; then the second goes first.
        places.keep(object(0), files(&[&[(2, 1)]]));
        assert!(places.of(object(1)).is_some());
        places.keep(object(count), files(&[&[(3, 1)]]));
        assert!(places.of(object(1)).is_none());
        assert_eq!(places.of(object(0)), Some(files(&[&[(2, 1)]])));
        assert_eq!(places.of(object(count)), Some(files(&[&[(3, 1)]])));
        assert_eq!(places.all().len(), STUDIES_MAX);
    }

    #[test]
    fn a_frame_is_counted_in_its_file_and_one_beyond_the_series_is_in_none() {
        let files = files(&[&[(7, 1)], &[(3, 1), (9, 4), (2, 1)]]);
        let view = |series, frame| View {
            series,
            frame,
            light: Light::Full,
            invert: true,
            side_max: 512,
            file: None,
        };
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
}
