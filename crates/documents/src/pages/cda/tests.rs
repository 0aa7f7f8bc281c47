//! What of a CDA document reaches a page, and in which form.

use super::*;

const TEXT: &str = r##"<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Un &lt;compte&gt;</title>
    <effectiveTime value="202603021015+0100"/><languageCode code="fr-FR"/>
    <component><structuredBody><component><section><title>Biologie</title>
    <text>Vu<footnote ID="n">Une <content styleCode="Bold">note</content></footnote>, revu<footnoteRef IDREF="n"/>
    <script>alert(1)</script>
    <table><thead><tr><th/><th>Valeur</th></tr></thead><tbody><tr><th>TSH</th><td colspan="2" onclick="x">1,9<br/>mUI/l</td></tr></tbody></table>
    <table><tbody><tr><td><list><item>un</item></list></td></tr></tbody></table>
    <renderMultiMedia referencedObject="i"/><renderMultiMedia referencedObject="p"/></text>
    <entry><observationMedia ID="i"><value mediaType="text/html" representation="B64">iVBORw0KGgo=</value></observationMedia></entry>
    <entry><observationMedia ID="p"><value mediaType="image/png" representation="B64">JVBERi0xLjQ=</value></observationMedia></entry>
    <component><section><title>BIOLOGIE</title><text>a</text></section></component>
    <component><section><text>b</text><component><section><title>Détail</title><text>c</text></section></component></section></component>
    </section></component></structuredBody></component></ClinicalDocument>"##;

fn page() -> Page {
    let readers = edge::Locale {
        name: "readers",
        fr: readers::TEXTS.0,
        en: readers::TEXTS.1,
    };
    edge::texts::install(&[crate::pages::TEXTS, readers]);
    edge::sample_page(kernel::Lang::Fr, "/", "Titre", None)
}

fn shown() -> String {
    let document = readers::cda::document(TEXT.as_bytes()).expect("a document");
    let page = page();
    let pictures = HashMap::from([(0, "/d/images/1".to_owned())]);
    let view = CdaView::new(&page, &document, "/d/fichiers", pictures, Sameness::Same);
    view.html().expect("a page").expect("a view")
}

#[test]
fn the_words_of_a_document_are_escaped_and_its_attributes_are_not_there() {
    let shown = shown();
    assert!(shown.contains("Un &#60;compte&#62;"), "{shown}");
    assert!(shown.contains("alert(1)"));
    for mark in ["<script", "onclick", "styleCode", "text/html"] {
        assert!(!shown.contains(mark), "{mark}");
    }
}

#[test]
fn headings_do_not_skip_a_rank_nor_repeat_the_one_above() {
    let shown = shown();
    assert!(shown.contains("<h2>Biologie</h2>"));
    assert!(!shown.contains("BIOLOGIE</h"));
    assert!(shown.contains("<h3>Détail</h3>"));
}

#[test]
fn a_table_scrolls_by_itself_and_its_headers_have_a_scope() {
    let shown = shown();
    assert!(shown.contains("<div class=\"scroll\" tabindex=\"0\" role=\"region\""));
    assert!(shown.contains("<thead><tr><td></td><th scope=\"col\">Valeur</th></tr></thead>"));
    assert!(shown.contains("<th scope=\"row\">TSH</th><td colspan=\"2\">1,9<br>mUI/l</td>"));
    assert!(shown.contains("<td><ul><li>un</li></ul></td>"), "{shown}");
}

#[test]
fn a_footnote_leads_back_to_where_it_was_called_first() {
    let shown = shown();
    assert_eq!(shown.matches("href=\"#note-1\"").count(), 2);
    assert_eq!(shown.matches("id=\"appel-1\"").count(), 1);
    assert_eq!(shown.matches("href=\"#appel-1\"").count(), 1);
    assert!(
        shown.contains("<li id=\"note-1\"><p>Une <strong>note</strong></p>"),
        "{shown}"
    );
}

#[test]
fn a_picture_is_shown_and_a_file_is_a_link_by_what_they_are() {
    let shown = shown();
    assert!(shown.contains("<img class=\"picture\" src=\"/d/images/1\""));
    assert!(shown.contains("<a href=\"/d/fichiers/1\">"));
    assert_eq!(shown.matches("<img").count(), 1);
    // The picture is not told once more among the files.
    assert!(!shown.contains("/d/fichiers/0"));
}

