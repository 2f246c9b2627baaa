//! A receipt printer without its wire: bytes in, answers and paper out, in simulated time.
//!
//! Invariants: real-time commands act when they are received, wherever they stand, even offline; all else is executed
//! in order out of the receive buffer, as fast as the paper moves; after paper is loaded again the printer goes on from
//! its buffer, as real ones do.

use super::command::{self, Command};
use super::fault::{At, Fault, Planned};
use super::paper::{Content, End, Piece, Strip};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use rts_core::time::Uptime;
use std::collections::{BTreeMap, VecDeque};

/// Dot rows from the head to the cutter.
const CUTTER: u32 = 110;
/// Dot rows between two lines after ESC @.
const SPACING: u32 = 30;
/// Dots across of a letter of the built-in font.
const LETTER: u32 = 12;
/// Microseconds that a cut takes.
const CUT_TIME: u64 = 400_000;

/// Which kind of printer it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Dots across: 576 on 80 mm paper, 384 on 58 mm.
    pub dots: u32,
    /// Bytes of the receive buffer.
    pub buffer: usize,
    /// Millimeters a second.
    pub speed: u32,
    /// Answers GS ( H; clones do not.
    pub process_id: bool,
    /// Answers GS r.
    pub fence: bool,
    /// Clears its buffer on DLE DC4 fn 8.
    pub clears: bool,
}

impl Default for Profile {
    fn default() -> Self {
        Self { dots: 576, buffer: 4096, speed: 150, process_id: true, fence: true, clears: true }
    }
}

/// The printer.
#[derive(Debug)]
pub struct Emulator {
    pub(super) profile: Profile,
    plan: Vec<Planned>,
    active: BTreeMap<Fault, Uptime>,
    pub(super) chance: StdRng,
    pub(super) buffer: VecDeque<u8>,
    pub(super) recent: Vec<u8>,
    /// Letters of the line that was not printed yet.
    pub(super) letters: u32,
    hanging: Vec<Strip>,
    pieces: Vec<Piece>,
    pub(super) answers: Vec<u8>,
    pub(super) automatic: bool,
    pub(super) last_automatic: [u8; 4],
    pub(super) cutter_stuck: bool,
    /// A cut is due when the printer goes on: it stopped while it fed the paper to the cutter.
    pub(super) owed: bool,
    /// Bytes that found no room.
    lost: u64,
    rows: u64,
    received: u64,
    now: Uptime,
    /// Microseconds after boot at which the paper stands still.
    busy_until: u64,
}

impl Emulator {
    /// A printer with a full roll.
    #[must_use]
    pub fn new(profile: Profile, plan: Vec<Planned>) -> Self {
        Self {
            profile,
            plan,
            active: BTreeMap::new(),
            chance: StdRng::seed_from_u64(0x72_74_73),
            buffer: VecDeque::new(),
            recent: Vec::new(),
            letters: 0,
            hanging: Vec::new(),
            pieces: Vec::new(),
            answers: Vec::new(),
            automatic: false,
            last_automatic: [0x10, 0, 0, 0],
            cutter_stuck: false,
            owed: false,
            lost: 0,
            rows: 0,
            received: 0,
            now: Uptime::default(),
            busy_until: 0,
        }
    }

    /// Takes bytes from the host; what finds no room is lost.
    pub fn receive(&mut self, now: Uptime, bytes: &[u8]) {
        self.advance(now);
        let (plain, bytes) = bytes.split_at(self.plain(bytes));
        let kept = plain.len().min(self.room());
        self.buffer.extend(plain.iter().take(kept));
        self.lost = self.lost.saturating_add(count(plain.len().saturating_sub(kept)));
        self.received = self.received.saturating_add(count(plain.len()));
        for byte in bytes {
            self.received = self.received.saturating_add(1);
            self.strike(|at| matches!(at, At::Byte(_)));
            if self.has(Fault::Unplugged) || self.has(Fault::PowerOff) {
                continue;
            }
            let garbled = self.has(Fault::WrongBaud);
            let byte = if garbled { byte ^ self.chance.random_range(1..=255_u8) } else { *byte };
            if self.buffer.len() < self.profile.buffer {
                self.buffer.push_back(byte);
            } else {
                self.lost = self.lost.saturating_add(1);
            }
            self.act_at_once(byte);
        }
        self.advance(now);
    }

