//! What a person asks of the box, and what the box answers. These are the words of the control socket.

use serde::{Deserialize, Serialize};

use super::card::MediumView;
use crate::election::{Code, OfficialIndex, Polls, Refusal, Tally, TallySource};

/// What an official or a technician asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "command", deny_unknown_fields)]
pub enum Command {
    /// How things stand.
    Status,
    /// Signs and prints the zero record, then opens the polls.
    Open,
    /// Notes how many voters came so far.
    Turnout {
        /// Voters so far.
        voters: u32,
    },
    /// Closes the polls for good.
    Close,
    /// Hands over a tally file: the project's own JSON or NIST SP 1500-100.
    TallyImport {
        /// The text of the file.
        file: String,
    },
    /// Keys in the whole tally; a second official does the same, and the two must agree.
    TallyEnter {
        /// As read from the paper.
        tally: Tally,
    },
    /// The checked tally.
    TallyShow,
    /// Approves the checked tally; with two-person rule the second approval seals it.
    Approve,
    /// More copies of a tape.
    Print {
        /// Which.
        tape: Paper,
        /// How many, 1 to 50.
        copies: u8,
    },
    /// Says that the sheet just printed is whole, where the printer cannot tell.
    ConfirmSheet,
    /// Says that the sheet just printed is spoiled, where the printer cannot tell: it is voided and printed again.
    SpoilSheet,
    /// Tries to send at once instead of waiting for the schedule.
    Send,
    /// The center's receipt for the result.
    Receipt,
    /// Entries of the journal.
    Log {
        /// Only entries after this number.
        after: u64,
    },
    /// Sends a test record of every contest through the real modem to the real center.
    Rehearse,
    /// Begins a correction of the sealed result.
    Correct {
        /// Reason, by its number in docs/wire.md.
        reason: u8,
    },
    /// Everything that another medium needs to be checked against this box: the signed records and receipts.
    Export,
    /// How the two copies of the journal are.
    CardStatus,
    /// Makes the blank card in the box its card.
    CardAdopt,
    /// Notes that the whole journal is copied; the copy itself is made of [`Command::Log`].
    CardExport {
        /// Where to.
        place: String,
    },
}

/// Whom a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anybody who may talk to the box.
    Nobody,
    /// One official with a PIN.
    Official,
    /// Two officials with PINs where the election has the two-person rule, else one.
    TwoOfficials,
    /// A technician without a PIN, or officials as for [`Need::TwoOfficials`].
    TechnicianOrTwo,
}

impl Command {
    /// Whom this command needs.
    #[must_use]
    pub fn need(&self) -> Need {
        match self {
            Self::Status
            | Self::TallyShow
            | Self::Receipt
            | Self::Log { .. }
            | Self::Rehearse
            | Self::Export
            | Self::CardStatus
            | Self::CardExport { .. }
            | Self::Send => Need::Nobody,
            Self::Open
            | Self::Turnout { .. }
            | Self::Close
            | Self::TallyImport { .. }
            | Self::TallyEnter { .. }
            | Self::Approve
            | Self::Print { .. }
            | Self::ConfirmSheet
            | Self::SpoilSheet => Need::Official,
            Self::Correct { .. } => Need::TwoOfficials,
            Self::CardAdopt => Need::TechnicianOrTwo,
        }
    }

    /// The verb as an official types it; what the journal names when the command is refused.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Open => "open",
            Self::Turnout { .. } => "turnout",
            Self::Close => "close",
            Self::TallyImport { .. } => "tally import",
            Self::TallyEnter { .. } => "tally enter",
            Self::TallyShow => "tally show",
            Self::Approve => "approve",
            Self::Print { .. } => "print",
            Self::ConfirmSheet => "print --confirm",
            Self::SpoilSheet => "print --spoiled",
            Self::Send => "send",
            Self::Receipt => "receipt",
            Self::Log { .. } => "log",
            Self::Rehearse => "rehearse",
            Self::Correct { .. } => "correct",
            Self::Export => "export",
            Self::CardStatus => "card status",
            Self::CardAdopt => "card adopt",
            Self::CardExport { .. } => "card export",
        }
    }
}

/// The tapes that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// Every counter at zero.
    Zero,
    /// The result.
    Result,
    /// The center's receipt.
    Receipt,
    /// The certificate of non-transmission.
    Certificate,
    /// The readiness of the box.
    Readiness,
    /// The journal in numbers.
    Log,
}

/// Who asks, as far as PINs proved it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// An official.
    pub first: Option<OfficialIndex>,
    /// Another one.
    pub second: Option<OfficialIndex>,
}

