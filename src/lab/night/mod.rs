//! The night of a whole country: every box has sealed its result at the same moment, and all of them send.
//!
//! Outboxes, packets and center are the product's; sky and gateways are simulated on virtual time. It is lived twice,
//! with the spread of the election's rules and without, which is what the spread is for.

mod country;
mod course;
mod figures;
mod sky;

use std::io::{self, Write as _};
use std::time::Duration;

use country::Country;
use course::Night;
pub use figures::NightFigures;

/// A storm at the close of poll, with spread and without.
#[derive(Clone, Debug, clap::Args)]
pub struct NightArgs {
    /// Stations that report
    #[arg(long, default_value_t = 40_000, value_name = "N")]
    pub stations: u32,
    /// Spread of the first transmissions, in seconds
    #[arg(long, default_value_t = 600, value_name = "S")]
    pub spread: u64,
    /// Gateways between the sky and the center
    #[arg(long, default_value_t = 4, value_name = "N")]
    pub gateways: u32,
    /// Messages a second that the center takes from all of them
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    pub rate: u32,
    /// Probability that a session fails
    #[arg(long, default_value_t = 0.2, value_name = "P")]
    pub loss: f64,
    /// Every second gateway is away for the first hour
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    pub outage: bool,
    /// Seed of the night
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// The figures as JSON
    #[arg(long)]
    pub json: bool,
}

/// Why a night could not be lived or told of.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something of it could not be made, or it does not end.
    #[error("live the night: {0}")]
    Made(String),
    /// What was found cannot be written.
    #[error("write what was found: {0}")]
    Write(#[from] io::Error),
}

impl Error {
    fn made(why: impl std::fmt::Display) -> Self {
        Self::Made(why.to_string())
    }
}

/// Lives the night twice: with the spread, and without.
///
/// # Errors
///
/// Fails if a night does not end.
pub fn live(args: &NightArgs) -> Result<[NightFigures; 2], Error> {
    let country = Country::new(args.stations)?;
    let one = |spread| Night::new(args, &country, Duration::from_secs(spread))?.live();
    Ok([one(args.spread)?, one(0)?])
}

/// Lives the nights and tells of them.
///
/// # Errors
///
/// As [`live`].
pub fn run(args: &NightArgs) -> Result<(), Error> {
    let nights = live(args)?;
    let mut out = io::stdout().lock();
    if args.json {
        let text = serde_json::to_string(&nights).map_err(Error::made)?;
        writeln!(out, "{text}")?;
        return Ok(());
    }
    for night in &nights {
        writeln!(
            out,
            "spread of {} s: {} of {} stations delivered",
            night.spread_s, night.delivered, args.stations
        )?;
        writeln!(
            out,
            "  {} sessions, {} messages, {} dropped by full gateways; {} results count",
            night.sessions, night.messages, night.dropped, night.counted
        )?;
        writeln!(out, "  peak {} a second, {} a minute", night.peak_second, night.peak_minute)?;
        writeln!(
            out,
            "  at the center 99 % after {} s, 100 % after {} s; receipts 99 % after {} s, 100 % after {} s",
            night.arrived_99_s, night.arrived_100_s, night.receipt_99_s, night.receipt_100_s
        )?;
        chart(&mut out, night)?;
    }
    Ok(())
}

/// New results by minute as bars, up to the minute after which hardly any come.
fn chart(out: &mut impl io::Write, night: &NightFigures) -> io::Result<()> {
    const WIDTH: u64 = 60;
    let most = night.by_minute.iter().copied().max().unwrap_or(0).max(1);
    let bars = night.by_minute.iter().zip(0_u64..).filter(|(count, _)| **count * WIDTH >= most);
    for (count, minute) in bars {
        let length = usize::try_from(count * WIDTH / most).unwrap_or(0);
        writeln!(out, "  {minute:>4} min {count:>6} {}", "#".repeat(length))?;
    }
    Ok(())
}
