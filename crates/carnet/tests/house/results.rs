//! Results by test: what laboratories wrote, never mixed, never judged, and
//! seen by nobody who may not see the document that tells them.

use super::town::{Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;

const RESULTS: &str = "/espace/moi/resultats";
const DOCUMENTS: &str = "/espace/moi/documents";

/// Ana, as laboratories know her.
pub(crate) const ANA: &str = r#"<id root="1.2.250.1.213.1.4.8" extension="255081416802538"/><patient><name><family qualifier="BR">MARTIN</family><given qualifier="BR">ANA</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19550812"/></patient>"#;
/// Under her number, a birth date that is not hers: for a person to look at.
pub(crate) const UNSURE: &str = r#"<id root="1.2.250.1.213.1.4.8" extension="255081416802538"/><patient><name><family qualifier="BR">MARTIN</family><given qualifier="BR">ANA</given></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19550813"/></patient>"#;
pub(crate) const LOUIS: &str = r#"<id root="1.2.250.1.213.1.4.8" extension="184027505612389"/><patient><name><family qualifier="BR">PETIT</family><given qualifier="BR">LOUIS</given></name><administrativeGenderCode code="M" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19840203"/></patient>"#;

/// A report: test, LOINC code, number, unit, the laboratory's mark.
pub(crate) type Told = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

pub(crate) const HAEMOGLOBIN: Told = ("Hémoglobine", "718-7", "13.2", "g/dL", "N");

pub(crate) fn report(patient: &str, day: &str, results: &[Told]) -> Vec<u8> {
    let observations: String = results
        .iter()
        .map(|(name, code, number, unit, mark)| {
            format!(
                r#"<component><observation classCode="OBS" moodCode="EVN"><templateId root="1.3.6.1.4.1.19376.1.3.1.6"/><code code="{code}" codeSystem="2.16.840.1.113883.6.1" displayName="{name}"/><statusCode code="completed"/><effectiveTime value="{day}"/><value xsi:type="PQ" value="{number}" unit="{unit}"/><interpretationCode code="{mark}" codeSystem="2.16.840.1.113883.5.83"/><referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="12" unit="{unit}"/><high value="16.5" unit="{unit}"/></value></observationRange></referenceRange></observation></component>"#
            )
        })
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><id root="1.2.3.{day}"/><code code="11502-2" codeSystem="2.16.840.1.113883.6.1"/><title>Bilan</title><effectiveTime value="{day}"/><recordTarget><patientRole>{patient}</patientRole></recordTarget><component><structuredBody><component><section><title>Hématologie</title><text><paragraph>Numération et mégacaryocytes</paragraph></text><entry><templateId root="1.3.6.1.4.1.19376.1.3.1"/><act classCode="ACT" moodCode="EVN"><entryRelationship typeCode="COMP"><organizer classCode="BATTERY" moodCode="EVN"><code nullFlavor="UNK"><originalText>Hématologie</originalText></code>{observations}</organizer></entryRelationship></act></entry></section></component></structuredBody></component></ClinicalDocument>"#
    )
    .into_bytes()
}

impl Town {
    /// A professional adds a laboratory's report; its id, as the holder sees it.
    pub(crate) async fn reports(
        &self,
        pro: &Pro,
        holder: &Holder,
        title: &str,
        file: &[u8],
    ) -> String {
        self.sends(pro, holder, title, file, &[]).await;
        let id = self.id_of(&holder.cookie, DOCUMENTS, title).await;
        id.expect("listed")
    }

