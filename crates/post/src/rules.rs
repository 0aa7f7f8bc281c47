//! What is true of what leaves: who it can be sent to, when a try follows
//! another, what a bounce says, how a contact is shown. Pure: no I/O, no clock,
//! no chance.

pub(crate) mod address;
pub(crate) mod bounce;
pub(crate) mod mask;
pub(crate) mod retry;
