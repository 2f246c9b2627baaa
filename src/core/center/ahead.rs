//! Reading ahead: what the intake of a packet needs neither ledger nor turn for, so that as many processors do it as
//! there are. Of the time that a long ballot takes, it is nearly all.
//!
//! Invariant: a reading serves only the very bytes and the very roster entry that it was made of; an intake with it and
//! one without it come to the same.

use crate::packet::{LinkOpened, MessageName, Parts, Progress};
use crate::record::{Record, SIGNATURE_LEN, SignedRecord};

use super::intake::Center;
use super::roster::RosterEntry;

/// A record that was opened, verified and read before its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    signed: SignedRecord,
    entry: RosterEntry,
    record: Record,
}

impl Reading {
    /// The signature of the record, which no other record has.
    #[must_use]
    pub const fn signature(&self) -> [u8; SIGNATURE_LEN] {
        self.signed.signature
    }

    /// What a record says, if it is this one and was verified against this entry of the roster.
    pub(super) fn of(&self, signed: &SignedRecord, entry: &RosterEntry) -> Option<&Record> {
        (self.signed == *signed && self.entry == *entry).then_some(&self.record)
    }
}

impl Center {
    /// Reads what a packet brings whole, held against the roster's entry of its device. `None` if it is a part of
    /// something, or if there is anything to say against it: its intake finds that out again, and says it.
    #[must_use]
    pub fn read_ahead(&self, opened: &LinkOpened, entry: RosterEntry) -> Option<Reading> {
        let header = opened.header;
        if header.parts != 1 {
            return None;
        }
        let key =
            self.secrets.center.end_to_end_key(header.base.device, header.base.seal_epoch.number()).ok()?;
        let name = MessageName { base: header.base, parts: header.parts, id: header.id };
        let Progress::Opened(signed) = Parts::new(name).insert(opened, &key) else { return None };
        self.vouches(&entry, &signed).ok()?;
        let record = self.parse(&signed, &entry).ok()?;
        Some(Reading { signed, entry, record })
    }
}
