//! The shell of the result transmission terminal: files, serial lines, sockets and processes around `rts_core`.
//!
//! Floors, each using only what lies below it:
//!
//! ```text
//! 3  bin/rtsd    bin/rts     bin/rts-center   bin/rts-lab
//! 2  device      official    center           lab
//! 1  ports       store       control
//! 0  config      telemetry   systemd
//! ```

#[cfg(feature = "center")]
pub mod center;
pub mod config;
#[cfg(feature = "device")]
pub mod control;
#[cfg(feature = "device")]
pub mod device;
#[cfg(feature = "lab")]
pub mod lab;
#[cfg(feature = "device")]
pub mod official;
pub mod ports;
pub mod store;
pub mod systemd;
pub mod telemetry;
