//! Settings: TOML fragments laid over each other, then checked as a whole.
//!
//! `/usr/lib/rts/config.d` < `/etc/rts/config.d` < `/run/rts/config.d`, in each folder the `*.toml` files by name; a
//! later fragment wins key by key. Every key has a default, so no file is needed. A key that is not known, of the wrong
//! type, given twice or out of its range is refused with the file and the key named; nothing is guessed.

mod check;
mod layers;
mod machines;
mod settings;
mod span;
#[cfg(test)]
mod tests;

pub use check::Fault;
pub use layers::{ConfigError, Layered, Loaded, load};
pub use settings::{
    CREDENTIAL, Clock, Completion, Control, Counter, Flow, Journal, Modem, Paths, Printer, Sending, Settings,
    Verifier,
};

/// Folders of the box's fragments, the least first.
pub const FOLDERS: [&str; 3] = ["/usr/lib/rts/config.d", "/etc/rts/config.d", "/run/rts/config.d"];
