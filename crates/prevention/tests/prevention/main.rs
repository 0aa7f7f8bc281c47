//! Prevention, computed: the official cases and facts, what holds for any life, and
//! what the journal keeps.

mod cases;
mod dates;
mod entries;
mod facts;
mod lives;
mod news;
