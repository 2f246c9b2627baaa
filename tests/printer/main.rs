//! Pictures on a printer under every fault: what the machine reports, and what the journal says, is what lies on the table.

#![cfg(feature = "lab")]

mod bytes;
mod faults;
mod journal;
mod station;
mod world;