    /// The same, with more said in the form.
    async fn sends(
        &self,
        pro: &Pro,
        holder: &Holder,
        title: &str,
        file: &[u8],
        more: &[(&str, &str)],
    ) {
        let fields = [
            ("title", title),
            ("type", "11502-2"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/patients/{}/ajouter", holder.space);
        let fields = [&fields, more].concat();
        let sent = self
            .upload(&pro.cookie, &path, &fields, ("bilan.xml", file))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }

    /// What a page says, without what never shows.
    async fn page(&self, cookie: &str, path: &str) -> String {
        let answer = self.get(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }
}

#[tokio::test]
async fn results_are_told_in_words_on_a_line_as_a_curve_and_in_a_table() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let none = town.page(&ana.cookie, RESULTS).await;
        assert!(none.contains("Aucun résultat"));
        let old = report(
            ANA,
            "20250504",
            &[("Hémoglobine", "718-7", "11.1", "g/dL", "L")],
        );
        let new = report(
            ANA,
            "20260504",
            &[HAEMOGLOBIN, ("Leucocytes", "6690-2", "17.3", "G/L", "H")],
        );
        town.reports(&doctor, &ana, "Ancien bilan", &old).await;
        let id = town.reports(&doctor, &ana, "Nouveau bilan", &new).await;
        let list = town.page(&ana.cookie, RESULTS).await;
        // What stands out comes first.
        let places = [
            "Dernier bilan",
            "Leucocytes",
            "Au-dessus du repère",
            "Hémoglobine",
            "Dans le repère",
        ];
        let places = places.map(|words| list.find(words).unwrap_or_else(|| panic!("{words}")));
        assert!(places.is_sorted(), "{places:?}");
        assert!(list.contains("13,2 g/dL"), "{list}");
        assert!(list.contains("<svg class=\"numbers\""), "{list}");
        assert!(list.contains("Avant : 11,1 g/dL"), "{list}");
        let one = town.page(&ana.cookie, &format!("{RESULTS}/{id}/0")).await;
        for words in [
            "Ce résultat est dans ce repère.",
            "<svg class=\"chart wide\"",
            "<svg class=\"chart narrow\"",
            "<polyline class=\"line\"",
            "path class=\"pt out\"",
            "11,1 g/dL",
            "de 12 à 16,5 g/dL — En dessous du repère",
        ] {
            assert!(one.contains(words), "{words}: {one}");
        }
        let english = town
            .page(&ana.cookie, &format!("/en{RESULTS}/{id}/0"))
            .await;
        assert!(english.contains("This result is within it.") && english.contains("13.2 g/dL"));
        // A single result is no curve.
        let single = town.page(&ana.cookie, &format!("{RESULTS}/{id}/1")).await;
        assert!(single.contains("17,3") && !single.contains("<polyline"));
        for gone in [
            format!("{id}/2"),
            format!("{id}/x"),
            String::from("00000000000000000000000001/0"),
        ] {
            let answer = town.get(&ana.cookie, &format!("{RESULTS}/{gone}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{gone}");
        }
    })
    .await;
}

#[tokio::test]
async fn units_that_differ_have_each_their_own_curve_and_a_notice() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let one = report(
            ANA,
            "20250504",
            &[("Glycémie", "1558-6", "0.9", "g/L", "N")],
        );
        let two = report(
            ANA,
            "20260504",
            &[("Glycémie", "1558-6", "5", "mmol/L", "N")],
        );
        town.reports(&doctor, &ana, "Un", &one).await;
        let id = town.reports(&doctor, &ana, "Deux", &two).await;
        let page = town.page(&ana.cookie, &format!("{RESULTS}/{id}/0")).await;
        assert!(page.contains("Ils ne se comparent pas"));
        assert!(page.contains(">mmol/L<") && page.contains(">g/L<"));
        assert!(!page.contains("<polyline"), "no curve of two units");
    })
    .await;
}

#[tokio::test]
async fn vis_02_a_hidden_report_is_in_no_curve_and_no_table_of_a_professional() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let table = format!("/pro/patients/{}/resultats", ana.space);
        let first = report(ANA, "20250504", &[HAEMOGLOBIN]);
        let shown = town.reports(&other, &ana, "Montré", &first).await;
        let before = town.page(&doctor.cookie, &table).await;
        assert!(before.contains("13,2"));
        let one = format!("{table}/{shown}/0");
        let one_before = town.page(&doctor.cookie, &one).await;
        let second = report(
            ANA,
            "20260504",
            &[("Hémoglobine", "718-7", "9.9", "g/dL", "L")],
        );
        let hidden = town.reports(&other, &ana, "Caché", &second).await;
        let seen = town.page(&doctor.cookie, &table).await;
        assert!(seen.contains("9,9") && seen.contains("En dessous du repère"));
        let path = format!("{DOCUMENTS}/{hidden}/masquer");
        let done = town.post(&ana.cookie, &path, "qui=tous").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        // As if it had never been: the table, the curve, the address itself.
        assert_eq!(town.page(&doctor.cookie, &table).await, before);
        assert_eq!(town.page(&doctor.cookie, &one).await, one_before);
        let gone = town
            .get(&doctor.cookie, &format!("{table}/{hidden}/0"))
            .await;
        let never = town
            .get(
                &doctor.cookie,
                &format!("{table}/00000000000000000000000001/0"),
            )
            .await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert_eq!(gone.shape(), never.shape());
        // The holder and the author keep seeing it.
        assert!(town.page(&ana.cookie, RESULTS).await.contains("9,9"));
        town.consents(&other, &ana).await;
        assert!(town.page(&other.cookie, &table).await.contains("9,9"));
    })
    .await;
}

