//! A whole station's paper in one process and in virtual time: the device's machine with its journal in memory, the
//! printer's machine, a line of some speed, and the simulated printer. The box alone may lose its power at any byte.

use crate::world::{Kind, STEP, holds};
use rts::lab::printer::{Emulator, Piece, Planned};
use rts::lab::tape::{CLOSED, DEVICE, STATION, Sample, device};
use rts_core::device::{Actor, Command, Device, Input, Keys, Output, Paper};
use rts_core::election::{Digits, LineOrder, OfficialIndex};
use rts_core::journal::{BootId, Chain, Entry, Event, SheetId, Stamp};
use rts_core::packet;
use rts_core::printer::{self, Flow, Printer};
use rts_core::record::Epoch;
use rts_core::seal::{EndToEndKey, LinkKey, Package};
use rts_core::tape::{self, Bitmap, Frame, Voice, void_line};
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Simulated time after which a run has hung.
const HUNG: Duration = Duration::from_secs(2 * 3600);
/// How long an official who is asked about a sheet waits before looking at the table: longer than any fault lasts.
const LOOKS: Duration = Duration::from_secs(60);
/// How long the box is without power.
const OFF: Duration = Duration::from_secs(7);
/// Rows of a sheet: short ones, so that the tape has several.
const SHEET_ROWS: u32 = 1_000;

/// What was left when the tape was whole.
pub(crate) struct Left {
    pub(crate) journal: Vec<Entry>,
    /// Pictures of the sheets that were begun.
    pub(crate) begun: BTreeMap<SheetId, Bitmap>,
    /// Pictures of the slips that the printer called whole.
    pub(crate) slips: Vec<Bitmap>,
    pub(crate) pieces: Vec<Piece>,
    /// Bytes that the printer had received at the end of each band and of each cut.
    pub(crate) band_ends: Vec<u64>,
    pub(crate) took: Duration,
}

impl Left {
    /// The line of the slip that voids an attempt.
    pub(crate) fn void_line(&self, sheet: SheetId) -> Bitmap {
        let voice = Voice::new(&["en".to_owned()], Digits::Latn);
        let frame = Frame { paper: tape::Paper::Mm80, direction: voice.direction() };
        let of = self.journal.iter().find_map(|entry| match &entry.event {
            Event::SheetStarted { sheet: started, of, .. } if *started == sheet => *of,
            _ => None,
        });
        let line = void_line(&voice, (sheet.sheet, of.unwrap()), (sheet.copy, 1), sheet.attempt);
        line.fit(frame).picture(frame.width())
    }
}

struct Station {
    kind: Kind,
    sample: Sample,
    now: Uptime,
    emulator: Emulator,
    /// None while it is without power.
    on: Option<Powered>,
    /// When power comes back.
    back: Option<Uptime>,
    /// When an official looks whether the sheet on the printer is whole.
    look: Option<Uptime>,
    boots: u8,
    /// Power goes once the printer has received so many bytes.
    cuts: VecDeque<u64>,
    outgoing: VecDeque<u8>,
    line_moves: Option<Uptime>,
    plugged: bool,
    written: u64,
    left: Left,
}

/// What is lost without power.
struct Powered {
    device: Device,
    printer: Printer,
    booted: Uptime,
    /// What was given to the printer last.
    printing: Bitmap,
    /// Slips on their way, by job.
    slips: BTreeMap<u64, Bitmap>,
}

/// Prints one summary of the log on a printer of that kind with those faults; the box loses its power at those bytes.
pub(crate) fn run(kind: &Kind, plan: Vec<Planned>, cuts: &[u64]) -> Left {
    let sample = Sample::new(&["en".to_owned()], Digits::Latn, LineOrder::Ballot).unwrap();
    let provisioned = Event::Provisioned {
        election: sample.definition.election.id,
        device: DEVICE,
        station: STATION,
        public_key: device().public().to_bytes().to_vec(),
    };
    let journal = vec![Chain::default().next(Stamp::default(), provisioned)];
    let begun = BTreeMap::new();
    let mut station = Station {
        kind: kind.clone(),
        sample,
        now: Uptime::from_millis(1),
        emulator: Emulator::new(kind.profile.clone(), plan.clone()),
        on: None,
        back: None,
        look: None,
        boots: 0,
        cuts: cuts.iter().copied().collect(),
        outgoing: VecDeque::new(),
        line_moves: None,
        plugged: true,
        written: 0,
        left: Left {
            journal,
            begun,
            slips: Vec::new(),
            pieces: Vec::new(),
            band_ends: Vec::new(),
            took: Duration::ZERO,
        },
    };
    station.power_on();
    let actor = Actor { first: Some(OfficialIndex(1)), second: None };
    station.tell(Input::Command {
        request: 1,
        actor,
        command: Command::Print { tape: Paper::Log, copies: 1 },
    });
    while !station.is_done() {
        let passed = station.now.since(Uptime::default());
        assert!(passed < HUNG, "hung with {plan:?}, cuts at {cuts:?}: {}", station.state());
        station.step();
    }
    station.left.took = station.now.since(Uptime::default());
    station.left.pieces = station.emulator.pieces();
    station.left
}

