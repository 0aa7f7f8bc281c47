//! The machine as a table, and what must hold whatever happens.

use super::*;
use proptest::prelude::*;

const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
const MS: Duration = Duration::from_millis(1);

fn all() -> Vec<(&'static str, Life)> {
    let closed = |fate, was| Life::Closed {
        at: T0,
        fate,
        was,
        yields_until: None,
    };
    vec![
        ("announced", Life::announced(T0)),
        ("open", Life::opened(T0)),
        (
            "active, just now",
            Life::announced(T0).activate(T0).expect("told"),
        ),
        (
            "active",
            Life::Active {
                at: T0,
                yields_until: None,
            },
        ),
        ("refused", Life::Refused { at: T0 }),
        ("archived", closed(Fate::Archive, Was::Active)),
        ("to be deleted", closed(Fate::Delete, Was::Open)),
        ("dead", closed(Fate::Death, Was::Announced)),
        ("erased", Life::Erased { at: T0 }),
    ]
}

/// Which states a transition accepts, as a word of y and n.
fn accepts<T>(transition: impl Fn(Life) -> Result<T, Why>) -> String {
    let one = |(_, life): &(&str, Life)| if transition(*life).is_ok() { 'y' } else { 'n' };
    all().iter().map(one).collect()
}

#[test]
fn every_transition_is_accepted_by_these_states_and_no_other() {
    let late = T0.plus(DEADLINE).plus(SILENCE);
    let far = T0.plus(ARCHIVE);
    // announced, open, active just now, active, refused, archived, deleted, dead, erased
    for (name, accepted, expected) in [
        ("a code", accepts(Life::may_have_code), "yynnynynn"),
        ("told anew", accepts(|l| l.told_anew(T0)), "ynnnnnnnn"),
        ("activate", accepts(|l| l.activate(T0)), "yynnnnnnn"),
        ("answered for", accepts(|l| l.answered_for(T0)), "yyyynnnnn"),
        ("yes", accepts(|l| l.say_yes(T0)), "ynnnnnnnn"),
        ("yes, late", accepts(|l| l.say_yes(late)), "ynnnnnnnn"),
        (
            "silence, early",
            accepts(|l| l.open_by_silence(T0)),
            "nnnnnnnnn",
        ),
        ("silence", accepts(|l| l.open_by_silence(late)), "ynnnnnnnn"),
        ("refuse", accepts(|l| l.refuse(T0)), "ynynnnnnn"),
        ("refuse, late", accepts(|l| l.refuse(late)), "ynnnnnnnn"),
        (
            "refuse in time",
            accepts(|l| l.refuse_in_time(late)),
            "yynnnnnnn",
        ),
        ("withdraw", accepts(|l| l.withdraw_refusal(T0)), "nnnnynnnn"),
        ("close", accepts(|l| l.close(T0, Fate::Delete)), "nyyynnnnn"),
        ("death", accepts(|l| l.close(T0, Fate::Death)), "yyyynnnnn"),
        ("reopen", accepts(|l| l.reopen(T0)), "nnnnnyynn"),
        ("lives", accepts(|l| l.lives_after_all(T0)), "nnnnnnnyn"),
        ("erase, early", accepts(|l| l.erase(T0)), "nnnnnnnnn"),
        ("erase", accepts(|l| l.erase(far)), "nnnnnyyyn"),
    ] {
        assert_eq!(accepted, expected, "{name}");
    }
}

#[test]
fn only_what_is_open_or_active_is_read_and_fed() {
    let is_open: Vec<bool> = all().iter().map(|(_, life)| life.is_open()).collect();
    // announced, open, active just now, active, refused, archived, deleted, dead, erased
    let expected = [false, true, true, true, false, false, false, false, false];
    assert_eq!(is_open, expected);
    assert!(all().iter().all(|(_, life)| life.since() == T0));
}

#[test]
fn silence_opens_three_days_after_the_deadline_and_not_a_moment_before() {
    let told = Life::announced(T0);
    let due = T0.plus(DEADLINE).plus(SILENCE);
    assert_eq!(told.open_by_silence(due.minus(MS)), Err(Why::TooEarly));
    let open = told.open_by_silence(due).expect("due");
    assert_eq!(open.open_by_silence(due), Err(Why::AlreadyOpen));
}

#[test]
fn a_refusal_one_second_before_the_deadline_and_one_second_after_both_hold_while_nothing_is_open() {
    let told = Life::announced(T0);
    let deadline = T0.plus(DEADLINE);
    let second = Duration::from_secs(1);
    for at in [deadline.minus(second), deadline.plus(second)] {
        let refused = told.refuse(at).expect("nothing is open");
        assert_eq!(refused.open_by_silence(at.plus(ARCHIVE)), Err(Why::Refused));
        assert_eq!(refused.activate(at), Err(Why::Refused));
    }
}

