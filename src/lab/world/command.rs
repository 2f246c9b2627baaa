//! `rts-lab soak`: worlds by the thousand, or one of them line by line.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Instant;

use super::Error;
use super::figures::Figures;
use super::run::{Failure, Soak, live_traced, name_seeds_in_panics};

/// Most failures that are told in full.
const TOLD: usize = 20;

/// Many boxes, a gateway and a center on virtual time, with everything that can go wrong, against a reference model.
#[derive(Clone, Debug, clap::Args)]
pub struct SoakArgs {
    /// How many worlds
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    seeds: u64,
    /// The seed of the first one
    #[arg(long, default_value_t = 1, value_name = "S")]
    from: u64,
    /// How many at the same time [default: as the machine has processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Only the world of this seed, with its last events
    #[arg(long, value_name = "S", conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// The figures as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the worlds.
///
/// # Errors
///
/// A law that was broken, with the seed.
pub fn run(args: &SoakArgs) -> Result<(), Error> {
    name_seeds_in_panics();
    match args.seed {
        Some(seed) => one(seed, args.json),
        None => many(args),
    }
}

fn one(seed: u64, json: bool) -> Result<(), Error> {
    let (lived, lines) = live_traced(seed);
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    match lived {
        Ok(figures) => tell(&figures, &[], 0.0, json),
        Err(failure) => Err(Error::Broken(failure.to_string())),
    }
}

fn many(args: &SoakArgs) -> Result<(), Error> {
    let jobs = args.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let begun = Instant::now();
    let live = io::stderr().is_terminal();
    let told = std::sync::atomic::AtomicU64::new(0);
    let soak = Soak { from: args.from, seeds: args.seeds, jobs };
    let (figures, failures) = soak.run(|figures, failures| {
        // A log gets a line at each further hundredth, a terminal one line that changes.
        let hundredth = figures.seeds.saturating_mul(100) / args.seeds.max(1);
        let news = told.swap(hundredth, std::sync::atomic::Ordering::Relaxed) != hundredth;
        let line = format!("{} of {} seeds, {failures} broken", figures.seeds, args.seeds);
        let mut err = io::stderr();
        let _ = match (live, news) {
            (true, _) => write!(err, "\r{line}").and_then(|()| err.flush()),
            (false, true) => writeln!(err, "{line}"),
            (false, false) => Ok(()),
        };
    });
    if live {
        writeln!(io::stderr())?;
    }
    tell(&figures, &failures, begun.elapsed().as_secs_f64(), args.json)?;
    match failures.first() {
        None => Ok(()),
        Some(first) => {
            Err(Error::Broken(format!("{} of {} worlds; first: {first}", failures.len(), args.seeds)))
        }
    }
}

fn tell(figures: &Figures, failures: &[Failure], seconds: f64, json: bool) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    for failure in failures.iter().take(TOLD) {
        writeln!(io::stderr(), "{failure}\n  replay: rts-lab soak --seed {}", failure.seed)?;
    }
    let value = serde_json::to_value(figures).map_err(Error::made)?;
    if json {
        let mut value = value;
        if let Some(object) = value.as_object_mut() {
            object.insert("broken".to_owned(), failures.len().into());
            object.insert("seconds".to_owned(), seconds.into());
        }
        writeln!(out, "{value}")?;
        return Ok(());
    }
    for (name, count) in value.as_object().into_iter().flatten() {
        writeln!(out, "{count:>12}  {}", name.replace('_', " "))?;
    }
    writeln!(out, "{:>12}  broken\n{seconds:>12.1}  seconds", failures.len())?;
    Ok(())
}
