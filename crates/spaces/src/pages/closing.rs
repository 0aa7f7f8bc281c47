//! `/espace/moi/fermeture…`: closing one's space in three screens, with fresh
//! proof; `/espace/moi/ferme`: what a space that is not open shows its holder,
//! and the way back; `/espace/moi/acces/espace`: the life of the space, with
//! what waits.

use super::choice::{fates, pdf, read_fate};
use super::helping::Helping;
use crate::Spaces;
use crate::actions::{By, Decision, Helper};
use crate::notices::Receipted;
use crate::queries::{Happened, HeldAct};
use crate::rules::held::What;
use crate::rules::life::{ARCHIVE, Event, Fate, How, Life, days_left};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{FreshHolder, Holder, HolderIn};
use kernel::{Error, Lang, PersonId, Result, SpaceId};
use ledger::Step;

#[derive(Template)]
#[template(path = "closing.html")]
struct ClosingPage {
    page: Page,
    fates: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "closing_confirm.html")]
struct ConfirmPage {
    page: Page,
    fate: &'static str,
    effects: [String; 3],
}

#[derive(Template)]
#[template(path = "closed.html")]
struct ClosedPage {
    page: Page,
    lead: String,
    receipt: Option<String>,
    rest: Option<String>,
    may_reopen: bool,
    pdf: Option<String>,
}

#[derive(Template)]
#[template(path = "life.html")]
struct LifePage {
    page: Page,
    held: Vec<HeldLine>,
    /// Whether the account may not call it off yet.
    on_probation: bool,
    /// Who answers for the child whose space it is, since when and until when.
    represented: Vec<String>,
    lines: Vec<LifeLine>,
}

struct HeldLine {
    text: String,
    cancel: String,
    label: String,
}

struct LifeLine {
    what: String,
    who: String,
    when: String,
    how: String,
    receipt: String,
}

/// The holder's own space.
fn own(holder: &Holder) -> Result<SpaceId> {
    holder.spaces.first().copied().ok_or_else(Error::not_found)
}

async fn own_person(spaces: &Spaces, holder: &Holder) -> Result<(SpaceId, PersonId, Life)> {
    let face = spaces.face(own(holder)?).await?;
    Ok((face.space, face.person, face.life))
}

pub(super) async fn page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let (.., life) = own_person(&spaces, &holder).await?;
    if !life.is_open() {
        return Ok(asked.go("/espace/moi/ferme"));
    }
    let page = asked.page("closing-title");
    Ok(edge::show(&ClosingPage {
        fates: fates(&page),
        page,
    }))
}

pub(super) async fn choose(asked: Asked, _: HolderIn, form: Form) -> Answer {
    match read_fate(&form) {
        Ok(Fate::Delete) => Ok(asked.go("/espace/moi/fermeture/confirmer?suite=effacer")),
        Ok(_) => Ok(asked.go("/espace/moi/fermeture/confirmer?suite=archiver")),
        Err(error) => {
            let page = asked.page("closing-title").again(&form, error)?;
            Ok(edge::mend(&ClosingPage {
                fates: fates(&page),
                page,
            }))
        }
    }
}

pub(super) async fn confirm_page(
    State(spaces): State<Spaces>,
    FreshHolder(holder): FreshHolder,
    asked: Asked,
) -> Answer {
    let (.., life) = own_person(&spaces, &holder).await?;
    if !life.is_open() {
        return Ok(asked.go("/espace/moi/ferme"));
    }
    let (fate, effect) = match asked.param("suite")?.as_deref() {
        Some("archiver") => ("archiver", "closing-effect-archive"),
        Some("effacer") => ("effacer", "closing-effect-delete"),
        _ => return Ok(asked.go("/espace/moi/fermeture")),
    };
    let page = asked
        .page("closing-confirm-title")
        .under(asked.page("closing-title").title, "/espace/moi/fermeture");
    Ok(edge::show(&ConfirmPage {
        fate,
        effects: ["closing-effect-stop", effect, "closing-effect-undo"].map(|key| page.t(key)),
        page,
    }))
}

