//! `/admin`, `/admin/equipe`, `/admin/equipe/journal`: who is of the team, and
//! what was done to it.

use super::role_key;
use crate::Identity;
use crate::layer::AdministratorIn;
use crate::staff::actions::{MemberPlace, PAGE_MAX};
use crate::staff::rules::is_stale;
use crate::staff::{Deed, EventLine, Member, Role, Staff, Stage};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use edge::{Answer, Asked, Page, Tone};
use kernel::{AccountId, Error, Personal, Result, Timestamp};
use std::sync::Arc;

/// Lines of what was done, below the people.
const LAST_DEEDS: usize = 10;
/// Where each list goes on, in the address.
const AFTER_PROPOSED: &str = "apres-proposes";
const AFTER_CONFIRMED: &str = "apres-confirmes";
const AFTER_IN_POST: &str = "apres";

/// The witnesses of the public log by name, and whether each signed its last state: asked
/// for every page. The house lays it around these routes; without it nothing is said.
#[derive(Clone)]
pub struct Witnesses(pub Arc<dyn Fn() -> Vec<(String, bool)> + Send + Sync>);

#[derive(Template)]
#[template(path = "staff_home.html")]
struct Home {
    page: Page,
    name: String,
    waiting: i64,
    /// What each witness of the public log did, in words.
    witnesses: Vec<String>,
}

/// Where an administrator begins.
pub(super) async fn home(
    State(identity): State<Identity>,
    AdministratorIn(who): AdministratorIn,
    witnesses: Option<Extension<Witnesses>>,
    asked: Asked,
) -> Answer {
    let waiting = identity.count_waiting().await?;
    let page = asked.page("staff-home-title");
    let witnesses = witnesses.map(|Extension(Witnesses(all))| all());
    let said = |(name, signed): (String, bool)| match signed {
        true => page.t1("staff-home-witness-signed", "name", name),
        false => page.t1("staff-home-witness-missing", "name", name),
    };
    Ok(edge::show(&Home {
        witnesses: witnesses
            .unwrap_or_default()
            .into_iter()
            .map(said)
            .collect(),
        name: who.name.0,
        waiting,
        page,
    }))
}

#[derive(Template)]
#[template(path = "staff_team.html")]
struct Team {
    page: Page,
    proposed: List,
    confirmed: List,
    in_post: List,
    roles: Vec<Filter>,
    deeds: Vec<Line>,
}

/// Those at one stage, page by page: each list goes on by itself.
struct List {
    rows: Vec<Row>,
    next: Option<String>,
}

/// One choice of whom to list.
struct Filter {
    label: String,
    href: String,
    current: bool,
}

/// Somebody on screen.
struct Row {
    id: String,
    name: String,
    role: String,
    place: String,
    /// When they were proposed and by whom; when their code dies; since when
    /// they are in post.
    since: String,
    entered: String,
    may_confirm: bool,
    /// Whether the proposal is too old for anybody to confirm it.
    stale: bool,
}

/// The team.
pub(super) async fn page(
    State(identity): State<Identity>,
    AdministratorIn(who): AdministratorIn,
    asked: Asked,
) -> Answer {
    let role = asked.param("role")?.map(|word| word.parse::<Role>());
    let role = role.transpose().map_err(|_| Error::not_found())?;
    let list = async |stage, role, after: &str| {
        let place = asked.param(after)?.map(|text| read_place(&text));
        identity.list_staff(stage, role, place.transpose()?).await
    };
    let proposed = list(Stage::Proposed, None, AFTER_PROPOSED).await?;
    let confirmed = list(Stage::Confirmed, None, AFTER_CONFIRMED).await?;
    let in_post = list(Stage::InPost, role, AFTER_IN_POST).await?;
    let (deeds, _) = identity.staff_events(None, LAST_DEEDS).await?;
    let page = status(asked.page("staff-team-title"), &asked, &identity).await?;
    let shown = |(members, next): (Vec<Member>, Option<MemberPlace>), after: &str| {
        let row = |member| Row::of(&page, &identity, &who, member);
        let query = role.map_or(String::new(), |role| format!("role={role}&"));
        List {
            rows: members.iter().map(row).collect(),
            next: next.map(|(at, last)| {
                let path = format!("/admin/equipe?{query}{after}={}-{last}", at.millis());
                page.href(&path)
            }),
        }
    };
    Ok(edge::show(&Team {
        proposed: shown(proposed, AFTER_PROPOSED),
        confirmed: shown(confirmed, AFTER_CONFIRMED),
        in_post: shown(in_post, AFTER_IN_POST),
        roles: filters(&page, role),
        deeds: deeds.iter().map(|deed| Line::of(&page, deed)).collect(),
        page,
    }))
}

