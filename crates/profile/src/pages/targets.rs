//! What measures should be: the page where it is said, and the words that other
//! pages have of it.

use super::Pages;
use super::form::Sent;
use super::holder::{BASE, own};
use super::professional::let_in;
use super::shown::{number, title, who, word};
use crate::actions::Profiles;
use crate::rules::{Against, Bounds, Field, Heading, Measure, Target, Values, check_target};
use crate::shelf::{Aimed, LineId};
use askama::Template;
use axum::extract::State;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{AtHome, Caller, Named, WithPatient};
use kernel::{Date, Result, SpaceId};
use sharing::Permit;
use spaces::Face;

/// The holder's page of targets.
pub(super) const TARGETS: &str = "/espace/moi/profil/objectifs";
/// What its form asks for.
const FIELDS: [&str; 8] = [
    "mesure",
    "min",
    "max",
    "seconde-min",
    "seconde-max",
    "date-jour",
    "date-mois",
    "date-annee",
];

/// A target in words.
#[derive(Clone, Debug)]
pub(super) struct TargetView {
    /// Of which measure, and what it should be.
    pub(super) title: String,
    /// From when on, by whom.
    pub(super) origin: String,
    /// How it stands today: in force, to come, or over. The key of a word.
    pub(super) state: &'static str,
    pub(super) in_force: bool,
    /// Where whoever set it takes it away.
    pub(super) remove: Option<String>,
}

/// What should be, in words: `between 60 and 70 kg`.
pub(super) fn aimed_at(page: &Page, target: &Target) -> String {
    let unit = target.measure.unit();
    let bounds = |bounds: &Bounds| {
        let with_unit = |text: &str| format!("{}\u{a0}{unit}", number(page, text));
        let with_unit = |text: &str| with_unit(text).trim_end().to_owned();
        match (&bounds.low, &bounds.high) {
            (Some(low), Some(high)) => {
                let (low, high) = (number(page, low), with_unit(high));
                page.ta("profile-target-between", &[("low", &low), ("high", &high)])
            }
            (Some(low), None) => page.t1("profile-target-least", "low", with_unit(low)),
            (None, Some(high)) => page.t1("profile-target-most", "high", with_unit(high)),
            (None, None) => String::new(),
        }
    };
    if target.second.is_empty() {
        return bounds(&target.first);
    }
    let parts = [
        ("profile-target-first", &target.first),
        ("profile-target-second", &target.second),
    ];
    let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
    let parts: Vec<String> = parts
        .map(|(key, part)| page.t1(key, "aim", bounds(part)))
        .collect();
    parts.join(", ")
}