pub(super) async fn close(
    State(spaces): State<Spaces>,
    FreshHolder(holder): FreshHolder,
    Helping(help): Helping,
    asked: Asked,
    form: Form,
) -> Answer {
    let fate = read_fate(&form)?;
    let (_, person, _) = own_person(&spaces, &holder).await?;
    let by = By::helped(help);
    spaces.close_in_account(person, fate, by).await?;
    Ok(asked.go("/espace/moi/ferme"))
}

pub(super) async fn closed_page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let (space, _, life) = own_person(&spaces, &holder).await?;
    let now = spaces.world().now();
    let page = asked.page("closed-title");
    let day = |page: &Page, at: kernel::Timestamp| page.day(at.in_paris().date());
    let (lead, rest, may_reopen) = match life {
        Life::Open { .. } | Life::Active { .. } => return Ok(asked.go("/espace/moi")),
        Life::Closed { at, fate, .. } => {
            let until = life.erase_at().unwrap_or(at);
            let left = days_left(until, now).to_string();
            let rest = match fate {
                Fate::Delete => page.ta(
                    "closed-delete",
                    &[("day", &day(&page, until)), ("days", &left)],
                ),
                Fate::Archive => page.t1("closed-archive", "day", day(&page, until)),
                Fate::Death => page.t("closed-death"),
            };
            let lead = page.t1("closed-since", "moment", page.moment(at));
            (lead, Some(rest), life.reopen(now).is_ok())
        }
        Life::Refused { at } => (
            page.t1("closed-refused", "moment", page.moment(at)),
            Some(page.t("closed-refused-back")),
            false,
        ),
        Life::Erased { at } => (
            page.t1("closed-erased", "moment", page.moment(at)),
            None,
            false,
        ),
        Life::Announced { .. } => (page.t("closed-announced"), None, false),
    };
    let receipt = last_receipt(&spaces, space).await?;
    Ok(edge::show(&ClosedPage {
        lead,
        rest,
        may_reopen,
        pdf: receipt
            .as_ref()
            .map(|_| page.href("/espace/moi/ferme/justificatif")),
        receipt: receipt.map(|happened| happened.receipt),
        page,
    }))
}

/// The closing or the refusal that stands.
async fn last_receipt(spaces: &Spaces, space: SpaceId) -> Result<Option<Happened>> {
    let events = spaces.events(space).await?;
    Ok(events
        .into_iter()
        .find(|happened| matches!(happened.what, Event::Closed | Event::Refused)))
}

/// The receipt of the closing or the refusal that stands.
pub(super) async fn closed_pdf(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let space = own(&holder)?;
    let happened = last_receipt(&spaces, space)
        .await?
        .ok_or_else(Error::not_found)?;
    let face = spaces.face(space).await?;
    let what = match (happened.what, face.life) {
        (Event::Refused, _) => Decision::Refused,
        (
            _,
            Life::Closed {
                fate: Fate::Delete, ..
            },
        ) => Decision::Deleted,
        // Of what is erased by now, the day tells what was chosen.
        (_, Life::Erased { at }) if at < happened.at.plus(ARCHIVE) => Decision::Deleted,
        _ => Decision::Archived,
    };
    let of = Receipted {
        what,
        number: &happened.receipt,
        at: happened.at,
        how: happened.how,
        names: &[face.name()],
        opened_at: None,
        has_account: true,
    };
    pdf(&spaces, &asked, &of)
}

pub(super) async fn reopen(
    State(spaces): State<Spaces>,
    FreshHolder(holder): FreshHolder,
    Helping(help): Helping,
    asked: Asked,
    _form: Form,
) -> Answer {
    let (_, person, _) = own_person(&spaces, &holder).await?;
    let now = spaces.world().now();
    spaces.reopen(person, By::helped(help), now).await?;
    Ok(asked.go("/espace/moi"))
}

