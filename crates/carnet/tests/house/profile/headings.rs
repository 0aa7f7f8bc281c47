//! Every heading of the profile (domain rules, §5), walked from one list: its page, its
//! form, *nothing to declare* where it may be said, who says what, who confirmed it, and
//! the request to correct it.

use super::{PROFILE, profile_of};
use crate::dmp::Dmp;
use http::StatusCode;
use profile::rules::Heading;

/// A line of a heading as its form sends it, and words of it on its page. A heading more
/// does not compile here until somebody says what a line of it is.
const fn line_of(heading: Heading) -> (&'static str, &'static str) {
    match heading {
        Heading::Allergies => ("nom=Latex&gravite=moderee", "Latex"),
        Heading::Conditions => ("nom=Asthme&depuis-annee=1990", "Asthme"),
        Heading::Treatments => ("nom=Aspirine&posologie=Une+le+soir", "Une le soir"),
        Heading::Vaccinations => ("nom=Repevax&date-mois=5&date-annee=2021", "mai 2021"),
        Heading::Stays => ("nom=Appendicite&entree-annee=1970", "Appendicite"),
        Heading::Devices => ("nom=Proth%C3%A8se+de+hanche", "Prothèse de hanche"),
        Heading::Pregnancies => ("terme-mois=3&terme-annee=1980", "mars 1980"),
        Heading::Disabilities => ("nom=Surdit%C3%A9&types-sensoriel=oui", "Surdité"),
        Heading::Family => ("nom=Diab%C3%A8te&parent=mere", "Diabète"),
        Heading::Habits => ("sujet=sommeil&commentaire=Six+heures", "Six heures"),
        Heading::BloodGroup => ("groupe=A%2B", "A+"),
        Heading::Measures => (
            "mesure=poids&valeur=72,5&date-jour=1&date-mois=5&date-annee=2026",
            "72,5",
        ),
        Heading::Professionals => ("nom=Dr+Lenoir&profession=Dentiste", "Dr Lenoir"),
        Heading::Contacts => (
            "nom=Louis+Petit&roles-prevenir=oui&telephone=0612345678",
            "Louis Petit",
        ),
        Heading::Directives => ("texte=Rester+chez+moi", "Rester chez moi"),
        Heading::OrganDonation => ("informe=oui", "la loi"),
    }
}

/// The one after it, in the order of their numbers: so that none is left out of
/// [`Heading::ALL`].
const fn after(heading: Heading) -> Option<Heading> {
    Some(match heading {
        Heading::Allergies => Heading::Conditions,
        Heading::Conditions => Heading::Treatments,
        Heading::Treatments => Heading::Vaccinations,
        Heading::Vaccinations => Heading::Stays,
        Heading::Stays => Heading::Devices,
        Heading::Devices => Heading::Pregnancies,
        Heading::Pregnancies => Heading::Disabilities,
        Heading::Disabilities => Heading::Family,
        Heading::Family => Heading::Habits,
        Heading::Habits => Heading::BloodGroup,
        Heading::BloodGroup => Heading::Measures,
        Heading::Measures => Heading::Professionals,
        Heading::Professionals => Heading::Contacts,
        Heading::Contacts => Heading::Directives,
        Heading::Directives => Heading::OrganDonation,
        Heading::OrganDonation => return None,
    })
}

#[test]
fn the_list_of_headings_leaves_none_out() {
    let all = std::iter::successors(Some(Heading::Allergies), |heading| after(*heading));
    assert_eq!(all.collect::<Vec<_>>(), Heading::ALL);
}

#[tokio::test]
async fn every_heading_has_its_page_its_form_its_origin_its_confirmation_and_its_correction() {
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let (ana, doctor) = (town.holder(0).await, town.doctor().await);
    town.consents(&doctor, &ana).await;
    let overview = town.reads(&ana.cookie, PROFILE).await;
    for heading in Heading::ALL {
        let slug = heading.slug();
        let (form, words) = line_of(heading);
        let (hers, his) = (
            format!("{PROFILE}/{slug}"),
            format!("{}/{slug}", profile_of(&ana)),
        );
        assert!(overview.contains(&format!("href=\"{hers}\"")), "{slug}");
        let page = town.reads(&ana.cookie, &hers).await;
        assert!(page.contains("Non renseigné"), "{slug}: {page}");
        for lang in ["", "/en"] {
            let empty = format!("{lang}{hers}/ajouter");
            let sends = format!("action=\"{empty}\"");
            assert!(town.reads(&ana.cookie, &empty).await.contains(&sends));
        }
        // That there is nothing is said where it may be said, and nowhere else.
        let none = format!("{hers}/aucun");
        assert_eq!(page.contains(&none), heading.may_be_none(), "{slug}");
        if heading.may_be_none() {
            town.does(&ana.cookie, &none, "").await;
            let page = town.reads(&ana.cookie, &hers).await;
            assert!(page.contains("Rien à déclarer — vous, le"), "{slug}");
        } else {
            let refused = town.post(&ana.cookie, &none, "").await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{slug}");
        }
        // It is shared as a whole, or not at all.
        if !heading.is_shared_at_first() {
            let share = format!("{hers}/partage");
            town.does(&ana.cookie, &share, "partager=oui").await;
        }
        let adds = format!("{hers}/ajouter");
        town.does(&ana.cookie, &adds, form).await;
        let page = town.reads(&ana.cookie, &hers).await;
        for said in [words, "Noté par vous, le"] {
            assert!(page.contains(said), "{slug}, {said}: {page}");
        }
        assert!(!page.contains("/correction"), "{slug}: it is her own");
        let seen = town.reads(&doctor.cookie, &his).await;
        for said in [words, "Noté par Ana Martin (la personne elle-même)"] {
            assert!(seen.contains(said), "{slug}, {said}: {seen}");
        }
        let theirs = format!("{his}/ajouter");
        let confirms = seen.split("name=\"vu\" value=\"").nth(1);
        if heading.is_holders_alone() {
            // Their will and their circle: nobody writes or confirms it for them.
            assert!(confirms.is_none(), "{slug}: {seen}");
            let refused = town.post(&doctor.cookie, &theirs, form).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{slug}");
            continue;
        }
        let read = confirms.and_then(|rest| rest.split('"').next());
        let read = format!("quoi=confirmer&vu={}", read.expect(slug));
        let id = town.line(&ana.cookie, &hers, "/retirer").await.expect(slug);
        let decides = format!("{his}/{id}/decider");
        town.does(&doctor.cookie, &decides, &read).await;
        town.does(&doctor.cookie, &theirs, form).await;
        let page = town.reads(&ana.cookie, &hers).await;
        for said in [
            "Confirmé par Dr Benali, médecin",
            "Noté par Dr Benali, médecin",
        ] {
            assert!(page.contains(said), "{slug}, {said}: {page}");
        }
        // Both are locked for her; she asks to have either corrected.
        assert!(!page.contains(&format!("{hers}/{id}/retirer")), "{slug}");
        assert_eq!(page.matches("/correction\"").count(), 2, "{slug}: {page}");
        let asks = format!("{hers}/{id}/correction");
        town.does(&ana.cookie, &asks, "demande=Plus+maintenant")
            .await;
        let seen = town.reads(&doctor.cookie, &his).await;
        assert!(seen.contains("Correction demandée"), "{slug}: {seen}");
    }
}
