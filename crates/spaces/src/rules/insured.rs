//! What makes a line of the insured people's file acceptable.

use identity::ins::{InsIdentity, InsInput, Matricule};
use kernel::{Date, Personal, Timestamp};
use lists::{Refusal, refusal};

/// The longest text of a column, in characters.
const TEXT_CHARS_MAX: usize = 200;

/// One line as it came: nothing is checked yet.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of the file, by their names")]
pub struct RawLine {
    pub matricule: String,
    pub oid: String,
    pub birth_name: String,
    pub used_name: String,
    pub first_names: String,
    pub birth_date: String,
    pub sex: String,
    pub birthplace: String,
    pub scheme: String,
    pub vitale_serial: String,
    pub email: String,
    pub phone: String,
    pub address_line: String,
    pub postcode: String,
    pub city: String,
    pub death_date: String,
    /// Nothing, when the file has no such column.
    pub attached_to: Option<String>,
    pub previous_matricule: String,
}

/// One line that may enter the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Matricule and five traits.
    pub identity: InsIdentity,
    /// The name in use; empty when it is the birth name.
    pub used_name: Personal<String>,
    /// The scheme, a short word or code of the fund.
    pub scheme: String,
    /// The serial of the Vitale card, for those who have one.
    pub card: Option<CardSerial>,
    /// How to reach them.
    pub contact: Contact,
    /// The day of death, as the fund tells it.
    pub deceased_on: Option<Date>,
    /// The adults that a child is attached to, two at most; nothing, when the
    /// file does not say.
    pub attached_to: Option<Vec<Matricule>>,
    /// The number the person had before, if it changed.
    pub previous: Option<Matricule>,
}

/// How a person is reached, as the fund knows it; each part may be empty.
#[derive(Clone, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "the parts of an address, by their names")]
pub struct Contact {
    pub email: String,
    pub phone: String,
    pub address_line: String,
    pub postcode: String,
    pub city: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(‹personal›)")
    }
}

/// The serial number of a Vitale card, as printed on it.
#[derive(Clone, PartialEq, Eq)]
pub struct CardSerial(String);

impl CardSerial {
    /// Reads what a person typed: spaces and hyphens mean nothing.
    pub fn read(typed: &str) -> Option<Self> {
        let air =
            |c: &char| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}');
        let serial: String = typed
            .chars()
            .take(64)
            .filter(air)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let right =
            (8..=24).contains(&serial.len()) && serial.bytes().all(|b| b.is_ascii_alphanumeric());
        right.then_some(Self(serial))
    }

    /// The characters, without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for CardSerial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹card serial›")
    }
}

/// Checks one line.
///
/// # Errors
/// The first column that is wrong.
pub fn check(raw: &RawLine, now: Timestamp) -> Result<Line, Refusal> {
    let identity = identity(raw)?;
    let today = now.in_paris().date();
    let birth = identity.birth_date.0;
    if birth > today || birth.year() < today.year() - 130 {
        return Err(refusal(
            "birth_date",
            "date de naissance future ou de plus de 130 ans",
            "birth date in the future or more than 130 years ago",
        ));
    }
    let card = match raw.vitale_serial.trim() {
        "" => None,
        serial => Some(CardSerial::read(serial).ok_or_else(|| {
            refusal(
                "vitale_serial",
                "numéro de série faux : 8 à 24 chiffres ou lettres",
                "wrong serial: 8 to 24 digits or letters",
            )
        })?),
    };
    Ok(Line {
        used_name: Personal(text("used_name", &raw.used_name)?),
        scheme: scheme(&raw.scheme)?,
        contact: contact(raw)?,
        deceased_on: death(raw, birth, today)?,
        attached_to: attached_to(raw)?,
        previous: previous(raw, &identity)?,
        identity,
        card,
    })
}

/// How many adults a child is attached to at most.
const ADULTS_MAX: usize = 2;

