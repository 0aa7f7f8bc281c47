//! How a right to read begins, how long it lasts, and what ends it.

use super::{DOCTOR, OTHER, decides, opens, record};
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use testkit::for_each_store_at;

/// A professional brings another into their care link.
async fn names(town: &Town, by: &Pro, whom: &Pro, holder: &Holder) -> kernel::Result<()> {
    let (by, whom) = (&by.professional, &whom.professional);
    let person = sharing::Person {
        name: whom.name.0.clone(),
        profession: whom.profession.code().into(),
    };
    let house = &town.house;
    let named = house
        .sharing
        .name_colleague(&house.spaces, by, holder.space, &whom.rpps, &person);
    named.await
}

/// Somebody whom neither of the two doctors named yet.
const THIRD: &str = "99700000039";

/// The national directory knows Dr Petit and Dr Collegue, so that somebody who names them
/// finds them by their numbers.
async fn lists_colleagues(town: &Town) {
    let directory = format!(
        "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n\
         {OTHER},Petit,Dr,10,,750000001,Cabinet des Lilas,Paris,practice,\n\
         {THIRD},Collegue,Dr,10,,750000001,Cabinet des Lilas,Paris,practice,\n"
    );
    let csv = identity::professionals::Format::Csv;
    let people = &town.house.professionals;
    let imported = people.import(directory.as_bytes(), csv, std::io::sink());
    imported.await.expect("a directory");
}

/// Who may bring in nobody yet is told how they may, and where; what they typed stands.
async fn is_told_to_ask_first(town: &Town, pro: &Pro, holder: &Holder, named: &str) {
    let form = format!("rpps={named}");
    for (lead, words) in [
        ("", "Demandez-lui son accord et déclarez-le"),
        ("/en", "Ask for their consent and state it"),
    ] {
        let path = format!("{lead}{}/equipe", record(holder));
        let refused = town.post(&pro.cookie, &path, &form).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        let page = refused.text();
        let way = format!("href=\"{lead}{}/lien\"", record(holder));
        let typed = format!("value=\"{named}\"");
        for words in [words, &way, &typed] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}

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
            let blank = |answer: &crate::town::Answer| {
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
        let path = format!("{page}/fin");
        let text = town.get(&ana.cookie, &page).await.text();
        assert!(text.contains(&format!("action=\"{path}\"")), "{text}");
        let now = town.world.now();
        let day = |n: u32| now.plus(DAY * n).in_paris().date();
        let until = async |day: kernel::Date| ends_on(&town, &ana, day).await;
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

/// Until which day Dr Benali reads, said on the page of their access.
async fn ends_on(town: &Town, holder: &Holder, day: kernel::Date) -> StatusCode {
    let (d, m, y) = (day.day(), day.month(), day.year());
    let path = format!("/espace/moi/acces/pro/{DOCTOR}/fin");
    let form = format!("fin-jour={d}&fin-mois={m}&fin-annee={y}");
    town.post(&holder.cookie, &path, &form).await.status
}

/// Lets somebody, whom the holder sees on 4 December 2026, read to the end of the
/// seventh for that; the page of the appointment.
async fn lets_for_the_fourth(town: &Town, pro: &Pro, holder: &Holder) -> String {
    let day = (4, 12, 2026);
    let id = town.is_to_see(pro, holder.space, day, "9:00").await;
    let page = format!("/espace/moi/agenda/{id}");
    let given = "quoi=laisser&jour=2026-12-07";
    town.does(&holder.cookie, &format!("{page}/lecture"), given)
        .await;
    page
}

/// Whoever made this appointment calls it off.
async fn calls_off(town: &Town, pro: &Pro, holder: &Holder, visit: &str) {
    let list = format!("{}/rendez-vous", record(holder));
    let state = visit.replace("/espace/moi/agenda", &list) + "/etat";
    town.does(&pro.cookie, &state, "etat=cancelled").await;
}

/// Whoever made this appointment moves it to 3 December.
async fn moves_to_the_third(town: &Town, pro: &Pro, holder: &Holder, visit: &str) {
    let list = format!("{}/rendez-vous", record(holder));
    let change = visit.replace("/espace/moi/agenda", &list) + "/modifier";
    let sooner = "date-jour=3&date-mois=12&date-annee=2026&heure=9:00&titre=Suivi&lieu=Cabinet";
    town.does(&pro.cookie, &change, sooner).await;
}

/// What the page of the appointment says of the link for it.
const FOR_THE_VISIT: &str =
    "Dr Benali peut lire votre dossier pour ce rendez-vous, jusqu’au 7 décembre 2026 inclus.";

#[tokio::test]
async fn an_access_that_is_shortened_prolongs_none_of_its_links() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        // Beside what was given for the visit, they read for a year.
        let visit = lets_for_the_fourth(&town, &doctor, &ana).await;
        decides(&town, &ana, DOCTOR, "traitant").await;
        let in_spring = town.world.now().plus(DAY * 180).in_paris().date();
        let shorter = ends_on(&town, &ana, in_spring).await;
        assert_eq!(shorter, StatusCode::SEE_OTHER);
        let page = town.reads(&ana.cookie, &visit).await;
        assert!(page.contains(FOR_THE_VISIT), "{page}");
        // Nor did she set that end: moved sooner, the appointment shortens it.
        moves_to_the_third(&town, &doctor, &ana, &visit).await;
        let page = town.reads(&ana.cookie, &visit).await;
        let moved = FOR_THE_VISIT.replace("7 décembre", "6 décembre");
        assert!(page.contains(&moved), "{page}");
        // Another treats her from now on: what is left of the first is the visit.
        decides(&town, &ana, OTHER, "traitant").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        town.world.advance(DAY * 15);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn an_access_that_is_shortened_to_the_end_of_a_visit_has_an_end_that_the_holder_set() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let visit = lets_for_the_fourth(&town, &doctor, &ana).await;
        decides(&town, &ana, DOCTOR, "traitant").await;
        let seventh = "2026-12-07".parse().expect("a day");
        assert_eq!(ends_on(&town, &ana, seventh).await, StatusCode::SEE_OTHER);
        moves_to_the_third(&town, &doctor, &ana, &visit).await;
        let page = town.reads(&ana.cookie, &visit).await;
        assert!(page.contains(FOR_THE_VISIT), "{page}");
    })
    .await;
}

