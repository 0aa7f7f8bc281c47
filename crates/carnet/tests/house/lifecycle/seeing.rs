//! *Who can see this?* is what is true: the names on the page are those who get the
//! document, whatever their right comes from, or does not.

use super::LIST;
use crate::hiding::hides;
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use std::time::Duration;

/// A number, a name and a profession; and where their right comes from.
const PEOPLE: [(&str, &str, &str, &str); 9] = [
    ("99700218896", "Dr Auteur", "10", "wrote it"),
    ("99700000005", "Dr Relie", "10", "the patient said yes"),
    ("99700366240", "Dr Echu", "10", "three months ago"),
    ("10000000009", "Dr Bloque", "10", "is blocked"),
    (
        "99700000013",
        "Mme Opticienne",
        "28",
        "is kept to little by the official table",
    ),
    ("99700000021", "Dr Admin", "10", "is an administrator"),
    (
        "99700000039",
        "Dr Collegue",
        "10",
        "was named by a colleague",
    ),
    ("99700000047", "Dr Traitant", "10", "is the treating doctor"),
    (
        "99700000054",
        "Dr Urgence",
        "10",
        "opened it in an emergency",
    ),
];

/// Everybody of the table, and Ana.
struct Table {
    town: Town,
    ana: Holder,
    all: Vec<Pro>,
}

impl Table {
    async fn on(url: &str) -> Self {
        let town = Town::on(url).await;
        let rows = PEOPLE.map(|(number, name, profession, _)| {
            let (given, family) = name.split_once(' ').expect("two words");
            format!("{number},{family},{given},{profession},,750000001,Cabinet des Lilas,Paris,practice,\n")
        });
        let head = "rpps,last_name,first_name,profession_code,speciality_label,place_finess,place_name,place_city,place_kind,active\n";
        let directory = format!("{head}{}", rows.concat());
        let csv = identity::professionals::Format::Csv;
        let people = &town.house.professionals;
        let imported = people.import(directory.as_bytes(), csv, std::io::sink());
        imported.await.expect("a directory");
        let ana = town.holder(0).await;
        let expired = town.pro("10", PEOPLE[2].0, PEOPLE[2].1).await;
        town.consents(&expired, &ana).await;
        town.world.advance(DAY * 91);
        let ana = town.later(ana).await;
        let mut all = Vec::new();
        for (number, name, profession, _) in PEOPLE {
            all.push(town.pro(profession, number, name).await);
        }
        let [
            author,
            linked,
            _,
            blocked,
            optician,
            admin,
            colleague,
            treating,
            emergency,
        ] = all.as_slice()
        else {
            unreachable!("nine people")
        };
        for pro in [author, linked, blocked, optician, admin] {
            town.consents(pro, &ana).await;
        }
        let record = format!("/pro/patients/{}", ana.space);
        let named = format!("rpps={}", colleague.professional.rpps);
        town.does(&linked.cookie, &format!("{record}/equipe"), &named)
            .await;
        for (pro, what) in [
            (blocked, "bloquer"),
            (admin, "administrateur"),
            (treating, "traitant"),
        ] {
            let path = format!("/espace/moi/acces/pro/{}/decider", pro.professional.rpps);
            // Nobody can be decided about whom the record does not know.
            if what == "traitant" {
                town.consents(pro, &ana).await;
            }
            let done = town.post(&ana.cookie, &path, &format!("quoi={what}")).await;
            assert!(done.location().contains("fait="), "{what}: {}", done.text());
        }
        let reason = "motif=cannot-speak&raison=inconsciente,+amenée+par+les+pompiers";
        town.does(&emergency.cookie, &format!("{record}/urgence"), reason)
            .await;
        Self { town, ana, all }
    }

    /// Everybody after this time, in sessions of then.
    async fn later(self, time: Duration) -> Self {
        self.town.world.advance(time);
        let ana = self.town.later(self.ana).await;
        let mut all = Vec::new();
        for (number, name, profession, _) in PEOPLE {
            all.push(self.town.pro(profession, number, name).await);
        }
        Self { ana, all, ..self }
    }

