//! The life of a document: versions, withdrawal, the bin, corrections.

use super::town::{DAY, Holder, Pro, Town};
use http::{Method, StatusCode};

mod authors;
mod bins;
mod corrections;
mod downloads;
mod images;
mod lists;
mod replacing;
mod reserved;
mod seeing;
mod studies;
mod visibility;
mod worlds;

const LIST: &str = "/espace/moi/documents";
const BIN: &str = "/espace/moi/corbeille";

impl Town {
    /// The author deposits a new version; its id.
    async fn replaces(&self, pro: &Pro, holder: &Holder, id: &str, title: &str) -> String {
        let sent = self.tries_to_replace(pro, holder, id, title).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let path = sent.location().split('?').next().unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    }

    async fn tries_to_replace(
        &self,
        pro: &Pro,
        holder: &Holder,
        id: &str,
        title: &str,
    ) -> super::town::Answer {
        let fields = [
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "21"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/depots/{}/{id}/remplacer", holder.space);
        let content = format!("Version : {title}.");
        let file = ("cr.txt", content.as_bytes());
        self.upload(&pro.cookie, &path, &fields, file).await
    }

    pub(crate) async fn withdraws(&self, pro: &Pro, holder: &Holder, id: &str) {
        let path = format!("/pro/depots/{}/{id}/retirer", holder.space);
        let done = self.post(&pro.cookie, &path, "motif=person").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }

    async fn bins(&self, holder: &Holder, id: &str) {
        let path = format!("{LIST}/{id}/jeter");
        let done = self.post(&holder.cookie, &path, "").await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    }

    async fn listed(&self, holder: &Holder) -> String {
        self.get(&holder.cookie, LIST).await.text()
    }
}

fn of(pro: &Pro, holder: &Holder, id: &str) -> (String, String) {
    let path = format!("/pro/patients/{}/documents/{id}", holder.space);
    (pro.cookie.clone(), path)
}

#[tokio::test]
async fn a_new_version_takes_the_place_of_the_old_one_and_stays_hidden() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let first = town.deposits(&doctor, &ana, "Bilan faux").await;
        town.consents(&other, &ana).await;
        let hide = format!("{LIST}/{first}/masquer");
        town.post(&ana.cookie, &hide, "qui=tous").await;
        let second = town.replaces(&doctor, &ana, &first, "Bilan juste").await;
        let list = town.listed(&ana).await;
        assert!(list.contains(">Bilan juste</a>") && !list.contains(">Bilan faux</a>"));
        assert!(list.contains("Masqué : vous seul le voyez"), "{list}");
        for id in [&first, &second] {
            let (cookie, path) = of(&other, &ana, id);
            assert_eq!(town.get(&cookie, &path).await.status, StatusCode::NOT_FOUND);
        }
        // Each page leads to the other versions.
        let page = town
            .get(&ana.cookie, &format!("{LIST}/{first}"))
            .await
            .text();
        assert!(page.contains("Une version plus récente") && page.contains(&second));
        let page = town
            .get(&ana.cookie, &format!("{LIST}/{second}"))
            .await
            .text();
        assert!(page.contains("Versions") && page.contains(&first));
        // Shown again, it is in all its versions.
        let show = format!("{LIST}/{second}/montrer");
        town.post(&ana.cookie, &show, "qui=tous").await;
        for id in [&first, &second] {
            let (cookie, path) = of(&other, &ana, id);
            assert_eq!(town.get(&cookie, &path).await.status, StatusCode::OK);
        }
        let history = town.get(&ana.cookie, "/espace/moi/acces/journal").await;
        assert!(history.text().contains("A remplacé « Bilan faux »"));
        // It has one successor, and only its author gives it one.
        let again = town.tries_to_replace(&doctor, &ana, &first, "Encore").await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let theirs = town.tries_to_replace(&other, &ana, &second, "Autre").await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_its_author_takes_back_is_read_by_nobody_and_the_history_says_why() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let first = town.deposits(&doctor, &ana, "Bilan").await;
        let second = town.replaces(&doctor, &ana, &first, "Bilan corrigé").await;
        for pro in [&doctor, &other] {
            town.consents(pro, &ana).await;
        }
        // Nobody else takes it back, and nobody without a reason.
        let path = format!("/pro/depots/{}/{second}/retirer", ana.space);
        let theirs = town.post(&other.cookie, &path, "motif=person").await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        let silent = town.post(&doctor.cookie, &path, "").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.withdraws(&doctor, &ana, &second).await;
        for id in [&first, &second] {
            for pro in [&doctor, &other] {
                let (cookie, path) = of(pro, &ana, id);
                assert_eq!(town.get(&cookie, &path).await.status, StatusCode::NOT_FOUND);
            }
            let own = town.get(&ana.cookie, &format!("{LIST}/{id}")).await;
            assert_eq!(own.status, StatusCode::NOT_FOUND);
        }
        assert!(town.listed(&ana).await.contains("Aucun document."));
        let history = town.get(&ana.cookie, "/espace/moi/acces/journal").await;
        let said = "A retiré « Bilan corrigé » : ce document était celui d’une autre personne";
        assert!(history.text().contains(said), "{}", history.text());
        let mine = town.get(&doctor.cookie, "/pro/depots").await.text();
        assert!(mine.contains("Retiré"), "{mine}");
    })
    .await;
}

