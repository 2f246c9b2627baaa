//! The satellite modem: AT codec and SBD session machine of the Iridium 9602 and 9603.
//!
//! Invariants: one command in flight; a packet's bytes go out unchanged; an MT message is handed out and acknowledged
//! as stored before a session may overwrite it; after the session command has gone out, silence is ambiguous.

mod answer;
mod attempt;
mod command;
mod conclude;
mod event;
mod hear;
mod ladder;
mod line;
mod mail;
mod plan;
mod session;
mod settings;
mod status;
pub mod system_time;
#[cfg(test)]
mod tests;

pub use event::{Input, ModemHealth, NotSent, Notice, Outcome, Output, Rung, SessionReport};
pub use ladder::Counts;
pub use line::{LINE_LIMIT, MESSAGE_LIMIT, checksum};
pub use session::Modem;
pub use settings::Settings;
pub use status::{Action, MoStatus};
