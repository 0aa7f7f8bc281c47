//! What people show of themselves in a form, on the site and on the phone line:
//! a number, a card; and for whom they decide. The keys say how to mend what is
//! wrong with its form.

use crate::rules::insured::CardSerial;
use edge::Form;
use identity::ins::Matricule;
use kernel::{Error, FieldError, PersonId, Result};

/// What a box for somebody is called: this, and their id.
pub const FOR: &str = "pour-";

/// The number in the field `nir`.
///
/// # Errors
/// The key of what is wrong with it.
pub fn matricule(form: &Form) -> Result<Matricule, &'static str> {
    let number = form.text("nir");
    number.parse().map_err(|error: Error| match error.code() {
        _ if number.is_empty() => "activate-nir-empty",
        "identity-nir-key" => "activate-nir-key",
        _ => "activate-nir-form",
    })
}

/// The serial in the field `serie`.
///
/// # Errors
/// The key of what is wrong with it.
pub fn card(form: &Form) -> Result<CardSerial, &'static str> {
    CardSerial::read(form.raw("serie")).ok_or(match form.text("serie") {
        "" => "activate-card-empty",
        _ => "activate-card-form",
    })
}

/// All that is wrong with the fields of a form, said at once.
pub fn wrong<'a>(
    fields: impl IntoIterator<Item = (&'static str, Option<&'a &'static str>)>,
) -> Error {
    let wrong = fields
        .into_iter()
        .filter_map(|(field, code)| Some(FieldError { field, code: code? }));
    Error::fields(wrong.collect())
}

/// Those whose boxes were ticked.
///
/// # Errors
/// Invalid on `pour`, for what is nobody's box.
pub fn chosen(form: &Form) -> Result<Vec<PersonId>> {
    form.names(FOR)
        .map(|name| name.strip_prefix(FOR).unwrap_or_default().parse())
        .collect::<Result<_>>()
        .map_err(|_| Error::field("pour", "object-not-yours"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_somebody_or_the_form_is_wrong() {
        let person = PersonId::from_bytes([5; 16]);
        let field = format!("{FOR}{person}");
        let form = Form::of(&[(&field, "oui"), ("lu", "oui")]);
        assert_eq!(chosen(&form).expect("one"), [person]);
        for field in ["pour-", "pour-moi", &format!("{FOR}{field}")] {
            let refused = chosen(&Form::of(&[(field, "oui")]));
            let error = refused.expect_err("nobody");
            assert_eq!(error.field_errors()[0].field, "pour", "{field}");
        }
        assert!(chosen(&Form::of(&[])).expect("nobody").is_empty());
    }
}
