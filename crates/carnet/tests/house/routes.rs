//! Every route of the site. A route of the sources that is not here fails the
//! tests, so that none goes without its rows in the golden list.

use std::path::Path;

/// The routes of the house, as they are written. Signing out comes last: it
/// ends the session that asks for it.
pub const ROUTES: [&str; 264] = [
    "/",
    "/accessibilite",
    "/accompagnement",
    "/accompagnement/charte",
    "/accompagnement/connexion",
    "/accompagnement/connexion/cle",
    "/accompagnement/connexion/code",
    "/accompagnement/demo",
    "/accompagnement/seance/{n}",
    "/accompagnement/seance/{n}/terminer",
    "/activer",
    "/activer/choix",
    "/activer/connexion",
    "/activer/contact",
    "/activer/facteur",
    "/activer/facteur/cle",
    "/activer/facteur/cle/debut",
    "/activer/partage",
    "/activer/sans-mot-de-passe",
    "/admin",
    "/admin/campagnes",
    "/admin/campagnes/nouvelle",
    "/admin/campagnes/reprise",
    "/admin/catalogue",
    "/admin/catalogue/nouveau",
    "/admin/catalogue/{id}",
    "/admin/catalogue/{id}/examiner",
    "/admin/catalogue/{id}/referencer",
    "/admin/catalogue/{id}/retirer",
    "/admin/catalogue/{id}/suspendre",
    "/admin/connexion",
    "/admin/connexion/cle",
    "/admin/connexion/code",
    "/admin/connexion/preuve",
    "/admin/connexion/preuve/cle",
    "/admin/equipe",
    "/admin/equipe/journal",
    "/admin/equipe/proposer",
    "/admin/equipe/{account}/code",
    "/admin/equipe/{account}/confirmer",
    "/admin/equipe/{account}/terminer",
    "/admin/signalements",
    "/admin/signalements/{report}",
    "/admin/signalements/{report}/prendre",
    "/admin/signalements/{report}/repondre",
    "/agenda/{file}",
    "/aide",
    "/autoriser",
    "/code",
    "/code/envoye",
    "/confidentialite",
    "/connexion",
    "/connexion/cle",
    "/connexion/cle/debut",
    "/connexion/code",
    "/connexion/preuve",
    "/connexion/preuve/cle",
    "/equipe/activer",
    "/equipe/activer/facteur",
    "/equipe/activer/facteur/cle",
    "/equipe/activer/facteur/cle/debut",
    "/espace/moi",
    "/espace/moi/acces",
    "/espace/moi/acces/espace",
    "/espace/moi/acces/espace/{act}/annuler",
    "/espace/moi/acces/journal",
    "/espace/moi/acces/journal/csv",
    "/espace/moi/acces/journal/pdf",
    "/espace/moi/acces/presence",
    "/espace/moi/acces/preuves",
    "/espace/moi/acces/pro/{rpps}",
    "/espace/moi/acces/pro/{rpps}/decider",
    "/espace/moi/acces/pro/{rpps}/fin",
    "/espace/moi/acces/professions",
    "/espace/moi/acces/reglages",
    "/espace/moi/acces/signaler",
    "/espace/moi/acces/urgence",
    "/espace/moi/acces/verifier",
    "/espace/moi/agenda",
    "/espace/moi/agenda/agenda.ics",
    "/espace/moi/agenda/ajouter",
    "/espace/moi/agenda/reglages",
    "/espace/moi/agenda/reglages/adresse",
    "/espace/moi/agenda/reglages/arreter",
    "/espace/moi/agenda/reglages/avis",
    "/espace/moi/agenda/{item}",
    "/espace/moi/agenda/{item}/agenda.ics",
    "/espace/moi/agenda/{item}/etat",
    "/espace/moi/agenda/{item}/modifier",
    "/espace/moi/agenda/{item}/preparer",
    "/espace/moi/corbeille",
    "/espace/moi/corbeille/remettre",
    "/espace/moi/documents",
    "/espace/moi/documents/ajouter",
    "/espace/moi/documents/ensemble",
    "/espace/moi/documents/{document}",
    "/espace/moi/documents/{document}/contenu/{place}",
    "/espace/moi/documents/{document}/correction",
    "/espace/moi/documents/{document}/images",
    "/espace/moi/documents/{document}/images/{frame}",
    "/espace/moi/documents/{document}/jeter",
    "/espace/moi/documents/{document}/masquer",
    "/espace/moi/documents/{document}/modifier",
    "/espace/moi/documents/{document}/montrer",
    "/espace/moi/documents/{document}/telecharger",
    "/espace/moi/documents/{document}/visibilite",
    "/espace/moi/dossiers",
    "/espace/moi/dossiers/{folder}",
    "/espace/moi/dossiers/{folder}/retirer",
    "/espace/moi/export",
    "/espace/moi/export/fichier",
    "/espace/moi/ferme",
    "/espace/moi/ferme/justificatif",
    "/espace/moi/fermeture",
    "/espace/moi/fermeture/confirmer",
    "/espace/moi/prevention",
    "/espace/moi/prevention/retirer",
    "/espace/moi/prevention/{item}/noter",
    "/espace/moi/profil",
    "/espace/moi/profil/carnet-de-vaccination.pdf",
    "/espace/moi/profil/resume.pdf",
    "/espace/moi/profil/{heading}",
    "/espace/moi/profil/{heading}/ajouter",
    "/espace/moi/profil/{heading}/aucun",
    "/espace/moi/profil/{heading}/partage",
    "/espace/moi/profil/{heading}/{line}",
    "/espace/moi/profil/{heading}/{line}/correction",
    "/espace/moi/profil/{heading}/{line}/remettre",
    "/espace/moi/profil/{heading}/{line}/retirer",
    "/espace/moi/reglages/appareils",
    "/espace/moi/reglages/connexion",
    "/espace/moi/reglages/connexion/cle",
    "/espace/moi/reglages/connexion/cle/debut",
    "/espace/moi/reglages/connexion/mot-de-passe",
    "/espace/moi/reglages/connexion/retirer",
    "/espace/moi/resultats",
    "/espace/moi/resultats/{document}/{place}",
    "/espace/moi/rouvrir",
    "/espace/moi/services",
    "/espace/moi/services/{id}/pause",
    "/espace/moi/services/{id}/reprendre",
    "/espace/moi/services/{id}/retirer",
    "/espace/moi/services/{id}/signaler",
    "/espace/moi/voir-comme/{rpps}",
    "/fhir",
    "/fhir/",
    "/fhir/.well-known/smart-configuration",
    "/fhir/AllergyIntolerance",
    "/fhir/AllergyIntolerance/_search",
    "/fhir/AllergyIntolerance/{id}",
    "/fhir/AuditEvent",
    "/fhir/AuditEvent/_search",
    "/fhir/Binary/{id}",
    "/fhir/CareTeam",
    "/fhir/CareTeam/_search",
    "/fhir/CareTeam/{id}",
    "/fhir/Condition",
    "/fhir/Condition/_search",
    "/fhir/Condition/{id}",
    "/fhir/Consent",
    "/fhir/Consent/_search",
    "/fhir/Consent/{id}",
    "/fhir/DeviceUseStatement",
    "/fhir/DeviceUseStatement/_search",
    "/fhir/DeviceUseStatement/{id}",
    "/fhir/DocumentReference",
    "/fhir/DocumentReference/_search",
    "/fhir/DocumentReference/{id}",
    "/fhir/Encounter",
    "/fhir/Encounter/_search",
    "/fhir/Encounter/{id}",
    "/fhir/FamilyMemberHistory",
    "/fhir/FamilyMemberHistory/_search",
    "/fhir/FamilyMemberHistory/{id}",
    "/fhir/Immunization",
    "/fhir/Immunization/_search",
    "/fhir/Immunization/{id}",
    "/fhir/List",
    "/fhir/List/_search",
    "/fhir/List/{id}",
    "/fhir/MedicationStatement",
    "/fhir/MedicationStatement/_search",
    "/fhir/MedicationStatement/{id}",
    "/fhir/Observation",
    "/fhir/Observation/_search",
    "/fhir/Observation/{id}",
    "/fhir/Patient",
    "/fhir/Patient/{id}",
    "/fhir/Patient/{id}/$summary",
    "/fhir/RelatedPerson",
    "/fhir/RelatedPerson/_search",
    "/fhir/RelatedPerson/{id}",
    "/fhir/metadata",
    "/fhir/{*rest}",
    "/health",
    "/log/checkpoint",
    "/log/tile/{*place}",
    "/mentions",
    "/metrics",
    "/oauth/introspect",
    "/oauth/revoke",
    "/oauth/token",
    "/op",
    "/op/annuler",
    "/op/appel",
    "/op/attente",
    "/op/code",
    "/op/connexion",
    "/op/connexion/cle",
    "/op/connexion/code",
    "/op/opposition",
    "/op/raccrocher",
    "/op/suivi",
    "/op/verifier",
    "/opposition",
    "/opposition/fermer",
    "/opposition/pour",
    "/opposition/recu",
    "/opposition/recu/justificatif",
    "/pro",
    "/pro/controle",
    "/pro/depots",
    "/pro/depots/{space}/{document}",
    "/pro/depots/{space}/{document}/annoncer",
    "/pro/depots/{space}/{document}/remplacer",
    "/pro/depots/{space}/{document}/reponse",
    "/pro/depots/{space}/{document}/retirer",
    "/pro/patients/{space}",
    "/pro/patients/{space}/ajouter",
    "/pro/patients/{space}/documents/{document}",
    "/pro/patients/{space}/documents/{document}/contenu/{place}",
    "/pro/patients/{space}/documents/{document}/images",
    "/pro/patients/{space}/documents/{document}/images/{frame}",
    "/pro/patients/{space}/documents/{document}/telecharger",
    "/pro/patients/{space}/equipe",
    "/pro/patients/{space}/lien",
    "/pro/patients/{space}/prevention",
    "/pro/patients/{space}/profil",
    "/pro/patients/{space}/profil/{heading}",
    "/pro/patients/{space}/profil/{heading}/ajouter",
    "/pro/patients/{space}/profil/{heading}/{line}",
    "/pro/patients/{space}/profil/{heading}/{line}/decider",
    "/pro/patients/{space}/rendez-vous",
    "/pro/patients/{space}/rendez-vous/{item}",
    "/pro/patients/{space}/rendez-vous/{item}/etat",
    "/pro/patients/{space}/rendez-vous/{item}/modifier",
    "/pro/patients/{space}/resultats",
    "/pro/patients/{space}/resultats/{document}/{place}",
    "/pro/patients/{space}/resume",
    "/pro/patients/{space}/resume.pdf",
    "/pro/patients/{space}/urgence",
    "/pro/patients/{space}/urgence/fermer",
    "/pro/resultats/{q}",
    "/ready",
    "/seance",
    "/seance/fin",
    "/seance/menu",
    "/seance/terminer",
    "/services",
    "/services/proposer",
    "/services/{id}",
    "/session",
    "/static/{file}",
    "/deconnexion",
];

