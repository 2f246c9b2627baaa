//! From a line just opened to a printer that takes a sheet: wait, clear, probe, hold, start.
//!
//! Invariants: nothing is probed or printed before the buffer was cleared once since the line was opened or a sheet
//! interrupted; a sheet starts only from a clean look, with the last one torn off and paper enough or an official who
//! dares.

use super::condition::Condition;
use super::escpos::{self, Cut};
use super::flight::Flight;
use super::job::{Phase, Printer};
use super::order::{Completion, Interruption, NotReady, Output, SheetOrder};
use super::settings::Flow;
use crate::time::Uptime;

/// Rows to a millimeter, at 203 dpi.
const ROWS: u32 = 8;
/// Millimeters between head and blade, and a margin.
const CUT_WASTE: u32 = 20;
/// Process id of the probe; no job has it, because ids of jobs never start with a space.
pub(super) const PROBE_ID: [u8; 4] = *b" rts";

impl Printer {
    /// A look is complete.
    pub(super) fn seen(&mut self, now: Uptime, condition: Condition) {
        self.silent_looks = 0;
        self.paper_left = match (condition.near_end, self.paper_left) {
            (false, _) => None,
            (true, None) => Some(self.settings.near_end_paper),
            (true, known) => known,
        };
        match (&self.phase, condition.fault) {
            (Phase::Closed | Phase::Clearing, _) => {}
            (Phase::Flying(_), _) => self.flight_seen(now, condition),
            (_, Some(fault)) => {
                // Only these wait for the host to say "go on"; nothing is in flight that could be lost.
                if matches!(fault, NotReady::Cutter | NotReady::Error) {
                    self.write(now, escpos::clear());
                }
                self.stopped(now, fault);
            }
            (Phase::Probing { way, unanswered: true }, None) => match way {
                Completion::ProcessId => self.probe(now, Completion::Fence),
                Completion::Fence | Completion::Official => self.found(now, Completion::Official),
            },
            (Phase::Probing { .. } | Phase::Draining { answered: true }, None) => {}
            (Phase::Draining { answered: false }, None) => {
                self.wake_in(now, self.settings.recheck, "look at the busy printer");
            }
            (Phase::Checking | Phase::Idle, None) => self.go_on(now),
        }
    }

    /// A look failed.
    pub(super) fn not_seen(&mut self, now: Uptime, why: NotReady) {
        if matches!(self.phase, Phase::Flying(_)) {
            self.flight_not_seen(now, why);
            return;
        }
        self.silent_looks = self.silent_looks.saturating_add(1);
        self.stopped(now, why);
        if self.silent_looks >= self.settings.silent_looks {
            self.silent_looks = 0;
            self.phase = Phase::Closed;
            self.outputs.push_back(Output::Reopen);
            self.wake_in(now, self.settings.reopen, "open the line again");
        }
    }

    fn stopped(&mut self, now: Uptime, why: NotReady) {
        self.report(Output::NotReady(why));
        self.phase = Phase::Checking;
        self.wake_in(now, self.settings.recheck, "look at the printer again");
    }

    /// The printer is fine: clears, probes, prints or rests.
    fn go_on(&mut self, now: Uptime) {
        if std::mem::take(&mut self.must_clear) {
            self.write(now, escpos::clear());
            if std::mem::take(&mut self.must_fill) {
                self.write(now, Ok(escpos::filling(&self.settings)));
            }
            self.phase = Phase::Clearing;
            self.wake_in(now, self.settings.cleared, "clearing the printer's buffer");
            return;
        }
        let Some(way) = self.way else { return self.probe(now, Completion::ProcessId) };
        if self.stale && (way == Completion::Fence || self.settings.flow == Flow::Paced) {
            return self.drain(now, way);
        }
        let Some(order) = self.order.take() else { return self.rest(now) };
        let length = length(&order);
        let short = self.paper_left.is_some_and(|left| left < length);
        let held = match (self.untorn, short && !self.dare) {
            (true, _) => Some(NotReady::Tear),
            (false, true) => Some(NotReady::NearEnd),
            (false, false) => None,
        };
        if let Some(why) = held {
            self.order = Some(order);
            return self.stopped(now, why);
        }
        self.report(Output::Ready { near_end: self.paper_left.is_some() });
        self.dare = false;
        self.untorn = self.settings.cut == Cut::Tear;
        self.paper_left = self.paper_left.map(|left| left.saturating_sub(length));
        self.wake = None;
        match Flight::new(&order, way, &self.settings) {
            Ok(flight) => {
                self.phase = Phase::Flying(flight);
                self.send_piece(now);
            }
            Err(_) => {
                self.outputs.push_back(Output::Interrupted { job: order.job, why: Interruption::NotEncoded });
                self.rest(now);
            }
        }
    }

    /// Nothing to print.
    pub(super) fn rest(&mut self, now: Uptime) {
        if self.order.is_some() {
            return self.check(now);
        }
        self.report(Output::Ready { near_end: self.paper_left.is_some() });
        self.phase = Phase::Idle;
        self.wake_in(now, self.settings.idle, "look at the idle printer");
    }

    /// Sends a fence; its answer, after which no other comes, is the last.
    fn drain(&mut self, now: Uptime, way: Completion) {
        if way == Completion::Official {
            self.stale = false;
            return self.go_on(now);
        }
        self.write(now, escpos::fence());
        self.phase = Phase::Draining { answered: false };
        self.wake_in(now, self.settings.cleared, "fences of before");
    }

    /// A fence was answered while draining.
    pub(super) fn drained(&mut self, now: Uptime) {
        self.phase = Phase::Draining { answered: true };
        self.wake_in(now, self.settings.cleared, "a further fence of before");
    }

    fn probe(&mut self, now: Uptime, way: Completion) {
        match way {
            Completion::ProcessId => self.write(now, escpos::process_id(PROBE_ID)),
            Completion::Fence => self.write(now, escpos::fence()),
            Completion::Official => {}
        }
        self.phase = Phase::Probing { way, unanswered: false };
        self.wake_in(now, self.settings.probe, "probe of the printer");
    }

    pub(super) fn found(&mut self, now: Uptime, way: Completion) {
        self.way = Some(way);
        if self.look.is_open() {
            self.phase = Phase::Checking;
        } else {
            self.check(now);
        }
    }
}

/// Estimated millimeters of paper that a sheet takes.
fn length(order: &SheetOrder) -> u32 {
    order.picture.height().div_ceil(ROWS).saturating_add(CUT_WASTE)
}
