//! What a line of a file of insured people says.

use crate::rules::insured::RawLine;
use lists::Columns;

pub(super) const COLUMNS: Columns = Columns {
    must: &[
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
    ],
    may: &["death_date", "attached_to", "previous_matricule"],
    between: &[';'],
};

pub(super) fn raw(column: &dyn Fn(&str) -> Option<String>) -> RawLine {
    let attached_to = column("attached_to");
    let column = |name| column(name).unwrap_or_default();
    RawLine {
        matricule: column("matricule"),
        oid: column("oid"),
        birth_name: column("birth_name"),
        used_name: column("used_name"),
        first_names: column("first_names"),
        birth_date: column("birth_date"),
        sex: column("sex"),
        birthplace: column("birthplace"),
        scheme: column("scheme"),
        vitale_serial: column("vitale_serial"),
        email: column("email"),
        phone: column("phone"),
        address_line: column("address_line"),
        postcode: column("postcode"),
        city: column("city"),
        death_date: column("death_date"),
        attached_to,
        previous_matricule: column("previous_matricule"),
    }
}
