//! Power: what a box loses with it, and how it comes up again on what its media hold.
//!
//! Invariant: of the box nothing survives but its media; the simulated devices around it live on.

use std::time::Duration;

use rts_core::device::{Device, Input, Settings};
use rts_core::journal::{BootId, Entry, MediumName};
use rts_core::tape::Paper;
use rts_core::time::Uptime;

use super::around::Around;
use super::law::{Breach, Law};
use super::media::Trouble;
use super::station::{Running, Station};

/// Uptime of a system whose daemon starts.
const BOOTED: Duration = Duration::from_secs(20);

impl Station {
    /// The power goes.
    pub(super) fn lose_power(&mut self, around: &mut Around) {
        if self.running.take().is_none() {
            return;
        }
        around.figures.cuts += 1;
        let at = self.moment(around.now);
        self.media.power_lost(|most| {
            usize::try_from(around.chance.between(0, u64::try_from(most).unwrap_or(0))).unwrap_or(0)
        });
        self.clock.power_lost();
        let unit_too = around.chance.happens(0.5);
        self.radio.power_off(at, unit_too);
        self.press.power_off();
        self.coming.clear();
        self.people.power_lost();
        let off = match around.chance.between(1, 40) {
            1 => around.chance.between(600, 7_200),
            2..=8 => around.chance.between(60, 600),
            _ => around.chance.between(3, 60),
        };
        self.comes_back(around.now.after(Duration::from_secs(off)));
    }

    /// The power comes back at this moment, if it does not before; the system takes its time to start.
    pub(super) fn comes_back(&mut self, at: Uptime) {
        self.on_at.get_or_insert(at.after(BOOTED));
    }

    /// The power comes: the journal is read, the box built from it, and its daemon started.
    pub(super) fn power_on(&mut self, around: &mut Around) -> Result<(), Breach> {
        self.on_at = None;
        if self.running.is_some() {
            return Ok(());
        }
        self.boots = self.boots.saturating_add(1);
        let (entries, failed) = self.media.open().or_else(|why| Law::JournalGrows.broken(why))?;
        self.recover(around, &entries)?;
        self.reference.clock_is_honest(self.clock.is_honest());
        let device = self.replay(around, &entries)?;
        let boot = around.now.as_millis().saturating_sub(u64::try_from(BOOTED.as_millis()).unwrap_or(0));
        self.running = Some(Running { device, boot: Uptime::from_millis(boot) });
        around.trace.note(around.now, self.number, || format!("starts on {} entries", entries.len()));
        self.tell(around, Input::Started { software: "rts lab".to_owned(), software_digest: vec![9; 32] })?;
        for medium in [MediumName::Internal, MediumName::Card] {
            let trouble = failed.iter().find(|(name, _)| *name == medium).map(|(_, trouble)| *trouble);
            let fault = trouble.map(Trouble::refusal);
            self.tell(around, Input::Medium { medium, fault })?;
        }
        if self.counter {
            self.tell(around, Input::CounterConnected(true))?;
        }
        let at = self.moment(around.now);
        if self.running.is_some() {
            self.radio.power_on(at);
            self.press.power_on(at);
        }
        self.pump(around)?;
        self.look()
    }

    /// What was found on the media: all that was promised, and at most the entry that the box never heard of.
    fn recover(&mut self, around: &mut Around, entries: &[Entry]) -> Result<(), Breach> {
        self.reference.found(entries)?;
        let more: Vec<&Entry> = entries.iter().skip(self.reference.length()).collect();
        let unheard = self.unheard.take();
        for entry in more {
            let (at, _) =
                unheard.as_ref().filter(|(_, known)| known.hash == entry.hash).ok_or_else(|| Breach {
                    law: Law::JournalGrows,
                    what: format!("entry {} was never written", entry.sequence),
                })?;
            around.figures.note(entry);
            self.reference.durable(*at, entry, &around.issued)?;
        }
        self.reference.power_lost();
        Ok(())
    }

    fn replay(&self, around: &mut Around, entries: &[Entry]) -> Result<Device, Breach> {
        let mut boot = [0; 16];
        boot.iter_mut().zip(self.boots.to_be_bytes()).for_each(|(to, from)| *to = from);
        let settings = Settings {
            width: Paper::Mm58,
            sheet_rows: self.sheet_rows,
            seed: around.chance.between(0, u64::MAX),
            ..Settings::default()
        };
        let keys =
            around.election.keys(self.number).or_else(|why| Law::ReplayIsState.broken(why.to_string()))?;
        Device::replay(around.election.package.clone(), keys, settings, BootId(boot), entries)
            .or_else(|why| Law::ReplayIsState.broken(format!("the box does not come up: {why}")))
    }
}
