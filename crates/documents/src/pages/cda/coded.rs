//! What a CDA document says once more for machines, as tables: as it is
//! written, and nothing judged.

use super::period;
use edge::Page;
use readers::Refusal;
use readers::cda::{
    Allergy, Bound, Code, Dose, Entries, LabResult, Period, Product, Range, ReferenceRange,
    Statement, Treatment, Vaccination, Value, VitalSign,
};

/// How its author says that something is yet to be, or was only meant.
const DONE: &str = "EVN";

/// What is coded in a document, or why that is not shown.
pub(super) struct Coded {
    pub tables: Vec<Facts>,
    /// What must be known of it, in sentences.
    pub notes: Vec<String>,
}

/// Facts of one kind.
pub(super) struct Facts {
    pub title: String,
    pub columns: Vec<String>,
    /// The first cell of each names the others.
    pub rows: Vec<Vec<String>>,
}

impl Coded {
    pub(super) fn of(page: &Page, read: Result<&Entries, Refusal>) -> Self {
        let entries = match read {
            Ok(entries) => entries,
            Err(refusal) => {
                return Self {
                    tables: Vec::new(),
                    notes: vec![page.t(refusal.code())],
                };
            }
        };
        let words = Words { page };
        let mut tables = vec![
            words.table(
                "results",
                &["what", "value", "usual", "reading", "when", "more"],
                entries.results.iter().map(|it| words.result(it)).collect(),
            ),
            words.table(
                "vitals",
                &["what", "value", "reading", "when", "more"],
                entries.vitals.iter().map(|it| words.vital(it)).collect(),
            ),
            words.table(
                "allergies",
                &["what", "reaction", "severity", "status", "when", "more"],
                entries
                    .allergies
                    .iter()
                    .map(|it| words.allergy(it))
                    .collect(),
            ),
            words.table(
                "treatments",
                &["what", "dose", "route", "status", "when", "more"],
                entries
                    .treatments
                    .iter()
                    .map(|it| words.treatment(it))
                    .collect(),
            ),
            words.table(
                "vaccinations",
                &["what", "against", "rank", "lot", "when", "more"],
                entries
                    .vaccinations
                    .iter()
                    .map(|it| words.vaccination(it))
                    .collect(),
            ),
        ];
        tables.retain(|table| !table.rows.is_empty());
        let mut notes = Vec::new();
        if tables.is_empty() {
            notes.push(page.t("documents-cda-coded-none"));
        }
        if entries.cut {
            notes.push(page.t("documents-cda-coded-cut"));
        }
        Self { tables, notes }
    }
}

/// Our words for what is coded.
struct Words<'a> {
    page: &'a Page,
}