/// How a measure stands to what it should be that day, in words.
pub(super) fn stands(page: &Page, targets: &[Aimed], values: &Values) -> Option<String> {
    let measure = Measure::of(values)?;
    let day = super::measures::day(values)?;
    let target = &Profiles::target_on(targets, measure, day)?.target;
    let against = |field| target.of(field).against(values.number(field)?);
    let say = |key: &str, against: Against| page.t(&format!("{key}-{}", against.key()));
    match (against(Field::Value), against(Field::Second)) {
        (None, None) => None,
        (Some(one), None) if measure != Measure::Pressure => Some(say("profile-stands", one)),
        (Some(one), Some(other)) if one == other => Some(say("profile-stands", one)),
        (one, other) => {
            let parts = [
                one.map(|one| page.t1("profile-target-first", "aim", say("profile-stands", one))),
                other.map(|it| page.t1("profile-target-second", "aim", say("profile-stands", it))),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Some(parts.join(", "))
        }
    }
}

/// The targets that a permit shows.
pub(super) fn views(page: &Page, permit: &Permit, here: &str) -> Result<Vec<TargetView>> {
    let targets = Profiles::targets(permit)?;
    let today = permit.now().in_paris().date();
    let asks = permit.asks();
    let view = |aimed: &Aimed| {
        let measure = aimed.target.measure;
        let held = Profiles::target_on(&targets, measure, today);
        let in_force = held.is_some_and(|held| held.id == aimed.id);
        let own = asks.as_ref() == Some(&sharing::WrittenBy::from(&aimed.by));
        let what = word(page, Field::Measure, measure.slug());
        let aim = aimed_at(page, &aimed.target);
        TargetView {
            title: page.ta("profile-colon", &[("what", &what), ("value", &aim)]),
            origin: page.ta(
                "profile-target-origin",
                &[
                    ("from", &page.day(aimed.target.from)),
                    ("who", &who(page, &aimed.by)),
                    ("day", &page.day(aimed.at.in_paris().date())),
                ],
            ),
            state: match in_force {
                true => "profile-target-in-force",
                false if aimed.target.from > today => "profile-target-to-come",
                false => "profile-target-over",
            },
            in_force,
            remove: own.then(|| page.href(&format!("{here}/{}/retirer", aimed.id))),
        }
    };
    Ok(targets.iter().map(view).collect())
}

#[derive(Template)]
#[template(path = "profile_targets.html")]
struct TargetsPage {
    page: Page,
    /// Whose it is, for professionals.
    face: Option<Face>,
    targets: Vec<TargetView>,
    measures: Vec<(String, String)>,
    /// Nobody but the holder sees it, as the heading is kept.
    kept: bool,
    here: String,
    back: String,
}

impl TargetsPage {
    fn of(asked: &Asked, permit: &Permit, base: &str, here: &str) -> Result<Self> {
        let mut page = asked.page("profile-targets-title");
        let done = match asked.param("fait")?.as_deref() {
            Some("ajoute") => Some("profile-target-done"),
            Some("retire") => Some("profile-target-gone"),
            _ => None,
        };
        if let Some(key) = done {
            let text = page.t(key);
            page = page.with_status(Tone::Done, text);
        }
        let list = format!("{base}/{}", Heading::Measures.slug());
        let page = page.clone().under(page.t("profile-title"), base);
        let page = page.clone().under(title(&page, Heading::Measures), &list);
        let choice = |measure: Measure| {
            let slug = measure.slug();
            let unit = measure.unit();
            let name = word(&page, Field::Measure, slug);
            let name = match unit.is_empty() {
                true => name,
                false => format!("{name} ({unit})"),
            };
            (slug.to_owned(), name)
        };
        let choose = (String::new(), page.t("profile-choose"));
        let measures = Measure::AIMED.into_iter().map(choice);
        Ok(Self {
            face: None,
            targets: views(&page, permit, here)?,
            measures: std::iter::once(choose).chain(measures).collect(),
            kept: permit.is_at_home() && !Profiles::is_shared(permit, Heading::Measures)?,
            here: page.href(here),
            back: page.href(&list),
            page,
        })
    }

    /// With today in the field of the day, as long as nothing was typed.
    fn beginning(mut self, today: Date) -> Self {
        self.page = self.page.with_values(&[
            ("date-jour", &today.day().to_string()),
            ("date-mois", &today.month().to_string()),
            ("date-annee", &today.year().to_string()),
        ]);
        self
    }
}

/// What was typed, judged.
fn read(form: &Form, born: Date, today: Date) -> Result<Target> {
    form.only(&FIELDS)?;
    check_target(&Sent(form), born, today)
}

pub(super) async fn list(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
) -> Answer {
    let own = own(&pages, &caller, space).await?;
    let template = TargetsPage::of(&asked, &own.permit, BASE, TARGETS)?;
    Ok(edge::show(&template.beginning(own.today)))
}

pub(super) async fn set(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    let today = today(&pages);
    let face = pages.spaces.open_face(space).await?;
    let written = async {
        let target = read(&form, face.identity.birth_date.0, today)?;
        pages.profiles.aim(&caller, space, &target).await
    };
    if let Err(error) = written.await {
        return again(&asked, &pages, (&caller, space), &form, error).await;
    }
    Ok(asked.go(&format!("{TARGETS}?fait=ajoute")))
}

async fn again(
    asked: &Asked,
    pages: &Pages,
    (caller, space): (&Caller, SpaceId),
    form: &Form,
    error: kernel::Error,
) -> Answer {
    let own = own(pages, caller, space).await?;
    let mut template = TargetsPage::of(asked, &own.permit, BASE, TARGETS)?;
    template.page = template.page.again(form, error)?;
    Ok(edge::mend(&template))
}

pub(super) async fn remove(
    asked: Asked,
    AtHome { caller, space }: AtHome,
    Named(id): Named<LineId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    pages.profiles.aim_no_more(&caller, space, id).await?;
    Ok(asked.go(&format!("{TARGETS}?fait=retire")))
}

fn today(pages: &Pages) -> Date {
    let world = pages.profiles.sharing().world();
    world.now().in_paris().date()
}

fn place(space: SpaceId) -> (String, String) {
    let record = format!("/pro/patients/{space}");
    (format!("{record}/profil"), format!("{record}/objectifs"))
}

fn pro_page(
    asked: &Asked,
    own: super::professional::In,
    space: SpaceId,
) -> Result<(TargetsPage, Date)> {
    let (base, here) = place(space);
    let mut template = TargetsPage::of(asked, &own.permit, &base, &here)?;
    template.page = sharing::in_emergency(template.page, &own.permit)?;
    template.face = Some(own.face);
    Ok((template, own.today))
}

pub(super) async fn pro_list(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    State(pages): State<Pages>,
) -> Answer {
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let (template, today) = pro_page(&asked, own, space)?;
    Ok(edge::show(&template.beginning(today)))
}

pub(super) async fn pro_set(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    // Let in first: how old they are is for those alone who may see it.
    let own = match let_in(&pages, &caller, space).await {
        Ok(own) => own,
        Err(error) => return sharing::to_care_link(&asked, space, error),
    };
    let written = async {
        let target = read(&form, own.face.identity.birth_date.0, own.today)?;
        pages.profiles.aim(&caller, space, &target).await
    };
    if let Err(error) = written.await {
        let (mut template, _) = pro_page(&asked, own, space)?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("{}?fait=ajoute", place(space).1)))
}

pub(super) async fn pro_remove(
    asked: Asked,
    WithPatient { caller, space, .. }: WithPatient,
    Named(id): Named<LineId>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&[])?;
    pages.profiles.aim_no_more(&caller, space, id).await?;
    Ok(asked.go(&format!("{}?fait=retire", place(space).1)))
}
