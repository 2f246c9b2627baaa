//! The life of a box's journal from its first entry to its last, with what was promised at each moment.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use crash_vfs::{Fault, Operation, Recording, Trouble};
use rts::store::{Copies, Failure, Journal, Notice};
use rts_core::device::{Actor, Command, Device, Input, Output};
use rts_core::election::Refusal;
use rts_core::journal::{Entry, Event, MediumName, Stamp};
use rts_core::modem::{ModemHealth, Outcome};
use rts_core::printer::Completion;
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

use super::desk::Desk;
use super::station::{Station, both_officials, official, report};

/// Half an hour after the polls of the frozen election close.
const EVENING: i64 = 1_809_187_200 + 1_800;

/// What a day came to.
pub(crate) struct Day {
    pub(crate) station: Station,
    /// The folder that it was lived in.
    pub(crate) folder: PathBuf,
    /// What was done to the media, from the first entry's on.
    pub(crate) operations: Vec<Operation>,
    /// The files before that.
    pub(crate) before: crash_vfs::Image,
    /// Every entry.
    pub(crate) entries: Vec<Entry>,
    promises: Vec<Promise>,
}

/// What was said to be durable once so many operations were done: entries by medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Promise {
    /// Operations.
    pub(crate) after: usize,
    pub(crate) internal: u64,
    pub(crate) card: u64,
    /// Entries that were acknowledged, on whatever medium.
    pub(crate) acknowledged: u64,
}

impl Day {
    /// The one day that all tests look at.
    pub(crate) fn lived() -> &'static Self {
        static DAY: OnceLock<Day> = OnceLock::new();
        DAY.get_or_init(Self::live)
    }

    fn live() -> Self {
        crash_vfs::install();
        let desk = Desk::new();
        let station = Station::new();
        drop(desk.create(station.identity()));
        let before = files(&desk);
        let recording = Recording::below(desk.path());
        let mut living = Living::begin(&desk, station, &recording);
        living.story();
        let Living { station, entries, promises, .. } = living;
        let folder = desk.path().to_owned();
        Self { operations: recording.end(), before, station, folder, entries, promises }
    }

    /// What was promised once `done` operations were done.
    pub(crate) fn promise(&self, done: usize) -> Promise {
        let made = self.promises.partition_point(|promise| promise.after <= done);
        made.checked_sub(1).map_or(Promise::default(), |last| self.promises[last])
    }
}

/// Every file on the media.
pub(crate) fn files(desk: &Desk) -> crash_vfs::Image {
    let read = |medium| std::fs::read_dir(medium).unwrap().map(|file| file.unwrap().path());
    let all = read(desk.internal()).chain(read(desk.card()));
    all.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

struct Living<'a> {
    desk: &'a Desk,
    recording: &'a Recording,
    station: Station,
    journal: Option<Journal>,
    device: Device,
    now: Now,
    boot: u8,
    sky: bool,
    requests: u64,
    entries: Vec<Entry>,
    promises: Vec<Promise>,
}

impl<'a> Living<'a> {
    /// Provisions the box.
    fn begin(desk: &'a Desk, station: Station, recording: &'a Recording) -> Self {
        let mut journal = desk.open(station.identity()).unwrap().journal;
        let identity = station.identity();
        let provisioned = Event::Provisioned {
            election: identity.election,
            device: identity.device,
            station: identity.station,
            public_key: identity.public_key.to_vec(),
        };
        let first = journal.chain().next(Stamp::default(), provisioned);
        assert_eq!(journal.append(&first).unwrap().copies, Copies::Both);
        let promise = Promise { after: recording.length(), internal: 1, card: 1, acknowledged: 1 };
        let now = Now {
            uptime: Uptime::from_millis(60_000),
            wall: Some(WallTime::from_unix(EVENING)),
            quality: ClockQuality::Battery,
        };
        let device = station.start(0, std::slice::from_ref(&first));
        let mut living = Self {
            desk,
            recording,
            station,
            journal: Some(journal),
            device,
            now,
            boot: 0,
            sky: true,
            requests: 0,
            entries: vec![first],
            promises: vec![promise],
        };
        living.wake();
        living
    }

