//! Pages: what the public reads and what the staff works with, in the languages of the election.
//!
//! Invariants: a page needs no script, loads nothing from elsewhere, and says the same as the tables beside it; every
//! number is written in the election's digits; what is not final says so.

mod chart;
mod check;
mod desk;
mod frame;
mod overview;
mod site;
mod station;
mod tally;
mod view;
mod words;

pub(super) use desk::{Told, cards, held, live, tags, way_in};
pub(super) use frame::{Reader, STYLE};
pub(super) use site::site;
pub(super) use view::{Logged, View};