#[tokio::test]
async fn an_access_that_is_shortened_ends_then_by_whatever_link() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        decides(&town, &ana, DOCTOR, "traitant").await;
        lets_for_the_fourth(&town, &doctor, &ana).await;
        let in_two_days = town.world.now().plus(DAY * 2).in_paris().date();
        let shorter = ends_on(&town, &ana, in_two_days).await;
        assert_eq!(shorter, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        town.world.advance(DAY * 3);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn an_access_that_is_prolonged_is_prolonged_by_one_link_and_not_by_that_of_a_visit() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        town.consents(&doctor, &ana).await;
        decides(&town, &ana, DOCTOR, "traitant").await;
        let visit = lets_for_the_fourth(&town, &doctor, &ana).await;
        let last = town.world.now().plus(DAY * 365).in_paris().date();
        let longer = ends_on(&town, &ana, last).await;
        assert_eq!(longer, StatusCode::SEE_OTHER);
        let page = town.reads(&ana.cookie, &visit).await;
        assert!(page.contains(FOR_THE_VISIT), "{page}");
        // She let her treating doctor read so long: what is left is the consent.
        decides(&town, &ana, OTHER, "traitant").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        town.world.advance(DAY * 91);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_reads_as_long_as_the_one_who_named_them_and_names_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let named = async |by: &Pro, whom: &Pro| names(&town, by, whom, &ana).await;
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
async fn a_colleague_is_told_of_until_the_one_who_named_them_ends() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let visit = town
            .is_to_see(&other, ana.space, (4, 12, 2026), "9:00")
            .await;
        let visit = format!("/espace/moi/agenda/{visit}");
        town.consents(&doctor, &ana).await;
        names(&town, &doctor, &other, &ana).await.expect("named");
        let page = town.reads(&ana.cookie, &visit).await;
        let already = "Dr Petit peut déjà lire votre dossier, jusqu’au 21 février 2027.";
        assert!(page.contains(already), "{page}");
        let first = "2026-12-01".parse().expect("a day");
        assert_eq!(ends_on(&town, &ana, first).await, StatusCode::SEE_OTHER);
        let told = town.reads(&ana.cookie, "/espace/moi/acces").await;
        let until = "Jusqu’au 1er décembre 2026.";
        assert_eq!(told.matches(until).count(), 2, "{told}");
        let person = format!("/espace/moi/acces/pro/{OTHER}");
        let told = town.reads(&ana.cookie, &person).await;
        assert!(told.contains(until), "{told}");
        // They do not read until the appointment: it is the holder's to let them.
        let page = town.reads(&ana.cookie, &visit).await;
        for words in [
            "Dr Petit lit déjà votre dossier par un autre accès, jusqu’au 1er décembre 2026.",
            "Laisser Dr Petit lire mon dossier pour ce rendez-vous",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // So it is told to programs, and in what she takes out: of both, the same end.
        let instant = "2026-12-01T23:00:00.000Z";
        let sharing = &town.house.sharing;
        let link = sharing.own_link(&other.professional, ana.space).await;
        let link = link.expect("asked").expect("in force");
        assert_eq!(link.until.rfc3339(), instant);
        let files = town.exports(&ana).await;
        let record = files.get("fhir/dossier.json").expect("a record");
        let record = String::from_utf8_lossy(record);
        assert_eq!(record.matches(instant).count(), 2, "{record}");
        town.world.advance(DAY * 9);
        let other = town.other_doctor().await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_is_let_read_longer_than_the_one_who_named_them_by_their_visit_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        names(&town, &doctor, &other, &ana).await.expect("named");
        let person = format!("/espace/moi/acces/pro/{OTHER}");
        let end = format!("{person}/fin");
        // Until the access of whoever named them ends, it is moved to and fro.
        for (day, until) in [("1", "1er décembre 2026"), ("6", "6 décembre 2026")] {
            let form = format!("fin-jour={day}&fin-mois=12&fin-annee=2026");
            town.does(&ana.cookie, &end, &form).await;
            let page = town.reads(&ana.cookie, &person).await;
            assert!(page.contains(&format!("Jusqu’au {until}.")), "{page}");
        }
        // The 180th day is beyond: the other may read for ninety.
        let beyond = "fin-jour=22&fin-mois=5&fin-annee=2027";
        let why = "Cet accès prend fin avec celui du professionnel qui l’a fait entrer";
        town.is_told(&ana.cookie, &end, beyond, why).await;
        let why = "This access ends with that of the professional who brought them";
        let english = format!("/en{end}");
        town.is_told(&ana.cookie, &english, beyond, why).await;
        let page = town.reads(&ana.cookie, &person).await;
        assert!(page.contains("Jusqu’au 6 décembre 2026."), "{page}");
        // What she gave for a visit of theirs is between her and them.
        let visit = lets_for_the_fourth(&town, &other, &ana).await;
        town.does(&ana.cookie, &end, beyond).await;
        let page = town.reads(&ana.cookie, &person).await;
        for until in ["Jusqu’au 22 mai 2027.", "Jusqu’au 6 décembre 2026."] {
            assert!(page.contains(until), "{until}: {page}");
        }
        let page = town.reads(&ana.cookie, &visit).await;
        assert!(page.contains("jusqu’au 22 mai 2027 inclus"), "{page}");
        town.world.advance(DAY * 95);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn who_reads_for_an_appointment_alone_brings_in_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let day = (4, 12, 2026);
        let id = town.is_to_see(&doctor, ana.space, day, "9:00").await;
        let path = format!("/espace/moi/agenda/{id}/lecture");
        let given = "quoi=laisser&jour=2026-12-07";
        town.does(&ana.cookie, &path, given).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let refused = names(&town, &doctor, &other, &ana).await;
        let refused = refused.expect_err("it was given to one alone");
        assert_eq!(refused.code(), "sharing-team-not-by-visit");
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        // Another link, which is their own, does.
        let named = decides(&town, &ana, DOCTOR, "traitant").await;
        assert_eq!(named, StatusCode::SEE_OTHER);
        names(&town, &doctor, &other, &ana).await.expect("named");
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        // And who was brought in brings in nobody by an appointment either.
        let his = town.is_to_see(&other, ana.space, day, "11:00").await;
        let path = format!("/espace/moi/agenda/{his}/lecture");
        town.does(&ana.cookie, &path, given).await;
        let nurse = town.pro("60", "99700000013", "Inf. Roux").await;
        let refused = names(&town, &other, &nurse, &ana).await;
        let refused = refused.expect_err("depth one");
        assert_eq!(refused.code(), "sharing-team-of-ones-own");
    })
    .await;
}

