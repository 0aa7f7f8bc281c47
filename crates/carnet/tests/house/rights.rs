//! Who may read: how a right begins, what the holder decides of it, and what an
//! emergency opens.

use super::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

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

async fn hides(town: &Town, holder: &Holder, id: &str, whom: &str) {
    let path = format!("/espace/moi/documents/{id}/masquer");
    let form = format!("qui={whom}");
    let done = town.post(&holder.cookie, &path, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
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

const WORDS: &str = "inconsciente,+amenée+par+les+pompiers";

#[tokio::test]
async fn pro_16_a_blocked_professional_finds_what_a_closed_space_shows_and_may_deposit() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Avant").await;
        town.consents(&doctor, &ana).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let blocked = decides(&town, &ana, DOCTOR, "bloquer").await;
        assert_eq!(blocked, StatusCode::SEE_OTHER);
        let nowhere = "00000000000000000000000001";
        for tail in [
            "",
            "/lien",
            "/urgence",
            "/equipe",
            &format!("/documents/{id}"),
        ] {
            let here = town
                .get(&doctor.cookie, &format!("{}{tail}", record(&ana)))
                .await;
            let path = format!("/pro/patients/{nowhere}{tail}");
            let closed = town.get(&doctor.cookie, &path).await;
            let blank = |answer: &super::town::Answer| {
                answer.text().replace(&ana.space.to_string(), nowhere)
            };
            assert_eq!(here.status, StatusCode::NOT_FOUND, "{tail}");
            assert_eq!(
                (here.status, blank(&here)),
                (closed.status, blank(&closed)),
                "{tail}"
            );
        }
        for (tail, form) in [
            ("/lien", "accord=oui"),
            (
                "/urgence",
                "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers",
            ),
        ] {
            let path = format!("{}{tail}", record(&ana));
            let answer = town.post(&doctor.cookie, &path, form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{tail}");
        }
        town.deposits(&doctor, &ana, "Malgré tout").await;
        // The other one is none the wiser, and unblocking gives the link back.
        town.consents(&other, &ana).await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        decides(&town, &ana, DOCTOR, "debloquer").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn vis_12_an_administrator_sees_what_is_hidden_from_all_and_not_what_is_hidden_from_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&other, &ana, "Psychiatrie").await;
        let path = format!("{}/documents/{id}", record(&ana));
        town.consents(&doctor, &ana).await;
        hides(&town, &ana, &id, "tous").await;
        let status = async || town.get(&doctor.cookie, &path).await.status;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
        decides(&town, &ana, DOCTOR, "administrateur").await;
        assert_eq!(status().await, StatusCode::OK);
        hides(&town, &ana, &id, DOCTOR).await;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
        let show = format!("/espace/moi/documents/{id}/montrer");
        town.post(&ana.cookie, &show, &format!("qui={DOCTOR}"))
            .await;
        decides(&town, &ana, DOCTOR, "retirer").await;
        assert_eq!(status().await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn pro_19_a_presence_code_serves_once_ten_minutes_and_for_one_patient() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let code = presence(&town, &ana).await;
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(shows(&town, &doctor, &louis, &code).await, refused);
        let typed = code.to_lowercase();
        assert_eq!(
            shows(&town, &doctor, &ana, &typed).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(
            shows(&town, &other, &ana, &code).await,
            refused,
            "used twice"
        );
        let older = presence(&town, &ana).await;
        let newer = presence(&town, &ana).await;
        assert_eq!(
            shows(&town, &other, &ana, &older).await,
            refused,
            "the older one"
        );
        town.world.advance(MINUTE * 10);
        assert_eq!(
            shows(&town, &other, &ana, &newer).await,
            refused,
            "too late"
        );
        let history = town.get(&ana.cookie, "/espace/moi/acces").await.text();
        assert!(
            history.contains("Vous avez montré un code de présence."),
            "{history}"
        );
    })
    .await;
}

#[tokio::test]
async fn pro_24_what_is_known_of_a_patient_is_no_proof_that_they_are_there() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        for known in ["255081416802538", "1234567890", "19550812", "AAAAAAAA"] {
            let status = shows(&town, &doctor, &ana, known).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{known}");
        }
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_treating_doctor_reads_a_year_and_there_is_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        decides(&town, &ana, DOCTOR, "traitant").await;
        town.world.advance(DAY * 91);
        let ana = town.later(ana).await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        decides(&town, &ana, OTHER, "traitant").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        town.world.advance(DAY * 365);
        let other = town.other_doctor().await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_holder_moves_the_end_of_a_link_within_the_year_to_come() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let page = format!("/espace/moi/acces/pro/{DOCTOR}");
        let text = town.get(&ana.cookie, &page).await.text();
        let at = text.find("/decider/").expect("a form") + 9;
        let path = format!("{page}/decider/{}", &text[at..at + 26]);
        let now = town.world.now();
        let day = |n: u32| now.plus(DAY * n).in_paris().date();
        let until = async |day: kernel::Date| {
            let (d, m, y) = (day.day(), day.month(), day.year());
            let form = format!("fin-jour={d}&fin-mois={m}&fin-annee={y}");
            town.post(&ana.cookie, &path, &form).await.status
        };
        assert_eq!(
            until(now.minus(DAY).in_paris().date()).await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(until(day(366)).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(until(day(200)).await, StatusCode::SEE_OTHER);
        town.world.advance(DAY * 150);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        town.world.advance(DAY * 52);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn one_switch_hides_all_and_gives_each_choice_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let shown = town.deposits(&other, &ana, "Montré").await;
        let hidden = town.deposits(&other, &ana, "Masqué").await;
        town.consents(&doctor, &ana).await;
        hides(&town, &ana, &hidden, "tous").await;
        let read = async |id: &str| {
            let path = format!("{}/documents/{id}", record(&ana));
            town.get(&doctor.cookie, &path).await.status
        };
        let path = "/espace/moi/acces/reglages";
        town.post(&ana.cookie, path, "tout=oui").await;
        assert_eq!(read(&shown).await, StatusCode::NOT_FOUND);
        assert_eq!(read(&hidden).await, StatusCode::NOT_FOUND);
        // The author goes on seeing what they wrote.
        town.consents(&other, &ana).await;
        let own = format!("{}/documents/{shown}", record(&ana));
        assert_eq!(town.get(&other.cookie, &own).await.status, StatusCode::OK);
        town.post(&ana.cookie, path, "").await;
        assert_eq!(read(&shown).await, StatusCode::OK);
        assert_eq!(read(&hidden).await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn pro_09_an_emergency_opens_one_record_for_four_hours_and_everybody_is_told() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let id = town.deposits(&other, &ana, "Cardiologie").await;
        let hidden = town.deposits(&other, &ana, "Masqué").await;
        hides(&town, &ana, &hidden, "tous").await;
        let opened = breaks_glass(&town, &doctor, &ana, WORDS).await;
        assert_eq!(opened, StatusCode::SEE_OTHER);
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
        let told = "Votre dossier est ouvert sans votre accord";
        assert!(sent.iter().any(|sent| sent.subject == told), "{sent:?}");
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
        let form = format!("espace={}&acces={id}&constat=unjustified", ana.space);
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
        let form = format!("espace={}&acces={id}&constat=justified", ana.space);
        let own = town.post(&other.cookie, queue, &form).await.status;
        assert_eq!(own, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_reads_as_long_as_the_one_who_named_them_and_names_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let sharing = &town.house.sharing;
        let as_person = |pro: &Pro| sharing::Person {
            name: pro.professional.name.0.clone(),
            profession: pro.professional.profession.code().into(),
        };
        let named = async |by: &Pro, whom: &Pro| {
            let person = as_person(whom);
            sharing
                .name_colleague(
                    &by.professional,
                    ana.space,
                    &whom.professional.rpps,
                    &person,
                )
                .await
        };
        assert!(named(&doctor, &other).await.is_err(), "without a link");
        town.consents(&doctor, &ana).await;
        town.world.advance(DAY * 80);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        named(&doctor, &other).await.expect("named");
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        let nurse = town.pro("60", "99700000013", "Inf. Roux").await;
        assert!(named(&other, &nurse).await.is_err(), "depth one");
        town.world.advance(DAY * 10);
        let other = town.other_doctor().await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn pro_12_the_151st_person_of_a_day_is_refused_and_a_shown_code_still_opens() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let day = town.world.now().in_paris().date().to_string();
        let sees = async |many: u8| {
            for n in 0..many {
                let sql = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4)";
                let row = vec![
                    DOCTOR.into(),
                    day.as_str().into(),
                    vec![n, many].into(),
                    (town.world.now().millis() - 1_000).into(),
                ];
                town.house.store.execute(sql, row).await.expect("counted");
            }
        };
        sees(60).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let since = kernel::Timestamp::default();
        let alarms = town.house.sharing.ceilings().alarms(since).await;
        assert_eq!(alarms.expect("listed").len(), 1);
        let louis = town.holder(1).await;
        town.consents(&doctor, &louis).await;
        let slowed = opens(&town, &doctor, &louis).await;
        assert_eq!(
            slowed,
            StatusCode::TOO_MANY_REQUESTS,
            "one a minute from here on"
        );
        town.world.advance(MINUTE);
        assert_eq!(opens(&town, &doctor, &louis).await, StatusCode::OK);
        sees(88).await;
        town.world.advance(MINUTE);
        let maria = town.holder(2).await;
        town.consents(&doctor, &maria).await;
        let refused = opens(&town, &doctor, &maria).await;
        assert_eq!(
            refused,
            StatusCode::TOO_MANY_REQUESTS,
            "60 + 2 + 88 were seen"
        );
        // Who was counted goes on being readable, and presence counts nobody.
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let code = presence(&town, &maria).await;
        shows(&town, &doctor, &maria, &code).await;
        assert_eq!(opens(&town, &doctor, &maria).await, StatusCode::OK);
    })
    .await;
}

/// A report that its patient does not see yet; its id, as its author sees it.
async fn reserves(town: &Town, pro: &Pro, holder: &Holder, title: &str) -> String {
    let fields = [
        ("title", title),
        ("type", "11488-4"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
        ("annonce", "oui"),
    ];
    let path = format!("{}/ajouter", record(holder));
    let sent = town
        .upload(&pro.cookie, &path, &fields, ("cr.txt", b"Compte rendu."))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let found = town.id_of(&pro.cookie, &record(holder), title).await;
    found.expect("its author sees it")
}

#[tokio::test]
async fn vis_15_a_reserved_result_is_nowhere_for_its_patient_until_it_is_announced() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        let title = "Biopsie du sein";
        let id = reserves(&town, &doctor, &ana, title).await;
        let everywhere = async |cookie: &str| {
            let mut said = String::new();
            for path in [
                "/espace/moi",
                "/espace/moi/documents",
                "/espace/moi/documents?q=biopsie",
                "/espace/moi/acces",
                "/espace/moi/acces/journal",
                "/espace/moi/acces/journal/csv",
            ] {
                said.push_str(&town.get(cookie, path).await.text());
            }
            said
        };
        let own = format!("/espace/moi/documents/{id}");
        assert!(!everywhere(&ana.cookie).await.contains("Biopsie"));
        assert_eq!(
            town.get(&ana.cookie, &own).await.status,
            StatusCode::NOT_FOUND
        );
        // Those who treat see it, and their reading is not told either.
        let path = format!("{}/documents/{id}", record(&ana));
        assert_eq!(town.get(&other.cookie, &path).await.status, StatusCode::OK);
        assert!(!everywhere(&ana.cookie).await.contains("Biopsie"));
        // After two weeks the patient learns that something waits, not what.
        let waits = "en consultation";
        town.world.advance(DAY * 13);
        let ana = town.later(ana).await;
        assert!(!everywhere(&ana.cookie).await.contains(waits));
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        let said = everywhere(&ana.cookie).await;
        assert!(said.contains(waits) && !said.contains("Biopsie"), "{said}");
        // Nobody but its author ends that; then both are told.
        let announce = format!("/pro/depots/{}/{id}/annoncer", ana.space);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let refused = town.post(&other.cookie, &announce, "").await.status;
        assert_eq!(refused, StatusCode::NOT_FOUND);
        let done = town.post(&doctor.cookie, &announce, "").await.status;
        assert_eq!(done, StatusCode::SEE_OTHER);
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
        let said = everywhere(&ana.cookie).await;
        for line in [
            "A ajouté « Biopsie",
            "A rendu visible après consultation « Biopsie",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
        assert!(!said.contains(waits));
    })
    .await;
}

#[tokio::test]
async fn a_reserved_result_becomes_visible_by_itself_after_a_month() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let id = reserves(&town, &doctor, &ana, "Biopsie").await;
        let own = format!("/espace/moi/documents/{id}");
        town.world.advance(DAY * 29);
        let ana = town.later(ana).await;
        assert_eq!(
            town.get(&ana.cookie, &own).await.status,
            StatusCode::NOT_FOUND
        );
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn new_documents_come_hidden_from_all_but_their_author_where_the_holder_says_so() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        let path = "/espace/moi/acces/reglages";
        town.post(&ana.cookie, path, "nouveaux=oui").await;
        let id = town.deposits(&other, &ana, "Nouveau").await;
        let document = format!("{}/documents/{id}", record(&ana));
        let status = async |pro: &Pro| town.get(&pro.cookie, &document).await.status;
        assert_eq!(status(&doctor).await, StatusCode::NOT_FOUND);
        assert_eq!(status(&other).await, StatusCode::OK);
        let show = format!("/espace/moi/documents/{id}/montrer");
        town.post(&ana.cookie, &show, "qui=tous").await;
        assert_eq!(status(&doctor).await, StatusCode::OK);
    })
    .await;
}
