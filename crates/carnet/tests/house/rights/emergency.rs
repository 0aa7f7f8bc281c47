//! What an emergency opens, who is told, and who reads it over.

use super::{DOCTOR, HOUR, OPENED, OTHER, WORDS, breaks_glass, decides, hides, opens, record};
use crate::town::{DAY, Town};
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn pro_09_an_emergency_opens_one_record_for_four_hours_and_its_holder_is_told() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let id = town.deposits(&other, &ana, "Cardiologie").await;
        let hidden = town.deposits(&other, &ana, "Masqué").await;
        hides(&town, &ana, &hidden, "tous").await;
        for (heading, form) in [
            ("traitements", "nom=Aspirine"),
            ("traitements", "nom=Zolpidem&fin-annee=2020"),
            ("maladies", "nom=Asthme"),
            ("maladies", "nom=Infarctus&fin-annee=2019"),
        ] {
            let add = format!("/espace/moi/profil/{heading}/ajouter");
            town.does(&ana.cookie, &add, form).await;
        }
        town.shares(&ana, "maladies", true).await;
        let path = format!("{}/urgence", record(&ana));
        let form = format!("motif=cannot-speak&raison={WORDS}");
        let opened = town.post(&doctor.cookie, &path, &form).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        // First comes what cannot wait, of what is not hidden, and the way to the rest: what
        // they take no more is counted alone, what they once had is told.
        let first = format!("{path}/fiche");
        assert_eq!(opened.location(), first);
        for (lang, words) in [
            (
                "",
                ["Directives anticipées", "Résumé complet", "Et 1 autre."],
            ),
            (
                "/en",
                ["Advance directives", "Whole summary", "And 1 more."],
            ),
        ] {
            let page = town.reads(&doctor.cookie, &format!("{lang}{first}")).await;
            let names = ["class=\"band\"", "Cardiologie", "Aspirine", "Infarctus"];
            for told in words.into_iter().chain(names) {
                assert!(page.contains(told), "{told}: {page}");
            }
            for untold in ["Masqué", "Zolpidem"] {
                assert!(!page.contains(untold), "{untold}: {page}");
            }
        }
        let nobody = town.get(&other.cookie, &first).await;
        assert!(nobody.location().ends_with("/lien"), "no access of theirs");
        let page = town.get(&doctor.cookie, &record(&ana)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text().contains("class=\"band\""),
            "the band stays in sight"
        );
        let document = town
            .get(&doctor.cookie, &format!("{}/documents/{id}", record(&ana)))
            .await;
        assert!(document.text().contains("class=\"band\""));
        let hidden = format!("{}/documents/{hidden}", record(&ana));
        assert_eq!(
            town.get(&doctor.cookie, &hidden).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(opens(&town, &doctor, &louis).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        // A document can be hidden from them by name at once.
        let whom = format!("/espace/moi/documents/{id}/visibilite");
        let whom = town.get(&ana.cookie, &whom).await.text();
        assert!(whom.contains("Dr Benali"), "{whom}");
        // The holder reads who, why, in what words; and was written to.
        let told = town
            .get(&ana.cookie, "/espace/moi/acces/urgence")
            .await
            .text();
        assert!(
            told.contains("Dr Benali") && told.contains("inconsciente, amenée"),
            "{told}"
        );
        assert!(told.contains("Cet accès sera relu."));
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert_eq!((waiting.len(), waiting[0].in_thirty_days), (1, 1));
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        assert!(sent.iter().any(|sent| sent.subject == OPENED), "{sent:?}");
        town.world.advance(HOUR * 4);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pro_08_an_emergency_without_a_reason_opens_nothing_and_tells_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let long = "abcdefghij".repeat(1_000);
        for words in ["", "aaa", long.as_str()] {
            let status = breaks_glass(&town, &doctor, &ana, words).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        }
        let path = format!("{}/urgence", record(&ana));
        for form in [
            format!("raison={WORDS}"),
            format!("motif=autre&raison={WORDS}"),
        ] {
            let status = town.post(&doctor.cookie, &path, &form).await.status;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        }
        // Nor does a dispatch that is none.
        let form = format!("motif=dispatch&raison={WORDS}");
        let status = town.post(&doctor.cookie, &path, &form).await.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert!(waiting.is_empty());
    })
    .await;
}

