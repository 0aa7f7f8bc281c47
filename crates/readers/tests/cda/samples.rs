//! Small documents of our own, for one rule each, and what is read of them.

use readers::cda::{
    Block, Document, Entries, Inline, Run, Style, Table, document as read, entries,
};

/// A document with a narrative in one section.
pub fn with_text(narrative: &str) -> String {
    with_sections(&format!(
        "<component><section><title>Titre</title><text>{narrative}</text></section></component>"
    ))
}

/// A document with these sections.
pub fn with_sections(sections: &str) -> String {
    with_body(&format!("<structuredBody>{sections}</structuredBody>"))
}

/// A document with this body.
pub fn with_body(body: &str) -> String {
    format!(
        r#"<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{HEADER}<component>{body}</component></ClinicalDocument>"#
    )
}

/// A document with an entry in a section of this code.
pub fn with_entry(section: &str, narrative: &str, entry: &str) -> String {
    with_sections(&format!(
        r#"<component><section><code code="{section}"/><text>{narrative}</text>{entry}</section></component>"#
    ))
}

/// A header that says everything.
pub const HEADER: &str = r#"
<id root="1.2.3" extension="A"/>
<code code="11502-2" codeSystem="2.16.840.1.113883.6.1" displayName="Compte rendu"/>
<title>Compte rendu de biologie</title>
<effectiveTime value="20260302101500+0100"/>
<confidentialityCode code="N"/>
<languageCode code="fr-FR"/>
<setId root="1.2.3" extension="S"/>
<versionNumber value="2"/>
<recordTarget><patientRole>
  <id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>
  <id root="1.2.3.4" extension="IPP"/>
  <patient>
    <name>
      <family qualifier="BR">DURAND</family><family qualifier="CL">MARTIN</family>
      <given>ANNE MARIE</given><given qualifier="BR">ANNE</given><given qualifier="CL">MARIE</given>
    </name>
    <administrativeGenderCode code="F"/>
    <birthTime value="19790328"/>
    <birthplace><place><addr><county>51215</county><city>Dompremy</city></addr></place></birthplace>
  </patient>
</patientRole></recordTarget>
<author>
  <time value="20260302"/>
  <assignedAuthor>
    <id root="1.2.250.1.71.4.2.1" extension="801234"/>
    <code code="G15_10/SM03" displayName="Biologiste"/>
    <assignedPerson><name><prefix>Dr</prefix><family>PETIT</family><given>Luc</given></name></assignedPerson>
    <representedOrganization><name>Laboratoire du Parc</name></representedOrganization>
  </assignedAuthor>
</author>
<custodian><assignedCustodian><representedCustodianOrganization><name>Le Parc</name></representedCustodianOrganization></assignedCustodian></custodian>
<legalAuthenticator>
  <time value="20260303"/>
  <assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801235"/>
  <assignedPerson><name><family>ROY</family><given>Eve</given></name></assignedPerson></assignedEntity>
</legalAuthenticator>
<documentationOf><serviceEvent>
  <code code="18719-5" displayName="Biochimie"/>
  <effectiveTime><low value="20260301"/><high value="20260302"/></effectiveTime>
</serviceEvent></documentationOf>
<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3" extension="OLD"/><setId root="1.2.3" extension="S"/><versionNumber value="1"/></parentDocument></relatedDocument>
"#;

/// What is read of a document.
pub fn document(text: &str) -> Document {
    read(text.as_bytes()).expect("a document")
}

/// What the only section says.
pub fn content(narrative: &str) -> Vec<Block> {
    let document = document(&with_text(narrative));
    document.sections()[0].content.clone()
}

/// Plain words.
pub fn run(text: &str) -> Inline {
    styled(text, Style::default())
}

/// Words in a style.
pub fn styled(text: &str, style: Style) -> Inline {
    Inline::Run(Run {
        text: text.to_owned(),
        style,
    })
}

/// A line of plain words.
pub fn line(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(vec![run(text)])]
}

/// The only table of a narrative.
pub fn table(narrative: &str) -> Table {
    match content(narrative).as_slice() {
        [Block::Table(table)] => table.clone(),
        other => panic!("not one table: {other:?}"),
    }
}

/// What a document says for machines.
pub fn entries_of(text: &str) -> Entries {
    entries(text.as_bytes()).expect("a document")
}
