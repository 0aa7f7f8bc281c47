//! TD3.3a and d: an author hides their own document from other professionals, or
//! archives it; above that stands what the person decides.

use super::changing::{PATCH, label, letter, named};
use super::{DOCTOR, Dmp, FHIR, OTHER, json, titles};
use crate::town::{Answer, Holder, Pro};
use http::header::IF_MATCH;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

mod word;

pub(super) const MASKED: &str = "MASQUE_PS";
const WAITS: &str = "INVISIBLE_PATIENT";
const ARCHIVED: &str =
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived";

/// As the draft writes it.
pub(super) fn archive(archived: bool) -> Value {
    let path = format!("/extension[url:'{ARCHIVED}']/valueBoolean");
    json!([{"op": "replace", "path": path, "value": archived}])
}

/// *Normal* in this place.
fn at(place: usize) -> Value {
    let mut patch = label("N");
    patch[0]["path"] = json!(format!("/securityLabel/{place}"));
    patch
}

/// Where a label stands in a description.
fn place_of(described: &Value, code: &str) -> usize {
    let labels = described["securityLabel"].as_array().expect("labels");
    let place = labels.iter().position(|it| it.to_string().contains(code));
    place.expect("the label")
}

/// *Normal* in the place of this label, which is tested first.
fn tested(described: &Value, code: &str) -> Value {
    let place = place_of(described, code);
    let path = format!("/securityLabel/{place}");
    let test = json!({"op": "test", "path": path, "value": described["securityLabel"][place]});
    json!([test, at(place)[0]])
}

fn code(answer: &Answer) -> String {
    let code = json(answer)["issue"][0]["details"]["coding"][0]["code"].clone();
    code.as_str().unwrap_or_default().to_owned()
}

/// The id of a document, as the site has it.
fn on_the_site(sent: &Answer) -> String {
    let id = json(sent)["id"].as_str().expect("an id").to_owned();
    id.split('-').next_back().expect("an id").to_owned()
}

impl Dmp {
    /// The holder, their doctor, another doctor who treats them too, and both tokens.
    async fn both_treat(&self) -> (Holder, Pro, [String; 2]) {
        let (ana, doctor) = self.people().await;
        let other = self.town.pro("10", OTHER, "Luc Petit").await;
        self.town.deposits(&other, &ana, "Visible").await;
        self.town.consents(&doctor, &ana).await;
        self.town.consents(&other, &ana).await;
        self.town.world.advance(Duration::from_secs(1));
        let tokens = [self.token(DOCTOR).await, self.token(OTHER).await];
        (ana, other, tokens)
    }

    /// What this reader finds, by its titles.
    async fn finds_titles(&self, token: &str, holder: &Holder) -> Vec<String> {
        titles(&json(&self.get(token, &Self::search(holder)).await))
    }

    /// The letter as its author finds it.
    async fn own_letter(&self, token: &str, holder: &Holder, n: u32) -> Value {
        let found = json(&self.get(token, &named(holder, n)).await);
        found["entry"][0]["resource"].clone()
    }

    /// A patch of the letter that is done.
    async fn marks_letter(
        &self,
        token: &str,
        (holder, n): (&Holder, u32),
        patch: &Value,
    ) -> Answer {
        let done = self.patches(token, &named(holder, n), patch).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        done
    }
}

#[tokio::test]
async fn vis_01_td3_3a_what_its_author_masks_is_nowhere_for_others_until_they_show_it() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, other, [token, theirs]) = dmp.both_treat().await;
        let before = dmp.searched(&theirs, &ana).await;
        let sent = dmp.sends(&token, &letter(&ana, 1, &[])).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
        let first = dmp.own_letter(&token, &ana, 1).await;
        for _ in 0..2 {
            let done = dmp.marks_letter(&token, (&ana, 1), &label(MASKED)).await;
            assert!(done.text().contains(MASKED), "{}", done.text());
            assert_ne!(json(&done)["meta"]["versionId"], first["meta"]["versionId"]);
        }
        let after = dmp.searched(&theirs, &ana).await;
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(before.status, StatusCode::OK);
            assert_eq!(before.shape(), after.shape());
        }
        let record = format!("/pro/patients/{}", ana.space);
        let list = dmp.town.reads(&other.cookie, &record).await;
        assert!(
            list.contains("Visible") && !list.contains("Lettre 1"),
            "{list}"
        );
        // Read or patched by another, it is as one that never was.
        let id = on_the_site(&sent);
        let never = "00000000000000000000000001";
        for kind in ["DocumentReference", "Binary"] {
            let path = |id: &str| format!("/fhir/{kind}/{}-{id}", ana.space);
            let hidden = dmp.get(&theirs, &path(&id)).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND);
            assert_eq!(hidden.shape(), dmp.get(&theirs, &path(never)).await.shape());
        }
        let path = format!("/fhir/DocumentReference/{}-{id}", ana.space);
        for patch in [label(MASKED), label("N"), archive(true)] {
            let refused = dmp.patches(&theirs, &path, &patch).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
        // Its author reads it, and the person is told who hides it, and since when.
        assert_eq!(
            dmp.finds_titles(&token, &ana).await,
            ["Lettre 1", "Visible"]
        );
        let seen = format!("/espace/moi/documents/{id}/visibilite");
        let seen = dmp.town.reads(&ana.cookie, &seen).await;
        let told = "Masqué aux autres professionnels par son auteur : Samira Bénali";
        assert!(seen.contains(told), "{seen}");
        let history = dmp
            .town
            .reads(&ana.cookie, "/espace/moi/acces/journal")
            .await;
        let told = "masqué aux autres professionnels, comme auteur";
        assert!(history.contains(told), "{history}");
        for _ in 0..2 {
            let done = dmp.marks_letter(&token, (&ana, 1), &label("N")).await;
            assert!(!done.text().contains(MASKED), "{}", done.text());
        }
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
    })
    .await;
}

