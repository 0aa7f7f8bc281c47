//! The access history as its holder reads it: filtered, in bursts, page by
//! page, and taken away.

use super::town::{DAY, Holder, Pro, Town};
use futures_util::future::try_join_all;
use http::StatusCode;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use journal::{By, NewRead};
use kernel::DocumentId;
use std::time::Duration;
use testkit::for_each_store_at;

const HISTORY: &str = "/espace/moi/acces/journal";
const MINUTE: Duration = Duration::from_secs(60);

fn doctor() -> By {
    By::Professional {
        rpps: "99700218896".parse().expect("a number"),
        name: String::from("Dr Benali"),
        profession: String::from("10"),
        place: Some((
            "750000001".parse().expect("a number"),
            String::from("Cabinet des Lilas"),
        )),
    }
}

fn hospital() -> By {
    By::Institution {
        finess: "750000019".parse().expect("a number"),
        name: String::from("Hôpital du Port"),
    }
}

fn read(by: By, act: &'static str, n: u8, why: &str) -> NewRead {
    NewRead {
        by,
        act,
        about: Some(DocumentId::from_bytes([n; 16])),
        what: format!("Bilan {n}"),
        why: why.to_owned(),
    }
}

/// Writes these lines as if they had been read now.
async fn note(town: &Town, holder: &Holder, lines: Vec<NewRead>) {
    let journal = &town.house.journal;
    let book = journal.open(holder.space).await.expect("a book");
    for some in lines.chunks(500) {
        let noted = some.iter().map(|line| journal.note(&book, line.clone()));
        try_join_all(noted).await.expect("noted");
    }
}

