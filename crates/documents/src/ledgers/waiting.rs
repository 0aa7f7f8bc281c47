//! When to look at what waits for a consultation.

use super::{Ledgers, bucket};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};

/// What may have come about by then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// It still waits: its patient learns that something does.
    Waits,
    /// The month is over: its patient sees it by itself.
    MonthOver,
    /// Its author let its patient see it.
    LetGo,
}

impl Moment {
    const ALL: [Self; 3] = [Self::Waits, Self::MonthOver, Self::LetGo];

    const fn number(self) -> i64 {
        match self {
            Self::Waits => 1,
            Self::MonthOver => 2,
            Self::LetGo => 3,
        }
    }

    fn from_number(number: i64) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.number() == number);
        found.ok_or_else(|| Error::fault("a kept moment of a document is unknown"))
    }
}

/// Something to look at.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Where it is.
    pub space: SpaceId,
    /// The document, in the version that it was then.
    pub document: DocumentId,
    /// What may have come about.
    pub moment: Moment,
    /// When to look.
    pub due_at: Timestamp,
}

impl Ledgers {
    /// Notes when to look at a document; the later note holds.
    pub async fn look_at(&self, look: Look) -> Result<()> {
        const NOTE: &str = "INSERT INTO document_waiting (bucket, space, document, moment, due_at) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (bucket, space, document, moment) DO UPDATE SET due_at = excluded.due_at";
        let row = vec![
            bucket(look.space),
            look.space.into(),
            look.document.into(),
            look.moment.number().into(),
            look.due_at.into(),
        ];
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// What is to be looked at by now, the first due first.
    pub async fn looks_due(&self, now: Timestamp, most: i64) -> Result<Vec<Look>> {
        const DUE: &str = "SELECT space, document, moment, due_at FROM document_waiting \
             WHERE due_at <= $1 ORDER BY due_at, bucket, space, document, moment LIMIT $2";
        let rows = self.store.query(DUE, vec![now.into(), most.into()]).await?;
        let read = |row: &store::Row| {
            Ok(Look {
                space: SpaceId::from_slice(row.blob(0)?)?,
                document: DocumentId::from_slice(row.blob(1)?)?,
                moment: Moment::from_number(row.int(2)?)?,
                due_at: row.timestamp(3)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// It was looked at; unless it is to be looked at again by now.
    pub async fn looked(&self, look: Look) -> Result<()> {
        const LOOKED: &str = "DELETE FROM document_waiting WHERE bucket = $1 AND space = $2 \
             AND document = $3 AND moment = $4 AND due_at = $5";
        let row = vec![
            bucket(look.space),
            look.space.into(),
            look.document.into(),
            look.moment.number().into(),
            look.due_at.into(),
        ];
        self.store.execute(LOOKED, row).await.map(drop)
    }
}
