//! The journal on disk: one logical journal, two SQLite databases on two independent media.
//!
//! An entry is durable once it is committed on the internal medium and then on the card. A medium that fails once is
//! not written to again: a file system may call a failed sync a success when it is tried again. Nothing is ever
//! repaired in place, and nothing but provisioning and an explicit adoption creates a database. What a copy says is
//! believed only as far as its hash chain verifies; of two copies the longest valid prefix wins.
//!
//! Everything here blocks; [`JournalThread`] is the way in from asynchronous code.

mod card;
mod connection;
mod failure;
mod folder;
mod identity;
mod journal;
mod lock;
mod medium;
mod opening;
mod salvage;
mod schema;
mod sight;
#[cfg(test)]
mod tests;
mod thread;
mod watch;

pub use card::{CardContents, CardError, read_card, write_copy};
pub use failure::{Failure, JournalError};
pub use identity::Identity;
pub use journal::{Copies, Durability, Journal, Media, Notice};
pub use opening::{BALLAST_BYTES, Opened, Places};
pub use salvage::{Salvaged, salvage};
pub use thread::JournalThread;
pub use watch::MediumReport;
