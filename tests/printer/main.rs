//! Pictures on a printer under every fault: what the machine reports is what lies on the table.

#![cfg(feature = "lab")]

mod bytes;
mod faults;
mod world;
