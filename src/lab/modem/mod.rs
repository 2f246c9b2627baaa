//! The simulated satellite modem: a 9602 on a pseudo-terminal, with every fault that a real sky, line and unit have.
//!
//! Behaves as the published AT command reference says. The machine is without clock, chance and wire of its own.
//! Invariants: chance is seeded; the truth about each session is reported beside what the host was told.

mod answers;
mod buffers;
mod command;
mod command_line;
mod exchange;
mod machine;
mod plan;
mod script;
mod settings;
mod signal;
mod simulated;
mod speech;
#[cfg(test)]
mod tests;

pub use command::{ModemArgs, run};
pub use machine::{Input, Modem, Output, SessionReport};
pub use script::{Cut, Disturbance, MtFate, ScriptedSession, Step};
pub use settings::{Faults, Latency, ModemSettings, Personality, SignalCourse};
pub use simulated::SimulatedModem;

/// Why the simulated modem could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No pseudo-terminal, or no link to it.
    #[error("open a pseudo-terminal: {0}")]
    Line(#[source] std::io::Error),
    /// Signals of the system cannot be heard.
    #[error("wait for the end: {0}")]
    Signal(#[source] std::io::Error),
}
