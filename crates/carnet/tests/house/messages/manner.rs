//! How soon a professional says that they answer, and the texts that they keep.

use super::{LIST, SENT, WRITE, theirs, typed};
use crate::town::{Answer, Pro, Town};
use http::StatusCode;
use std::time::Duration;

const SETTINGS: &str = "/pro/messages/reglages";
const TEMPLATES: &str = "/pro/messages/modeles";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn absence(from: [u16; 3], to: [u16; 3], said: &str) -> String {
    let day = |field: &str, [year, month, day]: [u16; 3]| {
        format!("{field}-jour={day}&{field}-mois={month}&{field}-annee={year}")
    };
    format!(
        "{}&{}&absence={}",
        day("du", from),
        day("au", to),
        typed(said)
    )
}

impl Town {
    async fn sets(&self, pro: &Pro, form: &str) {
        let set = self.post(&pro.cookie, SETTINGS, form).await;
        assert_eq!(
            set.location(),
            format!("{SETTINGS}?fait=regle"),
            "{}",
            set.text()
        );
    }

    async fn keeps_text(&self, pro: &Pro, title: &str, text: &str) -> Answer {
        let form = format!(
            "jeton={}&titre={}&texte={}",
            self.token(),
            typed(title),
            typed(text)
        );
        self.post(&pro.cookie, &format!("{TEMPLATES}/ajouter"), &form)
            .await
    }

    /// Where the texts of a professional are changed.
    async fn kept(&self, pro: &Pro) -> Vec<String> {
        let page = self.opens(&pro.cookie, SETTINGS).await;
        let link = format!("href=\"{TEMPLATES}/");
        let links = page.split(&link).skip(1);
        let ids = links.filter_map(|rest| rest.split('"').next());
        ids.filter(|id| id.len() == 26).map(str::to_owned).collect()
    }

    fn day_in(&self, days: u32) -> [u16; 3] {
        let world = self.world.world();
        let day = world.now().plus(DAY * days).in_paris().date();
        [
            u16::try_from(day.year()).expect("a year"),
            u16::try_from(day.month()).expect("a month"),
            u16::try_from(day.day()).expect("a day"),
        ]
    }
}

