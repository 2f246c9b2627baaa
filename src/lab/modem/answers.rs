//! What the modem answers to each command.
//!
//! After the AT command reference of the 9602. Invariant: an unknown command is an error, except for the rude modem.

use std::time::Duration;

use super::{
    buffers::{checksum, system_time},
    command_line::{Form, Verb},
    exchange::{Kind, REGISTRATION},
    machine::{Busy, Mode, Modem, Profile, Progress},
    script::Step,
    settings::Personality,
};

/// The largest MO message.
const MO_LIMIT: usize = 340;
/// The longest text on the command line of `+SBDWT`.
const TEXT_LIMIT: usize = 120;
/// How long the host may take for the bytes of a message, in real time.
const DATA: Duration = Duration::from_mins(1);
/// How long `+CSQ` takes: with signal, without, and when it fails.
const MEASURING: Duration = Duration::from_secs(2);
const MEASURING_POOR: Duration = Duration::from_secs(10);
const MEASURING_STALLED: Duration = Duration::from_secs(50);
/// Between two registrations.
const BETWEEN_REGISTRATIONS: Duration = Duration::from_mins(3);

/// What a sparse modem does not know.
const NOT_SPARSE: [&str; 12] =
    ["+CSQ", "+CSQF", "+CIER", "-MSSTM", "+SBDREG", "+SBDS", "+SBDSX", "*F", "+CGMR", "I", "&F", "+CGMM"];
/// What a rude modem answers.
const RUDE: [&str; 5] = ["+CSQ", "-MSSTM", "+SBDRB", "+CRIS", "+SBDWB"];

impl Modem {
    /// Obeys one command.
    pub(super) fn obey(&mut self, verb: &Verb) -> Progress {
        let name = verb.name.as_str();
        match self.settings.personality {
            Personality::Rude if !RUDE.contains(&name) => return Progress::Mute,
            Personality::Sparse if NOT_SPARSE.contains(&name) => return Progress::Failed,
            Personality::Strict | Personality::Sparse | Personality::Rude => {}
        }
        if name.starts_with("+SBD") {
            self.obey_sbd(name, &verb.form)
        } else {
            self.obey_plain(name, &verb.form)
        }
    }

    fn obey_plain(&mut self, name: &str, form: &Form) -> Progress {
        match (name, form) {
            ("E", form) => set(&mut self.profile.echo, form),
            ("V", form) => set(&mut self.profile.words, form),
            ("Q", form) => set(&mut self.profile.quiet, form),
            ("&F" | "Z", _) => {
                self.profile = Profile::stored(self.settings.personality);
                Progress::Done
            }
            ("*F", _) => {
                self.radio = false;
                Progress::Done
            }
            ("*R", form) => set(&mut self.radio, form),
            ("&D" | "&K" | "&W" | "&Y" | "*P" | "X", _) | ("+IPR" | "+CMEE" | "+CRC", Form::Set(_)) => {
                Progress::Done
            }
            ("I", form) => self.identify(form),
            ("+CGMI" | "+GMI", Form::Run) => self.tell("Iridium"),
            ("+CGMM" | "+GMM", Form::Run) => self.tell("IRIDIUM 9600 Family SBD Transceiver"),
            ("+CGSN" | "+GSN", Form::Run) => self.tell(&self.settings.imei.to_string()),
            ("+CGMR" | "+GMR", Form::Run) => {
                self.inform("Call Processor Version: TA16005");
                self.inform("Modem DSP Version: 1.7 svn: 2358");
                self.tell("Hardware Version: BOOST 0x1c00")
            }
            ("+IPR", Form::Read) => self.tell("+IPR:006"),
            ("+CSQ", Form::Run) => self.measure(),
            ("+CSQF", Form::Run) => self.tell(&format!("+CSQF:{}", self.signal.bars())),
            ("+CSQ" | "+CSQF", Form::Test) => self.tell(&format!("{name}:(000-005)")),
            ("+CIER", form) => self.indicators(form),
            ("+CRIS", Form::Run) => self.tell(&format!("+CRIS:000,00{}", u8::from(self.ring_pending))),
            ("+CULK", Form::Read) => self.tell(if self.settings.locked { "1" } else { "0" }),
            ("-MSSTM", Form::Run) => {
                let known = self.now.wall.filter(|_| self.signal.ever());
                match known {
                    Some(wall) => self.tell(&format!("-MSSTM: {:x}", system_time(wall.unix()))),
                    None => self.tell("-MSSTM: no network service"),
                }
            }
            (register, Form::Set(_)) if register.starts_with('S') => Progress::Done,
            (register, Form::Read) if register.starts_with('S') => self.tell("000"),
            _ => Progress::Failed,
        }
    }

