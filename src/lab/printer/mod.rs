//! The simulated tape printer: an ESC/POS printer on a pseudo-terminal that draws what it prints.
//!
//! Invariant: it is written from the manuals and shares no code with the driver, so that it can contradict it.

mod bench;
pub mod command;
mod drawing;
mod emulator;
mod fault;
mod paper;
mod realtime;

pub use bench::{Act, Options, PrinterArgs, SimulatedPrinter, run};
pub use drawing::Picture;
pub use emulator::{Emulator, Profile};
pub use fault::{At, Fault, Planned};
pub use paper::{Content, End, Piece, Strip};
