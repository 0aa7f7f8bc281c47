//! Prevention: what the calendars ask for, what its holder notes as done, and
//! what professionals see of that.

mod rounds;

use super::town::{Answer, Holder, Pro, Town};
use http::StatusCode;
use identity::Caller;
use kernel::Date;
use kernel::When;
use prevention::{Prevention, Said};

const PREVENTION: &str = "/espace/moi/prevention";
const BREAST: &str = "/espace/moi/prevention/breast/noter";
const HISTORY: &str = "/espace/moi/acces/journal";

impl Town {
    async fn prevention(&self, cookie: &str) -> String {
        let answer = self.get(cookie, PREVENTION).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    }

    /// The holder notes the screening of breast cancer; the id of the note.
    async fn notes_breast(&self, holder: &Holder, form: &str) -> String {
        let done = self.post(&holder.cookie, BREAST, form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let (_, id) = done.location().rsplit_once("n=").expect("an id");
        id.to_owned()
    }
}

/// The part of a page under this heading.
fn under<'a>(page: &'a str, heading: &str) -> &'a str {
    let from = page.find(&format!("groupe-{heading}\"")).expect(heading);
    let part = &page[from..];
    &part[..part.find("</section>").expect("its end")]
}

fn record(holder: &Holder) -> String {
    format!("/pro/patients/{}/prevention", holder.space)
}

async fn reads(town: &Town, pro: &Pro, holder: &Holder) -> Answer {
    town.get(&pro.cookie, &record(holder)).await
}

#[tokio::test]
async fn what_is_due_at_this_age_is_told_with_its_window_its_source_and_its_year() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let page = town.prevention(&ana.cookie).await;
        // She was born on 12 August 1955: 71.
        let due = under(&page, "due");
        assert!(
            due.contains("Bilan de prévention : de 70 à 75 ans"),
            "{due}"
        );
        assert!(due.contains("Du 12 août 2025 au 11 août 2031"), "{due}");
        assert!(due.contains("Source : Mon bilan prévention"), "{due}");
        assert!(due.contains("Version 2025."), "{due}");
        let late = under(&page, "late");
        assert!(late.contains("cancer du sein"), "{late}");
        assert!(under(&page, "ask").contains("VRS"));
        let not = under(&page, "not-concerned");
        assert!(page.contains(r#"<details><summary><span id="groupe-not-concerned""#));
        assert!(not.contains("Papillomavirus"));
        // In November 2026 the calendars of 2025 are over, and the page says so.
        assert!(page.contains("ceux d’une année passée"), "{page}");
        let english = town.get(&ana.cookie, &format!("/en{PREVENTION}")).await;
        assert!(
            english
                .text()
                .contains("Prevention check-up: from 70 to 75")
        );
    })
    .await;
}

