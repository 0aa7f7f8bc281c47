//! What is read, rule by rule.

use crate::samples::{with_body, with_entry, with_sections, with_text};
use readers::Refusal;
use readers::cda::{
    Block, Body, Document, Inline, MediaKind, Run, Style, Table, Value, document as read, media,
};

fn document(text: &str) -> Document {
    read(text.as_bytes()).expect("a document")
}

/// What the only section says.
fn content(narrative: &str) -> Vec<Block> {
    let document = document(&with_text(narrative));
    document.sections()[0].content.clone()
}

fn run(text: &str) -> Inline {
    styled(text, Style::default())
}

fn styled(text: &str, style: Style) -> Inline {
    Inline::Run(Run {
        text: text.to_owned(),
        style,
    })
}

fn line(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(vec![run(text)])]
}

fn table(narrative: &str) -> Table {
    match content(narrative).as_slice() {
        [Block::Table(table)] => table.clone(),
        other => panic!("not one table: {other:?}"),
    }
}

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
    assert_eq!(document.entries.vitals[0].origin.subject.as_deref(), whom);
}

#[test]
fn words_flow_with_single_blanks_and_keep_their_style() {
    let bold = Style {
        bold: true,
        ..Style::default()
    };
    let both = Style {
        italic: true,
        ..bold
    };
    let read = content(
        "  Un \n <content styleCode=\"Bold\">deux <content styleCode='Italics'>trois</content></content>\tquatre, H<sub>2</sub>O ",
    );
    let sub = Style {
        sub: true,
        ..Style::default()
    };
    let expected = vec![
        run("Un "),
        styled("deux ", bold),
        styled("trois ", both),
        run("quatre, H"),
        styled("2", sub),
        run("O"),
    ];
    assert_eq!(read, [Block::Paragraph(expected)]);
}

#[test]
fn what_a_version_takes_out_is_marked_and_kept() {
    let deleted = Style {
        deleted: true,
        ..Style::default()
    };
    let inserted = Style {
        inserted: true,
        ..Style::default()
    };
    let read =
        content("<content revised='delete'>5</content><content revised='insert'>6</content>");
    let expected = vec![styled("5", deleted), styled("6", inserted)];
    assert_eq!(read, [Block::Paragraph(expected)]);
}

#[test]
fn paragraphs_and_breaks_part_lines() {
    let read = content("a<paragraph>b<br/>c<br/></paragraph><br/>d");
    let expected = [
        line("a"),
        vec![Block::Paragraph(vec![run("b"), Inline::Break, run("c")])],
        line("d"),
    ];
    assert_eq!(read, expected.concat());
}

#[test]
fn lists_are_numbered_or_not_and_may_hold_lists() {
    let read = content(
        "<list listType='ordered'><caption>Liste</caption><item>a<list><item>b</item></list></item></list>",
    );
    let [
        Block::List {
            ordered,
            caption,
            items,
        },
    ] = read.as_slice()
    else {
        panic!("one list");
    };
    assert!(ordered);
    assert_eq!(*caption, [run("Liste")]);
    let [Block::Paragraph(_), Block::List { ordered, items, .. }] = items[0].content.as_slice()
    else {
        panic!("a line and a list");
    };
    assert!(!ordered);
    assert_eq!(items[0].content, line("b"));
}

#[test]
fn tables_keep_their_head_their_spans_and_their_caption() {
    let table = table(
        "<table><caption>Titre</caption><thead><tr><th colspan='2'>x</th></tr></thead><tfoot><tr><td>z</td></tr></tfoot><tbody><tr><th rowspan='99999'>y</th><td>1<br/>2</td></tr></tbody></table>",
    );
    assert_eq!(table.caption, [run("Titre")]);
    assert_eq!(table.head[0].cells[0].columns, 2);
    assert!(table.head[0].cells[0].header && table.body[0].cells[0].header);
    // Larger than can be told: one.
    assert_eq!(table.body[0].cells[0].rows, 1);
    let cell = vec![Block::Paragraph(vec![run("1"), Inline::Break, run("2")])];
    assert_eq!(table.body[0].cells[1].content, cell);
    assert_eq!(table.foot[0].cells[0].content, line("z"));
}

