//! Guessing codes in order to refuse for others.

use crate::house::{House, matricule};
use crate::no_code;
use http::StatusCode;
use kernel::AccountId;
use spaces::{CardSerial, Life, Shown};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::for_each_store;

const ALARM: &str = "wrong activation codes pass the alarm of the population";

/// Where log lines go in this test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn alarms(&self) -> usize {
        self.count(ALARM)
    }

    fn count(&self, words: &str) -> usize {
        let bytes = self.0.lock().expect("lines");
        String::from_utf8_lossy(&bytes).matches(words).count()
    }
}

impl std::io::Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lines").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Hears every line of the log, until the guard goes.
fn listens() -> (Lines, tracing::subscriber::DefaultGuard) {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    (lines, tracing::subscriber::set_default(log))
}

/// The n-th of many machines.
fn address(n: u32) -> String {
    format!("203.0.{}.{}", n / 200, n % 200 + 1)
}

#[tokio::test]
async fn dos_07_guessed_refusals_of_many_addresses_stop_with_an_alarm_and_none_is_recorded() {
    for_each_store(async |store| {
        let (lines, _log) = listens();
        let house = House::on(store).await;
        // Of forty people who were told somebody has number and card; of a hundred
        // more a number that may be anybody's.
        let mut told = Vec::new();
        for n in 1..=40 {
            let person = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&person).await;
            told.push((person, code));
        }
        let guess = async |n: u32, from: &str| {
            let who = n % 140 + 1;
            let known = told.get(who as usize - 1);
            let card = known.map_or("8025000099", |(person, _)| person.card.as_str());
            let (code, number) = (no_code(n.into()), matricule(who));
            let fields = [("code", &*code), ("nir", &*number), ("serie", card)];
            let answer = house.visitor(from).post("/opposition", &fields).await;
            assert_ne!(answer.status, StatusCode::SEE_OTHER, "{n}");
            answer.status
        };
        // Each machine guesses once, each number is guessed at five times: no brake of
        // one person or one address holds anybody.
        for n in 0..500 {
            assert_eq!(guess(n, &address(n)).await, 422, "{n}");
        }
        assert_eq!(lines.alarms(), 0);
        for n in 500..520 {
            assert_eq!(guess(n, &address(n)).await, 422, "{n}");
        }
        assert!(lines.alarms() >= 20, "each guess rings: {}", lines.alarms());
        // From then on a machine has three guesses an hour, new ones too.
        for machine in [600, 601] {
            let mut taken = 0;
            for n in 0..12 {
                let status = guess(520 + n, &address(machine)).await;
                taken += u32::from(status == 422);
            }
            assert_eq!(taken, 3, "machine {machine}");
        }

        // Nobody refused, and nobody is about to.
        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
        for (person, _) in &told {
            let life = house.life(person.id).await;
            assert!(matches!(life, Life::Announced { .. }), "{life:?}");
        }
        // Whoever has their own code is held up by none of it.
        let (person, code) = &told[7];
        let mut own = house.visitor("192.0.2.1");
        let number = matricule(8);
        let fields = [
            ("code", &**code),
            ("nir", &*number),
            ("serie", &*person.card),
        ];
        let answer = own.post("/opposition", &fields).await;
        assert_eq!(answer.to.as_deref(), Some("/opposition/pour"));
        own.keep_cookie(&answer);
        let chosen = format!("pour-{}", person.id);
        let done = own.post("/opposition/pour", &[(&chosen, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(person.id).await, Life::Refused { .. }));

        // Ten minutes later the alarm is over.
        house.time.advance(Duration::from_secs(601));
        let rung = lines.alarms();
        assert_eq!(guess(560, &address(700)).await, 422);
        assert_eq!(lines.alarms(), rung);
    })
    .await;
}

#[tokio::test]
async fn act_02_a_spray_too_slow_for_every_brake_is_told_with_each_five_hundredth_try_of_a_day() {
    for_each_store(async |store| {
        let (lines, _log) = listens();
        let house = House::on(store).await;
        let day = "wrong activation codes of one day";
        let mut told = Vec::new();
        for n in 0..520u32 {
            let (code, number) = (no_code(n.into()), matricule(n % 900 + 1));
            let mut visitor = house.visitor(&address(n));
            let tried = visitor.tries_all(&code, &number, "8025000099").await;
            assert_eq!(tried.status, 422, "{n}: no brake holds anybody");
            told.push(lines.count(day));
            // Fewer than fifty in ten minutes.
            house.time.advance(Duration::from_secs(13));
        }
        let at = told.iter().position(|times| *times > 0);
        assert_eq!((at, told.last()), (Some(499), Some(&1)), "once");
        assert!(lines.count("tries=500") == 1);
        assert_eq!(lines.alarms(), 0, "the other one hears nothing");

        // By phone too; and the next day is counted anew.
        let near = "UPDATE activation_brake SET n = 999 WHERE scope = 11";
        assert_eq!(house.store.execute(near, vec![]).await.expect("set"), 1);
        wrong_call(&house).await;
        assert_eq!(lines.count(day), 2);
        house.store.execute(near, vec![]).await.expect("set");
        house.time.advance(Duration::from_secs(24 * 3600));
        wrong_call(&house).await;
        assert_eq!(lines.count(day), 2);
        let anew = "SELECT n FROM activation_brake WHERE scope = 11";
        assert_eq!(house.count(anew).await, 1);
    })
    .await;
}

/// A caller whom nothing fits.
async fn wrong_call(house: &House) {
    let shown = Shown {
        matricule: matricule(950).parse().expect("right"),
        birth_date: "1969-05-04".parse().expect("a day"),
        card: CardSerial::read("8025000099").expect("a serial"),
        code: None,
    };
    let operator = AccountId::from_bytes([1; 16]);
    let mut tx = house.store.begin("a test call").await.expect("begun");
    let found = house.spaces.recognize(&mut tx, operator, &shown).await;
    assert!(found.expect("asked").is_none());
    tx.commit().await.expect("committed");
}
