//! Texts of symbols in any order, joined to records: what an observer's program or the center does with a scanner.
//!
//! Invariants: nothing is believed; a text that comes again changes nothing; parts of different records are kept apart
//! and never joined. Memory: at most [`MOST_SETS`] records of [`MOST_PARTS`] parts of 2,860 bytes (2.9 MB), and as many
//! certificates, receipts and certificates of non-transmission.

use std::collections::BTreeMap;
use std::fmt;

use crate::coding::bytes::Reader;
use crate::record::{BASE_LEN, Base, Digest, Fingerprint, RecordError, SignedRecord};
use crate::seal::{DeviceCertificate, PublicKey, verify};

use super::CodeError;
use super::statement::{Answered, NON_TRANSMISSION, RECEIPT, Unanswered};
use super::symbol::{HEAD_LEN, KEY, MOST_PARTS, NAME_LEN, PACKAGE_LEN, RECORD, decode};

/// Most records, and most certificates, of one scan.
pub const MOST_SETS: usize = 64;
/// Letters of the largest symbol that there is (ISO/IEC 18004, version 40 at level L).
const LONGEST_TEXT: usize = 4_296;

/// The first bytes of a record's digest, by which its parts are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetName(pub [u8; NAME_LEN]);

impl fmt::Display for SetName {
    /// The six characters with which the fingerprint on the tape begins: `7KQ2-M9`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [b0, b1, b2, b3] = self.0;
        let padded = Fingerprint([b0, b1, b2, b3, 0, 0, 0, 0, 0, 0]).to_string();
        f.write_str(padded.get(..7).unwrap_or_default())
    }
}

impl fmt::Debug for SetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetName({self})")
    }
}

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A part that was not there yet.
    Part {
        /// The record's name.
        set: SetName,
        /// Number of the part, from 1.
        part: u8,
        /// Number of parts.
        parts: u8,
    },
    /// A certificate that was not there yet.
    Key {
        /// Number of the device.
        device: u32,
    },
    /// A receipt that was not there yet.
    Receipt,
    /// A certificate of non-transmission that was not there yet.
    NonTransmission,
    /// It was there before.
    Again,
}

/// A record of which parts are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The record's name.
    pub set: SetName,
    /// Number of parts.
    pub parts: u8,
    /// Numbers of the missing ones, ascending, never empty.
    pub missing: Vec<u8>,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing = self.missing.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
        let (parts, are) = if self.missing.len() == 1 { ("part", "is") } else { ("parts", "are") };
        write!(f, "{parts} {missing} of {} of {} {are} missing", self.parts, self.set)
    }
}

/// A record joined from its symbols. Whether it is true, [`Scanned::verify`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanned {
    /// The first bytes of the digest, as the symbols say.
    pub name: SetName,
    /// The first bytes of the digest of the package that it was made with.
    pub package: [u8; PACKAGE_LEN],
    /// Base, R and signature.
    pub signed: SignedRecord,
}

impl Scanned {
    /// Checks package, signature and name; only then may R be read.
    ///
    /// # Errors
    ///
    /// [`CodeError::Package`] with another package, [`CodeError::Mixed`] if the symbols say another digest, and
    /// [`CodeError::Signature`] if the signature is not of this key over this record.
    pub fn verify(&self, package_digest: &[u8; 32], key: &PublicKey) -> Result<Digest, CodeError> {
        if !package_digest.starts_with(&self.package) {
            return Err(CodeError::Package(self.package));
        }
        let digest = self.signed.digest(package_digest);
        if !digest.0.starts_with(&self.name.0) {
            return Err(CodeError::Mixed(self.name));
        }
        verify(key, &self.signed.signature_input(package_digest), &self.signed.signature)
            .map_err(|_| CodeError::Signature)?;
        Ok(digest)
    }

    /// The key that the commission certifies for the record's device, election and station.
    ///
    /// # Errors
    ///
    /// [`CodeError::NoKey`] if no certificate is of this device, [`CodeError::Uncertified`] if none that is was signed
    /// by the roster key for this election and station.
    pub fn key(
        &self,
        certificates: &[DeviceCertificate],
        roster: &PublicKey,
    ) -> Result<PublicKey, CodeError> {
        let base = self.signed.base;
        let station = Reader::new(&self.signed.r).u32();
        let mut own = certificates.iter().filter(|found| found.device == base.device).peekable();
        own.peek().ok_or(CodeError::NoKey(base.device))?;
        own.filter(|found| found.election == base.election && station == Ok(found.station))
            .find(|found| found.verify(roster).is_ok())
            .map(|found| found.public)
            .ok_or(CodeError::Uncertified(base.device))
    }
}

/// Collects the texts of symbols.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    sets: BTreeMap<(SetName, u8), BTreeMap<u8, Vec<u8>>>,
    certificates: Vec<DeviceCertificate>,
    answered: Vec<Answered>,
    unanswered: Vec<Unanswered>,
}

