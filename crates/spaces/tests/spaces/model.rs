//! The life of a space, checked exhaustively: a model of a site, a phone, letters, a
//! batch, an activation, a closing and what undoes each, that read and write one
//! register at the same time, with a clock that moves on and is set back, and
//! processes that die. Every reachable state is looked at; then long orders of
//! acts are replayed on what production runs, on every store, and must end as
//! the model says.

use crate::house::{HEADER, House, Person, line};
use kernel::{Chance as _, Date, SeededChance, Timestamp};
use spaces::{DEADLINE, Fate, Format, How, Life, SILENCE, UNDO, What};
use std::collections::HashSet;
use std::time::Duration;
use testkit::for_each_store;

const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const SECOND: Duration = Duration::from_secs(1);

/// The instants that matter: at once, just in time, just too late, due, and so
/// late that what was closed or told anew by then is over too.
fn clock(step: usize, told: Timestamp) -> Timestamp {
    let deadline = told.plus(DEADLINE);
    match step {
        0 => told.plus(SECOND),
        1 => deadline.minus(SECOND),
        2 => deadline.plus(SECOND),
        3 => deadline.plus(SILENCE),
        _ => deadline.plus(SILENCE + DEADLINE + SILENCE),
    }
}
const CLOCKS: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Act {
    RefuseOnSite,
    RefuseByPhone,
    Activate,
    Silence,
    Close,
    Withdraw,
    Reopen,
    Erase,
    RefuseByPost,
    SayYes,
    /// A letter that came when the person was told, and is read now.
    LetterInTime,
}

const ACTS: [Act; 11] = [
    Act::RefuseOnSite,
    Act::RefuseByPhone,
    Act::Activate,
    Act::Silence,
    Act::Close,
    Act::Withdraw,
    Act::Reopen,
    Act::Erase,
    Act::RefuseByPost,
    Act::SayYes,
    Act::LetterInTime,
];

fn apply(act: Act, life: Life, at: Timestamp) -> Option<Life> {
    match act {
        Act::RefuseOnSite | Act::RefuseByPhone | Act::RefuseByPost => life.refuse(at).ok(),
        // Who comes back with a newer code changes their mind by this very act.
        Act::Activate => match life {
            Life::Refused { .. } => life.withdraw_refusal(at).ok()?.activate(at).ok(),
            Life::Closed { .. } => life.reopen(at).ok()?.activate(at).ok(),
            life => life.activate(at).ok(),
        },
        Act::Silence => life.open_by_silence(at).ok(),
        Act::SayYes => life.say_yes(at).ok(),
        Act::LetterInTime => life.refuse_in_time(at).ok(),
        Act::Close => life.close(at, Fate::Delete).ok(),
        Act::Withdraw => life.withdraw_refusal(at).ok(),
        Act::Reopen => life.reopen(at).ok(),
        Act::Erase => life.erase(at).ok(),
    }
}

/// What was acknowledged so far, and stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Said {
    /// A refusal.
    no: bool,
    /// A closing.
    closed: bool,
    /// The keys are gone.
    erased: bool,
    /// Openings by silence since the person was told.
    silences: u8,
}

impl Said {
    fn after(mut self, act: Act) -> Self {
        match act {
            Act::RefuseOnSite | Act::RefuseByPhone | Act::RefuseByPost | Act::LetterInTime => {
                self.no = true;
            }
            Act::SayYes => {}
            Act::Close => self.closed = true,
            // A change of mind of the person themself.
            Act::Activate | Act::Reopen => (self.no, self.closed) = (false, false),
            Act::Withdraw => (self.no, self.silences) = (false, 0),
            Act::Silence => self.silences += 1,
            Act::Erase => self.erased = true,
        }
        self
    }

    fn check(self, life: Life) {
        assert!(!(self.no && life.is_open()), "open after a no: {life:?}");
        assert!(!(self.closed && life.is_open()), "open: {life:?}");
        let gone = matches!(life, Life::Erased { .. });
        assert_eq!(self.erased, gone, "{life:?}");
        assert!(self.silences <= 1, "opened twice by silence: {life:?}");
    }
}

