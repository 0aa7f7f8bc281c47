//! Campaigns through the front door, on every store: nobody told twice, nobody
//! forgotten, whatever dies when.

mod bouncing;
mod disk;
mod house;
mod opening;
mod reaching;
mod scanning;
mod telling;
