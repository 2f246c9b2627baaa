//! The daemon of the box: the bill of materials and the run loop.
//!
//! One task owns the device machine and feeds it inputs one at a time; one task owns each port; one thread owns the
//! journal. Nothing is shared between them but channels.

mod bill;
mod command;
mod media;
mod officials;
mod patience;
mod power;
mod request;
mod run;
mod translate;

pub use command::{Arguments, main};
