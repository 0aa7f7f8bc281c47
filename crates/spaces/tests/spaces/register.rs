//! The register of the insured: read from a file, kept unreadable.

use crate::house::{HEADER, House, line, matricule};
use spaces::Format;
use testkit::for_each_store;

#[tokio::test]
async fn key_17_no_table_holds_a_matricule_or_a_card_or_a_bare_hash_of_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let bare = keys::sha256(ana.matricule.as_bytes());
        let rows = house
            .store
            .query(
                "SELECT matricule_hash, matricule_sealed, card_hash FROM insured",
                vec![],
            )
            .await
            .expect("asked");
        for column in 0..3 {
            let kept = rows[0].blob(column).expect("bytes");
            assert_ne!(kept, bare);
            for secret in [ana.matricule.as_bytes(), ana.card.as_bytes()] {
                assert!(!kept.windows(secret.len()).any(|part| part == secret));
            }
        }
        let face = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("told")
            .0;
        let face = house.spaces.face(face).await.expect("a face");
        assert_eq!(
            face.identity.matricule.as_str(),
            ana.matricule,
            "it opens with the key"
        );
    })
    .await;
}

#[tokio::test]
async fn a_file_is_read_whole_and_may_be_read_again() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let good = line(1, "LECA", "ANA");
        let wrong_key =
            line(2, "MORI", "BEN").replace(&matricule(2), &format!("{}98", &matricule(2)[..13]));
        let short = "1,2,3\n";
        let file = format!("{HEADER}{good}{wrong_key}{short}{}", line(3, "Élan", "ZOÉ"));
        let (report, refused) = house.import(&file, Format::Csv).await;
        assert_eq!((report.added, report.rejected), (2, 2));
        assert!(
            refused.contains("3,matricule,clé du matricule fausse"),
            "{refused}"
        );
        assert!(refused.contains("4,,nombre de colonnes"), "{refused}");
        assert!(!refused.contains("MORI"), "nothing of what the line said");

        let (again, _) = house.import(&file, Format::Csv).await;
        assert_eq!(
            (again.added, again.updated, again.unchanged, again.rejected),
            (0, 0, 2, 2)
        );
        let moved = good.replace("Bordeaux", "Pessac");
        let (moved, _) = house.import(&format!("{HEADER}{moved}"), Format::Csv).await;
        assert_eq!(moved.updated, 1);
        let (other, refused) = house
            .import(
                &format!("{HEADER}{}", line(1, "LECA", "JEANNE")),
                Format::Csv,
            )
            .await;
        assert_eq!(other.rejected, 1, "an identity is never changed by a file");
        assert!(refused.contains("autre identité"));
        assert_eq!(house.count("SELECT count(*) FROM insured").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_number_on_two_lines_is_told_with_both_and_with_what_was_done() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let first = line(7, "DUO", "UN");
        let moved = first.replace("Bordeaux", "Pau");
        // The same person at two addresses, another under their number, and the same again.
        let (other, somebody) = (line(7, "DUO", "DEUX"), line(8, "LECA", "ANA"));
        let file = format!("{HEADER}{first}{somebody}{moved}{other}{moved}");
        let (report, told) = house.import(&file, Format::Csv).await;
        assert_eq!(
            (report.added, report.updated, report.unchanged),
            (2, 1, 1),
            "{told}"
        );
        assert_eq!((report.rejected, report.twice), (1, 2), "{told}");
        let lines: Vec<&str> = told.lines().skip(1).collect();
        let [later, another, again] = lines[..] else {
            panic!("three lines are told: {told}")
        };
        for (line, begins, reasons) in [
            (
                later,
                "4,matricule,",
                [
                    "déjà à la ligne 2 : c'est cette ligne-ci, la dernière, qui compte",
                    "already on line 2: this line, the later one, counts",
                ],
            ),
            (
                another,
                "5,matricule,",
                [
                    "déjà à la ligne 4, connu sous une autre identité : rien n'a été pris",
                    "already on line 4, known under another identity: nothing was taken",
                ],
            ),
            (again, "6,matricule,", ["à la ligne 5 :", "on line 5:"]),
        ] {
            assert!(line.starts_with(begins), "{line}");
            for reason in reasons {
                assert!(line.contains(reason), "{line}");
            }
        }
        for said in ["DUO", "Pau", &matricule(7)] {
            assert!(!told.contains(said), "nothing of what it said: {told}");
        }
        assert_eq!(house.count("SELECT count(*) FROM insured").await, 2);
        let at = "SELECT count(*) FROM insured WHERE city = 'Pau'";
        assert_eq!(house.count(at).await, 1, "the later line counts");

        // The file beside is silent of a file with each person once, whoever is known.
        let file = format!("{HEADER}{somebody}{moved}");
        let (report, told) = house.import(&file, Format::Csv).await;
        assert_eq!((report.unchanged, report.twice), (2, 0), "{told}");
        assert_eq!(told.lines().count(), 1, "its header alone: {told}");
    })
    .await;
}

