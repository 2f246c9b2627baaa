//! Reading a copy of the journal as evidence: nothing on the medium is changed, nothing in it is believed unchecked.
//!
//! A transaction that a power cut left half done is rolled back in a private copy, never on the medium.

use std::path::Path;

use rts_core::journal::{Chain, Entry, Hash};
use rusqlite::{Connection, Row};

use super::connection;
use super::failure::Failure;
use super::folder::{Folder, Presence};
use super::identity::Identity;
use super::medium::Medium;
use super::schema::{self, broken};

/// A whole journal, as read from a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardContents {
    /// The box that wrote it, as the card says; records in it are believed by their signatures only.
    pub identity: Identity,
    /// Every entry; the chain verifies from the first to the last.
    pub entries: Vec<Entry>,
    /// Hash of the last entry.
    pub head: Hash,
}

/// Why a card is no whole journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the card: {failure}")]
pub struct CardError {
    /// What is wrong.
    pub failure: Failure,
    /// Entries before the fault; they verify, but those after them are missing.
    pub entries: Vec<Entry>,
}

/// Reads the journal in the folder of a mounted card, without writing anything to it.
///
/// Not for a medium of a [`super::Journal`] that this process has open: closing a file drops the locks that the process
/// holds on it.
///
/// # Errors
///
/// Fails if there is no journal, if it is of a newer version, or if not every entry verifies.
pub fn read_card(folder: &Path) -> Result<CardContents, CardError> {
    let reading = Folder::open(folder).map_or_else(Reading::failed, |folder| read(&folder));
    match (reading.identity, reading.failure) {
        (Some(identity), None) => {
            Ok(CardContents { identity, entries: reading.entries, head: reading.chain.head() })
        }
        (_, failure) => {
            let failure = failure.unwrap_or(Failure::Missing);
            Err(CardError { failure, entries: reading.entries })
        }
    }
}

/// Writes a whole journal into an empty folder, as a card has it, and reads it back.
///
/// # Errors
///
/// Fails if anything is in a journal's place there, or if it cannot be written or does not read back.
pub fn write_copy(folder: &Path, identity: &Identity, entries: &[Entry]) -> Result<CardContents, CardError> {
    let create = || {
        let place = Folder::open(folder)?;
        match place.presence()? {
            Presence::Nothing => Medium::create(place, identity, entries, 0),
            Presence::Empty | Presence::There { .. } => Err(Failure::Occupied),
        }
    };
    create().map_err(|failure| CardError { failure, entries: Vec::new() })?;
    read_card(folder)
}

/// What a copy says, as far as it verifies, and why no further.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Absent if the database could not be read at all.
    pub(super) identity: Option<Identity>,
    /// The longest prefix that verifies.
    pub(super) entries: Vec<Entry>,
    /// Its end.
    pub(super) chain: Chain,
    /// None if the prefix is the whole copy.
    pub(super) failure: Option<Failure>,
}

impl Reading {
    pub(super) fn failed(failure: Failure) -> Self {
        Self { failure: Some(failure), ..Self::default() }
    }
}

/// Reads the copy in `folder` as far as it verifies.
pub(super) fn read(folder: &Folder) -> Reading {
    match folder.presence() {
        Err(failure) => Reading::failed(failure),
        Ok(Presence::Nothing) => Reading::failed(Failure::Missing),
        Ok(Presence::Empty) => Reading::failed(Failure::Empty),
        Ok(Presence::There { hot: false }) => {
            connection::looking(&folder.journal()).map_or_else(Reading::failed, |database| examine(&database))
        }
        Ok(Presence::There { hot: true }) => folder.copied().map_or_else(Reading::failed, |copied| {
            connection::copy(&copied.journal()).map_or_else(Reading::failed, |database| examine(&database))
        }),
    }
}

/// Checks a database from its schema to its last entry.
pub(super) fn examine(database: &Connection) -> Reading {
    let identity = match schema::check(database).and_then(|()| schema::identity(database)) {
        Ok(identity) => identity,
        Err(failure) => return Reading::failed(failure),
    };
    let mut reading = Reading::default();
    let rows = read_rows(database, &identity, &mut reading);
    reading.identity = Some(identity);
    let whole = reading.chain.length();
    reading.failure =
        rows.and_then(|()| schema::check_pages(database)).err().map(|failure| failure.after(whole));
    reading
}

fn read_rows(database: &Connection, identity: &Identity, reading: &mut Reading) -> Result<(), Failure> {
    let mut statement = database
        .prepare("SELECT sequence, body, hash, previous, event, at FROM journal ORDER BY sequence")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let entry = read_row(row, &mut reading.chain)?;
        if !identity.agrees(&entry) {
            return Err(broken("it was provisioned for another box than it says"));
        }
        reading.entries.push(entry);
    }
    Ok(())
}

/// Every column is compared: a row is either what was written or broken.
fn read_row(row: &Row<'_>, chain: &mut Chain) -> Result<Entry, Failure> {
    let mut next = *chain;
    let sequence = u64::try_from(row.get::<_, i64>(0)?).map_err(|_| broken("a negative sequence number"))?;
    let body: Vec<u8> = row.get(1)?;
    let entry = next.read(sequence, &body, Hash(row.get(2)?)).map_err(|error| broken(&error.to_string()))?;
    let same = row.get::<_, [u8; 32]>(3)? == entry.previous.0
        && row.get::<_, String>(4)? == entry.event.id()
        && row.get::<_, Option<String>>(5)? == schema::at(&entry);
    if !same {
        return Err(broken(&format!("journal entry {sequence} and its columns differ")));
    }
    *chain = next;
    Ok(entry)
}
