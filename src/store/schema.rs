//! Tables of the journal. They only grow: triggers abort every change of a row that is there.

use rts_core::journal::Entry;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::failure::Failure;
use super::identity::Identity;

/// "RTSJ": tells a journal from any other database.
const APPLICATION: i64 = 0x5254_534a;
/// Version of the tables; a database of a newer one is refused.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE identity (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    election INTEGER NOT NULL CHECK (election BETWEEN 0 AND 65535),
    device INTEGER NOT NULL CHECK (device BETWEEN 0 AND 4294967295),
    station INTEGER NOT NULL CHECK (station BETWEEN 0 AND 4294967295),
    public_key BLOB NOT NULL CHECK (length(public_key) = 32)
) STRICT;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
    event TEXT NOT NULL,
    at TEXT,
    body BLOB NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER identity_once BEFORE INSERT ON identity WHEN EXISTS (SELECT 1 FROM identity)
BEGIN SELECT RAISE(ABORT, 'a journal belongs to one box'); END;
CREATE TRIGGER identity_update BEFORE UPDATE ON identity
BEGIN SELECT RAISE(ABORT, 'a journal belongs to one box'); END;
CREATE TRIGGER identity_delete BEFORE DELETE ON identity
BEGIN SELECT RAISE(ABORT, 'a journal belongs to one box'); END;
CREATE TRIGGER journal_insert BEFORE INSERT ON journal
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END;
CREATE TRIGGER journal_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
CREATE TRIGGER journal_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
";

const SCHEMA: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";

/// Makes the tables of a new database and writes its owner down, in one transaction.
pub(super) fn create(connection: &Connection, identity: &Identity) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    connection.execute(
        "INSERT INTO identity VALUES (1, ?1, ?2, ?3, ?4)",
        (identity.election, identity.device, identity.station, identity.public_key),
    )?;
    connection.execute_batch("COMMIT")
}

/// Checks that the database is a journal of this version with exactly these tables and triggers.
///
/// Comes before any other query: nothing of a foreign schema is run.
pub(super) fn check(connection: &Connection) -> Result<(), Failure> {
    let number = |pragma: &str| {
        connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(unreadable)
    };
    if number("application_id")? != APPLICATION {
        return Err(broken("not a journal of this product"));
    }
    let found = number("user_version")?;
    if found > VERSION {
        return Err(Failure::Newer { found, known: VERSION });
    }
    let reference = Connection::open_in_memory()?;
    reference.execute_batch(TABLES)?;
    if found != VERSION || objects(connection).map_err(unreadable)? != objects(&reference)? {
        return Err(broken("its tables or triggers were changed"));
    }
    Ok(())
}

/// Has SQLite check every page and index.
pub(super) fn check_pages(connection: &Connection) -> Result<(), Failure> {
    let answer: String =
        connection.pragma_query_value(None, "integrity_check", |row| row.get(0)).map_err(unreadable)?;
    if answer == "ok" { Ok(()) } else { Err(broken(&answer)) }
}

/// Whose journal it is.
pub(super) fn identity(connection: &Connection) -> Result<Identity, Failure> {
    let read = |row: &Row<'_>| {
        Ok(Identity {
            election: row.get(0)?,
            device: row.get(1)?,
            station: row.get(2)?,
            public_key: row.get(3)?,
        })
    };
    connection
        .query_row("SELECT election, device, station, public_key FROM identity", [], read)
        .optional()
        .map_err(unreadable)?
        .ok_or_else(|| broken("it does not say whose it is"))
}

/// Writes one entry; a single statement, so it is a transaction of its own unless one is open.
pub(super) fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let sequence = i64::try_from(entry.sequence)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    statement.execute((
        sequence,
        entry.event.id(),
        at(entry),
        &entry.body,
        entry.previous.0,
        entry.hash.0,
    ))?;
    Ok(())
}

/// Column `at` of an entry: for people who look into the database, RFC 3339, none if the clock was not set.
pub(super) fn at(entry: &Entry) -> Option<String> {
    entry.stamp.now.wall.and_then(rts_core::time::WallTime::rfc3339)
}

/// A failure of a database that cannot be trusted from its first page on.
pub(super) fn broken(why: &str) -> Failure {
    Failure::Broken { whole: 0, why: why.to_owned() }
}

/// What SQLite says of a damaged database is a broken copy; what the medium says is an I/O failure.
fn unreadable(error: rusqlite::Error) -> Failure {
    Failure::from(error).after(0)
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<[Option<String>; 4]>> {
    let mut statement = connection.prepare(SCHEMA)?;
    let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    rows.collect()
}
