//! Who was born on a day under a name.

use kernel::{Date, PersonId, Result};
use store::Store;

/// The people born that day whose name, at birth or in use, has these letters;
/// `limit` at most.
pub(crate) async fn list_by_birth_and_name(
    store: &Store,
    date: Date,
    name_key: &str,
    limit: i64,
) -> Result<Vec<PersonId>> {
    let rows = store
        .query(
            "SELECT person FROM insured_by_birth \
             WHERE birth_date = $1 AND name_key = $2 ORDER BY person LIMIT $3",
            vec![date.to_string().into(), name_key.into(), limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .collect()
}
