//! The register and the life of spaces through the front door, on every store.

mod house;

use house::{HEADER, House, line, matricule};
use http::StatusCode;
use journal::Standing;
use kernel::{Kind, Timestamp};
use spaces::{Channel, Event, Fate, Format, FoundPeople, How, Life, Search};
use std::time::Duration;
use testkit::for_each_store;

const DAY: Duration = Duration::from_secs(24 * 3600);
const WRONG: &str = "Ces trois numéros ne vont pas ensemble";

/// A code that nobody has.
const NO_CODE: &str = "0000-0000-0000";

#[test]
fn the_sentences_are_complete_in_both_languages() {
    edge::texts::check(&spaces::TEXTS);
}

#[tokio::test]
async fn space_keyed_tables_start_with_the_bucket() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        testkit::space_keyed_tables_start_with_bucket(&house.store).await;
    })
    .await;
}

#[tokio::test]
async fn a_person_activates_their_space_in_four_screens() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA MARIE").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        assert_eq!(visitor.get("/activer").await.status, StatusCode::OK);

        let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o");
        let answer = visitor
            .tries_all(&sloppy, "2 69 05 33 063 001 ", &ana.card)
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "thirteen characters are no matricule"
        );
        let answer = visitor.tries(&sloppy, &ana).await;
        assert_eq!(
            (answer.status, answer.to.as_deref()),
            (StatusCode::SEE_OTHER, Some("/activer/connexion")),
            "{}",
            answer.body
        );
        let cookie = &answer.cookies[0];
        assert!(
            cookie.contains("HttpOnly")
                && cookie.contains("Secure")
                && cookie.contains("SameSite=Strict")
        );

        let page = visitor.get("/activer/connexion").await;
        assert!(page.body.contains("ana.leca"), "proposes usernames");
        assert_eq!(
            visitor.get("/activer/partage").await.to.as_deref(),
            Some("/activer/connexion"),
            "no step is skipped"
        );
        let weak = visitor
            .post(
                "/activer/connexion",
                &[("identifiant", "ana@x.fr"), ("mot-de-passe", "court")],
            )
            .await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            weak.body.contains("#identifiant") && weak.body.contains("#mot-de-passe"),
            "both errors at once"
        );
        visitor.goes_on("ana.leca").await;

        assert!(
            visitor
                .get("/activer/partage")
                .await
                .body
                .contains("Qui pourra voir vos documents")
        );
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        assert!(
            done.cookies.iter().any(|c| c.starts_with("__Host-carnet=")),
            "a session is open"
        );

        let (space, life) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("a space");
        assert!(matches!(life, Life::Active { .. }));
        let book = house.journal.open(space).await.expect("a journal");
        assert_eq!(book.standing(), Standing::Open);
        let face = house.spaces.open_face(space).await.expect("a face");
        assert_eq!(
            (
                face.name().as_str(),
                face.age_on(face.identity.birth_date.0)
            ),
            ("Ana Leca", 0)
        );
        let events = house.spaces.events(space).await.expect("events");
        let mut what: Vec<Event> = events.iter().map(|e| e.what).collect();
        what.sort_by_key(|event| event.number());
        assert_eq!(what, [Event::Announced, Event::Activated]);
        assert_eq!(
            house.count("SELECT count(*) FROM activation").await,
            0,
            "nothing of the steps is left"
        );
    })
    .await;
}

