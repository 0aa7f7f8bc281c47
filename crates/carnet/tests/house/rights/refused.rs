//! What a professional is told where they are refused: on the page and through their
//! software, in both languages, something that they can act upon; and of what is not for
//! them, what they would be told of nothing.

use super::{DOCTOR, OTHER, WORDS, decides, hides, record};
use crate::dmp::{Dmp, FHIR, LILAS, json};
use crate::town::{Answer, Pro};
use http::header::ACCEPT_LANGUAGE;
use http::{Method, StatusCode};
use std::time::Duration;

const OPTICIAN: &str = "99700000013";
const SWITCHES: &str = "/espace/moi/acces/urgence";

/// A sentence in French and in English.
type Says = [&'static str; 2];

const NOTHING: Says = [
    "Cette page n’existe pas, ou elle n’est pas pour vous.",
    "This page does not exist, or it is not for you.",
];
const CONSENT_FIRST: Says = [
    "Déclarez d’abord l’accord de la personne.",
    "First state that the person consents.",
];
const TOKEN_OVER: Says = [
    "Le jeton d’accès n’est plus valable.",
    "The access token is not valid any more.",
];

/// A page, or the answer to a form, says so.
async fn reads(dmp: &Dmp, pro: &Pro, path: &str, form: Option<&str>, (status, says): (u16, Says)) {
    for (lang, sentence) in ["", "/en"].into_iter().zip(says) {
        let path = format!("{lang}{path}");
        let answer = match form {
            Some(form) => dmp.town.post(&pro.cookie, &path, form).await,
            None => dmp.town.get(&pro.cookie, &path).await,
        };
        let text = answer.text();
        assert_eq!(answer.status.as_u16(), status, "{path}: {text}");
        assert!(text.contains(sentence), "{path}: {sentence}: {text}");
    }
}

/// Software hears so, as an OperationOutcome.
async fn hears(dmp: &Dmp, token: &str, path: &str, (status, code, says): (u16, &str, Says)) {
    for (lang, sentence) in ["fr", "en"].into_iter().zip(says) {
        let headers = [FHIR, (ACCEPT_LANGUAGE, lang)];
        let (method, none) = (Method::GET, String::new());
        let answer = dmp.ask(method, path, Some(token), &headers, none).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        let outcome = json(&answer);
        assert_eq!(outcome["resourceType"], "OperationOutcome", "{path}");
        let details = &outcome["issue"][0]["details"];
        assert_eq!(details["coding"][0]["code"], code, "{path}");
        let said = details["text"].as_str().unwrap_or_default();
        let said = said.replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(said, sentence, "{path}");
    }
}

/// They are sent to sign in again.
fn is_out(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.location();
    assert!(to.contains("/pro/connexion"), "{to}");
}

#[tokio::test]
async fn each_refusal_that_a_professional_meets_has_its_sentence_on_the_page_and_in_fhir() {
    let dmp = Dmp::alone().await;
    let (ana, doctor) = dmp.people().await;
    let town = &dmp.town;
    let (louis, other) = (
        town.holder(1).await,
        town.pro("10", OTHER, "Luc Petit").await,
    );
    let id = town.deposits(&other, &ana, "Psychiatrie").await;
    town.world.advance(Duration::from_secs(1));
    let seen = town.deposits(&other, &ana, "Consultation").await;
    let token = dmp.token(DOCTOR).await;
    let (page, search) = (record(&ana), Dmp::search(&ana));
    let [link, urgence] = ["lien", "urgence"].map(|below| format!("{page}/{below}"));
    let document = |id: &str| format!("/fhir/DocumentReference/{}-{id}", ana.space);

    // Without a care link.
    let first = [
        "Avant d’ouvrir ce dossier, déclarez l’accord de la personne.",
        "Before you open this record, state that the person consents.",
    ];
    reads(&dmp, &doctor, &link, None, (200, first)).await;
    let stated = [
        "Si la personne vous a donné son accord, déclarez-le par ce bouton",
        "If the person consented, state it with this button",
    ];
    reads(&dmp, &doctor, &link, Some(""), (422, stated)).await;
    hears(
        &dmp,
        &token,
        &search,
        (403, "error-no-care-link", CONSENT_FIRST),
    )
    .await;

    // In an emergency that says nothing, or that is for others.
    for (form, says) in [
        (
            format!("raison={WORDS}"),
            ["Choisissez une raison.", "Choose a reason."],
        ),
        (
            String::from("motif=cannot-speak&raison="),
            [
                "Dites en une phrase ce qui se passe : 20 signes au moins.",
                "Say in a sentence what is happening: at least 20 characters.",
            ],
        ),
        (
            format!("motif=dispatch&raison={WORDS}"),
            [
                "Cette raison est pour les centres de régulation.",
                "This reason is for dispatch centres.",
            ],
        ),
    ] {
        reads(&dmp, &doctor, &urgence, Some(&form), (422, says)).await;
    }
    // In one that the person refuses.
    town.does(&ana.cookie, SWITCHES, "").await;
    let refused = [
        "Cette personne a refusé les accès d’urgence. Demandez-lui son accord, ou à la personne de confiance.",
        "This person refused emergency accesses. Ask for their consent, or ask the person they trust.",
    ];
    let form = format!("motif=cannot-speak&raison={WORDS}");
    reads(&dmp, &doctor, &urgence, None, (403, refused)).await;
    reads(&dmp, &doctor, &urgence, Some(&form), (403, refused)).await;

    // What is hidden is nothing.
    town.consents(&doctor, &ana).await;
    hides(town, &ana, &id, "tous").await;
    let hidden = format!("{page}/documents/{id}");
    reads(&dmp, &doctor, &hidden, None, (404, NOTHING)).await;
    hears(
        &dmp,
        &token,
        &document(&id),
        (404, "error-not-found", NOTHING),
    )
    .await;

    // Once their link was ended, they read when.
    let ended = decides(town, &ana, DOCTOR, "arreter").await;
    assert_eq!(ended, StatusCode::SEE_OTHER);
    let since = [
        "Votre accès à ce dossier a pris fin le ",
        "Your access to this record ended on ",
    ];
    reads(&dmp, &doctor, &link, None, (200, since)).await;
    hears(
        &dmp,
        &token,
        &search,
        (403, "error-no-care-link", CONSENT_FIRST),
    )
    .await;

    // Who is blocked finds nobody.
    let blocked = decides(town, &ana, DOCTOR, "bloquer").await;
    assert_eq!(blocked, StatusCode::SEE_OTHER);
    for path in [&page, &link, &urgence] {
        reads(&dmp, &doctor, path, None, (404, NOTHING)).await;
    }
    hears(&dmp, &token, &search, (404, "error-not-found", NOTHING)).await;

    // Where their institution saw as many people today as it can.
    let day = town.world.now().in_paris().date().to_string();
    town.consents(&doctor, &louis).await;
    let counted = "INSERT INTO day_of_institution (finess, day, people) VALUES ($1, $2, $3) \
                   ON CONFLICT (finess, day) DO UPDATE SET people = excluded.people";
    let sees = async |people: i64| {
        let row = vec![LILAS.into(), day.as_str().into(), people.into()];
        town.house.store.execute(counted, row).await.expect("set");
    };
    sees(20_000).await;
    let full = [
        "Votre établissement a ouvert aujourd’hui autant de dossiers qu’il le peut sans code de présence. Demandez un code de présence à la personne, ou revenez demain.",
        "Your institution opened as many records today as it can without a presence code. Ask the person for a presence code, or come back tomorrow.",
    ];
    let stop = (429, "sharing-ceiling-institution", full);
    reads(&dmp, &doctor, &record(&louis), None, (429, full)).await;
    hears(&dmp, &token, &Dmp::search(&louis), stop).await;
    sees(1).await;

    // The 151st person of a day; in an emergency there is somebody else to ask.
    for n in 0..151_u8 {
        let sql = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4)";
        let at = town.world.now().millis() - 120_000;
        let row = vec![
            DOCTOR.into(),
            day.as_str().into(),
            vec![n].into(),
            at.into(),
        ];
        town.house.store.execute(sql, row).await.expect("counted");
    }
    let full = [
        "Vous avez ouvert 150 dossiers aujourd’hui. Demandez un code de présence à la personne, ou revenez demain.",
        "You opened 150 records today. Ask the person for a presence code, or come back tomorrow.",
    ];
    let stop = (429, "sharing-ceiling-stop", full);
    reads(&dmp, &doctor, &record(&louis), None, (429, full)).await;
    hears(&dmp, &token, &Dmp::search(&louis), stop).await;
    let calls = [
        "Appelez le centre 15, ou demandez à un collègue.",
        "Call the emergency dispatch, or ask a colleague.",
    ];
    let urgent = format!("{}/urgence", record(&louis));
    reads(&dmp, &doctor, &urgent, Some(&form), (429, calls)).await;

    // Who is struck off, or works there no more, is out; at the door they are told why.
    let (people, rpps) = (&town.house.professionals, doctor.professional.rpps.clone());
    people.set_active(&rpps, false).await.expect("struck off");
    is_out(&town.get(&doctor.cookie, &page).await);
    hears(
        &dmp,
        &token,
        &search,
        (401, "rest-token-invalid", TOKEN_OVER),
    )
    .await;
    people.set_active(&rpps, true).await.expect("back");
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    let place = LILAS.parse().expect("a number");
    people.leave(&rpps, &place).await.expect("left");
    is_out(&town.get(&doctor.cookie, &page).await);
    hears(
        &dmp,
        &token,
        &search,
        (401, "rest-token-invalid", TOKEN_OVER),
    )
    .await;

    // What is not for their profession is nothing.
    let line = format!("{OPTICIAN},Vue,Max,28,,{LILAS},Cabinet des Lilas,Paris,practice,\n");
    let head = "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n";
    let (csv, file) = (
        identity::professionals::Format::Csv,
        format!("{head}{line}"),
    );
    let imported = people.import(file.as_bytes(), csv, std::io::sink());
    imported.await.expect("a directory");
    let optician = town.pro("28", OPTICIAN, "Max Vue").await;
    town.consents(&optician, &ana).await;
    let token = dmp.token(OPTICIAN).await;
    let closed = format!("{page}/documents/{seen}");
    reads(&dmp, &optician, &closed, None, (404, NOTHING)).await;
    hears(
        &dmp,
        &token,
        &document(&seen),
        (404, "error-not-found", NOTHING),
    )
    .await;
}
