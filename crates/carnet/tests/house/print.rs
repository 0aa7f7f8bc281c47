//! The summary and the vaccination card on paper: what the page shows, and no
//! word more.

use super::dmp::{DOCTOR, Dmp, ELSEWHERE};
use super::results::{ANA, HAEMOGLOBIN, report};
use super::town::{Holder, Town};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use readers::pdf::Ask;
use readers::{Answer, Job};

const PROFILE: &str = "/espace/moi/profil";
const SUMMARY: &str = "/espace/moi/profil/resume.pdf";
const WISHES: &str = "/espace/moi/profil/resume.pdf?quoi=volontes";
const CARD: &str = "/espace/moi/profil/carnet-de-vaccination.pdf";

impl Town {
    async fn notes_down(&self, ana: &Holder, path: &str, form: &str) {
        let path = format!("{PROFILE}/{path}");
        let answer = self.post(&ana.cookie, &path, form).await;
        let status = answer.status;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
    }

    /// The words of a PDF.
    pub async fn prints(&self, cookie: &str, path: &str) -> String {
        self.prints_pages(cookie, path).await.join("\n")
    }

    /// The words of each page of a PDF.
    async fn prints_pages(&self, cookie: &str, path: &str) -> Vec<String> {
        let answer = self.get(cookie, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.headers[CONTENT_TYPE], "application/pdf");
        // It says itself that everybody can read it, and how (PDF/UA-1).
        let said = b"<pdfuaid:part>1</pdfuaid:part>";
        let has = answer.body.windows(said.len()).any(|at| at == said);
        assert!(has, "{path} is not accessible");
        let ask = Ask {
            first: 0,
            pages: 20,
            width: None,
        };
        let Ok(Answer::Pdf(read)) = readers::child::read(&Job::Pdf(ask), &answer.body) else {
            panic!("{path} is no PDF that can be read");
        };
        let words = read.pages.iter();
        let words = words.map(|page| page.text.replace(['\u{a0}', '\u{202f}'], " "));
        words.collect()
    }
}

#[tokio::test]
async fn a_holder_prints_what_they_share_and_nothing_that_they_keep() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    town.notes_down(
        &ana,
        "allergies/ajouter",
        "nom=P%C3%A9nicilline&gravite=grave",
    )
    .await;
    town.notes_down(&ana, "traitements/aucun", "").await;
    town.notes_down(&ana, "maladies/ajouter", "nom=VIHCANARI")
        .await;
    let words = town.prints(&ana.cookie, SUMMARY).await;
    for said in [
        "Résumé médical",
        "Pénicilline",
        "Nom de naissance",
        "12 août 1955",
        "Femme",
        "14168",
        "Rien à déclarer",
        ana.matricule(),
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(
        words.contains("noté par la personne, non confirmé"),
        "{words}"
    );
    // Whoever reads the paper is not who printed it.
    let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Rien à déclarer — Ana Martin (la personne elle-même), le"),
        "{words}"
    );
    assert!(!words.contains("VIHCANARI"), "{words}");
    town.notes_down(&ana, "maladies/partage", "partager=oui")
        .await;
    assert!(
        town.prints(&ana.cookie, SUMMARY)
            .await
            .contains("VIHCANARI")
    );
    let english = town.prints(&ana.cookie, &format!("/en{SUMMARY}")).await;
    assert!(english.contains("Medical summary"), "{english}");
}

#[tokio::test]
async fn a_professional_prints_what_they_may_read_and_it_is_written() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    town.notes_down(&ana, "allergies/ajouter", "nom=Latex")
        .await;
    town.notes_down(&ana, "maladies/ajouter", "nom=VIHCANARI")
        .await;
    let path = format!("/pro/patients/{}/resume.pdf", ana.space);
    let before = town.get(&doctor.cookie, &path).await;
    assert_eq!(before.status, StatusCode::SEE_OTHER, "no care link yet");
    town.consents(&doctor, &ana).await;
    let history = "/espace/moi/acces/journal/csv";
    let lines = async || {
        let told = town.get(&ana.cookie, history).await.text();
        told.matches("Samira Bénali").count()
    };
    let lines_before = lines().await;
    let words = town.prints(&doctor.cookie, &path).await;
    assert!(
        words.contains("Latex") && !words.contains("VIHCANARI"),
        "{words}"
    );
    assert_eq!(lines().await, lines_before + 1);
}

