//! What the commission publishes, and how a stranger checks it: the log, the tables, and that they say the same.
//!
//! A publication is a folder of files. Its evidence is the log: every authentic record as its box signed it, every receipt
//! for one, and with each publication a statement that fixes the tables. Everything else is computed from the evidence
//! and from one claim of the center: which record counts for which station (`stations.csv`). Invariants: the same
//! evidence gives the same bytes; nothing in a folder is believed that does not lead to a signature; what does not hold
//! is named by file and place (docs/publication.md).

mod audit;
mod claims;
mod content;
mod entry;
mod fault;
mod files;
mod grounds;
mod log;
mod proof;
mod sums;
mod tables;
mod text;

pub use audit::{Audit, audit};
pub use claims::{Claim, Status};
pub use content::{Publication, Standings, publish};
pub use entry::{Entry, Statement};
pub use fault::Fault;
pub use files::Files;
pub use grounds::Grounds;
pub use log::{Log, log_origin};
pub use proof::{NotProven, Proven, prove};
pub use sums::sums;
pub use tables::{Counted, results_table, totals_of_districts};

/// Results of the stations that count, line by line.
pub const RESULTS: &str = "results.csv";
/// Sums of the results.
pub const TOTALS: &str = "totals.csv";
/// Every station of the package and which record counts for it.
pub const STATIONS: &str = "stations.csv";
/// Every authentic record with its newest receipt.
pub const RECORDS: &str = "records.jsonl";
/// The keys of the boxes.
pub const ROSTER: &str = "roster.json";
/// The signed election package.
pub const PACKAGE: &str = "package.json";
/// The figures for programs.
pub const SUMMARY: &str = "summary.json";
/// The results after NIST SP 1500-100.
pub const REPORT: &str = "report.json";
/// SHA-256 of every other file.
pub const SUMS: &str = "SHA256SUMS";
/// The commission's signature over [`SUMS`].
pub const SUMS_NOTE: &str = "SHA256SUMS.note";
/// Signed heads of the log after each publication.
pub const HISTORY: &str = "checkpoints";
