//! The pictures of documents: of a DICOM document a page for one frame with the
//! ways to the others, and the frames themselves; of all others the pictures that
//! the document's page shows.
//!
//! Everything is a link with its wish in the address; the script only saves
//! the new page. INVARIANT: the file is read by a child, and each page and each
//! frame is opened with a permit, which writes its line.

mod wish;

use super::professional::{above, sees_around};
use super::{Pages, sameness};
use crate::actions::{IMAGES, Opened};
use crate::reading::{self, held_against};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use edge::{Answer, Asked, Page};
use http::header::CONTENT_TYPE;
use identity::{Caller, HolderIn, ProfessionalIn};
use kernel::{DocumentId, Error, Result, SpaceId};
use readers::dicom::{
    Answer as Dicom, Content, Edge, Light, Report, Series, Study, WindowName, compare,
};
use readers::{Picture, Reading};
use sharing::Manner;
use spaces::Face;
use wish::Wish;

/// A link that is one of several.
struct Choice {
    label: String,
    href: String,
    chosen: bool,
}

/// One frame, and the ways to the others.
struct Frames {
    series: Vec<Choice>,
    number: u32,
    count: u32,
    said: String,
    src: String,
    alt: String,
    /// The same three for the script, with `{n}` for the number.
    said_of: String,
    src_of: String,
    alt_of: String,
    before: Option<String>,
    after: Option<String>,
    windows: Vec<Choice>,
    invert: Choice,
    larger: Option<String>,
    smaller: Option<String>,
    reset: String,
    zoom: u32,
    notes: Vec<String>,
}

/// A line of a report.
struct Said {
    label: String,
    text: String,
}

/// What the page shows.
#[derive(Default)]
struct Seen {
    /// What to know before looking.
    warnings: Vec<String>,
    facts: Vec<(String, String)>,
    frames: Option<Frames>,
    report: Option<Vec<Said>>,
    /// Why there is no picture.
    nothing: Option<String>,
    /// What else there is in an archive.
    unseen: Option<String>,
}

impl Seen {
    async fn of(page: &Page, opened: &Opened, who: &Face, wish: Wish, here: &str) -> Result<Self> {
        let study = match look(opened).await? {
            Ok(study) => study,
            Err(code) => {
                return Ok(Self {
                    nothing: Some(page.t(code)),
                    ..Self::default()
                });
            }
        };
        let mut seen = Self {
            warnings: warnings(page, &study, who),
            facts: facts(page, &study),
            ..Self::default()
        };
        if study.unseen > 0 {
            seen.unseen = Some(page.t1("documents-images-unseen", "count", study.unseen));
        }
        match study.content {
            Content::Images(series) => seen.frames = Some(Frames::of(page, &series, wish, here)?),
            Content::Report(report) => seen.report = Some(said(page, report)),
            Content::Other(other) => seen.nothing = Some(page.t(other.code())),
            Content::Refused(refusal) => seen.nothing = Some(page.t(refusal.code())),
        }
        Ok(seen)
    }
}

/// What a child says of the file, or the key of the sentence why not.
async fn look(opened: &Opened) -> Result<std::result::Result<Study, &'static str>> {
    Ok(match opened.study().await? {
        Ok(readers::Answer::Dicom(Dicom::Study(study))) => Ok(*study),
        Ok(readers::Answer::Dicom(Dicom::Refused(refusal))) => Err(refusal.code()),
        Ok(_) => return Err(Error::fault("a reader answered another question")),
        Err(refusal) => Err(refusal.code()),
    })
}

/// Whose images these are not, or not surely.
fn warnings(page: &Page, study: &Study, who: &Face) -> Vec<String> {
    let sameness = held_against(who, |traits| compare(&study.person, traits));
    sameness::warning(page, sameness).into_iter().collect()
}

