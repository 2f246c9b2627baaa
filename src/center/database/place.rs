//! Where the center's database is, as it is typed.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// An embedded database in a file, or one of PostgreSQL.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A file on this machine.
    File(PathBuf),
    /// `postgres://…`, as libpq reads it. May hold a password, so it is never shown.
    Postgres(String),
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        Ok(if postgres {
            Self::Postgres(text.to_owned())
        } else {
            Self::File(text.strip_prefix("sqlite:").unwrap_or(text).into())
        })
    }
}

impl From<PathBuf> for Place {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(_) => f.write_str("PostgreSQL"),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_file_and_only_a_postgres_address_is_a_server() {
        let place = |text: &str| text.parse::<Place>().unwrap();
        assert_eq!(place("center.db"), Place::File("center.db".into()));
        assert_eq!(place("sqlite:/var/lib/center.db"), Place::File("/var/lib/center.db".into()));
        let server = place("postgresql://rts:secret@db/center");
        assert_eq!(server, Place::Postgres("postgresql://rts:secret@db/center".to_owned()));
        assert_eq!(format!("{server} {server:?}"), "PostgreSQL PostgreSQL", "a password is not shown");
    }
}
