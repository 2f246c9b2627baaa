//! The simulated counting device and the simulated verification device, on a pseudo-terminal each, with the faults that
//! cables, connectors and tired devices have.
//!
//! Invariants: chance is seeded; what a device holds is never changed by a fault of its line, except the fault that says
//! so (wrong sums).

mod command;
mod settings;
mod simulated;

pub use command::{CounterArgs, run};
pub use settings::{CounterSettings, Faults};
pub use simulated::SimulatedCounter;

/// Why the simulated device could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No pseudo-terminal, or no link to it.
    #[error("open a pseudo-terminal: {0}")]
    Line(#[source] std::io::Error),
    /// Signals of the system cannot be heard.
    #[error("wait for the end: {0}")]
    Signal(#[source] std::io::Error),
    /// The tally file cannot be read.
    #[error("read {}: {source}", path.display())]
    File {
        /// Which file.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The tally file is no tally file.
    #[error("use {}: {refusal}", path.display())]
    Tally {
        /// Which file.
        path: std::path::PathBuf,
        /// What is wrong.
        refusal: rts_core::election::Refusal,
    },
}
