//! The sheet under way: sent piece by piece, each followed by a look at the printer, then confirmed.
//!
//! Invariants: a piece is sent only after a clean look, and a look without an answer ends the flight; the request for confirmation stands after the cut; a fence
//! counts only with a clean look that began when the feed was over.

use super::condition::Condition;
use super::escpos::{self, EncodeError};
use super::job::{Phase, Printer};
use super::order::{Completion, Interruption, NotReady, Output, Settings, SheetOrder};
use crate::time::Uptime;
use std::collections::VecDeque;

/// First of the characters that a process id may hold (a space, which stands first in the probe's id only, left out).
const FIRST_LETTER: u64 = 0x21;
/// How many there are.
const LETTERS: u64 = 94;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Pieces are left.
    Sending,
    /// All sent; the confirmation is due.
    Awaiting,
    /// The fence was answered, or the official is to be asked; the feed runs until then.
    Feeding { until: Uptime },
    /// The feed is over; a clean look ends the doubt.
    LastLook,
    /// The official was asked.
    Asked,
}

/// One sheet between its first byte and its confirmation.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) job: u64,
    /// When the present stage must be over.
    pub(super) by: Option<Uptime>,
    way: Completion,
    id: [u8; 4],
    pieces: VecDeque<Vec<u8>>,
    stage: Stage,
    /// The printer confirmed by process id.
    printed: bool,
}

impl Flight {
    pub(super) fn new(order: &SheetOrder, way: Completion, settings: &Settings) -> Result<Self, EncodeError> {
        let mut pieces = VecDeque::from(escpos::sheet(&order.picture, settings)?);
        let id = id_of(order.job);
        match way {
            Completion::ProcessId => pieces.push_back(escpos::process_id(id)?),
            Completion::Fence => pieces.push_back(escpos::fence()?),
            Completion::Official => {}
        }
        let stage = Stage::Sending;
        Ok(Self { job: order.job, by: None, way, id, pieces, stage, printed: false })
    }

    pub(super) fn is_asked(&self) -> bool {
        self.stage == Stage::Asked
    }

    /// The time the flight asked for has come.
    pub(super) fn woken(&mut self, now: Uptime) {
        if matches!(self.stage, Stage::Feeding { until } if now >= until) {
            self.stage = Stage::LastLook;
        }
    }
}

/// Four printable characters that name a job.
fn id_of(job: u64) -> [u8; 4] {
    let mut rest = job;
    [(); 4].map(|()| {
        let letter = rest.rem_euclid(LETTERS).saturating_add(FIRST_LETTER);
        rest = rest.div_euclid(LETTERS);
        u8::try_from(letter).unwrap_or(b'?')
    })
}

impl Printer {
    fn flight(&mut self) -> Option<&mut Flight> {
        match &mut self.phase {
            Phase::Flying(flight) => Some(flight),
            Phase::Closed | Phase::Checking | Phase::Clearing | Phase::Probing { .. } | Phase::Idle => None,
        }
    }

    pub(super) fn send_piece(&mut self, now: Uptime) {
        let by = now.after(self.settings.taken);
        let Some(flight) = self.flight() else { return };
        flight.by = Some(by);
        if let Some(piece) = flight.pieces.pop_front() {
            self.outputs.push_back(Output::Write(piece));
        }
        self.start_look(now);
    }

    /// A look at the printer is complete.
    pub(super) fn flight_seen(&mut self, now: Uptime, condition: Condition) {
        let (feed, watch) = (self.settings.feed, self.settings.watch);
        let confirmed = self.settings.confirmed;
        let Some(flight) = self.flight() else { return };
        if flight.printed {
            return self.complete(now, Completion::ProcessId);
        }
        if let Some(fault) = condition.fault {
            return self.interrupt(now, Interruption::Stopped(fault));
        }
        match flight.stage {
            Stage::Sending if !flight.pieces.is_empty() => return self.send_piece(now),
            Stage::Sending => {
                flight.by = Some(now.after(confirmed));
                flight.stage = match flight.way {
                    Completion::ProcessId | Completion::Fence => Stage::Awaiting,
                    Completion::Official => Stage::Feeding { until: now.after(feed) },
                };
            }
            Stage::Awaiting | Stage::Feeding { .. } | Stage::Asked => {}
            Stage::LastLook if flight.way == Completion::Fence => {
                return self.complete(now, Completion::Fence);
            }
            Stage::LastLook => {
                flight.stage = Stage::Asked;
                flight.by = None;
                let job = flight.job;
                self.outputs.push_back(Output::AskOfficial { job });
            }
        }
        self.wake_flight(now, watch);
    }

    /// A look failed. Whoever does not answer may have been switched off and on, and what it held is gone; whoever
    /// answers nonsense may have said that the cover is open.
    pub(super) fn flight_not_seen(&mut self, now: Uptime, why: NotReady) {
        let watch = self.settings.watch;
        match self.flight().map(|flight| flight.stage) {
            Some(Stage::Asked) => self.wake_flight(now, watch),
            Some(Stage::Sending | Stage::Awaiting | Stage::Feeding { .. } | Stage::LastLook) => {
                self.interrupt(now, Interruption::Stopped(why));
            }
            None => {}
        }
    }

    /// Wakes up for the next look, or when the feed is over if that comes first.
    fn wake_flight(&mut self, now: Uptime, watch: std::time::Duration) {
        let next = now.after(watch);
        let wake = match self.flight().map(|flight| flight.stage) {
            Some(Stage::Feeding { until }) => until.min(next),
            Some(Stage::Sending | Stage::Awaiting | Stage::LastLook | Stage::Asked) | None => next,
        };
        self.wake = Some((wake, "look at the sheet under way"));
    }

    pub(super) fn id_answered(&mut self, now: Uptime, id: [u8; 4]) {
        let open = self.look.is_open();
        let Some(flight) = self.flight() else { return };
        if id != flight.id || !flight.pieces.is_empty() || flight.way != Completion::ProcessId {
            return;
        }
        flight.printed = true;
        // The look under way has the last word: an open cover may have hidden behind its noise.
        flight.by = None;
        if !open {
            self.complete(now, Completion::ProcessId);
        }
    }

    pub(super) fn fence_answered(&mut self, now: Uptime) {
        let until = now.after(self.settings.feed);
        let by = until.after(self.settings.confirmed);
        let Some(flight) = self.flight() else { return };
        let sent = flight.pieces.is_empty() && matches!(flight.stage, Stage::Sending | Stage::Awaiting);
        if flight.way == Completion::Fence && sent {
            flight.stage = Stage::Feeding { until };
            flight.by = Some(by);
            self.wake = Some((until, "feed and cut"));
        }
    }

    pub(super) fn check_flight_limit(&mut self, now: Uptime) {
        let Some(flight) = self.flight() else { return };
        if flight.by.is_none_or(|by| now < by) {
            return;
        }
        let why = match flight.stage {
            Stage::Sending => Interruption::Stopped(NotReady::Silent),
            Stage::Awaiting | Stage::Feeding { .. } | Stage::LastLook | Stage::Asked => {
                Interruption::Unconfirmed
            }
        };
        self.interrupt(now, why);
    }

    pub(super) fn complete(&mut self, now: Uptime, by: Completion) {
        if let Phase::Flying(flight) = &self.phase {
            self.outputs.push_back(Output::Completed { job: flight.job, by });
            self.rest(now);
        }
    }
}
