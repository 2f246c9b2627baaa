//! The simulated world: modems with faults, the satellite gateway, printers that draw what they print, counting devices.
//!
//! Used by the demo, by tests and on a technician's desk; never on a device image. Chance is seeded.

pub mod bench;
pub mod boot;
pub mod chance;
pub mod counter;
pub mod demo;
mod ground;
pub mod import;
pub mod manual;
pub mod modem;
pub mod night;
pub mod pace;
pub mod postgres;
pub mod powercut;
pub mod printer;
pub mod pty;
pub mod satellite;
pub mod tape;
pub mod world;

/// Commands of `rts-lab`.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Take figures side by side with their references.
    Bench(bench::BenchArgs),
    /// Live an election day inside an emulated ARM box, from its kernel's start to the receipt.
    Boot(boot::BootArgs),
    /// Simulate a counting or verification device on a pseudo-terminal.
    Counter(counter::CounterArgs),
    /// Show a whole election day of several stations with the real programs.
    Demo(demo::DemoArgs),
    /// Make an election source of a real election's published counts.
    Import(import::ImportArgs),
    /// Write man pages and shell completions of the box's programs.
    Manual(manual::ManualArgs),
    /// Simulate a satellite modem on a pseudo-terminal.
    Modem(modem::ModemArgs),
    /// Simulate the satellite gateway.
    Satellite(satellite::SatelliteArgs),
    /// Cut the power of a recorded day below the file system, at any of its writes.
    Powercut(powercut::PowercutArgs),
    /// Let a whole country report in one night.
    Night(night::NightArgs),
    /// Live through simulated election days, seed by seed, against a reference model.
    Soak(world::SoakArgs),
    /// Run a tape printer on a pseudo-terminal that draws what it prints.
    Printer(printer::PrinterArgs),
    /// Draw every kind of tape of a made-up election.
    Tape(tape::TapeArgs),
}

/// Why a command of `rts-lab` failed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Box<dyn std::error::Error + Send + Sync>);

impl Command {
    /// True if the command itself shows what happens, so that diagnosis is for those only who ask for it.
    #[must_use]
    pub fn tells(&self) -> bool {
        matches!(self, Self::Boot(_) | Self::Demo(_) | Self::Powercut(_))
    }

    /// Runs the command to its end.
    ///
    /// # Errors
    ///
    /// What the command says.
    pub async fn run(self) -> Result<(), Error> {
        match self {
            Self::Bench(args) => bench::run(&args).map_err(|error| Error(error.into())),
            Self::Boot(args) => boot::run(args).await.map_err(|error| Error(error.into())),
            Self::Counter(args) => counter::run(args).await.map_err(|error| Error(error.into())),
            Self::Demo(args) => demo::run(args).await.map_err(|error| Error(error.into())),
            Self::Import(args) => import::run(&args).map_err(|error| Error(error.into())),
            Self::Manual(args) => manual::run(&args).map_err(|error| Error(error.into())),
            Self::Modem(args) => modem::run(args).await.map_err(|error| Error(error.into())),
            Self::Satellite(args) => satellite::run(args).await.map_err(|error| Error(error.into())),
            Self::Powercut(args) => powercut::run(args).await.map_err(|error| Error(error.into())),
            Self::Printer(args) => printer::run(args).await.map_err(|error| Error(error.into())),
            Self::Night(args) => night::run(&args).map_err(|error| Error(error.into())),
            Self::Soak(args) => world::run(&args).map_err(|error| Error(error.into())),
            Self::Tape(args) => tape::run(&args).map_err(|error| Error(error.into())),
        }
    }
}
