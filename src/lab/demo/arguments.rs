//! What can be asked of the demonstration.

use std::path::PathBuf;
use std::time::Duration;

/// How much faster than in the field the sky is, unless said otherwise: a day takes a minute.
const PACE: f64 = 12.0;
/// Longest time that such a day may take.
const LIMIT: Duration = Duration::from_secs(240);

/// A whole election day of several stations, with the real programs: center, boxes, officials' commands.
#[derive(Clone, Debug, clap::Args)]
pub struct DemoArgs {
    /// Folder for everything that the day leaves; an earlier demonstration in it is replaced
    #[arg(long, default_value = "target/demo", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// An election with package.json and tallies/; may be repeated [default: the Netherlands' and the Philippines' of
    /// 2025, below fixtures/elections]
    #[arg(long = "election", value_name = "DIR")]
    pub(super) elections: Vec<PathBuf>,
    /// Stations of all elections together [default: 2 of the first and 4 of each other election]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(super) stations: Option<u16>,
    /// Probability that a satellite session fails, and that a ring alert is not heard, 0 to 0.9
    #[arg(long, default_value_t = 0.2, value_name = "P", value_parser = probability)]
    pub(super) loss: f64,
    /// Seed of the sky; which process runs first on the machine it does not determine
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(super) seed: u64,
    /// How many times as fast as in the field the sky is; the printer is four times that, and 1 is real time
    #[arg(long, default_value_t = PACE, value_name = "F")]
    pub(super) pace: f64,
    /// Seconds after which the demonstration gives up [default: 240; more in a sky slower than 12 times the field's]
    #[arg(long, value_name = "SECONDS")]
    pub(super) limit: Option<u64>,
    /// One station corrects its result after it was delivered
    #[arg(long)]
    pub(super) correct: bool,
    /// Folder of rtsd, rts and rts-center [default: where this program is]
    #[arg(long, value_name = "DIR")]
    pub(super) bin_dir: Option<PathBuf>,
}

impl DemoArgs {
    /// When the demonstration gives up.
    pub(super) fn limit(&self) -> Duration {
        let usual = LIMIT.mul_f64((PACE / self.pace.clamp(0.01, PACE)).max(1.0));
        self.limit.map_or(usual, Duration::from_secs)
    }
}

fn probability(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| "a number".to_owned())?;
    if (0.0..=0.9).contains(&value) { Ok(value) } else { Err("from 0 to 0.9".to_owned()) }
}
