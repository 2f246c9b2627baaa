//! `rts-lab satellite`: the simulated gateway as a program.

use std::io::Write;

use tokio::signal::unix::{SignalKind, signal};

use super::{Error, SatelliteSettings, SimulatedSatellite};
use crate::ports::directip::Imei;

/// Simulates the satellite gateway until it is told to end.
#[derive(Clone, Debug, clap::Args)]
pub struct SatelliteArgs {
    /// Listener for MO messages (DirectIP), host:port; may be repeated up to five times
    #[arg(long = "destination", value_name = "HOST:PORT", required = true)]
    destinations: Vec<String>,
    /// Where to listen for MT messages (DirectIP)
    #[arg(long, default_value = "127.0.0.1:10800", value_name = "HOST:PORT")]
    mt_listen: String,
    /// Where to listen for simulated modems
    #[arg(long, default_value = "127.0.0.1:10900", value_name = "HOST:PORT")]
    modem_listen: String,
    /// Wait for the listener's confirmation of each message
    #[arg(long)]
    confirm: bool,
    /// Serve only this modem; may be repeated
    #[arg(long = "imei")]
    imeis: Vec<Imei>,
    /// Probability that a message is delivered twice
    #[arg(long, default_value_t = 0.0)]
    duplicates: f64,
    /// Add a random location to each message
    #[arg(long)]
    location: bool,
    /// Seed of chance
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many times as fast as in the field time passes
    #[arg(long, default_value_t = 1.0)]
    time_scale: f64,
}

/// Runs the gateway until SIGTERM or SIGINT; prints its addresses as one JSON line.
///
/// # Errors
///
/// `Error::Listen` if an address is not free, `Error::Destinations` with too many.
pub async fn run(args: SatelliteArgs) -> Result<(), Error> {
    let satellite = SimulatedSatellite::start(SatelliteSettings {
        seed: args.seed,
        time_scale: args.time_scale,
        destinations: args.destinations,
        mt_listen: args.mt_listen,
        modem_listen: Some(args.modem_listen),
        confirm: args.confirm,
        provisioned: (!args.imeis.is_empty()).then(|| args.imeis.into_iter().collect()),
        duplicates: args.duplicates,
        location: args.location,
    })
    .await?;
    let addresses = serde_json::json!({ "mt": satellite.mt_address(), "modems": satellite.modem_address() });
    // A reader that has gone away is no reason to end.
    let _ = writeln!(std::io::stdout(), "{addresses}");
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::Signal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::Signal)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    let statistics = serde_json::to_value(satellite.statistics()).unwrap_or_default();
    tracing::info!(%statistics, "the gateway ends");
    Ok(())
}
