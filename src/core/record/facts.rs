//! The 22 bytes at the head of every record: where, when, how, by whom, and after which history.

use crate::coding::bytes::{Reader, Writer};
use crate::election::{Approvals, TallySource};
use crate::time::{ClockQuality, WallTime};

use super::error::RecordError;

/// Length of the facts in bytes.
pub const FACTS_LEN: usize = 22;

/// One byte of circumstances (docs/wire.md, record flags).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags {
    /// Where the tally came from; `Device` where the record has none.
    pub source: TallySource,
    /// Not to be counted: a rehearsal, or any record of a training election.
    pub test: bool,
    /// Trust in the time of the record.
    pub clock: ClockQuality,
    /// Only one of the two journal media worked.
    pub degraded: bool,
    /// A sum misses within tolerance, and the officials explained it.
    pub explained: bool,
}

/// What every record says first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Number of the station.
    pub station: u32,
    /// Wall time of close (of the event, for other kinds) in Unix seconds; 0 is unknown.
    pub wall: u32,
    /// Circumstances.
    pub flags: Flags,
    /// Who approved.
    pub approvals: Approvals,
    /// First twelve bytes of the head of the journal's hash chain before the record: pins the whole local history.
    pub journal_head: [u8; 12],
}

impl Flags {
    /// The byte of the record.
    #[must_use]
    pub fn to_byte(self) -> u8 {
        let source = match self.source {
            TallySource::Device => 0,
            TallySource::File => 1,
            TallySource::Keyed => 2,
            TallySource::Recovered => 3,
        };
        let clock = match self.clock {
            ClockQuality::Unknown => 0,
            ClockQuality::SetByHand => 1,
            ClockQuality::Battery => 2,
            ClockQuality::Network => 3,
        };
        (source << 6)
            | (u8::from(self.test) << 5)
            | (clock << 3)
            | (u8::from(self.degraded) << 2)
            | (u8::from(self.explained) << 1)
    }

    /// Reads the byte.
    ///
    /// # Errors
    ///
    /// Fails if the reserved lowest bit is set.
    pub fn from_byte(byte: u8) -> Result<Self, RecordError> {
        if byte & 1 != 0 {
            return Err(RecordError::Reserved);
        }
        Ok(Self {
            source: match byte >> 6 {
                0 => TallySource::Device,
                1 => TallySource::File,
                2 => TallySource::Keyed,
                _ => TallySource::Recovered,
            },
            test: byte & 0b10_0000 != 0,
            clock: match (byte >> 3) & 0b11 {
                0 => ClockQuality::Unknown,
                1 => ClockQuality::SetByHand,
                2 => ClockQuality::Battery,
                _ => ClockQuality::Network,
            },
            degraded: byte & 0b100 != 0,
            explained: byte & 0b10 != 0,
        })
    }
}

impl Facts {
    /// Appends the facts to a record.
    pub(super) fn write(&self, record: Writer) -> Writer {
        record
            .u32(self.station)
            .u32(self.wall)
            .u8(self.flags.to_byte())
            .u8(self.approvals.to_byte())
            .bytes(&self.journal_head)
    }

    /// Reads the facts at the head of the record `r`. Needs no package: a center finds the station with it.
    ///
    /// # Errors
    ///
    /// Fails on fewer than 22 bytes, a reserved bit, or contradictory approvals.
    pub fn peek(r: &[u8]) -> Result<Self, RecordError> {
        Self::read(&mut Reader::new(r))
    }

    /// Reads the facts, leaving the reader behind them.
    pub(super) fn read(record: &mut Reader<'_>) -> Result<Self, RecordError> {
        Ok(Self {
            station: record.u32()?,
            wall: record.u32()?,
            flags: Flags::from_byte(record.u8()?)?,
            approvals: Approvals::from_byte(record.u8()?).ok_or(RecordError::Approvals)?,
            journal_head: record.array()?,
        })
    }

    /// The time of the record, if one is known.
    #[must_use]
    pub fn time(&self) -> Option<WallTime> {
        (self.wall != 0).then(|| WallTime::from_unix(self.wall.into()))
    }
}
