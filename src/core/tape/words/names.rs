//! Words for things that have a name of their own elsewhere: kinds of records, reasons, verdicts, outcomes, events.
//!
//! Invariant: a thing without a word is told apart (`None`), never given another one's.

use super::word::Word;
use crate::record::{Kind, Reason};

impl Word {
    /// The digits from zero to nine, spelled.
    pub const DIGITS: [Self; 10] = [
        Self::DigitZero,
        Self::DigitOne,
        Self::DigitTwo,
        Self::DigitThree,
        Self::DigitFour,
        Self::DigitFive,
        Self::DigitSix,
        Self::DigitSeven,
        Self::DigitEight,
        Self::DigitNine,
    ];

    /// What a record of this kind is called.
    #[must_use]
    pub const fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Zero => Self::KindZero,
            Kind::Opened => Self::KindOpened,
            Kind::Turnout => Self::KindTurnout,
            Kind::Result => Self::KindResult,
            Kind::Correction => Self::KindCorrection,
            Kind::Annulment => Self::KindAnnulment,
            Kind::Rehearsal => Self::KindRehearsal,
            Kind::Checkpoint => Self::KindCheckpoint,
            Kind::Poll => Self::KindPoll,
        }
    }

    /// Why a record is void.
    #[must_use]
    pub const fn of_reason(reason: Reason) -> Self {
        match reason {
            Reason::CountingError => Self::ReasonCountingError,
            Reason::WrongEntry => Self::ReasonWrongEntry,
            Reason::Order => Self::ReasonOrder,
            Reason::Recount => Self::ReasonRecount,
            Reason::Other => Self::ReasonOther,
        }
    }

    /// The verdict of the center with this name, such as `accepted`.
    #[must_use]
    pub fn of_verdict(name: &str) -> Option<Self> {
        Self::named("verdict", name)
    }

    /// Why the center did not take a record: the cause with this name, such as `device-unknown`.
    #[must_use]
    pub fn of_cause(name: &str) -> Option<Self> {
        Self::named("cause", name)
    }

    /// How an attempt to send ended: the outcome with this code, such as `no-service`.
    #[must_use]
    pub fn of_outcome(code: &str) -> Option<Self> {
        Self::named("outcome", code)
    }

    /// Why the printer does not print, and what to do: the fault with this name, such as `paper-out`.
    #[must_use]
    pub fn of_fault(name: &str) -> Option<Self> {
        Self::named("fault", name)
    }

    /// What happened: the event of the journal with this id, such as `polls-opened`.
    #[must_use]
    pub fn of_event(id: &str) -> Option<Self> {
        Self::named("event", id)
    }

    fn named(family: &str, name: &str) -> Option<Self> {
        Self::of_id(&format!("{family}-{name}"))
    }
}
