//! One copy of the journal in use: a database that entries are appended to until it fails once.

use rts_core::journal::{Chain, Entry};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::card::{self, Reading};
use super::connection;
use super::failure::Failure;
use super::folder::Folder;
use super::identity::Identity;
use super::schema::{self, broken};
use super::sight::{self, Sight};

/// A working copy.
#[derive(Debug)]
pub(super) struct Medium {
    folder: Folder,
    database: Connection,
    /// Where it was opened.
    seen: Sight,
}

/// How an entry got onto the medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As ever.
    Plainly,
    /// The medium was full; the ballast was given up for it.
    WithoutBallast,
}

impl Medium {
    /// Creates the database with these entries. It appears under its name only once it is whole.
    pub(super) fn create(
        folder: Folder,
        identity: &Identity,
        entries: &[Entry],
        ballast: u64,
    ) -> Result<Self, Failure> {
        let database = connection::creating(&folder.stage()?)?;
        schema::create(&database, identity)?;
        insert_all(&database, entries)?;
        database.close().map_err(|(_, error)| error)?;
        folder.lay_ballast(ballast)?;
        folder.publish()?;
        Self::in_use(folder)
    }

    /// Opens the database for appending after `chain`, which was just read from it.
    pub(super) fn open(folder: Folder, chain: &Chain) -> Result<Self, Failure> {
        let medium = Self::in_use(folder)?;
        if medium.head()? == (chain.length(), chain.head().0) {
            Ok(medium)
        } else {
            Err(broken("it changed while it was opened"))
        }
    }

    fn in_use(folder: Folder) -> Result<Self, Failure> {
        let database = connection::writing(&folder.journal())?;
        let seen = Sight::of(&folder)?;
        Ok(Self { folder, database, seen })
    }

    /// What was to be seen of it when it was opened.
    pub(super) fn seen(&self) -> Sight {
        self.seen
    }

    /// Whether the medium is where it was opened and would take an entry. Writes nothing.
    pub(super) fn check(&self, now: &Sight) -> Result<(), Failure> {
        if now.place != self.seen.place {
            return Err(Failure::Absent("it was taken out".to_owned()));
        }
        if now.read_only {
            return Err(Failure::ReadOnly);
        }
        if now.lost_journal(&self.seen) {
            return Err(Failure::Missing);
        }
        self.folder.sync()
    }

    /// Keeps space for the last entries again if there is plenty of it; true if it is kept now.
    pub(super) fn restock(&self, bytes: u64) -> bool {
        let plenty = sight::free(&self.folder).is_some_and(|free| free >= bytes.saturating_mul(2));
        plenty && self.folder.lay_ballast(bytes).is_ok()
    }

    /// Commits one entry. After any failure the medium must not be written to again.
    pub(super) fn append(&self, entry: &Entry) -> Result<Written, Failure> {
        match schema::insert(&self.database, entry).map_err(Failure::from) {
            Ok(()) => Ok(Written::Plainly),
            Err(Failure::Full) if self.folder.release_ballast()? => {
                schema::insert(&self.database, entry)?;
                Ok(Written::WithoutBallast)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Commits several entries at once: all of them or none.
    pub(super) fn extend(&self, entries: &[Entry]) -> Result<(), Failure> {
        insert_all(&self.database, entries)
    }

    /// Reads and verifies the whole copy.
    pub(super) fn read(&self) -> Reading {
        card::examine(&self.database)
    }

    /// True if the ballast is still there.
    pub(super) fn has_ballast(&self) -> bool {
        self.folder.has_ballast()
    }

    fn head(&self) -> Result<(u64, [u8; 32]), Failure> {
        let last = "SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?));
        let (sequence, hash) = self.database.query_row(last, [], read).optional()?.unwrap_or_default();
        Ok((u64::try_from(sequence).unwrap_or(u64::MAX), hash))
    }

    #[cfg(test)]
    pub(super) fn database(&self) -> &Connection {
        &self.database
    }
}

fn insert_all(database: &Connection, entries: &[Entry]) -> Result<(), Failure> {
    let transaction = database.unchecked_transaction()?;
    for entry in entries {
        schema::insert(&transaction, entry)?;
    }
    Ok(transaction.commit()?)
}
