//! The journal on disks that lose power, lie, fail or are full, at every operation of a box's whole day.
//!
//! The store's own code runs unchanged on SQLite's own code; what they do to the two media is taken down at SQLite's door
//! to the file system (`tests/crash_vfs`), and cut, failed or forgotten there. Names that the store gives and moves
//! beside SQLite count as durable at once here: cuts between those are made in `tests/store/power_cut.rs`, from outside.

mod cuts;
mod day;
mod desk;
mod errors;
mod lying;
mod settings;
mod station;