#[test]
fn moments_are_as_precise_as_they_are_written() {
    let page = page();
    let rows = [
        ("1975", "1975"),
        ("197503", "03/1975"),
        ("20260302", "2026"),
        ("x", "x"),
    ];
    for (written, said) in rows {
        let shown = moment(&page, written);
        assert!(shown.contains(said), "{shown}");
    }
    assert_eq!(moment(&page, "2026030200000"), moment(&page, "20260302"));
    // What only looks like digits stays as it is.
    assert_eq!(moment(&page, "é026030200000"), "é026030200000");
}

/// A document with this text and one picture, place 0, as a page has it.
fn pictured(narrative: &str, source: &str) -> Option<String> {
    let text = format!(
        r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>
        <text>{narrative}</text><entry><observationMedia ID="i"><value mediaType="image/png" representation="B64">iVBORw0KGgo=</value></observationMedia></entry>
        </section></component></structuredBody></component></ClinicalDocument>"#
    );
    let document = readers::cda::document(text.as_bytes()).expect("a document");
    let page = page();
    let pictures = HashMap::from([(0, source.to_owned())]);
    let view = CdaView::new(&page, &document, "/d/fichiers", pictures, Sameness::Same);
    view.html().expect("a page")
}

#[test]
fn doc_03_a_picture_that_is_named_twice_is_written_once() {
    let shown = pictured(
        "<renderMultiMedia referencedObject='i'/> et <renderMultiMedia referencedObject='i'/>",
        "/d/images/1",
    )
    .expect("a view");
    assert_eq!(shown.matches("/d/images/1").count(), 1, "{shown}");
    assert_eq!(shown.matches("<a href=\"#image-0\">").count(), 1);
}

#[test]
fn doc_03_a_page_that_would_grow_beyond_its_bounds_is_not_made() {
    let name = format!("/d/images/{}", "1".repeat(VIEW_BYTES_MAX));
    assert_eq!(
        pictured("<renderMultiMedia referencedObject='i'/>", &name),
        None
    );
    // Not only for what comes at once.
    let signs = "\"".repeat(60_000);
    let paragraphs = format!("<paragraph>{signs}</paragraph>").repeat(100);
    assert_eq!(pictured(&paragraphs, ""), None);
}

#[test]
fn a_picture_that_no_text_names_is_shown_after_the_text() {
    let shown = pictured("Voir l’image", "/d/images/1").expect("a view");
    let (before, after) = shown.split_once("Voir l’image").expect("the text");
    assert!(!before.contains("<img"));
    assert!(after.contains("<figure><img class=\"picture\" src=\"/d/images/1\""));
}

#[test]
fn a_file_that_is_a_picture_is_shown() {
    let text = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody>
        <text mediaType="image/png" representation="B64">iVBORw0KGgo=</text></nonXMLBody></component></ClinicalDocument>"#;
    let document = readers::cda::document(text.as_bytes()).expect("a document");
    let page = page();
    let pictures = HashMap::from([(0, "/d/images/1".to_owned())]);
    let view = CdaView::new(&page, &document, "/d/fichiers", pictures, Sameness::Same);
    let shown = view.html().expect("a page").expect("a view");
    assert!(shown.contains("/d/images/1"));
}

#[test]
fn doc_03_a_title_is_a_label_wherever_it_is_repeated() {
    let long = "É".repeat(5_000);
    let sections = format!(
        "<component><section><title>{long}</title><text><table><caption>{long}</caption>\
         <tbody><tr><td>a</td></tr></tbody></table></text></section></component>"
    );
    let text = format!(
        r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody>{sections}</structuredBody></component></ClinicalDocument>"#
    );
    let document = readers::cda::document(text.as_bytes()).expect("a document");
    let page = page();
    let view = CdaView::new(&page, &document, "", HashMap::new(), Sameness::Same);
    let shown = view.html().expect("a page").expect("a view");
    let heading = format!("<h2>{}…</h2>", "É".repeat(LABEL_MAX));
    assert!(shown.contains(&heading));
    // The caption itself is text, and whole.
    assert_eq!(shown.matches(&long).count(), 1);
}

