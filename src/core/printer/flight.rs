//! The sheet under way: sent piece by piece, each followed by a look at the printer, then confirmed.
//!
//! Invariants: a piece is sent only after a clean look, and when paced only when the printer has room for it; a look
//! without an answer ends the flight; the request for confirmation stands after the cut; a fence counts only with a
//! clean look that began when the feed was over.

use super::condition::Condition;
use super::escpos::{self, EncodeError, Piece};
use super::job::{Phase, Printer};
use super::order::{Completion, Interruption, NotReady, Output, SheetOrder};
use super::settings::{Flow, Settings};
use crate::time::Uptime;
use std::collections::VecDeque;
use std::time::Duration;

/// First of the characters that a process id may hold (a space, which stands first in the probe's id only, left out).
const FIRST_LETTER: u64 = 0x21;
/// How many there are.
const LETTERS: u64 = 94;
/// Rows a second that every printer manages: 50 mm.
const SLOWEST: u64 = 400;

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

/// Whether the printer has room for the next piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// It has, or the line keeps back what has none.
    Free,
    /// When it answers the fence behind the last piece.
    AtFence,
    /// It does not answer fences: when it has had the time to print the last piece.
    At(Uptime),
}

/// One sheet between its first byte and its confirmation.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) job: u64,
    /// When the present stage must be over.
    pub(super) by: Option<Uptime>,
    way: Completion,
    id: [u8; 4],
    pieces: VecDeque<Piece>,
    stage: Stage,
    room: Room,
    /// The head is hot; it may cool until then.
    cooling: Option<Uptime>,
    /// The printer confirmed by process id.
    printed: bool,
}

impl Flight {
    pub(super) fn new(order: &SheetOrder, way: Completion, settings: &Settings) -> Result<Self, EncodeError> {
        let mut pieces = VecDeque::from(escpos::sheet(&order.picture, settings)?);
        let id = id_of(order.job);
        let request = match way {
            Completion::ProcessId => Some(escpos::process_id(id)?),
            Completion::Fence => Some(escpos::fence()?),
            Completion::Official => None,
        };
        pieces.extend(request.map(|bytes| Piece { bytes, rows: 0 }));
        Ok(Self {
            job: order.job,
            by: None,
            way,
            id,
            pieces,
            stage: Stage::Sending,
            room: Room::Free,
            cooling: None,
            printed: false,
        })
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
            Phase::Closed
            | Phase::Checking
            | Phase::Clearing
            | Phase::Draining { .. }
            | Phase::Probing { .. }
            | Phase::Idle => None,
        }
    }

    pub(super) fn send_piece(&mut self, now: Uptime) {
        let paced = self.settings.flow == Flow::Paced;
        let Some(flight) = self.flight() else { return };
        let Some(Piece { mut bytes, rows }) = flight.pieces.pop_front() else { return };
        let (fenced, last) = (flight.way != Completion::Official, flight.pieces.is_empty());
        let room = match (paced && !last, fenced) {
            (false, _) => Room::Free,
            (true, true) => Room::AtFence,
            (true, false) => Room::At(Uptime::default()),
        };
        if room == Room::AtFence {
            match escpos::fence() {
                Ok(fence) => bytes.extend(fence),
                Err(_) => return self.interrupt(now, Interruption::NotEncoded),
            }
        }
        self.write(now, Ok(bytes));
        let sent = self.line_free(now);
        let by = sent.after(self.settings.taken);
        let printing = Duration::from_millis(u64::from(rows).saturating_mul(1_000).div_ceil(SLOWEST));
        let Some(flight) = self.flight() else { return };
        flight.by = Some(by);
        flight.room = if let Room::At(_) = room { Room::At(sent.after(printing)) } else { room };
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
        match condition.fault {
            Some(NotReady::Overheated) if self.cools(now) => return self.wake_flight(now, watch),
            Some(fault) => return self.interrupt(now, Interruption::Stopped(fault)),
            None => {}
        }
        let Some(flight) = self.flight() else { return };
        flight.cooling = None;
        match flight.stage {
            Stage::Sending if !flight.pieces.is_empty() => return self.go_on_sending(now),
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

    /// The printer is fine and pieces are left.
    fn go_on_sending(&mut self, now: Uptime) {
        let watch = self.settings.watch;
        match self.flight().map(|flight| flight.room) {
            Some(Room::AtFence) => self.wake_flight(now, watch),
            Some(Room::At(at)) if now < at => self.wake_flight(now, at.since(now).min(watch)),
            Some(Room::Free | Room::At(_)) | None => self.send_piece(now),
        }
    }

    /// The head is hot: whether it is still given time. It goes on by itself where it stopped, so no row is lost.
    fn cools(&mut self, now: Uptime) -> bool {
        let (by, patience) = (now.after(self.settings.cooled), self.settings.confirmed);
        let Some(flight) = self.flight() else { return false };
        let until = *flight.cooling.get_or_insert(by);
        flight.by = flight.by.map(|limit| limit.max(now.after(patience)));
        now < until
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
    fn wake_flight(&mut self, now: Uptime, watch: Duration) {
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
        if flight.room == Room::AtFence {
            flight.room = Room::Free;
            return self.start_look(now);
        }
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
            Stage::Sending => Interruption::Stopped(NotReady::Busy),
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
