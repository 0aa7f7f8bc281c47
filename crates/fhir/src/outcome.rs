//! `OperationOutcome` (R4, operationoutcome.html): how software is told that
//! something is not as it should be.
//!
//! One table from our seven kinds to HTTP statuses and FHIR issue types:
//!
//! | kind | status | issue type |
//! | --- | --- | --- |
//! | Invalid | 422 | invalid |
//! | NotFound | 404 | not-found |
//! | Forbidden | 403 | forbidden |
//! | Conflict | 409 | conflict |
//! | TooMany | 429 | throttled |
//! | Unavailable | 503 | transient |
//! | Fault | 500 | exception |

use kernel::{Error, Kind};
use serde_json::{Value, json};

/// The system of our reason codes: the keys of the sentences.
const REASONS: &str = "urn:carnet:reason";

/// How bad an issue is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Nothing was done.
    Error,
    /// It was done, but not all of it.
    Warning,
    /// For information.
    Information,
}

/// The type of an issue, from FHIR's list (issue-type).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IssueType {
    /// The content is not valid.
    Invalid,
    /// The structure is not that of the resource.
    Structure,
    /// A required element is missing.
    Required,
    /// An element's value is not valid.
    Value,
    /// A rule of the house is not met.
    BusinessRule,
    /// It is there already.
    Duplicate,
    /// More than is taken.
    TooLong,
    /// We do not do this.
    NotSupported,
    /// It is not there.
    NotFound,
    /// Nobody knows who asks.
    Login,
    /// Whoever asks may not.
    Forbidden,
    /// Somebody else changed it meanwhile.
    Conflict,
    /// Too often.
    Throttled,
    /// Try again.
    Transient,
    /// Our mistake.
    Exception,
    /// All is well.
    Informational,
}

impl IssueType {
    const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Structure => "structure",
            Self::Required => "required",
            Self::Value => "value",
            Self::BusinessRule => "business-rule",
            Self::Duplicate => "duplicate",
            Self::TooLong => "too-long",
            Self::NotSupported => "not-supported",
            Self::NotFound => "not-found",
            Self::Login => "login",
            Self::Forbidden => "forbidden",
            Self::Conflict => "conflict",
            Self::Throttled => "throttled",
            Self::Transient => "transient",
            Self::Exception => "exception",
            Self::Informational => "informational",
        }
    }
}

/// One thing that is not as it should be. It never holds a value that was
/// sent: only where it stood and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// How bad.
    pub severity: Severity,
    /// What type.
    pub kind: IssueType,
    /// The key of the sentence that says how to mend it.
    pub key: &'static str,
    /// A code of another standard for the same thing, such as IHE's.
    pub code: Option<&'static str>,
    /// Where, as a FHIRPath expression.
    pub expression: Option<String>,
    /// An exact remark for the developer of the sending software.
    pub diagnostics: Option<String>,
}

impl Issue {
    /// An error.
    pub const fn error(kind: IssueType, key: &'static str) -> Self {
        Self {
            severity: Severity::Error,
            kind,
            key,
            code: None,
            expression: None,
            diagnostics: None,
        }
    }

    /// A warning, with IHE's code for it (ITI TF-3, table 4.2.4.1-2).
    pub fn warning(kind: IssueType, key: &'static str, code: &'static str) -> Self {
        Self {
            severity: Severity::Warning,
            code: Some(code),
            ..Self::error(kind, key)
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, expression: impl Into<String>) -> Self {
        self.expression = Some(expression.into());
        self
    }

    /// Says more to the developer.
    #[must_use]
    pub fn saying(mut self, diagnostics: impl Into<String>) -> Self {
        self.diagnostics = Some(diagnostics.into());
        self
    }

    fn to_value(&self, say: &dyn Fn(&str) -> String) -> Value {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        };
        let mut coding = vec![json!({"system": REASONS, "code": self.key})];
        coding.extend(self.code.map(|code| json!({"code": code})));
        let mut issue = json!({
            "severity": severity,
            "code": self.kind.code(),
            "details": {"coding": coding, "text": say(self.key)},
        });
        if let Some(diagnostics) = &self.diagnostics {
            issue["diagnostics"] = json!(diagnostics);
        }
        if let Some(expression) = &self.expression {
            issue["expression"] = json!([expression]);
        }
        issue
    }
}

/// An answer that is about what went wrong, with its HTTP status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The HTTP status.
    pub status: u16,
    /// At least one issue.
    pub issues: Vec<Issue>,
}

impl Outcome {
    /// With any status.
    pub fn new(status: u16, issue: Issue) -> Self {
        Self {
            status,
            issues: vec![issue],
        }
    }

    /// The `OperationOutcome`; `say` turns the key of a sentence into the
    /// sentence, in the language of whoever asked.
    pub fn to_value(&self, say: &dyn Fn(&str) -> String) -> Value {
        let issues: Vec<Value> = self.issues.iter().map(|i| i.to_value(say)).collect();
        json!({"resourceType": "OperationOutcome", "issue": issues})
    }
}

impl From<Issue> for Outcome {
    /// What was sent is not acceptable: 422.
    fn from(issue: Issue) -> Self {
        Self::new(422, issue)
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        let (status, kind) = match error.kind() {
            Kind::Invalid => (422, IssueType::Invalid),
            Kind::NotFound => (404, IssueType::NotFound),
            Kind::Forbidden => (403, IssueType::Forbidden),
            Kind::Conflict => (409, IssueType::Conflict),
            Kind::TooMany => (429, IssueType::Throttled),
            Kind::Unavailable => (503, IssueType::Transient),
            Kind::Fault => (500, IssueType::Exception),
        };
        if error.field_errors().is_empty() {
            return Self::new(status, Issue::error(kind, error.code()));
        }
        let issues = error
            .field_errors()
            .iter()
            .map(|field| Issue::error(IssueType::Value, field.code).at(field.field))
            .collect();
        Self { status, issues }
    }
}
