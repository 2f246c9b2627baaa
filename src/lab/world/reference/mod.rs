//! The reference model: what one box may do and must say, written from the rules and without a look at its machines.
//!
//! It hears everything that reaches the box and everything that the box orders, keeps the little that the rules need,
//! and names the law that an event breaks. It is told of an entry once the entry is durable, and of an act when the act
//! is ordered. Invariant: nothing here decides for the box; a box that does nothing at all breaks no law but the last.

mod day;
mod paper;
mod radio;
mod shown;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rts_core::device::{Actor, Command};
use rts_core::election::{Polls, Tally};
use rts_core::journal::{BootId, Entry, Event, Hash, MediumName};
use rts_core::packet::Verdict;
use rts_core::record::{Digest, Kind};
use rts_core::seal::{Package, PublicKey};
use rts_core::time::Uptime;

use super::clock::Moment;
use super::law::{Breach, Law};
use paper::Paper;
use radio::Air;

pub(super) use radio::Issued;

/// A record that the box sealed.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) kind: Kind,
    pub(super) digest: Digest,
    pub(super) tally: Option<Tally>,
    pub(super) packets: Vec<Vec<u8>>,
    /// Number and verdict of the newest receipt.
    pub(super) receipt: Option<(u32, Verdict)>,
    certified: bool,
    /// Transmissions that began after the sending was over.
    late: u32,
    attempts: u32,
}

/// What is known of the box from outside.
pub(super) struct Facts {
    pub(super) station: u32,
    pub(super) device: u32,
    pub(super) public: PublicKey,
    pub(super) package: Package,
}

/// The model of one box.
pub(super) struct Reference {
    facts: Facts,
    /// Commands under way, by request.
    asked: BTreeMap<u64, (Actor, Command)>,
    /// What ports handed over in this run.
    tallies: Vec<Tally>,
    voters: Vec<u32>,
    pins: VecDeque<(u8, bool)>,
    media: BTreeMap<MediumName, bool>,
    /// Every hash that was called durable.
    promised: Vec<Hash>,
    head: Hash,
    boot: BootId,
    last: Uptime,
    started: u64,
    pub(super) polls: Polls,
    pub(super) records: BTreeMap<u16, Known>,
    pub(super) result: Option<u16>,
    zero: Option<u16>,
    rehearsal: Option<u16>,
    opened: bool,
    verified: Option<u32>,
    voted: Option<u32>,
    keyed: BTreeMap<u8, Tally>,
    checked: Option<Tally>,
    approved: Option<u8>,
    correcting: Option<u16>,
    wrong_pins: BTreeMap<u8, (u32, BootId, Uptime)>,
    failed_media: BTreeSet<MediumName>,
    /// When the polls closed: by the world, in which run, by its uptime.
    closed: Option<(Uptime, BootId, Uptime)>,
    /// Runs of the system since the close.
    boots_since_close: u64,
    paper: Paper,
    air: Air,
}

impl Reference {
    pub(super) fn new(facts: Facts) -> Self {
        Self {
            facts,
            asked: BTreeMap::new(),
            tallies: Vec::new(),
            voters: Vec::new(),
            pins: VecDeque::new(),
            media: BTreeMap::new(),
            promised: Vec::new(),
            head: Hash::GENESIS,
            boot: BootId::default(),
            last: Uptime::default(),
            started: 0,
            polls: Polls::Unopened,
            records: BTreeMap::new(),
            result: None,
            zero: None,
            rehearsal: None,
            opened: false,
            verified: None,
            voted: None,
            keyed: BTreeMap::new(),
            checked: None,
            approved: None,
            correcting: None,
            wrong_pins: BTreeMap::new(),
            failed_media: BTreeSet::new(),
            closed: None,
            boots_since_close: 0,
            paper: Paper::default(),
            air: Air::default(),
        }
    }

    /// A person asks.
    pub(super) fn asked(&mut self, request: u64, actor: Actor, command: &Command) {
        self.asked.insert(request, (actor, command.clone()));
    }

    /// The counting device hands a tally over.
    pub(super) fn handed(&mut self, tally: &Tally) {
        self.tallies.push(tally.clone());
    }

    /// The verification device tells its voters.
    pub(super) fn told_voters(&mut self, voters: u32) {
        self.voters.push(voters);
    }

    /// Somebody gave a PIN.
    pub(super) fn gave_pin(&mut self, official: u8, right: bool) {
        self.pins.push_back((official, right));
    }

    /// A medium failed, or works again.
    pub(super) fn medium(&mut self, name: MediumName, works: bool) {
        self.media.insert(name, works);
    }

    /// The power went: whatever was under way in this run is over.
    pub(super) fn power_lost(&mut self) {
        self.asked.clear();
        self.tallies.clear();
        self.voters.clear();
        self.pins.clear();
        self.paper.power_lost();
        self.air.power_lost();
    }

    /// The journal as it was found after a start: nothing that was promised may be missing.
    pub(super) fn found(&self, entries: &[Entry]) -> Result<(), Breach> {
        let missing = self.promised.iter().zip(1_u64..).find(|(hash, number)| {
            let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
            entries.get(index).is_none_or(|entry| entry.hash != **hash)
        });
        Law::JournalGrows.holds(missing.is_none(), || {
            let number = missing.map_or(0, |(_, number)| number);
            format!("entry {number} was promised and is not there: {} entries were found", entries.len())
        })
    }

    /// Number of entries that are durable.
    pub(super) fn length(&self) -> usize {
        self.promised.len()
    }

