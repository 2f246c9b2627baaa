//! The modem as a machine: bytes of the host, messages of the gateway and time in; the same out.
//!
//! Behaves as the AT command reference of the 9602 says, apart from the faults it is told to have.
//! Invariants: one command line at a time, what the host types meanwhile waits; binary data are neither echoed nor
//! interpreted; unsolicited lines never stand inside a reply's bytes; a session's exchange happens at most once.

use std::{collections::VecDeque, time::Duration};

use rts_core::time::{Now, Uptime};

use super::{
    buffers::Buffers,
    command_line::{CommandLine, Verb},
    exchange::Session,
    script::{Cut, Disturbance, ScriptedSession, Step},
    settings::{ModemSettings, Personality},
    signal::Signal,
};
use crate::lab::{
    chance::Chance,
    satellite::{Downlink, Uplink},
};

/// How much the modem keeps of what the host types while it is busy.
const HELD: usize = 8_192;
/// How long it takes to start.
const BOOT: Duration = Duration::from_secs(2);

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The host wrote.
    Host(Vec<u8>),
    /// The gateway speaks.
    Sky(Downlink),
    /// Something goes wrong at once.
    Disturb(Disturbance),
    /// It is later.
    Timeout,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Write to the host.
    Host(Vec<u8>),
    /// Tell the gateway.
    Sky(Uplink),
    /// A session has ended.
    Ended(SessionReport),
    /// Take the line away for so long, in real time.
    Unplug(Duration),
}

/// What a session was, told after its end.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SessionReport {
    /// When it started, in milliseconds of simulated time since the modem's start.
    pub started_ms: u64,
    /// How long it took, in milliseconds of simulated time.
    pub duration_ms: u64,
    /// The same in real time; filled in where the pace is known.
    pub real_ms: u64,
    /// Bytes of the MO message, 0 in a mailbox check.
    pub mo_bytes: usize,
    /// What the host was told; nothing if the power failed before.
    pub mo_status: Option<u8>,
    /// MO sequence number.
    pub momsn: u16,
    /// MT status.
    pub mt_status: u8,
    /// Bytes of the MT message.
    pub mt_bytes: usize,
    /// MT messages that still wait at the gateway.
    pub mt_queued: u16,
    /// The truth: the gateway took the MO message and brings it to its destination.
    pub arrived: bool,
    /// Bars at the end.
    pub signal: u8,
}

/// What the settings of the command interpreter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) echo: bool,
    pub(super) words: bool,
    pub(super) quiet: bool,
    pub(super) ring: bool,
    /// Of `+CIER`: on at all, signal, service.
    pub(super) indicators: [bool; 3],
}

/// What the bytes of the host are.
#[derive(Debug)]
pub(super) enum Mode {
    Command,
    /// So many bytes, checksum included, of `+SBDWB`.
    Binary {
        expected: usize,
        data: Vec<u8>,
        until: Uptime,
    },
    /// The text of `+SBDWT`, up to a carriage return.
    Text {
        data: Vec<u8>,
        until: Uptime,
    },
}

/// What keeps the interpreter from the next command.
#[derive(Debug)]
pub(super) enum Busy {
    Session(Box<Session>),
    /// `+CSQ`, which may fail at the end.
    Measuring {
        until: Uptime,
        fails: bool,
    },
    Registering {
        until: Uptime,
    },
    Detaching {
        until: Uptime,
    },
}

/// How a verb went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Done,
    Failed,
    /// The answer comes later.
    Wait,
    /// There will be no answer.
    Mute,
}

/// A simulated 9602.
#[derive(Debug)]
pub struct Modem {
    pub(super) settings: ModemSettings,
    pub(super) chance: Chance,
    pub(super) now: Now,
    pub(super) profile: Profile,
    pub(super) buffers: Buffers,
    pub(super) signal: Signal,
    pub(super) mode: Mode,
    pub(super) busy: Option<Busy>,
    pub(super) radio: bool,
    pub(super) attached: bool,
    pub(super) ring_pending: bool,
    pub(super) waiting: u16,
    pub(super) registered_at: Option<Uptime>,
    pub(super) local_timeout: Option<Duration>,
    pub(super) exchanges: u32,
    pub(super) script: VecDeque<ScriptedSession>,
    pub(super) outputs: VecDeque<Output>,
    pub(super) line: CommandLine,
    pub(super) rest: VecDeque<Verb>,
    held: VecDeque<u8>,
    pub(super) unsolicited: VecDeque<String>,
    pub(super) mute_until: Option<Uptime>,
    pub(super) obeying: bool,
    pub(super) cuts: Vec<Cut>,
}

impl Modem {
    /// A modem that was just switched on.
    #[must_use]
    pub fn new(settings: ModemSettings) -> Self {
        Self {
            chance: Chance::new(settings.seed),
            now: Now::default(),
            profile: Profile::stored(settings.personality),
            buffers: Buffers::default(),
            signal: Signal::new(settings.signal),
            mode: Mode::Command,
            busy: None,
            radio: true,
            attached: false,
            ring_pending: false,
            waiting: 0,
            registered_at: None,
            local_timeout: None,
            exchanges: 0,
            script: settings.script.iter().copied().collect(),
            outputs: VecDeque::new(),
            line: CommandLine::default(),
            rest: VecDeque::new(),
            held: VecDeque::new(),
            unsolicited: VecDeque::new(),
            mute_until: None,
            obeying: false,
            cuts: settings.cuts.clone(),
            settings,
        }
    }

