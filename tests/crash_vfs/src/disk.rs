//! A disk that loses power: what was synced is there; what was not is there, lost or torn, each write by itself.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _};

use super::operation::Operation;

/// What becomes of a write that was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is lost, as is every name.
    Lost,
    /// It is there as a whole or lost, whatever became of those before it.
    Reordered,
    /// It may be there in part, by sectors of this many bytes.
    Torn(usize),
    /// As torn, and a sector that was being written may hold noise, also where its bytes were not to change.
    Trashed(usize),
}

/// How cruel the disk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// What becomes of writes.
    pub damage: Damage,
    /// A synced file brings the names of its folder with it, as on ext4; else only the folder's own sync does.
    pub ordered: bool,
    /// The disk says that a sync is done while it still holds this many of the last writes of the file in its cache:
    /// it lies. None if it is honest.
    pub cached: Option<usize>,
}

impl Model {
    /// An honest disk.
    #[must_use]
    pub const fn honest(damage: Damage, ordered: bool) -> Self {
        Self { damage, ordered, cached: None }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = if self.ordered { "ordered" } else { "lazy" };
        let lies = self.cached.map_or(String::new(), |writes| format!(", lies about {writes} writes"));
        let damage = match self.damage {
            Damage::Lost => "unsynced lost".to_owned(),
            Damage::Reordered => "reordered".to_owned(),
            Damage::Torn(sector) => format!("torn {sector}"),
            Damage::Trashed(sector) => format!("trashed {sector}"),
        };
        f.pad(&format!("{damage}, {names}{lies}"))
    }
}

/// Files as they are after a cut.
pub type Image = BTreeMap<PathBuf, Vec<u8>>;

#[derive(Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone, Debug)]
enum Naming {
    Give(PathBuf, usize),
    Take(PathBuf),
    Move(PathBuf, PathBuf, usize),
}

#[derive(Debug, Default)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

/// The disk under the program.
#[derive(Debug)]
pub struct Disk {
    model: Model,
    contents: Vec<Content>,
    live: BTreeMap<PathBuf, usize>,
    durable: BTreeMap<PathBuf, usize>,
    pending: Vec<Naming>,
}

impl Disk {
    /// A disk with files that were there long ago.
    #[must_use]
    pub fn with(model: Model, image: &Image) -> Self {
        let mut disk = Self {
            model,
            contents: vec![],
            live: BTreeMap::new(),
            durable: BTreeMap::new(),
            pending: vec![],
        };
        for (path, bytes) in image {
            disk.live.insert(path.clone(), disk.contents.len());
            disk.contents.push(Content { durable: bytes.clone(), pending: vec![] });
        }
        disk.durable = disk.live.clone();
        disk
    }

