//! The settings of a box and their defaults, which are those of the real hardware.
//!
//! No secret is a setting: keys and PINs come as systemd credentials or from provisioning.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use rts_core::printer::Cut;
use rts_core::tape::Paper;
use rts_core::time::ClockQuality;
use serde::{Deserialize, Serialize};

use super::span;

/// Name of the credential that holds the box's keys.
pub const CREDENTIAL: &str = "rts-device";

/// Everything that can be set on a box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Where things are.
    pub paths: Paths,
    /// The two copies of the journal.
    pub journal: Journal,
    /// The satellite modem.
    pub modem: Modem,
    /// When packets are tried.
    pub sending: Sending,
    /// The printer.
    pub printer: Printer,
    /// The line to the counting device.
    pub counter: Counter,
    /// The line to the voter verification device.
    pub verifier: Verifier,
    /// Who may talk to the box, and where.
    pub control: Control,
    /// The wall clock.
    pub clock: Clock,
}

/// Where things are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Paths {
    /// Folder of the internal copy of the journal.
    pub state: PathBuf,
    /// Folder that the card is mounted on.
    pub card: PathBuf,
    /// The signed election package.
    pub package: PathBuf,
    /// Folder of the lock; gone after a restart.
    pub runtime: PathBuf,
    /// File with the box's keys; without it the systemd credential `rts-device`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<PathBuf>,
}

/// The two copies of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Journal {
    /// True if the card counts as absent while nothing is mounted on its folder.
    pub card_is_mounted: bool,
    /// Ballast on each medium, in MiB, 0 to 1024.
    pub ballast_mib: u64,
}

/// The satellite modem (Iridium ISU AT Command Reference).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Modem {
    /// Serial line, by its stable name.
    pub port: PathBuf,
    /// Speed of the line.
    pub baud: u32,
    /// Limit of a session as the box sees it; above `modem_session_timeout`.
    #[serde(with = "span")]
    pub session_timeout: Duration,
    /// Limit of a session that the modem itself keeps, in whole seconds.
    #[serde(with = "span")]
    pub modem_session_timeout: Duration,
    /// How long an attempt waits for a signal before it tries anyway.
    #[serde(with = "span")]
    pub signal_gate: Duration,
    /// How often the signal is asked meanwhile.
    #[serde(with = "span")]
    pub signal_poll: Duration,
    /// Least time between two sessions; 30 s on boards powered over USB.
    #[serde(with = "span")]
    pub between_sessions: Duration,
    /// Wait after MO status 36: the network allows one registration in three minutes.
    #[serde(with = "span")]
    pub registration_wait: Duration,
    /// Wait after MO status 11, 37 or 38 and after a busy network: never hammer.
    #[serde(with = "span")]
    pub busy_wait: Duration,
}

/// When packets are tried. The defaults follow the satellite network's advice; rehearsals shorten them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Sending {
    /// Most that the election's spread of first transmissions may be on this box.
    #[serde(with = "span")]
    pub spread_cap: Duration,
    /// Most that tries 2 and 3 wait.
    #[serde(with = "span")]
    pub early: Duration,
    /// Most that try 4 waits; later tries double it up to `cap`.
    #[serde(with = "span")]
    pub middle: Duration,
    /// Most that any try waits.
    #[serde(with = "span")]
    pub cap: Duration,
    /// When the mailbox is first asked for a receipt, after the last part was accepted.
    #[serde(with = "span")]
    pub collect_first: Duration,
    /// How often the mailbox is asked in the long run.
    #[serde(with = "span")]
    pub collect_every: Duration,
    /// Without a receipt for so long, the record itself is sent again.
    #[serde(with = "span")]
    pub resend_after: Duration,
    /// How long copies that belong before sending may hold it back when the printer does not print.
    #[serde(with = "span")]
    pub paper_before_sending: Duration,
}

/// The printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Printer {
    /// Serial line, by its stable name.
    pub port: PathBuf,
    /// Speed of the line.
    pub baud: u32,
    /// Who keeps a serial printer's receive buffer from overflowing.
    pub flow: Flow,
    /// Bytes of that buffer.
    pub buffer: u32,
    /// Width of the roll.
    pub paper: Paper,
    /// What stands at the end of a sheet.
    pub cut: Cut,
    /// How the end of a sheet is known.
    pub completion: Completion,
    /// Length of a sheet in millimeters, head and foot included, 120 to 1000; a code may need more on a short one. If it is
    /// not set: 200, or 400 for a tape of more than a dozen such sheets.
    pub sheet_mm: Option<u32>,
    /// Paper left when the near-end sensor lights up, in millimeters, at most 20 m.
    pub near_end_paper: u32,
}