#[tokio::test]
async fn a_month_is_enough_to_note_an_examination_and_it_is_taken_back_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let form = town.get(&ana.cookie, BREAST).await;
        assert!(form.text().contains("L’année suffit"), "{}", form.text());
        let id = town
            .notes_breast(&ana, "date-annee=2026&date-mois=10")
            .await;
        let after = format!("{PREVENTION}?fait=note&n={id}");
        let page = town.get(&ana.cookie, &after).await.text();
        assert!(
            page.contains("C’est noté.") && page.contains("Annuler"),
            "{page}"
        );
        let done = under(&page, "done");
        assert!(done.contains("Noté comme fait : octobre 2026."), "{done}");
        // A screening every two years, counted from the first day it may have been.
        assert!(done.contains("à partir du 1er octobre 2028"), "{done}");
        assert!(!under(&page, "late").contains("cancer du sein"));
        // Noted twice, it is there once.
        let twice = town
            .post(&ana.cookie, BREAST, "date-annee=2026&date-mois=10")
            .await;
        assert_eq!(twice.status, StatusCode::SEE_OTHER);
        let page = town.prevention(&ana.cookie).await;
        assert_eq!(
            page.matches("Noté par vous : octobre 2026.").count(),
            2,
            "text and button"
        );
        let form = format!("n={id}");
        let path = format!("{PREVENTION}/retirer");
        let back = town.post(&ana.cookie, &path, &form).await;
        assert_eq!(back.location(), format!("{PREVENTION}?fait=retire"));
        let page = town.prevention(&ana.cookie).await;
        assert!(!page.contains("octobre 2026"), "{page}");
        assert!(under(&page, "late").contains("cancer du sein"));
        let history = town.get(&ana.cookie, HISTORY).await.text();
        for told in [
            "A noté comme fait : Dépistage du cancer du sein",
            "A retiré la note",
        ] {
            assert!(history.contains(told), "{told}: {history}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_date_that_cannot_be_is_refused_with_a_sentence_and_nothing_is_noted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let before = town.prevention(&ana.cookie).await;
        for (form, sentence) in [
            (
                "date-annee=2026&date-mois=11&date-jour=24",
                "n’est pas encore passée",
            ),
            ("date-annee=2026&date-mois=12", "n’est pas encore passée"),
            ("date-annee=2027", "n’est pas encore passée"),
            (
                "date-annee=1955&date-mois=8&date-jour=11",
                "avant la naissance",
            ),
            ("date-annee=1954", "avant la naissance"),
            ("", "au moins l’année"),
            ("date-mois=3", "Indiquez l’année"),
            ("date-annee=2025&date-jour=3", "une date qui existe"),
            (
                "date-annee=2025&date-mois=2&date-jour=29",
                "une date qui existe",
            ),
            ("date-annee=deux+mille", "une date qui existe"),
            ("date-annee=20250", "une date qui existe"),
        ] {
            let refused = town.post(&ana.cookie, BREAST, form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            assert!(
                refused.text().contains(sentence),
                "{form}: {}",
                refused.text()
            );
        }
        assert_eq!(town.prevention(&ana.cookie).await, before);
        // Today is not the future, and the day of birth is not before it.
        town.notes_breast(&ana, "date-annee=2026&date-mois=11&date-jour=23")
            .await;
        town.notes_breast(&ana, "date-annee=1955").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_examination_is_not_noted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        // Vaccinations are of the medical profile; the others are of no calendar.
        for item in ["flu", "hexa-1", "child-21", "x", "..%2Fbreast"] {
            let path = format!("{PREVENTION}/{item}/noter");
            let form = town.get(&ana.cookie, &path).await;
            let sent = town.post(&ana.cookie, &path, "date-annee=2026").await;
            let answers = (form.status, sent.status);
            let not_found = (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND);
            assert_eq!(answers, not_found, "{item}");
        }
        let foreign = town
            .post(&ana.cookie, BREAST, "date-annee=2026&espace=x")
            .await;
        assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_back_what_somebody_else_noted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        let own = town.notes_breast(&ana, "date-annee=2025").await;
        // A professional notes one too.
        let prevention = Prevention::new(town.house.sharing.clone());
        let caller = Caller::Professional(doctor.professional.clone());
        let said = Said {
            on: When::Year(2024),
            hidden: false,
        };
        let born = Date::constant(1955, 8, 12);
        let theirs = prevention.note(&caller, ana.space, "colorectal", said, born);
        let theirs = theirs.await.expect("noted");
        let page = town.prevention(&ana.cookie).await;
        assert!(page.contains("Noté par Dr Benali : 2024."), "{page}");
        let path = format!("{PREVENTION}/retirer");
        for (cookie, id) in [
            (&louis.cookie, own.clone()),
            (&ana.cookie, theirs.to_string()),
            (&ana.cookie, String::from("0123456789abcdefghjkmnpqrs")),
            (&ana.cookie, String::new()),
        ] {
            let refused = town.post(cookie, &path, &format!("n={id}")).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{id}");
        }
        let withdrawn = prevention.withdraw(&caller, ana.space, own.parse().expect("an id"));
        assert!(
            withdrawn.await.is_err(),
            "a professional took back the holder's"
        );
        assert_eq!(town.prevention(&ana.cookie).await, page);
        let withdrawn = prevention.withdraw(&caller, ana.space, theirs).await;
        withdrawn.expect("their own");
        assert!(
            !town
                .prevention(&ana.cookie)
                .await
                .contains("Dr Benali : 2024")
        );
    })
    .await;
}

