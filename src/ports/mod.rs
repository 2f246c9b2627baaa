//! What the programs are plugged into: lines, devices, gateways; each with the codec of its wire.
//!
//! Invariant: a port moves bytes and reports what happened; it decides nothing.

pub mod directip;