async fn page(town: &Town, holder: &Holder, query: &str) -> String {
    let answer = town.get(&holder.cookie, &format!("{HISTORY}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    answer.text()
}

/// The holder with a new session: the clock went on.
async fn back(town: &Town, holder: Holder) -> Holder {
    let cookie = town.comes_back(holder.space).await;
    Holder { cookie, ..holder }
}

/// The rows of the table, without what opens within them.
fn rows(page: &str) -> usize {
    page.matches("<th scope=\"row\">").count()
}

/// Where this link of the page leads.
fn link(page: &str, says: &str) -> Option<String> {
    let at = page.find(&format!(">{says}</a>"))?;
    let start = page[..at].rfind("href=\"")? + "href=\"".len();
    let end = start + page[start..].find('"')?;
    Some(page[start..end].replace("&amp;", "&").replace("&#38;", "&"))
}

#[tokio::test]
async fn each_filter_of_the_history_shows_what_it_says() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, benali, petit) = town.holder_and_two_doctors().await;
        town.deposits(&petit, &ana, "Échographie").await;
        town.consents(&benali, &ana).await;
        note(
            &town,
            &ana,
            vec![
                read(doctor(), "document-read", 1, "consent"),
                read(doctor(), "document-read", 2, "emergency"),
                read(hospital(), "document-fetched", 3, ""),
            ],
        )
        .await;
        let lines = [
            "Bilan 1",
            "Bilan 2",
            "Bilan 3",
            "Échographie",
            "A consulté cette page",
        ];
        let seen = async |query: &str| {
            let page = page(&town, &ana, query).await;
            let table = page.split("<tbody>").nth(1).unwrap_or_default().to_owned();
            lines.map(|words| table.contains(words))
        };
        assert_eq!(seen("").await, [true, true, false, true, true]);
        assert_eq!(seen("?auto=oui").await, [true; 5]);
        assert_eq!(seen("?qui=moi").await, [false, false, false, false, true]);
        assert_eq!(seen("?qui=autres").await, [true, true, false, true, false]);
        let doctors = [true, true, false, true, false];
        assert_eq!(seen("?qui=professionnels").await, doctors);
        let one = [true, true, false, false, false];
        assert_eq!(seen("?qui=p99700218896").await, one);
        let hospitals = [false, false, true, false, false];
        assert_eq!(seen("?qui=etablissements&auto=oui").await, hospitals);
        assert_eq!(seen("?qui=e750000019&auto=oui").await, hospitals);
        assert_eq!(
            seen("?urgence=oui").await,
            [false, true, false, false, false]
        );
        assert_eq!(
            seen("?genre=changements").await,
            [false, false, false, true, false]
        );
        assert_eq!(
            seen("?genre=lectures").await,
            [true, true, false, false, true]
        );
        assert_eq!(seen("?annee=2025").await, [false; 5]);
        let year = town.world.now().in_paris().year();
        assert_eq!(
            seen(&format!("?annee={year}&qui=autres")).await,
            [true, true, false, true, false]
        );
        // On paper stands what the page shows under the same filter.
        for query in [
            "",
            "?qui=moi",
            "?qui=autres&auto=oui",
            "?urgence=oui",
            "?annee=2025",
            &format!("?annee={year}&genre=lectures"),
        ] {
            let path = format!("{HISTORY}/pdf{query}");
            let words = town.prints(&ana.cookie, &path).await;
            let printed = lines.map(|line| words.contains(line));
            assert_eq!(printed, seen(query).await, "{query}: {words}");
        }
        // What software did is counted where it is not shown.
        let all = page(&town, &ana, "").await;
        assert!(
            all.contains("1 relevé automatique n’est pas montré"),
            "{all}"
        );
        // The form keeps what was asked for.
        let filtered = page(&town, &ana, "?qui=p99700218896&urgence=oui").await;
        assert!(
            filtered.contains("value=\"p99700218896\" selected"),
            "{filtered}"
        );
        assert!(filtered.contains("Accès d’urgence"));
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_ignored_and_said() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, benali) = (town.holder(0).await, town.doctor().await);
        town.consents(&benali, &ana).await;
        for query in ["?qui=tout", "?annee=hier", "?genre=1", "?l=x", "?auto=non"] {
            let page = page(&town, &ana, query).await;
            assert!(page.contains("Elle est ignorée"), "{query}");
            assert!(page.contains("Dr Benali"), "{query}");
        }
        let plain = page(&town, &ana, "").await;
        assert!(!plain.contains("Elle est ignorée"));
        assert!(plain.contains("À jour le "), "{plain}");
    })
    .await;
}

#[tokio::test]
async fn pro_21_many_documents_read_in_a_row_are_one_line_that_opens_to_all() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for n in 1..=12 {
            note(
                &town,
                &ana,
                vec![read(doctor(), "document-read", n, "consent")],
            )
            .await;
            town.world.advance(MINUTE);
        }
        town.world.advance(MINUTE * 30);
        note(
            &town,
            &ana,
            vec![read(doctor(), "document-downloaded", 13, "consent")],
        )
        .await;
        let ana = back(&town, ana).await;
        let shown = page(&town, &ana, "?qui=autres").await;
        assert_eq!(rows(&shown), 2, "{shown}");
        assert!(shown.contains("A lu 12 documents"), "{shown}");
        assert!(
            shown.contains(", de "),
            "from one hour to the other: {shown}"
        );
        for n in 1..=13 {
            assert!(shown.contains(&format!("« Bilan {n} »")), "{n}");
        }
        assert_eq!(
            shown.matches("<li>").count() - shown.matches("<li><a").count(),
            12
        );
    })
    .await;
}