/// Where one process is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum At {
    Start,
    /// It read this, and has decided nothing yet.
    Read(Life),
    /// Acknowledged, refused, or dead.
    Over,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct World {
    life: Life,
    clock: usize,
    /// The clock was set back once.
    set_back: bool,
    /// Those that take part, by their place in [`ACTS`].
    processes: Vec<(usize, At)>,
    said: Said,
}

impl World {
    fn new(acts: &[usize]) -> Self {
        Self {
            life: Life::announced(T0),
            clock: 0,
            set_back: false,
            processes: acts.iter().map(|act| (*act, At::Start)).collect(),
            said: Said::default(),
        }
    }

    /// Every world that may follow.
    fn next(&self) -> Vec<Self> {
        let mut worlds = Vec::new();
        if self.clock + 1 < CLOCKS {
            let mut later = self.clone();
            later.clock += 1;
            worlds.push(later);
        }
        if self.clock > 0 && !self.set_back {
            let mut earlier = self.clone();
            earlier.clock -= 1;
            earlier.set_back = true;
            worlds.push(earlier);
        }
        for (n, (_, at)) in self.processes.iter().enumerate() {
            match *at {
                At::Start => {
                    let mut read = self.clone();
                    read.processes[n].1 = At::Read(self.life);
                    worlds.push(read);
                }
                At::Read(seen) => {
                    let mut dead = self.clone();
                    dead.processes[n].1 = At::Over;
                    worlds.push(dead);
                    worlds.push(self.commit(n, seen));
                }
                At::Over => {}
            }
        }
        worlds
    }

    /// Writes what was decided on what was read, unless somebody wrote
    /// meanwhile: then it reads again.
    fn commit(&self, n: usize, seen: Life) -> Self {
        let mut world = self.clone();
        if seen != self.life {
            world.processes[n].1 = At::Read(self.life);
            return world;
        }
        let (act, at) = (ACTS[world.processes[n].0], clock(self.clock, T0));
        world.processes[n].1 = At::Over;
        if let Some(life) = apply(act, seen, at) {
            if act == Act::Silence {
                let Life::Announced { deadline, .. } = seen else {
                    panic!("silence opens who was told: {self:?}");
                };
                assert!(at >= deadline.plus(SILENCE), "before its time: {self:?}");
            }
            assert!(!self.said.erased, "something after the keys: {self:?}");
            world.life = life;
            world.said = self.said.after(act);
        }
        world
    }
}

/// Any four of the eleven acts at once: each that undoes another, and what comes between.
#[test]
fn in_every_reachable_state_a_no_and_a_closing_hold_and_silence_opens_once() {
    let mut states = 0;
    for mask in 0_u32..1 << ACTS.len() {
        if mask.count_ones() != 4 {
            continue;
        }
        let acts: Vec<usize> = (0..ACTS.len()).filter(|n| mask >> n & 1 == 1).collect();
        let mut seen = HashSet::new();
        let mut open = vec![World::new(&acts)];
        while let Some(world) = open.pop() {
            if seen.contains(&world) {
                continue;
            }
            world.said.check(world.life);
            open.extend(world.next());
            seen.insert(world);
        }
        states += seen.len();
    }
    assert!(states > 50_000, "only {states} states were seen");
}

/// How many orders are replayed, and how long each is.
const TRACES: u32 = 72;
const LENGTH: u32 = 10;

/// One of so many.
fn draws(chance: &SeededChance, below: usize) -> usize {
    let mut byte = [0];
    chance.fill(&mut byte);
    usize::from(byte[0]) % below
}

/// An instant, minutes from the one that matters: each act has its own, and those
/// that must be in time are.
fn moment(step: usize, told: Timestamp, nth: u32) -> Timestamp {
    let half_an_hour = Duration::from_secs(30 * 60);
    let at = clock(step, told).plus(Duration::from_secs(120) * nth);
    match step {
        1 => at.minus(half_an_hour),
        _ => at,
    }
}

