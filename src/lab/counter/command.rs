//! `rts-lab counter`: a simulated counting or verification device as a program.

use std::{fs, io::Write, path::PathBuf};

use rts_core::{counter::LinkKind, election::TallyFile};
use tokio::signal::unix::{SignalKind, signal};

use super::{CounterSettings, Error, Faults, SimulatedCounter};

/// Simulates a counting device on a pseudo-terminal until it is told to end.
#[derive(Clone, Debug, clap::Args)]
pub struct CounterArgs {
    /// Tally file that the device counted; it also names election and station
    #[arg(long, value_name = "FILE")]
    tally: PathBuf,
    /// Symbolic link to the pseudo-terminal, kept when the device is unplugged and comes back
    #[arg(long, value_name = "PATH")]
    link: Option<PathBuf>,
    /// A verification device with the file's voters instead of a counting device
    #[arg(long)]
    verifier: bool,
    /// Leave the number of verified voters to a verification device of its own
    #[arg(long)]
    apart: bool,
    /// Name of the device
    #[arg(long)]
    device: Option<String>,
    /// Another number of verified voters than the file's
    #[arg(long)]
    voters: Option<u32>,
    /// Seed of chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Probability that a line has a wrong byte
    #[arg(long, default_value_t = 0.0)]
    corrupt: f64,
    /// Probability that a line comes twice
    #[arg(long, default_value_t = 0.0)]
    duplicate: f64,
    /// Probability that a line is lost
    #[arg(long, default_value_t = 0.0)]
    lose: f64,
    /// Lines come in small pieces
    #[arg(long)]
    split: bool,
    /// Unplugged once, in the middle of this line, for a second
    #[arg(long, value_name = "LINE")]
    unplug_at: Option<u32>,
    /// The first tally handed over has a blank vote too many
    #[arg(long)]
    wrong_sum: bool,
    /// Ballots that a counter still holds from the day before
    #[arg(long, default_value_t = 0)]
    leftover: u32,
}

impl CounterArgs {
    fn settings(&self) -> Result<CounterSettings, Error> {
        let path = || self.tally.clone();
        let bytes = fs::read(&self.tally).map_err(|source| Error::File { path: path(), source })?;
        let file = TallyFile::from_json(&bytes).map_err(|refusal| Error::Tally { path: path(), refusal })?;
        let kind = if self.verifier { LinkKind::Verifier } else { LinkKind::Counter };
        let mut settings = CounterSettings::of_file(file, kind, self.apart);
        if let Some(device) = &self.device {
            settings.identity.device.clone_from(device);
        }
        if let Some(voters) = self.voters {
            settings.voters = voters;
        }
        settings.seed = self.seed;
        settings.faults = Faults {
            corrupt: self.corrupt,
            duplicate: self.duplicate,
            lose: self.lose,
            split: self.split,
            unplug_at: self.unplug_at,
            wrong_sum: self.wrong_sum,
            leftover: self.leftover,
        };
        Ok(settings)
    }
}

/// Runs the device until SIGTERM or SIGINT; prints the path of its line, and what it learns from the box.
///
/// # Errors
///
/// Fails if the tally file cannot be used, or no pseudo-terminal or link can be made.
pub async fn run(args: CounterArgs) -> Result<(), Error> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::Signal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::Signal)?;
    let device = SimulatedCounter::start(args.settings()?, args.link.as_deref())?;
    let mut events = device.subscribe();
    // A reader that has gone away is no reason to end.
    let _ = writeln!(std::io::stdout(), "{}", device.path().display());
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            Ok(event) = events.recv() => {
                let _ = writeln!(std::io::stdout(), "{event:?}");
            }
        }
    }
    Ok(())
}