#[tokio::test]
async fn a_consent_said_beside_a_visit_is_a_link_of_its_own() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        lists_colleagues(&town).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let visit = lets_for_the_fourth(&town, &doctor, &ana).await;
        is_told_to_ask_first(&town, &doctor, &ana, OTHER).await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        town.consents(&doctor, &ana).await;
        calls_off(&town, &doctor, &ana, &visit).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let team = format!("{}/equipe", record(&ana));
        let colleague = format!("rpps={OTHER}");
        town.does(&doctor.cookie, &team, &colleague).await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_who_reads_for_a_visit_is_brought_in_beside_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let visit = lets_for_the_fourth(&town, &other, &ana).await;
        town.consents(&doctor, &ana).await;
        names(&town, &doctor, &other, &ana).await.expect("named");
        calls_off(&town, &other, &ana, &visit).await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        decides(&town, &ana, DOCTOR, "arreter").await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_consent_said_beside_a_team_is_a_link_of_its_own() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        names(&town, &doctor, &other, &ana).await.expect("named");
        town.consents(&other, &ana).await;
        decides(&town, &ana, DOCTOR, "arreter").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_brings_in_somebody_once_the_patient_consented_to_them() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        lists_colleagues(&town).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let third = town.pro("10", THIRD, "Dr Collegue").await;
        town.consents(&doctor, &ana).await;
        names(&town, &doctor, &other, &ana).await.expect("named");
        is_told_to_ask_first(&town, &other, &ana, THIRD).await;
        assert_eq!(opens(&town, &third, &ana).await, StatusCode::SEE_OTHER);
        town.consents(&other, &ana).await;
        let team = format!("{}/equipe", record(&ana));
        town.does(&other.cookie, &team, &format!("rpps={THIRD}"))
            .await;
        assert_eq!(opens(&town, &third, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_colleague_stops_with_the_one_that_they_came_by() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        for end in ["arreter", "bloquer"] {
            town.consents(&doctor, &ana).await;
            names(&town, &doctor, &other, &ana).await.expect("named");
            assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK, "{end}");
            decides(&town, &ana, DOCTOR, end).await;
            let status = opens(&town, &other, &ana).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{end}");
        }
        // Unblocking gives back one's own link, and nobody else theirs.
        decides(&town, &ana, DOCTOR, "debloquer").await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::SEE_OTHER);
        // A link of their own is theirs.
        town.consents(&other, &ana).await;
        decides(&town, &ana, OTHER, "arreter").await;
        town.consents(&other, &ana).await;
        decides(&town, &ana, DOCTOR, "arreter").await;
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn the_holder_is_told_of_a_new_reader_once_and_not_of_one_who_reads_already() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let told = async || {
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let new = "Un nouvel accès à votre espace";
            sent.iter().filter(|sent| sent.subject == new).count()
        };
        assert_eq!(told().await, 0);
        town.consents(&doctor, &ana).await;
        assert_eq!(told().await, 1);
        town.consents(&doctor, &ana).await;
        assert_eq!(told().await, 1, "they read already");
        names(&town, &doctor, &other, &ana).await.expect("named");
        assert_eq!(told().await, 2);
        names(&town, &doctor, &other, &ana).await.expect("named");
        assert_eq!(told().await, 2);
    })
    .await;
}
