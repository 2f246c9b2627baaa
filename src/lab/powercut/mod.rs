//! `rts-lab powercut`: the power goes below the file system, at any write of a whole day.
//!
//! The real daemon lives a day on two real ext4 media whose every write and flush is recorded. The records are cut and
//! played back, with what was not yet flushed lost, half there or torn; each image is mounted, opened as the daemon opens
//! its journal, and checked. Each medium is judged alone: nothing that the daemon had shown may be missing on either.
//! The same day on media that never flush must lose something, or this test could see nothing.
//!
//! Needs root, loop devices and FUSE.

mod day;
mod judge;
mod log;
mod medium;
mod replay;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::chance::Chance;
use super::demo::{Error, Programs};
use day::{Recorded, Shown};
use judge::{Finding, judge};
use replay::{Loss, Replay};

/// Names of the media, as in their files.
const MEDIA: [&str; 2] = ["internal", "card"];
/// Of a log, so many hundredths are left alone: the making and mounting of the file system and the provisioning.
const SPARED: usize = 10;

/// How often, and of what.
#[derive(Clone, Debug, clap::Args)]
pub struct PowercutArgs {
    /// Cuts, half of them on each medium.
    #[arg(long, default_value_t = 300)]
    points: usize,
    /// Cuts of the media that never flush.
    #[arg(long, default_value_t = 20)]
    without: usize,
    /// Seed of the cuts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Election whose first station the box belongs to.
    #[arg(long, default_value = "fixtures/elections/philippines-2025")]
    election: PathBuf,
    /// How many times as fast as in the field the sky is.
    #[arg(long, default_value_t = 60.0)]
    pace: f64,
    /// Folder of records, images and figures.
    #[arg(long, default_value = "target/powercut")]
    out: PathBuf,
    /// Folder of the programs; the one of this program, unless said.
    #[arg(long)]
    bin_dir: Option<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Tally {
    cuts: usize,
    whole: usize,
    /// Acknowledged entries were missing.
    lost: usize,
    /// Most entries that were missing at one cut.
    most_lost: u64,
    different: usize,
    unreadable: usize,
    /// Entries that were shown to somebody during the day.
    shown: usize,
    /// Writes and flushes of both media.
    logged: usize,
}

impl Tally {
    fn note(&mut self, finding: &Finding) {
        self.cuts += 1;
        match finding {
            Finding::Whole => self.whole += 1,
            Finding::Different => self.different += 1,
            Finding::Unreadable(_) => self.unreadable += 1,
            Finding::Lost(entries) => {
                self.lost += 1;
                self.most_lost = self.most_lost.max(*entries);
            }
        }
    }
}

/// Records two days and cuts them.
///
/// # Errors
///
/// Fails if an acknowledged entry is missing after any cut, if a journal cannot be opened, or if media that never flush
/// lose nothing.
pub async fn run(args: PowercutArgs) -> Result<(), Error> {
    let programs = args.bin_dir.as_ref().map_or_else(Programs::beside, |folder| Ok(Programs::of(folder)))?;
    programs.check(&["rtsd", "rts", "rts-center"])?;
    let out = std::path::absolute(&args.out).map_err(|source| Error::file("find", &args.out, source))?;
    let mut tallies = BTreeMap::new();
    for (name, points, barriers) in [("barriers", args.points, true), ("no-barriers", args.without, false)] {
        let folder = out.join(name);
        let recorded = day::live(&programs, &args.election, &folder, args.pace, barriers).await?;
        let tally = cut(recorded, &folder, points, args.seed)?;
        println!(
            "{name}: {} cuts in {} writes and flushes of a day with {} entries shown: {} whole, {} with acknowledged entries missing (at most {}), {} with others, {} unreadable",
            tally.cuts,
            tally.logged,
            tally.shown,
            tally.whole,
            tally.lost,
            tally.most_lost,
            tally.different,
            tally.unreadable
        );
        tallies.insert(name, tally);
    }
    let file = out.join("summary.json");
    let text = serde_json::to_vec_pretty(&tallies).map_err(|error| Error::Setup(error.to_string()))?;
    fs::write(&file, text).map_err(|source| Error::file("write", &file, source))?;
    let bad = tallies.get("barriers").map_or(0, |tally| tally.cuts - tally.whole);
    let seen = tallies.get("no-barriers").map_or(0, |tally| tally.cuts - tally.whole);
    if bad > 0 {
        return Err(Error::Setup(format!(
            "keep what was acknowledged: {bad} cuts, see {}",
            out.join("barriers/findings.txt").display()
        )));
    }
    if seen == 0 && args.without > 0 {
        return Err(Error::Setup("see a loss on media that never flush, so this test sees none".to_owned()));
    }
    Ok(())
}

/// Cuts both records of a day at so many points.
fn cut(recorded: Recorded, folder: &Path, points: usize, seed: u64) -> Result<Tally, Error> {
    let Recorded { media, shown, logged } = recorded;
    let files = media.each_ref().map(|medium| (medium.base.clone(), medium.log.clone()));
    drop(media);
    let mut tally = Tally { shown: shown.len(), ..Tally::default() };
    let mut findings = String::new();
    let each = MEDIA.iter().zip(files).zip(logged).enumerate();
    for (number, ((name, (base, log)), length)) in each {
        let read = |path: &Path| fs::read(path).map_err(|source| Error::file("read", path, source));
        let (base, mut log) = (read(&base)?, read(&log)?);
        // What was written while the day was put in order does not count.
        log.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        let unreadable = || Error::Setup(format!("understand the record of the {name} medium"));
        let (sector, entries) = log::read(&log).ok_or_else(unreadable)?;
        tally.logged += entries.len();
        let mut chance = Chance::new(seed.wrapping_add(number as u64));
        let mut replay = Replay::new(base, &log, sector, &entries);
        let cuts = chosen(entries.len(), points / MEDIA.len(), &mut chance);
        for (count, loss) in cuts.into_iter().zip(Loss::ALL.into_iter().cycle()) {
            replay.play(count);
            let image = folder.join("cut.ext4");
            fs::write(&image, replay.cut(loss, &mut chance))
                .map_err(|source| Error::file("write", &image, source))?;
            let end = count.checked_sub(1).and_then(|last| entries.get(last)).map_or(0, |entry| entry.end);
            let before = |shown: &&Shown| shown.logged.get(number).is_some_and(|at| *at <= end as u64);
            let finding = judged(&image, folder, shown.iter().rev().find(before))?;
            tally.note(&finding);
            let _ = writeln!(findings, "{name} {count} {loss:?} {finding:?}");
        }
    }
    let file = folder.join("findings.txt");
    fs::write(&file, findings).map_err(|source| Error::file("write", &file, source))?;
    Ok(tally)
}

/// After how many of the entries the power goes, in order.
fn chosen(entries: usize, points: usize, chance: &mut Chance) -> Vec<usize> {
    let spared = entries * SPARED / 100;
    let mut chosen: Vec<usize> = (0..points).map(|_| spared + chance.place(entries - spared)).collect();
    chosen.sort_unstable();
    chosen
}

fn judged(image: &Path, folder: &Path, shown: Option<&Shown>) -> Result<Finding, Error> {
    let (mount, aside) = (folder.join("cut"), folder.join("aside"));
    for path in [&mount, &aside] {
        fs::create_dir_all(path).map_err(|source| Error::file("make", path, source))?;
    }
    judge(image, &mount, &aside, shown)
}