    /// A day on which the card fails and comes back, the internal medium fails, and the card is replaced.
    fn story(&mut self) {
        let tally = self.station.tally();
        self.ask(official(1), Command::Rehearse);
        self.pass(Duration::from_secs(600));
        self.restart();
        self.ask(official(1), Command::Open);
        self.ask(official(1), Command::Turnout { voters: 40 });
        self.fail(self.desk.card());
        self.ask(official(1), Command::Close);
        assert!(self.journal().media().card.is_some(), "the card failed");
        self.ask(official(1), Command::TallyEnter { tally: tally.clone() });
        self.rejoin(Journal::rejoin_card);
        self.ask(official(2), Command::TallyEnter { tally });
        self.ask(official(1), Command::Approve);
        self.sky = false;
        self.ask(official(2), Command::Approve);
        self.pass(Duration::from_secs(3_600));
        self.fail(self.desk.internal());
        self.pass(Duration::from_secs(1_800));
        assert!(self.journal().media().internal.is_some(), "the internal medium failed");
        self.restart();
        self.pass(Duration::from_secs(1_800));
        self.fail(self.desk.card());
        self.pass(Duration::from_secs(1_800));
        self.desk.put_in_blank_card();
        self.promise(|promise, _| promise.card = 0);
        self.rejoin(Journal::adopt_card);
        self.sky = true;
        self.pass(Duration::from_secs(1_800));
        self.ask(both_officials(), Command::Correct { reason: 1 });
        let corrected = self.station.tally();
        self.ask(official(1), Command::TallyEnter { tally: corrected.clone() });
        self.restart();
        self.ask(official(2), Command::TallyEnter { tally: corrected });
        self.ask(official(2), Command::Approve);
        self.ask(official(1), Command::Approve);
        self.pass(Duration::from_secs(1_800));
        self.tell(Input::Stopping);
        self.journal = None;
    }

    fn journal(&mut self) -> &mut Journal {
        self.journal.as_mut().expect("the daemon runs")
    }

    fn wake(&mut self) {
        self.tell(Input::Started { software: "rts".to_owned(), software_digest: vec![9; 32] });
        self.tell(Input::Modem(ModemHealth::Ready));
        self.tell(Input::PrinterReady);
    }

    /// The daemon ends and comes up again.
    fn restart(&mut self) {
        self.boot += 1;
        self.now.uptime = Uptime::from_millis(20_000);
        self.journal = None;
        let opened = self.desk.open(self.station.identity()).unwrap();
        assert_eq!(opened.entries, self.entries);
        self.device = self.station.start(self.boot, &self.entries);
        self.journal = Some(opened.journal);
        self.all_that_works_holds_everything();
        self.wake();
        for notice in opened.notices {
            self.note(notice);
        }
    }

    /// One of the next calls to the medium fails.
    fn fail(&mut self, below: PathBuf) {
        self.recording.strike(Fault { below, after: 9, trouble: Trouble::Once });
    }

    /// Takes a card into use.
    fn rejoin(&mut self, way: impl FnOnce(&mut Journal) -> Result<Vec<Notice>, rts::store::JournalError>) {
        let notices = way(self.journal()).unwrap();
        assert!(notices.contains(&Notice::Restored(MediumName::Card)), "{notices:?}");
        self.all_that_works_holds_everything();
        notices.into_iter().for_each(|notice| self.note(notice));
    }

    fn note(&mut self, notice: Notice) {
        let (medium, fault) = match notice {
            Notice::Failed { medium, why } => (medium, Some(refusal(medium, &why))),
            Notice::Restored(medium) | Notice::BroughtUp { medium, .. } => (medium, None),
            Notice::BallastReleased(_) | Notice::NoBallast(_) | Notice::BallastLaid(_) => return,
        };
        self.tell(Input::Medium { medium, fault });
    }

