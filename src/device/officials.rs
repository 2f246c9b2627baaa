//! PINs of officials, checked one at a time and away from the run loop: argon2id is slow on purpose.

use std::collections::VecDeque;

use rts_core::device::{Actor, Need};
use rts_core::election::{Code, OfficialIndex, Refusal};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use crate::control::{Asked, Role};
use crate::ports::credentials::{Credentials, PinReader};

/// One PIN that was looked at.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) official: u8,
    pub(super) right: bool,
}

/// A request whose PINs are being looked at.
struct Pending {
    asked: Asked,
    proven: Vec<OfficialIndex>,
}

/// What to do with a request.
pub(super) enum Next {
    /// Look at this PIN first.
    Check(u8),
    /// Everything is proven.
    Proven(Asked, Actor),
    /// Not with these officials.
    Refused(Asked, Refusal),
}

/// The officials of the station and the requests that wait for them.
pub(super) struct Officials {
    credentials: Credentials,
    waiting: VecDeque<Pending>,
    guesses: std::sync::mpsc::Sender<Guess>,
    busy: bool,
}

/// A PIN to be looked at.
struct Guess {
    official: u8,
    hash: String,
    pin: Zeroizing<String>,
}

/// Looks at one PIN after the other until nobody asks any more.
fn look_at_pins(guesses: &std::sync::mpsc::Receiver<Guess>, verdicts: &mpsc::Sender<Verdict>) {
    let mut reader = PinReader::default();
    while let Ok(Guess { official, hash, pin }) = guesses.recv() {
        let right = reader.matches(&hash, &pin);
        if verdicts.blocking_send(Verdict { official, right }).is_err() {
            return;
        }
    }
}

impl Officials {
    /// Starts the thread that looks at PINs: one, since what a look takes is most of the daemon's memory.
    pub(super) fn new(credentials: Credentials, verdicts: mpsc::Sender<Verdict>) -> std::io::Result<Self> {
        let (guesses, asked) = std::sync::mpsc::channel();
        let look = move || look_at_pins(&asked, &verdicts);
        std::thread::Builder::new().name("pins".to_owned()).spawn(look)?;
        Ok(Self { credentials, waiting: VecDeque::new(), guesses, busy: false })
    }

    /// Takes a request.
    pub(super) fn ask(&mut self, asked: Asked) {
        self.waiting.push_back(Pending { asked, proven: Vec::new() });
    }

    /// Notes the outcome of the PIN that was looked at; a wrong one ends its request.
    pub(super) fn decided(&mut self, verdict: &Verdict) -> Option<(Asked, Refusal)> {
        self.busy = false;
        if verdict.right {
            if let Some(pending) = self.waiting.front_mut() {
                pending.proven.push(OfficialIndex(verdict.official));
            }
            return None;
        }
        let pending = self.waiting.pop_front()?;
        Some((pending.asked, Refusal::at(Code::PinWrong, format!("official {}", verdict.official))))
    }

    /// What to do with the oldest request, unless a PIN is being looked at.
    pub(super) fn next(&mut self, place: &str) -> Option<Next> {
        if self.busy {
            return None;
        }
        let pending = self.waiting.front()?;
        let request = &pending.asked.request;
        let refusal =
            misplaced(request.place.as_deref(), place, &request.command).or_else(|| missing(&pending.asked));
        if let Some(refusal) = refusal {
            return self.waiting.pop_front().map(|pending| Next::Refused(pending.asked, refusal));
        }
        if let Some(pin) = request.pins.get(pending.proven.len()) {
            return Some(Next::Check(pin.official));
        }
        let pending = self.waiting.pop_front()?;
        let mut proven = pending.proven.into_iter();
        let actor = Actor { first: proven.next(), second: proven.next() };
        Some(Next::Proven(pending.asked, actor))
    }

    /// Ends the oldest request, whose official may not try a PIN now.
    pub(super) fn give_up(&mut self) -> Option<Asked> {
        self.waiting.pop_front().map(|pending| pending.asked)
    }

    /// Looks at the next PIN of the oldest request on another thread.
    pub(super) fn check(&mut self, official: u8) {
        let pin = self.waiting.front().and_then(|one| one.asked.request.pins.get(one.proven.len()));
        let pin = Zeroizing::new(pin.map(|pin| pin.pin.clone()).unwrap_or_default());
        let hash = self.credentials.pin(official).unwrap_or_default().to_owned();
        self.busy = self.guesses.send(Guess { official, hash, pin }).is_ok();
    }
}

/// Commands that cannot be taken back must name the station.
fn misplaced(named: Option<&str>, place: &str, command: &rts_core::device::Command) -> Option<Refusal> {
    use rts_core::device::Command;
    let grave = matches!(command, Command::Close | Command::Approve | Command::Correct { .. });
    let named = named.unwrap_or_default().trim();
    (grave && named != place).then(|| Refusal::at(Code::PlaceDiffers, format!("typed {named:?}")))
}

/// A command that needs an official without one. Whoever has the system's rights over the daemon is a technician, too.
fn missing(asked: &Asked) -> Option<Refusal> {
    let technician = asked.peer.role == Role::Technician || asked.peer.uid == 0;
    let needs = match asked.request.command.need() {
        Need::Nobody => false,
        Need::TechnicianOrTwo => !technician,
        Need::Official | Need::TwoOfficials => true,
    };
    (needs && asked.request.pins.is_empty())
        .then(|| Refusal::at(Code::OfficialUnknown, "no official was named"))
}