#[test]
fn a_refusal_wins_against_an_activation_of_the_same_half_hour_but_not_past_the_deadline() {
    let told = Life::announced(T0);
    let active = told.activate(T0).expect("told");
    assert!(active.refuse(T0.plus(YIELD).minus(MS)).is_ok());
    assert_eq!(active.refuse(T0.plus(YIELD)), Err(Why::AlreadyOpen));
    let deadline = T0.plus(DEADLINE);
    let last = told.activate(deadline.minus(MS)).expect("told");
    assert_eq!(last.refuse(deadline), Err(Why::AlreadyOpen));
    let late = told.activate(deadline).expect("told");
    assert_eq!(late.refuse(deadline), Err(Why::AlreadyOpen));
}

#[test]
fn a_refusal_wins_against_who_answers_for_a_child_in_the_same_half_hour_too() {
    let open = Life::announced(T0).answered_for(T0).expect("told");
    assert!(open.is_open());
    assert!(open.refuse(T0.plus(YIELD).minus(MS)).is_ok());
    assert_eq!(open.refuse(T0.plus(YIELD)), Err(Why::AlreadyOpen));
    // Its holder opens an account on it as on any other, and that changes nothing.
    let active = open.activate(T0).expect("open");
    assert!(active.refuse(T0.plus(YIELD).minus(MS)).is_ok());
    assert_eq!(active.answered_for(T0), Ok(active));
    let late = Life::announced(T0).answered_for(T0.plus(DEADLINE));
    let late = late.expect("told");
    assert_eq!(late.refuse(T0.plus(DEADLINE)), Err(Why::AlreadyOpen));
}

#[test]
fn act_13_a_no_wins_against_a_yes_without_an_account_until_the_deadline() {
    let told = Life::announced(T0);
    let deadline = T0.plus(DEADLINE);
    let open = told.say_yes(T0.plus(DAY)).expect("told");
    assert!(open.is_open());
    assert_eq!(open.say_yes(T0.plus(DAY)), Err(Why::AlreadyOpen));
    let last = deadline.minus(MS);
    assert_eq!(open.refuse(last), Ok(Life::Refused { at: last }));
    assert_eq!(open.refuse(deadline), Err(Why::AlreadyOpen));
    // After the deadline no such no can come any more: it is closed instead.
    let late = told.say_yes(deadline).expect("told");
    assert_eq!(late, Life::opened(deadline));
    // An account yields as any other does: for half an hour.
    let active = open.activate(T0.plus(DAY * 2)).expect("open");
    assert!(active.refuse(T0.plus(DAY * 2 + YIELD).minus(MS)).is_ok());
    let later = active.refuse(T0.plus(DAY * 2 + YIELD));
    assert_eq!(later, Err(Why::AlreadyOpen));
}

#[test]
fn act_13_a_no_that_came_in_time_ends_what_silence_opened_and_no_account() {
    let due = T0.plus(DEADLINE + SILENCE);
    let open = Life::announced(T0).open_by_silence(due).expect("due");
    let read = due.plus(DAY * 30);
    assert_eq!(open.refuse(read), Err(Why::AlreadyOpen));
    assert_eq!(open.refuse_in_time(read), Ok(Life::Refused { at: read }));
    let active = open.activate(due.plus(DAY)).expect("open");
    assert_eq!(active.refuse_in_time(read), Err(Why::AlreadyOpen));
    let closed = open.close(due, Fate::Archive).expect("open");
    assert_eq!(closed.refuse_in_time(read), Err(Why::Closed));
}

#[test]
fn a_withdrawn_refusal_gives_six_weeks_of_its_own() {
    let refused = Life::announced(T0).refuse(T0).expect("told");
    let later = T0.plus(DEADLINE * 3);
    let told = refused.withdraw_refusal(later).expect("refused");
    assert_eq!(told, Life::announced(later));
    assert_eq!(
        told.open_by_silence(later.plus(DEADLINE)),
        Err(Why::TooEarly)
    );
    // Who answers for a child opens at once, and a no that is under way wins then too.
    let open = told.answered_for(later).expect("told");
    assert!(open.is_open());
    assert!(open.refuse(later.plus(YIELD).minus(MS)).is_ok());
    assert_eq!(open.refuse(later.plus(YIELD)), Err(Why::AlreadyOpen));
}