    fn all_that_works_holds_everything(&mut self) {
        let media = self.journal().media();
        self.promise(|promise, all| {
            promise.internal = if media.internal.is_none() { all } else { promise.internal };
            promise.card = if media.card.is_none() { all } else { promise.card };
        });
    }

    fn promise(&mut self, change: impl FnOnce(&mut Promise, u64)) {
        let mut promise = *self.promises.last().unwrap();
        promise.after = self.recording.length();
        promise.acknowledged = self.entries.len() as u64;
        let all = promise.acknowledged;
        change(&mut promise, all);
        self.promises.push(promise);
    }

    fn ask(&mut self, actor: Actor, command: Command) {
        self.requests += 1;
        self.tell(Input::Command { request: self.requests, actor, command });
    }

    /// Lets time pass, waking the box whenever it asks for it.
    fn pass(&mut self, span: Duration) {
        let until = self.now.uptime.after(span);
        while let Some((at, _)) = self.device.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now.uptime = at.max(self.now.uptime);
            self.tell(Input::Timeout);
        }
        self.now.uptime = until.max(self.now.uptime);
    }

    fn tell(&mut self, input: Input) {
        self.device.handle_input(self.now, input);
        while let Some(output) = self.device.poll_output() {
            self.obey(output);
        }
    }

    fn obey(&mut self, output: Output) {
        match output {
            Output::Append(entry) => self.store(*entry),
            Output::Print(order) => {
                self.hear(Input::SheetCompleted { job: order.job, by: Completion::ProcessId });
            }
            Output::Transmit { attempt, packet } => {
                let outcome = if self.sky { Outcome::Accepted } else { Outcome::NoService };
                if self.sky {
                    let bytes = self.station.receive(&packet);
                    self.hear(Input::Message { mt: attempt, attempt: Some(attempt), bytes });
                }
                self.end(attempt, outcome);
            }
            Output::CheckMailbox { attempt } => self.end(attempt, Outcome::Accepted),
            Output::AskCounters => self.hear(Input::Counters { zero: true, at: String::new() }),
            Output::Reply { reply, .. } => {
                assert!(!matches!(*reply, rts_core::device::Reply::Refused { .. }), "{reply:?}");
            }
            Output::Halted { why } => panic!("{why}"),
            Output::MessageStored { .. }
            | Output::ConfirmSheet
            | Output::SpoilSheet
            | Output::ReadLog { .. }
            | Output::ReadMedia { .. }
            | Output::AdoptCard
            | Output::TallyAnswer(_) => {}
        }
    }

    fn hear(&mut self, input: Input) {
        self.device.handle_input(self.now, input);
    }

    fn end(&mut self, attempt: u64, outcome: Outcome) {
        let report = report(attempt, outcome);
        self.now.uptime = self.now.uptime.after(report.duration);
        self.hear(Input::SessionEnded(report));
    }

    /// As the daemon does: an entry is durable, then the machine goes on and hears of the media.
    fn store(&mut self, entry: Entry) {
        let sequence = entry.sequence;
        let durability = self.journal().append(&entry).unwrap();
        self.entries.push(entry);
        self.promise(|promise, all| match durability.copies {
            Copies::Both => (promise.internal, promise.card) = (all, all),
            Copies::One(MediumName::Internal) => promise.internal = all,
            Copies::One(MediumName::Card) => promise.card = all,
        });
        self.hear(Input::Appended { sequence });
        for notice in durability.notices {
            if let Notice::Failed { medium, why } = notice {
                self.hear(Input::Medium { medium, fault: Some(refusal(medium, &why)) });
            }
        }
    }
}

/// What is wrong with a medium, as the daemon tells the machine.
fn refusal(medium: MediumName, why: &Failure) -> Refusal {
    Refusal::at(why.code(medium, 0), why.to_string())
}
