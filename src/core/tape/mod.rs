//! One record as paper: a tape of blocks, cut into numbered sheets of lines.
//!
//! The way of a record to the printer: its contents become [`Block`]s of [`Line`]s, [`Tape::sheets`] cuts them,
//! [`Sheet::lines`] adds the head and foot of one copy, and the printer encodes line by line. Text is
//! [`PaperText`]: printable ASCII only, so nothing on a tape can be a printer command.

mod bitmap;
pub mod check;
pub mod code;
mod count;
mod hazard;
mod layout;
mod legible;
pub mod letters;
mod line;
mod origin;
mod readiness;
mod receipt;
mod result;
mod sheet;
mod stamp;
mod text;
pub mod words;

#[cfg(test)]
mod tests;

pub use bitmap::Bitmap;
pub use hazard::is_command;
pub use layout::{Block, Paper, Tape};
pub use legible::{check_legible, unprintable};
pub use line::{Align, Line, Size, Span, Style};
pub use origin::{Attested, Origin, Transmission};
pub use readiness::Check;
pub use receipt::{CenterAnswer, SendAttempt};
pub use sheet::{Heading, Impression, Issue, Mark, Moment, Sheet, TapeKind};
pub use stamp::Stamp;
pub use text::PaperText;
