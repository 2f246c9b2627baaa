//! The center's memory: one set of tables in an embedded SQLite database, or in PostgreSQL.
//!
//! Every statement is written once and runs on both ([`store`]). Whoever adds a question to the database adds a method to
//! [`Transaction`] here, and nothing else of the center knows SQL.
//!
//! Invariants: a packet is stored as it came before anything looks at it, and is never deleted; a receipt leaves only
//! after the transaction that holds it is committed; an acknowledged commit survives a power cut; all numbers that order
//! things are given by the database, not by a clock, and one transaction at a time gives them.

mod arrival;
mod book;
mod copy;
mod departure;
mod error;
mod keep;
mod ledger;
mod look;
mod opening;
mod place;
mod postgres;
mod schema;
mod sheet;
mod sqlite;
mod store;
mod value;

pub use arrival::{Arrival, Bearer, Name, Waiting};
pub(super) use book::{Book, follow};
pub(super) use copy::{copy, put_back};
pub use departure::{Departure, Told};
pub use error::DatabaseError;
pub(super) use keep::{CardFinding, note_card, order_annulment, revoke};
pub use keep::{Happening, enrol};
pub use look::{CardRow, EventRow, RosterRow, Traffic};
pub use opening::{Database, Owner, Transaction};
pub use place::Place;
pub use sheet::Sheet;
