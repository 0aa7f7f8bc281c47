//! Searching (R4, search.html), as IHE MHD asks it of documents (ITI-67) and of
//! submission sets (ITI-66), and BALP of AuditEvents: pure, and over resources
//! as they would be answered, so that nothing is found by what is not shown.
//!
//! A parameter that is not known is refused, not passed over: a filter that
//! silently did nothing would show a care giver another list than they asked
//! for. `Prefer: handling=lenient` asks for it all the same.

pub mod clinical;
mod interval;
mod query;
mod values;

pub use query::{Pair, pairs, written};

use crate::datatypes::Identifier;
use crate::mhd::PatientRef;
use crate::outcome::{Issue, IssueType, Outcome};
use interval::Dated;
use kernel::Timestamp;
use serde_json::{Value, json};
use values::Token;

/// How many resources a page has, unless another number is asked for.
pub const PAGE: usize = 50;
/// The most that a page has.
pub const PAGE_MAX: usize = 100;
/// The most values of one parameter, and the most parameters.
const VALUES_MAX: usize = 50;
/// The parameter that says where a page begins.
const AFTER: &str = "_after";

/// What one kind of resource is searched by.
#[derive(Clone, Copy, Debug)]
pub struct Searched {
    /// The name of the resource.
    pub resource: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
}

/// A search parameter and where its values stand.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    kind: Kind,
    paths: &'static [&'static str],
}

impl Searched {
    /// The parameters as a CapabilityStatement lists them.
    pub fn stated(&self) -> Vec<Value> {
        let of = |param: &Param| {
            let kind = match param.kind {
                Kind::Token => "token",
                Kind::Date => "date",
                Kind::Reference => "reference",
                Kind::Text => "string",
            };
            json!({"name": param.name, "type": kind})
        };
        let person = [
            json!({"name": "patient", "type": "reference"}),
            json!({"name": "patient.identifier", "type": "token"}),
        ];
        person
            .into_iter()
            .chain(self.params.iter().map(of))
            .collect()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Token,
    Date,
    Reference,
    /// Text that begins so, whatever its case and accents.
    Text,
}

const fn token(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: Kind::Token,
        paths,
    }
}

const fn date(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param {
        name,
        kind: Kind::Date,
        paths,
    }
}

/// ITI-67, and TD3.1a and b.
pub const DOCUMENTS: Searched = Searched {
    resource: "DocumentReference",
    params: &[
        token("_id", &["id"]),
        token("identifier", &["masterIdentifier", "identifier"]),
        token("status", &["status"]),
        token("type", &["type"]),
        token("category", &["category"]),
        token("facility", &["context.facilityType"]),
        token("setting", &["context.practiceSetting"]),
        token("format", &["content.format"]),
        token("security-label", &["securityLabel"]),
        token("event", &["context.event"]),
        date("date", &["date"]),
        date("period", &["context.period"]),
        date("creation", &["content.attachment.creation"]),
        Param {
            name: "related",
            kind: Kind::Reference,
            paths: &["context.related"],
        },
        Param {
            name: "author.family",
            kind: Kind::Text,
            paths: &["author.display", "contained.name.family"],
        },
        Param {
            name: "author.given",
            kind: Kind::Text,
            paths: &["author.display", "contained.name.given"],
        },
    ],
};

/// ITI-66.
pub const LISTS: Searched = Searched {
    resource: "List",
    params: &[
        token("_id", &["id"]),
        token("code", &["code"]),
        token("identifier", &["identifier"]),
        token("status", &["status"]),
        date("date", &["date"]),
    ],
};

/// ITI-81. Not by what no event of ours says: from which machine somebody asked
/// (`address`), another name of theirs (`altid`).
pub const AUDIT: Searched = Searched {
    resource: "AuditEvent",
    params: &[
        token("_id", &["id"]),
        token("type", &["type"]),
        token("subtype", &["subtype"]),
        token("action", &["action"]),
        token("outcome", &["outcome"]),
        date("date", &["recorded"]),
        Param {
            name: "agent",
            kind: Kind::Reference,
            paths: &["agent.who"],
        },
        token("agent.identifier", &["agent.who.identifier"]),
        Param {
            name: "entity",
            kind: Kind::Reference,
            paths: &["entity.what"],
        },
        token("entity-type", &["entity.type"]),
        token("entity-role", &["entity.role"]),
    ],
};

