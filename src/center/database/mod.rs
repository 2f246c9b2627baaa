//! The center's memory on one machine: an embedded SQLite database.
//!
//! Invariants: a packet is stored as it came before anything looks at it, and is never deleted; a receipt leaves only
//! after the transaction that holds it is committed; an acknowledged commit survives a power cut (`synchronous=FULL`,
//! `psow=0`); all numbers that order things are given by the database, not by a clock.

mod error;
mod keep;
mod ledger;
mod look;
mod opening;
mod schema;

pub use error::DatabaseError;
pub use keep::{Arrival, Departure, Happening, Told};
pub(super) use keep::{CardFinding, enrol, note_card, order_annulment, revoke};
pub use ledger::SqliteLedger;
pub use look::{CardRow, EventRow, RosterRow, Traffic};
pub use opening::{Database, Owner};