#[tokio::test]
async fn vis_02_a_professionals_words_on_a_result_are_read_where_it_is_and_nowhere_else() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let record = format!("/pro/patients/{}", ana.space);
        let leucocytes = ("Leucocytes", "6690-2", "17.3", "G/L", "H");
        let file = report(ANA, "20260504", &[HAEMOGLOBIN, leucocytes]);
        let id = town.reports(&other, &ana, "Bilan", &file).await;
        let (mine, seen) = (
            format!("{DOCUMENTS}/{id}"),
            format!("{record}/documents/{id}"),
        );
        let (test, say) = (format!("{RESULTS}/{id}/1"), format!("{seen}/commentaires"));
        town.page(&ana.cookie, &mine).await;
        town.world.advance(Duration::from_secs(61));
        assert_eq!(town.told_of_documents().await, [""; 0], "she saw it before");
        // Without a link, of what is there as of what is not.
        let never = format!("{record}/documents/00000000000000000000000001/commentaires");
        for path in [&say, &never] {
            let away = town.post(&doctor.cookie, path, "text=Bonjour").await;
            assert!(away.location().ends_with("/lien"), "{path}");
        }
        town.consents(&doctor, &ana).await;
        let before = town.page(&doctor.cookie, &seen).await;
        assert!(before.contains("Écrire un commentaire au patient"));
        let long = "a".repeat(1_001);
        for (form, why) in [
            (
                format!("text={long}&analyse="),
                "Ce commentaire est trop long",
            ),
            (String::from("text=+"), "Écrivez un commentaire"),
            (
                String::from("text=Bonjour&analyse=2"),
                "Choisissez une analyse",
            ),
        ] {
            town.is_told(&doctor.cookie, &say, &form, why).await;
        }
        assert_eq!(
            town.page(&doctor.cookie, &seen).await,
            before,
            "nothing changed"
        );
        let script = "text=CANARIMOT+%3Cscript%3Ealert(1)%3C/script%3E&analyse=1";
        town.does(&doctor.cookie, &say, script).await;
        // Sent twice, it is said once.
        for form in ["text=CANARITOUT", "text=+CANARITOUT&analyse="] {
            town.does(&doctor.cookie, &say, form).await;
        }
        // She is told that there is something, and of nothing more.
        town.world.advance(Duration::from_secs(61));
        let told = town.told_of_documents().await;
        assert!(told.len() == 1 && !told[0].contains("CANARI") && !told[0].contains("Benali"));
        for page in [&mine, &test] {
            let page = town.page(&ana.cookie, page).await;
            for words in [
                "CANARIMOT &#60;script&#62;alert(1)",
                "À propos de : Leucocytes",
                "CANARITOUT",
                "Dr Benali, médecin",
            ] {
                assert!(page.contains(words), "{words}: {page}");
            }
            assert!(!page.contains("<script>alert"), "{page}");
        }
        // Of another test of the same report, what is said of the whole alone.
        let first = town.page(&ana.cookie, &format!("{RESULTS}/{id}/0")).await;
        assert!(first.contains("CANARITOUT") && !first.contains("CANARIMOT"));
        let english = town.page(&ana.cookie, &format!("/en{mine}")).await;
        assert!(english.contains("Comments by professionals"));
        // Its author alone takes it back; who deposited the report reads it.
        town.consents(&other, &ana).await;
        let theirs = town.page(&other.cookie, &seen).await;
        assert!(theirs.contains("CANARIMOT") && !theirs.contains("/retirer"));
        let back = format!("{say}/1/retirer");
        let refused = town.post(&other.cookie, &back, "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        town.does(&doctor.cookie, &back, "").await;
        let page = town.page(&ana.cookie, &mine).await;
        assert!(page.contains("CANARIMOT") && !page.contains("CANARITOUT"));
        // What was taken back may be said again.
        town.does(&doctor.cookie, &say, "text=CANARITOUT").await;
        let page = town.page(&ana.cookie, &mine).await;
        assert!(page.contains("CANARIMOT") && page.contains("CANARITOUT"));
        let history = town.page(&ana.cookie, "/espace/moi/acces/journal").await;
        for act in [
            "A écrit un commentaire sur « Bilan »",
            "A retiré son commentaire",
        ] {
            assert!(history.contains(act), "{act}: {history}");
        }
        assert!(!history.contains("CANARI"), "{history}");
        // Hidden, it is as if neither had ever been.
        town.does(&ana.cookie, &format!("{mine}/masquer"), "qui=tous")
            .await;
        let gone = town.post(&doctor.cookie, &say, "text=Bonjour").await;
        let none = town.post(&doctor.cookie, &never, "text=Bonjour").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert_eq!(gone.shape(), none.shape());
        for path in ["", "/resultats", "/resume", "?q=canarimot"] {
            let page = town.page(&doctor.cookie, &format!("{record}{path}")).await;
            assert!(!page.contains("CANARIMOT") && !page.contains(&id), "{path}");
        }
        // Blocked, they are answered as of a closed space.
        town.does(&ana.cookie, &format!("{mine}/montrer"), "qui=tous")
            .await;
        let rpps = &doctor.professional.rpps;
        let decide = format!("/espace/moi/acces/pro/{rpps}/decider");
        town.does(&ana.cookie, &decide, "quoi=bloquer").await;
        let refused = town.post(&doctor.cookie, &say, "text=CANARIENCORE").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        assert!(refused.text().contains("ou elle n’est pas pour vous"));
        let page = town.page(&ana.cookie, &mine).await;
        assert!(page.contains("CANARIMOT") && !page.contains("CANARIENCORE"));
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_results_without_a_link_and_no_read_goes_unwritten() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.reports(
            &other,
            &ana,
            "Bilan",
            &report(ANA, "20260504", &[HAEMOGLOBIN]),
        )
        .await;
        let table = format!("/pro/patients/{}/resultats", ana.space);
        let away = town.get(&doctor.cookie, &table).await;
        assert_eq!(away.status, StatusCode::SEE_OTHER);
        assert!(away.location().ends_with("/lien"));
        let louis = town.holder(1).await;
        assert!(
            town.page(&louis.cookie, RESULTS)
                .await
                .contains("Aucun résultat")
        );
        assert_eq!(
            town.get(&louis.cookie, &table).await.status,
            StatusCode::NOT_FOUND
        );
        town.consents(&doctor, &ana).await;
        town.page(&doctor.cookie, &table).await;
        let history = town.page(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(history.contains(&doctor.professional.name.0), "{history}");
    })
    .await;
}

