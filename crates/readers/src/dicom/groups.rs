//! Where an attribute of one frame stands (DICOM PS3.3, C.7.6.16): beside the
//! frame, beside all frames, or at the top of the file.

use super::elements::{Elements, Tag};

const SHARED: Tag = Tag(0x5200, 0x9229);
const PER_FRAME: Tag = Tag(0x5200, 0x9230);

/// A sequence of the functional groups, and what it holds.
pub(super) const ORIENTATION: Tag = Tag(0x0020, 0x9116);
pub(super) const MEASURES: Tag = Tag(0x0028, 0x9110);
pub(super) const WINDOW: Tag = Tag(0x0028, 0x9132);
pub(super) const RESCALE: Tag = Tag(0x0028, 0x9145);

/// The data set as one frame sees it.
#[derive(Clone, Copy)]
pub(super) struct Groups<'e, 'a> {
    top: &'e Elements<'a>,
    own: Option<&'e Elements<'a>>,
    shared: Option<&'e Elements<'a>>,
}

impl<'e, 'a> Groups<'e, 'a> {
    /// Of a frame, counted from 1.
    pub fn of(top: &'e Elements<'a>, frame: u32) -> Self {
        let index = frame.saturating_sub(1) as usize;
        Self {
            top,
            own: top.items(PER_FRAME).get(index),
            shared: top.items(SHARED).first(),
        }
    }

    /// The level at which this attribute of this group stands.
    pub fn level(self, group: Tag, attribute: Tag) -> &'e Elements<'a> {
        [self.own, self.shared]
            .into_iter()
            .flatten()
            .filter_map(|level| level.items(group).first())
            .find(|level| level.find(attribute).is_some())
            .unwrap_or(self.top)
    }
}
