//! What the document says once more for machines: walked once, from the
//! sections down, each thing knowing what stands above it.

mod allergies;
mod laboratory;
mod medicines;
mod values;

use super::context::Context;
use super::tree::{at, attr, child, children, clipped, is, is_true, said};
use super::{Entries, Origin, Statement};
use roxmltree::Node;
use std::rc::Rc;

pub(super) use values::{code, period};

type Element<'a, 'input> = Node<'a, 'input>;

/// The most entries of all kinds that are kept; their text is never cut.
pub(super) const ENTRIES_MAX: usize = 10_000;
/// How long a word from above may be that is repeated with each entry.
pub(super) const LABEL_MAX: usize = 300;

/// Templates that say what an observation is (IHE PCC and PaLM, HL7 CCD and
/// C-CDA; those of the CI-SIS stand beside them).
const LAB_ENTRY: &str = "1.3.6.1.4.1.19376.1.3.1";
const LAB_SPECIMEN: &str = "1.3.6.1.4.1.19376.1.3.1.2";
const LAB_RESULT: [&str; 2] = [
    "1.3.6.1.4.1.19376.1.3.1.6",
    "2.16.840.1.113883.10.20.22.4.2",
];
const CCD_RESULT: &str = "2.16.840.1.113883.10.20.1.31";
const VITAL: [&str; 2] = [
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.2",
    "2.16.840.1.113883.10.20.22.4.27",
];
const VITALS: [&str; 3] = [
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.1",
    "2.16.840.1.113883.10.20.1.35",
    "2.16.840.1.113883.10.20.22.4.26",
];
const ALLERGY: [&str; 3] = [
    "1.3.6.1.4.1.19376.1.5.3.1.4.6",
    "2.16.840.1.113883.10.20.1.18",
    "2.16.840.1.113883.10.20.22.4.7",
];
const VACCINATION: [&str; 3] = [
    "1.3.6.1.4.1.19376.1.5.3.1.4.12",
    "1.3.6.1.4.1.19376.1.5.3.1.4.12.2",
    "2.16.840.1.113883.10.20.22.4.52",
];
/// Codes of sections, in LOINC.
const SECTION_VITALS: &str = "8716-3";
const SECTION_RESULTS: &str = "30954-2";
const SECTION_VACCINATIONS: &str = "11369-6";

/// What stands above.
#[derive(Clone, Default)]
struct Scope {
    section: u32,
    subject: Option<Rc<str>>,
    panel: Option<Rc<str>>,
    specimen: Option<Rc<str>>,
    performer: Option<Rc<str>>,
    laboratory: bool,
    results: bool,
    vitals: bool,
    vaccinations: bool,
}

/// Entries in the making.
#[derive(Default)]
pub(super) struct Collector {
    pub(super) entries: Entries,
    count: usize,
}

impl Collector {
    /// The entries of a section, not those of the sections in it.
    pub(super) fn section<'a>(
        &mut self,
        context: &Context<'a, '_>,
        section: Element<'a, '_>,
        place: u32,
        subject: Option<&str>,
    ) {
        let code = child(section, "code").and_then(|code| code.attribute("code"));
        let scope = Scope {
            section: place,
            subject: subject.map(label),
            results: code == Some(SECTION_RESULTS),
            vitals: code == Some(SECTION_VITALS),
            vaccinations: code == Some(SECTION_VACCINATIONS),
            ..Scope::default()
        };
        for entry in children(section, "entry") {
            let laboratory = has_template(entry, &[LAB_ENTRY]);
            let scope = Scope {
                laboratory,
                ..scope.clone()
            };
            self.inside(context, entry, &scope);
        }
    }

    /// The statements in an entry or a relationship.
    fn inside<'a>(&mut self, context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) {
        for statement in node.children().filter(|child| child.is_element()) {
            match super::tree::is_ours(statement) {
                true => self.statement(context, statement, scope),
                false => continue,
            }
        }
    }

    fn statement<'a>(&mut self, context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) {
        match node.tag_name().name() {
            "observation" => self.observation(context, node, scope),
            "substanceAdministration" => self.substance(context, node, scope),
            "organizer" | "act" | "procedure" | "encounter" | "supply" => {
                let scope = within(context, node, scope);
                self.related(context, node, &scope);
            }
            _ => {}
        }
    }

    /// The statements below a statement.
    fn related<'a>(&mut self, context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) {
        for link in node.children() {
            if is(link, "entryRelationship") || is(link, "component") {
                self.inside(context, link, scope);
            }
        }
    }

    fn observation<'a>(&mut self, context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) {
        let is_vital = has_template(node, &VITAL) || scope.vitals;
        let is_result = has_template(node, &LAB_RESULT)
            || scope.laboratory
            || (scope.results && has_template(node, &[CCD_RESULT]));
        let scope = within(context, node, scope);
        if has_template(node, &ALLERGY) {
            if self.has_room() {
                let allergy = allergies::allergy(context, node, &scope);
                self.entries.allergies.push(allergy);
            }
            return;
        }
        if is_vital {
            if self.has_room() {
                let vital = laboratory::vital(context, node, &scope);
                self.entries.vitals.push(vital);
            }
            return;
        }
        if is_result && self.has_room() {
            let result = laboratory::result(context, node, &scope);
            self.entries.results.push(result);
        }
        for link in children(node, "entryRelationship") {
            // An earlier result of the same test is told with it.
            if !(is_result && link.attribute("typeCode") == Some("REFR")) {
                self.inside(context, link, &scope);
            }
        }
    }

    fn substance<'a>(&mut self, context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) {
        if !self.has_room() {
            return;
        }
        let is_vaccination = has_template(node, &VACCINATION) || scope.vaccinations;
        let scope = within(context, node, scope);
        match is_vaccination {
            true => {
                let done = medicines::vaccination(context, node, &scope);
                self.entries.vaccinations.push(done);
            }
            false => {
                let treatment = medicines::treatment(context, node, &scope);
                self.entries.treatments.push(treatment);
            }
        }
    }

    fn has_room(&mut self) -> bool {
        self.count += 1;
        self.entries.cut |= self.count > ENTRIES_MAX;
        !self.entries.cut
    }
}