impl Station {
    /// Where it hangs, for whoever reads a failure.
    fn state(&self) -> String {
        let last = self.left.journal.iter().rev().take(6).map(|entry| &entry.event).collect::<Vec<_>>();
        let printer = self.on.as_ref().map(|on| (&on.printer, on.device.status().printer));
        format!("{last:#?} {printer:#?}")
    }

    /// True once the journal has every sheet as completed.
    fn is_done(&self) -> bool {
        let count = |wanted: fn(&Event) -> bool| {
            self.left.journal.iter().filter(|entry| wanted(&entry.event)).count()
        };
        let of = self.left.journal.iter().find_map(|entry| match entry.event {
            Event::SheetStarted { of, .. } => of,
            _ => None,
        });
        of.is_some_and(|of| count(|event| matches!(event, Event::SheetCompleted { .. })) == usize::from(of))
    }

    fn power_on(&mut self) {
        self.boots += 1;
        let package =
            Package { definition: self.sample.definition.clone(), digest: self.sample.package_digest };
        let keys = Keys {
            device: DEVICE,
            sign: device(),
            packet: packet::Keys {
                end_to_end: EndToEndKey::from_bytes(&[1; 32]),
                link: LinkKey::from_bytes(&[2; 16]),
            },
            seal_epoch: Epoch::new(1).unwrap(),
            link_epoch: Epoch::new(1).unwrap(),
        };
        let settings = rts_core::device::Settings {
            sheet_rows: Some(SHEET_ROWS),
            ..rts_core::device::Settings::default()
        };
        let boot = BootId([self.boots; 16]);
        let device = Device::replay(package, keys, settings, boot, &self.left.journal).unwrap();
        let buffer = u32::try_from(self.kind.profile.buffer).unwrap();
        let settings = printer::Settings {
            flow: self.kind.flow,
            line: self.kind.rate,
            buffer,
            ..printer::Settings::default()
        };
        self.on = Some(Powered {
            device,
            printer: Printer::new(settings),
            booted: self.now,
            printing: Bitmap::new(576, 0),
            slips: BTreeMap::new(),
        });
        self.tell(Input::Started { software: "rts test".to_owned(), software_digest: vec![9; 32] });
        self.plugged = self.emulator.is_plugged();
        self.printer(if self.plugged { printer::Input::Opened } else { printer::Input::Closed });
    }

    fn power_off(&mut self) {
        self.on = None;
        self.look = None;
        self.hang_up();
        self.back = Some(self.now.after(OFF));
    }

    /// The box's time: its uptime begins at every boot.
    fn time(&self) -> Now {
        let booted = self.on.as_ref().map_or(self.now, |on| on.booted);
        let seconds = i64::try_from(self.now.as_millis() / 1_000).unwrap();
        Now {
            uptime: Uptime::from_millis(self.now.as_millis() - booted.as_millis() + 1),
            wall: Some(WallTime::from_unix(i64::from(CLOSED) + seconds)),
            quality: ClockQuality::Battery,
        }
    }

    /// When the box wants to be woken.
    fn wakes(&self) -> [Option<Uptime>; 2] {
        let Some(on) = &self.on else { return [None; 2] };
        let here = |at: Uptime| Uptime::from_millis(at.as_millis() + on.booted.as_millis() - 1);
        [on.device.poll_timeout(), on.printer.poll_timeout()].map(|wake| wake.map(|(at, _)| here(at)))
    }

    /// Lets time pass until something has something to do.
    fn step(&mut self) {
        let [device, printer] = self.wakes();
        let all = [device, printer, self.emulator.poll_timeout(), self.line_moves, self.back, self.look];
        self.now = all.into_iter().flatten().min().expect("all wait for ever").max(self.now);
        self.emulator.advance(self.now);
        if self.line_moves.is_some_and(|at| at <= self.now) {
            self.move_line();
        }
        if self.cuts.front().is_some_and(|at| self.emulator.counters().1 >= *at) {
            self.cuts.pop_front();
            self.power_off();
        }
        if self.back.is_some_and(|at| at <= self.now) {
            self.back = None;
            self.power_on();
        }
        if self.look.is_some_and(|at| at <= self.now) {
            self.look = None;
            self.look_at_the_table();
        }
        if self.plugged && !self.emulator.is_plugged() {
            self.hang_up();
            self.printer(printer::Input::Closed);
        }
        let answers = self.emulator.take_answers();
        if self.plugged && !answers.is_empty() {
            self.printer(printer::Input::Bytes(answers));
        }
        if printer.is_some_and(|at| at <= self.now) {
            self.printer(printer::Input::Timeout);
        }
        if device.is_some_and(|at| at <= self.now) {
            self.tell(Input::Timeout);
        }
    }