/// What the box answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reply")]
pub enum Reply {
    /// How things stand.
    Status(Box<Status>),
    /// Done and durable; the sentence says what and what comes next.
    Done {
        /// For the official.
        message: String,
        /// Fingerprint of the record that came of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        fingerprint: Option<String>,
    },
    /// The checked tally.
    Tally {
        /// The numbers.
        tally: Tally,
        /// Where they came from.
        source: TallySource,
        /// Fingerprint, once sealed.
        #[serde(skip_serializing_if = "Option::is_none")]
        fingerprint: Option<String>,
    },
    /// The center's receipt.
    Receipt(ReceiptView),
    /// Entries of the journal, oldest first; ask again after the last one until none comes.
    Log {
        /// Entries.
        entries: Vec<LogLine>,
    },
    /// The two copies of the journal.
    Media {
        /// Internal medium, then card.
        media: Vec<MediumView>,
    },
    /// Signed records, hexadecimal, oldest first.
    Records {
        /// The records.
        records: Vec<RecordView>,
    },
    /// A rule said no.
    Refused {
        /// Stable code.
        code: String,
        /// What, where and what to do.
        message: String,
    },
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { code: refusal.code.as_str().to_owned(), message: refusal.to_string() }
    }
}

impl From<Code> for Reply {
    fn from(code: Code) -> Self {
        Refusal::new(code).into()
    }
}

/// The states of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Before the polls open.
    Provisioned,
    /// Voting.
    Open,
    /// Closed; a tally is awaited.
    Counting,
    /// A tally passed the control sums and waits for approval.
    Checked,
    /// One of two officials approved.
    ApprovedOnce,
    /// Signed and sealed; tapes are printed, packets wait or are on their way.
    Sealed,
    /// The center's signed receipt is here.
    Delivered,
}

/// How things stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Where in the day.
    pub phase: Phase,
    /// The polls.
    pub polls: Polls,
    /// Code of the station.
    pub station: String,
    /// Name of the station.
    pub station_name: String,
    /// Name of the election.
    pub election: String,
    /// True if nothing of this day counts.
    pub test: bool,
    /// Number of the box.
    pub device: u32,
    /// Officials of the station, in the order of their numbers.
    pub officials: Vec<String>,
    /// Digest of the package, hexadecimal.
    pub package: String,
    /// Registered voters.
    pub registered: u32,
    /// Voters whom the verification device accepted.
    pub verified: Option<u32>,
    /// Fingerprint of the sealed result.
    pub fingerprint: Option<String>,
    /// The center's verdict on it.
    pub verdict: Option<String>,
    /// The box rehearsed and the center answered.
    pub rehearsed: bool,
    /// Seconds until the legal deadline; negative once it passed.
    pub deadline_seconds: Option<i64>,
    /// Transmission attempts for the result so far.
    pub attempts: u32,
    /// Seconds until the next attempt.
    pub next_attempt_seconds: Option<u64>,
    /// Why the box waits or what it does.
    pub doing: String,
    /// What the official should do now.
    pub next_step: String,
    /// The printer, in words.
    pub printer: String,
    /// Sheets that are still to be printed.
    pub sheets_waiting: u32,
    /// The modem, in words.
    pub modem: String,
    /// Copies of the journal that work: 2, or 1 when degraded.
    pub media: u8,
    /// What is wrong with a copy of the journal, and what to do; empty if nothing is.
    #[serde(default)]
    pub media_faults: Vec<String>,
    /// Entries in the journal.
    pub entries: u64,
    /// Head of the journal's chain, hexadecimal.
    pub head: String,
    /// What is in progress that no person sees: a correction under way.
    pub correcting: bool,
}

/// The center's answer as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// Fingerprint of the record it answers.
    pub fingerprint: String,
    /// Verdict in a word.
    pub verdict: String,
    /// Reason code of the center; 0 for none.
    pub reason: u8,
    /// Sequence number of the receipt.
    pub sequence: u32,
    /// Center's time, Unix seconds.
    pub center_time: u32,
    /// The 102 bytes, hexadecimal: anyone can check them.
    pub bytes: String,
}

/// One entry as shown to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Number.
    pub sequence: u64,
    /// Wall time, Unix seconds, if one was known.
    pub wall: Option<i64>,
    /// Milliseconds since boot.
    pub uptime: u64,
    /// Id of the event.
    pub event: String,
    /// Success, failure or na.
    pub disposition: String,
    /// Hash, hexadecimal.
    pub hash: String,
    /// Stored bytes, hexadecimal.
    pub body: String,
}

/// A signed record as another medium keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Sequence number.
    pub sequence: u16,
    /// Kind in a word.
    pub kind: String,
    /// Fingerprint.
    pub fingerprint: String,
    /// BASE, hexadecimal.
    pub base: String,
    /// Record bytes, hexadecimal.
    pub record: String,
    /// Signature, hexadecimal.
    pub signature: String,
    /// Packets, hexadecimal.
    pub packets: Vec<String>,
    /// Receipt, hexadecimal, once there is one.
    pub receipt: Option<String>,
}
