//! The simulated satellite gateway: MO messages from modems to the center, MT messages from the center to modems.
//!
//! It keeps the limits and the ways of the vendor's service (DirectIP retries, queues, lifetimes, ring alerts), so that
//! the center and the device meet them before election day. Invariant: it knows modems only by what they send.

mod command;
mod delivery;
mod gateway;
mod link;
mod mailbox;
mod sky;
mod station;
#[cfg(test)]
mod tests;

pub use command::{SatelliteArgs, run};
pub use gateway::{
    Gateway, Input, Input as GatewayInput, Output, Output as GatewayOutput, Settings,
    Settings as GatewaySettings, Statistics,
};
pub use link::connect;
pub use sky::{Downlink, SessionAnswer, SessionRequest, Sky, Uplink};
pub use station::{SatelliteSettings, SimulatedSatellite};

/// Why the simulated gateway could not do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address is not free, or is none.
    #[error("listen on {address}: {source}")]
    Listen {
        /// As given.
        address: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The service knows at most five destinations.
    #[error("serve {0} destinations where five are the most")]
    Destinations(usize),
    /// The listener is not there.
    #[error("deliver an MO message: {0}")]
    Deliver(#[source] std::io::Error),
    /// The listener did not answer with a confirmation.
    #[error("{0}")]
    Confirmation(#[from] crate::ports::directip::Error),
    /// The listener says that it did not take the message.
    #[error("deliver an MO message that its listener takes")]
    Unconfirmed,
    /// Signals of the system cannot be heard.
    #[error("wait for the end: {0}")]
    Signal(#[source] std::io::Error),
}