#[tokio::test]
async fn a_stray_quotation_mark_hides_nobody_who_stands_after_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let stray = line(1, "LECA", "ANA").replace("1 rue des Lilas", "\"1 rue des Lilas");
        let long = line(2, "LECA", "BEA").replace("Bordeaux", &"B".repeat(70_000));
        let right = line(3, "LECA", "EVA").replace("1 rue des Lilas", "\"1, rue des Lilas\"");
        let file = format!("{HEADER}{stray}{long}{right}");
        let (report, refused) = house.import(&file, Format::Csv).await;
        assert_eq!((report.added, report.rejected), (1, 2), "{refused}");
        for said in ["\n2,,", "\n3,,ligne trop longue"] {
            assert!(refused.contains(said), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn ndjson_is_read_as_csv_is() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let object = |n: u32, first: &str| {
            format!(
                "{{\"matricule\":\"{}\",\"oid\":\"1.2.250.1.213.1.4.11\",\"birth_name\":\"LECA\",\"first_names\":\"{first}\",\
                 \"birth_date\":\"1969-05-04\",\"sex\":\"F\",\"birthplace\":\"33063\",\"scheme\":\"student\"}}\n",
                matricule(n)
            )
        };
        let file = format!("{}not json\n\n{}", object(1, "ANA"), object(2, "BEA"));
        let (report, refused) = house.import(&file, Format::Ndjson).await;
        assert_eq!((report.added, report.rejected), (2, 1));
        assert!(refused.contains("\n2,,"), "{refused}");
        let (again, _) = house.import(&file, Format::Ndjson).await;
        assert_eq!(again.unchanged, 2);
        assert_eq!(Format::of_name("assures.NDJSON"), Some(Format::Ndjson));
        assert_eq!(Format::of_name("assures.csv"), Some(Format::Csv));
    })
    .await;
}

#[tokio::test]
async fn a_file_without_a_column_is_refused_whole() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut refused = Vec::new();
        let file = HEADER.replace("birth_name,", "");
        let read = house
            .spaces
            .import_insured(file.as_bytes(), Format::Csv, &mut refused)
            .await;
        assert_eq!(read.expect_err("no name").code(), "import-column-missing");
    })
    .await;
}

#[tokio::test]
async fn a_column_that_nobody_knows_is_named_once_and_the_file_is_read() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let header = HEADER.trim_end();
        let known = line(1, "LECA", "ANA");
        let known = known.trim_end();
        // One mistyped, twice, one of somebody else's, and one that is known.
        let more = "attached-to,attached-to,Note\u{7},death_date";
        let file = format!("{header},{more}\n{known},x,x,x,\n");
        let (report, refused) = house.import(&file, Format::Csv).await;
        assert_eq!((report.added, report.rejected), (1, 0), "{refused}");
        let [mistyped, note] = &report.unknown[..] else {
            panic!("two are told: {:?}", report.unknown)
        };
        assert_eq!(mistyped, "attached-to");
        assert!(
            note.starts_with("Note") && !note.contains('\u{7}'),
            "{note:?}"
        );
        let (again, _) = house
            .import(&format!("{header}\n{known}\n"), Format::Csv)
            .await;
        assert!(again.unknown.is_empty(), "{:?}", again.unknown);
    })
    .await;
}

#[tokio::test]
async fn a_child_belongs_to_whom_the_last_file_names_and_to_nobody_else() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let ben = house.person(2, "LECA", "BEN").await;
        let born = "2015-03-01";
        house.child(3, "HUGO", 1, born).await;
        let children = async || {
            let mut counts = Vec::new();
            for person in [&ana, &ben] {
                let concerned = house.spaces.concerned_by_phone(person.id).await;
                counts.push(concerned.expect("asked").len() - 1);
            }
            counts
        };
        assert_eq!(children().await, [1, 0]);
        house.child(3, "HUGO", 2, born).await;
        assert_eq!(children().await, [0, 1], "the file moved the child");
        // A file without the column says nothing of it.
        let silent = line(3, "LECA", "HUGO").replace("1969-05-04", born);
        house
            .import(&format!("{HEADER}{silent}"), Format::Csv)
            .await;
        assert_eq!(children().await, [0, 1]);
        let header = HEADER.trim_end();
        let nobody = format!("{header},attached_to\n{},\n", silent.trim_end());
        house.import(&nobody, Format::Csv).await;
        assert_eq!(children().await, [0, 0]);
        let both = format!("{} {}", matricule(1), matricule(2));
        let both = format!("{header},attached_to\n{},{both}\n", silent.trim_end());
        house.import(&both, Format::Csv).await;
        assert_eq!(children().await, [1, 1]);
    })
    .await;
}
