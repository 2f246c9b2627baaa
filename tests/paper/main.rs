//! What stands on paper, for each kind of tape.

#![cfg(feature = "lab")]

mod contents;