pub(super) async fn life_page(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    asked: Asked,
) -> Answer {
    let mut page = asked.page("life-title");
    if asked.param("fait")?.as_deref() == Some("annule") {
        let text = page.t("life-called-off");
        page = page.with_status(Tone::Done, text);
    }
    let space = own(&holder)?;
    let held = spaces.held(space).await?;
    let events = spaces.events(space).await?;
    let helpers = spaces.helpers(space).await?;
    let mut represented = Vec::new();
    for mandate in spaces.identity().mandates_in(space).await? {
        let name = spaces.identity().name_of(mandate.account).await?;
        let name = name.unwrap_or_default().0;
        let day = |at: kernel::Timestamp| page.day(at.in_paris().date());
        let (since, until) = (day(mandate.since), day(mandate.until));
        let args = [
            ("name", name.as_str()),
            ("since", &since),
            ("until", &until),
        ];
        represented.push(page.ta("life-representative", &args));
    }
    for carer in spaces.identity().carers_of(space).await? {
        let Some(by) = carer.by else { continue };
        let name = spaces.identity().name_of(by.account).await?;
        let name = name.unwrap_or_default().0;
        let day = |at: kernel::Timestamp| page.day(at.in_paris().date());
        let last = carer.until.minus(std::time::Duration::from_secs(1));
        let (since, until) = (day(by.since), day(last));
        let args = [
            ("name", name.as_str()),
            ("since", &since),
            ("until", &until),
        ];
        represented.push(match carer.messages_since {
            Some(_) => page.ta("life-carer-writes", &args),
            None => page.ta("life-carer", &args),
        });
    }
    Ok(edge::show(&LifePage {
        represented,
        on_probation: on_probation(&spaces, &holder, space),
        held: held.iter().map(|act| held_line(&page, act)).collect(),
        lines: events
            .iter()
            .map(|event| line(&page, event, helpers.get(&event.receipt)))
            .collect(),
        page,
    }))
}

fn held_line(page: &Page, act: &HeldAct) -> HeldLine {
    let what = match act.what {
        What::Close(_) => "life-held-close",
        What::WithdrawRefusal => "life-held-withdraw",
        What::Reopen => "life-held-reopen",
        What::DropFactors => "life-held-factors",
        What::Open => "life-held-open",
    };
    let id: String = act.act.iter().map(|byte| format!("{byte:02x}")).collect();
    HeldLine {
        text: page.ta(
            what,
            &[
                ("asked", &page.moment(act.asked_at)),
                ("due", &page.moment(act.due_at)),
            ],
        ),
        cancel: page.href(&format!("/espace/moi/acces/espace/{id}/annuler")),
        label: page.t("life-call-off"),
    }
}

/// The sentence of what happened to a space.
const fn event_key(what: Event) -> &'static str {
    match what {
        Event::Announced => "life-announced",
        Event::Activated => "life-activated",
        Event::OpenedBySilence => "life-opened",
        Event::Refused => "life-refused",
        Event::Closed => "life-closed",
        Event::CodeKilled => "life-code-killed",
        Event::CodeMisused => "life-code-misused",
        Event::RefusalWithdrawn => "life-withdrawn",
        Event::Reopened => "life-reopened",
        Event::Erased => "life-erased",
        Event::DeathTold => "life-death",
        Event::DeathWithdrawn => "life-death-withdrawn",
        Event::Held => "life-held",
        Event::HeldCancelled => "life-held-cancelled",
        Event::NoticeReturned => "life-notice-returned",
        Event::Assisted => "life-assisted",
        Event::CodeAsked => "life-code-asked",
        Event::RecoveryAsked => "life-recovery-asked",
        Event::PasswordReset => "life-password-reset",
        Event::ContactChanged => "life-contact-changed",
        Event::ContactRestored => "life-contact-restored",
        Event::FactorsDropped => "life-factors-dropped",
        Event::FactorSetUp => "life-factor-set-up",
        Event::Represented => "life-represented",
        Event::OpenedForChild => "life-opened-for-child",
        Event::RepresentationEnded => "life-representation-ended",
        Event::CareBegun => "life-care-begun",
        Event::CareMoved => "life-care-moved",
        Event::CareEnded => "life-care-ended",
        Event::CareMessages => "life-care-messages",
        Event::CareMessagesEnded => "life-care-messages-ended",
        Event::OpenedOnYes => "life-opened-on-yes",
    }
}