#[tokio::test]
async fn td3_3a_software_by_itself_masks_what_its_institution_deposited_and_nothing_else() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let form = [
            ("grant_type", "client_credentials"),
            ("subject_token", ""),
            ("subject_token_type", ""),
        ];
        let software = json(&dmp.exchange("", &form).await)["access_token"].clone();
        let software = software.as_str().expect("a token");
        dmp.sends(software, &letter(&ana, 1, &[MASKED])).await;
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
        dmp.marks_letter(software, (&ana, 1), &label("N")).await;
        assert_eq!(
            dmp.finds_titles(&theirs, &ana).await,
            ["Lettre 1", "Visible"]
        );
        let masked = dmp.marks_letter(software, (&ana, 1), &label(MASKED)).await;
        assert!(masked.text().contains(MASKED), "{}", masked.text());
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
        // A professional of the same place wrote another, and not this one.
        let sent = dmp.sends(&token, &letter(&ana, 2, &[])).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
        for (token, n) in [(software, 2), (&*token, 1)] {
            let refused = dmp.patches(token, &named(&ana, n), &label(MASKED)).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
        }
    })
    .await;
}

#[tokio::test]
async fn td3_3_of_two_labels_a_patch_lifts_the_one_it_tests_and_sent_twice_no_other() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        let lists = async |n: u32| {
            let list = dmp.town.reads(&ana.cookie, "/espace/moi/documents").await;
            list.contains(&format!("Lettre {n}"))
        };
        let shown = async |n: u32| {
            let found = dmp.finds_titles(&theirs, &ana).await;
            found.contains(&format!("Lettre {n}"))
        };
        // By the order in which the labels stand, and the other way round.
        for (n, first, second) in [(1, WAITS, MASKED), (2, MASKED, WAITS)] {
            let sent = letter(&ana, n, &["N", MASKED, WAITS]);
            let sent = dmp.sends(&token, &sent).await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text());
            for place in 0..4 {
                let which = dmp.patches(&token, &named(&ana, n), &at(place)).await;
                assert_eq!(which.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert_eq!(code(&which), "documents-fhir-which-label");
            }
            let mut left = vec![first, second];
            for lifted in [first, second] {
                let own = dmp.own_letter(&token, &ana, n).await;
                let patch = tested(&own, lifted);
                dmp.marks_letter(&token, (&ana, n), &patch).await;
                let again = dmp.patches(&token, &named(&ana, n), &patch).await;
                assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
                assert_eq!(code(&again), "documents-fhir-label-moved");
                left.retain(|label| *label != lifted);
                assert_eq!(lists(n).await, !left.contains(&WAITS));
                assert_eq!(shown(n).await, !left.contains(&MASKED));
            }
            dmp.town.world.advance(Duration::from_secs(1));
        }
    })
    .await;
}

#[tokio::test]
async fn td3_3_all_labels_are_lifted_at_once_and_one_in_the_version_that_was_seen() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, [token, theirs]) = dmp.both_treat().await;
        dmp.sends(&token, &letter(&ana, 1, &[MASKED, WAITS])).await;
        let own = dmp.own_letter(&token, &ana, 1).await;
        let place = place_of(&own, WAITS);
        let version = own["meta"]["versionId"].as_str().expect("a version");
        let tag = format!("W/\"{version}\"");
        let patches = async || {
            let headers = [FHIR, PATCH, (IF_MATCH, &*tag)];
            let (path, body) = (named(&ana, 1), at(place).to_string());
            dmp.ask(Method::PATCH, &path, Some(&token), &headers, body)
                .await
        };
        assert_eq!(patches().await.status, StatusCode::OK);
        let again = patches().await;
        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
        let mut all = label("N");
        all[0]["path"] = json!("/securityLabel");
        for _ in 0..2 {
            dmp.marks_letter(&token, (&ana, 1), &all).await;
        }
        let found = dmp.finds_titles(&theirs, &ana).await;
        assert_eq!(found, ["Lettre 1", "Visible"]);
    })
    .await;
}

