//! What every sheet says about its tape, and what differs from impression to impression.

use super::stamp::Stamp;
use super::text::Label;
use super::voice::Voice;
use super::words::Word;

/// What a tape is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TapeKind {
    /// Before opening: every count is zero.
    Zero,
    /// Polls were opened.
    Opened,
    /// The result of the polling place.
    Result,
    /// The center's receipt for a result.
    Receipt,
    /// Certificate of non-transmission: the legal deadline passed without a receipt.
    Certificate,
    /// The device was checked and is ready.
    Readiness,
    /// A rehearsal; never a result.
    Rehearsal,
    /// A corrected result that voids an earlier fingerprint.
    Correction,
    /// An annulled result.
    Void,
    /// The journal in numbers.
    Log,
}

impl TapeKind {
    /// The headline of every sheet.
    pub(super) fn word(self) -> Word {
        match self {
            Self::Zero => Word::TapeZero,
            Self::Opened => Word::TapeOpened,
            Self::Result => Word::TapeResult,
            Self::Receipt => Word::TapeReceipt,
            Self::Certificate => Word::TapeCertificate,
            Self::Readiness => Word::TapeReadiness,
            Self::Rehearsal => Word::TapeRehearsal,
            Self::Correction => Word::TapeCorrection,
            Self::Void => Word::TapeAnnulment,
            Self::Log => Word::TapeLog,
        }
    }
}

/// Whether a tape counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Election day.
    Official,
    /// A test or a training.
    Test,
}

/// Whether a copy belongs to the first run of its tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issue {
    /// The first run.
    Original,
    /// A later order of more copies.
    Reprint,
}

/// When a copy was printed, seen from the transmission of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Nothing of the record had been sent.
    BeforeSending,
    /// Sending had begun.
    AfterSending,
    /// The tape has nothing to send.
    NothingToSend,
}

/// What every sheet of a tape says about the tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// What the tape is for.
    pub kind: TapeKind,
    /// Languages and digits.
    pub voice: Voice,
    /// The election.
    pub election: Label,
    /// Who holds it.
    pub authority: Label,
    /// The polling place, its code first.
    pub station: Label,
    /// Whether it counts.
    pub mark: Mark,
    /// The record's fingerprint, if the tape has a record.
    pub fingerprint: Option<String>,
}

/// One time a sheet is put on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impression {
    /// Which copy, from 1.
    pub copy: u8,
    /// Copies of this order.
    pub copies: u8,
    /// Attempt at this sheet of this copy, from 1.
    pub attempt: u8,
    /// First run or later order.
    pub issue: Issue,
    /// Before or after sending.
    pub moment: Moment,
    /// When it is printed.
    pub printed_at: Stamp,
}
