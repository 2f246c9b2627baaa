//! What can be wrong with one copy of the journal, and what stops the journal as a whole.

use std::path::PathBuf;

use rts_core::election::Code;
use rts_core::journal::{ChainError, MediumName};
use rusqlite::ErrorCode;

use super::identity::Identity;

/// Why one medium is not in use. The other one goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The folder of the medium is not there.
    #[error("the medium is absent: {0}")]
    Absent(String),
    /// The card's folder is part of the internal medium.
    #[error("no card is mounted")]
    NotMounted,
    /// There is no database where one should be: a lost medium, never a new one.
    #[error("its journal is missing")]
    Missing,
    /// The database is of zero length: a lost medium, never a new one.
    #[error("its journal is empty")]
    Empty,
    /// A journal is there already.
    #[error("it holds a journal already")]
    Occupied,
    /// The card of another box. Nothing is written to it.
    #[error("it belongs to another box: {0}")]
    OtherBox(Identity),
    /// Written by a newer version of the software; never migrated down.
    #[error("its journal is of version {found}, newer than version {known} of this software")]
    Newer {
        /// Version found.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// Not one unbroken chain. The copy is kept as it is, as evidence.
    #[error("its journal does not verify after entry {whole}: {why}")]
    Broken {
        /// Number of entries that do verify.
        whole: u64,
        /// What is wrong with the next one, or with the database.
        why: String,
    },
    /// No space is left, and the ballast is used up.
    #[error("it is full")]
    Full,
    /// It can be read but not written.
    #[error("it is write-protected")]
    ReadOnly,
    /// Another process holds the database.
    #[error("another program is using it")]
    Busy,
    /// A link, or something else that is no plain file of one name, stands in the place of a file of the journal.
    #[error("{} is a link or no plain file", .0.display())]
    Planted(PathBuf),
    /// Others may write to the folder.
    #[error("{} may be written to by every user", .0.display())]
    Unprotected(PathBuf),
    /// The card is the box's own and tells another story from this entry on.
    #[error("it contradicts the internal medium from entry {0} on")]
    Contradicts(u64),
    /// Reading, writing or syncing failed.
    #[error("it cannot be read or written: {0}")]
    Io(String),
}

impl Failure {
    /// The stable code that an official sees, if this is wrong with that medium of a running box of `election`.
    ///
    /// Only of the card can something be said that an official mends.
    #[must_use]
    pub fn code(&self, medium: MediumName, election: u16) -> Code {
        match self {
            Self::Newer { .. } => Code::JournalNewer,
            _ if medium == MediumName::Internal => Code::JournalDegraded,
            Self::OtherBox(other) if other.election != election => Code::CardOtherElection,
            Self::OtherBox(_) => Code::CardOther,
            Self::Occupied => Code::CardOccupied,
            Self::Absent(_) | Self::NotMounted => Code::CardAbsent,
            Self::Missing => Code::CardBlank,
            Self::Empty | Self::Broken { .. } => Code::CardDamaged,
            Self::Full => Code::CardFull,
            Self::ReadOnly => Code::CardProtected,
            Self::Contradicts(_) => Code::JournalFork,
            Self::Busy | Self::Planted(_) | Self::Unprotected(_) | Self::Io(_) => Code::CardFailed,
        }
    }

    /// True if the medium must not be tried again where it is: whatever it answers is not to be believed.
    pub(super) fn is_final(&self) -> bool {
        matches!(self, Self::Io(_) | Self::Broken { .. })
    }
}

impl Failure {
    /// The same failure of a copy whose first `whole` entries verify: what cannot be read there is broken.
    pub(super) fn after(self, whole: u64) -> Self {
        if let Self::Broken { why, .. } | Self::Io(why) = self { Self::Broken { whole, why } } else { self }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<rustix::io::Errno> for Failure {
    fn from(errno: rustix::io::Errno) -> Self {
        match errno {
            rustix::io::Errno::NOSPC | rustix::io::Errno::DQUOT => Self::Full,
            rustix::io::Errno::ROFS => Self::ReadOnly,
            other => Self::Io(std::io::Error::from(other).to_string()),
        }
    }
}

/// What stops the journal as a whole. Display fits after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// Another daemon has the journal.
    #[error("take the journal: another rtsd is using it")]
    AlreadyRunning,
    /// The lock cannot be taken for another reason.
    #[error("lock the journal at {}: {why}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Neither medium holds a journal: the box is not provisioned.
    #[error("open the journal: there is none on either medium")]
    Missing,
    /// Provisioning found a journal with entries.
    #[error("create the journal on the {} medium: {why}", named(*medium))]
    Create {
        /// Which medium.
        medium: MediumName,
        /// What stands in the way.
        why: Failure,
    },
    /// Something that an attacker or an accident put in place; the box does not start on it.
    #[error("open the journal on the {} medium: {why}", named(*medium))]
    Refused {
        /// Which medium.
        medium: MediumName,
        /// What is wrong with it.
        why: Failure,
    },
    /// Neither copy can be used.
    #[error("open the journal: internal medium: {internal}; card: {card}")]
    Broken {
        /// What is wrong with medium A.
        internal: Failure,
        /// What is wrong with medium B.
        card: Failure,
    },
    /// The copies tell different stories from this entry on. Both are kept as they are.
    #[error("open the journal: its copies contradict each other from entry {0} on")]
    Fork(u64),
    /// No medium works any more.
    #[error("write the journal: internal medium: {internal}; card: {card}")]
    Unavailable {
        /// Why medium A is out.
        internal: Failure,
        /// Why medium B is out.
        card: Failure,
    },
    /// The entry handed in does not follow the head.
    #[error("append to the journal: {0}")]
    Order(#[from] ChainError),
    /// The card cannot be brought into use; the journal goes on without it.
    #[error("take the card into use: {0}")]
    Card(Failure),
    /// The thread of the journal could not be started or has ended.
    #[error("reach the journal: its thread has ended")]
    Ended,
}

impl JournalError {
    /// The stable code that an official sees, where one applies.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::AlreadyRunning | Self::Lock { .. } | Self::Order(_) => None,
            Self::Missing => Some(Code::NotProvisioned),
            Self::Create { why: Failure::Occupied, .. } => Some(Code::AlreadyProvisioned),
            Self::Create { why: Failure::Newer { .. }, .. }
            | Self::Refused { why: Failure::Newer { .. }, .. } => Some(Code::JournalNewer),
            Self::Create { .. } => Some(Code::JournalDegraded),
            Self::Refused { medium: MediumName::Internal, why: Failure::OtherBox(_) } => {
                Some(Code::CredentialsOther)
            }
            Self::Refused { .. } | Self::Broken { .. } => Some(Code::JournalBroken),
            Self::Fork(_) => Some(Code::JournalFork),
            Self::Unavailable { .. } | Self::Card(_) | Self::Ended => Some(Code::JournalUnavailable),
        }
    }
}

const fn named(medium: MediumName) -> &'static str {
    match medium {
        MediumName::Internal => "internal",
        MediumName::Card => "removable",
    }
}
