//! Who may read: how a right begins, what the holder decides of it, and what an
//! emergency opens.

mod asking;
mod ceilings;
mod deciding;
mod dispatch;
mod emergency;
mod institutions;
mod links;
mod presence;
mod refused;
mod reserved;
mod shares;

use super::hiding::hides;
use super::town::{Holder, Pro, Town};
use http::StatusCode;
use spaces::Channel;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const DOCTOR: &str = "99700218896";
const OTHER: &str = "99700000005";

fn record(holder: &Holder) -> String {
    format!("/pro/patients/{}", holder.space)
}

async fn opens(town: &Town, pro: &Pro, holder: &Holder) -> StatusCode {
    let answer = town.get(&pro.cookie, &record(holder)).await;
    if answer.status == StatusCode::SEE_OTHER {
        assert!(
            answer.location().ends_with("/lien"),
            "{}",
            answer.location()
        );
    }
    answer.status
}

async fn decides(town: &Town, holder: &Holder, rpps: &str, what: &str) -> StatusCode {
    let path = format!("/espace/moi/acces/pro/{rpps}/decider");
    let form = format!("quoi={what}");
    town.post(&holder.cookie, &path, &form).await.status
}

/// A presence code, as the holder's screen shows it.
async fn presence(town: &Town, holder: &Holder) -> String {
    let page = town
        .post(&holder.cookie, "/espace/moi/acces/presence", "")
        .await
        .text();
    let at = page.find("<strong class=\"code\">").expect("a code") + 21;
    page[at..at + 9].replace(' ', "")
}

async fn shows(town: &Town, pro: &Pro, holder: &Holder, code: &str) -> StatusCode {
    let path = format!("{}/lien", record(holder));
    let form = format!("code={code}");
    town.post(&pro.cookie, &path, &form).await.status
}

async fn breaks_glass(town: &Town, pro: &Pro, holder: &Holder, words: &str) -> StatusCode {
    let path = format!("{}/urgence", record(holder));
    let form = format!("motif=cannot-speak&raison={words}");
    town.post(&pro.cookie, &path, &form).await.status
}

/// What a holder is written when their record is opened so.
const OPENED: &str = "Votre dossier est ouvert sans votre accord";
const WORDS: &str = "inconsciente,+amenée+par+les+pompiers";

#[tokio::test]
async fn who_activates_may_decide_about_emergencies_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "personne@exemple.fr").await;
        let told = town.house.spaces.announce(person, Channel::Letter).await;
        let code = told.expect("announced").code.in_groups();
        let on = "suite=urgences";
        let done = town.moves_in_to(0, &code, "ana@exemple.fr", on).await;
        assert_eq!(done.location(), "/espace/moi/acces/urgence");
        let cookie = done.cookie("__Host-carnet");
        let page = town.reads(&cookie, done.location()).await;
        assert_eq!(page.matches(" checked").count(), 2, "while nothing is said");
        town.does(&cookie, done.location(), "").await;
        let page = town.reads(&cookie, done.location()).await;
        assert_eq!(page.matches(" checked").count(), 0, "a no to both");
    })
    .await;
}