#[test]
fn a_span_of_a_million_columns_is_bounded() {
    let table = table("<table><tr><td colspan='60000'>a</td><td colspan='0'>b</td></tr></table>");
    assert_eq!(table.body[0].cells[0].columns, 1000);
    assert_eq!(table.body[0].cells[1].columns, 1);
}

#[test]
fn words_where_none_should_stand_in_a_table_are_not_lost() {
    let table = table("<table>a<tr>b<td>c</td></tr><tbody>d</tbody></table>");
    let cells = table.body.iter().flat_map(|row| &row.cells);
    let content: Vec<_> = cells.flat_map(|cell| cell.content.clone()).collect();
    assert_eq!(
        content,
        [line("a"), line("b"), line("c"), line("d")].concat()
    );
}

#[test]
fn footnotes_are_numbered_in_order_and_called_from_several_places() {
    let document = document(&with_text(
        "a<footnote ID='n1'>premier</footnote> b<footnote ID='n2'>second</footnote> c<footnoteRef IDREF='n1'/>",
    ));
    let expected = vec![
        run("a"),
        Inline::Note(1),
        run(" b"),
        Inline::Note(2),
        run(" c"),
        Inline::Note(1),
    ];
    assert_eq!(document.sections()[0].content, [Block::Paragraph(expected)]);
    assert_eq!(document.footnotes[0].content, line("premier"));
    assert_eq!(document.footnotes[1].content, line("second"));
}

#[test]
fn a_link_is_its_words_and_its_address_when_they_differ() {
    assert_eq!(
        content("<linkHtml href='https://a.example/b'>ici</linkHtml>."),
        line("ici (https://a.example/b).")
    );
    assert_eq!(
        content("<linkHtml href='https://a.example/b'>a.example</linkHtml>."),
        line("a.example.")
    );
}

#[test]
fn an_embedded_picture_is_shown_where_it_is_named() {
    let text = with_entry(
        "1",
        "<renderMultiMedia referencedObject='IMG'/><renderMultiMedia referencedObject='NONE'/>",
        "<entry><observationMedia ID='IMG'><value mediaType='image/png' representation='B64'>iVBO Rw0K\nGgo=</value></observationMedia></entry>",
    );
    let document = document(&text);
    let shown = vec![Inline::Media(0), Inline::Missing];
    assert_eq!(document.sections()[0].content, [Block::Paragraph(shown)]);
    assert_eq!(document.media[0].kind, MediaKind::Png);
    let bytes = media(text.as_bytes(), 0).expect("its bytes");
    assert_eq!(bytes, b"\x89PNG\r\n\x1a\n");
    assert_eq!(media(text.as_bytes(), 1), Err(Refusal::Unsupported));
}

#[test]
fn a_level_one_document_is_its_file() {
    let text = with_body(
        "<nonXMLBody><text mediaType='application/pdf' representation='B64'>JVBERi0xLjQ=</text></nonXMLBody>",
    );
    let document = document(&text);
    assert_eq!(document.body, Body::File);
    assert_eq!(document.embedded_pdf(), Some(0));
    assert_eq!(document.media[0].size, 8);
    assert_eq!(media(text.as_bytes(), 0).expect("a file"), b"%PDF-1.4");
}

#[test]
fn a_document_without_content_is_refused() {
    for body in ["", "<structuredBody/>", "<nonXMLBody><text/></nonXMLBody>"] {
        let read = read(with_body(body).as_bytes());
        assert_eq!(read.err(), Some(Refusal::Empty), "{body}");
    }
}

