//! Where the agenda and messages meet: what was prepared for an appointment begins a
//! message to the professional who made it.

use async_trait::async_trait;
use edge::Page;
use kernel::{Result, Rpps};
use messages::{Beginning, Messages};
use sharing::Permit;

/// Messages, as the agenda asks them.
pub(crate) struct Reaching(pub(crate) Messages);

#[async_trait]
impl agenda::Reach for Reaching {
    async fn may_write(&self, permit: &Permit, to: &Rpps) -> Result<bool> {
        self.0.reaches(permit, to).await
    }
}

/// What a message about this appointment begins with.
pub(crate) fn begins(page: &Page, permit: &Permit, id: &str) -> Result<Option<Beginning>> {
    let prepared = agenda::prepared(page, permit, id)?;
    Ok(prepared.map(|it| Beginning {
        to: it.to,
        subject: it.subject,
        text: it.text,
        documents: it.documents,
    }))
}