#[tokio::test]
async fn a_holder_reads_how_soon_they_are_answered_before_they_write_and_in_the_thread() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.begins(&other, &ana, "Autre", "Bonjour").await;
        town.world.advance(SENT);
        let hers = format!("{LIST}/{id}");
        // Who says nothing is told of as nothing.
        for path in [WRITE, &hers] {
            let page = town.opens(&ana.cookie, path).await;
            assert!(!page.contains("répond d’habitude"), "{page}");
        }
        town.sets(&doctor, "delai=3").await;
        let twin = town.twin().await;
        for path in [WRITE, &hers] {
            let page = twin.opens(&ana.cookie, path).await;
            let usual = "Dr Benali répond d’habitude en 3 jours environ.";
            assert_eq!(page.matches(usual).count(), 1, "{page}");
            assert!(page.contains("appelez le 15"), "{page}");
            assert!(!page.contains("Dr Petit répond"), "{page}");
            let english = twin.opens(&ana.cookie, &format!("/en{path}")).await;
            let usual = "Dr Benali usually replies in about 3 days.";
            assert!(english.contains(usual), "{english}");
        }
        // An absence comes before it, with what is said of it and nothing more.
        let form = absence(
            town.day_in(1),
            town.day_in(5),
            "Dr Petit <b>me</b> remplace",
        );
        town.sets(&doctor, &format!("delai=1&{form}")).await;
        for path in [WRITE, &hers] {
            let page = town.opens(&ana.cookie, path).await;
            for words in [
                "Dr Benali ne répond pas du ",
                "Dr Petit &#60;b&#62;me&#60;/b&#62; remplace",
                "répond d’habitude en 1 jour environ.",
            ] {
                assert!(page.contains(words), "{words}: {page}");
            }
        }
        // The form has it again; the tables have no word of it, and not who said it.
        let page = town.opens(&doctor.cookie, SETTINGS).await;
        assert!(page.contains("value=\"1\" selected"), "{page}");
        let of = "SELECT party, said FROM message_manner";
        let rows = store.query(of, Vec::new()).await.expect("rows");
        for n in 0..2 {
            let kept = String::from_utf8_lossy(rows[0].blob(n).expect("bytes")).into_owned();
            assert!(!kept.contains("remplace") && !kept.contains("99700218896"));
        }
        // On its last day it is told, on the next it is not.
        town.world.advance(DAY * 5);
        let cookie = town.comes_back(ana.space).await;
        let page = town.opens(&cookie, &hers).await;
        assert!(page.contains("ne répond pas"), "{page}");
        town.world.advance(DAY);
        let cookie = town.comes_back(ana.space).await;
        let page = town.opens(&cookie, &hers).await;
        assert!(!page.contains("ne répond pas"), "{page}");
        assert!(page.contains("en 1 jour environ."), "{page}");
        // Who says nothing any more leaves nothing.
        let doctor = town.doctor().await;
        town.sets(&doctor, "delai=").await;
        let page = town.opens(&cookie, &hers).await;
        assert!(!page.contains("répond d’habitude"), "{page}");
        assert!(store.query(of, Vec::new()).await.expect("rows").is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_was_struck_off_is_not_shown_as_answering() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_directory(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        town.world.advance(SENT);
        let form = absence(town.day_in(1), town.day_in(5), "Bientôt de retour");
        town.sets(&doctor, &format!("delai=2&{form}")).await;
        let hers = format!("{LIST}/{id}");
        let directory = &town.house.professionals;
        let rpps = &doctor.professional.rpps;
        for (active, shown, hidden) in [
            (true, "répond d’habitude", "n’exerce plus"),
            (false, "Dr Benali n’exerce plus", "répond d’habitude"),
            (true, "répond d’habitude", "n’exerce plus"),
        ] {
            directory.set_active(rpps, active).await.expect("set");
            for path in [WRITE, &hers] {
                let page = town.opens(&ana.cookie, path).await;
                assert!(page.contains(shown) && !page.contains(hidden), "{page}");
                assert_eq!(page.contains("Bientôt de retour"), active, "{page}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_said_of_how_one_answers_comes_back_with_a_sentence() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let doctor = town.doctor().await;
        let long = "x".repeat(201);
        for (form, sentence) in [
            ("delai=4".into(), "Choisissez un délai dans la liste."),
            (
                absence(town.day_in(4), town.day_in(2), ""),
                "Le dernier jour vient avant le premier.",
            ),
            (
                absence(town.day_in(1), town.day_in(2), &long),
                "Cette phrase dépasse 200 caractères.",
            ),
            (
                "absence=CANARI".into(),
                "Indiquez le premier jour de l’absence",
            ),
        ] {
            let form: String = form;
            let refused = town.post(&doctor.cookie, SETTINGS, &form).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
            let page = refused.text();
            assert!(page.contains(sentence), "{page}");
            let kept = !form.contains("CANARI") || page.contains("value=\"CANARI\"");
            assert!(kept, "what was typed comes back: {page}");
        }
        // It is professionals' own, and has the fields that it has.
        let foreign = town.post(&doctor.cookie, SETTINGS, "delai=3&qui=x").await;
        assert_eq!(
            foreign.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            foreign.text()
        );
        let ana = town.holder(0).await;
        let not_hers = town.get(&ana.cookie, SETTINGS).await;
        assert_eq!(not_hers.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_template_is_its_authors_alone_and_comes_below_what_was_typed() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let kept = town
            .keeps_text(&doctor, "CANARITITRE", "CANARITEXTE\n\nBien à vous")
            .await;
        assert_eq!(kept.location(), format!("{SETTINGS}?fait=modele-garde"));
        let ids = town.twin().await.kept(&doctor).await;
        let [id] = ids.as_slice() else {
            panic!("{ids:?}")
        };
        // The table has no word of it; nobody else finds it, or changes it.
        let of = "SELECT party, id, body FROM message_template";
        let rows = store.query(of, Vec::new()).await.expect("rows");
        for n in 0..3 {
            let kept = String::from_utf8_lossy(rows[0].blob(n).expect("bytes")).into_owned();
            assert!(!kept.contains("CANARI") && !kept.contains("99700218896"));
        }
        let here = format!("{TEMPLATES}/{id}");
        assert!(town.kept(&other).await.is_empty());
        let theirs_not = town.get(&other.cookie, &here).await;
        let unknown = format!("{TEMPLATES}/00000000000000000000000001");
        let nothing = town.get(&other.cookie, &unknown).await;
        assert_eq!(theirs_not.status, StatusCode::NOT_FOUND);
        assert_eq!(theirs_not.shape(), nothing.shape());
        let stolen = town.post(&other.cookie, &here, "titre=Vol&texte=Vol").await;
        assert_eq!(stolen.status, StatusCode::NOT_FOUND);
        town.post(&other.cookie, &format!("{here}/supprimer"), "")
            .await;
        assert_eq!(town.kept(&doctor).await.len(), 1);
        let insert = format!("geste=inserer&modele={id}");
        let path = theirs(&ana);
        let page = town.opens(&other.cookie, &path).await;
        assert!(!page.contains("CANARITITRE") && !page.contains("Insérer"));
        let form = format!("sujet=Un&texte=Deux&{insert}");
        let refused = town.begins_insert(&other, &path, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused
                .text()
                .contains("Choisissez un modèle dans la liste.")
        );
        // In a new message: nothing typed is lost, and nothing is sent.
        let form = format!("sujet=Suivi&texte=Bonjour&sans-reponse=oui&{insert}");
        let inserted = town.begins_insert(&doctor, &path, &form).await;
        assert_eq!(inserted.location(), format!("{path}?fait=modele#texte"));
        let page = town.opens(&doctor.cookie, &path).await;
        for words in [
            "value=\"Suivi\"",
            ">Bonjour\n\nCANARITEXTE\n\nBien à vous</textarea>",
            "name=\"sans-reponse\" value=\"oui\" checked",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        town.world.advance(SENT);
        let list = town.opens(&ana.cookie, LIST).await;
        assert!(list.contains("Aucun message."), "{list}");
        let history = town.opens(&ana.cookie, "/espace/moi/acces/journal").await;
        for line in ["A commencé un échange", "A envoyé un message"] {
            assert!(!history.contains(line), "{line}: {history}");
        }
        // And in one that is there.
        let thread = town.begins(&doctor, &ana, "Suivi", "Bonjour").await;
        let thread = format!("{path}/{thread}");
        let form = format!("texte=&{insert}");
        let inserted = town.begins_insert(&doctor, &thread, &form).await;
        assert_eq!(inserted.location(), format!("{thread}?fait=modele#texte"));
        let page = town.opens(&doctor.cookie, &thread).await;
        assert!(page.contains(">CANARITEXTE\n\nBien"), "{page}");
        // What would be too long together stays as it was typed.
        let long = "x".repeat(19_990);
        let form = format!("texte={long}&{insert}");
        let refused = town.begins_insert(&doctor, &thread, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text();
        assert!(page.contains(&format!(">{long}</textarea>")));
        assert!(page.contains("le message dépasserait 20"), "{page}");
        // Changed, and taken away: twice is once.
        let changed = town.post(&doctor.cookie, &here, "titre=Autre&texte=Rien");
        let saved = format!("{SETTINGS}?fait=modele-garde");
        assert_eq!(changed.await.location(), saved);
        assert!(
            town.opens(&doctor.cookie, &here)
                .await
                .contains("value=\"Autre\"")
        );
        for _ in 0..2 {
            let drop = format!("{here}/supprimer");
            let gone = town.post(&doctor.cookie, &drop, "").await;
            let dropped = format!("{SETTINGS}?fait=modele-supprime");
            assert_eq!(gone.location(), dropped);
        }
        let gone = town.get(&doctor.cookie, &here).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        // A holder has none, and no such gesture.
        let hers = format!("jeton={}&texte=Oui&geste=inserer", town.token());
        let refused = town.post(&ana.cookie, WRITE, &hers).await;
        assert_ne!(refused.status, StatusCode::SEE_OTHER, "{}", refused.text());
    })
    .await;
}

#[tokio::test]
async fn twenty_templates_are_kept_and_no_more_whoever_is_asked() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let doctor = town.doctor().await;
        let twin = town.twin().await;
        // Two processes, twice the same form: each is there once.
        for n in 0..9 {
            let form = format!("jeton={}&titre=T{n}&texte=Bonjour", town.token());
            let path = format!("{TEMPLATES}/ajouter");
            tokio::join!(
                town.post(&doctor.cookie, &path, &form),
                twin.post(&doctor.cookie, &path, &form)
            );
        }
        assert_eq!(town.kept(&doctor).await.len(), 9);
        // The form once more with a better text: that one is kept.
        let form = format!("jeton={}&titre=T9&texte=Premier", town.token());
        let path = format!("{TEMPLATES}/ajouter");
        town.post(&doctor.cookie, &path, &form).await;
        let better = form.replace("Premier", "CANARIMIEUX");
        town.post(&doctor.cookie, &path, &better).await;
        let kept = town.kept(&doctor).await;
        assert_eq!(kept.len(), 10);
        let mut found = 0;
        for id in kept {
            let path = format!("{TEMPLATES}/{id}");
            let page = town.opens(&doctor.cookie, &path).await;
            assert!(!page.contains("Premier"), "{page}");
            found += page.matches("CANARIMIEUX").count();
        }
        assert_eq!(found, 1);
        // Two at once that differ are both kept, as long as there is room.
        for n in 0..5 {
            let (one, two) = (format!("A{n}"), format!("B{n}"));
            tokio::join!(
                town.keeps_text(&doctor, &one, "Bonjour"),
                twin.keeps_text(&doctor, &two, "Bonjour")
            );
        }
        assert_eq!(town.kept(&doctor).await.len(), 20);
        let refused = town.keeps_text(&doctor, "CANARI", "Bonjour").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = refused.text();
        for words in ["Vous avez déjà 20 modèles", "value=\"CANARI\""] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let page = town.opens(&doctor.cookie, SETTINGS).await;
        assert!(!page.contains("modeles/ajouter"), "{page}");
        // Too long, or nothing at all: beside each field.
        let empty = town.keeps_text(&doctor, "", " ").await.text();
        assert!(empty.contains("Donnez un titre") && empty.contains("Écrivez le texte"));
        let long = town
            .keeps_text(&doctor, "T", &"x".repeat(4_001))
            .await
            .text();
        assert!(long.contains("Le texte dépasse"), "{long}");
    })
    .await;
}

impl Town {
    /// Sends a form as the button that inserts a template does.
    async fn begins_insert(&self, pro: &Pro, path: &str, form: &str) -> Answer {
        let form = format!("jeton={}&{form}", self.token());
        self.post(&pro.cookie, path, &form).await
    }
}
