//! What comes first to whom. Pure.

use documents::rules::kinds::Category;
use kernel::Date;

/// How old a document is, in days, before it gives way to those that matter
/// more to this profession.
const RECENT: i32 = 30;

/// What a profession looks for before the rest: TRE_G15 codes.
pub(crate) fn looks_for(profession: &str) -> &'static [Category] {
    match profession {
        // Pharmacists, and those who prepare for them.
        "21" | "38" | "39" => &[Category::Prescriptions, Category::Summary],
        // Those who give care on prescription.
        "60" | "69" | "70" | "80" | "91" | "92" | "94" | "96" => {
            &[Category::Prescriptions, Category::Reports]
        }
        // Dental surgeons.
        "40" => &[Category::Imaging, Category::Prescriptions],
        // Those who make images.
        "98" => &[Category::Imaging, Category::Prescriptions],
        _ => &[Category::Summary, Category::Reports],
    }
}

/// Where a document stands among the others: the smaller the sooner. What is
/// recent comes first, whatever it is; then what this profession looks for; then
/// the rest; the latest first in each.
pub(crate) fn rank(
    category: Option<Category>,
    day: Date,
    today: Date,
    profession: &str,
) -> (u8, i32) {
    let age = days(today) - days(day);
    let looked_for = category.is_some_and(|it| looks_for(profession).contains(&it));
    let class = match (age <= RECENT, looked_for) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    (class, age)
}

fn days(date: Date) -> i32 {
    let year = i32::from(date.year());
    year * 366 + i32::from(date.day_of_year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(category: Category, day: &str, profession: &str) -> (u8, i32) {
        let day = day.parse().expect("a day");
        rank(
            Some(category),
            day,
            Date::constant(2026, 11, 26),
            profession,
        )
    }

    #[test]
    fn what_is_recent_comes_first_whatever_it_is() {
        let fresh = at(Category::Administrative, "2026-11-20", "10");
        assert!(fresh < at(Category::Summary, "2026-10-01", "10"));
        assert!(
            at(Category::Other, "2026-11-25", "10") < fresh,
            "the latest first"
        );
    }

    #[test]
    fn a_pharmacist_finds_prescriptions_before_reports_and_a_doctor_the_other_way() {
        let (prescription, report) = (Category::Prescriptions, Category::Reports);
        assert!(at(prescription, "2026-05-01", "21") < at(report, "2026-09-01", "21"));
        assert!(at(report, "2026-05-01", "10") < at(prescription, "2026-09-01", "10"));
    }
}
