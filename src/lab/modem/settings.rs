//! What a simulated modem is like: its manners, its sky and its faults.
//!
//! Invariant: everything defaults to a faultless modem that behaves as its manual says.

use std::time::Duration;

use super::script::{Cut, ScriptedSession};
use crate::ports::directip::Imei;

/// How a modem behaves towards its host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Personality {
    /// As the manual of the 9602 says.
    #[default]
    Strict,
    /// Echo off, `ERROR` to every optional command, ring alerts switch indicators on, a new MOMSN for every session.
    Sparse,
    /// Answers hardly anything, refuses every message, leaves unknown commands without an answer.
    Rude,
}

/// How long sessions take, in simulated time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    /// Median of sessions that succeed.
    pub success: Duration,
    /// Median of sessions that fail.
    pub failure: Duration,
    /// Deviation of the logarithm; 0.4 puts nine of ten within a factor of two.
    pub spread: f64,
}

impl Default for Latency {
    fn default() -> Self {
        Self { success: Duration::from_secs(12), failure: Duration::from_secs(25), spread: 0.4 }
    }
}

/// The signal quality, 0 to 5 bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalCourse {
    /// Always the same.
    Fixed(u8),
    /// Wanders by one bar about every ten seconds and likes to come back to this value.
    Wandering(u8),
}

impl std::str::FromStr for SignalCourse {
    type Err = String;

    /// A number of bars is fixed; with a tilde before it, it wanders.
    fn from_str(text: &str) -> Result<Self, String> {
        let bars =
            |text: &str| text.parse().ok().filter(|bars| *bars <= 5).ok_or("bars go from 0 to 5".to_owned());
        match text.strip_prefix('~') {
            Some(rest) => bars(rest).map(Self::Wandering),
            None => bars(text).map(Self::Fixed),
        }
    }
}

/// Probabilities of what goes wrong, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Faults {
    /// A session fails.
    pub loss: f64,
    /// An ambiguous failure whose message reached the gateway all the same.
    pub delivered_anyway: f64,
    /// A session that is reported as sent, and whose message is lost behind the gateway.
    pub lost_after_success: f64,
    /// An MT message that left the gateway and does not arrive (MT status 2).
    pub mt_lost: f64,
    /// A ring alert that is not heard.
    pub ring_lost: f64,
    /// An answer with line noise before it.
    pub garbage: f64,
    /// An answer in pieces of a few bytes.
    pub split: f64,
    /// A command without an answer.
    pub silence: f64,
    /// `+CSQ` takes 50 s and ends with `ERROR`.
    pub signal_stall: f64,
    /// A session in whose middle the line is unplugged for five seconds.
    pub unplug: f64,
    /// A session in whose middle the power fails.
    pub reset: f64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            loss: 0.0,
            delivered_anyway: 0.3,
            lost_after_success: 0.0,
            mt_lost: 0.0,
            ring_lost: 0.0,
            garbage: 0.0,
            split: 0.0,
            silence: 0.0,
            signal_stall: 0.0,
            unplug: 0.0,
            reset: 0.0,
        }
    }
}

/// Everything about one simulated modem.
#[derive(Clone, Debug, PartialEq)]
pub struct ModemSettings {
    /// Its identity.
    pub imei: Imei,
    /// Seed of its chance.
    pub seed: u64,
    /// Its manners.
    pub personality: Personality,
    /// Its faults.
    pub faults: Faults,
    /// Its first sessions, before chance takes over.
    pub script: Vec<ScriptedSession>,
    /// Disturbances at certain steps of the dialogue.
    pub cuts: Vec<Cut>,
    /// How long sessions take.
    pub latency: Latency,
    /// Its signal.
    pub signal: SignalCourse,
    /// A second `+SBDREG` within three minutes is refused with status 36.
    pub registration_rule: bool,
    /// A locked unit refuses sessions with status 16.
    pub locked: bool,
    /// How many times as fast as the real clock simulated time runs; waiting for host and gateway is not hastened.
    pub time_scale: f64,
}

impl ModemSettings {
    /// A faultless modem in real time.
    #[must_use]
    pub fn new(imei: Imei) -> Self {
        Self {
            imei,
            seed: 1,
            personality: Personality::default(),
            faults: Faults::default(),
            script: Vec::new(),
            cuts: Vec::new(),
            latency: Latency::default(),
            signal: SignalCourse::Fixed(4),
            registration_rule: true,
            locked: false,
            time_scale: 1.0,
        }
    }
}
