//! What a card holds that can be compared: whole, damaged, or only what the codes of a tape give.

use std::collections::BTreeSet;

use crate::journal::{Entry, Event, Hash, Sealed};
use crate::record::{Base, SignedRecord};

/// What a card holds that can be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The device that it says it is of.
    pub device: Option<u32>,
    /// Signed records, in the order of the journal.
    pub records: Vec<SignedRecord>,
    /// First twelve bytes of every head that the journal's chain has had.
    pub heads: BTreeSet<[u8; 12]>,
    /// True if this is the whole journal. Of anything else only what a record's own signature proves is believed, and what
    /// is missing proves nothing.
    pub whole: bool,
}

impl Card {
    /// What the entries of a journal, whose chain was verified, hold.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut card =
            Self { heads: BTreeSet::from([Hash::GENESIS.head12()]), whole: true, ..Self::default() };
        for entry in entries {
            card.heads.insert(entry.hash.head12());
            card.take(&entry.event);
        }
        card
    }

    /// What is left of a damaged journal: the entries up to the fault, and what lies about behind it.
    #[must_use]
    pub fn salvaged(device: u32, entries: &[Entry], loose: &[Event]) -> Self {
        let mut card = Self::of(entries);
        card.whole = false;
        loose.iter().for_each(|event| card.take(event));
        card.device = Some(device);
        card
    }

    /// The records that the codes of a tape give, of one device.
    #[must_use]
    pub fn of_tape(device: u32, records: Vec<SignedRecord>) -> Self {
        Self { device: Some(device), records, ..Self::default() }
    }

    fn take(&mut self, event: &Event) {
        if let Event::Provisioned { device, .. } = event {
            self.device = Some(*device);
        }
        if let Some(record) = sealed(event).and_then(signed)
            && !self.records.contains(&record)
        {
            self.records.push(record);
        }
    }
}

const fn sealed(event: &Event) -> Option<&Sealed> {
    if let Event::RehearsalSealed { sealed }
    | Event::ZeroSealed { sealed, .. }
    | Event::PollsOpened { sealed, .. }
    | Event::TurnoutSealed { sealed, .. }
    | Event::ResultSealed { sealed } = event
    {
        Some(sealed)
    } else {
        None
    }
}

fn signed(sealed: &Sealed) -> Option<SignedRecord> {
    let base = Base::parse(sealed.base.as_slice().try_into().ok()?).ok()?;
    let signature = sealed.signature.as_slice().try_into().ok()?;
    Some(SignedRecord { base, r: sealed.record.clone(), signature })
}
