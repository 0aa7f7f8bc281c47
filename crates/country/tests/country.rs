//! What is true of every invented country.

use country::{Author, Country, Event, Mime, Scheme};
use jiff::civil::{Date, date};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::Command;

const TODAY: Date = date(2026, 11, 23);

fn country() -> Country {
    Country::invent(7, TODAY)
}

/// A table of the `data` folder: rows by their first column.
fn data(name: &str) -> HashMap<String, HashMap<String, String>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(name);
    let mut reader = csv::Reader::from_path(path).expect("a file of the data folder");
    let header = reader.headers().expect("a header").clone();
    reader
        .records()
        .map(|row| {
            let row = row.expect("a regular row");
            let cells = header.iter().zip(row.iter());
            (
                row[0].to_owned(),
                cells.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            )
        })
        .collect()
}

/// Reckoned otherwise than by the code under test: digit after digit.
fn remainder_of_97(digits: &str) -> u32 {
    digits
        .bytes()
        .fold(0, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97)
}

#[test]
fn every_matricule_has_the_right_key_and_tells_the_person() {
    let country = country();
    let mut seen = HashSet::new();
    let (mut corsica, mut abroad, mut overseas) = (0, 0, 0);
    for person in &country.insured {
        let m = &person.matricule;
        assert_eq!(m.len(), 15, "{m}");
        let number = m[..13].replacen("2A", "19", 1).replacen("2B", "18", 1);
        let key: u32 = m[13..].parse().expect("two digits");
        assert_eq!(remainder_of_97(&number) + key, 97, "{m}");
        assert_eq!(&m[..1], if person.sex.code() == "F" { "2" } else { "1" });
        assert_eq!(m[1..3], format!("{:02}", person.birth_date.year() % 100));
        assert_eq!(m[3..5], format!("{:02}", person.birth_date.month()));
        assert_eq!(m[5..10], person.birthplace);
        assert!(seen.insert(m.clone()), "{m} twice");
        corsica += usize::from(m[5..7].starts_with("2A") || m[5..7].starts_with("2B"));
        abroad += usize::from(&m[5..7] == "99");
        overseas += usize::from(&m[5..7] == "97" || &m[5..7] == "98");
    }
    assert!(
        corsica > 0 && abroad > 4 && overseas > 2,
        "{corsica} {abroad} {overseas}"
    );
}

#[test]
fn people_of_every_scheme_and_age_live_there_whatever_the_seed() {
    for seed in [0, 1, 2, 7, 42, u64::MAX] {
        let country = Country::invent(seed, TODAY);
        assert!(country.insured.len() >= 200);
        let schemes: HashSet<Scheme> = country.insured.iter().map(|p| p.scheme).collect();
        assert_eq!(schemes.len(), Scheme::ALL.len(), "seed {seed}");
        let ages: Vec<i32> = country.insured.iter().map(|p| p.age(TODAY)).collect();
        assert_eq!(
            (ages.iter().min(), ages.iter().max()),
            (Some(&0), Some(&99))
        );
        for decade in 0..10 {
            assert!(
                ages.iter().any(|age| age / 10 == decade),
                "seed {seed}: nobody of {decade}0"
            );
        }
        let serials: HashSet<&str> = country
            .insured
            .iter()
            .map(|p| p.vitale_serial.as_str())
            .collect();
        assert_eq!(serials.len(), country.insured.len());
        assert!(
            serials
                .iter()
                .all(|s| s.len() == 10 && s.bytes().all(|b| b.is_ascii_digit()))
        );
        let reachable = |p: &&country::Insured| p.age(TODAY) > 17 && p.email.is_some();
        assert!(country.insured.iter().filter(reachable).count() > 90);
        assert!(
            country
                .lives
                .iter()
                .all(|life| (2..=90).contains(&life.len())),
            "seed {seed}"
        );
    }
}

