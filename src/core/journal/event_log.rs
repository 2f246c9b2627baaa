//! The journal as an election event log of NIST SP 1500-101, in its JSON form.
//!
//! For people and programs that audit elections. It names what happened and never how many voted for whom: no tally,
//! turnout, key or PIN is in it, so it may be handed out at any time of the day. The hash of each event is the one of
//! the chain, so that whoever holds the journal can check the export against it.

use serde::Serialize;

use super::entry::{Entry, Hash};
use super::event::Event;
use super::facts::Sealed;
use super::names::{Disposition, EventType};
use crate::time::{ClockQuality, WallTime};

/// The election event log of one or more devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventLog {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "ElectionId")]
    election: String,
    #[serde(rename = "GeneratedTime")]
    generated: String,
    #[serde(rename = "Device")]
    devices: Vec<DeviceLog>,
}

/// The events of one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceLog {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "Type")]
    kind: DeviceType,
    #[serde(rename = "Model")]
    model: &'static str,
    #[serde(rename = "Version", skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(rename = "HashType")]
    hash_type: &'static str,
    #[serde(rename = "Event")]
    events: Vec<LoggedEvent>,
}

/// What a device is in the election (NIST SP 1500-101, DeviceType).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceType {
    /// A box in a polling station.
    TransmissionSending,
    /// The center.
    TransmissionReceiving,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedEvent {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "Id")]
    id: String,
    #[serde(rename = "Sequence")]
    sequence: String,
    #[serde(rename = "TimeStamp")]
    at: String,
    #[serde(rename = "Type")]
    kind: EventType,
    #[serde(rename = "Disposition")]
    disposition: Disposition,
    #[serde(rename = "Hash", skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    #[serde(rename = "UserId", skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(rename = "Details", skip_serializing_if = "String::is_empty")]
    details: String,
}

impl EventLog {
    /// A log of `election` made at `generated`; the standard wants a time even where no clock is set.
    #[must_use]
    pub fn new(election: &str, generated: Option<WallTime>, devices: Vec<DeviceLog>) -> Self {
        Self {
            class: "EventLogging.ElectionEventLog",
            election: election.to_owned(),
            generated: timestamp(generated),
            devices,
        }
    }

    /// The log as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Only strings and lists are in it: there is nothing that could fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl DeviceLog {
    /// The log of device `id` that runs software `version` (empty if unknown).
    #[must_use]
    pub fn new(kind: DeviceType, id: &str, version: &str, events: Vec<LoggedEvent>) -> Self {
        Self {
            class: "EventLogging.Device",
            id: id.to_owned(),
            kind,
            model: match kind {
                DeviceType::TransmissionSending => "rts",
                DeviceType::TransmissionReceiving => "rts-center",
            },
            version: version.to_owned(),
            hash_type: "sha-256",
            events,
        }
    }

    /// The log of a box from its journal; the version is that of the software which started last.
    #[must_use]
    pub fn of_box(id: &str, entries: &[Entry]) -> Self {
        let version = entries.iter().rev().find_map(|entry| {
            if let Event::Started { software, .. } = &entry.event { Some(software.as_str()) } else { None }
        });
        let events = entries.iter().map(LoggedEvent::from).collect();
        Self::new(DeviceType::TransmissionSending, id, version.unwrap_or_default(), events)
    }
}

impl LoggedEvent {
    /// An event of a log that is not a box's journal, such as the center's.
    #[must_use]
    pub fn new(
        id: &str,
        sequence: u64,
        at: Option<WallTime>,
        kind: EventType,
        disposition: Disposition,
    ) -> Self {
        Self {
            class: "EventLogging.Event",
            id: id.to_owned(),
            sequence: sequence.to_string(),
            at: timestamp(at),
            kind,
            disposition,
            hash: None,
            user: None,
            details: String::new(),
        }
    }

    /// The event with a sentence for people; never a count, key or PIN.
    #[must_use]
    pub fn with_details(self, details: impl Into<String>) -> Self {
        Self { details: details.into(), ..self }
    }

    /// The event with its hash in the chain.
    #[must_use]
    pub fn with_hash(self, hash: Hash) -> Self {
        Self { hash: Some(hex::encode(hash.0)), ..self }
    }
}

impl From<&Entry> for LoggedEvent {
    fn from(entry: &Entry) -> Self {
        let Entry { sequence, stamp, event, hash, .. } = entry;
        let clock = match stamp.now.quality {
            ClockQuality::Unknown => "clock not set",
            ClockQuality::SetByHand => "clock set by hand",
            ClockQuality::Battery => "clock kept by battery",
            ClockQuality::Network => "clock set by the network",
        };
        let uptime = stamp.now.uptime.as_millis();
        let when = format!("{uptime} ms after boot {}, {clock}", hex::encode(stamp.boot.0));
        let what = details(event);
        let details = if what.is_empty() { when } else { format!("{what}; {when}") };
        let logged = Self::new(event.id(), *sequence, stamp.now.wall, event.kind(), event.disposition());
        Self {
            user: official(event).map(|by| by.to_string()),
            ..logged.with_details(details).with_hash(*hash)
        }
    }
}

