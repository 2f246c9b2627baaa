//! R, the canonical bytes of a record: written and read strictly, so that every record has one form.
//!
//! The tally code tells no wrong ballot from a right one: whoever reads a record from outside has verified its signature,
//! which covers the package's digest, before.

use crate::coding::bytes::{Reader, Writer};
use crate::coding::coder;
use crate::election::{ElectionDefinition, Station, Tally};

use super::base::{Base, Kind};
use super::content::{Content, Reason, Record};
use super::error::RecordError;
use super::facts::Facts;
use super::shape::{counts, shape, tally};

impl Record {
    /// The canonical bytes R.
    ///
    /// # Errors
    ///
    /// Fails if the base names another kind or election, if the station is not in the package, if the test mark does
    /// not fit, and if a tally is not one of the station's ballot or beyond what its code carries.
    pub fn to_bytes(&self, definition: &ElectionDefinition) -> Result<Vec<u8>, RecordError> {
        if self.base.kind != self.content.kind() {
            return Err(RecordError::Content);
        }
        check(&self.base, &self.facts, definition)?;
        let number = self.facts.station;
        let station = definition.station(number).ok_or(RecordError::Station(number))?;
        let code = |tally: &Tally| -> Result<Vec<u8>, RecordError> {
            let counts = counts(&definition.ballot(station), tally)?;
            Ok(coder::encode(&shape(definition, station), &counts)?)
        };
        let writer = self.facts.write(Writer::new());
        let writer = match &self.content {
            Content::Zero | Content::Opened => writer,
            Content::Turnout { voters } => writer.u32(*voters),
            Content::Result(tally) | Content::Rehearsal(tally) => writer.bytes(&code(tally)?),
            Content::Correction { voids, reason, tally } => {
                writer.bytes(voids).u8(reason.number()).bytes(&code(tally)?)
            }
            Content::Annulment { voids, reason } => writer.bytes(voids).u8(reason.number()),
            Content::Checkpoint { entries } => writer.u32(*entries),
            Content::Poll { message } => writer.bytes(message),
        };
        Ok(writer.finish())
    }

    /// Reads R. What parses is written again to the same bytes.
    ///
    /// # Errors
    ///
    /// Fails on anything but the canonical bytes of a record of this base for a station of this package.
    pub fn parse(base: Base, r: &[u8], definition: &ElectionDefinition) -> Result<Self, RecordError> {
        let number = Facts::peek(r)?.station;
        let station = definition.station(number).ok_or(RecordError::Station(number))?;
        Self::parse_at(station, base, r, definition)
    }

    /// As [`Record::parse`] for a station that the caller has looked up already, such as a center in its index.
    ///
    /// # Errors
    ///
    /// Fails as [`Record::parse`] does, and if the record is of another station.
    pub fn parse_at(
        station: &Station,
        base: Base,
        r: &[u8],
        definition: &ElectionDefinition,
    ) -> Result<Self, RecordError> {
        let mut reader = Reader::new(r);
        let facts = Facts::read(&mut reader)?;
        check(&base, &facts, definition)?;
        if facts.station != station.number {
            return Err(RecordError::Station(facts.station));
        }
        let decode = |code: &[u8]| -> Result<Tally, RecordError> {
            let counts = coder::decode(&shape(definition, station), code)?;
            Ok(tally(&definition.ballot(station), counts))
        };
        let content = match base.kind {
            Kind::Zero => Content::Zero,
            Kind::Opened => Content::Opened,
            Kind::Turnout => Content::Turnout { voters: reader.u32()? },
            Kind::Result => Content::Result(decode(reader.rest())?),
            Kind::Correction => {
                let (voids, reason) = (reader.array()?, reason(&mut reader)?);
                Content::Correction { voids, reason, tally: decode(reader.rest())? }
            }
            Kind::Annulment => Content::Annulment { voids: reader.array()?, reason: reason(&mut reader)? },
            Kind::Rehearsal => Content::Rehearsal(decode(reader.rest())?),
            Kind::Checkpoint => Content::Checkpoint { entries: reader.u32()? },
            Kind::Poll => Content::Poll { message: reader.array()? },
        };
        reader.finish()?;
        Ok(Self { base, facts, content })
    }
}

fn reason(reader: &mut Reader<'_>) -> Result<Reason, RecordError> {
    let number = reader.u8()?;
    Reason::from_number(number).ok_or(RecordError::Reason(number))
}

fn check(base: &Base, facts: &Facts, definition: &ElectionDefinition) -> Result<(), RecordError> {
    if base.election != definition.election.id {
        return Err(RecordError::Election(base.election));
    }
    if facts.flags.test != (base.kind == Kind::Rehearsal || definition.election.test) {
        return Err(RecordError::TestMark);
    }
    Ok(())
}
