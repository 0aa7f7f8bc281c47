//! Guessing codes in order to refuse for others.

use crate::house::{House, matricule};
use crate::no_code;
use http::StatusCode;
use spaces::Life;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::for_each_store;

const ALARM: &str = "wrong activation codes pass the alarm of the population";

/// Where log lines go in this test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn alarms(&self) -> usize {
        let bytes = self.0.lock().expect("lines");
        String::from_utf8_lossy(&bytes).matches(ALARM).count()
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

/// The n-th of many machines.
fn address(n: u32) -> String {
    format!("203.0.{}.{}", n / 200, n % 200 + 1)
}

#[tokio::test]
async fn dos_07_guessed_refusals_of_many_addresses_stop_with_an_alarm_and_none_is_recorded() {
    for_each_store(async |store| {
        let lines = Lines::default();
        let writer = lines.clone();
        let log = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let _log = tracing::subscriber::set_default(log);
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