#[tokio::test]
async fn the_history_is_paged_without_a_gap_while_new_lines_come() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut ana = town.holder(0).await;
        // Changes and reads in turn, two of each a quarter of an hour apart.
        for n in 1..=60 {
            town.world.advance(MINUTE * 16);
            note(
                &town,
                &ana,
                vec![read(doctor(), "document-read", n, "consent")],
            )
            .await;
            if n % 10 == 0 {
                ana = back(&town, ana).await;
                let benali = town.doctor().await;
                town.deposits(&benali, &ana, &format!("Dépôt {n}")).await;
            }
        }
        let mut seen = Vec::new();
        let mut at = String::from("?qui=autres");
        for _ in 0..4 {
            let shown = page(&town, &ana, &at).await;
            assert!(rows(&shown) <= 50);
            for n in 1..=60 {
                if shown.contains(&format!("A lu « Bilan {n} »")) {
                    seen.push(n);
                }
                if shown.contains(&format!("A ajouté « Dépôt {n} »")) {
                    seen.push(100 + n);
                }
            }
            // Whatever comes meanwhile moves nothing.
            note(&town, &ana, vec![read(hospital(), "document-read", 99, "")]).await;
            match link(&shown, "Voir les accès plus anciens") {
                Some(next) => at = next[HISTORY.len()..].to_owned(),
                None => break,
            }
            assert!(at.contains("qui=autres"), "{at}");
        }
        seen.sort_unstable();
        let all: Vec<u8> = (1..=60).chain([110, 120, 130, 140, 150, 160]).collect();
        assert_eq!(seen, all);
    })
    .await;
}

#[tokio::test]
async fn log_23_among_thousands_of_automatic_lines_human_views_are_found_and_none_is_lost() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        note(
            &town,
            &ana,
            vec![read(doctor(), "document-read", 1, "consent")],
        )
        .await;
        town.world.advance(DAY * 400);
        let fetched = |n: u8| read(hospital(), "document-fetched", n, "");
        note(
            &town,
            &ana,
            (0..5_600).map(|n| fetched((n % 200) as u8)).collect(),
        )
        .await;
        // The home page does not say of what it did not look through.
        let ana = back(&town, ana).await;
        let home = town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(home.contains("Personne n’a ouvert votre dossier depuis le"));
        note(
            &town,
            &ana,
            vec![read(doctor(), "document-read", 2, "consent")],
        )
        .await;
        let ana = back(&town, ana).await;
        // The newest human view is on top, whatever machines wrote before it.
        let first = page(&town, &ana, "?qui=autres").await;
        assert_eq!(rows(&first), 1, "{first}");
        assert!(first.contains("« Bilan 2 »") && !first.contains("« Bilan 1 »"));
        assert!(first.contains("La recherche s’est arrêtée"), "{first}");
        // One goes on from where it stopped, with the same filter.
        let further = link(&first, "Continuer plus loin").expect("a way on");
        let second = page(&town, &ana, &further[HISTORY.len()..]).await;
        assert!(second.contains("« Bilan 1 »"), "{second}");
        assert_eq!(rows(&second), 1);
        // A year is found without walking through the newer ones.
        let year = town.world.now().minus(DAY * 400).in_paris().year();
        let old = page(&town, &ana, &format!("?annee={year}")).await;
        assert!(old.contains("« Bilan 1 »") && !old.contains("La recherche s’est arrêtée"));
        // And nothing is lost: the table has every line.
        let table = town
            .get(&ana.cookie, &format!("{HISTORY}/csv?qui=autres"))
            .await;
        let lines = table.text().matches("Relevé automatique").count();
        assert_eq!(lines, 5_600);
    })
    .await;
}

