//! Where a tape comes from: election, station and box, and the record it is about.
//!
//! Invariant: nothing here is decided by the tape; it is what the box knows when the tape is ordered.

use super::layout::{Block, Tape};
use super::line::Line;
use super::sheet::{Heading, Mark, TapeKind};
use super::stamp::Stamp;
use super::text::PaperText;
use crate::election::{ElectionDefinition, Names, Official, Station};
use crate::record::{Fingerprint, Record};
use crate::time::{ClockQuality, WallTime};

/// Language of the labels in this release; names are taken in it where the package has them.
const LANGUAGE: &str = "en";

/// Election, station and box.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The package in force.
    pub definition: &'a ElectionDefinition,
    /// The station of this box.
    pub station: &'a Station,
    /// Number of the device.
    pub device: u32,
    /// Digest of the package.
    pub package_digest: [u8; 32],
    /// Short name of the device's signing key.
    pub key_id: String,
    /// Version of the software.
    pub software: String,
    /// Minutes that local time is ahead of UTC.
    pub offset: i16,
}

/// A record that is signed and durable.
#[derive(Clone, Copy, Debug)]
pub struct Attested<'a> {
    /// What it says.
    pub record: &'a Record,
    /// Its short name.
    pub fingerprint: Fingerprint,
}

/// How far a record has got on its way to the center, when a tape of it is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transmission {
    /// Nothing has been sent.
    NotSent,
    /// Sending has begun, and no receipt has come.
    Sent {
        /// Attempts so far.
        attempts: u32,
        /// The first of them.
        since: Stamp,
    },
    /// The center has answered.
    Answered {
        /// Its verdict in a word: received, accepted, quarantined, refused, superseded.
        verdict: String,
        /// When the answer came.
        at: Stamp,
    },
}

impl Origin<'_> {
    /// A name on paper.
    pub(super) fn name(&self, names: &Names) -> PaperText {
        let mut languages = vec![LANGUAGE.to_owned()];
        languages.extend_from_slice(self.definition.languages(self.station));
        PaperText::new(names.pick(&languages))
    }

    /// A moment in local time.
    pub(super) fn stamp(&self, wall: Option<WallTime>, quality: ClockQuality) -> Stamp {
        Stamp { wall, quality, offset: self.offset }
    }

    /// A tape of this box.
    pub(super) fn tape(
        &self,
        kind: TapeKind,
        test: bool,
        fingerprint: Option<Fingerprint>,
        blocks: Vec<Block>,
    ) -> Tape {
        let test = test || self.definition.election.test || kind == TapeKind::Rehearsal;
        let station = format!("STATION {} {}", self.station.code, self.name(&self.station.name));
        let heading = Heading {
            kind,
            title: vec![self.name(&self.definition.election.name), station.into()],
            mark: if test { Mark::Test } else { Mark::Official },
            fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string().into()),
        };
        Tape { heading, blocks }
    }

    /// Who holds the election, and where the station is.
    pub(super) fn place(&self) -> Block {
        let (election, station) = (&self.definition.election, self.station);
        let mut lines = vec![
            Line::pair("Authority", self.name(&election.authority)),
            Line::pair("Election day", election.date.as_str()),
            Line::pair("District", station.district.as_str()),
        ];
        lines.extend(station.center.as_ref().map(|center| Line::pair("Polling center", center.as_str())));
        lines.push(Line::pair("Station number", station.number.to_string()));
        Block::new(lines)
    }

    /// Which box with which software, package and key.
    pub(super) fn device(&self, attested: Option<Attested<'_>>) -> Block {
        let election = &self.definition.election;
        let mut lines = vec![
            Line::pair("Device", self.device.to_string()),
            Line::pair("Key", self.key_id.as_str()),
            Line::pair("Software", self.software.as_str()),
            Line::pair("Package", format!("election {}, version {}", election.id, election.version)),
        ];
        lines.extend(hexadecimal("Package digest", &self.package_digest));
        if let Some(Attested { record: Record { base, facts, .. }, .. }) = attested {
            lines.push(Line::pair("Record", format!("{} number {}", base.kind.name(), base.sequence)));
            lines.extend(hexadecimal("Journal head", &facts.journal_head));
            lines.extend(facts.flags.degraded.then(|| Line::bold("Recorded on one of two media only.")));
        }
        Block::titled("DEVICE", lines)
    }

    /// Officials with the numbers they give when they act.
    pub(super) fn officials(&self) -> Block {
        let official = |(number, official): (usize, &Official)| {
            Line::text(format!("{number:>2} {}, {}", official.name, official.role))
        };
        Block::titled("OFFICIALS", (1..).zip(&self.station.officials).map(official).collect())
    }

    /// Lines to sign on: the officials, observers, remarks.
    pub(super) fn signatures(&self) -> Block {
        const OBSERVERS: usize = 4;
        let officials = self.station.officials.iter();
        let mut lines: Vec<Line> = officials
            .map(|official| Line::signature(format!("{}, {}", official.role, official.name)))
            .collect();
        lines.extend((0..OBSERVERS).map(|_| Line::signature("Party, observer")));
        lines.push(Line::signature("Date, time"));
        lines.push(Line::signature("Remarks"));
        Block::titled("SIGNATURES", lines)
    }

    /// The officials who approved a record.
    pub(super) fn approvals(&self, attested: Attested<'_>) -> Vec<Line> {
        let approvals = attested.record.facts.approvals;
        let indices = [approvals.first, approvals.second].into_iter().flatten();
        indices
            .map(|index| {
                let official =
                    usize::from(index.0).checked_sub(1).and_then(|at| self.station.officials.get(at));
                let who = official.map_or("unknown", |official| official.name.as_str());
                Line::pair("Approved by", format!("{} {who}", index.0))
            })
            .collect()
    }
}

impl Transmission {
    /// The state of transmission when the tape was ordered.
    pub(super) fn block(&self) -> Block {
        let lines = match self {
            Self::NotSent => vec![Line::bold("NOT SENT. The result has not left the station.")],
            Self::Sent { attempts, since } => vec![
                Line::bold("SENT, NO RECEIPT YET."),
                Line::pair("Attempts", attempts.to_string()),
                Line::pair("First", since.to_string()),
            ],
            Self::Answered { verdict, at } => vec![
                Line::bold(format!("RECEIPT OF THE CENTER: {}", verdict.to_uppercase())),
                Line::pair("Came", at.to_string()),
            ],
        };
        Block::titled("TRANSMISSION", lines)
    }
}

/// Bytes as hexadecimal in groups of eight digits, three groups a line: the narrowest paper holds as many.
pub(super) fn hexadecimal(caption: &str, bytes: &[u8]) -> Vec<Line> {
    const GROUP: usize = 4;
    const ROW: usize = 12;
    let mut lines = vec![Line::text(caption)];
    for row in bytes.chunks(ROW) {
        let groups: Vec<String> = row.chunks(GROUP).map(hex::encode).collect();
        lines.push(Line::text(format!("  {}", groups.join(" "))));
    }
    lines
}
