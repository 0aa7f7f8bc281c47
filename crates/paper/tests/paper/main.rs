//! The files that this crate writes, read back by another library: what a
//! person hears, what stands where on the paper, and what is refused.

mod batches;
mod listening;
mod looking;
mod reader;
mod refusals;
mod sheets;
