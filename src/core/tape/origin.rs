//! Where a tape comes from: election, station and box, and the record it is about.
//!
//! Invariant: nothing here is decided by the tape; it is what the box knows when the tape is ordered.

use super::heading::{Heading, Mark, TapeKind};
use super::layout::{Block, Paper, Tape};
use super::line::{Line, Numbered};
use super::stamp::Stamp;
use super::text::{Label, Paragraph};
use super::voice::{Argument, Voice};
use super::words::Word;
use crate::election::{ElectionDefinition, Official, Station};
use crate::record::{Fingerprint, Record, SignedRecord};
use crate::seal::DeviceCertificate;
use crate::time::{ClockQuality, WallTime};

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
    /// The commission's word that the key is this device's, if the box has it.
    pub certificate: Option<DeviceCertificate>,
    /// Version of the software.
    pub software: String,
    /// SHA-256 of the program; empty if unknown.
    pub software_digest: Vec<u8>,
    /// The printer's roll.
    pub paper: Paper,
    /// Minutes that local time is ahead of UTC.
    pub offset: i16,
}

/// A record that is signed and durable.
#[derive(Clone, Copy, Debug)]
pub struct Attested<'a> {
    /// What it says.
    pub record: &'a Record,
    /// The bytes that the device signed, and its signature.
    pub signed: &'a SignedRecord,
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
        /// Stable name of its verdict: received, accepted, quarantined, refused, superseded.
        verdict: String,
        /// When the answer came.
        at: Stamp,
    },
}

impl Origin<'_> {
    /// Languages and digits of this station's tapes.
    pub(super) fn voice(&self) -> Voice {
        Voice::new(self.definition.languages(self.station), self.definition.rules.tape.digits)
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
        let (voice, election) = (self.voice(), &self.definition.election);
        let test = test || election.test || kind == TapeKind::Rehearsal;
        let heading = Heading {
            kind,
            election: voice.names(&election.name),
            authority: voice.names(&election.authority),
            station: voice.station(self.station),
            mark: if test { Mark::Test } else { Mark::Official },
            fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string()),
            voice,
        };
        Tape { heading, paper: self.paper, blocks }
    }

    /// Where the station is.
    pub(super) fn place(&self) -> Block {
        let (voice, election, station) = (self.voice(), &self.definition.election, self.station);
        let mut lines = vec![
            Line::pair(voice.say(Word::ElectionDay), voice.digits(&election.date)),
            Line::pair(voice.say(Word::District), voice.given(&station.district)),
        ];
        let center = |center: &String| Line::pair(voice.say(Word::PollingCenter), voice.given(center));
        lines.extend(station.center.as_ref().map(center));
        lines.push(Line::pair(voice.say(Word::StationNumber), voice.number(station.number)));
        Block::new(lines)
    }

    /// Which box with which software, package and key.
    pub(super) fn device(&self, attested: Option<Attested<'_>>) -> Block {
        let (voice, election) = (self.voice(), &self.definition.election);
        let package = [
            ("election", Argument::Number(election.id.into())),
            ("version", Argument::Number(election.version.into())),
        ];
        let mut lines = vec![
            Line::pair(voice.say(Word::Device), voice.number(self.device)),
            Line::pair(voice.say(Word::Key), Paragraph::code(self.key_id.as_str())),
            Line::pair(voice.say(Word::Software), Paragraph::code(self.software.as_str())),
            Line::pair(voice.say(Word::Package), voice.with(Word::PackageOf, &package)),
        ];
        lines.extend(hexadecimal(voice.say(Word::PackageDigest), &self.package_digest));
        if !self.software_digest.is_empty() {
            lines.extend(hexadecimal(voice.say(Word::SoftwareDigest), &self.software_digest));
        }
        if let Some(Attested { record: Record { base, facts, .. }, .. }) = attested {
            lines.push(Line::pair(voice.say(Word::Record), voice.record(base)));
            lines.extend(hexadecimal(voice.say(Word::JournalHead), &facts.journal_head));
            let degraded = || Line::bold(voice.say(Word::OneMedium));
            lines.extend(facts.flags.degraded.then(degraded));
        }
        Block::titled(voice.say(Word::SectionDevice), lines).loose()
    }

    /// Officials with the numbers they give when they act.
    pub(super) fn officials(&self) -> Block {
        let voice = self.voice();
        let official = |(number, official): (u64, &Official)| {
            Line::entry(numbered(&voice, number), voice.given(&official.name), voice.given(&official.role))
        };
        Block::titled(
            voice.say(Word::SectionOfficials),
            (1..).zip(&self.station.officials).map(official).collect(),
        )
    }

    /// Lines to sign on: the officials, observers, remarks.
    pub(super) fn signatures(&self) -> Block {
        const OBSERVERS: usize = 4;
        let voice = self.voice();
        let officials = self.station.officials.iter();
        let mut lines: Vec<Line> =
            officials.map(|official| Line::signature(voice.official(official))).collect();
        lines.extend((0..OBSERVERS).map(|_| Line::signature(voice.say(Word::Observer))));
        lines.push(Line::signature(voice.say(Word::DateAndTime)));
        lines.push(Line::signature(voice.say(Word::Remarks)));
        Block::titled(voice.say(Word::SectionSignatures), lines)
    }

    /// The officials who approved a record.
    pub(super) fn approvals(&self, attested: Attested<'_>) -> Vec<Line> {
        let voice = self.voice();
        let approvals = attested.record.facts.approvals;
        let indices = [approvals.first, approvals.second].into_iter().flatten();
        indices
            .map(|index| {
                let official =
                    usize::from(index.0).checked_sub(1).and_then(|at| self.station.officials.get(at));
                let who: Label = match official {
                    Some(official) => voice.given(&official.name).into(),
                    None => voice.say(Word::OfficialUnknown),
                };
                Line::entry(numbered(&voice, index.0.into()), voice.say(Word::ApprovedBy), who)
            })
            .collect()
    }
}