/// Does it as production does; whether it was done, and when.
async fn does(house: &House, ana: &Person, act: Act, nth: u32, told_on: Date) -> bool {
    let (spaces, now) = (&house.spaces, house.time.now());
    let before = house.life(ana.id).await;
    match act {
        Act::RefuseOnSite | Act::Activate => {
            // A code of their own, as they ask for one.
            let told = spaces.announce(ana.id, spaces::Channel::Letter).await;
            let Ok(told) = told else { return false };
            let code = told.code.in_groups();
            let mut visitor = house.visitor(&format!("198.51.{}.{}", nth / 200, nth % 200 + 1));
            let begun = visitor.tries(&code, ana).await;
            assert_eq!(
                begun.to.as_deref(),
                Some("/activer/choix"),
                "{}",
                begun.body
            );
            if act == Act::RefuseOnSite {
                let own = format!("pour-{}", ana.id);
                let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
                return done.to.as_deref() == Some("/opposition/recu");
            }
            visitor.goes_on(&format!("ana.leca{nth}")).await;
            let done = visitor.post("/activer/partage", &[]).await;
            done.to.as_deref() == Some("/espace/moi")
        }
        Act::RefuseByPhone => house.refused_by_phone(ana.id, &[ana.id]).await.is_ok(),
        Act::RefuseByPost | Act::LetterInTime => {
            let number = &ana.matricule;
            let day = match act {
                Act::LetterInTime => told_on,
                _ => now.in_paris().date(),
            };
            let file = format!(
                "matricule,birth_date,received_on,reference\n{number},1969-05-04,{day},C-{nth}\n"
            );
            let told = &mut std::io::sink();
            let read = spaces.record_letters(file.as_bytes(), false, told).await;
            read.expect("read").recorded == 1
        }
        Act::Silence => {
            let bucket = house.space(ana.id).await.bucket();
            let mut tx = house.store.begin("a batch").await.expect("begun");
            let opened = spaces.open_due(&mut tx, bucket..bucket + 1, now).await;
            opened.expect("asked");
            tx.commit().await.expect("committed");
            house.life(ana.id).await != before
        }
        Act::Close => {
            let closed = spaces.close(ana.id, Fate::Delete, How::Site, now).await;
            closed.is_ok()
        }
        Act::Withdraw | Act::SayYes => {
            let what = match act {
                Act::SayYes => What::Open,
                _ => What::WithdrawRefusal,
            };
            if spaces.hold(ana.id, what).await.is_err() {
                return false;
            }
            house.time.advance(SILENCE);
            spaces.do_held(10).await.expect("asked") == 1
        }
        Act::Reopen => spaces.reopen(ana.id, How::Site, now).await.is_ok(),
        Act::Erase => spaces.erase_due(10).await.expect("asked") == 1,
    }
}

/// Whether this can be asked for: on the site with a code, which the person may
/// have; by phone what was not decided since, by the clock.
fn may_begin(act: Act, life: Life, asked: Timestamp) -> bool {
    match act {
        Act::RefuseOnSite | Act::Activate => life.may_have_code().is_ok(),
        // A no that stands in a later time than this one stays a no.
        Act::Withdraw => life.since() <= asked,
        _ => true,
    }
}

/// What a letter that came that day makes of a space, which was opened after this
/// deadline if it was opened without its holder: it is of use to who did not change their
/// mind since, on the site or by phone.
fn by_letter(
    life: Life,
    received_on: Date,
    opened: Option<Timestamp>,
    changed: [Option<Timestamp>; 2],
    now: Timestamp,
) -> Option<Life> {
    let day = |at: Timestamp| at.in_paris().date();
    let [on_site, by_phone] = changed;
    let stands = on_site.is_none_or(|at| day(at) < received_on)
        && by_phone.is_none_or(|at| day(at) <= received_on);
    if !stands {
        return None;
    }
    match opened {
        Some(deadline) if received_on <= day(deadline) => life.refuse_in_time(now).ok(),
        _ => life.refuse(now).ok(),
    }
}