#[tokio::test]
async fn every_mistake_of_form_is_said_at_once_and_counts_as_no_try() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut mistyped = code.clone().into_bytes();
        mistyped[0] = if mistyped[0] == b'7' { b'8' } else { b'7' };
        let mistyped = String::from_utf8(mistyped).expect("ASCII");
        let wrong_key = format!("{}98", &ana.matricule[..13]);
        for _ in 0..12 {
            let answer = visitor.tries_all(&mistyped, &wrong_key, "12").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            for field in ["#code", "#nir", "#serie"] {
                assert!(
                    answer.body.contains(&format!("href=\"{field}\"")),
                    "{field}"
                );
            }
            assert!(answer.body.contains("vérifiez les 2 derniers chiffres"));
            assert!(answer.body.contains(&mistyped), "nothing typed is lost");
            assert!(answer.body.contains("<title>Erreur"));
        }
        assert_eq!(
            visitor.tries(&code, &ana).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn act_01_the_sixth_try_waits_and_the_tenth_wrong_one_kills_the_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut said = Vec::new();
        for _ in 0..5 {
            let answer = visitor.tries(NO_CODE, &ana).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(WRONG));
            said.push(answer.body);
        }
        said.dedup();
        assert_eq!(said.len(), 1, "the same message each time");
        let sixth = visitor.tries(&code, &ana).await;
        assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
        house.time.advance(Duration::from_secs(15 * 60));
        for _ in 0..5 {
            assert_eq!(
                visitor.tries(NO_CODE, &ana).await.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
            house.time.advance(Duration::from_secs(15 * 60));
        }
        let dead = visitor.tries(&code, &ana).await;
        assert!(dead.body.contains(WRONG), "a dead code is a wrong code");
        let (space, _) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("a space");
        let events = house.spaces.events(space).await.expect("events");
        assert!(
            events.iter().any(|e| e.what == Event::CodeKilled),
            "the holder will read it"
        );
        house.time.advance(DAY);
        let fresh = house.announce(&ana).await;
        assert_eq!(
            visitor.tries(&fresh, &ana).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn act_02_a_spray_over_many_people_opens_nothing_and_rings_the_alarm() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut refused = 0;
        for n in 0..700u32 {
            let mut visitor = house.visitor(&format!("203.0.{}.{}", n / 200, n % 200 + 1));
            let answer = visitor
                .tries_all(NO_CODE, &matricule(n % 999 + 1), "8025000099")
                .await;
            assert_ne!(answer.status, StatusCode::SEE_OTHER);
            refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(
            refused, 0,
            "each address stays below its own budget until the alarm"
        );
        let mut visitor = house.visitor("203.0.0.1");
        let mut statuses = Vec::new();
        for n in 0..5 {
            statuses.push(
                visitor
                    .tries_all(NO_CODE, &matricule(n + 900), "8025000099")
                    .await
                    .status
                    .as_u16(),
            );
        }
        assert!(
            statuses.contains(&429),
            "the alarm takes the budget away: {statuses:?}"
        );
        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_03_a_code_lives_42_days_by_the_servers_clock() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, ben) = (
            house.person(1, "LECA", "ANA").await,
            house.person(2, "LECA", "BEN").await,
        );
        let (code_a, code_b) = (house.announce(&ana).await, house.announce(&ben).await);
        let mut visitor = house.visitor("192.0.2.1");
        house.time.advance(DAY * 42 - Duration::from_secs(1));
        assert_eq!(
            visitor.tries(&code_a, &ana).await.status,
            StatusCode::SEE_OTHER
        );
        house.time.advance(Duration::from_secs(2));
        let late = visitor.tries(&code_b, &ben).await;
        assert!(late.body.contains("plus de six semaines"), "{}", late.body);
        let foreign = visitor.tries_all(&code_b, &ana.matricule, &ana.card).await;
        assert!(
            foreign.body.contains(WRONG),
            "only who holds all three is told"
        );
    })
    .await;
}

#[tokio::test]
async fn act_05_a_hundred_requests_with_one_code_are_one_success() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let tries: Vec<_> = (0..100)
            .map(|n| {
                let mut visitor = house.visitor(&format!("192.0.2.{}", n + 1));
                let (code, ana) = (code.clone(), ana.clone());
                async move {
                    let answer = visitor.tries(&code, &ana).await;
                    (answer, visitor)
                }
            })
            .collect();
        let answers = futures_util::future::join_all(tries).await;
        let won: Vec<_> = answers
            .iter()
            .filter(|(a, _)| a.status == StatusCode::SEE_OTHER)
            .collect();
        assert_eq!(won.len(), 1);
        let generic = answers
            .iter()
            .filter(|(a, _)| a.body.contains(WRONG))
            .count();
        assert_eq!(generic, 99);

        let mut winner = house.visitor("192.0.2.200");
        winner.cookie.clone_from(&won[0].1.cookie);
        winner.goes_on("ana.leca").await;
        let ends = (0..100).map(|_| winner.post("/activer/partage", &[]));
        let ends = futures_util::future::join_all(ends).await;
        let done = ends
            .iter()
            .filter(|a| a.to.as_deref() == Some("/espace/moi"))
            .count();
        assert_eq!(done, 1);
        assert_eq!(house.count("SELECT count(*) FROM account").await, 1);
        assert_eq!(
            house
                .count("SELECT count(*) FROM space_event WHERE what = 1")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn act_06_a_used_code_is_refused_and_the_holder_can_see_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        visitor.post("/activer/partage", &[]).await;
        let mut thief = house.visitor("192.0.2.66");
        let again = thief.tries(&code, &ana).await;
        assert!(again.body.contains("a déjà servi") && again.cookies.is_empty());
        let (space, _) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("a space");
        let events = house.spaces.events(space).await.expect("events");
        assert!(events.iter().any(|e| e.what == Event::CodeMisused));
        let old = visitor.get("/activer/partage").await;
        assert_eq!(
            old.to.as_deref(),
            Some("/activer"),
            "the cookie opens nothing any more"
        );
    })
    .await;
}

