//! Disks that lose power, lie, fail or are full, for tests that may not lose anything.
//!
//! What a program does to its files is taken down as a list of [`Operation`]s, either from within, at SQLite's own door
//! to the file system ([`install`], [`Recording`]), or from outside, with strace(1) ([`record`]). A [`Disk`] lives
//! through that list: whatever was synced stays, whatever was not is there, gone, torn or spoiled once the power goes,
//! as its [`Model`] says.
//!
//! The two ways see different things. From within, a day of thousands of operations is recorded in a moment, each call
//! can be made to fail, and a start after a cut is recorded again, but only what goes through SQLite is seen. From
//! outside, every call of a process is seen: also names given, moved and synced beside SQLite.
//!
//! Invariants: the files themselves are real and SQLite's own code reads and writes them, so a program under test runs
//! unchanged; only the knowledge of what is durable is added. Everything of a [`Recording`] belongs to one thread.
//!
//! This is the only crate of the project that says `unsafe`, because a virtual file system of SQLite is a table of C
//! functions. The unsafe part is two files, `door.rs` and `file.rs`, and forwards to the real functions; what it asks,
//! notes and decides is safe code (`witness.rs`, `disk.rs`). Nothing that ships depends on it.

mod disk;
mod door;
mod file;
mod operation;
mod strace;
mod witness;

pub use disk::{Damage, Disk, Image, Model};
pub use door::install;
pub use operation::Operation;
pub use strace::{program, record};
pub use witness::{Fault, Recording, Trouble};
