//! One entry: when, what, and the hash that ties it to all entries before it.
//!
//! `hash = SHA-256("rts/v1/journal\0" ‖ sequence (u64) ‖ previous hash ‖ body)`, where the body is deterministic CBOR
//! (RFC 8949, section 4.2) of boot id, time and event. Integers are big-endian. These bytes are frozen with version 1.

use std::fmt;

use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};

use super::event::Event;
use crate::time::{ClockQuality, Now, Uptime, WallTime};

const LABEL: &[u8] = b"rts/v1/journal\0";

/// SHA-256 of an entry: the head of the chain after it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What the first entry of a journal follows.
    pub const GENESIS: Self = Self([0; 32]);

    /// The first 12 bytes: what records and packets pin.
    #[must_use]
    pub fn head12(&self) -> [u8; 12] {
        let mut head = [0; 12];
        head.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        head
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// Identity of one run of the kernel: `uptime` of two entries compares only within it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BootId(pub [u8; 16]);

/// When an entry was made, as far as the box knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Which run of the kernel.
    pub boot: BootId,
    /// Since boot, and on the wall.
    pub now: Now,
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From 1, without gaps.
    pub sequence: u64,
    /// When.
    pub stamp: Stamp,
    /// What.
    pub event: Event,
    /// CBOR of stamp and event: the bytes that are stored and hashed.
    pub body: Vec<u8>,
    /// Hash of the entry before; [`Hash::GENESIS`] for the first.
    pub previous: Hash,
    /// Hash of this entry.
    pub hash: Hash,
}

#[derive(Encode, Decode)]
pub(super) struct Body {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    boot: [u8; 16],
    #[n(1)]
    uptime: u64,
    #[n(2)]
    wall: Option<i64>,
    #[n(3)]
    quality: u8,
    #[n(4)]
    pub(super) event: Event,
}

/// An entry whose stored bytes do not make sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Not the CBOR of an entry of this version.
    #[error("read journal entry {sequence}: {why}")]
    Body {
        /// Which entry.
        sequence: u64,
        /// What the decoder says.
        why: String,
    },
}

impl Entry {
    /// Makes the entry that follows `previous`.
    #[must_use]
    pub fn following(previous: Hash, sequence: u64, stamp: Stamp, event: Event) -> Self {
        let body = encode(&stamp, &event);
        let hash = hash(previous, sequence, &body);
        Self { sequence, stamp, event, body, previous, hash }
    }

    /// Reads an entry from its stored body; the hash is computed anew.
    ///
    /// # Errors
    ///
    /// Fails if the body is not exactly the encoding of an entry.
    pub fn parse(previous: Hash, sequence: u64, body: &[u8]) -> Result<Self, EntryError> {
        let error = |why: String| EntryError::Body { sequence, why };
        let decoded: Body = minicbor::decode(body).map_err(|cause| error(cause.to_string()))?;
        let quality = match decoded.quality {
            0 => ClockQuality::Unknown,
            1 => ClockQuality::SetByHand,
            2 => ClockQuality::Battery,
            3 => ClockQuality::Network,
            other => return Err(error(format!("clock quality {other}"))),
        };
        let now = Now {
            uptime: Uptime::from_millis(decoded.uptime),
            wall: decoded.wall.map(WallTime::from_unix),
            quality,
        };
        let stamp = Stamp { boot: BootId(decoded.boot), now };
        if encode(&stamp, &decoded.event) != body {
            return Err(error("not in its one canonical form".to_owned()));
        }
        let hash = hash(previous, sequence, body);
        Ok(Self { sequence, stamp, event: decoded.event, body: body.to_vec(), previous, hash })
    }
}

fn encode(stamp: &Stamp, event: &Event) -> Vec<u8> {
    let body = Body {
        boot: stamp.boot.0,
        uptime: stamp.now.uptime.as_millis(),
        wall: stamp.now.wall.map(WallTime::unix),
        quality: stamp.now.quality as u8,
        event: event.clone(),
    };
    // Encoding into a growing vector has no way to fail.
    minicbor::to_vec(&body).unwrap_or_default()
}

fn hash(previous: Hash, sequence: u64, body: &[u8]) -> Hash {
    let mut sha = Sha256::new();
    sha.update(LABEL);
    sha.update(sequence.to_be_bytes());
    sha.update(previous.0);
    sha.update(body);
    Hash(sha.finalize().into())
}