/// Only there when a provider of professionals' identities is configured.
pub const BEHIND_PROVIDER: [&str; 4] = [
    "/pro/connexion",
    "/pro/connexion/aller",
    "/pro/connexion/retour",
    "/pro/connexion/lieu",
];

/// Only there when FranceConnect is configured.
pub const BEHIND_FRANCE_CONNECT: [&str; 8] = [
    "/activer/franceconnect",
    "/connexion/franceconnect",
    "/connexion/franceconnect/cles",
    "/connexion/franceconnect/retour",
    "/connexion/franceconnect/sortie",
    "/connexion/franceconnect/sortir",
    "/connexion/preuve/franceconnect",
    "/espace/moi/reglages/connexion/franceconnect",
];

/// Where what only the demonstration brings is: the two small providers and the
/// outbox.
pub const DEMO_PLACES: [&str; 3] = ["/demo/psc", "/demo/franceconnect", "/demo/envois"];

/// Of these, below their own paths.
pub const DEMO_ONLY: [&str; 8] = [
    "/.well-known/openid-configuration",
    "/jwks",
    "/authorize",
    "/token",
    "/userinfo",
    "/session/end",
    "/{notice}",
    "/{notice}/telecharger",
];

/// Of the witness, a program by itself that others run.
pub const WITNESS_ONLY: [&str; 1] = ["/add-checkpoint"];

/// Every route written in the sources of the crates that are served, sorted.
pub fn written_routes(checkout: &Path) -> Vec<String> {
    const HOME: &str = "/pro/connexion";
    let mut found = Vec::new();
    let crates = std::fs::read_dir(checkout.join("crates")).expect("the crates");
    for folder in crates.flatten() {
        // The benches' hello-world is no route of the house.
        if folder.file_name() != "bench" {
            collect(&folder.path().join("src"), &mut found);
        }
    }
    let mut paths: Vec<String> = found
        .into_iter()
        .map(|path| {
            if path == "HOME" {
                HOME.to_owned()
            } else {
                path
            }
        })
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn collect(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for after in text.split(".route(").skip(1) {
            let after = after.trim_start();
            let (end, start) = match after.strip_prefix('"') {
                Some(quoted) => ('"', quoted),
                None => (',', after),
            };
            found.extend(start.split(end).next().map(str::to_owned));
        }
    }
}