#[tokio::test]
async fn log_10_what_is_taken_away_has_one_row_a_line_and_no_formula() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let hostile = By::Institution {
            finess: "750000019".parse().expect("a number"),
            name: String::from("=HYPERLINK(\"http://x\";\"y\")\r\n\u{1b}[31mX;Y"),
        };
        let mut line = read(hostile, "document-read", 1, "");
        line.what = String::from("+A\r\n2026-01-01;Faux");
        note(
            &town,
            &ana,
            vec![line, read(doctor(), "document-read", 2, "consent")],
        )
        .await;
        let table = town.get(&ana.cookie, &format!("{HISTORY}/csv")).await;
        assert_eq!(table.status, StatusCode::OK);
        assert_eq!(table.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
        let named = table.headers[CONTENT_DISPOSITION].to_str().expect("text");
        assert!(
            named.starts_with("attachment; filename=\"historique-au-"),
            "{named}"
        );
        assert!(table.body.starts_with("\u{feff}Quand".as_bytes()));
        let text = table.text();
        // The head, the two lines, and that of this very export.
        assert_eq!(text.matches("\r\n").count(), 4, "{text}");
        assert_eq!(text.lines().count(), 4, "{text}");
        assert!(
            text.contains("\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")[31mX;Y\""),
            "{text}"
        );
        assert!(
            text.contains(";99700218896;Cabinet des Lilas;A lu « Bilan 2 »;"),
            "{text}"
        );
        // On the page a line is a line, and nothing in it is markup.
        let shown = page(&town, &ana, "?qui=autres").await;
        assert_eq!(rows(&shown), 2);
        assert!(!shown.contains('\u{1b}'));
    })
    .await;
}

#[tokio::test]
async fn each_export_is_a_line_of_the_history_itself() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.get(&ana.cookie, &format!("{HISTORY}/csv")).await;
        let printed = town.get(&ana.cookie, &format!("{HISTORY}/pdf")).await;
        assert_eq!(printed.status, StatusCode::OK, "{}", printed.text());
        assert!(printed.body.starts_with(b"%PDF-"));
        let shown = page(&town, &ana, "").await;
        for form in ["CSV", "PDF"] {
            let line = format!("A exporté l’historique ({form})");
            assert!(shown.contains(&line), "{form}: {shown}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_year_too_long_to_print_is_refused_with_a_way_out() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lines = (0..1_001).map(|n| read(doctor(), "document-read", (n % 250) as u8, "consent"));
        note(&town, &ana, lines.collect()).await;
        let path = format!("{HISTORY}/pdf");
        let refused = town.get(&ana.cookie, &path).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused.text().contains("prenez le tableau (CSV)"),
            "{}",
            refused.text()
        );
        let year = town.world.now().in_paris().year();
        let mine = town
            .get(&ana.cookie, &format!("{path}?annee={year}&qui=moi"))
            .await;
        assert_eq!(mine.status, StatusCode::OK, "a filter makes it shorter");
    })
    .await;
}

#[tokio::test]
async fn act_23_nothing_of_the_history_is_taken_away_in_the_first_three_days() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "ana@exemple.fr").await;
        let told = town
            .house
            .spaces
            .announce(person, spaces::Channel::Letter)
            .await;
        let told = told.expect("announced");
        let code = told.code.in_groups();
        let cookie = town.moves_in(0, &code, "voleur@exemple.fr").await;
        for form in ["csv", "pdf"] {
            let refused = town.get(&cookie, &format!("{HISTORY}/{form}")).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
            assert!(
                refused.text().contains("peuvent encore être exportés"),
                "{form}"
            );
        }
        let shown = town.get(&cookie, HISTORY).await.text();
        assert!(!shown.contains("journal/csv") && shown.contains("pas encore être exporté"));
        town.world.advance(DAY * 3);
        let cookie = town.comes_back(told.space).await;
        let table = town.get(&cookie, &format!("{HISTORY}/csv")).await;
        assert_eq!(table.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_takes_a_history_away() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, benali): (Holder, Pro) = (town.holder(0).await, town.doctor().await);
        town.consents(&benali, &ana).await;
        let [operator, ..] = town.team().await;
        for form in ["csv", "pdf"] {
            let path = format!("{HISTORY}/{form}");
            for cookie in [&benali.cookie, &operator.cookie] {
                let answer = town.get(cookie, &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{form}");
            }
        }
        let louis = town.holder(1).await;
        let table = town.get(&louis.cookie, &format!("{HISTORY}/csv")).await;
        assert!(!table.text().contains("Benali"));
    })
    .await;
}
