//! MO session status of `+SBDIX`: each code's name, what to do, and what an official reads.
//!
//! Invariant: a code that is not documented counts as an ambiguous failure, so the packet is sent again unchanged.
//! Source: Iridium ISU AT Command Reference, `+SBDIX`, and the 9602/9603 developer's guides.

use super::event::Outcome;

/// MO status of a session, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoStatus {
    /// 0: sent, or there was nothing to send.
    Sent,
    /// 1: sent; the waiting MT message is too big to be fetched.
    SentMtTooBig,
    /// 2: sent; the gateway refused the location update.
    SentLocationRefused,
    /// 3, 4: reserved, counted as success.
    SentReserved(u8),
    /// 10: the call did not complete in the time the gateway allows.
    GatewayTimeout,
    /// 11: the gateway's MO queue for this modem is full.
    GatewayQueueFull,
    /// 12: too many segments.
    TooManySegments,
    /// 13: the session did not complete.
    SessionIncomplete,
    /// 14: invalid segment size.
    InvalidSegmentSize,
    /// 15: access denied.
    AccessDenied,
    /// 16: the modem is locked.
    Locked,
    /// 17: the gateway does not respond; the modem's own session limit passed.
    GatewaySilent,
    /// 18: radio connection lost.
    ConnectionLost,
    /// 19: link failure, a protocol error.
    LinkFailure,
    /// 32: no network service.
    NoNetworkService,
    /// 33: antenna fault.
    AntennaFault,
    /// 34: radio disabled.
    RadioDisabled,
    /// 35: the modem is busy, for example registering by itself.
    ModemBusy,
    /// 36: three minutes have not passed since the last registration.
    RegistrationTooSoon,
    /// 37: SBD service temporarily disabled.
    ServiceDisabled,
    /// 38: traffic management period.
    TrafficManagement,
    /// 64: band violation.
    BandViolation,
    /// 65: PLL lock failure while transmitting.
    PllLockFailure,
    /// Any other code: reserved, failure.
    Reserved(u8),
}

/// The right response to an MO status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The gateway has it: clear the MO buffer, wait for the receipt.
    Done,
    /// As `Done`, and raise an alarm.
    DoneWithAlarm,
    /// It may have been delivered: send the identical bytes again after the normal back-off.
    RetryAmbiguous,
    /// Back off for minutes.
    WaitLong,
    /// Never send these bytes again.
    Poison,
    /// A person must act; probe slowly.
    Operator,
    /// Switch the radio on, then try again.
    SwitchRadioOn,
    /// Try again in seconds.
    WaitShort,
    /// Wait at least three minutes.
    WaitRegistration,
    /// Wait for a signal.
    WaitSignal,
    /// Radio fault: alarm, probe slowly.
    Hardware,
}

