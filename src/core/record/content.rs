//! What a record says beyond its facts, by kind, and the reasons for which a record is voided.

use crate::election::Tally;

use super::base::{Base, Kind};
use super::facts::Facts;

/// Why a record is void. Numbers never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Reason {
    /// The ballots were counted wrongly.
    CountingError = 1,
    /// The count was keyed in or handed over wrongly.
    WrongEntry = 2,
    /// A court or the commission ordered it.
    Order = 3,
    /// The ballots were counted again.
    Recount = 4,
    /// None of the others; the officials wrote it down.
    Other = 5,
}

impl Reason {
    /// All reasons, by number.
    pub const ALL: [Self; 5] =
        [Self::CountingError, Self::WrongEntry, Self::Order, Self::Recount, Self::Other];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The reason with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.number() == number)
    }

    /// The word for it in commands, files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CountingError => "counting-error",
            Self::WrongEntry => "wrong-entry",
            Self::Order => "order",
            Self::Recount => "recount",
            Self::Other => "other",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What a record says. `voids` is the first twelve bytes of the digest of the record that is void.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// All counters were zero.
    Zero,
    /// The polls are open.
    Opened,
    /// Voters so far.
    Turnout {
        /// How many.
        voters: u32,
    },
    /// The station's result.
    Result(Tally),
    /// A result in place of one that is void.
    Correction {
        /// Which record is void.
        voids: [u8; 12],
        /// Why.
        reason: Reason,
        /// What stands in its place.
        tally: Tally,
    },
    /// A record is void and nothing stands in its place.
    Annulment {
        /// Which record is void.
        voids: [u8; 12],
        /// Why.
        reason: Reason,
    },
    /// A result of a rehearsal.
    Rehearsal(Tally),
    /// Where the journal stands; its head is in the facts.
    Checkpoint {
        /// Entries of the journal.
        entries: u32,
    },
    /// Asks for the receipt of a message again.
    Poll {
        /// Id of the message.
        message: [u8; 8],
    },
}

impl Content {
    /// The kind of record that says this.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Zero => Kind::Zero,
            Self::Opened => Kind::Opened,
            Self::Turnout { .. } => Kind::Turnout,
            Self::Result(_) => Kind::Result,
            Self::Correction { .. } => Kind::Correction,
            Self::Annulment { .. } => Kind::Annulment,
            Self::Rehearsal(_) => Kind::Rehearsal,
            Self::Checkpoint { .. } => Kind::Checkpoint,
            Self::Poll { .. } => Kind::Poll,
        }
    }

    /// The tally that the record carries, if it does.
    #[must_use]
    pub const fn tally(&self) -> Option<&Tally> {
        match self {
            Self::Result(tally) | Self::Correction { tally, .. } | Self::Rehearsal(tally) => Some(tally),
            Self::Zero
            | Self::Opened
            | Self::Turnout { .. }
            | Self::Annulment { .. }
            | Self::Checkpoint { .. }
            | Self::Poll { .. } => None,
        }
    }

    /// Which record is void by this one, if one is: the first twelve bytes of its digest.
    #[must_use]
    pub const fn voids(&self) -> Option<[u8; 12]> {
        match self {
            Self::Correction { voids, .. } | Self::Annulment { voids, .. } => Some(*voids),
            Self::Zero
            | Self::Opened
            | Self::Turnout { .. }
            | Self::Result(_)
            | Self::Rehearsal(_)
            | Self::Checkpoint { .. }
            | Self::Poll { .. } => None,
        }
    }
}

/// One attested statement: its name, its facts, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Name of the record; its kind is that of the content.
    pub base: Base,
    /// Where, when, how, by whom.
    pub facts: Facts,
    /// What it says.
    pub content: Content,
}
