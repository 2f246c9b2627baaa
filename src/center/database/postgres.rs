//! The back end of a country: PostgreSQL, or an engine that speaks its protocol and dialect.
//!
//! Invariants: whoever decides holds the row of the table `turn`, in all processes, so numbers have no gaps and no two
//! decisions meet; a connection that is lost is made again by the next transaction, and what was not committed on it never
//! happened; a session that says nothing for a minute in the middle of a transaction is ended by the server, so a tally
//! process that died with its machine does not keep the turn.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, accepts, to_sql_checked};
use postgres::{Client, Config, NoTls, Statement};

use super::error::DatabaseError;
use super::schema;
use super::store::{Aim, Store};
use super::value::{Row, Value};

/// How long a connection may take to be made, and an unanswered one to be given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of every session. A writer waits for another one as long as with the embedded database.
const SESSION: &str = "SET lock_timeout = '20s'; SET idle_in_transaction_session_timeout = '60s'";

/// A connection to a server.
pub(super) struct Postgres {
    config: Config,
    client: Option<Client>,
    standby: bool,
    /// The server has said within a commit that it did not wait for the standby.
    warned: Arc<AtomicBool>,
    statements: HashMap<String, Statement>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects; the tables are made if there are none and `new` allows it.
    pub(super) fn open(address: &str, new: bool) -> Result<Self, DatabaseError> {
        let mut config: Config = address.parse()?;
        config.application_name("rts-center").connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE);
        config.keepalives_idle(PATIENCE).keepalives_interval(Duration::from_secs(2)).keepalives_retries(3);
        let warned = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&warned);
        config.notice_callback(move |notice| {
            tracing::warn!(notice = notice.message(), "the database warns");
            heard.store(notice.severity() == "WARNING" || heard.load(Ordering::Relaxed), Ordering::Relaxed);
        });
        let mut store = Self { config, client: None, standby: false, warned, statements: HashMap::new() };
        if new {
            store.claim()?;
        }
        Ok(store)
    }

    /// Makes the tables of a new database. Of two programs that do it at once one fails, and finds them the next time.
    fn claim(&mut self) -> Result<(), DatabaseError> {
        self.begin(Aim::Add)?;
        let there = "SELECT 1 FROM information_schema.tables
                     WHERE table_schema = current_schema() AND table_name = 'owner'";
        if self.query(there, &[])?.is_empty() {
            self.batch(&schema::of_postgres())?;
        }
        self.commit()
    }

    /// A connection for a transaction that begins, made again if the last one was lost.
    fn connect(&mut self) -> Result<(), DatabaseError> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.statements.clear();
            let mut client = self.config.connect(NoTls)?;
            client.batch_execute(SESSION)?;
            check(&mut client, self.standby)?;
            self.client = Some(client);
        }
        Ok(())
    }

    /// The connection of the transaction.
    fn client(&mut self) -> Result<&mut Client, DatabaseError> {
        self.client.as_mut().ok_or_else(|| DatabaseError::Away("the connection was lost".to_owned()))
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, DatabaseError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client()?.prepare(&own(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Store for Postgres {
    fn begin(&mut self, aim: Aim) -> Result<(), DatabaseError> {
        let begin = match aim {
            Aim::Look => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Aim::Add => "BEGIN",
            Aim::Decide => "BEGIN; SELECT row FROM turn WHERE row = 1 FOR UPDATE",
        };
        self.connect()?;
        self.batch(begin)
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.warned.store(false, Ordering::Relaxed);
        self.batch("COMMIT")?;
        // A wait for the standby that is broken off ends in a commit on this machine only, and a warning.
        if self.standby && self.warned.load(Ordering::Relaxed) {
            return Err(DatabaseError::Away("it is not known whether the standby has the commit".to_owned()));
        }
        Ok(())
    }

    fn rollback(&mut self) {
        let undone = self.client.as_mut().map(|client| client.batch_execute("ROLLBACK"));
        if !matches!(undone, Some(Ok(()))) {
            self.client = None;
        }
    }

    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DatabaseError> {
        let statement = self.prepared(sql)?;
        Ok(self.client()?.execute(&statement, &parameters(values))?)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, DatabaseError> {
        let statement = self.prepared(sql)?;
        let rows = self.client()?.query(&statement, &parameters(values))?;
        let read = |row: &postgres::Row| (0..row.len()).map(|column| row.try_get(column)).collect();
        Ok(rows.iter().map(read).collect::<Result<Vec<Vec<Value>>, _>>()?.into_iter().map(Row).collect())
    }

    fn require_standby(&mut self) -> Result<(), DatabaseError> {
        self.standby = true;
        self.client = None;
        self.connect()
    }

    fn skip_locked(&self) -> &'static str {
        " FOR UPDATE SKIP LOCKED"
    }

    fn batch(&mut self, sql: &str) -> Result<(), DatabaseError> {
        Ok(self.client()?.batch_execute(sql)?)
    }
}

/// Refuses a server that acknowledges what it may lose.
fn check(client: &mut Client, standby: bool) -> Result<(), DatabaseError> {
    let mut setting = |name: &str| -> Result<String, DatabaseError> {
        let row = client.query_one("SELECT coalesce(current_setting($1, true), '')", &[&name])?;
        Ok(row.try_get(0)?)
    };
    let refused = |why: &str| Err(DatabaseError::Setting(why.to_owned()));
    let commit = setting("synchronous_commit")?;
    if commit == "off" || setting("fsync")? == "off" {
        return refused(
            "PostgreSQL would acknowledge what a power cut takes back: set synchronous_commit and fsync to on",
        );
    }
    if standby && !["on", "remote_apply"].contains(&commit.as_str()) {
        return refused(
            "PostgreSQL does not wait for the standby's disk: set synchronous_commit to on or remote_apply",
        );
    }
    if standby && setting("synchronous_standby_names")?.is_empty() {
        return refused(
            "PostgreSQL has no synchronous standby: set synchronous_standby_names, or serve without --require-standby",
        );
    }
    Ok(())
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as _).collect()
}

/// Parameters are `$1`, and a list is an array.
fn own(sql: &str) -> String {
    sql.replace(" IN LIST(", " = ANY(").replace('?', "$")
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *kind {
            Type::BOOL => Self::from(bool::from_sql(kind, raw)?),
            Type::INT4 => Self::from(i64::from(i32::from_sql(kind, raw)?)),
            Type::INT8 => Self::from(i64::from_sql(kind, raw)?),
            Type::BYTEA => Self::from(<&[u8]>::from_sql(kind, raw)?),
            _ => Self::from(<&str>::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    accepts!(BOOL, INT4, INT8, BYTEA, TEXT, VARCHAR, NAME);
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
            Self::Integers(numbers) => numbers.to_sql(kind, out),
            Self::Several(names) => names.to_sql(kind, out),
        }
    }

    accepts!(INT4, INT8, BYTEA, TEXT, VARCHAR, INT8_ARRAY, BYTEA_ARRAY);

    to_sql_checked!();
}