#[test]
fn a_result_is_read_with_all_that_the_laboratory_says_of_it() {
    let text = with_entry(
        "18719-5",
        "<content ID='t'>Glycémie</content> <content ID='c'>à contrôler</content>",
        r##"<entry><templateId root="1.3.6.1.4.1.19376.1.3.1"/><act>
        <entryRelationship><organizer><code displayName="Bilan"/>
          <specimen><specimenRole><specimenPlayingEntity><code displayName="Sang"/></specimenPlayingEntity></specimenRole></specimen>
          <component><observation>
            <id root="r" extension="e"/>
            <code code="15074-8" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose"><originalText><reference value="#t"/></originalText></code>
            <statusCode code="completed"/><effectiveTime value="20260301"/>
            <value xsi:type="PQ" value="4.89" unit="mmol/L"/>
            <interpretationCode code="H" displayName="Haut"/>
            <performer><assignedEntity><representedOrganization><name>Labo B</name></representedOrganization></assignedEntity></performer>
            <referenceRange><observationRange><text>à jeun</text><value xsi:type="IVL_PQ"><low value="3.89" unit="mmol/L"/><high value="6.05" unit="mmol/L" inclusive="false"/></value></observationRange></referenceRange>
            <entryRelationship typeCode="REFR"><observation><effectiveTime value="2025"/><value xsi:type="PQ" value="5" unit="mmol/L"/></observation></entryRelationship>
            <entryRelationship typeCode="SUBJ"><act><text><reference value="#c"/></text></act></entryRelationship>
          </observation></component>
        </organizer></entryRelationship></act></entry>"##,
    );
    let entries = document(&text).entries;
    let [result] = entries.results.as_slice() else {
        panic!("one result: {}", entries.results.len());
    };
    assert_eq!(result.test.label(), Some("Glucose"));
    assert_eq!(result.test.original.as_deref(), Some("Glycémie"));
    assert_eq!(result.panel.as_deref(), Some("Bilan"));
    assert_eq!(result.specimen.as_deref(), Some("Sang"));
    assert_eq!(result.status.as_deref(), Some("completed"));
    assert_eq!(result.when.at.as_deref(), Some("20260301"));
    assert_eq!(result.performer.as_deref(), Some("Labo B"));
    assert_eq!(result.origin.id.as_deref(), Some("r^e"));
    assert_eq!(result.comments, ["à contrôler"]);
    assert_eq!(result.interpretation[0].code.as_deref(), Some("H"));
    let [Value::Quantity(found)] = result.values.as_slice() else {
        panic!("a number");
    };
    assert_eq!(
        (found.value.as_str(), found.unit.as_deref()),
        ("4.89", Some("mmol/L"))
    );
    assert_eq!(result.ranges[0].words.as_deref(), Some("à jeun"));
    let [Value::Range(range)] = result.ranges[0].values.as_slice() else {
        panic!("a range");
    };
    assert!(range.low.as_ref().is_some_and(|low| low.inclusive));
    assert!(range.high.as_ref().is_some_and(|high| !high.inclusive));
    let [previous] = result.previous.as_slice() else {
        panic!("an earlier one");
    };
    assert_eq!(previous.when.at.as_deref(), Some("2025"));
}

/// The values of a result with this element.
fn values(value: &str) -> Vec<Value> {
    let text = with_entry(
        "1",
        "<content ID='v'>quelques</content>",
        &format!(
            "<entry><observation><templateId root='1.3.6.1.4.1.19376.1.3.1.6'/>{value}</observation></entry>"
        ),
    );
    document(&text).entries.results[0].values.clone()
}

#[test]
fn values_of_every_type_are_read() {
    let text = |text: &str| vec![Value::Text(text.to_owned())];
    assert_eq!(
        values("<value xsi:type='ST'>négatif</value>"),
        text("négatif")
    );
    assert_eq!(
        values("<value xsi:type='ED'><reference value='#v'/></value>"),
        text("quelques")
    );
    assert_eq!(
        values("<value xsi:type='BL' value='false'/>"),
        [Value::Truth(false)]
    );
    assert_eq!(
        values("<value xsi:type='c:PQ' nullFlavor='NASK'/>"),
        [Value::None("NASK".to_owned())]
    );
    assert!(matches!(
        values("<value xsi:type='INT' value='3'/>")[0],
        Value::Quantity(_)
    ));
    assert!(matches!(
        values("<value xsi:type='IVL_PQ'><high value='3' unit='g'/></value>")[0],
        Value::Range(_)
    ));
    assert!(matches!(
        values(
            "<value xsi:type='RTO_PQ_PQ'><numerator value='1'/><denominator value='8'/></value>"
        )[0],
        Value::Ratio(..)
    ));
    assert!(matches!(
        values("<value xsi:type='TS' value='2026'/>")[0],
        Value::When(_)
    ));
    let [Value::Code(code)] = &values(
        "<value xsi:type='CD'><originalText><reference value='#v'/></originalText></value>",
    )[..] else {
        panic!("a code");
    };
    assert_eq!(code.label(), Some("quelques"));
}