#[tokio::test]
async fn td3_3d_what_its_author_archives_leaves_the_list_and_is_found_until_it_is_put_back() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, other, [token, theirs]) = dmp.both_treat().await;
        let sent = dmp.sends(&token, &letter(&ana, 1, &[])).await;
        let id = on_the_site(&sent);
        let says = async |archived: bool| {
            for token in [&token, &theirs] {
                let found = dmp.own_letter(token, &ana, 1).await;
                assert_eq!(found["status"], "current", "{found}");
                let extension = &found["extension"][0];
                assert_eq!(extension["url"] == ARCHIVED, archived, "{found}");
                assert_eq!(extension["valueBoolean"] == true, archived, "{found}");
            }
        };
        let lists = async |listed: bool| {
            let record = format!("/pro/patients/{}", ana.space);
            for (cookie, list) in [
                (&ana.cookie, "/espace/moi/documents"),
                (&other.cookie, &*record),
            ] {
                let page = dmp.town.reads(cookie, list).await;
                assert_eq!(page.contains("Lettre 1"), listed, "{page}");
                assert_eq!(page.contains("1 document archivé"), !listed, "{page}");
                // Searched, or asked for, it is there.
                let found = dmp.town.reads(cookie, &format!("{list}?q=lettre")).await;
                assert!(found.contains("Archivé") != listed, "{found}");
                let archive = dmp
                    .town
                    .reads(cookie, &format!("{list}?archives=oui"))
                    .await;
                assert_eq!(archive.contains(&id), !listed, "{archive}");
                assert!(!archive.contains(">Visible<"), "{archive}");
            }
        };
        says(false).await;
        lists(true).await;
        // Archived before its patient read it, they are told of it all the same.
        dmp.marks_letter(&token, (&ana, 1), &archive(true)).await;
        for page in ["/espace/moi", "/espace/moi/documents"] {
            let page = dmp.town.reads(&ana.cookie, page).await;
            assert!(page.contains("Lettre 1"), "{page}");
            assert!(!page.contains("1 document archivé"), "{page}");
        }
        dmp.marks_letter(&token, (&ana, 1), &archive(false)).await;
        let page = format!("/espace/moi/documents/{id}");
        dmp.town.reads(&ana.cookie, &page).await;
        for _ in 0..2 {
            dmp.marks_letter(&token, (&ana, 1), &archive(true)).await;
        }
        says(true).await;
        lists(false).await;
        // Kept, and read as before.
        let path = format!("/fhir/Binary/{}-{id}", ana.space);
        let read = dmp.get(&theirs, &path).await;
        assert_eq!(read.status, StatusCode::OK);
        dmp.marks_letter(&token, (&ana, 1), &archive(false)).await;
        says(false).await;
        lists(true).await;
        dmp.marks_letter(&token, (&ana, 1), &archive(true)).await;
        let home = dmp.town.reads(&ana.cookie, "/espace/moi").await;
        assert!(!home.contains(&format!("/documents/{id}")), "{home}");
        // The person puts it back, and that stands.
        let page = dmp.town.reads(&ana.cookie, &page).await;
        assert!(page.contains("Le remettre dans ma liste"), "{page}");
        let form = format!("d-{id}=oui&geste=desarchiver");
        let together = "/espace/moi/documents/ensemble";
        dmp.town.does(&ana.cookie, together, &form).await;
        says(false).await;
        lists(true).await;
        let refused = dmp.patches(&token, &named(&ana, 1), &archive(true)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
        assert_eq!(code(&refused), "documents-archive-decided");
        let history = dmp
            .town
            .reads(&ana.cookie, "/espace/moi/acces/journal")
            .await;
        for told in ["archivé «", "remis dans la liste «"] {
            assert!(history.contains(told), "{told}: {history}");
        }
    })
    .await;
}

#[tokio::test]
async fn vis_01_what_is_archived_and_hidden_is_counted_for_nobody_else() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, other, [token, theirs]) = dmp.both_treat().await;
        let record = format!("/pro/patients/{}", ana.space);
        let sent = dmp.sends(&token, &letter(&ana, 1, &[])).await;
        dmp.marks_letter(&token, (&ana, 1), &archive(true)).await;
        let counted = async || {
            let page = dmp.town.reads(&other.cookie, &record).await;
            page.contains("archivé") || page.contains("archives=oui")
        };
        assert!(counted().await);
        let id = on_the_site(&sent);
        for whom in ["tous", OTHER] {
            dmp.hides(&ana, &id, "masquer", whom).await;
            assert!(!counted().await, "{whom}");
            let archive = format!("{record}?archives=oui");
            let archive = dmp.town.reads(&other.cookie, &archive).await;
            assert!(!archive.contains("Lettre 1"), "{archive}");
            assert_eq!(dmp.finds_titles(&theirs, &ana).await, ["Visible"]);
            dmp.hides(&ana, &id, "montrer", whom).await;
        }
    })
    .await;
}
