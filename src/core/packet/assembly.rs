//! Parts of messages on their way back together, in any order and in bounded memory.
//!
//! Parts of different messages are never joined: the message's name is the key. Two different versions of a part are both
//! kept, and only the combination that authenticates is believed. A flood of messages that are never completed pushes
//! out the oldest of its own device first; the packets themselves are kept elsewhere.

use std::collections::BTreeMap;

use crate::record::{Base, SignedRecord};
use crate::seal::{EndToEndKey, MessageId};

use super::message::{LinkOpened, open_message};

/// Most combinations of different versions of parts that are tried for one message.
const MAX_COMBINATIONS: usize = 16;

/// Which message parts belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageName {
    /// Name of the record.
    pub base: Base,
    /// How many parts there are.
    pub parts: u8,
    /// Id of the message.
    pub id: MessageId,
}

/// How far a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Parts are missing; bit 0 stands for part 1.
    Partial {
        /// Parts held.
        held: u16,
    },
    /// The record, its message id recomputed; the signature is not verified yet.
    Opened(SignedRecord),
    /// All parts are there and no combination of them opens with the key given.
    Unopened,
}

/// The parts of one message. A center that keeps parts in a database fills one from there.
#[derive(Clone, Debug)]
pub struct Parts {
    name: MessageName,
    versions: Vec<Vec<Vec<u8>>>,
}

impl Parts {
    /// No part yet.
    #[must_use]
    pub fn new(name: MessageName) -> Self {
        Self { name, versions: vec![Vec::new(); usize::from(name.parts)] }
    }

    /// The parts held, bit 0 for part 1.
    #[must_use]
    pub fn held(&self) -> u16 {
        self.versions.iter().rev().fold(0, |held, versions| (held << 1) | u16::from(!versions.is_empty()))
    }

    /// Adds a part, and opens the message if it can be opened now. A part of another message changes nothing.
    pub fn insert(&mut self, opened: &LinkOpened, key: &EndToEndKey) -> Progress {
        let place = usize::from(opened.header.part).checked_sub(1);
        if name_of(opened) == self.name
            && let Some(place) = place
        {
            self.keep(place, &opened.chunk);
        }
        if self.versions.iter().any(Vec::is_empty) {
            return Progress::Partial { held: self.held() };
        }
        let MessageName { base, id, .. } = self.name;
        self.combinations()
            .into_iter()
            .find_map(|blob| open_message(&base, id, &blob, key).ok())
            .map_or(Progress::Unopened, Progress::Opened)
    }

    // Keeps the newest versions, so that a device that sends again gets through whatever a stranger with its link key
    // put there before.
    fn keep(&mut self, place: usize, chunk: &[u8]) {
        let others = self.combination_count(place);
        let Some(versions) = self.versions.get_mut(place) else { return };
        versions.retain(|version| version != chunk);
        versions.push(chunk.to_vec());
        while versions.len() > 1 && versions.len().saturating_mul(others) > MAX_COMBINATIONS {
            versions.remove(0);
        }
    }

    fn combination_count(&self, without: usize) -> usize {
        let counts = self.versions.iter().enumerate().filter(|(place, _)| *place != without);
        counts.fold(1, |product, (_, versions)| product.saturating_mul(versions.len().max(1)))
    }

    fn combinations(&self) -> Vec<Vec<u8>> {
        self.versions.iter().fold(vec![Vec::new()], |blobs, versions| {
            let longer = |blob: &Vec<u8>| {
                versions.iter().map(|chunk| [blob.as_slice(), chunk].concat()).collect::<Vec<_>>()
            };
            blobs.iter().flat_map(longer).collect()
        })
    }
}

/// How many incomplete messages are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one device and election.
    pub per_device: usize,
    /// Of all devices together.
    pub total: usize,
}

impl Default for Limits {
    /// Four messages a device, 16,384 in all: about 160 MiB at the very most (30 chunks a message).
    fn default() -> Self {
        Self { per_device: 4, total: 16_384 }
    }
}

type Owner = (u16, u32);

/// Incomplete messages of all devices.
#[derive(Clone, Debug, Default)]
pub struct Assembly {
    limits: Limits,
    messages: BTreeMap<Owner, BTreeMap<u64, Parts>>,
    arrivals: BTreeMap<u64, Owner>,
    next_arrival: u64,
    evictions: u64,
}

impl Assembly {
    /// An empty assembly.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Adds a part. A message that opens is handed out and forgotten; whoever hears it again has its record already.
    pub fn insert(&mut self, opened: &LinkOpened, key: &EndToEndKey) -> Progress {
        let name = name_of(opened);
        let owner = (name.base.election, name.base.device);
        let mut parts = self.take(owner, &name).unwrap_or_else(|| Parts::new(name));
        let progress = parts.insert(opened, key);
        if !matches!(progress, Progress::Opened(_)) {
            self.put(owner, parts);
        }
        progress
    }

    /// Messages held incomplete.
    #[must_use]
    pub fn len(&self) -> usize {
        self.arrivals.len()
    }

    /// True if no message is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.arrivals.is_empty()
    }

    /// Messages pushed out so far; its growth is an alarm.
    #[must_use]
    pub const fn evictions(&self) -> u64 {
        self.evictions
    }

    fn take(&mut self, owner: Owner, name: &MessageName) -> Option<Parts> {
        let arrival = *self.messages.get(&owner)?.iter().find(|(_, parts)| parts.name == *name)?.0;
        self.remove(owner, arrival)
    }

    fn put(&mut self, owner: Owner, parts: Parts) {
        let arrival = self.next_arrival;
        self.next_arrival = arrival.wrapping_add(1);
        self.messages.entry(owner).or_default().insert(arrival, parts);
        self.arrivals.insert(arrival, owner);
        let of_device = self.messages.get(&owner);
        if let Some(of_device) = of_device
            && of_device.len() > self.limits.per_device
            && let Some(oldest) = of_device.keys().next().copied()
        {
            self.evict(owner, oldest);
        }
        if self.arrivals.len() > self.limits.total
            && let Some((oldest, owner)) =
                self.arrivals.iter().next().map(|(arrival, owner)| (*arrival, *owner))
        {
            self.evict(owner, oldest);
        }
    }

    fn evict(&mut self, owner: Owner, arrival: u64) {
        self.remove(owner, arrival);
        self.evictions = self.evictions.saturating_add(1);
    }

    fn remove(&mut self, owner: Owner, arrival: u64) -> Option<Parts> {
        self.arrivals.remove(&arrival);
        let of_device = self.messages.get_mut(&owner)?;
        let parts = of_device.remove(&arrival);
        if of_device.is_empty() {
            self.messages.remove(&owner);
        }
        parts
    }
}

fn name_of(opened: &LinkOpened) -> MessageName {
    let header = opened.header;
    MessageName { base: header.base, parts: header.parts, id: header.id }
}
