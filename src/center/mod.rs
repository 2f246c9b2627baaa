//! The tally center as a program: packets in from gateways, receipts out, the roster, the results.
//!
//! Invariants: a packet is durable before it is confirmed or decided about, and a receipt leaves only after everything that
//! it says is durable; of all processes one decides at a time; a gateway has no key that opens a record, and a tally process
//! none that opens a link; every command ends with a code of sysexits(3).

mod cards;
mod command;
mod counts;
pub mod database;
mod desk;
mod downlink;
mod export;
mod files;
mod ingress;
mod keys;
mod metrics;
mod pages;
mod publish;
mod results;
mod serve;
mod shares;
mod staff;
mod tally;
mod vault;

pub use command::main;
pub use desk::{Desk, DeskError};
pub use ingress::{HookKey, HookKeyError};
pub use keys::{KeyFolder, KeyName};
pub use serve::{Addresses, Role, ServeError, ServeSettings, Server};
