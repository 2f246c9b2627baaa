//! The simulated world: modems with faults, the satellite gateway, printers that draw what they print, counting devices.
//!
//! Used by the demo, by tests and on a technician's desk; never on a device image. Chance is seeded.

pub mod chance;
pub mod pace;
pub mod pty;
pub mod satellite;