    fn obey_sbd(&mut self, name: &str, form: &Form) -> Progress {
        match (name, form) {
            ("+SBDWB", Form::Set(length)) => self.begin_binary(length),
            ("+SBDWT", Form::Set(text)) if text.len() <= TEXT_LIMIT => {
                self.buffers.mo =
                    Some(text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect());
                Progress::Done
            }
            ("+SBDWT", Form::Run) => {
                self.inform("READY");
                self.mode = Mode::Text { data: Vec::new(), until: self.data_deadline() };
                Progress::Wait
            }
            ("+SBDIX", Form::Run | Form::Set(_)) => self.start_session(Kind::Plain),
            ("+SBDIXA", Form::Run | Form::Set(_)) => self.start_session(Kind::Answering),
            ("+SBDI", Form::Run) => self.start_session(Kind::Detaching),
            ("+SBDRB", Form::Run) => self.read_binary(),
            ("+SBDRT", Form::Run) => {
                self.inform("+SBDRT:");
                let text = self.buffers.mt.as_ref().map(|mt| mt.payload.clone()).unwrap_or_default();
                self.write(&text);
                self.write(b"\r\n");
                Progress::Done
            }
            ("+SBDTC", Form::Run) => {
                let copy = self.buffers.mo.clone().unwrap_or_default();
                let size = copy.len();
                self.buffers.mt = Some(super::buffers::Received { mtmsn: 0, payload: copy });
                self.tell(&format!("SBDTC: Outbound SBD Copied to Inbound SBD: size = {size}"))
            }
            ("+SBDD0" | "+SBDD1" | "+SBDD2", Form::Run) => {
                if name != "+SBDD1" {
                    self.buffers.mo = None;
                }
                if name != "+SBDD0" {
                    self.buffers.mt = None;
                }
                self.tell("0")
            }
            ("+SBDS", Form::Run) => self.tell(&format!("+SBDS: {}", self.buffers.status())),
            ("+SBDSX", Form::Run) => {
                let ring = u8::from(self.ring_pending);
                self.tell(&format!("+SBDSX: {}, {ring}, {}", self.buffers.status(), self.waiting))
            }
            ("+SBDC", Form::Run) => {
                self.buffers.momsn = 0;
                self.tell("0")
            }
            ("+SBDLOE", Form::Run) => self.tell("+SBDLOE:0,0"),
            ("+SBDMTA" | "+SBDAREG" | "+SBDST", form) => self.session_setting(name, form),
            ("+SBDREG", Form::Read) => self.tell(if self.attached { "+SBDREG:2" } else { "+SBDREG:1" }),
            ("+SBDREG", Form::Run | Form::Set(_)) => self.register(),
            ("+SBDDET", Form::Run) => {
                self.busy = Some(Busy::Detaching { until: self.now.uptime.after(REGISTRATION) });
                Progress::Wait
            }
            _ => Progress::Failed,
        }
    }

    /// A line of information, and the command is done.
    fn tell(&mut self, text: &str) -> Progress {
        self.inform(text);
        Progress::Done
    }

    fn identify(&mut self, form: &Form) -> Progress {
        match form {
            Form::Set(number) if number == "3" => self.tell("TA16005"),
            Form::Set(number) if number == "4" => self.tell("IRIDIUM"),
            Form::Set(number) if number == "7" => self.tell("BOOST"),
            Form::Run | Form::Set(_) => self.tell("2400"),
            Form::Read | Form::Test => Progress::Failed,
        }
    }

    fn measure(&mut self) -> Progress {
        let fails = self.chance.happens(self.settings.faults.signal_stall);
        let time = match self.signal.bars() {
            _ if fails => MEASURING_STALLED,
            0 => MEASURING_POOR,
            _ => MEASURING,
        };
        self.busy = Some(Busy::Measuring { until: self.now.uptime.after(time), fails });
        Progress::Wait
    }