/// Who keeps a serial printer's receive buffer from overflowing. USB and network printers do it themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// The box sends no more than the printer has answered for. Works with every cable, which is why it is the default:
    /// a cable without CTS would hold a box set for `rts-cts` back for ever, and one set for nothing would lose rows.
    #[default]
    Paced,
    /// RTS/CTS, with a cable that brings the printer's DTR or RTS to the box's CTS. Faster: the printer prints while it
    /// receives.
    RtsCts,
}

/// How the end of a sheet is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completion {
    /// The box asks the printer what it can do.
    #[default]
    FindOut,
    /// The printer answers the sheet's process id.
    ProcessId,
    /// The printer works through its buffer and reports no fault.
    Fence,
    /// An official looks.
    Official,
}

/// The line to the counting device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Counter {
    /// Serial line; without it the station has no counting device that is connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<PathBuf>,
    /// Speed of the line.
    pub baud: u32,
    /// How long the counting device may take to tell that its counters are zero.
    #[serde(with = "span")]
    pub counters_within: Duration,
}

/// The line to the voter verification device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Verifier {
    /// Serial line; without it the number of verified voters is keyed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<PathBuf>,
    /// Speed of the line.
    pub baud: u32,
}

/// Who may talk to the box, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Control {
    /// The socket of `rts`.
    pub socket: PathBuf,
    /// Group of the users who act as officials.
    pub official_group: String,
    /// Group of the users who act as technicians.
    pub technician_group: String,
}

/// The wall clock. It decides nothing alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clock {
    /// Trust in the clock; it goes into every record.
    pub quality: ClockQuality,
    /// Minutes that local time is ahead of UTC, for people's eyes only; -720 to 840.
    pub offset_minutes: i16,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            state: "/var/lib/rts".into(),
            card: "/media/rts-card".into(),
            package: "/var/lib/rts/package.json".into(),
            runtime: "/run/rts".into(),
            credentials: None,
        }
    }
}

impl Default for Journal {
    fn default() -> Self {
        Self { card_is_mounted: true, ballast_mib: 16 }
    }
}

impl Default for Modem {
    fn default() -> Self {
        let machine = rts_core::modem::Settings::default();
        Self {
            port: "/dev/rts-modem".into(),
            baud: 19_200,
            session_timeout: machine.session,
            modem_session_timeout: Duration::from_secs(machine.modem_session.unwrap_or_default().into()),
            signal_gate: machine.gate,
            signal_poll: machine.signal_poll,
            between_sessions: machine.between_sessions,
            registration_wait: machine.registration_wait,
            busy_wait: machine.long_wait,
        }
    }
}

impl Default for Sending {
    fn default() -> Self {
        let schedule = rts_core::outbox::Schedule::default();
        Self {
            spread_cap: Duration::from_secs(3600),
            early: schedule.early,
            middle: schedule.middle,
            cap: schedule.cap,
            collect_first: schedule.collect.first().copied().unwrap_or(schedule.collect_every),
            collect_every: schedule.collect_every,
            resend_after: schedule.resend_after,
            paper_before_sending: Duration::from_secs(600),
        }
    }
}

impl Default for Printer {
    fn default() -> Self {
        let machine = rts_core::printer::Settings::default();
        Self {
            port: "/dev/rts-printer".into(),
            baud: 38_400,
            flow: Flow::default(),
            buffer: machine.buffer,
            paper: machine.paper,
            cut: machine.cut,
            completion: Completion::default(),
            sheet_mm: None,
            near_end_paper: machine.near_end_paper,
        }
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self { port: None, baud: 115_200, counters_within: Duration::from_secs(10) }
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Self { port: None, baud: 115_200 }
    }
}

impl Default for Control {
    fn default() -> Self {
        Self {
            socket: "/run/rts/control.sock".into(),
            official_group: "rts-official".to_owned(),
            technician_group: "rts-technician".to_owned(),
        }
    }
}

impl Paths {
    /// The file with the box's keys: the one that is set, or else the systemd credential in `credentials_directory`
    /// (the value of `$CREDENTIALS_DIRECTORY`); none if there is neither.
    #[must_use]
    pub fn credentials_file(&self, credentials_directory: Option<&OsStr>) -> Option<PathBuf> {
        let credential = || Some(PathBuf::from(credentials_directory?).join(CREDENTIAL));
        self.credentials.clone().or_else(credential)
    }

    /// Where provisioning keeps the box's keys where systemd hands none over, mode 0600.
    #[must_use]
    pub fn kept_credentials(&self) -> PathBuf {
        self.credentials.clone().unwrap_or_else(|| self.state.join("credentials.json"))
    }

    /// The seed of the box's signing key in hexadecimal, mode 0600.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.state.join("device.key")
    }

    /// The commission's certificate of the box's key, which tapes carry once it is there.
    #[must_use]
    pub fn certificate_file(&self) -> PathBuf {
        self.state.join("certificate.json")
    }

    /// The file that whoever uses the journal holds locked.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.runtime.join("rtsd.lock")
    }
}
