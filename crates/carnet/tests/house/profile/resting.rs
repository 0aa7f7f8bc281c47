//! Lines that rest on documents, and what is added to the profile from one.

use super::{PROFILE, linked, profile_of};
use crate::results::{ANA, UNSURE};
use crate::town::Town;
use http::StatusCode;

const DOCUMENTS: &str = "/espace/moi/documents";

/// A document of this person: an allergy, another that is denied, a vaccination and
/// a weight.
pub(crate) fn volet(patient: &str) -> Vec<u8> {
    let allergy = |agent: &str, negation: &str| {
        format!(
            r#"<entry><act><entryRelationship><observation {negation}><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.6"/><code displayName="Allergie"/><effectiveTime><low value="2018"/></effectiveTime><participant typeCode="CSM"><participantRole><playingEntity><code code="N02" displayName="{agent}"/></playingEntity></participantRole></participant></observation></entryRelationship></act></entry>"#
        )
    };
    let (one, denied) = (
        allergy("Paracétamol", ""),
        allergy("Latex", "negationInd='true'"),
    );
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id root="1.2.3.4"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/><title>Volet</title><effectiveTime value="20260501"/><recordTarget><patientRole>{patient}</patientRole></recordTarget><component><structuredBody><component><section><code code="48765-2"/><title>Allergies</title><text>Vu</text>{one}{denied}</section></component><component><section><code code="11369-6"/><title>Vaccins</title><text>Vu</text><entry><substanceAdministration classCode="SBADM" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.12"/><effectiveTime value="1975"/><consumable><manufacturedProduct><manufacturedMaterial><code code="61077869" displayName="BCG"/><lotNumberText>L1</lotNumberText></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry></section></component><component><section><code code="8716-3"/><title>Mesures</title><text>Vu</text><entry><observation classCode="OBS" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.13.2"/><code code="29463-7" codeSystem="2.16.840.1.113883.6.1" displayName="Poids"/><effectiveTime value="20260501"/><value xsi:type="PQ" value="58000" unit="g"/></observation></entry></section></component></structuredBody></component></ClinicalDocument>"#
    )
    .into_bytes()
}

/// The same, with the blood group that a laboratory found: its code, its name and when.
fn grouped(code: &str, name: &str, moment: &str) -> Vec<u8> {
    let result = format!(
        r#"<component><section><code code="18717-9"/><title>Immunohématologie</title><text>Vu</text><entry><templateId root="1.3.6.1.4.1.19376.1.3.1"/><act classCode="ACT" moodCode="EVN"><entryRelationship typeCode="COMP"><observation classCode="OBS" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><code code="882-1" codeSystem="2.16.840.1.113883.6.1" displayName="Groupe ABO et RhD"/><statusCode code="completed"/><effectiveTime value="{moment}"/><value xsi:type="CE" code="{code}" codeSystem="2.16.840.1.113883.6.96" displayName="{name}"/></observation></entryRelationship></act></entry></section></component></structuredBody>"#
    );
    let volet = String::from_utf8(volet(ANA)).expect("a text");
    volet.replace("</structuredBody>", &result).into_bytes()
}

fn from(id: &str) -> String {
    format!("{PROFILE}/depuis/{id}")
}

/// The name of the box beside these words.
fn boxed(page: &str, words: &str) -> String {
    let before = page.split(words).next().expect("the words");
    let name = before.rsplit("name=\"").next().expect("a box");
    name.split('"').next().expect("a name").to_owned()
}