fn attached_to(raw: &RawLine) -> Result<Option<Vec<Matricule>>, Refusal> {
    let wrong = || {
        refusal(
            "attached_to",
            "rattachement faux : un ou deux matricules séparés par une espace",
            "wrong attachment: one or two matricules with a space between",
        )
    };
    let Some(said) = &raw.attached_to else {
        return Ok(None);
    };
    let adults: Vec<Matricule> = said
        .split_whitespace()
        .map(|one| one.parse().map_err(|_| wrong()))
        .collect::<Result<_, _>>()?;
    if adults.len() > ADULTS_MAX {
        return Err(wrong());
    }
    Ok(Some(adults))
}

fn previous(raw: &RawLine, identity: &InsIdentity) -> Result<Option<Matricule>, Refusal> {
    let wrong = || {
        refusal(
            "previous_matricule",
            "ancien matricule faux, ou égal au nouveau",
            "previous matricule wrong, or the same as the new one",
        )
    };
    match raw.previous_matricule.trim() {
        "" => Ok(None),
        text => {
            let previous: Matricule = text.parse().map_err(|_| wrong())?;
            if previous.as_str() == identity.matricule.as_str() {
                return Err(wrong());
            }
            Ok(Some(previous))
        }
    }
}

fn identity(raw: &RawLine) -> Result<InsIdentity, Refusal> {
    let input = InsInput {
        matricule: Personal(&raw.matricule),
        oid: raw.oid.trim(),
        birth_name: Personal(&raw.birth_name),
        given_names: Personal(&raw.first_names),
        birth_date: Personal(&raw.birth_date),
        sex: &raw.sex,
        birth_place: Personal(&raw.birthplace),
    };
    InsIdentity::check(&input).map_err(|error| {
        match error
            .field_errors()
            .first()
            .map(|wrong| (wrong.field, wrong.code))
        {
            Some(("matricule", code)) => wrong_matricule(code),
            Some(("oid", _)) => refusal(
                "oid",
                "OID qui n'est pas d'une INS",
                "not an OID of the INS",
            ),
            Some(("birth_name", _)) => refusal(
                "birth_name",
                "nom de naissance vide ou faux",
                "birth name empty or wrong",
            ),
            Some(("given_names", _)) => refusal(
                "first_names",
                "prénoms vides ou faux",
                "first names empty or wrong",
            ),
            Some(("birth_date", _)) => WRONG_BIRTH_DATE,
            Some(("sex", _)) => {
                refusal("sex", "sexe attendu : M, F ou I", "expected sex: M, F or I")
            }
            Some(("birth_place", _)) => refusal(
                "birthplace",
                "code du lieu de naissance faux : cinq caractères du COG",
                "wrong code of the birthplace: five characters of the COG",
            ),
            _ => refusal("", "ligne fausse", "wrong line"),
        }
    })
}

/// Why a matricule is refused.
pub(super) fn wrong_matricule(code: &str) -> Refusal {
    match code {
        "identity-nir-key" => refusal(
            "matricule",
            "clé du matricule fausse",
            "wrong key of the matricule",
        ),
        _ => refusal(
            "matricule",
            "matricule faux : 15 caractères dont la clé",
            "wrong matricule: 15 characters with the key",
        ),
    }
}

pub(super) const WRONG_BIRTH_DATE: Refusal = refusal(
    "birth_date",
    "date de naissance fausse : AAAA-MM-JJ",
    "wrong birth date: YYYY-MM-DD",
);

fn scheme(raw: &str) -> Result<String, Refusal> {
    let scheme = text("scheme", raw)?;
    let right = !scheme.is_empty()
        && scheme.len() <= 40
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    right.then_some(scheme).ok_or_else(|| {
        refusal(
            "scheme",
            "régime attendu : un code de lettres, de chiffres et de tirets",
            "expected scheme: a code of letters, digits and hyphens",
        )
    })
}

