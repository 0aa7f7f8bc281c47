//! The import files, as described at the top of the crate.

use crate::{Insured, Professional};
use kernel::Date;

fn table<'a>(header: &[&str], rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(header).and_then(|()| {
        rows.into_iter()
            .try_for_each(|row| writer.write_record(row))
    });
    debug_assert!(written.is_ok(), "every row has the columns of the header");
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The age from which a person is attached to nobody.
const ADULT: i32 = 18;

/// The adults of the household that a child is attached to: two at most, the
/// nearest in the file.
fn attached_to(child: &Insured, people: &[Insured], today: Date) -> String {
    if child.age(today) >= ADULT {
        return String::new();
    }
    let adults = people.iter().filter(|other| {
        other.household == child.household && (ADULT..75).contains(&other.age(today))
    });
    let numbers: Vec<&str> = adults.take(2).map(|p| p.matricule.as_str()).collect();
    numbers.join(" ")
}

/// One line for each person.
pub(crate) fn insured(people: &[Insured], today: Date) -> String {
    let header = [
        "matricule",
        "oid",
        "birth_name",
        "used_name",
        "first_names",
        "birth_date",
        "sex",
        "birthplace",
        "scheme",
        "vitale_serial",
        "email",
        "phone",
        "address_line",
        "postcode",
        "city",
        "attached_to",
    ];
    let texts: Vec<(String, String, String)> = people
        .iter()
        .map(|p| {
            let names = p.first_names.join(" ");
            (
                names,
                p.birth_date.to_string(),
                attached_to(p, people, today),
            )
        })
        .collect();
    let rows = people
        .iter()
        .zip(&texts)
        .map(|(p, (first_names, birth_date, adults))| {
            vec![
                p.matricule.as_str(),
                p.oid.as_str(),
                p.birth_name.as_str(),
                p.used_name.as_deref().unwrap_or(""),
                first_names.as_str(),
                birth_date.as_str(),
                p.sex.code(),
                p.birthplace.as_str(),
                p.scheme.code(),
                p.vitale_serial.as_str(),
                p.email.as_deref().unwrap_or(""),
                p.phone.as_deref().unwrap_or(""),
                p.address_line.as_str(),
                p.postcode.as_str(),
                p.city.as_str(),
                adults.as_str(),
            ]
        });
    table(&header, rows)
}

/// One line for each professional.
pub(crate) fn professionals(staff: &[Professional]) -> String {
    let header = [
        "rpps",
        "last_name",
        "first_name",
        "profession_code",
        "speciality_label",
        "place_finess",
        "place_name",
        "place_city",
    ];
    let rows = staff.iter().map(|p| {
        vec![
            p.rpps.as_str(),
            p.last_name.as_str(),
            p.first_name.as_str(),
            p.profession_code.as_str(),
            p.speciality.as_str(),
            p.place.finess.as_str(),
            p.place.name.as_str(),
            p.place.city.as_str(),
        ]
    });
    table(&header, rows)
}