#[tokio::test]
async fn pro_08_a_reason_that_is_said_twice_opens_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let path = format!("{}/urgence", record(&ana));
        let once = format!("motif=cannot-speak&raison={WORDS}");
        for more in [
            "motif=cannot-speak",
            "motif=other",
            "raison=autre+raison",
            &format!("raison={WORDS}"),
            &format!("space={}", louis.space),
        ] {
            for form in [format!("{once}&{more}"), format!("{more}&{once}")] {
                let status = town.post(&doctor.cookie, &path, &form).await.status;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            }
        }
        for holder in [&ana, &louis] {
            assert_eq!(opens(&town, &doctor, holder).await, StatusCode::SEE_OTHER);
        }
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert!(waiting.is_empty());
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told = sent.iter().filter(|sent| sent.subject == OPENED).count();
        assert_eq!(told, 0, "{sent:?}");
        // Said once, it opens.
        let status = town.post(&doctor.cookie, &path, &once).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_09_two_emergencies_at_once_are_two_with_their_own_reason_and_notice() {
    for_each_store_at(async |_, url| {
        let here = Town::on(&url).await;
        let there = here.twin().await;
        let doctor = here.doctor().await;
        let (ana, louis, maria) = tokio::join!(here.holder(0), here.holder(1), here.holder(2));
        let [hers, his] = [
            "inconsciente, amenée par les pompiers",
            "chute de trois mètres, ne répond pas",
        ];
        let said = [hers, his].map(|words| words.replace(' ', "+"));
        let (one, other) = tokio::join!(
            breaks_glass(&here, &doctor, &ana, &said[0]),
            breaks_glass(&there, &doctor, &louis, &said[1]),
        );
        assert_eq!((one, other), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        for town in [&here, &there] {
            assert_eq!(opens(town, &doctor, &ana).await, StatusCode::OK);
            assert_eq!(opens(town, &doctor, &louis).await, StatusCode::OK);
            assert_eq!(opens(town, &doctor, &maria).await, StatusCode::SEE_OTHER);
        }
        let waiting = here.house.spaces.waiting_reviews(10).await.expect("listed");
        let mut told: Vec<_> = waiting.iter().map(|it| (it.space, &*it.words)).collect();
        told.sort_unstable();
        let mut wanted = vec![(ana.space, hers), (louis.space, his)];
        wanted.sort_unstable();
        assert_eq!(told, wanted);
        assert_ne!(waiting[0].id, waiting[1].id);
        here.house.post.deliver(100).await.expect("a pass");
        let sent = here.house.post.sent(100).await.expect("listed");
        let sent: Vec<_> = sent.iter().filter(|it| it.subject == OPENED).collect();
        assert_eq!(sent.len(), 2, "{sent:?}");
        assert_ne!(sent[0].to, sent[1].to);
        for (holder, own, foreign) in [(&ana, hers, his), (&louis, his, hers)] {
            for page in ["/espace/moi/acces/urgence", "/espace/moi/acces/journal/csv"] {
                let said = here.reads(&holder.cookie, page).await;
                let lines = said.matches(own).count();
                assert_eq!(
                    (lines, said.contains(foreign)),
                    (1, false),
                    "{page}: {said}"
                );
            }
        }
        let nothing = here
            .reads(&maria.cookie, "/espace/moi/acces/journal/csv")
            .await;
        assert!(!nothing.contains("Dr Benali"), "{nothing}");
    })
    .await;
}

#[tokio::test]
async fn pro_11_who_refused_emergencies_is_not_opened_in_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.post(&ana.cookie, "/espace/moi/acces/urgence", "samu=oui")
            .await;
        let refused = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(refused, StatusCode::FORBIDDEN);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert!(waiting.is_empty());
    })
    .await;
}

