//! Who was born on a day under a name; activations begun otherwise than by a
//! code.

use super::{NewActivation, of_person, with};
use kernel::{Date, PersonId, Result};
use store::{Store, Tx};

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

/// Begins an activation in place of any other of the same person: nothing that
/// was begun by a letter stands in the way of who proved who they are. Its
/// `code_hash` is the subject's.
pub(crate) async fn replace_activation(tx: &mut Tx, new: &NewActivation) -> Result<()> {
    tx.execute(
        "INSERT INTO activation (bucket, person, token_hash, code_hash, started_at, draft) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (bucket, person) DO UPDATE SET token_hash = excluded.token_hash, \
           code_hash = excluded.code_hash, started_at = excluded.started_at, draft = excluded.draft",
        with(
            of_person(new.person),
            [
                new.token_hash.into(),
                new.code_hash.into(),
                new.now.into(),
                new.draft.clone().into(),
            ],
        ),
    )
    .await
    .map(drop)
}