#[tokio::test]
async fn a_professional_reads_prevention_through_a_care_link() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.notes_breast(&ana, "date-annee=2025&date-mois=3").await;
        let without = reads(&town, &doctor, &ana).await;
        let link = format!("/pro/patients/{}/lien", ana.space);
        assert_eq!(without.location(), link);
        town.consents(&doctor, &ana).await;
        let page = reads(&town, &doctor, &ana).await.text();
        assert!(page.contains("Noté par le patient : mars 2025."), "{page}");
        assert!(
            page.contains("Source :") && page.contains("Martin"),
            "{page}"
        );
        for button in ["/retirer", "Noté par vous"] {
            assert!(!page.contains(button), "{button}: {page}");
        }
        let file = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
            .await;
        assert!(file.text().contains(&record(&ana)));
        // The read is in the history; a stranger's is a redirection, and no page.
        let history = town.get(&ana.cookie, HISTORY).await.text();
        assert!(history.contains("Dr Benali"), "{history}");
        assert_eq!(reads(&town, &other, &ana).await.location(), link);
    })
    .await;
}

#[tokio::test]
async fn a_professional_notes_what_they_did_and_takes_back_what_they_noted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let (here, link) = (record(&ana), format!("/pro/patients/{}/lien", ana.space));
        let noting = format!("{here}/breast/noter");
        let form = "date-annee=2026&date-mois=11&date-jour=2";
        // Without a care link nothing is asked, and nothing is written.
        assert_eq!(town.get(&doctor.cookie, &noting).await.location(), link);
        assert_eq!(
            town.post(&doctor.cookie, &noting, form).await.location(),
            link
        );
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        assert!(
            !town
                .prevention(&ana.cookie)
                .await
                .contains("novembre 2026.")
        );
        let asked = town.get(&doctor.cookie, &noting).await.text();
        assert!(
            asked.contains("Martin") && !asked.contains("masquer"),
            "{asked}"
        );
        for (wrong, sentence) in [
            ("date-annee=2027", "n’est pas encore passée"),
            ("date-annee=1954", "avant la naissance"),
            (
                "date-annee=2025&date-mois=2&date-jour=30",
                "une date qui existe",
            ),
        ] {
            let refused = town.post(&doctor.cookie, &noting, wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(refused.text().contains(sentence), "{}", refused.text());
        }
        // They hide nothing from other professionals, and note no vaccine here.
        let hides = town
            .post(&doctor.cookie, &noting, &format!("{form}&masquer=oui"))
            .await;
        assert_eq!(hides.status, StatusCode::UNPROCESSABLE_ENTITY);
        let vaccine = format!("{here}/flu/noter");
        assert_eq!(
            town.get(&doctor.cookie, &vaccine).await.status,
            StatusCode::NOT_FOUND
        );
        let noted = town.post(&doctor.cookie, &noting, form).await;
        let (_, id) = noted.location().rsplit_once("n=").expect("an id");
        let page = town.get(&doctor.cookie, noted.location()).await.text();
        assert!(
            page.contains("C’est noté.") && page.contains("Annuler"),
            "{page}"
        );
        assert!(
            under(&page, "done").contains("Noté par vous : 2 novembre 2026."),
            "{page}"
        );
        let theirs = town.prevention(&ana.cookie).await;
        assert!(
            theirs.contains("Noté par Dr Benali : 2 novembre 2026."),
            "{theirs}"
        );
        // A colleague sees it, and does not take it back; nor does its patient.
        let seen = reads(&town, &other, &ana).await.text();
        assert!(
            seen.contains("Noté par Dr Benali : 2 novembre 2026."),
            "{seen}"
        );
        let back = format!("{here}/retirer");
        let n = format!("n={id}");
        let foreign = town.post(&other.cookie, &back, &n).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let undone = town.post(&doctor.cookie, &back, &n).await;
        assert_eq!(undone.location(), format!("{here}?fait=retire"));
        assert!(
            !town
                .prevention(&ana.cookie)
                .await
                .contains("novembre 2026.")
        );
        let history = town.get(&ana.cookie, HISTORY).await.text();
        for told in [
            "A noté comme fait : Dépistage du cancer du sein",
            "Dr Benali",
        ] {
            assert!(history.contains(told), "{told}: {history}");
        }
    })
    .await;
}

