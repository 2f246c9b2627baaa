//! Event ids, types and dispositions as NIST SP 1500-101 wants them in an election event log.

use serde::Serialize;

use super::event::Event;

/// What became of it (NIST SP 1500-101, EventDispositionType).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disposition {
    /// Done.
    Success,
    /// Refused or broken.
    Failure,
    /// Neither.
    Na,
}

impl Disposition {
    /// The word for it in event logs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Na => "na",
        }
    }
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventType {
    /// The day's order, approvals.
    Official,
    /// Records and their sealing.
    Record,
    /// Paper.
    Printer,
    /// Radio.
    Transmission,
    /// Media, clock, daemon.
    System,
    /// PINs and refusals.
    Security,
}

impl Event {
    /// Stable id of the event: past tense, kebab-case.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Provisioned { .. } => "device-provisioned",
            Self::PackageLoaded { .. } => "package-loaded",
            Self::Started { .. } => "daemon-started",
            Self::RehearsalSealed { .. } => "rehearsal-sealed",
            Self::ZeroSealed { .. } => "zero-sealed",
            Self::PollsOpened { .. } => "polls-opened",
            Self::TurnoutSealed { .. } => "turnout-sealed",
            Self::PollsClosed { .. } => "polls-closed",
            Self::VerifiedReceived { .. } => "verified-voters-received",
            Self::TallyKeyed { .. } => "tally-keyed",
            Self::TallyChecked { .. } => "tally-checked",
            Self::Approved { .. } => "tally-approved",
            Self::ResultSealed { .. } => "result-sealed",
            Self::CorrectionStarted { .. } => "correction-started",
            Self::TapeOrdered { .. } => "tape-ordered",
            Self::SheetStarted { .. } => "sheet-started",
            Self::SheetCompleted { .. } => "sheet-completed",
            Self::SheetInterrupted { .. } => "sheet-interrupted",
            Self::SessionStarted { .. } => "session-started",
            Self::SessionEnded { .. } => "session-ended",
            Self::MessageReceived { .. } => "message-received",
            Self::ReceiptVerified { .. } => "receipt-verified",
            Self::MessageIgnored { .. } => "message-ignored",
            Self::PacketQuarantined { .. } => "packet-quarantined",
            Self::DeadlinePassed { .. } => "deadline-passed",
            Self::PinRefused { .. } => "pin-refused",
            Self::PinAccepted { .. } => "pin-accepted",
            Self::Refused { .. } => "command-refused",
            Self::MediumFailed { .. } => "medium-failed",
            Self::MediumRestored { .. } => "medium-restored",
            Self::PrinterChanged { .. } => "printer-changed",
            Self::ModemChanged { .. } => "modem-changed",
            Self::ClockStepped { .. } => "clock-stepped",
            Self::Exported { .. } => "records-exported",
            Self::Stopped => "daemon-stopped",
            Self::CardAdopted { .. } => "card-adopted",
            Self::ReserveChanged { .. } => "reserve-changed",
        }
    }

    /// Class of the event.
    #[must_use]
    pub fn kind(&self) -> EventType {
        match self {
            Self::PollsOpened { .. }
            | Self::PollsClosed { .. }
            | Self::TallyKeyed { .. }
            | Self::Approved { .. }
            | Self::CorrectionStarted { .. }
            | Self::VerifiedReceived { .. } => EventType::Official,
            Self::RehearsalSealed { .. }
            | Self::ZeroSealed { .. }
            | Self::TurnoutSealed { .. }
            | Self::TallyChecked { .. }
            | Self::ResultSealed { .. }
            | Self::DeadlinePassed { .. }
            | Self::Exported { .. } => EventType::Record,
            Self::TapeOrdered { .. }
            | Self::SheetStarted { .. }
            | Self::SheetCompleted { .. }
            | Self::SheetInterrupted { .. }
            | Self::PrinterChanged { .. } => EventType::Printer,
            Self::SessionStarted { .. }
            | Self::SessionEnded { .. }
            | Self::MessageReceived { .. }
            | Self::ReceiptVerified { .. }
            | Self::MessageIgnored { .. }
            | Self::PacketQuarantined { .. }
            | Self::ModemChanged { .. } => EventType::Transmission,
            Self::Provisioned { .. }
            | Self::PackageLoaded { .. }
            | Self::Started { .. }
            | Self::MediumFailed { .. }
            | Self::MediumRestored { .. }
            | Self::ClockStepped { .. }
            | Self::CardAdopted { .. }
            | Self::ReserveChanged { .. }
            | Self::Stopped => EventType::System,
            Self::PinRefused { .. } | Self::PinAccepted { .. } | Self::Refused { .. } => EventType::Security,
        }
    }

    /// What became of it.
    #[must_use]
    pub fn disposition(&self) -> Disposition {
        match self {
            Self::SessionEnded { accepted: false, .. }
            | Self::SheetInterrupted { .. }
            | Self::MessageIgnored { .. }
            | Self::PacketQuarantined { .. }
            | Self::DeadlinePassed { .. }
            | Self::PinRefused { .. }
            | Self::Refused { .. }
            | Self::MediumFailed { .. }
            | Self::ReserveChanged { kept: false, .. } => Disposition::Failure,
            Self::SheetStarted { .. }
            | Self::SessionStarted { .. }
            | Self::PrinterChanged { .. }
            | Self::ModemChanged { .. }
            | Self::ClockStepped { .. }
            | Self::CardAdopted { .. } => Disposition::Na,
            Self::Provisioned { .. }
            | Self::PackageLoaded { .. }
            | Self::Started { .. }
            | Self::RehearsalSealed { .. }
            | Self::ZeroSealed { .. }
            | Self::PollsOpened { .. }
            | Self::TurnoutSealed { .. }
            | Self::PollsClosed { .. }
            | Self::VerifiedReceived { .. }
            | Self::TallyKeyed { .. }
            | Self::TallyChecked { .. }
            | Self::Approved { .. }
            | Self::ResultSealed { .. }
            | Self::CorrectionStarted { .. }
            | Self::TapeOrdered { .. }
            | Self::SheetCompleted { .. }
            | Self::SessionEnded { .. }
            | Self::MessageReceived { .. }
            | Self::ReceiptVerified { .. }
            | Self::PinAccepted { .. }
            | Self::MediumRestored { .. }
            | Self::Exported { .. }
            | Self::ReserveChanged { kept: true, .. }
            | Self::Stopped => Disposition::Success,
        }
    }
}