/// What stands above the statements in this one.
fn within<'a>(context: &Context<'a, '_>, node: Element<'a, '_>, outside: &Scope) -> Scope {
    let mut scope = outside.clone();
    if let Some(subject) = subject(node) {
        scope.subject = Some(label(&subject));
    }
    if let Some(specimen) = specimen(context, node) {
        scope.specimen = Some(label(&specimen));
    } else if scope.laboratory {
        // A laboratory tells what was taken once, beside the results.
        let taken = children(node, "entryRelationship")
            .filter_map(|link| child(link, "procedure"))
            .filter(|procedure| has_template(*procedure, &[LAB_SPECIMEN]))
            .filter_map(|procedure| specimen(context, procedure));
        let mut taken = taken.take(2);
        if let (Some(one), None) = (taken.next(), taken.next()) {
            scope.specimen = Some(label(&one));
        }
    }
    if let Some(name) = performer(node) {
        scope.performer = Some(label(&name));
    }
    if is(node, "organizer") {
        scope.vitals |= has_template(node, &VITALS);
        let code = child(node, "code").and_then(|code| values::code(context, code));
        if let Some(name) = code.as_ref().and_then(super::Code::label) {
            scope.panel = Some(label(name));
        }
    }
    scope
}

fn specimen<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Option<String> {
    let told = at(node, &["specimen", "specimenRole", "specimenPlayingEntity"]);
    let made = || {
        let product = |p: &Element<'a, '_>| p.attribute("typeCode") == Some("PRD");
        let product = children(node, "participant").find(product)?;
        at(product, &["participantRole", "playingEntity"])
    };
    let entity = told.or_else(made)?;
    let code = child(entity, "code").and_then(|node| values::code(context, node));
    let named = code
        .as_ref()
        .and_then(super::Code::label)
        .map(str::to_owned);
    named.or_else(|| said(entity, "name"))
}

/// Who did it, by name.
fn performer(node: Element<'_, '_>) -> Option<String> {
    super::header::name_in(at(node, &["performer", "assignedEntity"])?)
}

/// Whom it is about, if that is not the patient.
pub(super) fn subject(node: Element<'_, '_>) -> Option<String> {
    let related = at(node, &["subject", "relatedSubject"])?;
    let link = child(related, "code").and_then(|code| attr(code, "displayName"));
    let name = at(related, &["subject", "name"]).and_then(super::header::full_name);
    let both: Vec<String> = [link, name].into_iter().flatten().collect();
    // It is repeated with each section and entry below.
    Some(clipped(&both.join(" : "), LABEL_MAX)).filter(|text| !text.is_empty())
}

/// What a statement says of itself.
fn statement<'a>(context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) -> Statement {
    let status = child(node, "statusCode").and_then(|status| attr(status, "code"));
    Statement {
        origin: origin(context, node, scope),
        when: values::when(node),
        status,
        comments: comments(context, node),
        negated: is_true(node, "negationInd"),
    }
}

fn origin<'a>(context: &Context<'a, '_>, node: Element<'a, '_>, scope: &Scope) -> Origin {
    let id = child(node, "id").and_then(|id| {
        let root = attr(id, "root")?;
        let extension = attr(id, "extension");
        Some(extension.map_or(root.clone(), |extension| format!("{root}^{extension}")))
    });
    Origin {
        section: scope.section,
        id,
        words: child(node, "text").and_then(|text| context.said(text)),
        subject: scope.subject.as_deref().map(str::to_owned),
    }
}

/// What is added in words: comments and instructions.
fn comments<'a>(context: &Context<'a, '_>, node: Element<'a, '_>) -> Vec<String> {
    let acts = children(node, "entryRelationship").filter_map(|link| child(link, "act"));
    acts.filter_map(|act| context.said(child(act, "text")?))
        .collect()
}

/// Observations below a statement, each with how it is linked.
fn observations<'a, 'input: 'a>(
    node: Element<'a, 'input>,
) -> impl Iterator<Item = (&'a str, Element<'a, 'input>)> {
    children(node, "entryRelationship").filter_map(|link| {
        let kind = link.attribute("typeCode").unwrap_or_default();
        Some((kind, child(link, "observation")?))
    })
}

fn has_template(node: Element<'_, '_>, wanted: &[&str]) -> bool {
    let mut templates = children(node, "templateId").filter_map(|t| t.attribute("root"));
    templates.any(|root| wanted.contains(&root.trim()))
}

fn label(text: &str) -> Rc<str> {
    clipped(text, LABEL_MAX).into()
}