fn facts(page: &Page, study: &Study) -> Vec<(String, String)> {
    let day = |day: &Option<String>| day.as_deref().map(|day| page.day_text(day));
    [
        ("documents-images-study", study.description.clone()),
        ("documents-images-day", day(&study.date)),
        ("documents-images-place", study.institution.clone()),
        ("documents-images-person", study.person.name.clone()),
        ("documents-images-born", day(&study.person.birth_date)),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((page.t(key), value?)))
    .collect()
}

impl Frames {
    fn of(page: &Page, all: &[Series], wish: Wish, here: &str) -> Result<Self> {
        let place = (wish.series as usize).min(all.len()).saturating_sub(1);
        let series = all.get(place).ok_or_else(Error::not_found)?;
        let count = series.frames;
        let wish = Wish {
            series: u32::try_from(place + 1).unwrap_or(1),
            image: wish.image.min(count),
            ..wish
        };
        let at = |wish: Wish| page.href(&format!("{here}/images{}", wish.query()));
        let frame = |number: &str| {
            let zoom = wish.zoom.min(2);
            let (of, look) = (wish.of_series(), wish.look());
            page.href(&format!("{here}/images/{number}?zoom={zoom}{of}{look}"))
        };
        let name = named(page, series);
        let counted = |number: &str| {
            let count = count.to_string();
            page.ta(
                "documents-images-count",
                &[("number", number), ("count", &count)],
            )
        };
        let alt = |number: &str| {
            let count = count.to_string();
            let args = [
                ("series", name.as_str()),
                ("number", number),
                ("count", &count),
            ];
            page.ta("documents-images-alt", &args)
        };
        let other = |image: u32| {
            at(Wish {
                image,
                ..wish.clone()
            })
        };
        let zoomed = |zoom: u32| {
            at(Wish {
                zoom,
                ..wish.clone()
            })
        };
        let number = wish.image.to_string();
        Ok(Self {
            series: (1..)
                .zip(all)
                .map(|(number, series)| listed(page, number, series, &wish, at))
                .collect(),
            number: wish.image,
            count,
            said: counted(&number),
            src: frame(&number),
            alt: alt(&number),
            said_of: counted("{n}"),
            src_of: frame("{n}"),
            alt_of: alt("{n}"),
            before: (wish.image > 1).then(|| other(wish.image - 1)),
            after: (wish.image < count).then(|| other(wish.image + 1)),
            windows: windows(page, series, &wish, at),
            invert: Choice {
                label: page.t("documents-images-invert"),
                href: at(Wish {
                    invert: !wish.invert,
                    ..wish.clone()
                }),
                chosen: wish.invert,
            },
            larger: (wish.zoom < 4).then(|| zoomed(wish.zoom * 2)),
            smaller: (wish.zoom > 1).then(|| zoomed(wish.zoom / 2)),
            reset: at(Wish {
                light: Light::Usual,
                invert: false,
                zoom: 1,
                ..wish.clone()
            }),
            zoom: wish.zoom,
            notes: notes(page, series),
        })
    }
}

/// A series in the list of all, with the way to its middle, where most is seen; the
/// light of one says nothing of another.
fn listed(
    page: &Page,
    number: u32,
    series: &Series,
    wish: &Wish,
    at: impl Fn(Wish) -> String,
) -> Choice {
    let frames = page.t1("documents-images-frames", "count", series.frames);
    Choice {
        label: format!("{} ({frames})", named(page, series)),
        href: at(Wish {
            series: number,
            image: series.frames.div_ceil(2),
            light: Light::Usual,
            ..wish.clone()
        }),
        chosen: number == wish.series,
    }
}

