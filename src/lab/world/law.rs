//! The laws that a world watches over, and what breaking one of them is.

use std::fmt;

/// What must hold after every event, whatever goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// Nothing is printed, sent or shown as done before the entry that orders it is durable.
    RecordedBeforeShown,
    /// Only the center's receipt over exactly this record ends its sending.
    DeliveredMeansReceipt,
    /// One record a number, sealed once; every transmission of it is the same bytes.
    SealedOnce,
    /// The journal grows by whole entries that chain, and none that was promised is ever missing.
    JournalGrows,
    /// The state is the replay of the journal.
    ReplayIsState,
    /// No tally is kept, printed, sent or shown while the polls are open.
    NothingBeforeClose,
    /// What a rule forbids is refused with a code, and nothing ends in a panic or without an end.
    RefusalIsValue,
    /// Waiting is measured by the time since boot.
    TimeIsHandedIn,
    /// Neither box nor center calls a result final.
    PaperPrevails,
    /// Nothing but receipts comes down: nobody commands a box from afar, and no act is nobody's.
    DownlinkIsReceipts,
    /// What counts as whole is whole on paper; what is not is void there; every order is printed.
    WholeSheets,
    /// The center counts each station once, counts what its box sealed, and answers the same with the same.
    CountedOnce,
    /// Once the faults end, everything arrives and everything is printed.
    EverythingArrives,
}

impl Law {
    /// The name in figures and traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RecordedBeforeShown => "recorded before shown",
            Self::DeliveredMeansReceipt => "delivered means a receipt",
            Self::SealedOnce => "sealed once",
            Self::JournalGrows => "the journal only grows",
            Self::ReplayIsState => "replay gives the state",
            Self::NothingBeforeClose => "nothing leaves before close",
            Self::RefusalIsValue => "a refusal is a value",
            Self::TimeIsHandedIn => "time is handed in",
            Self::PaperPrevails => "the paper prevails",
            Self::DownlinkIsReceipts => "the downlink carries receipts only",
            Self::WholeSheets => "whole sheets only",
            Self::CountedOnce => "counted once",
            Self::EverythingArrives => "everything arrives",
        }
    }
}

/// A law was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Which.
    pub law: Law,
    /// How.
    pub what: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law.name(), self.what)
    }
}

impl Law {
    /// Broken, unless `held`.
    pub(super) fn holds(self, held: bool, what: impl FnOnce() -> String) -> Result<(), Breach> {
        if held { Ok(()) } else { Err(Breach { law: self, what: what() }) }
    }

    /// Broken.
    pub(super) fn broken<T>(self, what: impl Into<String>) -> Result<T, Breach> {
        Err(Breach { law: self, what: what.into() })
    }
}
