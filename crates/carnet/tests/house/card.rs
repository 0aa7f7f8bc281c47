//! The emergency card: what its holder ticked and no word more, to whoever holds
//! it, after a line; and one same page once it is in force no more.

mod braked;
mod ended;
mod others;
mod printed;

use crate::dmp::Dmp;
use crate::town::{Answer, Holder, Town};
use http::StatusCode;

pub const CARD: &str = "/espace/moi/carte";
const PROFILE: &str = "/espace/moi/profil";
const READ: &str = "A lu la carte d’urgence";

impl Town {
    /// Writes a line into a holder's profile.
    async fn notes_line(&self, ana: &Holder, path: &str, form: &str) {
        let path = format!("{PROFILE}/{path}");
        let answer = self.post(&ana.cookie, &path, form).await;
        let status = answer.status;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
    }

    async fn card(&self, ana: &Holder) -> String {
        let page = self.get(&ana.cookie, CARD).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        page.text()
    }

    /// The name of the box of a line, as the page has it.
    async fn box_of(&self, ana: &Holder, words: &str) -> String {
        let page = self.card(ana).await;
        let boxes = page.split("<label class=\"radio\">").skip(1);
        let mut boxes = boxes.filter_map(|after| after.split("</label>").next());
        let found = boxes.find(|found| found.contains(words));
        let found = found.unwrap_or_else(|| panic!("no box of {words}: {page}"));
        let name = found.split("name=\"").nth(1).expect("a name");
        name.split('"').next().expect("a name").to_owned()
    }

    /// Ticks these lines and no other.
    async fn ticks(&self, ana: &Holder, lines: &[&str]) {
        let mut form = Vec::new();
        for words in lines {
            form.push(format!("{}=oui", self.box_of(ana, words).await));
        }
        let sent = self.post(&ana.cookie, CARD, &form.join("&")).await;
        assert_eq!(
            sent.location(),
            format!("{CARD}?fait=choisi"),
            "{}",
            sent.text()
        );
    }

    /// Puts a code on the card: its path.
    async fn codes(&self, ana: &Holder) -> String {
        let made = self.post(&ana.cookie, &format!("{CARD}/code"), "").await;
        let location = made.location();
        assert_eq!(location, format!("{CARD}?fait=code"), "{}", made.text());
        let page = self.card(ana).await;
        let found = page.split("http://localhost:8080/u/").nth(1);
        let secret = found.expect("an address").split('<').next();
        let secret = secret.expect("an address");
        assert_eq!(secret.len(), 40, "{secret}");
        format!("/u/{secret}")
    }

    /// Somebody whom nobody knows reads a card.
    async fn finds(&self, path: &str) -> Answer {
        self.get("", path).await
    }

    /// How many reads of the card the history tells.
    async fn reads_told(&self, ana: &Holder) -> usize {
        let path = "/espace/moi/acces/journal/csv";
        let csv = self.get(&ana.cookie, path).await.text();
        csv.matches(READ).count()
    }
}

#[tokio::test]
async fn a_finder_reads_what_was_ticked_after_a_line_by_nobody_and_nothing_is_ticked_beforehand() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let allergy = "nom=P%C3%A9nicilline&gravite=grave&reaction=choc";
        town.notes_line(&ana, "allergies/ajouter", allergy).await;
        town.notes_line(&ana, "maladies/ajouter", "nom=VIHCANARI")
            .await;
        town.notes_line(&ana, "traitements/aucun", "").await;
        let page = town.card(&ana).await;
        assert!(!page.contains("checked"), "nothing is ticked beforehand");
        assert!(page.contains("Votre carte ne dit rien encore"), "{page}");
        // A heading that she keeps says so beside its boxes.
        assert!(
            page.contains("Vous ne partagez pas cette rubrique"),
            "{page}"
        );
        town.ticks(&ana, &["Pénicilline", "Ana Martin", "Rien à déclarer"])
            .await;
        let path = town.codes(&ana).await;
        let found = town.finds(&path).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        let text = found.text();
        for said in [
            "Ana Martin",
            "<strong>Pénicilline — choc</strong>",
            "Rien à déclarer (dit le",
            "href=\"tel:15\"",
            "href=\"tel:112\"",
            "Ces lignes ont été choisies par la personne, ou pour elle par son représentant légal",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        for kept in [
            "VIHCANARI",
            "12 août 1955",
            ana.matricule(),
            "Date de naissance",
        ] {
            assert!(!text.contains(kept), "{kept}: {text}");
        }
        // The line was written, of a person and not of software, by nobody known.
        assert_eq!(town.reads_told(&ana).await, 1);
        let journal = "/espace/moi/acces/journal";
        let history = town.get(&ana.cookie, journal).await.text();
        for said in [
            "A lu la carte d’urgence, par son code QR",
            "Personne inconnue",
            "Par la carte d’urgence",
            "A choisi les lignes de la carte d’urgence",
            "A mis un code QR",
        ] {
            assert!(history.contains(said), "{said}: {history}");
        }
        assert!(town.card(&ana).await.contains("<li>23 novembre 2026"));
        town.house.journal.verify(ana.space).await.expect("whole");
        // No line, no word.
        let gone = "ALTER TABLE access RENAME TO access_gone";
        store.execute(gone, vec![]).await.expect("gone");
        let refused = town.finds(&path).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!refused.text().contains("Pénicilline"));
    })
    .await;
}

