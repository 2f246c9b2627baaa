//! Opening the database with the settings under which an acknowledged commit survives a power cut.
//!
//! Write-ahead logging, so that whoever looks does not stop whoever writes; `synchronous=FULL` before it, since in the
//! other order commits are lost; `psow=0`, since no disk is trusted with the neighbors of an overwritten byte.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::error::DatabaseError;
use super::schema::{APPLICATION, TABLES, VERSION};

/// 3.51.3 mends a fault that corrupts databases in WAL mode with several connections.
const SQLITE_AT_LEAST: i32 = 3_051_003;
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which election a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Number of the election.
    pub election: u16,
    /// Digest of the package.
    pub package: [u8; 32],
}

/// The center's database.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
}

impl Database {
    /// Opens the database of an election; creates it if there is no file yet.
    ///
    /// # Errors
    ///
    /// Fails if the file is no center's database, is of a newer version or of another election or package, or if the
    /// disk does.
    pub fn open(path: &Path, owner: &Owner) -> Result<Self, DatabaseError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut database = Self::connect(path, flags)?;
        database.claim(owner)?;
        Ok(database)
    }

    /// Opens an existing database.
    ///
    /// # Errors
    ///
    /// As [`Database::open`], and if there is none.
    pub fn open_existing(path: &Path, owner: &Owner) -> Result<Self, DatabaseError> {
        let database = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        database.check(owner)?;
        Ok(database)
    }

    /// Everything that is done with what this returns is durable together, or not at all.
    ///
    /// # Errors
    ///
    /// Fails if another process writes for too long, or the disk fails.
    pub fn begin(&mut self) -> Result<Transaction<'_>, DatabaseError> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// The database as it is now, however long it takes to look at it; nobody who writes is held up.
    ///
    /// # Errors
    ///
    /// Fails if the disk does.
    pub fn look(&mut self) -> Result<Transaction<'_>, DatabaseError> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Deferred)?)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, DatabaseError> {
        if rusqlite::version_number() < SQLITE_AT_LEAST {
            return Err(DatabaseError::Library(rusqlite::version()));
        }
        let flags = flags
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let name =
            path.to_str().ok_or_else(|| DatabaseError::Setting("a path that is not UTF-8".to_owned()))?;
        let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let connection = Connection::open_with_flags(format!("file:{name}?psow=0"), flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let journal: String =
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        if journal != "wal" || synchronous != 2 {
            return Err(DatabaseError::Setting(format!("{journal}, synchronous {synchronous}")));
        }
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection })
    }

    /// Makes the tables of a new file, and checks whose an old one is.
    fn claim(&mut self, owner: &Owner) -> Result<(), DatabaseError> {
        let transaction = self.begin()?;
        let objects: i64 =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if objects == 0 {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
            let row = (owner.election, owner.package);
            transaction.execute("INSERT INTO owner VALUES (1, ?1, ?2)", row)?;
        }
        transaction.commit()?;
        self.check(owner)
    }

    fn check(&self, owner: &Owner) -> Result<(), DatabaseError> {
        let number =
            |pragma: &str| self.connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        if number("application_id")? != APPLICATION {
            return Err(DatabaseError::Foreign("it is not a center's".to_owned()));
        }
        let version = number("user_version")?;
        if version != VERSION {
            return Err(DatabaseError::Foreign(format!("its version is {version}, known is {VERSION}")));
        }
        let read = |row: &rusqlite::Row<'_>| Ok(Owner { election: row.get(0)?, package: row.get(1)? });
        let found = self.connection.query_row("SELECT election, package FROM owner", [], read)?;
        if found != *owner {
            let package = hex::encode(found.package);
            return Err(DatabaseError::OtherElection { found: found.election, package });
        }
        Ok(())
    }
}
