//! The `rts` command: what officials type at the box, what technicians provision and check, what observers verify.
//!
//! Invariants: every verb does one thing and ends with one of four exit codes; a refusal is told with its stable code and
//! with what to do next; no PIN is taken from the command line or shown; with `--json` standard output is one JSON object.

mod arguments;
mod asking;
mod ballot;
mod card;
mod day;
mod entry;
mod export;
mod files;
mod guard;
mod journal;
mod keys;
mod link;
mod provision;
mod records;
mod screen;
mod settings;
mod stop;
mod table;
mod terminal;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;

use crate::ports::credentials::close_memory;
use arguments::Arguments;
use asking::Session;

/// The command line, for whoever writes its manual.
#[cfg(feature = "lab")]
#[must_use]
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    // PINs and, while a box is provisioned, keys pass through here. An observer's system that refuses is none of ours.
    let _ = close_memory();
    let Arguments { global, verb } = Arguments::parse();
    let json = global.json;
    let outcome = Session::new(global).and_then(|session| asking::run(&session, verb));
    stop::report(outcome, json)
}
