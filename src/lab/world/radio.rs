//! The radio of a box: the product's modem machine, a line, and a simulated 9602 at its other end.
//!
//! Invariant: machine and unit exchange bytes only; what the unit knows of its sessions is never told to the box.

use std::time::Duration;

use rts_core::modem::{self, Settings};
use rts_core::time::Uptime;

use super::clock::Moment;
use crate::lab::modem::{Disturbance, Input, Modem, ModemSettings, Output, SessionReport};
use crate::lab::satellite::{Downlink, Uplink};

/// How long it takes to open the line again.
const REOPEN: Duration = Duration::from_millis(500);

/// Modem, line and driver.
pub(super) struct Radio {
    /// Absent while the box is off.
    machine: Option<modem::Modem>,
    unit: Modem,
    open: bool,
    reopen: Option<Uptime>,
    /// No line before.
    unplugged: Uptime,
    /// What the driver tells the box.
    pub(super) told: Vec<modem::Output>,
    /// What the unit tells the sky.
    pub(super) up: Vec<Uplink>,
    /// Ends of sessions as they really were.
    pub(super) ended: Vec<SessionReport>,
}

impl Radio {
    pub(super) fn new(settings: ModemSettings) -> Self {
        Self {
            machine: None,
            unit: Modem::new(settings),
            open: false,
            reopen: None,
            unplugged: Uptime::default(),
            told: Vec::new(),
            up: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Another unit is plugged in.
    pub(super) fn replace(&mut self, at: Moment, settings: ModemSettings) {
        self.unit = Modem::new(settings);
        self.unplug(at, Duration::from_secs(5));
    }

    /// The box starts.
    pub(super) fn power_on(&mut self, at: Moment) {
        self.machine = Some(modem::Modem::new(Settings::default()));
        self.open(at);
        self.settle(at);
    }

    /// The box goes off; the unit may go with it.
    pub(super) fn power_off(&mut self, at: Moment, unit_too: bool) {
        self.machine = None;
        (self.open, self.reopen) = (false, None);
        self.told.clear();
        if unit_too {
            self.disturb(at, Disturbance::Reset);
        }
    }

    /// The box wants something of its modem.
    pub(super) fn order(&mut self, at: Moment, input: modem::Input) {
        self.tell(at, input);
        self.settle(at);
    }

    /// The sky says something.
    pub(super) fn hear_sky(&mut self, at: Moment, down: Downlink) {
        self.unit.handle_input(Moment::outside(at.world), Input::Sky(down));
        self.settle(at);
    }

    /// Something goes wrong with the unit or its line.
    pub(super) fn disturb(&mut self, at: Moment, disturbance: Disturbance) {
        self.unit.handle_input(Moment::outside(at.world), Input::Disturb(disturbance));
        self.settle(at);
    }

    /// When something is due, by the world's clock; the driver's own times are counted from `boot`.
    pub(super) fn due(&self, boot: Uptime) -> Option<Uptime> {
        let machine = self.machine.as_ref().and_then(modem::Modem::poll_timeout);
        let machine = machine.map(|(at, _)| boot.after(Duration::from_millis(at.as_millis())));
        let unit = self.unit.poll_timeout().map(|(at, _)| at);
        [machine, unit, self.reopen].into_iter().flatten().min()
    }

    /// Does what is due.
    pub(super) fn wake(&mut self, at: Moment) {
        if self.unit.poll_timeout().is_some_and(|(due, _)| due <= at.world) {
            self.unit.handle_input(Moment::outside(at.world), Input::Timeout);
        }
        if self.reopen.is_some_and(|due| due <= at.world) {
            self.open(at);
        }
        let due = self.machine.as_ref().and_then(modem::Modem::poll_timeout);
        if due.is_some_and(|(due, _)| due <= at.own.uptime) {
            self.tell(at, modem::Input::Timeout);
        }
        self.settle(at);
    }

    fn open(&mut self, at: Moment) {
        self.reopen = None;
        if self.machine.is_none() {
            return;
        }
        if at.world < self.unplugged {
            self.reopen = Some(self.unplugged);
            self.tell(at, modem::Input::Closed);
        } else {
            self.open = true;
            self.tell(at, modem::Input::Opened);
        }
    }

    fn unplug(&mut self, at: Moment, away: Duration) {
        self.unplugged = at.world.after(away);
        self.open = false;
        self.reopen = self.machine.is_some().then(|| self.unplugged.after(REOPEN));
        self.tell(at, modem::Input::Closed);
    }

    fn tell(&mut self, at: Moment, input: modem::Input) {
        if let Some(machine) = &mut self.machine {
            machine.handle_input(at.own, input);
        }
    }

    /// Carries bytes until both ends are silent.
    fn settle(&mut self, at: Moment) {
        loop {
            if let Some(output) = self.machine.as_mut().and_then(modem::Modem::poll_output) {
                self.obey(at, output);
            } else if let Some(output) = self.unit.poll_output() {
                self.carry(at, output);
            } else {
                return;
            }
        }
    }

    fn obey(&mut self, at: Moment, output: modem::Output) {
        match output {
            modem::Output::Write(bytes) => {
                if self.open {
                    self.unit.handle_input(Moment::outside(at.world), Input::Host(bytes));
                }
            }
            modem::Output::Reopen => {
                self.open = false;
                self.reopen = Some(at.world.after(REOPEN));
            }
            modem::Output::Flush | modem::Output::SetDtr(_) => {}
            told @ (modem::Output::Starting { .. }
            | modem::Output::Finished(_)
            | modem::Output::Collected(_)
            | modem::Output::Mt { .. }
            | modem::Output::Ring
            | modem::Output::Signal(_)
            | modem::Output::Health(_)
            | modem::Output::NetworkTime { .. }
            | modem::Output::Identity { .. }
            | modem::Output::Notice(_)
            | modem::Output::Stopped) => self.told.push(told),
        }
    }

    fn carry(&mut self, at: Moment, output: Output) {
        match output {
            Output::Host(bytes) => {
                if self.open {
                    self.tell(at, modem::Input::Bytes(bytes));
                }
            }
            Output::Sky(up) => self.up.push(up),
            Output::Ended(report) => self.ended.push(report),
            Output::Unplug(away) => self.unplug(at, away),
        }
    }
}