#[tokio::test]
async fn what_a_document_says_is_proposed_ticked_by_nobody_and_added_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let volet = grouped("278149003", "groupe sanguin A positif", "20260504");
        let id = town.reports(&doctor, &ana, "Volet", &volet).await;
        let document = format!("{DOCUMENTS}/{id}");
        let page = town.reads(&ana.cookie, &document).await;
        assert!(
            page.contains("Ajouter à mon profil") && page.contains(&from(&id)),
            "{page}"
        );
        let page = town.reads(&ana.cookie, &from(&id)).await;
        for words in [
            "Allergies : Paracétamol",
            "Vaccins : BCG",
            "Mesures : Poids : 58 kg",
            "Groupe sanguin : A+ (résultat du 4 mai 2026)",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(
            !page.contains("Latex"),
            "the document says that it is not so"
        );
        assert!(!page.contains(" checked"), "nothing is ticked beforehand");
        assert!(
            !town
                .reads(&ana.cookie, PROFILE)
                .await
                .contains("Paracétamol")
        );
        town.is_told(&ana.cookie, &from(&id), "", "Cochez au moins une ligne")
            .await;
        let (one, two) = (
            boxed(&page, "Allergies : Paracétamol"),
            boxed(&page, "Vaccins : BCG"),
        );
        let three = boxed(&page, "Groupe sanguin : A+");
        let form = format!("{one}=oui&{two}=oui&{three}=oui");
        town.does(&ana.cookie, &from(&id), &form).await;
        let list = town
            .reads(&ana.cookie, &format!("{PROFILE}/allergies"))
            .await;
        for words in ["Paracétamol", "Noté par vous", "Documents liés", &document] {
            assert!(list.contains(words), "{words}: {list}");
        }
        let summary = town
            .reads(
                &doctor.cookie,
                &format!("/pro/patients/{}/resume", ana.space),
            )
            .await;
        assert!(
            summary.contains("déclaré par la personne"),
            "declared, and not confirmed"
        );
        // Said again, it is there already; a box that is forged is none.
        let page = town.reads(&ana.cookie, &from(&id)).await;
        assert_eq!(page.matches("déjà dans votre profil").count(), 3, "{page}");
        let again = town
            .post(&ana.cookie, &from(&id), &format!("{one}=oui"))
            .await;
        assert!(
            again.location().contains("ajoutes=0&deja=1"),
            "{}",
            again.location()
        );
        let forged = town.post(&ana.cookie, &from(&id), "t-99=oui").await;
        assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
        let list = town
            .reads(&ana.cookie, &format!("{PROFILE}/allergies"))
            .await;
        assert_eq!(
            list.matches("<h2 class=\"h3\">Paracétamol").count(),
            1,
            "{list}"
        );
        let english = town.reads(&ana.cookie, &format!("/en{}", from(&id))).await;
        assert!(
            english.contains("in your profile already") && english.contains("Choose a heading")
        );
        // Another group is told, and takes no place.
        town.world.advance(std::time::Duration::from_secs(1));
        let other = grouped("278148006", "groupe sanguin O négatif", "20260504");
        let other = from(&town.reports(&doctor, &ana, "Autre volet", &other).await);
        let page = town.reads(&ana.cookie, &other).await;
        assert!(
            page.contains("Ce document dit O-, le profil dit A+. Rien n’est remplacé")
                && !page.contains(&format!("name=\"{three}\"")),
            "{page}"
        );
        let why = "Un autre groupe sanguin est déjà dans le profil";
        town.is_told(&ana.cookie, &other, &format!("{three}=oui"), why)
            .await;
        let group = format!("{PROFILE}/groupe-sanguin");
        let list = town.reads(&ana.cookie, &group).await;
        assert!(
            list.contains("<h2 class=\"h3\">A+")
                && list.contains(&document)
                && !list.contains("<h2 class=\"h3\">O-"),
            "{list}"
        );
        // Of a result the month alone may be known.
        town.world.advance(std::time::Duration::from_secs(1));
        let month = grouped("278149003", "groupe sanguin A positif", "202604");
        let month = from(&town.reports(&doctor, &ana, "Vieux volet", &month).await);
        let page = town.reads(&ana.cookie, &month).await;
        assert!(
            page.contains("Groupe sanguin : A+ (résultat : avril 2026)"),
            "{page}"
        );
        // What is hidden is proposed to its holder, who is told that a line is not.
        let hidden = "Ce document est masqué. Une ligne ajoutée au profil ne l’est pas";
        assert!(!town.reads(&ana.cookie, &from(&id)).await.contains(hidden));
        crate::hiding::hides(&town, &ana, &id, "tous").await;
        let page = town.reads(&ana.cookie, &from(&id)).await;
        assert!(page.contains(hidden), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_document_that_is_not_surely_theirs_proposes_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = linked(&town).await;
        let id = town.reports(&doctor, &ana, "Volet", &volet(UNSURE)).await;
        let page = town.reads(&ana.cookie, &from(&id)).await;
        assert!(
            page.contains("ne nomme pas sûrement cette personne"),
            "{page}"
        );
        assert!(!page.contains("Paracétamol") && !page.contains("name=\"t-0\""));
        // Nobody else adds from it, and what is in the bin adds nothing.
        let louis = town.holder(1).await;
        let unknown = "00000000000000000000000001";
        let foreign = town.get(&louis.cookie, &from(&id)).await;
        let none = town.get(&louis.cookie, &from(unknown)).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!(foreign.shape(), none.shape());
        let own = town.adds(&ana, "Vieux mot").await;
        town.does(&ana.cookie, &format!("{DOCUMENTS}/{own}/jeter"), "")
            .await;
        assert_eq!(
            town.get(&ana.cookie, &from(&own)).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn a_line_is_made_of_a_document_with_its_title_its_day_and_a_link_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Appendicite").await;
        let add = format!("{PROFILE}/hospitalisations/ajouter");
        let page = town
            .reads(&ana.cookie, &format!("{add}?document={id}"))
            .await;
        for words in [
            "value=\"Appendicite\"",
            "value=\"20\"",
            "value=\"2026\"",
            "<details open>",
            &format!("action=\"{add}?document={id}\""),
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let form = format!(
            "nom=Appendicite&entree-jour=20&entree-mois=11&entree-annee=2026&document-{id}=oui"
        );
        town.does(&ana.cookie, &add, &form).await;
        town.is_told(
            &ana.cookie,
            &add,
            &form,
            "Cette ligne est déjà dans le profil",
        )
        .await;
        // A document that is none of hers is not found.
        let unknown = form.replace(&id, "00000000000000000000000001");
        let none = town
            .post(&ana.cookie, &add, &unknown.replace("Appendicite", "Autre"))
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        let list = town
            .reads(&ana.cookie, &format!("{PROFILE}/hospitalisations"))
            .await;
        assert!(
            list.contains(&format!("{DOCUMENTS}/{id}")) && !list.contains("Autre"),
            "{list}"
        );
        // Of more than the form offers, others are looked for, among what is seen.
        for n in 1..=13 {
            town.world.advance(std::time::Duration::from_secs(1));
            town.adds(&ana, &format!("Courrier {n}")).await;
        }
        let box_of = format!("name=\"document-{id}\"");
        let latest = town.reads(&ana.cookie, &add).await;
        assert!(
            latest.contains("Chercher un document à lier") && !latest.contains(&box_of),
            "{latest}"
        );
        let found = town
            .reads(&ana.cookie, &format!("{add}?cherche=APPENDICITE"))
            .await;
        let action = format!("action=\"{add}?cherche=APPENDICITE\"");
        assert!(
            found.contains(&box_of) && found.contains(&action) && !found.contains("Courrier 13"),
            "{found}"
        );
        for asked in ["cherche=nothing", &format!("document={id}&cherche=nothing")] {
            let none = town.reads(&ana.cookie, &format!("/en{add}?{asked}")).await;
            assert!(none.contains("No document matches"), "{asked}: {none}");
        }
        // What was found or proposed is still there where something is to be mended.
        let wrong = format!("nom=&entree-annee=2026&document-{id}=oui");
        let ticked = format!("{box_of} value=\"oui\" checked");
        for asked in ["cherche=Appendicite", &format!("document={id}")] {
            let again = format!("{add}?{asked}");
            let again = town.post(&ana.cookie, &again, &wrong).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            assert!(again.text().contains(&ticked), "{asked}: {}", again.text());
        }
        // A measure rests on none; another house reads the link.
        let measures = format!("{PROFILE}/mesures/ajouter?document={id}");
        assert_eq!(
            town.get(&ana.cookie, &measures).await.status,
            StatusCode::NOT_FOUND
        );
        let twin = town.twin().await;
        let list = twin
            .reads(&ana.cookie, &format!("{PROFILE}/hospitalisations"))
            .await;
        assert!(list.contains("Appendicite — 20 novembre 2026"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn vis_01_a_hidden_document_is_no_link_of_a_line_and_keeps_its_place() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = linked(&town).await;
        let id = town.deposits(&doctor, &ana, "Bilan secret").await;
        let add = format!("{PROFILE}/allergies/ajouter");
        town.does(
            &ana.cookie,
            &add,
            &format!("nom=Arachide&document-{id}=oui"),
        )
        .await;
        let theirs = format!("{}/allergies", profile_of(&ana));
        let link = format!("/pro/patients/{}/documents/{id}", ana.space);
        let page = town.reads(&other.cookie, &theirs).await;
        assert!(
            page.contains(&link) && page.contains("Bilan secret"),
            "{page}"
        );
        town.does(
            &ana.cookie,
            &format!("{DOCUMENTS}/{id}/masquer"),
            "qui=tous",
        )
        .await;
        let hidden = town.get(&other.cookie, &theirs).await;
        assert!(!hidden.text().contains("Documents liés") && !hidden.text().contains(&id));
        // It looks like a line that rests on nothing; its author still sees it.
        assert!(town.reads(&doctor.cookie, &theirs).await.contains(&link));
        let line = town
            .line(&ana.cookie, &format!("{PROFILE}/allergies"), "/retirer")
            .await;
        let line = line.expect("hers");
        let page = town
            .reads(&ana.cookie, &format!("{PROFILE}/allergies/{line}"))
            .await;
        assert!(
            page.contains(&format!("name=\"document-{id}\" value=\"oui\" checked")),
            "{page}"
        );
        let change = format!("{PROFILE}/allergies/{line}");
        town.does(&ana.cookie, &change, "nom=Arachide").await;
        let bare = town.get(&other.cookie, &theirs).await;
        assert_eq!(hidden.shape(), bare.shape());
        // A professional names no document that is hidden from them.
        let form = format!("nom=Latex&document-{id}=oui");
        let named = town
            .post(&other.cookie, &format!("{theirs}/ajouter"), &form)
            .await;
        assert_eq!(named.status, StatusCode::NOT_FOUND);
        town.does(&doctor.cookie, &format!("{theirs}/ajouter"), &form)
            .await;
        assert!(!town.reads(&other.cookie, &theirs).await.contains(&id));
    })
    .await;
}
