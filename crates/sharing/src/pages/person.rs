//! One professional and the record: what they may do, and what the holder
//! decides of them.

use super::{Pages, profession};
use crate::actions::{PROOF_FIRST, Saying};
use crate::entries::{Basis, CareLinks};
use crate::permit::Permit;
use crate::readers::{Reader, ReadingRight, readers};
use crate::rights::{Person, Rights};
use crate::rules;
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, HolderIn};
use kernel::{Date, Error, Result, Rpps, Timestamp};
use std::time::Duration;

/// Somebody who may read now, on screen.
pub(super) struct ReaderRow {
    pub(super) rpps: String,
    pub(super) name: String,
    pub(super) profession: String,
    /// By what right, and until when.
    pub(super) rights: Vec<(String, String)>,
}

impl ReaderRow {
    pub(super) fn of(page: &Page, reader: &Reader) -> Self {
        let right = |right: &ReadingRight| {
            let until = match right {
                ReadingRight::Link(link) => {
                    page.t1("sharing-link-until", "day", page.day(last_day(link.until)))
                }
                ReadingRight::Share(share) => {
                    page.t1("sharing-share-until", "moment", page.moment(share.ends()))
                }
                ReadingRight::Emergency(access) => page.t1(
                    "sharing-emergency-until",
                    "moment",
                    page.moment(access.until),
                ),
            };
            (page.t(&format!("sharing-why-{}", right.key())), until)
        };
        Self {
            rpps: reader.rpps.to_string(),
            name: reader.person.name.clone(),
            profession: profession(page, &reader.person.profession),
            rights: reader.rights.iter().map(right).collect(),
        }
    }
}

/// The last day on which something ends that ends just then.
fn last_day(until: Timestamp) -> Date {
    until.minus(Duration::from_millis(1)).in_paris().date()
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Page,
    name: String,
    profession: String,
    reader: Option<ReaderRow>,
    linked: bool,
    blocked: bool,
    administrator: bool,
    treating: bool,
    doctor: bool,
    here: String,
}

pub(super) async fn person(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(rpps): Path<String>,
    State(pages): State<Pages>,
) -> Answer {
    let template = PersonPage::of(&asked, &pages, &holder, &rpps).await?;
    Ok(edge::show(&template))
}

impl PersonPage {
    async fn of(
        asked: &Asked,
        pages: &Pages,
        holder: &identity::Holder,
        rpps: &str,
    ) -> Result<Self> {
        let space = holder.own_space()?;
        let rpps: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
        let permit = pages
            .sharing
            .permit_history(&Caller::Holder(holder.clone()), space)
            .await?;
        let person = known(pages, &permit, &rpps).await?;
        let mut page = asked
            .titled(person.name.clone())
            .under(asked.page("sharing-title").title, "/espace/moi/acces");
        let done = asked.param("fait")?;
        if let Some(key) = DONE.into_iter().find(|key| done.as_deref() == Some(*key)) {
            let sentence = page.ta(&format!("sharing-done-{key}"), &[("name", &person.name)]);
            page = page.with_status(Tone::Done, sentence);
        } else if done.as_deref() == Some("prouve") {
            let sentence = page.t("sharing-switches-again");
            page = page.with_status(Tone::Info, sentence);
        }
        let rights = permit.state::<Rights>()?;
        let readers = readers(&permit)?;
        let reader = readers.iter().find(|reader| reader.rpps == rpps);
        let of = |is: fn(&ReadingRight) -> bool| reader.is_some_and(|r| r.rights.iter().any(is));
        let treats = |right: &ReadingRight| matches!(right, ReadingRight::Link(link) if link.basis == Basis::Treating);
        Ok(Self {
            profession: profession(&page, &person.profession),
            reader: reader.map(|reader| ReaderRow::of(&page, reader)),
            linked: of(|right| matches!(right, ReadingRight::Link(_))),
            blocked: rights.blocked().contains_key(&rpps),
            administrator: rights.administrators().contains_key(&rpps),
            treating: of(treats),
            doctor: rules::may_treat(&person.profession),
            here: page.href(&format!("/espace/moi/acces/pro/{rpps}")),
            name: person.name,
            page,
        })
    }
}