#[tokio::test]
async fn a_card_says_what_the_profile_says_now_and_nothing_once_it_is_gone_or_over() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for (path, form) in [
            ("allergies/ajouter", "nom=Latex"),
            ("traitements/ajouter", "nom=Aspirine"),
            ("traitements/ajouter", "nom=Fini&fin-annee=2020"),
            (
                "entourage/ajouter",
                "nom=Louis+Petit&roles-confiance=oui&roles-prevenir=oui&telephone=0612345678",
            ),
            ("groupe-sanguin/ajouter", "groupe=A%2B"),
            ("directives/ajouter", "texte=CANARIVOLONTE&lieu=CANARILIEU"),
            ("don-organes/ajouter", "informe=oui"),
        ] {
            town.notes_line(&ana, path, form).await;
        }
        // What is over cannot be ticked.
        assert!(!town.card(&ana).await.contains("Fini"));
        let all = [
            "Date de naissance : 12 août 1955 (71 ans)",
            "Latex",
            "Aspirine",
            "Louis Petit",
            "A+ — à vérifier",
            "Des directives anticipées sont écrites",
            "don d’organes",
        ];
        let wanted = &all[..6];
        town.ticks(&ana, wanted).await;
        let path = town.codes(&ana).await;
        let says = async || town.finds(&path).await.text();
        let text = says().await;
        for said in wanted {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(
            text.contains("Louis Petit — ") && text.contains("06 12 34 56 78"),
            "{text}"
        );
        assert!(text.contains("href=\"tel:0612345678\""), "{text}");
        // That there are directives, and not a word of them; nor what was not ticked.
        for kept in ["CANARIVOLONTE", "CANARILIEU", "Ana Martin"] {
            assert!(!text.contains(kept), "{kept}: {text}");
        }
        // A line changed, removed, put back; a treatment that ends.
        let line = town.box_of(&ana, "Latex").await;
        let id = line.trim_start_matches("c-ligne-");
        let here = format!("allergies/{id}");
        town.notes_line(&ana, &here, "nom=Latex+et+caoutchouc")
            .await;
        assert!(says().await.contains("Latex et caoutchouc"));
        town.notes_line(&ana, &format!("{here}/retirer"), "").await;
        assert!(!says().await.contains("Latex"));
        town.notes_line(&ana, &format!("{here}/remettre"), "").await;
        assert!(says().await.contains("Latex et caoutchouc"));
        let treatment = town.box_of(&ana, "Aspirine").await;
        let treatment = treatment.trim_start_matches("c-ligne-").to_owned();
        let ended = "nom=Aspirine&fin-annee=2025";
        town.notes_line(&ana, &format!("traitements/{treatment}"), ended)
            .await;
        assert!(!says().await.contains("Aspirine"));
        // New directives take the place of the old: there are some still.
        let new = "texte=AUTRECANARI";
        town.notes_line(&ana, "directives/ajouter", new).await;
        let text = says().await;
        assert!(
            text.contains("Des directives anticipées sont écrites"),
            "{text}"
        );
        assert!(!text.contains("AUTRECANARI"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn naming_another_trusted_person_replaces_the_first_everywhere_and_is_said_before() {
    const TODAY: &str = "Personne de confiance aujourd’hui";
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let adds = format!("{PROFILE}/entourage/ajouter");
    let form = town.reads(&ana.cookie, &adds).await;
    assert!(!form.contains(TODAY), "nobody is named: {form}");
    let louis = "nom=Louis+Petit&roles-confiance=oui&roles-prevenir=oui&telephone=0612345678";
    town.notes_line(&ana, "entourage/ajouter", louis).await;
    town.ticks(&ana, &["Louis Petit"]).await;
    let path = town.codes(&ana).await;
    let says = async || town.finds(&path).await.text();
    assert!(says().await.contains("Personne de confiance"));
    // Said before another is named, in both languages; and not of whom it is.
    let form = town.reads(&ana.cookie, &adds).await;
    for words in [
        "Personne de confiance aujourd’hui : Louis Petit.",
        "nommer quelqu’un d’autre la remplace",
    ] {
        assert!(form.contains(words), "{words}: {form}");
    }
    let english = town.reads(&ana.cookie, &format!("/en{adds}")).await;
    assert!(
        english.contains("Trusted person today: Louis Petit."),
        "{english}"
    );
    let id = town.box_of(&ana, "Louis Petit").await;
    let id = id.trim_start_matches("c-ligne-");
    let own = format!("{PROFILE}/entourage/{id}");
    let form = town.reads(&ana.cookie, &own).await;
    assert!(!form.contains(TODAY), "{form}");
    let paul = "nom=Paul+Durand&roles-confiance=oui&telephone=0612345679";
    town.notes_line(&ana, "entourage/ajouter", paul).await;
    // Louis is still to be called, and is no more than that: on the page, in his form,
    // on the card.
    let page = town
        .reads(&ana.cookie, &format!("{PROFILE}/entourage"))
        .await;
    assert_eq!(page.matches("Personne de confiance").count(), 1, "{page}");
    assert!(page.contains("Louis Petit") && page.contains("À prévenir"));
    let form = town.reads(&ana.cookie, &own).await;
    let ticked = |role: &str| format!("name=\"roles-{role}\" value=\"oui\" checked");
    assert!(form.contains(&ticked("prevenir")), "{form}");
    assert!(!form.contains(&ticked("confiance")), "{form}");
    assert!(form.contains("aujourd’hui : Paul Durand."), "{form}");
    let text = says().await;
    assert!(
        text.contains("Louis Petit") && !text.contains("Personne de confiance"),
        "{text}"
    );
}

#[tokio::test]
async fn vis_01_what_is_not_ticked_moves_nothing_on_a_card_and_in_another_language_neither() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.notes_line(&ana, "allergies/ajouter", "nom=Latex")
            .await;
        town.ticks(&ana, &["Latex"]).await;
        let path = town.codes(&ana).await;
        let english = format!("/en{path}");
        let before = (town.finds(&path).await, town.finds(&english).await);
        assert!(before.1.text().contains("Emergency card"));
        assert!(
            before
                .1
                .text()
                .contains("it is noted that the card was read")
        );
        // Lines of the same heading, of another, of a professional; a document.
        town.notes_line(&ana, "allergies/ajouter", "nom=CANARI")
            .await;
        town.notes_line(&ana, "maladies/ajouter", "nom=CANARI")
            .await;
        town.notes_line(&ana, "maladies/partage", "partager=oui")
            .await;
        town.deposits(&doctor, &ana, "CANARITITRE").await;
        let after = (town.finds(&path).await, town.finds(&english).await);
        assert_eq!(before.0.shape(), after.0.shape());
        assert_eq!(before.1.shape(), after.1.shape());
        // Nobody's session shows on it, whoever has one.
        for cookie in [&ana.cookie, &doctor.cookie] {
            let read = town.get(cookie, &path).await;
            assert_eq!(read.body, before.0.body);
        }
        // An empty card says so.
        town.ticks(&ana, &[]).await;
        let empty = town.finds(&path).await;
        assert_eq!(empty.status, StatusCode::OK);
        let text = empty.text();
        assert!(
            text.contains("Le titulaire n’a rien rendu public."),
            "{text}"
        );
        assert!(!text.contains("Latex"), "{text}");
    })
    .await;
}