#[tokio::test]
async fn vis_14_an_emergency_shows_what_is_hidden_by_name_only_where_the_holder_says_so() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let named = town.deposits(&other, &ana, "Par son nom").await;
        let from_all = town.deposits(&other, &ana, "À tous").await;
        hides(&town, &ana, &named, DOCTOR).await;
        hides(&town, &ana, &from_all, "tous").await;
        town.world.advance(DAY * 91);
        let ana = town.later(ana).await;
        let doctor = town.doctor().await;
        assert_eq!(
            breaks_glass(&town, &doctor, &ana, WORDS).await,
            StatusCode::SEE_OTHER
        );
        let read = async |id: &str| {
            let path = format!("{}/documents/{id}", record(&ana));
            town.get(&doctor.cookie, &path).await.status
        };
        assert_eq!(read(&named).await, StatusCode::NOT_FOUND);
        let form = "samu=oui&autres=oui&masques=oui";
        town.post(&ana.cookie, "/espace/moi/acces/urgence", form)
            .await;
        assert_eq!(read(&named).await, StatusCode::OK);
        assert_eq!(read(&from_all).await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_supervisor_reviews_others_emergencies_and_the_holder_sees_what_was_found() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| {
            config.rights.supervisors = vec![OTHER.into()];
        })
        .await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        breaks_glass(&town, &doctor, &ana, WORDS).await;
        let queue = "/pro/controle";
        assert_eq!(
            town.get(&doctor.cookie, queue).await.status,
            StatusCode::NOT_FOUND
        );
        let page = town.get(&other.cookie, queue).await.text();
        assert!(
            page.contains("Dr Benali") && page.contains("inconsciente"),
            "{page}"
        );
        assert!(!page.contains("Martin"), "whose record it was is not told");
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        let id = kernel::EmergencyId::from_bytes(waiting[0].id);
        assert!(!page.contains(&ana.space.to_string()), "nor by its number");
        let form = format!("acces={id}&constat=unjustified");
        let by_doctor = town.post(&doctor.cookie, queue, &form).await.status;
        assert_eq!(by_doctor, StatusCode::NOT_FOUND);
        let done = town.post(&other.cookie, queue, &form).await.status;
        assert_eq!(done, StatusCode::SEE_OTHER);
        let again = town.post(&other.cookie, queue, &form).await.status;
        assert_eq!(again, StatusCode::NOT_FOUND, "once");
        let told = town
            .get(&ana.cookie, "/espace/moi/acces/urgence")
            .await
            .text();
        assert!(told.contains("n’était pas justifié"), "{told}");
        // Nobody judges themselves.
        breaks_glass(&town, &other, &ana, WORDS).await;
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        let id = kernel::EmergencyId::from_bytes(waiting[0].id);
        let form = format!("acces={id}&constat=justified");
        let own = town.post(&other.cookie, queue, &form).await.status;
        assert_eq!(own, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_second_emergency_while_one_is_open_is_the_same_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        for _ in 0..2 {
            let opened = breaks_glass(&town, &doctor, &ana, WORDS).await;
            assert_eq!(opened, StatusCode::SEE_OTHER);
            town.world.advance(HOUR);
        }
        let waiting = town.house.spaces.waiting_reviews(10).await.expect("listed");
        assert_eq!(waiting.len(), 1);
        town.house.post.deliver(100).await.expect("a pass");
        let sent = town.house.post.sent(100).await.expect("listed");
        let told = sent.iter().filter(|sent| sent.subject == OPENED);
        assert_eq!(told.count(), 1, "{sent:?}");
        town.world.advance(HOUR * 2);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_holder_ends_an_emergency_at_once_by_name_or_for_everybody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        breaks_glass(&town, &doctor, &ana, WORDS).await;
        breaks_glass(&town, &other, &ana, WORDS).await;
        let page = town.get(&ana.cookie, "/espace/moi/acces").await.text();
        assert!(page.contains(&format!("/pro/{DOCTOR}")), "{page}");
        let stopped = decides(&town, &ana, DOCTOR, "arreter").await;
        assert_eq!(stopped, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        town.post(&ana.cookie, "/espace/moi/acces/urgence", "")
            .await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        let again = decides(&town, &ana, DOCTOR, "arreter").await;
        assert_eq!(again, StatusCode::NOT_FOUND, "nothing is open any more");
    })
    .await;
}

#[tokio::test]
async fn pro_09_the_line_of_an_emergency_is_found_among_emergencies_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let path = "/espace/moi/acces/journal?urgence=oui";
        let shown = town.get(&ana.cookie, path).await.text();
        let table = &shown[shown.find("<tbody").expect("a table")..];
        assert!(table.contains("Dr Benali"), "{table}");
        assert!(!table.contains("Dr Petit"), "{table}");
        assert_eq!(table.matches("<tr").count(), 2, "opened, and read: {table}");
    })
    .await;
}

