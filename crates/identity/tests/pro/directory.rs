//! The directory is read from files, twice without doubling, and searched.

use crate::house::{BENALI, DIRECTORY, House, LEROY};
use identity::professionals::{Format, InstitutionKind, Report};
use kernel::{Kind, Rpps};
use testkit::for_each_store;

#[tokio::test]
async fn reading_the_same_file_again_changes_nothing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let again = house
            .professionals
            .import(DIRECTORY.as_bytes(), Format::Csv, std::io::sink());
        let report = again.await.unwrap();
        assert_eq!(
            report,
            Report {
                unchanged: 4,
                ..Report::default()
            }
        );
        let leroy = house
            .professionals
            .professional(&LEROY.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(leroy.places.len(), 2);
        assert_eq!(leroy.places[0].institution.kind, InstitutionKind::Hospital);
    })
    .await;
}

#[tokio::test]
async fn a_column_that_nobody_knows_is_named_once_and_the_file_is_read() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let lines = DIRECTORY.lines().enumerate();
        let more = lines.map(|(n, line)| match n {
            0 => format!("{line},activ,activ\n"),
            _ => format!("{line},false,false\n"),
        });
        let file: String = more.collect();
        let read = house
            .professionals
            .import(file.as_bytes(), Format::Csv, std::io::sink());
        let report = read.await.unwrap();
        assert_eq!(
            report,
            Report {
                unchanged: 4,
                unknown: vec![String::from("activ")],
                ..Report::default()
            }
        );
    })
    .await;
}

#[tokio::test]
async fn refused_lines_are_told_and_the_good_ones_kept() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let file = format!(
            "{}\n{}\n{}\n{}\nnot json\n{}\n",
            r#"{"rpps":"10000000017","last_name":"Neuf","first_name":"Zoé","profession_code":"50","place_finess":"690000001","place_name":"Hôpital des Tilleuls","place_city":"Lyon"}"#,
            r#"{"rpps":"10000000018","last_name":"Faux","first_name":"Luc","profession_code":"10"}"#,
            r#"{"rpps":"10000000025","last_name":"Seul","first_name":"Léa","profession_code":10,"speciality_label":null}"#,
            "",
            r#"{"rpps":"99700366240","last_name":"","first_name":"Ana","profession_code":"60"}"#,
        );
        let mut rejected = Vec::new();
        let report = house
            .professionals
            .import(file.as_bytes(), Format::Ndjson, &mut rejected)
            .await
            .unwrap();
        assert_eq!((report.kept, report.rejected, report.closed), (2, 3, 0));
        let rejected = String::from_utf8(rejected).unwrap();
        let lines: Vec<&str> = rejected.lines().collect();
        assert!(lines[1].starts_with("2,rpps,"), "{rejected}");
        assert!(lines[2].starts_with("5,,"), "{rejected}");
        assert!(lines[3].starts_with("6,last_name,nom vide,empty name"), "{rejected}");
        assert!(!rejected.contains("Faux"));
        // A refused line closes nothing.
        let leroy = house.professionals.professional(&LEROY.parse().unwrap()).await.unwrap();
        assert!(leroy.places.iter().all(|place| place.attachment.left_at.is_none()));
        // A city without a kind does not make the hospital something else.
        let hospital = house.professionals.institution(&"690000001".parse().unwrap()).await;
        assert_eq!(hospital.unwrap().unwrap().kind, InstitutionKind::Hospital);
    })
    .await;
}