    fn indicators(&mut self, form: &Form) -> Progress {
        match form {
            Form::Set(value) => {
                let mut fields = value.split(',').map(|field| field.trim() == "1");
                self.profile.indicators = std::array::from_fn(|_| fields.next().unwrap_or(false));
                // The present state comes behind the final result.
                self.indicate(self.signal.bars(), true);
                Progress::Done
            }
            Form::Read => {
                let [on, signal, service] = self.profile.indicators.map(u8::from);
                self.tell(&format!("+CIER:{on},{signal},{service},0"))
            }
            Form::Test => self.tell("+CIER:(0-1),(0-1),(0-1),(0-1)"),
            Form::Run => Progress::Failed,
        }
    }

    fn session_setting(&mut self, name: &str, form: &Form) -> Progress {
        match (name, form) {
            ("+SBDMTA", form @ Form::Set(_)) => {
                if self.settings.personality == Personality::Sparse {
                    self.profile.indicators = [true; 3];
                }
                set(&mut self.profile.ring, form)
            }
            ("+SBDMTA", Form::Read) => self.tell(&format!("+SBDMTA:{}", u8::from(self.profile.ring))),
            ("+SBDST", Form::Set(value)) => match value.parse() {
                Ok(seconds) => {
                    self.local_timeout = (seconds > 0).then(|| Duration::from_secs(seconds));
                    Progress::Done
                }
                Err(_) => Progress::Failed,
            },
            ("+SBDST", Form::Read) => {
                self.tell(&format!("+SBDST:{}", self.local_timeout.map_or(0, |limit| limit.as_secs())))
            }
            ("+SBDAREG", Form::Set(_)) => Progress::Done,
            ("+SBDAREG", Form::Read) => self.tell("+SBDAREG:0"),
            _ => Progress::Failed,
        }
    }

    fn register(&mut self) -> Progress {
        let now = self.now.uptime;
        if !self.radio {
            return self.tell("+SBDREG:1,34");
        }
        let recent = self.registered_at.is_some_and(|last| now.since(last) < BETWEEN_REGISTRATIONS);
        if recent && self.settings.registration_rule {
            return self.tell(if self.attached { "+SBDREG:2,36" } else { "+SBDREG:1,36" });
        }
        self.busy = Some(Busy::Registering { until: now.after(REGISTRATION) });
        Progress::Wait
    }

    fn data_deadline(&self) -> rts_core::time::Uptime {
        self.now.uptime.after(DATA.mul_f64(self.settings.time_scale.max(1.0)))
    }

    fn begin_binary(&mut self, length: &str) -> Progress {
        let Ok(length) = length.trim().parse::<usize>() else { return Progress::Failed };
        if !(1..=MO_LIMIT).contains(&length) {
            return self.tell("3");
        }
        self.inform("READY");
        let until = self.data_deadline();
        self.mode = Mode::Binary { expected: length.saturating_add(2), data: Vec::new(), until };
        if self.pass(Step::Ready) { Progress::Wait } else { Progress::Mute }
    }

    /// All bytes of `+SBDWB` are there.
    pub(super) fn store_binary(&mut self) {
        let Mode::Binary { data, .. } = std::mem::replace(&mut self.mode, Mode::Command) else { return };
        if !self.pass(Step::Stored) {
            return;
        }
        let code = match data.split_last_chunk() {
            _ if self.settings.personality == Personality::Rude => "10",
            Some((message, sum)) if checksum(message).to_be_bytes() == *sum => {
                self.buffers.mo = Some(message.to_vec());
                "0"
            }
            _ => "2",
        };
        self.inform(code);
        self.resume(true);
    }

    /// The text of `+SBDWT` is complete.
    pub(super) fn store_text(&mut self) {
        let Mode::Text { data, .. } = std::mem::replace(&mut self.mode, Mode::Command) else { return };
        let fits = (1..=MO_LIMIT).contains(&data.len());
        if fits {
            self.buffers.mo = Some(data);
        }
        self.inform(if fits { "0" } else { "1" });
        self.resume(true);
    }

    fn read_binary(&mut self) -> Progress {
        let bytes = self.buffers.framed();
        let (first, second) = bytes.split_at_checked(bytes.len() / 2).unwrap_or((&bytes, &[]));
        self.write(first);
        if !self.pass(Step::Read) {
            return Progress::Mute;
        }
        self.write(second);
        Progress::Done
    }
}

/// Sets a switch to 0 or 1; without a number to 0.
fn set(switch: &mut bool, form: &Form) -> Progress {
    match form {
        Form::Run => *switch = false,
        Form::Set(number) if number == "0" => *switch = false,
        Form::Set(number) if number == "1" => *switch = true,
        Form::Set(_) | Form::Read | Form::Test => return Progress::Failed,
    }
    Progress::Done
}
