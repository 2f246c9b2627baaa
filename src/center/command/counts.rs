//! `rts-center compare`: two counts of the same stations, line by line.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::stop::Stop;
use crate::center::counts::{self, Question};

/// Options of `rts-center compare`.
#[derive(Args, Debug)]
pub(super) struct CountsArgs {
    /// A table with both counts (columns station, line, count, count), or one for each (station, line, count)
    ///
    /// The first row names the columns; commas, semicolons or tabs stand between the cells. Lines are in the order of the
    /// form: without it a line slip cannot be told.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    tables: Vec<PathBuf>,
    /// A line that is no choice: a sum that repeats others
    #[arg(long, value_name = "LINE")]
    leave_out: Vec<String>,
    /// The line that states the sum of all lines; or, with --totals, the column that does
    #[arg(long, value_name = "LINE|COLUMN")]
    total: Option<String>,
    /// A table by station with the totals that belong to the first count
    #[arg(long, requires = "total", value_name = "FILE")]
    totals: Option<PathBuf>,
}

/// Compares, and tells every difference.
pub(super) fn compare(arguments: CountsArgs) -> Result<Outcome, Stop> {
    let CountsArgs { tables, leave_out, total, totals } = arguments;
    let found = counts::compare(&Question { tables, leave_out, total, totals })?;
    Ok(Outcome::finding(found.equal(), counts::json(&found), counts::text(&found)))
}
