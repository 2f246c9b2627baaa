//! A box on a desk: two folders, a lock, entries to append.

use std::path::{Path, PathBuf};
use std::process::Command;

use rts::store::{Identity, Journal, JournalError, Opened, Places};
use rts_core::journal::{BootId, Chain, Entry, Event, Stamp};
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

/// Where the two media of a box are.
#[derive(Clone)]
pub(crate) struct Desk {
    /// Folder of medium A.
    pub(crate) internal: PathBuf,
    /// Folder of medium B.
    pub(crate) card: PathBuf,
    /// The daemon's lock.
    pub(crate) lock: PathBuf,
    /// Bytes of ballast on each medium.
    pub(crate) ballast: u64,
}

impl Desk {
    /// A box whose media are `internal` and `card` below `folder`; they are made if they are not there.
    pub(crate) fn below(folder: &Path) -> Self {
        let desk = Self {
            internal: folder.join("internal"),
            card: folder.join("card"),
            lock: folder.join("lock"),
            ballast: 0,
        };
        for medium in [&desk.internal, &desk.card] {
            std::fs::create_dir_all(medium).unwrap();
        }
        desk
    }

    /// Provisions the box.
    pub(crate) fn create(&self) -> Opened {
        Journal::create(self.places(), identity()).unwrap()
    }

    /// Starts the box.
    pub(crate) fn open(&self) -> Result<Opened, JournalError> {
        Journal::open(self.places(), identity())
    }

    fn places(&self) -> Places {
        Places {
            internal: self.internal.clone(),
            card: self.card.clone(),
            lock: self.lock.clone(),
            card_is_mounted: false,
            ballast: self.ballast,
        }
    }
}

/// The box that all tests are about.
fn identity() -> Identity {
    Identity { election: 3, device: 7, station: 40_001, public_key: [0x5a; 32] }
}

/// The entry that follows, of a size that depends on its number only.
pub(crate) fn next(chain: &Chain) -> Entry {
    let number = chain.length() + 1;
    let wall = Some(WallTime::from_unix(1_760_000_000));
    let now = Now { uptime: Uptime::from_millis(number), wall, quality: ClockQuality::Battery };
    let event = if number == 1 {
        let Identity { election, device, station, public_key } = identity();
        Event::Provisioned { election, device, station, public_key: public_key.to_vec() }
    } else {
        let size = usize::try_from(number * 977 % 1500).unwrap();
        Event::MessageReceived { attempt: number, bytes: vec![number.to_le_bytes()[0]; size] }
    };
    chain.next(Stamp { boot: BootId([9; 16]), now }, event)
}

/// This program again, to run one test alone, as what `role` says.
pub(crate) fn again(test: &str, role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(super::ROLE, role);
    command
}

/// The role of this process, if it was started by [`again`].
pub(crate) fn role() -> Option<String> {
    std::env::var(super::ROLE).ok()
}
