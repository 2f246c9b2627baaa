//! The journal: what happened, in order, chained by hashes. It only grows, and its replay is the state.
//!
//! Every entry carries the hash of the one before it, so whoever knows the head (a packet, a tape) can tell whether
//! anything before it was changed. Durable storage is the shell's business (`store`).

mod chain;
mod entry;
mod event;
mod event_log;
mod facts;
mod names;
mod salvage;
#[cfg(test)]
mod tests;

pub use chain::{Chain, ChainError};
pub use entry::{BootId, Entry, EntryError, Hash, Stamp};
pub use event::Event;
pub use event_log::{DeviceLog, DeviceType, EventLog, LoggedEvent};
pub use facts::{MediumName, PartCheck, Sealed, SheetEnd, SheetId, TapeName, TapeOrder};
pub use names::{Disposition, EventType};
pub use salvage::loose_events;