#[tokio::test]
async fn results_that_are_not_surely_theirs_take_no_part_and_that_is_said() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.reports(
            &doctor,
            &ana,
            "Le sien",
            &report(ANA, "20260504", &[HAEMOGLOBIN]),
        )
        .await;
        let other = [("Hémoglobine", "718-7", "7.7", "g/dL", "L")];
        let id = town
            .reports(
                &doctor,
                &ana,
                "Un autre jour",
                &report(UNSURE, "20260505", &other),
            )
            .await;
        let documents = town.page(&ana.cookie, DOCUMENTS).await;
        assert_eq!(documents.matches("À vérifier").count(), 1, "one of the two");
        let list = town.page(&ana.cookie, RESULTS).await;
        assert!(list.contains("13,2") && !list.contains("7,7"));
        assert!(list.contains("n’est pas sûrement au nom de cette personne"));
        let one = town.get(&ana.cookie, &format!("{RESULTS}/{id}/0")).await;
        assert_eq!(one.status, StatusCode::NOT_FOUND);
        town.consents(&doctor, &ana).await;
        let table = town
            .page(
                &doctor.cookie,
                &format!("/pro/patients/{}/resultats", ana.space),
            )
            .await;
        assert!(!table.contains("7,7") && table.contains("n’est pas sûrement"));
    })
    .await;
}