impl Words<'_> {
    fn table(&self, kind: &str, columns: &[&str], rows: Vec<Vec<String>>) -> Facts {
        let named = |column: &&str| self.page.t(&format!("documents-cda-coded-{column}"));
        Facts {
            title: self.page.t(&format!("documents-cda-coded-{kind}")),
            columns: columns.iter().map(named).collect(),
            rows,
        }
    }

    fn result(&self, result: &LabResult) -> Vec<String> {
        let ranges = result.ranges.iter().map(|range| self.range_of(range));
        let previous = result.previous.iter().map(|previous| {
            let said = [
                Some(self.values(&previous.values)),
                self.when(&previous.when),
            ];
            let said = joined(said.into_iter().flatten(), ", ");
            self.page.t1("documents-cda-coded-before", "value", said)
        });
        let beside = [
            result.panel.clone(),
            result.specimen.clone(),
            label(result.method.as_ref()),
            result.performer.clone(),
        ];
        vec![
            self.named(&result.statement, label_of(&result.test)),
            self.values(&result.values),
            joined(ranges, " ; "),
            codes(&result.interpretation),
            self.when(&result.statement.when).unwrap_or_default(),
            joined(
                beside
                    .into_iter()
                    .flatten()
                    .chain(previous)
                    .chain(self.beside(&result.statement)),
                " ; ",
            ),
        ]
    }

    fn vital(&self, vital: &VitalSign) -> Vec<String> {
        vec![
            self.named(&vital.statement, label_of(&vital.what)),
            self.values(&vital.values),
            codes(&vital.interpretation),
            self.when(&vital.statement.when).unwrap_or_default(),
            joined(self.beside(&vital.statement), " ; "),
        ]
    }

    fn allergy(&self, allergy: &Allergy) -> Vec<String> {
        let agents = codes(&allergy.agents);
        let finding = joined(
            [label_of(&allergy.kind), self.values(&allergy.values)],
            " : ",
        );
        // To what, if it says so; else what it is.
        let (what, beside) = match agents.is_empty() {
            true => (finding, String::new()),
            false => (agents, finding),
        };
        vec![
            self.named(&allergy.statement, what),
            joined(allergy.reactions.iter().cloned(), " ; "),
            joined(allergy.severity.iter().cloned(), " ; "),
            allergy.statement.status.clone().unwrap_or_default(),
            self.when(&allergy.statement.when).unwrap_or_default(),
            joined(
                std::iter::once(beside).chain(self.beside(&allergy.statement)),
                " ; ",
            ),
        ]
    }

    fn treatment(&self, treatment: &Treatment) -> Vec<String> {
        let statement = &treatment.statement;
        let doses = treatment.doses.iter().map(|dose| self.dose(dose));
        let named = product(&treatment.product, treatment.kind.as_ref());
        vec![
            self.named(statement, named),
            joined(doses, " ; "),
            label(treatment.route.as_ref()).unwrap_or_default(),
            self.status(statement.status.as_deref()),
            self.when(&statement.when).unwrap_or_default(),
            joined(
                self.mood(&treatment.mood)
                    .into_iter()
                    .chain(treatment.product.lot.clone().map(|lot| self.lot(&lot)))
                    .chain(self.beside(statement)),
                " ; ",
            ),
        ]
    }

    fn vaccination(&self, done: &Vaccination) -> Vec<String> {
        let beside = [
            label(done.route.as_ref()),
            label(done.site.as_ref()),
            done.performer.clone(),
        ];
        vec![
            self.named(&done.statement, product(&done.product, done.kind.as_ref())),
            joined(done.targets.iter().cloned(), ", "),
            done.rank.clone().unwrap_or_default(),
            done.product.lot.clone().unwrap_or_default(),
            self.when(&done.statement.when).unwrap_or_default(),
            joined(
                self.mood(&done.mood)
                    .into_iter()
                    .chain(beside.into_iter().flatten())
                    .chain(done.reactions.iter().cloned())
                    .chain(self.beside(&done.statement)),
                " ; ",
            ),
        ]
    }

    /// What a statement is about; that the document denies it comes first.
    fn named(&self, statement: &Statement, what: String) -> String {
        let words = statement.origin.words.clone();
        let what = match what.is_empty() {
            true => words.unwrap_or_else(|| self.page.t("documents-cda-coded-unnamed")),
            false => what,
        };
        match statement.negated {
            true => self.page.t1("documents-cda-coded-not", "what", what),
            false => what,
        }
    }

    /// What its author adds, and whom it is about.
    fn beside<'s>(&self, statement: &'s Statement) -> impl Iterator<Item = String> + 's {
        let about = |who: &String| self.page.t1("documents-cda-subject", "who", who);
        let subject = statement.origin.subject.as_ref().map(about);
        subject
            .into_iter()
            .chain(statement.comments.iter().cloned())
    }

    fn mood(&self, mood: &str) -> Option<String> {
        match mood {
            DONE | "" => None,
            "INT" => Some(self.page.t("documents-cda-coded-intended")),
            other => Some(other.to_owned()),
        }
    }

    fn lot(&self, lot: &str) -> String {
        let name = self.page.t("documents-cda-coded-lot");
        format!("{name} {lot}")
    }

    /// HL7's words for where an act stands, in ours; any other stays.
    fn status(&self, status: Option<&str>) -> String {
        let key = match status {
            Some("active") => "documents-cda-coded-active",
            Some("completed") => "documents-cda-coded-completed",
            Some("aborted" | "cancelled") => "documents-cda-coded-stopped",
            Some("suspended") => "documents-cda-coded-suspended",
            other => return other.unwrap_or_default().to_owned(),
        };
        self.page.t(key)
    }

    fn dose(&self, dose: &Dose) -> String {
        let every = dose.every.iter().map(|every| {
            let every = bound(every);
            self.page.t1("documents-cda-coded-every", "time", every)
        });
        let parts = [
            dose.words.clone(),
            dose.quantity.as_ref().map(|quantity| self.value(quantity)),
        ];
        let parts = parts.into_iter().flatten().chain(every);
        let parts = parts.chain(dose.moments.iter().cloned());
        let parts = parts.chain(self.when(&dose.when));
        joined(parts.chain(dose.condition.clone()), ", ")
    }

    fn range_of(&self, range: &ReferenceRange) -> String {
        let values = self.values(&range.values);
        let words = range.words.clone().unwrap_or_default();
        joined([words, values, codes(&range.meaning)], " ")
    }

    fn values(&self, values: &[Value]) -> String {
        joined(values.iter().map(|value| self.value(value)), ", ")
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Quantity(one) => bound(one),
            Value::Range(range) => self.range(range),
            Value::Code(code) => label_of(code),
            Value::Text(text) => text.clone(),
            Value::Truth(true) => self.page.t("documents-cda-coded-yes"),
            Value::Truth(false) => self.page.t("documents-cda-coded-no"),
            Value::Ratio(one, other) => format!("{} / {}", bound(one), bound(other)),
            Value::When(when) => self.when(when).unwrap_or_default(),
            Value::None(why) => self.page.t1("documents-cda-coded-null", "why", why),
        }
    }

    fn range(&self, range: &Range) -> String {
        let sign = |end: &Bound, strict: &str, loose: &str| {
            let sign = if end.inclusive { loose } else { strict };
            format!("{sign} {}", bound(end))
        };
        match (&range.low, &range.high) {
            (Some(low), Some(high)) if low.value == high.value && low.unit == high.unit => {
                bound(low)
            }
            (Some(low), Some(high)) if low.inclusive && high.inclusive => {
                let (from, to) = (bound(low), bound(high));
                self.page
                    .ta("documents-cda-coded-range", &[("from", &from), ("to", &to)])
            }
            (low, high) => joined(
                [
                    low.as_ref().map(|low| sign(low, ">", "≥")),
                    high.as_ref().map(|high| sign(high, "<", "≤")),
                ]
                .into_iter()
                .flatten(),
                ", ",
            ),
        }
    }

    fn when(&self, when: &Period) -> Option<String> {
        let said = period(self.page, when);
        let during = when.during.clone();
        let both = joined(said.into_iter().chain(during), ", ");
        (!both.is_empty()).then_some(both)
    }
}

fn bound(bound: &Bound) -> String {
    match &bound.unit {
        Some(unit) => format!("{} {unit}", bound.value),
        None => bound.value.clone(),
    }
}

fn label(code: Option<&Code>) -> Option<String> {
    code.and_then(Code::label).map(str::to_owned)
}

fn label_of(code: &Code) -> String {
    code.label().unwrap_or_default().to_owned()
}

fn codes(codes: &[Code]) -> String {
    joined(codes.iter().map(label_of), ", ")
}

/// The name of a product; the kind of its line, where there is none.
fn product(product: &Product, kind: Option<&Code>) -> String {
    let named = product
        .name
        .clone()
        .or_else(|| label(product.code.as_ref()));
    named.or_else(|| label(kind)).unwrap_or_default()
}

/// What is said, with this between.
fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(between)
}