    /// An official says whether the sheet is whole or spoiled.
    fn look_at_the_table(&mut self) {
        let Some(on) = &self.on else { return };
        let whole = holds(self.emulator.loose(), &on.printing);
        let command = if whole { Command::ConfirmSheet } else { Command::SpoilSheet };
        let actor = Actor { first: Some(OfficialIndex(1)), second: None };
        self.tell(Input::Command { request: 2, actor, command });
    }

    /// Carries what the line carries in a step, and what CTS lets through.
    fn move_line(&mut self) {
        let step = u64::from(self.kind.rate) * u64::try_from(STEP.as_millis()).unwrap() / 1_000;
        let room = if self.kind.flow == Flow::Line { self.emulator.room() } else { usize::MAX };
        let until = self.cuts.front().map_or(u64::MAX, |at| at.saturating_sub(self.emulator.counters().1));
        let count = step.min(until).min(room as u64).min(self.outgoing.len() as u64);
        let bytes: Vec<u8> = self.outgoing.drain(..usize::try_from(count).unwrap()).collect();
        self.emulator.receive(self.now, &bytes);
        self.line_moves = (!self.outgoing.is_empty()).then(|| self.now.after(STEP));
    }

    fn hang_up(&mut self) {
        self.plugged = false;
        self.outgoing.clear();
        self.line_moves = None;
    }

    /// Tells the device, and does what it orders.
    fn tell(&mut self, input: Input) {
        let now = self.time();
        let Some(on) = &mut self.on else { return };
        on.device.handle_input(now, input);
        while let Some(output) = self.on.as_mut().and_then(|on| on.device.poll_output()) {
            self.obey(output);
        }
    }

    fn obey(&mut self, output: Output) {
        match output {
            Output::Append(entry) => {
                let sequence = entry.sequence;
                self.left.journal.push(*entry);
                self.tell(Input::Appended { sequence });
            }
            Output::Print(order) => {
                self.on.as_mut().expect("power").printing = order.picture.clone();
                let last = self.left.journal.last().map(|entry| &entry.event);
                let digest = order.picture.digest();
                match last {
                    Some(Event::SheetStarted { sheet, picture: Some(picture), .. })
                        if **picture == digest =>
                    {
                        self.left.begun.insert(*sheet, order.picture.clone());
                    }
                    _ => {
                        let on = self.on.as_mut().expect("power");
                        on.slips.insert(order.job, order.picture.clone());
                    }
                }
                self.printer(printer::Input::Print(order));
            }
            Output::ConfirmSheet => self.printer(printer::Input::Confirm),
            Output::SpoilSheet => self.printer(printer::Input::Cancel),
            _ => {}
        }
    }

    /// Tells the printer's machine, and does what it orders.
    fn printer(&mut self, input: printer::Input) {
        let now = self.time();
        let Some(on) = &mut self.on else { return };
        on.printer.handle_input(now, input);
        while let Some(output) = self.on.as_mut().and_then(|on| on.printer.poll_output()) {
            self.report(output);
        }
    }

    fn report(&mut self, output: printer::Output) {
        use printer::Output as Told;
        match output {
            Told::Write(bytes) if self.plugged => {
                self.outgoing.extend(&bytes);
                self.line_moves.get_or_insert(self.now.after(STEP));
                self.written += bytes.len() as u64;
                if bytes.windows(3).any(|it| it == b"\x1dv0" || it == b"\x1dVA") {
                    self.left.band_ends.push(self.written);
                }
            }
            Told::Reopen => {
                self.hang_up();
                self.plugged = self.emulator.is_plugged();
                self.printer(if self.plugged { printer::Input::Opened } else { printer::Input::Closed });
            }
            Told::Write(_) => {}
            Told::Ready { .. } => self.tell(Input::PrinterReady),
            Told::NotReady(why) => self.tell(Input::PrinterNotReady(why)),
            Told::AskOfficial { job } => {
                self.look = Some(self.now.after(LOOKS));
                self.tell(Input::SheetUnconfirmed { job });
            }
            Told::Completed { job, by } => {
                let slip = self.on.as_mut().and_then(|on| on.slips.remove(&job));
                self.left.slips.extend(slip);
                self.tell(Input::SheetCompleted { job, by });
            }
            Told::Interrupted { job, why } => {
                self.look = None;
                self.tell(Input::SheetInterrupted { job, why });
            }
            Told::Cancelled { .. } | Told::Busy { .. } => panic!("{output:?}"),
        }
    }
}