    /// How many bytes at the start go straight into the buffer: no fault is active or planned for one of them, and none
    /// can begin a real-time command.
    fn plain(&self, bytes: &[u8]) -> usize {
        let planned = self.plan.iter().any(|planned| matches!(planned.at, At::Byte(_)));
        if planned || !self.active.is_empty() || !self.recent.is_empty() {
            return 0;
        }
        bytes.iter().position(|byte| *byte == 0x10).unwrap_or(bytes.len())
    }

    /// Bytes that find room now.
    #[must_use]
    pub fn room(&self) -> usize {
        self.profile.buffer.saturating_sub(self.buffer.len())
    }

    /// Bytes for the host.
    pub fn take_answers(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.answers)
    }

    /// When [`Emulator::advance`] has something to do.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Uptime> {
        let ends = self.active.values().copied().filter(|end| *end > self.now).min();
        let moves = (!self.buffer.is_empty() && self.works() && self.busy_until > micros(self.now))
            .then(|| Uptime::from_millis(self.busy_until.div_ceil(1000)));
        ends.into_iter().chain(moves).min()
    }

    /// Pieces of paper that lie on the table, and the one that hangs in the printer if it shows something.
    #[must_use]
    pub fn pieces(&self) -> Vec<Piece> {
        let hanging = Piece { strips: self.hanging.clone(), end: End::Hanging };
        let shows = self.hanging.iter().any(|strip| strip.content != Content::Blank);
        self.pieces.iter().cloned().chain(shows.then_some(hanging)).collect()
    }

    /// Pieces of paper that lie on the table.
    #[must_use]
    pub fn loose(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether the cable is in.
    #[must_use]
    pub fn is_plugged(&self) -> bool {
        !self.has(Fault::Unplugged)
    }

    /// Dot rows that went under the head, and bytes received, since the start.
    #[must_use]
    pub fn counters(&self) -> (u64, u64) {
        (self.rows, self.received)
    }

    /// Bytes that found no room since the start.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Lets a fault begin; it ends at `until` or when it is put right.
    pub fn begin(&mut self, fault: Fault, until: Uptime) {
        if fault == Fault::PowerOff {
            self.buffer.clear();
            self.recent.clear();
            self.letters = 0;
            self.cutter_stuck = false;
            self.owed = false;
        }
        self.active.insert(fault, until);
    }

    /// Puts a fault right: loads paper, closes the cover, pulls the paper out of the cutter, plugs in.
    pub fn put_right(&mut self, fault: Fault) {
        let was = self.active.remove(&fault).is_some();
        if was && fault == Fault::PaperOut && !self.hanging.is_empty() {
            let strips = std::mem::take(&mut self.hanging);
            self.owed = false;
            self.pieces.push(Piece { strips, end: End::PaperEnd });
        }
    }

    /// Lets time pass: people put faults right, the buffer is executed.
    pub fn advance(&mut self, now: Uptime) {
        self.now = now.max(self.now);
        let over: Vec<Fault> =
            self.active.iter().filter(|(_, end)| **end <= self.now).map(|(fault, _)| *fault).collect();
        for fault in over {
            self.put_right(fault);
        }
        while self.busy_until <= micros(self.now) {
            if self.works() && std::mem::take(&mut self.owed) {
                self.cut(None);
                continue;
            }
            let next = if self.works() { command::take(&mut self.buffer) } else { None };
            let Some(command) = next else {
                self.busy_until = micros(self.now);
                break;
            };
            self.execute(command);
        }
        self.tell_changes();
    }

    /// Whether something is wrong just now.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        !self.active.is_empty() && self.active.contains_key(&fault)
    }

    /// Whether the buffer is executed.
    fn works(&self) -> bool {
        self.prints() && !self.has(Fault::Busy)
    }

    /// Whether the printer says that it is online.
    pub(super) fn prints(&self) -> bool {
        let stopped = [Fault::PaperOut, Fault::CoverOpen, Fault::Overheated, Fault::Offline, Fault::PowerOff];
        !self.cutter_stuck && (self.active.is_empty() || !stopped.into_iter().any(|fault| self.has(fault)))
    }

    /// Begins the planned faults of one kind whose position has been reached.
    fn strike(&mut self, kind: fn(At) -> bool) {
        while let Some(index) = self.plan.iter().position(|planned| {
            kind(planned.at)
                && match planned.at {
                    At::Row(at) => at <= self.rows,
                    At::Byte(at) => at <= self.received,
                }
        }) {
            let planned = self.plan.remove(index);
            self.begin(planned.fault, self.now.after(planned.lasts));
        }
    }

    fn execute(&mut self, command: Command) {
        match command {
            Command::Letter(_) => self.set(),
            Command::LineFeed => self.print_line(),
            Command::Initialize => self.letters = 0,
            Command::FeedDots(dots) => self.put(Content::Blank, u32::from(dots)),
            Command::FeedLines(lines) => {
                self.print_line();
                self.put(Content::Blank, SPACING * u32::from(lines.saturating_sub(1)));
            }
            Command::Cut { feed, .. } => self.cut(feed),
            Command::Raster { width, height, data } => {
                self.put(Content::Raster { width, data }, u32::from(height));
            }
            Command::TransmitStatus(1 | 49) if self.profile.fence => {
                let status = if self.has(Fault::NearEnd) { 0x03 } else { 0 };
                self.answer(&[status]);
            }
            Command::TransmitId(66 | 67) => self.answer(b"\x5fRTS-LAB\x00"),
            Command::AutomaticStatus(causes) => self.automatic = causes != 0,
            Command::ProcessId([a, b, c, d]) if self.profile.process_id => {
                self.answer(&[0x37, 0x22, a, b, c, d, 0x00]);
            }
            Command::TransmitStatus(_) | Command::TransmitId(_) | Command::ProcessId(_) => {}
            Command::CarriageReturn
            | Command::Bold(_)
            | Command::Align(_)
            | Command::Size { .. }
            | Command::RealTimeSwitch(_)
            | Command::RealTime(_)
            | Command::Unknown(_) => {}
        }
    }

    /// Sets a letter; a full line is printed by itself.
    fn set(&mut self) {
        if (self.letters + 1) * LETTER > self.profile.dots {
            self.print_line();
        }
        self.letters += 1;
    }

    fn print_line(&mut self) {
        let letters = std::mem::take(&mut self.letters);
        self.put(if letters == 0 { Content::Blank } else { Content::Letters(letters) }, SPACING);
    }

    /// Moves paper under the head; faults planned for these rows begin there, and some end the strip.
    fn put(&mut self, content: Content, rows: u32) {
        let mut visible = 0;
        let losing = [Fault::PaperOut, Fault::CoverOpen, Fault::PowerOff];
        // The other faults let the printer finish its line.
        while visible < rows && !losing.into_iter().any(|fault| self.has(fault)) {
            let next = self.plan.iter().filter_map(|planned| match planned.at {
                At::Row(at) => u32::try_from(at.saturating_sub(self.rows)).ok(),
                At::Byte(_) => None,
            });
            let step = next.min().unwrap_or(u32::MAX).min(rows - visible);
            visible += step;
            self.rows += u64::from(step);
            self.strike(|at| matches!(at, At::Row(_)));
        }
        let pace = if self.has(Fault::Slow) { 20 } else { 1 };
        self.busy_until += u64::from(visible) * pace * 1_000_000 / u64::from(self.profile.speed.max(1) * 8);
        self.hanging.push(Strip { content, rows, visible });
    }

    fn cut(&mut self, feed: Option<u8>) {
        if self.letters > 0 {
            self.print_line();
        }
        if let Some(dots) = feed {
            self.put(Content::Blank, CUTTER + u32::from(dots));
        }
        if self.has(Fault::CutterStuck) {
            self.cutter_stuck = true;
        } else if [Fault::Overheated, Fault::Offline].into_iter().any(|fault| self.has(fault)) {
            self.owed = true;
        } else if self.prints() {
            self.busy_until += CUT_TIME;
            let strips = std::mem::take(&mut self.hanging);
            self.pieces.push(Piece { strips, end: End::Cut });
        }
    }
}

fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

fn micros(at: Uptime) -> u64 {
    at.as_millis().saturating_mul(1000)
}