/// A search that was understood.
#[derive(Clone, Debug)]
pub struct Search {
    /// Whose documents.
    pub patient: PatientRef,
    /// How many on a page; none for the number alone.
    pub count: usize,
    /// After which one the page begins.
    pub after: Option<String>,
    criteria: Vec<Criterion>,
    /// As they came, without whom and where, for the links of the answer.
    written: Vec<Pair>,
}

#[derive(Clone, Debug)]
struct Criterion {
    param: Param,
    any_of: Wanted,
}

#[derive(Clone, Debug)]
enum Wanted {
    Tokens(Vec<Token>),
    Dates(Vec<Dated>),
    Texts(Vec<String>),
}

impl Search {
    /// Reads a search at this base address.
    ///
    /// # Errors
    /// 400, with the parameter that is not as it should be; 406, for a format
    /// that is not JSON.
    pub fn read(
        searched: &Searched,
        given: &[Pair],
        base: &str,
        lenient: bool,
    ) -> Result<Self, Outcome> {
        let mut search = Self {
            patient: PatientRef::Elsewhere,
            count: PAGE,
            after: None,
            criteria: Vec::new(),
            written: Vec::new(),
        };
        let mut patients = Vec::new();
        if given.len() > VALUES_MAX {
            return Err(wrong(IssueType::TooLong, "fhir-search-too-much"));
        }
        for pair in given {
            let (name, value) = (pair.0.as_str(), pair.1.as_str());
            match name {
                "patient" | "subject" | "patient:identifier" | "patient.identifier"
                | "subject:identifier" | "subject.identifier" => {
                    patients.push(patient(name, value, base)?);
                }
                "_count" => {
                    let count: usize = value.parse().map_err(|_| at("_count"))?;
                    search.count = count.min(PAGE_MAX);
                    search.written.push(pair.clone());
                }
                "_format" => format(value)?,
                // The number is always exact.
                "_total" if matches!(value, "none" | "estimate" | "accurate") => {}
                AFTER => match search.after {
                    None => search.after = Some(value.to_owned()),
                    Some(_) => return Err(at(AFTER)),
                },
                _ => match criterion(searched, (name, value), base)? {
                    Some(criterion) => {
                        search.criteria.push(criterion);
                        search.written.push(pair.clone());
                    }
                    None if lenient => {}
                    None => return Err(unknown(searched)),
                },
            }
        }
        match patients.as_slice() {
            [one] => search.patient = one.clone(),
            [] => return Err(wrong(IssueType::Required, "fhir-search-patient")),
            _ => return Err(wrong(IssueType::Value, "fhir-search-patient")),
        }
        Ok(search)
    }

    /// Whether anything is asked of the resources themselves.
    pub const fn compares(&self) -> bool {
        !self.criteria.is_empty()
    }

    /// Whether a resource, as it would be answered, is searched for.
    pub fn finds(&self, resource: &Value) -> bool {
        self.criteria.iter().all(|criterion| {
            let found = criterion
                .param
                .paths
                .iter()
                .flat_map(|path| values::at(resource, path))
                .collect::<Vec<_>>();
            match &criterion.any_of {
                Wanted::Tokens(tokens) => tokens
                    .iter()
                    .any(|token| found.iter().any(|value| token.is(value))),
                Wanted::Dates(dates) => dates
                    .iter()
                    .any(|date| found.iter().any(|value| date.holds(value))),
                Wanted::Texts(texts) => texts
                    .iter()
                    .any(|text| found.iter().any(|value| values::begins(value, text))),
            }
        })
    }

    /// The moment before which nothing is searched for under this name.
    pub fn since(&self, name: &str) -> Option<Timestamp> {
        let named = self.criteria.iter().filter(|it| it.param.name == name);
        let bounds = named.filter_map(|criterion| match &criterion.any_of {
            Wanted::Dates(dates) => dates.iter().map(Dated::since).min().flatten(),
            Wanted::Tokens(_) | Wanted::Texts(_) => None,
        });
        bounds.max()
    }

