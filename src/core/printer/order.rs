//! What goes into the printer's machine and what comes out.
//!
//! Invariants: every order ends in exactly one of completed, interrupted, cancelled or busy; only `Completed` says that
//! paper is good.

use crate::election::Code;
use crate::tape::Bitmap;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One impression of one sheet (or a VOID slip). The caller has journaled that it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetOrder {
    /// The caller's number of this impression; another attempt at the same sheet has another number. Answers of the
    /// printer are told apart by it, modulo 94^4.
    pub job: u64,
    /// Every row, head and foot included, no wider than the paper; [`Bitmap::disarm`]ed, or else it is refused as
    /// [`Interruption::NotEncoded`].
    pub picture: Bitmap,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The line to the printer is open.
    Opened,
    /// The line is gone, or could not be opened.
    Closed,
    /// The printer said something.
    Bytes(Vec<u8>),
    /// The time that `poll_timeout` named has come.
    Timeout,
    /// Print this sheet; one at a time.
    Print(SheetOrder),
    /// The official looked: the sheet is good, the paper is torn off, or print although little paper is left.
    Confirm,
    /// The official or the caller gives up the present order.
    Cancel,
}

/// What to do, or what became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send these bytes.
    Write(Vec<u8>),
    /// Close the line and open it again.
    Reopen,
    /// The printer takes orders.
    Ready {
        /// Its near-end sensor is lit.
        near_end: bool,
    },
    /// The printer cannot print now; an order waits meanwhile.
    NotReady(NotReady),
    /// The printer cannot confirm a sheet by itself: answer with [`Input::Confirm`] or [`Input::Cancel`].
    AskOfficial {
        /// The sheet in question.
        job: u64,
    },
    /// The sheet is on paper, whole and cut.
    Completed {
        /// Which.
        job: u64,
        /// How it is known.
        by: Completion,
    },
    /// The sheet is spoiled or nobody knows; it must be voided and printed again.
    Interrupted {
        /// Which.
        job: u64,
        /// Why.
        why: Interruption,
    },
    /// The order was given up before its first byte.
    Cancelled {
        /// Which.
        job: u64,
    },
    /// Another order is on hand; nothing of this one was or will be printed.
    Busy {
        /// Which.
        job: u64,
    },
}

/// How the end of a sheet is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completion {
    /// The printer answered the process id after the cut (GS ( H fn 48).
    ProcessId,
    /// The printer processed a fence after the cut (GS r) and no fault was seen for the time the feed needs.
    Fence,
    /// A person looked.
    Official,
}

/// Why the printer cannot print now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotReady {
    /// No line to it.
    Unplugged,
    /// It does not answer.
    Silent,
    /// It answers nonsense.
    Unintelligible,
    /// Offline for no reason it tells.
    Offline,
    /// The cover is open.
    CoverOpen,
    /// No paper.
    PaperOut,
    /// Too little paper for the sheet that waits.
    NearEnd,
    /// The cutter is stuck.
    Cutter,
    /// The head is hot; it recovers by itself.
    Overheated,
    /// An error from which it may recover.
    Error,
    /// An error from which only switching off and on helps.
    Broken,
    /// The last sheet has not been torn off.
    Tear,
    /// It answers that all is well and does not work through what it holds.
    Busy,
}

impl NotReady {
    /// The stable code that officials know it by.
    #[must_use]
    pub fn code(self) -> Code {
        match self {
            Self::Unplugged | Self::Silent | Self::Unintelligible => Code::PrinterAbsent,
            Self::PaperOut => Code::PaperOut,
            Self::CoverOpen => Code::CoverOpen,
            Self::NearEnd => Code::PaperLow,
            Self::Overheated => Code::PrintHeadHot,
            Self::Tear => Code::SheetUntorn,
            Self::Cutter | Self::Error | Self::Broken | Self::Offline | Self::Busy => Code::PrinterFault,
        }
    }
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unplugged => "the printer is not connected; check its cable",
            Self::Silent => "the printer does not answer; check that it is switched on",
            Self::PaperOut => "paper is out; load a roll and close the cover",
            Self::CoverOpen => "the printer's cover is open; close it",
            Self::NearEnd => {
                "too little paper for the next sheet; load a roll, or confirm to print all the same"
            }
            Self::Cutter => "the cutter is stuck; open the cover, remove the paper, close it",
            Self::Overheated => "the print head is hot; wait",
            Self::Error => "the printer reports an error; open and close the cover",
            Self::Broken => "the printer reports a fault; switch it off and on",
            Self::Offline => "the printer is offline; press its feed key once",
            Self::Unintelligible => "the printer's answers make no sense; check its cable and speed",
            Self::Busy => "the printer is busy; wait, or switch it off and on",
            Self::Tear => "tear off the sheet, then confirm",
        })
    }
}

/// Why a sheet was not completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interruption {
    /// The printer stopped.
    Stopped(NotReady),
    /// All was sent, and no confirmation came in time.
    Unconfirmed,
    /// Given up by an official, who saw that it is spoiled.
    Cancelled,
    /// The picture is wider than the paper or holds a printer command; nothing was sent.
    NotEncoded,
}

impl Interruption {
    /// Its stable name: in the journal, and as the word that stands on the VOID slip.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped(NotReady::Unplugged) => "unplugged",
            Self::Stopped(NotReady::Silent) => "silent",
            Self::Stopped(NotReady::PaperOut) => "paper-out",
            Self::Stopped(NotReady::CoverOpen) => "cover-open",
            Self::Stopped(NotReady::Cutter) => "cutter",
            Self::Stopped(NotReady::Overheated) => "hot",
            Self::Stopped(NotReady::Busy) => "busy",
            Self::Stopped(NotReady::Offline) => "offline",
            Self::Stopped(NotReady::Unintelligible) => "garbled",
            Self::Stopped(NotReady::Error | NotReady::Broken | NotReady::NearEnd | NotReady::Tear) => "error",
            Self::Unconfirmed => "unconfirmed",
            Self::Cancelled => "cancelled",
            Self::NotEncoded => "not-encoded",
        }
    }
}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped(NotReady::Unplugged) => "printer unplugged",
            Self::Stopped(NotReady::Silent) => "printer fell silent",
            Self::Stopped(NotReady::PaperOut) => "paper out",
            Self::Stopped(NotReady::CoverOpen) => "cover open",
            Self::Stopped(NotReady::Cutter) => "cutter stuck",
            Self::Stopped(NotReady::Overheated) => "print head hot",
            Self::Stopped(NotReady::Busy) => "printer busy",
            Self::Stopped(NotReady::Offline) => "printer offline",
            Self::Stopped(NotReady::Unintelligible) => "answers not understood",
            Self::Stopped(NotReady::Error | NotReady::Broken | NotReady::NearEnd | NotReady::Tear) => {
                "printer error"
            }
            Self::Unconfirmed => "printing not confirmed",
            Self::Cancelled => "cancelled",
            Self::NotEncoded => "sheet not encoded",
        })
    }
}