#[test]
fn contacts_are_in_the_ranges_kept_for_fiction() {
    let country = country();
    for person in &country.insured {
        assert!(
            person
                .email
                .as_ref()
                .is_none_or(|e| e.is_ascii() && e.ends_with("@courriel.example"))
        );
        assert!(
            person
                .phone
                .as_ref()
                .is_none_or(|p| p.len() == 12 && p.starts_with("+3363998"))
        );
        assert!(person.postcode.starts_with("99"));
    }
    for who in &country.professionals {
        assert!(who.place.phone.starts_with("01 99 00 "));
        assert!(who.rpps.starts_with("99") && who.place.finess.starts_with("99"));
    }
}

#[test]
fn professionals_have_numbers_that_the_kernel_accepts() {
    let country = country();
    let professions = data("professions.csv");
    let facilities = data("facility_types.csv");
    let settings = data("practice_settings.csv");
    assert!(country.professionals.len() >= 30);
    let kinds: HashSet<&str> = country
        .professionals
        .iter()
        .map(|p| p.profession_code.as_str())
        .collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    let mut seen = HashSet::new();
    for who in &country.professionals {
        assert!(who.rpps.parse::<kernel::Rpps>().is_ok(), "{}", who.rpps);
        assert!(seen.insert(&who.rpps));
        assert!(professions.contains_key(&who.profession_code));
        assert!(who.place.finess.parse::<kernel::Finess>().is_ok());
        assert!(facilities.contains_key(&who.place.facility_type));
        assert!(settings.contains_key(&who.place.practice_setting));
    }
    assert_eq!(country.institutions.len(), 4);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (one, two) = (country(), country());
    assert_eq!(one.insured_csv(), two.insured_csv());
    for (a, b) in one.events().zip(two.events()).step_by(97) {
        assert_eq!(one.file(a), two.file(b), "{}", a.file_name);
    }
    assert_ne!(one.insured_csv(), Country::invent(8, TODAY).insured_csv());
}

#[test]
fn a_later_day_of_the_same_year_only_adds_documents() {
    let earlier = Country::invent(7, date(2026, 3, 2));
    let later = country();
    assert_eq!(earlier.insured_csv(), later.insured_csv());
    assert!(earlier.events().count() < later.events().count());
}

#[test]
fn every_document_has_a_known_kind_and_an_author_who_may_write_it() {
    let country = country();
    let types = data("document_types.csv");
    let matrix = data("access_matrix.csv");
    let professions = data("professions.csv");
    for event in country.events() {
        let kind = types.get(event.type_code).expect(event.type_code);
        match country.signatory(event) {
            None => assert_eq!(kind["deposited_by_patient"], "yes", "{}", event.title),
            Some(who) => {
                assert_eq!(kind["deposited_by_patient"], "no", "{}", event.title);
                let column = &professions[&who.profession_code]["matrix_column"];
                assert_eq!(
                    matrix[event.type_code][column],
                    "yes",
                    "{} by {}",
                    event.title,
                    who.display()
                );
            }
        }
        if let Author::Institution {
            institution,
            signatory,
        } = event.author
        {
            let (place, who) = (
                &country.institutions[institution],
                &country.professionals[signatory],
            );
            assert_eq!(place.finess, who.place.finess, "{}", event.title);
        }
    }
}

#[test]
fn nothing_is_dated_before_birth_nor_today_or_after() {
    let country = country();
    for (index, life) in country.lives.iter().enumerate() {
        assert!(
            (4..=80).contains(&life.len()),
            "{} documents for {index}",
            life.len()
        );
        assert!(life.windows(2).all(|two| two[0].at <= two[1].at));
        for event in life {
            assert_eq!(event.person, index);
            assert!(event.day < TODAY && event.day >= country.insured[index].birth_date);
            assert_eq!(event.at.in_paris().date(), event.day);
        }
    }
    let total = country.events().count();
    assert!(total / country.lives.len() >= 10, "{total}");
}

#[test]
fn file_names_are_plain_and_say_their_format() {
    let country = country();
    for event in country.events() {
        let name = &event.file_name;
        assert!(
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)),
            "{name}"
        );
        assert!(name.len() < 100);
    }
}

