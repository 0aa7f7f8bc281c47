//! How long a session lasts, and a proof. Pure.

use crate::caller::Holder;
use crate::queries::SessionRow;
use edge::Audience;
use kernel::Timestamp;
use std::time::Duration;

/// How long any session lasts in all.
pub(crate) const SESSION_MAX: Duration = Duration::from_hours(12);
/// How long a session that is over is known: what comes from it then is its holder's
/// still, and opens nothing (`crate::over`).
pub(crate) const KNOWN_MAX: Duration = Duration::from_hours(12 + 24);
/// How long a session of the team lasts in all.
const STAFF_SESSION_MAX: Duration = Duration::from_hours(8);
const SHARED_IDLE: Duration = Duration::from_mins(10);
/// To which a session is seen.
pub(super) const SEEN_EVERY: Duration = Duration::from_mins(1);
/// How long a proof of two factors counts as fresh.
pub(crate) const PROOF_FRESH: Duration = Duration::from_mins(5);

/// Whether both factors were shown within the last five minutes. If not, send
/// the person through [`crate::proof_first`].
pub fn fresh_proof(holder: &Holder, now: Timestamp) -> bool {
    is_fresh(holder.proved_at, now)
}

pub(crate) fn is_fresh(proved_at: Timestamp, now: Timestamp) -> bool {
    now.since(proved_at) <= PROOF_FRESH && proved_at <= now
}

pub(super) fn is_over(row: &SessionRow, now: Timestamp) -> bool {
    // A professional's is locked then, for as long as it lasts in all.
    let idle = is_idle(row, now) && row.whose != Audience::Professional;
    let max = match row.whose.is_staff() {
        true => STAFF_SESSION_MAX,
        false => SESSION_MAX,
    };
    let ends_at = row.ends_at.is_some_and(|ends_at| now >= ends_at);
    ends_at || now >= row.created.plus(max) || idle
}

/// Whether a professional's session opens nothing now: locked by their hand, or
/// idle for too long.
pub(super) fn is_locked(row: &SessionRow, now: Timestamp) -> bool {
    row.whose == Audience::Professional && (row.lock.is_some() || is_idle(row, now))
}

fn is_idle(row: &SessionRow, now: Timestamp) -> bool {
    let idle = match (row.whose, row.shared) {
        (Audience::Holder, true) => SHARED_IDLE,
        (whose, _) => whose.idle(),
    };
    now >= row.seen.plus(idle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::LockRow;
    use kernel::{AccountId, SessionId};

    #[test]
    fn a_session_is_over_at_its_idle_and_at_its_absolute_limit() {
        let start = Timestamp::from_millis(1_795_424_400_000);
        let row = |whose, shared, seen: Duration| SessionRow {
            session: SessionId::from_bytes([1; 16]),
            whose,
            account: Some(AccountId::from_bytes([2; 16])),
            body: None,
            created: start,
            shared,
            device: String::new(),
            seen: start.plus(seen),
            proved: start,
            name: None,
            spaces: Vec::new(),
            probations: Vec::new(),
            post: None,
            helped: None,
            ends_at: None,
            lock: None,
        };
        let zero = Duration::ZERO;
        let second = Duration::from_secs(1);
        for (whose, shared, idle, hours) in [
            (Audience::Holder, false, 30, 12),
            (Audience::Holder, true, 10, 12),
            (Audience::Professional, false, 15, 12),
            (Audience::Operator, true, 10, 8),
            (Audience::Administrator, true, 10, 8),
            (Audience::Volunteer, true, 30, 8),
        ] {
            let limit = start.plus(Duration::from_mins(idle));
            assert!(!is_over(&row(whose, shared, zero), limit.minus(second)));
            let idle = row(whose, shared, zero);
            let locks = whose == Audience::Professional;
            assert_eq!(is_over(&idle, limit), !locks, "{whose:?}");
            assert_eq!(is_locked(&idle, limit), locks, "{whose:?}");
            assert!(!is_locked(&idle, limit.minus(second)), "{whose:?}");
            let max = Duration::from_hours(hours);
            let last = max - second;
            assert!(!is_over(&row(whose, shared, last), start.plus(last)));
            assert!(is_over(&row(whose, shared, last), start.plus(max)));
        }
        let mut locked = row(Audience::Professional, false, zero);
        locked.lock = Some(LockRow {
            back: None,
            lost: false,
        });
        let hours = Duration::from_hours(12);
        assert!(is_locked(&locked, start) && !is_over(&locked, start.plus(hours - second)));
        assert!(is_over(&locked, start.plus(hours)));
        let helped = SessionRow {
            ends_at: Some(start.plus(second)),
            ..row(Audience::Holder, true, zero)
        };
        assert!(!is_over(&helped, start));
        assert!(is_over(&helped, start.plus(second)));
    }
}
