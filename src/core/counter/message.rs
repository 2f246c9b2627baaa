//! The lines of the link as JSON.

use serde::{Deserialize, Serialize};

use crate::election::{StationName, Votes};

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// It counts ballots.
    Counter,
    /// It verifies voters.
    Verifier,
}

/// What the box asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// Where the counters stand: a `counters` line.
    Counters,
    /// How many voters were verified: a `verified` line.
    Verified,
    /// The tally: `contest` lines, a `totals` line and an `end` line.
    Tally,
}

/// A line of a device. All of them carry their number `n`, counted from 1 (the `hello`) in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DeviceLine {
    /// Who speaks, and of which station.
    Hello {
        /// Number of the line.
        n: u32,
        /// Another one each time that the device starts over.
        session: u32,
        /// Name or serial number of the device, at most 64 characters.
        device: String,
        /// What it is.
        kind: LinkKind,
        /// Number of the election.
        election: u16,
        /// Number or code of the station.
        station: StationName,
        /// True while it works on a test.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        test: bool,
    },
    /// Where the counters stand.
    Counters {
        /// Number of the line.
        n: u32,
        /// Ballots counted (voters verified) so far.
        ballots: u32,
        /// Sum of all other counters.
        votes: u64,
    },
    /// How many voters were verified.
    Verified {
        /// Number of the line.
        n: u32,
        /// Voters so far.
        voters: u32,
    },
    /// The count of one contest.
    Contest {
        /// Number of the line.
        n: u32,
        /// Identifier of the contest.
        contest: String,
        /// Blank ballots (single choice) or undervotes.
        blank: u32,
        /// Invalid ballots (single choice) or overvotes.
        invalid: u32,
        /// Valid votes.
        votes: Votes,
    },
    /// The station's totals.
    Totals {
        /// Number of the line.
        n: u32,
        /// Registered voters.
        registered: u32,
        /// Ballots cast.
        ballots_cast: u32,
        /// Verified voters, if this device knows them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verified: Option<u32>,
    },
    /// The tally is complete.
    End {
        /// Number of the line.
        n: u32,
        /// How many `contest` and `totals` lines it has.
        lines: u32,
        /// SHA-256, hexadecimal, over these lines' JSON in their order, each followed by a line feed.
        digest: String,
    },
}

impl DeviceLine {
    /// Number of the line.
    #[must_use]
    pub const fn number(&self) -> u32 {
        match self {
            Self::Hello { n, .. }
            | Self::Counters { n, .. }
            | Self::Verified { n, .. }
            | Self::Contest { n, .. }
            | Self::Totals { n, .. }
            | Self::End { n, .. } => *n,
        }
    }
}

/// A line of the box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Answer {
    /// Line `ack` arrived and is good.
    Ack {
        /// Number of the line.
        ack: u32,
    },
    /// Line `nak` arrived and is refused; the tally it belongs to is dropped.
    Nak {
        /// Number of the line.
        nak: u32,
        /// Code of the refusal (docs/codes.md).
        code: String,
        /// What is wrong.
        why: String,
    },
    /// The line that is expected next: sent on connection and for a line that arrived broken.
    Next {
        /// Number of the line.
        next: u32,
        /// The session that the box knows, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session: Option<u32>,
    },
    /// A question.
    Ask {
        /// What for.
        ask: Asked,
    },
}

/// Just the number of a line whose rest may be nonsense.
#[derive(Deserialize)]
pub(super) struct OnlyNumber {
    pub(super) n: u32,
}
