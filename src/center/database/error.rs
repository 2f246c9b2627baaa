//! What can go wrong with the database.

/// The database failed, or holds what no center wrote. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// SQLite or the disk.
    #[error("use the database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A row that makes no sense.
    #[error("read the database: {0}")]
    Row(String),
    /// The library is older than the oldest one that keeps what it has acknowledged.
    #[error("use SQLite {0}, which is too old")]
    Library(&'static str),
    /// SQLite did not take a setting.
    #[error("set the database up: it answers {0}")]
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
