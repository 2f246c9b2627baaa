//! The journal against the outside world: killed processes, power cuts, full and dying media.
//!
//! Tests that need a second process start this very program again with [`ROLE`] set.

mod desk;
mod killed;
mod media;
mod power_cut;
mod starved;

/// Tells a process that was started by a test what it has to do.
const ROLE: &str = "RTS_TEST_ROLE";
