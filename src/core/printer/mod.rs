//! The tape printer: ESC/POS bytes, its answers, and the machine that prints one sheet at a time.
//!
//! The way of a sheet: the caller journals that it starts, hands in [`Input::Print`], and journals what came of it:
//! [`Output::Completed`], or [`Output::Interrupted`], after which it orders a VOID slip and the sheet again as another
//! attempt, each under a job number of its own.

mod bands;
mod condition;
mod escpos;
mod flight;
mod job;
mod order;
mod readiness;
mod settings;
mod status;
#[cfg(test)]
mod tests;

pub use escpos::{Cut, sheet_bytes};
pub use job::Printer;
pub use order::{Completion, Input, Interruption, NotReady, Output, SheetOrder};
pub use settings::{Flow, Settings};
