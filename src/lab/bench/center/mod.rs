//! A whole country's results through the center, from the line to the receipt, beside what the cryptography alone costs and
//! beside nothing but storing the same bytes.
//!
//! Sealed results of a real ballot, a fifth of them sent twice, over eight connections into a center that serves as it does
//! in the field; nothing is counted before its receipt is back, and at the end the center must have every record once.

mod floor;
mod load;
mod nation;
mod store;

use std::path::Path;

use super::Error;
use super::figure::{Figure, Summary};
use crate::center::database::Place;
use crate::lab::postgres::{Cluster, Programs};
use nation::Nation;

/// Of so many records one is sent twice.
const TWICE_EVERY: usize = 5;
/// Settings of a PostgreSQL that has the machine to itself.
const SETTINGS: [&str; 3] = ["shared_buffers=256MB", "max_wal_size=4GB", "wal_compression=on"];

/// `center/ingest-sqlite` and `center/ingest-postgres`.
///
/// # Errors
///
/// Fails if the election cannot be read, the center does not serve, or a record is lost or counted twice.
pub(super) fn figures(
    folders: (&Path, &Path, &Path),
    records: u32,
    summary: &mut Summary,
) -> Result<(), Error> {
    // Databases and boxes wait for their answers, which no task may.
    std::thread::scope(|scope| {
        let figures = scope.spawn(|| take(folders, records, summary));
        figures.join().map_err(|_| nation::made("the thread ended"))?
    })
}

fn take(
    (out, elections, postgres): (&Path, &Path, &Path),
    records: u32,
    summary: &mut Summary,
) -> Result<(), Error> {
    summary.say(&format!("center: sealing {records} results"));
    let nation = Nation::new(&elections.join("philippines-2025"), records)?;
    let (crypto, reading) = (floor::crypto(&nation)?, floor::reading(&nation)?);
    summary.say(&format!(
        "center: {crypto:.0} packets/s opened and verified by one core, {reading:.0} read as well"
    ));
    let floors = |bare: f64| Floors { crypto, reading, bare };
    let folder = tempfile::tempdir_in(out).map_err(Error::file(out))?;
    if summary.wants("center/ingest-sqlite") {
        let place = Place::File(folder.path().join("center.db"));
        let bare = floor::sqlite(&folder.path().join("bare.db"), &nation)?;
        summary.add(one("center/ingest-sqlite", &nation, place, floors(bare))?)?;
    }
    if summary.wants("center/ingest-postgres") {
        let programs = Programs::of(postgres).map_err(Error::file(postgres))?;
        let cluster = Cluster::start(&programs, &SETTINGS).map_err(Error::file(postgres))?;
        let bare = floor::postgres(&cluster.address(), &nation)?;
        let place = Place::Postgres(cluster.address());
        summary.add(one("center/ingest-postgres", &nation, place, floors(bare))?)?;
    }
    Ok(())
}

/// What the whole path is compared with, each a second.
#[derive(Clone, Copy, Debug)]
struct Floors {
    /// Packets opened and verified by one core.
    crypto: f64,
    /// Records read as well by one core.
    reading: f64,
    /// Rows of the same bytes.
    bare: f64,
}

fn one(name: &str, nation: &Nation, place: Place, floors: Floors) -> Result<Figure, Error> {
    store::enrol(nation, &place)?;
    let taken = load::bring(nation, place.clone())?;
    let found = store::count(nation, &place)?;
    let records = nation.records.len();
    if found.records != records || found.log != records || found.accepted != records {
        return Err(Error::Center(format!("{records} records were sent, and these are there: {found:?}")));
    }
    let rate = |number: usize| number as f64 / taken.seconds;
    Ok(Figure::new(name, "records/s", rate(records), floors.crypto)
        .with("records", records)
        .with("packets", taken.packets)
        .with("receipts", taken.receipts)
        .with("connections", load::CONNECTIONS)
        .with("seconds", taken.seconds)
        .with("packets_per_s", rate(taken.packets).round())
        .with("crypto_floor_per_s", floors.crypto.round())
        .with("reading_floor_per_s", floors.reading.round())
        .with("of_reading", super::figure::rounded(rate(records) / floors.reading))
        .with("processors", std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
        .with("plain_insert_per_s", floors.bare.round())
        .with("of_plain_insert", super::figure::rounded(rate(taken.packets) / floors.bare)))
}
