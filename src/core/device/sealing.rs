//! Making records: facts, signature, both stages, once.

use super::machine::Device;
use crate::coding::CodingError;
use crate::election::{Approvals, Code, OfficialIndex, Refusal, TallySource};
use crate::journal::Sealed;
use crate::packet::{self, PacketError};
use crate::record::{Base, Content, Digest, Epoch, Facts, Flags, Record, RecordError, SignedRecord};
use crate::seal::DeviceKey;
use crate::time::{ClockQuality, WallTime};

/// The secrets of the box.
pub struct Keys {
    /// Number of the box.
    pub device: u32,
    /// Signs records.
    pub sign: DeviceKey,
    /// Seal to the tally center and wrap for the gateway.
    pub packet: packet::Keys,
    /// Generation of the key to the tally center.
    pub seal_epoch: Epoch,
    /// Generation of the key to the gateway.
    pub link_epoch: Epoch,
}

/// What a new record says and about what.
pub(super) struct Statement {
    pub(super) content: Content,
    pub(super) source: TallySource,
    pub(super) test: bool,
    pub(super) explained: bool,
    pub(super) approvals: Approvals,
    /// Time of the record; now, if none.
    pub(super) wall: Option<(Option<WallTime>, ClockQuality)>,
    /// True if packets are made of it.
    pub(super) send: bool,
}

impl Statement {
    /// A statement of the box itself, approved by at most one official.
    pub(super) fn plain(content: Content, by: Option<OfficialIndex>) -> Self {
        let approvals = Approvals { first: by, second: None };
        let source = TallySource::Device;
        Self { content, source, test: false, explained: false, approvals, wall: None, send: false }
    }

    /// The same, to be sent.
    pub(super) fn sent(self) -> Self {
        Self { send: true, ..self }
    }
}

impl Device {
    /// Signs a statement as the next record and, if it is to be sent, seals it into packets.
    ///
    /// # Errors
    ///
    /// Refused if the box was rolled back behind what the center knows, a card in it contradicts its journal, the record numbers are used up, the record does not fit, or the signature does not verify.
    pub(super) fn seal(&self, statement: Statement) -> Result<Sealed, Refusal> {
        if self.state.known_to_center > self.state.sequence {
            let at = format!("center {}, journal {}", self.state.known_to_center, self.state.sequence);
            return Err(Refusal::at(Code::JournalBehind, at));
        }
        self.check_fork()?;
        let sequence = self.state.sequence.checked_add(1).ok_or_else(|| Refusal::new(Code::SequenceEnd))?;
        let base = Base {
            kind: statement.content.kind(),
            election: self.package.definition.election.id,
            device: self.keys.device,
            sequence,
            seal_epoch: self.keys.seal_epoch,
            link_epoch: self.keys.link_epoch,
        };
        let (wall, clock) = statement.wall.unwrap_or((self.now.wall, self.now.quality));
        let flags = Flags {
            source: statement.source,
            test: statement.test || self.package.definition.election.test,
            clock,
            degraded: !self.state.failed_media.is_empty(),
            explained: statement.explained,
        };
        let facts = Facts {
            station: self.station.number,
            wall: wall.map_or(0, WallTime::to_record),
            flags,
            approvals: statement.approvals,
            journal_head: self.state.chain.head().head12(),
        };
        let record = Record { base, facts, content: statement.content };
        let r = record
            .to_bytes(&self.package.definition)
            .map_err(|error| Refusal::at(unwritten(&error), error.to_string()))?;
        let input = crate::record::signature_input(&base, &self.package.digest, &r);
        let signature = self
            .keys
            .sign
            .sign(&input)
            .map_err(|error| Refusal::at(Code::RecordInvalid, error.to_string()))?;
        let signed = SignedRecord { base, r, signature };
        self.packets_of(signed, statement.send)
    }

    fn packets_of(&self, signed: SignedRecord, send: bool) -> Result<Sealed, Refusal> {
        let (message, packets) = if send {
            let packets = packet::seal_record(&signed, &self.keys.packet).map_err(|error| {
                let code = if matches!(error, PacketError::TooLarge(_)) {
                    Code::MessageTooLarge
                } else {
                    Code::RecordInvalid
                };
                Refusal::at(code, error.to_string())
            })?;
            let id = packet::message_id(&signed, &self.keys.packet.end_to_end)
                .map_err(|error| Refusal::at(Code::RecordInvalid, error.to_string()))?;
            (id.0.to_vec(), packets)
        } else {
            (Vec::new(), Vec::new())
        };
        Ok(Sealed {
            base: signed.base.to_bytes().to_vec(),
            record: signed.r,
            signature: signed.signature.to_vec(),
            message,
            packets: packets.into_iter().map(Into::into).collect(),
        })
    }

    /// A record of this box, read back from the journal.
    pub(super) fn signed(sealed: &Sealed) -> Option<SignedRecord> {
        let base: [u8; 11] = sealed.base.as_slice().try_into().ok()?;
        Some(SignedRecord {
            base: Base::parse(&base).ok()?,
            r: sealed.record.clone(),
            signature: sealed.signature.as_slice().try_into().ok()?,
        })
    }

    /// Identity of a record of this box.
    pub(super) fn digest(&self, record: u16) -> Option<Digest> {
        let state = self.state.records.get(&record)?;
        Some(Self::signed(&state.sealed)?.digest(&self.package.digest))
    }

    /// Short form of [`Device::digest`], as printed and shown.
    pub(super) fn fingerprint(&self, record: u16) -> Option<String> {
        Some(self.digest(record)?.fingerprint().to_string())
    }
}

/// The refusal of a record that has no bytes: counts that do not fit even the largest code fit no messages either.
fn unwritten(error: &RecordError) -> Code {
    if matches!(error, RecordError::Coding(CodingError::Size | CodingError::Draws)) {
        Code::MessageTooLarge
    } else {
        Code::RecordInvalid
    }
}
