//! The seam between the center and what keeps its tables: statements in, rows out.
//!
//! Every statement is written once, in the SQL that both back ends understand: parameters `?1`, `?2`, …; truth values as
//! 0 and 1; `column IN LIST(?1)` with a list; `ON CONFLICT` with its columns; numbers given as `(SELECT coalesce(max(id), 0) + 1 FROM …)`. What they do not
//! have in common (opening, whose turn it is to write) is behind this trait.

use super::error::DatabaseError;
use super::value::{Row, Value};

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// To read everything as it is at one moment, holding nobody up.
    Look,
    /// To add what arrived, which others may do at the same time.
    Add,
    /// To decide: whoever has the turn is alone, in all processes, until the transaction ends.
    Decide,
}

/// A connection to a back end.
pub(super) trait Store: std::fmt::Debug + Send {
    /// Begins a transaction; on a connection that was lost, with another one.
    fn begin(&mut self, aim: Aim) -> Result<(), DatabaseError>;

    /// Makes durable, together, what was done since [`Store::begin`].
    fn commit(&mut self) -> Result<(), DatabaseError>;

    /// Undoes it. Cannot fail: what is not committed is undone at the latest when the connection ends.
    fn rollback(&mut self);

    /// Runs a statement; how many rows it changed.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError>;

    /// Runs a statement; the rows that it gives.
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError>;

    /// Demands that a commit returns only when a standby has it, on this connection and on every later one.
    fn require_standby(&mut self) -> Result<(), DatabaseError>;

    /// What a choice of rows ends with, so that rows which others have in hand are left out.
    fn skip_locked(&self) -> &'static str;

    /// Runs statements without parameters.
    fn batch(&mut self, sql: &str) -> Result<(), DatabaseError>;
}
