//! What is said once more for machines.

use crate::samples::{entries_of, with_entry};
use readers::cda::{Entries, Value};

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
    let entries = entries_of(&text);
    let [result] = entries.results.as_slice() else {
        panic!("one result: {}", entries.results.len());
    };
    assert_eq!(result.test.label(), Some("Glucose"));
    assert_eq!(result.test.original.as_deref(), Some("Glycémie"));
    assert_eq!(result.panel.as_deref(), Some("Bilan"));
    assert_eq!(result.specimen.as_deref(), Some("Sang"));
    assert_eq!(result.statement.status.as_deref(), Some("completed"));
    assert_eq!(result.statement.when.at.as_deref(), Some("20260301"));
    assert_eq!(result.performer.as_deref(), Some("Labo B"));
    assert_eq!(result.statement.origin.id.as_deref(), Some("r^e"));
    assert_eq!(result.statement.comments, ["à contrôler"]);
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
    entries_of(&text).results[0].values.clone()
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
    assert_eq!(entries_of(&text), Entries::default());
}

#[test]
fn a_measure_is_read() {
    let text = with_entry(
        "8716-3",
        "",
        "<entry><organizer><component><observation><code code='29463-7' displayName='Poids'/><effectiveTime value='20260301'/><value xsi:type='PQ' value='58' unit='kg'/></observation></component></organizer></entry>",
    );
    let entries = entries_of(&text);
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
    let entries = entries_of(&allergy(""));
    let read = &entries.allergies[0];
    assert_eq!(read.agents[0].label(), Some("Paracétamol"));
    assert_eq!(read.reactions, ["Urticaire"]);
    assert_eq!(read.severity, ["Modérée"]);
    assert_eq!(read.statement.status.as_deref(), Some("Active"));
    assert_eq!(read.statement.when.from.as_deref(), Some("2018"));
    assert!(!read.statement.negated);
    assert!(
        entries_of(&allergy("negationInd='true'")).allergies[0]
            .statement
            .negated
    );
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
    let entries = entries_of(&text);
    let [treatment] = entries.treatments.as_slice() else {
        panic!("one treatment");
    };
    assert_eq!(treatment.product.name.as_deref(), Some("Paracétamol"));
    assert_eq!(treatment.mood, "INT");
    assert_eq!(treatment.statement.when.to.as_deref(), Some("20260310"));
    assert_eq!(treatment.statement.comments, ["au repas"]);
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
    let entries = entries_of(&vaccination("moodCode='EVN'"));
    let done = &entries.vaccinations[0];
    assert_eq!(done.product.name.as_deref(), Some("BCG"));
    assert_eq!(done.product.lot.as_deref(), Some("L1"));
    assert_eq!(done.rank.as_deref(), Some("2"));
    assert_eq!(done.statement.when.at.as_deref(), Some("1975"));
    assert_eq!(done.performer.as_deref(), Some("Luc PETIT"));
    assert_eq!(done.targets, ["Tuberculose"]);
    assert_eq!(done.reactions, ["Fièvre"]);
    assert!(!done.statement.negated);
    let entries = entries_of(&vaccination("moodCode='INT' negationInd='true'"));
    let planned = &entries.vaccinations[0];
    assert_eq!(planned.mood, "INT");
    assert!(planned.statement.negated && planned.targets.is_empty());
}