#[tokio::test]
async fn act_07_a_code_of_one_with_the_card_of_another_counts_against_both() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, ben) = (
            house.person(1, "LECA", "ANA").await,
            house.person(2, "MORI", "BEN").await,
        );
        let (code_a, code_b) = (house.announce(&ana).await, house.announce(&ben).await);
        let mut visitor = house.visitor("192.0.2.1");
        let crossed = visitor.tries_all(&code_a, &ben.matricule, &ben.card).await;
        let unknown = visitor
            .tries_all(NO_CODE, &matricule(500), "8025000099")
            .await;
        assert_eq!(crossed.status, unknown.status);
        let without_typed = |body: &str, typed: &[&str]| {
            typed.iter().fold(body.to_owned(), |b, t| b.replace(t, ""))
        };
        assert_eq!(
            without_typed(&crossed.body, &[&code_a, &ben.matricule, &ben.card]),
            without_typed(&unknown.body, &[NO_CODE, &matricule(500), "8025000099"]),
            "the same page, byte for byte"
        );
        for _ in 0..4 {
            visitor.tries_all(&code_a, &ben.matricule, &ben.card).await;
        }
        for (code, person) in [(&code_a, &ana), (&code_b, &ben)] {
            let mut other = house.visitor("192.0.2.2");
            assert_eq!(
                other.tries(code, person).await.status,
                StatusCode::TOO_MANY_REQUESTS
            );
        }
        assert_eq!(
            house
                .count("SELECT CAST(sum(tries) AS BIGINT) FROM activation_code")
                .await,
            10,
            "five against each code"
        );
    })
    .await;
}

#[tokio::test]
async fn act_09_a_new_code_kills_the_older_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let old = house.announce(&ana).await;
        let new = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        assert!(visitor.tries(&old, &ana).await.body.contains(WRONG));
        assert_eq!(
            visitor.tries(&new, &ana).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            house.count("SELECT count(*) FROM space").await,
            1,
            "one space per person"
        );
    })
    .await;
}

#[tokio::test]
async fn act_10_the_code_is_in_no_address_and_in_no_table() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.1");
        let asked = visitor.get(&format!("/activer?code={code}")).await;
        assert!(
            !asked.body.contains(&format!("value=\"{code}\"")),
            "a code in an address is not read"
        );
        let rows = house
            .store
            .query("SELECT code_hash FROM activation_code", vec![])
            .await
            .expect("asked");
        let symbols = code.replace('-', "");
        let hash = rows[0].blob(0).expect("a hash");
        assert_eq!(hash.len(), 32);
        assert_ne!(hash, keys::sha256(symbols.as_bytes()), "the hash is keyed");
    })
    .await;
}

#[tokio::test]
async fn act_12_after_a_refusal_no_code_and_no_step_opens_the_space() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        house
            .spaces
            .refuse(ana.id, How::Phone, house.time.now())
            .await
            .expect("refused");
        let end = visitor.post("/activer/partage", &[]).await;
        assert_eq!(end.status, StatusCode::CONFLICT);
        assert_eq!(
            house.count("SELECT count(*) FROM account").await,
            0,
            "all or nothing"
        );
        house.time.advance(Duration::from_secs(120));
        let told = visitor.tries(&code, &ana).await;
        assert!(told.body.contains("Vous avez refusé"), "{}", told.body);
        let late = house
            .spaces
            .open_by_silence(ana.id, house.time.now().plus(DAY * 90))
            .await;
        assert_eq!(late.expect_err("refused").kind(), Kind::Conflict);
    })
    .await;
}

