//! Prevention, computed: the official cases, what holds for any life, and what
//! the journal keeps.

mod cases;
mod dates;
mod entries;
mod lives;
mod news;