#[tokio::test]
async fn vis_20_a_professional_prints_the_last_results_and_documents_that_they_see() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    town.consents(&doctor, &ana).await;
    let path = format!("/pro/patients/{}/resume.pdf", ana.space);
    let words = town.prints(&doctor.cookie, &path).await;
    for none in ["Aucun résultat structuré", "Aucun document visible"] {
        assert!(words.contains(none), "{none}: {words}");
    }
    let other = town.pro("10", ELSEWHERE, "Jean Moreau").await;
    let mut ids = Vec::new();
    for (day, value) in [("20250504", "11.1"), ("20260504", "13.2")] {
        let told = (HAEMOGLOBIN.0, HAEMOGLOBIN.1, value, HAEMOGLOBIN.3, "N");
        let file = report(ANA, day, &[told]);
        ids.push(
            town.reports(&other, &ana, &format!("Bilan {day}"), &file)
                .await,
        );
        town.world.advance(std::time::Duration::from_secs(1));
    }
    for (path, form) in [
        ("traitements/ajouter", "nom=Vaccinol"),
        ("maladies/ajouter", "nom=Asthme"),
        ("maladies/partage", "partager=oui"),
        ("allergies/ajouter", "nom=Latex"),
    ] {
        town.notes_down(&ana, path, form).await;
    }
    let words = town.prints(&doctor.cookie, &path).await;
    for said in [
        "Hémoglobine 13,2",
        "11,1",
        "4 mai 2026",
        "Bilan 20260504",
        "Jean Moreau",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // On paper as on the page: what may hurt, what somebody has, what they take, what
    // was found with what was found before, and the documents.
    let page = path.trim_end_matches(".pdf");
    let shown = town.reads(&doctor.cookie, page).await;
    for told in [words.as_str(), shown.as_str()] {
        let order = [
            "Latex",
            "Asthme",
            "Vaccinol",
            "Hémoglobine",
            "13,2",
            "11,1",
            "Bilan 20260504",
        ];
        let places = order.map(|said| told.find(said).unwrap_or_else(|| panic!("{said}: {told}")));
        assert!(places.is_sorted(), "{places:?}: {told}");
    }
    // What is hidden from who prints is on no paper of theirs.
    let hide = format!("/espace/moi/documents/{}/masquer", ids[1]);
    town.does(&ana.cookie, &hide, "qui=tous").await;
    let words = town.prints(&doctor.cookie, &path).await;
    for hidden in ["13,2", "20260504"] {
        assert!(!words.contains(hidden), "{hidden}: {words}");
    }
    assert!(words.contains("Hémoglobine 11,1"), "{words}");
    // Of six documents the last five are told.
    let mut titles = vec![String::from("Bilan 20250504")];
    for n in 1..=5 {
        town.world.advance(std::time::Duration::from_secs(1));
        titles.push(format!("Courrier {n}"));
        town.deposits(&other, &ana, &titles[n]).await;
    }
    let words = town.prints(&doctor.cookie, &path).await;
    let shown = town.reads(&doctor.cookie, page).await;
    for told in [words, shown] {
        let there = titles.iter().filter(|title| told.contains(title.as_str()));
        assert_eq!(there.count(), 5, "{told}");
    }
    // A full profile is one page still; where a record is longer, the paper says that
    // there is more and where, and leaves out no allergy.
    let mut allergies = vec![String::from("Latex")];
    let mut treatments = vec![String::from("Vaccinol")];
    let noted = async |kind: &str, name: String| {
        town.notes_down(&ana, &format!("{kind}/ajouter"), &format!("nom={name}"))
            .await;
        name
    };
    for n in 1..5 {
        allergies.push(noted("allergies", format!("Allergene{n}")).await);
        noted("maladies", format!("Maladie{n}")).await;
    }
    for n in 1..10 {
        treatments.push(noted("traitements", format!("Remede{n}")).await);
    }
    let pages = town.prints_pages(&doctor.cookie, &path).await;
    assert_eq!(pages.len(), 1, "{pages:?}");
    for said in allergies.iter().chain(&treatments) {
        assert!(pages[0].contains(said.as_str()), "{said}: {pages:?}");
    }
    assert!(pages[0].contains("Maladie4") && pages[0].contains("Courrier 5"));
    assert!(!pages[0].contains("à lire dans le dossier"), "{pages:?}");
    for n in 10..22 {
        noted("traitements", format!("Remede{n}")).await;
    }
    for n in 10..18 {
        noted("hospitalisations", format!("Sejour{n}&entree-annee=2015")).await;
    }
    town.notes_down(&ana, "hospitalisations/partage", "partager=oui")
        .await;
    for (path, more) in [
        (path.clone(), "à lire dans le dossier"),
        (format!("/en{path}"), "to be read in the record"),
    ] {
        let pages = town.prints_pages(&doctor.cookie, &path).await;
        assert_eq!(pages.len(), 1, "{pages:?}");
        assert!(pages[0].contains(more), "{pages:?}");
        for said in &allergies {
            assert!(pages[0].contains(said.as_str()), "{said}: {pages:?}");
        }
    }
    // However many there are: then on as many pages as they need.
    for n in 10..27 {
        allergies.push(noted("allergies", format!("Pollen{n}")).await);
    }
    let words = town.prints(&doctor.cookie, &path).await;
    for said in &allergies {
        assert!(words.contains(said.as_str()), "{said}: {words}");
    }
    // The paper that its holder prints is of the profile alone.
    let own = town.prints(&ana.cookie, SUMMARY).await;
    assert!(
        !own.contains("Bilan") && !own.contains("Hémoglobine"),
        "{own}"
    );
}

