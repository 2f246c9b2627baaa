//! Pictures of every kind of tape in every language on both widths of paper: as they are kept in docs/tapes, as other
//! people's programs draw and encode them, and as a phone sees them.

#![cfg(feature = "lab")]

mod digests;
mod judge;
mod kept;
mod press;