    /// The tokens asked for under this name, where each must be met.
    pub fn identifiers(&self, name: &str) -> Vec<Identifier> {
        let named = self.criteria.iter().filter(|it| it.param.name == name);
        named
            .filter_map(|criterion| match &criterion.any_of {
                Wanted::Tokens(tokens) => Some(tokens.iter().filter_map(Token::identifier)),
                Wanted::Dates(_) | Wanted::Texts(_) => None,
            })
            .flatten()
            .collect()
    }

    /// The address of this search, and of its next page if it begins after
    /// something. It names the person by our own id: a national number has no
    /// place in an address.
    pub fn address(&self, place: &str, patient: &str, after: Option<&str>) -> String {
        let mut pairs = vec![Pair(String::from("patient"), patient.to_owned())];
        pairs.extend(self.written.iter().cloned());
        pairs.extend(after.map(|after| Pair(AFTER.to_owned(), after.to_owned())));
        format!("{place}?{}", written(&pairs))
    }
}

fn criterion(
    searched: &Searched,
    (name, value): (&str, &str),
    base: &str,
) -> Result<Option<Criterion>, Outcome> {
    let (bare, modifier) = match name.split_once(':') {
        Some((bare, modifier)) => (bare, Some(modifier)),
        None => (name, None),
    };
    let known = searched.params.iter().find(|param| param.name == bare);
    let Some(param) = known else { return Ok(None) };
    let right = match (param.kind, modifier) {
        (_, None) | (Kind::Reference, Some("identifier")) => true,
        (Kind::Text, Some("contains" | "exact")) | (_, Some(_)) => false,
    };
    if !right {
        return Err(at(param.name));
    }
    let values = values::split(value, ',');
    if values.len() > VALUES_MAX || values.iter().any(String::is_empty) {
        return Err(at(param.name));
    }
    let any_of = match param.kind {
        Kind::Reference if modifier.is_none() => {
            let own = values.iter().map(|value| here(value, base));
            Wanted::Tokens(own.map(Token::read).collect())
        }
        Kind::Token | Kind::Reference => {
            Wanted::Tokens(values.iter().map(|value| Token::read(value)).collect())
        }
        Kind::Date => Wanted::Dates(
            values
                .iter()
                .map(|value| Dated::read(value))
                .collect::<Option<_>>()
                .ok_or_else(|| at(param.name))?,
        ),
        Kind::Text => Wanted::Texts(values.iter().map(|text| kernel::unaccented(text)).collect()),
    };
    Ok(Some(Criterion {
        param: *param,
        any_of,
    }))
}

fn patient(name: &str, value: &str, base: &str) -> Result<PatientRef, Outcome> {
    if name.ends_with("identifier") {
        let identifier = Identifier::from_token(value).ok_or_else(|| at("patient"))?;
        return Ok(PatientRef::Identified(identifier));
    }
    let value = here(value, base);
    if value.contains("://") {
        return Ok(PatientRef::Elsewhere);
    }
    let id = value.strip_prefix("Patient/").unwrap_or(value);
    Ok(PatientRef::Here(id.to_owned()))
}

/// A reference as our resources write it, where it came with our own address.
fn here<'v>(value: &'v str, base: &str) -> &'v str {
    let own = value.strip_prefix(base);
    own.map_or(value, |rest| rest.trim_start_matches('/'))
}

fn format(value: &str) -> Result<(), Outcome> {
    // A plus that was not escaped came as a space.
    let value = value.replace(' ', "+");
    match value.as_str() {
        "json" | "application/json" | "application/fhir+json" | "text/json" => Ok(()),
        _ => Err(Outcome::new(
            406,
            Issue::error(IssueType::NotSupported, "fhir-search-format"),
        )),
    }
}

fn wrong(kind: IssueType, key: &'static str) -> Outcome {
    Outcome::new(400, Issue::error(kind, key))
}

/// Names the parameter, never what was sent for it.
fn at(name: &'static str) -> Outcome {
    let issue = Issue::error(IssueType::Value, "fhir-search-value").at(format!("http.{name}"));
    Outcome::new(400, issue)
}

fn unknown(searched: &Searched) -> Outcome {
    let names: Vec<&str> = searched.params.iter().map(|param| param.name).collect();
    let known = format!(
        "known: patient, patient.identifier, {}, _count, _format, _total",
        names.join(", ")
    );
    let issue = Issue::error(IssueType::NotSupported, "fhir-search-param").saying(known);
    Outcome::new(400, issue)
}

#[cfg(test)]
mod tests;