impl Scan {
    /// A scan of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the text of one symbol, as any reader hands it out; white space around it does not matter.
    ///
    /// # Errors
    ///
    /// Says why the text is of no use and what to do; what was scanned before stays as it was.
    pub fn take(&mut self, text: &str) -> Result<Taken, CodeError> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        if text.len() > LONGEST_TEXT {
            return Err(CodeError::Damaged);
        }
        if let Some(letters) = text.strip_prefix(KEY) {
            self.take_key(&decode(letters).ok_or(CodeError::Damaged)?)
        } else if let Some(letters) = text.strip_prefix(RECEIPT) {
            keep(&mut self.answered, Answered::read(letters)?, Taken::Receipt)
        } else if let Some(letters) = text.strip_prefix(NON_TRANSMISSION) {
            keep(&mut self.unanswered, Unanswered::read(letters)?, Taken::NonTransmission)
        } else if let Some(letters) = text.strip_prefix(RECORD) {
            self.take_part(&decode(letters).ok_or(CodeError::Damaged)?)
        } else {
            Err(CodeError::Foreign)
        }
    }

    fn take_key(&mut self, bytes: &[u8]) -> Result<Taken, CodeError> {
        let certificate = DeviceCertificate::parse(bytes).map_err(CodeError::Certificate)?;
        keep(&mut self.certificates, certificate, Taken::Key { device: certificate.device })
    }

    fn take_part(&mut self, bytes: &[u8]) -> Result<Taken, CodeError> {
        let ([n0, n1, n2, n3, part, parts], chunk) =
            bytes.split_first_chunk::<HEAD_LEN>().ok_or(CodeError::Damaged)?;
        let (set, part, parts) = (SetName([*n0, *n1, *n2, *n3]), *part, *parts);
        if chunk.is_empty() {
            return Err(CodeError::Damaged);
        }
        if part == 0 || part > parts || parts > MOST_PARTS {
            return Err(CodeError::Part { part, parts });
        }
        if self.sets.len() >= MOST_SETS && !self.sets.contains_key(&(set, parts)) {
            return Err(CodeError::Full);
        }
        let held = self.sets.entry((set, parts)).or_default();
        match held.get(&part) {
            None => {
                held.insert(part, chunk.to_vec());
                Ok(Taken::Part { set, part, parts })
            }
            Some(before) if before == chunk => Ok(Taken::Again),
            Some(_) => Err(CodeError::Differs { set, part, parts }),
        }
    }

    /// Every record of which parts are missing. One that was printed on paper of two widths stands here with the
    /// parts of the other width, unless it is whole in one of them.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let whole = |set: SetName| {
            let of_it = self.sets.iter().filter(|((name, _), _)| *name == set);
            of_it.into_iter().any(|((_, parts), held)| held.len() == usize::from(*parts))
        };
        let open = self.sets.iter().filter(|((set, _), _)| !whole(*set));
        open.map(|((set, parts), held)| {
            let missing = (1..=*parts).filter(|part| !held.contains_key(part)).collect();
            Gap { set: *set, parts: *parts, missing }
        })
        .collect()
    }

    /// Every record of which all parts are there.
    ///
    /// A set that is whole and no record stands here as [`CodeError::Record`].
    #[must_use]
    pub fn records(&self) -> Vec<Result<Scanned, CodeError>> {
        let whole = self.sets.iter().filter(|((_, parts), held)| held.len() == usize::from(*parts));
        let joined = whole.map(|((set, _), held)| {
            let bytes = held.values().flatten().copied().collect::<Vec<_>>();
            join(*set, &bytes).map_err(|why| CodeError::Record { set: *set, why })
        });
        let mut records: Vec<Result<Scanned, CodeError>> = Vec::new();
        for record in joined {
            // The same record, printed on paper of two widths.
            if !records.contains(&record) {
                records.push(record);
            }
        }
        records
    }

    /// Every certificate scanned, in the order of scanning; none is believed.
    #[must_use]
    pub fn certificates(&self) -> &[DeviceCertificate] {
        &self.certificates
    }

    /// Every receipt scanned; none is believed.
    #[must_use]
    pub fn answered(&self) -> &[Answered] {
        &self.answered
    }

    /// Every certificate of non-transmission scanned; none is believed.
    #[must_use]
    pub fn unanswered(&self) -> &[Unanswered] {
        &self.unanswered
    }
}

/// Keeps what was scanned, unless it is there already.
fn keep<T: PartialEq>(kept: &mut Vec<T>, scanned: T, taken: Taken) -> Result<Taken, CodeError> {
    if kept.contains(&scanned) {
        return Ok(Taken::Again);
    }
    if kept.len() >= MOST_SETS {
        return Err(CodeError::Full);
    }
    kept.push(scanned);
    Ok(taken)
}

fn join(name: SetName, bytes: &[u8]) -> Result<Scanned, RecordError> {
    let mut reader = Reader::new(bytes);
    let base = Base::parse(&reader.array::<BASE_LEN>()?)?;
    let package = reader.array()?;
    Ok(Scanned { name, package, signed: SignedRecord::from_payload(base, reader.rest())? })
}