/// The words for how it was asked for.
const fn how_key(how: How) -> &'static str {
    match how {
        How::Site => "life-how-site",
        How::Phone => "life-how-phone",
        How::Post => "life-how-post",
        How::Batch => "life-how-batch",
        How::Assistance => "life-how-assistance",
    }
}

/// The words for who asked.
fn who_key(who: &str) -> &'static str {
    match who {
        "holder" => "life-by-holder",
        "fund" => "life-by-fund",
        "operator" => "life-by-operator",
        "representative" => "life-by-representative",
        "carer" => "life-by-carer",
        _ => "life-by-unknown",
    }
}

/// What a step of an exported history says: what happened, who asked for it and how.
/// Nothing, of a kind or a way that is not known here.
pub fn step_words(lang: Lang, step: &Step) -> Option<[String; 3]> {
    let what = event_key(Event::from_number(step.what)?);
    let how = how_key(How::from_number(step.how)?);
    Some([what, who_key(&step.who), how].map(|key| edge::texts::say(lang, key, &[])))
}

fn line(page: &Page, happened: &Happened, helper: Option<&Helper>) -> LifeLine {
    LifeLine {
        what: page.t(event_key(happened.what)),
        who: page.t(who_key(&happened.who)),
        when: page.moment(happened.at),
        how: match helper {
            Some(helper) => page.ta(
                "life-helped-by",
                &[("volunteer", &helper.volunteer.0), ("place", &helper.place)],
            ),
            None => page.t(how_key(happened.how)),
        },
        receipt: happened.receipt.clone(),
    }
}

pub(super) async fn call_off(
    State(spaces): State<Spaces>,
    HolderIn(holder): HolderIn,
    Path(id): Path<String>,
    asked: Asked,
    _form: Form,
) -> Result<Response, edge::Failure> {
    let act = read_id(&id).ok_or_else(Error::not_found)?;
    let space = own(&holder)?;
    if on_probation(&spaces, &holder, space) {
        // Whoever took the letter must not undo what the holder asked by phone.
        return Err(Error::forbidden("life-probation").into());
    }
    spaces.call_off(space, act, By::HOLDER).await?;
    Ok(asked.go("/espace/moi/acces/espace?fait=annule"))
}

fn on_probation(spaces: &Spaces, holder: &Holder, space: SpaceId) -> bool {
    holder.probation(space, spaces.world().now()).is_some()
}

fn read_id(text: &str) -> Option<[u8; 16]> {
    if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut id = [0; 16];
    for (byte, place) in id.iter_mut().zip((0..32).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn all_that_happens_to_a_space_has_a_sentence_of_its_own_in_both_languages() {
        edge::texts::install(&[crate::TEXTS, crate::RECOVERING_TEXTS]);
        let events = Event::ALL.iter().map(|event| event_key(*event));
        let hows = How::ALL.iter().map(|how| how_key(*how));
        let keys: Vec<&str> = events.chain(hows).collect();
        let mut sentences = BTreeSet::new();
        for lang in [Lang::Fr, Lang::En] {
            for key in &keys {
                let said = edge::texts::say(lang, key, &[]);
                assert!(!said.is_empty() && said != *key, "{key}");
                assert!(sentences.insert(format!("{lang:?} {said}")), "{key} twice");
            }
        }
        assert_eq!(sentences.len(), keys.len() * 2);
    }
}