/// The offset that the trailer gives is where the table of objects begins.
fn has_sound_ending(pdf: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&pdf[pdf.len() - 200..]).into_owned();
    let offset = text
        .split("startxref")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok());
    offset.is_some_and(|at| pdf.get(at..at + 4) == Some(b"xref"))
}

#[test]
fn every_paper_is_a_whole_pdf_with_its_text() {
    let country = country();
    let papers = country.events().filter(|e| e.mime == Mime::Pdf);
    for (number, event) in papers.enumerate() {
        let bytes = country.file(event);
        assert!(bytes.starts_with(b"%PDF-1."), "{}", event.file_name);
        assert!(has_sound_ending(&bytes), "{}", event.file_name);
        assert!(
            (3_000..40_000).contains(&bytes.len()),
            "{}: {}",
            event.file_name,
            bytes.len()
        );
        if number % 23 > 0 {
            continue;
        }
        let says = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
        assert!(
            says(b"ictif"),
            "{} does not say that it is fictitious",
            event.file_name
        );
        assert!(says(b"/Lang") && says(b"WinAnsiEncoding"));
    }
}

#[test]
fn pictures_are_what_their_names_say() {
    let country = country();
    let mut seen: HashSet<&str> = HashSet::new();
    let some: Vec<&Event> = country
        .events()
        .filter(|e| matches!(e.mime, Mime::Jpeg | Mime::Png))
        .filter(|e| seen.insert(e.title.as_str()))
        .collect();
    assert!(some.len() >= 6);
    for event in some {
        let bytes = country.file(event);
        let format = image::guess_format(&bytes).expect("an image");
        assert_eq!(format.to_mime_type(), event.mime.as_str());
        image::load_from_memory(&bytes).expect("a whole image");
        assert!(
            (40_000..260_000).contains(&bytes.len()),
            "{}: {}",
            event.title,
            bytes.len()
        );
    }
}

/// Another reader's opinion, where poppler is installed.
#[test]
fn poppler_reads_the_text_of_a_paper() {
    let country = country();
    let active = country.samples().active;
    let event = country.lives[active]
        .iter()
        .rfind(|e| e.mime == Mime::Pdf)
        .expect("a paper");
    let path = std::env::temp_dir().join(format!("country-{}.pdf", std::process::id()));
    std::fs::write(&path, country.file(event)).expect("written");
    if let Ok(out) = Command::new("pdftotext").arg(&path).arg("-").output() {
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(out.status.success() && out.stderr.is_empty());
        assert!(
            text.contains("LEFÈVRE Bernard") && text.contains("ictif"),
            "{text}"
        );
    }
    std::fs::remove_file(&path).expect("removed");
}

#[test]
fn the_told_people_are_who_they_are_said_to_be() {
    let country = country();
    let told = country.samples();
    let name = |index: usize| country.insured[index].full_name();
    assert_eq!(name(told.announced), "Claire Martin");
    assert_eq!(name(told.active), "Bernard Lefèvre");
    assert_eq!(name(told.elderly), "Odette Garnier");
    assert_eq!(name(told.parent), "Nadia Benaïm");
    assert_eq!(name(told.child), "Adam Benaïm");
    assert_eq!(name(told.open), "Marcel Petitjean");
    assert_eq!(name(told.refused), "Hélène Vasseur");
    assert_eq!(name(told.closed), "Antoine Roche");
    assert_eq!(country.professionals[told.doctor].last_name, "Fontanel");
    assert_eq!(
        country.insured[told.parent].household,
        country.insured[told.child].household
    );
}

#[test]
fn the_import_files_have_a_line_for_each() {
    let country = country();
    for (text, lines, columns) in [
        (country.insured_csv(), country.insured.len(), 16),
        (country.professionals_csv(), country.professionals.len(), 8),
    ] {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().expect("a header").len(), columns);
        assert_eq!(reader.records().filter(Result::is_ok).count(), lines);
    }
}
