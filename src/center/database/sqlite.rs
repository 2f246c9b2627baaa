//! The embedded back end: SQLite with the settings under which an acknowledged commit survives a power cut.
//!
//! Write-ahead logging, so that whoever looks does not stop whoever writes; `synchronous=FULL` before it, since in the
//! other order commits are lost; `psow=0`, since no disk is trusted with the neighbors of an overwritten byte.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql, params_from_iter};

use super::error::DatabaseError;
use super::schema;
use super::store::{Aim, Store};
use super::value::{Row, Value};

/// 3.51.3 mends a fault that corrupts databases in WAL mode with several connections.
const SQLITE_AT_LEAST: i32 = 3_051_003;
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(20);
/// "RTSC": tells a center's database from any other.
const APPLICATION: i64 = 0x5254_5343;

/// A connection to a database file.
#[derive(Debug)]
pub(super) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the file, which is made if there is none and `new` allows it.
    pub(super) fn open(path: &Path, new: bool) -> Result<Self, DatabaseError> {
        if rusqlite::version_number() < SQLITE_AT_LEAST {
            return Err(DatabaseError::Library(rusqlite::version()));
        }
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, new);
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
            let found = format!("it answers {journal}, synchronous {synchronous}");
            return Err(DatabaseError::Setting(found));
        }
        rusqlite::vtab::array::load_module(&connection)?;
        connection.set_prepared_statement_cache_capacity(128);
        let mut store = Self { connection };
        if new {
            store.claim()?;
        }
        store.check()?;
        Ok(store)
    }

    /// Makes the tables of a new file.
    fn claim(&mut self) -> Result<(), DatabaseError> {
        self.begin(Aim::Decide)?;
        let objects: i64 =
            self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if objects == 0 {
            self.connection.pragma_update(None, "application_id", APPLICATION)?;
            self.batch(&schema::of_sqlite())?;
        }
        self.commit()
    }

    fn check(&self) -> Result<(), DatabaseError> {
        let application: i64 =
            self.connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if application == APPLICATION {
            Ok(())
        } else {
            Err(DatabaseError::Foreign("it is not a center's".to_owned()))
        }
    }
}

impl Store for Sqlite {
    fn begin(&mut self, aim: Aim) -> Result<(), DatabaseError> {
        // Of a file there is one writer at a time anyway.
        let begin = if aim == Aim::Look { "BEGIN DEFERRED" } else { "BEGIN IMMEDIATE" };
        Ok(self.connection.prepare_cached(begin)?.raw_execute().map(|_| ())?)
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        Ok(self.connection.prepare_cached("COMMIT")?.raw_execute().map(|_| ())?)
    }

    fn rollback(&mut self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let mut statement = self.connection.prepare_cached(&own(sql))?;
        let changed = statement.execute(params_from_iter(values))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let mut statement = self.connection.prepare_cached(&own(sql))?;
        let columns = statement.column_count();
        let rows = statement.query_map(params_from_iter(values), |row| {
            (0..columns).map(|column| row.get_ref(column).map(read)).collect::<Result<_, _>>().map(Row)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn require_standby(&mut self) -> Result<(), DatabaseError> {
        Err(DatabaseError::Setting("an embedded database has no standby".to_owned()))
    }

    fn skip_locked(&self) -> &'static str {
        // There is one writer at a time.
        ""
    }

    fn batch(&mut self, sql: &str) -> Result<(), DatabaseError> {
        Ok(self.connection.execute_batch(sql)?)
    }
}

/// A list is a table of SQLite's own.
fn own(sql: &str) -> std::borrow::Cow<'_, str> {
    if sql.contains(" IN LIST(") { sql.replace(" IN LIST(", " IN rarray(").into() } else { sql.into() }
}

fn read(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        // No column of a center holds a real number.
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Integers(numbers) => list(numbers.iter().copied().map(Sql::Integer)),
            Self::Several(names) => list(names.iter().cloned().map(Sql::Blob)),
        })
    }
}

/// What `rarray` reads.
fn list(values: impl Iterator<Item = Sql>) -> ToSqlOutput<'static> {
    ToSqlOutput::from_rc(Rc::new(values.collect::<Vec<Sql>>()), c"rarray")
}