#[tokio::test]
async fn words_inside_a_document_are_found_by_those_who_may_see_it_alone() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town
            .reports(
                &other,
                &ana,
                "Bilan",
                &report(ANA, "20260504", &[HAEMOGLOBIN]),
            )
            .await;
        town.adds(&ana, "Une note").await;
        let find = |list: &str, words: &str| format!("{list}?q={words}");
        let found = town
            .page(&ana.cookie, &find(DOCUMENTS, "mégacaryocyte"))
            .await;
        assert!(found.contains(">Bilan</a>") && !found.contains(">Une note</a>"));
        assert!(found.contains("Trouvé dans le texte"));
        // Every word, in the heading or inside.
        let both = town
            .page(&ana.cookie, &find(DOCUMENTS, "bilan+NUMERATION"))
            .await;
        assert!(both.contains("<mark>Bilan</mark></a>"));
        let note = town.page(&ana.cookie, &find(DOCUMENTS, "bonjour")).await;
        assert!(note.contains(">Une note</a>") && !note.contains(">Bilan</a>"));
        let none = town
            .page(&ana.cookie, &find(DOCUMENTS, "bonjour+mégacaryocyte"))
            .await;
        assert!(!none.contains(">Une note</a>") && !none.contains(">Bilan</a>"));
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let search = find(&record, "megacaryocyte");
        assert!(
            town.page(&doctor.cookie, &search)
                .await
                .contains(">Bilan</a>")
        );
        town.post(
            &ana.cookie,
            &format!("{DOCUMENTS}/{id}/masquer"),
            "qui=tous",
        )
        .await;
        let hidden = town.page(&doctor.cookie, &search).await;
        assert!(!hidden.contains(">Bilan</a>") && !hidden.contains(&id));
    })
    .await;
}

#[tokio::test]
async fn what_no_reader_could_tell_at_first_is_told_once_the_holder_opens_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let mut config = town.config.clone();
        config.reader = Some("/bin/false".into());
        let dumb = town.elsewhere(config).await;
        let id = dumb
            .reports(
                &doctor,
                &ana,
                "Bilan",
                &report(ANA, "20260504", &[HAEMOGLOBIN]),
            )
            .await;
        let search = format!("{DOCUMENTS}?q=mégacaryocyte");
        assert!(
            town.page(&ana.cookie, RESULTS)
                .await
                .contains("Aucun résultat")
        );
        assert!(!town.page(&ana.cookie, &search).await.contains(">Bilan</a>"));
        town.page(&ana.cookie, &format!("{DOCUMENTS}/{id}")).await;
        assert!(town.page(&ana.cookie, RESULTS).await.contains("13,2"));
        assert!(town.page(&ana.cookie, &search).await.contains(">Bilan</a>"));
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_kept_all_the_same() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let mut broken = report(ANA, "20260504", &[HAEMOGLOBIN]);
        broken.truncate(broken.len() - 200);
        let id = town.reports(&doctor, &ana, "Coupé", &broken).await;
        assert!(
            town.page(&ana.cookie, RESULTS)
                .await
                .contains("Aucun résultat")
        );
        let file = town
            .get(&ana.cookie, &format!("{DOCUMENTS}/{id}/telecharger"))
            .await;
        assert_eq!(file.body.as_ref(), broken.as_slice());
    })
    .await;
}

