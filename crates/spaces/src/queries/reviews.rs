//! Emergency accesses and their reviews.

use super::{of_space, with};
use crate::alerts::Outcome;
use kernel::{Result, Rpps, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx};

/// A review as kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptReview {
    pub space: SpaceId,
    pub id: [u8; 16],
    pub at: Timestamp,
    pub rpps: Rpps,
    pub body: Vec<u8>,
    pub outcome: Outcome,
}

fn review(row: &Row) -> Result<KeptReview> {
    Ok(KeptReview {
        space: SpaceId::from_slice(row.blob(0)?)?,
        id: row.bytes(1)?,
        at: row.timestamp(2)?,
        rpps: row.text(3)?.parse()?,
        body: row.blob(4)?.to_vec(),
        outcome: Outcome::from_number(row.int(5)?)?,
    })
}

pub(crate) fn insert_review(review: &KeptReview) -> Statement {
    Statement {
        sql: "INSERT INTO review (bucket, space, id, at, rpps, body, outcome) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params: with(
            of_space(review.space),
            [
                review.id.into(),
                review.at.into(),
                review.rpps.as_str().into(),
                review.body.clone().into(),
                review.outcome.number().into(),
            ],
        ),
    }
}

/// The reviews of a space, the oldest first.
pub(crate) async fn list_reviews(store: &Store, space: SpaceId) -> Result<Vec<KeptReview>> {
    let rows = store
        .query(
            "SELECT space, id, at, rpps, body, outcome FROM review \
             WHERE bucket = $1 AND space = $2 ORDER BY at, id",
            with(of_space(space), []),
        )
        .await?;
    rows.iter().map(review).collect()
}

/// The emergency access of this id in a space.
pub(crate) async fn find_review(
    store: &Store,
    space: SpaceId,
    id: [u8; 16],
) -> Result<Option<KeptReview>> {
    let rows = store
        .query(
            "SELECT space, id, at, rpps, body, outcome FROM review \
             WHERE bucket = $1 AND space = $2 AND id = $3",
            with(of_space(space), [id.into()]),
        )
        .await?;
    rows.first().map(review).transpose()
}

/// What waits, over all spaces, the oldest first.
pub(crate) async fn list_waiting_reviews(store: &Store, limit: i64) -> Result<Vec<KeptReview>> {
    let rows = store
        .query(
            "SELECT space, id, at, rpps, body, outcome FROM review WHERE outcome = 0 \
             ORDER BY at, bucket, space, id LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    rows.iter().map(review).collect()
}

/// One that waits.
pub(crate) async fn find_waiting_review(store: &Store, id: [u8; 16]) -> Result<Option<KeptReview>> {
    let rows = store
        .query(
            "SELECT space, id, at, rpps, body, outcome FROM review WHERE outcome = 0 AND id = $1",
            vec![id.into()],
        )
        .await?;
    rows.first().map(review).transpose()
}

/// How many emergencies one professional opened in this time.
pub(crate) async fn count_reviews_of(
    store: &Store,
    rpps: &Rpps,
    from: Timestamp,
    to: Timestamp,
) -> Result<u64> {
    let rows = store
        .query(
            "SELECT count(*) FROM review WHERE rpps = $1 AND at >= $2 AND at <= $3",
            vec![rpps.as_str().into(), from.into(), to.into()],
        )
        .await?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Ends a review; `false` if it no longer waits.
pub(crate) async fn end_review(
    tx: &mut Tx,
    space: SpaceId,
    id: [u8; 16],
    outcome: Outcome,
    now: Timestamp,
    reviewer: &Rpps,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE review SET outcome = $4, reviewed_at = $5, reviewer = $6 \
             WHERE bucket = $1 AND space = $2 AND id = $3 AND outcome = 0",
            with(
                of_space(space),
                [
                    id.into(),
                    outcome.number().into(),
                    now.into(),
                    reviewer.as_str().into(),
                ],
            ),
        )
        .await?;
    Ok(changed == 1)
}

/// What goes with the space.
pub(crate) fn delete_reviews(space: SpaceId) -> Statement {
    Statement {
        sql: "DELETE FROM review WHERE bucket = $1 AND space = $2",
        params: with(of_space(space), []),
    }
}
