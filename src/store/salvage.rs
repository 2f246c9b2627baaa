//! A collected card as far as it can be read: the journal up to its first fault, and whole entries that lie behind it.
//!
//! Invariants: the card itself is only read, everything else happens in a private copy; what lies behind the first fault is
//! chained to nothing, so that its records are believed by their own signatures or not at all.

use std::fs;
use std::path::Path;

use rts_core::journal::{Entry, Event, Hash, loose_events};

use super::card::{self, Reading};
use super::connection;
use super::failure::Failure;
use super::folder::Copied;
use super::identity::Identity;
use super::schema::broken;

/// What a card gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salvaged {
    /// The box that wrote it, as the card says; absent if even that is damaged.
    pub identity: Option<Identity>,
    /// The longest prefix of the journal that verifies.
    pub entries: Vec<Entry>,
    /// Its end.
    pub head: Hash,
    /// What else lies about, of a damaged card only.
    pub loose: Vec<Event>,
    /// Why it is not the whole journal; absent if it is.
    pub damage: Option<Failure>,
}

/// Reads a card: the folder where it is mounted, or the file of its database.
#[must_use]
pub fn salvage(place: &Path) -> Salvaged {
    let journal = if place.is_dir() { place.join("journal.db") } else { place.to_owned() };
    let (reading, loose) = match Copied::of(&journal) {
        Ok(copied) => look(&copied),
        Err(failure) => (Reading::failed(failure), Vec::new()),
    };
    let Reading { identity, entries, chain, failure } = reading;
    Salvaged { identity, entries, head: chain.head(), loose, damage: failure }
}

fn look(copied: &Copied) -> (Reading, Vec<Event>) {
    // Before SQLite opens it: of a torn database it may cut what it takes for the end.
    let bytes = fs::read(copied.journal()).unwrap_or_default();
    if bytes.is_empty() {
        return (Reading::failed(Failure::Empty), Vec::new());
    }
    let reading = match copied.folder().names_super_journal() {
        Ok(true) => Reading::failed(broken("its rollback journal names a further file")),
        // A card without a rollback journal has none to be read.
        Ok(false) | Err(_) => {
            connection::copy(&copied.journal()).map_or_else(Reading::failed, |it| card::examine(&it))
        }
    };
    let loose = if reading.failure.is_some() { loose_events(&bytes) } else { Vec::new() };
    (reading, loose)
}