#[tokio::test]
async fn a_vaccination_card_says_which_vaccine_when_and_who_confirmed_it() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    assert!(
        town.prints(&ana.cookie, CARD)
            .await
            .contains("Non renseigné")
    );
    let form = "nom=REVAXIS&date-jour=4&date-mois=5&date-annee=2021&lot=AB12";
    town.notes_down(&ana, "vaccins/ajouter", form).await;
    let words = town.prints(&ana.cookie, CARD).await;
    for said in [
        "Carnet de vaccination",
        "REVAXIS",
        "AB12",
        "2021",
        "non confirmé",
        "Vaccins, par maladie",
        "Chaque vaccination",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // By disease: how each stands on this day, as the page of prevention has it, with
    // the dose that counts.
    let of = |words: &str, disease: &str, next: &str| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = words.split(disease).nth(1).expect(disease);
        row.split(next).next().expect("a row").to_owned()
    };
    let card = words
        .split("Chaque vaccination")
        .next()
        .expect("by disease");
    let tetanus = of(card, "Tétanos", "Poliomyélite");
    assert!(tetanus.contains("Fait"), "{tetanus}");
    let dose = "REVAXIS, 4 mai 2021, lot AB12 — déclaré, non confirmé";
    assert!(tetanus.contains(dose), "{tetanus}");
    let zoster = of(card, "Zona", "dose notée.");
    assert!(
        zoster.contains("Aucune") && !zoster.contains("REVAXIS"),
        "{zoster}"
    );
    let english = town.prints(&ana.cookie, &format!("/en{CARD}")).await;
    assert!(english.contains("Vaccines, by disease") && english.contains("Each vaccination"));
    // A doctor confirms it, and the card of that day names them.
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    town.consents(&doctor, &ana).await;
    let theirs = format!("/pro/patients/{}/profil/vaccins", ana.space);
    let page = town.get(&doctor.cookie, &theirs).await.text();
    let between = |start: &str, end: char| {
        let rest = page.split(start).nth(1).expect("something to confirm");
        rest.split(end).next().expect("its end").to_owned()
    };
    let decides = page
        .split("/decider\"")
        .next()
        .expect("something to decide");
    let id = decides.rsplit('/').next().expect("an id");
    let form = format!("quoi=confirmer&vu={}", between("name=\"vu\" value=\"", '"'));
    let confirms = format!("{theirs}/{id}/decider");
    let confirmed = town.post(&doctor.cookie, &confirms, &form).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
    let words = town.prints(&ana.cookie, CARD).await;
    let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("REVAXIS") && said.contains("Confirmé par Samira Bénali"),
        "{said}"
    );
    assert!(!said.contains("non confirmé"), "{said}");
    // A professional has no card to print of somebody else.
    let other = town.get(&doctor.cookie, CARD).await;
    assert_ne!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn wishes_are_printed_word_by_word_replaced_and_withdrawn() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let printed = async |path: &str| {
        let words = town.prints(&ana.cookie, path).await;
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let words = printed(WISHES).await;
    assert_eq!(words.matches("Non renseigné").count(), 3, "{words}");
    assert!(!words.contains("signature"), "{words}");
    let written = "texte=Pas+de+r%C3%A9animation%0D%0ANi+de+sonde&lieu=Chez+Louis";
    for (path, form) in [
        ("directives/ajouter", written),
        (
            "entourage/ajouter",
            "nom=Louis+Petit&roles-confiance=oui&telephone=0612345678",
        ),
        (
            "entourage/ajouter",
            "nom=Paul+Durand&roles-prevenir=oui&telephone=0612345679",
        ),
        ("don-organes/ajouter", "informe=oui"),
    ] {
        town.notes_down(&ana, path, form).await;
    }
    let words = printed(WISHES).await;
    for said in [
        "Directives anticipées",
        "Pas de réanimation",
        "Ni de sonde",
        "Chez Louis",
        "Date et signature",
        "Personne de confiance",
        "Louis Petit",
        "Je connais la loi",
        "chacun est donneur sauf refus",
        "les plus récentes comptent",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(!words.contains("Paul Durand"), "{words}");
    let english = printed(&format!("/en{WISHES}")).await;
    assert!(
        english.contains("Advance directives") && english.contains("Date and signature"),
        "{english}"
    );
    for heading in ["directives", "entourage", "don-organes"] {
        let page = town
            .reads(&ana.cookie, &format!("{PROFILE}/{heading}"))
            .await;
        assert!(page.contains(WISHES), "{heading}: {page}");
    }
    // New ones take the place of the old.
    town.notes_down(&ana, "directives/ajouter", "texte=Tout+tenter")
        .await;
    let words = printed(WISHES).await;
    assert!(
        words.contains("Tout tenter") && !words.contains("réanimation"),
        "{words}"
    );
    // Withdrawn, they are not there, nor is the statement; and the history says so.
    for heading in ["directives", "don-organes"] {
        let page = town
            .reads(&ana.cookie, &format!("{PROFILE}/{heading}"))
            .await;
        let before = page.split("/retirer\"").next().expect("a line");
        let id = before.rsplit('/').next().expect("an id");
        town.notes_down(&ana, &format!("{heading}/{id}/retirer"), "")
            .await;
    }
    let words = printed(WISHES).await;
    assert_eq!(words.matches("Non renseigné").count(), 2, "{words}");
    for gone in ["Tout tenter", "Je connais la loi", "signature"] {
        assert!(!words.contains(gone), "{gone}: {words}");
    }
    let csv = town
        .reads(&ana.cookie, "/espace/moi/acces/journal/csv")
        .await;
    assert_eq!(csv.matches("A retiré une ligne").count(), 2, "{csv}");
}
