//! Closing, undoing, deaths and changed numbers.

use crate::DAY;
use crate::house::{HEADER, House, line, matricule};
use crate::receipts::text_of;
use http::StatusCode;
use journal::Standing;
use kernel::{Kind, Lang, SpaceId};
use post::Channel;
use spaces::{Event, Fate, Format, How, Life};
use std::time::Duration;
use testkit::for_each_store;

/// The n-th person closes their space in their account: every channel tells when, that it
/// can be undone for thirty days and where; the receipt says the same.
async fn closes_and_is_told(house: &House, n: u32, space: SpaceId, fate: &str) {
    let holder = house.holder(space);
    let form = [("suite", fate)];
    let done = holder.post("/espace/moi/fermeture/confirmer", &form).await;
    let closed = "/espace/moi/ferme";
    assert_eq!(done.to.as_deref(), Some(closed), "{}", done.body);
    let events = house.spaces.events(space).await.expect("events");
    let event = events
        .iter()
        .find(|happened| happened.what == Event::Closed);
    let event = event.expect("it is in the history");
    let [day, undo] =
        [event.at, event.at.plus(DAY * 30)].map(|at| edge::day(Lang::Fr, at.in_paris().date()));
    let place = format!("carnet.test{closed}");

    let mut told = house.mail().await;
    told.retain(|sent| sent.at == event.at && sent.text.contains("est fermé"));
    told.sort_by_key(|sent| sent.channel);
    let ways: Vec<Channel> = told.iter().map(|sent| sent.channel).collect();
    assert_eq!(ways, [Channel::Email, Channel::Sms]);
    assert_eq!(told[0].to, format!("p{n}@exemple.invalid"));
    assert_eq!(told[0].subject, "Votre espace est fermé");
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let says = |text: &str, words: &str| {
        let (text, words) = (squeezed(text), squeezed(words));
        assert!(text.contains(&words), "{words}: {text}");
    };
    for sent in &told {
        for words in [day.as_str(), &undo, "30 jours", "le site"] {
            says(&sent.text, words);
        }
    }
    for words in [&place, &event.receipt] {
        says(&told[0].text, words);
    }

    let receipt = holder.get("/espace/moi/ferme/justificatif").await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.body);
    let receipt = text_of(&receipt.file);
    for words in [&event.receipt, &day, &undo, &place] {
        says(&receipt, words);
    }
}

#[tokio::test]
async fn a_closing_can_be_undone_for_thirty_days_and_an_archive_for_ten_years() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for (n, fate, days) in [(1, "effacer", 30), (2, "archiver", 3_653)] {
            let ana = house.opened(n).await;
            let spaces = &house.spaces;
            let now = house.time.now();
            let space = house.space(ana.id).await;
            closes_and_is_told(&house, n, space, fate).await;
            let book = house.journal.open(space).await.expect("a journal");
            assert_eq!(book.standing(), Standing::Shut);
            let last = now.plus(DAY * days);
            let late = spaces.reopen(ana.id, How::Site, last).await;
            assert_eq!(late.expect_err("too late").code(), "space-not-closed");
            let before = last.minus(Duration::from_millis(1));
            spaces
                .reopen(ana.id, How::Site, before)
                .await
                .expect("in time");
            house.journal.forget(space);
            let book = house.journal.open(space).await.expect("a journal");
            assert_eq!(book.standing(), Standing::Open);
        }
    })
    .await;
}