fn contact(raw: &RawLine) -> Result<Contact, Refusal> {
    let contact = Contact {
        email: text("email", &raw.email)?,
        phone: text("phone", &raw.phone)?,
        address_line: text("address_line", &raw.address_line)?,
        postcode: text("postcode", &raw.postcode)?,
        city: text("city", &raw.city)?,
    };
    let has_at = |email: &str| {
        email.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !email.contains(char::is_whitespace)
        })
    };
    if !contact.email.is_empty() && !has_at(&contact.email) {
        return Err(refusal(
            "email",
            "adresse électronique fausse",
            "wrong e-mail address",
        ));
    }
    let phone = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')');
    if !contact.phone.chars().all(phone) {
        return Err(refusal(
            "phone",
            "numéro de téléphone faux",
            "wrong phone number",
        ));
    }
    if !contact
        .postcode
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'))
    {
        return Err(refusal("postcode", "code postal faux", "wrong postcode"));
    }
    Ok(contact)
}

fn death(raw: &RawLine, birth: Date, today: Date) -> Result<Option<Date>, Refusal> {
    match raw.death_date.trim() {
        "" => Ok(None),
        text => match text.parse::<Date>() {
            Ok(day) if day >= birth && day <= today => Ok(Some(day)),
            _ => Err(refusal(
                "death_date",
                "date de décès fausse",
                "wrong date of death",
            )),
        },
    }
}

fn text(column: &'static str, raw: &str) -> Result<String, Refusal> {
    let text = raw.trim();
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(refusal(
            column,
            "texte de plus de 200 caractères",
            "text of more than 200 characters",
        ));
    }
    if text.chars().any(kernel::is_unseen) {
        return Err(refusal(
            column,
            "caractère de contrôle ou invisible",
            "control or invisible character",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_424_400_000);

    fn right() -> RawLine {
        RawLine {
            matricule: "2 69 05 2B 033 077 90".into(),
            oid: "1.2.250.1.213.1.4.11".into(),
            birth_name: "LECA".into(),
            first_names: "ANA MARIE".into(),
            birth_date: "1969-05-04".into(),
            sex: "F".into(),
            birthplace: "2B033".into(),
            scheme: "employee".into(),
            vitale_serial: "8025 0000 0103 4521".into(),
            email: "ana@exemple.invalid".into(),
            phone: "06 00 00 00 00".into(),
            postcode: "20200".into(),
            city: "Bastia".into(),
            ..RawLine::default()
        }
    }

    #[test]
    fn a_right_line_is_kept() {
        let line = check(&right(), NOW).expect("right");
        assert_eq!(line.card.expect("a card").as_str(), "8025000001034521");
        assert!(!format!("{:?}", check(&right(), NOW)).contains("LECA"));
    }

    #[test]
    fn each_wrong_column_is_named() {
        type Spoil = fn(&mut RawLine);
        let cases: [(&str, Spoil); 13] = [
            ("matricule", |l| l.matricule = "269052B03307791".into()),
            ("matricule", |l| l.matricule = "269052C03307790".into()),
            ("oid", |l| l.oid = "1.2.3".into()),
            ("birth_name", |l| l.birth_name = " ".into()),
            ("first_names", |l| l.first_names.clear()),
            ("birth_date", |l| l.birth_date = "1969-02-30".into()),
            ("birth_date", |l| l.birth_date = "2999-01-01".into()),
            ("sex", |l| l.sex = "X".into()),
            ("birthplace", |l| l.birthplace = "2C033".into()),
            ("scheme", |l| l.scheme.clear()),
            ("vitale_serial", |l| l.vitale_serial = "123".into()),
            ("email", |l| l.email = "ana".into()),
            ("death_date", |l| l.death_date = "1960-01-01".into()),
        ];
        for (column, spoil) in cases {
            let mut line = right();
            spoil(&mut line);
            assert_eq!(check(&line, NOW).expect_err(column).column, column);
        }
    }
}
