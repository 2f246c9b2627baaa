//! The modem machine against the gateway machine: no wire, no clock.

mod air;
mod faults;
mod host;

use std::time::Duration;

use rts_core::time::{Now, Uptime, WallTime};

use super::{buffers::checksum, *};
use crate::{
    lab::satellite::{self, Gateway, Uplink},
    ports::directip::{Imei, MoMessage, MtMessage},
};

/// 2026-11-21T19:39:59Z.
const WALL: i64 = 1_795_289_999;

fn imei() -> Imei {
    "300234010753370".parse().unwrap()
}

/// A modem, a gateway and what came of them.
struct World {
    modem: Modem,
    gateway: Gateway,
    now: Uptime,
    said: Vec<u8>,
    delivered: Vec<MoMessage>,
    reports: Vec<SessionReport>,
    unplugged: Vec<Duration>,
    pieces: usize,
}

impl World {
    fn new(change: impl FnOnce(&mut ModemSettings)) -> Self {
        let mut settings = ModemSettings::new(imei());
        change(&mut settings);
        let gateway = Gateway::new(satellite::Settings { destinations: 1, ..satellite::Settings::default() });
        let modem = Modem::new(settings);
        let mut world = Self {
            modem,
            gateway,
            now: Uptime::default(),
            said: Vec::new(),
            delivered: Vec::new(),
            reports: Vec::new(),
            unplugged: Vec::new(),
            pieces: 0,
        };
        world.feed(Input::Timeout);
        world
    }

    fn scripted(script: &str) -> Self {
        Self::new(|settings| {
            settings.script = script.split(',').map(|session| session.parse().unwrap()).collect();
        })
    }

    fn clock(&self) -> Now {
        Now { uptime: self.now, wall: Some(WallTime::from_unix(WALL)), ..Now::default() }
    }

    fn feed(&mut self, input: Input) {
        self.modem.handle_input(self.clock(), input);
        while let Some(output) = self.modem.poll_output() {
            match output {
                Output::Host(bytes) => {
                    self.said.extend(bytes);
                    self.pieces += 1;
                }
                Output::Sky(uplink) => self.call(uplink),
                Output::Ended(report) => self.reports.push(report),
                Output::Unplug(away) => self.unplugged.push(away),
            }
        }
    }

    fn call(&mut self, uplink: Uplink) {
        self.gate(satellite::Input::Up(uplink));
    }

    fn gate(&mut self, input: satellite::Input) {
        self.gateway.handle_input(self.clock(), input);
        while let Some(output) = self.gateway.poll_output() {
            match output {
                satellite::Output::Down(_, message) => self.feed(Input::Sky(message)),
                satellite::Output::Deliver { destination, frame } => {
                    self.delivered.push(MoMessage::decode(&frame).unwrap());
                    let delivered = satellite::Input::Delivered { destination, taken: true };
                    self.gateway.handle_input(self.clock(), delivered);
                }
                satellite::Output::MtAnswer { .. } => {}
            }
        }
    }

    fn queue(&mut self, payload: &[u8]) {
        let message =
            MtMessage { id: 1, imei: imei(), flags: 0, payload: Some(payload.to_vec()), priority: None };
        self.gate(satellite::Input::Mt { ticket: 1, message: Ok(message) });
    }

    /// Lets so much time pass.
    fn pass(&mut self, seconds: u64) {
        let end = self.now.after(Duration::from_secs(seconds));
        loop {
            let modem = self.modem.poll_timeout().map(|(due, _)| due);
            let gateway = self.gateway.poll_timeout().map(|(due, _)| due);
            let next = [modem, gateway].into_iter().flatten().min().filter(|due| *due <= end);
            self.now = next.unwrap_or(end).max(self.now);
            self.feed(Input::Timeout);
            self.gate(satellite::Input::Timeout);
            if next.is_none() {
                return;
            }
        }
    }

    fn type_in(&mut self, bytes: &[u8]) {
        self.feed(Input::Host(bytes.to_vec()));
    }

    fn heard(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.said)
    }

    fn text(&mut self) -> String {
        self.heard().into_iter().map(char::from).collect()
    }

    /// Types a command and gives what is said within five minutes, without the echo.
    fn ask(&mut self, command: &str) -> String {
        self.text();
        self.type_in(format!("{command}\r").as_bytes());
        for _ in 0..300 {
            if self.said.ends_with(b"OK\r\n") || self.said.ends_with(b"ERROR\r\n") {
                break;
            }
            self.pass(1);
        }
        let text = self.text();
        text.strip_prefix(&format!("{command}\r")).map_or(text.clone(), str::to_owned)
    }

    /// Writes an MO message.
    fn write(&mut self, message: &[u8]) {
        assert_eq!(self.begin(message.len()), "\r\nREADY\r\n");
        self.type_in(message);
        self.type_in(&checksum(message).to_be_bytes());
        assert_eq!(self.text(), "\r\n0\r\n\r\nOK\r\n");
    }

    fn begin(&mut self, length: usize) -> String {
        self.text();
        let command = format!("AT+SBDWB={length}\r");
        self.type_in(command.as_bytes());
        let text = self.text();
        text.strip_prefix(&command).map_or(text.clone(), str::to_owned)
    }

    /// The six numbers of a session.
    fn session(&mut self) -> [i32; 6] {
        let said = self.ask("AT+SBDIX");
        let line =
            said.lines().find_map(|line| line.strip_prefix("+SBDIX: ")).unwrap_or_else(|| panic!("{said}"));
        let numbers: Vec<i32> = line.split(", ").map(|number| number.parse().unwrap()).collect();
        numbers.try_into().unwrap()
    }

    fn payloads(&self) -> Vec<&[u8]> {
        self.delivered.iter().filter_map(|message| message.payload.as_deref()).collect()
    }
}