/// The windows to choose from; a file without any has its usual light alone.
fn windows(page: &Page, series: &Series, wish: &Wish, at: impl Fn(Wish) -> String) -> Vec<Choice> {
    if !series.is_grey() {
        return Vec::new();
    }
    let choice = |label: String, light: Light| Choice {
        label,
        chosen: wish.light == light,
        href: at(Wish {
            light,
            ..wish.clone()
        }),
    };
    let mut choices = vec![choice(
        page.t("documents-images-window-usual"),
        Light::Usual,
    )];
    choices.extend(series.windows.iter().map(|window| {
        let label = match &window.name {
            WindowName::File(Some(name)) => name.clone(),
            WindowName::File(None) => page.t("documents-images-window-file"),
            WindowName::Soft => page.t("documents-images-window-soft"),
            WindowName::Lung => page.t("documents-images-window-lung"),
            WindowName::Bone => page.t("documents-images-window-bone"),
            WindowName::Brain => page.t("documents-images-window-brain"),
        };
        let light = Light::Window {
            center: window.center,
            width: window.width,
        };
        choice(label, light)
    }));
    choices.push(choice(page.t("documents-images-window-full"), Light::Full));
    choices
}

/// What a series is called: its kind in words, and what the department says.
fn named(page: &Page, series: &Series) -> String {
    let kind = match series.modality.as_str() {
        "CT" => "documents-images-kind-ct",
        "MR" => "documents-images-kind-mr",
        "CR" | "DX" | "RG" | "RF" => "documents-images-kind-xray",
        "US" => "documents-images-kind-us",
        "MG" => "documents-images-kind-mg",
        "NM" => "documents-images-kind-nm",
        "PT" => "documents-images-kind-pt",
        "XA" => "documents-images-kind-xa",
        _ => "documents-images-kind-other",
    };
    match series.description.as_ref().or(series.body_part.as_ref()) {
        Some(description) => format!("{}, {description}", page.t(kind)),
        None => page.t(kind),
    }
}

/// What must be known to read the frames rightly.
fn notes(page: &Page, series: &Series) -> Vec<String> {
    let side = |edge: Edge| {
        page.t(match edge {
            Edge::Right => "documents-images-side-right",
            Edge::Left => "documents-images-side-left",
            Edge::Anterior => "documents-images-side-anterior",
            Edge::Posterior => "documents-images-side-posterior",
            Edge::Head => "documents-images-side-head",
            Edge::Foot => "documents-images-side-foot",
        })
    };
    let edges = series.edges.map(|edges| {
        let (right, bottom) = (side(edges.right), side(edges.bottom));
        page.ta(
            "documents-images-edges",
            &[("right", &right), ("bottom", &bottom)],
        )
    });
    let marked = series.marked.then(|| page.t("documents-images-marked"));
    let lossy = series.lossy.then(|| page.t("documents-images-lossy"));
    [edges, marked, lossy].into_iter().flatten().collect()
}

fn said(page: &Page, report: Report) -> Vec<Said> {
    let cut = report.cut.then(|| Said {
        label: String::new(),
        text: page.t("documents-images-report-cut"),
    });
    let title = report.title.map(|title| Said {
        label: title,
        text: String::new(),
    });
    let lines = report.lines.into_iter().map(|line| Said {
        label: line.label.unwrap_or_default(),
        text: line.text.unwrap_or_default(),
    });
    title.into_iter().chain(lines).chain(cut).collect()
}

#[derive(Template)]
#[template(path = "images.html")]
struct HolderImages {
    page: Page,
    seen: Seen,
    back: String,
}

#[derive(Template)]
#[template(path = "pro_images.html")]
struct ProfessionalImages {
    page: Page,
    face: Face,
    seen: Seen,
    back: String,
}

pub(super) async fn holder(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let face = pages.spaces.open_face(holder.own_space()?).await?;
    let opened = opened_by_holder(&pages, holder, &id).await?;
    let here = format!("/espace/moi/documents/{id}");
    let title = opened.listed.label.title.clone();
    let page = asked.titled(asked_title(&asked, &title));
    let page = page
        .clone()
        .under(page.t("documents-title"), "/espace/moi/documents")
        .under(title, &here);
    Ok(edge::show(&HolderImages {
        seen: Seen::of(&page, &opened, &face, Wish::of(&asked)?, &here).await?,
        back: page.href(&here),
        page,
    }))
}

