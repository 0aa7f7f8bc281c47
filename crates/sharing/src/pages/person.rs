//! One professional and the record: what they may do, and what the holder
//! decides of them.

use super::{Pages, own_space, profession};
use crate::actions::Saying;
use crate::entries::{Basis, CareLinks};
use crate::permit::Permit;
use crate::rights::{Person, Rights};
use askama::Template;
use axum::extract::{Path, State};
use edge::{Answer, Asked, Form, Page, Tone};
use identity::{Caller, HolderIn};
use kernel::{Error, LinkId, Result, Rpps, Timestamp};

/// A care link in force, on screen.
struct LinkRow {
    id: String,
    why: String,
    until: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    page: Page,
    name: String,
    profession: String,
    links: Vec<LinkRow>,
    blocked: bool,
    administrator: bool,
    treating: bool,
    doctor: bool,
    decide: String,
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
        let space = own_space(holder)?;
        let rpps: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
        let permit = pages
            .sharing
            .permit_history(&Caller::Holder(holder.clone()), space)
            .await?;
        let person = known(pages, &permit, &rpps).await?;
        let now = pages.sharing.world().now();
        let mut page = asked
            .titled(person.name.clone())
            .under(asked.page("sharing-title").title, "/espace/moi/acces");
        if let Some(done) = asked.param("fait")?
            && let Some(key) = DONE.into_iter().find(|key| *key == done)
        {
            let sentence = page.ta(&format!("sharing-done-{key}"), &[("name", &person.name)]);
            page = page.with_status(Tone::Done, sentence);
        }
        let rights = permit.state::<Rights>()?;
        let links = permit.state::<CareLinks>()?.all().iter();
        let links: Vec<_> = links
            .filter(|link| link.rpps == rpps && link.since <= now && now < link.until)
            .collect();
        Ok(Self {
            profession: profession(&page, &person.profession),
            links: links
                .iter()
                .map(|link| LinkRow {
                    id: link.id.to_string(),
                    why: page.t(&format!("sharing-why-{}", link.basis.key())),
                    until: page.day(link.until.in_paris().date()),
                })
                .collect(),
            blocked: rights.blocked().contains_key(&rpps),
            administrator: rights.administrators().contains_key(&rpps),
            treating: links.iter().any(|link| link.basis == Basis::Treating),
            doctor: person.profession == "10",
            decide: page.href(&format!("/espace/moi/acces/pro/{rpps}/decider")),
            name: person.name,
            page,
        })
    }
}

/// What may have been done, as addresses say it.
const DONE: [&str; 6] = [
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
    let space = own_space(&holder)?;
    let rpps: Rpps = rpps.parse().map_err(|_| Error::not_found())?;
    let caller = Caller::Holder(holder.clone());
    let permit = pages.sharing.permit_history(&caller, space).await?;
    let person = known(&pages, &permit, &rpps).await?;
    let what = form.text("quoi");
    let saying = match what {
        "bloquer" => Some(Saying::Block),
        "debloquer" => Some(Saying::Unblock),
        "administrateur" => Some(Saying::NameAdministrator),
        "retirer" => Some(Saying::RemoveAdministrator),
        "traitant" => None,
        _ => return Err(Error::invalid("error-form").into()),
    };
    let done = match saying {
        Some(saying) => {
            pages
                .sharing
                .say(&caller, space, &rpps, &person, saying)
                .await
        }
        None => {
            pages
                .sharing
                .name_treating(&caller, space, &rpps, &person)
                .await
        }
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
    Path((rpps, link)): Path<(String, String)>,
    State(pages): State<Pages>,
    form: Form,
) -> Answer {
    form.only(&["fin-jour", "fin-mois", "fin-annee"])?;
    let space = own_space(&holder)?;
    let caller = Caller::Holder(holder.clone());
    let link = link.parse::<LinkId>()?;
    let moved = async {
        let day = form.date("fin")?;
        let day = day.ok_or_else(|| Error::field("fin", "sharing-link-end-wrong"))?;
        // The last day counts whole.
        let end = day.tomorrow().ok().and_then(Timestamp::midnight_in_paris);
        let until = end.ok_or_else(|| Error::field("fin", "sharing-link-end-wrong"))?;
        pages.sharing.move_link(&caller, space, link, until).await
    };
    if let Err(error) = moved.await {
        let mut template = PersonPage::of(&asked, &pages, &holder, &rpps).await?;
        template.page = template.page.again(&form, error)?;
        return Ok(edge::mend(&template));
    }
    Ok(asked.go(&format!("/espace/moi/acces/pro/{rpps}?fait=fin")))
}