#[tokio::test]
async fn what_production_runs_ends_every_order_of_acts_as_the_model_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let chance = SeededChance::new(8);
        let (mut nth, mut done_of) = (0, [0; ACTS.len()]);
        let (mut backwards, mut ended) = (0, 0);
        for n in 1..=TRACES {
            let ana = line(n, "LECA", "ANA");
            let (report, refused) = house.import(&format!("{HEADER}{ana}"), Format::Csv).await;
            assert_eq!(report.rejected, 0, "{refused}");
            let ana = house.person_known(n).await;
            house.announce(&ana).await;
            let told = house.time.now();
            let mut life = Life::announced(told);
            let (mut said, mut step, mut trace) = (Said::default(), 0, Vec::new());
            let told_on = told.in_paris().date();
            let (mut withdrawn, mut opened) = ([None; 2], None);
            if n.is_multiple_of(4) {
                // Nobody said anything for six weeks.
                step = 3;
            }
            for place in 1..=LENGTH {
                nth += 1;
                step = match draws(&chance, 6) {
                    0 if step > 0 => step - 1,
                    0..2 => step,
                    _ => (step + 1).min(CLOCKS - 1),
                };
                match (place, n % 2) {
                    (7, 0) => step = 3,
                    (8, 0) => step = CLOCKS - 1,
                    _ => {}
                }
                let at = moment(step, told, place);
                backwards += u32::from(at < house.time.now());
                house.time.set(at);
                let pick = match (place, n % 2) {
                    // In some silence opens at once, and an old letter is read then; others
                    // begin with a yes.
                    (1, _) if n % 12 == 8 => 3,
                    (3, _) if n % 12 == 8 => 10,
                    (1, _) if n % 9 == 5 => 9,
                    // What is only due so late comes there in some.
                    (2 | 5, _) if step >= 3 => 3,
                    (7, 0) => 4,
                    (8, 0) => 7,
                    // Who closes seldom comes back by chance before the keys are gone.
                    (_, 1) if matches!(life, Life::Closed { .. }) => 6,
                    _ => draws(&chance, ACTS.len()),
                };
                let act = ACTS[pick];
                trace.push((act, step));
                let may = may_begin(act, life, at);
                let done = does(&house, &ana, act, nth, told_on).await;
                let at = house.time.now();
                let expected = match act {
                    Act::RefuseByPost => {
                        let today = at.in_paris().date();
                        by_letter(life, today, opened, withdrawn, at)
                    }
                    Act::LetterInTime => by_letter(life, told_on, opened, withdrawn, at),
                    _ if may => apply(act, life, at),
                    _ => None,
                };
                assert_eq!(done, expected.is_some(), "{n}: {trace:?} from {life:?}");
                if let Some(next) = expected {
                    if act == Act::Activate && said.no {
                        withdrawn[0] = withdrawn[0].max(Some(at));
                    }
                    if act == Act::Withdraw {
                        // It counts from when it was asked for.
                        withdrawn[1] = withdrawn[1].max(Some(at.minus(SILENCE)));
                    }
                    ended += u32::from(act == Act::LetterInTime && life.refuse(at).is_err());
                    opened = match (act, life) {
                        (Act::Silence | Act::SayYes, Life::Announced { deadline, .. }) => {
                            Some(deadline)
                        }
                        _ => None,
                    };
                    life = next;
                    said = said.after(act);
                    done_of[pick] += 1;
                }
                assert_eq!(house.life(ana.id).await, life, "{n}: {trace:?}");
                said.check(life);
            }
            // The next one begins when all of this is over.
            house.time.set(clock(CLOCKS - 1, told).plus(UNDO + SILENCE));
            spaces_end(&house, &ana).await;
        }
        assert!(backwards >= 10, "the clock was set back {backwards} times");
        assert!(ended >= 3, "{ended} letters ended what silence had opened");
        assert!(done_of.iter().all(|done| *done >= 3), "{done_of:?}");
    })
    .await;
}

/// What is closed is erased, so that no later order meets it.
async fn spaces_end(house: &House, ana: &Person) {
    let now = house.time.now();
    drop(
        house
            .spaces
            .close(ana.id, Fate::Delete, How::Site, now)
            .await,
    );
    house.time.advance(UNDO);
    house.spaces.erase_due(10).await.expect("asked");
}