impl MoStatus {
    /// The status of a code.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Sent,
            1 => Self::SentMtTooBig,
            2 => Self::SentLocationRefused,
            3 | 4 => Self::SentReserved(code),
            10 => Self::GatewayTimeout,
            11 => Self::GatewayQueueFull,
            12 => Self::TooManySegments,
            13 => Self::SessionIncomplete,
            14 => Self::InvalidSegmentSize,
            15 => Self::AccessDenied,
            16 => Self::Locked,
            17 => Self::GatewaySilent,
            18 => Self::ConnectionLost,
            19 => Self::LinkFailure,
            32 => Self::NoNetworkService,
            33 => Self::AntennaFault,
            34 => Self::RadioDisabled,
            35 => Self::ModemBusy,
            36 => Self::RegistrationTooSoon,
            37 => Self::ServiceDisabled,
            38 => Self::TrafficManagement,
            64 => Self::BandViolation,
            65 => Self::PllLockFailure,
            other => Self::Reserved(other),
        }
    }

    /// The code of a status.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Sent => 0,
            Self::SentMtTooBig => 1,
            Self::SentLocationRefused => 2,
            Self::SentReserved(code) | Self::Reserved(code) => code,
            Self::GatewayTimeout => 10,
            Self::GatewayQueueFull => 11,
            Self::TooManySegments => 12,
            Self::SessionIncomplete => 13,
            Self::InvalidSegmentSize => 14,
            Self::AccessDenied => 15,
            Self::Locked => 16,
            Self::GatewaySilent => 17,
            Self::ConnectionLost => 18,
            Self::LinkFailure => 19,
            Self::NoNetworkService => 32,
            Self::AntennaFault => 33,
            Self::RadioDisabled => 34,
            Self::ModemBusy => 35,
            Self::RegistrationTooSoon => 36,
            Self::ServiceDisabled => 37,
            Self::TrafficManagement => 38,
            Self::BandViolation => 64,
            Self::PllLockFailure => 65,
        }
    }

    /// Stable name, for journal and log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::SentMtTooBig => "sent-mt-too-big",
            Self::SentLocationRefused => "sent-location-refused",
            Self::SentReserved(_) => "sent-reserved",
            Self::GatewayTimeout => "gateway-timeout",
            Self::GatewayQueueFull => "gateway-queue-full",
            Self::TooManySegments => "too-many-segments",
            Self::SessionIncomplete => "session-incomplete",
            Self::InvalidSegmentSize => "invalid-segment-size",
            Self::AccessDenied => "access-denied",
            Self::Locked => "locked",
            Self::GatewaySilent => "gateway-silent",
            Self::ConnectionLost => "connection-lost",
            Self::LinkFailure => "link-failure",
            Self::NoNetworkService => "no-network-service",
            Self::AntennaFault => "antenna-fault",
            Self::RadioDisabled => "radio-disabled",
            Self::ModemBusy => "modem-busy",
            Self::RegistrationTooSoon => "registration-too-soon",
            Self::ServiceDisabled => "service-disabled",
            Self::TrafficManagement => "traffic-management",
            Self::BandViolation => "band-violation",
            Self::PllLockFailure => "pll-lock-failure",
            Self::Reserved(_) => "reserved",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Sent | Self::SentLocationRefused | Self::SentReserved(_) => Action::Done,
            Self::SentMtTooBig => Action::DoneWithAlarm,
            Self::GatewayTimeout
            | Self::SessionIncomplete
            | Self::GatewaySilent
            | Self::ConnectionLost
            | Self::LinkFailure
            | Self::Reserved(_) => Action::RetryAmbiguous,
            Self::GatewayQueueFull | Self::ServiceDisabled | Self::TrafficManagement => Action::WaitLong,
            Self::TooManySegments | Self::InvalidSegmentSize => Action::Poison,
            Self::AccessDenied | Self::Locked | Self::AntennaFault => Action::Operator,
            Self::RadioDisabled => Action::SwitchRadioOn,
            Self::ModemBusy => Action::WaitShort,
            Self::RegistrationTooSoon => Action::WaitRegistration,
            Self::NoNetworkService => Action::WaitSignal,
            Self::BandViolation | Self::PllLockFailure => Action::Hardware,
        }
    }

    /// What it means for the packet that was sent.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self.action() {
            Action::Done => Outcome::Accepted,
            Action::DoneWithAlarm => Outcome::AcceptedWithAlarm,
            Action::RetryAmbiguous => Outcome::Ambiguous,
            Action::Poison => Outcome::Rejected,
            Action::WaitSignal => Outcome::NoService,
            Action::WaitLong | Action::WaitShort | Action::WaitRegistration | Action::SwitchRadioOn => {
                Outcome::Busy
            }
            Action::Operator => Outcome::Operator,
            Action::Hardware => Outcome::Hardware,
        }
    }

    /// What an official reads.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Sent | Self::SentLocationRefused | Self::SentReserved(_) => {
                "The message reached the satellite network. Wait for the center's receipt."
            }
            Self::SentMtTooBig => {
                "The message reached the satellite network, but an answer is too big to be fetched. Tell the center."
            }
            Self::GatewayTimeout
            | Self::SessionIncomplete
            | Self::GatewaySilent
            | Self::ConnectionLost
            | Self::LinkFailure
            | Self::Reserved(_) => "The connection broke. The device sends the same message again.",
            Self::GatewayQueueFull => {
                "The satellite network's queue is full. The device tries again in some minutes."
            }
            Self::TooManySegments | Self::InvalidSegmentSize => {
                "The satellite network cannot take this message. Use the card and the tape, and tell the center."
            }
            Self::AccessDenied => "The satellite network does not know this modem. Tell the technician.",
            Self::Locked => "The satellite modem is locked. Tell the technician.",
            Self::NoNetworkService => "No satellite in view. Check that the antenna sees the open sky.",
            Self::AntennaFault => "The antenna is faulty. Check its plug and cable.",
            Self::RadioDisabled => "The modem's radio was off. The device switches it on and tries again.",
            Self::ModemBusy => "The modem is busy. The device tries again in some seconds.",
            Self::RegistrationTooSoon => "The modem must wait three minutes before it tries again.",
            Self::ServiceDisabled | Self::TrafficManagement => {
                "The satellite network is overloaded. The device tries again in some minutes."
            }
            Self::BandViolation | Self::PllLockFailure => "The modem's radio is faulty. Tell the technician.",
        }
    }
}
