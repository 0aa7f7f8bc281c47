//! Commitments on their way into the tree. Whoever writes a line queues its
//! commitment in the same transaction: both are durable, or neither.

use crate::tree::Hash;
use kernel::World;
use keys::sha256;
use store::{Statement, Value};

/// The commitment to a text that nobody learns from it: `salt` is 128 bits that
/// only those know who may check it. `what` says of what kind the text is.
pub fn commitment(what: &str, salt: &[u8; 16], text: &[u8]) -> Hash {
    let head = [what.as_bytes(), &[0], salt].concat();
    sha256(&[&head, text].concat())
}

/// A row of commitments that wait, on the node of this bucket.
#[derive(Clone, Debug)]
pub struct Due {
    bucket: u16,
    id: [u8; 16],
}

impl Due {
    /// A new one.
    pub fn new(bucket: u16, world: &World) -> Self {
        let mut id = world.random::<16>();
        id[..8].copy_from_slice(&world.now().millis().to_be_bytes());
        Self { bucket, id }
    }

    fn params(&self, commitments: &[Hash]) -> Vec<Value> {
        let body = commitments.concat();
        vec![self.bucket.into(), self.id.into(), body.into()]
    }

    /// Queues these, in the transaction that writes what they commit to.
    pub fn queue(&self, commitments: &[Hash]) -> Statement {
        Statement {
            sql: "INSERT INTO ledger_due (bucket, id, body) VALUES ($1, $2, $3)",
            params: self.params(commitments),
        }
    }

    /// Queues these instead, still in the same transaction: of what was to be
    /// written, not all was.
    pub fn queue_instead(&self, commitments: &[Hash]) -> Statement {
        Statement {
            sql: "UPDATE ledger_due SET body = $3 WHERE bucket = $1 AND id = $2",
            params: self.params(commitments),
        }
    }
}