/// What may have been done, as addresses say it.
const DONE: [&str; 7] = [
    "arreter",
    "bloquer",
    "debloquer",
    "administrateur",
    "retirer",
    "traitant",
    "fin",
];

/// Somebody the record knows, or the national directory.
async fn known(pages: &Pages, permit: &Permit, rpps: &Rpps) -> Result<Person> {
    let links = permit.state::<CareLinks>()?.all().iter();
    if let Some(link) = links.rev().find(|link| link.rpps == *rpps) {
        return Ok(Person {
            name: link.name.clone(),
            profession: link.profession.clone(),
        });
    }
    let rights = permit.state::<Rights>()?;
    let named = rights.blocked().get(rpps);
    if let Some(person) = named.or_else(|| rights.administrators().get(rpps)) {
        return Ok(person.clone());
    }
    let mut emergencies = rights.emergencies_in_force(permit.now);
    if let Some(access) = emergencies.find(|access| access.rpps == *rpps) {
        return Ok(Person {
            name: access.name.clone(),
            profession: access.profession.clone(),
        });
    }
    let mut taken = rights.shares().iter().filter_map(|it| it.taken.as_ref());
    if let Some(taken) = taken.find(|taken| taken.rpps == *rpps) {
        return Ok(taken.person.clone());
    }
    let listed = pages.people.find(rpps).await?;
    let listed = listed.ok_or_else(Error::not_found)?;
    Ok(Person {
        name: listed.name(),
        profession: listed.profession.code().to_owned(),
    })
}

pub(super) async fn decide(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(rpps): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["quoi"])?;
    let space = holder.own_space()?;
    let rpps: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
    let what = form.text("quoi");
    // Somebody more reads, and an administrator also what is hidden from all.
    let widens = matches!(what, "administrateur" | "traitant" | "debloquer");
    if widens && !identity::fresh_proof(&holder, pages.sharing.world().now()) {
        let back = format!("/espace/moi/acces/pro/{rpps}");
        return Ok(identity::proof_first(&asked, &back));
    }
    let caller = Caller::Holder(holder.clone());
    let permit = pages.sharing.permit_history(&caller, space).await?;
    let person = known(&pages, &permit, &rpps).await?;
    let sharing = &pages.sharing;
    let say = async |saying| sharing.say(&caller, space, &rpps, &person, saying).await;
    let done = match what {
        "arreter" => sharing.stop_reading(&caller, space, &rpps).await,
        "bloquer" => say(Saying::Block).await,
        "debloquer" => say(Saying::Unblock).await,
        "administrateur" => say(Saying::NameAdministrator).await,
        "retirer" => say(Saying::RemoveAdministrator).await,
        "traitant" => sharing.name_treating(&caller, space, &rpps, &person).await,
        _ => return Err(Error::invalid("error-form").into()),
    };
    if let Err(error) = done {
        let mut template = PersonPage::of(&asked, &pages, &holder, rpps.as_str()).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("/espace/moi/acces/pro/{rpps}?fait={what}")))
}

pub(super) async fn move_end(
    asked: Asked,
    HolderIn(holder): HolderIn,
    Path(rpps): Path<String>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["fin-jour", "fin-mois", "fin-annee"])?;
    let number: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
    let moved = async {
        let wrong = || Error::field("fin", "sharing-link-end-wrong");
        let day = form.date("fin")?.ok_or_else(wrong)?;
        // The last day counts whole.
        let end = day.tomorrow().ok().and_then(Timestamp::midnight_in_paris);
        let until = end.ok_or_else(wrong)?;
        pages.sharing.move_end(&holder, &number, until).await
    };
    if let Err(error) = moved.await {
        if error.code() == PROOF_FIRST {
            let back = format!("/espace/moi/acces/pro/{number}?fait=prouve");
            return Ok(identity::proof_first(&asked, &back));
        }
        let mut template = PersonPage::of(&asked, &pages, &holder, &rpps).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("/espace/moi/acces/pro/{rpps}?fait=fin")))
}