    /// Who gets this document, by name.
    async fn reading(&self, id: &str) -> Vec<String> {
        let mut names = Vec::new();
        for pro in &self.all {
            let path = format!("/pro/patients/{}/documents/{id}", self.ana.space);
            let got = self.town.get(&pro.cookie, &path).await;
            if got.status == StatusCode::OK {
                names.push(pro.professional.name.0.clone());
            }
        }
        names.sort();
        names
    }

    /// Of whom the page says that they can see it.
    async fn told(&self, id: &str) -> Vec<String> {
        let page = format!("{LIST}/{id}/visibilite");
        let page = self.town.reads(&self.ana.cookie, &page).await;
        let rows = page.split("<li>\n<h3>").skip(1);
        let seeing = rows.filter(|row| {
            row.split("</li>")
                .next()
                .unwrap_or_default()
                .contains("badge b-ok")
        });
        let names = seeing.filter_map(|row| row.split("</h3>").next());
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names
    }

    /// What the list says beside this title.
    async fn badge(&self, title: &str) -> String {
        let list = self.town.reads(&self.ana.cookie, LIST).await;
        let row = list.split(&format!(">{title}</a>")).nth(1).expect("listed");
        row.split("</li>").next().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn who_is_said_to_see_a_document_is_who_gets_it_whatever_their_right_comes_from() {
    testkit::for_each_store_at(async |_, url| {
        let table = Table::on(&url).await;
        let (town, ana, author) = (&table.town, &table.ana, &table.all[0]);
        let id = town.deposits(author, ana, "Bilan").await;
        let own = town.adds(ana, "Note").await;
        let agree = async |title: &str, id: &str, names: &[&str]| {
            let told = table.told(id).await;
            assert_eq!(told, names, "{title}");
            assert_eq!(table.reading(id).await, told, "{title}");
            // Nor is it otherwise once everybody tried.
            assert_eq!(table.told(id).await, told, "{title}");
        };
        let counts = async |title: &str, said: &str| {
            let badge = table.badge(title).await;
            assert!(badge.contains(said), "{said}: {badge}");
        };
        let treat = [
            "Dr Admin",
            "Dr Auteur",
            "Dr Collegue",
            "Dr Relie",
            "Dr Traitant",
            "Dr Urgence",
        ];
        for (title, id) in [("Bilan", &id), ("Note", &own)] {
            agree(title, id, &treat).await;
            counts(title, "Visible par 6 professionnels").await;
        }
        // From one of them; then from everybody else too.
        hides(town, ana, &id, PEOPLE[1].0).await;
        let without = [
            "Dr Admin",
            "Dr Auteur",
            "Dr Collegue",
            "Dr Traitant",
            "Dr Urgence",
        ];
        agree("Bilan", &id, &without).await;
        counts("Bilan", "Masqué à Dr Relie").await;
        hides(town, ana, &id, "tous").await;
        agree("Bilan", &id, &["Dr Admin", "Dr Auteur"]).await;
        counts("Bilan", "Masqué").await;
        // Whatever the holder says of emergencies.
        let switches = "/espace/moi/acces/urgence";
        for said in [
            "masques=oui&autres=oui&samu=oui",
            "samu=oui",
            "autres=oui&samu=oui",
        ] {
            town.post(&ana.cookie, switches, said).await;
            for id in [&id, &own] {
                let told = table.told(id).await;
                assert_eq!(table.reading(id).await, told, "{said}");
            }
        }
        // An emergency lasts four hours, a link three months, the treating doctor a year.
        let table = table.later(DAY / 4).await;
        let told = table.told(&own).await;
        assert_eq!(
            told,
            [
                "Dr Admin",
                "Dr Auteur",
                "Dr Collegue",
                "Dr Relie",
                "Dr Traitant"
            ]
        );
        assert_eq!(table.reading(&own).await, told);
        let table = table.later(DAY * 92).await;
        let told = table.told(&own).await;
        assert!(told.contains(&String::from("Dr Traitant")), "{told:?}");
        assert!(!told.contains(&String::from("Dr Relie")), "{told:?}");
        assert_eq!(table.reading(&own).await, told);
    })
    .await;
}
