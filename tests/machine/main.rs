//! The real daemon and the machine under it: media that are pulled, swapped, full and dying, memory that runs out, other
//! users, secrets, and a day of twenty-four hours.
//!
//! Tests that mount file systems or need another environment start this very program again with [`ROLE`] set.

mod boot;
mod card;
#[path = "../official/command.rs"]
#[expect(dead_code, reason = "nobody asks without a box here")]
mod command;
mod disk;
#[path = "../official/election.rs"]
mod election;
mod injected;
mod long_day;
mod people;
mod places;
mod secrets;
mod station;
mod stick;

/// Tells a process that was started by a test that it stands in the surroundings that the test needs.
const ROLE: &str = "RTS_TEST_ROLE";
