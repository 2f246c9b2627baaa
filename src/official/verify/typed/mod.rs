//! A tape typed off paper: numbers without a signature, checked by check words and sums.
//!
//! Invariant: what is typed is never said to be signed. Numbers that agree with their check words were copied right, and
//! whoever printed the paper could print words for any numbers.

mod judge;
mod line;
mod sheet;
mod wrong;

use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::record::Fingerprint;

use super::super::files;
use super::evidence::{INPUT, input};
use super::numbers::Numbers;
use super::trust::Trust;

pub(super) use judge::judge;
pub(super) use sheet::Sheet;

/// Longest typed tape.
const MOST_BYTES: usize = 1 << 20;

/// A typed tape that could be read.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// Number of the station.
    pub(super) station: u32,
    /// The fingerprint, if it was typed.
    pub(super) fingerprint: Option<Fingerprint>,
    /// What was typed.
    pub(super) numbers: Numbers,
}

/// Reads a typed tape; `-` is standard input.
///
/// # Errors
///
/// Refused as [`Code::FileUnreadable`], or as [`Code::TypedUnreadable`] with the line.
pub(super) fn read(path: &Path, trust: &Trust) -> Result<Sheet, Refusal> {
    let bytes = if path.as_os_str() == INPUT {
        input()?
    } else {
        files::read(path, Code::FileUnreadable, MOST_BYTES)?
    };
    let name =
        if path.as_os_str() == INPUT { "standard input".to_owned() } else { path.display().to_string() };
    Sheet::read(&name, &String::from_utf8_lossy(&bytes), &trust.definition)
}
