//! What the programs are plugged into: lines, devices, gateways; each with the codec of its wire.
//!
//! Invariant: a port moves bytes and reports what happened; it decides nothing.

pub mod clock;
#[cfg(feature = "device")]
pub mod counter;
pub mod credentials;
pub mod directip;
mod error;
#[cfg(feature = "device")]
pub mod modem;
#[cfg(feature = "device")]
mod paper_line;
#[cfg(any(feature = "device", feature = "center"))]
pub mod picture;
#[cfg(feature = "device")]
pub mod printer;
pub mod published;
#[cfg(feature = "device")]
pub mod serial;
pub mod trace;

pub use error::PortError;