    /// Lets one operation happen.
    pub fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Create(path) => {
                if !self.live.contains_key(path) {
                    let number = self.contents.len();
                    self.contents.push(Content::default());
                    self.live.insert(path.clone(), number);
                    self.pending.push(Naming::Give(path.clone(), number));
                }
            }
            Operation::Write(path, offset, bytes) => self.change(path, Change::Write(*offset, bytes.clone())),
            Operation::Truncate(path, length) => self.change(path, Change::Truncate(*length)),
            Operation::Rename(from, to) => {
                let number = self.live.remove(from).expect("a file that is renamed was made");
                self.live.insert(to.clone(), number);
                self.pending.push(Naming::Move(from.clone(), to.clone(), number));
            }
            Operation::Unlink(path) => {
                self.live.remove(path);
                self.pending.push(Naming::Take(path.clone()));
            }
            Operation::Sync(path) => self.sync(path),
            Operation::SyncFailed(path) => self.fail_to_sync(path),
            Operation::Said(_) => {}
        }
    }

    fn change(&mut self, path: &Path, change: Change) {
        self.contents[self.live[path]].pending.push(change);
    }

    fn sync(&mut self, path: &Path) {
        let folder = match self.live.get(path) {
            None => Some(path),
            Some(number) => {
                let content = &mut self.contents[*number];
                let kept = self.model.cached.unwrap_or(0).min(content.pending.len());
                let reached = content.pending.len() - kept;
                for change in content.pending.drain(..reached) {
                    alter(&mut content.durable, &change);
                }
                path.parent().filter(|_| self.model.ordered)
            }
        };
        let (now, later) = std::mem::take(&mut self.pending)
            .into_iter()
            .partition(|naming| folder.is_some_and(|folder| naming.path().parent() == Some(folder)));
        self.pending = later;
        let now: Vec<Naming> = now;
        now.iter().for_each(|naming| naming.happen(&mut self.durable));
    }

    /// Every second write got through; the others are forgotten, since the file system calls their pages clean.
    fn fail_to_sync(&mut self, path: &Path) {
        let content = &mut self.contents[self.live[path]];
        for change in content.pending.drain(..).step_by(2) {
            alter(&mut content.durable, &change);
        }
    }

    /// Cuts the power: what is left on the disk.
    #[must_use]
    pub fn cut(&self, chance: &mut StdRng) -> Image {
        let mut names = self.durable.clone();
        for naming in &self.pending {
            if self.model.damage != Damage::Lost && chance.random_bool(0.5) {
                naming.happen(&mut names);
            }
        }
        let mut contents = |number: &usize| {
            let mut bytes = self.contents[*number].durable.clone();
            for change in &self.contents[*number].pending {
                self.spoil(&mut bytes, change, chance);
            }
            bytes
        };
        names.iter().map(|(path, number)| (path.clone(), contents(number))).collect()
    }

    fn spoil(&self, bytes: &mut Vec<u8>, change: &Change, chance: &mut StdRng) {
        let (sector, noise) = match self.model.damage {
            Damage::Lost => return,
            Damage::Reordered => {
                if chance.random_bool(0.5) {
                    alter(bytes, change);
                }
                return;
            }
            Damage::Torn(sector) => (sector, false),
            Damage::Trashed(sector) => (sector, true),
        };
        let fate: u32 = chance.random_range(0..100);
        match change {
            _ if fate < 40 => alter(bytes, change),
            Change::Truncate(_) => {}
            Change::Write(..) if fate < 65 => {}
            Change::Write(offset, written) => tear(bytes, *offset, written, sector, noise, chance),
        }
    }
}

/// Each sector of a write is there, is not, or holds noise.
fn tear(bytes: &mut Vec<u8>, offset: usize, written: &[u8], sector: usize, noise: bool, chance: &mut StdRng) {
    let mut place = offset;
    while place < offset + written.len() {
        let end = ((place / sector + 1) * sector).min(offset + written.len());
        if noise && chance.random_bool(0.3) {
            // Writing a sector spoils all of it, and not only the bytes that were meant.
            let mut spoiled = vec![0; sector];
            chance.fill_bytes(&mut spoiled);
            alter(bytes, &Change::Write(place / sector * sector, spoiled));
        } else if chance.random_bool(0.5) {
            alter(bytes, &Change::Write(place, written[place - offset..end - offset].to_vec()));
        }
        place = end;
    }
}

impl Naming {
    fn path(&self) -> &Path {
        match self {
            Self::Give(path, _) | Self::Take(path) | Self::Move(_, path, _) => path,
        }
    }

    fn happen(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Give(path, number) => drop(names.insert(path.clone(), *number)),
            Self::Take(path) => drop(names.remove(path)),
            Self::Move(from, to, number) => {
                names.remove(from);
                names.insert(to.clone(), *number);
            }
        }
    }
}

fn alter(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Truncate(length) => bytes.resize(*length, 0),
        Change::Write(offset, written) => {
            let end = offset + written.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*offset..end].copy_from_slice(written);
        }
    }
}
