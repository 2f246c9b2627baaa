//! The journal in numbers, for the tape that sums it up: a fold of its entries like all state.

use std::collections::BTreeMap;

use crate::journal::{Entry, Event, EventType, Stamp};

/// What the journal holds so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    pub(super) entries: u64,
    pub(super) head: [u8; 32],
    pub(super) first: Option<Stamp>,
    pub(super) last: Option<Stamp>,
    /// How often each event happened, by group and id.
    pub(super) events: BTreeMap<(&'static str, &'static str), u64>,
    /// How often each code was refused.
    pub(super) refused: BTreeMap<String, u64>,
    /// Last entry of one run of the system and first one of the next.
    pub(super) gaps: Vec<(Stamp, Stamp)>,
}

impl Summary {
    /// Counts the next entry.
    pub(super) fn take(&mut self, entry: &Entry) {
        self.entries = entry.sequence;
        self.head = entry.hash.0;
        let before = self.last.replace(entry.stamp);
        self.first = self.first.or(Some(entry.stamp));
        let count = self.events.entry((group(entry.event.kind()), entry.event.id())).or_default();
        *count = count.saturating_add(1);
        if let Event::Refused { code, .. } = &entry.event {
            let count = self.refused.entry(code.clone()).or_default();
            *count = count.saturating_add(1);
        }
        // Provisioning happens before the daemon's first run and is no gap.
        if let (Some(before), Event::Started { .. }) = (before, &entry.event)
            && before.boot != entry.stamp.boot
            && self.starts() > 1
        {
            self.gaps.push((before, entry.stamp));
        }
    }

    fn starts(&self) -> u64 {
        self.events.get(&(group(EventType::System), "daemon-started")).copied().unwrap_or(0)
    }
}

/// Stable name of a group of events.
const fn group(kind: EventType) -> &'static str {
    match kind {
        EventType::Official => "official",
        EventType::Record => "record",
        EventType::Printer => "printer",
        EventType::Transmission => "transmission",
        EventType::System => "system",
        EventType::Security => "security",
    }
}
