//! What may be compared, and where a result stands.

use super::*;
use proptest::prelude::*;

pub(crate) fn finding(number: &str, low: Option<&str>, high: Option<&str>) -> Finding {
    let limit = |written: &str| Limit {
        number: written.to_owned(),
        inclusive: true,
    };
    Finding {
        test: Some((String::from("718-7"), String::from("2.16.840.1.113883.6.1"))),
        name: String::from("Hémoglobine"),
        value: Found::Number {
            number: number.to_owned(),
            unit: Some(String::from("g/dL")),
        },
        low: low.map(limit),
        high: high.map(limit),
        ..Finding::default()
    }
}

pub(crate) fn reading(n: u8, day: &str, finding: Finding) -> Reading {
    Reading {
        document: DocumentId::from_bytes([n; 16]),
        place: 0,
        day: day.parse().expect("a day"),
        laboratory: None,
        new: false,
        came_at: kernel::Timestamp::default(),
        finding,
        said: Vec::new(),
    }
}

#[test]
fn what_is_said_of_a_whole_document_stands_once_beside_its_results_the_latest_first() {
    let said = |number: u32, at: i64, of: Option<usize>| Commented {
        document: DocumentId::from_bytes([1; 16]),
        number,
        text: String::from("À jeudi."),
        author: String::from("Dr B"),
        profession: None,
        at: kernel::Timestamp::from_millis(at),
        of,
        test: None,
        own: false,
    };
    let told = |place, unit: &str, comments| {
        let mut finding = finding("13", None, None);
        finding.value = Found::Number {
            number: String::from("13"),
            unit: Some(unit.to_owned()),
        };
        Reading {
            place,
            said: comments,
            ..reading(1, "2026-05-04", finding)
        }
    };
    // Of the whole, of the first, of the second; in two units, which are two series.
    let (whole, first, second) = (said(0, 1, None), said(1, 3, Some(0)), said(2, 2, Some(1)));
    let readings = vec![
        told(0, "g/dL", vec![whole.clone(), first]),
        told(1, "g/L", vec![whole, second]),
    ];
    let tests = by_test(readings);
    let numbers: Vec<u32> = tests[0].said().iter().map(|it| it.number).collect();
    assert_eq!((tests.len(), numbers), (1, vec![1, 2, 0]));
}

#[test]
fn a_number_is_judged_by_its_own_laboratory_alone() {
    for (number, low, high, told) in [
        ("13,2", Some("12.0"), Some("16.5"), Standing::Within),
        ("12.0", Some("12.0"), Some("16.5"), Standing::Within),
        ("11.9", Some("12.0"), Some("16.5"), Standing::Below),
        ("16.51", Some("12.0"), Some("16.5"), Standing::Above),
        ("0", None, Some("5"), Standing::Within),
        ("5.1", None, Some("5"), Standing::Above),
        ("0.3", Some("0.4"), None, Standing::Below),
        ("400", None, None, Standing::Untold),
        ("positif", Some("1"), Some("2"), Standing::Untold),
        ("400", Some("peu"), Some("trop"), Standing::Untold),
    ] {
        assert_eq!(standing(&finding(number, low, high)), told, "{number}");
    }
    let mut at_the_end = finding("5", None, Some("5"));
    at_the_end.high.as_mut().expect("a limit").inclusive = false;
    assert_eq!(standing(&at_the_end), Standing::Above);
}

#[test]
fn the_laboratorys_own_mark_comes_before_any_number() {
    let flag = |code: &str, words: Option<&str>| {
        let flags = vec![(code.to_owned(), words.map(str::to_owned))];
        standing(&Finding {
            flags,
            ..finding("13", Some("12"), Some("16"))
        })
    };
    assert_eq!(flag("H", None), Standing::Above);
    assert_eq!(flag("LL", Some("très bas")), Standing::Below);
    assert_eq!(flag("N", None), Standing::Within);
    assert_eq!(
        flag("A", Some("Anormal")),
        Standing::Marked(String::from("Anormal"))
    );
    assert_eq!(flag("POS", None), Standing::Marked(String::from("POS")));
}

#[test]
fn units_methods_and_specimens_are_never_mixed() {
    let one = finding("13", None, None);
    let other_unit = Finding {
        value: Found::Number {
            number: String::from("130"),
            unit: Some(String::from("g/L")),
        },
        ..one.clone()
    };
    let other_method = Finding {
        method: Some(String::from("HPLC")),
        ..one.clone()
    };
    let in_urine = Finding {
        specimen: Some(String::from("Urine")),
        ..one.clone()
    };
    let words = Finding {
        value: Found::Words(String::from("absence")),
        ..one.clone()
    };
    let all = [one.clone(), other_unit, other_method, in_urine, words, one];
    let readings = all.into_iter().enumerate().map(|(n, finding)| {
        let n = u8::try_from(n).expect("few");
        reading(n, &format!("2026-01-0{}", n + 1), finding)
    });
    let tests = by_test(readings.collect());
    assert_eq!(tests.len(), 1);
    let lengths: Vec<usize> = tests[0].series.iter().map(|it| it.readings.len()).collect();
    // The last day's series first, with both of its kind; words of the same
    // unit-less kind stand alone.
    assert_eq!(lengths, [2, 1, 1, 1, 1]);
    assert_eq!(tests[0].last().day, Date::constant(2026, 1, 6));
}

#[test]
fn what_has_no_code_is_known_by_its_name_and_never_meets_what_has_one() {
    let coded = finding("1", None, None);
    let named = Finding {
        test: None,
        ..coded.clone()
    };
    let again = Finding {
        name: String::from("HEMOGLOBINE "),
        ..named.clone()
    };
    let days = ["2026-01-01", "2026-01-02", "2026-01-03"];
    let all = [coded, named, again].into_iter().zip(days);
    let tests = by_test(all.map(|(it, day)| reading(1, day, it)).collect());
    let counts: Vec<usize> = tests.iter().map(|it| it.series[0].readings.len()).collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn a_day_is_read_only_where_it_is_whole_and_real() {
    assert_eq!(day(Some("20260504")), Some(Date::constant(2026, 5, 4)));
    assert_eq!(day(Some("202605041530")), Some(Date::constant(2026, 5, 4)));
    for told in ["2026", "202605", "20260230", "2026050", "é0260504", ""] {
        assert_eq!(day(Some(told)), None, "{told}");
    }
    assert_eq!(day(None), None);
}

proptest! {
    #[test]
    fn no_result_is_lost_or_told_twice(told in proptest::collection::vec((0_u8..4, 0_u8..3, 1_u8..28), 0..60)) {
        let readings: Vec<Reading> = told.iter().enumerate().map(|(place, (test, unit, day))| {
            let mut finding = finding("1", None, None);
            finding.test = Some((test.to_string(), String::from("x")));
            finding.value = Found::Number { number: String::from("1"), unit: Some(unit.to_string()) };
            Reading { place, ..reading(*test, &format!("2026-01-{day:02}"), finding) }
        }).collect();
        let mut places: Vec<usize> = by_test(readings).iter()
            .flat_map(|test| &test.series)
            .flat_map(|series| &series.readings)
            .map(|reading| reading.place)
            .collect();
        places.sort_unstable();
        prop_assert_eq!(places, (0..told.len()).collect::<Vec<_>>());
    }
}
