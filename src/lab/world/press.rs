//! The printer of a box: the product's printer machine, a line of some speed, and a simulated printer with its paper.
//!
//! Invariant: machine and printer exchange bytes only; what lies on the table is never told to the box.

use std::collections::VecDeque;
use std::time::Duration;

use rts_core::printer::{self, SheetOrder};
use rts_core::tape::{Bitmap, Paper};
use rts_core::time::Uptime;

use super::clock::Moment;
use crate::lab::printer::{Emulator, End, Fault, Planned, Profile};

/// The line moves bytes in steps of so long.
const STEP: Duration = Duration::from_millis(100);
/// Bytes a second that it carries.
const RATE: u32 = 11_520;

/// Printer, line and driver.
pub(super) struct Press {
    /// Absent while the box is off.
    machine: Option<printer::Printer>,
    pub(super) unit: Emulator,
    buffer: usize,
    outgoing: VecDeque<u8>,
    moves: Option<Uptime>,
    open: bool,
    /// What the driver tells the box.
    pub(super) told: Vec<printer::Output>,
    /// The order under way.
    order: Option<SheetOrder>,
}

impl Press {
    pub(super) fn new(profile: Profile, plan: Vec<Planned>) -> Self {
        Self {
            machine: None,
            buffer: profile.buffer,
            unit: Emulator::new(profile, plan),
            outgoing: VecDeque::new(),
            moves: None,
            open: false,
            told: Vec::new(),
            order: None,
        }
    }

    /// The box starts.
    pub(super) fn power_on(&mut self, at: Moment) {
        let settings = printer::Settings {
            paper: Paper::Mm58,
            line: RATE,
            buffer: u32::try_from(self.buffer).unwrap_or(4_096),
            // Half of the shortest fault: what is over between two looks is seen by nobody, and nobody closes a cover within
            // the quarter of a second of a real box.
            watch: Duration::from_millis(500),
            recheck: Duration::from_secs(20),
            idle: Duration::from_secs(300),
            ..printer::Settings::default()
        };
        self.machine = Some(printer::Printer::new(settings));
        self.reopen(at);
        self.settle(at);
    }

    /// The box goes off; the printer prints on what it has.
    pub(super) fn power_off(&mut self) {
        self.machine = None;
        self.order = None;
        self.told.clear();
        self.hang_up();
    }

    /// The box wants something printed.
    pub(super) fn print(&mut self, at: Moment, order: SheetOrder) {
        self.order = Some(order.clone());
        self.tell(at, printer::Input::Print(order));
        self.settle(at);
    }

    /// The official says that the sheet is good, or dares.
    pub(super) fn confirm(&mut self, at: Moment) {
        self.tell(at, printer::Input::Confirm);
        self.settle(at);
    }

    /// The official says that the sheet is spoiled.
    pub(super) fn give_up(&mut self, at: Moment) {
        self.tell(at, printer::Input::Cancel);
        self.settle(at);
    }

    /// Something goes wrong for a while.
    pub(super) fn begin(&mut self, at: Moment, fault: Fault, lasts: Duration) {
        self.unit.begin(fault, at.world.after(lasts));
        self.settle(at);
    }

    /// Somebody looks after the printer: everything that can be put right is.
    pub(super) fn put_right(&mut self, at: Moment) {
        Fault::ALL.into_iter().for_each(|fault| self.unit.put_right(fault));
        self.settle(at);
    }

    /// The picture of the order of this number, if it is the one under way.
    pub(super) fn picture(&self, job: u64) -> Option<&Bitmap> {
        self.order.as_ref().filter(|order| order.job == job).map(|order| &order.picture)
    }

    /// Whether a whole picture has just come out: it is on one of the last pieces.
    pub(super) fn came_out(&self, picture: &Bitmap) -> bool {
        let mut last = self.unit.loose().iter().rev().take(3);
        last.any(|piece| piece.end == End::Cut && piece.ends_with(picture))
    }

    /// The table in a line of the trace.
    pub(super) fn words(&self) -> String {
        let strips = |piece: &crate::lab::printer::Piece| piece.strips.len();
        let last = self.unit.loose().last().map(|piece| (piece.end, piece.rows(), strips(piece)));
        let faults: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| self.unit.has(*fault)).collect();
        format!("last piece {last:?}, {} bytes found no room, faults {faults:?}", self.unit.lost())
    }

    /// How often a whole picture lies on the table, on a piece that was cut off after it.
    pub(super) fn copies(&self, picture: &Bitmap) -> usize {
        let whole = |piece: &&crate::lab::printer::Piece| piece.end == End::Cut && piece.ends_with(picture);
        self.unit.loose().iter().filter(whole).count()
    }

    /// When something is due, by the world's clock; the driver's own times are counted from `boot`.
    pub(super) fn due(&self, boot: Uptime) -> Option<Uptime> {
        let machine = self.machine.as_ref().and_then(printer::Printer::poll_timeout);
        let machine = machine.map(|(at, _)| boot.after(Duration::from_millis(at.as_millis())));
        [machine, self.unit.poll_timeout(), self.moves].into_iter().flatten().min()
    }

    /// Does what is due.
    pub(super) fn wake(&mut self, at: Moment) {
        self.unit.advance(at.world);
        if self.moves.is_some_and(|due| due <= at.world) {
            self.move_line(at);
        }
        self.settle(at);
        let due = self.machine.as_ref().and_then(printer::Printer::poll_timeout);
        if due.is_some_and(|(due, _)| due <= at.own.uptime) {
            self.tell(at, printer::Input::Timeout);
        }
        self.settle(at);
    }

    fn move_line(&mut self, at: Moment) {
        let step = u128::from(RATE).saturating_mul(STEP.as_millis()) / 1_000;
        let count = usize::try_from(step).unwrap_or(1).min(self.outgoing.len());
        let bytes: Vec<u8> = self.outgoing.drain(..count).collect();
        self.unit.receive(at.world, &bytes);
        self.moves = (!self.outgoing.is_empty()).then(|| at.world.after(STEP));
    }

    fn hang_up(&mut self) {
        self.open = false;
        self.outgoing.clear();
        self.moves = None;
    }

    fn reopen(&mut self, at: Moment) {
        self.hang_up();
        self.open = self.unit.is_plugged();
        self.tell(at, if self.open { printer::Input::Opened } else { printer::Input::Closed });
    }

    fn tell(&mut self, at: Moment, input: printer::Input) {
        if let Some(machine) = &mut self.machine {
            machine.handle_input(at.own, input);
        }
    }

    /// Carries bytes until both ends are silent.
    fn settle(&mut self, at: Moment) {
        loop {
            if self.open && !self.unit.is_plugged() {
                self.hang_up();
                self.tell(at, printer::Input::Closed);
            }
            let answers = self.unit.take_answers();
            if self.open && !answers.is_empty() {
                self.tell(at, printer::Input::Bytes(answers));
            }
            match self.machine.as_mut().and_then(printer::Printer::poll_output) {
                None => return,
                Some(printer::Output::Write(bytes)) => {
                    if self.open {
                        self.outgoing.extend(bytes);
                        self.moves.get_or_insert(at.world.after(STEP));
                    }
                }
                Some(printer::Output::Reopen) => self.reopen(at),
                Some(told) => self.told.push(told),
            }
        }
    }
}
