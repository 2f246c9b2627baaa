//! One record as paper: a tape of blocks, cut into numbered sheets, drawn as pictures of dots.
//!
//! The way of a record to the printer: its contents become [`Block`]s of [`Line`]s, [`Tape::sheets`] lays them out as
//! [`Strip`]s and cuts between them, [`Sheet::page`] adds the head and foot of one copy, [`Page::picture`] draws it. The
//! same record, languages and paper give the same dots anywhere; nothing of it is text to the printer.

mod bitmap;
pub mod check;
pub mod code;
mod count;
mod fit;
mod hazard;
mod heading;
mod layout;
mod legible;
pub mod letters;
mod line;
mod listing;
mod log;
mod origin;
mod proof;
mod readiness;
mod receipt;
mod result;
mod sheet;
mod stamp;
mod strip;
mod text;
mod voice;
pub mod words;

#[cfg(test)]
mod tests;

pub use bitmap::Bitmap;
pub use fit::Frame;
pub use hazard::is_command;
pub use heading::{Heading, Impression, Issue, Mark, Moment, TapeKind};
pub use layout::{Block, Paper, Tape};
pub use legible::{check_legible, unprintable};
pub use line::{Align, Line, Numbered, Row, Size, Stroke, Style};
pub use log::LogSummary;
pub use origin::{Attested, Origin, Transmission};
pub use readiness::Check;
pub use receipt::{CenterAnswer, SendAttempt};
pub use sheet::{Sheet, void_line};
pub use stamp::Stamp;
pub use strip::{Page, Strip};
pub use text::{Label, Paragraph, isolated};
pub use voice::Voice;
