//! The result transmission terminal without its wires: every rule, format and machine of election day.
//!
//! No clock, disk, socket or random source is read here: time and chance are handed in, decisions are handed out.
//! Machines follow one idiom: `handle_input` (it happened), `poll_output` (do this, drained after each input) and
//! `poll_timeout` (wake me then, and why).
//!
//! Floors, each using only what lies below it:
//!
//! ```text
//! 4  device  center                machines of machines
//! 3  printer modem   outbox counter machines
//! 2  tape    packet  journal           one record as paper, as radio, as log
//!    transparency                      a log before everybody's eyes
//! 1  record  seal                  what is attested, and by whom
//! 0  election coding               words, bytes; time below them
//! ```
#![cfg_attr(
    test,
    expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, which is its job")
)]

pub mod center;
pub mod coding;
pub mod counter;
pub mod device;
pub mod election;
pub mod journal;
pub mod modem;
pub mod outbox;
pub mod packet;
pub mod printer;
pub mod record;
pub mod seal;
pub mod tape;
pub mod time;
pub mod transparency;
