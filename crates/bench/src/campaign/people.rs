//! People whom nobody is, as the fund's file has them: numbered, so that a process that
//! takes the work up finds the same.

use identity::ins::Matricule;
use std::fmt::Write as _;

const COLUMNS: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,\
     vitale_serial,email,phone,address_line,postcode,city\n";

/// The number of the n-th person, and the month they were born in.
pub(super) fn number(n: usize) -> (String, String) {
    // 900 communes with 999 births each, month after month.
    let (order, n) = (1 + n % 999, n / 999);
    let (commune, group) = (1 + n % 900, n / 900);
    let (year, month) = (30 + group / 12 % 60, 1 + group % 12);
    let body = format!("2{year:02}{month:02}33{commune:03}{order:03}");
    let key = Matricule::key_of(&body).unwrap_or_default();
    (
        format!("{body}{key:02}"),
        format!("19{year:02}-{month:02}-04"),
    )
}

/// Where an e-mail reaches them: three of four.
pub(super) fn email(n: usize) -> String {
    match n % 4 {
        0 => String::new(),
        _ => format!("p{n}@exemple.invalid"),
    }
}

/// The lines of these people.
pub(super) fn file(from: usize, to: usize) -> String {
    let mut text = String::from(COLUMNS);
    for n in from..to {
        let (number, born) = number(n);
        let email = email(n);
        // Writing into a text cannot fail.
        let _ = writeln!(
            text,
            "{number},1.2.250.1.213.1.4.11,EXEMPLE,,ANA,{born},F,33063,employee,8025{n:08},{email},,\
             {n} rue de l'Exemple,33000,Bordeaux"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invented_number_is_right_and_of_one_person() {
        let mut seen = std::collections::HashSet::new();
        for n in [0, 1, 999_999, 1_000_000, 4_999_999, 12_000_000, 68_999_999] {
            let (number, born) = number(n);
            assert!(number.parse::<Matricule>().is_ok(), "{number}");
            assert!(born.parse::<kernel::Date>().is_ok(), "{born}");
            assert!(seen.insert(number));
        }
    }
}
