//! What can go wrong with the database.

/// The database failed, or holds what no center wrote. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// SQLite or the disk.
    #[error("use the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A file beside it.
    #[error("use {0}: {1}")]
    Disk(String, #[source] std::io::Error),
    /// PostgreSQL, or the way to it.
    #[error("use the database: {}", told(.0))]
    Postgres(#[from] postgres::Error),
    /// A row that makes no sense.
    #[error("read the database: {0}")]
    Row(String),
    /// The library is older than the oldest one that keeps what it has acknowledged.
    #[error("use SQLite {0}, which is too old")]
    Library(&'static str),
    /// The database does not take a setting, or has one under which something acknowledged can be lost.
    #[error("set the database up: {0}")]
    Setting(String),
    /// Not a center's database, or one of a newer version.
    #[error("use the database: {0}")]
    Foreign(String),
    /// The database belongs to another election or package.
    #[error("use the database of election {found} with package {package}")]
    OtherElection {
        /// Number of its election.
        found: u16,
        /// Digest of its package, hexadecimal.
        package: String,
    },
}

impl DatabaseError {
    /// True if the same transaction may well succeed when it is tried again at once: another one was in the way.
    #[must_use]
    pub fn passes(&self) -> bool {
        use postgres::error::SqlState;
        let Self::Postgres(error) = self else { return false };
        [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED]
            .iter()
            .any(|state| error.code() == Some(state))
    }
}

/// The server's own words, which the error itself leaves out.
fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}