#[tokio::test]
async fn pro_09_the_treating_doctor_is_told_of_an_emergency_and_nobody_else() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let told = async |cookie: &str| town.get(cookie, "/pro/urgences").await.text();
        town.consents(&other, &ana).await;
        decides(&town, &ana, OTHER, "traitant").await;
        assert!(told(&other.cookie).await.contains("Aucun accès d’urgence"));
        let opened = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(opened, StatusCode::SEE_OTHER);
        let page = told(&other.cookie).await;
        assert!(
            page.contains("Dr Benali") && page.contains(&ana.space.to_string()),
            "{page}"
        );
        // The words given as a reason are for the holder and the review.
        assert!(!page.contains("inconsciente, amenée"), "{page}");
        assert!(told(&doctor.cookie).await.contains("Aucun accès d’urgence"));
        // Another process tells the same; whoever treats her no more reads nothing.
        let twin = town.twin().await;
        let page = twin.get(&other.cookie, "/pro/urgences").await.text();
        assert!(page.contains("Dr Benali"), "{page}");
        decides(&town, &ana, OTHER, "bloquer").await;
        let page = told(&other.cookie).await;
        assert!(page.contains("Aucun accès d’urgence"), "{page}");
        assert!(!page.contains(&ana.space.to_string()), "{page}");
    })
    .await;
}

#[tokio::test]
async fn pro_08_a_treating_doctor_who_opens_in_an_emergency_or_is_blocked_is_told_nothing() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        decides(&town, &ana, OTHER, "traitant").await;
        decides(&town, &ana, OTHER, "bloquer").await;
        let opened = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(opened, StatusCode::SEE_OTHER);
        // Nothing is kept for when they are unblocked.
        decides(&town, &ana, OTHER, "debloquer").await;
        decides(&town, &ana, OTHER, "traitant").await;
        let page = town.get(&other.cookie, "/pro/urgences").await.text();
        assert!(page.contains("Aucun accès d’urgence"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn pro_09_a_treating_doctor_reads_on_their_first_page_what_they_did_not_look_at() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let one = "Un accès d’urgence chez un de vos patients attend";
        let two = "2 accès d’urgence chez vos patients attendent";
        let told = async |town: &Town, pro: &crate::town::Pro| {
            let page = town.reads(&pro.cookie, "/pro").await;
            let told = [one, two].map(|words| page.contains(words));
            // What waits stands above the search: the page begins there.
            assert_eq!(page.contains(" autofocus"), told == [false; 2], "{page}");
            told
        };
        for holder in [&ana, &louis] {
            town.consents(&other, holder).await;
            decides(&town, holder, OTHER, "traitant").await;
        }
        assert_eq!(told(&town, &other).await, [false, false]);
        breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(told(&town, &other).await, [true, false]);
        assert_eq!(told(&town, &doctor).await, [false, false], "nobody else");
        breaks_glass(&town, &doctor, &louis, WORDS).await;
        let twin = town.twin().await;
        for here in [&town, &twin] {
            assert_eq!(told(here, &other).await, [false, true]);
        }
        let english = town.reads(&other.cookie, "/en/pro").await;
        assert!(english.contains("2 emergency accesses"), "{english}");
        // Of a record that they cannot reach any more nothing is counted.
        decides(&town, &louis, OTHER, "bloquer").await;
        assert_eq!(told(&town, &other).await, [true, false]);
        // Once they looked at it, it is as it was: told there, and not counted.
        let new = ">Nouveau</span>";
        for count in [1, 0] {
            let page = town.reads(&other.cookie, "/pro/urgences").await;
            assert!(page.contains("Dr Benali"), "{page}");
            assert_eq!(page.matches(new).count(), count, "{page}");
            for here in [&town, &twin] {
                assert_eq!(told(here, &other).await, [false, false]);
            }
        }
        // What was not on the page was not looked at.
        decides(&town, &louis, OTHER, "debloquer").await;
        assert_eq!(told(&town, &other).await, [true, false]);
    })
    .await;
}
