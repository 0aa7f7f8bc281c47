//! What is thrown away by itself now and then, in every room, and what is left of erased
//! spaces. When it happens stands in `jobs`.

use super::House;
use kernel::Result;

/// Erased spaces whose remains one sweep removes.
const ERASED_A_SWEEP: u32 = 1_000;
/// Reports whose spaces one sweep asks about.
const REPORTS_A_SWEEP: i64 = 1_000;

impl House {
    /// What happens by itself now and then: what is over is thrown away, and
    /// what is left of erased spaces is removed. Each has its turn, whatever
    /// became of the others.
    ///
    /// # Errors
    /// The last that one of them said.
    pub async fn sweep(&self) -> Result<()> {
        let erased = self
            .journal
            .sweep_erased(ERASED_A_SWEEP, |object| self.vault.remove(object));
        let done = [
            self.identity.purge().await.map(drop),
            self.services.purge().await,
            self.spaces.sweep().await.map(drop),
            self.settle_left().await,
            self.assistance.sweep().await.map(drop),
            self.reports.sweep(REPORTS_A_SWEEP).await.map(drop),
            self.erase_due().await,
            self.forget_erased().await,
            self.empty_bins().await,
            self.documents.sweep_arrivals().await,
            self.cards.sweep().await,
            self.mandates.sweep().await,
            self.catalogue.sweep().await,
            self.exports.sweep().await,
            self.post.sweep(campaigns::KIND).await.map(drop),
            self.forget_days().await,
            erased.await.map(drop),
        ];
        let mut last = Ok(());
        for error in done.into_iter().filter_map(Result::err) {
            tracing::warn!(error = error.log_text(), "a part of the sweep");
            last = Err(error);
        }
        last
    }

    /// Ends the mandates of which files that broke off said so; none, while the clock
    /// is in doubt: whoever lost one is not asked whether they take it up again.
    async fn settle_left(&self) -> Result<()> {
        if self.campaigns.see_clock().await? {
            self.spaces.settle_left().await?;
        }
        Ok(())
    }

    /// Forgets the days that are over; none, while the clock is in doubt: what is noted
    /// of the coming ones is noted once.
    async fn forget_days(&self) -> Result<()> {
        if self.campaigns.see_clock().await? {
            let over = self.sharing.ceilings().sweep(self.world.now());
            over.await.map(drop)?;
        }
        Ok(())
    }

    /// Destroys the keys whose time has come; none, while the clock is in
    /// doubt: what a wrong one erased, nobody brings back.
    async fn erase_due(&self) -> Result<()> {
        if self.campaigns.see_clock().await? {
            self.spaces.erase_due(ERASED_A_SWEEP.into()).await?;
        }
        Ok(())
    }

    /// Forgets what is noted of the documents, agendas, cards, messages and exports of
    /// erased spaces, before these are swept and forgotten themselves.
    async fn forget_erased(&self) -> Result<()> {
        let mut last = Ok(());
        for space in self.journal.to_sweep(ERASED_A_SWEEP).await? {
            if let Err(error) = self.documents.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.corrections.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.agenda.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.sharing.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.cards.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.mandates.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.connected.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.messages.forget(space).await {
                last = Err(error);
            }
            if let Err(error) = self.exports.forget(space).await {
                last = Err(error);
            }
        }
        last
    }

    /// Removes the files of what was in a bin for thirty days; none, while the
    /// clock is in doubt.
    async fn empty_bins(&self) -> Result<()> {
        if self.campaigns.see_clock().await? {
            self.documents.empty_bins().await?;
        }
        Ok(())
    }
}