#[tokio::test]
async fn vis_01_a_hidden_note_does_not_exist_for_professionals() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let before = reads(&town, &doctor, &ana).await.shape();
        town.notes_breast(&ana, "date-annee=2026&masquer=oui").await;
        assert_eq!(reads(&town, &doctor, &ana).await.shape(), before);
        let page = town.prevention(&ana.cookie).await;
        assert!(
            under(&page, "done").contains("Masqué aux professionnels."),
            "{page}"
        );
        // What all may not see, a note that is shown does not tell either.
        town.notes_breast(&ana, "date-annee=2023").await;
        let page = reads(&town, &doctor, &ana).await.text();
        assert!(
            page.contains("2023") && !page.contains("Noté comme fait : 2026"),
            "{page}"
        );
        // Everything hidden at one go hides notes too.
        let switches = "/espace/moi/acces/reglages";
        let done = town.post(&ana.cookie, switches, "tout=oui").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let page = reads(&town, &doctor, &ana).await;
        assert_eq!(page.shape(), before, "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn another_process_and_a_new_start_know_what_was_noted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.notes_breast(&ana, "date-annee=2025").await;
        let twin = town.twin().await;
        let page = twin.prevention(&ana.cookie).await;
        assert!(page.contains("Noté par vous : 2025."), "{page}");
        // What one takes back, the other does not keep.
        let path = format!("{PREVENTION}/retirer");
        town.post(&ana.cookie, &path, &format!("n={id}")).await;
        let page = twin.prevention(&ana.cookie).await;
        assert!(!page.contains("Noté par vous"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn vaccines_of_the_medical_profile_count_for_each_disease_as_far_as_they_are_seen() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let page = town.prevention(&ana.cookie).await;
        assert!(page.contains("Aucun vaccin n’est noté"), "{page}");
        assert!(under(&page, "late").contains("rappel à partir de 65 ans"));
        let vaccines = "/espace/moi/profil/vaccins";
        let adds = async |form: &str| {
            let path = format!("{vaccines}/ajouter");
            let done = town.post(&ana.cookie, &path, form).await;
            assert_eq!(
                done.status,
                StatusCode::SEE_OTHER,
                "{form}: {}",
                done.text()
            );
        };
        // By its name; by what it protects from; and one that nobody knows.
        adds("nom=Repevax&date-annee=2021").await;
        adds("protege-grippe=oui&date-annee=2026&date-mois=10&date-jour=20").await;
        adds("nom=Vaccin+inconnu&date-annee=2020").await;
        let page = town.prevention(&ana.cookie).await;
        let done = under(&page, "done");
        assert!(done.contains("rappel à partir de 65 ans"), "{done}");
        assert!(done.contains("Noté comme fait : 2021."), "{done}");
        assert!(
            done.contains("Grippe") && done.contains("à partir du 20 octobre 2027"),
            "{done}"
        );
        assert!(page.contains("Un vaccin noté n’est pas compté"), "{page}");
        // A heading that is not shared counts for its holder alone.
        assert!(under(&reads(&town, &doctor, &ana).await.text(), "done").contains("Grippe"));
        let kept = town
            .post(&ana.cookie, &format!("{vaccines}/partage"), "partager=non")
            .await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let theirs = reads(&town, &doctor, &ana).await.text();
        assert!(!theirs.contains("Noté comme fait"), "{theirs}");
        assert!(
            theirs.contains("Aucun vaccin noté que vous puissiez voir"),
            "{theirs}"
        );
        assert!(
            town.prevention(&ana.cookie)
                .await
                .contains("Noté comme fait : 2021.")
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_noted_is_taken_out_in_words_and_as_a_resource() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let form = "date-annee=2026&date-mois=10&masquer=oui";
        town.notes_breast(&ana, form).await;
        let files = town.exports(&ana).await;
        let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
        let bundle: serde_json::Value =
            serde_json::from_str(&text("fhir/dossier.json")).expect("JSON");
        let entries = bundle["entry"].as_array().expect("entries").iter();
        let done = entries
            .map(|entry| &entry["resource"])
            .find(|resource| resource["resourceType"] == "Procedure")
            .expect("a procedure");
        assert_eq!(done["performedDateTime"], "2026-10");
        assert_eq!(done["recorder"]["display"], "Ana Martin");
        let index = text("index.html").replace('\u{a0}', " ");
        assert!(index.contains("Examens notés comme faits"), "{index}");
        assert!(
            index.contains("Noté par Ana Martin : octobre 2026."),
            "{index}"
        );
    })
    .await;
}

#[tokio::test]
async fn vaccines_stand_by_disease_with_product_lot_and_who_confirmed() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let vaccines = "/espace/moi/profil/vaccins";
        let of = |page: &str, disease: &str| {
            let section = page.split("id=\"vaccins\"").nth(1).expect("a section");
            let section = section.split("</section>").next().expect("its end");
            let row = section.split("<h3>").find(|row| row.starts_with(disease));
            row.map(str::to_owned)
        };
        // Nothing is noted: what is to be done stands there, without a dose.
        let page = town.prevention(&ana.cookie).await;
        let tetanus = of(&page, "Tétanos").expect("for everybody");
        assert!(tetanus.contains("Aucune dose notée."), "{tetanus}");
        assert!(!tetanus.contains(">Fait<"), "{tetanus}");
        assert!(of(&page, "Fièvre jaune").is_none(), "{page}");
        let never = reads(&town, &doctor, &ana).await.shape();
        // A combined vaccine counts against each of its diseases.
        let form = "nom=Repevax&date-jour=4&date-mois=5&date-annee=2021&lot=AB12";
        town.does(&ana.cookie, &format!("{vaccines}/ajouter"), form)
            .await;
        let form = "nom=Stamaril&date-annee=2009&protege-fievre-jaune=oui";
        town.does(&ana.cookie, &format!("{vaccines}/ajouter"), form)
            .await;
        let four = ["Diphtérie", "Tétanos", "Poliomyélite", "Coqueluche"];
        for (cookie, path) in [
            (&ana.cookie, PREVENTION.to_owned()),
            (&doctor.cookie, record(&ana)),
        ] {
            let page = town.reads(cookie, &path).await;
            for disease in four {
                let row = of(&page, disease).expect(disease);
                for words in ["Repevax", "4 mai 2021", "lot AB12", "déclaré, non confirmé"] {
                    assert!(row.contains(words), "{disease}, {words}: {row}");
                }
                assert!(!row.contains("Stamaril"), "{row}");
            }
            // Done between 65 and 75, as the calendar has it; nothing asks for the other.
            let tetanus = of(&page, "Tétanos").expect("there");
            assert!(tetanus.contains("b-ok\">Fait<"), "{tetanus}");
            let fever = of(&page, "Fièvre jaune").expect("it is noted");
            assert!(
                fever.contains("Stamaril") && fever.contains("2009"),
                "{fever}"
            );
            assert!(fever.contains("Rien à faire aujourd’hui"), "{fever}");
            let zoster = of(&page, "Zona").expect("of this age");
            assert!(zoster.contains("Aucune dose notée."), "{zoster}");
        }
        // The page of the heading leads there.
        let heading = town.reads(&ana.cookie, vaccines).await;
        assert!(
            heading.contains("/espace/moi/prevention#vaccins"),
            "{heading}"
        );
        // A professional confirms it, and each disease says who.
        let theirs = format!("/pro/patients/{}/profil/vaccins", ana.space);
        let page = town.reads(&doctor.cookie, &theirs).await;
        let shown = page
            .split("<h2 class=\"h3\">Repevax")
            .nth(1)
            .expect("a line");
        let between = |start: &str, end: char| {
            let rest = shown.split(start).nth(1).expect("something to confirm");
            rest.split(end).next().expect("its end").to_owned()
        };
        let id = between(&format!("{theirs}/"), '/');
        let seen = between("name=\"vu\" value=\"", '"');
        let confirm = format!("quoi=confirmer&vu={seen}");
        town.does(&doctor.cookie, &format!("{theirs}/{id}/decider"), &confirm)
            .await;
        let page = town.prevention(&ana.cookie).await;
        for disease in four {
            let row = of(&page, disease).expect(disease);
            assert!(row.contains("— confirmé<br>"), "{disease}: {row}");
            assert!(row.contains("Confirmé par Dr Benali, médecin"), "{row}");
        }
        let fever = of(&page, "Fièvre jaune").expect("it is noted");
        assert!(fever.contains("déclaré, non confirmé"), "{fever}");
        let english = town.reads(&ana.cookie, &format!("/en{PREVENTION}")).await;
        let tetanus = of(&english, "Tetanus").expect("there");
        assert!(tetanus.contains("b-ok\">Done<") && tetanus.contains("— confirmed<br>"));
        // Kept from professionals, the heading leaves none of it there.
        let share = format!("{vaccines}/partage");
        town.does(&ana.cookie, &share, "partager=non").await;
        let kept = reads(&town, &doctor, &ana).await;
        assert!(!kept.text().contains("Repevax") && !kept.text().contains("AB12"));
        assert_eq!(kept.shape(), never);
    })
    .await;
}
