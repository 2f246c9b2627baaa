//! The center's database before and after the load.

use rts_core::center::Ledger as _;

use super::super::Error;
use super::nation::{Nation, made};
use crate::center::database::{Database, Place, enrol as enrol_one};

/// What is in the database after the load.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Authentic records.
    pub(super) records: usize,
    /// Results that count.
    pub(super) accepted: usize,
    /// Leaves of the log.
    pub(super) log: usize,
}

/// Puts every box of the nation on the roster of a new database.
pub(super) fn enrol(nation: &Nation, place: &Place) -> Result<(), Error> {
    let mut database = Database::open(place, &nation.owner()).map_err(made)?;
    let mut transaction = database.begin().map_err(made)?;
    for sent in &nation.records {
        let certificate = nation.certificate(sent.device)?;
        enrol_one(&mut transaction, &certificate, None, None).map_err(made)?;
    }
    transaction.commit().map_err(made)
}

/// Counts what is there.
pub(super) fn count(nation: &Nation, place: &Place) -> Result<Found, Error> {
    let mut database = Database::open_existing(place, &nation.owner()).map_err(made)?;
    let mut look = database.look().map_err(made)?;
    let mut records = 0;
    for sent in &nation.records {
        records += look.records_of_station(sent.device).map_err(made)?.len();
    }
    let accepted = look.results().map_err(made)?.len();
    Ok(Found { records, accepted, log: look.log().map_err(made)?.len() })
}
