//! Figures side by side: what the product does against a reference that is measured or computed in the same run.
//!
//! Invariants: no figure is written that this run did not measure; chance is seeded, so that sizes repeat from run to
//! run (times do not); every group of figures is written as soon as it is known.

mod alternatives;
mod center;
mod commit;
mod figure;
mod gamma;
mod growth;
mod limit;
mod limit_urn;
mod sets;
mod size;
mod speed;
mod synthetic;
mod tape;
mod wire;

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use rts_core::coding::CodingError;

use figure::Summary;

/// Options of `rts-lab bench`.
#[derive(Args, Clone, Debug)]
pub struct BenchArgs {
    /// Folder to write summary.json to.
    #[arg(long, default_value = "target/bench")]
    pub out: PathBuf,
    /// Folder of published counts in place of the project's own: each subfolder in a form that `rts-lab import` reads.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Folder of the project's own elections, each with package.json and tallies/.
    #[arg(long, default_value = "fixtures/elections")]
    pub elections: PathBuf,
    /// Folder where Criterion left the times of the tally code.
    #[arg(long, default_value = "target/criterion")]
    pub criterion: PathBuf,
    /// Folder that tests/center/setup.sh has left PostgreSQL in.
    #[arg(long, default_value = "target/postgres")]
    pub postgres: PathBuf,
    /// Results that are brought to the center.
    #[arg(long, default_value_t = 100_000)]
    pub records: u32,
    /// Only figures whose name begins so.
    #[arg(long)]
    pub only: Option<String>,
}

/// Why the figures could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be used.
    #[error("use {}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Published counts cannot be imported.
    #[error("{0}")]
    Import(#[from] super::import::Error),
    /// A package or a tally of the project cannot be read.
    #[error("read {}: {why}", path.display())]
    Election {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A folder holds no election.
    #[error("find an election in {}", .0.display())]
    NoElection(PathBuf),
    /// A station that has to be measured cannot be coded.
    #[error("code a station of {set}: {why}")]
    Coding {
        /// Of which set.
        set: String,
        /// Why.
        why: CodingError,
    },
    /// What was decoded is not what was encoded.
    #[error("decode a station of {0} to what was encoded")]
    RoundTrip(String),
    /// A record cannot be signed or sealed.
    #[error("seal a record: {0}")]
    Seal(String),
    /// A tape cannot be made or printed.
    #[error("make a tape: {0}")]
    Tape(String),
    /// The center did not serve, or has lost something.
    #[error("bring records to a center: {0}")]
    Center(String),
    /// The journal refused its part.
    #[error("use a journal: {0}")]
    Journal(#[from] crate::store::JournalError),
    /// An alternative form cannot be written.
    #[error("write a tally in another form: {0}")]
    Alternative(String),
}

impl Error {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::File { path, source }
    }
}

/// Takes every figure, shows it, and leaves `summary.json`.
///
/// # Errors
///
/// Fails if a set cannot be read, if a journal or a file cannot be written, and if the tally code does not round-trip.
pub fn run(args: &BenchArgs) -> Result<(), Error> {
    std::fs::create_dir_all(&args.out).map_err(Error::file(&args.out))?;
    let mut summary = Summary::new(args.out.join("summary.json"), args.only.clone());
    if summary.wants("wire/") {
        let mut sets = match &args.data {
            Some(data) => sets::published(data)?,
            None => sets::own(&args.elections)?,
        };
        sets.extend(synthetic::sets());
        for set in &sets {
            summary.say(&format!("{}: {} stations", set.name, set.cases.len()));
            wire::figures(set, &mut summary)?;
        }
        match speed::Measured::find(&args.criterion) {
            Some(measured) => {
                speed::figures(&measured, &mut summary)?;
                growth::figures(&measured, &mut summary)?;
            }
            None => summary.say("cargo bench -p rts-core has not been run: no wire/encode and wire/decode"),
        }
    }
    if summary.wants("tape/") {
        tape::figure(&args.elections, &mut summary)?;
    }
    if summary.wants("journal/") {
        commit::figure(&args.out, &mut summary)?;
    }
    if summary.wants("center/") {
        let folders = (args.out.as_path(), args.elections.as_path(), args.postgres.as_path());
        center::figures(folders, args.records, &mut summary)?;
    }
    if summary.wants("box/") {
        size::figure(&mut summary)?;
    }
    summary.close();
    Ok(())
}
