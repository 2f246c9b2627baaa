//! The satellite modem: AT codec and SBD session machine of the Iridium 9602 and 9603.
//!
//! Invariants: one command in flight; a packet's bytes go out unchanged; an MT message is handed out and acknowledged
//! as stored before a session may overwrite it; after the session command has gone out, silence is ambiguous.

mod event;
mod settings;
mod status;
pub mod system_time;

pub use event::{Input, ModemHealth, NotSent, Notice, Outcome, Output, Rung, SessionReport};
pub use settings::Settings;
pub use status::{Action, MoStatus};
