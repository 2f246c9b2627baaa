//! The center's database: opened for one election, used in transactions.

use std::path::Path;

use super::error::DatabaseError;
use super::place::Place;
use super::postgres::Postgres;
use super::schema::VERSION;
use super::sqlite::Sqlite;
use super::store::{Aim, Store};
use super::value::{Row, Value, values};

/// Which election a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Number of the election.
    pub election: u16,
    /// Digest of the package.
    pub package: [u8; 32],
}

/// The center's database. It waits for its answers, so a task of an asynchronous program uses it in a thread of its own.
#[derive(Debug)]
pub struct Database {
    store: Box<dyn Store>,
}

/// Everything that is done with it is durable together when it is committed, or never happened.
#[derive(Debug)]
pub struct Transaction<'d> {
    store: &'d mut dyn Store,
    ended: bool,
}

impl Database {
    /// Opens the database of an election; makes it if there is none yet.
    ///
    /// # Errors
    ///
    /// Fails if it is no center's database, is of another version, election or package, or if the disk or the server does.
    pub fn open(place: &Place, owner: &Owner) -> Result<Self, DatabaseError> {
        let mut database = Self::connect(place, true)?;
        database.claim(owner)?;
        database.check(owner)?;
        Ok(database)
    }

    /// Opens an existing database.
    ///
    /// # Errors
    ///
    /// As [`Database::open`], and if there is none.
    pub fn open_existing(place: &Place, owner: &Owner) -> Result<Self, DatabaseError> {
        let mut database = Self::connect(place, false)?;
        database.check(owner)?;
        Ok(database)
    }

    /// Opens an embedded database; see [`Database::open`].
    ///
    /// # Errors
    ///
    /// As [`Database::open`].
    pub fn open_file(path: &Path, owner: &Owner) -> Result<Self, DatabaseError> {
        Self::open(&Place::File(path.to_owned()), owner)
    }

    /// Begins a transaction that decides something: no other one, of whatever process, does at the same time.
    ///
    /// # Errors
    ///
    /// Fails if another one decides for too long, or the storage fails.
    pub fn begin(&mut self) -> Result<Transaction<'_>, DatabaseError> {
        self.start(Aim::Decide)
    }

    /// Begins a transaction that only adds arrivals, beside others that do.
    ///
    /// # Errors
    ///
    /// As [`Database::begin`].
    pub fn add(&mut self) -> Result<Transaction<'_>, DatabaseError> {
        self.start(Aim::Add)
    }

    /// The database as it is now, however long it takes to look at it; nobody who writes is held up.
    ///
    /// # Errors
    ///
    /// Fails if the storage does.
    pub fn look(&mut self) -> Result<Transaction<'_>, DatabaseError> {
        self.start(Aim::Look)
    }

    /// Demands that nothing is acknowledged before a standby has it, now and whenever the connection is made again.
    ///
    /// # Errors
    ///
    /// [`DatabaseError::Setting`] if the database does not promise that.
    pub fn require_standby(&mut self) -> Result<(), DatabaseError> {
        self.store.require_standby()
    }

    fn start(&mut self, aim: Aim) -> Result<Transaction<'_>, DatabaseError> {
        let begun = self.store.begin(aim);
        // Dropped at once if it could not be begun whole.
        let transaction = Transaction { store: self.store.as_mut(), ended: false };
        begun.map(|()| transaction)
    }

    fn connect(place: &Place, new: bool) -> Result<Self, DatabaseError> {
        Ok(Self {
            store: match place {
                Place::File(path) => Box::new(Sqlite::open(path, new)?),
                Place::Postgres(address) => Box::new(Postgres::open(address, new)?),
            },
        })
    }

    /// Writes down whose a new database is. Of one that is somebody's nothing is asked that its user may not do.
    fn claim(&mut self, owner: &Owner) -> Result<(), DatabaseError> {
        let claimed = "SELECT row FROM owner";
        if self.look()?.query_one(claimed, &[])?.is_some() {
            return Ok(());
        }
        let mut transaction = self.begin()?;
        if transaction.query_one(claimed, &[])?.is_none() {
            let sql = "INSERT INTO owner (row, version, election, package) VALUES (1, ?1, ?2, ?3)";
            transaction.execute(sql, &values![VERSION, owner.election, owner.package])?;
        }
        transaction.commit()
    }

    fn check(&mut self, owner: &Owner) -> Result<(), DatabaseError> {
        let mut transaction = self.look()?;
        let rows = transaction.query("SELECT version, election, package FROM owner", &[]);
        let rows = rows.map_err(|error| DatabaseError::Foreign(format!("it is not a center's: {error}")))?;
        let Some(mut row) = rows.into_iter().next() else {
            return Err(DatabaseError::Foreign("it is nobody's yet".to_owned()));
        };
        let version: i64 = row.take(0)?;
        if version != VERSION {
            return Err(DatabaseError::Foreign(format!("its version is {version}, known is {VERSION}")));
        }
        let found = Owner { election: row.take(1)?, package: row.take(2)? };
        if found != *owner {
            let package = hex::encode(found.package);
            return Err(DatabaseError::OtherElection { found: found.election, package });
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Makes everything durable that was done with it.
    ///
    /// # Errors
    ///
    /// The storage failed. If the connection to a server broke, it may be durable all the same.
    pub fn commit(mut self) -> Result<(), DatabaseError> {
        self.store.commit()?;
        self.ended = true;
        Ok(())
    }

    /// Runs a statement; how many rows it changed.
    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        self.store.execute(sql, values)
    }

    /// Runs a statement; the rows that it gives.
    pub(super) fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        self.store.query(sql, values)
    }

    /// Adds rows of as many `columns`, in few statements: a round trip each would be what takes the time.
    pub(super) fn insert(
        &mut self,
        table: &str,
        (columns, conflict): (&[&str], &str),
        rows: &[Vec<Value>],
    ) -> Result<(), DatabaseError> {
        let mut rest = rows;
        // Few sizes, so that every statement is prepared once.
        for most in [64, 8, 1] {
            let sql = insertion(table, columns, most, conflict);
            while let Some((some, others)) = rest.split_at_checked(most) {
                self.execute(&sql, &some.concat())?;
                rest = others;
            }
        }
        Ok(())
    }

    /// What a choice of rows ends with, so that rows which others have in hand are left out.
    pub(super) fn skip_locked(&self) -> &'static str {
        self.store.skip_locked()
    }

    /// Runs a statement that gives one row or none.
    pub(super) fn query_one(&mut self, sql: &str, values: &[Value]) -> Result<Option<Row>, DatabaseError> {
        Ok(self.query(sql, values)?.into_iter().next())
    }
}

/// A statement that adds so many rows.
fn insertion(table: &str, columns: &[&str], rows: usize, conflict: &str) -> String {
    let mut numbers = 1..;
    let mut row = || {
        let places = numbers.by_ref().take(columns.len()).map(|number| format!("?{number}"));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..rows).map(|_| row()).collect();
    format!("INSERT INTO {table} ({}) VALUES {} {conflict}", columns.join(", "), rows.join(", "))
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.store.rollback();
        }
    }
}