#[tokio::test]
async fn del_11_a_death_stops_everything_and_the_fund_may_take_it_back() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let ben = house.person(2, "MORI", "BEN").await;
        let code = house.announce(&ben).await;
        let dead = |n, name, first| {
            let alive = line(n, name, first);
            format!("{HEADER}{}2026-11-20\n", alive.trim_end())
        };
        for file in [dead(1, "LECA", "ANA"), dead(2, "MORI", "BEN")] {
            let (report, refused) = house.import(&file, Format::Csv).await;
            assert_eq!(report.updated, 1, "{refused}");
        }
        for person in [&ana, &ben] {
            assert!(matches!(
                house.life(person.id).await,
                Life::Closed {
                    fate: Fate::Death,
                    ..
                }
            ));
        }
        let now = house.time.now().plus(DAY * 90);
        let spaces = &house.spaces;
        for refused in [
            spaces.open_by_silence(ben.id, now).await,
            spaces.reopen(ana.id, How::Site, now).await,
        ] {
            assert_eq!(refused.expect_err("dead").kind(), Kind::Conflict);
        }
        let tried = house.visitor("192.0.2.1").tries(&code, &ben).await;
        assert!(tried.cookies.is_empty());

        // A mistake: the file says again that both live.
        for file in [line(1, "LECA", "ANA"), line(2, "MORI", "BEN")] {
            let (report, _) = house.import(&format!("{HEADER}{file}"), Format::Csv).await;
            assert_eq!(report.updated, 1);
        }
        assert!(matches!(house.life(ana.id).await, Life::Open { .. }));
        let Life::Announced { deadline, .. } = house.life(ben.id).await else {
            panic!("ben is told anew");
        };
        assert_eq!(deadline, house.time.now().plus(DAY * 42));
        let fresh = house.notified_code("p2@exemple.invalid").await;
        let mut visitor = house.visitor("192.0.2.2");
        assert!(visitor.tries(&code, &ben).await.to.is_none());
        let begun = visitor.tries(&fresh, &ben).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let space = house.space(ben.id).await;
        let events = spaces.events(space).await.expect("events");
        for what in [Event::DeathTold, Event::DeathWithdrawn] {
            assert!(events.iter().any(|e| e.what == what), "{what:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_changed_number_leads_to_the_same_person_and_the_old_one_still_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let header = HEADER.trim_end();
        let changed = |n, old: u32, name| {
            let line = line(n, name, "ANA");
            format!(
                "{header},previous_matricule\n{},{}\n",
                line.trim_end(),
                matricule(old)
            )
        };
        let (report, refused) = house.import(&changed(9, 1, "LECA"), Format::Csv).await;
        assert_eq!((report.updated, report.added), (1, 0), "{refused}");
        for number in [matricule(1), matricule(9)] {
            let number = number.parse().expect("right");
            let found = house.spaces.find_person(&number).await.expect("asked");
            assert_eq!(found, Some(ana.id));
        }
        // Another identity under an old number is for people to look at.
        let (report, refused) = house.import(&changed(10, 1, "MORI"), Format::Csv).await;
        assert_eq!((report.rejected, report.updated), (1, 0));
        assert!(refused.contains("matricule"), "{refused}");
        // Twice is harmless.
        let (report, _) = house.import(&changed(9, 1, "LECA"), Format::Csv).await;
        assert_eq!(report.unchanged, 1);
    })
    .await;
}

#[tokio::test]
async fn twins_are_two_people_and_a_changed_scheme_changes_nobody() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let hugo = house.person(1, "LECA", "HUGO").await;
        let lea = house.person(2, "LECA", "LÉA").await;
        assert_ne!(hugo.id, lea.id);
        house.announce(&hugo).await;
        let other = line(1, "LECA", "HUGO").replace(",employee,", ",farmer,");
        let (report, _) = house.import(&format!("{HEADER}{other}"), Format::Csv).await;
        assert_eq!(report.updated, 1);
        assert!(matches!(house.life(hugo.id).await, Life::Announced { .. }));
        let nobody = house.spaces.life_of(lea.id).await.expect("asked");
        assert!(nobody.is_none(), "her twin was not told");
    })
    .await;
}

#[tokio::test]
async fn who_lives_after_all_and_cannot_be_told_is_announced_once_they_can() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ben = house.person(1, "MORI", "BEN").await;
        house.announce(&ben).await;
        let alive = line(1, "MORI", "BEN");
        let unreachable = alive
            .replace("p1@exemple.invalid", "")
            .replace("1 rue des Lilas,33000,Bordeaux", ",,");
        let dead = format!("{}2026-11-20\n", unreachable.trim_end());
        // An address that cannot be printed is none either.
        let unprintable = alive
            .replace("p1@exemple.invalid", "")
            .replace("1 rue des Lilas", "1 rue 王秀英");
        for file in [dead, unreachable, unprintable] {
            let (report, refused) = house.import(&format!("{HEADER}{file}"), Format::Csv).await;
            assert_eq!(report.updated, 1, "{refused}");
            assert!(matches!(house.life(ben.id).await, Life::Closed { .. }));
        }
        assert!(house.mail().await.is_empty());
        house.import(&format!("{HEADER}{alive}"), Format::Csv).await;
        assert!(matches!(house.life(ben.id).await, Life::Announced { .. }));
        house.notified_code("p1@exemple.invalid").await;
    })
    .await;
}
