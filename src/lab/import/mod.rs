//! Real elections as election sources: `rts-lab import` turns published counts into a package without keys and one
//! tally file a station.
//!
//! Invariants: every station of the data comes out, whether or not its sums hold, with the numbers as published; what
//! the data does not say (hours, officials, sometimes the register) is made up and marked (docs/package.md, imports).

mod afghanistan;
mod bulgaria;
mod frame;
mod netherlands;
mod philippines;
mod select;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::Args;
use rts_core::election::{Contest, ElectionDefinition, Refusal, Tally, TallyFile, TallySource, check};
use serde::de::DeserializeOwned;

/// Options of `rts-lab import`.
#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// Folder with the published data: ballots.json and stations.jsonl, or the CSV files of Bulgaria.
    #[arg(long)]
    pub from: PathBuf,
    /// Folder to write package.json and tallies/ to.
    #[arg(long)]
    pub out: PathBuf,
    /// What is imported.
    #[command(flatten)]
    pub choice: Choice,
}

/// Which stations are imported, and how.
#[derive(Args, Clone, Debug, Default)]
pub struct Choice {
    /// File of the stations, one JSON object a line.
    #[arg(long, default_value = "stations.jsonl")]
    pub lines: PathBuf,
    /// Only stations whose place contains this text.
    #[arg(long)]
    pub place: Option<String>,
    /// Only so many stations, drawn at random.
    #[arg(long)]
    pub stations: Option<usize>,
    /// Seed of the draw.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number of the election.
    #[arg(long, default_value_t = 1)]
    pub election: u16,
    /// Lets the published number of voters stand in for a verification device, where there is one.
    #[arg(long)]
    pub verification: bool,
}

/// An election without keys, with a tally for each of its stations.
#[derive(Clone, Debug)]
pub struct Source {
    /// The package without keys.
    pub definition: ElectionDefinition,
    /// The tallies, in the order of the package's stations.
    pub tallies: Vec<Tally>,
}

/// Why an import failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("use {}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file does not hold what its name promises.
    #[error("read {}, line {line}: {source}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1; 0 for the whole file.
        line: usize,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The data contradicts itself in a way that no package can hold.
    #[error("import station {station}: {what}")]
    Contradiction {
        /// Which station.
        station: String,
        /// What is wrong.
        what: String,
    },
    /// The folder holds no known data.
    #[error("find ballots.json or votes-*.csv of a known kind in {}", .0.display())]
    UnknownData(PathBuf),
    /// No station is left.
    #[error("find a station that was asked for")]
    NoStation,
    /// The result is no valid source.
    #[error("make a package: {0}")]
    Package(#[from] Refusal),
}

impl Source {
    /// The stations whose control sums do not hold, with the refusal.
    #[must_use]
    pub fn refused(&self) -> Vec<(&str, Refusal)> {
        let refusal = |(station, tally)| check(&self.definition, station, tally, TallySource::File).err();
        let stations = self.definition.stations.iter().zip(&self.tallies);
        stations.filter_map(|it| refusal(it).map(|no| (it.0.code.as_str(), no))).collect()
    }

    /// Writes `package.json` and `tallies/<code>.json` into `folder`.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let tallies = folder.join("tallies");
        fs::create_dir_all(&tallies).map_err(|source| Error::File { path: tallies.clone(), source })?;
        write(&folder.join("package.json"), &self.definition.to_json()?)?;
        for (station, tally) in self.definition.stations.iter().zip(&self.tallies) {
            let file =
                TallyFile::new(&self.definition, station, tally.clone(), self.definition.election.test);
            write(&tallies.join(format!("{}.json", station.code)), &file.to_json()?)?;
        }
        Ok(())
    }
}

/// Reads published data of a known kind.
///
/// # Errors
///
/// Fails if the folder holds no known data, or data that no package can hold.
pub fn load(folder: &Path, choice: &Choice) -> Result<Source, Error> {
    let ballots = folder.join("ballots.json");
    let source = if ballots.is_file() {
        let kind: serde_json::Value = read_json(&ballots)?;
        let lines = folder.join(&choice.lines);
        if kind.get("styles").is_some() {
            philippines::load(&ballots, &lines, choice)?
        } else if kind.get("lists").is_some() {
            netherlands::load(&ballots, &lines, choice)?
        } else if kind.get("candidates").is_some() {
            afghanistan::load(&ballots, &lines, choice)?
        } else {
            return Err(Error::UnknownData(folder.to_owned()));
        }
    } else {
        bulgaria::load(folder, choice)?
    };
    source.definition.validate_source()?;
    Ok(source)
}

/// Runs `rts-lab import` and says what came out.
///
/// # Errors
///
/// As [`load`] and [`Source::write`].
pub fn run(args: &ImportArgs) -> Result<(), Error> {
    let source = load(&args.from, &args.choice)?;
    source.write(&args.out)?;
    // A reader that has gone away is no reason to fail.
    let _ = tell(&mut io::stdout().lock(), &args.out, &source);
    Ok(())
}

fn tell(out: &mut impl io::Write, folder: &Path, source: &Source) -> io::Result<()> {
    let definition = &source.definition;
    let candidates: usize = definition.contests.iter().map(Contest::candidate_count).sum();
    let (stations, contests) = (definition.stations.len(), definition.contests.len());
    let folder = folder.display();
    writeln!(out, "{folder}: {stations} stations, {contests} contests, {candidates} candidates")?;
    let refused = source.refused();
    if !refused.is_empty() {
        writeln!(out, "{} stations do not add up and are imported as they are:", refused.len())?;
    }
    refused.iter().try_for_each(|(code, refusal)| writeln!(out, "  {code}: {refusal}"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(path, bytes).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_str(&read(path)?).map_err(|source| Error::Line {
        path: path.to_owned(),
        line: 0,
        source,
    })
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Error> {
    let parse = |(line, text): (usize, &str)| {
        serde_json::from_str(text).map_err(|source| Error::Line { path: path.to_owned(), line, source })
    };
    read(path)?
        .lines()
        .zip(1..)
        .map(|(text, line)| (line, text))
        .filter(|it| !it.1.trim().is_empty())
        .map(parse)
        .collect()
}
