//! How somebody wishes to see a frame: an address, and back.

use edge::Asked;
use kernel::Result;
use readers::dicom::{FRAMES_MAX, Light, SERIES_MAX, View};

/// The longest side of a frame, in points: as it is, and enlarged.
const SIDE: u32 = 1_024;
const LARGE_SIDE: u32 = 2_048;

/// Beyond these, no density of a machine lies.
const DENSITY_MAX: f64 = 1e7;

/// How somebody wishes to see a frame: what the address says.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Wish {
    pub(super) series: u32,
    pub(super) image: u32,
    pub(super) light: Light,
    pub(super) invert: bool,
    pub(super) zoom: u32,
}

impl Wish {
    /// What the address says; what it says wrongly is as if it did not.
    pub(super) fn of(asked: &Asked) -> Result<Self> {
        let image = asked.param("image")?.and_then(|text| text.parse().ok());
        let zoom = asked.param("zoom")?.and_then(|text| text.parse().ok());
        let series = asked.param("serie")?.and_then(|text| text.parse().ok());
        Ok(Self {
            series: series.unwrap_or(1).clamp(1, SERIES_MAX as u32),
            image: image.unwrap_or(1).clamp(1, FRAMES_MAX),
            light: light(asked.param("fenetre")?.as_deref()),
            invert: asked.param("inverse")?.as_deref() == Some("oui"),
            zoom: zoom.filter(|zoom| matches!(zoom, 2 | 4)).unwrap_or(1),
        })
    }

    /// The address that says it, without what goes without saying.
    pub(super) fn query(&self) -> String {
        let mut query = format!("?image={}{}", self.image, self.of_series());
        query.push_str(&self.look());
        if self.zoom > 1 {
            query.push_str(&format!("&zoom={}", self.zoom));
        }
        query
    }

    /// Which series, where it is not the first.
    pub(super) fn of_series(&self) -> String {
        match self.series {
            1 => String::new(),
            series => format!("&serie={series}"),
        }
    }

    pub(super) fn look(&self) -> String {
        let light = match &self.light {
            Light::Usual => String::new(),
            Light::Full => String::from("&fenetre=tout"),
            Light::Window { center, width } => format!("&fenetre={center}:{width}"),
        };
        let invert = if self.invert { "&inverse=oui" } else { "" };
        format!("{light}{invert}")
    }

    pub(super) fn view(&self) -> View {
        View {
            series: self.series,
            frame: self.image,
            light: self.light.clone(),
            invert: self.invert,
            side_max: if self.zoom > 1 { LARGE_SIDE } else { SIDE },
            file: None,
        }
    }
}

pub(super) fn light(text: Option<&str>) -> Light {
    let window = |text: &str| {
        let (center, width) = text.split_once(':')?;
        let (center, width) = (center.parse::<f64>().ok()?, width.parse::<f64>().ok()?);
        (center.abs() <= DENSITY_MAX && (1.0..=DENSITY_MAX).contains(&width))
            .then_some(Light::Window { center, width })
    };
    match text {
        Some("tout") => Light::Full,
        Some(text) => window(text).unwrap_or(Light::Usual),
        None => Light::Usual,
    }
}