/// A document with entries, as the page has it, and its entries once more.
fn with_coded(entries: &str) -> String {
    let text = format!(
        r#"<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><component><structuredBody><component><section>
        <code code="48765-2"/><text>a</text>{entries}</section></component></structuredBody></component></ClinicalDocument>"#
    );
    let document = readers::cda::document(text.as_bytes()).expect("a document");
    let entries = readers::cda::entries(text.as_bytes()).expect("entries");
    assert!(document.coded);
    let page = page();
    let view = CdaView::new(&page, &document, "", HashMap::new(), Sameness::Same);
    let view = view.with_coded(Some(Ok(&entries)));
    view.html().expect("a page").expect("a view")
}

const RESULT: &str = r#"<entry><observation><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/>
    <code code="14749-6" displayName="&lt;b&gt;Glucose"/><statusCode code="completed"/><effectiveTime value="20260301"/>
    <value xsi:type="PQ" value="4.89" unit="mmol/L"/><interpretationCode displayName="Haut"/>
    <referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="3.89" unit="mmol/L"/><high value="6.05" unit="mmol/L" inclusive="false"/></value></observationRange></referenceRange>
    </observation></entry>"#;

#[test]
fn what_is_coded_is_folded_away_in_tables_as_it_is_written() {
    let shown = with_coded(RESULT);
    let (text, coded) = shown.split_once("<details>").expect("a fold");
    assert!(text.contains("<p>a</p>") && !text.contains("Glucose"));
    assert!(coded.contains("Les données codées du document"));
    assert!(
        coded.contains("<caption>Résultats d’analyses</caption>"),
        "{coded}"
    );
    for cell in [
        "<th scope=\"col\">Valeurs de référence</th>",
        "<th scope=\"row\">&#60;b&#62;Glucose</th>",
        "<td>4.89 mmol/L</td>",
        "<td>≥ 3.89 mmol/L, &#60; 6.05 mmol/L</td>",
        "<td>Haut</td>",
        "2026</td>",
    ] {
        assert!(coded.contains(cell), "{cell}\n{coded}");
    }
    // Other kinds are not there: no empty tables.
    assert_eq!(coded.matches("<table").count(), 1);
}

#[test]
fn what_a_document_denies_is_never_shown_as_so() {
    let allergy = r#"<entry><act><entryRelationship><observation negationInd="true">
        <templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.6"/><code displayName="Allergie"/>
        <participant typeCode="CSM"><participantRole><playingEntity><code code="N02" displayName="Paracétamol"/></playingEntity></participantRole></participant>
        </observation></entryRelationship></act></entry>"#;
    let shown = with_coded(allergy);
    assert!(
        shown.contains("<th scope=\"row\">Non") && shown.contains(": Paracétamol</th>"),
        "{shown}"
    );
    let vaccination = r#"<entry><substanceAdministration moodCode="INT"><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.12"/>
        <consumable><manufacturedProduct><manufacturedMaterial><code code="1" displayName="BCG"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#;
    let shown = with_coded(vaccination);
    assert!(
        shown.contains("BCG") && shown.contains("prévu ou prescrit"),
        "{shown}"
    );
}

#[test]
fn what_is_coded_and_not_shown_is_one_sentence() {
    let shown = with_coded("<entry><observation><code code='x'/></observation></entry>");
    assert!(
        shown.contains("ne sont pas de celles qui s’affichent ici"),
        "{shown}"
    );
    let document = readers::cda::document(TEXT.as_bytes()).expect("a document");
    let page = page();
    let view = CdaView::new(&page, &document, "", HashMap::new(), Sameness::Same);
    let shown = view.with_coded(Some(Err(Refusal::TooLong))).html();
    let shown = shown.expect("a page").expect("a view");
    // The sentences of refusals are the readers'.
    let (_, coded) = shown.split_once("<details>").expect("a fold");
    assert!(coded.contains(&page.t(Refusal::TooLong.code())), "{coded}");
}

#[test]
fn a_document_with_a_layout_of_its_own_is_said_to_have_one() {
    let warned = |text: &str| {
        let document = readers::cda::document(text.as_bytes()).expect("a document");
        let page = page();
        let view = CdaView::new(&page, &document, "", HashMap::new(), Sameness::Same);
        let shown = view.html().expect("a page").expect("a view");
        shown.contains("sa propre mise en page")
    };
    assert!(!warned(TEXT));
    let wrapped = format!(
        "<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform'><c:Contenu xmlns:c='urn:asip-sante:ci-sis'>{TEXT}</c:Contenu></x:stylesheet>"
    );
    assert!(warned(&wrapped));
}
