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
    /// It cannot be reached now, or takes nothing now.
    #[error("reach the database: {0}")]
    Away(String),
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
    /// True if the storage is away or full: what was to be written has no part in it, and waits.
    #[must_use]
    pub fn is_away(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseLocked, DiskFull, SystemIoFailure};
        match self {
            Self::Away(_) | Self::Disk(..) => true,
            Self::Postgres(error) => {
                error.code().is_none_or(|state| AWAY.iter().any(|class| state.code().starts_with(class)))
            }
            Self::Sqlite(error) => error.sqlite_error_code().is_some_and(|code| {
                matches!(code, CannotOpen | DatabaseBusy | DatabaseLocked | DiskFull | SystemIoFailure)
            }),
            Self::Row(_)
            | Self::Library(_)
            | Self::Setting(_)
            | Self::Foreign(_)
            | Self::OtherElection { .. } => false,
        }
    }

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

/// Classes of SQLSTATE that say nothing about what was to be written: connection, a server that only reads, lack of
/// resources, a turn that does not come, an operator at work, the system.
const AWAY: [&str; 6] = ["08", "25", "53", "55", "57", "58"];

/// The server's own words, or what stood in the way to it: the error itself leaves both out.
fn told(error: &postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!("{error}: {cause}"));
    let said = error.as_db_error().map(|said| said.message().to_owned());
    said.or(cause).unwrap_or_else(|| error.to_string())
}
