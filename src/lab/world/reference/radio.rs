//! Radio: the bytes of the journal and no others leave; only what came down is judged, and only the center is believed.
#![expect(clippy::wildcard_enum_match_arm, reason = "only events of the radio are handed here")]

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use rts_core::journal::{BootId, Entry, Event};
use rts_core::packet::Receipt;
use rts_core::record::Digest;
use rts_core::time::Uptime;

use super::Reference;
use crate::lab::world::law::{Breach, Law};

/// Least time from the end of a session to the start of the next.
const FLOOR: Duration = Duration::from_secs(10);

/// Every receipt that the center signed: for which record of which box, if it could read one.
pub(in crate::lab::world) type Issued = BTreeMap<Vec<u8>, (u32, Option<Digest>)>;

/// The radio of one box.
#[derive(Debug, Default)]
pub(super) struct Air {
    attempt: u64,
    open: Option<(u64, u16, u8)>,
    /// The attempt was handed to the modem in this run.
    handed: Option<u64>,
    /// End of the last session that the modem reported, in which run.
    ended: Option<(BootId, Uptime)>,
    /// What the modem handed over in this run and is not durable yet.
    came: BTreeMap<u64, Vec<u8>>,
    stored: VecDeque<Vec<u8>>,
    unjudged: VecDeque<Vec<u8>>,
    /// The wall clock of this box was never wrong.
    pub(super) honest_clock: bool,
}

impl Air {
    pub(super) fn power_lost(&mut self) {
        self.handed = None;
        self.came.clear();
        self.stored.clear();
    }
}

impl Reference {
    /// Whether the box's wall clock can be relied on.
    pub(in crate::lab::world) fn clock_is_honest(&mut self, honest: bool) {
        self.air.honest_clock = honest;
    }

    /// The modem hands a message over.
    pub(in crate::lab::world) fn came_down(&mut self, mt: u64, bytes: &[u8]) {
        self.air.came.insert(mt, bytes.to_vec());
    }

    /// The modem may forget a message: it must be durable.
    pub(in crate::lab::world) fn message_released(&mut self, mt: u64) -> Result<(), Breach> {
        let came = self.air.came.get(&mt);
        let stored = came.is_some_and(|bytes| self.air.stored.contains(bytes));
        Law::RecordedBeforeShown
            .holds(stored, || format!("message {mt} is released and is not in the journal"))
    }

    /// The box gives a packet to the modem, or asks for messages.
    pub(in crate::lab::world) fn transmits(
        &mut self,
        attempt: u64,
        packet: Option<&[u8]>,
    ) -> Result<(), Breach> {
        let Some((number, record, part)) = self.air.open.filter(|(number, ..)| *number == attempt) else {
            return Law::RecordedBeforeShown.broken(format!("attempt {attempt} is not in the journal"));
        };
        let place = usize::from(part).checked_sub(1);
        let stored = self.records.get(&record).zip(place).and_then(|(known, at)| known.packets.get(at));
        let same = packet == stored.map(Vec::as_slice);
        Law::SealedOnce.holds(same, || {
            format!("attempt {number} sends other bytes than record {record}, part {part}, was sealed into")
        })?;
        self.air.handed = Some(attempt);
        Ok(())
    }

    pub(super) fn radio_happened(&mut self, entry: &Entry, issued: &Issued) -> Result<(), Breach> {
        match &entry.event {
            Event::SessionStarted { attempt, record, part, .. } => {
                self.session_started(entry, *attempt, *record, *part)
            }
            Event::SessionEnded { attempt, .. } => {
                let open = self.air.open.take().map(|(number, ..)| number);
                Law::RecordedBeforeShown
                    .holds(open == Some(*attempt), || format!("attempt {attempt} ended and was not open"))?;
                if self.air.handed.take() == Some(*attempt) {
                    self.air.ended = Some((entry.stamp.boot, entry.stamp.now.uptime));
                }
                Ok(())
            }
            Event::MessageReceived { bytes, .. } => {
                let came = self.air.came.values().any(|message| message == bytes);
                Law::DownlinkIsReceipts.holds(came, || "a message that never came down".to_owned())?;
                self.air.stored.push_back(bytes.clone());
                self.air.unjudged.push_back(bytes.clone());
                Ok(())
            }
            Event::ReceiptVerified { record, receipt } => self.believed(*record, receipt, issued),
            Event::MessageIgnored { .. } => {
                let Some(bytes) = self.air.unjudged.pop_front() else {
                    return Law::DownlinkIsReceipts.broken("judged a message that never came");
                };
                let good = self.good(&bytes, issued);
                Law::DeliveredMeansReceipt
                    .holds(good.is_none(), || format!("did not believe a good receipt for record {good:?}"))
            }
            Event::PacketQuarantined { record, .. } => Law::EverythingArrives
                .broken(format!("record {record} was set aside, which no modem asked for")),
            _ => Ok(()),
        }
    }

    fn session_started(&mut self, entry: &Entry, attempt: u64, record: u16, part: u8) -> Result<(), Breach> {
        let fresh = attempt > self.air.attempt && self.air.open.is_none();
        Law::SealedOnce.holds(fresh, || format!("attempt {attempt} after {}", self.air.attempt))?;
        let now = entry.stamp.now.uptime;
        let rested =
            self.air.ended.is_none_or(|(boot, end)| boot != entry.stamp.boot || now.since(end) >= FLOOR);
        Law::TimeIsHandedIn.holds(rested, || format!("attempt {attempt} within the floor after the last"))?;
        if record > 0 {
            let Some(known) = self.records.get_mut(&record) else {
                return Law::RecordedBeforeShown
                    .broken(format!("attempt {attempt} of unknown record {record}"));
            };
            let over = known.is_final();
            known.late = known.late.saturating_add(u32::from(over));
            known.attempts = known.attempts.saturating_add(1);
            let inside = part >= 1 && usize::from(part) <= known.packets.len();
            Law::SealedOnce.holds(inside && known.late <= 1, || {
                format!(
                    "record {record}, part {part}, is sent on although it was answered, or has no such part"
                )
            })?;
        }
        self.air.attempt = attempt;
        self.air.open = Some((attempt, record, part));
        Ok(())
    }

    /// The record that a message is a good and new receipt for, by what the center really signed.
    fn good(&self, bytes: &[u8], issued: &Issued) -> Option<u16> {
        let (device, digest) = issued.get(bytes)?;
        let receipt = Receipt::parse(bytes).ok()?;
        let known = self.records.get(&receipt.base.sequence)?;
        let of_it = *device == self.facts.device && digest.is_none_or(|digest| digest == known.digest);
        let newer = known.receipt.is_none_or(|(sequence, _)| receipt.sequence > sequence);
        (of_it && newer && receipt.base.kind == known.kind).then_some(receipt.base.sequence)
    }

    fn believed(&mut self, record: u16, bytes: &[u8], issued: &Issued) -> Result<(), Breach> {
        let judged = self.air.unjudged.pop_front();
        let good = self.good(bytes, issued);
        let lawful = judged.as_deref() == Some(bytes) && good == Some(record);
        Law::DeliveredMeansReceipt.holds(lawful, || {
            format!("believed a receipt for record {record} that the center did not give: {good:?}")
        })?;
        if let (Ok(receipt), Some(known)) = (Receipt::parse(bytes), self.records.get_mut(&record)) {
            known.receipt = Some((receipt.sequence, receipt.verdict));
        }
        Ok(())
    }

    /// Transmissions of a record so far.
    pub(super) fn attempts(&self, record: u16) -> u32 {
        self.records.get(&record).map_or(0, |known| known.attempts)
    }
}