#[tokio::test]
async fn the_bin_keeps_ones_own_documents_for_thirty_days_and_then_their_bytes_are_gone() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.adds(&ana, "Vieux papier").await;
        town.consents(&doctor, &ana).await;
        town.bins(&ana, &id).await;
        assert!(!town.listed(&ana).await.contains(">Vieux papier</a>"));
        let bin = town.get(&ana.cookie, BIN).await.text();
        assert!(
            bin.contains(">Vieux papier</a>") && bin.contains("encore 30 jours"),
            "{bin}"
        );
        let (cookie, path) = of(&doctor, &ana, &id);
        assert_eq!(town.get(&cookie, &path).await.status, StatusCode::NOT_FOUND);
        // The holder reads it there, and takes it out.
        let own = format!("{LIST}/{id}/telecharger");
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
        let restore = format!("{BIN}/remettre");
        let tick = format!("d-{id}=oui");
        town.post(&ana.cookie, &restore, &tick).await;
        assert!(town.listed(&ana).await.contains(">Vieux papier</a>"));
        // Taken out, its thirty days pass it by.
        town.world.advance(DAY * 31);
        town.house.documents.empty_bins().await.expect("a sweep");
        let ana = Holder {
            cookie: town.comes_back(ana.space).await,
            ..ana
        };
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
        // Thrown away again, it stays thirty days and not one less.
        town.bins(&ana, &id).await;
        let objects = || testkit::objects(&town.folder.path().join("vault")).len();
        town.world
            .advance(DAY * 30 - std::time::Duration::from_secs(1));
        town.house.documents.empty_bins().await.expect("a sweep");
        assert_eq!(objects(), 1);
        town.world.advance(std::time::Duration::from_secs(3_602));
        assert_eq!(town.house.documents.empty_bins().await.expect("a sweep"), 1);
        assert_eq!(objects(), 0);
        assert_eq!(town.house.documents.empty_bins().await.expect("a sweep"), 0);
        let cookie = town.comes_back(ana.space).await;
        assert_eq!(town.get(&cookie, &own).await.status, StatusCode::NOT_FOUND);
        let late = town.post(&cookie, &restore, &tick).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND);
        assert!(
            town.get(&cookie, BIN)
                .await
                .text()
                .contains("La corbeille est vide")
        );
    })
    .await;
}

#[tokio::test]
async fn a_professionals_document_goes_into_no_bin_and_gets_no_other_heading() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        let own = town.adds(&ana, "Ma note").await;
        let bin = town
            .post(&ana.cookie, &format!("{LIST}/{id}/jeter"), "")
            .await;
        assert_eq!(bin.status, StatusCode::NOT_FOUND);
        // Of two, one theirs: none goes.
        let both = format!("geste=jeter&d-{id}=oui&d-{own}=oui");
        let said = town
            .post(&ana.cookie, &format!("{LIST}/ensemble"), &both)
            .await;
        assert!(said.location().ends_with("fait=pas-a-vous"));
        let list = town.listed(&ana).await;
        assert!(list.contains(">Bilan</a>") && list.contains(">Ma note</a>"));
        let heading = "title=Autre&type=DOCPAT04&date-jour=2&date-mois=2&date-annee=2025";
        for (id, status) in [(&id, StatusCode::NOT_FOUND), (&own, StatusCode::SEE_OTHER)] {
            let path = format!("{LIST}/{id}/modifier");
            let done = town.post(&ana.cookie, &path, heading).await;
            assert_eq!(done.status, status, "{}", done.text());
        }
        let list = town.listed(&ana).await;
        assert!(
            list.contains(">Autre</a>") && list.contains("2 février 2025"),
            "{list}"
        );
        assert!(list.contains(">Bilan</a>") && !list.contains(">Ma note</a>"));
    })
    .await;
}