/// The standard wants a time with every event. One that is not known is the epoch, and the details say so.
fn timestamp(wall: Option<WallTime>) -> String {
    wall.and_then(WallTime::rfc3339).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

/// The official who did it, by index at the station.
#[expect(clippy::wildcard_enum_match_arm, reason = "most events are the box's own doing")]
fn official(event: &Event) -> Option<u8> {
    match event {
        Event::ZeroSealed { by, .. }
        | Event::PollsOpened { by, .. }
        | Event::TurnoutSealed { by, .. }
        | Event::PollsClosed { by, .. }
        | Event::TallyKeyed { by, .. }
        | Event::Approved { by }
        | Event::CorrectionStarted { by, .. }
        | Event::PinRefused { official: by }
        | Event::PinAccepted { official: by } => Some(*by),
        Event::CardAdopted { by, .. } => *by,
        _ => None,
    }
}

/// What else can be told without telling a count.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not named tells nothing more")]
fn details(event: &Event) -> String {
    match event {
        Event::Provisioned { election, device, station, .. } => {
            format!("election {election}, device {device}, station {station}")
        }
        Event::PackageLoaded { digest, version } => {
            format!("version {version}, digest {}", hex::encode(digest))
        }
        Event::Started { software, software_digest } => {
            format!("{software}, digest {}", hex::encode(software_digest))
        }
        Event::RehearsalSealed { sealed }
        | Event::ZeroSealed { sealed, .. }
        | Event::PollsOpened { sealed, .. }
        | Event::TurnoutSealed { sealed, .. }
        | Event::ResultSealed { sealed } => messages(sealed),
        Event::PollsClosed { deadline_minutes, .. } => {
            format!("results are due within {deadline_minutes} minutes")
        }
        Event::CorrectionStarted { record, reason, second, .. } => {
            format!("of record {record}, reason {reason}, second official {second}")
        }
        Event::TallyChecked { explained: true, .. } => "with a difference that was explained".to_owned(),
        Event::TapeOrdered { order } => {
            format!("tape {}, {} copies, record {}", order.tape, order.copies, order.record)
        }
        Event::Refused { code, .. } => code.clone(),
        Event::MediumFailed { medium, why } => format!("{medium:?}: {why}"),
        Event::MediumRestored { medium } => format!("{medium:?}"),
        Event::ReserveChanged { medium, kept } => {
            format!("{medium:?}: {}", if *kept { "kept again" } else { "given up" })
        }
        Event::CardAdopted { second: Some(second), .. } => format!("second official {second}"),
        Event::CardAdopted { by: None, .. } => "by a technician".to_owned(),
        Event::PrinterChanged { state } | Event::ModemChanged { state } => state.clone(),
        Event::ClockStepped { seconds } => format!("by {seconds} s"),
        Event::Exported { place } => place.clone(),
        _ => transport(event),
    }
}

/// Details of what went over paper and radio.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not named tells nothing more")]
fn transport(event: &Event) -> String {
    match event {
        Event::SheetStarted { sheet, .. } | Event::SheetCompleted { sheet, .. } => named(sheet),
        Event::SheetInterrupted { sheet, why } => format!("{}: {why}", named(sheet)),
        Event::SessionStarted { attempt, record, part, bytes } => {
            format!("attempt {attempt}: record {record}, part {part}, {bytes} bytes")
        }
        Event::SessionEnded { attempt, outcome, mo_status, momsn, signal, duration, .. } => {
            let mut text = format!("attempt {attempt}: {outcome}");
            for (name, value) in [
                ("MO status", mo_status.map(u16::from)),
                ("MOMSN", *momsn),
                ("signal quality", signal.map(u16::from)),
            ] {
                if let Some(value) = value {
                    text.push_str(&format!(", {name} {value}"));
                }
            }
            format!("{text}, {duration} ms")
        }
        Event::MessageReceived { attempt, bytes } => format!("attempt {attempt}: {} bytes", bytes.len()),
        Event::ReceiptVerified { record, .. } | Event::DeadlinePassed { record, .. } => {
            format!("record {record}")
        }
        Event::PacketQuarantined { record, part, why } => format!("record {record}, part {part}: {why}"),
        Event::MessageIgnored { why } => why.clone(),
        _ => String::new(),
    }
}

fn named(sheet: &super::facts::SheetId) -> String {
    let super::facts::SheetId { tape, copy, sheet, attempt } = sheet;
    format!("tape {tape}, copy {copy}, sheet {sheet}, attempt {attempt}")
}

fn messages(sealed: &Sealed) -> String {
    if sealed.packets.is_empty() {
        return "kept, not sent".to_owned();
    }
    format!("message {} in {} packets", hex::encode(&sealed.message), sealed.packets.len())
}