#[tokio::test]
async fn vis_15_results_that_wait_for_a_consultation_are_in_no_list_and_no_curve_of_their_patient()
{
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        let old = report(ANA, "20250504", &[HAEMOGLOBIN]);
        let id = town.reports(&doctor, &ana, "Ancien", &old).await;
        let one = format!("{RESULTS}/{id}/0");
        let pages = async |cookie: &str| {
            let search = format!("{DOCUMENTS}?q=mégacaryocyte");
            let found = town.page(cookie, &search).await;
            [
                town.page(cookie, RESULTS).await,
                town.page(cookie, &one).await,
                found.matches("<h3>").count().to_string(),
            ]
        };
        let before = pages(&ana.cookie).await;
        let new = report(
            ANA,
            "20260504",
            &[("Hémoglobine", "718-7", "4.1", "g/dL", "LL")],
        );
        town.sends(&doctor, &ana, "Grave", &new, &[("annonce", "oui")])
            .await;
        assert_eq!(pages(&ana.cookie).await, before);
        let table = format!("/pro/patients/{}/resultats", ana.space);
        assert!(town.page(&other.cookie, &table).await.contains("4,1"));
    })
    .await;
}

/// How somebody begins to judge a result, in French and in English.
const JUDGING: [&[&str]; 2] = [
    &[
        "normal",
        "anormal",
        "élevé",
        "haut",
        "bas",
        "basse",
        "faible",
        "fort",
        "bon",
        "bonne",
        "bien",
        "mauvais",
        "mal",
        "malad",
        "grave",
        "inquiét",
        "préoccup",
        "rassur",
        "danger",
        "risque",
        "alarm",
        "alert",
        "attention",
        "urgen",
        "sévère",
        "critique",
        "satisfais",
        "correct",
        "parfait",
        "idéal",
        "optimal",
        "trop",
        "insuffisan",
        "excès",
        "excessi",
        "carence",
        "manque",
        "déficit",
        "patholog",
        "sain",
        "santé",
        "problème",
        "souci",
        "suspect",
        "conseil",
        "recommand",
    ],
    &[
        "normal",
        "abnormal",
        "high",
        "low",
        "good",
        "well",
        "bad",
        "poor",
        "fine",
        "ill",
        "worr",
        "concern",
        "reassur",
        "danger",
        "risk",
        "alarm",
        "alert",
        "warning",
        "careful",
        "urgent",
        "serious",
        "severe",
        "critical",
        "correct",
        "perfect",
        "ideal",
        "optimal",
        "too",
        "insufficien",
        "excess",
        "deficien",
        "lack",
        "patholog",
        "healthy",
        "unhealthy",
        "problem",
        "suspicious",
        "advi",
        "recommend",
    ],
];

/// Words that begin so and are whole, or are the beginning of one.
fn judges(said: &str, words: &[&str]) -> Option<String> {
    let said = said.to_lowercase();
    let mut each = said.split(|sign: char| !sign.is_alphabetic());
    let begins = |word: &&str| match word.chars().count() {
        0..5 => words.contains(word),
        _ => words.iter().any(|beginning| word.starts_with(beginning)),
    };
    each.find(begins).map(str::to_owned)
}

#[test]
fn what_is_said_of_a_result_is_never_a_judgement_of_our_own_in_either_language() {
    // That there is none: who worries is sent to their doctor.
    let denied = ["results-no-judgement", "results-no-judgement-child"];
    for (text, words) in [results::TEXTS.fr, results::TEXTS.en]
        .into_iter()
        .zip(JUDGING)
    {
        let mut sentences = 0;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (key, said) = match line.split_once(" = ") {
                Some((key, said)) if !line.starts_with(' ') => (key, said),
                // The rest of a sentence with several forms.
                _ => ("", line),
            };
            // What a laboratory wrote, or a name, stands in braces.
            let ours: String = said
                .split('{')
                .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
                .collect();
            let judged = judges(&ours, words);
            match denied.contains(&key) {
                true => assert!(
                    judged.is_some() && (said.contains("n’est pas") || said.contains("is not")),
                    "{line}"
                ),
                false => assert_eq!(judged, None, "{line}"),
            }
            sentences += 1;
        }
        assert!(sentences >= 50, "{sentences}");
    }
    // Had one judged, it would be found.
    for (said, words) in [
        ("Ce résultat est trop élevé.", JUDGING[0]),
        ("This is normal.", JUDGING[1]),
    ] {
        assert!(judges(said, words).is_some(), "{said}");
    }
}