#[tokio::test]
async fn a_request_to_correct_goes_to_the_author_and_back_and_each_sees_where_it_stands() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let id = town.deposits(&doctor, &ana, "Radio").await;
        town.consents(&other, &ana).await;
        let ask = format!("{LIST}/{id}/correction");
        let page = format!("{LIST}/{id}");
        let state = async || town.get(&ana.cookie, &page).await.text();
        let long = format!("text={}", "a".repeat(501));
        for (wrong, said) in [("text=+", "demande-vide"), (&*long, "demande-longue")] {
            let answer = town.post(&ana.cookie, &ask, wrong).await;
            assert!(answer.location().contains(said), "{}", answer.location());
        }
        town.post(&ana.cookie, &ask, "text=Le+genou+gauche,+CANARITEXTE")
            .await;
        assert!(state().await.contains("Envoyée"));
        let twice = town.post(&ana.cookie, &ask, "text=Encore").await;
        assert!(twice.location().contains("demande-attend"));
        // Another professional reads the document, and nothing of the request.
        let (cookie, path) = of(&other, &ana, &id);
        let theirs = town.get(&cookie, &path).await;
        assert_eq!(theirs.status, StatusCode::OK);
        assert!(!theirs.text().contains("CANARITEXTE"));
        let deposit = format!("/pro/depots/{}/{id}", ana.space);
        let theirs = town.get(&other.cookie, &deposit).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        let mine = town.get(&doctor.cookie, "/pro/depots").await.text();
        assert!(mine.contains("Correction demandée") && !mine.contains("CANARITEXTE"));
        // The author reads it, without a care link; the holder sees that.
        let told = town.get(&doctor.cookie, &deposit).await.text();
        assert!(told.contains("CANARITEXTE"), "{told}");
        assert!(state().await.contains("Lue par l’auteur"));
        let answer = format!("{deposit}/reponse");
        let theirs = town
            .post(&other.cookie, &answer, "reponse=oui&text=Oui")
            .await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        let silent = town
            .post(&doctor.cookie, &answer, "reponse=non&text=")
            .await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        town.post(&doctor.cookie, &answer, "reponse=non&text=Il+est+juste")
            .await;
        let refused = state().await;
        assert!(refused.contains("Refusée") && refused.contains("Il est juste"));
        let late = town
            .post(&doctor.cookie, &answer, "reponse=oui&text=Oui")
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        for said in [
            "A demandé de corriger",
            "A lu la demande",
            "A refusé de corriger",
        ] {
            assert!(history.contains(said), "{said}");
        }
        assert!(!history.contains("CANARITEXTE"));
        // One's own is corrected, not asked about.
        let own = town.adds(&ana, "Ma note").await;
        let asked = town
            .post(&ana.cookie, &format!("{LIST}/{own}/correction"), "text=Moi")
            .await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn deposits_are_listed_for_their_author_alone_page_by_page() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        for n in 0..21 {
            let whose = if n % 2 == 0 { &ana } else { &louis };
            town.deposits(&doctor, whose, &format!("CANARITITRE{n}"))
                .await;
            town.world.advance(std::time::Duration::from_secs(1));
        }
        let first = town.get(&doctor.cookie, "/pro/depots").await.text();
        // The list is in nobody's history: no title, no kind, no name.
        let first = first.to_lowercase();
        for told in [
            "canarititre",
            "martin",
            "louis",
            "consultation",
            "compte rendu",
        ] {
            assert!(!first.contains(told), "{told}: {first}");
        }
        let links = |page: &str| page.matches("/pro/depots/").count();
        assert_eq!(links(&first), 20);
        let at = first.find("/pro/depots?avant=").expect("more");
        let next = &first[at..at + first[at..].find('"').expect("an end")];
        let next = next.replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(links(&town.get(&doctor.cookie, &next).await.text()), 1);
        let none = town.get(&other.cookie, "/pro/depots").await.text();
        assert!(none.contains("Vous n’avez encore déposé aucun document"));
        let holder = town.get(&ana.cookie, "/pro/depots").await;
        assert_eq!(holder.status, StatusCode::NOT_FOUND);
        let asked = town.with(Method::GET, "", "/pro/depots", &[]).await;
        assert_ne!(asked.status, StatusCode::OK);
    })
    .await;
}
