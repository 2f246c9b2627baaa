//! Tests of the journal on real SQLite files, and the box that they share.

mod daily;
mod damage;
mod places;
mod thread;
mod watch;

use std::path::PathBuf;

use rts_core::journal::{BootId, Chain, Entry, Event, Stamp};
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Identity, Journal, JournalError, Opened, Places};

/// A box with two media in a folder that goes away with it.
struct Desk {
    folder: TempDir,
    identity: Identity,
}

impl Desk {
    fn new() -> Self {
        // In memory where that is possible: what only a power cut could tell apart is tested elsewhere.
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        for medium in ["internal", "card"] {
            std::fs::create_dir(folder.path().join(medium)).unwrap();
        }
        Self { folder, identity: identity(7) }
    }

    /// A provisioned box whose journal has `length` entries.
    fn provisioned(length: u64) -> Self {
        let desk = Self::new();
        let mut journal = Journal::create(desk.places(), desk.identity.clone()).unwrap().journal;
        fill(&mut journal, length);
        desk
    }

    fn places(&self) -> Places {
        let at = |name: &str| self.folder.path().join(name);
        Places {
            internal: at("internal"),
            card: at("card"),
            lock: at("lock"),
            card_is_mounted: false,
            ballast: 4096,
        }
    }

    fn open(&self) -> Result<Opened, JournalError> {
        Journal::open(self.places(), self.identity.clone())
    }

    fn internal(&self) -> PathBuf {
        self.folder.path().join("internal/journal.db")
    }

    fn card(&self) -> PathBuf {
        self.folder.path().join("card/journal.db")
    }
}

fn identity(device: u32) -> Identity {
    Identity { election: 3, device, station: 40_001, public_key: [0x5a; 32] }
}

/// Appends entries until the journal has `length` of them.
fn fill(journal: &mut Journal, length: u64) {
    while journal.chain().length() < length {
        let entry = next(&journal.chain());
        journal.append(&entry).unwrap();
    }
}

/// Some entry that follows; the first one provisions the box.
fn next(chain: &Chain) -> Entry {
    let number = chain.length() + 1;
    let wall = (!number.is_multiple_of(3))
        .then(|| WallTime::from_unix(1_700_000_000 + i64::try_from(number).unwrap()));
    let now = Now { uptime: Uptime::from_millis(number), wall, quality: ClockQuality::Battery };
    let event = if number == 1 {
        let Identity { election, device, station, public_key } = identity(7);
        Event::Provisioned { election, device, station, public_key: public_key.to_vec() }
    } else {
        Event::MessageReceived { attempt: number, bytes: vec![u8::try_from(number % 251).unwrap(); 340] }
    };
    chain.next(Stamp { boot: BootId([9; 16]), now }, event)
}

/// What somebody with the sqlite3 program and root's rights does to a copy.
fn tamper(database: &std::path::Path, sql: &str) {
    let connection = Connection::open(database).unwrap();
    connection.execute_batch(sql).unwrap();
}

/// Changes rows behind the triggers' back and puts the triggers back as they were.
fn tamper_unseen(database: &std::path::Path, sql: &str) {
    let connection = Connection::open(database).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch(sql).unwrap();
    for (_, trigger) in &triggers {
        connection.execute_batch(trigger).unwrap();
    }
}
