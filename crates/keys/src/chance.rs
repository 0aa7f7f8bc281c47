//! Real chance, from the operating system.

use kernel::Chance;

/// Random bytes from the operating system, through aws-lc. Clones are free.
#[derive(Clone, Copy, Default, Debug)]
pub struct SystemChance;

impl Chance for SystemChance {
    /// Stops the process if the system has no random bytes to give: a key or
    /// nonce that is not random is worse than no service.
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            tracing::error!("the system gives no random bytes; stopping");
            std::process::abort();
        }
    }
}
