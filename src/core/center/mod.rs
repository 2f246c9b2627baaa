//! The tally center's decisions: whom to believe, what counts, what is answered, and whether card and air agree.
//!
//! Invariants: nothing is looked at before it is authenticated, and nothing counts before the device's signature over it
//! has been verified; the same message is answered with the same receipt for ever; what contradicts an earlier record
//! is set aside together with it, and people decide; nothing that was ever kept is changed but its standing.

mod ahead;
mod answer;
mod compare;
mod deadline;
mod flag;
mod gate;
mod intake;
mod judge;
mod ledger;
mod memory;
mod order;
mod progress;
pub mod publication;
mod roster;
mod rule;
mod succession;
mod table;
#[cfg(test)]
mod tests;
mod totals;

pub use ahead::Reading;
pub use compare::{
    Card, Class, Comparison, Difference, DigitError, Discrepancy, Finding, Mistake, Pair, RecordFinding,
    Side, Sum, Trace, compare, explain,
};
pub use deadline::{Punctuality, punctuality};
pub use flag::Flag;
pub use gate::Gate;
pub use intake::{Answer, Center, Change, Outcome, Reception, Secrets};
pub use ledger::{Kept, Ledger, Standing};
pub use memory::MemoryLedger;
pub use order::{ORDER_FORMAT, Order};
pub use progress::{Progress, StationState, station_state};
pub use roster::RosterEntry;
pub use rule::{Limit, QUARANTINE_FORMAT, QuarantineRules, Rule};
pub use table::{RESULT_COLUMNS, result_rows};
pub use totals::{ContestTotal, GroupTotal, Totals};

use thiserror::Error;

use crate::packet::PacketError;

/// Why the center could not finish taking a packet in; the packet is taken in again later. Fragments that fit after
/// "failed to take the packet in: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CenterError<E> {
    /// The ledger failed.
    #[error("ledger: {0}")]
    Ledger(E),
    /// A key could not be derived, or a receipt not be signed.
    #[error("receipt: {0}")]
    Receipt(#[source] PacketError),
}
