//! Store and forward: what is still to be sent, in which order, and when the next attempt is due.
//!
//! Invariants: one thing in flight; an item ends only by a final receipt of the center, never by what a modem or a
//! gateway says; a packet goes out byte for byte as it was queued; the outbox never gives up; a lower class never delays
//! a higher one; only `Uptime` decides when.

mod chance;
mod dispatch;
mod event;
mod item;
mod link;
mod schedule;
mod status;
#[cfg(test)]
mod tests;

pub use dispatch::Outbox;
pub use event::{Answer, AttemptResult, Input, Output};
pub use item::{Class, Item, PartState, Restored};
pub use schedule::Schedule;
pub use status::{InFlight, ItemStatus, Next, OutboxStatus};
