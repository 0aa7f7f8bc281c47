//! What the header and the sections say of themselves.

use crate::samples::{document, entries_of, with_sections, with_text};

#[test]
fn the_header_is_read_as_written() {
    let document = document(&with_text("a"));
    assert_eq!(document.title.as_deref(), Some("Compte rendu de biologie"));
    let kind = document.kind.as_ref().expect("a kind");
    assert_eq!(kind.code.as_deref(), Some("11502-2"));
    assert_eq!(document.date.as_deref(), Some("20260302101500+0100"));
    assert_eq!(document.language.as_deref(), Some("fr-FR"));
    assert_eq!(document.confidentiality.as_deref(), Some("N"));
    assert_eq!(document.version.as_deref(), Some("2"));
    let extension =
        |id: &Option<readers::cda::Identifier>| id.as_ref().and_then(|id| id.extension.clone());
    assert_eq!(extension(&document.id).as_deref(), Some("A"));
    assert_eq!(extension(&document.set).as_deref(), Some("S"));
    assert_eq!(document.custodian.as_deref(), Some("Le Parc"));
    let [author] = document.authors.as_slice() else {
        panic!("one author");
    };
    assert_eq!(author.name.as_deref(), Some("Dr Luc PETIT"));
    assert_eq!(author.institution.as_deref(), Some("Laboratoire du Parc"));
    let profession = author.profession.as_ref().and_then(|code| code.label());
    assert_eq!(profession, Some("Biologiste"));
    let signer = document.signer.as_ref().expect("a signer");
    assert_eq!(signer.name.as_deref(), Some("Eve ROY"));
    assert_eq!(signer.when.at.as_deref(), Some("20260303"));
    let [parent] = document.parents.as_slice() else {
        panic!("one parent");
    };
    assert_eq!(parent.link, "RPLC");
    assert_eq!(extension(&parent.id).as_deref(), Some("OLD"));
    assert_eq!(document.acts[0].when.from.as_deref(), Some("20260301"));
    assert_eq!(document.acts[0].when.to.as_deref(), Some("20260302"));
}

#[test]
fn the_traits_of_the_patient_are_told_apart_by_their_qualifiers() {
    let patient = document(&with_text("a")).patient;
    assert_eq!(patient.ids.len(), 2);
    assert_eq!(patient.birth_name.as_deref(), Some("DURAND"));
    assert_eq!(patient.used_name.as_deref(), Some("MARTIN"));
    assert_eq!(patient.first_names.as_deref(), Some("ANNE MARIE"));
    assert_eq!(patient.first_name.as_deref(), Some("ANNE"));
    assert_eq!(patient.used_first_name.as_deref(), Some("MARIE"));
    assert_eq!(patient.sex.as_deref(), Some("F"));
    assert_eq!(patient.birth_date.as_deref(), Some("19790328"));
    assert_eq!(patient.birth_place_code.as_deref(), Some("51215"));
    assert_eq!(patient.display().as_deref(), Some("MARIE MARTIN"));
}

#[test]
fn sections_keep_their_order_and_say_how_they_nest() {
    let section = |title: &str, inner: &str| {
        format!("<component><section><title>{title}</title>{inner}</section></component>")
    };
    let body = section("un", &section("deux", "")) + &section("trois", "");
    let document = document(&with_sections(&body));
    let seen: Vec<_> = document
        .sections()
        .iter()
        .map(|section| (section.level, section.label().unwrap_or_default()))
        .collect();
    assert_eq!(seen, [(1, "un"), (2, "deux"), (1, "trois")]);
}

#[test]
fn a_section_about_somebody_else_says_whom_and_so_do_its_entries() {
    let text = with_sections(
        r#"<component><section><subject><relatedSubject><code displayName="Nouveau-né"/><subject><name><given>Zoé</given></name></subject></relatedSubject></subject>
        <entry><observation><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.13.2"/><code code="29463-7"/></observation></entry></section></component>"#,
    );
    let document = document(&text);
    let whom = Some("Nouveau-né : Zoé");
    assert_eq!(document.sections()[0].subject.as_deref(), whom);
    let entries = entries_of(&text);
    assert_eq!(entries.vitals[0].statement.origin.subject.as_deref(), whom);
}