pub(super) async fn professional(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let space = space.parse::<SpaceId>()?;
    let caller = Caller::Professional(professional.clone());
    let opened = opened_by(&pages, &caller, space, &id).await?;
    let face = pages.spaces.open_face(space).await?;
    let record = format!("/pro/patients/{space}");
    let here = format!("{record}/documents/{id}");
    let title = opened.listed.label.title.clone();
    let page = asked.titled(asked_title(&asked, &title));
    let page = sharing::in_emergency(page, opened.permit())?;
    let above = above(&record, sees_around(&opened, &professional));
    let page = page.under(face.name(), &above).under(title, &here);
    Ok(edge::show(&ProfessionalImages {
        seen: Seen::of(&page, &opened, &face, Wish::of(&asked)?, &here).await?,
        back: page.href(&here),
        face,
        page,
    }))
}

pub(super) async fn holder_frame(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path((id, frame)): Path<(String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let space = holder.own_space()?;
    let caller = Caller::Holder(holder);
    Ok(picture(&pages, &asked, (&caller, space, &id), &frame).await?)
}

pub(super) async fn professional_frame(
    asked: Asked,
    ProfessionalIn(professional): ProfessionalIn,
    Path((space, id, frame)): Path<(String, String, String)>,
    State(pages): State<Pages>,
) -> Answer {
    let caller = Caller::Professional(professional);
    let whose = (&caller, space.parse()?, &*id);
    Ok(picture(&pages, &asked, whose, &frame).await?)
}

fn asked_title(asked: &Asked, title: &str) -> String {
    asked
        .titled(String::new())
        .t1("documents-images-title", "title", title)
}

async fn opened_by_holder(pages: &Pages, holder: identity::Holder, id: &str) -> Result<Opened> {
    let space = holder.own_space()?;
    opened_by(pages, &Caller::Holder(holder), space, id).await
}

/// The document, if it may be seen and is of this kind.
async fn opened_by(pages: &Pages, caller: &Caller, space: SpaceId, id: &str) -> Result<Opened> {
    let id = id.parse::<DocumentId>()?;
    let opened = pages
        .documents
        .open(caller, space, id, Manner::Seen)
        .await?;
    match has_images(&opened) {
        true => Ok(opened),
        false => Err(Error::not_found()),
    }
}

/// Whether a document has a page of pictures.
pub(super) fn has_images(opened: &Opened) -> bool {
    IMAGES.contains(&opened.body.mime.as_str())
}

async fn picture(
    pages: &Pages,
    asked: &Asked,
    (caller, space, id): (&Caller, SpaceId, &str),
    frame: &str,
) -> Result<Response> {
    let id = id.parse::<DocumentId>()?;
    let number = frame.parse().map_err(|_| Error::not_found())?;
    let opening = pages.documents.open(caller, space, id, Manner::Pictured);
    let opened = opening.await?;
    let picture = if has_images(&opened) {
        let view = Wish {
            image: number,
            ..Wish::of(asked)?
        };
        drawn(opened.frame(view.view()).await?)?
    } else {
        let within = asked.param("dans")?.and_then(|place| place.parse().ok());
        reading::drawn(&opened, number, within).await?
    };
    Ok(([(CONTENT_TYPE, picture.mime())], picture.bytes).into_response())
}

/// The frame a reader drew. That it had no time is no word on the frame.
fn drawn(reading: Reading) -> Result<Picture> {
    match reading {
        Ok(readers::Answer::Dicom(Dicom::Frame(picture))) if picture.is_what_it_says() => {
            Ok(picture)
        }
        Ok(readers::Answer::Dicom(Dicom::Frame(_) | Dicom::Refused(_))) => Err(Error::not_found()),
        Err(refusal) => Err(refusal.into()),
        Ok(_) => Err(Error::fault("a reader answered another question")),
    }
}

#[cfg(test)]
mod tests;