#[tokio::test]
async fn a_stray_quotation_mark_spoils_one_line_of_a_directory_and_of_its_mailboxes() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let mut lines = DIRECTORY.lines();
        let header = lines.next().unwrap();
        let stray = "99700218896,\"Bénali,Samir,10,,750000001,Cabinet des Lilas,Paris,practice,";
        let rest: Vec<&str> = lines.collect();
        let file = format!("{header}\n{stray}\n{}\n", rest.join("\n"));
        let mut rejected = Vec::new();
        let read = house
            .professionals
            .import(file.as_bytes(), Format::Csv, &mut rejected);
        let report = read.await.unwrap();
        assert_eq!((report.unchanged, report.rejected), (4, 1));
        let rejected = String::from_utf8(rejected).unwrap();
        assert!(rejected.contains("\n2,,"), "{rejected}");

        let boxes = format!(
            "kind|address|owner\nPER|\"a@x.fr|{BENALI}\nPER|b@x.fr|{BENALI}\nORG|c@x.fr|690000001\n"
        );
        let mut rejected = Vec::new();
        let read = house
            .professionals
            .import_mailboxes(boxes.as_bytes(), &mut rejected);
        let report = read.await.unwrap();
        assert_eq!((report.kept, report.rejected), (2, 1));
        let benali = BENALI.parse().unwrap();
        let known = house.professionals.mailboxes(&benali).await;
        assert_eq!(known.unwrap(), ["b@x.fr"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_tells_of_somebody_tells_of_all_their_places() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let file = "\
rpps;last_name;first_name;profession_code;speciality_label;place_finess;place_name;place_city
99700366240;Le Roy;Ana;60;;690000002;Centre de soins;Lyon
";
        let report = house
            .professionals
            .import(file.as_bytes(), Format::Csv, std::io::sink())
            .await
            .unwrap();
        assert_eq!((report.unchanged, report.closed), (1, 1));
        let (leroy, hospital) = (LEROY.parse().unwrap(), "690000001".parse().unwrap());
        assert!(
            !house
                .professionals
                .works_at(&leroy, &hospital)
                .await
                .unwrap()
        );
        // Others are left alone; and who comes back works there again.
        let benali = BENALI.parse().unwrap();
        let practice = "750000001".parse().unwrap();
        assert!(
            house
                .professionals
                .works_at(&benali, &practice)
                .await
                .unwrap()
        );
        house
            .professionals
            .import(DIRECTORY.as_bytes(), Format::Csv, std::io::sink())
            .await
            .unwrap();
        assert!(
            house
                .professionals
                .works_at(&leroy, &hospital)
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_without_a_column_is_refused_whole() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let file = "rpps,last_name\n99700218896,X\n";
        let refused = house
            .professionals
            .import(file.as_bytes(), Format::Csv, std::io::sink());
        assert_eq!(refused.await.unwrap_err().kind(), Kind::Invalid);
    })
    .await;
}

#[tokio::test]
async fn a_thousand_lines_go_in() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let mut file = String::from(DIRECTORY);
        for _ in 0..1000 {
            file.push_str("99700218896,Bénali,Samir,10,Médecine générale,750000001,Cabinet des Lilas,Paris,practice,\n");
        }
        let report = house
            .professionals
            .import(file.as_bytes(), Format::Csv, std::io::sink())
            .await
            .unwrap();
        assert_eq!(report.unchanged, 1004);
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_their_name_and_the_city() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for (name, city, found) in [
            ("bena", None, vec!["Bénali"]),
            ("BÉNALI", Some("paris"), vec!["Bénali"]),
            ("benali", Some("Lyon"), vec![]),
            ("le-roy", Some("Ly"), vec!["Le Roy"]),
            // Who does not practise is not there.
            ("parti", None, vec![]),
            ("le%", None, vec!["Le Roy"]),
            ("_enali", None, vec!["Bénali"; 0]),
        ] {
            let list = house
                .professionals
                .find_professionals(name, city)
                .await
                .unwrap();
            let names: Vec<&str> = list.iter().map(|p| p.last_name.as_str()).collect();
            assert_eq!(names, found, "{name} {city:?}");
            let numbers = house.professionals.numbers_named(name, city, 20).await;
            let theirs: Vec<Rpps> = list.into_iter().map(|p| p.rpps).collect();
            assert_eq!(numbers.unwrap(), theirs, "{name} {city:?}");
        }
        assert!(
            house
                .professionals
                .find_professionals("b", None)
                .await
                .is_err()
        );
        assert!(
            house
                .professionals
                .find_professionals("%%", None)
                .await
                .is_err()
        );
    })
    .await;
}
