//! Ages.

use super::cases::day;
use prevention::{Age, years_on};

#[test]
fn who_was_born_on_the_29th_of_february_is_older_on_the_1st_of_march() {
    for (born, age, reached) in [
        ("2024-02-29", "1y", "2025-03-01"),
        ("2024-02-29", "4y", "2028-02-29"),
        ("2024-02-29", "12m", "2025-03-01"),
        ("2024-01-31", "1m", "2024-03-01"),
        ("2024-08-31", "1m", "2024-10-01"),
        ("2024-12-31", "2m", "2025-03-01"),
        ("2024-02-28", "1d", "2024-02-29"),
        ("2023-02-28", "1y", "2024-02-28"),
        ("1900-02-28", "8d", "1900-03-08"),
    ] {
        let age: Age = age.parse().expect("an age");
        assert_eq!(age.reached(day(born)), day(reached), "{born} {age:?}");
    }
}

#[test]
fn years_are_whole_and_begin_on_the_day_that_reaches_them() {
    for born in ["2000-02-29", "1999-12-31", "2001-01-01", "1955-08-12"] {
        for years in 0..120 {
            let reached = Age::Years(years).reached(day(born));
            assert_eq!(years_on(day(born), reached), Some(years));
            let before = reached.yesterday().expect("a day");
            assert_eq!(
                years_on(day(born), before),
                (years > 0).then_some(years - 1)
            );
        }
    }
}