/// What was just done; else a warning while one administrator alone could
/// confirm nobody.
async fn status(page: Page, asked: &Asked, identity: &Identity) -> Result<Page> {
    let done = match asked.param("fin")?.as_deref() {
        Some("propose") => Some("staff-proposed-done"),
        Some("termine") => Some("staff-ended-done"),
        _ => None,
    };
    if let Some(key) = done {
        let text = page.t(key);
        return Ok(page.with_status(Tone::Done, text));
    }
    let role = Some(Role::Administrator);
    let (administrators, _) = identity.list_staff(Stage::InPost, role, None).await?;
    if administrators.len() > 1 {
        return Ok(page);
    }
    let text = page.t("staff-team-alone");
    Ok(page.with_status(Tone::Warning, text))
}

fn filters(page: &Page, chosen: Option<Role>) -> Vec<Filter> {
    let all = Filter {
        label: page.t("staff-role-all"),
        href: page.href("/admin/equipe"),
        current: chosen.is_none(),
    };
    let one = |role: Role| Filter {
        label: page.t(match role {
            Role::Operator => "staff-role-operators",
            Role::Volunteer => "staff-role-volunteers",
            Role::Administrator => "staff-role-administrators",
        }),
        href: page.href(&format!("/admin/equipe?role={role}")),
        current: chosen == Some(role),
    };
    [all].into_iter().chain(Role::ALL.map(one)).collect()
}

fn read_place(text: &str) -> Result<MemberPlace> {
    let (at, account) = text.split_once('-').ok_or_else(Error::not_found)?;
    let at = at.parse().map_err(|_| Error::not_found())?;
    Ok((Timestamp::from_millis(at), account.parse::<AccountId>()?))
}

impl Row {
    fn of(page: &Page, identity: &Identity, who: &Staff, member: &Member) -> Self {
        let moment = |at| page.moment(at);
        let day = |at: Timestamp| page.day(at.in_paris().date());
        Self {
            id: member.account.to_string(),
            name: member.name.0.clone(),
            role: page.t(role_key(member.role)),
            place: member.place.clone().unwrap_or_default(),
            since: match member.stage {
                Stage::Proposed => proposed_by(page, member),
                Stage::Confirmed => code_until(page, identity.now(), member),
                Stage::InPost | Stage::Ended => member.since.map(day).unwrap_or_default(),
            },
            entered: member.entered_at.map(moment).unwrap_or_default(),
            may_confirm: identity.check_confirm(who, member).is_ok(),
            stale: is_stale(member.proposed_at, identity.now()),
        }
    }
}

/// Until when a code is good; once it is dead, what must be done.
fn code_until(page: &Page, now: Timestamp, member: &Member) -> String {
    match member.code_until {
        Some(until) if now < until => {
            page.t1("staff-code-until", "moment", page.moment(until).as_str())
        }
        // Nobody may make a new code for these.
        _ if member.proposed_by.is_none() || is_stale(member.proposed_at, now) => {
            page.t("staff-code-dead-anew")
        }
        _ => page.t("staff-code-dead"),
    }
}

/// Who proposed somebody, and when.
pub(super) fn proposed_by(page: &Page, member: &Member) -> String {
    let name = actor(page, member.proposer.as_ref());
    let moment = page.moment(member.proposed_at);
    let words = [("name", name.as_str()), ("moment", moment.as_str())];
    page.ta("staff-proposed-by", &words)
}

/// Who did something: somebody of the team, or the command line.
fn actor(page: &Page, name: Option<&Personal<String>>) -> String {
    name.map_or_else(|| page.t("staff-command-line"), |name| name.0.clone())
}

#[derive(Template)]
#[template(path = "staff_journal.html")]
struct Journal {
    page: Page,
    deeds: Vec<Line>,
    older: Option<String>,
}

/// One deed on screen.
struct Line {
    when: String,
    what: String,
}

impl Line {
    fn of(page: &Page, line: &EventLine) -> Self {
        let key = match line.deed {
            Deed::Proposed => "staff-deed-proposed",
            Deed::Confirmed => "staff-deed-confirmed",
            Deed::Enrolled => "staff-deed-enrolled",
            Deed::CharterSigned => "staff-deed-charter",
            Deed::Ended => "staff-deed-ended",
        };
        let actor = actor(page, line.actor.as_ref());
        let role = page.t(role_key(line.role));
        let words = [
            ("actor", actor.as_str()),
            ("about", line.about.0.as_str()),
            ("role", role.as_str()),
        ];
        Self {
            when: page.moment(line.place.at),
            what: page.ta(key, &words),
        }
    }
}

/// All that was done, page by page.
pub(super) async fn journal(
    State(identity): State<Identity>,
    AdministratorIn(_): AdministratorIn,
    asked: Asked,
) -> Answer {
    let before = asked.param("avant")?.map(|text| text.parse()).transpose()?;
    let (deeds, more) = identity.staff_events(before, PAGE_MAX).await?;
    let page = asked
        .page("staff-journal-title")
        .under(asked.page("staff-team-title").title, "/admin/equipe");
    let last = deeds.last().filter(|_| more);
    let older = last.map(|last| {
        let path = format!("/admin/equipe/journal?avant={}", last.place);
        page.href(&path)
    });
    Ok(edge::show(&Journal {
        deeds: deeds.iter().map(|deed| Line::of(&page, deed)).collect(),
        older,
        page,
    }))
}
