//! `rts-lab demo`: a whole election day of several stations with the real programs.
//!
//! Simulated are the devices at the ends of the cables, and the sky; daemon, commands and center are the real ones, each
//! a process of its own, and nothing passes between them but what passes on election day.

mod arguments;
mod bench;
mod center;
mod figures;
mod programs;
mod report;
mod run;
mod screen;
mod sessions;
mod source;
mod station;
mod station_box;
mod story;
mod tapes;
mod tempo;
mod typing;
mod watch;

pub use arguments::DemoArgs;
pub use bench::{Bench, BenchSettings};
pub(in crate::lab) use center::{Center, Recipient};
pub use programs::{Programs, Ran};
pub use run::run;
pub use source::Source;
pub use station_box::{Keyboard, Official, StationBox};
pub use tempo::Tempo;

use std::path::PathBuf;

/// Why a demonstration does not come to its end. Fragments that fit after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder.
    #[error("{what} {}: {source}", path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The world cannot be built.
    #[error("{0}")]
    Setup(String),
    /// A program did not do what it was asked.
    #[error("run {line}: {why}")]
    Program {
        /// As it would be typed.
        line: String,
        /// What became of it.
        why: String,
    },
    /// A station does not get through its day.
    #[error("bring station {code} through the day: {why}")]
    Station {
        /// Code of the station.
        code: String,
        /// What hangs.
        why: String,
    },
}

impl Error {
    pub(in crate::lab) fn file(what: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::File { what, path: path.into(), source }
    }
}