#[test]
fn an_observation_of_another_kind_is_no_result() {
    let text = with_entry(
        "1",
        "",
        "<entry><observation><code code='x'/><value xsi:type='INT' value='1'/></observation></entry>",
    );
    assert_eq!(document(&text).entries, readers::cda::Entries::default());
}

#[test]
fn a_measure_is_read() {
    let text = with_entry(
        "8716-3",
        "",
        "<entry><organizer><component><observation><code code='29463-7' displayName='Poids'/><effectiveTime value='20260301'/><value xsi:type='PQ' value='58' unit='kg'/></observation></component></organizer></entry>",
    );
    let entries = document(&text).entries;
    assert_eq!(entries.vitals[0].what.label(), Some("Poids"));
    assert!(matches!(entries.vitals[0].values[0], Value::Quantity(_)));
    assert!(entries.results.is_empty());
}

#[test]
fn an_allergy_is_read_and_so_is_that_there_is_none() {
    let allergy = |negation: &str| {
        with_entry(
            "48765-2",
            "",
            &format!(
                r#"<entry><act><entryRelationship><observation {negation}>
                <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.6"/>
                <code displayName="Allergie médicamenteuse"/><effectiveTime><low value="2018"/></effectiveTime>
                <participant typeCode="CSM"><participantRole><playingEntity><code code="N02" displayName="Paracétamol"/></playingEntity></participantRole></participant>
                <entryRelationship typeCode="MFST"><observation><code/><value xsi:type="CD" displayName="Urticaire"/>
                  <entryRelationship typeCode="SUBJ"><observation><code code="SEV"/><value xsi:type="CD" displayName="Modérée"/></observation></entryRelationship></observation></entryRelationship>
                <entryRelationship typeCode="REFR"><observation><code code="33999-4"/><value xsi:type="CE" displayName="Active"/></observation></entryRelationship>
                </observation></entryRelationship></act></entry>"#
            ),
        )
    };
    let entries = document(&allergy("")).entries;
    let read = &entries.allergies[0];
    assert_eq!(read.agents[0].label(), Some("Paracétamol"));
    assert_eq!(read.reactions, ["Urticaire"]);
    assert_eq!(read.severity, ["Modérée"]);
    assert_eq!(read.status.as_deref(), Some("Active"));
    assert_eq!(read.when.from.as_deref(), Some("2018"));
    assert!(!read.negated);
    assert!(document(&allergy("negationInd='true'")).entries.allergies[0].negated);
}

