//! The tally center as a program: packets in from gateways, receipts out, the roster, the results.
//!
//! Invariants: a packet is durable before it is confirmed or opened, and a receipt leaves only after everything that it
//! says is durable; one thread writes; what a gateway does cannot stop another one; every command ends with a code of
//! sysexits(3).

mod command;
mod comparison;
pub mod database;
mod desk;
mod downlink;
mod export;
mod files;
mod ingress;
mod keys;
mod pages;
mod publish;
mod results;
mod serve;
mod shares;
mod staff;

pub use command::main;
pub use desk::{Desk, DeskError};
pub use keys::{KeyFolder, KeyName};
pub use serve::{ServeError, ServeSettings, Server};
