//! The commands the driver uses, their text, time limit and what kind of answer they get.
//!
//! Invariants: `AT+SBDI` (detaches), `AT+SBDWT` (120 bytes) and `AT+SBDC` are not among them; whatever a modem may
//! lack is optional, and only `AT` and the SBD commands themselves are not.

use std::time::Duration;

use super::{line::Mode, settings::Settings};

/// One command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Command {
    /// Alive?
    Attention,
    /// No echo.
    EchoOff,
    /// Results in words.
    Words,
    /// No flow control: three wires.
    NoFlowControl,
    /// Ignore DTR.
    IgnoreDtr,
    /// The modem's own session limit.
    SessionLimit,
    /// Ring alerts as lines.
    RingAlert,
    /// Signal and service as lines.
    Indicators,
    /// Firmware version.
    Firmware,
    /// IMEI.
    Identity,
    /// System time.
    SystemTime,
    /// Registration state.
    Registration,
    /// Last known signal.
    SignalFast,
    /// Measured signal.
    Signal,
    /// Clear the MO buffer.
    Clear,
    /// Write the MO message of that length.
    Write(usize),
    /// Session.
    Session,
    /// Session that answers a ring.
    RingSession,
    /// Read the MT message.
    Read,
    /// Switch the radio on.
    RadioOn,
}

/// Bring-up after `AT` has answered twice, in order; all optional.
pub(super) const BRING_UP: [Command; 10] = [
    Command::EchoOff,
    Command::Words,
    Command::NoFlowControl,
    Command::IgnoreDtr,
    Command::SessionLimit,
    Command::RingAlert,
    Command::Indicators,
    Command::Firmware,
    Command::Identity,
    Command::SystemTime,
];

impl Command {
    /// For logs and timers.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Attention => "AT",
            Self::EchoOff => "ATE0",
            Self::Words => "ATV1",
            Self::NoFlowControl => "AT&K0",
            Self::IgnoreDtr => "AT&D0",
            Self::SessionLimit => "AT+SBDST",
            Self::RingAlert => "AT+SBDMTA=1",
            Self::Indicators => "AT+CIER=1,1,1",
            Self::Firmware => "AT+CGMR",
            Self::Identity => "AT+CGSN",
            Self::SystemTime => "AT-MSSTM",
            Self::Registration => "AT+SBDREG?",
            Self::SignalFast => "AT+CSQF",
            Self::Signal => "AT+CSQ",
            Self::Clear => "AT+SBDD0",
            Self::Write(_) => "AT+SBDWB",
            Self::Session => "AT+SBDIX",
            Self::RingSession => "AT+SBDIXA",
            Self::Read => "AT+SBDRB",
            Self::RadioOn => "AT*R1",
        }
    }

    /// As sent, without the CR.
    pub(super) fn text(self, settings: &Settings) -> String {
        match self {
            Self::Write(length) => format!("AT+SBDWB={length}"),
            Self::SessionLimit => format!("AT+SBDST={}", settings.modem_session.unwrap_or(0)),
            Self::Attention
            | Self::EchoOff
            | Self::Words
            | Self::NoFlowControl
            | Self::IgnoreDtr
            | Self::RingAlert
            | Self::Indicators
            | Self::Firmware
            | Self::Identity
            | Self::SystemTime
            | Self::Registration
            | Self::SignalFast
            | Self::Signal
            | Self::Clear
            | Self::Session
            | Self::RingSession
            | Self::Read
            | Self::RadioOn => self.name().to_owned(),
        }
    }

    /// How long the modem may take.
    pub(super) const fn limit(self, settings: &Settings) -> Duration {
        match self {
            Self::Attention | Self::Clear | Self::Read => settings.plain,
            Self::Write(_) => settings.write,
            Self::Session | Self::RingSession => settings.session,
            Self::Signal => settings.signal,
            Self::EchoOff
            | Self::Words
            | Self::NoFlowControl
            | Self::IgnoreDtr
            | Self::SessionLimit
            | Self::RingAlert
            | Self::Indicators
            | Self::Firmware
            | Self::Identity
            | Self::SystemTime
            | Self::Registration
            | Self::SignalFast
            | Self::RadioOn => settings.optional,
        }
    }

    /// How its answer is read.
    pub(super) const fn mode(self) -> Mode {
        match self {
            Self::Write(_) => Mode::Prompt,
            Self::Read => Mode::Frame,
            Self::Attention
            | Self::EchoOff
            | Self::Words
            | Self::NoFlowControl
            | Self::IgnoreDtr
            | Self::SessionLimit
            | Self::RingAlert
            | Self::Indicators
            | Self::Firmware
            | Self::Identity
            | Self::SystemTime
            | Self::Registration
            | Self::SignalFast
            | Self::Signal
            | Self::Clear
            | Self::Session
            | Self::RingSession
            | Self::RadioOn => Mode::Line,
        }
    }

    /// Whether its answer holds no number of its own, so that `0` alone can only be `OK` in `ATV0` mode.
    pub(super) const fn is_bare(self) -> bool {
        matches!(
            self,
            Self::Attention
                | Self::EchoOff
                | Self::Words
                | Self::NoFlowControl
                | Self::IgnoreDtr
                | Self::RingAlert
        )
    }

    /// Whether its answer has lines before the final result.
    pub(super) const fn has_text(self) -> bool {
        matches!(
            self,
            Self::Firmware
                | Self::Identity
                | Self::SystemTime
                | Self::Registration
                | Self::SignalFast
                | Self::Signal
                | Self::Clear
        )
    }

    /// Whether the command goes on the air.
    pub(super) const fn is_session(self) -> bool {
        matches!(self, Self::Session | Self::RingSession)
    }
}