#[test]
fn a_treatment_is_read_with_each_step_of_its_dose() {
    let step = |dose: u8| {
        format!(
            "<entryRelationship typeCode='COMP'><substanceAdministration><text>{dose} comprimé(s)</text><effectiveTime xsi:type='SXPR_TS'><comp xsi:type='IVL_TS'><low value='20260301'/><width value='2' unit='d'/></comp><comp xsi:type='PIVL_TS'><period value='8' unit='h'/></comp></effectiveTime><doseQuantity><low value='{dose}'/><high value='{dose}'/></doseQuantity></substanceAdministration></entryRelationship>"
        )
    };
    let text = with_entry(
        "10160-0",
        "",
        &format!(
            r#"<entry><substanceAdministration moodCode="INT"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20260301"/><high value="20260310"/></effectiveTime>
            <routeCode displayName="Voie orale"/>
            <consumable><manufacturedProduct><manufacturedMaterial><code code="63107752" displayName="PARACETAMOL 500 mg"/><name>Paracétamol</name></manufacturedMaterial></manufacturedProduct></consumable>
            {}{}<entryRelationship typeCode="SUBJ"><act><text>au repas</text></act></entryRelationship>
            </substanceAdministration></entry>"#,
            step(1),
            step(2)
        ),
    );
    let entries = document(&text).entries;
    let [treatment] = entries.treatments.as_slice() else {
        panic!("one treatment");
    };
    assert_eq!(treatment.name.as_deref(), Some("Paracétamol"));
    assert_eq!(treatment.mood, "INT");
    assert_eq!(treatment.when.to.as_deref(), Some("20260310"));
    assert_eq!(treatment.instructions, ["au repas"]);
    let [first, second] = treatment.doses.as_slice() else {
        panic!("two steps");
    };
    assert_eq!(first.words.as_deref(), Some("1 comprimé(s)"));
    assert_eq!(first.every[0].unit.as_deref(), Some("h"));
    assert_eq!(second.when.during.as_deref(), Some("2 d"));
    assert!(matches!(second.quantity, Some(Value::Range(_))));
}

#[test]
fn a_vaccination_is_read_done_or_not() {
    let vaccination = |attributes: &str| {
        with_entry(
            "11369-6",
            "",
            &format!(
                r#"<entry><substanceAdministration {attributes}><effectiveTime value="1975"/>
                <consumable><manufacturedProduct><manufacturedMaterial><code code="61077869" displayName="BCG"/><lotNumberText>L1</lotNumberText></manufacturedMaterial></manufacturedProduct></consumable>
                <performer><assignedEntity><assignedPerson><name><given>Luc</given><family>PETIT</family></name></assignedPerson></assignedEntity></performer>
                <entryRelationship typeCode="SUBJ"><observation><code code="30973-2"/><value xsi:type="INT" value="2"/></observation></entryRelationship>
                <entryRelationship typeCode="RSON"><observation><code code="PATOBJ" displayName="Refus"/><value xsi:type="CD" displayName="Tuberculose"/></observation></entryRelationship>
                <entryRelationship typeCode="CAUS"><observation><code code="y"/><value xsi:type="CD" displayName="Fièvre"/></observation></entryRelationship>
                </substanceAdministration></entry>"#
            ),
        )
    };
    let entries = document(&vaccination("moodCode='EVN'")).entries;
    let done = &entries.vaccinations[0];
    assert_eq!(done.name.as_deref(), Some("BCG"));
    assert_eq!(done.lot.as_deref(), Some("L1"));
    assert_eq!(done.rank.as_deref(), Some("2"));
    assert_eq!(done.when.at.as_deref(), Some("1975"));
    assert_eq!(done.performer.as_deref(), Some("Luc PETIT"));
    assert_eq!(done.targets, ["Tuberculose"]);
    assert_eq!(done.reactions, ["Fièvre"]);
    assert!(!done.negated);
    let entries = document(&vaccination("moodCode='INT' negationInd='true'")).entries;
    let planned = &entries.vaccinations[0];
    assert_eq!(planned.mood, "INT");
    assert!(planned.negated && planned.targets.is_empty());
}

#[test]
fn the_text_for_the_search_has_every_word_and_no_two_run_together() {
    let document = document(&with_text(
        "a<footnote ID='n'>z</footnote><list><caption>b</caption><item>c</item></list><table><caption>d</caption><tr><td>e</td><td>f<br/>g</td></tr></table>",
    ));
    let text = document.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words, ["Titre", "a", "b", "c", "d", "e", "f", "g", "z"]);
}

#[test]
fn a_document_comes_back_whole_from_the_child() {
    let document = document(&with_entry(
        "8716-3",
        "a<footnote ID='n'>b</footnote><table><tr><td><list><item>c</item></list></td></tr></table>",
        "<entry><observation><code code='x'/><value xsi:type='BL' value='true'/></observation></entry>",
    ));
    let bytes = minicbor::to_vec(&document).expect("bytes");
    let back = Document::from_child(&bytes).expect("a document");
    assert!(back == document);
}
