//! What happens to the box's end of the link, and what it says and wants done.

use super::message::LinkKind;
use crate::election::{Refusal, Tally, TallySource};

/// What happens to the box's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkInput {
    /// The line was plugged in.
    Connected,
    /// The line was unplugged.
    Disconnected,
    /// Bytes arrived.
    Bytes(Vec<u8>),
    /// One tally is wanted from now on: ask for it, and take none that is not a test if `test`, or that is one if not.
    /// After a refusal the device's people hand over again; it is not asked for until this is said again, or a device
    /// says hello.
    ExpectTally {
        /// True in a rehearsal.
        test: bool,
    },
    /// No tally is wanted any more.
    ExpectNothing,
    /// What became of the tally handed on: recorded, or refused.
    Answer(Option<Refusal>),
    /// Ask where the counters stand.
    AskCounters,
    /// Ask how many voters were verified.
    AskVerified,
    /// The time of [`super::LinkReceiver::poll_timeout`] has come.
    Timeout,
}

/// What the box's end wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOutput {
    /// Bytes for the device.
    Send(Vec<u8>),
    /// Something for the box to know.
    Event(LinkEvent),
}

/// What the box learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEvent {
    /// A device of this station said hello.
    Connected {
        /// Its name.
        device: String,
        /// What it is.
        kind: LinkKind,
    },
    /// The line was unplugged.
    Disconnected,
    /// Where its counters stand.
    Counters {
        /// True if nothing has been counted.
        zero: bool,
        /// The numbers, for a refusal to open.
        at: String,
    },
    /// How many voters were verified.
    Verified(u32),
    /// A whole tally whose contest sums hold. Verified voters may still be missing: another device may know them. The
    /// device is told that it was taken only by [`LinkInput::Answer`].
    Tally(Tally, TallySource),
    /// What the device sent was refused; the device knows.
    Refused(Refusal),
}
