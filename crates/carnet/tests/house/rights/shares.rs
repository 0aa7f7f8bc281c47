//! A few documents shared by a one-time code: made, typed by the first professional, read
//! and nothing else, hidden, stopped.

use super::{OTHER, decides, hides, opens, record, shows};
use crate::town::{Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

const SHARE: &str = "/espace/moi/documents/partager";
const SHARES: &str = "/espace/moi/acces/partages";
const UNKNOWN: &str = "00000000000000000000000001";
/// Twelve signs that fit together, of no share.
const NO_CODE: &str = "0000-0000-0000";

/// The code of a share of these documents, as its holder's screen shows it.
async fn shared(town: &Town, holder: &Holder, ids: &[&str], lasting: &str) -> String {
    let ticked: Vec<String> = ids.iter().map(|id| format!("d-{id}=oui")).collect();
    let form = format!("{}&duree={lasting}&geste=partager", ticked.join("&"));
    let page = town.post(&holder.cookie, SHARE, &form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let page = page.text();
    let at = page.find("<strong class=\"code big\">").expect("a code") + 25;
    page[at..at + 14].to_owned()
}

/// The share that the holder's page shows first.
async fn first(town: &Town, holder: &Holder) -> String {
    let page = town.reads(&holder.cookie, SHARES).await;
    let (_, after) = page
        .split_once("name=\"partage\" value=\"")
        .expect("a share");
    after[..26].to_owned()
}

fn document(holder: &Holder, id: &str) -> String {
    format!("{}/documents/{id}", record(holder))
}

/// What a professional is answered who asks for these: where they are sent, if they are.
async fn asks(town: &Town, pro: &Pro, paths: &[String]) -> Vec<(StatusCode, String)> {
    let mut answers = Vec::new();
    for path in paths {
        let answer = town.get(&pro.cookie, path).await;
        answers.push((answer.status, answer.location().to_owned()));
    }
    answers
}

#[tokio::test]
async fn a_share_code_opens_its_documents_to_the_first_who_types_it_and_nothing_else() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let one = town.deposits(&doctor, &ana, "IRMGENOU").await;
        town.world.advance(Duration::from_secs(1));
        let another = town.deposits(&doctor, &ana, "AUTREDOC").await;

        // Chosen, and repeated before anything is shared.
        let page = town.reads(&ana.cookie, &format!("{SHARE}?d={one}")).await;
        assert!(page.contains("IRMGENOU") && !page.contains("AUTREDOC"));
        let missing = town.post(&ana.cookie, SHARE, "geste=verifier").await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("d-{one}=oui&duree=semaine&liste={one}&geste=verifier");
        let check = town.post(&ana.cookie, SHARE, &form).await.text();
        for told in [
            "IRMGENOU",
            "7 jours à partir de maintenant",
            "Ce que le professionnel ne verra pas",
        ] {
            assert!(check.contains(told), "{told}: {check}");
        }
        assert!(!check.contains("AUTREDOC") && !check.contains("class=\"code"));
        let none = town.reads(&ana.cookie, SHARES).await;
        assert!(none.contains("Aucun partage en cours."), "{none}");

        // The code is shown once.
        let code = shared(&town, &ana, &[&one], "semaine").await;
        let listed = town.reads(&ana.cookie, SHARES).await;
        assert!(listed.contains("IRMGENOU") && listed.contains("Personne encore"));
        assert!(!listed.contains(&code));
        let seen_by = format!("/espace/moi/documents/{one}/visibilite");
        let page = town.reads(&ana.cookie, &seen_by).await;
        assert!(page.contains("Un code de partage qui n’a pas encore servi"));
        let list = format!("{}/partage", record(&ana));
        let nothing = town.get(&other.cookie, &list).await;
        assert_eq!(nothing.status, StatusCode::SEE_OTHER);
        let typed = code.to_lowercase();
        assert_eq!(
            shows(&town, &other, &ana, &typed).await,
            StatusCode::SEE_OTHER
        );
        let again = shows(&town, &other, &ana, &code).await;
        assert_eq!(again, StatusCode::SEE_OTHER, "it is theirs");

        // To anybody else it is a code that never was.
        let link = format!("{}/lien", record(&ana));
        let [late, never] = [&*code, NO_CODE].map(|code| format!("code={code}"));
        let late = town.post(&doctor.cookie, &link, &late).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let never = town.post(&doctor.cookie, &link, &never).await;
        assert_eq!(late.text().replace(&code, NO_CODE), never.text());

        // These documents, and nothing around them.
        let page = town.reads(&other.cookie, &list).await;
        assert!(page.contains("IRMGENOU") && !page.contains("AUTREDOC"));
        let page = town.reads(&other.cookie, &document(&ana, &one)).await;
        assert!(page.contains("IRMGENOU") && !page.contains("AUTREDOC"));
        let file = format!("{}/telecharger", document(&ana, &one));
        assert_eq!(town.get(&other.cookie, &file).await.status, StatusCode::OK);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        let around = ["/resume", "/resultats", "/profil", "/prevention"];
        let around = around.map(|below| format!("{}{below}", record(&ana)));
        for (status, to) in asks(&town, &other, &around).await {
            assert_eq!((status, to), (StatusCode::SEE_OTHER, link.clone()));
        }
        let files = |id: &str| {
            let path = document(&ana, id);
            [path.clone(), format!("{path}/telecharger")]
        };
        let unknown = asks(&town, &other, &files(UNKNOWN)).await;
        assert!(unknown.iter().all(|(status, _)| *status != StatusCode::OK));
        assert_eq!(asks(&town, &other, &files(&another)).await, unknown);

        // Its holder is told, and sees by what it was read and by whom.
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let used = "Votre code de partage a été utilisé";
        assert!(sent.iter().any(|sent| sent.subject == used), "{sent:?}");
        let history = town.reads(&ana.cookie, "/espace/moi/acces/journal").await;
        for told in [
            "A partagé par un code « IRMGENOU »",
            "Dr Petit a tapé un code de partage",
            "A lu « IRMGENOU »",
            "Par un code de partage.",
        ] {
            assert!(history.contains(told), "{told}: {history}");
        }
        let as_them = format!("/espace/moi/voir-comme/{OTHER}");
        let page = town.reads(&ana.cookie, &as_them).await;
        assert!(page.contains("Par un code de partage, ce professionnel voit"));
        assert!(page.contains("IRMGENOU") && !page.contains("AUTREDOC"));
        let page = town.reads(&ana.cookie, &seen_by).await;
        assert!(
            page.contains("Peut le voir, par un code de partage"),
            "{page}"
        );
        let page = town.reads(&ana.cookie, "/espace/moi/acces").await;
        assert!(page.contains("Seulement les documents partagés, jusqu’au"));

        // Hiding wins, as if nothing had been shared; a code shows nothing hidden from all.
        let show = format!("/espace/moi/documents/{one}/montrer");
        let mut both = files(&one).to_vec();
        both.push(list.clone());
        for whom in [OTHER, "tous"] {
            hides(&town, &ana, &one, whom).await;
            let hidden = asks(&town, &other, &both).await;
            assert_eq!(&hidden[..2], &unknown[..], "{whom}");
            assert_eq!(hidden[2].0, StatusCode::SEE_OTHER, "{whom}");
            if whom == "tous" {
                let form = format!("d-{one}=oui&duree=mois&geste=partager");
                let refused = town.post(&ana.cookie, SHARE, &form).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(!refused.text().contains("class=\"code\""));
            }
            town.does(&ana.cookie, &show, &format!("qui={whom}")).await;
            let shown = town.get(&other.cookie, &document(&ana, &one)).await;
            assert_eq!(shown.status, StatusCode::OK, "{whom}");
        }

        // Stopped, it is over at the next request; and its code is void.
        let id = first(&town, &ana).await;
        town.does(&ana.cookie, SHARES, &format!("partage={id}"))
            .await;
        assert_eq!(asks(&town, &other, &files(&one)).await, unknown);
        let refused = shows(&town, &other, &ana, &code).await;
        assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);

        // Two who type a code at once are one who takes it; whoever is blocked finds a
        // closed space, code or not.
        let code = shared(&town, &ana, &[&one, &another], "visite").await;
        let (a, b) = tokio::join!(
            shows(&town, &doctor, &ana, &code),
            shows(&town, &other, &ana, &code)
        );
        let mut told = [a, b];
        told.sort_unstable();
        let one_of_two = [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY];
        assert_eq!(told, one_of_two);
        assert_eq!(
            decides(&town, &ana, OTHER, "bloquer").await,
            StatusCode::SEE_OTHER
        );
        for code in [&*code, NO_CODE] {
            let status = shows(&town, &other, &ana, code).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        let blocked = asks(&town, &other, &both).await;
        assert!(
            blocked
                .iter()
                .all(|(status, _)| *status == StatusCode::NOT_FOUND)
        );
    })
    .await;
}
