//! Campaigns through the front door, on every store: nobody told twice, nobody
//! forgotten, whatever dies when.

mod house;
mod opening;
mod telling;