#[tokio::test]
async fn act_16_what_is_not_open_is_unknown() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let now = house.time.now();
        let long_ago = now.minus(DAY * 60);
        let mut found = Vec::new();
        for n in 1..=5 {
            let person = house.person(n, "LECA", "ANA").await;
            let asked: identity::ins::Matricule = person.matricule.parse().expect("right");
            if n > 1 {
                house
                    .spaces
                    .announce_at(person.id, Channel::Letter, long_ago)
                    .await
                    .expect("announced");
            }
            match n {
                3 => drop(
                    house
                        .spaces
                        .refuse(person.id, How::Post, now)
                        .await
                        .expect("refused"),
                ),
                4 | 5 => drop(
                    house
                        .spaces
                        .open_by_silence(person.id, now)
                        .await
                        .expect("opened"),
                ),
                _ => {}
            }
            if n == 5 {
                let closed = house
                    .spaces
                    .close(person.id, Fate::Archive, How::Site, now)
                    .await
                    .expect("closed");
                let book = house.journal.open(closed.space).await.expect("its journal");
                assert_eq!(book.standing(), Standing::Shut);
                assert_eq!(
                    house
                        .spaces
                        .open_face(closed.space)
                        .await
                        .expect_err("closed")
                        .kind(),
                    Kind::NotFound
                );
            }
            found.push(
                house
                    .spaces
                    .by_matricule(&asked)
                    .await
                    .expect("asked")
                    .is_some(),
            );
        }
        assert_eq!(
            found,
            [false, false, false, true, false],
            "known, announced, refused, open, closed"
        );
        let unknown = matricule(99).parse().expect("right");
        assert_eq!(
            house.spaces.by_matricule(&unknown).await.expect("asked"),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn act_18_a_death_or_a_provisional_number_is_for_people() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let dead = line(1, "LECA", "ANA").replace("Bordeaux,\n", "Bordeaux,2026-11-01\n");
        let (report, _) = house.import(&format!("{HEADER}{dead}"), Format::Csv).await;
        assert_eq!(report.updated, 1);
        let mut visitor = house.visitor("192.0.2.1");
        let answer = visitor.tries(&code, &ana).await;
        assert!(answer.body.contains(WRONG) && answer.body.contains("3422"));
        assert_eq!(
            house
                .spaces
                .announce(ana.id, Channel::Letter)
                .await
                .expect_err("dead")
                .kind(),
            Kind::Conflict
        );
        let (space, life) = house
            .spaces
            .life_of(ana.id)
            .await
            .expect("asked")
            .expect("told once");
        assert!(!life.is_open());
        assert!(
            house
                .spaces
                .events(space)
                .await
                .expect("events")
                .iter()
                .any(|e| e.what == Event::CodeMisused)
        );
    })
    .await;
}

