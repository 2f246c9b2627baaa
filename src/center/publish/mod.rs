//! The publication: the log brought up to date, the tables that follow from it, and the pages, put in place at once.
//!
//! Invariants: nothing is published while polls are open; what the log says of a publication is durable before the first
//! file of it is written; a log that does not continue the one in the folder is not published; a reader sees the old
//! publication or the new one.

mod evidence;
mod place;

use std::collections::BTreeSet;
use std::path::Path;

use rts_core::center::Ledger as _;
use rts_core::center::publication::{Entry, Publication, Standings, log_origin, publish as make};
use rts_core::election::{Code, Refusal};
use rts_core::record::Digest;
use rts_core::seal::{CommissionKey, Package};
use rts_core::time::{Now, WallTime};
use rts_core::transparency::{CHECKPOINT, Checkpoint};

use super::command::Stop;
use super::database::{Database, Happening, Transaction};
use super::pages::{Logged, View, site};
use super::results::Results;
use evidence::Evidence;

/// What is published, and by whose word.
pub(super) struct Publishing<'a> {
    /// The package.
    pub(super) package: &'a Package,
    /// Its signed file.
    pub(super) package_file: &'a [u8],
    /// The key that signs receipts and the heads of the log.
    pub(super) key: &'a CommissionKey,
    /// The time that the files state.
    pub(super) stated: WallTime,
}

/// What was published.
#[derive(Clone, Copy, Debug)]
pub(super) struct Published {
    /// Files written.
    pub(super) files: usize,
    /// Entries of the log.
    pub(super) entries: u64,
    /// Number of the publication.
    pub(super) number: u32,
    /// Stations whose result counts, of all.
    pub(super) counted: (usize, usize),
}

/// Publishes into a folder, in place of the earlier publication there.
pub(super) fn publish(
    publishing: &Publishing<'_>,
    database: &mut Database,
    now: Now,
    folder: &Path,
) -> Result<Published, Stop> {
    let Publishing { package, key, stated, .. } = publishing;
    closed(package, now)?;
    place::check(folder)?;
    let mut transaction = database.begin()?;
    let results = Results::within(&mut transaction, &package.definition)?;
    let mut evidence = Evidence::read(&mut transaction, &package.digest)?;
    let standings = Standings {
        package,
        package_file: publishing.package_file,
        states: &results.stations,
        records: &evidence.records,
        roster: &evidence.roster,
    };
    let made = make(&standings, &mut evidence.log, key, *stated);
    let mut publication = made.map_err(|fault| Stop::Software(format!("publish {fault}")))?;
    continues(package, key, &evidence, folder)?;
    keep(&mut transaction, publication.statement.as_ref(), &package.digest, now)?;
    transaction.commit()?;
    let view = view(package, &results, &evidence, &publication, *stated);
    publication.files.extend(site(&view));
    publication.seal(key).map_err(|error| Stop::Software(error.to_string()))?;
    let Publication { files, claims, .. } = &publication;
    place::put(folder, files)?;
    Ok(Published {
        files: files.len(),
        entries: evidence.log.size(),
        number: evidence.log.statements().last().map_or(0, |(_, statement)| statement.number),
        counted: (claims.iter().filter(|claim| claim.result.is_some()).count(), claims.len()),
    })
}

/// What the pages show: the very results that the tables were made of.
fn view<'a>(
    package: &'a Package,
    results: &'a Results,
    evidence: &Evidence,
    publication: &Publication,
    stated: WallTime,
) -> View<'a> {
    let log = &evidence.log;
    let logged = publication.claims.iter().filter_map(|claim| {
        let result = claim.result?;
        Some((claim.station, Logged { place: result.place, receipt: result.receipt }))
    });
    let counts: BTreeSet<Digest> =
        publication.claims.iter().filter_map(|claim| Some(claim.result?.digest)).collect();
    let counting = evidence.records.iter().filter(|kept| counts.contains(&kept.digest));
    let mut arrivals: Vec<i64> = counting.filter_map(|kept| kept.arrived.map(WallTime::unix)).collect();
    arrivals.sort_unstable();
    View {
        definition: &package.definition,
        results,
        head: Some((log.size(), hex::encode(log.tree().root(log.size())))),
        logged: logged.collect(),
        arrivals,
        stated: stated.rfc3339().unwrap_or_default(),
    }
}

/// Nothing leaves before the last polls close.
fn closed(package: &Package, now: Now) -> Result<(), Refusal> {
    let open = |closes: WallTime| now.wall.is_none_or(|wall| wall < closes);
    match package.definition.classes.iter().find(|class| open(class.closes_at())) {
        Some(class) => {
            Err(Refusal::at(Code::BeforeClosing, format!("class {}, close {}", class.id, class.closes)))
        }
        None => Ok(()),
    }
}

/// The log in the folder is a beginning of this one.
fn continues(
    package: &Package,
    key: &CommissionKey,
    evidence: &Evidence,
    folder: &Path,
) -> Result<(), Refusal> {
    let path = folder.join(CHECKPOINT);
    let Ok(note) = std::fs::read(&path) else { return Ok(()) };
    let forked = |why: String| Refusal::at(Code::LogForked, format!("{}: {why}", path.display()));
    let origin = log_origin(package.definition.election.id, &package.digest);
    let before = Checkpoint::open(&note, &origin, &[key.public()]).map_err(|why| forked(why.to_string()))?;
    let log = &evidence.log;
    if before.size > log.size() || log.tree().root(before.size) != before.root {
        return Err(forked(format!("{} entries are published, and {} are here", before.size, log.size())));
    }
    Ok(())
}

/// Keeps the statement that goes with the publication, at the place that the log gave it.
fn keep(
    transaction: &mut Transaction<'_>,
    statement: Option<&Entry>,
    package: &[u8; 32],
    now: Now,
) -> Result<(), Stop> {
    let Some(statement) = statement else { return Ok(()) };
    let place = transaction.log_index(&statement.name(package))?;
    transaction.keep_statement(place, &statement.to_bytes())?;
    let details = format!("entry {place} of the log");
    Happening { event: "results-published", good: true, device: None, station: None, details }
        .note(transaction, now.wall)?;
    Ok(())
}