#[test]
fn a_closing_is_undone_for_thirty_days_and_an_archive_opened_for_ten_years() {
    for (fate, last) in [(Fate::Delete, UNDO), (Fate::Archive, ARCHIVE)] {
        for (life, again) in [
            (Life::opened(T0), Life::opened(T0.plus(MS))),
            (
                Life::announced(T0).activate(T0).expect("told"),
                Life::Active {
                    at: T0.plus(MS),
                    yields_until: None,
                },
            ),
        ] {
            let closed = life.close(T0, fate).expect("open");
            assert!(!closed.is_open());
            assert_eq!(closed.reopen(T0.plus(MS)), Ok(again));
            assert!(closed.reopen(T0.plus(last).minus(MS)).is_ok());
            assert_eq!(closed.reopen(T0.plus(last)), Err(Why::NotClosed));
            assert_eq!(closed.erase(T0.plus(last).minus(MS)), Err(Why::TooEarly));
            assert!(closed.erase(T0.plus(last)).is_ok());
        }
    }
}

#[test]
fn a_death_is_undone_by_the_fund_alone_and_silence_never_opens_it() {
    let told = Life::announced(T0);
    let dead = told.close(T0, Fate::Death).expect("told");
    let late = T0.plus(DEADLINE * 2);
    assert_eq!(dead.reopen(T0), Err(Why::NotClosed));
    assert_eq!(dead.open_by_silence(late), Err(Why::Closed));
    assert_eq!(dead.lives_after_all(late), Ok(Life::announced(late)));
}

#[test]
fn a_death_told_by_mistake_takes_no_no_away_and_a_closing_of_ones_own_does() {
    let deadline = T0.plus(DEADLINE);
    let yes = Life::announced(T0).say_yes(T0).expect("told");
    let dead = yes.close(T0.plus(MS), Fate::Death).expect("open");
    for (again, no) in [(deadline.minus(MS), true), (deadline, false)] {
        let lives = dead.lives_after_all(again).expect("dead");
        assert_eq!(lives.refuse(again).is_ok(), no);
        assert_eq!(lives.refuse(deadline), Err(Why::AlreadyOpen));
    }
    let archived = yes.close(T0.plus(MS), Fate::Archive).expect("open");
    let reopened = archived.reopen(T0.plus(MS * 2));
    assert_eq!(reopened, Ok(Life::opened(T0.plus(MS * 2))));
}

#[test]
fn the_days_left_are_counted_as_people_do() {
    for (until, now, days) in [
        (T0.plus(UNDO), T0, 30),
        (T0.plus(MS), T0, 1),
        (T0, T0, 0),
        (T0, T0.plus(MS), 0),
    ] {
        assert_eq!(days_left(until, now), days);
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Activate,
    Silence,
    Yes,
    Refuse,
    RefuseInTime,
    Close(bool),
    Reopen,
    Erase,
    Anew,
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Activate),
        Just(Step::Silence),
        Just(Step::Yes),
        Just(Step::Refuse),
        Just(Step::RefuseInTime),
        any::<bool>().prop_map(Step::Close),
        Just(Step::Reopen),
        Just(Step::Erase),
        Just(Step::Anew),
        (0u32..200).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn whatever_comes_a_refusal_stays_closed_ends_and_silence_opens_once(
        steps in proptest::collection::vec(step(), 0..40),
    ) {
        let mut now = T0;
        let mut life = Life::announced(now);
        let (mut refused, mut silences, mut erased) = (false, 0, false);
        for step in steps {
            let next = match step {
                Step::Activate => life.activate(now),
                Step::Silence => life.open_by_silence(now),
                Step::Yes => life.say_yes(now),
                Step::Refuse => life.refuse(now),
                Step::RefuseInTime => life.refuse_in_time(now),
                Step::Close(delete) => {
                    life.close(now, if delete { Fate::Delete } else { Fate::Archive })
                }
                Step::Reopen => life.reopen(now),
                Step::Erase => life.erase(now),
                Step::Anew => life.told_anew(now),
                Step::Wait(hours) => {
                    now = now.plus(Duration::from_secs(u64::from(hours) * 3600));
                    continue;
                }
            };
            let Ok(next) = next else { continue };
            let opens = !life.is_open() && next.is_open();
            prop_assert!(!(opens && refused), "opened after a refusal");
            prop_assert!(!(opens && erased), "opened after erasure");
            silences += u32::from(matches!(step, Step::Silence));
            refused |= matches!(step, Step::Refuse | Step::RefuseInTime);
            erased |= matches!(step, Step::Erase);
            life = next;
        }
        prop_assert!(silences <= 1);
    }
}