#[tokio::test]
async fn act_21_one_address_begins_twenty_activations_a_day() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut statuses = Vec::new();
        for n in 1..=21 {
            let person = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&person).await;
            statuses.push(visitor.tries(&code, &person).await.status);
        }
        assert!(statuses[..20].iter().all(|s| *s == StatusCode::SEE_OTHER));
        assert_eq!(statuses[20], StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

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
        let twice = format!(
            "{HEADER}{}{}",
            line(7, "DUO", "UN"),
            line(7, "DUO", "UN").replace("Bordeaux", "Pau")
        );
        let (twice, _) = house.import(&twice, Format::Csv).await;
        assert_eq!((twice.added, twice.updated), (1, 1));
        assert_eq!(house.count("SELECT count(*) FROM insured").await, 3);
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

async fn open(house: &House, n: u32, name: &str, first: &str) -> house::Person {
    let person = house.person(n, name, first).await;
    let long_ago = house.time.now().minus(DAY * 60);
    house
        .spaces
        .announce_at(person.id, Channel::Letter, long_ago)
        .await
        .expect("announced");
    house
        .spaces
        .open_by_silence(person.id, house.time.now())
        .await
        .expect("opened");
    person
}

#[tokio::test]
async fn a_professional_finds_an_open_space_by_birth_date_and_letters() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        open(&house, 1, "ÉLAN", "ZOÉ").await;
        house.person(2, "ELANDE", "NON").await;
        let doctor = house.professional("99700218896");
        assert_eq!(doctor.get("/pro").await.status, StatusCode::OK);
        let fields = [
            ("naissance-jour", "4"),
            ("naissance-mois", "5"),
            ("naissance-annee", "1969"),
            ("lettres", "Éla"),
        ];
        let sent = doctor.post("/pro", &fields).await;
        let to = sent.to.expect("a result");
        assert!(
            to.starts_with("/pro/resultats/") && !to.contains("la") && !to.contains("1969"),
            "{to}"
        );
        let page = doctor.get(&to).await;
        assert_eq!(page.status, StatusCode::OK);
        for trait_ in [
            "ÉLAN",
            "ZOÉ",
            "4 mai 1969",
            "Femme",
            "33063",
            "/pro/patients/",
        ] {
            assert!(page.body.contains(trait_), "{trait_}");
        }
        assert!(!page.body.contains("ELANDE"), "no space, no trace");
        let other = house.professional("10000000009");
        assert_eq!(
            other.get(&to).await.status,
            StatusCode::NOT_FOUND,
            "a result is for who searched"
        );
        house.time.advance(Duration::from_secs(600));
        assert_eq!(
            doctor.get(&to).await.status,
            StatusCode::NOT_FOUND,
            "ten minutes"
        );
        assert!(house.spaces.sweep().await.expect("swept") >= 1);
    })
    .await;
}

#[tokio::test]
async fn a_professional_finds_an_open_space_by_matricule() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let zoe = open(&house, 1, "ÉLAN", "ZOÉ").await;
        let told = house.person(2, "MORI", "BEN").await;
        house.announce(&told).await;
        let doctor = house.professional("99700218896");
        let found = doctor
            .post("/pro", &[("matricule", &zoe.matricule)])
            .await
            .to
            .expect("a result");
        assert!(doctor.get(&found).await.body.contains("ÉLAN"));
        let mut pages = Vec::new();
        for number in [told.matricule.clone(), matricule(77)] {
            let to = doctor
                .post("/pro", &[("matricule", &number)])
                .await
                .to
                .expect("a result");
            pages.push(doctor.get(&to).await.body.replace(to.as_str(), ""));
        }
        assert_eq!(pages[0], pages[1], "announced and unknown are the same");
        assert!(pages[0].contains("Personne ne correspond"));
        let wrong = doctor
            .post(
                "/pro",
                &[("matricule", &format!("{}98", &zoe.matricule[..13]))],
            )
            .await;
        assert!(wrong.body.contains("2 derniers chiffres"));
    })
    .await;
}

#[tokio::test]
async fn pro_15_a_vague_search_is_refused() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        open(&house, 1, "ÉLAN", "ZOÉ").await;
        let doctor = house.professional("99700218896");
        for letters in ["%", "_", "*", "", "É", "%%", "E%", "...", "elan"] {
            let fields = [
                ("naissance-jour", "4"),
                ("naissance-mois", "5"),
                ("naissance-annee", "1969"),
                ("lettres", letters),
            ];
            let answer = doctor.post("/pro", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{letters}");
            assert!(answer.body.contains("href=\"#lettres\""));
        }
        let no_date = doctor.post("/pro", &[("lettres", "ela")]).await;
        assert!(no_date.body.contains("href=\"#naissance\""));
        let nobody = house.visitor("192.0.2.1").get("/pro").await;
        assert!(nobody.to.expect("to sign in").starts_with("/pro/connexion"));
    })
    .await;
}