impl Transmission {
    /// The state of transmission when the tape was ordered.
    pub(super) fn block(&self, voice: &Voice) -> Block {
        let lines = match self {
            Self::NotSent => vec![Line::bold(voice.say(Word::NotSent))],
            Self::Sent { attempts, since } => vec![
                Line::bold(voice.say(Word::SentWithoutReceipt)),
                Line::pair(voice.say(Word::Attempts), voice.number(*attempts)),
                Line::pair(voice.say(Word::FirstAttempt), since.label(voice)),
            ],
            Self::Answered { verdict, at } => vec![
                Line::bold(voice.with(
                    Word::CenterSaid,
                    &[("verdict", Argument::Label(&voice.term("verdict", verdict)))],
                )),
                Line::pair(voice.say(Word::AnswerCame), at.label(voice)),
            ],
        };
        Block::titled(voice.say(Word::SectionTransmission), lines)
    }
}

/// A number of an entry in a column of its own, with room for two digits at least.
pub(super) fn numbered(voice: &Voice, number: u64) -> Numbered {
    const LEAST: u32 = 2;
    let digits = number.checked_ilog10().unwrap_or(0).saturating_add(1).max(LEAST);
    Numbered { text: voice.number(number), digits: digits.try_into().unwrap_or(u8::MAX) }
}

/// Bytes as hexadecimal in groups of eight digits, three groups a line: the narrowest paper holds as many. They stay on one
/// sheet, below their caption.
pub(super) fn hexadecimal(caption: Label, bytes: &[u8]) -> Vec<Line> {
    const GROUP: usize = 4;
    const ROW: usize = 12;
    let mut lines = vec![Line::text(caption)];
    for row in bytes.chunks(ROW) {
        let groups: Vec<String> = row.chunks(GROUP).map(hex::encode).collect();
        let above = lines.pop().map(Line::bound);
        lines.extend(above);
        lines.push(Line::small(Paragraph::code(groups.join(" "))));
    }
    lines
}