    /// An entry is durable.
    pub(super) fn durable(&mut self, at: Moment, entry: &Entry, issued: &Issued) -> Result<(), Breach> {
        let expected = u64::try_from(self.promised.len()).unwrap_or(0).saturating_add(1);
        let again = Entry::parse(self.head, entry.sequence, &entry.body);
        let chains = entry.sequence == expected && again.as_ref() == Ok(entry);
        Law::JournalGrows.holds(chains, || {
            format!("entry {} {} where {expected} was due", entry.sequence, entry.event.id())
        })?;
        let uptime = entry.stamp.now.uptime;
        let same_run = entry.stamp.boot == self.boot;
        Law::TimeIsHandedIn
            .holds(!same_run || uptime >= self.last, || "uptime fell within a run".to_owned())?;
        if !same_run {
            self.boot = entry.stamp.boot;
            self.boots_since_close = self.boots_since_close.saturating_add(1);
        }
        self.last = uptime;
        self.happened(at, entry, issued)?;
        self.head = entry.hash;
        self.promised.push(entry.hash);
        Ok(())
    }

    fn happened(&mut self, at: Moment, entry: &Entry, issued: &Issued) -> Result<(), Breach> {
        match &entry.event {
            Event::TapeOrdered { .. }
            | Event::SheetStarted { .. }
            | Event::SheetCompleted { .. }
            | Event::SheetInterrupted { .. } => self.paper_happened(&entry.event),
            Event::SessionStarted { .. }
            | Event::SessionEnded { .. }
            | Event::MessageReceived { .. }
            | Event::ReceiptVerified { .. }
            | Event::MessageIgnored { .. }
            | Event::PacketQuarantined { .. } => self.radio_happened(entry, issued),
            Event::Provisioned { .. } => {
                Law::JournalGrows.holds(self.promised.is_empty(), || "provisioned twice".to_owned())
            }
            Event::Started { .. } => {
                self.started = self.started.saturating_add(1);
                Ok(())
            }
            Event::Stopped => Ok(()),
            Event::MediumFailed { medium, .. } => {
                self.failed_media.insert(*medium);
                self.medium_said(*medium, false)
            }
            Event::MediumRestored { medium } => {
                self.failed_media.remove(medium);
                self.medium_said(*medium, true)
            }
            Event::PinRefused { official } => self.pin_happened(entry, *official, false),
            Event::PinAccepted { official } => self.pin_happened(entry, *official, true),
            Event::Refused { .. } => {
                let somebody = !self.asked.is_empty() || !self.tallies.is_empty();
                Law::DownlinkIsReceipts.holds(somebody, || "a refusal that nobody asked for".to_owned())
            }
            Event::RehearsalSealed { .. }
            | Event::ZeroSealed { .. }
            | Event::PollsOpened { .. }
            | Event::TurnoutSealed { .. }
            | Event::PollsClosed { .. }
            | Event::VerifiedReceived { .. }
            | Event::TallyKeyed { .. }
            | Event::TallyChecked { .. }
            | Event::Approved { .. }
            | Event::ResultSealed { .. }
            | Event::CorrectionStarted { .. }
            | Event::DeadlinePassed { .. } => self.day_happened(at, entry),
            Event::PackageLoaded { .. }
            | Event::PrinterChanged { .. }
            | Event::ModemChanged { .. }
            | Event::ClockStepped { .. }
            | Event::Exported { .. }
            | Event::CardAdopted { .. }
            | Event::ReserveChanged { .. } => {
                Law::DownlinkIsReceipts.broken("an entry that nothing here leads to")
            }
        }
    }

    fn medium_said(&self, name: MediumName, works: bool) -> Result<(), Breach> {
        Law::DownlinkIsReceipts
            .holds(self.media.get(&name) == Some(&works), || format!("{name:?}: works {works}, says the box"))
    }

    fn pin_happened(&mut self, entry: &Entry, official: u8, right: bool) -> Result<(), Breach> {
        let given = self.pins.iter().position(|pin| *pin == (official, right));
        let Some(given) = given else {
            return Law::DownlinkIsReceipts.broken(format!("a PIN of official {official} that nobody gave"));
        };
        self.pins.drain(..=given);
        if right {
            self.wrong_pins.remove(&official);
        } else {
            let failures = self.wrong_pins.get(&official).map_or(0, |pin| pin.0).saturating_add(1);
            self.wrong_pins.insert(official, (failures, entry.stamp.boot, entry.stamp.now.uptime));
        }
        Ok(())
    }

    /// True if an official who gave five wrong PINs in a row in this run must wait at this moment.
    pub(super) fn must_wait(&self, official: u8, now: Uptime) -> bool {
        self.wrong_pins.get(&official).is_some_and(|(failures, boot, last)| {
            *failures >= 5 && *boot == self.boot && now.since(*last) < std::time::Duration::from_secs(15)
        })
    }

    /// The result in force, if it is one that no correction is about to replace.
    pub(super) fn standing(&self) -> Option<&Known> {
        self.records.get(&self.result?).filter(|_| self.correcting.is_none())
    }

    /// True if a final receipt for the result in force is here.
    pub(super) fn is_delivered(&self) -> bool {
        self.standing().and_then(|known| known.receipt).is_some_and(|(_, verdict)| verdict.ends_sending())
    }

    /// True if the box sealed the record with this digest.
    pub(super) fn sealed(&self, digest: &Digest) -> bool {
        self.records.values().any(|known| known.digest == *digest)
    }

    /// True if the verification device told the voters of this tally, or if there is none.
    pub(super) fn knows_voters(&self, tally: &Tally) -> bool {
        tally.verified.is_none() || tally.verified == self.verified
    }
}
