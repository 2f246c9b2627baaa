//! `rts-lab modem`: a simulated modem as a program.

use std::{io::Write, path::PathBuf, time::Duration};

use tokio::signal::unix::{SignalKind, signal};

use super::{
    Cut, Error, Faults, Latency, ModemSettings, Personality, ScriptedSession, SimulatedModem,
    settings::SignalCourse,
};
use crate::{lab::satellite, ports::directip::Imei};

/// Simulates a satellite modem on a pseudo-terminal until it is told to end.
#[derive(Clone, Debug, clap::Args)]
pub struct ModemArgs {
    /// The modem's identity, fifteen digits
    #[arg(long)]
    imei: Imei,
    /// The simulated gateway's address for modems (see `rts-lab satellite`)
    #[arg(long, default_value = "127.0.0.1:10900", value_name = "HOST:PORT")]
    satellite: String,
    /// Symbolic link to the pseudo-terminal, kept when the modem is unplugged and comes back
    #[arg(long, value_name = "PATH")]
    link: Option<PathBuf>,
    /// How the modem behaves
    #[arg(long, value_enum, default_value = "strict")]
    personality: Personality,
    /// Seed of chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many times as fast as in the field the sky is
    #[arg(long, default_value_t = 1.0)]
    time_scale: f64,
    /// Signal quality, 0 to 5 bars; with a tilde (~3) it wanders around
    #[arg(long, default_value = "4", value_name = "BARS")]
    signal: SignalCourse,
    /// Median of a session that succeeds, in seconds
    #[arg(long, default_value_t = 12.0, value_name = "SECONDS")]
    session_time: f64,
    /// Median of a session that fails, in seconds
    #[arg(long, default_value_t = 25.0, value_name = "SECONDS")]
    failure_time: f64,
    /// Spread of session times (deviation of the logarithm)
    #[arg(long, default_value_t = 0.4)]
    spread: f64,
    /// First sessions, each an MO status, then + (delivered all the same) or - (not delivered), then m2 or mx (MT
    /// status 2, in the second case with the MT message lost); for example 32,17+,0-,0
    #[arg(long, value_delimiter = ',', value_name = "SESSIONS")]
    script: Vec<ScriptedSession>,
    /// A disturbance as step:n:what; steps ready, stored, search, transfer, read; what unplug[=seconds], reset,
    /// silence[=seconds], garbage[=bytes]; may be repeated
    #[arg(long = "cut", value_name = "CUT")]
    cuts: Vec<Cut>,
    /// The unit is locked
    #[arg(long)]
    locked: bool,
    /// Allow a registration at any time
    #[arg(long)]
    no_registration_rule: bool,
    #[command(flatten)]
    faults: FaultArgs,
}

/// Probabilities of faults, 0 to 1.
#[derive(Clone, Debug, clap::Args)]
struct FaultArgs {
    /// A session fails
    #[arg(long, default_value_t = 0.0)]
    loss: f64,
    /// An ambiguous failure was delivered all the same
    #[arg(long, default_value_t = 0.3)]
    delivered_anyway: f64,
    /// A message reported as sent is lost
    #[arg(long, default_value_t = 0.0)]
    lost_after_success: f64,
    /// An MT message that left the gateway is lost
    #[arg(long, default_value_t = 0.0)]
    mt_lost: f64,
    /// A ring alert is not heard
    #[arg(long, default_value_t = 0.0)]
    ring_lost: f64,
    /// Line noise before an answer
    #[arg(long, default_value_t = 0.0)]
    garbage: f64,
    /// An answer in small pieces
    #[arg(long, default_value_t = 0.0)]
    split: f64,
    /// A command without an answer
    #[arg(long, default_value_t = 0.0)]
    silence: f64,
    /// +CSQ takes 50 s and fails
    #[arg(long, default_value_t = 0.0)]
    signal_stall: f64,
    /// The line is unplugged in a session
    #[arg(long, default_value_t = 0.0)]
    unplug: f64,
    /// The power fails in a session
    #[arg(long, default_value_t = 0.0)]
    reset: f64,
}

impl ModemArgs {
    fn settings(&self) -> ModemSettings {
        let seconds = |value| Duration::try_from_secs_f64(value).unwrap_or_default();
        let faults = &self.faults;
        ModemSettings {
            imei: self.imei,
            seed: self.seed,
            personality: self.personality,
            faults: Faults {
                loss: faults.loss,
                delivered_anyway: faults.delivered_anyway,
                lost_after_success: faults.lost_after_success,
                mt_lost: faults.mt_lost,
                ring_lost: faults.ring_lost,
                garbage: faults.garbage,
                split: faults.split,
                silence: faults.silence,
                signal_stall: faults.signal_stall,
                unplug: faults.unplug,
                reset: faults.reset,
            },
            script: self.script.clone(),
            cuts: self.cuts.clone(),
            latency: Latency {
                success: seconds(self.session_time),
                failure: seconds(self.failure_time),
                spread: self.spread,
            },
            signal: self.signal,
            registration_rule: !self.no_registration_rule,
            locked: self.locked,
            time_scale: self.time_scale,
        }
    }
}

/// Runs the modem until SIGTERM or SIGINT; prints the path of its line, and each session as a JSON line.
///
/// # Errors
///
/// `Error::Line` if no pseudo-terminal or link can be made.
pub async fn run(args: ModemArgs) -> Result<(), Error> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::Signal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::Signal)?;
    let sky = satellite::connect(args.satellite.clone(), args.imei);
    let modem = SimulatedModem::start(args.settings(), args.link.as_deref(), sky)?;
    let mut sessions = modem.subscribe();
    // A reader that has gone away is no reason to end.
    let _ = writeln!(std::io::stdout(), "{}", modem.path().display());
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            Ok(session) = sessions.recv() => {
                let line = serde_json::to_string(&session).unwrap_or_default();
                let _ = writeln!(std::io::stdout(), "{line}");
            }
        }
    }
    Ok(())
}