#[tokio::test]
async fn more_than_twenty_people_are_too_many() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=21 {
            open(&house, n, "MARTIN", "ANA").await;
        }
        let search = |letters: &str| Search::Birth {
            date: kernel::Date::new(1969, 5, 4).expect("a day"),
            letters: letters.to_owned(),
        };
        assert!(matches!(
            house
                .spaces
                .find_people(&search("mar"))
                .await
                .expect("asked"),
            FoundPeople::TooMany
        ));
        let first = house
            .spaces
            .find_person(&matricule(1).parse().expect("right"))
            .await
            .expect("asked")
            .expect("known");
        house
            .spaces
            .close(first, Fate::Delete, How::Site, house.time.now())
            .await
            .expect("closed");
        match house
            .spaces
            .find_people(&search("ma"))
            .await
            .expect("asked")
        {
            FoundPeople::These(faces) => assert_eq!(faces.len(), 20),
            FoundPeople::TooMany => panic!("twenty are not too many, and closed ones do not count"),
        }
    })
    .await;
}

#[tokio::test]
async fn silence_opens_once_and_never_before_its_time() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let told: Timestamp = house.time.now();
        house.announce(&ana).await;
        let due = told.plus(DAY * 45);
        let early = house
            .spaces
            .open_by_silence(ana.id, due.minus(Duration::from_millis(1)))
            .await;
        assert_eq!(early.expect_err("early").code(), "space-too-early");
        house
            .spaces
            .open_by_silence(ana.id, due)
            .await
            .expect("due");
        assert_eq!(
            house
                .spaces
                .open_by_silence(ana.id, due)
                .await
                .expect_err("twice")
                .code(),
            "space-already-open"
        );
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        assert_eq!(
            visitor.post("/activer/partage", &[]).await.to.as_deref(),
            Some("/espace/moi")
        );
    })
    .await;
}

#[tokio::test]
async fn a_passkey_is_asked_for_and_a_false_one_is_refused() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let nobody = visitor.post("/activer/facteur/cle/debut", &[]).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        visitor.tries(&code, &ana).await;
        let fields = [
            ("identifiant", "ana.leca"),
            ("mot-de-passe", "trois girafes sous la pluie"),
        ];
        visitor.post("/activer/connexion", &fields).await;
        assert!(
            visitor
                .get("/activer/facteur")
                .await
                .body
                .contains("data-passkey=\"create\"")
        );
        let options = visitor.post("/activer/facteur/cle/debut", &[]).await;
        assert!(options.body.contains("\"challenge\"") && options.body.contains("ana.leca"));
        let refused = visitor
            .post("/activer/facteur/cle", &[("reponse", "{}")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = visitor.get("/activer/partage").await;
        assert_eq!(
            page.to.as_deref(),
            Some("/activer/facteur"),
            "there is no second factor yet"
        );
    })
    .await;
}

#[tokio::test]
async fn enu_01_a_known_and_an_unknown_number_have_the_same_answer() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        house.announce(&ana).await;
        let told_nothing = house.person(2, "MORI", "BEN").await;
        let refused = house.person(3, "PONS", "EVA").await;
        house.announce(&refused).await;
        house
            .spaces
            .refuse(refused.id, How::Post, house.time.now())
            .await
            .expect("refused");
        let mut pages = Vec::new();
        for number in [
            ana.matricule,
            told_nothing.matricule,
            refused.matricule,
            matricule(50),
        ] {
            let mut visitor = house.visitor("192.0.2.1");
            let mut of_one = Vec::new();
            for _ in 0..6 {
                let answer = visitor.tries_all(NO_CODE, &number, "8025000099").await;
                of_one.push((answer.status, answer.body.replace(&number, "")));
            }
            assert_eq!(of_one[5].0, StatusCode::TOO_MANY_REQUESTS);
            // The page of a brake quotes nothing that was typed.
            pages.push(of_one);
        }
        assert!(pages.iter().all(|page| *page == pages[0]));
        assert_eq!(
            house
                .count("SELECT count(*) FROM activation_brake WHERE scope = 0")
                .await,
            5,
            "one brake for each number, known or not, and one for the code",
        );
    })
    .await;
}

#[tokio::test]
async fn the_pages_speak_english_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.1");
        let fields = [
            ("code", code.as_str()),
            ("nir", ana.matricule.as_str()),
            ("serie", ana.card.as_str()),
        ];
        assert!(
            visitor
                .get("/en/activer")
                .await
                .body
                .contains("Activate my space")
        );
        assert_eq!(
            visitor.post("/en/activer", &fields).await.to.as_deref(),
            Some("/en/activer/connexion")
        );
    })
    .await;
}