    /// Something happened.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        self.now = now;
        self.mute_until.take_if(|until| now.uptime >= *until);
        match input {
            Input::Host(bytes) if self.mute_until.is_none() => {
                let room = HELD.saturating_sub(self.held.len());
                self.held.extend(bytes.into_iter().take(room));
            }
            Input::Host(_) | Input::Timeout => {}
            Input::Sky(Downlink::Ring) => self.hear_ring(),
            Input::Sky(Downlink::Answer(answer)) => self.hear_answer(Some(answer)),
            Input::Sky(Downlink::Unreachable { number }) if number == self.exchanges => {
                self.hear_answer(None)
            }
            Input::Sky(Downlink::Unreachable { .. }) => {}
            Input::Disturb(disturbance) => self.disturb(disturbance),
        }
        if let Some((bars, service)) = self.signal.advance(now.uptime, &mut self.chance) {
            self.indicate(bars, service);
        }
        self.attend();
        self.consume();
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to wake the modem, and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        let mode = match &self.mode {
            Mode::Command => None,
            Mode::Binary { until, .. } | Mode::Text { until, .. } => Some((*until, "message data")),
        };
        let busy = self.busy.as_ref().map(|busy| match busy {
            Busy::Session(session) => (session.due(), "session"),
            Busy::Measuring { until, .. } => (*until, "signal quality"),
            Busy::Registering { until } | Busy::Detaching { until } => (*until, "registration"),
        });
        let signal = self.signal.due().map(|due| (due, "signal"));
        [mode, busy, signal].into_iter().flatten().min()
    }

    /// Reads what the host typed, as far as the modem is ready for it.
    fn consume(&mut self) {
        while self.busy.is_none()
            && let Some(byte) = self.held.pop_front()
        {
            match &mut self.mode {
                Mode::Command => self.type_byte(byte),
                Mode::Binary { expected, data, .. } => {
                    data.push(byte);
                    if data.len() >= *expected {
                        self.store_binary();
                    }
                }
                Mode::Text { data, .. } if byte != b'\r' => data.push(byte),
                Mode::Text { .. } => self.store_text(),
            }
        }
    }

    fn type_byte(&mut self, byte: u8) {
        if self.profile.echo {
            self.write(&[byte]);
        }
        if byte != b'\r' {
            self.line.push(byte);
            return;
        }
        let verbs = self.line.take();
        self.flush_unsolicited();
        match verbs {
            Ok(None) => {}
            Ok(Some(_)) if self.chance.happens(self.settings.faults.silence) => {}
            Ok(Some(verbs)) => {
                self.rest = verbs.into();
                self.proceed();
            }
            Err(()) => self.conclude(false),
        }
    }

    /// Obeys the verbs of the line until one has to wait.
    fn proceed(&mut self) {
        self.obeying = true;
        self.obey_line();
        self.obeying = false;
    }

    fn obey_line(&mut self) {
        while let Some(verb) = self.rest.pop_front() {
            match self.obey(&verb) {
                Progress::Done => {}
                Progress::Failed => return self.conclude(false),
                Progress::Wait => return,
                Progress::Mute => return self.rest.clear(),
            }
        }
        self.conclude(true);
    }

    /// Goes on after a verb that had to wait.
    pub(super) fn resume(&mut self, ok: bool) {
        self.busy = None;
        self.mode = Mode::Command;
        if ok { self.proceed() } else { self.conclude(false) }
    }

    /// Lets happen what the script wants at this step; false if the dialogue is over.
    pub(super) fn pass(&mut self, step: Step) -> bool {
        let mut happens = None;
        for cut in self.cuts.iter_mut().filter(|cut| cut.step == step && cut.nth > 0) {
            cut.nth = cut.nth.saturating_sub(1);
            if cut.nth == 0 {
                happens = Some(cut.disturbance);
            }
        }
        if let Some(disturbance) = happens {
            self.disturb(disturbance);
        }
        happens != Some(Disturbance::Reset)
    }

    pub(super) fn disturb(&mut self, disturbance: Disturbance) {
        match disturbance {
            Disturbance::Unplug(away) => {
                // What is half typed is lost with the line.
                self.line = CommandLine::default();
                self.held.clear();
                self.outputs.push_back(Output::Unplug(away));
            }
            Disturbance::Reset => self.lose_power(),
            Disturbance::Silence(time) => self.mute_until = Some(self.now.uptime.after(time)),
            Disturbance::Garbage(length) => {
                let noise = self.chance.noise(length);
                self.outputs.push_back(Output::Host(noise));
            }
            Disturbance::Signal(bars) => {
                if let Some((bars, service)) = self.signal.fix(bars.min(5)) {
                    self.indicate(bars, service);
                }
            }
        }
    }

    fn lose_power(&mut self) {
        self.cut_session();
        self.buffers.lose_power();
        self.profile = Profile::stored(self.settings.personality);
        self.mode = Mode::Command;
        self.busy = None;
        self.radio = true;
        self.attached = false;
        self.ring_pending = false;
        self.local_timeout = None;
        self.line = CommandLine::default();
        self.rest.clear();
        self.held.clear();
        self.unsolicited.clear();
        self.mute_until = Some(self.now.uptime.after(BOOT));
    }
}

impl Profile {
    /// As after switching on.
    pub(super) fn stored(personality: Personality) -> Self {
        let echo = personality != Personality::Sparse;
        Self { echo, words: true, quiet: false, ring: true, indicators: [false; 3] }
    }
}
