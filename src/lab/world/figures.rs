//! What was counted in one world or in many.

use std::time::Duration;

use serde::Serialize;

/// Counts of one world, or of all worlds of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Worlds that lived to their end.
    pub seeds: u64,
    /// Boxes in them.
    pub stations: u64,
    /// Hours that passed in them.
    pub virtual_hours: u64,
    /// Events: wakings, acts, faults, deliveries.
    pub events: u64,
    /// Orders of boxes that were carried out.
    pub orders: u64,
    /// Entries that became durable.
    pub entries: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Of these, right before or after an order was carried out.
    pub cuts_at_orders: u64,
    /// Faults of modems, printers, media, clocks, gateways and centers.
    pub faults: u64,
    /// Satellite sessions.
    pub sessions: u64,
    /// Packets that the center took.
    pub messages: u64,
    /// Of these, packets that it knew.
    pub repeated: u64,
    /// Receipts that the center signed.
    pub receipts: u64,
    /// Receipts that boxes believed.
    pub believed: u64,
    /// Sheets that came out whole.
    pub sheets: u64,
    /// Commands that boxes refused.
    pub refusals: u64,
    /// Corrections that were sealed.
    pub corrections: u64,
}

impl Figures {
    /// Adds those of another world.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.seeds, other.seeds),
            (&mut self.stations, other.stations),
            (&mut self.virtual_hours, other.virtual_hours),
            (&mut self.events, other.events),
            (&mut self.orders, other.orders),
            (&mut self.entries, other.entries),
            (&mut self.cuts, other.cuts),
            (&mut self.cuts_at_orders, other.cuts_at_orders),
            (&mut self.faults, other.faults),
            (&mut self.sessions, other.sessions),
            (&mut self.messages, other.messages),
            (&mut self.repeated, other.repeated),
            (&mut self.receipts, other.receipts),
            (&mut self.believed, other.believed),
            (&mut self.sheets, other.sheets),
            (&mut self.refusals, other.refusals),
            (&mut self.corrections, other.corrections),
        ];
        pairs.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
    }

    /// Notes the time that passed in a world.
    pub(super) fn lived(&mut self, span: Duration) {
        self.virtual_hours = self.virtual_hours.saturating_add(span.as_secs().div_ceil(3_600));
    }
}
